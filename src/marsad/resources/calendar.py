"""data/calendar.yml: the words of time, as one index from folded word to its classes."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml

FILE = DATA / "calendar.yml"


class Feast(BaseModel):
    """A day fixed in one of the two calendars."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    name: str
    calendar: str
    month: int
    day: int
    days: int


class Calendar(BaseModel):
    """The whole file; keys of the maps are what the words mean (weekday, month, offset in days, unit, part)."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    weekdays: dict[str, list[str]]
    bare_weekdays: dict[str, list[str]]
    months: dict[str, list[str]]
    shy_months: list[str]
    hijri_months: dict[str, list[str]]
    shy_hijri_months: list[str]
    hijri_marks: list[str]
    days: dict[str, list[str]]
    parts: dict[str, list[str]]
    units: dict[str, list[str]]
    duals: dict[str, list[str]]
    phases: dict[str, list[str]]
    rest: list[str]
    past: list[str]
    last: list[str]
    next: list[str]
    following: list[str]
    current: list[str]
    this: list[str]
    same: list[str]
    same_before: list[str]
    not_today: list[str]
    few: list[str]
    seasons: dict[str, list[str]]
    decades: dict[str, list[str]]
    feasts: list[Feast]
    before: list[str]
    after: list[str]
    since: list[str]
    until: list[str]
    during: list[str]
    between: list[str]
    from_: list[str]
    to: list[str]
    eves: dict[str, list[str]]
    about: list[str]
    year_words: list[str]
    names: list[str]
    vague_times: dict[str, list[str]]
    future: list[str]
    not_future: list[str]


class Meaning(NamedTuple):
    """One class of a word, with its value: («weekday», 4), («unit», "day")."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Index:
    """``words``: folded word → meanings; ``phrases``: first word → (further words, meaning), longest first."""

    words: dict[str, tuple[Meaning, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]
    names: frozenset[str]
    future: frozenset[str]
    not_future: tuple[str, ...]
    feasts: tuple[Feast, ...]


@functools.lru_cache(maxsize=1)
def table() -> Calendar:
    """The file, checked. Raises DataError where it breaks its schema."""
    data: Any = load_yaml(FILE)
    if isinstance(data, dict) and "from" in data:
        data["from_"] = data.pop("from")
    try:
        return Calendar.model_validate(data)
    except ValidationError as error:
        raise DataError(f"{FILE}: {error}") from error

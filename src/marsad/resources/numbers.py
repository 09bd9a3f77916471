"""data/numbers.yml: number words, bounds, vague words, and the neighbours that make a number no count."""

from __future__ import annotations

import functools
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml

FILE = DATA / "numbers.yml"


class Vague(BaseModel):
    """A word that says how many without saying it: «عشرات» is 20 or more."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    form: str
    low: int
    needs: str | None = None  # "of": only before «من»


class Numbers(BaseModel):
    """The whole file. ``words`` maps a class to value → spellings; ``before``/``after`` map a bound to its phrases."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    words: dict[str, dict[str, list[str]] | list[str]]
    fractions: dict[str, list[str]]
    fraction_parts: dict[str, list[str]]
    dozens: list[str]
    vague: list[Vague]
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    named_by_number: list[str]
    regnal: list[str]
    idiom_heads: list[str]
    measures: list[str]
    money: list[str]
    duals: list[str]


@functools.lru_cache(maxsize=1)
def table() -> Numbers:
    """The file, checked. Raises DataError where it breaks its schema."""
    data: Any = load_yaml(FILE)
    try:
        return Numbers.model_validate(data)
    except ValidationError as error:
        raise DataError(f"{FILE}: {error}") from error

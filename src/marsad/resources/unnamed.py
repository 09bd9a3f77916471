"""Arabic names of sources that no table lists, composed from the words of their ids (``data/unnamed.yml``).

    >>> name("local_sources"), name("medical_source"), name("activists")
    ('مصادر محلية', 'مصدر طبي', 'ناشطون')
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class Head(BaseModel):
    """A noun of an id, and the form in which adjectives agree with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    form: Literal["one", "many", "people"]


class Adjective(BaseModel):
    """An adjective of an id, in its three agreements."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    many: str
    people: str
    one: str


class Unnamed(BaseModel):
    """The file: phrases of an owner, heads, adjectives."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    of: dict[str, str]
    heads: tuple[Head, ...]
    adjectives: tuple[Adjective, ...]


@functools.lru_cache(maxsize=1)
def words() -> Unnamed:
    """The words. Raises DataError where the file breaks its schema."""
    path = DATA / "unnamed.yml"
    try:
        return Unnamed.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error


def name(identity: str, owner: Callable[[str], str | None] = lambda _: None) -> str | None:
    """The Arabic name of an id, None where one of its words is not known. ``owner`` names an actor (islamic_state_statement)."""
    table = words()
    whose, _, last = identity.rpartition("_")
    if last in table.of and (called := owner(whose)):
        return table.of[last].format(owner=called)
    *adjectives, last = identity.split("_")
    head = next((h for h in table.heads if h.id == last), None)
    found = [a for word in adjectives for a in table.adjectives if a.id == word]
    if head is None or len(found) != len(adjectives) or len(found) > 1:
        return None
    return " ".join([head.name, *(getattr(a, head.form) for a in found)])

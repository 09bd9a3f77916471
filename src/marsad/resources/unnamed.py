"""Names of sources that no table lists, in Arabic and English, composed from the words of their ids (``data/unnamed.yml``).

    >>> name("local_sources", "ar"), name("medical_source", "ar"), name("activists", "en")
    ('مصادر محلية', 'مصدر طبي', 'activists')
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class Owned(BaseModel):
    """A word of an id behind an actor's, as a phrase of its {owner}."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    en: str
    ar: str


class Head(BaseModel):
    """A noun of an id, and the form in which adjectives agree with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    form: Literal["one", "many", "people"]
    en: str
    ar: str


class Adjective(BaseModel):
    """An adjective of an id, in its three Arabic agreements."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    en: str
    many: str
    people: str
    one: str


class Unnamed(BaseModel):
    """The file: phrases of an owner, heads, adjectives."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    of: tuple[Owned, ...]
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


def name(identity: str, language: str, owner: Callable[[str], str | None] = lambda _: None) -> str | None:
    """The name of an id in ``ar`` or ``en``, None where one of its words is not known. ``owner`` names an actor (islamic_state_statement)."""
    table = words()
    whose, _, last = identity.rpartition("_")
    phrase = next((o for o in table.of if o.id == last), None)
    if phrase is not None and (called := owner(whose)):
        return (phrase.ar if language == "ar" else phrase.en).format(owner=called)
    *adjectives, last = identity.split("_")
    head = next((h for h in table.heads if h.id == last), None)
    found = [a for word in adjectives for a in table.adjectives if a.id == word]
    if head is None or len(found) != len(adjectives) or len(found) > 1:
        return None
    if language == "ar":
        return " ".join([head.ar, *(getattr(a, head.form) for a in found)])
    return " ".join([*(a.en for a in found), head.en])

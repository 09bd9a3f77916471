"""Words that name a protected place: hospitals, schools, shelters, aid, civil defence (data/protected.yml)."""

from __future__ import annotations

import functools

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml, places


class Kind(BaseModel):
    """One kind of protected place, and its words."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    id: str
    words: list[str]


class Protected(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    kinds: list[Kind]


@functools.cache
def words() -> tuple[tuple[str, str], ...]:
    """(word, kind) of every entry. Raises DataError where the file breaks its schema."""
    path = DATA / "protected.yml"
    try:
        return tuple((word, kind.id) for kind in Protected.model_validate(load_yaml(path)).kinds for word in kind.words)
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error


@functools.cache
def camps() -> frozenset[str]:
    """English names of the camps that the tables know: a text may name one without the word for it."""
    return frozenset(row.en for _, row in places.place_rows() if row.kind == "camp")

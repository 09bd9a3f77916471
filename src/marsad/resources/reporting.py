"""The words of the report, in both languages (data/report.yml)."""

from __future__ import annotations

import functools

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class Entry(BaseModel):
    """A sentence or label by its id."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    id: str
    en: str
    ar: str


class File(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    words: list[Entry]


@functools.cache
def words(language: str) -> dict[str, str]:
    """Id → words in ``ar``, else English. Raises DataError where the file breaks its schema."""
    path = DATA / "report.yml"
    try:
        found = File.model_validate(load_yaml(path)).words
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    return {e.id: e.ar if language == "ar" else e.en for e in found}

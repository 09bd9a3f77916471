"""Words by which an outlet takes back a report of its own (data/retraction.yml)."""

from __future__ import annotations

import functools

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class Words(BaseModel):
    """The file: what is done, what it is done to, and what makes it another's doing when it stands between the two."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    acts: list[str]
    reports: list[str]
    unless: list[str]


@functools.cache
def words() -> Words:
    """As written. Raises DataError where the file breaks its schema."""
    path = DATA / "retraction.yml"
    try:
        return Words.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error

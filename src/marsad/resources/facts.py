"""data/facts/*.yml: dated public facts, each with who established it."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.resources import DataError, files, load_yaml


class Fact(BaseModel):
    """Something that happened on the days ``start`` to ``end``. It is told where one of ``names`` stands with one of ``with_`` (if any)."""

    model_config = ConfigDict(extra="forbid", defer_build=True, populate_by_name=True)
    id: str
    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")
    source: str
    names: list[str]
    with_: list[str] = Field(default=[], alias="with")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)
    facts: list[Fact]


@functools.lru_cache(maxsize=1)
def table() -> tuple[Fact, ...]:
    """All facts, in file order. Raises DataError where a file breaks the schema, an id repeats or days are out of order."""
    found: list[Fact] = []
    seen: set[str] = set()
    for path in files("facts/*.yml"):
        data: Any = load_yaml(path)
        try:
            facts = _File.model_validate(data).facts
        except ValidationError as error:
            raise DataError(f"{path}: {error}") from error
        for fact in facts:
            if fact.id in seen:
                raise DataError(f"{path}: the id {fact.id} is given twice")
            if fact.start > fact.end:
                raise DataError(f"{path}: {fact.id} ends before it begins")
            seen.add(fact.id)
        found += facts
    return tuple(found)

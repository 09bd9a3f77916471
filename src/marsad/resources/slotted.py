"""Checked entries as the reader asks them: the fields of a pydantic model in slots."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def slotted(model: type[M]) -> Callable[[Mapping[str, Any]], M]:
    """What turns a dumped entry of the model into an object with the same fields, its lists tuples; nothing is checked again.

    Rules ask a trigger or a noun some thousand times a page, and a model's attribute takes ten times as long to read as a slot.
    """
    made = dataclasses.make_dataclass(model.__name__, model.model_fields, frozen=True, slots=True, eq=False)

    def make(entry: Mapping[str, Any]) -> M:
        return cast(M, made(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}))

    return make

"""Entries in slots: the same fields as the model that checked them, and as frozen."""

from __future__ import annotations

import dataclasses

import pytest

from marsad.resources.frames import Trigger
from marsad.resources.slotted import slotted


def test_a_dumped_entry_has_every_field_of_its_model() -> None:
    checked = Trigger(id="qasafa", perfect=("قصف",), on=("على",))
    entry = slotted(Trigger)(checked.model_dump(mode="json"))
    assert {name: getattr(entry, name) for name in Trigger.model_fields} == {name: getattr(checked, name) for name in Trigger.model_fields}


def test_it_cannot_be_changed() -> None:
    entry = slotted(Trigger)(Trigger(id="qasafa").model_dump())
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.id = "other"


def test_a_field_that_the_model_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="loudness"):
        slotted(Trigger)(Trigger(id="qasafa").model_dump() | {"loudness": "very"})

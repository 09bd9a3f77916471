"""Back references: «الهجوم المذكور», «هذا الهجوم», «القصف» take what they point at. Few, strict rules.

An event that only refers adds its losses and words to the latest earlier event of its kind told by the same voice.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.extract.drafts import Draft
from marsad.extract.events import FAMILIES, Event

_REACH = 6  # sentences


def referent(event: Event, earlier: Sequence[Draft]) -> Draft | None:
    """The draft that a definite noun points back at: same type first, then the same family, within reach. ``earlier`` in the order of telling."""
    near: list[Draft] = []
    for d in reversed(earlier):
        if event.row.sentence.i - d.event.row.sentence.i > _REACH:
            break
        if d.event.type == event.type and not d.event.reference:
            return d
        near.append(d)
    if FAMILIES[event.type] != "attack":
        return None
    return next((d for d in near if FAMILIES[d.event.type] == "attack" and not d.event.reference), None)

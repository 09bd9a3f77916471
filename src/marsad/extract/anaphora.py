"""Back references: «الهجوم المذكور», «هذا الهجوم», «القصف» take what they point at. Few, strict rules.

An event that only refers adds its losses and words to the latest earlier event of its kind told by the same voice.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.extract.events import FAMILIES, Event

_REACH = 6  # sentences


def referent(event: Event, earlier: Sequence[Event]) -> Event | None:
    """The event that a definite noun points back at: same type first, then the same family, within reach."""
    near = [e for e in earlier if event.row.sentence.i - e.row.sentence.i <= _REACH]
    for e in reversed(near):
        if e.type == event.type and not e.reference:
            return e
    for e in reversed(near):
        if FAMILIES[e.type] == FAMILIES[event.type] == "attack" and not e.reference:
            return e
    return None

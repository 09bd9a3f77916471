"""Things destroyed, damaged, captured or found, in one sentence: the objects of the words that say so.

    «دمروا ثلاث سيارات وغنموا مدفعا»  →  vehicle destroyed 3, other captured 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.extract.chunks import Chunk, Row
from marsad.extract.match import Match
from marsad.extract.tolls import count_of


@dataclass(slots=True)
class Thing:
    """One item of materiel where it stands; ``at`` its chunk."""

    item: str
    outcome: str
    low: int
    high: int | None
    at: int
    first: int
    last: int
    match: Match
    rule: str


def item_of(chunk: Chunk) -> str | None:
    """The kind of a thing, None for people and landscape."""
    if chunk.head is not None and chunk.letter in "MWA":
        return chunk.head.item
    return None


def find(row: Row, matches: Sequence[Match]) -> list[Thing]:
    """Every thing of the sentence, in order."""
    found: list[Thing] = []
    for m in matches:
        if not m.entry.outcome:
            continue
        chosen = m.obj or (m.subj if m.entry.inverse else [])
        for i in chosen:
            chunk = row.chunks[i]
            item = item_of(chunk)
            if item is None:
                continue
            low, high, _, _ = count_of(chunk)
            found.append(Thing(item, m.entry.outcome, low, high, i, chunk.first, chunk.last, m, f"{m.entry.id}/{item}"))
    return found

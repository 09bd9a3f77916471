"""Things destroyed, damaged, captured or found, in one sentence: the objects of the words that say so.

    «دمروا ثلاث سيارات وغنموا مدفعا»  →  vehicle destroyed 3, other captured 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.extract.match import Match
from marsad.extract.rows import Chunk, Row
from marsad.extract.tolls import count_of

_MASS = ("weapon_cache", "other")
_GAP = 5  # chunks between two things of one list


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


def _machine(chunk: Chunk) -> bool:
    """A vehicle or an aircraft, though its owner makes it armed: «ثلاث طائرات مسيرة», «آليتين للجيش»."""
    return chunk.head is not None and chunk.head.type in ("vehicle", "aircraft", "weapon")


def _more(row: Row, chosen: Sequence[int]) -> list[int]:
    """Things that the list goes on with after words in between: «بندقية صيد ومسدسا آليا من نوع ماكاروف وكمية من الذخيرة»."""
    out: list[int] = []
    if not chosen or not (row.letters[chosen[-1]] in "MW" or _machine(row.chunks[chosen[-1]])):
        return out
    i, gap = max(chosen) + 1, 0
    while i < len(row.chunks) and gap < _GAP:
        pair = row.letters[i : i + 2]
        if pair in ("&M", "&W") or (pair == "&A" and _machine(row.chunks[i + 1])):
            out.append(i + 1)
            i, gap = i + 2, 0
            continue
        if pair == ",&" or row.letters[i] in "xQ&N" or pair in ("px", "pQ", "pM", "pA"):
            step = 2 if pair[0] == "p" else 1
            i, gap = i + step, gap + 1
            continue
        break
    return out


def find(row: Row, matches: Sequence[Match]) -> list[Thing]:
    """Every thing of the sentence, in order."""
    found: list[Thing] = []
    for m in matches:
        if not m.entry.outcome:
            continue
        chosen = m.obj or (m.subj if m.entry.inverse else [])
        for i in [*chosen, *_more(row, chosen)]:
            chunk = row.chunks[i]
            item = item_of(chunk)
            if item is None:
                continue
            low, high, _, _ = count_of(chunk)
            mass = item in _MASS and chunk.head is not None and (chunk.letter == "M" or chunk.head.id == "bullets") and chunk.head is not None and chunk.head.type in ("weapon", "goods")
            if mass and chunk.count is None and chunk.number != "d" and high is None:
                low = 1  # «أسلحة وذخائر» are one haul
                before = found[-1] if found else None
                if before is not None and before.match is m and before.item == item and before.high is None and row.letters[i - 1] == "&":
                    before.last = chunk.last
                    continue
            found.append(Thing(item, m.entry.outcome, low, high, i, chunk.first, chunk.last, m, f"{m.entry.id}/{item}"))
    return found

"""Reading again with a better lexicon: what each document's claims become, before and after.

How far a run has come is kept with each batch, in the same transaction: a run that was stopped goes on there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from marsad.ledger import rows
from marsad.ledger import tables as t
from marsad.model import JSON, Claim, Document

BATCH = 50  # documents of one transaction
_UNSAID = ("confidence", "extractor", "rules")  # how it was read, not what was read
_MARK = "marsad:reread"  # beside the watched sources, whose names are addresses


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim that is read otherwise: its role, its values before and after."""

    claim: str
    role: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new reading of one document changes. ``changed``: claim id → the parts that differ (type, time, tolls …); ``parts``: their values;
    ``words``: the evidence of each claim that is named."""

    document: str
    file: str
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parts: tuple[Part, ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.new or self.gone or self.changed)

    def to_json(self) -> JSON:
        words = dict(self.words)
        changed: dict[str, JSON] = {}
        for p in self.parts:
            changed.setdefault(p.claim, {})[p.role] = {"before": list(p.before), "after": list(p.after)}
        return {
            "document": self.document, "file": self.file, "new": [{"claim": c, "text": words.get(c)} for c in self.new],
            "gone": [{"claim": c, "text": words.get(c)} for c in self.gone],
            "changed": [{"claim": c, "text": words.get(c), "parts": changed.get(c, {})} for c, _ in self.changed],
        }  # fmt: skip


def compare(document: str, file: str, before: Sequence[Claim], after: Sequence[Claim]) -> Revision:
    """The difference between two readings of one document; the same claim is the one of the same id (where it was said)."""
    old, new = {c.id: c for c in before}, {c.id: c for c in after}
    changed, parts = [], []
    for key in sorted(old.keys() & new.keys()):
        left, right = _parts(old[key]), _parts(new[key])
        roles = tuple(role for role in sorted(left.keys() | right.keys()) if left.get(role) != right.get(role))
        if roles:
            changed.append((key, roles))
            parts += [Part(key, role, tuple(left.get(role, ())), tuple(right.get(role, ()))) for role in roles]
    added, gone = tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys()))
    named = [*((k, new[k]) for k in added), *((k, old[k]) for k in gone), *((k, new[k]) for k, _ in changed)]
    words = tuple((k, c.evidence[0].text if c.evidence else "") for k, c in named)
    return Revision(document, file, added, gone, tuple(changed), tuple(parts), words)


def left_off(connection: Connection, reading: str) -> int:
    """The row of the last document that a stopped run of this reading has done; 0 where there was none, or it was of another reading."""
    found = connection.execute(select(t.poll.c.state).where(t.poll.c.source == _MARK)).scalar()
    return int(found["row"]) if found and found["reading"] == reading else 0


def come_to(connection: Connection, reading: str, row: int | None, at: dt.datetime) -> None:
    """Notes how far the run has come; None: it has come to its end."""
    connection.execute(delete(t.poll).where(t.poll.c.source == _MARK))
    if row is not None:
        connection.execute(insert(t.poll).values(source=_MARK, at=at, next=at, state={"reading": reading, "row": row}))


def ahead(connection: Connection, after: int, upto: int) -> int:
    """How many documents in force lie between two rows."""
    d = t.document.c
    return int(connection.execute(select(func.count()).where((d.row > after) & (d.row <= upto) & d.superseded_at.is_(None))).scalar_one())


def batch(connection: Connection, after: int, upto: int) -> list[tuple[int, Document]]:
    """The next documents in force after a row, with their rows."""
    d = t.document
    query = select(d).where((d.c.row > after) & (d.c.row <= upto) & d.c.superseded_at.is_(None)).order_by(d.c.row).limit(BATCH)
    return [(int(r["row"]), rows.document_from_row(r)) for r in connection.execute(query).mappings()]


def _parts(claim: Claim) -> dict[str, list[object]]:
    parts: dict[str, list[object]] = {}
    for a in rows.arguments(claim):
        if a.role not in _UNSAID:
            parts.setdefault(a.role, []).append(_said(a.value))
    return parts


def _said(value: object) -> object:
    """Without the name of the rule: another way to the same reading is no revision."""
    return {k: v for k, v in value.items() if k != "rule"} if isinstance(value, dict) else value

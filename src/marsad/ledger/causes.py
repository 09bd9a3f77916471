"""Why accounts changed: what was read, decided and corrected since the incidents were last saved, by the claims that it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from marsad.ledger import tables as t
from marsad.ledger.driver import MANY, parts
from marsad.model import JSON

MOST = 20  # of each kind that a row of history names
TAKEN_BACK = "taken back in "
"""Begins the note of a review that is an outlet's own word on its report; the new text's id follows (intake/retracted.py)."""


@dataclass(frozen=True, slots=True)
class News:
    """By claim: decisions on pairs that it is an end of, reviews of it. Claims that are read otherwise; claims that nobody makes any more."""

    decided: dict[str, list[JSON]] = field(default_factory=dict)
    reviewed: dict[str, list[JSON]] = field(default_factory=dict)
    reread: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()


def since_last(connection: Connection) -> News:
    """What came after the last resolution that the audit log tells of; nothing where there was none."""
    a = t.audit.c
    last = connection.execute(select(a.id, a.detail).where(a.what == "resolution").order_by(a.id.desc()).limit(1)).first()
    if last is None:
        return News()
    upto = last.detail["upto"]
    ended: dict[str, list[int]] = defaultdict(list)
    for (detail,) in connection.execute(select(a.detail).where(a.id > last.id)):
        for name, keys in detail["ended"].items():
            ended[name] += keys
    decided: dict[str, list[JSON]] = defaultdict(list)
    for one in _touched(connection, t.judgement, upto, ended):
        said = "withdrawn" if one["deleted_at"] else one["verdict"]
        for end in (one["left"], one["right"]):
            decided[end].append({"left": one["left"], "right": one["right"], "verdict": said, "who": one["who"]})
    reviewed: dict[str, list[JSON]] = defaultdict(list)
    for one in _touched(connection, t.review, upto, ended):
        what = "corrected" if one["accepted"] and not one["deleted_at"] else "withdrew the correction of"
        if what == "corrected" and (one["note"] or "").startswith(TAKEN_BACK):
            what = "took back"
        reviewed[one["claim"]].append({"claim": one["claim"], "what": what, "who": one["who"]})
    r = t.argument.c
    before = int(upto.get("argument", 0))
    otherwise = set(connection.execute(select(r.claim).where(r.id > before).distinct()).scalars())
    lost = set(_claims(connection, ended.get("argument", ())))
    alive = set(_live(connection, sorted(lost)))
    return News(dict(decided), dict(reviewed), frozenset(otherwise | lost & alive), frozenset(lost - alive))


def of(news: News, before: Iterable[str], after: Iterable[str]) -> JSON:
    """The causes of one incident's change: claims that came and went, what was read, decided and corrected of its claims. Empty kinds are left out."""
    old, new = set(before), set(after)
    both = old | new
    found: JSON = {
        "new": sorted(new - old), "gone": sorted(old - new - news.retired), "retired": sorted(old & news.retired),
        "reread": sorted(old & new & news.reread), "decided": _distinct(news.decided, both), "reviewed": _distinct(news.reviewed, both),
    }  # fmt: skip
    return {k: v[:MOST] for k, v in found.items() if v}


def _distinct(told: dict[str, list[JSON]], claims: set[str]) -> list[JSON]:
    found: list[JSON] = []
    for claim in sorted(claims & told.keys()):
        found += [one for one in told[claim] if one not in found]
    return found


def _touched(connection: Connection, table: Table, upto: dict[str, Any], ended: dict[str, list[int]]) -> list[Any]:
    """Rows that came, and rows that ended without another in their place, oldest first."""
    name = str(table.name)
    rows = list(connection.execute(select(table).where(table.c.id > int(upto.get(name, 0))).order_by(table.c.id)).mappings())
    place = ("left", "right") if name == "judgement" else ("claim",)
    replaced = {tuple(r[k] for k in place) for r in rows}
    old = connection.execute(select(table).where(table.c.id.in_(ended.get(name, ())[-MANY:])).order_by(table.c.id)).mappings()
    live = {}
    for r in rows:
        live[tuple(r[k] for k in place)] = r  # the last word on it
    return [*(r for r in old if tuple(r[k] for k in place) not in replaced), *live.values()]


def _claims(connection: Connection, keys: Sequence[int]) -> list[str]:
    r, found = t.argument.c, list[str]()
    for some in parts(keys):
        found += connection.execute(select(r.claim).where(r.id.in_(some)).distinct()).scalars().all()
    return found


def _live(connection: Connection, claims: Sequence[str]) -> list[str]:
    r, found = t.argument.c, list[str]()
    for some in parts(claims):
        found += connection.execute(select(r.claim).where(r.claim.in_(some) & r.superseded_at.is_(None)).distinct()).scalars().all()
    return found

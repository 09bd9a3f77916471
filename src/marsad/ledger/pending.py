"""Suggested pairs that nobody has judged, in the order in which a person is asked: those first where a decision changes most."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from marsad.ledger import tables as t
from marsad.ledger.driver import parts


def rank(score: float, claims: int) -> float:
    """Where a pair stands in the queue, the smallest first: the claims of the incidents on both sides, more where the score leaves it open."""
    return -claims * (1.0 - abs(min(max(score, 0.0), 1.0) - 0.5))


def rebuild(connection: Connection) -> None:
    """After a resolution: all pairs anew."""
    connection.execute(delete(t.pending))
    if found := _open(connection, t.link.c.verdict == "suggested"):
        connection.execute(insert(t.pending), found)


def renew(connection: Connection, claims: Collection[str]) -> None:
    """After a resolution that changed only links with an end in these claims, and incidents of theirs."""
    p, k, found = t.pending.c, t.link.c, dict[tuple[str, str], dict[str, Any]]()
    for some in parts(sorted(claims)):
        for mine, links in ((p.left, k.left), (p.right, k.right)):
            connection.execute(delete(t.pending).where(mine.in_(some)))
            found.update({(row["left"], row["right"]): row for row in _open(connection, links.in_(some))})
    if found:
        connection.execute(insert(t.pending), [found[pair] for pair in sorted(found)])


def follow(connection: Connection, left: str, right: str) -> None:
    """After a decision on a pair: it waits no longer, or again."""
    left, right = sorted((left, right))
    p, k = t.pending.c, t.link.c
    connection.execute(delete(t.pending).where((p.left == left) & (p.right == right)))
    if found := _open(connection, (k.left == left) & (k.right == right)):
        connection.execute(insert(t.pending), found)


def _open(connection: Connection, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    k, j, m, i = t.link.c, t.judgement.c, t.incident_claim.c, t.incident.c
    judged = exists().where((j.left == k.left) & (j.right == k.right) & j.deleted_at.is_(None))
    pairs = connection.execute(select(k.left, k.right, k.score).where(which, k.verdict == "suggested", ~judged).order_by(k.left, k.right)).all()
    homes: dict[str, str] = {}
    for some in parts(sorted({claim for left, right, _ in pairs for claim in (left, right)})):
        query = select(m.claim, m.incident).join(t.incident, i.id == m.incident).where(m.claim.in_(some), i.kind != "window")
        homes.update({claim: incident for claim, incident in connection.execute(query)})  # noqa: C416 - a row is no pair
    sizes: dict[str, int] = {}
    for some in parts(sorted(set(homes.values()))):
        query = select(m.incident, func.count()).where(m.incident.in_(some)).group_by(m.incident)
        sizes.update({incident: int(n) for incident, n in connection.execute(query)})
    found = []
    for left, right, score in pairs:
        claims = sum(sizes[h] for h in {homes.get(left), homes.get(right)} if h)
        found.append({"left": left, "right": right, "score": float(score), "claims": claims, "rank": rank(float(score), claims)})
    return found


def queue(connection: Connection, skip: int, limit: int) -> list[tuple[str, str]]:
    """The pairs that wait, in order."""
    p = t.pending.c
    return [(left, right) for left, right in connection.execute(select(p.left, p.right).order_by(p.rank, p.left, p.right).offset(skip).limit(limit))]


def count(connection: Connection) -> int:
    """How many wait."""
    return int(connection.execute(select(func.count()).select_from(t.pending)).scalar_one())

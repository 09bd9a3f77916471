"""Claims out of their arguments: as they stand, or as they stood at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from marsad.ledger import changes, reviews, rows
from marsad.ledger import tables as t
from marsad.ledger.driver import MANY, parts
from marsad.model import Claim


def load(
    connection: Connection,
    *,
    id_: str | None = None,
    document: str | None = None,
    incident: str | None = None,
    ids: Sequence[str] | None = None,
    as_of: dt.datetime | None = None,
) -> list[Claim]:
    """Claims in the order of their first sighting; one that several documents hold, as read in the latest of them."""
    a, s = t.argument, t.sighting
    in_force: ColumnElement[bool] = a.c.superseded_at.is_(None)
    standing: ColumnElement[bool] = t.document.c.superseded_at.is_(None)
    if as_of is not None:
        standing = and_(t.document.c.created_at <= as_of, or_(standing, t.document.c.superseded_at > as_of))
        in_force = and_(a.c.created_at <= as_of, or_(in_force, a.c.superseded_at > as_of))
    query = (
        select(a.c.claim, a.c.document, a.c.role, a.c.value, s.c.id, t.document.c.file, t.document.c.published)
        .join(s, and_(s.c.claim == a.c.claim, s.c.document == a.c.document))
        .join(t.document, and_(t.document.c.id == a.c.document, standing))
        .where(in_force)
        .order_by(s.c.id, a.c.role, a.c.n)
    )
    if id_ is not None:
        query = query.where(a.c.claim == id_)
    if ids is not None:
        query = query.where(s.c.claim.in_(ids))  # of sightings: PostgreSQL thinks too many arguments of a claim, and would read every sighting
    if document is not None:
        query = query.where(a.c.document == document)
    if incident is not None:
        query = query.where(a.c.claim.in_(select(t.incident_claim.c.claim).where(t.incident_claim.c.incident == incident)))
    found = connection.execute(query).all()
    few = {r[0] for r in found} if any(x is not None for x in (id_, document, incident, ids)) else None
    home = homes(connection, few) if as_of is None else _homes_at(connection, as_of)
    order: dict[str, int] = {}
    best: dict[str, tuple[tuple[dt.date, int], Claim]] = {}
    for seen, group in groupby(found, key=lambda r: r[4]):
        parts = list(group)
        claim_id, document_id, _, _, _, file, published = parts[0]
        order.setdefault(claim_id, seen)
        rank = (published or dt.date.min, seen)
        if claim_id not in best or rank > best[claim_id][0]:
            read = rows.claim_from_arguments(claim_id, document_id, file, ((p[2], p[3]) for p in parts), home.get(claim_id))
            best[claim_id] = (rank, read)
    return [best[c][1] for c in sorted(order, key=order.__getitem__)]


def homes(connection: Connection, few: set[str] | None) -> dict[str, str]:
    """The incident of each claim (None: of all); a claim's own incident comes before a window that also counts it."""
    m, i = t.incident_claim, t.incident
    query = select(m.c.claim, m.c.incident, i.c.kind).join(i, i.c.id == m.c.incident)
    if few is None:
        return _nearest(tuple(r) for r in connection.execute(query))
    rows = list[Any]()
    for some in parts(sorted(few)):
        rows += connection.execute(query.where(m.c.claim.in_(some))).all()
    return _nearest(tuple(r) for r in rows)


def _homes_at(connection: Connection, moment: dt.datetime) -> dict[str, str]:
    return _nearest((claim, i.id, i.kind) for i in changes.at(connection, moment) for claim in i.claims)


def _nearest(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    best: dict[str, tuple[bool, str]] = {}
    for one, incident, kind in rows:
        rank = (kind != "incident", incident)
        best[one] = min(best.get(one, rank), rank)
    return {one: rank[1] for one, rank in best.items()}


def corrected(connection: Connection, found: list[Claim]) -> list[Claim]:
    """The claims with what accepted reviews put right."""
    r = t.review
    query = select(r.c.claim, r.c.corrected).where(r.c.deleted_at.is_(None) & r.c.accepted)
    if len(found) <= MANY:
        query = query.where(r.c.claim.in_([c.id for c in found]))
    accepted = dict(connection.execute(query).all())
    return [reviews.corrected_claim(c, accepted[c.id]) if c.id in accepted else c for c in found]

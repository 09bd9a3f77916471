"""Lists of reports, claims and open questions, a page at a time, in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from marsad.ledger import rows, search
from marsad.ledger import tables as t
from marsad.model import Document

_LIVE = t.document.c.superseded_at.is_(None)


def documents(connection: Connection, ids: Sequence[str]) -> list[Document]:
    """The documents in force of these ids."""
    return [rows.document_from_row(r) for r in connection.execute(select(t.document).where(t.document.c.id.in_(ids) & _LIVE)).mappings()]


def documents_page(connection: Connection, offset: int, limit: int, words: str, outlets: Sequence[str]) -> tuple[list[Document], int]:
    """Documents in force, the latest first, the undated last; and how many there are in all."""
    d = t.document.c
    where: list[ColumnElement[bool]] = [_LIVE]
    if words:
        wanted = search.asked(words)
        told = d.row.in_(search.rows(connection, "document", wanted, search.NEWEST)) if wanted else d.row == -1
        where.append(or_(told, d.outlet_id.in_(outlets), d.outlet.in_(outlets)) if outlets else told)
    elif outlets:
        where.append(or_(d.outlet_id.in_(outlets), and_(d.outlet.in_(outlets), func.coalesce(d.outlet_id, "") == "")))
    total = int(connection.execute(select(func.count()).select_from(t.document).where(*where)).scalar_one())
    # ids first: the order is an index's, the texts are only read of those that are shown
    ids = list(connection.execute(select(d.id).where(*where).order_by(d.published.desc().nulls_last(), d.id.desc()).offset(offset).limit(limit)).scalars())
    found = {x.id: x for x in documents(connection, ids)}
    return [found[i] for i in ids], total


def neighbours(connection: Connection, document: Document) -> tuple[Document | None, Document | None]:
    """The documents before and after one, by day (the undated first) and id."""
    d, day = t.document.c, document.published
    beside: list[Document | None] = []
    for forward in (False, True):
        same = d.published == day if day else d.published.is_(None)
        near = and_(same, d.id > document.id if forward else d.id < document.id)
        order = (d.id,) if forward else (d.id.desc(),)
        found = connection.execute(select(d.id).where(_LIVE, near).order_by(*order).limit(1)).scalar()
        if found is None and forward:
            far = d.published > day if day else d.published.is_not(None)
            found = connection.execute(select(d.id).where(_LIVE, far).order_by(d.published, d.id).limit(1)).scalar()
        elif found is None and day:
            found = connection.execute(select(d.id).where(_LIVE, d.published < day).order_by(d.published.desc(), d.id.desc()).limit(1)).scalar()
            if found is None:
                found = connection.execute(select(d.id).where(_LIVE, d.published.is_(None)).order_by(d.id.desc()).limit(1)).scalar()
        beside.append(next(iter(documents(connection, [found])), None) if found else None)
    return beside[0], beside[1]


def claim_counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """How many claims in force each document makes."""
    a = t.argument.c
    query = select(a.document, func.count(func.distinct(a.claim))).where(a.document.in_(ids) & a.superseded_at.is_(None)).group_by(a.document)
    return {document: int(n) for document, n in connection.execute(query)}


def claims_page(connection: Connection, after: str | None, limit: int) -> tuple[list[str], bool]:
    """Claims in force by first sighting. Raises KeyError for an ``after`` that is no claim."""
    s, a, earlier = t.sighting, t.argument.c, t.sighting.alias()
    start = 0
    if after is not None:
        found = connection.execute(select(func.min(s.c.id)).where(s.c.claim == after)).scalar()
        if found is None:
            raise KeyError(after)
        start = int(found)
    before = select(earlier.c.id).where((earlier.c.claim == s.c.claim) & (earlier.c.id < s.c.id)).exists()
    alive = select(a.id).where((a.claim == s.c.claim) & a.superseded_at.is_(None)).exists()
    ids = list(connection.execute(select(s.c.claim).where((s.c.id > start) & ~before & alive).order_by(s.c.id).limit(limit + 1)).scalars())
    return ids[:limit], len(ids) > limit


def waiting(connection: Connection) -> list[tuple[str, str, float, int]]:
    """Suggested pairs without a live judgement: left, right, score, the claims of the incidents on both sides."""
    k, m, o = t.link.c, t.incident_claim, t.outline.c
    homes: dict[str, str] = {}
    ends: list[Any] = [select(k.left).where(k.verdict == "suggested"), select(k.right).where(k.verdict == "suggested")]
    for some in ends:
        query = select(m.c.claim, m.c.incident).join(t.outline, o.incident == m.c.incident).where((o.tally == 0) & m.c.claim.in_(some))
        homes.update({claim: incident for claim, incident in connection.execute(query)})  # noqa: C416 - a row is no pair
    sizes: dict[str, int] = {}
    named = sorted(set(homes.values()))
    for at in range(0, len(named), 500):
        query = select(m.c.incident, func.count()).where(m.c.incident.in_(named[at : at + 500])).group_by(m.c.incident)
        sizes.update({incident: int(n) for incident, n in connection.execute(query)})
    found = []
    for left, right, score in connection.execute(select(k.left, k.right, k.score).where(_open())):
        both = {homes.get(left), homes.get(right)} - {None}
        found.append((left, right, float(score), sum(sizes.get(h or "", 0) for h in both)))
    return sorted(found)


def open_pairs(connection: Connection) -> int:
    """How many suggested pairs wait for a person."""
    return int(connection.execute(select(func.count()).select_from(t.link).where(_open())).scalar_one())


def _open() -> ColumnElement[bool]:
    k, j = t.link.c, t.judgement.c
    return and_(k.verdict == "suggested", ~select(j.id).where((j.left == k.left) & (j.right == k.right) & j.deleted_at.is_(None)).exists())


def told(connection: Connection) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Of every claim in force, as its latest report has it: its id, who published it (outlet id, else printed name), its innermost source, its incident."""
    s, d, a, m, o = t.sighting.c, t.document.c, t.argument.alias(), t.incident_claim.c, t.outline.c
    alive = select(t.argument.c.id).where((t.argument.c.claim == s.claim) & (t.argument.c.document == s.document) & t.argument.c.superseded_at.is_(None)).exists()
    home = select(func.min(m.incident)).join(t.outline, (o.incident == m.incident) & (o.tally == 0)).where(m.claim == s.claim).scalar_subquery()
    outlet = func.coalesce(func.nullif(d.outlet_id, ""), func.nullif(d.outlet, ""), "outlet")
    query = (
        select(s.claim, outlet, a.c.value, home, d.published, s.id)
        .join(t.document, (d.id == s.document) & _LIVE)
        .outerjoin(a, (a.c.claim == s.claim) & (a.c.document == s.document) & (a.c.role == "sources") & a.c.superseded_at.is_(None))
        .where(alive)
        .order_by(s.claim, d.published.asc().nulls_first(), s.id, a.c.n)
    )
    for claim, rows_ in groupby(connection.execution_options(stream_results=True).execute(query), key=lambda r: r[0]):
        *_, last = rows_  # the latest report, its last link
        yield claim, last[1], last[2]["source"] if last[2] else None, last[3]


def published(connection: Connection) -> dict[str, int]:
    """How many reports in force each outlet has (by id, else printed name)."""
    d = t.document.c
    outlet = func.coalesce(func.nullif(d.outlet_id, ""), func.nullif(d.outlet, ""), "outlet")
    return {name: int(n) for name, n in connection.execute(select(outlet, func.count()).where(_LIVE).group_by(outlet))}

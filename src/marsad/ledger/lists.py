"""Lists of reports, claims and open questions, a page at a time, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select, union

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
    parts: list[Select[Any]] = []  # one by one, each has its index; an "or" would read every report
    if words:
        wanted = search.asked(words)
        parts = [select(d.row, d.published, d.id).where(_LIVE, d.row.in_(search.newest(connection, wanted, search.NEWEST)))] if wanted else []
    for outlet in outlets:
        parts.append(select(d.row, d.published, d.id).where(_LIVE, d.outlet_id == outlet))
        parts.append(select(d.row, d.published, d.id).where(_LIVE, d.outlet == outlet, d.outlet_id.is_(None)))
    if not parts:
        if words:
            return [], 0
        parts = [select(d.row, d.published, d.id).where(_LIVE)]
    told = parts[0].subquery() if len(parts) == 1 else union(*parts).subquery()
    total = int(connection.execute(select(func.count()).select_from(told)).scalar_one())
    # ids first: the order is an index's, the texts are only read of those that are shown
    query = select(told.c.id).order_by(told.c.published.desc().nulls_last(), told.c.id.desc()).offset(offset).limit(limit)
    ids = list(connection.execute(query).scalars())
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


def unknown_names(connection: Connection, limit: int) -> list[tuple[str, int]]:
    """Names of actors that were read as nobody known; the index over them is ix_argument_unknown."""
    a, n = t.argument.c, func.count()
    place = "instr" if connection.dialect.name == "sqlite" else "strpos"
    # nobody, or somebody named for the first time («x_…»)
    unknown: ColumnElement[bool] = literal_column(f"""{place}(replace(value, '"actor":null', '"actor":"x_'), '"actor":"x_') > 0""")
    live = a.superseded_at.is_(None) & a.role.in_([literal_column("'perpetrators'"), literal_column("'targets'")])  # the index's own words
    query = select(a.original_value, n).where(live, unknown).group_by(a.original_value).order_by(n.desc(), a.original_value).limit(limit)
    return [(words or "", int(times)) for words, times in connection.execute(query)]


def unknown_outlets(connection: Connection, limit: int) -> list[tuple[str, int]]:
    """Outlets as printed that were read as none known."""
    d, n = t.document.c, func.count()
    unknown = func.coalesce(d.outlet_id, "") == ""  # said so that the index by printed names is read, not the one by ids
    query = select(d.outlet, n).where(_LIVE, d.outlet.is_not(None), unknown).group_by(d.outlet).order_by(n.desc(), d.outlet).limit(limit)
    return [(words, int(times)) for words, times in connection.execute(query)]


def speaks_in(connection: Connection) -> dict[str, int]:
    """Incidents by the sources that are origins of their own in them; of an unnamed voice («activists», told apart by who quotes it) all together."""
    a = t.incident_actor.c
    found: Counter[str] = Counter()
    for source, n in connection.execute(select(a.actor, func.count()).where(a.role == "origin").group_by(a.actor)):
        found[source.rpartition("/")[2]] += int(n)
    return dict(found)


def published(connection: Connection) -> dict[str, int]:
    """How many reports in force each outlet has (by id, else printed name)."""
    d = t.document.c
    found: Counter[str] = Counter()
    for outlet, outlet_id, n in connection.execute(select(d.outlet, d.outlet_id, func.count()).where(_LIVE).group_by(d.outlet, d.outlet_id)):
        found[outlet_id or outlet or "outlet"] += int(n)
    return dict(found)

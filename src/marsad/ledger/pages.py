"""Incidents a page at a time, filtered, counted and sorted in the database over ``outline``; the cursor is the last row's own sort key."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, literal, literal_column, or_, select

from marsad.ledger import outlines, resolutions, search
from marsad.ledger import tables as t
from marsad.model import Incident

MOST = 500
SORTS = ("date", "-date", "-killed", "-origins", "grade")


@dataclass(frozen=True, slots=True)
class Unit:
    """An actor, and the days from which and until which it counts; an undated incident counts always."""

    actor: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class IncidentFilters:
    """What is asked for; empty means no restriction. Days are both included; an incident counts where its interval meets them."""

    first: dt.date | None = None
    last: dt.date | None = None
    type: str = ""
    kind: str = ""  # incident or window
    grade: str = ""
    country: str = ""
    admin1: str = ""
    actor: str = ""  # in any role
    units: tuple[Unit, ...] = ()  # any of these actors
    source: str = ""  # origin
    disputed: bool = False
    words: str = ""  # each found in the incident's names, places or quotations, in any spelling; a word may be its beginning
    documents: tuple[str, ...] = ()  # only incidents told in these documents (a search's answer)
    box: tuple[float, float, float, float] | None = None  # west, south, east, north: the middles of places
    sort: str = "-date"


@dataclass(frozen=True, slots=True)
class Page:
    """``cursor`` asks for the next page; None at the end. ``total`` counts all that answer the filters (-1 where nobody asked)."""

    incidents: tuple[Incident, ...]
    cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one measure over some incidents: low, high, how many have a figure, how many of them are open upwards."""

    low: int = 0
    high: int = 0
    told: int = 0
    open: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.low + other.low, self.high + other.high, self.told + other.told, self.open + other.open)


@dataclass(frozen=True, slots=True)
class DaySum:
    """The incidents that begin on one day (None: not known)."""

    day: dt.date | None
    count: int
    drawn: int  # those that can be put on a map
    sums: tuple[Sum, ...]  # in the order of outlines.MEASURES


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the map's grid: its middle, how many incidents lie in it."""

    lat: float
    lon: float
    count: int
    best: int  # the rank of the best grade in it


def page(connection: Connection, filters: IncidentFilters, cursor: str | None, limit: int, *, offset: int = 0, count: bool = True) -> Page:
    """One page in the order of ``filters.sort``, ties by the latest day, then id. Raises ValueError on an unknown sort or a broken cursor."""
    if filters.sort not in SORTS:
        raise ValueError(f"{filters.sort}: no order; use {', '.join(SORTS)}")
    o, limit = t.outline.c, max(1, min(limit, MOST))
    where = conditions(connection, filters)
    key, falling = _key(filters.sort)
    total = int(connection.execute(select(func.count()).select_from(t.outline).where(*where)).scalar_one()) if count else -1
    if cursor is not None:
        value, day, last_id = _opened(cursor)
        beyond = key < literal(value) if falling else key > literal(value)
        later = or_(o.day < literal(day), and_(o.day == literal(day), o.incident > last_id))
        where.append(or_(beyond, and_(key == literal(value), later)))
    order = (key.desc() if falling else key, *((o.day.desc(),) if key is not o.day else ()), o.incident)
    found = connection.execute(select(o.incident, key, o.day).where(*where).order_by(*order).limit(limit + 1).offset(offset)).all()
    more = len(found) > limit
    ids = [r[0] for r in found[:limit]]
    following = _closed(found[limit - 1][1], found[limit - 1][2], ids[-1]) if more else None
    return Page(tuple(resolutions.some(connection, ids)), following, total)


def days(connection: Connection, filters: IncidentFilters) -> list[DaySum]:
    """Counts and sums of figures by first day, in order, the undated first."""
    o = t.outline.c
    parts: list[ColumnElement[Any]] = []
    for m in outlines.MEASURES:
        parts += [func.sum(o[f"{m}_low"]), func.sum(o[f"{m}_high"]), func.count(o[f"{m}_low"]), func.sum(o[f"{m}_open"])]
    query = select(o.day, func.count(), func.sum(o.drawn), *parts).where(*conditions(connection, filters)).group_by(o.day).order_by(o.day)
    found = []
    for day, n, drawn, *sums in connection.execute(query):
        told = tuple(Sum(*(int(x or 0) for x in sums[i : i + 4])) for i in range(0, len(sums), 4))
        found.append(DaySum(dt.date.fromordinal(day) if day else None, int(n), int(drawn or 0), told))
    return found


def facets(connection: Connection) -> dict[str, list[tuple[str, int]]]:
    """What there is to choose from over all incidents (windows left out), with how many each, commonest first."""
    o, p = t.outline.c, t.outline_party.c
    found: dict[str, list[tuple[str, int]]] = {}
    for name in ("type", "grade", "country", "admin1"):
        column = o[name]
        rows = connection.execute(select(column, func.count()).where(o.tally == 0, column.is_not(None), column != "").group_by(column))
        found[name] = sorted(((v, int(n)) for v, n in rows), key=lambda kv: (-kv[1], kv[0]))
    windows = select(o.row).where(o.tally == 1)
    rows = connection.execute(select(p.actor, func.count()).where(p.named == 1, p.row.not_in(windows)).group_by(p.actor))
    found["actor"] = sorted(((v, int(n)) for v, n in rows), key=lambda kv: (-kv[1], kv[0]))
    return found


def cells(connection: Connection, filters: IncidentFilters, step: float) -> list[Cell]:
    """Incidents on a grid of ``step`` degrees, the fullest squares last."""
    o = t.outline.c
    where = [*conditions(connection, filters), o.lat.is_not(None), o.lon.is_not(None)]
    # said in full: PostgreSQL takes two bound parameters for two different ones, and not every SQLite is built with floor
    whole = "CAST({} AS INTEGER)" if connection.dialect.name == "sqlite" else "floor({})"
    down: ColumnElement[int] = literal_column(whole.format(f"((lat + 90) / {float(step)!r})"))
    across: ColumnElement[int] = literal_column(whole.format(f"((lon + 180) / {float(step)!r})"))
    query = select(down, across, func.count(), func.min(o.rank)).select_from(t.outline).where(*where).group_by(down, across)
    found = [Cell((float(y) + 0.5) * step - 90, (float(x) + 0.5) * step - 180, int(n), int(best)) for y, x, n, best in connection.execute(query)]
    return sorted(found, key=lambda c: (c.count, c.lat, c.lon))


def conditions(connection: Connection, f: IncidentFilters) -> list[ColumnElement[bool]]:
    """The filters over ``outline``."""
    o, p, a = t.outline.c, t.outline_party.c, t.incident_actor.c
    where: list[ColumnElement[bool]] = []
    if f.kind:
        where.append(o.tally == int(f.kind == "window"))
    if f.first:
        where.append(o.until >= f.first.toordinal())
    if f.last:
        where.append(o.since <= f.last.toordinal())
    for column, value in ((o.type, f.type), (o.grade, f.grade), (o.country, f.country), (o.admin1, f.admin1)):
        if value:
            where.append(column == value)
    if f.disputed:
        where.append(o.disputed == 1)
    if f.box:
        where += [o.lon.between(f.box[0], f.box[2]), o.lat.between(f.box[1], f.box[3])]
    if f.actor:
        where.append(o.row.in_(select(p.row).where(p.actor == f.actor)))
    if f.units:
        where.append(_any_of(f.units))
    if f.source:
        where.append(o.incident.in_(select(a.incident).where((a.actor == f.source) & (a.role == "origin"))))
    if f.words:
        # on SQLite the list is walked in its order and each row asked whether it matches («+»: not looked up match by match): a word of
        # every second incident costs no more than a rare one
        row: ColumnElement[int] = literal_column("+outline.row") if connection.dialect.name == "sqlite" else o.row
        where.append(row.in_(_matching(connection, f.words)))
    if f.documents:
        inside = select(t.sighting.c.claim).where(t.sighting.c.document.in_(f.documents))
        where.append(o.incident.in_(select(t.incident_claim.c.incident).where(t.incident_claim.c.claim.in_(inside))))
    return where


def _any_of(units: tuple[Unit, ...]) -> ColumnElement[bool]:
    o, p = t.outline.c, t.outline_party.c
    always = [u.actor for u in units if not (u.first or u.last)]
    found: list[ColumnElement[bool]] = [o.row.in_(select(p.row).where(p.actor.in_(always)))] if always else []
    for u in units:
        if u.first or u.last:
            when = or_(o.day == outlines.DAWN, o.day.between((u.first or dt.date.min).toordinal(), (u.last or dt.date.max).toordinal()))
            found.append(and_(o.row.in_(select(p.row).where(p.actor == u.actor)), when))
    return or_(*found)


def _matching(connection: Connection, query: str) -> Any:
    """The rows of incidents that hold every word; none where nothing is asked that could be a word."""
    wanted = [[*some, *([some[0] + "*"] if len(some[0]) > 2 else [])] for some in search.asked(query.lower())]
    return search.rows(connection, "outline", wanted) if wanted else select(t.outline.c.row).where(literal(False))


def _key(sort: str) -> tuple[ColumnElement[Any], bool]:
    """What is sorted by, never null (what is not known comes last), and whether it falls."""
    o = t.outline.c
    return {
        "date": (o.day_up, False), "-date": (o.day, True), "-killed": (o.dead, True), "-origins": (o.origins, True), "grade": (o.rank, False),
    }[sort]  # fmt: skip


def _closed(value: Any, day: int, last_id: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([value, day, last_id])).decode().rstrip("=")


def _opened(cursor: str) -> tuple[int, int, str]:
    try:
        value, day, last_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error) as error:
        raise ValueError("the cursor is not one that a page gave") from error
    if not isinstance(value, int) or not isinstance(day, int) or not isinstance(last_id, str):
        raise ValueError("the cursor is not one that a page gave")  # noqa: TRY004 - somebody typed it
    return value, day, last_id


"""Incidents a page at a time, filtered, counted and sorted in the database over ``outline``; the cursor is the last row's own sort key."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy import column as sql_column

from marsad.ledger import daily, outlines, resolutions, search, sides
from marsad.ledger import tables as t
from marsad.model import MEASURES, Incident

MOST = 500
UNTOLD = "none"
FEW = 2000  # rows that are named one by one
Conditions = tuple[list[ColumnElement[bool]], bool]
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
    side: str = ""  # whose dead, wounded, captured or missing are told; UNTOLD: of whom some are not told whose they are
    units: tuple[Unit, ...] = ()  # any of these actors
    source: str = ""  # origin
    disputed: bool = False
    words: str = ""  # each found in the incident's names, places or quotations, in any spelling; a word may be its beginning
    documents: tuple[str, ...] = ()  # only incidents told in these documents (a search's answer)
    box: tuple[float, float, float, float] | None = None  # west, south, east, north: the middles of places
    drawn: bool = False  # only what can be put on a map
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
class Bar:
    """The incidents that begin on one day, or in the week or month that begins on it."""

    day: dt.date
    count: int
    killed: Sum


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some incidents in sum. ``drawn``: those that can be put on a map; ``undated``: those whose first day is not known, which no bar has;
    ``sums``: in the order of MEASURES; ``unit`` of the bars: day, week or month."""

    count: int
    drawn: int
    undated: int
    sums: tuple[Sum, ...]
    unit: str
    bars: tuple[Bar, ...]


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
    where, few = conditions(connection, filters, soon=filters.sort in ("date", "-date") and offset + limit <= FEW)
    key, falling = _key(filters.sort)
    total = int(connection.execute(walked(connection, select(func.count()).select_from(t.outline).where(*where), few)).scalar_one()) if count else -1
    if cursor is not None:
        value, day, last_id = _opened(cursor)
        beyond = key < literal(value) if falling else key > literal(value)
        later = or_(o.day < literal(day), and_(o.day == literal(day), o.incident > last_id))
        where.append(or_(beyond, and_(key == literal(value), later)))
    order = (key.desc() if falling else key, *((o.day.desc(),) if key is not o.day else ()), o.incident)
    query = select(o.incident, key, o.day).where(*where).order_by(*order).limit(limit + 1).offset(offset)
    found = connection.execute(walked(connection, query, few) if filters.sort == "-date" or _restricts(filters) else query).all()
    more = len(found) > limit
    ids = [r[0] for r in found[:limit]]
    following = _closed(found[limit - 1][1], found[limit - 1][2], ids[-1]) if more else None
    return Page(tuple(resolutions.some(connection, ids)), following, total)


def timeline(connection: Connection, filters: IncidentFilters, asked: Conditions | None = None) -> Timeline:
    """Counts and sums of figures, with as many bars as can be read. ``asked``: the filters as ``conditions`` gave them."""
    rows = _kept_days(connection, filters)
    if rows is None:
        where, few = asked or conditions(connection, filters)
        rows = [(*r,) for r in connection.execute(walked(connection, _days(where), few))]
    whole = [int(x) for x in map(sum, zip(*(r[1:] for r in rows), strict=True))] or [0] * len(t.COUNTED)
    dated = [r for r in rows if r[0] != outlines.DAWN]
    span = dated[-1][0] - dated[0][0] if dated else 0
    unit = "day" if span <= 45 else "week" if span <= 400 else "month"
    bars: dict[dt.date, list[int]] = {}
    for r in dated:
        bar = bars.setdefault(_bucket(dt.date.fromordinal(r[0]), unit), [0] * 5)
        for n, column in enumerate((1, 3, 4, 5, 6)):
            bar[n] += int(r[column])
    return Timeline(
        whole[0], whole[1], sum(int(r[1]) for r in rows if r[0] == outlines.DAWN), tuple(Sum(*whole[i : i + 4]) for i in range(2, len(whole), 4)),
        unit, tuple(Bar(day, n, Sum(*killed)) for day, (n, *killed) in sorted(bars.items())),
    )  # fmt: skip


def _bucket(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _days(where: list[ColumnElement[bool]]) -> Select[Any]:
    """Of each first day: the day, and what t.COUNTED names, in order."""
    o = t.outline.c
    parts: list[ColumnElement[Any]] = [func.sum(o.drawn)]
    for m in MEASURES:
        parts += [func.coalesce(func.sum(o[f"{m}_low"]), 0), func.coalesce(func.sum(o[f"{m}_high"]), 0), func.count(o[f"{m}_low"]), func.sum(o[f"{m}_open"])]
    return select(o.day, func.count(), *parts).where(*where).group_by(o.day).order_by(o.day)


def _kept_days(connection: Connection, f: IncidentFilters) -> list[tuple[Any, ...]] | None:
    """The same out of the sums that are kept; None where there are none for these filters, or some incidents are hidden from this reader."""
    facet = kept_facet(connection, f)
    if facet is None:
        return None
    d, o = t.outline_day.c, t.outline.c
    where = [d.tally.in_([int(f.kind == "window")] if f.kind else [0, 1]), d.facet == facet[0], d.value == facet[1]]
    early: list[tuple[Any, ...]] = []
    if f.first or f.last:
        # what begins in the days asked for meets them; what began before, and lasts, is few and looked up one by one
        first = f.first.toordinal() if f.first else outlines.DAWN + 1
        where.append(d.day.between(first, f.last.toordinal() if f.last else outlines.DUSK))
        early = [(*r,) for r in connection.execute(_days([*conditions(connection, f)[0], o.day < first, o.until > o.day, o.until >= first]))]
    query = select(d.day, *(func.sum(d[c]) for c in t.COUNTED)).where(*where).group_by(d.day).order_by(d.day)
    return [*early, *((*r,) for r in connection.execute(query))]


def kept_facet(connection: Connection, f: IncidentFilters) -> tuple[str, str] | None:
    """The one restriction besides days that these filters have, and its value, as the sums are kept by; None where they do not serve."""
    asked = [(facet, str(value)) for facet, value in (("type", f.type), ("grade", f.grade), ("country", f.country), ("disputed", int(f.disputed) or "")) if value]
    return None if len(asked) > 1 or _picks(f) or veiled(connection) else asked[0] if asked else ("", "")


def veiled(connection: Connection) -> bool:
    """Whether some incidents are hidden from this reader: what is kept in sums has them in it."""
    return bool(connection.get_execution_options().get("marsad_veiled"))


def _picks(f: IncidentFilters) -> bool:
    """Whether anything is asked for that incidents must be looked at for one by one."""
    return bool(f.admin1 or f.actor or f.side or f.units or f.source or f.words or f.documents or f.box or f.drawn)


def _restricts(f: IncidentFilters) -> bool:
    return bool(_picks(f) or f.first or f.last or f.type or f.grade or f.country or f.disputed)


def walked(connection: Connection, query: Select[Any], few: bool) -> Select[Any]:
    """Reads the one index that has everything that is filtered, sorted and summed by: SQLite's planner, which knows no figures of this ledger,
    would rather sort all of it for a page of fifty. Not where few rows are named, nor where some incidents are hidden: ``outline`` is a view there
    and has no index of its own."""
    return query if few or veiled(connection) else query.with_hint(t.outline, "INDEXED BY ix_outline_days", "sqlite")


def facets(connection: Connection) -> dict[str, list[tuple[str, int]]]:
    """What there is to choose from over all incidents (windows left out), with how many each, commonest first."""
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in ("type", "grade", "country", "admin1", "actor")}
    if veiled(connection):
        o, p = t.outline.c, t.outline_party.c
        for name in ("type", "grade", "country", "admin1"):
            query = select(o[name], func.count()).where(o.tally == 0, o[name].is_not(None), o[name] != "").group_by(o[name])
            found[name] = [(v, int(n)) for v, n in connection.execute(query)]
        windows = select(o.row).where(o.tally == 1)
        query = select(p.actor, func.count()).where(p.named == 1, p.row.not_in(windows)).group_by(p.actor)
        found["actor"] = [(v, int(n)) for v, n in connection.execute(query)]
    else:
        for name, value, n in connection.execute(select(t.outline_offer)):
            found[name].append((value, int(n)))
    return {name: sorted(some, key=lambda kv: (-kv[1], kv[0])) for name, some in found.items()}


def cells(connection: Connection, filters: IncidentFilters, step: float) -> list[Cell]:
    """Incidents on a grid of ``step`` degrees (a whole number of daily.BASE), the fullest squares last."""
    found = _kept_cells(connection, filters, step)
    if found is None:
        o = t.outline.c
        where, few = conditions(connection, filters)
        where += [o.lat.is_not(None), o.lon.is_not(None)]
        # said in full: PostgreSQL takes two bound parameters for two different ones, and not every SQLite is built with floor
        whole = "CAST({} AS INTEGER)" if connection.dialect.name == "sqlite" else "floor({})"
        down: ColumnElement[int] = literal_column(whole.format(f"((lat + 90) / {float(step)!r})"))
        across: ColumnElement[int] = literal_column(whole.format(f"((lon + 180) / {float(step)!r})"))
        wanted: list[ColumnElement[Any]] = [down, across, func.count(), func.min(o.rank)]
        query = select(*wanted).select_from(t.outline).where(*where).group_by(down, across)
        found = [(*r,) for r in connection.execute(walked(connection, query, few))]
    made = [Cell((float(y) + 0.5) * step - 90, (float(x) + 0.5) * step - 180, int(n), int(best)) for y, x, n, best in found]
    return sorted(made, key=lambda c: (c.count, c.lat, c.lon))


def _kept_cells(connection: Connection, f: IncidentFilters, step: float) -> list[tuple[Any, ...]] | None:
    """The same out of the squares that are kept: where nothing restricts but a box whose edges are edges of squares."""
    edges = [x / daily.BASE for x in f.box] if f.box else []
    if _restricts(replace(f, box=None)) or any(x != int(x) for x in edges) or veiled(connection):
        return None
    c, times = t.outline_cell.c, int(step / daily.BASE)
    where = [c.tally.in_([int(f.kind == "window")] if f.kind else [0, 1])]
    if f.box:
        (south, west), (north, east) = daily.square(f.box[1], f.box[0]), daily.square(f.box[3], f.box[2])
        where += [c.y.between(south, north - 1), c.x.between(west, east - 1)]
    down: ColumnElement[int] = literal_column(f"y / {times}")
    across: ColumnElement[int] = literal_column(f"x / {times}")
    query = select(down, across, func.sum(c.n), func.min(c.rank)).select_from(t.outline_cell).where(*where).group_by(down, across)
    return [(*r,) for r in connection.execute(query)]


def conditions(connection: Connection, f: IncidentFilters, *, soon: bool = False) -> Conditions:
    """The filters over ``outline``, and whether they name a few rows. ``soon``: who asks walks in the order of days, and has enough before long
    where nothing else restricts."""
    o, p, a = t.outline.c, t.outline_party.c, t.incident_actor.c
    where: list[ColumnElement[bool]] = []
    named: list[Select[Any]] = []
    if f.kind:
        where.append(o.tally == int(f.kind == "window"))
    if f.first:
        where.append(o.until >= f.first.toordinal())
    if f.last:
        # the second says no more than the first; an index in the order of days begins there
        where += [o.since <= f.last.toordinal(), o.day <= f.last.toordinal()]
    for column, value in ((o.type, f.type), (o.grade, f.grade), (o.country, f.country), (o.admin1, f.admin1)):
        if value:
            where.append(column == value)
    if f.disputed:
        where.append(o.disputed == 1)
    if f.drawn:
        where.append(o.drawn == 1)
    if f.box:
        where += [o.lon.between(f.box[0], f.box[2]), o.lat.between(f.box[1], f.box[3])]
    if f.actor:
        named.append(select(p.row).where(p.actor == f.actor))
    if f.units:
        named.append(_any_of(f.units))
    if f.side:
        named.append(_losing(f.side))
    if f.source:
        where.append(o.incident.in_(select(a.incident).where((a.actor == f.source) & (a.role == "origin"))))
    if f.words:
        named.append(_matching(connection, f.words))
    if f.documents:
        inside = select(t.sighting.c.claim).where(t.sighting.c.document.in_(f.documents))
        where.append(o.incident.in_(select(t.incident_claim.c.incident).where(t.incident_claim.c.claim.in_(inside))))
    few, soon = False, soon and len(named) == 1 and len(where) == bool(f.kind)
    for n, rows in enumerate(named):  # said one by one where they are few, so that they are looked up and nothing else is read
        found = connection.execute(rows.limit(FEW + 1)).scalars().all()
        few = few or len(found) <= FEW
        where.append(o.row.in_(set(found)) if len(found) <= FEW else _among(connection, rows, n, soon))
    return where, few


def _among(connection: Connection, rows: Select[Any], n: int, soon: bool) -> ColumnElement[bool]:
    """Whether a row is one of very many.

    SQLite would find them, and sort them in, anew for each question: they are found once for all that is asked of them in this transaction, until
    ``conditions`` is asked again. PostgreSQL would join them all to the rows, and sort what comes, for a page of fifty: it is told to look up each row
    that it comes by («offset 0»), or to look into a table of them («is true»).
    """
    row = t.outline.c.row
    if connection.dialect.name == "sqlite":
        held = table(f"asked_{n}", sql_column("row", Integer))
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {held.name} (row INTEGER PRIMARY KEY)")
        connection.execute(delete(held))
        connection.execute(insert(held).from_select(["row"], rows.distinct()))
        return row.in_(select(held.c.row))
    if not soon:
        return row.in_(rows).is_(true())
    one = rows.subquery().c[0]
    return select(one).where(one == row).offset(0).exists()


def held(f: IncidentFilters) -> list[Select[Any]] | None:
    """Where nothing is asked for but a kind and very many named rows: the tables in which SQLite has these, as ``conditions`` left them."""
    names = [bool(x) for x in (f.actor, f.units, f.side, f.words)]
    bare = replace(f, actor="", units=(), side="", words="")
    if _restricts(bare) or not any(names):
        return None
    return [select(table(f"asked_{n}", sql_column("row", Integer)).c.row) for n in range(sum(names))]


def _any_of(units: tuple[Unit, ...]) -> Select[Any]:
    """The rows of these actors' incidents, on the days on which each counts."""
    p, o = t.outline_party.c, t.outline.alias()
    always = [u.actor for u in units if not (u.first or u.last)]
    found: list[Select[Any]] = [select(p.row).where(p.actor.in_(always))] if always else []
    for u in units:
        if u.first or u.last:
            when = or_(o.c.day == outlines.DAWN, o.c.day.between((u.first or dt.date.min).toordinal(), (u.last or dt.date.max).toordinal()))
            found.append(select(p.row).join(o, o.c.row == p.row).where(p.actor == u.actor, when))
    return select(union_all(*found).subquery().c.row)


def _losing(side: str) -> Select[Any]:
    """The rows of incidents that tell of this side's dead, wounded, captured or missing."""
    s = t.outline_toll.c
    whose = (s.role == sides.HIT) & (s.side == sides.UNTOLD) if side == UNTOLD else s.role.in_((sides.HIT, sides.OWN, sides.WITHIN)) & (s.side == side)
    return select(s.row).where(whose)


def _matching(connection: Connection, query: str) -> Any:
    """The rows of incidents that hold every word; none where nothing is asked that could be a word."""
    wanted = [[*(f for f in some if not f.startswith(some[0])), some[0] + "*"] if len(some[0]) > 2 else some for some in search.asked(query.lower())]
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


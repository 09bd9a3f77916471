"""Tolls by side of the incidents that answer some filters: out of the sums that are kept, else over the rows of ``outline_toll``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from marsad.ledger import outlines, pages, sides
from marsad.ledger import tables as t
from marsad.ledger.pages import IncidentFilters, Sum, Timeline
from marsad.model import MEASURES

SOON = 5_000
"""Incidents whose tolls are worked out for a page that is waited for."""
SOME = 20_000
"""Incidents whose rows are looked up one by one; of more, all rows are gone through in the order in which they are summed."""


@dataclass(frozen=True, slots=True)
class Losses:
    """What some incidents tell of one side in one role (``sides.HIT`` and so on; ``side`` "": not told), a sum for each of MEASURES."""

    role: int
    side: str
    sums: tuple[Sum, ...]


def summed(connection: Connection, filters: IncidentFilters, *, soon: bool = False) -> tuple[Timeline, tuple[Losses, ...] | None]:
    """The timeline and the tolls by side; what has to be looked for is looked for once. ``soon``: no tolls (None) where no sums are kept for these
    filters and very many incidents answer them."""
    asked = None if pages.kept_facet(connection, filters) is not None else pages.conditions(connection, filters)
    line = pages.timeline(connection, filters, asked)
    if soon and asked is not None and line.count >= SOON:
        return line, None
    return line, _by_side(connection, filters, asked, line.count)


def _by_side(connection: Connection, filters: IncidentFilters, asked: pages.Conditions | None, count: int) -> tuple[Losses, ...]:
    """By role, then side. ``asked``: the filters as conditions, where the kept sums do not serve; ``count``: how many incidents answer."""
    found: dict[tuple[int, str], list[Sum]] = defaultdict(lambda: [Sum()] * len(MEASURES))
    for query in _queries(connection, filters, asked, count):
        for role, side, measure, told, low, high, open_ in connection.execute(query):
            found[role, side][measure] += Sum(int(low), int(high), int(told), int(open_))
    return tuple(Losses(*key, tuple(sums)) for key, sums in sorted(found.items()))


def _queries(connection: Connection, f: IncidentFilters, asked: pages.Conditions | None, count: int) -> list[Select[Any]]:
    if asked is not None:
        where, few = asked
        return [_by_row(connection, where) if few or count < SOME else _in_order(connection, f, where)]
    facet = pages.kept_facet(connection, f) or ("", "")
    k = t.outline_side.c
    kept = select(k.role, k.side, k.measure, func.sum(k.n), func.sum(k.low), func.sum(k.high), func.sum(k.open)).where(
        k.tally.in_([int(f.kind == "window")] if f.kind else [0, 1]), k.facet == facet[0], k.value == facet[1],
    ).group_by(k.role, k.side, k.measure)  # fmt: skip
    if not (f.first or f.last):
        return [kept.where(k.days < 0)]
    o = t.outline.c
    first, last = f.first.toordinal() if f.first else outlines.DAWN + 1, f.last.toordinal() if f.last else outlines.DUSK
    # what began before, and lasts, is few and looked up one by one
    early = _by_row(connection, [*pages.conditions(connection, f)[0], o.day < first, o.until > o.day, o.until >= first])
    whole = range(-(-first // sides.STRETCH), (last + 1) // sides.STRETCH)
    if not whole:
        return [early, kept.where(k.days.between(first, last))]
    stretches = k.days.between(sides.stretch(whole.stop - 1), sides.stretch(whole.start))
    before, after = k.days.between(first, whole.start * sides.STRETCH - 1), k.days.between(whole.stop * sides.STRETCH, last)
    return [early, *(kept.where(some) for some in (before, stretches, after))]


def _wanted() -> list[ColumnElement[Any]]:
    s = t.outline_toll.c
    return [s.role, s.side, s.measure, func.count(), func.sum(s.low), func.sum(s.high), func.sum(s.open)]


def _by_row(connection: Connection, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Looks up the rows of each incident; told so, since SQLite's planner would as soon go through all of them."""
    s = t.outline_toll.c
    query = select(*_wanted()).select_from(t.outline.join(t.outline_toll, s.row == t.outline.c.row)).where(*where).group_by(s.role, s.side, s.measure)
    if not pages.veiled(connection):
        query = query.with_hint(t.outline_toll, "INDEXED BY ix_outline_toll_row", "sqlite")
    return query


def _in_order(connection: Connection, f: IncidentFilters, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Goes through the rows in the order of their key, in which nothing has to be sorted; «+» keeps SQLite from looking up each by itself."""
    s = t.outline_toll.c
    sqlite = connection.dialect.name == "sqlite"
    row: ColumnElement[int] = literal_column("+outline_toll.row") if sqlite else s.row
    among = (pages.held(f) if sqlite else None) or [pages.walked(connection, select(t.outline.c.row).where(*where), few=False)]
    kind = s.tally.in_([int(f.kind == "window")] if f.kind else [0, 1])
    return select(*_wanted()).where(kind, *(row.in_(rows) for rows in among)).group_by(s.role, s.side, s.measure)

"""Sums of incidents that are kept, not worked out: by day and one restriction, by square of the map, by what filters offer.

Derived from ``outline`` in the transaction that changes it: what goes is taken off, what comes is added. So a list's head, a timeline and the
map of a whole ledger cost the same whether it holds a thousand incidents or a million.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select, text

from marsad.ledger import tables as t
from marsad.model import MEASURES

FACETS = ("type", "grade", "country", "disputed")
"""The restrictions that have sums of their own; "" has those of all incidents."""
BASE = 1 / 16
"""Degrees of the smallest square; the map's squares are whole numbers of it."""

Row = Mapping[str, Any]


class Changes:
    """What is to be added to the sums. ``row``: a row of ``outline``; ``named``: who did it or suffered it; ``sign``: −1 takes off."""

    def __init__(self) -> None:
        self._days: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(t.COUNTED))
        self._cells: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0])
        self._offers: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0])

    def add(self, row: Row, named: Iterable[str], sign: int = 1) -> None:
        figures = [sign * x for x in _figures(row)]
        for facet in ("", *FACETS):
            if (asked := value(row, facet)) is not None:
                kept = self._days[row["tally"], facet, asked, row["day"]]
                for n, figure in enumerate(figures):
                    kept[n] += figure
        if row["lat"] is not None and row["lon"] is not None:
            self._cells[row["tally"], *square(row["lat"], row["lon"]), row["rank"]][0] += sign
        if not row["tally"]:
            for facet in ("type", "grade", "country", "admin1"):
                if row[facet]:
                    self._offers[facet, row[facet]][0] += sign
            for actor in named:
                self._offers["actor", actor][0] += sign

    def write(self, connection: Connection) -> None:
        """Puts them into the sums; those that come to nothing are gone."""
        write(connection, t.outline_day, self._days)
        write(connection, t.outline_cell, self._cells)
        write(connection, t.outline_offer, self._offers)


def square(lat: float, lon: float) -> tuple[int, int]:
    """The smallest square of a point, counted from the south pole and the date line."""
    return math.floor((lat + 90) / BASE), math.floor((lon + 180) / BASE)


def _figures(row: Row) -> list[int]:
    found = [1, int(row["drawn"])]
    for m in MEASURES:
        low, high = row[f"{m}_low"], row[f"{m}_high"]
        found += [low or 0, high or 0, int(low is not None), row[f"{m}_open"] or 0]
    return found


def value(row: Row, facet: str) -> str | None:
    """The value of a restriction that the row answers, as it is kept; None where it answers none."""
    if not facet:
        return ""
    found = row[facet]
    if facet == "disputed":
        return "1" if found else None
    return str(found) if found else None


def write(connection: Connection, table: Table, changes: Mapping[tuple[Any, ...], Sequence[int]]) -> None:
    """Adds figures to the rows of a table of sums, by key; a row that counts nothing (its ``n``) is gone."""
    keys = [c.name for c in table.primary_key.columns]
    counted = [c.name for c in table.columns if c.name not in keys]
    some = [dict(zip((*keys, *counted), (*key, *figures), strict=True)) for key, figures in sorted(changes.items()) if any(figures)]
    if not some:
        return
    names, marks = ", ".join((*keys, *counted)), ", ".join(f":{c}" for c in (*keys, *counted))
    added = ", ".join(f"{c} = {table.name}.{c} + excluded.{c}" for c in counted)
    connection.execute(text(f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}"), some)  # noqa: S608
    if less := [{k: one[k] for k in keys} for one in some if one["n"] <= 0]:
        connection.execute(text(f"DELETE FROM {table.name} WHERE {' AND '.join(f'{k} = :{k}' for k in keys)} AND n = 0"), less)  # noqa: S608


def rebuild(connection: Connection) -> None:
    """Works all sums out anew from the rows of ``outline``; for ledgers from before there were any."""
    for table in (t.outline_day, t.outline_cell, t.outline_offer):
        connection.execute(table.delete())
    changes, p = Changes(), t.outline_party.c
    named: dict[int, list[str]] = defaultdict(list)
    for row, actor in connection.execute(select(p.row, p.actor).where(p.named == 1)):
        named[row].append(actor)
    for row in connection.execute(select(t.outline), execution_options={"stream_results": True}).mappings():
        changes.add(dict(row), named.get(row["row"], ()))
    changes.write(connection)

"""Whose people the dead, the wounded, the captured and the missing of an incident are, so that nobody counts twice; and sums of that.

An account gives a total and the figures of groups. Groups lie within the total and sometimes within each other (four of a unit within nine
of its army); the attackers' own losses stand apart from it. ``parts`` lays them side by side: what may be added (``HIT``), the attackers'
own (``OWN``), what lies within another part (``WITHIN``), and what the total holds beyond its parts. Kept as rows and as sums by stretch of
days and one restriction, in the transaction that changes them: what goes is taken off, what comes is added.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from marsad.ledger import daily, driver
from marsad.ledger import tables as t
from marsad.model import MEASURES, Incident, ReconciledToll
from marsad.resources import actors

HIT, OWN, WITHIN, OVER = 0, 1, 2, 3
"""Lies in the incident's total · an attacker's own loss, apart from it · lies within another part · by how much the parts are more than it."""
UNTOLD = ""
"""The side of those in the total of whom nobody says whose they were."""
ATTACKERS = "attackers"
"""The group of attackers without a name (resolve/accounts.py)."""
STRETCH = 64
"""Days of a stretch that has sums of its own besides those of each day: a long time is read by stretches, its ends by days."""


def stretch(number: int) -> int:
    """What stands for a stretch where a day would: a number below zero."""
    return -1 - number


@dataclass(frozen=True, slots=True)
class Part:
    """Some of an incident's dead, wounded, captured or missing. ``high`` is what is told; ``open``: or more."""

    role: int
    side: str
    measure: str
    low: int
    high: int
    open: bool = False


def parts(incident: Incident) -> list[Part]:
    """The incident's tolls side by side, by measure and role.

    35 dead of whom 26 of the army and 4 to 9 Russians, 12 attackers dead: army 26 and Russians 4–9 (HIT), attackers 12 (OWN), and 0 to 5
    of the 35 of whom nobody says whose they were. A difference is taken of what was told and bounds what it bounds: nothing is averaged.
    """
    found: list[Part] = []
    on = incident.time.start_day if incident.time else None
    for measure in MEASURES:
        told = {toll.group: toll for toll in incident.tolls if toll.measure == measure}
        whole = told.pop(None, None)
        groups = {group[:80]: toll for group, toll in told.items() if group}
        inner = _inner(groups, on)
        outer = {g: toll for g, toll in groups.items() if g not in inner}
        own = _own(incident, outer, whole, on)
        for group, toll in sorted(groups.items()):
            role = WITHIN if group in inner else OWN if group in own else HIT
            found.append(Part(role, group, measure, *_bounds(toll), toll.high is None))
        if whole is not None:
            found += _rest(measure, whole, [toll for g, toll in outer.items() if g not in own])
    return found


def _bounds(toll: ReconciledToll) -> tuple[int, int]:
    low = toll.low or 0
    return low, max(low, (toll.high if toll.high is not None else toll.best) or 0)


def _inner(groups: Mapping[str, ReconciledToll], on: dt.date | None) -> set[str]:
    """Groups that are units of another that is told, where that has room for them: a unit that lost more was counted beside it."""
    tree = actors.tree()
    return {
        unit for unit, toll in groups.items() for force, wider in groups.items()
        if unit != force and tree.within(unit, force, on) and not tree.within(force, unit, on) and (wider.high is None or _bounds(wider)[1] >= _bounds(toll)[0])
    }  # fmt: skip


def _own(incident: Incident, groups: Mapping[str, ReconciledToll], whole: ReconciledToll | None, on: dt.date | None) -> set[str]:
    """The attackers' groups, whose losses are no part of the total. In a clash those of both lie in it, unless it has no room for them."""
    tree = actors.tree()
    attacking = {
        g for g in groups if g == ATTACKERS or (g not in incident.targets and any(tree.within(g, one, on) for one in incident.perpetrators))
    }
    if incident.type != "clash" or not attacking or whole is None or whole.high is None:
        return {ATTACKERS} & attacking if incident.type == "clash" else attacking
    least = {g: _bounds(toll)[0] for g, toll in groups.items()}
    crowded = sum(least.values()) > _bounds(whole)[1] >= sum(n for g, n in least.items() if g not in attacking)
    return attacking if crowded else {ATTACKERS} & attacking


def _rest(measure: str, whole: ReconciledToll, inside: Sequence[ReconciledToll]) -> Iterator[Part]:
    """What the total holds beyond the parts that lie in it, or by how much they are more."""
    low, high = _bounds(whole)
    if not inside:
        yield Part(HIT, UNTOLD, measure, low, high, whole.high is None)
        return
    least, most = sum(_bounds(toll)[0] for toll in inside), sum(_bounds(toll)[1] for toll in inside)
    if high > least:
        bounded = all(toll.high is not None for toll in inside)
        yield Part(HIT, UNTOLD, measure, max(0, low - most) if bounded else 0, high - least, whole.high is None)
    elif least > high and whole.high is not None:
        yield Part(OVER, UNTOLD, measure, least - high, least - high)


class Changes:
    """What is to be added to the sums by side; ``sign`` −1 takes off."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def add(self, row: Mapping[str, Any], some: Iterable[Mapping[str, Any]], sign: int = 1) -> None:
        """``row`` of ``outline`` and its rows of ``outline_toll``."""
        facets = [(facet, value) for facet in ("", *daily.FACETS) if (value := daily.value(row, facet)) is not None]
        for part in some:
            for facet, value in facets:
                for days in (row["day"], stretch(row["day"] // STRETCH)):
                    kept = self._sums[row["tally"], facet, value, days, part["role"], part["side"], part["measure"]]
                    for n, figure in enumerate((1, part["low"], part["high"], part["open"])):
                        kept[n] += sign * figure

    def write(self, connection: Connection) -> None:
        """Puts them into the sums; those that come to nothing are gone."""
        daily.write(connection, t.outline_side, self._sums)


def rows_of(incident: Incident, row: int) -> list[dict[str, Any]]:
    """The incident's rows of ``outline_toll``."""
    tally = int(incident.kind == "window")
    return [
        {"tally": tally, "role": p.role, "side": p.side, "measure": MEASURES.index(p.measure), "row": row, "low": p.low, "high": p.high, "open": int(p.open)}
        for p in parts(incident)
    ]


def file(connection: Connection, some: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows of ``outline_toll``."""
    if some:
        connection.execute(insert(t.outline_toll), list(some))


def standing(connection: Connection, rows: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Row of ``outline`` → what stands of it in ``outline_toll``."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in connection.execute(select(t.outline_toll).where(t.outline_toll.c.row.in_(rows))).mappings():
        found[part["row"]].append(dict(part))
    return found


def drop(connection: Connection, rows: Sequence[int]) -> None:
    """Takes the rows of these outlines out."""
    connection.execute(delete(t.outline_toll).where(t.outline_toll.c.row.in_(rows)))


def rebuild(connection: Connection) -> None:
    """All of it anew from the standing incidents, for ledgers from before there was any."""
    from marsad.ledger.rows import incident_from_payload

    connection.execute(delete(t.outline_toll))
    o, i, after = t.outline.c, t.incident.c, 0
    while found := connection.execute(select(o.row, i.payload).join(t.incident, i.id == o.incident).where(o.row > after).order_by(o.row).limit(4 * driver.MANY)).all():
        file(connection, [part for row, payload in found for part in rows_of(incident_from_payload(payload), row)])
        after = found[-1][0]
    add_up(connection)


def add_up(connection: Connection) -> None:
    """The sums anew from the rows."""
    connection.execute(delete(t.outline_side))
    for facet in ("", *daily.FACETS):
        value, where = {"": ("''", ""), "disputed": ("'1'", "WHERE o.disputed = 1")}.get(facet, (f"o.{facet}", f"WHERE o.{facet} <> ''"))
        for days in ("o.day", f"-1 - o.day / {STRETCH}"):
            connection.execute(text(
                f"INSERT INTO outline_side SELECT o.tally, '{facet}', {value}, {days}, s.role, s.side, s.measure, count(*), sum(s.low), sum(s.high), sum(s.open)"  # noqa: S608 - names of our own
                f" FROM outline_toll s JOIN outline o ON o.row = s.row {where} GROUP BY 1, 2, 3, 4, 5, 6, 7"
            ))  # fmt: skip

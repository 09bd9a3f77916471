"""Airwars-shaped CSV: the header of its public file, for incidents in which civilians are said to have been harmed by explosive weapons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from marsad.export import cells, names
from marsad.export.state import CIVIL, Column, Rule, State, Told, kept, outermost, side
from marsad.resources import exporting


def _civilians_told(t: Told) -> bool:
    return any(v in CIVIL or side(v) in ("civilians", "protesters") for v in (*t.incident.targets, *(x.group for x in t.incident.tolls if x.group)))


RULES = (
    Rule("airwars_window", "tallies and series that count a period are no incidents", lambda t: t.incident.kind == "window"),
    Rule("airwars_no_explosive", "an incident without explosive weapons (see the crosswalk)", lambda t: not t.mapped(exporting.crosswalk("airwars"))[0]),
    Rule("airwars_no_civilians", "an incident of which no source says that civilians were hit", lambda t: not _civilians_told(t)),
    Rule("airwars_time", "an incident without a day: Airwars aggregates it until the day is known", lambda t: t.first is None),
)
DROPPED = (
    ("captured, missing", "the public header has killed and injured only"),
    ("best figure", "Airwars gives a minimum and a maximum"),
    ("an open upper end", "the maximum stays empty"),
    ("footprint", "a point with its accuracy"),
    ("victims' names", "Marsad keeps no table of victims"),
)


def _harm(measure: str, end: Literal["low", "high"], civil: bool) -> Column:
    who = "civilians" if civil else "fighters"
    verb = {"killed": "Killed", "wounded": "Injured"}[measure]

    def fill(t: Told) -> int | None:
        groups = [g for g in outermost(x.group for x in t.incident.tolls if x.measure == measure and x.group) if (side(g) in ("civilians", "protesters")) == civil]
        figures = [getattr(x, end) for g in groups if (x := t.toll(measure, g)) is not None]
        if not figures and civil and {side(v) for v in t.victims} <= {"civilians", "protesters"}:
            total = t.toll(measure)
            figures = [getattr(total, end)] if total else []
        return None if not figures or None in figures else sum(figures)

    return Column(
        f"{'Civilians' if civil else 'Militants'} {verb} {'Min' if end == 'low' else 'Max'}",
        f"{end} figure of {who} {measure}; where all who were hit are civilians, that of all victims" if civil else f"{end} figure of {who} {measure}",
        fill, "integer",
    )  # fmt: skip


COLUMNS: tuple[Column, ...] = (
    Column("Unique Reference Code", "Marsad's incident id (no code of Airwars)", lambda t: t.id),
    Column("Permalink", "not known: empty", lambda t: None),
    Column("Country", "English name", lambda t: names.country(t.place.country) if t.place else ""),
    Column("Date", "first day", lambda t: t.first, "date"),
    Column("Grading", "the grade; Marsad's grades follow Airwars' definitions", lambda t: g.airwars if (g := exporting.grade_level(t.incident.grade)) else ""),
    Column("Latitude", "middle of the footprint", lambda t: t.place.lat if t.place else None, "number"),
    Column("Longitude", "middle of the footprint", lambda t: t.place.lon if t.place else None, "number"),
    Column("Strike Status", "the grade's twin", lambda t: g.strike_status if (g := exporting.grade_level(t.incident.grade)) else ""),
    Column("Geolocation Accuracy", "by the ladder of places", lambda t: level.airwars if t.place and (level := exporting.place_level(t.place.precision)) else ""),
    _harm("killed", "low", True), _harm("killed", "high", True), _harm("wounded", "low", True), _harm("wounded", "high", True),
    _harm("killed", "low", False), _harm("killed", "high", False),
    Column("Belligerents List", "those said to have done it", lambda t: "; ".join(names.actor(a) for a in t.perpetrators)),
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """One row an incident that no rule leaves out. UTF-8 with a mark."""
    yield cells.BOM + cells.row(c.name for c in COLUMNS)
    yield from cells.table(COLUMNS, kept(state, RULES))

"""What the report counts: ranges that are added up and never averaged, periods, actors, origins."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from marsad.export.state import Told, outermost
from marsad.model import Place

MONTHS = 30  # a longer time is drawn by year
MOST_MONTHS = 60  # more months with incidents are told by year


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest figures of some incidents, added up; ``open``: somebody gives no upper end; ``told``: how many gave a figure."""

    low: int = 0
    high: int = 0
    open: bool = False
    told: int = 0

    def plus(self, low: int | None, high: int | None) -> Range:
        """With one more figure; an unknown one changes nothing."""
        if low is None and high is None:
            return self
        least = low if low is not None else 0
        return Range(self.low + least, self.high + (high if high is not None else least), self.open or high is None, self.told + 1)


def counted(t: Told) -> bool:
    """Whether an incident's figures are added up: no window, and nobody's denial alone."""
    return t.incident.kind != "window" and t.incident.status not in ("planned", "denied") and t.incident.grade != "discounted"


def total(incidents: Iterable[Told], measure: str) -> Range:
    """All victims of the incidents, by the total or the single group that is told."""
    found = Range()
    for t in incidents:
        if counted(t) and (toll := t.total(measure)) is not None:
            found = found.plus(toll.low, toll.high)
    return found


def periods(incidents: Sequence[Told]) -> list[tuple[dt.date, list[Told]]]:
    """First day of each month (or year, where there are many) from the first to the last, with its incidents. Undated ones are left out."""
    dated = [t for t in incidents if t.first]
    if not dated:
        return []
    days = [t.first for t in dated if t.first]
    first, last = min(days), max(days)
    by_year = (last.year - first.year) * 12 + last.month - first.month >= MONTHS
    start = _start(by_year)
    found: dict[dt.date, list[Told]] = {}
    at, end = start(first), start(last)
    while at <= end:
        found[at] = []
        at = at.replace(year=at.year + 1) if by_year else (at.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    for t in dated:
        if t.first:
            found[start(t.first)].append(t)
    return list(found.items())


def months(incidents: Sequence[Told]) -> list[tuple[dt.date, list[Told]]]:
    """The months that have incidents, by their first day; years, where there are more than sixty such months."""
    days = {t.first.replace(day=1) for t in incidents if t.first}
    start = _start(len(days) > MOST_MONTHS)
    found: dict[dt.date, list[Told]] = {}
    for t in sorted((t for t in incidents if t.first), key=lambda t: (t.first, t.id)):
        if t.first:
            found.setdefault(start(t.first), []).append(t)
    return list(found.items())


def _start(by_year: bool) -> Callable[[dt.date], dt.date]:
    return (lambda d: d.replace(month=1, day=1)) if by_year else (lambda d: d.replace(day=1))


def by_doer(incidents: Iterable[Told]) -> list[tuple[str, list[Told]]]:
    """Incidents by each actor named as having done it, most first; "" where nobody is named."""
    found: dict[str, list[Told]] = {}
    for t in incidents:
        for actor in outermost(t.perpetrators) or [""]:
            found.setdefault(actor, []).append(t)
    return sorted(found.items(), key=lambda x: (x[0] == "", -len(x[1]), x[0]))


def killed_by_group(incidents: Iterable[Told]) -> list[tuple[str, Range]]:
    """Killed of each group that figures are told of, most first; parts of a group that has a figure itself are within it."""
    found: dict[str, Range] = {}
    for t in incidents:
        if counted(t):
            for group in outermost(x.group for x in t.incident.tolls if x.group and x.measure == "killed"):
                toll = t.toll("killed", group)
                if toll is not None:
                    found[group] = found.get(group, Range()).plus(toll.low, toll.high)
    return sorted(found.items(), key=lambda x: (-x[1].high, x[0]))


@dataclass(frozen=True, slots=True)
class Position:
    """What an origin says of an incident beside its figures: statuses of its claims, whom it names, whom it says was hit."""

    origin: str
    stance: str
    statuses: tuple[str, ...]
    doers: tuple[str, ...]
    hit: tuple[str, ...]
    places: tuple[Place, ...] = ()
    days: tuple[str, ...] = ()


def positions(t: Told) -> list[Position]:
    """Each origin's word on who did it and to whom, in the order of the origins."""
    known = {c.id: c for c in t.claims}
    found = []
    for o in t.incident.origins:
        own = [known[c] for c in o.claims if c in known]
        doers = dict.fromkeys(a.actor for c in own for a in c.perpetrators if a.actor and a.actor != "unknown")
        hit = dict.fromkeys(a.actor for c in own for a in c.targets if a.actor and a.actor != "unknown")
        places = {(c.place.name, c.place.admin1, c.place.country): c.place for c in own if c.place}
        days = dict.fromkeys(c.time.edtf for c in own if c.time and c.time.edtf)
        found.append(Position(o.source, o.stance, tuple(dict.fromkeys(c.status for c in own)), tuple(doers), tuple(hit), tuple(places.values()), tuple(days)))
    return found


def origins(incidents: Iterable[Told]) -> list[tuple[str, int, int, list[str]]]:
    """(origin, claims, incidents, its stances) of everyone who is cited, most cited first."""
    claims: dict[str, set[str]] = {}
    told: Counter[str] = Counter()
    stances: dict[str, Counter[str]] = {}
    for t in incidents:
        for o in t.incident.origins:
            claims.setdefault(o.source, set()).update(o.claims)
            told[o.source] += 1
            stances.setdefault(o.source, Counter())[o.stance] += 1
    return [(o, len(claims[o]), told[o], [s for s, _ in stances[o].most_common()]) for o in sorted(claims, key=lambda o: (-told[o], -len(claims[o]), o))]

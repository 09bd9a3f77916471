"""Where and when one incident was, from what its claims say: the most precise place that the others allow, the narrowest time."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from shapely.geometry.polygon import Polygon, orient

from marsad.extract.geometry import polygon
from marsad.model import PLACE_PRECISIONS, Claim, Place, When
from marsad.resolve.origins import Speaking

RADIUS = {"site": 1.0, "town": 3.0, "near": 12.0, "district": 25.0, "admin1": 80.0, "region": 120.0, "country": 400.0}
"""Kilometres around the middle where a place has a level but no radius."""


@functools.lru_cache(maxsize=20_000)
def circle(lat: float, lon: float, radius_km: float) -> dict[str, Any]:
    """A geodesic circle as a GeoJSON Polygon, closed and against the clock."""
    ring = orient(cast(Polygon, polygon(("circle", lat, lon, radius_km)))).exterior.coords
    return {"type": "Polygon", "coordinates": [[[round(x, 4), round(y, 4)] for x, y in ring]]}


def place(claims: Sequence[Claim], speaking: Speaking) -> Place | None:
    """The place of the incident: among the claims' places the most precise level, of it the one that most origins give.

    Its footprint is always there where it is on the map.
    """
    told = [(c, c.place) for c in claims if c.place is not None and c.status != "denied"]
    told = told or [(c, c.place) for c in claims if c.place is not None]
    if not told:
        return None
    origins: dict[tuple[str | None, str | None, str | None], set[str]] = defaultdict(set)
    countries: dict[str | None, set[str]] = defaultdict(set)
    for c, p in told:
        origins[_key(p)].add(speaking.voices[c.id].id)
        countries[p.country].add(speaking.voices[c.id].id)

    def order(row: tuple[Claim, Place]) -> tuple[Any, ...]:
        c, p = row
        level = PLACE_PRECISIONS.index(p.precision) if p.precision in PLACE_PRECISIONS else len(PLACE_PRECISIONS)
        outvoted = len(countries[p.country]) < max(map(len, countries.values()))  # a funeral abroad is not where it happened
        return (p.lat is None, outvoted, level, c.background, -len(origins[_key(p)]), -len(countries[p.country]), p.radius_km or 0.0, c.id)

    chosen = min(told, key=order)[1]
    footprint = chosen.footprint
    radius = chosen.radius_km if chosen.radius_km else RADIUS.get(chosen.precision, 50.0)
    if footprint is None and chosen.lat is not None and chosen.lon is not None:
        footprint = circle(chosen.lat, chosen.lon, radius)
    return Place(
        text=chosen.text, start=chosen.start, end=chosen.end, name=chosen.name, country=chosen.country, admin1=chosen.admin1,
        admin2=chosen.admin2, lat=chosen.lat, lon=chosen.lon, radius_km=radius if chosen.lat is not None else chosen.radius_km,
        relation=chosen.relation, precision=chosen.precision, footprint=footprint, candidates=chosen.candidates, rule=chosen.rule,
    )  # fmt: skip


def _key(p: Place) -> tuple[str | None, str | None, str | None]:
    return (p.country, p.admin1, p.name or p.text)


def time(claims: Sequence[Claim], speaking: Speaking) -> When | None:
    """The days of the incident: the narrowest interval, that which most origins share first; where all meet, their intersection."""
    spans = [(c.time.start_day, c.time.end_day, c) for c in claims if c.time and c.time.start_day and c.time.end_day]
    if not spans:
        half = [c.time for c in claims if c.time and (c.time.start_day or c.time.end_day)]
        return half[0] if half else None
    first, last = max(s for s, _, _ in spans), min(e for _, e, _ in spans)
    if first <= last:
        return interval(first, last)
    votes: Mapping[tuple[dt.date, dt.date], set[str]] = defaultdict(set)
    fresh: dict[tuple[dt.date, dt.date], int] = defaultdict(int)
    for s, e, c in spans:
        votes[s, e].add(speaking.voices[c.id].id)
        fresh[s, e] += not c.background
    best = min(votes, key=lambda k: (-min(1, fresh[k]), -len(votes[k]), -fresh[k], (k[1] - k[0]).days, k))
    first, last = best
    for s, e, _ in sorted(spans, key=lambda row: (row[0], row[1], row[2].id)):
        if s <= last and e >= first:
            first, last = max(first, s), min(last, e)
    return interval(first, last)


def hull(claims: Sequence[Claim]) -> When | None:
    """For a window: from the earliest start to the latest end told; open where any is."""
    times = [c.time for c in claims if c.time]
    if not times:
        return None
    starts = [t.start_day for t in times if t.start_day]
    ends = [t.end_day for t in times if t.end_day]
    if not starts or not ends:
        return times[0]
    return interval(min(starts), max(ends))


def interval(first: dt.date, last: dt.date) -> When:
    """Both days included, with its EDTF form and its level."""
    days = (last - first).days
    precision = "day" if days == 0 else "days" if days < 6 else "week" if days < 8 else "month" if days < 32 else "year" if days < 367 else "open"
    edtf = first.isoformat() if days == 0 else f"{first.isoformat()}/{last.isoformat()}"
    return When(first, last, edtf, precision, rule="incident")

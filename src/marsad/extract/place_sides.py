"""Sides, belts and middles of places that are resolved: «شمال الميادين», «ريف حماة الشرقي», «وسط حلب»."""

from __future__ import annotations

import functools

from marsad.arabic.phrases import words_of
from marsad.extract import gazetteer, geometry
from marsad.extract.gazetteer import Entry
from marsad.extract.place_choice import Area, known, shape_of
from marsad.extract.place_words import Node

_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_TOWN_SIDE_KM, _AREA_SIDE_KM = 25.0, 80.0


def side(node: Node, base: Area) -> Area:
    """«شمال غرب الميادين», «وسط حلب»: the part of the base that lies to a side of it, or its middle."""
    inner = node.kids[0]
    lat, lon = centre(base)
    if node.op == "centre":
        if base.precision in ("admin1", "region", "country", "district"):
            radius = 0.4 * geometry.measure(base.shape).radius_km
            return base._replace(shape=("circle", lat, lon, radius), relation="centre_of", precision="region")
        return base._replace(relation="centre_of")
    towards = node.bearing or 0.0
    relation = f"{_SIDES[round(towards / 45) % 8]}_of"
    rule = "places:side"
    wide = base.precision in ("admin1", "region", "country", "district")
    if node.km:
        shape: geometry.Shape = ("sector", lat, lon, towards, 0.75 * node.km, 1.25 * node.km + base_radius(base), 30.0)
        precision = "near" if node.km <= 30 else "region"
        rule = "places:side:km"
    elif wide and len(gazetteer_line(base)) > 1:
        shape, precision = base.shape, "region"
    elif wide:
        shape, precision = ("toward", base.shape, lat, lon, towards), "region"
    else:
        governorate = governorate_too(inner, base)
        start = 0.5 * base_radius(base)
        if governorate is not None:
            far = min(_AREA_SIDE_KM, 1.1 * governorate.radius_km)
            shape, precision = ("both", ("sector", lat, lon, towards, start, far, 50.0), shape_of(governorate)), "region"
        else:
            shape, precision = ("sector", lat, lon, towards, start, base_radius(base) + _TOWN_SIDE_KM, 45.0), "near"
    admin1 = base.admin1
    return base._replace(shape=shape, precision=precision, relation=relation, rule=rule, admin1=admin1, kind=_kind_of(base))


def _kind_of(base: Area) -> str:
    return "region" if base.kind == "country" else base.kind


def belt(node: Node, base: Area) -> Area:
    """«ريف حماة الشرقي», «قرب تدمر»: the land around the base; of a name that a governorate bears too, around that."""
    inner = node.kids[0]
    governorate = governorate_too(inner, base) if node.belt and node.belt.relation == "belt_of" else None
    if governorate is not None:
        base = known(governorate, inner, ())._replace(parts=base.parts)
    return belted(base, node, governorate)


def belted(base: Area, node: Node, governorate: Entry | None) -> Area:
    """The belt around an area that is resolved."""
    belt = node.belt
    if belt is None:
        return base
    rule = f"places:belt:{belt.id}"
    if belt.reach_km == 0:  # «الأراضي السورية» is Syria
        return base._replace(rule=rule)
    wide = base.precision in ("admin1", "region", "country", "district")
    lat, lon = centre(base)
    shape: geometry.Shape
    precision = belt.precision if belt.precision != "same" else base.precision
    if wide:
        shape = base.shape
        if belt.id == "badia" and base.country == "SY" and "sy_badia" in gazetteer.index().rings:
            shape = ("both", shape, ("ring", "sy_badia"))
        if node.bearing is not None:
            shape = ("toward", shape, lat, lon, node.bearing)
        if precision not in ("region", "country"):
            precision = "district" if base.kind == "admin1" and belt.relation == "belt_of" else "region"
        if base.kind == "country":
            precision = "region"
    elif node.bearing is not None:
        shape = ("sector", lat, lon, node.bearing, 0.3 * base_radius(base), base_radius(base) + belt.reach_km, 50.0)
    else:
        shape = ("circle", lat, lon, base_radius(base) + belt.reach_km)
    return base._replace(shape=shape, precision=precision, relation=belt.relation, rule=rule)


def governorate_too(node: Node, area: Area) -> Entry | None:
    """The governorate, where a bare name may mean the town or its governorate («شرقي حماة»)."""
    if node.op != "name" or node.kind is not None:
        return None
    idx = gazetteer.index()
    for at in node.ids:
        e = idx.entries[at]
        if e.kind == "admin1" and e.country == area.country:
            return e
    return None


def centre(area: Area) -> tuple[float, float]:
    """The point from which sides are reckoned: of a governorate its capital where that bears the same name."""
    entry = gazetteer.entry(area.place) if area.place else None
    if entry is not None and entry.kind == "admin1":
        idx = gazetteer.index()
        for at in idx.names.get(" ".join(_folded(entry.name)), ()):
            e = idx.entries[at]
            if e.kind == "settlement" and e.country == entry.country and e.admin1 == entry.admin1 and e.population > 20_000:
                return e.lat, e.lon
    if entry is not None and area.shape == shape_of(entry):
        return entry.lat, entry.lon
    m = geometry.measure(area.shape)
    return m.lat, m.lon


@functools.lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, ...]:
    return tuple(words_of(name))


def gazetteer_line(area: Area) -> tuple[tuple[float, float], ...]:
    """The waypoints of a river or road, () for other places."""
    entry = gazetteer.entry(area.place) if area.place else None
    return entry.line if entry else ()


def base_radius(area: Area) -> float:
    """Kilometres that the area's own shape reaches."""
    return float(area.shape[3]) if area.shape[0] == "circle" else 5.0

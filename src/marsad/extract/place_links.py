"""What lies between places that are resolved: stretches of land, borders, roads."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.extract import gazetteer, geometry
from marsad.extract.place_choice import Area, Report, Want, choose, known, shape_of
from marsad.extract.place_sides import base_radius, centre, governorate_too
from marsad.extract.place_words import Node, country_entry


def between(node: Node, areas: list[Area], doc: Report) -> Area | None:
    """«بين س وص», «الحدود السورية العراقية»: the land between the areas, or the strip along their border."""
    if len(areas) == 2 and node.op != "border" and areas[0].country != areas[1].country:
        areas = _neighbours(node, areas, doc)
    if node.op == "border":
        areas = [_as_governorate(k, a) for k, a in zip(node.kids, areas, strict=True)]
    parts = tuple(p for a in areas for p in a.parts)
    if len(areas) == 1:
        return _border_of(areas[0], doc)._replace(parts=parts)
    if node.op == "between" and all(a.kind == "country" for a in areas):
        return None  # «بين سوريا والعراق» is diplomacy unless a border or a road says otherwise
    one, other = areas[0], areas[1]
    return one._replace(name=f"{one.name} – {other.name}", place=None, kind="region", country=common_country([one, other], doc),
        admin1=common([a.admin1 for a in areas]), admin2=None, shape=("between", one.shape, other.shape), precision="region",
        relation="between" if node.op == "between" else "border", rule=f"places:{node.op}", parts=parts, candidates=(),
    )  # fmt: skip


def _neighbours(node: Node, areas: list[Area], doc: Report) -> list[Area]:
    """The two ends of a stretch of land, the farther from the report's country read again as a place of the other's country."""
    keep = 0 if doc.weight(areas[0].country) >= doc.weight(areas[1].country) else 1
    again = node.kids[1 - keep]
    ids = tuple(i for i in gazetteer.index().names.get(again.words, ()) if gazetteer.index().entries[i].country == areas[keep].country)
    choice = choose(again._replace(ids=ids, kind=None), doc, Want(areas[keep].country), strict=False) if ids else None
    if choice is None:
        return areas
    other = known(choice[0], again, choice[1])
    return [areas[0], other] if keep == 0 else [other, areas[1]]


def _as_governorate(node: Node, area: Area) -> Area:
    entry = governorate_too(node, area)
    return known(entry, node, ())._replace(parts=area.parts) if entry else area


def _border_of(area: Area, doc: Report) -> Area:
    """«الحدود مع سوريا»: the strip between that country and the one that the report is about; the whole of it where these are the same."""
    border = area._replace(relation="border", precision="region", rule="places:border", admin1=None, kind="region")
    if area.kind != "country":
        return border
    near = [a.country for a in reversed(doc.seen[-3:]) if a.country]
    for country in dict.fromkeys((*near, *sorted(doc.countries, key=lambda c: (-doc.countries[c], c)))):
        at = country_entry(country) if country != area.country else None
        other = gazetteer.index().entries[at] if at is not None else None
        if other and geometry.distance_km(centre(area), (other.lat, other.lon)) < 1.25 * (other.radius_km + base_radius(area)):
            shape = ("between", shape_of(other), area.shape)
            return border._replace(country=country, shape=shape, name=f"{other.en} – {area.name}", place=None)
    return border


def road(areas: list[Area], doc: Report) -> Area:
    """«طريق دمشق – حمص», «طريق تدمر»: along a line through the areas, or around the one."""
    parts = tuple(p for a in areas for p in a.parts)
    if len(areas) == 1:
        base = areas[0]
        lat, lon = centre(base)
        shape: geometry.Shape = ("circle", lat, lon, base_radius(base) + 30.0) if base.precision in ("town", "site", "near") else base.shape
        return base._replace(shape=shape, precision="region", relation="along", rule="places:road", parts=parts, kind="road")
    points = tuple(centre(a) for a in areas)
    return areas[0]._replace(name=" – ".join(a.name or "" for a in areas), place=None, kind="road", country=common_country(areas, doc),
        admin1=common([a.admin1 for a in areas]), admin2=None, shape=("line", points, 8.0), precision="region", relation="along",
        rule="places:road", parts=parts, candidates=(),
    )  # fmt: skip


def common(values: Sequence[str | None]) -> str | None:
    """The value that all share, or None."""
    return values[0] if values and len(set(values)) == 1 else None


def common_country(areas: Sequence[Area], doc: Report) -> str | None:
    """The country of the areas of which the report speaks most."""
    countries = [a.country for a in areas if a.country]
    if not countries:
        return None
    return max(dict.fromkeys(countries), key=lambda c: (doc.weight(c), -countries.index(c)))

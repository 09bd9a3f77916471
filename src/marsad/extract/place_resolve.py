"""The area that a phrase leaves open: trees of ``place_phrases`` → ``Area``, relation by relation."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from marsad.arabic.phrases import words_of
from marsad.extract import gazetteer, geometry
from marsad.extract.gazetteer import Entry
from marsad.extract.place_choice import (
    DOMINANT,
    NOWHERE,
    Area,
    Report,
    Want,
    choose,
    governorate_of,
    has_evidence,
    known,
    precision_of,
    shape_of,
)
from marsad.extract.place_words import Node, country_entry

_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_COARSENESS = ("site", "town", "near", "district", "admin1", "region", "country")
_CITY = 50_000  # people; «شرق سرت» needs no more evidence than the side
_TOWN_SIDE_KM, _AREA_SIDE_KM = 25.0, 80.0
_SOME_OF_COUNTRY = frozenset({"area", "governorate", "city", "village", "base", "airport", "camp"})


def resolve(node: Node, doc: Report, want: Want) -> Area | None:
    """The area of a phrase; None where it is no place after all (a name without the evidence that it needs)."""
    match node.op:
        case "name":
            return _name(node, doc, want)
        case "unknown":
            return _unknown(node, doc, want)
        case "back":
            return _back(node, doc, want)
        case "home":
            return _home(node, doc)
        case "side" | "centre":
            return _side(node, doc, want)
        case "belt":
            return _belt(node, doc, want)
        case "between" | "border":
            return _between(node, doc, want)
        case "road":
            return _road(node, doc, want)
        case "bank":
            return _bank(node, doc, want)
        case "list":
            return _list(node, doc, want)
        case "in" | "near":
            return _nested(node, doc, want)
        case "some":
            inner = resolve(node.kids[0], doc, want._replace(contained=True))
            if inner is None or (inner.kind == "country" and node.kind and node.kind.id not in _SOME_OF_COUNTRY):
                return None
            return inner._replace(rule=f"{inner.rule}:in")
    return None


def _name(node: Node, doc: Report, want: Want) -> Area | None:
    idx = gazetteer.index()
    need = idx.ease.get(node.words, 0)
    strong = node.kind is not None or want.admin1 is not None or want.point is not None or (want.contained and need < 2)
    choice = choose(node, doc, want, strict=need > 0)
    if choice is None:
        return _unknown(node, doc, want) if node.kind and node.kind.unknown == "yes" and not want.contained else None
    entry, rivals = choice
    if need == 0 and entry.own and entry.kind not in ("country", "admin1") and entry.country and entry.country not in doc.countries:
        need = 1  # a name of a country that the report does not speak of
    if not strong and not has_evidence(node, doc, need, entry):
        return None
    area = known(entry, node, rivals)
    if node.kind and node.kind.precision == "district" and node.kind.id != "area" and entry.kind == "settlement":
        # «قضاء القائم» is the land around the town
        return area._replace(precision="district", shape=("circle", entry.lat, entry.lon, max(entry.radius_km, node.kind.radius_km)))
    return area


def _unknown(node: Node, doc: Report, want: Want) -> Area | None:
    """A named place that no table has: the footprint of what holds it, or of where the report last was, with the name kept."""
    rule = "places:unknown"
    if want.contained:
        return None  # _nested gives it its container
    for area in reversed(doc.seen[-10:]):
        if area.admin1 and area.country and doc.weight(area.country) >= 0.5 * DOMINANT:
            around = governorate_of(area.country, area.admin1)
            if around:
                base = known(around, node, ())
                return base._replace(name=node.words, place=None, rule=f"{rule}:context", parts=((node.first, node.last, "unknown"),))
    return None


def _back(node: Node, doc: Report, want: Want) -> Area | None:
    seen = doc.seen
    chosen: Area | None = None
    if node.belt is not None:
        return _back_belt(node, doc)
    if node.kind is None:  # «هناك»
        chosen = seen[-1] if seen else None
    elif node.kind.id == "capital":
        return _capital(node, doc)
    elif node.kind.id in ("governorate", "province"):
        last = next((a for a in reversed(seen) if a.admin1 and a.country), None)
        entry = governorate_of(last.country or "", last.admin1 or "") if last else None
        chosen = known(entry, node, ()) if entry else None
    elif node.kind.id == "area":
        chosen = next((a for a in reversed(seen) if a.kind != "country"), None)
    elif node.kind.id in ("city", "town", "village", "settlement"):
        chosen = next((a for a in reversed(seen) if a.kind == "settlement" and a.place), None)
        chosen = _at_place(chosen) if chosen else None
    else:
        chosen = next((a for a in reversed(seen) if a.kind in (node.kind.accepts[0],)), None)
    if chosen is None:
        return None
    return chosen._replace(back=True, rule="places:back", parts=())


def _at_place(area: Area) -> Area:
    """«المدينة» after «شرق مدينة الميادين» is the town, not its east."""
    entry = gazetteer.entry(area.place) if area.place else None
    if entry is None:
        return area
    return area._replace(shape=shape_of(entry), precision=precision_of(entry.kind), relation="in")


def _back_belt(node: Node, doc: Report) -> Area | None:
    """«الريف الشرقي», «البادية» without a name: of the governorate that the report was last in; the desert that it spoke of."""
    if node.belt is not None and node.belt.id == "badia":
        deserts = [a for a in doc.seen if a.kind == "desert"]
        idx = gazetteer.index()
        if deserts:
            return deserts[-1]._replace(back=True, rule="places:back:desert", parts=())
        own = tuple(idx.names.get("الباديه", ()))
        inner = Node("name", node.first, node.last, node.start, node.pro, own, "الباديه")
        choice = choose(inner, doc, NOWHERE, strict=True) if own else None
        return known(choice[0], inner, choice[1])._replace(rule="places:desert") if choice else None
    last = next((a for a in reversed(doc.seen) if a.admin1 and a.country), None)
    entry = governorate_of(last.country or "", last.admin1 or "") if last else None
    if entry is None:
        return None
    base = known(entry, node, ())
    return _belted(base, node, entry)._replace(back=True, parts=())


def _capital(node: Node, doc: Report) -> Area | None:
    country = node.words or doc.home
    entry = gazetteer.entry(capital_of(country)) if country else None
    if entry is None:
        return None
    return known(entry, node, ())._replace(rule="places:capital", back=not node.words)


@functools.lru_cache(maxsize=256)
def capital_of(country: str | None) -> str:
    """The id of a country's capital: its largest town among those that countries.csv calls the capital, "" where unknown."""
    idx = gazetteer.index()
    name = idx.capitals.get(country or "")
    found = [e for e in idx.entries if e.country == country and e.kind == "settlement" and (e.en == name or e.id == name)]
    return max(found, key=lambda e: e.population).id if found else ""


def _home(node: Node, doc: Report) -> Area | None:
    at = country_entry(doc.home) if doc.home else None
    if at is None:
        return None
    area = known(gazetteer.index().entries[at], node, ())
    return area._replace(back=True, rule="places:homeland", parts=())


# -- relations ---------------------------------------------------------------------------------------------------------


def _governorate_too(node: Node, area: Area) -> Entry | None:
    """The governorate, where a bare name may mean the town or its governorate («شرقي حماة»)."""
    if node.op != "name" or node.kind is not None:
        return None
    idx = gazetteer.index()
    for at in node.ids:
        e = idx.entries[at]
        if e.kind == "admin1" and e.country == area.country:
            return e
    return None


def _base(node: Node, doc: Report, want: Want) -> Area | None:
    """The base of a relation. The relation word is evidence: names that need a preposition have enough in it."""
    base = resolve(node, doc, want)
    if base is None and node.op == "name":
        choice = choose(node, doc, want, strict=True)
        easy = gazetteer.index().ease.get(node.words, 0) < 2
        if choice and (easy or choice[0].country in doc.countries or choice[0].population >= _CITY):
            base = known(choice[0], node, choice[1])
    return base


def _side(node: Node, doc: Report, want: Want) -> Area | None:
    inner = node.kids[0]
    base = _base(inner, doc, want)
    if base is None:
        return None
    lat, lon = _centre(base)
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
        governorate = _governorate_too(inner, base)
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


def gazetteer_line(area: Area) -> tuple[tuple[float, float], ...]:
    """The waypoints of a river or road, () for other places."""
    entry = gazetteer.entry(area.place) if area.place else None
    return entry.line if entry else ()


def base_radius(area: Area) -> float:
    """Kilometres that the area's own shape reaches."""
    return float(area.shape[3]) if area.shape[0] == "circle" else 5.0


def _centre(area: Area) -> tuple[float, float]:
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


def _belt(node: Node, doc: Report, want: Want) -> Area | None:
    inner = node.kids[0]
    base = _base(inner, doc, want)
    if base is None or node.belt is None:
        return None
    governorate = _governorate_too(inner, base) if node.belt.relation == "belt_of" else None
    if governorate is not None:
        base = known(governorate, inner, ())._replace(parts=base.parts)
    return _belted(base, node, governorate)


def _belted(base: Area, node: Node, governorate: Entry | None) -> Area:
    belt = node.belt
    if belt is None:
        return base
    rule = f"places:belt:{belt.id}"
    if belt.reach_km == 0:  # «الأراضي السورية» is Syria
        return base._replace(rule=rule)
    wide = base.precision in ("admin1", "region", "country", "district")
    lat, lon = _centre(base)
    shape: geometry.Shape
    precision = belt.precision if belt.precision != "same" else base.precision
    if wide:
        shape = base.shape
        if belt.id == "badia" and base.country == "SY":
            desert = gazetteer.index().rings.get("sy_badia")
            if desert:
                shape = ("both", shape, ("area", tuple((p[0], p[1]) for p in desert)))
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


def _as_governorate(node: Node, area: Area) -> Area:
    entry = _governorate_too(node, area)
    return known(entry, node, ())._replace(parts=area.parts) if entry else area


def _between(node: Node, doc: Report, want: Want) -> Area | None:
    found = [_base(k, doc, want) for k in node.kids]
    areas = [a for a in found if a is not None]
    if not areas or len(areas) < len(found):
        return None
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
    return one._replace(name=f"{one.name} – {other.name}", place=None, kind="region", country=_common_country([one, other], doc),
        admin1=_common([a.admin1 for a in areas]), admin2=None, shape=("between", one.shape, other.shape), precision="region",
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


def _border_of(area: Area, doc: Report) -> Area:
    """«الحدود مع سوريا»: the strip between that country and the one that the report is about; the whole of it where these are the same."""
    border = area._replace(relation="border", precision="region", rule="places:border", admin1=None, kind="region")
    if area.kind != "country":
        return border
    near = [a.country for a in reversed(doc.seen[-3:]) if a.country]
    for country in dict.fromkeys((*near, *sorted(doc.countries, key=lambda c: (-doc.countries[c], c)))):
        at = country_entry(country) if country != area.country else None
        other = gazetteer.index().entries[at] if at is not None else None
        if other and geometry.distance_km(_centre(area), (other.lat, other.lon)) < 1.1 * (other.radius_km + base_radius(area)):
            shape = ("between", shape_of(other), area.shape)
            return border._replace(country=country, shape=shape, name=f"{other.en} – {area.name}", place=None)
    return border


def _common(values: Sequence[str | None]) -> str | None:
    return values[0] if values and len(set(values)) == 1 else None


def _common_country(areas: Sequence[Area], doc: Report) -> str | None:
    countries = [a.country for a in areas if a.country]
    if not countries:
        return None
    return max(dict.fromkeys(countries), key=lambda c: (doc.weight(c), -countries.index(c)))


def _road(node: Node, doc: Report, want: Want) -> Area | None:
    areas = [a for a in (_base(k, doc, want) for k in node.kids) if a is not None]
    if not areas:
        return None
    parts = tuple(p for a in areas for p in a.parts)
    if len(areas) == 1:
        base = areas[0]
        lat, lon = _centre(base)
        shape: geometry.Shape = ("circle", lat, lon, base_radius(base) + 30.0) if base.precision in ("town", "site", "near") else base.shape
        return base._replace(shape=shape, precision="region", relation="along", rule="places:road", parts=parts, kind="road")
    points = tuple(_centre(a) for a in areas)
    return areas[0]._replace(name=" – ".join(a.name or "" for a in areas), place=None, kind="road", country=_common_country(areas, doc),
        admin1=_common([a.admin1 for a in areas]), admin2=None, shape=("line", points, 8.0), precision="region", relation="along",
        rule="places:road", parts=parts, candidates=(),
    )  # fmt: skip


def _bank(node: Node, doc: Report, want: Want) -> Area | None:
    base = resolve(node.kids[0], doc, want._replace(contained=True))
    if base is None:
        return None
    return base._replace(relation="along", precision="region", rule="places:bank")


def _list(node: Node, doc: Report, want: Want) -> Area | None:
    """The members' hull. A container of the last member holds for all; what is unknown is flagged by the rule."""
    last = node.kids[-1]
    outer = want
    if last.op in ("in", "near"):
        around = resolve(last.kids[-1], doc, want._replace(contained=True))
        outer = _want(around) if around else want
    areas: list[Area] = []
    missing: list[Node] = []
    for kid in node.kids:
        area = resolve(kid, doc, outer if kid.op in ("name", "unknown") else want)
        if area is None and kid.op == "name" and node.kind:
            choice = choose(kid, doc, outer, strict=True)
            area = known(choice[0], kid, choice[1]) if choice else None
        if area is None:
            if node.kind is None and kid.op == "name":
                return None
            missing.append(kid)
        elif kid.op == "unknown" and area.place is None:
            missing.append(kid)
        else:
            areas.append(area)
    if not areas:
        if not missing or outer == want:
            return _unknown(missing[0], doc, NOWHERE) if missing else None
        around = resolve(last.kids[-1], doc, want._replace(contained=True)) if last.op in ("in", "near") else None
        return around._replace(rule="places:list:unknown") if around else None
    if any(a.kind == "country" for a in areas) and any(a.kind != "country" for a in areas):
        return None
    parts = tuple(p for a in areas for p in a.parts) + tuple((k.first, k.last, "unknown") for k in missing)
    admin1 = _common([a.admin1 for a in areas])
    country = _common_country(areas, doc)
    shape: geometry.Shape = areas[0].shape if len(areas) == 1 else ("hull", tuple(a.shape for a in areas))
    coarsest = max((a.precision for a in areas), key=_COARSENESS.index)
    near = admin1 is not None and coarsest in ("site", "town")
    precision = "near" if near and len(areas) + len(missing) > 1 else coarsest if admin1 else max(coarsest, "region", key=_COARSENESS.index)
    rule = "places:list:unknown" if missing else "places:list"
    return areas[0]._replace(name=", ".join(a.name or "" for a in areas), place=None if len(areas) + len(missing) > 1 else areas[0].place, country=country, admin1=admin1,
        admin2=None, shape=shape, precision=precision, relation="in", rule=rule, parts=parts, candidates=(),
        kind=areas[0].kind if len({a.kind for a in areas}) == 1 else "region",
    )  # fmt: skip


def _want(outer: Area) -> Want:
    """What a container demands of what is inside it."""
    if outer.kind == "country":
        return Want(outer.country, None, None, 0.0, True)
    if (outer.kind == "admin1" and outer.relation in ("in", "belt_of", "centre_of")) or outer.precision in ("admin1",):
        return Want(outer.country, outer.admin1, None, 0.0, True)
    m = geometry.measure(outer.shape)
    return Want(outer.country, outer.admin1, (m.lat, m.lon), m.radius_km, True)


def _nested(node: Node, doc: Report, want: Want) -> Area | None:
    inner, container = node.kids
    outer = resolve(container, doc, want._replace(contained=True))
    if outer is None:  # «بلدة قباطية جنوبي المدينة», where no city was named before
        return resolve(inner, doc, want) if inner.op == "name" and inner.kind is not None else None
    if (inner.op in ("unknown", "some") and not inner.kids) or inner.op == "back":
        return _placed(inner, outer, node)
    demand = _want(outer)
    if want != NOWHERE and want.country:
        demand = demand._replace(country=demand.country or want.country, admin1=demand.admin1 or want.admin1)
    area = resolve(inner, doc, demand)
    if area is None:
        lost = inner.kids[0] if inner.op in ("belt", "side") else inner  # «قرب بلدة بوني في إقليم موبتي»
        return _placed(lost, outer, node) if lost.kind is not None and lost.kind.unknown != "no" else None
    if outer.country and area.country and area.country != outer.country and outer.relation not in ("border", "between"):
        if outer.relation == "near" and area.kind == outer.kind == "country":  # «في الأردن قرب سوريا»
            return area._replace(shape=("between", area.shape, outer.shape), relation="border", precision="region", rule="places:border",
                                 kind="region", parts=(*area.parts, *outer.parts))  # fmt: skip
        return None
    parts = (*area.parts, *outer.parts)
    if outer.kind == "admin1" and area.admin1 != outer.admin1 and area.kind not in ("country", "settlement", "quarter"):
        # «بادية البشري بريف الرقة»: only what of it lies there
        if area.shape != outer.shape:
            area = area._replace(shape=("both", area.shape, outer.shape), admin1=outer.admin1)
    elif area.kind in ("river", "desert", "road", "region", "mountain") and outer.admin1 and area.relation != "between":
        area = area._replace(shape=("both", area.shape, outer.shape), admin1=outer.admin1)
    if area.admin1 and outer.admin1 is None and outer.relation in ("border", "between") and area.kind in ("desert", "mountain", "region"):
        area = area._replace(admin1=None)
    return area._replace(admin1=area.admin1 or (outer.admin1 if outer.relation != "border" else None), parts=parts,
                               rule=f"{area.rule}:in")  # fmt: skip


def _placed(inner: Node, outer: Area, node: Node) -> Area:
    """An unknown name in a known container: the container's footprint and precision, the name kept."""
    relation = "near" if node.op == "near" else outer.relation
    shape, precision = outer.shape, outer.precision
    if precision == "site":
        precision = "near"
    if node.op == "near" and outer.shape[0] == "circle":
        shape, precision = ("circle", outer.shape[1], outer.shape[2], outer.shape[3] + 10.0), max(outer.precision, "near", key=_COARSENESS.index)
    name = inner.words or outer.name
    return outer._replace(name=name, place=None if inner.words else outer.place, shape=shape, precision=precision, relation=relation,
        rule="places:unknown:container", parts=((inner.first, inner.last, "unknown"), *outer.parts),
    )  # fmt: skip

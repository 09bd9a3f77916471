"""The area that a phrase leaves open: trees of ``place_phrases`` → ``Area``, relation by relation."""

from __future__ import annotations

from marsad.extract import gazetteer, geometry
from marsad.extract.place_back import back, home
from marsad.extract.place_choice import DOMINANT, NOWHERE, Area, Report, Want, choose, governorate_of, has_evidence, known
from marsad.extract.place_links import between, common, common_country, road
from marsad.extract.place_sides import belt, side
from marsad.extract.place_words import Node

_COARSENESS = ("site", "town", "near", "district", "admin1", "region", "country")
_CITY = 50_000  # people; «شرق سرت» needs no more evidence than the side
_SOME_OF_COUNTRY = frozenset({"area", "governorate", "city", "village", "base", "airport", "camp"})


def resolve(node: Node, doc: Report, want: Want) -> Area | None:
    """The area of a phrase; None where it is no place after all (a name without the evidence that it needs)."""
    match node.op:
        case "name":
            return _name(node, doc, want)
        case "unknown":
            return _unknown(node, doc, want)
        case "back":
            return back(node, doc)
        case "home":
            return home(node, doc)
        case "side" | "centre":
            base = _base(node.kids[0], doc, want)
            return side(node, base) if base else None
        case "belt":
            base = _base(node.kids[0], doc, want)
            return belt(node, base) if base else None
        case "between" | "border":
            ends = [a for k in node.kids if (a := _base(k, doc, want))]
            return between(node, ends, doc) if ends and len(ends) == len(node.kids) else None
        case "road":
            stops = [a for k in node.kids if (a := _base(k, doc, want))]
            return road(stops, doc) if stops else None
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
    strong = node.kind is not None or want.admin1 is not None or want.point is not None or (want.contained and need < 3)
    choice = choose(node, doc, want, strict=need in (1, 3))
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


def _base(node: Node, doc: Report, want: Want) -> Area | None:
    """The base of a relation. The relation word is evidence: names that need a preposition have enough in it."""
    base = resolve(node, doc, want)
    if base is None and node.op == "name":
        choice = choose(node, doc, want, strict=True)
        easy = gazetteer.index().ease.get(node.words, 0) < 3
        if choice and (easy or choice[0].country in doc.countries or choice[0].population >= _CITY):
            base = known(choice[0], node, choice[1])
    return base


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
    admin1 = common([a.admin1 for a in areas])
    country = common_country(areas, doc)
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

"""Which place a phrase means, and the area that it leaves open: trees of ``place_phrases`` → ``Area``.

Candidates are weighed by kind word, container, neighbours, the report's countries and population. What stays close is kept.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marsad.arabic.tokens import Token
from marsad.extract import gazetteer, geometry
from marsad.extract.gazetteer import Entry
from marsad.extract.place_phrases import LOCATIVE, Node, country_entry, lexicon, nisba_of, readings
from marsad.extract.seen import Context

_SITES = frozenset(
    {"quarter", "camp", "field", "airport", "base", "crossing", "checkpoint", "bridge", "junction", "port", "prison", "site", "street"}
)
_LAND = frozenset({"region", "desert", "mountain", "valley", "river", "lake", "sea", "island", "road"})
_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_COARSENESS = ("site", "town", "near", "district", "admin1", "region", "country")
_SOME_OF_COUNTRY = frozenset({"area", "governorate", "city", "village", "base", "airport", "camp"})
_DOMINANT = 2.0  # of 3: the report speaks of the country nearly as much as of any
_CLOSE_RIVALS = 1.5
_FAR_KM = 250.0
_TOWN_SIDE_KM, _AREA_SIDE_KM = 25.0, 80.0


class Area(NamedTuple):
    """What a phrase came to. ``parts``: names inside, as (first token, last token, id)."""

    name: str | None
    place: str | None
    kind: str
    country: str | None
    admin1: str | None
    admin2: str | None
    shape: geometry.Shape
    precision: str
    relation: str
    rule: str
    candidates: tuple[str, ...] = ()
    back: bool = False
    parts: tuple[tuple[int, int, str], ...] = ()


class Want(NamedTuple):
    """What is known of a phrase from around it: the country, the first-level area, a point with a reach."""

    country: str | None = None
    admin1: str | None = None
    point: tuple[float, float] | None = None
    reach_km: float = 0.0
    contained: bool = False


NOWHERE = Want()


@dataclass(slots=True)
class Report:
    """What the document tells of where it is about; grows as places are seen."""

    tokens: Sequence[Token]
    countries: dict[str, float]
    home: str | None
    seen: list[Area] = field(default_factory=list)

    def saw(self, area: Area, back: bool) -> None:
        if not back:
            self.seen.append(area)
            if area.country:
                self.countries[area.country] = min(8.0, self.countries.get(area.country, 0.0) + 0.5)

    def weight(self, country: str | None) -> float:
        if not country or not self.countries:
            return 0.0
        return 3.0 * self.countries.get(country, 0.0) / max(self.countries.values())


def report(tokens: Sequence[Token], context: Context, hints: Iterable[str]) -> Report:
    """The countries that a document speaks of, weighed: the outlet's home, countries and nisbas named, names that mean one place only.

    ``hints``: the countries that single words speak for (``hinted``), each as often as such a word stands there.
    """
    weights: dict[str, float] = {}
    for rank, country in enumerate(context.countries[:3]):
        weights[country] = 2.0 / (rank + 1)
    for country, times in Counter(hints).items():
        weights[country] = min(6.0, weights.get(country, 0.0) + times)
    home = max(weights, key=lambda c: (weights[c], c)) if weights else None
    return Report(tokens, weights, home)


@functools.lru_cache(maxsize=60_000)
def hinted(form: str) -> str | None:
    """The country that a word speaks for by itself: its name, its nisba, or a town or area that only it has."""
    idx = gazetteer.index()
    country = nisba_of(form)
    if country:
        return country
    for r in readings(form):
        if (r.role == "name" and r.stem in idx.names and not idx.ease.get(r.stem, 0)) or r.stem in _countries():
            found = {idx.entries[i].country for i in idx.names.get(r.stem, ())}
            if len(found) == 1:
                return found.pop()
    return None


@functools.lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    idx = gazetteer.index()
    return frozenset(n for n, ids in idx.names.items() if any(idx.entries[i].kind == "country" for i in ids))


# -- the tree ----------------------------------------------------------------------------------------------------------


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
    choice = _choose(node, doc, want, strict=need > 0)
    if choice is None:
        return _unknown(node, doc, want) if node.kind and node.kind.unknown == "yes" and not want.contained else None
    entry, rivals = choice
    if need == 0 and entry.own and entry.kind not in ("country", "admin1") and entry.country and entry.country not in doc.countries:
        need = 1  # a name of a country that the report does not speak of
    if not strong and not _evidence(node, doc, need, entry):
        return None
    return _known(entry, node, rivals)


def _known(entry: Entry, node: Node, rivals: tuple[str, ...]) -> Area:
    return Area(
        entry.en, entry.id, entry.kind, entry.country, entry.admin1, entry.admin2, shape_of(entry), precision_of(entry.kind), "in",
        f"places:{'kind' if node.kind else 'name'}:{entry.kind}", rivals, False, ((node.first, node.last, entry.id),),
    )  # fmt: skip


def shape_of(entry: Entry) -> geometry.Shape:
    """Ring, line or circle of a place."""
    ring = gazetteer.index().rings.get(entry.id)
    if ring:
        return ("area", tuple((p[0], p[1]) for p in ring))
    if len(entry.line) > 1:
        return ("line", entry.line, entry.radius_km)
    return ("circle", entry.lat, entry.lon, entry.radius_km)


def precision_of(kind: str) -> str:
    """The step of the ladder that a kind of place stands on by itself."""
    if kind in ("country", "admin1", "district"):
        return kind
    return "site" if kind in _SITES else "region" if kind in _LAND else "town"


def _evidence(node: Node, doc: Report, need: int, entry: Entry) -> bool:
    """Whether a bare name has beside it what a name of its ease needs."""
    if need == 0:
        return True
    if need == 2 and not _at_home(node, doc, entry):
        return False
    if "ب" in node.pro:
        return True
    i = node.first - 1
    if i < 0 or doc.tokens[i].line != doc.tokens[node.first].line:
        return False
    form = doc.tokens[i].form
    prepositions = lexicon().words["prepositions"]
    return form in prepositions or (form[0] in "وف" and form[1:] in prepositions) or ("ل" in node.pro and entry.kind != "country")


def _at_home(node: Node, doc: Report, entry: Entry) -> bool:
    """Whether a name that is a word too («الباب», «القائم») may stand after a preposition alone: the project's own place, in the
    country that the report is about, with no adjective behind it («في الطبقة الوسطى»)."""
    if not entry.own or doc.weight(entry.country) < _DOMINANT or len(node.words) <= 3:
        return False
    after = doc.tokens[node.last] if node.last < len(doc.tokens) else None
    if after is not None and after.line == doc.tokens[node.first].line and after.form.startswith("ال"):
        return False
    before = doc.tokens[node.first - 1].form if node.first else ""
    return "ب" in node.pro or before in LOCATIVE or before[1:] in LOCATIVE


def _choose(node: Node, doc: Report, want: Want, *, strict: bool) -> tuple[Entry, tuple[str, ...]] | None:
    """The likeliest candidate and the ids of close rivals. ``strict``: small places of countries not spoken of are out."""
    idx = gazetteer.index()
    accepts = node.kind.accepts if node.kind else ()
    scored: list[tuple[float, Entry]] = []
    for at in node.ids:
        e = idx.entries[at]
        score = 0.45 * math.log10(e.population + 10) + (1.5 if e.own else 0.0) + doc.weight(e.country)
        if accepts:
            score += 2.5 - 0.4 * accepts.index(e.kind) if e.kind in accepts else -4.0
        elif e.kind == "admin1":
            score -= 1.2  # the bare name of a governorate is first of all its town
        elif e.kind == "country":
            score += 3.0
        if want.country:
            score += 2.0 if e.country in (want.country, None) else -8.0
        if want.admin1:
            score += 3.0 if e.admin1 == want.admin1 else -5.0 if e.admin1 else 0.0
        if want.point:
            away = geometry.distance_km((e.lat, e.lon), want.point) - want.reach_km - e.radius_km
            score += 2.0 if away < 30 else -min(8.0, away / 25)
        if e.country and e.country not in doc.countries and e.kind not in ("country", "admin1") and not want.contained:
            if doc.countries and e.population < (700_000 if strict else 20_000) and (strict or not e.own):
                continue
            score -= 1.0
        if doc.seen and not want.contained:
            last = doc.seen[-1]
            score += 0.8 if last.admin1 and last.admin1 == e.admin1 and last.country == e.country else 0.0
        scored.append((score, e))
    if not scored:
        return None
    scored.sort(key=lambda s: (-s[0], s[1].id))
    best = scored[0]
    if best[0] < -1.5:
        return None
    return best[1], tuple(e.id for s, e in scored[1:6] if best[0] - s < _CLOSE_RIVALS)


def _unknown(node: Node, doc: Report, want: Want) -> Area | None:
    """A named place that no table has: the footprint of what holds it, or of where the report last was, with the name kept."""
    rule = "places:unknown"
    if want.contained:
        return None  # _nested gives it its container
    for area in reversed(doc.seen[-10:]):
        if area.admin1 and area.country and doc.weight(area.country) >= 0.5 * _DOMINANT:
            around = _admin(area.country, area.admin1)
            if around:
                base = _known(around, node, ())
                return base._replace(name=node.words, place=None, rule=f"{rule}:context", parts=((node.first, node.last, "unknown"),))
    return None


def _admin(country: str, admin1: str) -> Entry | None:
    idx = gazetteer.index()
    at = idx.admin.get(f"{country}|{admin1}")
    return None if at is None else idx.entries[at]


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
        entry = _admin(last.country or "", last.admin1 or "") if last else None
        chosen = _known(entry, node, ()) if entry else None
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
    belt = node.belt
    assert belt is not None
    if belt.id == "badia":
        deserts = [a for a in doc.seen if a.kind == "desert"]
        idx = gazetteer.index()
        if deserts:
            return deserts[-1]._replace(back=True, rule="places:back:desert", parts=())
        own = [i for i in idx.names.get("الباديه", ())]
        inner = Node("name", node.first, node.last, node.start, node.pro, tuple(own), "الباديه")
        choice = _choose(inner, doc, NOWHERE, strict=True) if own else None
        return _known(choice[0], inner, choice[1])._replace(rule="places:desert") if choice else None
    last = next((a for a in reversed(doc.seen) if a.admin1 and a.country), None)
    entry = _admin(last.country or "", last.admin1 or "") if last else None
    if entry is None:
        return None
    base = _known(entry, node, ())
    return _belted(base, node, entry)._replace(back=True, parts=())


def _capital(node: Node, doc: Report) -> Area | None:
    country = node.words or doc.home
    entry = gazetteer.entry(capital_of(country)) if country else None
    if entry is None:
        return None
    return _known(entry, node, ())._replace(rule="places:capital", back=not node.words)


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
    area = _known(gazetteer.index().entries[at], node, ())
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
    base = resolve(node, doc, want if want != NOWHERE else want)
    if base is None and node.op == "name":
        choice = _choose(node, doc, want, strict=True)
        if choice and (gazetteer.index().ease.get(node.words, 0) < 2 or choice[0].country in doc.countries):
            base = _known(choice[0], node, choice[1])
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
    from marsad.arabic.phrases import words_of

    return tuple(words_of(name))


def _belt(node: Node, doc: Report, want: Want) -> Area | None:
    inner = node.kids[0]
    base = _base(inner, doc, want)
    if base is None or node.belt is None:
        return None
    governorate = _governorate_too(inner, base) if node.belt.relation == "belt_of" else None
    if governorate is not None:
        base = _known(governorate, inner, ())._replace(parts=base.parts)
    return _belted(base, node, governorate)


def _belted(base: Area, node: Node, governorate: Entry | None) -> Area:
    belt = node.belt
    assert belt is not None
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
    return _known(entry, node, ())._replace(parts=area.parts) if entry else area


def _between(node: Node, doc: Report, want: Want) -> Area | None:
    found = [_base(k, doc, want) for k in node.kids]
    areas = [a for a in found if a is not None]
    if not areas or len(areas) < len(found):
        return None
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


def _border_of(area: Area, doc: Report) -> Area:
    """«الحدود مع سوريا»: the strip between that country and the one that the report is about; the whole of it where these are the same."""
    border = area._replace(relation="border", precision="region", rule="places:border", admin1=None, kind="region")
    if area.kind != "country":
        return border
    for country in sorted(doc.countries, key=lambda c: (-doc.countries[c], c)):
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
            choice = _choose(kid, doc, outer, strict=True)
            area = _known(choice[0], kid, choice[1]) if choice else None
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
            area = _unknown(missing[0], doc, NOWHERE) if missing else None
            return area
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
    return areas[0]._replace(name=", ".join(a.name or "" for a in areas), place=None if len(areas) > 1 else areas[0].place, country=country, admin1=admin1,
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
    if outer is None:
        return None
    if (inner.op in ("unknown", "some") and not inner.kids) or inner.op == "back":
        return _placed(inner, outer, node)
    demand = _want(outer)
    if want != NOWHERE and want.country:
        demand = demand._replace(country=demand.country or want.country, admin1=demand.admin1 or want.admin1)
    area = resolve(inner, doc, demand)
    if area is None:
        return _placed(inner, outer, node) if inner.kind is not None and inner.kind.unknown != "no" else None
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

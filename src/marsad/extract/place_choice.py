"""Which place a name means: candidates weighed by kind word, container, neighbours, the report's countries and population.

What stays close is kept as a rival; a name without the evidence that it needs is no place.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marsad.arabic.memo import once_a_word
from marsad.arabic.tokens import Token
from marsad.extract import gazetteer, geometry
from marsad.extract.gazetteer import Entry
from marsad.extract.place_words import LOCATIVE, Node, lexicon, nisba_of, readings
from marsad.extract.seen import Context

_SITES = frozenset(
    {"quarter", "camp", "field", "airport", "base", "crossing", "checkpoint", "bridge", "junction", "port", "prison", "site", "street"}
)
_LAND = frozenset({"region", "desert", "mountain", "valley", "river", "lake", "sea", "island", "road"})
DOMINANT = 2.0  # of 3: the report speaks of the country nearly as much as of any
_CLOSE_RIVALS = 1.5
_INSIDE = frozenset(("في", "داخل"))


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
    most: float  # the weight of the country most spoken of
    seen: list[Area] = field(default_factory=list)

    def saw(self, area: Area, back: bool) -> None:
        if not back:
            self.seen.append(area)
            if area.country:
                weight = self.countries[area.country] = min(8.0, self.countries.get(area.country, 0.0) + 0.5)
                self.most = max(self.most, weight)

    def weight(self, country: str | None) -> float:
        """How much the report speaks of a country, 0 to 3."""
        weight = self.countries.get(country) if country else None
        return 3.0 * weight / self.most if weight else 0.0


def report(tokens: Sequence[Token], context: Context, hints: Iterable[str]) -> Report:
    """The countries that a document speaks of, weighed: the outlet's home, countries and nisbas named, names that mean one place only.

    ``hints``: the countries that single words speak for (``hinted``), each as often as such a word stands there.
    """
    weights: dict[str, float] = {}
    for rank, country in enumerate(context.countries[:3]):
        weights[country] = 2.0 / (rank + 1)
    times: dict[str, int] = {}
    for country in hints:
        times[country] = times.get(country, 0) + 1
    for country, n in times.items():
        weights[country] = min(6.0, weights.get(country, 0.0) + n)
    for doer, ground in gazetteer.GROUND.items():
        if doer in weights:
            weights[ground] = max(weights.get(ground, 0.0), 0.9 * weights[doer])
    home = max(weights, key=lambda c: (weights[c], c)) if weights else None
    return Report(tokens, weights, home, max(weights.values(), default=0.0))


@once_a_word
def hinted(form: str) -> str | None:
    """The country that a word speaks for by itself: its name, its nisba, or a town or area that only it has."""
    idx = gazetteer.index()
    country = nisba_of(form)
    if country:
        return country
    for r in readings(form):
        if ((r.role == "name" and not idx.ease.get(r.stem, 0)) or r.stem in _countries()) and (found := _only(r.stem)):
            return found
    return None


@once_a_word
def named(form: str) -> str | None:
    """The country of the places that a word names after a kind word, where it is one: «(ولاية) قندوز», «(ريف) حماة»."""
    return next((found for r in readings(form) if r.role == "name" and (found := _only(r.stem))), None)


def _only(stem: str) -> str | None:
    idx = gazetteer.index()
    found = {idx.entries[i].country for i in idx.names.get(stem, ())}
    return found.pop() if len(found) == 1 else None


@functools.lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    idx = gazetteer.index()
    return frozenset(n for n, ids in idx.names.items() if any(idx.entries[i].kind == "country" for i in ids))


def known(entry: Entry, node: Node, rivals: tuple[str, ...]) -> Area:
    """The area of a place that the gazetteer knows."""
    rule = f"places:kind:{entry.kind}" if node.kind else f"places:name:{entry.kind}"
    return Area(
        entry.en, entry.id, entry.kind, entry.country, entry.admin1, entry.admin2, shape_of(entry), precision_of(entry.kind), "in",
        rule, rivals, False, ((node.first, node.last, entry.id),),
    )  # fmt: skip


def shape_of(entry: Entry) -> geometry.Shape:
    """Ring, line or circle of a place."""
    if entry.id in gazetteer.index().rings:
        return ("ring", entry.id)
    if len(entry.line) > 1:
        return ("line", entry.line, entry.radius_km)
    return ("circle", entry.lat, entry.lon, entry.radius_km)


def precision_of(kind: str) -> str:
    """The step of the ladder that a kind of place stands on by itself."""
    if kind in ("country", "admin1", "district"):
        return kind
    return "site" if kind in _SITES else "region" if kind in _LAND else "town"


def has_evidence(node: Node, doc: Report, need: int, entry: Entry) -> bool:
    """Whether a bare name has beside it what a name of its ease needs."""
    if need == 0:
        return True
    if need == 2:
        return _told_in(node, doc) or _at_home(node, doc, entry)
    if need == 3 and not _at_home(node, doc, entry):
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
    if not entry.own or doc.weight(entry.country) < DOMINANT or len(node.words) <= 3 or _described(node, doc):
        return False
    before = doc.tokens[node.first - 1].form if node.first else ""
    return "ب" in node.pro or before in LOCATIVE or before[1:] in LOCATIVE


def _told_in(node: Node, doc: Report) -> bool:
    """«في سرت», «داخل القدس», «بالقدس»: no personal name and no adjective stands there."""
    if _described(node, doc):
        return False
    before = doc.tokens[node.first - 1].form if node.first else ""
    return before in _INSIDE or (before[:1] in ("و", "ف") and before[1:] in _INSIDE) or ("ب" in node.pro and node.words.startswith("ال"))


def _described(node: Node, doc: Report) -> bool:
    """Whether an adjective stands behind the name («في الطبقة الوسطى»)."""
    after = doc.tokens[node.last] if node.last < len(doc.tokens) else None
    return after is not None and after.line == doc.tokens[node.first].line and after.form.startswith("ال")


def choose(node: Node, doc: Report, want: Want, *, strict: bool) -> tuple[Entry, tuple[str, ...]] | None:
    """The likeliest candidate and the ids of close rivals. ``strict``: small places of countries not spoken of are out."""
    entries = gazetteer.index().entries
    accepts = node.kind.accepts if node.kind else ()
    spoken, most, last = doc.countries, doc.most, doc.seen[-1] if doc.seen else None
    scored: list[tuple[float, Entry]] = []
    for at in node.ids:
        e = entries[at]
        kind, country = e.kind, e.country
        told = spoken.get(country) if country else None
        score = e.weight + 3.0 * told / most if told else e.weight
        if accepts:
            score += 2.5 - 0.4 * accepts.index(kind) if kind in accepts else -4.0
        elif kind == "admin1":
            score -= 1.2  # the bare name of a governorate is first of all its town
        elif kind == "country":
            score += 3.0
        if want.country:
            score += 2.0 if country == want.country or country is None else -8.0
        if want.admin1:
            score += 3.0 if e.admin1 == want.admin1 else -5.0 if e.admin1 else 0.0
        if want.point:
            away = geometry.distance_km((e.lat, e.lon), want.point) - want.reach_km - e.radius_km
            score += 2.0 if away < 30 else -min(8.0, away / 25)
        if not want.contained:
            if country and told is None and kind != "country" and kind != "admin1":
                if spoken and e.population < (700_000 if strict else 20_000) and (strict or not e.own):
                    continue
                score -= 1.0
            if last is not None and last.admin1 and last.admin1 == e.admin1 and last.country == country:
                score += 0.8
        scored.append((score, e))
    if not scored:
        return None
    if len(scored) > 1:
        scored.sort(key=lambda s: (-s[0], s[1].id))
    score, best = scored[0]
    if score < -1.5:
        return None
    return best, tuple([e.id for s, e in scored[1:6] if score - s < _CLOSE_RIVALS]) if len(scored) > 1 else ()


def governorate_of(country: str, admin1: str) -> Entry | None:
    """The first-level area by its English name."""
    idx = gazetteer.index()
    at = idx.admin.get(f"{country}|{admin1}")
    return None if at is None else idx.entries[at]

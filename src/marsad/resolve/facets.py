"""A claim boiled down to what is compared: days, place, actors, figures, persons, words. Made once a claim, read a thousand times."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.model import PLACE_PRECISIONS, Claim, Document
from marsad.resolve.sides import NOBODY
from marsad.resources import resolving

LOOSE_DAYS = 4  # a told interval wider than this many days is loose: it supports, it hardly contradicts
FRESH_DAYS = 3  # undated news of a dated report happened at most so many days before it
_FRONTS = ("وال", "فال", "بال", "كال", "لل", "ال")
_BACKS = ("ات", "ين", "ون", "ها", "هم", "ه", "ا", "ي")


@dataclass(frozen=True, slots=True)
class Figure:
    """All victims of one measure in one claim: ``low`` and ``high`` (None: open), and whether a vague word stands behind it."""

    low: int
    high: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """What is compared of one claim. Days are proleptic ordinals; names and words are folded."""

    claim: Claim
    order: int  # place among the single events (or the counts) of its document
    window: bool
    first: int | None
    last: int | None
    told: bool  # the words of the report say the day; not the default for fresh news
    published: int | None
    country: str | None
    admin1: str | None
    fine: bool  # the place is a site, a town, or near one
    site_names: frozenset[str]
    lat: float | None
    lon: float | None
    radius: float
    perpetrators: frozenset[str]
    targets: frozenset[str]
    figures: Mapping[str, Figure]
    groups: Mapping[tuple[str, str], int]  # (measure, actor) → exact figure
    person: frozenset[str]  # name words of a single named victim
    rank: str | None
    words: frozenset[str]
    voice: str  # innermost source as told; the document where it is the outlet's own voice

    @property
    def dated(self) -> bool:
        return self.first is not None and self.last is not None

    @property
    def loose(self) -> bool:
        """Undated, or dated by a phrase wider than a few days."""
        return self.first is None or self.last is None or self.last - self.first > LOOSE_DAYS

    @property
    def fresh(self) -> tuple[int, int] | None:
        """Where an undated piece of news of a dated report must lie; None for dated ones and for what is only recalled."""
        if self.dated or self.published is None or self.claim.background:
            return None
        return (self.published - FRESH_DAYS, self.published)

    @property
    def bare(self) -> bool:
        """Tells no place of its own: it leans on what was told before it."""
        return not self.site_names and not self.fine and not self.admin1

    @property
    def hit(self) -> frozenset[str]:
        """Who was hit: the targets and the groups of the dead and wounded."""
        return self.targets | {actor for _, actor in self.groups if actor not in self.perpetrators}


def all_facets(claims: Iterable[Claim], documents: Mapping[str, Document]) -> list[Facets]:
    """Facets of every claim, in the given order."""
    claims = list(claims)
    place_in_document: dict[str, int] = {}
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    for told in by_document.values():
        for events in ([c for c in told if c.kind == "incident"], [c for c in told if c.kind != "incident"]):
            for i, claim in enumerate(sorted(events, key=lambda c: (c.evidence[0].start if c.evidence else 0, c.id))):
                place_in_document[claim.id] = i
    return [facets(c, documents.get(c.document), place_in_document[c.id]) for c in claims]


def facets(claim: Claim, document: Document | None, order: int = 0) -> Facets:
    """The facets of one claim; ``document`` gives its publication day."""
    time, place = claim.time, claim.place
    first = time.start_day.toordinal() if time and time.start_day else None
    last = time.end_day.toordinal() if time and time.end_day else None
    published: dt.date | None = document.published if document else None
    precision = PLACE_PRECISIONS.index(place.precision) if place and place.precision in PLACE_PRECISIONS else len(PLACE_PRECISIONS)
    fine = precision <= PLACE_PRECISIONS.index("near")
    person, rank = _person(claim)
    evidence = " ".join(q.text for q in claim.evidence)
    return Facets(
        claim=claim, order=order, window=claim.kind != "incident", first=first, last=last,
        told=bool(time and (time.text or time.start is not None)),
        published=published.toordinal() if published else None,
        country=place.country if place else None, admin1=place.admin1.casefold() if place and place.admin1 else None,
        fine=fine, site_names=_site_names(claim) if precision <= PLACE_PRECISIONS.index("region") and precision != PLACE_PRECISIONS.index("admin1") else frozenset(),
        lat=place.lat if place else None, lon=place.lon if place else None,
        radius=(place.radius_km if place and place.radius_km is not None else _RADIUS.get(place.precision if place else "", 50.0)),
        perpetrators=frozenset(a.actor for a in claim.perpetrators if a.actor and a.actor not in NOBODY),
        targets=frozenset(a.actor for a in claim.targets if a.actor and a.actor not in NOBODY),
        figures=figures(claim), groups=_groups(claim), person=person, rank=rank,
        words=content_words(evidence), voice=claim.sources[-1].source if claim.sources else claim.document,
    )  # fmt: skip


_RADIUS = {"site": 1.0, "town": 3.0, "near": 12.0, "district": 25.0, "admin1": 80.0, "region": 120.0, "country": 400.0}
"""Kilometres where a place has a level but no radius."""


def figures(claim: Claim) -> dict[str, Figure]:
    """All victims of each measure, parts counted once; the attackers' own dead left out."""
    found: dict[str, Figure] = {}
    for measure in ("killed", "wounded", "captured", "missing"):
        roots = [
            t for t in claim.tolls
            if t.measure == measure and not is_of_attackers(t.group.text if t.group else "", t.group.actor if t.group else None, claim)
            and (t.part_of is None or t.part_of >= len(claim.tolls) or claim.tolls[t.part_of].measure != measure)
        ]  # fmt: skip
        if roots:
            highs = [t.high for t in roots]
            found[measure] = Figure(
                low=sum(t.low for t in roots), high=None if None in highs else sum(h for h in highs if h is not None),
                exact=all(t.exact for t in roots),
            )  # fmt: skip
    return found


def is_of_attackers(text: str, actor: str | None, claim: Claim) -> bool:
    """The group of a toll is of those who attacked: by its words («العناصر المهاجمة»), or by the actor where sides are told."""
    if attacker_words() & set(folded_words(text)):
        return True
    if actor in NOBODY or claim.type == "clash":
        return False
    return actor in {a.actor for a in claim.perpetrators} and actor not in {a.actor for a in claim.targets}


def _groups(claim: Claim) -> dict[tuple[str, str], int]:
    """(measure, actor) → exact figure; parts of one group are added («two at once and two later»), a part of its own group is inside."""
    groups: dict[tuple[str, str], int] = {}
    for t in claim.tolls:
        actor = t.group.actor if t.group else None
        if t.group is None or actor is None or actor in NOBODY or not t.exact or t.high != t.low:
            continue
        whole = claim.tolls[t.part_of] if t.part_of is not None and t.part_of < len(claim.tolls) else None
        if whole and whole.measure == t.measure and whole.group and whole.group.actor == actor:
            continue
        groups[t.measure, actor] = groups.get((t.measure, actor), 0) + t.low
    return groups


def _person(claim: Claim) -> tuple[frozenset[str], str | None]:
    """Name words and rank of the single victim: «الجنرال فلان الفلاني» → ({فلان, فلاني}, general); empty where none is named."""
    for toll in claim.tolls:
        if toll.low == 1 and toll.high == 1 and toll.group:
            words = folded_words(toll.group.text)
            rank = next((r for w in words if (r := _ranks().get(w)) is not None), None)
            names = _after_title(words)
            if rank is not None or names:
                return names, rank
    return frozenset(), None


def _after_title(words: Sequence[str]) -> frozenset[str]:
    """The name words that follow a title: at least two, nationalities and what comes after a preposition or a relative left out."""
    if not words or words[0] not in _person_words():
        return frozenset()
    names = []
    for w in words:
        if w in _NO_NAME:
            break
        if w not in _person_words() and not (w.startswith("ال") and w.endswith(("ي", "يه"))) and not w.endswith("ي") and len(w) > 2:
            names.append(w)
    return frozenset(names) if len(names) >= 2 else frozenset()


_NO_NAME = frozenset({"من", "في", "مع", "الي", "علي", "الذي", "التي", "كان", "كانت", "بعد", "قبل", "لدي", "ضمن", "بين", "معها", "معه", "قرب"})


def _site_names(claim: Claim) -> frozenset[str]:
    """Words that name the place: «منطقة كباجب، بين …» → {كباجب …}; the normal name too where it is known."""
    if claim.place is None:
        return frozenset()
    names = {stem(w) for w in folded_words(claim.place.text) if w not in _place_words() and stem(w) not in _place_words()}
    if claim.place.name:
        names.add(claim.place.name.casefold())
    return frozenset(n for n in names if len(n) > 2)


@functools.lru_cache(maxsize=1)
def _place_words() -> frozenset[str]:
    listed = {fold(w) for w in resolving.rules().place_words}
    return frozenset(listed | {stem(w) for w in listed})


@functools.lru_cache(maxsize=1)
def _person_words() -> frozenset[str]:
    listed = {fold(w) for w in resolving.rules().person_words}
    return frozenset(listed | {"ال" + w for w in listed})


@functools.lru_cache(maxsize=1)
def _ranks() -> dict[str, str]:
    return {fold(w): rank for rank, words in resolving.rules().ranks.items() for w in words}


@functools.lru_cache(maxsize=1)
def attacker_words() -> frozenset[str]:
    return frozenset(fold(w) for w in resolving.rules().attacker_words)


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without conjunction, article and the commonest endings: «والحافلات» → «حافل». Coarse, for comparing only."""
    if len(word) > 4 and word[0] in "وف":
        word = word[1:]
    for front in _FRONTS:
        if word.startswith(front) and len(word) - len(front) >= 3:
            word = word[len(front) :]
            break
    for back in _BACKS:
        if word.endswith(back) and len(word) - len(back) >= 3:
            return word[: -len(back)]
    return word


@functools.lru_cache(maxsize=20_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of a short text, without punctuation."""
    return tuple(t.form for t in tokenise(text).tokens if t.kind != "punct")


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry content: longer than two letters, not among the function words of places."""
    return frozenset(s for w in folded_words(text) if len(s := stem(w)) > 2 and not s.isdigit() and s not in _place_words())

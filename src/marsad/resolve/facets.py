"""A claim boiled down to what is compared: days, place, actors, figures, persons, words. Made once a claim, read a thousand times."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.model import MEASURES, PLACE_PRECISIONS, Claim, Document
from marsad.resolve.sides import NOBODY, is_armed_group, party
from marsad.resolve.sketch import sketches, stem, words
from marsad.resources import resolving

BRIEF_DAYS = 1  # a series or tally within so many days at one place is one event told in figures («87 wounded in Friday's clashes»)
LOOSE_DAYS = 4  # a told interval wider than this many days is loose: it supports, it hardly contradicts
FRESH_DAYS = 3  # undated news of a dated report happened at most so many days before it


@dataclass(frozen=True, slots=True)
class Figure:
    """All victims of one measure in one claim: ``low`` and ``high`` (None: open), and whether a vague word stands behind it."""

    low: int
    high: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Text:
    """What is kept of a report's words: a sketch (sketch.py) and its number of shingles."""

    sketch: NDArray[np.uint32]
    shingles: int


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
    sure: bool  # the place is no guess: one reading, and its governorate is told or known, not taken from the context
    lean: tuple[str | None, str | None]  # country and governorate of what its report tells beside it, where it tells no place itself
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
    retold: bool = False  # a series with several exact figures: by these it may be met again as a single event
    text: Text | None = None  # the report it stands in, for telling copies

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
    order: dict[str, int] = {}
    lean: dict[str, tuple[str | None, str | None]] = {}
    windows: dict[str, bool] = {}
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    for document, told in by_document.items():
        keys = {c.same_as for c in told if c.kind == "incident" and c.same_as}
        for c in told:
            windows[c.id] = _is_window(c) and not (c.same_as in keys and _days_wide(c) <= BRIEF_DAYS)
        for kind in (False, True):
            events = [c for c in told if windows[c.id] == kind]
            for i, claim in enumerate(sorted(events, key=lambda c: (c.evidence[0].start if c.evidence else 0, c.id))):
                order[claim.id] = i
        lean[document] = _lean(told)
    texts = texts_of([documents[d] for d in by_document if d in documents])
    return [
        facets(c, documents.get(c.document), order[c.id], lean=lean[c.document], window=windows[c.id], text=texts.get(c.document)) for c in claims
    ]


def texts_of(documents: Sequence[Document]) -> dict[str, Text]:
    """The sketches of reports' words, by their ids."""
    made, counts = sketches([d.text for d in documents])
    return {d.id: Text(one, count) for d, one, count in zip(documents, made, counts.tolist(), strict=True)}


def _is_window(claim: Claim) -> bool:
    """A count over a time, or an open series; not the toll of one day in one town, however it is told."""
    if claim.kind == "incident":
        return False
    fine = claim.place is not None and claim.place.precision in ("site", "town", "near")
    return not (fine and _days_wide(claim) <= BRIEF_DAYS)


def _days_wide(claim: Claim) -> int:
    if claim.time is None or claim.time.start_day is None or claim.time.end_day is None:
        return 10_000
    return (claim.time.end_day - claim.time.start_day).days


def _lean(told: Sequence[Claim]) -> tuple[str | None, str | None]:
    """The one country, and the one governorate, that all places of a report lie in; None where there are several or none."""
    countries = {c.place.country for c in told if c.place and c.place.country}
    admin1s = {c.place.admin1.casefold() for c in told if c.place and c.place.admin1}
    return (next(iter(countries)) if len(countries) == 1 else None, next(iter(admin1s)) if len(admin1s) == 1 and len(countries) == 1 else None)


def facets(
    claim: Claim, document: Document | None, order: int = 0, *, lean: tuple[str | None, str | None] = (None, None), window: bool | None = None,
    text: Text | None = None,
) -> Facets:
    """The facets of one claim; ``document`` gives its publication day, ``lean`` where its report plays, ``window`` whether it is a count."""
    time, place = claim.time, claim.place
    first = time.start_day.toordinal() if time and time.start_day else None
    last = time.end_day.toordinal() if time and time.end_day else None
    published: dt.date | None = document.published if document else None
    precision = PLACE_PRECISIONS.index(place.precision) if place and place.precision in PLACE_PRECISIONS else len(PLACE_PRECISIONS)
    fine = precision <= PLACE_PRECISIONS.index("near")
    person, rank = _person(claim)
    if first is not None and published and first == last == published.toordinal() and not fine and _taken(claim):
        first -= 1  # a statement printed today on what was done «today» may mean the day before
    evidence = " ".join(q.text for q in claim.evidence)
    is_count = _is_window(claim) if window is None else window
    all_victims = figures(claim)
    return Facets(
        claim=claim, order=order, window=is_count, first=first, last=last,
        told=bool(time and (time.text or time.start is not None)),
        published=published.toordinal() if published else None,
        country=place.country if place else None, admin1=place.admin1.casefold() if place and place.admin1 else None,
        fine=fine, sure=bool(place and not place.candidates and ":unknown" not in place.rule), lean=(None, None) if place else lean,
        site_names=_site_names(claim) if precision <= PLACE_PRECISIONS.index("region") and precision != PLACE_PRECISIONS.index("admin1") else frozenset(),
        lat=place.lat if place else None, lon=place.lon if place else None,
        radius=(place.radius_km if place and place.radius_km is not None else _RADIUS.get(place.precision if place else "", 50.0)),
        perpetrators=frozenset(a.actor for a in claim.perpetrators if a.actor and a.actor not in NOBODY),
        targets=frozenset(a.actor for a in claim.targets if a.actor and a.actor not in NOBODY),
        figures=all_victims, groups=_groups(claim), person=person, rank=rank,
        words=content_words(evidence), voice=claim.sources[-1].source if claim.sources else claim.document,
        retold=is_count and claim.kind == "series" and sum(f.exact and f.low > 4 for f in all_victims.values()) > 1,
        text=text,
    )  # fmt: skip


def _taken(claim: Claim) -> bool:
    """An armed group speaks of its own deed."""
    return bool(claim.sources) and is_armed_group(party(claim.sources[-1].source))


_RADIUS = {"site": 1.0, "town": 3.0, "near": 12.0, "district": 25.0, "admin1": 80.0, "region": 120.0, "country": 400.0}
"""Kilometres where a place has a level but no radius."""


def figures(claim: Claim) -> dict[str, Figure]:
    """All victims of each measure, parts counted once; the attackers' own dead left out."""
    found: dict[str, Figure] = {}
    for measure in MEASURES:
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
    """Words that mark a toll's group as the attackers' own («المهاجمين»), folded."""
    return frozenset(fold(w) for w in resolving.rules().attacker_words)


@functools.lru_cache(maxsize=20_000)
def scope(text: str) -> str:
    """The class of people that the words of a group name («تسعة مقاتلين روس» → fighters), "" where they name none; of several the widest."""
    told = set(folded_words(text))
    return next((name for name, words in reversed(_scopes()) if words & told), "")


@functools.lru_cache(maxsize=1)
def _scopes() -> tuple[tuple[str, frozenset[str]], ...]:
    """From the narrow to the wide, folded."""
    return tuple((name, frozenset(fold(w) for w in words)) for name, words in resolving.rules().scopes.items())


@functools.lru_cache(maxsize=1)
def scope_width() -> dict[str, int]:
    """How wide each class of people is, 0 the narrowest."""
    return {name: n for n, (name, _) in enumerate(_scopes())}


@functools.lru_cache(maxsize=20_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of a short text, without punctuation."""
    return tuple(t.form for t in tokenise(text).tokens if t.kind != "punct")


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry content: longer than two letters, not among the function words of places."""
    return frozenset(filter(None, map(_content, words(text))))


@functools.lru_cache(maxsize=100_000)
def _content(word: str) -> str:
    """The stem of a word that carries content, nothing for another."""
    found = stem(fold(word))
    return found if len(found) > 2 and not found.isdigit() and found not in _place_words() else ""

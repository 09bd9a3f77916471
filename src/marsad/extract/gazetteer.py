"""The compiled index of place names: folded phrase → the places that may bear it, and how much evidence the name needs.

``ease``: 0 stands alone («مدينة» or no, «البوكمال» is a place); 1 needs a preposition or a neighbour; 2 needs «في» («في سرت»);
3 needs a kind word, a container, or «في» in a report of its country.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from marsad import resources
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import words_of
from marsad.resources import places as tables

GROUND = {"IL": "PS"}
"""Whose forces act on whose ground: a report that names Israel plays there as likely, and a town is listed under either."""
_HEADS_THAT_GLUE = frozenset(["دير", "تل", "ابو", "بو", "البو", "ام", "عين", "كفر", "خان", "بيت", "راس", "باب", "بئر", "بير", "حي", "خربه", "بني"])
_LARGE, _MIDDLING = 300_000, 10_000
_SHORT = 3


class Entry(NamedTuple):
    """A place as the reader needs it."""

    id: str
    name: str
    en: str
    kind: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float
    lon: float
    radius_km: float
    population: int
    own: bool
    line: tuple[tuple[float, float], ...]
    weight: float  # how likely a bare name means it, from its population and whose table it is in


class Index(NamedTuple):
    """All places with the trie of their names."""

    entries: list[Entry]
    names: dict[str, list[int]]  # folded words joined by a space → entries
    ease: dict[str, int]
    longest: dict[str, int]  # first word → words of the longest name that it begins
    second: dict[str, list[str]]  # first word of the names that have more than one → what may follow it
    nisba: dict[str, str]  # folded adjective → country
    admin: dict[str, int]  # "country|admin1" → entry
    rings: dict[str, list[list[float]]]
    capitals: dict[str, str]  # country → English name of its capital


@functools.lru_cache(maxsize=1)
def index() -> Index:
    """The index, from the cache where the tables have not changed."""
    raw = resources.compiled("places", tables.PATTERNS, _build)
    entries = [
        Entry._make((*e[:-1], tuple((lat, lon) for lat, lon in e[-1]) if e[-1] else (), 0.45 * math.log10(e[-3] + 10) + (1.5 if e[-2] else 0.0)))
        for e in raw["entries"]
    ]
    return Index(entries, raw["names"], raw["ease"], raw["longest"], raw["second"], raw["nisba"], raw["admin"], raw["rings"], raw["capitals"])


def entry(place: str) -> Entry | None:
    """The place with this id."""
    at = _by_id().get(place)
    return None if at is None else index().entries[at]


@functools.lru_cache(maxsize=1)
def _by_id() -> dict[str, int]:
    return {e.id: i for i, e in enumerate(index().entries)}


def _build() -> dict[str, Any]:
    common = tables.common()
    asked = {" ".join(words_of(w)): need for need, words in ((2, common.after_in), (3, common.ambiguous)) for w in words}
    kind_words = {fold(w) for k in tables.kinds() for w in (*k.singular, *k.plural, *k.dual)}
    entries: list[list[Any]] = []
    names: dict[str, list[int]] = {}
    ease: dict[str, int] = {}
    own = tables.own_places()
    taken: dict[str, list[tables.Known]] = {}
    for place in own:
        for name in place.names:
            taken.setdefault(" ".join(words_of(name)), []).append(place)
    for place in (*own, *tables.towns()):
        own_place = place.note != "GeoNames"
        spellings = list(dict.fromkeys(s for n in place.names for s in _spellings(n)))
        if not own_place:
            spellings = [s for s in spellings if _usable(s, spellings, kind_words)]
        if not own_place and any(_same(place, other) for s in spellings for other in taken.get(s, ())):
            continue  # the project's own row says more
        at = len(entries)
        entries.append(
            [place.id, place.ar or place.names[0], place.en, place.kind, place.country, place.admin1, place.admin2, place.lat, place.lon,
             place.radius_km, place.population, own_place, place.line]
        )  # fmt: skip
        for s in spellings:
            names.setdefault(s, []).append(at)
            needed = asked.get(s) or _evidence(s, place, own_place)
            ease[s] = min(ease.get(s, 3), needed)
    longest: dict[str, int] = {}
    second: dict[str, set[str]] = {}
    for s in names:
        words = s.split(" ")
        if len(words) > 1:
            second.setdefault(words[0], set()).add(words[1])
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    nisba: dict[str, str] = {}
    for country in tables.countries():
        for stem in country.nisba:
            for form in _nisba_forms(stem):
                nisba.setdefault(form, country.iso)
    admin = {f"{e[4]}|{e[5]}": i for i, e in reversed(list(enumerate(entries))) if e[3] == "admin1"}
    rings = {k: [list(p) for p in v] for k, v in tables.rings().items()}
    return {
        "entries": entries, "names": names, "ease": {k: v for k, v in ease.items() if v}, "longest": longest,
        "second": {k: sorted(v) for k, v in second.items()}, "nisba": nisba, "admin": admin, "rings": rings,
        "capitals": {c.iso: tables.plain(c.capital) for c in tables.countries() if c.capital},
    }  # fmt: skip


def _usable(spelling: str, all_of_place: list[str], kind_words: set[str]) -> bool:
    """Leaves out of GeoNames' spellings what only breeds confusion: the name without its article, a kind word, strings of particles."""
    words = spelling.split(" ")
    if len(words) > 1:
        return any(len(w) > 3 for w in words)
    if f"ال{spelling}" in all_of_place or (spelling[0] == "ل" and ("ا" + spelling in all_of_place or "ال" + spelling[1:] in all_of_place)):
        return False
    return spelling not in kind_words and spelling.removeprefix("ال") not in kind_words


def _same(place: tables.Known, other: tables.Known) -> bool:
    near = abs(place.lat - other.lat) < 0.2 and abs(place.lon - other.lon) < 0.25
    ground = GROUND.get(place.country or "", place.country)
    return other.kind in ("settlement", "camp", "quarter", "crossing") and other.country in (place.country, ground) and near


def _spellings(name: str) -> Iterator[str]:
    """The folded name; glued («ديرالزور») and spaced («البو كمال» for «البوكمال») where newsrooms do so."""
    words = words_of(name)
    if not words or sum(map(len, words)) < 2:
        return
    yield " ".join(words)
    if len(words) > 1 and words[0] in _HEADS_THAT_GLUE and len("".join(words)) > 5:
        yield "".join(words[:2]) + "".join(f" {w}" for w in words[2:])
    if len(words) == 1 and words[0].startswith("البو") and len(words[0]) > 6:
        yield f"البو {words[0][4:]}"
    if len(words) > 1 and words[0] == "ابو":
        yield " ".join(("البو", *words[1:]))


def _evidence(spelling: str, place: tables.Known, own: bool) -> int:
    words = spelling.split(" ")
    if place.kind == "country":
        return 1
    if own:
        return 0 if len(spelling) > _SHORT else 1
    if place.population >= _LARGE and (len(words) > 1 or len(spelling) > _SHORT + 2):
        return 0
    if len(words) > 1:
        return 1
    return 1 if place.population >= _MIDDLING and len(spelling) > _SHORT else 3


def _nisba_forms(stem: str) -> Iterator[str]:
    for form in (stem, stem + "ة"):
        words = words_of(form)
        yield " ".join(words)
        yield " ".join("ال" + w for w in words)

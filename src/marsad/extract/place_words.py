"""The words of place phrases: kinds, directions, belts, connectors; what a folded word may begin. From the tables, folded once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from marsad.arabic.clitics import splits
from marsad.arabic.memo import Memo, once_a_word
from marsad.arabic.normalise import fold
from marsad.extract import gazetteer
from marsad.resources import places as tables
from marsad.resources.places import Belt, KindWord

LOCATIVE = frozenset(("في", "الي", "باتجاه", "نحو", "داخل"))
QUOTES = frozenset("\"'“”«»″’‘")
DASHES = frozenset("-–—")
INSIDE = DASHES | QUOTES  # signs that may stand between the words of a name
_SIGNS = QUOTES | {"،", ","}  # over which a phrase may go on


class Node(NamedTuple):
    """A part of a phrase: tokens first..last (end exclusive); ``start`` its offset without proclitics.

    ``op``: name, unknown, back, home, side, centre, belt, between, border, road, bank, list, in, near, some.
    """

    op: str
    first: int
    last: int
    start: int
    pro: str = ""
    ids: tuple[int, ...] = ()
    words: str = ""
    kind: KindWord | None = None
    belt: Belt | None = None
    bearing: float | None = None
    km: float | None = None
    kids: tuple[Node, ...] = ()


class Reading(NamedTuple):
    """What a word may be. ``role``: name, kind, dual, plural, back, dir, adj, centre, belt, belt_dual, belt_def, road, border, …"""

    role: str
    pro: str
    stem: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    roles: dict[str, tuple[str, ...]]
    kinds: dict[str, KindWord]
    after: frozenset[str]
    bearings: dict[str, int]
    belts: dict[str, tuple[Belt, tuple[tuple[str, ...], ...]]]
    containers: dict[str, list[tuple[tuple[str, ...], str]]]
    words: dict[str, frozenset[str]]
    never: frozenset[str]


@functools.lru_cache(maxsize=1)
def lexicon() -> _Lexicon:
    """The words of kinds.yml, relations.yml and common_words.yml, folded."""
    rel = tables.relations()
    roles: dict[str, list[str]] = {}
    kinds: dict[str, KindWord] = {}
    bearings: dict[str, int] = {}
    belts: dict[str, tuple[Belt, tuple[tuple[str, ...], ...]]] = {}
    after: set[str] = set()

    def add(word: str, role: str) -> None:
        roles.setdefault(word, []).append(role)

    for kind in tables.kinds():
        for word in kind.singular:
            kinds[fold(word)] = kind
            add(fold(word), "kind")
            if kind.back == "yes":
                kinds["ال" + fold(word)] = kind
                add("ال" + fold(word), "back")
        for role, words in (("dual", kind.dual), ("plural", kind.plural)):
            for word in words:
                kinds[fold(word)] = kind
                add(fold(word), role)
        after.update(fold(w) for w in kind.after)
    for d in rel.directions:
        for word in d.of:
            bearings[fold(word)] = d.bearing
            add(fold(word), "dir")
        for word in d.adjective:
            bearings[fold(word)] = d.bearing
            add(fold(word), "adj")
    for belt in rel.belts:
        for role, words in (("belt", belt.words), ("belt_dual", belt.dual), ("belt_def", belt.definite)):
            for phrase in words:
                head, *rest = fold(phrase).split(" ")
                known, ways = belts.get(head, (belt, ()))
                belts[head] = (known, (*ways, tuple(rest)))
                add(head, role)
    containers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for c in rel.containers:
        for phrase in c.words:
            head, *rest = fold(phrase).split(" ")
            containers.setdefault(head, []).append((tuple(rest), c.relation))
    for ways_in in containers.values():
        ways_in.sort(key=lambda w: -len(w[0]))
    groups = ("centre", "roads", "borders", "banks", "between", "homeland", "here")
    for group in groups:
        for word in getattr(rel, group):
            add(fold(word), group)
    every = (*groups, "roads_after", "borders_after", "units", "prepositions", "blockers", "there_is")
    words_by_group = {g: frozenset(fold(w) for w in getattr(rel, g)) for g in every}
    never = frozenset(fold(w) for w in tables.common().never)
    return _Lexicon({k: tuple(v) for k, v in roles.items()}, kinds, frozenset(after), bearings, belts, containers, words_by_group, never)


@once_a_word
def readings(form: str) -> tuple[Reading, ...]:
    """Everything that a folded word may begin, longest stem first; () for most words."""
    lex, idx = lexicon(), gazetteer.index()
    found = []
    for pro, stem in splits(form):
        if pro.endswith("ك") or "ف" in pro:
            continue
        found += [Reading(role, pro, stem) for role in lex.roles.get(stem, ())]
        if stem in idx.longest and not (pro and len(stem) < 3) and (idx.longest[stem] > 1 or (form not in lex.never and stem not in lex.never)):
            found.append(Reading("name", pro, stem))
    return tuple(found)


class Promise(NamedTuple):
    """What a word is to the finder. ``rank``: 0 begins no phrase; 1 only a name that needs a container behind it or a preposition
    before; 2 may begin one; 3 only names of several words, of which ``second`` (or a sign) may come next."""

    rank: int
    second: frozenset[str]


_NOTHING = Promise(0, frozenset())


@once_a_word
def promise(form: str) -> Promise:
    """What the folded word promises: «البوكمال» may begin a phrase, «القائم» needs help, «دير» needs a second word."""
    found = readings(form)
    if not found or len(form) < 2 or not form[0].isalpha():
        return _NOTHING
    idx, never = gazetteer.index(), lexicon().never
    if all(r.role == "name" and (r.stem not in idx.names or r.stem in never or form in never) for r in found):
        return Promise(3, INSIDE.union(*(seconds(r.stem) for r in found)))
    if all(r.role == "name" and idx.longest[r.stem] == 1 and idx.ease.get(r.stem, 0) > 0 for r in found):
        return Promise(1, frozenset())
    return Promise(2, frozenset())


@once_a_word
def seconds(stem: str) -> frozenset[str]:
    """The words that may follow a word as the first of a name."""
    return frozenset(gazetteer.index().second.get(stem, ()))


class First(NamedTuple):
    """A word as the first of names: the places that it names by itself, the words of the longest such name, and what may come second."""

    alone: tuple[int, ...]
    longest: int
    second: frozenset[str]


def _first(stem: str) -> First:
    idx = gazetteer.index()
    alone = idx.names.get(stem, ()) if stem not in lexicon().never else ()
    return First(tuple(alone), idx.longest.get(stem, 0), seconds(stem))


FIRSTS: Memo[First] = Memo(_first)  # by the folded word without its proclitics


def worth_a_look(forms: Sequence[str], i: int) -> bool:
    """Whether the word of rank 1 at i stands where it could be a place: before a container, after a preposition or behind one's letter."""
    form, after = forms[i], forms[i + 1] if i + 1 < len(forms) else "."
    if i and places_next(forms[i - 1]):
        return True
    if form[0] in "بلو" and behind_preposition(form):
        return True
    return goes_on(after) and (form[0] in "بلو" or after[0] in "بو،" or after in lexicon().containers)


@once_a_word
def behind_preposition(form: str) -> bool:
    """Whether a name in the folded word may have «ب» or «ل» before it: «ببغداد», «وللقائم»."""
    return any("ب" in r.pro or "ل" in r.pro for r in readings(form))


@once_a_word
def blocks(form: str) -> bool:
    """Whether a name behind the folded word is another thing's name: «صحيفة», «مؤتمر»."""
    blockers = lexicon().words["blockers"]
    return form in blockers or (len(form) > 3 and form[0] in "وبلف" and form[1:] in blockers)


@once_a_word
def places_next(form: str) -> bool:
    """Whether a name behind the folded word is a place: a preposition, with a conjunction or not."""
    prepositions = lexicon().words["prepositions"]
    return form in prepositions or form[1:] in prepositions


@once_a_word
def joins(form: str) -> bool:
    """Whether a list may go on with the folded word or sign: «وب», «، ب», also behind a closing mark."""
    return form in _SIGNS or form[0] == "و"


@once_a_word
def goes_on(form: str) -> bool:
    """Whether a phrase may go on with the folded word: a container, a nisba, a sign, «و», or what begins a phrase itself."""
    return form in lexicon().containers or form in _SIGNS or form[0] == "و" or bool(readings(form)) or nisba_of(form) is not None


@once_a_word
def nisba_of(form: str) -> str | None:
    """The country that an adjective with the article speaks of: «السورية», «والعراقية» → SY, IQ."""
    nisba = gazetteer.index().nisba
    bare = form[1:] if form.startswith("وال") else form
    return nisba.get(bare) if bare.startswith("ال") else None


TWO_WORD_HEADS = frozenset(["تل", "دير", "عين", "بير", "بيت", "خربه", "كفر", "ام", "ابو", "راس", "وادي", "جبل", "خان", "حوش", "بئر", "بني"])
_FUNCTION = frozenset(
    ["في", "من", "الي", "علي", "عن", "مع", "بين", "التي", "الذي", "الذين", "ان", "انه", "او", "ثم", "قد", "لم", "لن", "لا", "ما", "هو", "هي", "هذا", "هذه", "ذلك", "تلك", "كان", "كانت", "بعد", "قبل", "حيث", "كما", "كل", "بعض", "امام", "خلال", "ضد", "لدي", "عند", "عبر", "حتي", "وقد", "التابعه", "التابع", "الواقعه", "الواقع", "اليوم", "امس"]
)


def is_function(form: str) -> bool:
    """Whether the word is a particle, which begins no name."""
    return form in _FUNCTION or (form[0] == "و" and form[1:] in _FUNCTION) or len(form) < 2


def is_plain(stem: str) -> bool:
    """«الشمال», not «الشمالي»."""
    return stem in ("الشمال", "الجنوب", "الشرق", "الغرب")


def is_named(node: Node) -> bool:
    """Whether a phrase says a name somewhere (not only «المدينة»)."""
    return node.op in ("name", "unknown") or any(is_named(k) for k in node.kids)


@functools.lru_cache(maxsize=512)
def country_entry(country: str) -> int | None:
    """The gazetteer's index of a country, by its ISO code."""
    idx = gazetteer.index()
    return next((i for i, e in enumerate(idx.entries) if e.kind == "country" and e.country == country), None)


def country_node(country: str, at: int) -> Node | None:
    """A country as a node of a phrase."""
    found = country_entry(country)
    if found is None:
        return None
    return Node("name", at, at + 1, 0, "", (found,), gazetteer.index().entries[found].name)

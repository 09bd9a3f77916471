"""The words that name actors, compiled: one trie of every wording, and small dictionaries for what is composed (noun + nisba).

Payloads of the trie: ["actor", ids], ["phrase", id], ["back", id], ["state", country], ["capital", country],
["nisba", key, definite], ["place", country], ["not"].
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.arabic import phrases
from marsad.arabic.normalise import fold
from marsad.resources import DATA, DataError, compiled, load_yaml
from marsad.resources import actors as actor_tables

_PATTERNS = ("actors/*.yml",)
# How an adjective of a state agrees: folded endings after its stem (سوري، سورية، سوريون، سوريين، سوريان، سوريا(ً)، سوريات، سوريتين).
NISBA_ENDINGS = ("", "ه", "ون", "ين", "ان", "ا", "ات", "تان", "تين")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Head(_Row):
    """A noun of forces («جيش», «قوات») or members («جنود») that an adjective of a state completes; ``alone``: what it means bare."""

    id: str
    kind: str
    alone: Literal["government", "unknown", "soldiers", "members", "counted", "none"]
    definite: str = ""  # "yes": bare it counts with the article only
    military: Literal["yes", "no"]
    words: list[str]


class Phrase(_Row):
    """A fixed wording; ``resolve``: the rule that says who it is (``rules``), or civilians, protesters, unknown."""

    id: str
    kind: str
    resolve: str
    group: str = ""  # class of civilians: women, children, medics, …
    words: list[str]


class Back(_Row):
    """A word for an actor named before, by what that actor is called (``labels``) or is (``kinds``)."""

    id: str
    labels: list[str] = []
    kinds: list[str] = []
    default: str = ""
    near: str = ""  # "yes": looks back a few sentences only
    ahead: str = ""  # "yes": looks ahead where nothing earlier fits
    words: list[str]


class GroupNisba(_Row):
    stem: str
    plurals: list[str] = []
    actors: dict[str, str]


class Proxy(_Row):
    country: str
    actors: dict[str, str]


class Rule(_Row):
    """``of`` a phrase's resolve or id, in a country ("any": elsewhere), from one day to another."""

    of: str
    country: str
    actor: str
    start: str = ""
    end: str = ""


class Ambiguous(_Row):
    alias: str
    take: str
    because: str


class Groups(_Row):
    """How an unknown armed group is recognised by its name."""

    id: str
    heads: list[str]
    strong: list[str]
    starters: list[str]
    tails: list[str]
    never: list[str]


class Generic(_Row):
    heads: list[Head]
    modifiers: list[str]
    phrases: list[Phrase]
    back: list[Back]
    nisbas: list[GroupNisba]
    proxies: list[Proxy]
    backing: list[str]
    rules: list[Rule]
    ambiguous: list[Ambiguous] = []
    shy: list[str] = []
    home: list[str] = []
    groups: list[Groups]
    # "not" is a word of Python
    not_: list[str]

    model_config = ConfigDict(extra="forbid", alias_generator=lambda name: name.rstrip("_"))


@functools.lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The compiled words: ``trie``, ``heads``, ``nisbas``, ``modifiers``, ``backing``, ``states``, ``phrases``, ``back``, ``rules`` …"""
    return compiled("actor_words", _PATTERNS, build)


def build() -> dict[str, Any]:
    """Reads generic.yml and the actor tables; raises DataError with the entry at fault."""
    path = DATA / "actors" / "generic.yml"
    try:
        generic = Generic.model_validate(load_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"data/actors/generic.yml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    table = actor_tables.table()
    states = [actor_tables.State.model_validate(s) for s in table["states"]]
    known = table["actors"]
    for rule in generic.rules:
        _known(rule.actor, f"rules {rule.of}/{rule.country}", known)
    for by in (*(n.actors for n in generic.nisbas), *(p.actors for p in generic.proxies)):
        for actor in by.values():
            _known(actor, "nisbas or proxies", known)
    _undecided(table, {" ".join(phrases.words_of(a.alias)) for a in generic.ambiguous})
    nisbas: dict[str, str] = {fold(n.stem): "@" + n.stem for n in generic.nisbas}
    groups = {"@" + n.stem: n.actors for n in generic.nisbas}
    plurals = {bare(p): "@" + n.stem for n in generic.nisbas for p in n.plurals}
    for state in states:
        nisbas.update({fold(n): state.country for n in state.nisba if " " not in n})
        plurals.update({bare(p): state.country for p in state.plurals})
    g = generic.groups[0]
    return {
        "trie": phrases.build(_wordings(generic, states, table["aliases"])),
        "heads": {fold(w): h.id for h in generic.heads for w in h.words if " " not in w},
        "head_rows": {h.id: h.model_dump(exclude={"words"}) for h in generic.heads},
        "phrases": {p.id: p.model_dump(exclude={"words"}) for p in generic.phrases},
        "back": {b.id: b.model_dump(exclude={"words"}) | {"labels": [fold(x) for x in b.labels]} for b in generic.back},
        "modifiers": sorted({fold(w) for w in generic.modifiers}),
        "backing": sorted({fold(w) for w in generic.backing}),
        "nisbas": nisbas, "plurals": plurals, "groups_of_nisba": groups,
        "proxies": {p.country: p.actors for p in generic.proxies},
        "rules": {of: [r.model_dump() for r in generic.rules if r.of == of] for of in sorted({r.of for r in generic.rules})},
        "ambiguous": {" ".join(phrases.words_of(a.alias)): a.take for a in generic.ambiguous},
        "shy": sorted({" ".join(phrases.words_of(a)) for a in generic.shy}),
        "home": sorted({" ".join(phrases.words_of(a)) for a in generic.home}),
        "states": {
            s.country: {"id": s.id, "forces": s.forces or s.id, "power": bool(s.power), "shy": bool(s.shy)} for s in states
        },
        "labels": _labels(known),
        "group_heads": sorted({fold(w) for w in g.heads}), "group_strong": sorted({fold(w) for w in g.strong}),
        "group_starters": sorted({fold(w) for w in g.starters}), "group_tails": sorted({fold(w) for w in g.tails}),
        "group_never": sorted({fold(w) for w in g.never}),
    }  # fmt: skip


def bare(word: str) -> str:
    """Folded, without the article: «الروس» → «روس»."""
    form = fold(word)
    return form[2:] if form.startswith("ال") and len(form) > 4 else form


def _known(actor: str, where: str, known: Mapping[str, Any]) -> None:
    if actor not in known:
        raise DataError(f"data/actors/generic.yml: {where}: {actor!r} is no actor's id; add it or correct it")


def undecided(table: Mapping[str, Any], ruled: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Aliases of several actors that neither country, nor dates, nor a row of ``ambiguous`` decides between."""
    known, decided, found = table["actors"], set(ruled), []
    for alias, ids in table["aliases"].items():
        for n, a in enumerate(ids):
            for b in ids[n + 1 :]:
                one, two = known[a], known[b]
                apart = (one["end"] and two["start"] and one["end"] < two["start"]) or (two["end"] and one["start"] and two["end"] < one["start"])
                if one["country"] == two["country"] and not apart and alias not in decided:
                    found.append((alias, [a, b]))
    return found


def _undecided(table: Mapping[str, Any], ruled: Iterable[str]) -> None:
    found = undecided(table, ruled)
    if found:
        shown = "; ".join(f"{alias} ({', '.join(ids)})" for alias, ids in found[:20])
        raise DataError(f"data/actors: names of two actors of one country: {shown}; drop one or add it to ambiguous in generic.yml")


def _wordings(generic: Generic, states: Iterable[actor_tables.State], aliases: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
    # a phrase given twice keeps its first payload, so the order is the rank
    yield from ((w, ["not"]) for w in generic.not_)
    yield from ((alias, ["actor", ids]) for alias, ids in aliases.items())
    yield from ((w, ["phrase", p.id]) for p in generic.phrases for w in p.words)
    yield from ((d, ["phrase", p.id]) for p in generic.phrases if p.group for w in p.words for d in _counted(w))
    yield from ((w, ["back", b.id]) for b in generic.back for w in b.words)
    for state in states:
        yield from ((name, ["state", state.country]) for name in (state.ar, *state.names))
        yield from ((name, ["capital", state.country]) for name in state.capital)
        yield from ((name, ["place", state.country]) for name in state.places)
        for nisba in state.nisba:
            if " " in nisba:
                first, _, second = nisba.partition(" ")
                for ending in NISBA_ENDINGS[:4]:
                    # «جنوب سوداني» inflects at its end, «كوري جنوبي» at both
                    both = first.endswith("ي")
                    one, two = (fold(first) + ending, fold(second) + ending) if both else (fold(first), fold(second) + ending)
                    yield f"{one} {two}", ["nisba", state.country, False]
                    yield (f"ال{one} ال{two}" if both else f"ال{one} {two}"), ["nisba", state.country, True]


def _counted(noun: str) -> Iterator[str]:
    """The accusative and the duals of a bare singular: «مسعف» → مسعفا، مسعفان، مسعفين; «طبيبة» → طبيبتان، طبيبتين."""
    word = fold(noun)
    if " " in word or word.startswith("ال") or (word.endswith(("ون", "ين", "ات", "ان", "ا", "ي", "و")) and not noun.endswith("ي")):
        return
    stem = word[:-1] + "ت" if noun.endswith("ة") else word
    yield from (stem + ending for ending in ("ان", "ين"))
    if stem == word:
        yield word + "ا"


def _labels(known: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each actor the first words of its names: how a text may call it afterwards («حركة» طالبان → «الحركة»)."""
    found = {}
    for actor, row in known.items():
        names = [phrases.words_of(n) for n in (row["ar"], *row["aliases"])]
        found[actor] = sorted({bare(n[0]) for n in names if len(n) > 1})
    return found

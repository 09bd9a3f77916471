"""The words that name actors, compiled: one trie of every wording, and small dictionaries for what is composed (noun + nisba).

Payloads of the trie: ["actor", ids], ["phrase", id], ["back", id], ["state", country], ["capital", country],
["nisba", key, definite], ["place", country], ["not"].
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marsad.arabic import phrases
from marsad.arabic.normalise import fold
from marsad.resources import DataError, actor_words, compiled
from marsad.resources import actors as actor_tables

_PATTERNS = ("actors/*.yml",)
# How an adjective of a state agrees: folded endings after its stem (سوري، سورية، سوريون، سوريين، سوريان، سوريا(ً)، سوريات، سوريتين).
NISBA_ENDINGS = ("", "ه", "ون", "ين", "ان", "ا", "ات", "تان", "تين")


@functools.lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The compiled words: ``trie``, ``heads``, ``nisbas``, ``modifiers``, ``backing``, ``states``, ``phrases``, ``back``, ``rules`` …"""
    return compiled("actor_words", _PATTERNS, build)


def build() -> dict[str, Any]:
    """Reads generic.yml and the actor tables; raises DataError with the entry at fault."""
    generic = actor_words.generic()
    table = actor_tables.table()
    states = [actor_tables.State.model_validate(s) for s in table["states"]]
    known = table["actors"]
    names = aliases(known, frozenset(s.id for s in states))
    for rule in generic.rules:
        _known(rule.actor, f"rules {rule.of}/{rule.country}", known)
    for by in (*(n.actors for n in generic.nisbas), *(p.actors for p in generic.proxies)):
        for actor in by.values():
            _known(actor, "nisbas or proxies", known)
    _undecided(known, names, {" ".join(phrases.words_of(a.alias)) for a in generic.ambiguous})
    nisbas: dict[str, str] = {fold(n.stem): "@" + n.stem for n in generic.nisbas}
    groups = {"@" + n.stem: n.actors for n in generic.nisbas}
    plurals = {bare(p): "@" + n.stem for n in generic.nisbas for p in n.plurals}
    for state in states:
        nisbas.update({fold(n): state.country for n in state.nisba if " " not in n})
        plurals.update({bare(p): state.country for p in state.plurals})
    g = generic.groups[0]
    return {
        "trie": phrases.build(_wordings(generic, states, names)),
        "aliases": names,
        "heads": _heads(generic),
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
        "small": {w.id: [fold(x) for x in w.words] for w in generic.words},
    }  # fmt: skip


def _heads(generic: actor_words.Generic) -> dict[str, str]:
    found = {fold(w): h.id for h in generic.heads for w in h.words if " " not in w}
    for head in generic.heads:
        for form in (form for w in head.words for form in _counted(w)):
            found.setdefault(form, head.id)
    return found


def bare(word: str) -> str:
    """Folded, without the article: «الروس» → «روس»."""
    form = fold(word)
    return form[2:] if form.startswith("ال") and len(form) > 4 else form


def _known(actor: str, where: str, known: Mapping[str, Any]) -> None:
    if actor not in known:
        raise DataError(f"data/actors/generic.yml: {where}: {actor!r} is no actor's id; add it or correct it")


def aliases(known: Mapping[str, Any], states: frozenset[str]) -> dict[str, list[str]]:
    """Every folded name with the actors that bear it. A state's bare name is a place as often as an actor, so it is left out."""
    found: dict[str, list[str]] = {}
    for actor, row in known.items():
        own = () if actor in states else (row["ar"],)
        for alias in (*own, *row["aliases"], *row["commanders"]):
            key = " ".join(phrases.words_of(alias))
            if not key:
                raise DataError(f"data/actors: {actor}: the alias {alias!r} has no word in it")
            if actor not in found.setdefault(key, []):
                found[key].append(actor)
    return found


def undecided(known: Mapping[str, Any], names: Mapping[str, list[str]], ruled: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Aliases of several actors that neither country, nor dates, nor a row of ``ambiguous`` decides between."""
    decided, found = set(ruled), []
    for alias, ids in names.items():
        for n, a in enumerate(ids):
            for b in ids[n + 1 :]:
                one, two = known[a], known[b]
                apart = (one["end"] and two["start"] and one["end"] < two["start"]) or (two["end"] and one["start"] and two["end"] < one["start"])
                if one["country"] == two["country"] and not apart and alias not in decided:
                    found.append((alias, [a, b]))
    return found


def _undecided(known: Mapping[str, Any], names: Mapping[str, list[str]], ruled: Iterable[str]) -> None:
    found = undecided(known, names, ruled)
    if found:
        shown = "; ".join(f"{alias} ({', '.join(ids)})" for alias, ids in found[:20])
        raise DataError(f"data/actors: names of two actors of one country: {shown}; drop one or add it to ambiguous in generic.yml")


def _wordings(generic: actor_words.Generic, states: Iterable[actor_tables.State], names: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
    # a phrase given twice keeps its first payload, so the order is the rank
    yield from ((w, ["not"]) for w in generic.not_)
    yield from ((alias, ["actor", ids]) for alias, ids in names.items())
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
        called = [phrases.words_of(n) for n in (row["ar"], *row["aliases"])]
        found[actor] = sorted({bare(n[0]) for n in called if len(n) > 1})
    return found

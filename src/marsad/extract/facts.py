"""Dated public facts that a report tells: evidence for when it was printed, as they would be for a person."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import at, build, starts, words_of
from marsad.arabic.tokens import Words, hits
from marsad.resources import facts as resource
from marsad.resources.facts import Fact

# What takes a sentence's word back: rumours, wishes, plans. A fact told so may be told before it happened.
_HEDGED = frozenset(map(fold, ["شائعات", "إشاعة", "إشاعات", "أنباء", "يعتقد", "محتمل", "محتملا", "احتمال", "مزعوم", "محاولة", "نفى", "ينفي", "نفت", "إذا", "لو"]))


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that the sentence tells; ``first``..``last`` the tokens of its name, ``cue`` the token of the word that goes with it."""

    fact: Fact
    first: int
    last: int
    start: int
    end: int
    sentence: int
    cue: int


@functools.lru_cache(maxsize=1)
def index() -> tuple[dict[str, Any], list[tuple[int, ...]], tuple[frozenset[str], ...]]:
    """The trie of all names (payload: a number), which facts each number stands for, and each fact's cue words."""
    facts = resource.table()
    numbers: dict[tuple[str, ...], int] = {}
    owners: list[set[int]] = []
    entries: list[tuple[str, int]] = []
    for i, fact in enumerate(facts):
        for name in fact.names:
            key = tuple(words_of(name))
            if key not in numbers:
                numbers[key] = len(owners)
                owners.append(set())
                entries.append((name, numbers[key]))
            owners[numbers[key]].add(i)
    cues = tuple(frozenset(fold(cue) for cue in fact.with_) for fact in facts)
    return build(entries), [tuple(sorted(o)) for o in owners], cues


def begins(form: str) -> bool:
    """Whether a fact's name may begin at the word."""
    return bool(starts(index()[0])[form])


def find(words: Words) -> list[Told]:
    """The facts that the text tells, in order; a sentence with a hedge («أنباء عن», «محاولة») tells none."""
    trie, owners, cues = index()
    facts = resource.table()
    found: list[Told] = []
    seen: set[tuple[str, int]] = set()
    for i in hits(words, begins):
        hit = at(words.tokens, i, trie)
        if hit is None:
            continue
        sentence = words.sentence_of(hit.first)
        if not _HEDGED.isdisjoint(words.forms[sentence.first : sentence.last]):
            continue
        for owner in owners[hit.payload]:
            cue = hit.first
            if cues[owner]:
                near = _cue(words, sentence.first, sentence.last, cues[owner], hit.first)
                if near is None:
                    continue
                cue = near
            fact = facts[owner]
            if (fact.id, sentence.i) not in seen:
                seen.add((fact.id, sentence.i))
                found.append(Told(fact, hit.first, hit.last, hit.start, hit.end, sentence.i, cue))
    return found


def _cue(words: Words, first: int, last: int, cues: frozenset[str], near: int) -> int | None:
    """The cue nearest to the name, at most thirty tokens from it; a cue of several words matches at its first."""
    best: int | None = None
    for i in range(max(first, near - 30), min(last, near + 30)):
        if (best is None or abs(i - near) < abs(best - near)) and _is_cue(words, i, cues):
            best = i
    return best


def _is_cue(words: Words, i: int, cues: frozenset[str]) -> bool:
    form = words.forms[i]
    if not cues.isdisjoint(_stems(form)):
        return True
    following = words.forms[i + 1] if i + 1 < len(words.forms) else ""
    return any(f"{stem} {following}" in cues for _, stem in splits(form))


@once_a_word
def _stems(form: str) -> frozenset[str]:
    """All that the word may be without what is glued to it, its article left out too."""
    found = {stem for _, stem in splits(form)}
    bare = {b for stem in found for b, _pronoun in suffix_splits(stem)}
    return frozenset(found | bare | {b[2:] for b in bare if b.startswith("ال")})

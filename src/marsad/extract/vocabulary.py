"""The data's words as the clause stages ask for them: triggers, nouns and cues by id, the trie of fixed phrases, and what is derived from them.

    >>> triggers()["qutila"][0]
    'result'
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.arabic import phrases
from marsad.arabic.normalise import fold
from marsad.resources import compiled, cues, frames, nouns
from marsad.resources.cues import Cue
from marsad.resources.frames import Trigger
from marsad.resources.nouns import Noun
from marsad.resources.slotted import slotted

FUTURE = "future"  # the id of the cue that the «س» of a verb is
BEHIND = 4  # tokens before a verb that points back, in which its companion may stand: «صواريخ أطلقها مسلحون»
_STRUCTURAL = frozenset(("cause", "because", "by", "backer", "partner", "part", "between", "relative", "turn", "preposition", "that"))


@functools.lru_cache(maxsize=1)
def triggers() -> Mapping[str, tuple[str, Trigger]]:
    """id → (frame, entry)."""
    table: Any = compiled("triggers", frames.PATTERNS, lambda: [[f.frame, t.model_dump()] for f in frames.frames() for t in f.triggers])
    made = slotted(Trigger)
    return {t["id"]: (frame, made(t)) for frame, t in table}


@functools.lru_cache(maxsize=1)
def noun_table() -> Mapping[str, Noun]:
    """The nouns by id, compiled."""
    table: Any = compiled("nouns", nouns.PATTERNS, lambda: [n.model_dump() for n in nouns.nouns()])
    return {noun.id: noun for noun in map(slotted(Noun), table)}


@functools.lru_cache(maxsize=1)
def cue_table() -> Mapping[str, Cue]:
    """The cues by id, compiled."""
    table: Any = compiled("cue_table", cues.PATTERNS, lambda: [[f.cue, c.model_dump()] for f in cues.cues() for c in f.cues])
    made = slotted(Cue)
    return {f"{f}:{c['id']}": made(c) for f, c in table}


@functools.lru_cache(maxsize=1)
def letters_of() -> Mapping[str, str]:
    """The chunk letter of each class of cue."""
    return compiled("cue_letters", cues.PATTERNS, lambda: {f.cue: f.letter for f in cues.cues() if f.letter})


@functools.lru_cache(maxsize=4096)
def companions(trigger: str) -> frozenset[str]:
    """The folded words of which one must follow the trigger."""
    return frozenset(fold(w) for w in triggers()[trigger][1].also)


@functools.lru_cache(maxsize=4096)
def glued_companions(trigger: str) -> frozenset[str]:
    """The companions as they stand in a text: bare, or with «ب» or «و» before them."""
    return frozenset(glue + w for w in companions(trigger) for glue in ("", "ب", "و"))


@dataclass(frozen=True, slots=True)
class Refusals:
    """Beside which words a trigger means something else: single ones, and phrases with a space on either side."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    openings: frozenset[str]  # first words of the phrases


@functools.lru_cache(maxsize=4096)
def refusals(trigger: str) -> Refusals:
    """The folded words beside which the trigger means something else; indefinite ones in the accusative too («لاذعا»)."""
    words = [fold(w) for w in triggers()[trigger][1].unless]
    bent = [w + "ا" for w in words if not (" " in w or w.startswith("ال") or w[-1] in "اهوة" or len(w) < 3)]
    several = [w for w in words if " " in w]
    return Refusals(
        frozenset(w for w in (*words, *bent) if " " not in w), tuple(f" {w} " for w in several), frozenset(w.split(" ", 1)[0] for w in several)
    )  # fmt: skip


@functools.lru_cache(maxsize=1)
def governing() -> frozenset[str]:
    """Words that only a noun may follow: prepositions and causes."""
    return frozenset(
        fold(w) for key, c in cue_table().items() if key.startswith(("preposition:", "because:", "between:")) for w in c.say if " " not in w
    ) - {"حتي"}


@functools.lru_cache(maxsize=1)
def inner_cues() -> Mapping[str, tuple[str, str]]:
    """Single words that qualify from inside a noun phrase: «القوات الجوية», «مجموعات يعتقد أنها من التنظيم», «الهجمات المتكررة»."""
    found: dict[str, tuple[str, str]] = {}
    for key, c in cue_table().items():
        cls, _, name = key.partition(":")
        if cls in ("air", "hedge", "series"):
            found.update((fold(w), (cls, name)) for w in c.say if " " not in w)
    return found


@functools.lru_cache(maxsize=1)
def phrase_trie() -> dict[str, Any]:
    """All fixed phrases: payload a list of [what, id, number]."""
    return compiled("phrases-2", (*frames.PATTERNS, *nouns.PATTERNS, *cues.PATTERNS), _phrases)


def _phrases() -> dict[str, Any]:
    table: dict[str, list[list[str]]] = {}

    def add(phrase: str, *payload: str) -> None:
        rows = table.setdefault(" ".join(phrases.words_of(phrase)), [])
        if list(payload) not in rows:
            rows.append(list(payload))

    for frame in frames.frames():
        for t in frame.triggers:
            for say in t.say:
                for form in _definite_too(say):
                    add(form, "trigger", t.id, "p" if fold(say).split()[0].endswith("ات") else "s")
    for n in nouns.nouns():
        for number, said in (("s", n.say), ("p", n.says)):
            for say in said:
                first = fold(say).split()[0]
                dual = number == "p" and n.type in ("weapon", "vehicle", "aircraft", "site") and not first.startswith("ال") and (first.endswith("ين") or first[-3:] in ("تان", "خان"))
                for form in _definite_too(say):
                    add(form, "noun", n.id, "d" if dual else number)
    for file in cues.cues():
        for c in file.cues:
            for say in c.say:
                add(say, "cue", f"{file.cue}:{c.id}", c.value or "")
    return phrases.build(table.items())


def _definite_too(phrase: str) -> list[str]:
    """«عبوة ناسفة» → also «العبوة الناسفة»."""
    words = phrase.split()
    if any(w.startswith("ال") for w in words) or len(words) > 3:
        return [phrase]
    return [phrase, " ".join("ال" + w for w in words)]


@dataclass(frozen=True, slots=True)
class Sayings:
    """What a fixed phrase of the trie may be: cues as (class, id, value), the structural one apart; triggers and nouns as (id, number)."""

    structural: tuple[str, str, str] | None
    qualifying: tuple[tuple[str, str, str], ...]  # cues that are not structural
    cues: tuple[tuple[str, str, str], ...]  # all cues, structural ones too
    triggers: tuple[tuple[str, str], ...]
    nouns: tuple[tuple[str, str], ...]
    belongs: bool  # «تابع لـ»
    letter: str  # of the chunk that the structural one is
    payload: Sequence[Sequence[str]]  # kept beside its memo, so that no other can take its id


_SAYINGS: dict[int, Sayings] = {}  # by id of the payload


def sayings(payload: Sequence[Sequence[str]]) -> Sayings:
    """What a payload of ``phrase_trie`` says, worked out once for each."""
    try:
        return _SAYINGS[id(payload)]
    except KeyError:
        found = [(name.partition(":")[0], name.partition(":")[2], value) for what, name, value in payload if what == "cue"]
        made = _SAYINGS[id(payload)] = Sayings(
            next((c for c in found if c[0] in _STRUCTURAL), None), tuple(c for c in found if c[0] not in _STRUCTURAL), tuple(found),
            tuple((name, number) for what, name, number in payload if what == "trigger"),
            tuple((name, number) for what, name, number in payload if what == "noun"), any(c[0] == "belong" for c in found),
            next((letters_of()[c[0]] for c in found if c[0] in _STRUCTURAL), ""), payload,
        )  # fmt: skip
        return made

"""What the chunker hands on: chunks, the cues beside them, and a row of both for a sentence.

    «هاجم مقاتلون من التنظيم الأربعاء رتلا لقوات النظام»  →  T A D M   (M's owner: قوات النظام)

Letters: A armed people and forces, aircraft too, N other people, W weapons that do things by themselves, K people lost («35 قتيلا»), M things and sites, L places, D times, S attributions, Q bare
numbers, V triggers, x other words, and one for each cue class that says so (``data/cues``): l v p o b k j i z R ; & — and «,» for commas.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from marsad.arabic.lexicon import Reading
from marsad.arabic.tokens import Sentence
from marsad.extract.seen import ActorMention, Attribution, PlaceMention, Quantity, TimeMention
from marsad.resources.nouns import Noun

ARMED_KINDS = frozenset(
    ["army", "state", "government", "militia", "insurgents", "jihadist", "jihadi", "rebels", "armed_group", "armed", "police", "security", "forces", "force", "unit", "air_force", "navy", "coalition", "peacekeepers", "mercenaries", "gendarmerie", "intelligence", "tribal_militia", "paramilitary", "terrorist", "opposition", "military", "faction", "group", "gang", "bandits", "unknown", "settlers", "alliance", "foreign_force", "private_military_company", "pmc", "ministry", "jihadists", "identity_militia", "foreign_forces", "private_military"]
)


class CueHit(NamedTuple):
    """A cue where it stands: class, id, value, tokens."""

    cue: str
    id: str
    value: str
    first: int
    last: int


class Chunk:
    """A stretch of tokens (first..last, end exclusive; empty for a glued particle) with what is known of it.

    Made once and asked by every rule after: slots, which are read fastest.
    """

    __slots__ = (
        "actors", "count", "cue", "definite", "end", "first", "glued", "head", "last", "lemma", "letter", "mention", "number", "others", "phrase",
        "pronoun", "readings", "start", "text",
    )  # fmt: skip

    def __init__(self, letter: str, first: int, last: int, start: int, end: int, text: str = "") -> None:
        self.letter = letter
        self.first = first
        self.last = last
        self.start = start
        self.end = end
        self.text = text  # of prepositions: which one
        self.head: Noun | None = None
        self.actors: tuple[ActorMention, ...] = ()
        self.count: Quantity | None = None
        self.number = ""  # s, d, p of the head
        self.definite = False
        self.pronoun = ""
        self.others = False  # «خمسة آخرين»
        self.lemma = ""  # of count nouns and triggers
        self.readings: tuple[Reading, ...] = ()  # of triggers
        self.phrase = ""  # trigger found as a fixed phrase: its number
        self.mention: Any = None  # the time, place or attribution
        self.cue: CueHit | None = None
        self.glued = ""

    def __repr__(self) -> str:
        known = ", ".join(f"{k}={v!r}" for k in self.__slots__ if (v := getattr(self, k)) not in ("", (), None, False))
        return f"Chunk({known})"


class Sight(NamedTuple):
    """What the earlier stages saw, as the chunker takes it."""

    quantities: Sequence[Quantity]
    times: Sequence[TimeMention]
    actors: Sequence[ActorMention]
    places: Sequence[PlaceMention]
    attributions: Sequence[Attribution]


class Row(NamedTuple):
    """A sentence as chunks; ``letters`` spells them; ``cues`` are the qualifying ones, by token."""

    sentence: Sentence
    chunks: list[Chunk]
    letters: str
    cues: list[CueHit]

    def marked(self, letter: str) -> list[int]:
        """The indices of the chunks with that letter."""
        return [i for i, x in enumerate(self.letters) if x == letter] if letter in self.letters else []

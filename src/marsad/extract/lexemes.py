"""What the chunker asks of a word, worked out once for each distinct spelling: its readings sorted by use, the phrases that begin at it.

Most words of a text are plain: one look-up (``STEPS``) tells so, and nothing more is asked of them.

    >>> STEPS["الطقس"] == PLAIN, LEXEMES["وقتل"].triggers[0][0].lemma
    (True, 'qutila')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic import lexicon, phrases
from marsad.arabic.lexicon import Reading
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token, tokenise
from marsad.extract.vocabulary import Sayings, cue_table, noun_table, phrase_trie, sayings, triggers
from marsad.resources.frames import Trigger
from marsad.resources.nouns import Noun

COMMAS = frozenset("،,;؛:")
QUOTES = frozenset("\"'“”«»″’‘`()[]–-_")
SINGLE = {"و": "&", "ف": "&", "ب": "p", "ل": "p", "لـ": "p", "بـ": "p"}  # particles that stand alone, and their letters
OTHERS = frozenset(["اخرين", "اخرون", "اخر", "اخري", "اخريات", "الاخرين", "الاخر", "الاخرون", "اخران"])
# Steps that the chunker takes at a word; those after BEGINS are of signs and particles, which nothing else can take.
STEP, PLAIN, JOINED, BEGINS, SIGN, COMMA, PARTICLE = range(7)
_COUNTS = ("count", "counts")
_DEEDS = ("act", "noun", "nouns", "masdar")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A spelling with its readings; ``unspelled`` are those of the folded word, whatever vowels are written."""

    readings: tuple[Reading, ...]
    unspelled: tuple[Reading, ...]
    triggers: tuple[tuple[Reading, Trigger], ...]  # readings as a trigger
    head: Reading | None
    noun: Noun | None  # of the head
    counted: Reading | None  # as people lost
    verb_cue: Reading | None
    light: Reading | None
    future: bool
    heads: bool  # whether it may head a noun phrase
    deed: bool  # whether the folded word may be a verb or an event noun
    begins: tuple[tuple[str, str, Any], ...]  # fixed phrases that begin here (``phrases.starts``)
    follow: frozenset[str]  # the words that may go on with one of them
    alone: tuple[Sayings, str, int] | None  # the phrase that the word is by itself: what it says, proclitics, where its stem begins


class Found(NamedTuple):
    """A fixed phrase in its place: the token after it, offsets without the proclitics, what it says."""

    last: int
    start: int
    end: int
    said: Sayings
    proclitics: str


def phrase_at(tokens: Sequence[Token], i: int, lexeme: Lexeme) -> Found | None:
    """The longest fixed phrase that begins at token i."""
    if not lexeme.begins:
        return None
    if not lexeme.follow or (i + 1 < len(tokens) and (after := tokens[i + 1]).form not in lexeme.follow and after.kind != "punct"):
        if lexeme.alone is None:
            return None
        said, proclitics, offset = lexeme.alone
        t = tokens[i]
        return Found(i + 1, t.start + offset, t.end, said, proclitics)
    hit = phrases.through(tokens, i, lexeme.begins)
    return Found(hit.last, hit.start, hit.end, sayings(hit.payload), hit.proclitics) if hit is not None else None


def _lexeme(text: str) -> Lexeme:
    form = fold(text)
    readings = lexicon.readings(form, text)
    head = next((r for r in readings if r.kind == "head"), None)
    begins = phrases.starts(phrase_trie())[form]
    return Lexeme(
        readings, lexicon.readings(form), _told(readings),
        head, noun_table()[head.lemma] if head is not None else None,
        next((r for r in readings if r.kind in _COUNTS and entry_of(r).measure), None),
        next((r for r in readings if ":" in r.lemma and (r.kind == "cue" or (r.kind in ("agent", "masdar") and not r.definite))), None),
        next((r for r in readings if r.lemma.startswith("light:")), None),
        bool(readings) and lexicon.is_future(form) and any(r.tense == "present" for r in readings),
        any(r.kind == "head" or r.kind in _COUNTS for r in readings),
        any(r.lemma in triggers() and r.kind in _DEEDS for r in lexicon.readings(form)), begins,
        frozenset(word for _, _, node in begins for word in node if word), _alone(text, begins),
    )  # fmt: skip


def _told(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, Trigger], ...]:
    """The readings as a trigger; «والدهم» is their father before it is «and the raid»."""
    theirs = any(r.kind == "head" and r.pronoun and not r.proclitics for r in readings)
    table = triggers()
    return tuple((r, table[r.lemma][1]) for r in readings if r.lemma in table and not (theirs and r.proclitics))


def _alone(text: str, begins: tuple[tuple[str, str, Any], ...]) -> tuple[Sayings, str, int] | None:
    for proclitics, stem, node in begins:
        if "" in node:  # a phrase ends here
            return sayings(node[""]), proclitics, phrases.stem_start(Token(0, 0, len(text), text, fold(text), "word", 0, False), proclitics, stem)
    return None


def _step(text: str) -> int:
    """How the chunker goes over a word that no earlier stage took."""
    form = fold(text)
    tokens = tokenise(text).tokens
    if len(tokens) == 1 and tokens[0].kind == "punct":
        return COMMA if form in COMMAS else SIGN
    if form in SINGLE:
        return PARTICLE
    if form in OTHERS or lexicon.readings(form):
        return STEP
    if phrases.starts(phrase_trie())[form]:
        return BEGINS
    return JOINED if joined(form) else PLAIN


def joined(form: str) -> bool:
    """Whether «و» may be glued to the word."""
    return form[0] == "و" and len(form) > 3


STEPS: Memo[int] = Memo(_step)
LEXEMES: Memo[Lexeme] = Memo(_lexeme)


def entry_of(r: Reading) -> Trigger:
    """The trigger that a reading is of."""
    return triggers()[r.lemma][1]


def cue_value(lemma: str) -> str:
    """The value of the cue that a reading is of."""
    return cue_table()[lemma].value or ""

"""Which sentences may tell something, before anything else is read of them: most tell nothing, and are left alone.

A word says what may begin at it in a few bits, worked out once for each distinct word; only words with a bit are looked at in their place.
Never too little: every sentence from which ``events.read`` would make an event or a loss is promising; of the promising ones some tell nothing.

    «وانخفضت درجات الحرارة أمس.»  →  no bit        «قتل ثلاثة جنود في كمين.»  →  TELLS
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from marsad.arabic import lexicon, phrases
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Sentence, Words, hits
from marsad.extract.vocabulary import BEHIND, cue_table, glued_companions, governing, noun_table, phrase_trie, refusals, triggers
from marsad.resources.frames import Trigger

TELLS, OWNS, ASIDE, GENRE, FIGHTER, CRIME = 1, 2, 4, 8, 16, 32
_TRIGGER, _PHRASE = 64, 128  # a reading or a phrase that tells, unless what stands beside it takes it away
IF_ARMED, IF_THING = 256, 512  # a word that tells only where somebody armed, or a thing, stands in the sentence
_IFS = {"armed": IF_ARMED, "arms": IF_THING, "outcome": IF_THING}
_ARMED = frozenset(("combatant", "aircraft", "weapon", "force", "group"))  # nouns of those who may be armed
_BEFORE, _AFTER = 3, 6  # tokens around a word in which another may take its reading away
INSTRUMENTS = ("explosive", "shelling", "air_strike")
FIGHTERS = frozenset(("gunman", "terrorist", "rebel", "jihadi", "militia", "bomber", "soldier"))
_GLUED = "وفبل"
_ASKS = _PHRASE | OWNS | GENRE  # bits of which only the words that follow tell whether they hold
_CUES = {"zero": _PHRASE, "claims": OWNS, "furniture": ASIDE, "genre": GENRE}


class Promise(NamedTuple):
    """``sentences``: the bits of each sentence; ``genre``: how often phrases of sport and culture may stand, by name; ``crime``: words of crime."""

    sentences: list[int]
    genre: dict[str, int]
    crime: int

    @property
    def tells(self) -> bool:
        return any(bits & (TELLS | IF_ARMED | IF_THING) for bits in self.sentences)


@functools.lru_cache(maxsize=1)
def crime_words() -> frozenset[str]:
    """Single words of crime reports, which stand inside noun phrases too."""
    return frozenset(fold(w) for w in cue_table()["genre:crime"].say if " " not in w)


def _fighter(noun: str) -> bool:
    entry = noun_table()[noun]
    return noun in FIGHTERS or entry.instrument in INSTRUMENTS


def _said(what: str, name: str, value: str) -> int:
    """The bits of one saying of a fixed phrase."""
    if what == "trigger":
        return _PHRASE
    if what == "noun":
        return FIGHTER if _fighter(name) else 0
    if value == "mixed":
        return _PHRASE  # «بين قتيل وجريح»
    return 0 if name == "genre:crime" else _CUES.get(name.partition(":")[0], 0)


def _within(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """All that the phrases beginning at a node of the trie say."""
    for word, child in node.items():
        if word:
            yield from _within(child)
        else:
            yield from child


def _bits(form: str) -> int:
    """What may begin at a folded word, in whatever spelling."""
    bits = 0
    for r in lexicon.readings(form):
        if r.lemma in triggers():
            bits |= TELLS if r.kind in ("count", "counts") else _TRIGGER
        elif r.kind == "head":
            bits |= FIGHTER if _fighter(r.lemma) else 0
        elif r.lemma.partition(":")[0] in _CUES:
            bits |= TELLS
    for _, _, node in phrases.starts(phrase_trie())[form]:
        for saying in _within(node):
            bits |= _said(*saying)
    if form in crime_words() or (form[:1] in _GLUED and form[1:] in crime_words()):
        bits |= CRIME
    return bits


BITS: Memo[int] = Memo(_bits)


def asks(form: str) -> bool:
    """Whether anything that matters here may begin at the word; asked once of each word of the language (``tokens.ask``)."""
    return BITS[form] != 0


def _second(form: str) -> frozenset[str]:
    """The words of which one must follow for a phrase that asks to begin at the word; none where the word alone is one."""
    found: set[str] = set()
    for _, _, node in phrases.starts(phrase_trie())[form]:
        for word, child in node.items():
            if not word and any(_said(*saying) & _ASKS for saying in child):
                return frozenset()
            if word and any(_said(*saying) & _ASKS for saying in _within(child)):
                found.add(word)
    return frozenset(found)


_AFTER_IT: Memo[frozenset[str]] = Memo(_second)


def of(words: Words) -> Promise:
    """The promise of each sentence of a document. Only words that ask something are looked at."""
    tokens, sentences, forms = words.tokens, words.sentences, words.forms
    found = [0] * len(sentences)
    genre: dict[str, int] = {}
    crime = n = 0
    for i in hits(words, asks):
        while sentences[n].last <= i:
            n += 1
        here, known, s = BITS[forms[i]], found[n], sentences[n]
        crime += here >= CRIME and bool(here & CRIME)
        if here & ASIDE and i > s.first + 1:
            here &= ~ASIDE  # «تابع» announces another story only where the sentence opens with it
        if here & _ASKS:
            after = _AFTER_IT[forms[i]]
            if after and i + 1 < s.last and forms[i + 1] not in after and tokens[i + 1].kind == "word":
                here &= ~_ASKS
            else:
                here = _said_here(words, i, here, genre)
        if here & _TRIGGER and not known & TELLS:
            here |= _may(words, i, s)
        found[n] = known | here
    return Promise(found, genre, crime)


def _said_here(words: Words, i: int, bits: int, genre: dict[str, int]) -> int:
    """The bits of the word in its place: of the phrases that may begin at it, those of the one that does. Its genre is counted."""
    hit = phrases.at(words.tokens, i, phrase_trie())
    kept = bits & ~_ASKS
    if hit is None:
        return kept
    for what, name, value in hit.payload:
        here = _said(what, name, value)
        if here & _PHRASE:
            kept |= TELLS
        elif here & GENRE:
            kept |= GENRE
            genre[value] = genre.get(value, 0) + 1
        else:
            kept |= here & OWNS
    return kept


def _may(words: Words, i: int, s: Sentence) -> int:
    """Which readings of the word as a trigger may hold here: what they need stands beside it, and nothing takes them away. TELLS or bits of _IFS."""
    found = 0
    forms = words.forms
    after_preposition = i > s.first and forms[i - 1] in governing()
    for kind, pronoun, entry in _TRIGGERS[forms[i]]:
        if kind in ("act", "pass") and (after_preposition or (pronoun and not entry.direct and not entry.also)):
            continue
        if entry.also and glued_companions(entry.id).isdisjoint(forms[max(s.first, i - BEHIND) : s.last]):
            continue
        if not entry.unless or refusals(entry.id).words.isdisjoint(forms[max(s.first, i - _BEFORE) : min(s.last, i + _AFTER)]):
            condition = _IFS.get(entry.needs, TELLS) if entry.measure is None else TELLS
            if condition == TELLS:
                return TELLS
            found |= condition
    return found


def _nouns(form: str) -> int:
    """Which conditions a folded word may meet: as the head of a noun phrase, or as the first word of a phrase that is one."""
    bits = 0
    names = [r.lemma for r in lexicon.readings(form) if r.kind == "head"]
    names += [name for _, _, node in phrases.starts(phrase_trie())[form] for what, name, _ in _within(node) if what == "noun"]
    for noun in (noun_table()[name] for name in names):
        bits |= IF_ARMED if noun.type in _ARMED else 0
        bits |= IF_THING if noun.item or noun.type == "weapon" or noun.id == "tunnel" else 0
    return bits


_MEETS: Memo[int] = Memo(_nouns)


def met(words: Words, s: Sentence, bits: int) -> bool:
    """Whether a noun stands in the sentence without which none of its conditional words can tell anything."""
    return any(bits & _MEETS[form] for form in words.forms[s.first : s.last])


def _read_as(form: str) -> tuple[tuple[str, bool, Trigger], ...]:
    """The readings of a folded word as a trigger: kind, whether it wears a pronoun, the entry."""
    table = triggers()
    return tuple((r.kind, bool(r.pronoun), table[r.lemma][1]) for r in lexicon.readings(form) if r.lemma in table)


_TRIGGERS: Memo[tuple[tuple[str, bool, Trigger], ...]] = Memo(_read_as)

"""What the sentences of a document tell: those that promise something are read, with the few beside them that say whose deed it was.

The rest of the text is not even chunked, unless its kind must be known: sport, culture or crime.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.arabic.tokens import Sentence, Words
from marsad.extract.chunks import Chunker
from marsad.extract.promise import ASIDE, FIGHTER, FIGHTERS, GENRE, IF_ARMED, IF_THING, INSTRUMENTS, OWNS, TELLS, Promise, met
from marsad.extract.rows import ARMED_KINDS, Row, Sight
from marsad.extract.seen import ActorMention

_BELLIGERENT = frozenset(("army", "militia", "insurgents", "jihadists", "faction", "identity_militia", "foreign_forces", "air_force", "private_military"))
_SHORT = 70  # tokens of a report in which one word of crime is enough
_OFTEN, _SHARE, _CRIMES = 3, 0.012, 0.008  # how often, and in what share of the words, a genre's words fill a text
_LATER = 6  # sentences after an event in which another may say whose deed it was


def worth_reading(words: Words, chunker: Chunker, promised: Promise, sight: Sight, *, rejected: bool = False) -> list[Row]:
    """The sentences that may tell something, in order; those too that may say whose deed it was, or announce another story.

    ``rejected``: those too whose words are sure to be rejected («وصلت السيارة»: nobody armed), for who asks why.
    """
    if not promised.tells:
        return []
    attributions = sight.attributions
    conditional = any(bits & IF_ARMED for bits in promised.sentences)
    armed = {words.sentence_of(a.first).i for a in sight.actors if a.kind in ARMED_KINDS} if conditional else set()
    denials = {words.sentence_of(a.first).i for a in attributions if a.stance == "denies"}
    rows: list[Row] = []
    last = -_LATER - 1
    for s, bits in zip(words.sentences, promised.sentences, strict=True):
        if bits & (IF_ARMED | IF_THING) and not bits & TELLS and (rejected or (bits & IF_ARMED and s.i in armed) or met(words, s, bits)):
            bits |= TELLS
        if bits & TELLS or (s.i - last <= _LATER and (bits & OWNS or s.i in denials)):
            last = s.i
        elif not bits & ASIDE:
            continue
        rows.append(chunker.row(s))
    return rows


def genre(words: Words, chunker: Chunker, promised: Promise, actors: Sequence[ActorMention]) -> str | None:
    """sport, culture or crime where the words of these fill the text, else None. Crime only where no armed group or army has a part."""
    size = len(words.tokens)
    if not promised.tells:
        return None
    if any(count >= _OFTEN and count / size > _SHARE for count in promised.genre.values()):
        hits: dict[str, int] = {}
        for row in _rows(words, chunker, promised, GENRE):
            for hit in row.cues:
                if hit.cue == "genre" and hit.value != "crime":
                    hits[hit.value] = hits.get(hit.value, 0) + 1
        for name, count in sorted(hits.items()):
            if count >= _OFTEN and count / size > _SHARE:
                return name
    crime = (promised.crime >= 2 and promised.crime / size > _CRIMES) or (promised.crime and size < _SHORT)
    if not crime:
        return None
    if any(_belligerent(row) for row in _rows(words, chunker, promised, FIGHTER)):
        return None
    named = {words.sentence_of(a.first).i: words.sentence_of(a.first) for a in actors if a.kind in _BELLIGERENT and not a.adjective}
    return None if any(_belligerent(chunker.row(s)) for s in named.values()) else "crime"


def _rows(words: Words, chunker: Chunker, promised: Promise, bit: int) -> Iterator[Row]:
    """The sentences in which a word has the bit."""
    s: Sentence
    for s, bits in zip(words.sentences, promised.sentences, strict=True):
        if bits & bit:
            yield chunker.row(s)


def _belligerent(row: Row) -> bool:
    """Whether a party to a conflict or a weapon of war stands in the sentence: an armed group, an army, a bomb, not the police."""
    for c in row.chunks:
        if any(a.kind in _BELLIGERENT and not a.adjective for a in c.actors):
            return True
        if c.head is not None and (c.head.id in FIGHTERS or c.head.instrument in INSTRUMENTS):
            return True
    return False

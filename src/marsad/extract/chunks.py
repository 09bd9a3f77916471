"""The chunker: tokens and the mentions found in them → one row of chunks a sentence, each with a letter that constructions match.

    «هاجم مقاتلون من التنظيم الأربعاء رتلا لقوات النظام»  →  T A D M   (M's owner: قوات النظام)

Letters and shapes: ``extract/rows.py``. What is known of a word by itself: ``extract/lexemes.py``. Noun phrases: ``extract/noun_phrases.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic import phrases
from marsad.arabic.lexicon import Reading
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Sentence, Words
from marsad.extract.lexemes import (
    BEGINS,
    COMMA,
    JOINED,
    LEXEMES,
    PARTICLE,
    PLAIN,
    QUOTES,
    SINGLE,
    STEPS,
    Found,
    Lexeme,
    cue_value,
    joined,
    phrase_at,
)
from marsad.extract.noun_phrases import heads, noun_phrase
from marsad.extract.rows import Chunk, CueHit, Row, Sight
from marsad.extract.sheet import Sheet
from marsad.extract.vocabulary import FUTURE, cue_table, inner_cues, triggers

_COUNTS = ("count", "counts")
_OPERATIONS = ("عمليه", "معركه", "حمله", "عسكريه")  # words whose quoted name is no place: «عملية “الصحراء البيضاء”»
_THEN_REACH = 6  # tokens in which what completes a verb must stand
_ABLE = frozenset(("preposition", "between", "part"))  # cues that outdo a trigger of the same spelling


class Chunker:
    """Chunks the sentences of one document, each when it is asked for."""

    def __init__(self, words: Words, sight: Sight) -> None:
        self.sheet = Sheet(words, sight)
        self.sentences = words.sentences
        self._made: dict[int, Row] = {}

    def rows(self) -> list[Row]:
        """Every sentence of the document as a row."""
        return [self.row(s) for s in self.sentences]

    def row(self, s: Sentence) -> Row:
        """The sentence as a row; asked again, the same row."""
        row = self._made.get(s.i)
        if row is None:
            row = self._made[s.i] = _row(self.sheet, s)
        return row


def _row(sheet: Sheet, s: Sentence) -> Row:
    chunks: list[Chunk] = []
    found: list[CueHit] = []
    tokens, taken, steps = sheet.tokens, sheet.taken, STEPS
    i, last = s.first, s.last
    while i < last:
        t = tokens[i]
        step = steps[t.text]
        if step == PLAIN and i not in taken:
            chunks.append(Chunk("x", i, i + 1, t.start, t.end, t.form))
            i += 1
        elif step > BEGINS:
            if step == COMMA:
                chunks.append(Chunk(",", i, i + 1, t.start, t.end))
            elif step == PARTICLE:
                chunks.append(Chunk(SINGLE[t.form], i, i + 1, t.start, t.end, t.form[0]))
            i += 1
        elif i in taken:
            i = _taken(sheet, i, s, chunks, found)
        elif step == JOINED:
            chunks.append(Chunk("&", i, i, t.start, t.start, "و"))
            chunks.append(Chunk("x", i, i + 1, t.start, t.end, t.form))
            i += 1
        else:
            lexeme = LEXEMES[t.text]
            hit = phrase_at(tokens, i, lexeme)
            if hit is not None and hit.said.structural and not lexeme.readings:
                i = _cue(sheet, i, hit, chunks, found)
                continue
            if step != BEGINS or hit is not None:
                i = _step(sheet, i, s, lexeme, hit, chunks, found)
                continue
            if joined(t.form):
                chunks.append(Chunk("&", i, i, t.start, t.start, "و"))
            chunks.append(Chunk("x", i, i + 1, t.start, t.end, t.form))
            i += 1
    return Row(s, chunks, "".join([c.letter for c in chunks]), found)


def _taken(sheet: Sheet, i: int, s: Sentence, chunks: list[Chunk], found: list[CueHit]) -> int:
    """A token at which an earlier stage saw something: that becomes the chunk, where a phrase or a noun phrase does not outdo it."""
    source = sheet.sources.get(i)
    if source:
        last = min(source.last, s.last)
        _note_cues(sheet, i, last, found)
        _mention("S", i, last, source.start, source.end, source, chunks)
        return last
    time = sheet.times.get(i)
    if time:
        last = min(time.last, s.last)
        _glued(sheet, i, time.start, chunks)
        _mention("D", i, last, time.start, time.end, time, chunks)
        _note_cues(sheet, i, last, found)
        return last
    t = sheet.tokens[i]
    quantity = sheet.quantities.get(i)
    if quantity and quantity.last > i and not (quantity.kind == "ordinal" and i in sheet.actors):
        after = _phrase(sheet, i, s, chunks, found)
        if after is not None:
            return after
        if i not in sheet.places and i not in sheet.actors and not (quantity.kind == "dual" and _deed(sheet, i, s)):
            _glued(sheet, i, quantity.start, chunks)
            chunk = Chunk("Q", i, min(quantity.last, s.last), quantity.start, quantity.end)
            chunk.count = quantity
            chunks.append(chunk)
            return chunk.last
    lexeme = LEXEMES[t.text]
    hit = phrase_at(sheet.tokens, i, lexeme)
    place = sheet.places.get(i)
    if place and i and sheet.forms[i - 1] in QUOTES and chunks and chunks[-1].letter in "xV":
        before = fold(sheet.text[chunks[-1].start : chunks[-1].end])
        if before[-5:] in _OPERATIONS:
            place = None
    if place and hit is not None and hit.last - i > 1 and (hit.said.triggers or hit.said.nouns):
        place = None
    if place:
        last = min(place.last, s.last)
        _glued(sheet, i, place.start, chunks)
        _mention("L", i, last, place.start, place.end, place, chunks)
        if lexeme.noun is not None and lexeme.noun.item in ("position", "building"):
            chunks[-1].actors = tuple(sheet.actors[k] for k in range(i, last) if k in sheet.actors)  # «قاعدة التنف الأميركية»
        return last
    return _step(sheet, i, s, lexeme, hit, chunks, found)


def _mention(letter: str, first: int, last: int, start: int, end: int, mention: object, chunks: list[Chunk]) -> None:
    chunk = Chunk(letter, first, last, start, end)
    chunk.mention = mention
    chunks.append(chunk)


def _step(sheet: Sheet, i: int, s: Sentence, lexeme: Lexeme, hit: Found | None, chunks: list[Chunk], found: list[CueHit]) -> int:
    """A word with readings, or one at which a fixed phrase begins."""
    t = sheet.tokens[i]
    known = [(r, entry) for r, entry in lexeme.triggers if sheet.possible(i, r.kind, bool(r.pronoun), entry, s)] if lexeme.triggers else []
    if lexeme.future:
        found.append(CueHit("planned", FUTURE, "", i, i + 1))
    verb_cue = lexeme.verb_cue if lexeme.verb_cue is not None and i not in sheet.actors else None
    if hit is not None:
        said = hit.said
        if said.structural and not (known and hit.last - i == 1 and said.structural[0] not in _ABLE):
            return _cue(sheet, i, hit, chunks, found)
        for name, number in said.triggers:
            if not sheet.unless(i, hit.last, s, triggers()[name][1]):
                _trigger_phrase(sheet, i, name, number, hit, chunks, found)
                return hit.last
        if said.cues:
            found += [CueHit(*cue, i, hit.last) for cue in said.cues]
            if not known and verb_cue is None and not heads(sheet, i, lexeme, said):
                _glued(sheet, i, hit.start, chunks)
                chunks.append(Chunk("x", i, hit.last, hit.start, hit.end))
                return hit.last
    if verb_cue is not None and not known:
        return _verb_cue(sheet, i, s, verb_cue, chunks, found)
    # people lost are a noun phrase («القتلى»), and so is a word that is an actor or a count, unless a verb outdoes it
    nominal = not known or i in sheet.quantities or i in sheet.actors
    if nominal or any(r.kind in _COUNTS and entry.measure for r, entry in known):
        after = _phrase(sheet, i, s, chunks, found)
        if after is not None:
            return after
    if known:
        r = known[0][0]
        start = t.start
        if r.proclitics:
            _particles(sheet, i, r.proclitics, chunks)
            start = phrases.stem_start(t, r.proclitics, t.form[r.skip :])
        chunk = Chunk("V", i, i + 1, start, t.end)
        chunk.lemma, chunk.readings, chunk.definite, chunk.pronoun, chunk.number = r.lemma, tuple([x for x, _ in known]), r.definite, r.pronoun, r.number
        if lexeme.light is not None:
            chunk.cue = CueHit("light", lexeme.light.lemma.split(":")[1], cue_value(lexeme.light.lemma), i, i + 1)
        chunks.append(chunk)
        return i + 1
    if joined(t.form) and not lexeme.unspelled:
        chunks.append(Chunk("&", i, i, t.start, t.start, "و"))
    chunks.append(Chunk("x", i, i + 1, t.start, t.end, t.form))
    return i + 1


def _phrase(sheet: Sheet, i: int, s: Sentence, chunks: list[Chunk], found: list[CueHit]) -> int | None:
    """The noun phrase at token i, if there is one: the token after it."""
    made = noun_phrase(sheet, i, s)
    if made is None:
        return None
    glued, chunk = made
    qualifiers = inner_cues()
    if not qualifiers.keys().isdisjoint(sheet.forms[i : chunk.last]):
        found += [CueHit(*qualifiers[form], "", k, k + 1) for k in range(i, chunk.last) if (form := sheet.forms[k]) in qualifiers]
    if glued:
        _particles(sheet, i, glued, chunks)
    chunks.append(chunk)
    return chunk.last


def _deed(sheet: Sheet, i: int, s: Sentence) -> bool:
    """Whether the word is an event noun: «تفجيرين» is two bombings, no bare number."""
    return any(
        r.kind in ("noun", "masdar") and sheet.possible(i, r.kind, bool(r.pronoun), entry, s) for r, entry in LEXEMES[sheet.tokens[i].text].triggers
    )


def _trigger_phrase(sheet: Sheet, i: int, name: str, number: str, hit: Found, chunks: list[Chunk], found: list[CueHit]) -> None:
    """A fixed phrase that is a trigger: «غارة جوية», «غارة إسرائيلية»."""
    _glued(sheet, i, hit.start, chunks)
    chunk = Chunk("V", i, hit.last, hit.start, hit.end)
    chunk.lemma, chunk.phrase, chunk.definite = name, number, sheet.forms[i].startswith(("ال", "وال", "بال"))
    chunk.actors = tuple([sheet.actors[k] for k in range(i, hit.last) if k in sheet.actors])
    chunks.append(chunk)
    _note_cues(sheet, i, hit.last, found)


def _note_cues(sheet: Sheet, i: int, end: int, found: list[CueHit]) -> None:
    """Qualifying cues inside words that another chunk takes («نفى» of an attribution)."""
    tokens, steps = sheet.tokens, STEPS
    for k in range(i, end):
        text = tokens[k].text
        if PLAIN <= steps[text] < BEGINS:
            continue
        hit = phrase_at(tokens, k, LEXEMES[text])
        if hit is not None and hit.said.qualifying:
            found += [CueHit(*cue, k, hit.last) for cue in hit.said.qualifying]


def _cue(sheet: Sheet, i: int, hit: Found, chunks: list[Chunk], found: list[CueHit]) -> int:
    """A word or phrase of structure: a preposition, a cause, «أن»."""
    said = hit.said
    if said.structural is None:
        return i + 1
    name, key, value = said.structural
    if hit.proclitics:
        _glued(sheet, i, hit.start, chunks)
    chunk = Chunk(said.letter, i, hit.last, hit.start, hit.end, value or (sheet.forms[i] if name in ("that", "by") else ""))
    chunk.cue = CueHit(name, key, value, i, hit.last)
    chunks.append(chunk)
    if said.qualifying:
        found += [CueHit(*cue, i, hit.last) for cue in said.qualifying]
    return hit.last


def _verb_cue(sheet: Sheet, i: int, s: Sentence, r: Reading, chunks: list[Chunk], found: list[CueHit]) -> int:
    """An inflected verb that is a cue: «شنّ», «أدى إلى», «يعتزم»."""
    t = sheet.tokens[i]
    cls, _, key = r.lemma.partition(":")
    entry = cue_table()[r.lemma]
    if entry.then and not _completed(sheet.forms[i + 1 : min(i + _THEN_REACH, s.last)], entry.then):
        chunks.append(Chunk("x", i, i + 1, t.start, t.end, t.form))
        return i + 1
    _particles(sheet, i, r.proclitics, chunks)
    value = entry.value or ""
    letter = {"light": "v" if value == "inverse" else "l", "cause": "k"}.get(cls, "x")
    chunk = Chunk(letter, i, i + 1, t.start, t.end, value)
    chunk.cue, chunk.pronoun, chunk.number, chunk.readings = CueHit(cls, key, value, i, i + 1), r.pronoun, r.number, (r,)
    chunks.append(chunk)
    if cls not in ("light", "cause"):
        found.append(chunk.cue)
    return i + 1


def _completed(near: Sequence[str], then: Sequence[str]) -> bool:
    """Whether one of the words that complete a verb stands near: «أدى … إلى». The arguments between stay visible."""
    return not {fold(w) for w in then}.isdisjoint(near)


def _glued(sheet: Sheet, i: int, start: int, chunks: list[Chunk]) -> None:
    """Chunks for the particles glued before offset ``start`` of token i; mostly there are none."""
    if start > sheet.tokens[i].start:
        _particles(sheet, i, sheet.glued(i, start), chunks)


def _particles(sheet: Sheet, i: int, glued: str, chunks: list[Chunk]) -> None:
    """Chunks for the particles ``glued`` before token i."""
    at = sheet.tokens[i].start
    for letter in glued:
        if letter in "وف":
            chunks.append(Chunk("&", i, i, at, at, letter))
        elif letter in "بل":
            chunks.append(Chunk("p", i, i, at, at, letter))

"""A document as the chunker looks at it: which mention begins at which token, and what stands around a word."""

from __future__ import annotations

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Sentence, Words
from marsad.extract.lexemes import COMMAS, LEXEMES, QUOTES, Lexeme
from marsad.extract.rows import Sight
from marsad.extract.seen import ActorMention, Attribution
from marsad.extract.timewords import meanings
from marsad.extract.vocabulary import BEHIND, glued_companions, governing, refusals, triggers
from marsad.resources.frames import Trigger

_UNCOUNTED = frozenset(("duration", "money"))  # numbers of years and of dinars tell of nobody how many («الشهيد محمد (17 سنة)»)
_ALSO_REACH = 8  # tokens after a trigger in which its companion must stand
_NEAR = 5  # tokens after a trigger in which a word may take the reading away
_BEFORE = 3  # and before it


class Sheet:
    """The words of one document with the look-ups by token."""

    def __init__(self, words: Words, sight: Sight) -> None:
        self.words = words
        self.text = words.text
        self.tokens = words.tokens
        self.forms = words.forms
        self.quantities = {q.first: q for q in sight.quantities if q.role not in _UNCOUNTED}
        self.times = {t.first: t for t in sight.times if t.role != "name"}
        self.actors = {a.first: a for a in sight.actors}
        self.places = {p.first: p for p in sight.places}
        self.sources: dict[int, Attribution] = {}
        for a in sight.attributions:
            if a.last > a.first and (a.first not in self.sources or self.sources[a.first].last < a.last):
                self.sources[a.first] = a
        self.taken = frozenset((*self.quantities, *self.times, *self.actors, *self.places, *self.sources))

    def readings(self, i: int, lexeme: Lexeme, s: Sentence) -> list[int]:
        """Which of the word's readings as a trigger hold here: their indices in ``lexeme.triggers``."""
        return [n for n, (r, entry) in enumerate(lexeme.triggers) if self.possible(i, r.kind, bool(r.pronoun), entry, s)]

    def possible(self, i: int, kind: str, pronoun: bool, entry: Trigger, s: Sentence) -> bool:
        """Whether the words that a trigger needs beside it are there, and none that takes the reading away."""
        if kind in ("count", "counts"):
            return not (entry.unless and self.unless(i, i + 1, s, entry))
        if kind in ("act", "pass"):
            if pronoun and not entry.direct and not entry.also:
                return False  # «سيطرتهم» is a noun: the verb takes no object
            if i > s.first and self.forms[i - 1] in governing():
                return False  # after a preposition stands a noun: «أثناء توقفه»
            if self.forms[i].endswith("ا") and "part" in meanings(self.forms[i]) and not (i + 1 < s.last and self.forms[i + 1].startswith("نفس")):
                return False  # «قصف المطار فجرا», not «فجرا نفسيهما»
        if entry.also and not self.also(i + 1, s, entry) and not self.points_back(i, kind, pronoun, entry, s):
            return False
        return not (entry.unless and self.unless(i, i + 1, s, entry))

    def also(self, k: int, s: Sentence, entry: Trigger) -> bool:
        """Whether a required companion word stands within reach from token k."""
        reach = min(k + _ALSO_REACH, s.last)
        near = self.forms[k:reach]
        want = glued_companions(entry.id)
        if not want.isdisjoint(near):
            return True
        if not QUOTES.isdisjoint(near):  # quotation marks are no words
            marks = sum(form in QUOTES for form in near)
            if not want.isdisjoint(self.forms[reach : min(reach + marks, s.last)]):
                return True
        times = self.times
        day = next((times[j] for j in range(k, reach) if j in times), None) if times else None
        long = day.last - day.first - 2 if day is not None else 0  # however a date is written, it takes no more room than «أمس الثلاثاء»
        return long > 0 and not want.isdisjoint(self.forms[reach : min(k + _ALSO_REACH + long, s.last)])

    def points_back(self, i: int, kind: str, pronoun: bool, entry: Trigger, s: Sentence) -> bool:
        """Whether the companion stands before a verb that points at it: «صواريخ أطلقها مسلحون», «مسيرات أُطلقت من الجبل»."""
        form = self.forms[i]
        if kind not in ("act", "pass") or form[0] in "وف" or not (pronoun or kind == "pass" or form.endswith("ت")):
            return False
        if triggers()[entry.id][0] not in ("shelling", "air_strike"):
            return False
        before = self.forms[max(s.first, i - BEHIND) : i]
        return COMMAS.isdisjoint(before) and not glued_companions(entry.id).isdisjoint(before)

    def unless(self, first: int, last: int, s: Sentence, entry: Trigger) -> bool:
        """Whether a word stands near that takes the reading away («قصف المرمى»)."""
        near = self.forms[max(s.first, first - _BEFORE) : min(s.last, last + _NEAR)]
        refused = refusals(entry.id)
        if not refused.words.isdisjoint(near):
            return True
        if refused.openings.isdisjoint(near):
            return False
        text = f" {' '.join(near)} "
        return any(phrase in text for phrase in refused.phrases)

    def glued(self, i: int, start: int) -> str:
        """The particles that stand glued before offset ``start`` of token i."""
        begin = self.tokens[i].start
        return fold(self.text[begin:start]) if start > begin else ""

    def next_actor(self, k: int, s: Sentence, reach: int, need: str = "") -> ActorMention | None:
        """The actor that begins within ``reach`` plain words from k."""
        tokens = self.tokens
        for j in range(k, min(k + reach + 1, s.last)):
            actor = self.actors.get(j)
            if actor:
                glued = self.glued(j, actor.start)
                if need and glued != need:
                    return None
                return actor if glued in ("", "ل", "ب") else None
            t = tokens[j]
            if j in self.times or j in self.sources or j in self.places or t.form in COMMAS or t.form == ".":
                return None
            if t.kind == "word" and LEXEMES[t.text].deed:
                return None
        return None

"""The chunker: tokens and the mentions found in them → one row of chunks a sentence, each with a letter that constructions match.

    «هاجم مقاتلون من التنظيم الأربعاء رتلا لقوات النظام»  →  T A D M   (M's owner: قوات النظام)

Letters: A armed people and forces, aircraft too, N other people, W weapons that do things by themselves, K people lost («35 قتيلا»), M things and sites, L places, D times, S attributions, Q bare
numbers, V triggers, x other words, and one for each cue class that says so (``data/cues``): l v p o b k j i z R ; & — and «,» for commas.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marsad.arabic import lexicon, phrases
from marsad.arabic.lexicon import Reading
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Sentence, Token, Words
from marsad.extract.seen import ActorMention, Attribution, PlaceMention, Quantity, TimeMention
from marsad.resources import compiled, cues, frames, nouns
from marsad.resources.cues import Cue
from marsad.resources.frames import Trigger
from marsad.resources.nouns import Noun

ARMED_KINDS = frozenset(
    ["army", "state", "government", "militia", "insurgents", "jihadist", "jihadi", "rebels", "armed_group", "armed", "police", "security", "forces", "force", "unit", "air_force", "navy", "coalition", "peacekeepers", "mercenaries", "gendarmerie", "intelligence", "tribal_militia", "paramilitary", "terrorist", "opposition", "military", "faction", "group", "gang", "bandits", "unknown", "settlers", "alliance", "foreign_force", "private_military_company", "pmc", "ministry", "jihadists", "identity_militia", "foreign_forces", "private_military"]
)
FUTURE = "future"  # the id of the cue that the «س» of a verb is
_QUOTES = frozenset("\"'“”«»″’‘`()[]–-_")
_COMMAS = frozenset("،,;؛:")
_SINGLE = {"و": "&", "ف": "&", "ب": "p", "ل": "p", "لـ": "p", "بـ": "p"}
_STRUCTURAL = frozenset(("cause", "because", "by", "backer", "partner", "part", "between", "relative", "turn", "preposition", "that"))
_OTHERS = frozenset(["اخرين", "اخرون", "اخر", "اخري", "اخريات", "الاخرين", "الاخر", "الاخرون", "اخران"])
_SIZES = frozenset(["من", "كبير", "كبيره", "اكبر", "غير", "محدد", "معروف", "ضخمه", "هائله", "متنوعه", "مختلفه", "قليل", "صغير", "صغيره", "جديده"])  # after «عدد», «كميات»
_MAX_MODIFIERS = 12
_ALSO_REACH = 8  # tokens after a trigger in which its companion must stand
_NEAR = 5  # tokens after a trigger in which a word may take the reading away


class CueHit(NamedTuple):
    """A cue where it stands: class, id, value, tokens."""

    cue: str
    id: str
    value: str
    first: int
    last: int


@dataclass(slots=True)
class Chunk:
    """A stretch of tokens (first..last, end exclusive; empty for a glued particle) with what is known of it."""

    letter: str
    first: int
    last: int
    start: int
    end: int
    text: str = ""  # of prepositions: which one
    head: Noun | None = None
    actors: list[ActorMention] = field(default_factory=list)
    count: Quantity | None = None
    number: str = ""  # s, d, p of the head
    definite: bool = False
    pronoun: str = ""
    others: bool = False  # «خمسة آخرين»
    lemma: str = ""  # of count nouns and triggers
    readings: tuple[Reading, ...] = ()  # of triggers
    phrase: str = ""  # trigger found as a fixed phrase: its number
    mention: Any = None  # the time, place or attribution
    cue: CueHit | None = None
    clause: int = 0
    glued: str = ""


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


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as the cache gives it back, its lists tuples again; it was checked when it was compiled."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}


@functools.lru_cache(maxsize=1)
def triggers() -> Mapping[str, tuple[str, Trigger]]:
    """id → (frame, entry)."""
    table: Any = compiled("triggers", frames.PATTERNS, lambda: [[f.frame, t.model_dump()] for f in frames.frames() for t in f.triggers])
    return {t["id"]: (frame, Trigger.model_construct(**_frozen(t))) for frame, t in table}


@functools.lru_cache(maxsize=1)
def noun_table() -> Mapping[str, Noun]:
    """The nouns by id, compiled."""
    table: Any = compiled("nouns", nouns.PATTERNS, lambda: [n.model_dump() for n in nouns.nouns()])
    return {n["id"]: Noun.model_construct(**_frozen(n)) for n in table}


@functools.lru_cache(maxsize=1)
def cue_table() -> Mapping[str, Cue]:
    """The cues by id, compiled."""
    table: Any = compiled("cue_table", cues.PATTERNS, lambda: [[f.cue, c.model_dump()] for f in cues.cues() for c in f.cues])
    return {f"{f}:{c['id']}": Cue.model_construct(**_frozen(c)) for f, c in table}


@functools.lru_cache(maxsize=1)
def letters_of() -> Mapping[str, str]:
    """The chunk letter of each class of cue."""
    return compiled("cue_letters", cues.PATTERNS, lambda: {f.cue: f.letter for f in cues.cues() if f.letter})


@functools.lru_cache(maxsize=2048)
def companions(trigger: str) -> frozenset[str]:
    """The folded words of which one must follow the trigger."""
    return frozenset(fold(w) for w in triggers()[trigger][1].also)


@functools.lru_cache(maxsize=2048)
def refusals(trigger: str) -> tuple[str, ...]:
    """The folded words, spaced, beside which the trigger means something else; indefinite ones in the accusative too («لاذعا»)."""
    words = [fold(w) for w in triggers()[trigger][1].unless]
    return tuple(f" {w}{end} " for w in words for end in ("", "ا") if not end or not (" " in w or w.startswith("ال") or w[-1] in "اهوة" or len(w) < 3))


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
    return compiled("phrases", (*frames.PATTERNS, *nouns.PATTERNS, *cues.PATTERNS), _phrases)


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
                for form in _definite_too(say):
                    add(form, "noun", n.id, number)
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


_SIMPLE, _JOINED, _BEGINS = 1, 2, 4


def _plain(form: str) -> int:
    """Whether a word that no earlier stage took has no reading: ``_SIMPLE``, with ``_JOINED`` where «و» is glued to it and
    ``_BEGINS`` where a fixed phrase may begin at it; else 0."""
    if form in _SINGLE or form in _OTHERS or lexicon.readings(form):
        return 0
    return _SIMPLE | (_JOINED if _joined(form) else 0) | (_BEGINS if phrases.starts(phrase_trie())[form] else 0)


def _joined(form: str) -> bool:
    return form[0] == "و" and len(form) > 3


_PLAIN = Memo(_plain)


_STRUCTURAL_OF: dict[int, tuple[str, str, str] | None] = {}  # by payload of the one trie, which lives as long as the process


def _structural_of(payload: Sequence[Sequence[str]]) -> tuple[str, str, str] | None:
    """The structural cue among the readings of a fixed phrase: (class, id, value)."""
    try:
        return _STRUCTURAL_OF[id(payload)]
    except KeyError:
        found = None
        for what, name, value in payload:
            cls, _, key = name.partition(":")
            if what == "cue" and cls in _STRUCTURAL:
                found = cls, key, value
                break
        _STRUCTURAL_OF[id(payload)] = found
        return found


class Chunker:
    """Chunks the sentences of one document; holds the look-ups by token."""

    def __init__(self, words: Words, sight: Sight) -> None:
        self.words = words
        self.tokens = words.tokens
        self.quantities = {q.first: q for q in sight.quantities}
        self.times = {t.first: t for t in sight.times if t.role != "name"}
        self.actors = {a.first: a for a in sight.actors}
        self.places = {p.first: p for p in sight.places}
        self.sources: dict[int, Attribution] = {}
        for a in sight.attributions:
            if a.last > a.first and (a.first not in self.sources or self.sources[a.first].last < a.last):
                self.sources[a.first] = a
        self.taken = frozenset((*self.quantities, *self.times, *self.actors, *self.places, *self.sources))

    def rows(self) -> list[Row]:
        """Every sentence of the document as a row."""
        return [self._row(s) for s in self.words.sentences]

    # -- one sentence ------------------------------------------------------------------------------------------------

    def _row(self, s: Sentence) -> Row:
        chunks: list[Chunk] = []
        found: list[CueHit] = []
        i = s.first
        tokens, taken = self.tokens, self.taken
        while i < s.last:
            t = tokens[i]
            if (plain := _PLAIN[t.form]) and i not in taken and t.kind != "punct":
                hit = phrases.at(tokens, i, phrase_trie()) if plain >= _BEGINS and t.kind == "word" else None
                if hit is not None:
                    cue = self._structural(hit)
                    i = self._cue(i, cue, hit, chunks, found) if cue else self._step(i, s, chunks, found)
                    continue
                if plain & _JOINED:
                    chunks.append(Chunk("&", i, i, t.start, t.start, text="و"))
                chunks.append(Chunk("x", i, i + 1, t.start, t.end, text=t.form))
                i += 1
            else:
                i = self._step(i, s, chunks, found)
        clause = 0
        for n, c in enumerate(chunks):
            if c.letter == ";" or (c.letter == "V" and n and chunks[n - 1].letter == "&" and any(r.kind in ("act", "pass") for r in c.readings)):
                clause += 1
            c.clause = clause
        return Row(s, chunks, "".join(c.letter for c in chunks), found)

    def _step(self, i: int, s: Sentence, chunks: list[Chunk], found: list[CueHit]) -> int:
        t = self.tokens[i]
        if t.kind == "punct":
            if t.form in _COMMAS:
                chunks.append(Chunk(",", i, i + 1, t.start, t.end))
            return i + 1
        if t.form in _SINGLE:
            chunks.append(Chunk(_SINGLE[t.form], i, i + 1, t.start, t.end, text=t.form[0]))
            return i + 1
        source = self.sources.get(i)
        if source:
            self._note_cues(i, min(source.last, s.last), found)
            chunks.append(Chunk("S", i, min(source.last, s.last), source.start, source.end, mention=source))
            return min(source.last, s.last)
        time = self.times.get(i)
        if time:
            self._glue(i, time.start, chunks)
            chunks.append(Chunk("D", i, min(time.last, s.last), time.start, time.end, mention=time))
            self._note_cues(i, min(time.last, s.last), found)
            return min(time.last, s.last)
        quantity = self.quantities.get(i)
        if quantity and quantity.last > i and not (quantity.kind == "ordinal" and i in self.actors):
            found_np = self._np(i, s, None, ())
            if found_np:
                self._inner(i, found_np[-1].last, found)
                chunks.extend(found_np)
                return found_np[-1].last
            if i not in self.places and i not in self.actors and not (quantity.kind == "dual" and self._deed(i, s)):
                self._glue(i, quantity.start, chunks)
                chunks.append(Chunk("Q", i, min(quantity.last, s.last), quantity.start, quantity.end, count=quantity))
                return min(quantity.last, s.last)
        hit = phrases.at(self.tokens, i, phrase_trie()) if t.kind == "word" else None
        place = self.places.get(i)
        if place and i and self.tokens[i - 1].form in _QUOTES and chunks and chunks[-1].letter in "xV" and fold(self.words.text[chunks[-1].start : chunks[-1].end])[-5:] in ("عمليه", "معركه", "حمله", "عسكريه"):
            place = None  # «عملية “الصحراء البيضاء”» is a name
        if place and not (hit and hit.last - hit.first > 1 and any(p[0] != "cue" for p in hit.payload)):
            self._glue(i, place.start, chunks)
            first = next((r for r in lexicon.readings(t.form, t.text) if r.kind == "head"), None)
            military = first is not None and noun_table()[first.lemma].item in ("position", "building")
            inside = [self.actors[k] for k in range(i, min(place.last, s.last)) if military and k in self.actors]  # «قاعدة التنف الأميركية»
            chunks.append(Chunk("L", i, min(place.last, s.last), place.start, place.end, mention=place, actors=inside))
            return min(place.last, s.last)
        readings = lexicon.readings(t.form, t.text) if t.kind == "word" else ()
        known = [r for r in readings if r.lemma in triggers() and self._possible(i, r, s)]
        if readings and lexicon.is_future(t.form) and any(r.tense == "present" for r in readings):
            found.append(CueHit("planned", FUTURE, "", i, i + 1))
        cue = self._structural(hit)
        if cue and hit and not (known and hit.last - hit.first == 1 and not any(cue.cue == c for c in ("preposition", "between", "part"))):
            return self._cue(i, cue, hit, chunks, found)
        if hit:
            for what, name, number in hit.payload:
                if what == "trigger" and not self.unless(i, hit.last, s, triggers()[name][1]):
                    self._glue(i, hit.start, chunks)
                    inside = [self.actors[k] for k in range(i, hit.last) if k in self.actors]  # «غارة إسرائيلية»
                    definite = self.tokens[i].form.startswith(("ال", "وال", "بال"))
                    chunks.append(Chunk("V", i, hit.last, hit.start, hit.end, lemma=name, phrase=number, definite=definite, actors=inside))
                    self._note_cues(i, hit.last, found)
                    return hit.last
        qualifiers = [p for p in hit.payload if p[0] == "cue"] if hit else []
        verb_cue = None
        if i not in self.actors:
            verb_cue = next(
                (r for r in readings if ":" in r.lemma and (r.kind == "cue" or (r.kind in ("agent", "masdar") and not r.definite))), None
            )
        if qualifiers and hit and not known:
            found += [_hit(p, i, hit) for p in qualifiers]
            if not verb_cue and not self._heads(i, hit, readings):
                self._glue(i, hit.start, chunks)
                chunks.append(Chunk("x", i, hit.last, hit.start, hit.end))
                return hit.last
        elif qualifiers and hit:
            found += [_hit(p, i, hit) for p in qualifiers]
        if verb_cue and not known:
            return self._verb_cue(i, s, verb_cue, chunks, found)
        prefer_trigger = bool(known) and not (i in self.actors and not any(r.kind in ("act", "pass") for r in known))
        counts = [r for r in known if r.kind in ("count", "counts") and triggers()[r.lemma][1].measure]
        if i in self.quantities or i in self.actors or counts or not known:
            np = None if (prefer_trigger and not counts and i not in self.quantities and i not in self.actors) else self._np(i, s, hit, readings)
            if np:
                self._inner(i, np[-1].last, found)
                chunks.extend(np)
                return np[-1].last
        if known:
            r = known[0]
            self._glue_reading(i, r, chunks)
            start = phrases.stem_start(t, r.proclitics, t.form[r.skip :]) if r.proclitics else t.start
            light = next((x for x in readings if x.lemma.startswith("light:")), None)
            chunk = Chunk("V", i, i + 1, start, t.end, lemma=r.lemma, readings=tuple(known), definite=r.definite, pronoun=r.pronoun, number=r.number)
            if light:
                chunk.cue = CueHit("light", light.lemma.split(":")[1], cue_table()[light.lemma].value or "", i, i + 1)
            chunks.append(chunk)
            return i + 1
        if _joined(t.form) and not lexicon.readings(t.form):
            chunks.append(Chunk("&", i, i, t.start, t.start, text="و"))
        chunks.append(Chunk("x", i, i + 1, t.start, t.end, text=t.form))
        return i + 1

    def _possible(self, i: int, r: Reading, s: Sentence) -> bool:
        """Whether the words that a trigger needs beside it are there, and none that takes the reading away."""
        entry = triggers()[r.lemma][1]
        if r.kind in ("count", "counts"):
            return not (entry.unless and self.unless(i, i + 1, s, entry))
        if r.kind in ("act", "pass"):
            if r.pronoun and not entry.direct and not entry.also:
                return False  # «سيطرتهم» is a noun: the verb takes no object
            if i > s.first and self.tokens[i - 1].form in governing():
                return False  # after a preposition stands a noun: «أثناء توقفه»
        if entry.also and self.also(i + 1, s, entry) is None:
            return False
        return not (entry.unless and self.unless(i, i + 1, s, entry))

    def also(self, k: int, s: Sentence, entry: Trigger) -> int | None:
        """The token of a required companion word within reach from token k, else None."""
        want = companions(entry.id)
        day = next((self.times[j] for j in range(k, min(k + _ALSO_REACH, s.last)) if j in self.times), None)
        long = day.last - day.first - 2 if day is not None else 0  # however a date is written, it takes no more room than «أمس الثلاثاء»
        for j in range(k, min(k + _ALSO_REACH + max(0, long), s.last)):
            form = self.tokens[j].form
            if form in want or (form[:1] in "بو" and form[1:] in want):
                return j
        return None

    def _deed(self, i: int, s: Sentence) -> bool:
        """Whether the word is an event noun: «تفجيرين» is two bombings, no bare number."""
        t = self.tokens[i]
        return any(r.kind in ("noun", "masdar") and r.lemma in triggers() and self._possible(i, r, s) for r in lexicon.readings(t.form, t.text))

    def unless(self, first: int, last: int, s: Sentence, entry: Trigger) -> bool:
        """Whether a word stands near that takes the reading away («قصف المرمى»)."""
        near = self.tokens[max(s.first, first - 3) : min(s.last, last + _NEAR)]
        text = " " + " ".join(t.form for t in near) + " "
        return any(word in text for word in refusals(entry.id))

    def _note_cues(self, i: int, end: int, found: list[CueHit]) -> None:
        """Qualifying cues inside words that another chunk takes («نفى» of an attribution)."""
        begins = phrases.starts(phrase_trie())
        for k in range(i, end):
            hit = phrases.at(self.tokens, k, phrase_trie()) if begins[self.tokens[k].form] else None
            if hit is None:
                continue
            for payload in hit.payload:
                if payload[0] == "cue" and payload[1].split(":")[0] not in _STRUCTURAL:
                    found.append(_hit(payload, k, hit))

    def _inner(self, i: int, end: int, found: list[CueHit]) -> None:
        words = inner_cues()
        for k in range(i, end):
            cue = words.get(self.tokens[k].form)
            if cue:
                found.append(CueHit(*cue, "", k, k + 1))

    def _structural(self, hit: phrases.Hit | None) -> CueHit | None:
        if hit is None:
            return None
        said = _structural_of(hit.payload)
        return CueHit(*said, hit.first, hit.last) if said else None

    def _cue(self, i: int, cue: CueHit, hit: phrases.Hit, chunks: list[Chunk], found: list[CueHit]) -> int:
        self._glue(i, hit.start, chunks)
        letter = letters_of()[cue.cue]
        said = cue.value or (self.tokens[i].form if cue.cue == "that" else "")
        chunks.append(Chunk(letter, i, hit.last, hit.start, hit.end, text=said, cue=cue))
        if len(hit.payload) > 1:
            for what, name, value in hit.payload:
                if what == "cue" and name.partition(":")[0] not in _STRUCTURAL:
                    found.append(_hit((what, name, value), i, hit))
        return hit.last

    def _verb_cue(self, i: int, s: Sentence, r: Reading, chunks: list[Chunk], found: list[CueHit]) -> int:
        t = self.tokens[i]
        cls, _, key = r.lemma.partition(":")
        entry = cue_table()[r.lemma]
        last = i + 1
        if entry.then:
            want = {fold(w) for w in entry.then}
            for k in range(i + 1, min(i + 6, s.last)):
                form = self.tokens[k].form
                if form in want:
                    last = i + 1  # the arguments between stay visible
                    break
            else:
                chunks.append(Chunk("x", i, i + 1, t.start, t.end, text=t.form))
                return i + 1
        self._glue_reading(i, r, chunks)
        value = entry.value or ""
        letter = {"light": "v" if value == "inverse" else "l", "cause": "k"}.get(cls, "x")
        chunks.append(
            Chunk(letter, i, last, t.start, t.end, text=value, cue=CueHit(cls, key, value, i, last), pronoun=r.pronoun, number=r.number, readings=(r,))
        )
        if cls not in ("light", "cause"):
            found.append(CueHit(cls, key, value, i, last))
        return last

    def _glue(self, i: int, start: int, chunks: list[Chunk]) -> None:
        """Chunks for the particles that stand glued before offset ``start`` of token i."""
        if start <= self.tokens[i].start:
            return
        self._particles(i, fold(self.words.text[self.tokens[i].start : start]), chunks)

    def _glue_reading(self, i: int, r: Reading, chunks: list[Chunk]) -> None:
        self._particles(i, r.proclitics, chunks)

    def _particles(self, i: int, glued: str, chunks: list[Chunk]) -> None:
        at = self.tokens[i].start
        for letter in glued:
            if letter in "وف":
                chunks.append(Chunk("&", i, i, at, at, text=letter))
            elif letter in "بل":
                chunks.append(Chunk("p", i, i, at, at, text=letter))

    # -- noun phrases ------------------------------------------------------------------------------------------------

    def _heads(self, i: int, hit: phrases.Hit | None, readings: Sequence[Reading]) -> bool:
        return i in self.actors or any(r.kind in ("head", "count", "counts") for r in readings) or bool(hit and any(p[0] == "noun" for p in hit.payload))

    def _np(self, i: int, s: Sentence, hit: phrases.Hit | None, readings: Sequence[Reading]) -> list[Chunk] | None:
        tokens, start, glued, j = self.tokens, self.tokens[i].start, "", i
        count = self.quantities.get(i)
        if count and count.kind in ("cardinal", "vague", "fraction"):
            start, j = count.start, count.last
            glued = fold(self.words.text[tokens[i].start : count.start])
            while count.kind == "vague" and j + 1 < s.last and tokens[j].form in _SIZES and tokens[j].form != "من":
                j += 1  # «كميات كبيرة من»
            if j < s.last and tokens[j].form in ("من", "عن", "بين"):
                j += 1
        else:
            count = None
        chunk = Chunk("N", i, i + 1, start, tokens[i].end, count=count)
        k = self._head(j, s, chunk, first=j == i, definite_count=count is not None)
        if k is None:
            return None
        if j == i:
            start, glued = chunk.start, chunk.glued
        k = self._modifiers(k, s, chunk)
        chunk.start, chunk.last, chunk.end = start, k, tokens[k - 1].end
        chunk.letter = self._letter(chunk)
        before: list[Chunk] = []
        self._particles(i, glued, before)
        return [*before, chunk]

    def _head(self, j: int, s: Sentence, chunk: Chunk, *, first: bool, definite_count: bool) -> int | None:
        """Reads the head at token j into the chunk; the token after it, or None."""
        if j >= s.last or self.tokens[j].kind == "punct":
            if j + 1 < s.last and definite_count and self.tokens[j].form in _QUOTES:
                return self._head(j + 1, s, chunk, first=False, definite_count=False)
            return None
        t = self.tokens[j]
        if definite_count and t.form in _OTHERS:
            chunk.others, chunk.number = True, "p"
            return j + 1
        if t.form in _OTHERS and first and t.form not in ("اخر", "اخري", "الاخري"):
            chunk.others, chunk.number = True, "p" if t.form not in ("الاخر",) else "s"
            return j + 1
        readings = lexicon.readings(t.form, t.text) if t.kind == "word" else ()
        hit = phrases.at(self.tokens, j, phrase_trie()) if t.kind == "word" else None
        actor = self.actors.get(j)
        if hit is not None:
            for what, name, number in hit.payload:
                if what == "noun" and not (actor and actor.last >= hit.last):
                    chunk.head, chunk.number = noun_table()[name], number
                    chunk.start, chunk.glued = hit.start, fold(self.words.text[t.start : hit.start])
                    return hit.last
        counted = next((r for r in readings if r.kind in ("count", "counts") and triggers()[r.lemma][1].measure), None)
        if counted:
            chunk.lemma = counted.lemma
            self._take(chunk, t, counted, first)
            return j + 1
        head = next((r for r in readings if r.kind == "head"), None)
        if actor:
            chunk.actors.append(actor)
            if head:
                chunk.head = noun_table()[head.lemma]
                chunk.number, chunk.pronoun = head.number, head.pronoun
            else:
                chunk.number = "p"
            if first:
                chunk.start, chunk.glued = actor.start, fold(self.words.text[t.start : actor.start])
            return min(actor.last, s.last)
        if head is None:
            return None
        noun = noun_table()[head.lemma]
        if noun.type == "measure":
            k = j + 1
            while k < s.last and self.tokens[k].form in _SIZES:
                k += 1
            inner = Chunk("N", k, k + 1, self.tokens[min(k, s.last - 1)].start, t.end)
            at = self._head(k, s, inner, first=True, definite_count=False) if k < s.last else None
            if at is None:
                if noun.id == "amount":
                    self._take(chunk, t, head, first)
                    chunk.head = noun
                    return j + 1
                return None
            chunk.head, chunk.actors, chunk.lemma, chunk.number, chunk.others = inner.head, inner.actors, inner.lemma, inner.number, inner.others
            if noun.id in ("some", "number", "kinds"):
                chunk.text = "some" if self.tokens[j].form.lstrip("وفبل") not in ("احد", "احدي") else "one"
            if noun.id == "amount":
                chunk.text = "amount"
            self._lead(chunk, t, head, first)
            return at
        chunk.head = noun
        self._take(chunk, t, head, first)
        return j + 1

    def _lead(self, chunk: Chunk, t: Token, r: Reading, first: bool) -> None:
        if first:
            chunk.glued = r.proclitics
            chunk.start = phrases.stem_start(t, r.proclitics, t.form[r.skip :]) if r.proclitics else t.start

    def _take(self, chunk: Chunk, t: Token, r: Reading, first: bool) -> None:
        chunk.number, chunk.definite, chunk.pronoun = r.number, r.definite, r.pronoun
        self._lead(chunk, t, r, first)

    def _modifiers(self, k: int, s: Sentence, chunk: Chunk) -> int:
        """Adjectives, counts after the noun, genitives, «من / تابع لـ / في صفوف» + actor, names in apposition: the token after the last."""
        tokens, steps, good = self.tokens, 0, k
        named = chunk.head is not None and chunk.head.type in ("combatant", "person") and chunk.number == "s" and chunk.count is None
        while k < s.last and steps < _MAX_MODIFIERS:
            steps += 1
            t = tokens[k]
            if t.form == "برتبه" and k + 1 < s.last:  # «ضابط برتبة عقيد»
                k = good = k + 2
                continue
            if t.kind == "punct":
                if t.form in _QUOTES and k + 1 < s.last and (k + 1 in self.actors or k + 2 in self.actors or good == k):
                    k += 1
                    continue
                if t.form in _QUOTES and good == k:
                    k += 1
                    continue
                break
            if k in self.times or k in self.sources:
                break
            quantity = self.quantities.get(k)
            if quantity and chunk.count is None and quantity.kind == "cardinal" and quantity.start == t.start and chunk.number in ("p", "d") and good == k:
                following = quantity.last < s.last and bool(self._heads(quantity.last, phrases.at(tokens, quantity.last, phrase_trie()), lexicon.readings(tokens[quantity.last].form)))
                if not following:
                    chunk.count, k, good = quantity, quantity.last, quantity.last
                    continue
                break
            actor = self.actors.get(k)
            if actor:
                glued = fold(self.words.text[t.start : actor.start])
                heads = [r for r in lexicon.readings(t.form) if r.kind == "head" and not r.definite] if chunk.actors and not glued else []
                kinds = {noun_table()[r.lemma].type for r in heads if r.number == "s" or noun_table()[r.lemma].type != "combatant"}
                if kinds & {"force", "vehicle", "aircraft", "combatant"}:
                    break  # «استهدف مسلحو التنظيم رتلا»: another noun phrase begins
                if glued in ("", "ل", "ب") and (glued != "ب" or good != k):
                    chunk.actors.append(actor)
                    k = good = min(actor.last, s.last)
                    continue
                break
            if k in self.places:
                break
            hit = phrases.at(tokens, k, phrase_trie())
            cue = self._structural(hit)
            belongs = bool(hit and any(p[0] == "cue" and p[1].startswith("belong:") for p in hit.payload))
            if cue and cue.cue == "backer":
                at = self._next_actor(cue.last, s, 4)
                if at is None:
                    break
                k = good = at.last
                continue
            if belongs or (cue and cue.cue == "preposition" and cue.value in ("من", "صفوف", "في") and hit and hit.first == k and hit.proclitics == ""):
                reach = 5 if belongs else 2
                at = self._next_actor(hit.last if hit else k, s, reach)
                if at is None:
                    if cue and cue.value == "من" and not chunk.actors and k + 1 < s.last and k + 1 not in self.places:
                        inner = Chunk("N", k + 1, k + 2, 0, 0)
                        j = self._head(k + 1, s, inner, first=True, definite_count=False)
                        if j is not None and not inner.glued and inner.head is not None and inner.head.type not in ("site", "goods", "weapon", "bodies"):
                            if chunk.head is None or chunk.head.type in ("bodies", "measure", "person"):
                                chunk.head = inner.head
                            chunk.actors.extend(inner.actors)
                            k = good = j
                            continue
                    break
                chunk.actors.append(at)
                k = good = at.last
                continue
            if cue:
                break
            readings = lexicon.readings(t.form, t.text)
            lemmas = [
                r for r in readings
                if r.lemma in triggers() and r.kind in ("act", "pass", "masdar", "noun", "nouns") and self._possible(k, r, s)
            ]  # fmt: skip
            if lemmas or any(r.kind == "cue" for r in readings):
                break
            head = next((r for r in readings if r.kind == "head"), None)
            if head is not None and not head.proclitics:
                noun = noun_table()[head.lemma]
                if good == k and (chunk.head is None or chunk.head.type not in ("civilian",)) and (noun.type in ("force", "group", "combatant", "civilian", "person", "vehicle", "goods", "weapon", "site") and not chunk.actors):
                    person = noun.type in ("combatant", "civilian", "person")
                    if chunk.head is None or (chunk.head.type in ("bodies", "group", "measure") and person):
                        chunk.head = noun
                    k = good = k + 1
                    continue
                break
            if head is not None and head.proclitics == "ل" and good == k and not chunk.actors:
                noun = noun_table()[head.lemma]
                if noun.type in ("force", "combatant", "group", "civilian"):
                    inner = Chunk("N", k, k + 1, 0, 0, head=noun, number=head.number)
                    j = self._modifiers(k + 1, s, inner)
                    chunk.actors.extend(inner.actors)
                    k = good = j
                    continue
                break
            if hit and any(p[0] != "noun" for p in hit.payload):
                break
            thing = chunk.head is not None and chunk.head.type in ("site", "vehicle", "goods", "weapon")
            if thing and good == k and t.form.startswith("ال") and len(t.form) > 4 and not readings and not hit:
                k = good = k + 1
                continue
            if _adjectival(t.form) or (named and good == k and steps <= 5 and name_like(t)):
                k = good = k + 1
                continue
            ahead = self._next_actor(k + 1, s, 2, need="ل")
            if ahead is not None and not chunk.actors:
                chunk.actors.append(ahead)
                k = good = ahead.last
                continue
            break
        while good > chunk.first + 1 and tokens[good - 1].form in ("“", "«", "(", "["):
            good -= 1
        if good < s.last and good > chunk.first and tokens[good].form in ("”", "»", ")", "]"):
            return good
        return good

    def _next_actor(self, k: int, s: Sentence, reach: int, need: str = "") -> ActorMention | None:
        """The actor that begins within ``reach`` plain words from k."""
        for j in range(k, min(k + reach + 1, s.last)):
            actor = self.actors.get(j)
            if actor:
                glued = fold(self.words.text[self.tokens[j].start : actor.start])
                if need and glued != need:
                    return None
                return actor if glued in ("", "ل", "ب") else None
            t = self.tokens[j]
            if j in self.times or j in self.sources or j in self.places or t.form in _COMMAS or t.form in (".", "،"):
                return None
            if t.kind == "word" and any(r.lemma in triggers() and r.kind in ("act", "noun", "masdar") for r in lexicon.readings(t.form)):
                return None
        return None

    def _letter(self, chunk: Chunk) -> str:
        if chunk.lemma:
            return "K"
        noun = chunk.head
        if noun is not None and noun.instrument and noun.type in ("aircraft", "weapon"):
            return "A" if noun.type == "aircraft" else "W"
        if noun is not None and noun.type in ("vehicle", "site", "weapon", "goods", "aircraft"):
            return "M"
        if noun is not None and noun.type in ("combatant", "force"):
            return "A"
        if any(a.kind in ARMED_KINDS and not a.adjective for a in chunk.actors):
            if noun is not None and noun.type in ("civilian",):
                return "N"
            return "A"
        if noun is not None and noun.type == "group" and chunk.actors:
            return "A"
        if noun is not None and noun.type == "measure":
            return "M"
        return "N"


def _hit(payload: Sequence[str], first: int, hit: phrases.Hit) -> CueHit:
    cls, _, key = payload[1].partition(":")
    return CueHit(cls, key, payload[2], first, hit.last)


_ADJECTIVE_ENDINGS = ("يه", "ييه", "يين", "يون", "يتين", "يتان", "يات", "يا")
_ADJECTIVES = frozenset(
    ["كبير", "كبيره", "صغير", "صغيره", "مسلح", "مسلحه", "المسلحه", "المسلح", "مسلحين", "مسلحون", "مجهول", "مجهوله", "مجهولون", "مجهولين", "متجاورين", "حليفه", "الحليفه", "رديفه", "الرديفه", "كامله", "متفرقه", "مختلفه", "جديده", "اضافيه", "ضخمه", "متنقله", "محليه", "بارز", "بارزه", "ميداني", "ملثمين", "ملثمون", "عزل", "ابرياء", "متشدده", "متشدد", "متطرف", "متطرفه", "سابق", "سابقه", "سوداء", "ثقيله", "خفيفه", "رباعيه", "الدفع", "الاول", "الثاني", "ثاني", "مفخخه", "محمله", "خاصه", "الخاصه", "المسلحون", "القريبه", "قريبه", "المشتركه", "مشتركه", "واسعه"]
)


def _adjectival(form: str) -> bool:
    return form in _ADJECTIVES or (len(form) > 4 and form.endswith(_ADJECTIVE_ENDINGS) and form[0] not in "وفبل") or (
        len(form) > 6 and form.startswith("ال") and form.endswith(("ه", "ي", "ين", "ون"))
    )


def name_like(t: Token) -> bool:
    """Whether the word may be part of a person's or a place's name: nothing else is known of it."""
    return t.kind == "word" and len(t.form) > 2 and not lexicon.readings(t.form) and not phrases.at((t,), 0, phrase_trie()) and t.form not in NOT_NAMES


NOT_NAMES = frozenset(["ان", "انه", "انها", "اليوم", "امس", "قد", "كان", "كانت", "هذا", "هذه", "ذلك", "الذي", "التي", "بعد", "قبل", "مع", "عن", "او", "ثم", "ايضا", "كما", "حيث", "بسبب", "خلال"])

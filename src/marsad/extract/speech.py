"""The words of attribution as the reader wants them: every form of a verb of saying, one trie of all that can name a speaker."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marsad.arabic import phrases
from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.resources import attribution, compiled, sources
from marsad.resources.slotted import slotted

_VERSION = 13  # of what is built here; the cache knows the data and the rooms below, not this module


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the text as a cue: its cue, its form, and whether و or ف precedes."""

    cue: str
    role: str  # "verb", "prep", "colon", "dash", "text"
    form: str  # finite, object (with a pronoun: «رصدته»), masdar, participle; of prepositions ""
    conjunction: str


class Name(NamedTuple):
    """What a trie entry names: a source of the table, a bare or short name of one or several, or a head noun."""

    kind: str  # "source", "bare", "short", "person", "head"
    ids: tuple[str, ...]
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """The small words of the file's ``words``, folded; ``clause`` and ``turns`` by first word, with the second words that they want."""

    that: frozenset[str]
    stop: frozenset[str]
    linking: frozenset[str]
    not_within: frozenset[str]
    same_one: frozenset[str]
    issued: frozenset[str]
    called: frozenset[str]
    adverbs: frozenset[str]
    before_subject: frozenset[str]
    monitored: frozenset[str]
    unsaid: frozenset[str]
    governing: frozenset[str]
    comes: frozenset[str]
    goes_on: frozenset[str]
    voice: frozenset[str]
    figures: frozenset[str]
    thus: frozenset[str]
    particles: frozenset[str]
    told: frozenset[str]
    whatever: frozenset[str]
    medium: frozenset[str]
    during: frozenset[str]
    residents: frozenset[str]
    by_name: frozenset[str]
    bodies: frozenset[str]
    responsibility: tuple[str, ...]  # beginnings of words
    clause: dict[str, frozenset[str]]
    turns: dict[str, frozenset[str]]


OPENERS = frozenset("\"“”«‘'″`")
CLOSERS = frozenset("\"”“»’'″`")
_PAIRED = ("clause", "turns")
_CARRIERS = {":": "quote", "عن": "about", "الي": "to"}


@dataclass(slots=True)
class Lexicon:
    """The words of attribution, by what they do."""

    verbs: dict[str, attribution.Verb]
    prepositions: dict[str, attribution.Preposition]
    heads: dict[str, attribution.Head]
    forms: dict[str, list[list[str]]]  # folded word → [cue, role, form]
    adjectives: dict[str, list[str | None]]  # folded word → [id, country]
    small: Small
    offices: dict[str, str]  # folded word → id
    names: dict[str, Any]  # trie
    # worked out once per distinct word
    readings: Memo[Reading | None] = field(init=False)
    begins: phrases.Starts = field(init=False)  # the names that it may begin
    possessed: Memo[str | None] = field(init=False)  # «بيانها»: the head noun that a pronoun makes the last speaker's
    speaks: Memo[bool] = field(init=False)  # whether the phrase of a speaker may begin with it, an actor apart
    carriers: Memo[str] = field(init=False)  # how it may carry what is said: "that", "quote", "mark", "about", "to", "verb"; "" for most
    clauses: Memo[frozenset[str] | None] = field(init=False)  # second words with which it begins a clause, "" for alone
    skipped: frozenset[str] = field(init=False)  # between a verb and its subject
    bounds: frozenset[str] = field(init=False)  # before a subject that stands before its verb

    def __post_init__(self) -> None:
        self.readings = Memo(self._read)
        self.begins = phrases.starts(self.names)
        self.possessed = Memo(self._possessed)
        self.speaks = Memo(lambda form: bool(self.begins[form] or self.possessed[form] or form in OPENERS or form == "ل"))
        self.carriers = Memo(self._carrier)
        self.clauses = Memo(self._clause)
        self.skipped = self.small.adverbs | {"-", "–", "ما"}
        self.bounds = self.small.before_subject | {"،", "؛", ":", ".", "-", "–"}

    def reading(self, form: str) -> Reading | None:
        """The cue that the folded word may be, through و and ف; None for the great many that are none."""
        return self.readings[form]

    def _possessed(self, form: str) -> str | None:
        if len(form) < 4 or form[-1] not in "هام":
            return None
        for stem, pronoun in suffix_splits(form):
            node = self.names.get(stem) if pronoun in ("ه", "ها", "هم") else None
            payload = node.get("") if node else None
            if payload and payload[0] == "head" and self.heads[payload[1][0]].possessed:
                return str(payload[1][0])
        return None

    def _carrier(self, form: str) -> str:
        if form in self.small.that:
            return "that"
        if form in _CARRIERS:
            return _CARRIERS[form]
        if form in OPENERS:
            return "mark"
        r = self.readings[form]
        return "verb" if r and r.role == "verb" and r.form == "finite" and r.conjunction else ""

    def _clause(self, form: str) -> frozenset[str] | None:
        seconds = self.small.clause.get(form) or (self.small.clause.get(form[1:]) if form[:1] == "و" else None)
        return frozenset(("",)) if seconds is None and form == "؛" else seconds

    def _read(self, form: str) -> Reading | None:
        for conjunction, stem in splits(form):
            entry = self.forms.get(stem)
            if entry is None:
                continue
            if not entry:
                return None
            for cue, role, shape in entry:
                if conjunction in ("", "و", "ف") or ((shape == "masdar" or role == "text") and conjunction in ("ب", "ل", "وب")):
                    return Reading(cue, role, shape, conjunction)
        return None


@functools.cache
def lexicon() -> Lexicon:
    """Compiled once from data/cues/attribution.yml and data/sources."""
    raw = compiled(f"attribution-{_VERSION}", (*attribution.PATTERNS, *sources.PATTERNS), _build)
    return Lexicon(
        verbs={v.id: v for v in map(slotted(attribution.Verb), raw["verbs"])},
        prepositions={p.id: p for p in map(slotted(attribution.Preposition), raw["prepositions"])},
        heads={h.id: h for h in map(slotted(attribution.Head), raw["heads"])},
        forms=raw["forms"], adjectives=raw["adjectives"], small=_small(raw["small"]), offices=raw["offices"], names=raw["names"],
    )  # fmt: skip


def _build() -> dict[str, Any]:
    cues = attribution.cues()
    forms: dict[str, list[list[str]]] = {}
    for verb in cues.verbs:
        for form, shape in inflected(verb):
            forms.setdefault(form, []).append([verb.id, "verb", shape])
    for prep in cues.prepositions:
        for word in prep.words:
            forms[fold(word)] = [[prep.id, "prep", ""]]
    forms[":"] = [["colon", "colon", ""]]
    for sign in ("-", "–", "—"):
        forms[sign] = [["dash", "dash", ""]]
    for head in cues.heads:
        for word in head.words if head.carries else ():
            stem = fold(word)
            for form in (stem, stem + "ا", *(stem + pronoun for pronoun in ("ه", "ها", "هم"))):
                forms.setdefault(form, []).append([head.id, "text", ""])
    adjectives: dict[str, list[str | None]] = {}
    for adjective in cues.adjectives:
        for word in adjective.words:
            stem = fold(word)
            for ending in ("", "ه", "ا", "ون", "ين", "ان", "ات", "تان", "تين"):
                for article in ("", "ال"):
                    adjectives.setdefault(article + stem + ending, [adjective.id, adjective.country])
    for word in cues.ignore:
        forms[fold(word)] = []
    return {
        "verbs": [v.model_dump() for v in cues.verbs], "prepositions": [p.model_dump() for p in cues.prepositions],
        "heads": [h.model_dump() for h in cues.heads], "forms": forms, "adjectives": adjectives, "names": _names(cues),
        "small": {w.id: [fold(x) for x in w.words] for w in cues.words},
        "offices": {fold(w): o.id for o in cues.offices for w in o.words},
    }  # fmt: skip


def _small(raw: dict[str, list[str]]) -> Small:
    lists = {k: frozenset(v) for k, v in raw.items() if k not in _PAIRED}
    lists["stop"] |= lists["that"]
    pairs: dict[str, dict[str, frozenset[str]]] = {}
    for name in _PAIRED:
        starts: dict[str, set[str]] = {}
        for words in raw[name]:
            first, _, second = words.partition(" ")
            starts.setdefault(first, set()).add(second)  # "": alone
        pairs[name] = {first: frozenset(seconds) for first, seconds in starts.items()}
    del lists["responsibility"]
    return Small(**lists, **pairs, responsibility=tuple(raw["responsibility"]))  # type: ignore[arg-type]


def inflected(verb: attribution.Verb) -> list[tuple[str, str]]:
    """Folded forms of a verb with their shape: «أعلن» → اعلن، اعلنت، اعلنوا، يعلن، سيعلن، اعلنه …, «تبنى» → تبنت، تبنوا، تبناه …"""
    past, present = fold(verb.past), fold(verb.present)
    weak = past.endswith("ي") and verb.past.endswith("ى")
    long_a = past.endswith("ا") and verb.past.endswith("ا")
    stem = past[:-1] if weak or long_a else past
    found = [(past, "finite"), (stem + "ت", "finite"), (stem + "وا", "finite"), (stem + "تا", "finite")]
    found.append((past[:-1] + ("يا" if weak else "وا") if weak or long_a else past + "ا", "finite"))
    tail = present[:-1] if present[-1] in "يوا" and (weak or long_a) else present
    for prefix in ("", "س"):
        found.append((prefix + present, "finite"))
        found.append((prefix + "ت" + present[1:], "finite"))
        found.append((prefix + tail + "ون", "finite"))
        found.append((prefix + tail + "ان", "finite"))
    if not verb.narrow:
        base = past[:-1] + "ا" if weak else past
        for pronoun in ("ه", "ها", "هم", "هما"):
            found.append((base + pronoun, "object"))
            found.append((stem + "ت" + pronoun, "object"))
            found.append((present[:-1] + "ا" + pronoun if verb.present.endswith("ى") else present + pronoun, "object"))
            feminine = "ت" + present[1:]
            found.append((feminine[:-1] + "ا" + pronoun if verb.present.endswith("ى") else feminine + pronoun, "object"))
    if verb.masdar:
        found.append((fold(verb.masdar), "masdar"))
    if verb.participle:
        p = fold(verb.participle)
        found += [(p + e, "participle") for e in ("", "ا", "ه", "ين", "ون")]
    seen: dict[str, str] = {}
    for form, shape in found:
        seen.setdefault(form, shape)
    return list(seen.items())


def _names(cues: attribution.Attribution) -> phrases.Trie:
    entries: list[tuple[str, Any]] = []
    bare: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    for entry in sources.entries():
        entries += [(name, ["source", [entry.id]]) for name in (entry.name, *entry.names)]
        entries += [(name, ["person", [entry.id]]) for name in entry.people]
        for name in entry.bare:
            bare.setdefault(name, []).append(entry.id)
        for name in entry.short:
            short.setdefault(name, []).append(entry.id)
    entries += [(name, ["short", ids]) for name, ids in short.items()]
    entries += [(name, ["bare", ids]) for name, ids in bare.items()]
    for head in cues.heads:  # as written first: «الرئيس» is its own head, not «رئيس» with the article
        entries += [(word, ["head", [head.id], word.split()[-1].startswith("ال")]) for word in head.words]
    for head in cues.heads:
        for word in head.words:
            words = word.split()
            entries.append((word, ["head", [head.id], words[-1].startswith("ال")]))
            if len(words) == 1:
                entries.append((word + "ا", ["head", [head.id], False]))
                if not word.startswith("ال"):
                    entries.append(("ال" + word, ["head", [head.id], True]))
    return phrases.build(entries)


def search(query: str) -> list[sources.Source]:
    """Sources whose id or a name, Arabic or English, holds the query (folded), in id order; all for an empty one. For ``marsad sources``."""
    wanted = " ".join(phrases.words_of(query)) or query.strip().lower()
    return [
        s
        for s in sorted(sources.table(), key=lambda s: s.id)
        if wanted in s.id
        or wanted in s.en.lower()
        or any(wanted in " ".join(phrases.words_of(name)) for name in (s.name, *s.names, *s.bare, *s.short, *s.people))
    ]

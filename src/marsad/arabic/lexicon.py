"""Surface → readings: every inflected form of the data's triggers, nouns and cue verbs, found through the clitics of a word.

    >>> {r.kind for r in readings("وبمقتلهم") if r.lemma == "qutila"}
    {'masdar'}

Built once from the data, cached by its content; each distinct word is analysed once.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator
from typing import Any

from marsad.arabic import inflect
from marsad.arabic.clitics import splits
from marsad.arabic.inflect import Form
from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold
from marsad.resources import compiled, cues, frames, nouns

_PRONOUNS = ("هما", "هم", "هن", "ها", "ه")
_NOMINAL = frozenset(("masdar", "noun", "nouns", "count", "counts", "head", "agent", "patient"))
_PASSIVE_VOWEL = re.compile("^[وفس]?.\u0651?\u064f")  # damma on the first letter: قُتل، يُعتقد
_ACTIVE_VOWEL = re.compile("^[وفس]?.\u0651?\u064e")


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: of which lemma, as what, in which form, with what glued to it."""

    lemma: str
    kind: str  # act, pass, masdar, noun, nouns, agent, patient, count, counts, head, cue
    number: str
    gender: str
    tense: str
    definite: bool
    pronoun: str
    proclitics: str
    skip: int  # letters of the folded word before the stem (and its article)


def readings(form: str, text: str = "") -> tuple[Reading, ...]:
    """All readings of a folded word; ``text`` is its spelling, whose vowels may decide between active and passive."""
    found = _readings(form)
    return _by_spelling(form, text) if found and text and text != form else found


@functools.lru_cache(maxsize=60_000)
def _by_spelling(form: str, text: str) -> tuple[Reading, ...]:
    found = _readings(form)
    if found:
        if text.rstrip("ًٌٍ").endswith("ة"):  # «إصابة» is no «أصابه»
            found = tuple(r for r in found if r.pronoun != "ه")
        if _PASSIVE_VOWEL.match(text):
            verbs = tuple(dataclasses.replace(r, kind="pass") if r.kind == "act" else r for r in found if r.kind in ("act", "pass", "cue"))
            return tuple(dict.fromkeys(verbs)) or found
        if _ACTIVE_VOWEL.match(text):
            return tuple(r for r in found if r.kind != "pass")
    return found


@once_a_word
def _readings(form: str) -> tuple[Reading, ...]:
    index = surfaces()
    out: list[Reading] = []
    seen: set[tuple[str, str, str]] = set()
    for proclitics, whole in splits(form):
        skip = len(form) - len(whole) if not proclitics.endswith("ل") else len(proclitics)
        for stem, definite in _bare(whole):
            for base, pronoun in _suffixes(stem):
                # «مدنيين» is the plural before it is the dual
                for lemma, kind, number, gender, tense, bound in sorted(index.get(base, ()), key=lambda row: row[2] == "d"):
                    if bound and not pronoun:
                        continue
                    nominal = kind in _NOMINAL
                    if (definite and not nominal) or (definite and pronoun):
                        continue
                    if not nominal and proclitics[-1:] in ("ب", "ك"):
                        continue
                    if not nominal and proclitics[-1:] == "ل" and tense != "present":
                        continue
                    key = (lemma, kind, proclitics)
                    if key in seen:
                        continue
                    seen.add(key)
                    out.append(Reading(lemma, kind, number, gender, tense, definite, pronoun, proclitics, max(0, skip)))
    return tuple(out)


def _bare(stem: str) -> Iterator[tuple[str, bool]]:
    yield stem, False
    if stem.startswith("ال") and len(stem) > 3:
        yield stem[2:], True
    if stem.startswith("س") and len(stem) > 3 and stem[1] in "يت":
        yield stem[1:], False  # the future


def _suffixes(stem: str) -> Iterator[tuple[str, str]]:
    yield stem, ""
    for pronoun in _PRONOUNS:
        if stem.endswith(pronoun) and len(stem) - len(pronoun) >= 2:
            base = stem[: -len(pronoun)]
            yield base, pronoun
            if base.endswith("ت"):
                yield base[:-1] + "ه", pronoun
            return


def is_future(form: str) -> bool:
    """Whether a verb wears the «س» of the future: «ستشن»."""
    bare = form.lstrip("وف")
    return len(bare) > 3 and bare[0] == "س" and bare[1] in "يت"


@functools.lru_cache(maxsize=1)
def surfaces() -> dict[str, list[Any]]:
    """form → [(lemma, kind, number, gender, tense, bound), …]."""
    return compiled("lexicon", (*frames.PATTERNS, *nouns.PATTERNS, *cues.PATTERNS), _build)


def _build() -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for lemma, kind, form, shape in _forms():
        row = [lemma, kind, shape.number, shape.gender, shape.tense, shape.bound]
        rows = table.setdefault(form, [])
        if row not in rows:
            rows.append(row)
    return table


def _forms() -> Iterator[tuple[str, str, str, Form]]:
    for frame in frames.frames():
        for t in frame.triggers:
            yield from _verb_forms(t.id, t.perfect, t.imperfect)
            for form in t.passive:
                present = fold(form)[0] == "ي"
                for f, shape in inflect.verb(None if present else form, form if present else None):
                    yield t.id, "pass", f, shape
            for kind, singulars in (("masdar", t.masdar), ("noun", t.noun), ("count", t.count)):
                for form in singulars:
                    for f, shape in inflect.nominal(form):
                        yield t.id, kind, f, shape
            for kind, many in (("nouns", t.nouns), ("counts", t.counts)):
                for form in many:
                    for f, shape in inflect.plural(form):
                        yield t.id, kind, f, shape
            for kind, stems in (("agent", t.agent), ("patient", t.patient)):
                for form in stems:
                    for f, shape in inflect.participle(form):
                        yield t.id, kind, f, shape
    for noun in nouns.nouns():
        for form in noun.singular:
            for f, shape in inflect.nominal(form):
                yield noun.id, "head", f, shape
        for form in noun.plural:
            for f, shape in inflect.plural(form):
                yield noun.id, "head", f, shape
    for file in cues.cues():
        for cue in file.cues:
            lemma = f"{file.cue}:{cue.id}"
            yield from _verb_forms(lemma, cue.perfect, cue.imperfect, kind="cue")
            for form in cue.masdar:
                for f, shape in inflect.nominal(form):
                    yield lemma, "masdar", f, shape
            for form in cue.agent:
                for f, shape in inflect.participle(form):
                    yield lemma, "agent", f, shape


def _verb_forms(lemma: str, perfect: tuple[str, ...], imperfect: tuple[str, ...], kind: str = "act") -> Iterator[tuple[str, str, str, Form]]:
    for form in perfect:
        for f, shape in inflect.verb(form, None):
            yield lemma, kind, f, shape
    for form in imperfect:
        for f, shape in inflect.verb(None, form):
            yield lemma, kind, f, shape

"""The classes of a word of time, through its clitics and article; each distinct word is analysed once.

    >>> meanings("وأمس")["day"], meanings("للأسبوع")["unit"]
    (-1, 'week')
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marsad.arabic.clitics import splits
from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold
from marsad.resources import calendar as resource

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Tables:
    words: dict[str, dict[str, Any]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]  # first word → (further words, kind, value), longest first
    names: frozenset[str]
    future: frozenset[str]
    not_future: tuple[str, ...]
    shy: frozenset[str]
    same_before: frozenset[str]
    not_today: frozenset[str]


@functools.lru_cache(maxsize=1)
def tables() -> _Tables:
    """The index over data/calendar.yml: built once a process."""
    data = resource.table()
    words: dict[str, dict[str, Any]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}

    def add(form: str, kind: str, value: Any) -> None:
        parts = tuple(fold(form).split())
        if len(parts) == 1:
            words.setdefault(parts[0], {}).setdefault(kind, value)
        else:
            phrases.setdefault(parts[0], []).append((parts[1:], kind, value))

    for kind, groups in (("weekday", data.weekdays), ("bare_weekday", data.bare_weekdays), ("month", data.months),
                         ("hijri", data.hijri_months), ("day", data.days), ("eve", data.eves), ("decade", data.decades)):  # fmt: skip
        for value, forms in groups.items():
            for form in forms:
                add(form, kind, int(value))
    for kind, named in (("part", data.parts), ("unit", data.units), ("dual", data.duals), ("phase", data.phases),
                        ("season", data.seasons), ("vague", data.vague_times)):  # fmt: skip
        for name, forms in named.items():
            for form in forms:
                add(form, kind, name)
    for kind, listed in (("past", data.past), ("last", data.last), ("next", data.next), ("following", data.following),
                         ("current", data.current), ("this", data.this), ("same", data.same), ("few", data.few), ("before", data.before),
                         ("after", data.after), ("since", data.since), ("until", data.until), ("during", data.during),
                         ("between", data.between), ("from", data.from_), ("to", data.to), ("about", data.about), ("rest", data.rest),
                         ("hijri_mark", data.hijri_marks)):  # fmt: skip
        for form in listed:
            add(form, kind, True)
    for feast in data.feasts:
        add(feast.name, "feast", feast)
    for listed_phrases in phrases.values():
        listed_phrases.sort(key=lambda p: -len(p[0]))
    return _Tables(
        words, phrases, frozenset(f for name in data.names for f in (fold(name), "ال" + fold(name))), frozenset(map(fold, data.future)),
        tuple(map(fold, data.not_future)), frozenset(map(fold, (*data.shy_months, *data.shy_hijri_months))),
        frozenset(map(fold, data.same_before)), frozenset(map(fold, data.not_today)),
    )  # fmt: skip


@once_a_word
def meanings(form: str) -> Mapping[str, Any]:
    """kind → value of the folded word; «definite» and «prep» (the proclitics taken off) where they are so. Empty for other words."""
    index = tables()
    found: dict[str, Any] = {}
    for proclitics, stem in splits(form):
        if found and proclitics:
            break
        entry = index.words.get(stem)
        bare = stem[2:] if stem.startswith("ال") else None
        if entry is not None:
            for kind, value in entry.items():
                found.setdefault(kind, value)
            found.setdefault("prep", proclitics)
            if bare:
                found["definite"] = True
        if bare and bare in index.words:
            for kind, value in index.words[bare].items():
                if kind in ("unit", "dual", "part", "phase", "season", "decade", "bare_weekday"):
                    found.setdefault("weekday" if kind == "bare_weekday" else kind, value)
                    found["definite"] = True
                    found.setdefault("prep", proclitics)
        if stem in index.phrases:
            found["phrases"] = index.phrases[stem]
            found.setdefault("prep", proclitics)
    return found or NOTHING


TRIGGERS = frozenset((
    "weekday", "bare_weekday", "month", "hijri", "day", "eve", "decade", "part", "unit", "dual", "phase", "season", "phrases",
    "before", "after", "since", "until", "during", "between", "from", "rest", "this",
))  # fmt: skip


@once_a_word
def trigger(form: str) -> bool:
    """Whether a time phrase may begin at the word."""
    return not TRIGGERS.isdisjoint(meanings(form))


@once_a_word
def tells_future(form: str) -> bool:
    """«ستبدأ», «سوف», «المقرر»: the clause is about what comes."""
    index = tables()
    for proclitics, stem in splits(form):
        if stem in index.future:
            return True
        if proclitics in ("", "و", "ف") and len(stem) >= 5 and stem[:2] in ("سي", "ست", "سن") and not stem.startswith(index.not_future):
            return True
    return False

"""Constructions compiled: the patterns of ``data/constructions.yml`` as linear regular expressions over chunk letters.

    "T ~2 <subj> ~3 <obj>"  →  T(?:…){0,2}?(?P<subj>[AN](?:[,&]+[AN]){0,4})(?:…){0,3}?(?P<obj>…)

Gaps are bounded and lazy, their alternatives begin with different letters: nothing can backtrack without end.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass

from marsad.resources import DataError, compiled, frames

# What a loose gap may hold: other words, times, places, attributions, bare numbers, and a preposition with its noun phrase.
_LOOSE = "(?:[xLDSQz]|[pq][LDx]|,(?=[pqDSLxlQi])|i[ANK](?:&[ANK]){0,3},?)"
_PEOPLE = "[ANW](?:,?&[pq]?[AN]){0,4}"
_HOLDER = "[ANWMLK](?:,?&[pq]?[ANWMLK]){0,4}"  # of entries whose subject is a thing or a place
_ANY = "[ANMKW](?:,?&[pq]?[ANMKW]){0,8}"
_SYMBOLS = {
    "<subj>": f"(?P<subj>{_PEOPLE})",
    "<obj>": f"(?P<obj>{_ANY}|L)",
    "<gen>": f"(?P<gen>{_ANY}|L)",
    "<place>": "(?P<place>[LM])",
    "@on": "(?P<on>p)",
    "@by": "b",
    "@light": "l",
    "@inverse": "v",
    "@between": "o",
    "@rel": ",?R",
    "@prep": "[pq]",
    "@that": "[tS],?",
    "@far": "[xLDSQz,&pqAMNKWbVj]{0,14}?",
    "&": "[,]?&",
}


# The letters of which one must stand where a symbol does; symbols that are not here may match nothing.
_LETTERS = {
    "<subj>": "ANW", "<obj>": "ANMKWL", "<gen>": "ANMKWL", "<place>": "LM", "@on": "p", "@by": "b", "@light": "l", "@inverse": "v", "@between": "o",
    "@rel": "R", "@prep": "pq", "@that": "tS", "&": "&",
}  # fmt: skip
_OPENING = {**_LETTERS, "@rel": ",R", "&": ",&"}  # and with which it may begin
_WIDE = "ANWMLK"
_GROUPS = {frozenset(group): 1 << n for n, group in enumerate(dict.fromkeys([*_LETTERS.values(), _WIDE]))}


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern as it is tried: ``opens`` the letters that it may begin with; ``before``, ``after`` the groups of letters, as bits, of which one
    must stand on that side of T."""

    regex: re.Pattern[str]
    opens: frozenset[str]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled arrangement: its id, what it binds, and whether the trigger comes first."""

    id: str
    narrow: Shape
    wide: Shape  # where the subject may be a thing or a place
    leading: bool
    slots: tuple[str, ...]
    plus: bool  # the trigger wears a pronoun
    on: bool
    by: bool
    far: bool

    @property
    def regex(self) -> re.Pattern[str]:
        return self.narrow.regex


def _shape(pattern: str, *, wide: bool) -> Shape:
    regex = translate(pattern)
    words = pattern.split()
    at = next(n for n, w in enumerate(words) if w in ("T", "T+"))

    def letters(word: str, table: Mapping[str, str]) -> frozenset[str]:
        return frozenset(_WIDE if wide and word == "<subj>" else table.get(word, ""))

    opens: frozenset[str] = frozenset()
    for word in words[:at]:
        if word[0] == "~" or word == "@far":
            raise DataError(f"data/constructions.yml: {pattern!r} begins with a gap; begin it with a symbol")
        opens |= letters(word.rstrip("?"), _OPENING)
        if not word.endswith("?"):
            break
    before, after = (functools.reduce(operator.or_, (_GROUPS.get(letters(w, _LETTERS), 0) for w in part), 0) for part in (words[:at], words[at + 1 :]))
    return Shape(re.compile(regex.replace(_PEOPLE, _HOLDER) if wide else regex), opens, before, after)


def translate(pattern: str) -> str:
    """The regular expression of a pattern. Raises DataError on a symbol that is none of ours."""
    out: list[str] = []
    for word in pattern.split():
        optional = word.endswith("?")
        symbol = word.rstrip("?")
        if symbol in ("T", "T+"):
            part = "T"
        elif symbol[0] == "~":
            part = f"{_LOOSE}{{0,{int(symbol[1:])}}}?"
        elif symbol in _SYMBOLS:
            part = _SYMBOLS[symbol]
        else:
            raise DataError(f"data/constructions.yml: {symbol!r} in {pattern!r} is no symbol; see docs/grammar.md")
        out.append(f"(?:{part})?" if optional else part)
    return "".join(out)


@functools.lru_cache(maxsize=1)
def patterns() -> Mapping[str, tuple[Pattern, ...]]:
    """Reading kind → its patterns, in the order of the file."""
    rows = compiled(
        "constructions", ("constructions.yml",), lambda: [[c.id, list(c.readings), list(c.patterns)] for c in frames.constructions()]
    )
    table: dict[str, list[Pattern]] = {}
    for name, kinds, written in rows:
        for n, pattern in enumerate(written, 1):
            words = pattern.split()
            made = Pattern(
                f"{name}.{n}", _shape(pattern, wide=False), _shape(pattern, wide=True), words[0].startswith("T"),
                tuple(w.strip("<>?") for w in words if w[0] == "<"), "T+" in words, "@on" in words, "@by" in words, "@far" in words,
            )  # fmt: skip
            for kind in kinds:
                table.setdefault(kind, []).append(made)
    return {kind: tuple(found) for kind, found in table.items()}


@functools.lru_cache(maxsize=100_000)
def _bits(letters: frozenset[str]) -> int:
    return sum(bit for group, bit in _GROUPS.items() if not group.isdisjoint(letters))


def kinds_of(line: str) -> int:
    """Which groups of letters stand in a stretch of a row, as bits."""
    return _bits(frozenset(line))


@functools.lru_cache(maxsize=100_000)
def fitting(kind: str, wide: bool, before: int, after: int) -> tuple[tuple[Pattern, Shape], ...]:
    """The patterns of a reading kind that may hold between what stands before the trigger and what stands after it (``kinds_of``)."""
    made = ((p, p.wide if wide else p.narrow) for p in patterns().get(kind, ()))
    return tuple((p, s) for p, s in made if s.before & before == s.before and s.after & after == s.after)

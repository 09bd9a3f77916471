"""Constructions compiled: the patterns of ``data/constructions.yml`` as linear regular expressions over chunk letters.

    "T ~2 <subj> ~3 <obj>"  →  T(?:…){0,2}?(?P<subj>[AN](?:[,&]+[AN]){0,4})(?:…){0,3}?(?P<obj>…)

Gaps are bounded and lazy, their alternatives begin with different letters: nothing can backtrack without end.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

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


class Pattern(NamedTuple):
    """One compiled arrangement: its id, what it binds, and whether the trigger comes first."""

    id: str
    regex: re.Pattern[str]
    wide: re.Pattern[str]  # where the subject may be a thing or a place
    leading: bool
    slots: tuple[str, ...]
    plus: bool  # the trigger wears a pronoun
    on: bool
    by: bool
    far: bool


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
                f"{name}.{n}", re.compile(translate(pattern)),
                re.compile(translate(pattern).replace(_PEOPLE, _HOLDER)), words[0].startswith("T"),
                tuple(w.strip("<>?") for w in words if w[0] == "<"), "T+" in words, "@on" in words, "@by" in words, "@far" in words,
            )  # fmt: skip
            for kind in kinds:
                table.setdefault(kind, []).append(made)
    return {kind: tuple(found) for kind, found in table.items()}

"""Number words and digits → value. Pure: tokens in, readings out; one walk to the right, never back.

    >>> value("ثلاثة آلاف ومئتان وعشرون"), value("١٢ ألفاً"), value("الخامس والعشرون")
    (3220.0, 12000.0, 25.0)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from marsad.arabic.clitics import splits
from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token, tokenise
from marsad.resources import numbers as resource


class Atom(NamedTuple):
    """One number word without its clitics: «وبخمسة» is (unit, 5, conj, "ب")."""

    kind: str
    value: float
    conj: bool
    prep: str
    definite: bool


class Reading(NamedTuple):
    """A number in the tokens ``first``..``last``; ``splits`` are the tokens at which «و» added a part, with the value before it.

    ``kind``: cardinal, ordinal, or either (a definite numeral: «الثلاثون», thirty or the thirtieth).
    """

    first: int
    last: int
    value: float
    kind: str
    definite: bool
    digits: bool
    scaled: bool
    splits: tuple[tuple[int, float], ...]


@functools.lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for kind, values in resource.table().words.items():
        if isinstance(values, dict):
            for number, forms in values.items():
                for form in forms:
                    found.setdefault(fold(form), (kind, float(number)))
    return found


@functools.lru_cache(maxsize=1)
def _not_numbers() -> frozenset[str]:
    forms = resource.table().words.get("not_numbers", [])
    return frozenset(fold(form) for form in forms)


@once_a_word
def atom(form: str) -> Atom | None:
    """The folded word as a number word, or None."""
    words = _words()
    if form in _not_numbers():
        return None
    for proclitics, stem in splits(form):
        if proclitics.endswith("ك"):
            continue  # «كمية» is a quantity, no hundred
        definite = False
        found = words.get(stem)
        if found is None and stem.startswith("ال"):
            definite = True
            found = words.get(stem[2:])
        if found is not None:
            conj = proclitics[:1] in ("و", "ف")
            return Atom(found[0], found[1], conj, proclitics[1:] if conj else proclitics, definite)
    return None


_GROUPED = re.compile(r"[0-9]{1,3}(?:[,٬.،’'][0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+[.,٫][0-9]+")
_BOTH = re.compile(r"[0-9]{1,3}(?:[,٬’'][0-9]{3})+[.٫][0-9]+")
_COMMA = re.compile(r"[0-9]{1,3}،[0-9]{1,2}")
_FRACTION = re.compile(r"[0-9]{1,4}/[0-9]{1,4}")


@once_a_word
def digits(form: str) -> float | None:
    """The value of a folded digit token; None for dates, clock times and the like.

    >>> digits("1,200"), digits("2٫5"), digits("1.234.567"), digits("2021.02.24"), digits("07:13")
    (1200.0, 2.5, 1234567.0, None, None)
    """
    if form.isdigit():
        return float(form) if len(form) <= 18 else None
    if _BOTH.fullmatch(form):
        return float(re.sub("[,٬’']", "", form).replace("٫", "."))
    if _GROUPED.fullmatch(form) and form[0] != "0":
        marks = {c for c in form if not c.isdigit()}
        if len(marks) == 1:
            return float("".join(c for c in form if c.isdigit()))
    if _DECIMAL.fullmatch(form):
        return float(form.replace(",", ".").replace("٫", "."))
    if _COMMA.fullmatch(form):
        return float(form.replace("،", "."))
    if _FRACTION.fullmatch(form):
        over, under = (int(part) for part in form.split("/"))
        small, large = min(over, under), max(over, under)  # right-to-left typing turns «1/2» round
        return small / large if small == 1 and 2 <= large <= 10 else None
    return None


_THOUSAND = 1000.0
_JOIN = frozenset("وف")


def read(tokens: Sequence[Token], i: int) -> Reading | None:
    """The longest number that begins at token i, or None. Looks only to the right; each token is seen at most twice."""
    token = tokens[i]
    if token.kind == "number":
        start = digits(token.form)
        if start is None:
            return None
        if i + 1 >= len(tokens) or tokens[i + 1].kind != "word":
            return Reading(i, i + 1, start, "cardinal", False, True, False, ())
        return _walk(tokens, i, Atom("digits", start, False, "", False))
    first = atom(token.form)
    if first is None:
        return None
    return _walk(tokens, i, first)


def _next(tokens: Sequence[Token], j: int, line: int) -> tuple[int, Atom] | None:
    """The number word at j (with a free «و» before it), and the token after it."""
    n = len(tokens)
    if j >= n or tokens[j].line != line:
        return None
    conj = False
    if tokens[j].form in _JOIN:
        conj = True
        j += 1
        if j >= n or tokens[j].line != line:
            return None
    token = tokens[j]
    if token.kind == "number":
        found = digits(token.form)
        if found is None:
            return None
        return j + 1, Atom("digits", found, conj, "", False)
    if token.kind != "word":
        return None
    word = atom(token.form)
    if word is None or word.prep:
        return None
    return j + 1, word._replace(conj=conj or word.conj) if conj else word


def _walk(tokens: Sequence[Token], i: int, a: Atom) -> Reading | None:
    kind = a.kind
    if kind == "ordinal" or kind == "bound_ordinal":
        return _ordinal(tokens, i, i + 1, a, 0.0, a.definite)
    line = tokens[i].line
    j = i + 1
    total = 0.0  # what is closed by a scale
    group: float | None = a.value  # what a scale may still multiply
    scale = 0.0  # the last scale, 0 before the first
    last = kind
    scaled = False
    cuts: list[tuple[int, float]] = []
    undo: tuple[int, float, list[tuple[int, float]]] | None = None  # before the last part that «و» added
    if kind == "scale":
        total, group, scale, scaled = a.value, None, a.value, True
        if _dual_construct(tokens, i):
            total *= 2
    elif kind == "dual_scale":
        total, group, scale, last, scaled = 2 * a.value, None, a.value, "scale", True
    while True:
        step = _next(tokens, j, line)
        if step is None:
            break
        after, b = step
        now = total + (group or 0.0)
        if b.kind == "unit" and b.value == 1 and not b.conj and last in ("hundred", "hundreds", "scale"):
            follow = _next(tokens, after, line)  # «مئة وأحد عشر»: folded, «وأحد» is the word for one
            if follow is not None and follow[1].kind == "ten" and not follow[1].conj:
                b = b._replace(conj=True)
        if b.kind in ("ordinal", "bound_ordinal"):
            if b.conj and a.definite and last in ("hundred", "hundreds", "scale"):
                return _ordinal(tokens, i, after, b, now, True)
            break
        if not b.conj:
            if b.kind == "ten" and last in ("unit", "bound_unit") and group is not None and 0 < group % 10 == group % 100:
                group += 10
                last = "teen"
            elif b.kind == "hundred" and last in ("unit", "digits") and group is not None and 0 < group % 100 < 10:
                group += (group % 10) * 99
                last = "hundred"
            elif b.kind == "scale" and last != "scale" and group is not None:
                if scale and group * b.value >= scale and undo is not None:
                    j, now, cuts = undo
                    total, group = now, None
                    last = "undone"
                    break
                total += group * b.value
                group, scale, last, scaled, undo = None, b.value, "scale", True, None
            elif b.kind == "scale" and last == "scale" and b.value >= _THOUSAND and not cuts:
                total *= b.value
                scale = scale * b.value if scale >= b.value else b.value
            else:
                break
        else:
            before = (j, now, list(cuts))
            if b.kind in ("unit", "ten", "teen", "bound_unit"):
                if last not in ("hundred", "hundreds", "scale"):
                    break
            elif b.kind == "tens":
                if last not in ("hundred", "hundreds", "scale", "unit", "bound_unit"):
                    break
            elif b.kind in ("hundred", "hundreds"):
                if last != "scale":
                    break
            elif b.kind in ("scale", "dual_scale"):
                if last != "scale" or b.value >= scale:
                    break
            elif b.kind == "digits":
                if not ((last == "hundred" and b.value < 100) or (last == "scale" and b.value < scale)):
                    break
            else:
                break
            cuts.append((j, now))
            if last == "scale" or undo is None:
                undo = before
            if b.kind in ("scale", "dual_scale"):
                total += b.value * (2 if b.kind == "dual_scale" else 1)
                group, scale, last, scaled = None, b.value, "scale", True
            else:
                group = (group or 0.0) + b.value
                last = b.kind
        j = after
    if last == "bound_unit":
        return None
    number = total + (group or 0.0)
    either = a.definite and not (kind == "unit" and j == i + 1)
    return Reading(i, j, number, "either" if either else "cardinal", a.definite, kind == "digits", scaled, tuple(cuts))


def _dual_construct(tokens: Sequence[Token], i: int) -> bool:
    """«مليونا لاجئ», «ألفا قتيل»: two of them; «مليوناً» with its tanwin, or «مليونا و400 ألف», is one."""
    token = tokens[i]
    if not token.form.endswith("ا") or "ً" in token.text or i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    return after.kind == "word" and after.line == token.line and after.form[0] != "و"


def _ordinal(tokens: Sequence[Token], i: int, j: int, a: Atom, base: float, definite: bool) -> Reading | None:
    """«الخامس», «الحادي عشر», «الخامس والعشرون», «العاشر بعد المئة»; ``a`` is read already, j is the token after it."""
    value, line, n = a.value, tokens[i].line, len(tokens)
    grown = False
    step = _next(tokens, j, line)
    if step is not None and value < 10:
        after, b = step
        if (b.kind == "ten" and not b.conj) or (b.kind == "tens" and b.conj):
            value, j, grown = value + b.value, after, True
    if a.kind == "bound_ordinal" and not grown:
        return None
    if j + 1 < n and tokens[j].form == "بعد" and tokens[j].line == line:
        rest = atom(tokens[j + 1].form) if tokens[j + 1].kind == "word" else None
        if rest is not None and rest.definite and rest.kind in ("hundred", "hundreds", "scale") and not rest.conj and not rest.prep:
            more = _walk(tokens, j + 1, rest)
            if more is not None:
                value, j = value + more.value, more.last
    return Reading(i, j, base + value, "ordinal", definite, False, False, ())


def value(text: str) -> float | None:
    """The number that the whole text spells, or None."""
    tokens = tokenise(text).tokens
    if not tokens:
        return None
    found = read(tokens, 0)
    return found.value if found is not None and found.last == len(tokens) else None

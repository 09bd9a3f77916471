"""The letters of a PDF page in reading order.

PDFium turns right-to-left runs round glyph by glyph, and with them the two letters of a ligature («ثلاثة» comes as «ثالثة»). What Chromium prints
it takes for left-to-right, word by word («نم» for «من») and half lines in the wrong order. Where the letters lie on the page tells what is right.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from typing import Any, NamedTuple

_TURNED = frozenset(("ال", "أل", "إل", "آل", "ٱل", "هللا", "هلل"))
_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_WORD = re.compile("[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed\ufb50-\ufdff\ufe70-\ufefc]+")
_MARK = re.compile("[\u064b-\u065f\u0670]")
_PAIRED = frozenset("()[]{}«»")
_SLACK = 0.5  # points: letters of a font lean over each other by so much


class Letter(NamedTuple):
    """A character and its box on the page (points, from the left and from below)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read(page: Any) -> str:
    """The text of a PDFium text page."""
    letters = _unligatured(_boxed(page))
    lines = [line for line in _lines(letters) if line]
    turned = [_turned(line) for line in lines]
    if turned == lines:
        return "".join(x.text for x in letters)
    return "\n".join("".join(x.text for x in line) for line in _side_by_side(turned))


def _boxed(page: Any) -> list[Letter]:
    from pypdfium2 import raw

    out = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for i in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page.raw, i)
        letter = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        raw.FPDFText_GetCharBox(page.raw, i, left, right, bottom, top)
        out.append(Letter(letter, left.value, right.value, bottom.value, top.value))
    return out


def _unligatured(letters: list[Letter]) -> list[Letter]:
    """Letters that share one glyph's box turned back, where they are a ligature's the wrong way round; whole words share a box in some files, rightly."""
    out: list[Letter] = []
    start = 0  # of the letters that share the last box
    box: tuple[float, ...] = ()
    for one in letters:
        if not (one[1:] == box and "\u0600" <= one.text <= "\u06ff" and one.left < one.right):
            _turn(out, start)
            start, box = len(out), one[1:] if "\u0600" <= one.text <= "\u06ff" else ()
        out.append(one)
    _turn(out, start)
    return out


def _turn(letters: list[Letter], start: int) -> None:
    if "".join(x.text for x in letters[start:]) in _TURNED:
        letters[start:] = letters[start:][::-1]


def _lines(letters: list[Letter]) -> list[list[Letter]]:
    lines: list[list[Letter]] = [[]]
    for one in letters:
        if one.text in "\r\n":
            lines.append([])
        else:
            lines[-1].append(one)
    return lines


def _turned(line: list[Letter]) -> list[Letter]:
    """The line with those words turned whose letters go from left to right on the page."""
    text = "".join(x.text for x in line)
    if len(text) != len(line):
        return line
    out = list(line)
    for word in _WORD.finditer(text):
        some = line[word.start() : word.end()]
        bases = [x for x in some if not _MARK.match(x.text) and x.left < x.right]
        if any(b.middle > a.middle + _SLACK for a, b in itertools.pairwise(bases)):
            out[word.start() : word.end()] = _from_the_right(some, bases)
    return _brackets(out) if out != line else line


def _brackets(line: list[Letter]) -> list[Letter]:
    """Brackets and quotation marks on the side of the space on which they are printed."""
    out = list(line)
    for i in range(1, len(out) - 2):
        first, second = out[i], out[i + 1]
        one = first if first.text in _PAIRED and second.text == " " else second if first.text == " " and second.text in _PAIRED else None
        before, after = out[i - 1], out[i + 2]
        if one is None or not (_ARABIC.match(before.text) and _ARABIC.match(after.text)):
            continue
        nearer_after = abs(one.left - after.right) < abs(before.left - one.right)
        if nearer_after == (one is first):
            out[i], out[i + 1] = second, first
    return out


def _from_the_right(word: list[Letter], bases: list[Letter]) -> list[Letter]:
    """The letters of a word from right to left, each mark behind the letter that it stands on."""
    ordered = sorted(bases, key=lambda x: -x.middle)
    marks: dict[int, list[Letter]] = {}
    for one in word:
        if one not in bases:
            nearest = min(range(len(ordered)), key=lambda n: abs(ordered[n].middle - one.middle))
            marks.setdefault(nearest, []).append(one)
    return [x for n, base in enumerate(ordered) for x in (base, *marks.get(n, ()))]


def _side_by_side(lines: list[list[Letter]]) -> list[list[Letter]]:
    """Halves of one printed line, that follow each other, joined from the right where they are Arabic."""
    out: list[list[Letter]] = []
    for line in lines:
        if out and _level(out[-1], line) and any(_ARABIC.match(x.text) for x in (*out[-1], *line)):
            first, second = sorted((out[-1], line), key=lambda some: -max(x.right for x in some))
            out[-1] = [*first, first[-1]._replace(text=" "), *second]
        else:
            out.append(line)
    return out


def _level(a: list[Letter], b: list[Letter]) -> bool:
    """Whether two stretches stand beside each other on one line of the page."""
    tall = [[x for x in some if x.top > x.bottom] for some in (a, b)]
    if not all(tall):
        return False
    (low, high), (bottom, top) = ((min(x.bottom for x in some), max(x.top for x in some)) for some in tall)
    apart = max(x.right for x in tall[0]) <= min(x.left for x in tall[1]) + 2 or max(x.right for x in tall[1]) <= min(x.left for x in tall[0]) + 2
    return apart and min(high, top) - max(low, bottom) > 0.6 * min(high - low, top - bottom)

"""The line that a page prints its date on: «2021.02.24 | 07:13 دمشق», «نشر في 24 شباط/فبراير 2021», «24/02/2021 - 10:30».

Only a full date (day, month, year) with next to nothing beside it counts; anything longer is the report's own text.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from marsad.arabic.normalise import fold
from marsad.resources import calendar

_DATE = re.compile(r"(?<!\d)(\d{1,4})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{1,4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_ZONE = re.compile(r"\b(?:GMT|UTC|AM|PM|am|pm)\b(?:\s?[+-]\s?\d{1,2}(?::\d{2})?)?")
_WORD = re.compile(r"[^\W_]+")
_UPDATED = frozenset(("تحديث", "حدث", "اخر"))
_BESIDE = 2  # words that no list knows: the town that the clock is of, the section


class Said(NamedTuple):
    """``rank`` 0 for a day of publication, 1 for one of the last change."""

    rank: int
    day: dt.date


def read(text: str, words: Sequence[str], beside: frozenset[str]) -> Said | None:
    """The day of a dateline; None where the line is none. ``beside``: words that stand in datelines (folded)."""
    if len(words) > 16 or not any(w.isdigit() for w in words):
        return None
    plain = _ZONE.sub(" ", _CLOCK.sub(" ", fold(text)))
    day, rest = _numeric(plain)
    if day is None:
        day, rest = _named(plain)
    if day is None:
        return None
    left = [w for w in _WORD.findall(rest) if w not in beside and w not in _weekdays()]
    if len(left) > _BESIDE or any(w.isdigit() and len(w) > 2 for w in left):
        return None
    return Said(int(bool(_UPDATED & set(words))), day)


def _numeric(plain: str) -> tuple[dt.date | None, str]:
    found = _DATE.search(plain)
    if not found:
        return None, plain
    a, b, c = (int(g) for g in found.groups())
    rest = plain[: found.start()] + " " + plain[found.end() :]
    if len(found[1]) == 4:
        return _day(a, b, c), rest
    year = c if len(found[3]) == 4 else 2000 + c if len(found[3]) == 2 else 0
    return _day(year, b, a) or _day(year, a, b), rest  # day first, as Arabic sites print it


def _named(plain: str) -> tuple[dt.date | None, str]:
    """«24 شباط 2021», «24 شباط/فبراير 2021», «شباط 24، 2021»."""
    words = _WORD.findall(plain)
    months = _months()
    for i in range(len(words)):
        for size in (2, 1):
            number = months.get(" ".join(words[i : i + size]))
            if number is None or len(words[i : i + size]) < size:
                continue
            last = i + size
            for again in (2, 1):  # the other calendar's name beside it
                if months.get(" ".join(words[last : last + again])) == number:
                    last += again
                    break
            before = words[i - 1] if i else ""
            after = words[last : last + 2]
            if _short(before) and after and _year(after[0]):
                return _day(int(after[0]), number, int(before)), " ".join(words[: i - 1] + words[last + 1 :])
            if len(after) == 2 and _short(after[0]) and _year(after[1]):
                return _day(int(after[1]), number, int(after[0])), " ".join(words[:i] + words[last + 2 :])
    return None, plain


def _short(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2


def _year(word: str) -> bool:
    return word.isdecimal() and len(word) == 4


def _day(year: int, month: int, number: int) -> dt.date | None:
    if not 1990 <= year <= 2100:
        return None
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


@functools.lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {" ".join(_WORD.findall(fold(name))): int(number) for number, names in calendar.table().months.items() for name in names}


@functools.lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    table = calendar.table()
    return frozenset(fold(name) for names in (*table.weekdays.values(), *table.bare_weekdays.values()) for name in names)

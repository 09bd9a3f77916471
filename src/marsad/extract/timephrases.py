"""The grammar of time phrases: tokens → a Phrase that can be asked what days it means at a given publication day.

Recursive descent over word classes, one way: «فجر» + «أمس» + «الجمعة»; «في 28» + «من» + «الشهر الفائت». Every rule consumes at
least one token and looks ahead a bounded way, so that the walk is linear.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from marsad.arabic import numbers
from marsad.arabic.tokens import Token
from marsad.extract import days as d
from marsad.extract.days import Days
from marsad.extract.timewords import NOTHING, meanings, tables

When = Callable[[dt.date, bool], Days | None]
Fits = Callable[[dt.date], bool]


class Phrase(NamedTuple):  # a tuple: made and changed by the hundred
    """A time phrase that ends before token ``last``. ``when(anchor, future)``: its days; ``fits(anchor)``: can it be printed that day?

    ``ends`` the tokens of its month (kept for «في الرابع منه»); ``lean``: "event" or "time" where it hangs on what was told before.
    """

    last: int
    grain: str
    when: When
    anchored: bool
    rule: str
    fits: Fits | None = None
    part: str | None = None
    clock: str | None = None
    about: bool = False
    lean: str | None = None
    shift: int = 0
    role: str = "event"
    season: str | None = None
    also: When | None = None
    open_end: bool = False


_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.٫]([0-5][0-9])")
_YMD = re.compile(r"(\d{4})([./\-])(\d{1,2})\2(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{4})")
_DM = re.compile(r"(\d{1,2})/(\d{1,2})")
_MY = re.compile(r"(\d{1,2})/(\d{4})")
_YM = re.compile(r"(\d{4})/(\d{1,2})")
_DASH = frozenset("-–—ـ~/")
_UNIT_WORDS = {"minute", "hour", "day", "week", "month", "year", "decade", "century"}


def nothing(anchor: dt.date, future: bool) -> Days | None:
    return None


def fixed(days: Days | None) -> When:
    return lambda anchor, future: days


class Grammar:
    """Reads phrases out of one document's tokens. ``base`` reads a noun phrase of time, ``phrase`` one with its preposition."""

    __slots__ = ("_depth", "_numbers", "last_month", "n", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.n = len(tokens)
        self.last_month: When | None = None  # of the month told last, for «في الرابع منه»
        self._depth = 0
        self._numbers: dict[int, tuple[int, int, str, bool] | None] = {}  # read once a token

    # looking at tokens

    def at(self, i: int, line: int) -> Mapping[str, Any]:
        """The classes of token i, nothing where the line is over."""
        if 0 <= i < self.n:
            token = self.tokens[i]
            if token.line == line and token.kind == "word":
                return meanings(token.form)
        return NOTHING

    def form(self, i: int, line: int) -> str:
        if 0 <= i < self.n:
            token = self.tokens[i]
            if token.line == line:
                return token.form
        return ""

    def number(self, i: int, line: int) -> tuple[int, int, str, bool] | None:
        """An integer at i as (value, token after, cardinal|ordinal|either, digits); «الـ 24» too."""
        if not 0 <= i < self.n:
            return None
        token = self.tokens[i]
        if token.line != line:
            return None
        if i in self._numbers:
            return self._numbers[i]
        at = i
        if token.form in ("ال", "لل") and i + 1 < self.n and self.tokens[i + 1].kind == "number":
            at = i + 1
        result: tuple[int, int, str, bool] | None = None
        if token.kind == "number" or at > i or numbers.atom(token.form) is not None:
            found = numbers.read(self.tokens, at)
            if found is not None and found.value == int(found.value) and found.value <= 999_999:
                result = int(found.value), found.last, found.kind, found.digits
        self._numbers[i] = result
        return result

    # the year

    def year(self, i: int, line: int) -> tuple[When, int, bool, int | None] | None:
        """A year at i, after a comma, «من», «عام»…: (when, token after, anchored, number)."""
        j = i
        if self.form(j, line) in ("،", ","):
            j += 1
        if self.form(j, line) in ("من", "في", "ل"):
            j += 1
        here = self.at(j, line)
        named = here.get("unit") == "year"
        if named:
            found = self._relative_unit(j, line)
            if found is not None and found.grain == "year":
                return found.when, found.last, True, None
            j += 1
            if self.form(j, line) in ("،", ","):
                return None
        elif j > i and self.form(i, line) in ("من", "في"):
            return None if not self._year_number(j, line) else self._year_at(j, line, i)
        return self._year_at(j, line, i, named)

    def _year_at(self, j: int, line: int, i: int, named: bool = False) -> tuple[When, int, bool, int | None] | None:
        found = self._year_number(j, line) if not named else self._any_year(j, line)
        if found is None:
            return None
        number, last = found
        hijri = bool(self.at(last, line).get("hijri_mark"))
        if hijri or (False):
            days = d.hijri_year(number)
            return (fixed(days), last + 1, False, None) if days else None
        if self.form(last, line) == "م":
            last += 1
        return fixed(d.year(number)), last, False, number

    def _year_number(self, j: int, line: int) -> tuple[int, int] | None:
        """A bare year: four digits, or words from two thousand on («ألفين وثمانية عشر»)."""
        if not self.form(j, line):
            return None
        token = self.tokens[j]
        if token.kind == "number":
            if len(token.form) == 4 and token.form.isdigit() and 1300 <= int(token.form) <= d.LAST_YEAR:
                nxt = self.form(j + 1, line)
                if nxt and self.tokens[j + 1].kind == "word" and self.tokens[j + 1].glued and nxt != "م" and nxt[0] not in "وه":
                    return None
                return int(token.form), j + 1
            return None
        found = self.number(j, line)
        if found is not None and 1900 <= found[0] <= d.LAST_YEAR and found[2] != "ordinal":
            return found[0], found[1]
        return None

    def _any_year(self, j: int, line: int) -> tuple[int, int] | None:
        found = self.number(j, line)
        if found is not None and d.FIRST_YEAR <= found[0] <= d.LAST_YEAR and found[2] != "ordinal":
            return found[0], found[1]
        return None

    # months

    def month_name(self, i: int, line: int) -> tuple[int, int, str] | None:
        """A month's name at i, one word or two, doubled by a slash or brackets: (number, token after, gregorian|hijri)."""
        here = self.at(i, line)
        found = self._one_month(i, line, here)
        if found is None:
            return None
        number, last, calendar = found
        mark = self.form(last, line)
        if calendar == "gregorian" and "month" in self.at(last, line) and self.at(last, line)["month"] == number:
            return number, last + 1, calendar  # «15 يوليو تموز»
        if mark in ("/", "-", "(", "\\", "–", "،"):
            again = self._one_month(last + 1, line, self.at(last + 1, line))
            if again is not None and again[0] == number and again[2] == calendar:
                last = again[1]
                if mark == "(" and self.form(last, line) == ")":
                    last += 1
        return number, last, calendar

    def _one_month(self, i: int, line: int, here: Mapping[str, Any]) -> tuple[int, int, str] | None:
        if here.get("prep", "")[-1:] in ("ب", "ل", "ك") and self.form(i, line).lstrip("وف")[1:] in tables().shy:
            return None  # «باب» is a door
        for further, kind, value in here.get("phrases", ()):
            if kind in ("month", "hijri") and self._matches(i, further, line):
                return value, i + 1 + len(further), "hijri" if kind == "hijri" else "gregorian"
        if "month" in here:
            return here["month"], i + 1, "gregorian"
        if "hijri" in here:
            return here["hijri"], i + 1, "hijri"
        return None

    def direction(self, i: int, line: int) -> tuple[str, int] | None:
        """«الماضي», «المقبل», «الحالي», «قبل الماضي», «بعد القادم»: (direction, token after)."""
        here = self.at(i, line)
        for kind in ("past", "next", "current", "following"):
            if kind in here and not here.get("prep"):
                return kind, i + 1
        if "before" in here and "past" in self.at(i + 1, line):
            return "before_last", i + 2
        if "after" in here and ("next" in self.at(i + 1, line) or "following" in self.at(i + 1, line)):
            return "after_next", i + 2
        return None

    def month(self, i: int, line: int, *, sure: bool = False) -> Phrase | None:
        """«شباط الماضي», «شهر أيلول», «تشرين الأول/أكتوبر 2019», «شهر 11 القادم», «يونيو العام المقبل»."""
        j = i
        named = self.at(i, line).get("unit") == "month" and not self._relative_unit(i, line)
        if named:
            j += 1
        found = self.month_name(j, line)
        if found is None:
            if not named:
                return None
            number = self.number(j, line)
            if number is None or not 1 <= number[0] <= 12 or number[2] == "ordinal" or self.at(i, line).get("definite"):
                return None
            following = self.at(number[1], line)
            if ("unit" in following and (following["unit"] != "year" or self.year(number[1], line) is None)) or self.form(j, line).startswith("و"):
                return None  # «شهر عشرة أيام» is none
            found = number[0], number[1], "gregorian"
        number_, last, calendar = found
        shy = self.form(j, line) in tables().shy and last == j + 1 and not named and not sure
        year = self.year(last, line)
        if year is not None:
            return self._month_of_year(number_, year[1], calendar, year, "month+year")
        way = self.direction(last, line)
        if way is None and self.form(last, line) == "من":
            other = self._relative_unit(last + 1, line)
            if other is not None and other.grain == "year":
                return self._month_of_year(number_, other.last, calendar, (other.when, other.last, True, None), "month+year")
        if way is not None and way[0] != "following":
            last = way[1]
        elif shy:
            before = self.at(i - 1, line)
            if not ("since" in before or "during" in before or "phase" in before or self.form(i - 1, line) in ("في", "حتي", "بين", "من")):
                return None
            if calendar == "hijri" or self.form(i - 1, line) == "من":
                return None
        name = way[0] if way is not None else None
        fits: Fits | None = None
        if name == "current" and calendar == "gregorian":
            fits = lambda a: a.month == number_  # noqa: E731
        rule = "month" if calendar == "gregorian" else "hijri_month"
        when = _month_when(number_, name) if calendar == "gregorian" else _hijri_when(number_, name)
        return Phrase(last, "month", when, True, rule + (f"+{name}" if name else ""), fits=fits)

    def _month_of_year(
        self, number: int, last: int, calendar: str, year: tuple[When, int, bool, int | None], rule: str
    ) -> Phrase | None:  # fmt: skip
        when_year = year[0]
        if calendar == "hijri":
            plain = year[3]

            def hijri(anchor: dt.date, future: bool) -> Days | None:
                if plain is not None:
                    return _hijri_in_gregorian(number, plain)
                span = when_year(anchor, future)
                if span is None or span.start is None:
                    return None
                middle = d.to_hijri(d.plus(span.start, 40))
                if middle is None:
                    return None
                return d.hijri_month(middle[0], number)

            if plain is not None and 1343 <= plain <= 1500:
                return Phrase(last, "month", fixed(d.hijri_month(plain, number)), False, "hijri_month+year")
            return Phrase(last, "month", hijri, year[2], "hijri_month+year")

        def when(anchor: dt.date, future: bool) -> Days | None:
            span = when_year(anchor, future)
            return d.month(span.start.year, number) if span is not None and span.start is not None else None

        return Phrase(last, "month", when, year[2], rule)

    # days of a month

    def day_of_month(self, i: int, line: int) -> Phrase | None:
        """«18 من آب 2020», «التاسع عشر من هذا الشهر», «15 الجاري», «13-15 تموز», «الرابع منه»."""
        number = self.number(i, line)
        if number is None:
            token = self.tokens[i]
            return self._numeric(i, line) if token.kind == "number" else None
        value, last, kind, is_digits = number
        token = self.tokens[i]
        if token.kind == "number":
            numeric = self._numeric(i, line)
            if numeric is not None:
                return numeric
        if not 1 <= value <= 31:
            return None
        first, second = value, value
        j = last
        mark = self.form(j, line)
        if is_digits and mark in _DASH and self.form(j + 1, line):
            other = self.number(j + 1, line)
            if other is not None and value < other[0] <= 31:
                second, j = other[0], other[1]
            elif self.month_name(j + 1, line):
                j += 1
        elif is_digits and mark == "." and self.tokens[j].glued and self.month_name(j + 1, line):
            j += 1
        elif mark in ("الي", "حتي", "و") or (mark[:1] == "و" and len(mark) > 1):
            other = self.number(j if mark not in ("الي", "حتي", "و") else j + 1, line)
            if other is not None and value < other[0] <= 31 and (
                self.month_name(other[1], line) or self.form(other[1], line) in ("من", "شهر", "هذا")
            ):
                second, j = other[0], other[1]
        if self.form(j, line) == "منه" and self.last_month is not None and self.form(i - 1, line) in _IN and (is_digits or kind == "ordinal"):
            return Phrase(j + 1, "day", _in(self.last_month, first, second), True, "day_of_that_month")
        if self.form(j, line) in ("من", "ب") or self.form(j, line) == "لشهر":
            j += 1
        month = self._month_for_day(j, line)
        if month is None:
            way = self.direction(j, line)
            if way is not None and way[0] in ("current", "past") and kind != "either" and (is_digits or kind == "ordinal"):
                if self.form(j - 1, line) == "من" or (is_digits and self.form(i - 1, line) in ("في", "يوم", "بتاريخ", "منذ", "حتي")):
                    unit = "month"
                    when = _in(_unit_when(unit, way[0]), first, second)
                    ahead = _not_after(first) if way[0] == "current" else None
                    return Phrase(way[1], "day" if first == second else "days", when, True, "day_of_month+" + way[0], fits=ahead)
            return None
        grain = "day" if first == second else "days"
        when, last, anchored, rule, fits = self._day_in(month, first, second)
        return Phrase(last, grain, when, anchored, rule, fits=fits)

    def _month_for_day(self, j: int, line: int) -> Phrase | None:
        here = self.at(j, line)
        if "this" in here or here.get("unit") == "month":
            unit = self._relative_unit(j, line)
            if unit is not None and unit.grain == "month":
                return unit
        if here.get("prep") not in (None, "", "ل", "ب") and "month" in here:
            return None
        return self.month(j, line, sure=True)

    def _day_in(self, month: Phrase, first: int, second: int) -> tuple[When, int, bool, str, Fits | None]:
        fits = month.fits
        when = _in(month.when, first, second)
        if month.rule == "month":  # no year, no direction: the day itself decides which year is nearest
            number = month.when(dt.date(2000, 12, 31), False)
            if number is not None and number.start is not None:
                when = _day_month_when(first, second, number.start.month)
        if month.rule in ("month+current", "this_month", "month_unit+current"):
            inner = month.fits
            fits = lambda a: (inner is None or inner(a)) and a.day >= first  # noqa: E731
        return when, month.last, month.anchored, "day+" + month.rule, fits

    def _numeric(self, i: int, line: int) -> Phrase | None:
        """«2021.02.24», «24/02/2021», «21-04-2016», «22/04», «3/2015», «2015-3», «22-4», with «هـ» for the hijra."""
        token = self.tokens[i]
        text, last = token.form, i + 1
        if text.isdigit() and self.form(i + 1, line) in ("-", "/", "–") and self.tokens[i + 1].glued:
            parts, marks, j = [text], [], i + 1
            while (
                len(parts) < 3 and self.form(j, line) in ("-", "/", "–") and self.tokens[j].glued and j + 1 < self.n
                and self.tokens[j + 1].kind == "number" and self.tokens[j + 1].glued and self.tokens[j + 1].form.isdigit()
            ):  # fmt: skip
                marks.append("-")
                parts.append(self.tokens[j + 1].form)
                j += 2
            if len(parts) > 1:
                joined = "-".join(parts)
                found = self._date_of(joined, i, j, line)
                if found is not None or len(parts) == 3:
                    return found
                if len(parts) == 2 and self._month_next(j, line):
                    return None
                one, two = int(parts[0]), int(parts[1])
                if len(parts[1]) <= 2 and len(parts[0]) <= 2 and 12 < one <= 31 and 1 <= two <= 12:
                    return self._day_month(one, two, j)
                if len(parts[0]) == 4 and 1900 <= one <= d.LAST_YEAR and 1 <= two <= 12 and len(parts[1]) <= 2:
                    return Phrase(j, "month", fixed(d.month(one, two)), False, "numeric_month")
                if len(parts[1]) == 4 and 1900 <= two <= d.LAST_YEAR and 1 <= one <= 12:
                    return Phrase(j, "month", fixed(d.month(two, one)), False, "numeric_month")
            return None
        if text.isdigit():
            return None
        full = self._date_of(text, i, last, line)
        if full is not None:
            return full
        m = _MY.fullmatch(text)
        if m and 1 <= int(m[1]) <= 12 and 1900 <= int(m[2]) <= d.LAST_YEAR:
            return Phrase(last, "month", fixed(d.month(int(m[2]), int(m[1]))), False, "numeric_month")
        m = _YM.fullmatch(text)
        if m and 1 <= int(m[2]) <= 12 and 1900 <= int(m[1]) <= d.LAST_YEAR:
            return Phrase(last, "month", fixed(d.month(int(m[1]), int(m[2]))), False, "numeric_month")
        m = _DM.fullmatch(text)
        if m:
            one, two = int(m[1]), int(m[2])
            shown = "weekday" in self.at(i - 1, line) or self.form(i - 1, line) in ("يوم", "بتاريخ", "بتاريخ:", "تاريخ", "في", "الموافق")
            if (12 < one <= 31 and 1 <= two <= 12) or (shown and 1 <= one <= 31 and 1 <= two <= 12 and not (one == 1 and two < 5)):
                return self._day_month(one, two, last)
        return None

    def _month_next(self, j: int, line: int) -> bool:
        return self.month_name(j, line) is not None or self.at(j, line).get("unit") == "month"

    def _day_month(self, number: int, month: int, last: int) -> Phrase:
        return Phrase(last, "day", _day_month_when(number, number, month), True, "numeric_day_month")

    def _date_of(self, text: str, i: int, last: int, line: int) -> Phrase | None:
        m = _YMD.fullmatch(text)
        if m:
            y, a, b = int(m[1]), int(m[3]), int(m[4])
        else:
            m = _DMY.fullmatch(text)
            if not m:
                return None
            y, a, b = int(m[4]), int(m[3]), int(m[1])
        if a > 12 >= b:
            a, b = b, a
        if self.at(last, line).get("hijri_mark") or 1343 <= y <= 1500:
            day = d.hijri_day(y, a, b)
            last += 1 if self.at(last, line).get("hijri_mark") else 0
            return Phrase(last, "day", fixed(d.on(day)), False, "hijri_date") if day else None
        day = d.day(y, a, b) if 1900 <= y <= d.LAST_YEAR else None
        return Phrase(last, "day", fixed(d.on(day)), False, "numeric_date") if day else None

    # units: «الشهر الماضي», «الأيام الخمسة الماضية», «عام 2014», «الربع الثالث من هذا العام»

    def _relative_unit(self, i: int, line: int) -> Phrase | None:
        """«هذا الشهر», «الأسبوع الفائت», «العام قبل الماضي», «السنة القادمة»: a unit with a direction."""
        j = i
        this = "this" in self.at(j, line)
        if this:
            j += 1
        here = self.at(j, line)
        unit = here.get("unit")
        if unit is None or (not here.get("definite") and not (False)):
            return None
        hijri = unit == "year" and self.at(j + 1, line).get("hijri_mark")
        k = j + 1 + (1 if hijri else 0)
        if this:
            if unit in ("minute", "hour"):
                return None
            return Phrase(k, unit, _unit_when(unit, "current"), True, f"{unit}_unit+current", fits=None)
        way = self.direction(k, line)
        if way is None:
            if "last" in self.at(k, line) and unit in ("week", "month", "year", "day"):
                way = ("past", k + 1)
            elif "same" in self.at(k, line):
                return Phrase(k + 1, unit, nothing, True, f"same_{unit}", lean="time")
            else:
                return None
        plural = self._plural(j)
        if plural:
            return None
        name = way[0]
        if hijri:
            return Phrase(way[1], "year", _hijri_year_when(name), True, f"hijri_year+{name}")
        if unit in ("minute", "hour"):
            return Phrase(way[1], "day", lambda a, f: Days(d.plus(a, -1), a), True, "hours") if name == "past" else None
        lean = "time" if name == "following" else None
        fits: Fits | None = None
        return Phrase(way[1], unit, _unit_when(unit, name), True, f"{unit}_unit+{name}", lean=lean, fits=fits)

    def _plural(self, j: int) -> bool:
        return self.tokens[j].form.removeprefix("و").removeprefix("ب").removeprefix("ل") in _PLURALS

    def window(self, i: int, line: int) -> Phrase | None:
        """«الأيام الخمسة الماضية», «اليومين المقبلين», «الـ 24 ساعة الماضية», «3 أيام القادمة», «الأيام القليلة الماضية»."""
        j = i
        count: int | None = None
        here = self.at(j, line)
        if "dual" in here and here.get("unit") is None:
            unit, count = here["dual"], 2
            j += 1
        elif here.get("unit") and here.get("definite") and self._plural(j):
            unit = here["unit"]
            j += 1
            number = self.number(j, line)
            if number is not None:
                count, j = number[0], number[1]
            elif "few" in self.at(j, line):
                _few, j = True, j + 1
        else:
            number = self.number(j, line)
            if number is None or number[2] == "ordinal":
                return None
            count, j = number[0], number[1]
            if "unit" not in self.at(j, line) or self.at(j, line).get("definite"):
                return None
            unit = self.at(j, line)["unit"]
            j += 1
        way: str | None = None
        here = self.at(j, line)
        if "past" in here or "last" in here:
            way, j = "past", j + 1
        elif "next" in here:
            way, j = "next", j + 1
        if way is None:
            if False:
                return None
            return None
        if count is None and "few" in self.at(j, line):
            _few, j = True, j + 1
        if count is None and self.form(j, line) == "من" and way == "past":
            whole = self._relative_unit(j + 1, line) or self._named_year(j + 1, line)
            if whole is not None and unit in ("day", "month", "week"):
                if unit == "month" and whole.grain == "year":
                    return whole._replace(last=whole.last, grain="quarter", when=_phase_when(whole, "end"), rule="last_months")
                return whole._replace(grain="days", when=_phase_when(whole, "end"), rule="last_days")
        if count is None and unit not in ("hour", "minute", "day"):
            return Phrase(j, "open", nothing, True, f"some_{unit}s", role="recently")
        return Phrase(j, "days" if unit in ("day", "hour", "minute") else unit, _window_when(unit, count, way), True, f"window_{unit}s")

    def _named_year(self, i: int, line: int) -> Phrase | None:
        """«عام 2014», «العام 2014», «سنة ألفين وعشرين», «عامي 2014 و2017», «1400 هجري»."""
        here = self.at(i, line)
        if here.get("unit") != "year" and here.get("dual") != "year":
            return None
        j = i + 1
        if self.form(j, line) in ("ال", ":"):
            j += 1
        found = self._any_year(j, line)
        if found is None:
            number = self.number(j, line)  # «عام 90» is too loose; «عام 98هـ» no
            if number is None:
                return None
            return None
        value, last = found
        if self.at(last, line).get("hijri_mark"):
            days = d.hijri_year(value)
            return Phrase(last + 1, "year", fixed(days), False, "hijri_year") if days else None
        if here.get("dual") == "year" or self.form(i - 1, line) == "بين":
            k = last + (1 if self.form(last, line) == "و" else 0)
            other = self._any_year(k, line) if self.form(k, line) else None
            if other is not None and other[0] > value:
                return Phrase(other[1], "year", fixed(Days(d.year(value).start, d.year(other[0]).end)), False, "years")
        if self.form(last, line) in ("-", "–", "/") and self._year_number(last + 1, line):
            other = self._year_number(last + 1, line)
            if other is not None and value < other[0] <= value + 30:
                return Phrase(other[1], "year", fixed(Days(d.year(value).start, d.year(other[0]).end)), False, "years")
        if self.form(last, line) == "م":
            last += 1
        return Phrase(last, "year", fixed(d.year(value)), False, "year")

    def quarter(self, i: int, line: int) -> Phrase | None:
        """«الربع الثالث من هذا العام», «النصف الأول من 2016»."""
        form = self.form(i, line)
        if form not in ("الربع", "النصف", "الثلث", "بالربع", "بالنصف"):
            return None
        number = self.number(i + 1, line)
        j, which = (number[1], number[0]) if number is not None and number[2] == "ordinal" else (i + 2, 0)
        if not which:
            if "last" not in self.at(i + 1, line):
                return None
            which = {"الربع": 4, "بالربع": 4, "الثلث": 3}.get(form, 2)
        months = {"الربع": 3, "بالربع": 3, "الثلث": 4}.get(form, 6)
        if self.form(j, line) in ("من", "ل"):
            j += 1
        whole = self._relative_unit(j, line) or self._named_year(j, line)
        if whole is None and self._year_number(j, line):
            found = self._year_number(j, line)
            whole = Phrase(found[1], "year", fixed(d.year(found[0])), False, "year") if found else None
        if whole is None or whole.grain != "year" or not 1 <= which <= 12 // months:
            return None
        when_year = whole.when

        def when(anchor: dt.date, future: bool) -> Days | None:
            span = when_year(anchor, future)
            if span is None or span.start is None:
                return None
            first = d.add_months(span.start, months * (which - 1))
            return Days(first, d.plus(d.add_months(first, months), -1))

        return whole._replace(grain="quarter", when=when, rule="quarter")

    def duration(self, i: int, line: int) -> tuple[list[tuple[int | None, str]], int, bool] | None:
        """«3 أيام», «شهرين», «شهر و21 يوماً», «أيام», «بضعة أسابيع», «نحو أسبوع»: ([(count or None, unit)], token after, about)."""
        about = False
        j = i
        here = self.at(j, line)
        if "about" in here or any(k == "about" for _, k, _v in here.get("phrases", ())):
            about = True
            further = next((f for f, k, _v in here.get("phrases", ()) if k == "about" and self._matches(j, f, line)), ())
            if "about" not in here and not further:
                return None
            j += 1 + len(further)
            if self.form(j, line) == "من":
                j += 1
        parts: list[tuple[int | None, str]] = []
        while len(parts) < 3:
            k = j
            if parts:
                if self.form(k, line) == "و":
                    k += 1
                elif not self.form(k, line).startswith("و"):
                    break
            here = self.at(k, line)
            if "dual" in here and not here.get("definite") and here.get("prep") in ("", "و", None, "ب"):
                parts.append((2, here["dual"]))
                j = k + 1
                continue
            if "unit" in here and not here.get("definite") and "day" not in here:
                plural = self._plural(k)
                follow = self.number(k + 1, line)
                if plural:
                    parts.append((None, here["unit"]))
                    j = k + 1
                    if "few" in self.at(j, line):
                        j += 1
                elif follow is not None and follow[0] in (1, 2) and not follow[3] and here["unit"] != "year":
                    parts.append((follow[0], here["unit"]))  # «يوم واحد»
                    j = follow[1]
                elif self._any_year(k + 1, line) is None and self.month_name(k + 1, line) is None and not (
                    here["unit"] == "month" and follow is not None and follow[3]
                ) and not (here["unit"] == "day" and "weekday" in self.at(k + 1, line)):
                    parts.append((1, here["unit"]))
                    j = k + 1
                else:
                    break
                continue
            if "few" in here and "unit" in self.at(k + 1, line):
                parts.append((None, self.at(k + 1, line)["unit"]))
                j = k + 2
                continue
            number = self.number(k, line)
            if number is not None and number[2] != "ordinal" and "unit" in self.at(number[1], line):
                parts.append((number[0], self.at(number[1], line)["unit"]))
                j = number[1] + 1
                continue
            break
        if not parts:
            return None
        if self.form(j, line) in ("ونصف", "وربع") or (self.form(j, line) == "و" and self.form(j + 1, line) == "نصف"):
            j += 1 if self.form(j, line) != "و" else 2
            about = True
        if self.form(j, line) == "تقريبا":
            j, about = j + 1, True
        return parts, j, about

    def _matches(self, i: int, further: tuple[str, ...], line: int) -> bool:
        for word in further:
            i += 1
            if self.form(i, line) != word:
                return False
        return True

    # weekdays and days

    def weekday(self, i: int, line: int) -> Phrase | None:
        """«الجمعة الماضي», «الاثنين 18 شباط», «الخميس الموافق 14 من هذا الشهر», «السبت السادس عشر», «الأحد من الأسبوع الماضي»."""
        here = self.at(i, line)
        number = here.get("weekday", here.get("bare_weekday"))
        if number is None:
            return None
        j = i + 1
        nxt = self.at(j, line)
        way = self.direction(j, line)
        if way is not None:
            name = way[0]
            fits: Fits | None = None
            phrase = Phrase(way[1], "day", _weekday_when(number, name if name != "current" else "this"), True, f"weekday+{name}", fits=fits)
            date = self._date_after(way[1], line)
            return self._weekday_date(number, date) if date is not None and date.grain == "day" else phrase
        if "last" in nxt or (self.form(j, line) and numbers.atom(self.form(j, line)) is not None):
            ordinal = self._weekday_of(number, i, j, line)
            if ordinal is not None:
                return ordinal
        if self.form(j, line) == "من" or nxt.get("unit") == "week":
            k = j + 1 if self.form(j, line) == "من" else j
            unit = self._relative_unit(k, line)
            if unit is not None and unit.grain == "week":
                return unit._replace(grain="day", when=_weekday_in_week(unit.when, number), rule="weekday+" + unit.rule)
        date = self._date_after(j, line)
        if date is not None:
            return self._weekday_date(number, date)
        k = j + 1 if self.form(j, line) in ("في", "الموافق") else j
        day = self.number(k, line)
        if (day is not None and 1 <= day[0] <= 31 and day[2] != "cardinal") or (day is not None and day[3] and self._uncounted(day[1], line)):
            value = day[0]
            if 1 <= value <= 31 and ((day[2] == "ordinal" and value > 2) or day[3] or k > j or day[2] == "either"):
                return Phrase(day[1], "day", _weekday_number_when(number, value), True, "weekday+day_number")
        if "weekday" not in here:
            return None
        return Phrase(j, "day", _weekday_when(number, None), True, "weekday")

    def _uncounted(self, j: int, line: int) -> bool:
        """Whether nothing stands at j that a number before it could count."""
        if not self.form(j, line):
            return True
        token = self.tokens[j]
        return (token.kind == "punct" and token.form not in "%٪") or token.form in ("من", "في", "علي")

    def _date_after(self, j: int, line: int) -> Phrase | None:
        """A date in apposition: «، 13 شباط», «(31 كانون الأول 2020)», «الموافق 14 شهر شباط», «في 18 شباط»."""
        k = j
        bracket = self.form(k, line) == "("
        while self.form(k, line) in ("،", ",", "(", "في", "الموافق", "الموافق:", "بتاريخ", "-", "–", "/") and k - j < 2:
            k += 1
        if not self.form(k, line):
            return None
        token = self.tokens[k]
        date: Phrase | None = None
        if token.kind == "number" or numbers.atom(token.form) is not None:
            date = self.day_of_month(k, line)
        elif "month" in self.at(k, line) or "phrases" in self.at(k, line):
            date = self._month_day(k, line)
        if date is None or date.grain != "day":
            return None
        if bracket and self.form(date.last, line) == ")":
            date = date._replace(last=date.last + 1)
        return date

    def _weekday_date(self, number: int, date: Phrase) -> Phrase:
        """A weekday with its date: where the year is not told, the one in which they agree."""
        if not date.anchored:
            return date._replace(rule="weekday+" + date.rule)
        inner = date.when

        def when(anchor: dt.date, future: bool) -> Days | None:
            base = inner(anchor, future)
            if base is None or base.start is None:
                return base
            best = base
            if base.start.weekday() != number and "unit" not in date.rule:
                for years in (0, 1, -1, 2, -2, 3, -3):
                    other = d.day(base.start.year + years, base.start.month, base.start.day)
                    if other is not None and other.weekday() == number:
                        best = d.on(other)
                        break
            return best

        fits = date.fits
        return date._replace(when=when, rule="weekday+" + date.rule, fits=fits)

    def _weekday_of(self, number: int, i: int, j: int, line: int) -> Phrase | None:
        """«الثلاثاء الأخير من شهر مارس», «الجمعة الأولى من رمضان»."""
        which: int | None = None
        if "last" in self.at(j, line):
            which, k = -1, j + 1
        else:
            found = self.number(j, line)
            if found is None or found[2] != "ordinal" or not 1 <= found[0] <= 5:
                return None
            which, k = found[0], found[1]
        if self.form(k, line) not in ("من", "في"):
            return None
        return self._nth(number, which, k + 1, line)

    def _nth(self, number: int | None, which: int, k: int, line: int) -> Phrase | None:
        """The nth (−1: last) such weekday, or day where ``number`` is None, of the month or year at k."""
        whole = self._whole(k, line)
        if whole is None or whole.grain not in ("month", "year", "week"):
            return None
        inner = whole.when

        def when(anchor: dt.date, future: bool) -> Days | None:
            span = inner(anchor, future)
            if span is None or span.start is None or span.end is None:
                return None
            if number is None:
                return d.on(span.end if which < 0 else d.plus(span.start, which - 1))
            if which < 0:
                return d.on(d.plus(span.end, -((span.end.weekday() - number) % 7)))
            return d.on(d.plus(span.start, (number - span.start.weekday()) % 7 + 7 * (which - 1)))

        return whole._replace(grain="day", when=when, rule="nth_day+" + whole.rule, fits=None)

    def _whole(self, k: int, line: int) -> Phrase | None:
        """A month, year, week, season or feast as a whole, for «مطلع …», «آخر يوم من …»."""
        if self.form(k, line) in ("من", "في", "ل", "ب"):
            k += 1
        here = self.at(k, line)
        if "this" in here or "unit" in here:
            found = self._relative_unit(k, line)
            if (found is not None and found.lean is None) or (found is not None and found.rule.endswith("following")):
                return found
            found = self._named_year(k, line) or self.month(k, line, sure=True)
            if found is not None:
                return found
            if here.get("definite") and here.get("unit") in ("week", "month", "year") and not self._plural(k):
                unit = here["unit"]
                return Phrase(k + 1, unit, _unit_when(unit, "current"), True, f"{unit}_unit")
            return None
        if "decade" in here:
            return self.decade(k, line)
        found = self.month(k, line, sure=True) or self.season(k, line)
        if found is not None:
            return found
        year = self._year_number(k, line)
        if year is not None and self.tokens[k].kind == "number":
            return Phrase(year[1], "year", fixed(d.year(year[0])), False, "year")
        return self.feast(k, line)

    def _month_day(self, i: int, line: int) -> Phrase | None:
        """«شباط 13», «أغسطس 18, 2020», «يناير-1», «مايو تسعة وعشرين», «يوليو 13-15»."""
        named = self.at(i, line).get("unit") == "month"
        found = self.month_name(i + 1 if named else i, line)
        if found is None or found[2] == "hijri":
            return None
        month, last, _ = found
        j = last + 1 if self.form(last, line) in ("-", "–") else last
        number = self.number(j, line)
        if number is None or not 1 <= number[0] <= 31:
            return None
        value, after, kind, is_digits = number
        second = value
        if is_digits and self.form(after, line) in ("-", "–"):
            other = self.number(after + 1, line)
            if other is not None and value < other[0] <= 31:
                second, after = other[0], other[1]
        if kind == "cardinal" and not self._uncounted(after, line):
            return None
        if kind == "ordinal" and value <= 2 and not self._uncounted(after, line):
            return None
        year = self.year(after, line)
        if year is not None and (year[3] is None or self.form(after, line) in ("،", ",", "عام", "من") or year[3]):
            when = _in(_year_month(year[0], month), value, second)
            return Phrase(year[1], "day" if second == value else "days", when, year[2], "month_day+year")
        return Phrase(after, "day" if second == value else "days", _day_month_when(value, second, month), True, "month_day")

    def day_word(self, i: int, line: int) -> Phrase | None:
        """«اليوم», «أمس الجمعة», «أمس الأول», «بعد غد», «اليوم الخميس (31 كانون الأول 2020)»."""
        here = self.at(i, line)
        offset = here.get("day")
        if offset is None:
            return None
        j = i + 1
        form = self.tokens[i].form
        nxt = self.form(j, line)
        if here.get("unit") == "day":  # «اليوم»: today, or the unit
            unit = self._relative_unit(i, line)
            if unit is not None:
                return unit
            if nxt in ("الذي", "اللي", "الي") and self.form(j + 1, line):
                inner = self._around(j + 1, line, self.at(j + 1, line))
                if inner is not None:
                    return inner
            ordinal = self.number(j, line)
            if ordinal is not None and ordinal[2] == "ordinal":
                if self.form(ordinal[1], line) in ("من", "ل"):
                    whole = self._nth(None, ordinal[0], ordinal[1] + 1, line)
                    if whole is not None:
                        return whole
                    return None  # «اليوم الثالث من العملية»
                return None
        if form.endswith("امس") and nxt == "الاول":
            offset, j = -2, j + 1
        rule = "day" if "الان" not in form else "now"
        fits: Fits | None = None
        k = j
        while self.form(k, line) in ("،", "(", ",", "-", "–", "يوم") and k - j < 2:
            k += 1
        day = self.at(k, line).get("weekday")
        if day is not None and not self.at(k, line).get("prep"):
            w: int = day
            o: int = offset
            fits = lambda a: d.plus(a, o).weekday() == w  # noqa: E731
            j = k + 1
            if self.form(j, line) == ")":
                j += 1
            date = self._date_after(j, line)
            if date is not None:
                return self._today_is(offset, self._weekday_date(w, date), fits)
            return Phrase(j, "day", _offset_weekday(offset, w), True, "day+weekday", fits=fits)
        date = self._date_after(j, line)
        if date is not None:
            return self._today_is(offset, date, None)
        return Phrase(j, "day", lambda a, f: d.on(d.plus(a, offset)), True, rule)

    def _today_is(self, offset: int, date: Phrase, weekday_fits: Fits | None) -> Phrase:
        """«اليوم الأربعاء 24 شباط»: the date, and what it says of the day of printing."""
        inner = date.when

        def fits(anchor: dt.date) -> bool:
            told = inner(anchor, False)
            return told is not None and told.start == d.plus(anchor, offset) and (weekday_fits is None or weekday_fits(anchor))

        return date._replace(rule="day+" + date.rule, fits=fits)

    # parts of the day, phases, seasons, decades, feasts

    def part(self, i: int, line: int) -> Phrase | None:
        """«فجر الجمعة», «ظهر أمس الجمعة», «ليل السبت الأحد», «الليلة الماضية», «منتصف ليل الأحد», «هذا المساء»."""
        j = i
        if self.form(j, line) in ("منتصف", "بمنتصف") and self.at(j + 1, line).get("part") == "night":
            j += 1
        this = "this" in self.at(j, line)
        if this:
            j += 1
        here = self.at(j, line)
        name = here.get("part")
        if name is None:
            return None
        j += 1
        if this:
            return Phrase(j, "day", lambda a, f: d.on(a), True, "part+this", part=name) if here.get("definite") else None
        if here.get("definite"):
            way = self.direction(j, line)
            if way is not None and way[0] in ("past", "next"):
                back = way[0] == "past"
                return Phrase(
                    way[1], "days" if name == "night" else "day",
                    (lambda a, f: Days(d.plus(a, -1), a) if name == "night" else d.on(d.plus(a, -1))) if back else (lambda a, f: d.on(d.plus(a, 1))),
                    True, "part+" + way[0], part=name,
                )  # fmt: skip
            if name == "night" and self.tokens[i].form in ("الليله", "والليله"):
                return Phrase(j, "day", lambda a, f: d.on(a), True, "tonight", part=name)
            return None
        if name == "night":
            k = j + 1 if self.form(j, line) == "يوم" else j
            first = self.at(k, line).get("weekday")
            if first is not None:
                m = k + 1
                if self.form(m, line) in ("-", "–", "/", "ـ", "—", "الي", "علي"):
                    m += 1
                second = self.at(m, line).get("weekday")
                if second == (first + 1) % 7 and self.at(m, line).get("prep") in ("", None, "و"):
                    end: int = second
                    after = m + 1
                    way = self.direction(after, line)
                    direction = "past" if way is not None and way[0] == "past" else None
                    return Phrase(
                        way[1] if way else after, "days", _night_when(end, direction), True, "night_span", part="night",
                    )  # fmt: skip
        inner = self._day_base(j, line)
        if inner is None and self.form(j, line) == "من":
            inner = self._day_base(j + 1, line)
        if inner is None:
            return None
        return inner._replace(part=name, rule="part+" + inner.rule)

    def _day_base(self, i: int, line: int) -> Phrase | None:
        """A phrase for one day: «أمس», «أول أمس», «الجمعة الفائت», «يوم الأحد», «27 من الشهر الفائت», «اليوم نفسه»."""
        here = self.at(i, line)
        form = self.form(i, line)
        if not form:
            return None
        if here.get("unit") == "day" and not here.get("definite"):
            nxt = self.at(i + 1, line)
            if "weekday" in nxt or "bare_weekday" in nxt or "day" in nxt:
                return self._day_base(i + 1, line)
            return self.day_of_month(i + 1, line) if self.form(i + 1, line) else None
        if form in ("اول", "باول", "واول"):
            j = i + 1
            if self.form(j, line) == "من":
                j += 1
            if self.at(j, line).get("day") == -1:
                return Phrase(j + 1, "day", lambda a, f: d.on(d.plus(a, -2)), True, "day")
        if "day" in here:
            return self.day_word(i, line)
        if "weekday" in here:
            return self.weekday(i, line)
        if ("before" in here or "after" in here):
            return self._around(i, line, here)
        token = self.tokens[i]
        if token.kind == "number" or numbers.atom(form) is not None:
            return self.day_of_month(i, line)
        if "phrases" in here or "feast" in here:
            return self.feast(i, line)
        return None

    def _around(self, i: int, line: int, here: Mapping[str, Any]) -> Phrase | None:
        """«بعد غد», «قبل أمس», «قبل يوم أمس»."""
        j = i + 1
        if self.at(j, line).get("unit") == "day" and "day" in self.at(j + 1, line):
            j += 1
        offset = self.at(j, line).get("day")
        if offset is None or self.at(j, line).get("prep"):
            return None
        if "after" in here and offset == 1:
            return Phrase(j + 1, "day", lambda a, f: d.on(d.plus(a, 2)), True, "day+after")
        if "before" in here and offset == -1:
            return Phrase(j + 1, "day", lambda a, f: d.on(d.plus(a, -2)), True, "day+before")
        return None

    def phase(self, i: int, line: int) -> Phrase | None:
        """«مطلع الأسبوع الفائت», «أواخر أيلول الماضي», «نهاية العام 2017», «منتصف تشرين الأول»."""
        name = self.at(i, line).get("phase")
        if name is None:
            return None
        whole = self._whole(i + 1, line)
        if whole is None and self.form(i + 1, line) == "من" and name == "start":
            whole = self._day_base(i + 2, line)
        if whole is None or (whole.grain == "day" and self.form(i + 1, line) != "من"):
            return None
        if name == "start" and self.form(i + 1, line) == "من":
            return self._from(whole)  # «بداية من الشهر الجاري»
        grain = "quarter" if whole.grain == "year" else "days"
        fits = whole.fits
        return whole._replace(grain=grain, when=_phase_when(whole, name), rule=f"{name}+{whole.rule}", fits=fits, also=None)

    def rest(self, i: int, line: int) -> Phrase | None:
        """«باقي الشهر», «بقية العام»."""
        if "rest" not in self.at(i, line):
            return None
        whole = self._whole(i + 1, line)
        if whole is None:
            return None
        inner = whole.when

        def when(anchor: dt.date, future: bool) -> Days | None:
            span = inner(anchor, future)
            return Days(max(anchor, span.start), span.end) if span and span.start and span.end and span.end >= anchor else span

        return whole._replace(grain="days", when=when, rule="rest", anchored=True)

    def season(self, i: int, line: int) -> Phrase | None:
        """«صيف 2014», «شتاء العام الماضي», «الصيف الماضي»."""
        name = self.at(i, line).get("season")
        if name is None or (self.month_name(i, line) is not None):
            return None
        year = self.year(i + 1, line)
        if year is not None:
            when_year = year[0]

            def when(anchor: dt.date, future: bool) -> Days | None:
                span = when_year(anchor, future)
                return d.season(span.start.year, name) if span is not None and span.start is not None else None

            return Phrase(year[1], "season", when, year[2], "season+year", season=name)
        if self.at(i, line).get("definite"):
            way = self.direction(i + 1, line)
            if way is not None:
                return Phrase(way[1], "season", _season_when(name, way[0]), True, "season+" + way[0], season=name)
        return None

    def decade(self, i: int, line: int) -> Phrase | None:
        """«السبعينيات», «تسعينيات القرن الماضي»."""
        number = self.at(i, line).get("decade")
        if number is None:
            return None
        j = i + 1
        if self.form(j, line) == "القرن" and "past" in self.at(j + 1, line):
            j += 2
        first = 1900 + number if number >= 30 else 2000 + number if j == i + 1 and False else 1900 + number
        return Phrase(j, "decade", fixed(d.decade(first)), False, "decade")

    def feast(self, i: int, line: int) -> Phrase | None:
        """«عيد الأضحى», «عيد الفطر 2013», «رأس السنة الهجرية»: its days, at the nearest past one."""
        here = self.at(i, line)
        found: Any = here.get("feast")
        j = i + 1
        for further, kind, value in here.get("phrases", ()):
            if kind == "feast" and self._matches(i, further, line):
                found, j = value, i + 1 + len(further)
                break
        if found is None:
            return None
        year = self.year(j, line)
        way = self.direction(j, line)
        feast = found
        if year is not None:
            when_year = year[0]

            def when(anchor: dt.date, future: bool) -> Days | None:
                span = when_year(anchor, future)
                return _feast_in(feast, span.start.year) if span is not None and span.start is not None else None

            return Phrase(year[1], "day" if feast.days == 1 else "days", when, year[2], "feast+year")
        name = way[0] if way is not None else None

        def nearest(anchor: dt.date, future: bool) -> Days | None:
            options = [f for y in range(anchor.year - 2, anchor.year + 3) if 2 <= y < 9990 and (f := _feast_in(feast, y)) is not None]
            ahead = [f for f in options if f.start is not None and f.start > anchor]
            behind = [f for f in options if f.start is not None and f.start <= anchor]
            chosen = ahead[:1] if name in ("next", "following") or future else behind[-1:]
            return chosen[0] if chosen else None

        return Phrase(way[1] if way is not None else j, "day" if feast.days == 1 else "days", nearest, True, "feast")

    # everything that may stand by itself

    def base(self, i: int, line: int) -> Phrase | None:
        """A noun phrase of time at i, without a preposition that opens or shifts it."""
        here = self.at(i, line)
        token = self.tokens[i] if 0 <= i < self.n else None
        if token is None or token.line != line or token.kind == "punct":
            return None
        found: Phrase | None = None
        if "part" in here or ("this" in here and "part" in self.at(i + 1, line)) or token.form in ("منتصف", "بمنتصف"):
            found = self.part(i, line)
            if found is not None:
                return self._clock(found, line)
        if "phase" in here and found is None:
            found = self.phase(i, line)
            if found is not None:
                return found
        if "rest" in here:
            return self.rest(i, line)
        if here.get("unit") == "week" or ("this" in here and self.at(i + 1, line).get("unit") == "week"):
            found = self._week_day(i, line)
            if found is not None:
                return found
        if "bare_weekday" in here and self.at(i + 1, line).get("unit") == "week":
            return self.weekday(i, line)
        if token.kind == "number" or token.form in ("ال", "لل") or numbers.atom(token.form) is not None:
            found = self._counted(i, line)
            if found is not None:
                return self._clock(found, line)
        if token.form == "اخر":
            return self._last_of(i, line)
        if "unit" in here or "dual" in here or "this" in here:
            found = self.window(i, line) or (self._relative_unit(i, line) if "day" not in here else None) or self._named_year(i, line)
            if found is not None:
                return found
        if here.get("unit") == "month" or "month" in here or "hijri" in here or "phrases" in here:
            found = self._month_day(i, line) or self.month(i, line)
            if found is not None:
                return found
            found = self.feast(i, line)
            if found is not None:
                return found
        if "this" in here and "weekday" in self.at(i + 1, line):
            w: int = self.at(i + 1, line)["weekday"]
            return Phrase(i + 2, "day", _weekday_when(w, "this"), True, "weekday+this")
        if "season" in here:
            found = self.season(i, line)
            if found is not None:
                return found
        if "decade" in here:
            return self.decade(i, line)
        if token.form in ("الربع", "النصف", "الثلث", "بالربع", "بالنصف"):
            return self.quarter(i, line)
        if "feast" in here:
            return self.feast(i, line)
        found = self._day_base(i, line)
        return self._clock(found, line) if found is not None else None

    def _counted(self, i: int, line: int) -> Phrase | None:
        """What begins with a number: a date, «الـ 24 ساعة الماضية», «أول يوم جمعة من يوليو», «أول سبتمبر», a bare year."""
        form = self.tokens[i].form
        found = self.window(i, line)
        if found is not None:
            return found
        found = self.day_of_month(i, line)
        if found is not None:
            return found
        number = self.number(i, line)
        if number is not None and number[2] == "ordinal" and number[0] <= 31:
            j = number[1]
            if number[0] <= 5 and (form in ("اول", "باول", "واول", "لاول") or not form.startswith("ال")):
                return self._nth_day(number[0], j, line) or self._day_base(i, line)
            return None
        if self.tokens[i].kind == "number":
            year = self._year_number(i, line)
            if year is not None:
                return self._bare_year(i, year, line)
        return None

    def _nth_day(self, which: int, j: int, line: int) -> Phrase | None:
        """«أول يوم جمعة من يوليو», «ثالث يوم من شهر 2», «أول شهر سبتمبر», «أول أيام عيد الفطر», «أول سبتمبر»."""
        here = self.at(j, line)
        if here.get("unit") == "day" and not here.get("definite"):
            nxt = self.at(j + 1, line)
            weekday = nxt.get("weekday", nxt.get("bare_weekday"))
            k = j + (2 if weekday is not None else 1)
            return self._nth(weekday, which, k, line) or self._feast_day(which, j + 1, line)
        weekday = here.get("bare_weekday", here.get("weekday"))
        if weekday is not None:
            return self._nth(weekday, which, j + 1, line)
        if which == 1 and ((here.get("unit") == "month" and self.month_name(j + 1, line)) or self.month_name(j, line)
                           or (here.get("unit") == "month" and not here.get("definite") and self.number(j + 1, line))):  # fmt: skip
            return self._nth(None, 1, j, line)
        return None

    def _feast_day(self, which: int, j: int, line: int) -> Phrase | None:
        feast = self.feast(j, line) or self.month(j, line)
        if feast is None or which < 1:
            return None
        inner = feast.when

        def when(anchor: dt.date, future: bool) -> Days | None:
            span = inner(anchor, future)
            return d.on(d.plus(span.start, which - 1)) if span is not None and span.start is not None else None

        return feast._replace(grain="day", when=when, rule="nth_day+" + feast.rule)

    def _last_of(self, i: int, line: int) -> Phrase | None:
        """«آخر اثنين من الشهر القادم», «آخر يوم بشهر 10»."""
        here = self.at(i + 1, line)
        if here.get("unit") == "day" and not here.get("definite"):
            weekday = self.at(i + 2, line).get("bare_weekday", self.at(i + 2, line).get("weekday"))
            return self._nth(weekday, -1, i + (3 if weekday is not None else 2), line)
        weekday = here.get("bare_weekday", here.get("weekday"))
        if weekday is None and here.get("unit") is None and "number" not in here:
            found = numbers.atom(self.form(i + 1, line)) if self.form(i + 1, line) in ("احد", "اثنين") else None
            weekday = {"احد": 6, "اثنين": 0}.get(self.form(i + 1, line)) if found else None
        return self._nth(weekday, -1, i + 2, line) if weekday is not None else None

    def _bare_year(self, i: int, year: tuple[int, int], line: int) -> Phrase | None:
        """A year by itself: only after a preposition of time, and with nothing after it that it could count."""
        value, last = year
        if value < 1900 or value > 2100:
            return None
        before = self.form(i - 1, line)
        if not (before in ("في", "منذ", "وفي", "ومنذ", "حتي", "خلال", "بين", "قبل", "بعد", "من", "الي", "سنه", "عام") or before == "و"):
            return None
        nxt = self.form(last, line)
        if nxt and self.tokens[last].kind == "word" and nxt not in ("في", "الي", "حتي", "علي", "ان", "عن", "من", "م", "و") and not nxt.startswith("و"):
            here = self.at(last, line)
            if before not in ("منذ", "ومنذ", "حتي") and not here:
                return None if not nxt.startswith(("ال", "ب", "ل", "ي", "ت")) else Phrase(last, "year", fixed(d.year(value)), False, "year")
        if self.form(last, line) in ("-", "–") and self._year_number(last + 1, line):
            other = self._year_number(last + 1, line)
            if other is not None and value < other[0] <= value + 30:
                return Phrase(other[1], "year", fixed(Days(d.year(value).start, d.year(other[0]).end)), False, "years")
        if self.form(last, line) == "م":
            last += 1
        return Phrase(last, "year", fixed(d.year(value)), False, "year")

    def _week_day(self, i: int, line: int) -> Phrase | None:
        """«الأسبوع المقبل يوم الجمعة», «هذا الأسبوع من الثلاثاء إلى الخميس», «الأسبوع المقبل بين الأربعاء والجمعة»."""
        unit = self._relative_unit(i, line)
        if unit is None or unit.grain != "week":
            return None
        j = unit.last
        if self.form(j, line) in ("بين", "من"):
            first = self.at(j + 1, line).get("weekday")
            k = j + 2
            if self.form(k, line) in ("الي", "حتي"):
                k += 1
            second = self.at(k, line).get("weekday")
            if first is not None and second is not None:
                a, b = _weekday_in_week(unit.when, first), _weekday_in_week(unit.when, second)

                def when(anchor: dt.date, future: bool) -> Days | None:
                    left, right = a(anchor, future), b(anchor, future)
                    return Days(left.start, right.end) if left and right and left.start and right.end and left.start <= right.end else None

                return unit._replace(last=k + 1, grain="days", when=when, rule="week+weekdays")
            return None
        if (self.at(j, line).get("unit") == "day" and not self.at(j, line).get("definite")) or self.form(j, line) == "،":
            j += 1
        weekday = self.at(j, line).get("weekday")
        if weekday is None or self.at(j, line).get("prep"):
            return None
        return unit._replace(last=j + 1, grain="day", when=_weekday_in_week(unit.when, weekday), rule="week+weekday")

    def _clock(self, phrase: Phrase, line: int) -> Phrase:
        """A part of day or clock time right after: «الأحد صباحاً», «أمس عند الساعة 05:16 مساءً»; a weekday or date after a part."""
        j = phrase.last
        here = self.at(j, line)
        if ("part" in here and self.form(j, line).endswith("ا")) or (here.get("part") == "evening" and self.form(j, line) == "مساء"):
            nxt = self.at(j + 1, line)
            if phrase.part is None and "day" not in nxt and "weekday" not in nxt:
                return phrase._replace(last=j + 1, part=here["part"])
        if self.form(j, line) in ("|", "-", "–", "،", ",") and j + 1 < self.n and self.tokens[j + 1].line == line and self.tokens[j + 1].kind == "number":
            m = _CLOCK.fullmatch(self.tokens[j + 1].form)
            if m and ":" in self.tokens[j + 1].form:
                return phrase._replace(last=j + 2, clock=f"{int(m[1]):02d}:{m[2]}")
        return phrase

    # with prepositions

    def phrase(self, i: int, line: int) -> Phrase | None:
        """The longest time phrase at i, its preposition included: «منذ …», «خلال …», «بين … و…», «من … إلى …», «قبل …»."""
        if self._depth > 6:
            return None
        self._depth += 1
        try:
            return self._phrase(i, line)
        finally:
            self._depth -= 1

    def _phrase(self, i: int, line: int) -> Phrase | None:
        here = self.at(i, line)
        for further, kind, value in here.get("phrases", ()):
            if kind == "vague" and self._matches(i, further, line):
                return Phrase(i + 1 + len(further), "open", nothing, True, "vague_" + value, role=value)
        if "vague" in here:
            return Phrase(i + 1, "open", nothing, True, "vague_" + here["vague"], role=here["vague"])
        found: Phrase | None = None
        if "since" in here:
            return self.since(i, line)
        if "between" in here or "from" in here:
            found = self.span(i, line, "between" in here)
            if found is not None:
                return found
        if "before" in here or "after" in here:
            if self.form(i + 1, line) in ("ظهر", "الظهر"):
                noon = self.base(i + 1, line)
                if noon is not None and noon.part == "noon":
                    return noon._replace(part="morning" if "before" in here else "afternoon")
            found = self._around(i, line, here) or self.shifted(i, line, "before" in here)
            if found is not None:
                return found
        if "during" in here:
            j = i + 1
            if self.form(j, line) in ("ال",) and self.tokens[j].kind == "word":
                pass
            inner = self.base(j, line)
            if inner is not None:
                return inner._replace(rule="during+" + inner.rule) if inner.role == "event" else inner
            span = self.duration(j, line)
            if span is not None:
                return Phrase(span[1], "open", nothing, True, "duration", role="duration")
            return None
        if "until" in here:
            inner = self.base(i + 1, line)
            if inner is None or inner.lean or inner.role != "event":
                return None
            when = inner.when

            def ends(anchor: dt.date, future: bool) -> Days | None:
                span = when(anchor, future)
                return Days(None, span.end) if span is not None else None

            return inner._replace(grain="open", when=ends, rule="until+" + inner.rule, open_end=True)
        if "eve" in here and not here.get("definite"):
            return self.eve(i, line, here["eve"])
        found = self.base(i, line)
        if found is None:
            return None
        return self._extended(found, line)

    def _extended(self, left: Phrase, line: int) -> Phrase:
        """«2 أكتوبر إلى 22 أكتوبر», «اليوم حتى الغد», «أواخر العام 2014 وبداية العام 2015», «12 يناير 2016 - 2016/01/22»."""
        j = left.last
        form = self.form(j, line)
        if left.role != "event" or left.lean or not form:
            return left
        right: Phrase | None = None
        if form in ("الي", "حتي", "لغايه", "-", "–", "—"):
            token = self.tokens[j + 1] if j + 1 < self.n else None
            if token is not None and (form not in "-–—" or token.kind == "number" or left.grain in ("month", "year")):
                right = self.base(j + 1, line)
                if form in "-–—" and right is not None and (right.grain != left.grain or right.rule.startswith("weekday")):
                    right = None
        elif form.startswith("و") and left.rule.split("+")[0] in ("start", "late", "end", "middle"):
            inner = self.phase(j, line)
            if inner is not None and inner.grain == left.grain:
                right = inner
        if right is None or right.lean or right.role != "event":
            return left
        return _joined(left, right, right.last)

    def span(self, i: int, line: int, between: bool) -> Phrase | None:
        """«بين 4 و 22 هذا الشهر», «من 4 إلى 22 يناير 1995», «بين عامي 2014 و2017», «من الآن لآخر يوم بشهر 10»."""
        j = i + 1
        if self.form(i, line) == "ما" or not self.form(j, line):
            return None
        days = self.day_of_month(j, line) if self.tokens[j].kind == "number" or numbers.atom(self.form(j, line)) else None
        if days is not None and days.grain == "days":
            return days._replace(rule="between+" + days.rule)
        if days is None:
            split = self._split_days(j, line)
            if split is not None:
                return split
        left = days or self.base(j, line)
        if left is None or left.lean or left.role != "event":
            return self._between_years(j, line) if between else None
        if left.rule == "years" and between:
            return left
        k = left.last
        form = self.form(k, line)
        right: Phrase | None = None
        if between and (form == "و" or form.startswith("و")):
            right = self.base(k + 1 if form == "و" else k, line)
            if right is None and left.rule == "year" and form == "و":
                year = self._year_number(k + 1, line)
                right = Phrase(year[1], "year", fixed(d.year(year[0])), False, "year") if year else None
            if right is None and left.rule == "year" and len(form) > 1:
                right = None
        elif not between and form in ("الي", "حتي", "وحتي", "لغايه", "ولغايه", "والي"):
            right = self.base(k + 1, line)
        elif not between and self.at(k, line).get("prep", "").endswith("ل"):
            right = self.base(k, line)
        elif not between and form.startswith("ل") and form[1:] == "اخر":
            right = self._last_of(k, line)
        if right is None or right.lean or right.role != "event":
            return None
        return _joined(left, right, right.last)

    def _between_years(self, j: int, line: int) -> Phrase | None:
        first = self._year_number(j, line)
        if first is None or first[0] < 1900:
            return None
        k = first[1] + (1 if self.form(first[1], line) == "و" else 0)
        second = self._year_number(k, line)
        if second is None or second[0] <= first[0]:
            return None
        return Phrase(second[1], "year", fixed(Days(d.year(first[0]).start, d.year(second[0]).end)), False, "years")

    def _split_days(self, j: int, line: int) -> Phrase | None:
        """«4 إلى 22 هذا الشهر»: the month stands only with the second number."""
        first = self.number(j, line)
        if first is None or not 1 <= first[0] <= 31:
            return None
        k = first[1]
        form = self.form(k, line)
        if form in ("الي", "حتي", "و", "-", "–"):
            k += 1
        elif not form.startswith("و"):
            return None
        second = self.number(k, line)
        if second is None or not first[0] < second[0] <= 31:
            return None
        m = second[1] + (1 if self.form(second[1], line) == "من" else 0)
        month = self._month_for_day(m, line)
        if month is None:
            return None
        when, last, anchored, rule, fits = self._day_in(month, first[0], second[0])
        return Phrase(last, "days", when, anchored, "between+" + rule, fits=fits)

    def since(self, i: int, line: int) -> Phrase | None:
        """«منذ الثلاثاء», «منذ صباح أمس», «منذ نحو شهرين», «منذ عام 2011», «منذ بداية الشهر», «منذ بدء الحملة»."""
        j = i + 1
        if self.form(j, line) in ("من", "ب"):
            j += 1
        if not self.form(j, line):
            return None
        inner = self.base(j, line)
        if inner is not None and inner.role == "event":
            if inner.rule.startswith("window") or inner.lean:
                return inner._replace(rule="since+" + inner.rule)
            return self._from(inner)
        span = self.duration(j, line)
        if span is not None:
            parts, last, about = span
            if self.form(last, line) == "من" and self.form(last + 1, line) == "الان":
                last += 2
            if any(count is None for count, _ in parts):
                if parts[0][1] in ("day", "hour", "minute"):
                    return Phrase(last, "days", _ago_when(parts, True, True), True, "since_some", about=True)
                return Phrase(last, "open", nothing, True, "since_some", role="recently")
            compound = len(parts) > 1
            return Phrase(
                last, "days", _point_when(parts, -1) if compound else _ago_when(parts, True, False), True, "ago" if compound else "since_duration",
                about=about, also=None if about or compound else _point_when(parts, -1), open_end=not compound,
            )  # fmt: skip
        here = self.at(j, line)
        if self.tokens[i].form in ("منذ", "مذ", "ومنذ") and (here.get("phase") == "start" or (self.tokens[j].kind == "word" and not here)):
            return Phrase(j, "open", nothing, True, "since_event", lean="event", open_end=True)
        return None

    def _from(self, inner: Phrase) -> Phrase:
        """From the phrase's first day up to the day of publication; without an end where it is still to come."""
        when = inner.when

        def open_window(anchor: dt.date, future: bool) -> Days | None:
            span = when(anchor, future)
            if span is None or span.start is None:
                return None
            return Days(span.start, anchor if span.start <= anchor else None)

        grain = "year" if inner.grain == "year" else "days"
        return inner._replace(grain=grain, when=open_window, anchored=True, rule="since+" + inner.rule, open_end=True)

    def shifted(self, i: int, line: int, back: bool) -> Phrase | None:
        """«قبل ثلاثة أيام», «بعد أسبوعين من الآن», «قبل أيام», «بعد ساعات من الهجوم», «قبل عام 2020»."""
        j = i + 1
        if not self.form(j, line):
            return None
        span = self.duration(j, line)
        if span is not None:
            parts, last, about = span
            form = self.form(last, line)
            if form in ("من", "علي") and self.form(last + 1, line):
                if self.form(last + 1, line) == "الان":
                    return Phrase(last + 2, "day", _ago_when(parts, False, False) if back else _point_when(parts, 1), True, "ago" if back else "ahead")
                following = self.base(last + 1, line)
                if following is not None and following.grain == "day" and not following.lean and form == "من":
                    sign = -1 if back else 1
                    return following._replace(when=_moved(following.when, parts, sign), rule="shifted+" + following.rule)
                return Phrase(last, "open", nothing, True, "before_event" if back else "after_event", lean="event", shift=_shift(parts, back))
            if back:
                vague = any(count is None for count, _ in parts)
                unit = parts[0][1]
                if vague and unit not in ("day", "hour", "minute", "week"):
                    return Phrase(last, "open", nothing, True, "ago_some", role="earlier")
                grain = {"month": "month", "year": "year", "decade": "decade"}.get(unit, "day") if len(parts) == 1 else "day"
                return Phrase(last, "days" if vague else grain, _ago_when(parts, False, vague), True, "ago_some" if vague else "ago", about=about or vague)
            lonely = self._lonely(i, last)
            if any(count is None for count, _ in parts):
                return Phrase(last, "open", nothing, True, "after_some", lean="event")
            return Phrase(
                last, "day", lambda a, f: _point_when(parts, 1)(a, f) if f or lonely else None, True, "ahead",
                lean=None if lonely else "event", shift=_shift(parts, False), about=about,
            )  # fmt: skip
        inner = self.base(j, line)
        if inner is None or inner.role != "event" or inner.lean:
            return None
        if inner.grain == "day" and inner.rule.startswith(("weekday", "part", "day")) and False:
            return None
        when = inner.when

        def beyond(anchor: dt.date, future: bool) -> Days | None:
            days = when(anchor, future)
            if days is None or days.start is None or days.end is None:
                return None
            return Days(None, d.plus(days.start, -1)) if back else Days(d.plus(days.end, 1), None)

        return inner._replace(grain="open", when=beyond, rule=("before+" if back else "after+") + inner.rule, open_end=True)

    def _lonely(self, i: int, last: int) -> bool:
        """Whether the phrase is all there is on its line (no event to lean on)."""
        line = self.tokens[i].line
        before = i > 0 and self.tokens[i - 1].line == line
        after = last < self.n and self.tokens[last].line == line and self.tokens[last].kind == "word"
        return not before and not after

    def eve(self, i: int, line: int, shift: int) -> Phrase | None:
        """«غداة الهجوم» the day after it, «عشية عيد الأضحى» the day before."""
        j = i + 1
        if not self.form(j, line) or self.tokens[j].kind == "punct":
            return None
        inner = self.base(j, line)
        if inner is not None and inner.role == "event" and not inner.lean:
            if shift < 0 and inner.rule in ("day", "day+weekday", "weekday") and inner.grain == "day":
                return inner._replace(part="evening", rule="part+" + inner.rule)
            when = inner.when

            def beside(anchor: dt.date, future: bool) -> Days | None:
                days = when(anchor, future)
                if days is None or days.start is None or days.end is None:
                    return None
                return d.on(d.plus(days.start, -1) if shift < 0 else d.plus(days.end, 1))

            return inner._replace(grain="day", when=beside, rule="eve+" + inner.rule)
        return Phrase(j, "day", nothing, True, "eve", lean="event", shift=shift)


_IN = frozenset(("في", "وفي", "ففي", "يوم", "بتاريخ", "ليله", "فجر", "صباح", "مساء", "ليل", "منذ"))
_PLURALS = frozenset(
    ["ايام", "الايام", "ساعات", "الساعات", "دقايق", "الدقايق", "اسابيع", "الاسابيع", "اشهر", "الاشهر", "شهور", "الشهور", "سنوات", "السنوات", "سنين", "السنين", "اعوام", "الاعوام", "عقود", "العقود", "قرون", "القرون"]
)


# what a phrase means at an anchor


def _joined(left: Phrase, right: Phrase, last: int) -> Phrase:
    a, b = left.when, right.when

    def when(anchor: dt.date, future: bool) -> Days | None:
        one, two = a(anchor, future), b(anchor, future)
        if one is None or two is None or one.start is None or two.end is None:
            return None
        if one.start > two.end:  # «من 28 كانون الأول إلى 3 كانون الثاني»: the nearest pair in order
            coming = b(anchor, True)
            if coming is not None and coming.end is not None and one.start <= coming.end:
                return Days(one.start, coming.end)
            earlier = d.day(one.start.year - 1, one.start.month, min(one.start.day, 28)) if left.anchored else None
            return Days(earlier, two.end) if earlier is not None and earlier <= two.end else None
        return Days(one.start, two.end)

    grain = left.grain if left.grain == right.grain and left.grain in ("year", "month") else "days"
    return left._replace(last=last, grain=grain, when=when, anchored=left.anchored or right.anchored, rule="range+" + left.rule, also=None)


def _in(month_when: When, first: int, second: int) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = month_when(anchor, future)
        if span is None or span.start is None or span.end is None:
            return None
        start, end = d.plus(span.start, first - 1), d.plus(span.start, second - 1)
        return Days(start, end) if end <= span.end else None

    return when


def _year_month(year_when: When, month: int) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = year_when(anchor, future)
        return d.month(span.start.year, month) if span is not None and span.start is not None else None

    return when


def _not_after(first: int) -> Fits:
    return lambda a: a.day >= first


def _month_when(number: int, direction: str | None) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        year = anchor.year
        if direction == "current":
            pass
        elif direction in ("next", "following") or (direction is None and future):
            if number < anchor.month or (number == anchor.month and direction is not None):
                year += 1
        elif number > anchor.month or (number == anchor.month and direction is not None):
            year -= 1
        if direction == "before_last":
            year -= 1
        elif direction == "after_next":
            year = anchor.year + (2 if number <= anchor.month else 1)
        return d.month(year, number) if 1 <= year <= 9998 else None

    return when


def _hijri_when(number: int, direction: str | None) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        today = d.to_hijri(anchor)
        if today is None:
            return None
        year, month, _ = today
        if direction == "current":
            pass
        elif direction in ("next", "following", "after_next") or (direction is None and future):
            if number < month or (number == month and direction is not None):
                year += 1
            year += 1 if direction == "after_next" else 0
        else:
            if number > month or (number == month and direction is not None):
                year -= 1
            year -= 1 if direction == "before_last" else 0
        return d.hijri_month(year, number)

    return when


def _hijri_in_gregorian(number: int, year: int) -> Days | None:
    """«رمضان 2019»: the Hijri month that begins in that year."""
    first = d.to_hijri(dt.date(year, 1, 1))
    if first is None:
        return None
    for hijri in (first[0], first[0] + 1):
        span = d.hijri_month(hijri, number)
        if span is not None and span.start is not None and span.start.year == year:
            return span
    return None


def _hijri_year_when(direction: str) -> When:
    step = {"past": -1, "next": 1, "following": 1, "before_last": -2, "after_next": 2}.get(direction, 0)

    def when(anchor: dt.date, future: bool) -> Days | None:
        today = d.to_hijri(anchor)
        return d.hijri_year(today[0] + step) if today is not None else None

    return when


def _day_month_when(first: int, second: int, month: int) -> When:
    """A day and month without year: the nearest past one, the coming one where the verb is future."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        years = (0, 1, 2, 3, 4, 8) if future else (0, -1, -2, -3, -4, -8)
        for step in years:
            start, end = d.day(anchor.year + step, month, first), d.day(anchor.year + step, month, second)
            if start is not None and end is not None and (start >= anchor if future else start <= anchor):
                return Days(start, end)
        return None

    return when


_STEP = {"past": -1, "current": 0, "next": 1, "following": 1, "before_last": -2, "after_next": 2}


def _unit_when(unit: str, direction: str) -> When:
    step = _STEP[direction]

    def when(anchor: dt.date, future: bool) -> Days | None:
        if unit == "day":
            return d.on(d.plus(anchor, step))
        if unit == "week":
            return d.week(anchor, step)
        if unit == "month":
            return d.month_of(anchor, step)
        if unit == "year":
            return d.year_of(anchor, step)
        size = 10 if unit == "decade" else 100
        first = anchor.year // size * size + step * size
        return Days(dt.date(first, 1, 1), dt.date(first + size - 1, 12, 31)) if 1 <= first <= 9900 else None

    return when


def _window_when(unit: str, count: int | None, way: str) -> When:
    """The last (or next) n units. Days, weeks and months up to yesterday (from tomorrow on); hours reach into today."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        if unit in ("hour", "minute"):
            n = max(1, -(-(count or 1) // 24)) if unit == "hour" else 1
            return Days(d.plus(anchor, -n), anchor) if way == "past" else Days(anchor, d.plus(anchor, n))
        if count is None:
            return Days(d.plus(anchor, -7), anchor) if way == "past" else Days(d.plus(anchor, 1), d.plus(anchor, 7))
        sign = -1 if way == "past" else 1
        if unit in ("decade", "century"):
            size = 10 if unit == "decade" else 100
            here = anchor.year // size * size
            if way == "past":
                return Days(dt.date(max(1, here - size * count), 1, 1), dt.date(max(1, here - 1), 12, 31))
            return Days(dt.date(min(9900, here + size), 1, 1), dt.date(min(9998, here + size * (count + 1) - 1), 12, 31))
        far = _move(anchor, count * sign, unit)
        return Days(far, d.plus(anchor, -1)) if way == "past" else Days(d.plus(anchor, 1), far)

    return when


def _move(day: dt.date, n: int, unit: str) -> dt.date:
    if unit in ("day",):
        return d.plus(day, n)
    if unit == "week":
        return d.plus(day, 7 * n)
    if unit == "month":
        return d.add_months(day, n)
    if unit == "year":
        return d.add_months(day, 12 * n)
    if unit == "decade":
        return d.add_months(day, 120 * n)
    if unit == "century":
        return d.add_months(day, 1200 * n)
    hours = n if unit == "hour" else 0
    return d.plus(day, int(hours / 24))


Parts = list[tuple[int | None, str]]


def _point(anchor: dt.date, parts: Parts, sign: int) -> dt.date:
    for count, unit in parts:
        anchor = _move(anchor, sign * min(count or 1, 100_000), unit)
    return anchor


def _point_when(parts: Parts, sign: int) -> When:
    return lambda anchor, future: d.on(_point(anchor, parts, sign))


def _ago_when(parts: Parts, window: bool, vague: bool) -> When:
    """n units back: the day; the calendar month or year where the unit is that coarse; a stretch where the count is vague."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        unit = parts[0][1]
        if vague:
            if unit in ("hour", "minute"):
                return Days(d.plus(anchor, -1), anchor)
            near, far = (-2, -9) if unit == "day" else (-14, -63)
            return Days(d.plus(anchor, far), anchor if window else d.plus(anchor, near))
        day = _point(anchor, parts, -1)
        if window:
            return Days(day, anchor)
        if unit in ("hour", "minute"):
            n = parts[0][0] or 1
            back = 1 if unit == "hour" and n >= 6 else 0
            return Days(d.plus(day, -back) if n < 24 else day, anchor if n < 24 else day)
        if len(parts) == 1 and unit == "month":
            return d.month_of(day)
        if len(parts) == 1 and unit == "year":
            return d.year_of(day)
        if len(parts) == 1 and unit in ("decade", "century"):
            return d.decade(day.year // 10 * 10)
        return d.on(day)

    return when


def _moved(inner: When, parts: Parts, sign: int) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        days = inner(anchor, future)
        return d.on(_point(days.start, parts, sign)) if days is not None and days.start is not None else None

    return when


def _shift(parts: Parts, back: bool) -> int:
    """Whole days that the phrase lies from its event, 0 for hours or vague ones."""
    days = sum({"day": 1, "week": 7}.get(unit, 0) * (count or 0) for count, unit in parts)
    return -days if back else days


def _weekday_when(number: int, direction: str | None) -> When:
    return lambda anchor, future: d.on(d.weekday(number, anchor, direction, future))


def _weekday_in_week(week_when: When, number: int) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = week_when(anchor, future)
        return d.on(d.plus(span.start, number)) if span is not None and span.start is not None else None

    return when


def _weekday_number_when(number: int, day: int) -> When:
    """«السبت السادس عشر»: the nearest day that is both."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        best: dt.date | None = None
        for step in range(-2, 3):
            first = d.add_months(anchor.replace(day=1), step)
            found = d.day(first.year, first.month, day)
            if found is not None and found.weekday() == number and (best is None or abs(found - anchor) < abs(best - anchor)):
                best = found
        return d.on(best) if best is not None else None

    return when


def _offset_weekday(offset: int, number: int) -> When:
    """«أمس الجمعة»: yesterday; where that was no Friday, the Friday nearest to it (papers are dated a day late)."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        day = d.plus(anchor, offset)
        back = (day.weekday() - number) % 7
        return d.on(d.plus(day, -back if back <= 3 else 7 - back))

    return when


def _night_when(second: int, direction: str | None) -> When:
    """The night from one weekday to the next: the nearest whose morning is not after the anchor."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        end = d.weekday(second, anchor, direction, future)
        return Days(d.plus(end, -1), end)

    return when


def _phase_when(whole: Phrase, name: str) -> When:
    inner, grain = whole.when, whole.grain

    def when(anchor: dt.date, future: bool) -> Days | None:
        span = inner(anchor, future)
        return d.phase(span, name, grain) if span is not None else None

    return when


def _season_when(name: str, direction: str) -> When:
    def when(anchor: dt.date, future: bool) -> Days | None:
        options = [d.season(y, name) for y in range(max(2, anchor.year - 2), min(9990, anchor.year + 3))]
        if direction in ("next", "following"):
            ahead = [s for s in options if s.start is not None and s.start > anchor]
            return ahead[0] if ahead else None
        if direction == "current":
            now = [s for s in options if s.start is not None and s.end is not None and s.start <= anchor]
            return now[-1] if now else None
        behind = [s for s in options if s.end is not None and s.end < anchor]
        return behind[-1] if behind else None

    return when


def _feast_in(feast: Any, year: int) -> Days | None:
    """The feast's days in a Gregorian year."""
    if feast.calendar == "gregorian":
        first: dt.date | None = dt.date(year, feast.month, feast.day)
    else:
        start = d.to_hijri(dt.date(year, 1, 1))
        if start is None:
            return None
        first = None
        for hijri in (start[0], start[0] + 1):
            found = d.hijri_day(hijri, feast.month, feast.day)
            if found is not None and found.year == year:
                first = found
                break
    return Days(first, d.plus(first, feast.days - 1)) if first is not None else None

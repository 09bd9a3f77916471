"""Dates: «18 من آب 2020», «2021.02.24», «شباط 13», «15 الجاري», «تشرين الأول الماضي»."""

from __future__ import annotations

import datetime as dt
import re

from marsad.arabic import numbers
from marsad.extract import days as d
from marsad.extract import timevalues as values
from marsad.extract.days import Days
from marsad.extract.timereader import Reader
from marsad.extract.timevalues import Fits, Phrase, When, fixed
from marsad.extract.timewords import tables

_YMD = re.compile(r"(\d{4})([./\-])(\d{1,2})\2(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{4})")
_DM = re.compile(r"(\d{1,2})/(\d{1,2})")
_MY = re.compile(r"(\d{1,2})/(\d{4})")
_YM = re.compile(r"(\d{4})/(\d{1,2})")
_DASH = frozenset("-–—ـ~/")
_IN = frozenset(("في", "وفي", "ففي", "يوم", "بتاريخ", "ليله", "فجر", "صباح", "مساء", "ليل", "منذ"))


def shows_date(form: str) -> bool:
    """Whether digits with signs between them may be a date: «24/02/2021», «2021.02.24», «3/2015», «22/04»."""
    return any(shape.fullmatch(form) for shape in (_YMD, _DMY, _DM, _MY, _YM))


class Dates(Reader):
    """Months and the days in them, in words and digits, of both calendars."""

    __slots__ = ()

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
            fits = Fits(month=number_)
        rule = "month" if calendar == "gregorian" else "hijri_month"
        when = values.month_when(number_, name) if calendar == "gregorian" else values.hijri_when(number_, name)
        return Phrase(last, "month", when, True, rule + (f"+{name}" if name else ""), fits=fits)

    def _month_of_year(
        self, number: int, last: int, calendar: str, year: tuple[When, int, bool, int | None], rule: str
    ) -> Phrase | None:  # fmt: skip
        when_year = year[0]
        if calendar == "hijri":
            plain = year[3]

            def hijri(anchor: dt.date, future: bool) -> Days | None:
                if plain is not None:
                    return values.hijri_in_gregorian(number, plain)
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
            return Phrase(j + 1, "day", values.days_in(self.last_month, first, second), True, "day_of_that_month")
        if self.form(j, line) in ("من", "ب") or self.form(j, line) == "لشهر":
            j += 1
        month = self._month_for_day(j, line)
        if month is None:
            way = self.direction(j, line)
            told = self.form(j - 1, line) == "من" or (is_digits and self.form(i - 1, line) in ("في", "يوم", "بتاريخ", "منذ", "حتي"))
            if way is not None and way[0] in ("current", "past") and told and kind != "either" and (is_digits or kind == "ordinal"):
                when = values.days_in(values.unit_when("month", way[0]), first, second)
                ahead = Fits(from_day=first) if way[0] == "current" else None
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
        when = values.days_in(month.when, first, second)
        if month.rule == "month":  # no year, no direction: the day itself decides which year is nearest
            number = month.when(dt.date(2000, 12, 31), False)
            if number is not None and number.start is not None:
                when = values.day_month_when(first, second, number.start.month)
        if month.rule in ("month+current", "this_month", "month_unit+current"):
            fits = (month.fits or Fits())._replace(from_day=first)
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
        return Phrase(last, "day", values.day_month_when(number, number, month), True, "numeric_day_month")

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
            when = values.days_in(values.year_month(year[0], month), value, second)
            return Phrase(year[1], "day" if second == value else "days", when, year[2], "month_day+year")
        return Phrase(after, "day" if second == value else "days", values.day_month_when(value, second, month), True, "month_day")

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

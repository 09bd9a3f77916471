"""Stretches of the calendar: «الأيام الخمسة الماضية», «عام 2014», «الربع الثالث», «صيف 2014», «آخر جمعة من الشهر», feasts, durations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marsad.arabic import numbers
from marsad.extract import days as d
from marsad.extract import timevalues as values
from marsad.extract.days import Days
from marsad.extract.timedates import Dates
from marsad.extract.timevalues import Phrase, fixed, nothing

_DASHES = frozenset("-–/")
_LONGEST_SPAN = 30  # years told as «2003-2011»; further apart they are no span


class Units(Dates):
    """Units, counted or whole, and what is picked out of them."""

    __slots__ = ()

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
                j += 1
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
            return None
        if count is None and "few" in self.at(j, line):
            _few, j = True, j + 1
        if count is None and self.form(j, line) == "من" and way == "past":
            whole = self._relative_unit(j + 1, line) or self._named_year(j + 1, line)
            if whole is not None and unit in ("day", "month", "week"):
                if unit == "month" and whole.grain == "year":
                    return whole._replace(last=whole.last, grain="quarter", when=values.phase_when(whole, "end"), rule="last_months")
                return whole._replace(grain="days", when=values.phase_when(whole, "end"), rule="last_days")
        if count is None and unit not in ("hour", "minute", "day"):
            return Phrase(j, "open", nothing, True, f"some_{unit}s", role="recently")
        return Phrase(j, "days" if unit in ("day", "hour", "minute") else unit, values.window_when(unit, count, way), True, f"window_{unit}s")

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
            return None  # «عام 90» is too loose
        value, last = found
        if self.at(last, line).get("hijri_mark"):
            days = d.hijri_year(value)
            return Phrase(last + 1, "year", fixed(days), False, "hijri_year") if days else None
        if here.get("dual") == "year" or self.form(i - 1, line) == "بين":
            k = last + (1 if self.form(last, line) == "و" else 0)
            other = self._any_year(k, line) if self.form(k, line) else None
            if other is not None and other[0] > value:
                return values.years(value, *other)
        return self._year_told(value, last, line)

    def _year_told(self, value: int, last: int, line: int) -> Phrase:
        """The year whose number ends before ``last``, with what belongs to it: «2014», «2014 م», «2014-2016»."""
        if self.form(last, line) in _DASHES:
            other = self._year_number(last + 1, line)
            if other is not None and value < other[0] <= value + _LONGEST_SPAN:
                return values.years(value, *other)
        return values.years(value, value, last + (1 if self.form(last, line) == "م" else 0))

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
            whole = values.years(found[0], *found) if found else None
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
                return Phrase(way[1], "season", values.season_when(name, way[0]), True, "season+" + way[0], season=name)
        return None

    def decade(self, i: int, line: int) -> Phrase | None:
        """«السبعينيات», «تسعينيات القرن الماضي»."""
        number = self.at(i, line).get("decade")
        if number is None:
            return None
        j = i + 1
        if self.form(j, line) == "القرن" and "past" in self.at(j + 1, line):
            j += 2
        first = 1900 + number
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
                return values.feast_in(feast, span.start.year) if span is not None and span.start is not None else None

            return Phrase(year[1], "day" if feast.days == 1 else "days", when, year[2], "feast+year")
        name = way[0] if way is not None else None

        def nearest(anchor: dt.date, future: bool) -> Days | None:
            options = [f for y in range(anchor.year - 2, anchor.year + 3) if 2 <= y < 9990 and (f := values.feast_in(feast, y)) is not None]
            ahead = [f for f in options if f.start is not None and f.start > anchor]
            behind = [f for f in options if f.start is not None and f.start <= anchor]
            chosen = ahead[:1] if name in ("next", "following") or future else behind[-1:]
            return chosen[0] if chosen else None

        return Phrase(way[1] if way is not None else j, "day" if feast.days == 1 else "days", nearest, True, "feast")

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
                return Phrase(k + 1, unit, values.unit_when(unit, "current"), True, f"{unit}_unit")
            return None
        if "decade" in here:
            return self.decade(k, line)
        found = self.month(k, line, sure=True) or self.season(k, line)
        if found is not None:
            return found
        year = self._year_number(k, line)
        if year is not None and self.tokens[k].kind == "number":
            return values.years(year[0], *year)
        return self.feast(k, line)

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
        if which == 1 and here.get("definite") and here.get("unit") == "month" and self.month_name(j + 1, line) is None:
            return self._nth(None, 1, j, line)
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
        """«آخر اثنين من الشهر القادم», «آخر يوم بشهر 10», «آخر 48 ساعة», «آخر الشهر»."""
        here = self.at(i + 1, line)
        if here.get("definite") and here.get("unit") in ("week", "month", "year"):
            whole = self._whole(i + 1, line)
            if whole is None:
                return None
            return whole._replace(grain="quarter" if whole.grain == "year" else "days", when=values.phase_when(whole, "end"), rule="end+" + whole.rule)
        span = self.duration(i + 1, line)
        if span is not None and len(span[0]) == 1 and span[0][0][0] is not None and span[0][0][0] > 1:
            count, unit = span[0][0]
            return Phrase(span[1], "days", values.window_when(unit, count, "past"), True, f"window_{unit}s")
        if here.get("unit") == "day" and not here.get("definite"):
            weekday = self.at(i + 2, line).get("bare_weekday", self.at(i + 2, line).get("weekday"))
            return self._nth(weekday, -1, i + (3 if weekday is not None else 2), line)
        weekday = here.get("bare_weekday", here.get("weekday"))
        if weekday is None and here.get("unit") is None and "number" not in here:
            found = numbers.atom(self.form(i + 1, line)) if self.form(i + 1, line) in ("احد", "اثنين") else None
            weekday = {"احد": 6, "اثنين": 0}.get(self.form(i + 1, line)) if found else None
        return self._nth(weekday, -1, i + 2, line) if weekday is not None else None

"""Days as news names them: «فجر أمس الجمعة», «ليل السبت الأحد», «الاثنين الماضي», «مطلع الشهر»."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from marsad.arabic import numbers
from marsad.extract import days as d
from marsad.extract import timevalues as values
from marsad.extract.days import Days
from marsad.extract.timeunits import Units
from marsad.extract.timevalues import Fits, Phrase, nothing
from marsad.extract.timewords import tables

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.٫]([0-5][0-9])")
_MONTH, _YEAR = 28, 353  # days, of the shortest there are


class DaysOfNews(Units):
    """Weekdays, today and yesterday, parts of the day, parts of a period."""

    __slots__ = ()

    def weekday(self, i: int, line: int) -> Phrase | None:
        """«الجمعة الماضي», «الجمعة والسبت», «الاثنين 18 شباط», «الخميس الموافق 14 من هذا الشهر», «السبت السادس عشر», «الأحد من الأسبوع الماضي»."""
        here = self.at(i, line)
        number = here.get("weekday", here.get("bare_weekday"))
        if number is None:
            return None
        j = i + 1
        nxt = self.at(j, line)
        way = self.direction(j, line)
        if way is None and "last" in nxt and self.form(j + 1, line) not in ("من", "في"):
            way = ("past", j + 1)
        if way is not None:
            name = way[0]
            fits: Fits | None = None
            phrase = Phrase(way[1], "day", values.weekday_when(number, name if name != "current" else "this"), True, f"weekday+{name}", fits=fits)
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
                return unit._replace(grain="day", when=values.weekday_in_week(unit.when, number), rule="weekday+" + unit.rule)
        date = self._date_after(j, line)
        if date is not None:
            return self._weekday_date(number, date)
        k = j + 1 if self.form(j, line) in ("في", "الموافق") else j
        day = self.number(k, line)
        if (day is not None and 1 <= day[0] <= 31 and day[2] != "cardinal") or (day is not None and day[3] and self._uncounted(day[1], line)):
            value = day[0]
            if 1 <= value <= 31 and ((day[2] == "ordinal" and value > 2) or day[3] or k > j or day[2] == "either"):
                return Phrase(day[1], "day", values.weekday_number_when(number, value), True, "weekday+day_number")
        if "weekday" not in here:
            return None
        return self._weekdays(number, j, line) or Phrase(j, "day", values.weekday_when(number, None), True, "weekday")

    def _weekdays(self, first: int, j: int, line: int) -> Phrase | None:
        """What goes on after a weekday: «(يومي) الجمعة والسبت الماضيين», «(أيام) الاثنين والثلاثاء والأربعاء»: from the first to the last."""
        last: int | None = None
        while (here := self.at(j, line)).get("prep") == "و" and "weekday" in here:
            last, j = here["weekday"], j + 1
        if last is None:
            return None
        way = self.direction(j, line)
        end, width = values.weekday_when(last, way[0] if way else None), (last - first) % 7

        def when(anchor: dt.date, future: bool) -> Days | None:
            days = end(anchor, future)
            return Days(d.plus(days.start, -width), days.end) if days is not None and days.start is not None else None

        return Phrase(way[1] if way else j, "days", when, True, "weekdays")

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
                for years in (1, -1):
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
            if "last" in self.at(j, line) and self.form(j + 1, line) in ("من", "في"):
                return self._nth(None, -1, j + 2, line)
            unit = self._relative_unit(i, line)
            if unit is not None:
                return unit
            if nxt in ("الذي", "اللي", "الي") and self.form(j + 1, line):
                inner = self._around(j + 1, line, self.at(j + 1, line))
                if inner is not None:
                    return inner
            if nxt in tables().not_today:
                return None
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
            fits = Fits(weekday=(w - offset) % 7)
            j = k + 1
            if self.form(j, line) == ")":
                j += 1
            date = self._date_after(j, line)
            if date is not None:
                return self._today_is(offset, self._weekday_date(w, date), fits)
            return Phrase(j, "day", values.offset_weekday(offset, w), True, "day+weekday", fits=fits)
        date = self._date_after(j, line)
        if date is not None:
            return self._today_is(offset, date, None)
        return Phrase(j, "day", lambda a, f: d.on(d.plus(a, offset)), True, rule)

    def _today_is(self, offset: int, date: Phrase, weekday_fits: Fits | None) -> Phrase:
        """«اليوم الأربعاء 24 شباط»: the date, and what it says of the day of printing."""
        steady = _MONTH if "unit" in date.rule or "day_of" in date.rule else _YEAR
        fits = (weekday_fits or Fits())._replace(told=date.when, offset=offset, steady=steady)
        return date._replace(rule="day+" + date.rule, fits=fits)

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
            if "same" in self.at(j, line) or self.form(j - 2, line) in tables().same_before:
                return Phrase(j + (1 if "same" in self.at(j, line) else 0), "day", nothing, True, "part+same_day", part=name, lean="time")
            way = self.direction(j, line)
            if way is not None and way[0] == "before_last" and name == "night":
                return Phrase(way[1], "days", lambda a, f: Days(d.plus(a, -2), d.plus(a, -1)), True, "part+before_last", part=name)
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
                        way[1] if way else after, "days", values.night_when(end, direction), True, "night_span", part="night",
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
            return values.from_on(whole)  # «بداية من الشهر الجاري»
        grain = "quarter" if whole.grain == "year" else "days"
        fits = whole.fits
        return whole._replace(grain=grain, when=values.phase_when(whole, name), rule=f"{name}+{whole.rule}", fits=fits, also=None)

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
                a, b = values.weekday_in_week(unit.when, first), values.weekday_in_week(unit.when, second)

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
        return unit._replace(last=j + 1, grain="day", when=values.weekday_in_week(unit.when, weekday), rule="week+weekday")

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

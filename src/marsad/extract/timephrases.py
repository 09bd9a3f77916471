"""The grammar of time phrases: tokens → a Phrase that can be asked what days it means at a given publication day.

Recursive descent over word classes, one way: «فجر» + «أمس» + «الجمعة»; «في 28» + «من» + «الشهر الفائت». Every rule consumes at
least one token and looks ahead a bounded way, so that the walk is linear.
"""

from __future__ import annotations

import datetime as dt

from marsad.arabic import numbers
from marsad.extract import days as d
from marsad.extract import timevalues as values
from marsad.extract.days import Days
from marsad.extract.timedays import DaysOfNews
from marsad.extract.timevalues import Phrase, When, nothing


class Grammar(DaysOfNews):
    """``base`` reads a noun phrase of time, ``phrase`` one with its preposition."""

    __slots__ = ()

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
            return Phrase(i + 2, "day", values.weekday_when(w, "this"), True, "weekday+this")
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
                return None if not nxt.startswith(("ال", "ب", "ل", "ي", "ت")) else values.years(value, value, last)
        return self._year_told(value, last, line)

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
        return values.joined(left, right, right.last)

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
        if left.rule in ("years", "weekdays") and between:
            return left
        k = left.last
        form = self.form(k, line)
        right: Phrase | None = None
        if between and (form == "و" or form.startswith("و")):
            right = self.base(k + 1 if form == "و" else k, line)
            if right is None and left.rule == "year" and form == "و":
                year = self._year_number(k + 1, line)
                right = values.years(year[0], *year) if year else None
        elif not between and form in ("الي", "حتي", "وحتي", "لغايه", "ولغايه", "والي"):
            right = self.base(k + 1, line)
        elif not between and self.at(k, line).get("prep", "").endswith("ل"):
            right = self.base(k, line)
        elif not between and form.startswith("ل") and form[1:] == "اخر":
            right = self._last_of(k, line)
        if right is None or right.lean or right.role != "event":
            return None
        return values.joined(left, right, right.last)

    def _between_years(self, j: int, line: int) -> Phrase | None:
        first = self._year_number(j, line)
        if first is None or first[0] < 1900:
            return None
        k = first[1] + (1 if self.form(first[1], line) == "و" else 0)
        second = self._year_number(k, line)
        if second is None or second[0] <= first[0]:
            return None
        return values.years(first[0], *second)

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
            return values.from_on(inner)
        span = self.duration(j, line)
        if span is not None:
            parts, last, about = span
            if self.form(last, line) == "من" and self.form(last + 1, line) == "الان":
                last += 2
            if any(count is None for count, _ in parts):
                if parts[0][1] in ("day", "hour", "minute"):
                    return Phrase(last, "days", values.ago_when(parts, True, True), True, "since_some", about=True)
                return Phrase(last, "open", nothing, True, "since_some", role="recently")
            compound = len(parts) > 1
            return Phrase(
                last, "days", values.point_when(parts, -1) if compound else values.ago_when(parts, True, False), True, "ago" if compound else "since_duration",
                about=about, also=None if about or compound else values.point_when(parts, -1), open_end=not compound,
            )  # fmt: skip
        here = self.at(j, line)
        if self.tokens[i].form in ("منذ", "مذ", "ومنذ") and (here.get("phase") == "start" or (self.tokens[j].kind == "word" and not here)):
            return Phrase(j, "open", nothing, True, "since_event", lean="event", open_end=True)
        return None

    def shifted(self, i: int, line: int, back: bool) -> Phrase | None:
        """«قبل ثلاثة أيام», «بعد أسبوعين من الآن», «قبل أيام», «بعد ساعات من الهجوم», «قبل عام 2020», «بعد منتصف ليل الخميس»."""
        j = i + 1
        if not self.form(j, line):
            return None
        span = self.duration(j, line)
        if span is not None:
            parts, last, about = span
            form = self.form(last, line)
            if form in ("من", "علي") and self.form(last + 1, line):
                if self.form(last + 1, line) == "الان":
                    return Phrase(last + 2, "day", values.ago_when(parts, False, False) if back else values.point_when(parts, 1), True, "ago" if back else "ahead")
                following = self.base(last + 1, line)
                if following is not None and following.grain == "day" and not following.lean and form == "من":
                    sign = -1 if back else 1
                    return following._replace(when=values.moved(following.when, parts, sign), rule="shifted+" + following.rule)
                return Phrase(last, "open", nothing, True, "before_event" if back else "after_event", lean="event", shift=values.shift(parts, back))
            if back:
                vague = any(count is None for count, _ in parts)
                unit = parts[0][1]
                if vague and unit not in ("day", "hour", "minute", "week"):
                    return Phrase(last, "open", nothing, True, "ago_some", role="earlier")
                grain = {"month": "month", "year": "year", "decade": "decade"}.get(unit, "day") if len(parts) == 1 else "day"
                return Phrase(last, "days" if vague else grain, values.ago_when(parts, False, vague), True, "ago_some" if vague else "ago", about=about or vague)
            lonely = self._lonely(i, last)
            if any(count is None for count, _ in parts):
                return Phrase(last, "open", nothing, True, "after_some", lean="event")
            return Phrase(
                last, "day", lambda a, f: values.point_when(parts, 1)(a, f) if f or lonely else None, True, "ahead",
                lean=None if lonely else "event", shift=values.shift(parts, False), about=about,
            )  # fmt: skip
        inner = self.base(j, line)
        if inner is None or inner.role != "event" or inner.lean:
            return None
        when = inner.when
        if not back and inner.part == "night" and self.form(j, line) == "منتصف":
            return inner._replace(grain="days", when=_small_hours(when), rule="after_midnight+" + inner.rule)

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


def _small_hours(night: When) -> When:
    """After the middle of a night that is named by its evening: that day or the next."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        days = night(anchor, future)
        return Days(days.start, d.plus(days.start, 1)) if days is not None and days.start is not None and days.start == days.end else days

    return when

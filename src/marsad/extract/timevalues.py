"""What a phrase of time means: its days at a given publication day. Small functions that make functions of the anchor.

A ``When`` takes the day of publication and whether the clause tells the future; it gives the days, or None where there are none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from marsad.extract import days as d
from marsad.extract.days import Days

When = Callable[[dt.date, bool], Days | None]


class Fits(NamedTuple):
    """What a phrase demands of the day of printing: «الجاري» its month and a day not before, «أمس الجمعة» a weekday, «اليوم 24 شباط» the date.

    Called with a day it says whether that day fits; ``dating`` reads the parts, which it can look for in years at once.
    """

    month: int | None = None
    from_day: int = 1
    weekday: int | None = None
    told: When | None = None  # the days that the phrase tells begin ``offset`` days after the printing
    offset: int = 0
    steady: int = 28  # days of printing in a row, at the least, on which ``told`` tells the same

    def __call__(self, anchor: dt.date) -> bool:
        if self.month is not None and anchor.month != self.month:
            return False
        if anchor.day < self.from_day or (self.weekday is not None and anchor.weekday() != self.weekday):
            return False
        if self.told is None:
            return True
        days = self.told(anchor, False)
        return days is not None and days.start == d.plus(anchor, self.offset)


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


def nothing(anchor: dt.date, future: bool) -> Days | None:
    """No days, whatever the anchor."""
    return None


def fixed(days: Days | None) -> When:
    """The same days, whatever the anchor: «18 آب 2020»."""
    return lambda anchor, future: days


def years(first: int, second: int, last: int) -> Phrase:
    """A year, or the years from one to another, that end before token ``last``: «2014», «2014-2016»."""
    return Phrase(last, "year", fixed(Days(d.year(first).start, d.year(second).end)), False, "year" if first == second else "years")


def joined(left: Phrase, right: Phrase, last: int) -> Phrase:
    """Two phrases read as one: «صباح … الجمعة»."""
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


def days_in(month_when: When, first: int, second: int) -> When:
    """A day, or days from to, of a month: «15 من حزيران»."""
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = month_when(anchor, future)
        if span is None or span.start is None or span.end is None:
            return None
        start, end = d.plus(span.start, first - 1), d.plus(span.start, second - 1)
        return Days(start, end) if end <= span.end else None

    return when


def year_month(year_when: When, month: int) -> When:
    """A month of a year that is told: «آذار 2019»."""
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = year_when(anchor, future)
        return d.month(span.start.year, month) if span is not None and span.start is not None else None

    return when


def month_when(number: int, direction: str | None) -> When:
    """A month without its year, by the direction of news: «شباط الماضي»."""
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


def hijri_when(number: int, direction: str | None) -> When:
    """A Hijri month without its year: «رمضان الماضي»."""
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


def hijri_in_gregorian(number: int, year: int) -> Days | None:
    """«رمضان 2019»: the Hijri month that begins in that year."""
    first = d.to_hijri(dt.date(year, 1, 1))
    if first is None:
        return None
    for hijri in (first[0], first[0] + 1):
        span = d.hijri_month(hijri, number)
        if span is not None and span.start is not None and span.start.year == year:
            return span
    return None


def hijri_year_when(direction: str) -> When:
    """A Hijri year by its direction."""
    step = {"past": -1, "next": 1, "following": 1, "before_last": -2, "after_next": 2}.get(direction, 0)

    def when(anchor: dt.date, future: bool) -> Days | None:
        today = d.to_hijri(anchor)
        return d.hijri_year(today[0] + step) if today is not None else None

    return when


def day_month_when(first: int, second: int, month: int) -> When:
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


def unit_when(unit: str, direction: str) -> When:
    """A week, month, quarter or year by its direction: «الأسبوع الفائت»."""
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


def window_when(unit: str, count: int | None, way: str) -> When:
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
        far = move(anchor, count * sign, unit)
        return Days(far, d.plus(anchor, -1)) if way == "past" else Days(d.plus(anchor, 1), far)

    return when


def move(day: dt.date, n: int, unit: str) -> dt.date:
    """The day n units away."""
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


def point(anchor: dt.date, parts: Parts, sign: int) -> dt.date:
    """The day that several steps lead to: «قبل شهر ويومين»."""
    for count, unit in parts:
        anchor = move(anchor, sign * min(count or 1, 100_000), unit)
    return anchor


def point_when(parts: Parts, sign: int) -> When:
    """A point some units from the anchor: «قبل ثلاثة أيام»."""
    return lambda anchor, future: d.on(point(anchor, parts, sign))


def ago_when(parts: Parts, window: bool, vague: bool) -> When:
    """n units back: the day; the calendar month or year where the unit is that coarse; a stretch where the count is vague."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        unit = parts[0][1]
        if vague:
            if unit in ("hour", "minute"):
                return Days(d.plus(anchor, -1), anchor)
            near, far = (-2, -9) if unit == "day" else (-14, -63)
            return Days(d.plus(anchor, far), anchor if window else d.plus(anchor, near))
        day = point(anchor, parts, -1)
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


def moved(inner: When, parts: Parts, sign: int) -> When:
    """Days some units from other days: «بعد يومين من …»."""
    def when(anchor: dt.date, future: bool) -> Days | None:
        days = inner(anchor, future)
        return d.on(point(days.start, parts, sign)) if days is not None and days.start is not None else None

    return when


def shift(parts: Parts, back: bool) -> int:
    """Whole days that the phrase lies from its event, 0 for hours or vague ones."""
    days = sum({"day": 1, "week": 7}.get(unit, 0) * (count or 0) for count, unit in parts)
    return -days if back else days


def weekday_when(number: int, direction: str | None) -> When:
    """A weekday by the direction of news: «الثلاثاء الماضي»."""
    return lambda anchor, future: d.on(d.weekday(number, anchor, direction, future))


def weekday_in_week(week_when: When, number: int) -> When:
    """A weekday of a week that is told: «الثلاثاء من الأسبوع الماضي»."""
    def when(anchor: dt.date, future: bool) -> Days | None:
        span = week_when(anchor, future)
        return d.on(d.plus(span.start, number)) if span is not None and span.start is not None else None

    return when


def weekday_number_when(number: int, day: int) -> When:
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


def offset_weekday(offset: int, number: int) -> When:
    """«أمس الجمعة»: yesterday; where that was no Friday, the Friday nearest to it (papers are dated a day late)."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        day = d.plus(anchor, offset)
        back = (day.weekday() - number) % 7
        return d.on(d.plus(day, -back if back <= 3 else 7 - back))

    return when


def night_when(second: int, direction: str | None) -> When:
    """The night from one weekday to the next: the nearest whose morning is not after the anchor."""

    def when(anchor: dt.date, future: bool) -> Days | None:
        end = d.weekday(second, anchor, direction, future)
        return Days(d.plus(end, -1), end)

    return when


def phase_when(whole: Phrase, name: str) -> When:
    """A part of a longer time: «مطلع», «منتصف», «أواخر»."""
    inner, grain = whole.when, whole.grain

    def when(anchor: dt.date, future: bool) -> Days | None:
        span = inner(anchor, future)
        return d.phase(span, name, grain) if span is not None else None

    return when


def season_when(name: str, direction: str) -> When:
    """A season by its direction: «الصيف الماضي»."""
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


def feast_in(feast: Any, year: int) -> Days | None:
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


def from_on(inner: Phrase) -> Phrase:
    """From the phrase's first day up to the day of publication; without an end where it is still to come."""
    when = inner.when

    def open_window(anchor: dt.date, future: bool) -> Days | None:
        span = when(anchor, future)
        if span is None or span.start is None:
            return None
        return Days(span.start, anchor if span.start <= anchor else None)

    grain = "year" if inner.grain == "year" else "days"
    return inner._replace(grain=grain, when=open_window, anchored=True, rule="since+" + inner.rule, open_end=True)

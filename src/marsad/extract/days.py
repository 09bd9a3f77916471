"""Days and the calendars they are counted in: months, weeks, quarters, seasons, Hijri dates, EDTF strings. Pure arithmetic.

    >>> hijri_day(1442, 9, 1), add_months(dt.date(2021, 3, 31), -1)
    (datetime.date(2021, 4, 13), datetime.date(2021, 2, 28))
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from typing import NamedTuple

ONE = dt.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1000, 2200


class Days(NamedTuple):
    """An interval of days, both included; None: open."""

    start: dt.date | None
    end: dt.date | None


def on(day: dt.date) -> Days:
    """The one day."""
    return Days(day, day)


def plus(day: dt.date, n: int) -> dt.date:
    """``n`` days on; the calendar's ends are not left."""
    try:
        return dt.date.fromordinal(day.toordinal() + n)
    except (ValueError, OverflowError):
        return dt.date.min if n < 0 else dt.date.max


def day(year: int, month: int, number: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, number) if 1 <= year <= 9998 else None
    except ValueError:
        return None


@functools.lru_cache(maxsize=4096)
def month(year: int, number: int) -> Days:
    """The days of a month."""
    return Days(dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> Days:
    """The days of a year."""
    return Days(dt.date(number, 1, 1), dt.date(number, 12, 31))


def decade(first: int) -> Days:
    """The ten years from ``first``."""
    return Days(dt.date(first, 1, 1), dt.date(first + 9, 12, 31))


def week(of: dt.date, offset: int = 0) -> Days:
    """Monday to Sunday."""
    monday = plus(of, -of.weekday() + 7 * offset)
    return Days(monday, plus(monday, 6))


def add_months(of: dt.date, n: int) -> dt.date:
    """The same day n months on, or the month's last day where it is shorter."""
    months = min(max(of.year * 12 + of.month - 1 + n, 12), 9998 * 12)
    y, m = divmod(months, 12)
    return dt.date(y, m + 1, min(of.day, calendar.monthrange(y, m + 1)[1]))


def month_of(of: dt.date, offset: int = 0) -> Days:
    """The month that holds the day, or the one ``offset`` months from it."""
    first = add_months(of.replace(day=1), offset)
    return month(first.year, first.month)


def year_of(of: dt.date, offset: int = 0) -> Days:
    """The year that holds the day, or the one ``offset`` years from it."""
    return year(min(max(of.year + offset, 1), 9998))


_SEASON = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_SEASON_CODE = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}


def season(year_number: int, name: str) -> Days:
    """Three months: spring from March, summer from June, autumn from September; winter Y ends in February of Y."""
    if name == "winter":
        return Days(dt.date(year_number - 1, 12, 1), month(year_number, 2).end)
    first = _SEASON[name]
    return Days(dt.date(year_number, first, 1), month(year_number, first + 2).end)


@functools.lru_cache(maxsize=4096)
def hijri_day(year_number: int, month_number: int, number: int) -> dt.date | None:
    """Umm al-Qura, 1343–1500 AH; None outside, or where the month has no such day."""
    from hijridate import Hijri

    try:
        return Hijri(year_number, month_number, number).to_gregorian()
    except (ValueError, OverflowError):
        return None


def hijri_month(year_number: int, number: int) -> Days | None:
    """The days of a Hijri month (Umm al-Qura, 1343–1500 AH), None outside."""
    first = hijri_day(year_number, number, 1)
    following = hijri_day(year_number + number // 12, number % 12 + 1, 1)
    if first is None or following is None:
        return None
    return Days(first, following - ONE)


def hijri_year(number: int) -> Days | None:
    """The days of a Hijri year (Umm al-Qura, 1343–1500 AH), None outside."""
    first, following = hijri_day(number, 1, 1), hijri_day(number + 1, 1, 1)
    return Days(first, following - ONE) if first and following else None


@functools.lru_cache(maxsize=4096)
def to_hijri(of: dt.date) -> tuple[int, int, int] | None:
    """(year, month, day) of the hijra, None outside 1343–1500 AH."""
    from hijridate import Gregorian

    try:
        found = Gregorian(of.year, of.month, of.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return found.year, found.month, found.day


def weekday(number: int, anchor: dt.date, direction: str | None, future: bool) -> dt.date:
    """The day meant by a weekday's name at ``anchor``: the nearest past one, today included; the coming one where the verb is future."""
    back = (anchor.weekday() - number) % 7
    ahead = (number - anchor.weekday()) % 7
    if direction == "past":
        return plus(anchor, -(back or 7))
    if direction == "before_last":
        return plus(anchor, -(back or 7) - 7)
    if direction in ("next", "following"):
        return plus(anchor, ahead or 7)
    if direction == "after_next":
        return plus(anchor, (ahead or 7) + 7)
    if direction == "this":
        return plus(anchor, number - anchor.weekday())
    return plus(anchor, ahead if future else -back)


def phase(of: Days, name: str, grain: str) -> Days:
    """Part of a period: of a month its first, second or last ten days («نهاية»: from the 25th), of a year a quarter, of a week two to five days."""
    start, end = of
    if start is None or end is None:
        return of
    length = (end - start).days + 1
    if grain == "month":
        bounds = {"start": (0, 9), "middle": (10, 19), "late": (20, length - 1), "end": (24, length - 1)}[name]
    elif grain == "week":
        bounds = {"start": (0, 1), "middle": (1, 4), "late": (2, 6), "end": (2, 6)}[name]
    elif grain == "year":
        if name == "middle":
            return Days(add_months(start, 4), plus(add_months(start, 8), -1))
        return Days(start, plus(add_months(start, 3), -1)) if name == "start" else Days(add_months(start, 9), end)
    else:
        third = max(1, length // 3)
        bounds = {"start": (0, third - 1), "middle": (third, length - third - 1), "late": (length - third, length - 1)}[
            "late" if name == "end" else name
        ]
    return Days(plus(start, min(bounds[0], length - 1)), plus(start, max(min(bounds[1], length - 1), min(bounds[0], length - 1))))


def edtf(days: Days, grain: str, about: bool = False, season_name: str | None = None) -> str:
    """The interval as ISO 8601-2 (EDTF): «2021-06», «2014», «199X», «2021-02-23/2021-02-24», open ends as «..», «~» for about."""
    start, end = days
    mark = "~" if about else ""
    if start is None or end is None:
        left = start.isoformat() if start else ".."
        right = end.isoformat() if end else ".."
        return f"{left}/{right}" if start or end else ""
    if start == end:
        return start.isoformat() + mark
    if grain == "month" and days == month(start.year, start.month):
        return f"{start.year:04d}-{start.month:02d}{mark}"
    if grain == "year" and days == year(start.year):
        return f"{start.year:04d}{mark}"
    if grain == "decade" and start.year % 10 == 0 and days == decade(start.year):
        return f"{start.year // 10:03d}X"
    if grain == "century" and start.year % 100 == 0 and end.year == start.year + 99:
        return f"{start.year // 100:02d}XX"
    if grain == "season" and season_name in _SEASON_CODE:
        return f"{(end if season_name == 'winter' else start).year:04d}-{_SEASON_CODE[season_name]}{mark}"
    if start.day == 1 and start.month == 1 and end.day == 31 and end.month == 12:
        return f"{start.year:04d}{mark}/{end.year:04d}{mark}"
    return f"{start.isoformat()}{mark}/{end.isoformat()}{mark}"

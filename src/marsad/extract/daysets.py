"""Sets of days as the bits of one integer, so that years of days are narrowed at once: a weekday, a month, an interval.

    >>> days = all_from(dt.date(2021, 2, 1), 28).on_weekday(4)
    >>> len(days), days.stretches()[0][0].isoformat(), days.weekdays()
    (4, '2021-02-05', (4,))
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from marsad.extract.days import Days

_RUN = re.compile("1+")
_LONGEST = 366 * 42
_EVERY_SEVENTH = int("0000001" * (_LONGEST // 7 + 1), 2)
_LAST = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class DaySet:
    """Bit i of ``bits`` stands for the day ``first + i`` (``first`` an ordinal); ``size`` the bits there are."""

    first: int
    size: int
    bits: int

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __iter__(self) -> Iterator[dt.date]:
        for start, end in self._runs():
            yield from map(dt.date.fromordinal, range(start, end))

    def _runs(self) -> Iterator[tuple[int, int]]:
        for run in _RUN.finditer(f"{self.bits:b}"[::-1]):
            yield self.first + run.start(), self.first + run.end()

    def _only(self, bits: int) -> DaySet:
        return DaySet(self.first, self.size, self.bits & bits)

    def on_weekday(self, number: int) -> DaySet:
        return self._only(_EVERY_SEVENTH << (number - self.first - 6) % 7)

    def in_month(self, month: int | None, from_day: int = 1) -> DaySet:
        """Those of the month (None: of every month) from a day of it on."""
        bits = 0
        for year in range(_date(self.first).year, _date(self.first + self.size - 1).year + 1):
            for number in (month,) if month is not None else range(1, 13):
                length = calendar.monthrange(year, number)[1]
                if from_day <= length:
                    bits |= self._stretch(dt.date(year, number, from_day).toordinal(), dt.date(year, number, length).toordinal())
        return self._only(bits)

    def between(self, days: Days) -> DaySet:
        """Those of the interval, both ends included."""
        start = days.start.toordinal() if days.start is not None else self.first
        end = days.end.toordinal() if days.end is not None else self.first + self.size - 1
        return self._only(self._stretch(start, end))

    def _stretch(self, start: int, end: int) -> int:
        low, high = max(start - self.first, 0), min(end - self.first, self.size - 1)
        return ((1 << (high - low + 1)) - 1) << low if low <= high else 0

    def where(self, test: Callable[[dt.date], bool]) -> DaySet:
        """Those that pass the test, asked one by one."""
        bits = 0
        for start, end in self._runs():
            for ordinal in range(start, end):
                if test(dt.date.fromordinal(ordinal)):
                    bits |= 1 << (ordinal - self.first)
        return DaySet(self.first, self.size, bits)

    def weekdays(self) -> tuple[int, ...]:
        """The weekdays on which any of them falls, Monday 0."""
        return tuple(n for n in range(7) if self.on_weekday(n).bits)

    def stretches(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """Runs of days without a gap, as (first, last)."""
        return tuple((dt.date.fromordinal(start), dt.date.fromordinal(end - 1)) for start, end in self._runs())


def _date(ordinal: int) -> dt.date:
    return dt.date.fromordinal(min(ordinal, _LAST))


def all_from(day: dt.date, count: int) -> DaySet:
    """``count`` days (at most 42 years') from the day on; fewer where the calendar ends."""
    first = day.toordinal()
    count = min(count, _LAST - first + 1)
    return DaySet(first, count, (1 << count) - 1)

"""Sets of days as the bits of one integer, so that years of days are narrowed at once: a weekday, a month, an interval.

    >>> days = all_from(dt.date(2021, 2, 1), 28).on_weekday(4)
    >>> len(days), next(days.stretches())[0].isoformat(), days.weekdays()
    (4, '2021-02-05', (4,))
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
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
        return self._these(ordinal for start, end in self._runs() for ordinal in range(start, end) if test(dt.date.fromordinal(ordinal)))

    def named(self, told: Callable[[dt.date], dt.date | None], offset: int, steady: int) -> DaySet:
        """Those that a date told on them says to be ``offset`` days before it: «اليوم 24 شباط» (0), «أمس الثلاثاء 23 شباط» (-1).

        A date without its year (or month) means the same for ``steady`` days at least; so only each such day is asked what it would mean
        by it, and only the days so meant are tested.
        """
        meant = {day.toordinal() - offset for n in self._every(steady) if (day := told(dt.date.fromordinal(n))) is not None}
        inside = sorted(n for n in meant if self.first <= n < self.first + self.size and self.bits >> (n - self.first) & 1)
        return self._these(n for n in inside if (day := told(dt.date.fromordinal(n))) is not None and day.toordinal() == n + offset)

    def lasting(self, test: Callable[[dt.date], bool]) -> DaySet:
        """Those that pass a test whose answer never changes within four weeks of its last change."""
        bits, weeks = 0, self._every(28)
        answers = [test(dt.date.fromordinal(n)) for n in weeks]
        for (one, before), (other, after) in itertools.pairwise(zip(weeks, answers, strict=True)):
            change = other if before == after else one + sum(test(dt.date.fromordinal(n)) == before for n in range(one, other))
            if before:
                bits |= self._stretch(one, change - 1)
            if after:
                bits |= self._stretch(change, other)
        return self._only(bits | self._stretch(weeks[0], weeks[0]) if answers == [True] else bits)

    def overlapping(self, told: Callable[[dt.date], Days | None], days: Days) -> DaySet:
        """Those on which a time told that never goes back as days go on («الشهر الماضي», «قبل عامين») may touch the days.

        Found by halving; where nothing is told on a day (a 31st of last month), that day counts.
        """
        if days.start is None or days.end is None:
            return self._only(0)
        start, end = days.start, days.end

        def over(ordinal: int) -> bool:  # the time told on that day lies after the days
            span = told(_date(ordinal))
            return span is not None and span.start is not None and span.start > end

        def reached(ordinal: int) -> bool:
            span = told(_date(ordinal))
            return span is None or span.end is None or span.end >= start

        ordinals = range(self.first, self.first + self.size)
        low, high = bisect.bisect_left(ordinals, True, key=reached), bisect.bisect_left(ordinals, True, key=over)
        return self._only(self._stretch(self.first + low, self.first + high - 1))

    def _every(self, step: int) -> list[int]:
        """Each day that is ``step`` days after the last, from the first of them to the last, and the last."""
        if not self.bits:
            return []
        low, high = self.first + (self.bits & -self.bits).bit_length() - 1, self.first + self.bits.bit_length() - 1
        return [*range(low, high, step), high]

    def _these(self, ordinals: Iterable[int]) -> DaySet:
        bits = 0
        for ordinal in ordinals:
            bits |= 1 << (ordinal - self.first)
        return DaySet(self.first, self.size, bits)

    def weekdays(self) -> tuple[int, ...]:
        """The weekdays on which any of them falls, Monday 0."""
        return tuple(n for n in range(7) if self.on_weekday(n).bits)

    def stretches(self) -> Iterator[tuple[dt.date, dt.date]]:
        """Runs of days without a gap, as (first, last)."""
        return ((dt.date.fromordinal(start), dt.date.fromordinal(end - 1)) for start, end in self._runs())

    @property
    def last(self) -> dt.date:
        """The last of them."""
        return dt.date.fromordinal(self.first + self.bits.bit_length() - 1)


def _date(ordinal: int) -> dt.date:
    return dt.date.fromordinal(min(ordinal, _LAST))


def all_from(day: dt.date, count: int) -> DaySet:
    """``count`` days (at most 42 years') from the day on; fewer where the calendar ends."""
    first = day.toordinal()
    count = min(count, _LAST - first + 1)
    return DaySet(first, count, (1 << count) - 1)

"""Days found from the shape of what is told are the days that asking each of them gives."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenise
from marsad.extract import daysets, times
from marsad.extract.days import Days
from marsad.extract.seen import Context
from marsad.extract.timevalues import Phrase

STARTS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))


def told(text: str) -> Phrase:
    """The reading of the text's one time phrase."""
    (mention,) = times.find(tokenise(text), [], Context())
    phrase = mention.reading
    assert isinstance(phrase, Phrase)
    return phrase


@pytest.mark.parametrize("text", ["اليوم 24 شباط", "اليوم الأربعاء 24 شباط", "أمس 29 شباط", "اليوم 31 من الشهر الجاري", "أمس السبت 6 آذار", "اليوم 10 رمضان"])
@given(start=STARTS)
@settings(max_examples=6, deadline=None)
def test_a_date_said_of_today_is_found_without_asking_every_day(text: str, start: dt.date) -> None:
    fits = told(text).fits
    assert fits is not None and fits.told is not None
    days = daysets.all_from(start, 366 * 4)
    if fits.weekday is not None:
        days = days.on_weekday(fits.weekday)
    when, offset = fits.told, fits.offset
    found = days.named(lambda day: span.start if (span := when(day, False)) is not None else None, offset, fits.steady)
    assert list(found) == list(days.where(fits.__call__))


@pytest.mark.parametrize("text", ["العام الماضي", "قبل ثلاثة أشهر", "شباط الماضي", "مطلع الشهر الماضي", "أمس", "أمس الجمعة", "الصيف الماضي", "قبل يومين", "فجر السبت"])
@given(start=STARTS, after=st.integers(0, 900), length=st.integers(0, 40))
@settings(max_examples=6, deadline=None)
def test_a_relative_time_said_of_a_known_event_is_found_by_halving(text: str, start: dt.date, after: int, length: int) -> None:
    when = told(text).when
    event = Days(start + dt.timedelta(after), start + dt.timedelta(after + length))

    def touches(day: dt.date) -> bool:
        span = when(day, False)
        return span is not None and span.start is not None and span.end is not None and span.start <= event.end and span.end >= event.start  # type: ignore[operator]

    days = daysets.all_from(start, 366 * 4)
    assert list(days.overlapping(lambda day: when(day, False), event).where(touches)) == list(days.where(touches))


@pytest.mark.parametrize("text", ["الجمعة 5 آذار", "الأربعاء 24 شباط", "السبت 31 كانون الأول"])
@given(start=STARTS, after=st.integers(0, 900))
@settings(max_examples=6, deadline=None)
def test_a_weekday_with_its_date_stands_for_weeks(text: str, start: dt.date, after: int) -> None:
    when, event = told(text).when, start + dt.timedelta(after)

    def touches(day: dt.date) -> bool:
        span = when(day, False)
        return span is not None and span.start is not None and span.start <= event

    days = daysets.all_from(start, 366 * 4)
    assert list(days.lasting(touches)) == list(days.where(touches))


def test_no_days_have_no_answers() -> None:
    none = daysets.all_from(dt.date(2020, 1, 1), 0)
    assert not none.lasting(lambda day: True).bits
    assert not none.named(lambda day: day, 0, 28).bits
    one = daysets.all_from(dt.date(2020, 1, 1), 1)
    assert list(one.lasting(lambda day: True)) == [dt.date(2020, 1, 1)]

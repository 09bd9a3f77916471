"""Undated reports: the days on which all that they say could be printed, with the words that prove it."""

from __future__ import annotations

import datetime as dt
import pathlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenise
from marsad.extract import dating, facts, quantities, times
from marsad.extract.seen import Context
from marsad.resources import facts as resource

SEEDS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "seeds"


def date(text: str, published: dt.date | None = None) -> dating.Dating:
    words = tokenise(text)
    context = Context(published=published)
    return dating.date_report(words, times.find(words, quantities.find(words), context), context)


def test_the_day_of_the_current_month_gives_the_month_and_a_lower_bound() -> None:
    found = date("قال المصدر في 11 من تشرين الأول الحالي إن المعارك بدأت في 3 أيار 2016")
    assert (found.start, found.end, found.pattern) == (dt.date(2016, 10, 11), None, "XXXX-10-11/XXXX-10-31")
    assert found.likely == (dt.date(2016, 10, 11), dt.date(2016, 10, 31))
    assert [p.text for p in found.proof] == ["3 أيار 2016", "11 من تشرين الأول الحالي"]


def test_yesterday_by_name_gives_the_weekday() -> None:
    found = date("قصفت المدفعية البلدة مساء أمس الأحد، وهي تحت الحصار منذ نيسان 2014")
    assert (found.start, found.end, found.weekdays) == (dt.date(2014, 4, 7), None, (0,))


def test_last_year_said_of_a_known_fact_gives_the_year() -> None:
    found = date("وكان التنظيم قد طرد من مدينة الرقة العام الماضي بعد معارك طويلة")
    assert (found.start, found.end) == (dt.date(2018, 1, 1), dt.date(2018, 12, 31))
    assert {p.rule for p in found.proof} == {"fact", "time_of_fact"}


def test_the_day_after_a_known_fact_gives_the_week() -> None:
    found = date("اندلعت المواجهات الثلاثاء. ووقع الهجوم غداة إجلاء المسلحين من مخيم اليرموك إلى البادية")
    assert (found.start, found.end) == (dt.date(2018, 5, 22), dt.date(2018, 5, 28))


def test_a_known_name_alone_is_only_a_lower_bound() -> None:
    found = date("شاركت الفصائل سابقاً في عملية نبع السلام شمالي البلاد")
    assert (found.start, found.end, found.stretches) == (dt.date(2019, 10, 9), None, ())
    assert "2019-10-09" in found.edtf


def test_rumours_and_wishes_prove_nothing() -> None:
    assert date("ترددت أنباء عن مقتل قاسم سليماني").start is None
    assert date("نفى الحزب شائعات اغتيال حسن نصر الله").start is None


def test_dates_to_come_are_no_lower_bound() -> None:
    assert date("ستنتهي المهمة بحلول عام 2030").start is None
    assert date("يمتد العقد حتى عام 2035").start is None


def test_nothing_said_nothing_proven() -> None:
    found = date("هاجم مسلحون حاجزاً للجيش وسقط قتلى وجرحى")
    assert (found.start, found.end, found.method, found.edtf) == (None, None, "none", "")
    found = date("هاجم مسلحون حاجزاً للجيش أمس السبت")
    assert (found.start, found.end, found.weekdays, found.method) == (None, None, (6,), "constraints")


def test_the_page_date_decides() -> None:
    found = date("خبر عاجل\n\n2020.11.05 | 12:00 عدن\n\nقتل جندي اليوم الخميس في هجوم على نقطة للجيش جنوبي المدينة القديمة")
    assert (found.start, found.end, found.method, found.conflicts) == (dt.date(2020, 11, 5), dt.date(2020, 11, 5), "page", ())


def test_metadata_decides_and_what_contradicts_it_is_told() -> None:
    found = date("قتل جندي أمس الجمعة، بعد معارك آذار 2021", dt.date(2020, 11, 5))
    assert (found.start, found.method) == (dt.date(2020, 11, 5), "metadata")
    assert [p.text for p in found.conflicts] == ["أمس الجمعة", "آذار 2021"]


def test_phrases_that_cannot_all_hold_are_set_aside_not_forced() -> None:
    found = date("في 5 شباط الحالي وفي 9 آب الجاري، منذ أيار 2017")
    assert found.start is not None
    assert len(found.conflicts) == 1


def test_every_proof_is_a_slice_of_the_text() -> None:
    text = "في 15 من أيلول الحالي، وأمس الجمعة، وكان اغتيال شيرين أبو عاقلة قد وقع في أيار الماضي"
    for proof in date(text).proof:
        assert text[proof.start : proof.end] == proof.text
        assert proof.says.en and proof.says.ar


def test_as_json() -> None:
    told = date("في 15 من أيلول الحالي، وكان ذلك في 2 أيار 2019").to_json()
    assert (told["from"], told["to"], told["pattern"], told["method"]) == ("2019-09-15", None, "XXXX-09-15/XXXX-09-30", "constraints")


def test_facts_are_in_order_and_name_their_source() -> None:
    table = resource.table()
    assert len(table) >= 60
    for fact in table:
        assert fact.source.strip() and fact.names
        assert fact.start <= fact.end < dt.date(2026, 1, 1)


@pytest.mark.parametrize("fact", resource.table(), ids=lambda f: f.id)
def test_every_fact_is_found_by_its_own_words(fact: resource.Fact) -> None:
    words = tokenise(f"وذكر التقرير {fact.names[0]} و{fact.with_[0]} في ذلك الحين." if fact.with_ else f"وذكر التقرير {fact.names[0]} في ذلك الحين.")
    assert fact.id in [told.fact.id for told in facts.find(words)]


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(2012, 1, 1), dt.date(2025, 12, 31)))
def test_the_true_day_always_fits(day: dt.date) -> None:
    """A report written on a day, telling yesterday's weekday, the day of the month and an old date, is dated to days that hold it."""
    names = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
    months = ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"]
    before = day - dt.timedelta(days=1)
    text = f"قتل جندي أمس {names[before.weekday()]}، وذلك بعد معارك {day.day} {months[day.month - 1]} الحالي، وهي الأعنف منذ 2 شباط 2011"
    found = date(text)
    assert found.start is not None and found.start <= day
    assert day.weekday() in (found.weekdays or range(7))
    assert found.conflicts == ()


def seed(number: str) -> str:
    if not SEEDS.exists():
        pytest.skip("the five real reports are not beside this checkout")
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")


def test_seed_000() -> None:
    found = date(seed("000"))
    assert (found.start, found.end, found.pattern) == (dt.date(2021, 6, 15), None, "XXXX-06-15/XXXX-06-30")


def test_seed_002() -> None:
    found = date(seed("002"))
    assert (found.start, found.end) == (dt.date(2020, 8, 18), None)


def test_seed_003() -> None:
    found = date(seed("003"))
    assert found.weekdays == (5,) and found.start is not None and found.end is not None
    assert dt.date(2022, 1, 1) <= found.start and found.end <= dt.date(2023, 3, 31)


def test_seed_004() -> None:
    found = date(seed("004"))
    assert found.start is not None and found.end is not None
    assert found.start <= dt.date(2018, 5, 27) <= found.end
    assert (found.end - found.start).days < 31

"""Times as news writes them, anchored on the day of publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenise
from marsad.extract import days, quantities, times
from marsad.extract.seen import Context, TimeMention

WEDNESDAY = dt.date(2023, 3, 15)


def read(text: str, on: dt.date | None = WEDNESDAY, bounds: tuple[dt.date, dt.date] | None = None) -> list[TimeMention]:
    words = tokenise(text)
    return times.find(words, quantities.find(words), Context(published=on, bounds=bounds))


def one(text: str, on: dt.date | None = WEDNESDAY) -> str:
    found = [t for t in read(text, on) if t.edtf]
    assert len(found) == 1, found
    return found[0].edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # days
        ("قصف الطيران البلدة اليوم", "2023-03-15"), ("وقع ذلك أمس", "2023-03-14"), ("أول أمس", "2023-03-13"), ("أول من أمس", "2023-03-13"),
        ("أمس الأول", "2023-03-13"), ("قبل يوم أمس", "2023-03-13"), ("غداً", "2023-03-16"), ("بعد غد", "2023-03-17"),
        ("اليوم الأربعاء", "2023-03-15"), ("أمس الثلاثاء", "2023-03-14"), ("أمس (الثلاثاء)", "2023-03-14"),
        # weekdays: the nearest past one, today included
        ("الأربعاء", "2023-03-15"), ("يوم الخميس", "2023-03-09"), ("الاثنين الماضي", "2023-03-13"), ("الأربعاء الماضي", "2023-03-08"),
        ("الجمعة الفائتة", "2023-03-10"), ("السبت قبل الماضي", "2023-03-04"), ("الخميس المقبل", "2023-03-16"), ("الأربعاء القادم", "2023-03-22"),
        ("سيجتمع المجلس الأحد", "2023-03-19"), ("الأحد من الأسبوع الماضي", "2023-03-12"), ("الأسبوع المقبل يوم الاثنين", "2023-03-20"),
        # parts of the day and nights
        ("فجر الجمعة", "2023-03-10"), ("مساء أمس الثلاثاء", "2023-03-14"), ("بعد ظهر اليوم الأربعاء", "2023-03-15"),
        ("ليل الاثنين الثلاثاء", "2023-03-13/2023-03-14"), ("ليلة السبت - الأحد", "2023-03-11/2023-03-12"),
        ("ليل الجمعة/السبت", "2023-03-10/2023-03-11"), ("الليلة الماضية", "2023-03-14/2023-03-15"), ("صباح يوم الأحد الفائت", "2023-03-12"),
        # dates in every order and tradition
        ("في 3 آذار 2021", "2021-03-03"), ("3 من آذار عام 2021", "2021-03-03"), ("الثالث من مارس 2021", "2021-03-03"),
        ("3 مارس/آذار 2021", "2021-03-03"), ("٣ آذار (مارس) ٢٠٢١", "2021-03-03"), ("3 مارس آذار 2021", "2021-03-03"),
        ("مارس 3، 2021", "2021-03-03"), ("3/3/2021", "2021-03-03"), ("2021-03-03", "2021-03-03"), ("03.03.2021", "2021-03-03"),
        ("2021/3/3", "2021-03-03"), ("الأربعاء، 3 مارس 2021", "2021-03-03"), ("الثامن والعشرين من أيلول ألفين وتسعة عشر", "2019-09-28"),
        ("25 جانفي 2016", "2016-01-25"), ("5 أوت 2015", "2015-08-05"), ("7 غشت 2015", "2015-08-07"), ("10 كانون ثاني 2022", "2022-01-10"),
        # without a year: the nearest past one
        ("في 20 نيسان", "2022-04-20"), ("في الأول من آذار", "2023-03-01"), ("الخميس 9 آذار", "2023-03-09"), ("الأحد 16 نيسان", "2023-04-16"),
        ("سيبدأ في 20 نيسان", "2023-04-20"), ("9 آذار الجاري", "2023-03-09"), ("28 من الشهر الفائت", "2023-02-28"), ("5 من هذا الشهر", "2023-03-05"),
        ("29 شباط", "2020-02-29"),
        # months, quarters, years, decades, seasons
        ("في كانون الأول الماضي", "2022-12"), ("آذار الحالي", "2023-03"), ("شهر أيلول", "2022-09"), ("تشرين الثاني 2019", "2019-11"),
        ("نيسان من العام الماضي", "2022-04"), ("الشهر الماضي", "2023-02"), ("الشهر المقبل", "2023-04"), ("العام الماضي", "2022"),
        ("عام 2014", "2014"), ("العام الجاري", "2023"), ("صيف 2014", "2014-22"), ("الشتاء الماضي", "2023-24"), ("تسعينيات القرن الماضي", "199X"),
        ("الربع الأول من عام 2020", "2020-01-01/2020-03-31"), ("الأسبوع الماضي", "2023-03-06/2023-03-12"),
        # early, middle, late: of a year a quarter
        ("مطلع العام", "2023-01-01/2023-03-31"), ("أواخر عام 2019", "2019-10-01/2019-12-31"), ("نهاية العام 2018", "2018-10-01/2018-12-31"),
        ("منتصف تموز الماضي", "2022-07-11/2022-07-20"), ("أوائل شباط", "2023-02-01/2023-02-10"), ("نهاية أيار 2022", "2022-05-25/2022-05-31"),
        ("أواخر 2012 وبداية 2013", "2012-10-01/2013-03-31"), ("الأشهر الأخيرة من العام الماضي", "2022-10-01/2022-12-31"),
        # relative
        ("قبل ثلاثة أيام", "2023-03-12"), ("قبل يومين", "2023-03-13"), ("قبل أسبوعين", "2023-03-01"), ("قبل شهرين", "2023-01"),
        ("قبل خمس سنوات", "2018"), ("قبل أيام", "2023-03-06~/2023-03-13~"), ("خلال اليومين الماضيين", "2023-03-13/2023-03-14"),
        ("خلال الساعات الـ24 الماضية", "2023-03-14/2023-03-15"), ("الـ 48 ساعة الماضية", "2023-03-13/2023-03-15"),
        ("في الأيام القليلة الماضية", "2023-03-08/2023-03-15"), ("خلال الأشهر الثلاثة الماضية", "2022-12-15/2023-03-14"),
        # open windows
        ("منذ الأحد", "2023-03-12/2023-03-15"), ("منذ مطلع العام الحالي", "2023-01-01/2023-03-15"), ("منذ عام 2011", "2011-01-01/2023-03-15"),
        ("منذ نحو شهرين", "2023-01-15~/2023-03-15~"), ("منذ صباح أمس", "2023-03-14/2023-03-15"), ("منذ 9 شباط الماضي", "2023-02-09/2023-03-15"),
        # ranges
        ("بين 3 و7 آذار", "2023-03-03/2023-03-07"), ("من 27 شباط إلى 3 آذار", "2023-02-27/2023-03-03"), ("10-12 شباط", "2023-02-10/2023-02-12"),
        ("بين عامي 2013 و2016", "2013/2016"), ("بين الاثنين والأربعاء", "2023-03-13/2023-03-15"),
        # hijra
        ("شهر رمضان الماضي", "2022-04-02/2022-05-01"), ("12 ربيع الأول 1444", "2022-10-08"), ("15-08-1444 هـ", "2023-03-07"),
        ("أول أيام عيد الفطر 2022", "2022-05-02"), ("عام 1400 هجري", "1979-11-20/1980-11-08"),
    ],
)  # fmt: skip
def test_phrases(text: str, edtf: str) -> None:
    assert one(text) == edtf


def test_a_phrase_reads_the_same_inside_a_sentence() -> None:
    text = "وقُتل أربعة مدنيين بقصف مدفعي طال القرية مساء أول أمس، وفق ناشطين."
    (found,) = read(text)
    assert (text[found.start : found.end], found.edtf, found.part, found.precision) == ("مساء أول أمس", "2023-03-13", "evening", "day")


def test_a_month_at_the_new_year_is_the_past_one() -> None:
    assert one("في كانون الأول", dt.date(2020, 1, 20)) == "2019-12"
    assert one("من 28 كانون الأول إلى 3 كانون الثاني", dt.date(2020, 2, 1)) == "2019-12-28/2020-01-03"


@pytest.mark.parametrize(
    "text",
    [
        "وقف عند باب المسجد", "رئيسة الوزراء تيريزا ماي", "الفضاء العام", "الرئيس السابق", "قتل الجمعة", "استخدم سكيناً",
        "عشرات القتلى", "الأمين العام للأمم المتحدة", "مارس الضغط على الحكومة", "عقد اجتماعاً", "تجارب شعبان الناجحة",
    ],
)  # fmt: skip
def test_words_that_are_no_time(text: str) -> None:
    if text == "قتل الجمعة":
        assert len(read(text)) == 1
    else:
        assert [t for t in read(text) if t.start_day or t.end_day] == []


@pytest.mark.parametrize(
    "text",
    ["ثورة 17 شباط", "شارع 14 رمضان", "حرب 1973", "كتيبة 17 فبراير", "ميدان 23 يوليو"],
)
def test_a_date_in_a_name_dates_nothing(text: str) -> None:
    assert all(t.role == "name" for t in read(text))


def test_a_count_is_not_taken_for_a_day() -> None:
    assert one("قتل الجمعة 15 جندياً") == "2023-03-10"
    assert one("وثّق في شباط 13 حالة اعتقال") == "2023-02"


def test_what_leans_on_an_event_has_no_days_of_its_own() -> None:
    for text, shift in [("انسحبوا بعد ساعات من الهجوم", 0), ("غداة الهجوم على القاعدة", 1), ("عشية الاقتحام", -1), ("بعد يومين من المعركة", 2)]:
        (found,) = read(text)
        assert (found.leans_on, found.start_day, found.end_day) == ("event", None, None)
        assert found.reading.shift == shift
        assert found.lean is not None


def test_the_same_day_is_the_day_told_before() -> None:
    found = read("قُصفت المدينة الأحد، وفي اليوم نفسه سقطت قذيفة على السوق، وفي اليوم التالي هدأت الجبهة")
    assert [t.edtf for t in found] == ["2023-03-12", "2023-03-12", "2023-03-13"]
    assert one("في الشهر التالي") == "2023-04"


def test_the_fourth_of_it() -> None:
    found = read("شهد تشرين الأول الماضي معارك، ففي الرابع منه سقطت البلدة")
    assert [t.edtf for t in found] == ["2022-10", "2022-10-04"]


def test_since_three_days_may_be_three_days_ago() -> None:
    (found,) = read("منذ ثلاثة أيام")
    assert found.edtf == "2023-03-12/2023-03-15"
    assert found.also == ((dt.date(2023, 3, 12), dt.date(2023, 3, 12)),)


def test_yesterday_with_another_weekday_means_the_weekday() -> None:
    """A page dated a day late: «أمس الاثنين» printed on Wednesday."""
    assert one("أمس الاثنين") == "2023-03-13"


def test_without_a_publication_day_only_full_dates_resolve() -> None:
    found = read("أمس الجمعة، وفي 4 أيار 2017، وفي أيار الماضي", None)
    assert [(t.edtf, t.needs_anchor) for t in found] == [("", True), ("2017-05-04", False), ("", True)]


def test_over_narrow_bounds_the_phrase_covers_them() -> None:
    bounds = dt.date(2021, 6, 15), dt.date(2021, 6, 30)
    assert [t.edtf for t in read("خلال اليومين الماضيين", None, bounds)] == ["2021-06-13/2021-06-29"]
    assert [t.edtf for t in read("منذ حوالي أسبوع", None, bounds)] == ["2021-06-08~/2021-06-30~"]


def test_over_wide_bounds_only_what_holds_throughout_resolves() -> None:
    bounds = dt.date(2022, 4, 17), dt.date(2022, 12, 31)
    assert [t.edtf for t in read("أمس، وفي شباط الماضي", None, bounds)] == ["", "2022-02"]


def test_the_page_date_is_told_from_the_news() -> None:
    found = read("عنوان الخبر\n\n2023.03.15 | 09:40 بيروت\n\nقتل ثلاثة في 2 آذار 2023 خلال اشتباك في الجرود قرب البلدة")
    assert [(t.role, t.edtf, t.clock) for t in found] == [("publication", "2023-03-15", "09:40"), ("event", "2023-03-02", None)]


def test_background_and_vague_phrases_keep_their_role() -> None:
    roles = [t.role for t in read("وفي وقت سابق قال إن المعارك مستمرة حتى الآن، وفي الآونة الأخيرة تراجعت، ثم عادت في وقت لاحق")]
    assert roles == ["earlier", "until_now", "recently", "later"]


def test_mentions_are_what_explain_prints() -> None:
    words = tokenise("قتل اثنان فجر الاثنين")
    told = times.mentions(times.find(words, [], Context(published=WEDNESDAY)), words)
    assert [(m.kind, m.text, m.normal["from"], m.normal["to"], m.normal["part"]) for m in told] == [
        ("time", "فجر الاثنين", "2023-03-13", "2023-03-13", "dawn")
    ]


PIECES = st.sampled_from(
    ["الأحد", "أمس", "اليوم", "فجر", "ليل", "السبت", "آذار", "شباط", "3", "28", "2019", "١٤٤٠", "من", "إلى", "بين", "و", "-", "/", "،", "(",
     ")", "الماضي", "المقبل", "الشهر", "العام", "الأسبوع", "مطلع", "أواخر", "منذ", "قبل", "بعد", "ثلاثة", "أيام", "شهرين", "خلال", "حتى",
     "الأول", "يوم", "رمضان", "صيف", "هـ", "نحو", "غداة", "نفسه", "سيبدأ", "\n", "24", "ساعة", "الماضية", "عام", "بداية", "الـ"]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=14), st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)))
def test_every_interval_is_in_order(parts: list[str], anchor: dt.date) -> None:
    text = " ".join(parts)
    last = 0
    for t in read(text, anchor):
        assert t.first >= last
        assert 0 <= t.start < t.end <= len(text)
        assert t.start_day is None or t.end_day is None or t.start_day <= t.end_day
        last = t.last


@settings(max_examples=300, deadline=None)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(["الأحد", "في 9 تموز", "شباط", "منذ الجمعة", "قبل ثلاثة أيام", "أمس"]))
def test_news_looks_back(anchor: dt.date, phrase: str) -> None:
    for t in read(phrase, anchor):
        assert t.start_day is not None and t.start_day <= anchor


@pytest.mark.parametrize("gregorian", [dt.date(2021, 4, 13), dt.date(2011, 11, 26), dt.date(1979, 11, 20)])
def test_hijri_days_go_there_and_back(gregorian: dt.date) -> None:
    found = days.to_hijri(gregorian)
    assert found is not None and days.hijri_day(*found) == gregorian
    assert days.hijri_day(1600, 1, 1) is None and days.to_hijri(dt.date(1800, 1, 1)) is None


@pytest.mark.parametrize(
    "unit",
    ["أمس ", "الأحد ", "بين 3 و", "من 5 إلى ", "مطلع ", "منذ ", "اليوم الذي بعد ", "2 يناير - ", "فجر ", "الشهر الماضي و", "1-", "12/", "أول يوم "],
)
def test_hostile_text(unit: str, linear: Any) -> None:
    short, long = (tokenise(unit * (n // len(unit))) for n in (12_500, 100_000))
    linear(lambda both: times.find(*both, Context(published=WEDNESDAY)), (short, quantities.find(short)), (long, quantities.find(long)))


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("قُصفت المدينة الأحد وفي تلك الليلة انسحبوا", "2023-03-12"), ("قصفوا السبت، وفي نفس اليوم تقدموا", "2023-03-11"),
        ("فجر الاثنين ثم مساء اليوم ذاته", "2023-03-13"),
    ],
)  # fmt: skip
def test_that_day_is_the_one_told_before(text: str, edtf: str) -> None:
    found = read(text)
    assert [t.edtf for t in found] == [edtf, edtf]
    assert (found[1].leans_on, found[1].lean) == ("time", found[0].first)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [("خلال آخر 48 ساعة", "2023-03-13/2023-03-15"), ("آخر الشهر", "2023-03-25/2023-03-31"), ("أول الشهر الماضي", "2023-02-01"), ("الجمعة الأخيرة", "2023-03-10")],
)  # fmt: skip
def test_first_and_last(text: str, edtf: str) -> None:
    assert one(text) == edtf


def test_the_world_day_of_something_is_not_today() -> None:
    assert read("بمناسبة اليوم العالمي للاجئين") == []


@pytest.mark.parametrize(
    "text",
    [
        "قُتل جندي أمس الجمعة، وفي اليوم التالي انسحبت القوة", "منذ ثلاثة أيام والبلدة محاصرة، وستبدأ الهدنة الأحد", "في 18 من آب 2020 ثم في الشهر ذاته",
        "بعد ساعتين من الهجوم", "خلال الأيام الخمسة الماضية", "العام الماضي وفي العام التالي", "مطلع الشهر الجاري، وفي الرابع منه",
    ],
)  # fmt: skip
def test_the_second_look_finds_what_a_first_one_would(text: str) -> None:
    words = tokenise(text)
    first = times.find(words, [], Context())
    for context in (
        Context(published=dt.date(2021, 6, 17)), Context(bounds=(dt.date(2021, 6, 15), dt.date(2021, 6, 30))),
        Context(bounds=(dt.date(2021, 1, 1), dt.date(2021, 12, 30))),
    ):  # fmt: skip
        plain = [t._replace(reading=None) for t in times.find(words, [], context)]
        assert [t._replace(reading=None) for t in times.anchored(words, first, context)] == plain


def test_a_date_before_the_time_of_day_is_read() -> None:
    assert [t.edtf for t in read("نشر في 24.02.2021 14:30 بتوقيت دمشق")] == ["2021-02-24"]


def test_a_stop_ends_what_is_told_of_the_future() -> None:
    ahead, behind = (times.find(tokenise(text), [], Context(published=dt.date(2021, 6, 17))) for text in ("ستبدأ الهدنة الأحد", "ستبدأ الهدنة. وقُتل الأحد جنديان"))
    assert [t.start_day for t in (*ahead, *behind)] == [dt.date(2021, 6, 20), dt.date(2021, 6, 13)]

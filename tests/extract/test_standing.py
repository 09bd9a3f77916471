"""How a claim stands: day, kind, status, background, on sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from marsad.extract import reader
from marsad.model import Claim
from marsad.read.document import annotated_document

DAY = dt.date(2021, 2, 24)  # a Wednesday
EVE = DAY - dt.timedelta(days=1)


def read(text: str, published: str | None = "2021-02-24") -> list[Claim]:
    return reader.claims(annotated_document("own", {"text": text, "published": published}))


def days(claim: Claim) -> tuple[dt.date | None, dt.date | None] | None:
    return (claim.time.start_day, claim.time.end_day) if claim.time else None


def test_news_without_a_day_is_fresh() -> None:
    (c,) = read("قتل ثلاثة جنود في هجوم مسلح على حاجز للجيش قرب مدينة كركوك.")
    assert days(c) == (EVE, DAY) and c.time and c.time.rule == "fresh_news"


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت وزارة الداخلية الصومالية، الاثنين، أن مسلحين هاجموا قاعدة عسكرية في مدينة بيدوا وقتلوا أربعة جنود.",
        "قالت الشرطة الصومالية الاثنين إن مسلحين هاجموا قاعدة عسكرية في مدينة بيدوا وقتلوا أربعة جنود.",
    ],
)
def test_the_day_of_an_announcement_is_not_the_events(text: str) -> None:
    (c,) = read(text)
    assert days(c) == (dt.date(2021, 2, 21), dt.date(2021, 2, 22))


def test_the_events_own_day_wins_over_the_announcements() -> None:
    (c,) = read("أعلنت الشرطة الصومالية الاثنين أن مسلحين هاجموا الأحد قاعدة عسكرية في مدينة بيدوا وقتلوا أربعة جنود.")
    assert days(c) == (dt.date(2021, 2, 21), dt.date(2021, 2, 21))


def test_a_window_of_a_count_is_its_time() -> None:
    (c,) = read("أحصى المرصد اليمني للألغام مقتل 19 مدنياً بانفجار ألغام في محافظة الحديدة منذ الخميس.")
    assert days(c) == (dt.date(2021, 2, 18), DAY) and c.kind == "tally"


def test_an_updated_toll_is_the_incident_itself() -> None:
    claims = read("انفجرت سيارة مفخخة في سوق بمدينة مقديشو أمس وقتلت عشرين شخصاً.\nوارتفعت حصيلة التفجير إلى 35 قتيلاً، بحسب مصادر طبية.")
    assert len(claims) == 2 and {c.kind for c in claims} == {"incident"}
    assert all(days(c) == (EVE, EVE) for c in claims) and len({c.same_as for c in claims}) == 1 and claims[0].same_as


def test_a_source_that_does_not_tell_the_day_gets_none() -> None:
    (c,) = read("أعلنت وزارة الدفاع الروسية الاثنين مقتل أربعة جنود روس في هجوم في محافظة دير الزور، من دون أن تحدد تاريخه.")
    assert c.time is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("أعلنت وزارة الدفاع العراقية مقتل خمسة من جنودها في هجوم مسلح قرب كركوك أمس.", "claimed"),
        ("قال الجيش الإسرائيلي إنه قصف مواقع لحركة حماس في مدينة غزة أمس.", "claimed"),
        ("قال المرصد السوري لحقوق الإنسان إن طائرات إسرائيلية قصفت مواقع للجيش السوري قرب دمشق أمس.", "asserted"),
        ("هاجم مسلحون يعتقد أنهم من تنظيم الدولة حاجزاً للجيش العراقي قرب كركوك أمس.", "suspected"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert [c.status for c in read(text)] == [status]


def test_earlier_of_a_saying_is_not_earlier_of_the_event() -> None:
    (c,) = read("أفاد ناشطون في وقت سابق بأن مسلحين هاجموا حاجزاً للجيش العراقي قرب كركوك أمس.")
    assert not c.background


def test_dug_in_before_recalls_only_what_follows() -> None:
    claims = read("دمر الجيش العراقي أمس خمسة أنفاق سبق أن حفرها مسلحو التنظيم في صحراء الأنبار.")
    assert [c.background for c in claims] == [False]


def test_what_an_event_is_dated_by_was_before_it() -> None:
    claims = read("وقع الهجوم بعد ساعات من هجوم آخر استهدف دورية للشرطة في كركوك وقتل شرطيين.")
    assert claims and claims[0].background


def test_a_doubt_between_a_deed_and_its_verb_does_not_cut_off_the_day() -> None:
    (c,) = read("قتل خمسة مدنيين في انفجار يُعتقد أنه انتحاري ضرب مدينة كركوك في 20 شباط 2021.")
    assert days(c) == (dt.date(2021, 2, 20), dt.date(2021, 2, 20))


def test_what_points_into_a_recalled_event_is_recalled_with_it() -> None:
    news, recalled, more = read(
        "قتل جندي اليوم الأربعاء في تفجير استهدف حاجزا قرب مدينة كركوك، وفق الشرطة.\n"
        "وكان تفجير قد وقع وسط مدينة الموصل نهاية الشهر الماضي، وقتل فيه أربعة جنود بحسب وزارة الدفاع.\n"
        "وقال سكان إن ثلاثة حراس قتلوا معهم في انفجار العبوة."
    )
    assert [news.background, recalled.background, more.background] == [False, True, True]
    assert more.same_as == recalled.same_as != news.same_as


def test_one_of_several_attacks_is_an_incident() -> None:
    (c,) = read("وقع أعنف هذه الهجمات الثلاثاء في مدينة كركوك مخلفا 27 قتيلا من الجيش العراقي.")
    assert c.kind == "incident" and [t.low for t in c.tolls] == [27]


def test_an_army_that_loses_its_officers_loses_no_land() -> None:
    (c,) = read("خسر الجيش العراقي خمسة من ضباطه في هجوم على مدينة الرطبة أمس.")
    assert (c.type, [(t.measure, t.low) for t in c.tolls]) == ("attack", [("killed", 5)])


@pytest.mark.parametrize("text", ["أصيب ثلاثة جنود برصاص مسلحين في كركوك أمس.", "أصيب ثلاثة جنود بنيران مجهولين في كركوك أمس."])
def test_wounds_of_gunfire_are_an_attack(text: str) -> None:
    (c,) = read(text)
    assert (c.type, [(t.measure, t.low) for t in c.tolls], c.means) == ("attack", [("wounded", 3)], ("gunfire",))

"""Furniture is marked, with its rule; the report's own lines are not."""

import datetime as dt
from typing import Any

import pytest

from marsad.read.boilerplate import furniture

BODY = (
    "قال مصدر في الشرطة إن مسلحين هاجموا نقطة تفتيش على الطريق الدولي جنوب المدينة مساء أمس، ما أدى إلى مقتل اثنين من عناصرها.",
    "وأضاف المصدر أن المهاجمين انسحبوا نحو المزارع القريبة بعد اشتباك دام نصف ساعة، وأن تعزيزات وصلت إلى المكان.",
    "ولم تعلن أي جهة مسؤوليتها عن الهجوم، لكن المنطقة شهدت خلال الشهر الماضي هجمات مشابهة على نقاط أمنية.",
    "وتقع النقطة على مسافة عشرة كيلومترات من مركز المحافظة، وتشرف على تقاطع تمر منه قوافل الوقود.",
    "وكانت السلطات قد أعلنت في وقت سابق حظرا ليليا للتجول في البلدات المجاورة حتى إشعار آخر.",
)
HEADLINE = "هجوم على نقطة تفتيش يوقع قتيلين"


def cuts(*lines: str, url: str | None = None) -> dict[str, str]:
    text = "\n".join(lines)
    found, _ = furniture(text, url)
    return {text[c.start : c.end]: c.rule for c in found}


def test_a_clean_report_has_no_furniture() -> None:
    assert cuts(HEADLINE, "", *BODY) == {}


@pytest.mark.parametrize(
    "line",
    [
        "icon", "–icon", "+A", "A-", "حجم الخط", "التغطية الحية", "فيسبوك تويتر واتساب", "شارك", "—", "albalad_2.jpeg", "ذات صلة",
        "اقرأ أيضاً: قتلى بانفجار في سوق شعبي", "إقرأ أيضا.. حظر للتجول في ثلاث بلدات", "اقرأ أيضأً | تعزيزات إلى الجنوب",
        "تابعونا على تلغرام", "دورية للشرطة قرب الطريق الدولي (أرشيف)", "جميع الحقوق محفوظة",
    ],
)  # fmt: skip
def test_furniture_amid_the_body_is_cut_whole(line: str) -> None:
    assert list(cuts(HEADLINE, BODY[0], line, *BODY[1:])) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "وقال مصدر طبي إن الجرحى نقلوا إلى المستشفى العام في حالة مستقرة. (رويترز)",
        "شارك عشرات المسلحين في الهجوم الذي استمر ساعة كاملة، بحسب السكان.",
        "صورة نشرها التنظيم أظهرت مقتل ثلاثة جنود.",
        "وبحثت اللجنة ملفات ذات صلة بالهجوم.",
        "قتلى في 18 آب 2020 بهجوم على رتل",
    ],
)
def test_text_that_looks_like_furniture_stays(line: str) -> None:
    assert cuts(HEADLINE, BODY[0], *BODY[1:4], line) == {}


def test_headline_stays_though_it_has_no_stop() -> None:
    assert HEADLINE not in cuts("الأخبار", HEADLINE, *BODY)


def test_a_headline_that_begins_like_a_byline_stays() -> None:
    assert cuts("خاص - مقتل أربعة جنود في كمين", *BODY) == {}


@pytest.mark.parametrize("text", ["تحرير بلدة العيس", "ذات صلة", "مباشر\nأخبار"])
def test_a_text_is_never_furniture_as_a_whole(text: str) -> None:
    assert cuts(*text.split("\n")) == {}


def test_bylines_go_only_from_the_top() -> None:
    assert cuts(HEADLINE, "بغداد - متابعات/ خاص", *BODY) == {"بغداد - متابعات/ خاص": "byline.desk"}
    assert cuts(HEADLINE, "كتب: سامر العلي", *BODY) == {"كتب: سامر العلي": "byline.label"}


def test_the_caption_under_a_picture_goes_with_it() -> None:
    caption = "عناصر من الشرطة على الطريق الدولي جنوب المدينة"
    assert cuts(HEADLINE, "police-road.jpg", caption, *BODY)[caption] == "picture.caption"


def test_a_box_of_links_is_cut_to_its_last_headline() -> None:
    links = ["مقتل قيادي بغارة على الحدود", "انفجار سيارة مفخخة في العاصمة"]
    assert list(cuts(HEADLINE, *BODY, "ذات صلة", *links)) == ["ذات صلة", *links]
    assert BODY[2] not in cuts(HEADLINE, *BODY[:2], "ذات صلة", *links, *BODY[2:])


def test_one_related_line_does_not_take_the_next() -> None:
    heading = "حظر ليلي للتجول في البلدات المجاورة منذ يومين"
    assert heading not in cuts(HEADLINE, *BODY[:3], "اقرأ أيضاً: مقتل قيادي بغارة على الحدود الشرقية", heading + ".", *BODY[3:])


def test_pull_quotes_go_and_lists_stay() -> None:
    quote = "المسلحون انسحبوا نحو المزارع القريبة بعد اشتباك"
    assert cuts(HEADLINE, *BODY[:3], quote, *BODY[3:]) == {quote: "pull_quote.repeats"}
    items = ["- مقتل عنصرين من الشرطة", "- إصابة ثلاثة مدنيين", "- إحراق آلية واحدة"]
    assert cuts(HEADLINE, *BODY[:3], *items, *BODY[3:]) == {}


def test_a_repeated_line_is_cut_once() -> None:
    assert cuts(HEADLINE, BODY[0], HEADLINE, *BODY[1:]) == {HEADLINE: "repeat"}


def test_cuts_are_in_order_and_slices_of_the_text() -> None:
    text = "\n".join(["icon", HEADLINE, " 24 شباط 2021 | 07:13 ", *BODY, "", "شارك", "—"])
    found, day = furniture(text)
    assert [text[c.start : c.end] for c in found] == ["icon", "24 شباط 2021 | 07:13", "شارك", "—"]
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert day == dt.date(2021, 2, 24)


def test_time_is_linear_in_the_length(linear: Any) -> None:
    short, long = ("\n".join([HEADLINE, *BODY, "اقرأ أيضا: خبر آخر"] * n) for n in (50, 400))
    linear(furniture, short, long)

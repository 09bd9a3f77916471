"""Constructions that reports of other theatres use, each on sentences of ours."""

from __future__ import annotations

from typing import Any

import pytest

from marsad.extract import reader
from marsad.read.document import annotated_document

_MORE = "\nوقالت مصادر محلية إن اشتباكات اندلعت أمس بين قوات الأمن ومسلحين في أحياء أخرى."  # so that it reads as a report


def claims(text: str) -> list[dict[str, Any]]:
    """The claims of the first sentence."""
    document = annotated_document("t", {"id": "t", "text": text + _MORE, "published": "2021-06-15", "publisher": None, "url": None})
    return [c.to_json() for c in reader.claims(document) if c.evidence[0].start < len(text)]


def tolls(text: str) -> set[tuple[str, int, int | None]]:
    return {(t["measure"], t["low"], t["high"]) for c in claims(text) for t in c["tolls"]}


def parties(text: str, role: str) -> set[str]:
    return {a["actor"] for c in claims(text) for a in c[role]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أعلنت الشرطة مقتل خمسة مسلحين شمالي العراق.", {("killed", 5, 5)}),
        ("مقتل وإصابة نحو 20 عنصرا من الجيش بهجوم شنه مسلحون على حاجز.", {("killed", 1, 19), ("wounded", 1, 19)}),
        ("قال المصدر إن 105 أشخاص قتلوا وأصيب 291 آخرون في مواجهات قبلية غرب الولاية.", {("killed", 105, 105), ("wounded", 291, 291)}),
        ("قال المصدر إن ثلاثة مدنيين بينهم صحفي أصيبوا بشظايا قذيفة سقطت على القرية.", {("wounded", 3, 3), ("wounded", 1, 1)}),
        ("أسفر القصف على السوق عن 9 قتلى وأكثر من 61 مصابا.", {("killed", 9, 9), ("wounded", 61, None)}),
        ("أطلق مسلحون النار على شاب في البلدة ما أدى إلى مقتله على الفور.", {("killed", 1, 1)}),
        ("وصل إلى المستشفى 50 شهيدا و120 إصابة جراء القصف الإسرائيلي على المدينة.", {("killed", 50, 50), ("wounded", 120, 120)}),
        ("أدى انفجار لغم بآلية للجيش إلى مقتل ثلاثة جنود وإصابة رابع.", {("killed", 3, 3), ("wounded", 1, 1)}),
        ("هاجم مسلحون ثكنة للجيش في البلدة فقتل وأصيب عدد منهم.", {("killed", 2, None), ("wounded", 2, None)}),
        ("هجوم لمسلحين على معسكر للجيش أوقع أكثر من 110 قتلى وجرحى.", {("killed", 2, None), ("wounded", 2, None)}),
        ("قتل كل من محمد أحمد العلي وخالد حسن الصالح برصاص مسلحين في ريف درعا.", {("killed", 2, 2)}),
        ("شنت طائرات حربية غارة على السوق راح ضحيتها تسعة أشخاص.", {("killed", 9, 9)}),
    ],
)
def test_losses(text: str, expected: set[tuple[str, int, int | None]]) -> None:
    assert tolls(text) == expected


def test_the_total_of_a_war_is_no_loss_of_the_day() -> None:
    text = "استشهد أربعة أطفال جراء قصف منزل في غزة، ليرتفع عدد الشهداء منذ بدء الحرب على القطاع إلى 214 شهيدا."
    day = next(c for c in claims(text) if c["type"] == "shelling")
    assert {(t["low"], t["high"]) for t in day["tolls"]} == {(4, 4)}


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("أعلنت قوات الدعم السريع في بيان أنها هاجمت ثلاثة معسكرات للجيش غرب القرية.", "rsf"),
        ("أعلنت جماعة الحوثي استهداف سفينة نفطية في البحر الأحمر بصواريخ بحرية.", "houthis"),
        ("مقتل خمسة عناصر من الميليشيات بقصف إسرائيلي استهدف موقعهم قرب دمشق.", "israel"),
        ("أصيب ثلاثة مدنيين بسقوط صاروخ أطلقته جماعة الحوثي على حي سكني في مأرب.", "houthis"),
        ("قصفت دبابات الاحتلال الإسرائيلي منازل المواطنين شرق خان يونس.", "israel"),
    ],
)
def test_who_did_it(text: str, actor: str) -> None:
    assert actor in parties(text, "perpetrators")
    assert actor not in parties(text, "targets")


def test_another_voice_is_another_doer() -> None:
    text = "أعلنت كتائب القسام أنها قصفت مدينة أسدود بالصواريخ، وقالت سرايا القدس إنها استهدفت تجمعا للآليات شرق رفح بأربع قذائف هاون."
    first, second = claims(text)[:2]
    assert {a["actor"] for a in first["perpetrators"]} != {a["actor"] for a in second["perpetrators"]}
    assert second["type"] == "shelling"


def test_a_repelled_assault_failed_and_its_defender_is_no_perpetrator() -> None:
    (claim,) = claims("كسرت قوات الجيش اليمني زحفا للحوثيين غرب مأرب ودمرت مدرعتين واغتنمت أسلحة متنوعة.")
    assert claim["status"] == "failed"
    assert "yemeni_government" not in {a["actor"] for a in claim["perpetrators"]}
    assert {(m["outcome"], m["low"], m["high"]) for m in claim["materiel"]} == {("destroyed", 2, 2), ("captured", 1, None)}


def test_what_is_shot_down_failed_and_is_of_those_who_launched_it() -> None:
    (claim,) = claims("أسقطت الدفاعات الجوية السعودية طائرة مسيرة أطلقها الحوثيون باتجاه مطار أبها.")
    assert (claim["type"], claim["status"]) == ("air_strike", "failed")
    assert {a["actor"] for a in claim["perpetrators"]} == {"houthis"}


def test_a_feminine_verb_before_men_goes_on_with_the_forces() -> None:
    arrest = next(c for c in claims("داهمت قوات الأمن العراقية قرية غرب كركوك واعتقلت خمسة مسلحين.") if c["tolls"])
    assert {a["actor"] for a in arrest["perpetrators"]} == {"iraqi_government"}


def test_things_in_a_list() -> None:
    text = "أعلن الجيش الأمريكي أن قواته دمرت زورقين مسيرين وثلاث طائرات مسيرة وبطارية مدفعية غرب اليمن."
    assert {(m["low"], m["high"]) for c in claims(text) for m in c["materiel"]} == {(2, 2), (3, 3), (1, 1)}


def test_a_governorate_before_a_colon_is_no_speaker() -> None:
    (claim,) = claims("محافظة درعا: علم المرصد السوري لحقوق الإنسان أن مسلحين أطلقوا النار على شاب في بلدة تسيل.")
    assert [s["source"] for s in claim["sources"]] == ["sohr"]


def test_posts_one_a_line_have_no_headline() -> None:
    text = "الفصائل تسيطر على ثلاث قرى غرب حماة\nمقتل ضابط من قوات النظام بقصف على المدينة\nالطيران الروسي يشن أربع غارات على إدلب\nقسد ترسل تعزيزات إلى منبج"
    document = annotated_document("t", {"id": "t", "text": text, "published": "2024-12-03", "publisher": None, "url": None})
    assert [c.type for c in reader.claims(document)][:1] == ["territory"]

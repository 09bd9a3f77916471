"""Sentences as every newsroom writes them: who fought whom, where, when, with what toll. Each stands in a report of its own, after another event."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from marsad.extract import reader
from marsad.model import Claim, Document

BEFORE = "قتل سبعة أشخاص في انفجار مستودع للوقود في العاصمة يوم الأربعاء، بحسب مصدر محلي.\n\n"


def told(text: str) -> list[Claim]:
    found = reader.claims(Document(id="d_plain", text=BEFORE + text, file="plain.txt", published=dt.date(2017, 5, 6)))
    return [c for c in found if c.evidence[0].start >= len(BEFORE)]


def one(text: str, kind: str) -> Claim:
    found = [c for c in told(text) if c.type == kind]
    assert len(found) == 1, f"one {kind} is told: {[(c.type, c.rules) for c in told(text)]}"
    return found[0]


def names(parties: Any) -> set[str | None]:
    return {a.actor for a in parties}


@pytest.mark.parametrize(
    ("text", "type_", "by", "on"),
    [
        ("اشتبكت قوات النظام مع مسلحي داعش في تدمر أمس.", "clash", {"syrian_government"}, {"islamic_state"}),
        ("خاضت قوات النظام اشتباكات عنيفة مع مسلحي داعش في تدمر.", "clash", {"syrian_government"}, {"islamic_state"}),
        ("قتل ستة في معارك دارت بين القوات السورية ومقاتلي جبهة النصرة في إدلب.", "clash", {"syrian_government"}, {"hts"}),
        ("اندلعت اشتباكات بين قوات الدفاع الوطني من جهة ومقاتلي جبهة النصرة من جهة أخرى في ريف حماة.", "clash", {"national_defence"}, {"hts"}),
        ("شهدت مدينة تعز مواجهات عنيفة بين الجيش الوطني ومليشيا الحوثي.", "clash", {"yemeni_government"}, {"houthis"}),
        ("تبادلت قوات سوريا الديمقراطية وفصائل معارضة القصف المدفعي قرب منبج.", "shelling", {"sdf"}, {"opposition"}),
        ("استهدفت مقاتلات التحالف بغارتين معسكرا للحوثيين في مأرب.", "air_strike", {"saudi_led_coalition"}, {"houthis"}),
        ("قصف الطيران المسير التركي سيارة في القامشلي وقتل ثلاثة من قوات سوريا الديمقراطية.", "air_strike", {"turkey"}, {"sdf"}),
        ("أقدم مسلحون يستقلون دراجة نارية على إطلاق النار على ناشط مدني في البصرة فأردوه قتيلا.", "attack", {"unknown"}, {"civilians"}),
        ("قنص مسلحو الحوثي طفلة في حي الجحملية وسط مدينة تعز.", "attack", {"houthis"}, {"civilians"}),
        ("أطلق حزب الله صواريخ على موقع إسرائيلي في الجليل.", "shelling", {"hezbollah"}, {"israel"}),
        ("هدمت جرافات الاحتلال منزلا في بلدة سلوان في القدس.", "destruction", {"israel"}, set()),
        ("اشتبكت قوة من الجيش اليمني مع مسلحي القاعدة في أبين.", "clash", {"yemeni_government"}, {"al_qaeda"}),
        ("أسرت المقاومة جنديين إسرائيليين خلال توغل في خان يونس.", "arrest", {"palestinian_factions"}, {"israel"}),
        ("أفشل الجيش العراقي محاولة تسلل لعناصر داعش قرب الرطبة.", "attack", {"islamic_state"}, {"iraqi_government"}),
        ("تصدت وسائط الدفاع الجوي السورية لصواريخ إسرائيلية جنوب دمشق.", "attack", {"israel"}, {"syrian_government"}),
    ],
)
def test_both_sides_are_found(text: str, type_: str, by: set[str], on: set[str]) -> None:
    claim = one(text, type_)
    assert names(claim.perpetrators) == by
    assert names(claim.targets) == on


def test_those_whom_the_dead_fought_did_it() -> None:
    claim = one("قتل خمسة جنود سوريين في اشتباكات مع مسلحي داعش قرب تدمر.", "clash")
    assert names(claim.perpetrators) == {"islamic_state"} and names(claim.targets) == {"syrian_government"}
    assert [(t.measure, t.low, t.group.actor if t.group else None) for t in claim.tolls] == [("killed", 5, "syrian_government")]


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("استشهد فلسطيني برصاص الجيش الإسرائيلي قرب نابلس.", [("killed", 1, "civilians")]),
        ("قتل سوريان في إطلاق نار من حرس الحدود التركي قرب حارم.", [("killed", 2, "civilians")]),
        ("قتل مصريان في هجوم مسلح على سيارة في مدينة بنغازي.", [("killed", 2, "civilians")]),
        ("أسفر الهجوم على كنيسة في المنيا عن مقتل 29 وإصابة 24 آخرين.", [("killed", 29, "unknown"), ("wounded", 24, "unknown")]),
        ("أودى انفجار سيارة مفخخة بحياة عشرة أشخاص في عفرين.", [("killed", 10, "unknown")]),
        ("استشهد طفلان وأصيب والدهما بقصف مدفعي إسرائيلي على حي الشجاعية.", [("killed", 2, "civilians"), ("wounded", 1, "unknown")]),
        ("أعلن البنتاغون مقتل قيادي بتنظيم القاعدة في غارة أميركية في إدلب.", [("killed", 1, "al_qaeda")]),
        ("قتل ما بين 15 و20 مسلحا في عملية للجيش بمدينة بئر العبد.", [("killed", 15, "unknown")]),
        ("قتل جنديان ماليان وثلاثة مدنيين بانفجار لغم لدى مرور عربتهم في موبتي.", [("killed", 2, "malian_government"), ("killed", 3, "civilians")]),
        ("أفشل الجيش العراقي محاولة تسلل لعناصر داعش قرب الرطبة وقتل أربعة منهم.", [("killed", 4, "islamic_state")]),
        ("نفذ العدو الإسرائيلي عدوانا جويا على نقاط جنوب دمشق ما أدى إلى استشهاد ثلاثة عسكريين.", [("killed", 3, "syrian_government")]),
        ("ألقت قوات الأمن القبض على خلية إرهابية من خمسة أشخاص في الأنبار.", [("captured", 5, "unknown")]),
    ],
)
def test_a_toll_and_whose_it_is(text: str, tolls: list[tuple[str, int, str]]) -> None:
    found = [(t.measure, t.low, t.group.actor if t.group else None) for c in told(text) for t in c.tolls]
    assert found == tolls


def test_an_age_is_no_toll() -> None:
    assert not [t for c in told('خطف مسلحون في القدس الطفل الشهيد "محمد سالم" (17 سنة) وقتلوه حرقا.') for t in c.tolls if t.low == 17]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قتل رجلان في هجوم مسلح في القدس أمس.", "Jerusalem"),
        ("قتل رجلان في هجوم مسلح في سرت أمس.", "Sirte"),
        ("قتل ستة جنود في كمين في مالي أمس.", "Mali"),
    ],
)
def test_names_that_are_words_too_are_places_after_in(text: str, name: str) -> None:
    places = [c.place for c in told(text)]
    assert [p.name for p in places if p] == [name]


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("يومي الأربعاء والخميس", "2017-05-03/2017-05-04"),
        ("يومي الجمعة والسبت الماضيين", "2017-04-28/2017-04-29"),
        ("أيام الاثنين والثلاثاء والأربعاء", "2017-05-01/2017-05-03"),
        ("بين الأربعاء والخميس", "2017-05-03/2017-05-04"),
        ("بعد منتصف ليل الخميس", "2017-05-04/2017-05-05"),
        ("الليلة قبل الماضية", "2017-05-04/2017-05-05"),
    ],
)
def test_days_that_are_told_together(phrase: str, edtf: str) -> None:
    claim = one(f"شنت الطائرات الحربية غارات على مدينة إدلب {phrase}.", "air_strike")
    assert claim.time is not None and claim.time.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "جاءت العملية كرد فعل على مقتل ثلاثة جنود في نابلس.",  # «كرد» is no Kurds
        "تظاهر المئات في مدينة الناصرية احتجاجا على تردي الخدمات.",  # nobody's whom a sentence before told
        "أدان الرئيس هجوم باريس الذي أسفر عن مقتل 120 شخصا.",  # where it was, not who did it
        "نزحت مئات العائلات من مدينة رأس العين مع بدء العملية العسكرية.",
        "نعت وزارة الداخلية ستة من منتسبيها قضوا في تفجير انتحاري استهدف مقر الأمن في إدلب.",
    ],
)
def test_nobody_is_accused_who_was_not_named(text: str) -> None:
    assert not [a.actor for c in told(text) for a in c.perpetrators if a.actor != "unknown"]


def test_a_missile_that_was_met_on_its_way_is_a_failed_attack() -> None:
    claim = one("اعترضت الدفاعات الجوية صاروخا باليستيا أطلقته جماعة الحوثي باتجاه مدينة جازان.", "shelling")
    assert claim.status == "failed" and names(claim.perpetrators) == {"houthis"}


def test_a_town_is_no_dialogue_and_damage_no_witness() -> None:
    texts = (
        "أضرم مستوطنون النار في مركبات ببلدة حوارة جنوب نابلس.",
        "نقلت وكالة الأنباء الليبية أن انفجارا في سرت أسفر عن أضرار مادية وأن مسلحين أضرموا النار في المبنى.",
    )
    sources = [s.text for text in texts for c in told(text) for s in c.sources]
    assert "حوارة" not in sources and "أضرار مادية" not in sources


def test_soldiers_are_of_the_country_in_which_their_sentence_plays() -> None:
    text = "وشنت طائرات تركية غارة على مدينة عفرين يوم الثلاثاء.\nوقتل أربعة جنود في هجوم شنته طالبان على نقطة أمنية في ولاية قندوز."
    tolls = [t for c in told(text) for t in c.tolls]
    assert [(t.low, t.group.actor if t.group else None) for t in tolls] == [(4, "afghan_government")]


def test_a_checkpoint_is_searched_by_nobody() -> None:
    assert {c.type for c in told("استهدف هجوم نقطتي تفتيش للجيش في بنغازي.")} == {"attack"}

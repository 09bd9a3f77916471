"""Who did it, to whom, with which losses and things, beyond the constructions: on sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from marsad.extract import reader
from marsad.model import Claim, Document


def read(text: str) -> list[Claim]:
    return reader.claims(Document(id="d_p", text=text, file="p", published=dt.date(2021, 3, 10)))


def sides(claim: Claim) -> tuple[set[str], set[str]]:
    return {str(a.actor) for a in claim.perpetrators}, {str(a.actor) for a in claim.targets}


@pytest.mark.parametrize(
    ("text", "by", "to"),
    [
        ("أطلق الجيش العراقي أمس حملة تمشيط في صحراء الأنبار بحثا عن خلايا تنظيم داعش.", "iraqi_government", "islamic_state"),
        ("شنت طائرات فرنسية غارات بالصواريخ على مواقع لحركة الشباب في الصومال أمس.", "france", "al_shabaab"),
        ("قتل أربعة جنود صوماليين في هجوم لحركة الشباب قرب بيدوا أمس.", "al_shabaab", "somali_government"),
        ("تجددت الاشتباكات بين الجيش السوداني وقوات الدعم السريع في الخرطوم أمس.", "sudanese_government", "rsf"),
        ("أصيب ثلاثة مدنيين بصاروخ أطلقته جماعة الحوثي على مدينة مأرب أمس.", "houthis", "civilians"),
        ("استهدف جنود التحالف بتفجير في الرقة أمس.", "", "us_coalition"),
        ("نزعت الشرطة العراقية ألغاما زرعها عناصر تنظيم داعش في الموصل أمس.", "iraqi_government", "islamic_state"),
    ],
)
def test_who_and_whom(text: str, by: str, to: str) -> None:
    found = read(text)
    assert found, text
    perpetrators, targets = sides(found[0])
    assert perpetrators == ({by} if by else set())
    assert to in targets


def test_whom_a_unit_belongs_to_is_no_party() -> None:
    found = read("هاجم مسلحو تنظيم داعش أمس مواقع لواء القدس التابع لروسيا في بادية دير الزور.")
    assert sides(found[0])[1] == {"liwa_al_quds"}


def test_whoever_claims_it_did_it() -> None:
    found = read("قتل ثلاثة جنود بتفجير انتحاري تبناه تنظيم داعش في كركوك أمس.")
    assert sides(found[0])[0] == {"islamic_state"}


def test_who_finds_the_dead_did_not_kill_them() -> None:
    found = read("عثرت الشرطة العراقية أمس على خمس جثث في قضاء سنجار.")
    assert found[0].type == "killing" and sides(found[0])[0] == set()


def test_the_roll_of_the_dead_is_part_of_the_figure() -> None:
    found = read("قتل 20 شخصا في انفجار سيارة مفخخة في بغداد أمس.\nوبين القتلى تسعة جنود وخمسة من رجال الشرطة.")
    tolls = found[0].tolls
    whole = next(n for n, t in enumerate(tolls) if t.low == 20)
    assert sorted(t.low for t in tolls if t.part_of == whole) == [5, 9]


def test_missing_people_are_counted() -> None:
    found = read("قتل 12 شخصا في قصف على مدينة الحديدة أمس، ولا يزال سبعة في عداد المفقودين.")
    assert any(t.measure == "missing" and t.low == 7 for c in found for t in c.tolls)


def test_arms_and_ammunition_are_one_haul() -> None:
    found = read("صادر الجيش اللبناني أمس أسلحة وذخائر في بلدة عرسال.")
    assert [(m.item, m.low, m.high) for m in found[0].materiel] == [("weapon_cache", 1, None)]


def test_a_general_is_one_man() -> None:
    found = read("أسفر انفجار عبوة ناسفة في ريف درعا أمس عن مقتل لواء في الجيش السوري.")
    assert [(t.measure, t.low, t.high) for t in found[0].tolls] == [("killed", 1, 1)]

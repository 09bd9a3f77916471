"""Place phrases, told apart, placed and measured. The texts are ours."""

from __future__ import annotations

import json
import pathlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenise
from marsad.extract import places
from marsad.extract.geometry import bearing, distance_km
from marsad.extract.precision import codes
from marsad.extract.seen import ActorMention, Context, PlaceMention
from marsad.model import PLACE_PRECISIONS

GOLD = pathlib.Path(__file__).parents[3] / "shared" / "gold"


def found(text: str, *countries: str) -> list[tuple[str, PlaceMention]]:
    return [(text[m.start : m.end], m) for m in places.find(tokenise(text), Context(countries=countries))]


def only(text: str, *countries: str) -> tuple[str, PlaceMention]:
    mentions = found(text, *countries)
    assert len(mentions) == 1, [t for t, _ in mentions]
    return mentions[0]


@pytest.mark.parametrize(
    ("text", "phrase", "country", "admin1", "relation", "precision"),
    [
        ("قتل راعٍ في بلدة هجين بريف دير الزور الشرقي", "بلدة هجين بريف دير الزور الشرقي", "SY", "Deir ez-Zor", "in", "town"),
        ("وقع الهجوم جنوب غرب مدينة الميادين", "جنوب غرب مدينة الميادين", "SY", "Deir ez-Zor", "southwest_of", "near"),
        ("نفذت الطائرات غارات شرقي حماة", "شرقي حماة", "SY", "Hama", "east_of", "region"),
        ("انتشروا في ريف دير الزور الغربي", "ريف دير الزور الغربي", "SY", "Deir ez-Zor", "belt_of", "district"),
        ("عملية تمشيط في بادية حمص", "بادية حمص", "SY", "Homs", "belt_of", "region"),
        ("انفجر لغم على أطراف مدينة تدمر", "أطراف مدينة تدمر", "SY", "Homs", "near", "near"),
        ("الطريق الواصل بين الرقة ودير الزور مقطوع", "الطريق الواصل بين الرقة ودير الزور", "SY", None, "along", "region"),
        ("توزعت النقاط بين محافظتي الرقة ودير الزور", "بين محافظتي الرقة ودير الزور", "SY", None, "between", "region"),
        ("عبروا الحدود السورية العراقية ليلا", "الحدود السورية العراقية", "SY", None, "in", "region"),
        ("قصفت المدفعية حي الشجاعية شرقي مدينة غزة", "حي الشجاعية شرقي مدينة غزة", "PS", "Gaza", "in", "site"),
        ("معارك في مدينة الفاشر بولاية شمال دارفور", "مدينة الفاشر بولاية شمال دارفور", "SD", "North Darfur", "in", "town"),
        ("دخلوا ولاية شمال دارفور غربي السودان", "ولاية شمال دارفور غربي السودان", "SD", "North Darfur", "in", "admin1"),
        ("انفجار في منطقة الكرادة وسط العاصمة العراقية بغداد", "منطقة الكرادة وسط العاصمة العراقية بغداد", "IQ", "Baghdad", "in", "site"),
        ("كمين في محيط حقل العمر النفطي", "محيط حقل العمر النفطي", "SY", "Deir ez-Zor", "near", "near"),
        ("اشتباكات في العاصمة الليبية طرابلس", "العاصمة الليبية طرابلس", "LY", "Tripoli", "in", "town"),
        ("قتلى في مديريتي عبس وحرض بمحافظة حجة", "مديريتي عبس وحرض بمحافظة حجة", "YE", "Hajjah", "in", "district"),
        ("عثر على لغم في جبل الشعانبي بولاية القصرين", "جبل الشعانبي بولاية القصرين", "TN", "Kasserine", "in", "region"),
        ("حشود في الشمال السوري", "الشمال السوري", "SY", None, "north_of", "region"),
        ("تحليق في الأراضي اللبنانية", "الأراضي اللبنانية", "LB", None, "in", "country"),
        ("وقع تفجير في درنة الليبية", "درنة الليبية", "LY", "Derna", "in", "town"),
        ("قصف طال الريف الشمالي لمحافظة حلب", "الريف الشمالي لمحافظة حلب", "SY", "Aleppo", "belt_of", "district"),
        ("تمركزوا على الضفة الغربية لنهر الفرات بريف الرقة", "الضفة الغربية لنهر الفرات بريف الرقة", "SY", "Raqqa", "along", "region"),
    ],
)  # fmt: skip
def test_phrases(text: str, phrase: str, country: str, admin1: str | None, relation: str, precision: str) -> None:
    shown, m = only(text)
    assert shown == phrase
    assert (m.country, m.admin1, m.relation, m.precision) == (country, admin1, relation, precision)
    assert m.radius_km and m.lat is not None and m.lon is not None


def test_a_side_lies_on_that_side() -> None:
    _, m = only("جنوب غرب مدينة الميادين")
    assert m.lat is not None and m.lon is not None and m.footprint is not None
    assert 200 < bearing((35.02, 40.45), (m.lat, m.lon)) < 250


def test_a_distance_puts_the_ring_there() -> None:
    shown, m = only("اشتباك على بعد 40 كم شمال مدينة الرقة")
    assert shown == "40 كم شمال مدينة الرقة"
    assert m.lat is not None and m.lon is not None
    assert 30 < distance_km((35.95, 39.01), (m.lat, m.lon)) < 50


def test_the_land_between_governorates_is_their_border() -> None:
    _, m = only("بين محافظتي الرقة ودير الزور")
    assert m.footprint is not None and m.admin1 is None
    lons = [p[0] for p in m.footprint["coordinates"][0]]
    assert min(lons) > 39 and max(lons) < 40.7


def test_a_list_is_the_hull_of_what_is_known_and_flags_what_is_not() -> None:
    shown, m = only("هاجموا قرى مراط وخشام والفلانية بريف دير الزور", "SY")
    assert shown == "قرى مراط وخشام والفلانية بريف دير الزور"
    assert m.admin1 == "Deir ez-Zor" and "unknown" in m.rule
    assert [p for *_, p in m.parts].count("unknown") == 1


def test_an_unknown_village_keeps_its_name_and_gets_its_containers_ground() -> None:
    shown, m = only("داهموا قرية الزنبقية بريف درعا الشرقي", "SY")
    assert shown == "قرية الزنبقية بريف درعا الشرقي"
    assert (m.name, m.place_id, m.admin1, m.precision) == ("الزنبقية", None, "Daraa", "district")


@pytest.mark.parametrize(
    ("text", "phrase", "name"),
    [
        ("انفجرت سيارة في مدينة الباب شمالي حلب. وقال شهود إن المدينة أغلقت.", "المدينة", "al-Bab"),
        ("قصف على مخيم النصيرات وسط قطاع غزة. وفي المخيم آلاف النازحين.", "المخيم", "Nuseirat"),
        ("هجوم في بادية تدمر بريف حمص الشرقي. وانتشر الجنود هناك.", "هناك", "Palmyra Badia"),
        ("اغتيل ضابط في مدينة تعز اليمنية. وتشهد المحافظة توترا.", "المحافظة", "Taiz"),
    ],
)
def test_here_points_back(text: str, phrase: str, name: str) -> None:
    shown, m = found(text)[-1]
    assert (shown, m.name, m.back_reference) == (phrase, name, True)


@pytest.mark.parametrize(
    "text",
    [
        "قالت صحيفة دمشق في عددها", "أصدر لواء القدس بيانا", "انتهى مؤتمر جنيف", "تنظيم الدولة يتبنى", "ذكر المرصد السوري أن",
        "قال حسن إن الباب مفتوح أمام الجميع", "أن هناك محاولة للتسلل", "بعد سنة من الثورة", "اعترض خفر السواحل الإيطالي قاربا",
        "وصل عن طريق تركيا", "كانت القوات السورية هناك حاضرة بالاسم فقط",
    ],
)  # fmt: skip
def test_names_inside_names_and_common_words_are_no_places(text: str) -> None:
    assert found(text, "SY") == []


def test_a_name_inside_an_actor_is_skipped() -> None:
    text = "تبنت ولاية سيناء الهجوم"
    words = tokenise(text)
    actor = ActorMention(1, 3, 5, 15, "islamic_state_sinai", "insurgents", "test")
    assert [m.start for m in places.find(words, Context(countries=("EG",)), [actor])] == []
    assert len(places.find(words, Context(countries=("EG",)))) == 1


@pytest.mark.parametrize(
    ("text", "countries", "country", "admin1"),
    [
        ("مسلحون في طرابلس", ("LB",), "LB", "North Lebanon"),
        ("مسلحون في طرابلس", ("LY",), "LY", "Tripoli"),
        ("اعتقال شخص في مدينة المنصورة", ("EG",), "EG", "Dakahlia"),
        ("هجوم في القائم", ("IQ",), "IQ", "Anbar"),
        ("هجوم في بلدة القائم بمحافظة الأنبار", ("SY",), "IQ", "Anbar"),
        ("قتيل في مدينة المرج", ("LY",), "LY", "Marj"),
    ],
)
def test_the_report_decides_between_bearers_of_a_name(text: str, countries: tuple[str, ...], country: str, admin1: str) -> None:
    _, m = only(text, *countries)
    assert (m.country, m.admin1) == (country, admin1)


def test_spellings_of_one_town_are_one_place() -> None:
    ids = {only(f"انفجار في مدينة {name}", "SY")[1].place_id for name in ("البوكمال", "أبو كمال", "البو كمال", "ابوكمال")}
    assert ids == {"sy_bukamal"}


def test_offsets_leave_the_preposition_out() -> None:
    text = "وصل الجرحى إلى مشفى بالرقة"
    shown = [t for t, _ in found(text, "SY")]
    assert shown[-1].endswith("الرقة") and not shown[-1].startswith("ب")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["في", "مدينة", "قرية", "بين", "حلب", "الرقة", "و", "،", "شرقي", "ريف", "الحدود", "على", "طريق", "-", "–", "«", "»", "هناك", "المنطقة", "بادية", "وحماة", "بريف", "قرى", "20", "كم", "من", "الضفة\n"]), max_size=25))
def test_any_jumble_is_read_without_error(words: list[str]) -> None:
    text = " ".join(words)
    last = 0
    for m in places.find(tokenise(text), Context(countries=("SY",))):
        assert last <= m.start < m.end <= len(text)
        assert m.precision in PLACE_PRECISIONS and m.radius_km is not None and m.lat is not None
        last = m.end


def test_no_point_where_only_a_region_is_named() -> None:
    for text in ("شمال سوريا", "البادية السورية", "محافظة الأنبار", "ريف حلب", "جنوب لبنان", "وسط مالي", "صحراء سيناء في مصر"):
        for shown, m in found(f"هجوم في {text}"):
            assert m.radius_km is not None and m.radius_km > 15, shown
            assert m.precision in ("region", "admin1", "district", "country"), shown


def test_the_ladder_has_codes_of_four_codebooks() -> None:
    assert {step: tuple(codes(step))[:3] for step in PLACE_PRECISIONS} == {
        "site": (1, 1, 5), "town": (1, 1, 4), "near": (2, 2, 4), "district": (2, 3, 3), "admin1": (3, 4, 2), "region": (3, 5, 2),
        "country": (3, 6, 1),
    }  # fmt: skip
    assert codes("region", kind="sea").ucdp == 7
    assert codes("town", radius_km=1.5).airwars == "Village" and codes("town", radius_km=9).airwars == "City"
    assert codes("site", kind="street").airwars == "Street"


def test_mentions_for_explain() -> None:
    text = "هجوم في مدينة تدمر"
    (m,) = places.mentions(places.find(tokenise(text), Context()), text)
    assert (m.kind, m.text) == ("place", "مدينة تدمر")
    assert m.normal["precision"] == "town" and m.normal["admin1"] == "Homs"


@pytest.mark.skipif(not GOLD.exists(), reason="../shared/gold is not here")
def test_most_places_of_the_gold_are_found_in_their_governorate() -> None:
    def plain(name: str | None) -> str | None:
        return re.sub(r"[^a-z]", "", (name or "").lower().replace("al-", "")) or None

    good = every = 0
    for path in sorted(GOLD.glob("*/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "events" not in data:
            continue
        text = data["doc"]["text"]
        mentions = places.find(tokenise(text), Context())
        for event in data["events"]:
            place = event.get("place") or {}
            if not place.get("text") or place["text"] not in text:
                continue
            every += 1
            spans = [(m.start(), m.end()) for m in re.finditer(re.escape(place["text"]), text)]
            good += any(
                m.country == place["country"] and plain(m.admin1) == plain(place["governorate"]) and m.start < end and start < m.end
                for m in mentions
                for start, end in spans
            )
    assert every > 100
    assert good / every >= 0.90


def test_to_spend_a_holiday_is_no_district() -> None:
    assert not found("كان الجنود ذاهبين إلى بيوتهم لقضاء العطلة")
    assert only("أرسلت القوات تعزيزات لقضاء الحويجة")[1].name

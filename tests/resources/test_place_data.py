"""The place tables: sound rows, names that are found under every clitic, and no name without a rule that decides between its bearers."""

from __future__ import annotations

import itertools

import pytest

from marsad.arabic.clitics import splits
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import words_of
from marsad.arabic.tokens import tokenise
from marsad.extract import gazetteer, geometry
from marsad.extract.place_phrases import Parser
from marsad.extract.place_words import lexicon
from marsad.resources import places as tables
from marsad.resources.gazetteer import is_arabic, rows

OWN = tables.own_places()
NAMED = [p for p in OWN if p.kind not in ("country", "admin1")]


def test_the_projects_own_table_is_large_and_covers_the_theatres() -> None:
    assert len(NAMED) >= 600
    countries = {p.country for p in NAMED}
    assert countries >= {"SY", "IQ", "LB", "PS", "IL", "YE", "LY", "SD", "EG", "SO", "ML", "BF", "NE", "DZ", "TN", "AF", "PK", "IR", "TR", "UA"}


def test_ids_are_unique() -> None:
    ids = [p.id for p in OWN]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("place", OWN, ids=lambda p: p.id)
def test_rows_are_sound(place: tables.Known) -> None:
    assert -60 < place.lat < 75 and -180 <= place.lon <= 180
    assert place.radius_km > 0
    assert place.names and all(is_arabic(n) or any(c.isdigit() for c in n) or any("a" <= c <= "z" for c in n) for n in place.names)
    assert place.note


def test_places_lie_in_the_governorate_that_they_name() -> None:
    areas = {(a.country, a.name): a for a in tables.admin_areas()}
    wrong = []
    for place in NAMED:
        area = areas.get((place.country or "", place.admin1 or ""))
        if place.admin1 and area is not None:
            away = geometry.distance_km((place.lat, place.lon), (area.lat, area.lon))
            if away > 1.6 * area.radius_km + place.radius_km + 15:
                wrong.append(f"{place.id}: {away:.0f} km from {area.name} ({area.radius_km:.0f} km)")
    assert not wrong


def test_admin1_of_places_are_names_that_the_table_of_areas_has() -> None:
    known = {(a.country, a.name) for a in tables.admin_areas()} | {("PS", "Gaza Strip")}
    listed = {c for c, _ in known}
    strange = [f"{p.id}: {p.admin1}" for p in NAMED if p.admin1 and p.country in listed and (p.country, p.admin1) not in known]
    assert strange == ["ir_arak_reactor: Markazi"]  # a province that has no row of its own


def test_every_name_is_found_alone_and_with_each_clitic() -> None:
    index = gazetteer.index()
    never = lexicon().never
    missed = []
    for place in OWN:
        for name in place.names:
            words = words_of(name)
            if len("".join(words)) < 3 or (len(words) == 1 and words[0] in never):
                continue
            for clitic in ("", "و", "ب", "ل", "وب", "ول"):
                written = clitic + name
                if clitic.endswith("ل") and fold(name).startswith("ال"):
                    written = clitic + "ل" + name[2:]
                words = tokenise(written)
                tokens = words.tokens
                if tokens[0].form in never:  # «باراك» is a president, not «ب» + «أراك»
                    continue
                parser = Parser(words)
                nodes = [parser.name(0, pro, stem) for pro, stem in splits(tokens[0].form)]
                if not any(n and place.id in {index.entries[i].id for i in n.ids} for n in nodes):
                    missed.append(written)
    assert not missed


def test_a_name_with_two_bearers_has_something_that_decides() -> None:
    """Kind, country, admin1 or 15 km: two places that share a name differ in one of them."""
    index = gazetteer.index()
    twins = []
    for name, ids in index.names.items():
        for a, b in itertools.combinations([index.entries[i] for i in ids], 2):
            if not (a.own and b.own):
                continue
            if (a.kind, a.country, a.admin1) == (b.kind, b.country, b.admin1) and geometry.distance_km((a.lat, a.lon), (b.lat, b.lon)) < 15:
                twins.append(f"{name}: {a.id}, {b.id}")
    assert not twins


def test_geonames_rows_keep_arabic_names_only() -> None:
    city = {
        "geonameid": 1, "countrycode": "SY", "admin1code": "07", "latitude": 35.0, "longitude": 40.0, "population": 900,
        "name": "X", "alternatenames": ["Ekis", "إكس", "Икс", "إكس (قرية)"],
    }  # fmt: skip
    assert [r[-1] for r in rows([city])] == [["إكس", "إكس (قرية)"]]
    assert list(rows([{**city, "alternatenames": ["Ekis"]}])) == []
    assert list(rows([{**city, "countrycode": "FR"}])) == []  # a village of a country that is no theatre


def test_spacing_variants_are_compiled() -> None:
    names = gazetteer.index().names
    for spelling in ("ديرالزور", "دير الزور", "البوكمال", "ابو كمال", "البو كمال", "خانيونس"):
        assert spelling in names, spelling


def test_search_prefers_the_projects_places() -> None:
    assert tables.search("أثريا")[0].id == "sy_ithriya"
    assert tables.search("Ithriya")[0].id == "sy_ithriya"
    assert tables.search("لا يوجد مكان كهذا") == []


def test_every_place_is_named_in_both_languages() -> None:
    for place, (arabic, english) in tables.display().items():
        assert is_arabic(arabic.replace("-", " ").replace("(", "").replace(")", "")) or not place.startswith("gn_"), (place, arabic)
        assert english and english.replace("–", "-").isascii(), (place, english)
        assert not english.lower().startswith(("sy ", "iq ", "ye ", "ly ", "sd ", "ps ", "lb ")), (place, english)


def test_names_as_news_writes_them() -> None:
    assert tables.name("sy_badia", "en") == "Syrian Badia"
    assert tables.name("sy_taym", "en") == "al-Taym field"
    assert tables.name("gn_173480", "en") == "Mayadin"
    assert tables.name("gn_379252", "ar") == "الخرطوم"
    assert tables.name("adm_sy_deir_ez_zor", "ar") == "دير الزور"
    assert tables.name("nowhere", "en") is None


def test_exonyms_are_of_places_that_the_index_has() -> None:
    assert set(tables._exonyms()) <= {p.id for p in tables.towns()}

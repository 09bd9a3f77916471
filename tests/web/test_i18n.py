"""Both languages whole: the same keys, the same slots, every key that a page uses; plurals and days as people say them."""

import datetime as dt
import pathlib
import re

import pytest
from babel import Locale

from marsad.model import EVENT_TYPES, KINDS, MATERIEL_ITEMS, MATERIEL_OUTCOMES, MEASURES, PLACE_PRECISIONS, STATUSES
from marsad.resources.sources import Kind
from marsad.web import i18n
from marsad.web.highlight import LAYERS

WEB = pathlib.Path(i18n.__file__).parent
SLOT = re.compile(r"\{([a-z_]+)\}")


def test_both_catalogues_have_the_same_keys():
    assert set(i18n.catalogue("ar")) == set(i18n.catalogue("en"))


def test_sentences_take_the_same_values():
    for key, arabic in i18n.catalogue("ar").items():
        english = i18n.catalogue("en")[key]
        a = " ".join(arabic.values()) if isinstance(arabic, dict) else arabic
        e = " ".join(english.values()) if isinstance(english, dict) else english
        assert set(SLOT.findall(a)) == set(SLOT.findall(e)), key


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_plurals_have_every_form_of_the_language(lang: str):
    forms = set(Locale.parse(lang).plural_form.tags) | {"other"}
    for key, value in i18n.catalogue(lang).items():
        if isinstance(value, dict):
            assert set(value) == forms, key


def test_no_sentence_mixes_languages():
    """An Arabic sentence has no Latin word but names of programs and data; an English one no Arabic letter but the switch."""
    names = {"Natural", "Earth", "marsad", "ingest", "link", "Ctrl", "English", "serve", "Authorization", "Bearer", "UTC", "ZIP"}
    for key, value in i18n.catalogue("ar").items():
        for text in value.values() if isinstance(value, dict) else [value]:
            assert set(re.findall(r"[A-Za-z]{2,}", SLOT.sub("", text))) <= names, key
    for key, value in i18n.catalogue("en").items():
        for text in value.values() if isinstance(value, dict) else [value]:
            assert key == "language.switch" or not re.search(r"[\u0600-\u06ff]", text), key


def test_every_key_of_a_page_exists():
    words = i18n.catalogue("ar")
    used = set()
    for path in [*WEB.glob("templates/*.html"), *WEB.glob("*.py")]:
        used |= set(re.findall(r"""\b(?:t|t\.plain|speaker|speaker\.plain|self|self\.plain)\(\s*["']([a-z_]+(?:\.[a-z_0-9]+)*)["']""", path.read_text(encoding="utf-8")))
    assert len(used) > 100
    assert not {k for k in used if k not in words}


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("type", EVENT_TYPES), ("kind", KINDS), ("status", STATUSES), ("measure", MEASURES), ("item", MATERIEL_ITEMS), ("outcome", MATERIEL_OUTCOMES),
        ("precision", PLACE_PRECISIONS), ("precision_meaning", PLACE_PRECISIONS), ("layer", LAYERS), ("source_kind", Kind.__args__),
        ("stance", ("attacker", "victim_side", "ally_of_attacker", "ally_of_victim", "third_party")),
        ("grade", ("confirmed", "fair", "weak", "contested", "discounted")),
    ],
)  # fmt: skip
def test_closed_lists_have_words(family: str, values: tuple[str, ...]):
    for lang in i18n.LANGUAGES:
        for value in values:
            assert f"{family}.{value}" in i18n.catalogue(lang)


@pytest.mark.parametrize(("n", "said"), [(0, "لا روايات"), (1, "رواية واحدة"), (2, "روايتان"), (3, "<bdi>3</bdi> روايات"), (11, "<bdi>11</bdi> رواية"), (100, "<bdi>100</bdi> رواية")])
def test_arabic_counts(n: int, said: str):
    assert i18n.speaker("ar")("count.claims", n=n) == said


def test_values_are_escaped_and_isolated():
    assert i18n.speaker("en")("search.for", q="<b>x</b>") == "Results for <bdi>&lt;b&gt;x&lt;/b&gt;</bdi>"


def test_days():
    d = dt.date
    ar, en = i18n.speaker("ar"), i18n.speaker("en")
    assert ar.day(d(2018, 5, 23)) == "23 أيار/مايو 2018"
    assert en.days(d(2020, 6, 13), d(2020, 6, 16)) == "\u206613–16\u2069 June 2020"
    assert en.days(d(2021, 2, 1), d(2021, 2, 28)) == "February 2021"
    assert en.days(d(2021, 1, 1), d(2021, 12, 31)) == "2021"
    assert en.days(None, None) == "Unknown date"


def test_ranges_stay_left_to_right():
    ar = i18n.speaker("ar")
    assert ar.span(4, 9) == '<bdi dir="ltr">4–9</bdi>'
    assert ar.span(35, 35) == '<bdi dir="ltr">35</bdi>'
    assert ar.span(20, None) == "<bdi>20</bdi> فأكثر"
    assert ar.span(None, None) == "عدد غير معروف"


def test_a_value_without_a_word_is_shown_as_it_is():
    assert i18n.speaker("ar").label("type", "new_type") == "new type"

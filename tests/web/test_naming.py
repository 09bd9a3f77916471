"""Names for people: sources without a name, provinces, sentences with ids in them."""

import pytest

from marsad.model import Words
from marsad.web import naming
from marsad.web.i18n import speaker


@pytest.mark.parametrize(
    ("source", "ar", "en"),
    [
        ("sohr", "المرصد السوري لحقوق الإنسان", "Syrian Observatory for Human Rights"), ("local_sources", "مصادر محلية", "local sources"),
        ("medical_source", "مصدر طبي", "medical source"), ("local_activists", "ناشطون محليون", "local activists"), ("activists", "ناشطون", "activists"),
        ("islamic_state_statement", "بيان تنظيم الدولة الإسلامية", "Islamic State statement"),
        ("eyewitnesses", "شهود عيان", "eyewitnesses"), ("never_heard_of", "never heard of", "never heard of"),
    ],
)  # fmt: skip
def test_sources(source: str, ar: str, en: str):
    assert (naming.source(speaker("ar"), source), naming.source(speaker("en"), source)) == (ar, en)


def test_provinces():
    assert naming.province(speaker("ar"), "Deir ez-Zor") == "دير الزور"
    assert naming.province(speaker("en"), "Deir ez-Zor") == "Deir ez-Zor"
    assert naming.province(speaker("ar"), "Nowhere") == "Nowhere"


def test_a_sentence_of_the_ledger_has_its_ids_as_links_and_its_days_in_order():
    text = "رواية c_0123456789abcdef و c_aaaaaaaaaaaaaaaa في 2018-05-22/2018-05-28: 76 − (26 + 35) = 15 <b>"
    html = naming.linked(speaker("ar"), Words(en="", ar=text), {"c_0123456789abcdef": 3}, {})
    assert '<a class="ref" href="#c_0123456789abcdef"><bdi>3</bdi></a>' in html
    assert 'href="/claims/c_aaaaaaaaaaaaaaaa"' in html
    assert "<bdi>\u206622–28\u2069 أيار/مايو 2018</bdi>" in html
    assert '<bdi dir="ltr">76 − (26 + 35) = 15</bdi>' in html
    assert "&lt;<bdi>b</bdi>&gt;" in html


def test_no_day_of_the_calendar_stays_a_figure():
    assert '<bdi dir="ltr">2018-13-45</bdi>' in naming.linked(speaker("ar"), Words(en="", ar="في 2018-13-45"), {}, {})


def test_types_and_countries_of_a_sentence_are_told_by_name():
    html = naming.linked(speaker("ar"), Words(en="", ar="كلاهما من نوع واحد (attack)، البلد نفسه: SY، air_strike"), {}, {})
    assert html == "كلاهما من نوع واحد (هجوم)، البلد نفسه: سوريا، غارة جوية"


def test_names_in_the_other_script_are_isolated_one_by_one():
    html = naming.linked(speaker("en"), Words(en="told by نشرة أ, نشرة ب: 4", ar=""), {}, {})
    assert html == "told by <bdi>نشرة أ</bdi>, <bdi>نشرة ب</bdi>: 4"
    assert naming.linked(speaker("ar"), Words(en="", ar="نقلا عن Topwar، الموقع"), {}, {}) == "نقلا عن <bdi>Topwar</bdi>، الموقع"

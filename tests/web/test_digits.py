"""Arabic-Indic digits by choice: everywhere that figures are shown, and nowhere else (ids, names, quotations, exports, the API)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from marsad.model import Words
from marsad.web import corrections, i18n, naming

ARAB = i18n.speaker("ar", "arab")
KEPT = re.compile(r"<(script|style|option|article|mark|textarea)\b.*?</\1>|<p class=\"[^\"]*words.*?</p>|<a [^>]*\"/documents/d_.*?</a>|<a class=\"said.*?</a>|<legend>.*?</legend>|<[^>]*>|[0-9]*[A-Za-z_][\w./:%-]*|\d{4}-\d\d-\d\d(?=</bdi></span>)", re.DOTALL)


@pytest.fixture(autouse=True)
def nothing_is_kept(client: TestClient) -> Iterator[None]:
    """The choice is a cookie of a client that other tests share."""
    yield
    client.cookies.clear()


def test_figures_days_and_ranges() -> None:
    assert ARAB.n(1205) == "١٢٠٥" and ARAB.n("+1.4") == "+١٫٤"
    assert ARAB.day(dt.date(2018, 5, 23)) == "٢٣ أيار/مايو ٢٠١٨"
    assert ARAB.days(dt.date(2020, 6, 13), dt.date(2020, 6, 16)) == "\u2066١٣–١٦\u2069 حزيران/يونيو ٢٠٢٠"
    assert ARAB.days(dt.date(2021, 1, 1), dt.date(2021, 12, 31)) == "٢٠٢١"
    assert ARAB.span(4, 9) == '<bdi dir="ltr">٤–٩</bdi>' and ARAB.span(20, None) == "<bdi>٢٠</bdi> فأكثر"
    assert ARAB("count.claims", n=11) == "<bdi>١١</bdi> رواية" and ARAB.plain("pages.at", page=2, last=7) == "صفحة \u2068٢\u2069 من \u2068٧\u2069"


def test_plural_forms_go_by_the_number_not_by_its_letters() -> None:
    assert [ARAB("count.claims", n=n) for n in (0, 1, 2, 3)] == ["لا روايات", "رواية واحدة", "روايتان", "<bdi>٣</bdi> روايات"]


def test_names_and_words_keep_their_own() -> None:
    assert ARAB("search.for", q="اللواء 93") == "نتائج البحث عن: <bdi>اللواء 93</bdi>"


def test_the_catalogue_s_own_numbers_follow() -> None:
    assert "٠٫٦٧" in ARAB("blind.alpha_note") and "١٢ محرف" in ARAB("account.too_short")


def test_english_has_one_kind() -> None:
    assert i18n.speaker("en", "arab").n(35) == "35" and i18n.speaker("en", "arab")("count.claims", n=35) == "<bdi>35</bdi> claims"


def test_a_sentence_of_the_ledger_but_not_what_it_quotes() -> None:
    words = Words(en="", ar="26 + 9 = 35 من 2 مصدر، بقوله «قتل 35 جنديا» في [c_0123456789abcdef]")
    said = naming.linked(ARAB, words, {"c_0123456789abcdef": 3}, {})
    assert "٢٦ + ٩ = ٣٥" in said and "من ٢ مصدر" in said and "«قتل 35 جنديا»" in said
    assert 'href="#c_0123456789abcdef"' in said and "<bdi>٣</bdi>" in said


PAGES = ("/", "/windows", "/documents", "/sources", "/sources/sohr", "/review", "/ingest", "/lexicon", "/blind", "/blind/agreement", "/nothing", "/search?q=الميادين")


def test_no_page_mixes_the_two(client: TestClient) -> None:
    """On every page, what is left without ids, names of files, quotations and fields has no Latin digit."""
    incident = re.findall(r"/incidents/i_[0-9a-f]{16}", client.get("/?lang=ar&sort=-origins").text)[0]
    report = re.findall(r"/documents/d_[0-9a-f]{16}\?claim=c_[0-9a-f]{16}", client.get(incident).text)[0]
    for path in (*PAGES, incident, report):
        html = client.get(path + ("&" if "?" in path else "?") + "lang=ar&digits=arab").text
        assert 'data-digits="arab"' in html
        left = KEPT.sub(" ", html.partition("<body>")[2])
        left = re.sub(r"\S*[A-Za-z…_]\S*|الأرقام\s+123", " ", left)
        assert not re.search(r"[0-9]", left), (path, re.findall(r".{40}[0-9].{20}", left, re.DOTALL)[:3])


def test_chart_and_map_follow(client: TestClient) -> None:
    html = client.get("/?lang=ar&digits=arab").text
    notes = re.findall(r"&#34;(?:note|label)&#34;: &#34;(.*?)&#34;", html)
    assert notes and not any(re.search(r"[0-9]", n.replace("\\n", "")) for n in notes)
    found = client.get("/map.geojson?lang=ar&digits=arab").json()["features"]
    assert any(re.search(r"[٠-٩]", f["properties"]["note"]) for f in found)
    assert not any(re.search(r"[0-9]", f["properties"]["note"]) for f in found)


def test_the_choice_is_kept_and_taken_back(own_client: TestClient) -> None:
    assert 'data-digits="arab"' not in own_client.get("/?lang=ar").text
    own_client.get("/?digits=arab")
    assert 'data-digits="arab"' in own_client.get("/windows").text
    assert 'data-digits="arab"' not in own_client.get("/windows?lang=en").text
    own_client.get("/windows?lang=ar&digits=nonsense")
    assert 'data-digits="arab"' in own_client.get("/windows").text
    own_client.get("/?digits=latn")
    assert 'data-digits="arab"' not in own_client.get("/windows").text


def test_exports_the_api_and_reports_keep_theirs(own_client: TestClient) -> None:
    address = "/api/v1/export/csv"
    before = [own_client.get(p).content for p in (address, "/api/v1/incidents", "/api/v1/counts")]
    own_client.get("/?lang=ar&digits=arab")
    assert [own_client.get(p).content for p in (address, "/api/v1/incidents", "/api/v1/counts")] == before
    report = next(d for c in own_client.get("/api/v1/claims").json()["items"] if re.search("[0-9]", (d := own_client.get(f"/api/v1/documents/{c['document']}").json())["text"]))
    shown = own_client.get(f"/documents/{report['id']}").text
    numbers = re.findall(r"[0-9]+", report["text"])
    assert numbers and all(n in shown for n in numbers)


@pytest.mark.parametrize("typed", ["35", "٣٥"])
def test_fields_take_either_kind(typed: str) -> None:
    assert corrections.number(typed, None) == 35

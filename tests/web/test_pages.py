"""The pages on the sample ledger, in both languages; and on an empty one."""

import re

import pytest
from starlette.testclient import TestClient

from marsad.ledger import Ledger

LANGUAGES = ("ar", "en")


def mayadin(client: TestClient) -> str:
    """The id of the Mayadin attack of May 2018, the sample's most told incident."""
    items = client.get("/api/v1/incidents", params={"from": "2018-05-23", "to": "2018-05-23", "type": "attack"}).json()["items"]
    return max(items, key=lambda i: len(i["claims"]))["id"]


def addresses(client: TestClient) -> list[str]:
    incident = mayadin(client)
    claim = client.get("/api/v1/claims", params={"incident": incident}).json()["items"][0]
    report = f"/documents/{claim['document']}"
    return ["/", "/windows", "/documents", "/sources", "/sources/sohr", "/search?q=الميادين", "/review", f"/incidents/{incident}", report, f"{report}?claim={claim['id']}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers_in_its_language(client: TestClient, lang: str):
    for address in addresses(client):
        response = client.get(address, headers={"cookie": f"marsad_language={lang}"})
        assert response.status_code == 200, address
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in response.text
        assert len(re.findall(r"<h1[ >]", response.text)) == 1, address


def test_no_page_has_inline_script_or_style(client: TestClient):
    for address in addresses(client):
        html = client.get(address).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html), address


def test_every_figure_of_the_table_is_isolated(client: TestClient):
    table = client.get("/").text.split("<tbody>")[-1]
    bare = re.sub(r"<bdi.*?</bdi>", "", table, flags=re.S)
    assert not re.search(r">\s*\d+\s*[–-]\s*\d+\s*<", bare)


def test_filters_narrow_the_list_and_stay_in_the_address(client: TestClient):
    everything = client.get("/api/v1/incidents").json()["total"]
    html = client.get("/", params={"type": "attack", "from": "2018-05-01", "to": "2018-06-30", "lang": "en"}).text
    shown = html.count('<tr>\n<td><a href="/incidents/')
    assert 0 < shown < everything
    assert 'href="/?from=2018-05-01&amp;to=2018-06-30"' in html  # a chip removes its own filter only
    assert 'data-map="/map.geojson?from=2018-05-01&amp;to=2018-06-30&amp;type=attack"' in html


def test_an_actor_brings_its_units(client: TestClient):
    unit = client.get("/api/v1/incidents", params={"actor": "fifth_corps"}).json()["total"]
    side = client.get("/api/v1/incidents", params={"actor": "syrian_government"}).json()["items"]
    assert unit >= 1
    assert any("fifth_corps" in i["targets"] and "syrian_government" not in i["targets"] for i in side)


def test_the_dossier_tells_the_account(client: TestClient):
    html = client.get(f"/incidents/{mayadin(client)}", params={"lang": "ar"}).text
    assert "المرصد السوري لحقوق الإنسان" in html
    for toll in client.get(f"/api/v1/incidents/{mayadin(client)}").json()["tolls"]:
        assert f'class="best"><bdi>{toll["best"]}</bdi>' in html
        if toll["high"] is not None and toll["low"] != toll["high"]:
            assert f'<bdi dir="ltr">{toll["low"]}–{toll["high"]}</bdi>' in html
    sources = set(re.findall(r'<h3><a href="(/sources/[^"]+)"', html))
    assert len(sources) >= 3
    assert all(client.get(s).status_code == 200 for s in sources)


def test_a_report_marks_its_evidence_and_links_both_ways(client: TestClient):
    claim = client.get("/api/v1/claims", params={"incident": mayadin(client)}).json()["items"][0]
    html = client.get(f"/documents/{claim['document']}").text
    document = client.get(f"/api/v1/documents/{claim['document']}").json()
    for quote in claim["evidence"]:
        start, end = quote["span"]
        assert document["text"][start:end] == quote["text"]
        assert f'id="t{start}" data-claims=' in html
    assert f'href="/documents/{claim["document"]}?claim={claim["id"]}#card-{claim["id"]}"' in html
    assert f'href="/incidents/{claim["incident"]}#{claim["id"]}"' in html


def test_a_claims_address_leads_to_its_words(client: TestClient):
    claim = client.get("/api/v1/claims").json()["items"][0]
    response = client.get(f"/claims/{claim['id']}")
    assert response.status_code == 307
    assert response.headers["location"].startswith(f"/documents/{claim['document']}?claim={claim['id']}")


def test_furniture_is_folded(client: TestClient):
    reports = client.get("/documents").text
    pages = [client.get(f"/documents/{d}").text for d in dict.fromkeys(re.findall(r"/documents/(d_[0-9a-f]+)", reports))]
    assert any('<details class="furniture">' in p and "share_bar" in p for p in pages)


def test_windows_stand_apart(client: TestClient):
    windows = client.get("/api/v1/incidents", params={"kind": "window"}).json()["items"]
    assert windows
    html = client.get("/").text
    assert not any(w["id"] in html for w in windows)
    page = client.get("/windows").text
    assert all(w["id"] in page for w in windows)


@pytest.mark.parametrize("spelling", ["الميادين", "المَيَادِين", "الميـادين"])
def test_search_in_every_spelling(client: TestClient, spelling: str):
    html = client.get("/search", params={"q": spelling}).text
    assert mayadin(client) in html
    assert "<mark>" in html


def test_an_id_typed_whole_leads_to_its_page(client: TestClient):
    incident = mayadin(client)
    assert client.get("/search", params={"q": incident}).headers["location"] == f"/incidents/{incident}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_ledger_says_so(empty_client: TestClient, lang: str):
    for address in ("/", "/windows", "/documents", "/sources", "/search", "/review"):
        assert empty_client.get(address, params={"lang": lang}).status_code == 200


@pytest.mark.parametrize("address", ["/nothing", "/incidents/i_0000000000000000", "/incidents/%00", "/documents/x", "/claims/x", "/sources/x/y", "/documents/" + "a" * 79])
def test_what_is_not_there_is_not_found(client: TestClient, address: str):
    response = client.get(address, params={"lang": "ar"})
    assert response.status_code == 404
    assert "لا شيء بهذا العنوان" in response.text
    assert "Traceback" not in response.text


def test_a_claim_of_another_report_is_not_found(client: TestClient):
    claims = client.get("/api/v1/claims").json()["items"]
    other = next(c for c in claims if c["document"] != claims[0]["document"])
    assert client.get(f"/documents/{claims[0]['document']}", params={"claim": other["id"]}).status_code == 404


def test_values_out_of_bounds_are_refused_in_words(client: TestClient):
    for address in ("/documents?page=0", "/review?skip=-1", "/documents?page=x", "/search?q=" + "a" * 300):
        response = client.get(address + "&lang=en")
        assert response.status_code == 422
        assert "a value that cannot be taken" in response.text


def test_language_and_theme_are_remembered(client: TestClient):
    first = client.get("/", params={"lang": "en", "theme": "dark"})
    cookies = first.headers.get_list("set-cookie")
    assert any(c.startswith("marsad_language=en") and "HttpOnly" in c and "SameSite=lax" in c for c in cookies)
    later = client.get("/", headers={"cookie": "marsad_language=en; marsad_theme=dark"})
    assert '<html lang="en" dir="ltr" data-theme="dark">' in later.text


def test_a_change_of_the_ledger_is_seen(own_client: TestClient):
    ledger: Ledger = own_client.app.state.desk.ledger
    before = own_client.get("/api/v1/incidents").json()["total"]
    assert before > 1
    ledger.save_resolution(ledger.incidents()[:1], ())
    assert own_client.get("/api/v1/incidents").json()["total"] + own_client.get("/api/v1/incidents?kind=window").json()["total"] == 1

"""Tolls by side: on the page as the API has them, each row leading to its incidents, in both languages; nobody counted twice."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from marsad.ledger import tolls
from marsad.web import filters


def panel(page: str) -> str:
    found = re.search(r'<section class="panel by-side folds" id="tolls">.*?</section>', page, re.DOTALL)
    assert found
    return html.unescape(found[0])


def rows(shown: str) -> dict[str, str]:
    """The address of each row → its figures as they stand there."""
    return {found[1]: re.sub(r"<[^>]+>", " ", found[2]) for found in re.finditer(r'<th scope="row"><a href="([^"]+)">.*?</th>(.*?)</tr>', shown, re.DOTALL)}


def test_it_stands_in_the_address() -> None:
    asked = filters.parse({"side": "russia", "type": "attack"})
    assert asked.query() == "?type=attack&side=russia" and filters.wanted(asked).side == "russia"


def test_figures_are_those_of_the_incidents(client: TestClient) -> None:
    found = client.get("/api/v1/tolls").json()
    told = {(one["side"], one["role"], one["measure"]): (one["low"], one["high"], one["incidents"]) for one in found["sides"]}
    items = client.get("/api/v1/incidents?limit=500").json()["items"]
    assert found["incidents"] == len(items)
    russian = [t for i in items for t in i["tolls"] if (t["group"], t["measure"]) == ("russia", "killed")]
    assert told["russia", "hit", "killed"] == (sum(t["low"] for t in russian), sum(t["high"] for t in russian), len(russian))
    assert told["islamic_state", "own", "killed"][0] == 43, "attackers' dead stand beside the total"
    (total,) = [one for one in found["totals"] if one["measure"] == "killed"]
    hit = [(low, high) for (_, role, measure), (low, high, _) in told.items() if (role, measure) == ("hit", "killed")]
    assert sum(low for low, _ in hit) <= total["low"] <= total["high"] <= sum(high for _, high in hit), "no side was told more than the whole here"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_each_row_leads_to_its_incidents(client: TestClient, lang: str) -> None:
    page = client.get(f"/?lang={lang}&type=attack").text
    every = rows(panel(page))
    assert len(every) >= 3 and all(address.startswith("/?type=attack&side=") for address in every), "the other filters stay"
    for address, figures in every.items():
        alone = html.unescape(client.get(address + f"&lang={lang}").text)
        assert rows(panel(alone))[address].split() == figures.split(), "the row says the same over its incidents alone"
        shown = int(re.search(r"<dd><bdi>(\d+)</bdi></dd>", alone)[1])  # type: ignore[index]
        assert shown == client.get("/api/v1/incidents" + address[1:]).json()["total"] == client.get("/api/v1/tolls" + address[1:]).json()["incidents"]
        value = address.rpartition("=")[2]
        assert f'<input type="hidden" name="side" value="{value}">' in alone and 'href="/?type=attack"' in alone


def test_who_is_told_of_none_and_nobody(client: TestClient) -> None:
    arabic, english = (panel(client.get(f"/?lang={lang}").text) for lang in ("ar", "en"))
    assert "غير منسوب إلى جهة" in arabic and "خسائر المهاجمين" in arabic and "Side not told" in english
    nothing = client.get("/?lang=en&side=nobody_of_that_name")
    assert nothing.status_code == 200 and "by-side" not in nothing.text and "Losses told of" in nothing.text


def test_without_incidents_there_is_no_table(empty_client: TestClient) -> None:
    assert "by-side" not in empty_client.get("/").text
    assert empty_client.get("/api/v1/tolls").json() == {"incidents": 0, "totals": [], "sides": []}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_over_very_many_incidents_they_come_after_the_page(client: TestClient, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    at_once = panel(client.get(f"/?actor=islamic_state&lang={lang}").text)
    monkeypatch.setattr(tolls, "SOON", 0)
    page = html.unescape(client.get(f"/?actor=islamic_state&country=SY&lang={lang}").text)
    shown = panel(page)
    assert not rows(shown) and 'hx-get="/tolls?actor=islamic_state&country=SY"' in shown
    assert '<a href="/tolls?actor=islamic_state&country=SY">' in shown, "without scripts it is a link"
    alone = client.get(f"/tolls?actor=islamic_state&lang={lang}")
    assert alone.status_code == 200 and rows(panel(alone.text)) == rows(at_once)
    assert 'id="tolls"' in client.get(f"/tolls?actor=nobody&lang={lang}").text

"""The map's box as a filter: in the address, on list, map, timeline and tolls alike, in the API; what is no box restricts nothing."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from marsad.web import filters

EAST = "39.5,34,41.5,36.5"


def count(client: TestClient, query: str) -> int:
    return int(client.get(f"/api/v1/incidents{query}").json()["total"])


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ("38,34.5,41,36", (38.0, 34.5, 41.0, 36.0)), ("-500,-100,500,100", (-180.0, -90.0, 180.0, 90.0)), ("1.23456,2,3,4", (1.235, 2.0, 3.0, 4.0)),
        ("41,34,38,36", None), ("38,36,41,34", None), ("38,34,38,36", None), ("nan,1,2,3", None), ("inf,1,2,3", None), ("1,2,3", None), ("", None), ("a,b,c,d", None), ("1,2,3,4,5", None),
    ],
)  # fmt: skip
def test_what_a_box_is(typed: str, box: filters.Box | None) -> None:
    assert filters.box(typed) == box


def test_it_stands_in_the_address() -> None:
    asked = filters.parse({"box": "38,34.5,41,36", "type": "attack"})
    assert asked.query() == "?type=attack&box=38,34.5,41,36" and asked.query(box=None) == "?type=attack"
    assert filters.parse({"box": "no box"}) == filters.Filters()


def test_everything_follows_one_box(client: TestClient) -> None:
    inside = client.get(f"/api/v1/incidents?box={EAST}&limit=500").json()["items"]
    everything = client.get("/api/v1/incidents?limit=500").json()["items"]
    assert 0 < len(inside) < len(everything)
    for one in inside:
        assert 39.5 <= one["place"]["lon"] <= 41.5 and 34 <= one["place"]["lat"] <= 36.5
    ids = {i["id"] for i in inside}
    page = client.get(f"/?lang=en&box={EAST}").text
    listed = re.search(r'<section class="panel incidents folds">.*?</section>', page, re.DOTALL)
    assert listed and set(re.findall(r"/incidents/(i_[0-9a-f]{16})", listed[0])) == ids
    assert f'<dt>Incidents</dt><dd><bdi>{len(ids)}</bdi>' in page
    drawn = client.get(f"/map.geojson?box={EAST}").json()["features"]
    assert {f["properties"]["id"] for f in drawn} == ids
    dead = [t for i in inside for t in i["tolls"] if t["measure"] == "killed"]
    assert dead and "Killed" in page
    assert 'data-box="39.5,34.0,41.5,36.5"' in page


def test_it_is_kept_by_every_link_and_field_of_the_page(client: TestClient) -> None:
    page = html.unescape(client.get(f"/?lang=en&box={EAST}&type=attack").text)
    assert f'<input type="hidden" name="box" value="{EAST}">' in page
    assert 'href="/?type=attack"' in page, "taking the box away keeps the rest"
    sorts = re.findall(r'<th scope="col".*?href="([^"]*)"', page)
    assert sorts and all(f"box={EAST}" in s for s in sorts)
    days = re.findall(r'<tr><td><a href="(/\?[^"]*)"', page)
    assert days and all(f"box={EAST}" in d and "from=" in d and "to=" in d for d in days)
    assert "latitude" in page and "Box on the map" in page


def test_a_day_of_the_timeline_leads_to_its_incidents(client: TestClient) -> None:
    page = html.unescape(client.get("/?lang=en&from=2018-05-01&to=2018-05-31").text)
    rows = re.findall(r'<tr><td><a href="(/\?[^"]*)">[^<]*</a></td><td class="num"><bdi>(\d+)</bdi>', page)
    assert rows
    for address, n in rows:
        shown = client.get("/api/v1/incidents" + address[1:]).json()["total"]
        assert shown >= int(n) > 0


def test_view_and_box_meet(client: TestClient) -> None:
    every = client.get("/map.geojson").json()["features"]
    inside = client.get(f"/map.geojson?box={EAST}").json()["features"]
    assert client.get(f"/map.geojson?box={EAST}&view=-180,-90,180,90").json()["features"] == inside != every
    assert client.get(f"/map.geojson?box={EAST}&view=0,0,10,10").json()["features"] == []


def test_the_api_refuses_what_is_no_box(client: TestClient) -> None:
    answer = client.get("/api/v1/incidents?box=41,34,38,36")
    assert answer.status_code == 422 and "west" in answer.text
    assert count(client, "?box=-180,-90,180,90") <= count(client, "")

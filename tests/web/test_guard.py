"""Hosts, same origin, headers, body cap, hostile text."""

from collections.abc import Callable

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from marsad.ledger import Ledger
from marsad.web import guard
from marsad.web.review import local

HOSTILE_HOSTS = (
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil.example:8765", "localhost:80:80", "localhost:x",
    "[::1", "[::1]evil", "[::2]", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "127.0.0.2", "localhost.", "testserver", "", " ", "::1", "[::1]:x",
    "localhost, evil.example", "evil.example, localhost", "LOCALHOST.EVIL", "xn--localhost", "127.0.0.1/", "localhost#", "user@localhost", "local host", "[::ffff:127.0.0.1]",
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
def test_foreign_hosts_are_refused(client: TestClient, host: str):
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1", "[::1]:8765", "LocalHost:1"])
def test_our_hosts_are_served(client: TestClient, host: str):
    assert client.get("/", headers={"host": host}).status_code == 200


REFUSED = (
    {}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {"sec-fetch-site": ""}, {"origin": "null"},
    {"origin": "http://evil.example"}, {"origin": "http://127.0.0.1"}, {"origin": "http://127.0.0.1:8766"}, {"origin": "file://127.0.0.1:8765"},
    {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8765"}, {"origin": "http://127.0.0.1:8765.evil.example"},
)  # fmt: skip


@pytest.mark.parametrize("headers", REFUSED)
def test_changes_from_elsewhere_are_refused(own_client: TestClient, headers: dict[str, str]):
    data = {"left": "c_1", "right": "c_2", "verdict": "same"}
    assert own_client.post("/decide", data=data, headers=headers).status_code == 403
    assert own_client.app.state.desk.ledger.judgements() == []


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1:8765"}])
def test_changes_from_our_pages_are_taken(own_client: TestClient, headers: dict[str, str]):
    left, right = (c["id"] for c in own_client.get("/api/v1/claims").json()["items"][:2])
    response = own_client.post("/decide", data={"left": left, "right": right, "verdict": "not_same", "back": "/review"}, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/review")
    assert [j.verdict for j in own_client.app.state.desk.ledger.judgements()] == ["not_same"]


def test_every_answer_has_the_headers(client: TestClient):
    for address in ("/", "/nothing", "/api/v1/incidents", "/api/v1/nothing", "/static/icon.svg", "/map.geojson"):
        response = client.get(address)
        for name, value in guard.HEADERS.items():
            assert response.headers[name] == value, (address, name)
        assert "cache-control" in response.headers
    assert "'unsafe" not in guard.POLICY
    assert "http" not in guard.POLICY


def test_a_large_body_is_refused(own_client: TestClient):
    headers = {"sec-fetch-site": "same-origin"}
    assert own_client.post("/decide", content=b"x" * (guard.MAX_BODY + 1), headers=headers).status_code == 413
    assert own_client.post("/decide", content=b"", headers={**headers, "content-length": "-1"}).status_code in (400, 413)


def test_same_origin_needs_a_witness():
    assert not guard.same_origin(Headers({"host": "localhost"}))
    assert guard.same_origin(Headers({"host": "localhost", "origin": "http://localhost"}))


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "", "/a\nb", "evil"])
def test_the_way_back_stays_here(address: str):
    assert local(address) == "/review"


def test_unknown_claims_cannot_be_judged(own_client: TestClient):
    data = {"left": "c_1", "right": "c_2", "verdict": "same"}
    assert own_client.post("/decide", data=data, headers={"sec-fetch-site": "same-origin"}).status_code == 404
    assert own_client.post("/decide", data={**data, "verdict": "maybe"}, headers={"sec-fetch-site": "same-origin"}).status_code == 422


def test_hostile_text_is_only_ever_text(own_client: TestClient, poison: Callable[[Ledger], list[str]]):
    shown = 0
    for address in poison(own_client.app.state.desk.ledger):
        html = own_client.get(address).text
        assert "<script>window" not in html, address
        assert "<img src=x" not in html, address
        assert "<svg onload" not in html, address
        assert 'href="javascript:' not in html, address
        shown += "&lt;script&gt;" in html
    assert shown >= 6

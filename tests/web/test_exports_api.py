"""Exports over the API: every format downloads, filters hold, viewers get the public profile and nothing more."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sqlite3

import pytest
from starlette.testclient import TestClient

from marsad.export import FORMATS
from marsad.web import passwords
from marsad.web.app import create_app

WORD = "كلمة مرور طويلة جدا"


@pytest.fixture
def url(tmp_path: pathlib.Path, sample_db: pathlib.Path) -> str:
    copy = tmp_path / "exports.db"
    with contextlib.closing(sqlite3.connect(sample_db)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    return f"sqlite:///{copy}"


@pytest.fixture
def client(url: str):
    with TestClient(create_app(url), base_url="http://127.0.0.1:8765") as found:
        yield found


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_downloads(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/v1/export/{name}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == FORMATS[name].media_type.split(";")[0]
    assert FORMATS[name].suffix in answer.headers["content-disposition"] and answer.headers["cache-control"] == "no-store, private"


def test_filters_and_profiles(client: TestClient) -> None:
    everything = [json.loads(line) for line in client.get("/api/v1/export/jsonl?profile=full").text.splitlines()]
    clashes = [json.loads(line) for line in client.get("/api/v1/export/jsonl?profile=full&type=clash").text.splitlines()]
    assert everything and all(i["type"] == "clash" for i in clashes) and len(clashes) == sum(i["type"] == "clash" for i in everything)
    claims = [json.loads(line) for line in client.get("/api/v1/export/claims").text.splitlines()]
    assert claims and all(c["evidence"] == [] and not c["place"]["text"] for c in claims if c["place"]), "public is the default"
    assert json.loads(client.get("/api/v1/export/claims?profile=full").text.splitlines()[0])["evidence"]


@pytest.mark.parametrize("query", ["format_of", "jsonl?type=war", "jsonl?from=yesterday", "jsonl?profile=secret", "jsonl?policy=mean"])
def test_what_makes_no_sense_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/export/{query}").status_code in (404, 422)


def test_more_than_the_public_profile_needs_the_right(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", passwords.argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    app = create_app(url, mode="accounts")
    accounts = app.state.door.ledger.accounts
    allowed = {"viewer": {"public"}, "reviewer": {"public", "restricted"}, "editor": {"public", "restricted", "full"}}
    with TestClient(app, base_url="http://127.0.0.1:8765") as nobody:
        assert nobody.get("/api/v1/export/jsonl").status_code == 401
    for role, profiles in allowed.items():
        accounts.add(role, role, passwords.hashed(WORD), by="test")
        with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}) as client:
            assert client.post("/login", data={"name": role, "password": WORD}).status_code == 303
            for profile in ("public", "restricted", "full"):
                status = client.get(f"/api/v1/export/csv?profile={profile}").status_code
                assert status == (200 if profile in profiles else 403), (role, profile)
    acts = [(a.who, a.what, a.subject) for a in accounts.acts()]
    assert ("viewer", "refused", "export csv full") in acts and ("editor", "export", "csv full") in acts

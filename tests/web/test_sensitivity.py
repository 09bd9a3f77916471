"""Who sees what: every route as every role with every clearance, by session and by API token, on a ledger with a canary in every field of
reports of each level; on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import pathlib
import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import conftest
import server as servers
from marsad import pipeline
from marsad.export import FORMATS
from marsad.ledger import Ledger
from marsad.ledger.accounts import LEVELS, ROLES
from marsad.ledger.clearance import _VIEWS, UNHIDDEN, Cleared
from marsad.ledger.tables import metadata
from marsad.model import Capture, Claim, Document
from marsad.web import access, passwords
from marsad.web.app import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}


def canary(level: str) -> str:
    return f"Zq7{level}"


def planted(ledger: Ledger, level: str) -> dict[str, str]:
    """A report of that level whose every field has the canary, two claims of it, their incident, and what people said about them."""
    word, like = canary(level), next(c for c in ledger.claims() if c.perpetrators and c.targets and c.place and c.tolls and c.sources)
    text = f"{word} قتل خمسة أشخاص في {word} أمس\nوأصيب {word} آخرون"
    key = hashlib.sha256(level.encode()).hexdigest()
    document = Document(
        id=f"d_{key[:16]}", text=text, file=f"{word}.txt", published=dt.date(2018, 5, 24), outlet=f"{word} outlet", title=f"{word} title",
        url=f"https://{word}.example/", source=f"https://{word}.example/", capture=key, flags=(word,),
    )  # fmt: skip
    claims: list[Claim] = []
    for n, mark in enumerate((key[16:32], key[32:48])):
        at = text.index(word, n * 20)
        spot = {"text": word, "start": at, "end": at + len(word)}
        assert like.place is not None
        claims.append(like.replace(
            id=f"c_{mark}", document=document.id, file=document.file, evidence=(dataclasses.replace(like.evidence[0], **spot),), incident=None, same_as=None,
            place=dataclasses.replace(like.place, **spot, name=word, admin1=word, admin2=word), extractor=word, rules=(word,), background=bool(n), kind=("incident", "tally")[n],
            perpetrators=(dataclasses.replace(like.perpetrators[0], **spot, actor=word),), targets=(dataclasses.replace(like.targets[0], **spot, actor=word),),
            tolls=(dataclasses.replace(like.tolls[0], group=dataclasses.replace(like.targets[0], **spot, actor=word)),),
            sources=(dataclasses.replace(like.sources[0], **spot, source=word),), materiel=(),
        ))  # fmt: skip
    capture = Capture(key, len(text), f"{word}.txt", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), url=f"https://{word}.example/")
    ledger.append(capture, document, claims)
    ledger.sensitivity.set(document.id, level, who="test", alone=True)
    ledger.review(claims[0].id, {"background": True}, accepted=True, who="test", note=word)
    ledger.ratings.rate(claims[0].id, "test", {"type": word, "status": None, "killed": None})
    return {"document_id": document.id, "claim_id": claims[0].id, "other": claims[1].id, "word": word}


Built = tuple[str, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def built(sample_db: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample with a planted report of each level, and one incident that reports of two levels tell."""
    path = tmp_path_factory.mktemp("levels") / "levels.db"
    with contextlib.closing(sqlite3.connect(sample_db)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    return f"sqlite:///{path}", planting(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def built_on_postgres() -> Iterator[Built]:
    """The same on a PostgreSQL server of its own."""
    if reason := servers.missing():
        pytest.skip(reason)
    with servers.server() as started:
        conftest.build(started.url)
        yield started.url, planting(started.url)


def planting(url: str) -> dict[str, dict[str, str]]:
    """Plants the reports; ids and words of each by its level."""
    with Ledger(url) as ledger:
        found = {level: planted(ledger, level) for level in LEVELS}
        ledger.decide(found["public"]["claim_id"], found["strict"]["claim_id"], "same", who="test", reason=canary("strict"))
        for left, right in (("public", "restricted"), ("public", "confidential"), ("restricted", "confidential"), ("restricted", "strict"), ("confidential", "strict")):
            ledger.decide(found[left]["claim_id"], found[right]["claim_id"], "not_same", who="test", reason=canary(right))
        pipeline.link(ledger)
        for level in LEVELS:
            incident = ledger.claim(found[level]["claim_id"])
            assert incident is not None
            found[level]["incident_id"] = incident.incident or ""
            ledger.rulings.rule(found[level]["incident_id"], "grade", "weak", who="test", reason=canary("strict" if level == "public" else level))
        pipeline.link(ledger)
        assert found["public"]["incident_id"] == found["strict"]["incident_id"] != ""  # told by both: above the public's clearance
    return found


@contextlib.contextmanager
def opened(url: str, folder: pathlib.Path) -> Iterator[FastAPI]:
    """A workbench with accounts; nobody is held back for asking too often."""
    found = create_app(url, mode="accounts", store=folder / "store", sources=folder / "sources.yml", lexicon_folder=folder / "lexicon")
    found.state.door.calls = access.Turns(10**9, 60.0)
    yield found
    found.state.desk.close()


@pytest.fixture
def app(built: Built, tmp_path: pathlib.Path) -> Iterator[FastAPI]:
    with opened(built[0], tmp_path) as found:
        yield found


def visitor(app: FastAPI, role: str, clearance: str, *, token: bool = False) -> TestClient:
    """A client of an account of that role and clearance: a browser with its session, or a program with its ``token``."""
    name, people = f"{role} {clearance}", app.state.door.ledger.accounts
    if people.get(name) is None:
        people.add(name, role, "!", by="test", clearance=clearance)
    client = TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE)
    if token:
        key = passwords.new_key()
        people.add_token(name, "test", passwords.fingerprint(key))
        client.headers["Authorization"] = f"Bearer {key}"
    else:
        client.cookies.set("marsad_session", app.state.door.sessions.begin(name))
    return client


def test_every_table_is_veiled_or_known_to_tell_nothing() -> None:
    assert set(_VIEWS) | UNHIDDEN == set(metadata.tables)
    assert not set(_VIEWS) & UNHIDDEN


QUERIES = {
    "/": ["?q={low}", "?actor={word}", "?admin1={word}", "?from=2018-05-24&to=2018-05-24", "?box=-180,-90,180,90&digits=arab"],
    "/map.geojson": ["?zoom=3", "?q={low}", "?box=-180,-90,180,90", "?view=30,30,50,40"], "/documents": ["?q={low}"],
    "/search": ["?q={low}", "?q={document_id}", "?q={claim_id}", "?q={incident_id}"], "/lookup/{table}": ["?q={low}"], "/documents/{document_id}": ["?claim={claim_id}"],
    "/api/v1/incidents": ["?q={low}", "?box=-180,-90,180,90", "?actor={word}", "?kind=window"], "/api/v1/claims": ["?limit=500", "?document={document_id}", "?incident={incident_id}"],
    "/api/v1/search": ["?q={low}"], "/api/v1/export/{format_name}": ["?profile=public", "?profile=restricted", "?profile=full", "?profile=full&as_of=2099-01-01T00:00:00Z"],
}  # fmt: skip
FORM = {
    "left": "{claim_id}", "right": "{other}", "verdict": "same", "seen": "x", "type": "attack", "status": "asserted", "words": "{word}", "reason": "because", "field": "toll:killed",
    "low": "1", "best": "1", "high": "1", "grade": "weak", "other": "{incident_id}", "level": "strict", "note": "", "claim": "{claim_id}",
}  # fmt: skip


def asked(app: FastAPI, plant: dict[str, str]) -> Iterator[tuple[str, str, bool, str]]:
    """Every route with this report's ids and words: method, address, whether it names something of this report, the role that it needs."""
    slots = {**plant, "low": plant["word"].lower(), "token_id": "1", "job_id": "none", "source_id:path": plant["word"], "table": "actors", "answer": "confirm"}
    for name, policy in access.declared(app).items():
        method, path = name.split(" ", 1)
        if path in ("/logout", "/ingest/files", "/ingest/text", "/ingest/poll", "/lexicon/reread", "/lexicon/patch") or path.startswith("/account"):
            continue  # they name no report and tell none; the patch and the accounts are asked in tests of their own
        for fmt in [f for f in FORMATS if not FORMATS[f].needs()] if "{format_name}" in path else [""]:
            filled = path
            for slot, value in {**slots, "format_name": fmt}.items():
                filled = filled.replace("{" + slot + "}", value)
            own = any("{" + slot + "}" in path for slot in ("document_id", "claim_id", "incident_id", "source_id:path"))
            for query in ["", *QUERIES.get(path, [])] if method == "GET" else [""]:
                yield method, filled + query.format(**slots), own, policy


COUNTED: Counter[str] = Counter()
"""How many answers the matrix has held to the rules, and how many of them named something hidden."""
OFTEN = {("viewer", "public"), ("reviewer", "restricted"), ("editor", "confidential"), ("admin", "strict")}
LONG = [pytest.param(role, level, marks=() if (role, level) in OFTEN else pytest.mark.long) for role in ROLES for level in LEVELS]
WHO = [pytest.param(role, level, marks=() if (role, level) in OFTEN else pytest.mark.slow) for role in ROLES for level in LEVELS]


@pytest.mark.parametrize("token", [pytest.param(False, id="session"), pytest.param(True, id="token", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("role", "clearance"), WHO)
def test_the_matrix(app: FastAPI, built: Built, role: str, clearance: str, token: bool) -> None:
    walked(app, built[1], role, clearance, token)


@pytest.mark.slow
@pytest.mark.parametrize("token", [pytest.param(False, id="session"), pytest.param(True, id="token")])
@pytest.mark.parametrize(("role", "clearance"), LONG)
def test_the_matrix_on_postgres(built_on_postgres: Built, tmp_path: pathlib.Path, role: str, clearance: str, token: bool) -> None:
    with opened(built_on_postgres[0], tmp_path) as app:
        walked(app, built_on_postgres[1], role, clearance, token)


def walked(app: FastAPI, found: dict[str, dict[str, str]], role: str, clearance: str, token: bool) -> None:
    """Whatever is asked for, nothing above the clearance is told: no canary, no id of a hidden report, and what names one is not found; what
    the role may not ask for is refused. Adds to ``COUNTED``."""
    client, reach = visitor(app, role, clearance, token=token), LEVELS.index(clearance)
    hidden = [level for level in LEVELS if LEVELS.index(level) > reach]
    done: set[tuple[str, str]] = set()
    for level in LEVELS:
        plant = found[level]
        if level not in hidden and level != clearance:
            continue  # what is well below is asked by the others
        for method, address, own, policy in asked(app, plant):
            data = {k: v.format(**plant) for k, v in FORM.items()} if method == "POST" else None
            if method == "POST" and level not in hidden:
                continue  # changing what one may see is tested elsewhere
            if (method, address) in done:
                continue  # what names no report is asked once
            done.add((method, address))
            answer = client.request(method, address, data=data)
            told = answer.text + str(answer.headers.get("location", ""))
            assert answer.status_code < 500, (method, address)
            if policy != access.ANYBODY and ROLES.index(policy) > ROLES.index(role):
                assert answer.status_code == 403, (role, clearance, method, address, answer.status_code)
            COUNTED["asked"] += 1
            COUNTED["hidden"] += own and level in hidden
            for other in hidden:
                if canary(other) in address:  # an answer may echo the question; but it must be that for a word that is nowhere
                    nowhere = client.request(method, address.replace(canary(other), "Zq7nowhere"), data=data)
                    assert told.replace(canary(other), "Zq7nowhere") == nowhere.text + str(nowhere.headers.get("location", "")), (role, clearance, method, address)
                    continue
                assert canary(other) not in told, (role, clearance, method, address, other)
                assert found[other]["document_id"] in address or found[other]["document_id"] not in told, (role, clearance, method, address, other)
                assert found[other]["claim_id"] in address or found[other]["claim_id"] not in told, (role, clearance, method, address, other)
            if own and level in hidden:
                assert answer.status_code in (403, 404, 409, 422), (role, clearance, method, address, answer.status_code)
                assert method == "POST" or answer.status_code in (403, 404), (role, clearance, address)
            if method == "POST" and level in hidden and address == "/decide":
                assert answer.status_code in (403, 404)
            if method == "GET" and address in (f"/documents/{plant['document_id']}", f"/api/v1/claims/{plant['claim_id']}"):
                assert (answer.status_code == 200) == (level not in hidden), (role, clearance, address)


def test_nobody_sees_nothing(app: FastAPI, built: Built) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE)
    for plant in built[1].values():
        for method, address, *_ in asked(app, plant):
            answer = client.request(method, address)
            assert answer.status_code in (303, 401, 404, 422) or address.startswith("/login"), (method, address, answer.status_code)
            assert answer.status_code != 303 or answer.headers["location"].startswith("/login")
            assert not any(canary(level) in answer.text for level in LEVELS)


def test_an_etag_of_what_is_hidden_confirms_nothing(app: FastAPI, built: Built) -> None:
    """«Not modified» would say that it is there, and as it was."""
    whole, below = visitor(app, "admin", "strict"), visitor(app, "viewer", "restricted")
    plant = built[1]["confidential"]
    for address in ("/api/v1/claims/{claim_id}", "/api/v1/documents/{document_id}", "/api/v1/incidents/{incident_id}"):
        tag = whole.get(address.format(**plant)).headers["etag"]
        assert whole.get(address.format(**plant), headers={"If-None-Match": tag}).status_code == 304
        for known in (tag, "*"):
            assert below.get(address.format(**plant), headers={"If-None-Match": known}).status_code == 404
    for listing in ("/api/v1/incidents", "/api/v1/claims", "/api/v1/counts"):
        assert whole.get(listing).headers["etag"] != below.get(listing).headers["etag"]


def test_a_job_is_told_to_nobody_who_did_not_start_it(app: FastAPI) -> None:
    """What a report says stands in a job's title and reasons before anybody could classify it; its events are told no further either."""
    whole, other, mine = visitor(app, "admin", "strict"), visitor(app, "editor", "confidential"), visitor(app, "editor", "restricted")
    address = mine.post("/ingest/text", data={"text": "Zq7job قتل جندي في حلب يوم 3 أيار 2018"}).headers["location"]
    app.state.desk.jobs.stop()
    for path in (address, address + "/events"):
        assert other.get(path).status_code == 404
        assert mine.get(path).status_code == 200 and whole.get(path).status_code == 200
    assert "Zq7job" in mine.get("/ingest").text and "Zq7job" not in other.get("/ingest").text
    assert "Zq7job" not in mine.get(address + "/events").text, "events tell counts, no words"


def test_counts_are_of_what_may_be_seen(app: FastAPI) -> None:
    seen = [visitor(app, "viewer", level).get("/api/v1/counts").json()["counts"] for level in LEVELS]
    assert [s["documents"] - seen[0]["documents"] > 0 for s in seen] == [False, True, True, True]
    assert seen[3]["documents"] == seen[2]["documents"] + 1 == seen[1]["documents"] + 2
    assert seen[3]["incidents"] > seen[2]["incidents"] > seen[1]["incidents"] > seen[0]["incidents"]


def test_a_level_falls_by_two_people_and_holds_at_once(built: Built, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "own.db"
    with contextlib.closing(sqlite3.connect(built[0].removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    app, document = create_app(f"sqlite:///{copy}", mode="accounts", store=tmp_path), built[1]["restricted"]["document_id"]
    reader, one, two = visitor(app, "viewer", "restricted"), visitor(app, "editor", "confidential"), visitor(app, "editor", "strict")
    page = f"/documents/{document}"
    assert visitor(app, "reviewer", "strict").post(page + "/sensitivity", data={"level": "strict"}).status_code == 403
    assert reader.get(page).status_code == 200 and reader.get("/").status_code == 200
    assert one.post(page + "/sensitivity", data={"level": "confidential"}).headers["location"].startswith(page)
    assert reader.get(page).status_code == 404
    assert one.post(page + "/sensitivity", data={"level": "public"}).status_code == 303
    assert reader.get(page).status_code == 404, "a proposal changes nothing"
    assert one.post(page + "/sensitivity/confirm").status_code == 409, "the same person twice is one person"
    assert one.post(page + "/sensitivity", data={"level": "public"}).status_code == 303
    assert one.post(page + "/sensitivity/confirm").status_code == 409
    assert two.post(page + "/sensitivity/confirm").status_code == 303
    assert reader.get(page).status_code == 200
    assert two.post(page + "/sensitivity/confirm").status_code == 409
    ledger = app.state.door.ledger
    assert ledger.sensitivity.of(document) == "public" and ledger.verify() == []
    app.state.desk.close()


def test_a_decision_by_who_does_not_see_all_keeps_the_hidden_incidents(built: Built, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "own.db"
    with contextlib.closing(sqlite3.connect(built[0].removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    app, found = create_app(f"sqlite:///{copy}", mode="accounts", store=tmp_path), built[1]
    ledger, client = app.state.door.ledger, visitor(app, "reviewer", "restricted")
    before = {i.id for i in ledger.incidents()}
    mine = Cleared(ledger, "restricted").incidents()[0].id
    assert {found[level]["incident_id"] for level in LEVELS} - {i.id for i in Cleared(ledger, "restricted").incidents()}
    answer = client.post(f"/incidents/{mine}/overrule/grade", data={"grade": "contested", "reason": "seen by one"})
    assert answer.status_code == 303
    assert {i.id for i in ledger.incidents()} == before
    app.state.desk.close()


def test_a_newer_version_is_no_less_sensitive(built: Built, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "own.db"
    with contextlib.closing(sqlite3.connect(built[0].removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with Ledger(f"sqlite:///{copy}") as ledger:
        old = ledger.document(built[1]["strict"]["document_id"])
        assert old is not None and old.capture
        capture = ledger.capture(old.capture)
        assert capture is not None
        ledger.append(dataclasses.replace(capture, sha256="f" * 64), dataclasses.replace(old, id="d_newer", text=old.text + "\nتحديث", capture="f" * 64), [])
        assert [v.previous for v in ledger.versions("d_newer")] == [old.id]
        assert ledger.sensitivity.of("d_newer") == "strict"
        below = Cleared(ledger, "confidential")
        assert below.document("d_newer") is None and below.search("تحديث") == [] and below.versions() == []
        below.close()

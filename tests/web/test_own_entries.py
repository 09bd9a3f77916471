"""An unknown group is added from the screen, and reading again knows it."""

from __future__ import annotations

import io
import os
import pathlib
import time
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from marsad.resources import actors, own, places, sources
from marsad.web.app import create_app
from marsad.web.lexicon import suggested

HERE = {"Sec-Fetch-Site": "same-origin"}
REPORT = "قُتل ثلاثة جنود من قوات النظام في هجوم شنه مقاتلو لواء صقور الربيع على حاجز شرق مدينة حماة يوم الثلاثاء 12 آذار 2019."


@pytest.fixture
def desk(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("MARSAD_LEXICON", "")
    app = create_app(f"sqlite:///{tmp_path / 'l.db'}", store=tmp_path / "store", sources=tmp_path / "sources.yml", lexicon_folder=tmp_path / "lexicon")
    with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE) as client:
        yield client
    os.environ["MARSAD_LEXICON"] = ""
    own.forget()


def wait(client: TestClient, address: str) -> str:
    job = client.app.state.desk.jobs.get(address.rsplit("/", 1)[-1])  # type: ignore[attr-defined]
    until = time.monotonic() + 300
    while not job.over and time.monotonic() < until:
        time.sleep(0.1)
    assert job.state == "done", job.failure
    return client.get(address).text


def test_an_unknown_group_is_added_and_read_again(desk: TestClient, tmp_path: pathlib.Path) -> None:
    ledger = desk.app.state.desk.ledger  # type: ignore[attr-defined]
    wait(desk, desk.post("/ingest/text", data={"text": REPORT}).headers["location"])
    (claim,) = ledger.claims()
    assert all(a.actor != "spring_falcons" for a in claim.perpetrators)
    assert "صقور الربيع" in desk.get("/lexicon").text
    sent = {"id": "spring_falcons", "ar": "لواء صقور الربيع", "en": "Spring Falcons Brigade", "kind": "faction", "country": "SY", "aliases": "صقور الربيع"}
    assert desk.post("/lexicon/actors", data=sent).status_code == 303
    assert actors.tree().name("spring_falcons", "en") == "Spring Falcons Brigade"
    page = wait(desk, desk.post("/lexicon/reread").headers["location"])
    assert "المنسوب إليه" in page and "Spring Falcons" not in page and "صقور الربيع" in page
    (claim,) = ledger.claims()
    assert "spring_falcons" in {a.actor for a in claim.perpetrators} and ledger.verify() == []
    (incident,) = ledger.incidents()
    assert "spring_falcons" in incident.perpetrators and "Spring Falcons" in desk.get(f"/incidents/{incident.id}?lang=en").text
    wait(desk, desk.post("/ingest/text", data={"text": "هاجم لواء صقور الربيع نقطة عسكرية قرب السلمية يوم الخميس 14 آذار 2019 وقتل جنديين."}).headers["location"])
    assert sum("spring_falcons" in {a.actor for a in c.perpetrators} for c in ledger.claims()) == 2, "what comes in now is read with it"
    pack = zipfile.ZipFile(io.BytesIO(desk.get("/lexicon/patch").content))
    assert pack.namelist() == ["actors/added.yml"] and "لواء صقور الربيع" in pack.read("actors/added.yml").decode()


def test_what_breaks_a_table_is_not_written(desk: TestClient, tmp_path: pathlib.Path) -> None:
    bad = {"id": "some_group", "ar": "جماعة ما", "kind": "faction", "parent": "no_such_parent"}
    assert desk.post("/lexicon/actors", data=bad).status_code == 422
    assert desk.post("/lexicon/actors", data={**bad, "parent": "", "kind": "nothing"}).status_code == 422
    assert desk.post("/lexicon/actors", data={**bad, "parent": "", "id": "Ünknown"}).status_code == 422
    assert desk.post("/lexicon/places", data={"place": "nowhere_at_all", "spelling": "لا مكان"}).status_code == 422
    assert desk.post("/lexicon/sources", data={"id": "sohr", "name": "المرصد", "kind": "monitor"}).status_code == 422
    assert not list((tmp_path / "lexicon").rglob("*.yml")) and not list((tmp_path / "lexicon").rglob("*.csv"))


def test_names_spellings_and_outlets(desk: TestClient) -> None:
    assert desk.post("/lexicon/actors", data={"id": "islamic_state", "ar": "تنظيم الرايات الجديدة", "kind": "jihadists"}).status_code == 303
    assert "تنظيم الرايات الجديدة" in actors.tree().get("islamic_state").aliases
    assert desk.post("/lexicon/places", data={"place": "sy_badia", "spelling": "بادية الوسط الكبرى"}).status_code == 303
    assert "بادية الوسط الكبرى" in places.table()["sy_badia"].names
    assert desk.post("/lexicon/sources", data={"id": "nahr_news", "name": "شبكة نهر الإخبارية", "kind": "site", "domain": "nahr.example"}).status_code == 303
    assert sources.table().of_domain("https://nahr.example/1").id == "nahr_news"


def test_an_id_is_suggested() -> None:
    assert suggested("لواء فجر حماة") == "lwa_fjr_hmah"

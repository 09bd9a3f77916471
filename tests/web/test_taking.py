"""Reports come in by the screen: files, text, feeds; a job tells how far it is and what became of every input."""

from __future__ import annotations

import json
import pathlib
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from marsad.resources import watched
from marsad.web import taking
from marsad.web.app import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}
REPORT = "قتل ثلاثة جنود وأصيب خمسة آخرون بانفجار عبوة ناسفة استهدفت آليتهم شرق مدينة تدمر يوم الثلاثاء 12 آذار 2019، بحسب المرصد السوري."


@pytest.fixture
def desk(tmp_path: pathlib.Path) -> Iterator[TestClient]:
    app = create_app(f"sqlite:///{tmp_path / 'l.db'}", store=tmp_path / "store", sources=tmp_path / "sources.yml")
    with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE) as client:
        yield client


def finished(client: TestClient, address: str) -> str:
    """The job's page once it is over."""
    job = client.app.state.desk.jobs.get(address.rsplit("/", 1)[-1])  # type: ignore[attr-defined]
    until = time.monotonic() + 300
    while not job.over and time.monotonic() < until:
        time.sleep(0.05)
    assert job.over
    return client.get(address).text


def test_fifty_files_with_their_account(desk: TestClient) -> None:
    files = [("files", (f"reports/{n}.txt", REPORT.replace("خمسة", f"{n}").encode(), "text/plain")) for n in range(2, 50)]
    files += [("files", ("again.txt", REPORT.replace("خمسة", "2").encode(), "text/plain")), ("files", ("broken.pdf", b"%PDF-1.7 nothing", "application/pdf"))]
    answer = desk.post("/ingest/files", files=files, data={"outlet": "شبكة"})
    assert answer.status_code == 303
    page = finished(desk, answer.headers["location"])
    ledger = desk.app.state.desk.ledger  # type: ignore[attr-defined]
    assert len(ledger.documents()) == 48 and ledger.incidents()
    assert "broken.pdf" in page
    job = desk.app.state.desk.jobs.all()[0]  # type: ignore[attr-defined]
    assert sum(job.counts[k] for k in ("stored", "duplicate", "rejected", "quarantined")) == 50 == job.total
    assert not list(desk.app.state.desk.jobs.uploads.iterdir())  # type: ignore[attr-defined]
    assert desk.get("/").text.count("i_") > 0, "the overview shows what came in"


def test_text_with_its_day(desk: TestClient) -> None:
    answer = desk.post("/ingest/text", data={"text": "مقتل جنديين بهجوم شمال الرقة أمس.\r\nنص الخبر.", "published": "2019-03-12", "outlet": "وكالة"})
    finished(desk, answer.headers["location"])
    (document,) = desk.app.state.desk.ledger.documents()  # type: ignore[attr-defined]
    assert document.published.isoformat() == "2019-03-12" and document.outlet == "وكالة" and "\r" not in document.text
    assert desk.post("/ingest/text", data={"text": " \n"}).status_code == 422
    assert desk.post("/ingest/text", data={"text": REPORT, "published": "2019-13-40"}).status_code == 422


def test_progress_is_told_live(desk: TestClient) -> None:
    job = desk.post("/ingest/text", data={"text": REPORT}).headers["location"]
    with desk.stream("GET", f"{job}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    assert lines[-2] == "event: over"
    assert json.loads(lines[-1].removeprefix("data: "))["stored"] == 1
    assert desk.get("/jobs/none/events").status_code == 404


def test_what_was_left_is_taken_up(tmp_path: pathlib.Path) -> None:
    """A workbench that was killed between the upload and the reading goes on at its next start."""
    uploads = tmp_path / "store" / "uploads"
    (uploads / "one").mkdir(parents=True)
    (uploads / "one" / "a.txt").write_text(REPORT, encoding="utf-8")
    (uploads / "one.json").write_text(json.dumps({"kind": "files", "title": "a.txt", "who": "workbench", "said": {}}), encoding="utf-8")
    with TestClient(create_app(f"sqlite:///{tmp_path / 'l.db'}", store=tmp_path / "store"), base_url="http://127.0.0.1:8765") as client:
        finished(client, "/jobs/one")
        assert len(client.app.state.desk.ledger.documents()) == 1  # type: ignore[attr-defined]


def test_sources_are_added_to_the_file(desk: TestClient, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("# ours\nsources:\n- id: first\n  kind: page\n  address: https://example.org/one\n", encoding="utf-8")
    sent = {"address": "https://example.org/ar/rss.xml", "kind": "feed", "every": "30m", "outlet": "وكالة: خبر", "pages": "true"}
    assert desk.post("/ingest/sources", data=sent).status_code == 303
    added = watched.load(path)[1]
    assert (added.id, added.every, added.outlet, added.pages) == ("example.org-ar-rss.xml", "30m", "وكالة: خبر", "yes")
    assert path.read_text(encoding="utf-8").startswith("# ours\n")
    assert "example.org/ar/rss.xml" in desk.get("/ingest").text
    assert desk.post("/ingest/sources", data=sent).status_code == 422, "twice"
    assert desk.post("/ingest/sources", data={**sent, "address": "file:///etc/passwd"}).status_code == 422
    before = path.read_bytes()
    path.write_bytes(before + b"other: 1\n")
    assert desk.post("/ingest/sources", data={**sent, "address": "https://example.org/b"}).status_code == 422
    assert path.read_bytes() == before + b"other: 1\n"


@pytest.mark.parametrize(("name", "plain"), [("../../etc/passwd", "passwd"), ("C:\\a\\تقرير.html", "تقرير.html"), ("a\u202egpj.exe", "agpj.exe"), ("..", ""), ("x" * 300 + ".txt", "x" * 90 + ".txt")])
def test_names_lose_what_could_harm(name: str, plain: str) -> None:
    assert taking.plain_name(name) == plain


def test_only_uploads_may_be_large(desk: TestClient) -> None:
    big = b"x" * 2_100_000
    assert desk.post("/decide", content=big).status_code == 413
    assert desk.post("/ingest/files", content=big).status_code == 422

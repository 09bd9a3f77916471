"""The line with a reader of three lines in place of the rules: accounts, identity, what is kept of what fails."""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import subprocess
import sys

import pytest

from marsad import pipeline
from marsad.ids import claim_id
from marsad.ledger import Ledger
from marsad.model import Claim, Document, Quote, Rejection, When
from marsad.read import Given
from marsad.read.capture import fetch

REPORT = "قُتل جنديان بانفجار لغم في سيارتهم على طريق الحقل، أمس الاثنين، وفق مصدر محلي."


def read(document: Document) -> list[Claim]:
    """One claim a report that says «قتل»."""
    start = document.text.find("قُتل")
    if start < 0:
        return []
    day = document.published and document.published - dt.timedelta(days=1)
    when = When(day, day, day.isoformat(), "day") if day else None
    evidence = (Quote(document.text[start : start + 11], start, start + 11),)
    return [Claim(claim_id(document.id, "explosive", "قتل", 0), document.id, document.file, "explosive", time=when, evidence=evidence)]


def failing(document: Document) -> list[Claim]:
    if "لغم" in document.text:
        raise RecursionError("too deep")
    return read(document)


@pytest.fixture
def reports(tmp_path: pathlib.Path) -> str:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "b.txt").write_text(REPORT.replace("جنديان", "شرطيان"), encoding="utf-8")
    (folder / "c.txt").write_text(REPORT, encoding="utf-8")  # the same bytes as a.txt
    (folder / "d.txt").write_bytes(b"")
    (folder / "e.txt").write_text("Two soldiers were killed by a landmine on the road to the oil field on Monday.", encoding="utf-8")
    return str(folder)


def test_extraction_gives_each_document_or_why_there_is_none(reports: str) -> None:
    found = list(pipeline.extract_paths([reports], Given(dt.date(2021, 2, 23)), read=read))
    assert [f.origin if isinstance(f, Rejection) else (f[0].file, len(f[1])) for f in found] == [
        ("a.txt", 1), ("b.txt", 1), ("c.txt", 1), f"{reports}/d.txt", ("e.txt", 0),
    ]  # fmt: skip


def test_ingest_accounts_for_every_input_and_twice_changes_nothing(reports: str, tmp_path: pathlib.Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        first = pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read)
        assert (first.stored, first.duplicate, len(first.rejected), first.claims, first.inputs) == (3, 1, 1, 2, 5)
        before = ledger.digest()
        second = pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read)
        assert (second.stored, second.duplicate, second.revised, second.claims) == (0, 4, 0, 0)
        assert ledger.digest() == before


def test_the_raw_bytes_of_every_document_are_kept(reports: str, tmp_path: pathlib.Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read)
        for document in ledger.documents():
            assert document.capture
            assert fetch(document.capture, tmp_path / "store").decode() == document.text


def test_a_report_that_the_reader_fails_on_is_named_and_the_others_go_on(reports: str, tmp_path: pathlib.Path) -> None:
    pathlib.Path(reports, "f.txt").write_text("قُتل مدني في سوق البلدة صباح اليوم، بحسب ما قال شهود.", encoding="utf-8")
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        account = pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=failing)
        assert [pathlib.Path(q.origin).name for q in account.quarantined] == ["a.txt", "b.txt", "c.txt"]
        assert (account.stored, account.inputs) == (2, 6)
        # once the reader is mended, the same command reads them
        assert pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read).stored == 2


def test_a_better_reader_revises_the_same_claims(reports: str, tmp_path: pathlib.Path) -> None:
    def better(document: Document) -> list[Claim]:
        return [c.replace(status="suspected") for c in read(document)]

    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read)
        ids = [c.id for c in ledger.claims()]
        account = pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=better)
        assert (account.stored, account.revised) == (0, 2)
        assert [(c.id, c.status) for c in ledger.claims()] == [(i, "suspected") for i in ids]


def test_an_unfinished_ingest_goes_on_where_it_stopped(reports: str, tmp_path: pathlib.Path) -> None:
    def stopping(document: Document) -> list[Claim]:
        if document.file == "b.txt":
            raise KeyboardInterrupt
        return read(document)

    now = lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # noqa: E731
    digests = []
    for n, interrupted in enumerate((False, True)):
        with Ledger(f"sqlite:///{tmp_path / f'l{n}.db'}", clock=now) as ledger:
            if interrupted:
                with pytest.raises(KeyboardInterrupt):
                    pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=stopping)
                assert len(ledger.documents()) == 1
            pipeline.ingest([reports], Given(), ledger, tmp_path / "store", read=read)
            digests.append((ledger.claims(), [(d.id, d.text) for d in ledger.documents()]))
    assert digests[0] == digests[1]


def test_link_and_export(reports: str, tmp_path: pathlib.Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        pipeline.ingest([reports], Given(dt.date(2021, 2, 23)), ledger, tmp_path / "store", read=read)
        pipeline.link(ledger)
        before = ledger.digest()
        pipeline.link(ledger)
        assert ledger.digest() == before
        assert {c.incident for c in ledger.claims()} == {i.id for i in ledger.incidents()}
        written = [json.loads(line) for line in b"".join(pipeline.export("claims", ledger)).splitlines()]
        assert [w["incident"] for w in written] == [c.incident for c in ledger.claims()]


@pytest.mark.slow
def test_killed_at_any_point_it_loses_and_doubles_nothing(tmp_path: pathlib.Path) -> None:
    """kill -9 at six moments of an ingest; then the same command gives the ledger of an unbroken run."""
    lines = "".join(json.dumps({"id": f"r{n}", "text": f"{REPORT} ({n})", "published": "2021-02-23"}, ensure_ascii=False) + "\n" for n in range(60))
    (tmp_path / "r.jsonl").write_text(lines, encoding="utf-8")
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); from test_pipeline import read; from marsad import pipeline\n"
        "from marsad.ledger import Ledger; from marsad.read import Given\n"
        "folder = pathlib.Path(sys.argv[2]); ledger = Ledger(f'sqlite:///{folder / \"l.db\"}')\n"
        "say = lambda n: print(n, flush=True)\n"
        "pipeline.ingest([str(folder.parent / 'r.jsonl')], Given(), ledger, folder / 'store', read=read, progress=say)\n"
    )

    def run(folder: pathlib.Path, kill_after: int | None) -> int:
        words = [sys.executable, "-c", program, str(pathlib.Path(__file__).parent), str(folder)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            acknowledged = 0
            for line in process.stdout:
                acknowledged = int(line)
                if kill_after is not None and acknowledged >= kill_after:
                    process.kill()
                    break
        assert kill_after is not None or process.returncode == 0
        return acknowledged

    def state(folder: pathlib.Path) -> object:
        with Ledger(f"sqlite:///{folder / 'l.db'}", create=False) as ledger:
            return ledger.documents(), ledger.claims(), ledger.counts()

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    run(whole, None)
    for moment in range(1, 60, 10):
        acknowledged = run(broken, moment)
        with Ledger(f"sqlite:///{broken / 'l.db'}", create=False) as ledger:
            assert ledger.counts()["documents"] >= acknowledged
            assert not list(pipeline.verify(ledger, broken / "store"))
    run(broken, None)
    assert state(broken) == state(whole)

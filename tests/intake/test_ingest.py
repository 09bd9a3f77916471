"""Into the ledger: the account adds up, copies are sightings, later texts are versions, what was read is passed by."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from marsad import pipeline
from marsad.ids import claim_id
from marsad.ledger import Ledger
from marsad.model import Claim, Document, Quote
from marsad.read import Given
from marsad.read.capture import path_of
from marsad.resources import DataError

REPORT = (
    "قُتل جنديان بانفجار لغم في سيارتهم على طريق الحقل النفطي شرقي الميادين، أمس الاثنين، وفق مصدر محلي. "
    "وأضاف المصدر أن ثلاثة آخرين أصيبوا بجروح ونقلوا إلى المستشفى العام في المدينة. "
    "وتشهد المنطقة منذ أسابيع انفجار ألغام من مخلفات المعارك السابقة بين القوات الحكومية ومسلحي التنظيم. "
    "ولم تتبن أي جهة المسؤولية عن زرع اللغم حتى لحظة إعداد هذا الخبر."
)


def read(document: Document) -> list[Claim]:
    start = document.text.find("قُتل")
    if start < 0:
        return []
    end = document.text.find(".", start) + 1
    quote = (Quote(document.text[start:end], start, end),)
    return [Claim(claim_id(document.source or document.id, "explosive", document.text[start:end], 0), document.id, document.file, "explosive", evidence=quote)]


def records(path: pathlib.Path, *made: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in made), encoding="utf-8")
    return str(path)


@pytest.fixture
def ledger(tmp_path: pathlib.Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'l.db'}")


def test_a_republished_text_is_a_sighting_of_the_same_claims(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    edited = REPORT.replace("أمس الاثنين", "الاثنين").replace("العام في المدينة", "العام")
    other = "قُتل شرطي برصاص مجهولين وسط المدينة. " + "وفتحت الشرطة تحقيقا في الحادث الذي وقع قرب السوق صباح اليوم بحسب شهود عيان."
    paths = [records(tmp_path / "r.jsonl", {"text": REPORT, "outlet": "أ", "id": "1"}, {"text": edited + " نقلا عن أ.", "outlet": "ب", "id": "7"}, {"text": other, "outlet": "ج", "id": "9"})]
    account = pipeline.ingest(paths, Given(), ledger, tmp_path / "store", read=read)
    assert (account.stored, account.copies, account.claims) == (3, 1, 2)
    first, copy, third = ledger.documents()
    assert f"copy_of:{first.id}" in copy.flags and not third.flags
    (claim,) = [c for c in ledger.claims() if c.type == "explosive" and "جنديان" in c.evidence[0].text]
    assert ledger.sightings(claim.id) == [first.id, copy.id]
    before = ledger.digest()
    assert pipeline.ingest(paths, Given(), ledger, tmp_path / "store", read=read).duplicate == 3 and ledger.digest() == before


def test_forty_copies_are_all_copies_of_the_first(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    made = [records(tmp_path / f"{n:02}.jsonl", {"text": f"{REPORT} نشرة {n}", "url": f"https://n{n}.example.org/x"}) for n in range(41)]
    account = pipeline.ingest(made[:30], Given(), ledger, tmp_path / "store", read=read)
    assert (account.stored, account.copies) == (30, 29)
    account = pipeline.ingest(made[30:], Given(), ledger, tmp_path / "store", read=read)
    assert (account.stored, account.copies) == (11, 11)
    first, *others = ledger.documents()
    assert {d.flags for d in others} == {(f"copy_of:{first.id}",)} and len(ledger.claims()) == 1 and len(ledger.sightings(ledger.claims()[0].id)) == 41
    again = records(tmp_path / "again.jsonl", {"text": f"{REPORT} نشرة 0 مصححة", "url": "https://n0.example.org/x"})
    account = pipeline.ingest([again], Given(), ledger, tmp_path / "store", read=read)
    assert (account.stored, account.copies, account.versions) == (1, 0, 1)  # of the first one's own source


def test_a_changed_text_at_one_address_is_a_version_and_shows_what_vanished(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    url = "https://n.example.org/1"
    changed = REPORT.replace("وأضاف المصدر أن ثلاثة آخرين أصيبوا بجروح ونقلوا إلى المستشفى العام في المدينة. ", "") + " ونفت الوزارة وقوع إصابات أخرى."
    for n, text in enumerate((REPORT, REPORT, changed)):
        account = pipeline.ingest([records(tmp_path / f"{n}.jsonl", {"text": text, "url": url})], Given(), ledger, tmp_path / "store", read=read)
    assert (account.stored, account.versions, account.copies) == (1, 1, 0)
    (version,) = ledger.versions()
    assert version.vanished == ("وأضاف المصدر أن ثلاثة آخرين أصيبوا بجروح ونقلوا إلى المستشفى العام في المدينة.",)
    assert version.appeared == ("ونفت الوزارة وقوع إصابات أخرى.",)
    assert len(ledger.claims()) == 1 and len(ledger.sightings(ledger.claims()[0].id)) == 2


def test_what_was_read_to_its_end_is_passed_by(tmp_path: pathlib.Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(f"<!doctype html><meta charset=utf-8><title>خبر</title><article><p>{REPORT}</p></article>", encoding="utf-8")
    first = pipeline.ingest([str(tmp_path / "a.html")], Given(), ledger, tmp_path / "store")
    assert (first.stored, first.inputs) == (1, 1) and first.claims
    from marsad.read.isolate import Pool

    monkeypatch.setattr(Pool, "submit", lambda *_: pytest.fail("it was read again"))
    second = pipeline.ingest([str(tmp_path / "a.html")], Given(), ledger, tmp_path / "store")
    assert (second.duplicate, second.inputs) == (1, 1)


def test_many_pages_are_read_in_parallel_and_kept_in_order(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(30):
        (pages / f"{n:02}.html").write_text(f"<!doctype html><meta charset=utf-8><title>خبر {n}</title><article><p>{n} {REPORT}</p><p>{'كلمة ' * n}{n}</p></article>", encoding="utf-8")
    (pages / "99.html").write_bytes(b"<!doctype html><html><body></body></html>")
    seen: list[int] = []
    account = pipeline.ingest([str(pages)], Given(), ledger, tmp_path / "store", progress=seen.append)
    assert account.inputs == 31 and len(account.rejected) == 1 and seen == sorted(seen) and seen[-1] == 31
    assert [d.file for d in ledger.documents()] == [f"{n:02}.html" for n in range(30)]
    assert not list(pipeline.verify(ledger, tmp_path / "store"))


def test_verify_finds_a_changed_bit(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    (tmp_path / "a.html").write_text(f"<!doctype html><meta charset=utf-8><title>خبر</title><article><p>{REPORT}</p></article>", encoding="utf-8")
    pipeline.ingest([str(tmp_path / "a.html")], Given(), ledger, tmp_path / "store")
    (document,) = ledger.documents()
    assert document.capture
    path = path_of(document.capture, tmp_path / "store")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert ["changed" in f.reason for f in pipeline.verify(ledger, tmp_path / "store")] == [True]


def test_broken_data_of_ours_stop_the_ingest_with_one_sentence(tmp_path: pathlib.Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else every document would be set aside for what is not its fault."""
    from marsad.read import work

    broken = tmp_path / "broken_reader.py"
    broken.write_text("from marsad.resources import DataError\ndef of(document):\n    raise DataError('cues/by.yml: entry 3 has no «say»')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(work, "RULES", "broken_reader:of")
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"{REPORT} {n}", encoding="utf-8")
    with pytest.raises(DataError, match=r"cues/by\.yml: entry 3"):
        pipeline.ingest([str(tmp_path / f"{n}.txt") for n in range(3)], Given(), ledger, tmp_path / "store")
    assert ledger.documents() == [] and not (tmp_path / "store").exists()


@pytest.mark.slow
def test_a_broken_lexicon_file_is_named_by_the_command(tmp_path: pathlib.Path) -> None:
    """The same through the reading processes: a copy of the package with one broken file of words."""
    import marsad

    package = tmp_path / "copy" / "marsad"
    shutil.copytree(pathlib.Path(marsad.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "dist", "*.pmtiles"))
    victim = sorted((package / "data" / "frames").glob("*.yml"))[0]
    victim.write_text(victim.read_text(encoding="utf-8") + "\n- nonsense: [\n", encoding="utf-8")
    page = "<!doctype html><meta charset=utf-8><title>خبر {0}</title><article><h1>خبر {0}</h1><p>" + REPORT + "</p></article>"
    for n in range(3):
        (tmp_path / f"{n}.html").write_text(page.format(n), encoding="utf-8")
    words = [sys.executable, "-m", "marsad.cli", "ingest", *(str(tmp_path / f"{n}.html") for n in range(3))]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "copy"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and victim.name in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert "quarantined" not in done.stdout + done.stderr

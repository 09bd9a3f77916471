"""Copies: told by what the ledger keeps of texts, by their text where it kept nothing, and of copies the first."""

from __future__ import annotations

import json
import pathlib

import pytest
from sqlalchemy import delete

from marsad import pipeline
from marsad.ledger import Ledger
from marsad.ledger import tables as t
from marsad.model import Document
from marsad.read import Given, likeness

REPORT = (
    "أغلقت قوة من حرس الحدود المعبر الغربي ساعتين بعد سقوط قذيفتين في أرض خالية قربه، بحسب ما قال موظف في الجمارك. "
    "وأضاف الموظف أن الشاحنات عادت إلى السير عصرا وأن أحدا لم يصب بأذى. "
    "ولم يصدر عن قيادة الحرس تعليق على ما جرى حتى مساء اليوم نفسه."
)


def record(folder: pathlib.Path, name: str, text: str, outlet: str) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"id": name, "text": text, "outlet": outlet}, ensure_ascii=False) + "\n", encoding="utf-8")
    return str(path)


def take(ledger: Ledger, folder: pathlib.Path, *paths: str) -> list[tuple[str, ...]]:
    pipeline.ingest(list(paths), Given(), ledger, folder / "store", read=lambda _: [])
    return [d.flags for d in ledger.documents()]


@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_is_told_whether_the_ledger_kept_the_shingles_or_is_older(tmp_path: pathlib.Path, kept: bool) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        take(ledger, tmp_path, record(tmp_path, "a", REPORT, "أ"))
        (first,) = ledger.documents()
        assert likeness.unpacked(ledger.texts([first.id])[first.id].shingles or "") == likeness.unpacked(likeness.packed(likeness.shingles(first)))
        if not kept:
            with ledger.engine.begin() as connection:
                connection.execute(delete(t.document_shingles))
            assert ledger.texts([first.id])[first.id].shingles is None
        assert take(ledger, tmp_path, record(tmp_path, "b", f"{REPORT} نقلا عن أ.", "ب")) == [(), (f"copy_of:{first.id}",)]


def test_in_memory_all_is_written_on_the_one_connection(tmp_path: pathlib.Path) -> None:
    with Ledger("sqlite://") as ledger:
        assert ledger.in_memory
        flags = take(ledger, tmp_path, *(record(tmp_path, f"{n}", f"{REPORT} {n}", f"نشرة {n}") for n in range(20)))
        assert flags == [(), *[(f"copy_of:{ledger.documents()[0].id}",)] * 19]


def test_after_a_batch_that_failed_nothing_more_is_written(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.intake import writer

    monkeypatch.setattr(writer, "BATCH", 2)
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        real, batches = ledger.append_many, []

        def append_many(*entries: object) -> object:
            batches.append(entries)
            if len(batches) == 2:
                raise OSError(28, "No space left on device")
            return real(*entries)  # type: ignore[arg-type]

        monkeypatch.setattr(ledger, "append_many", append_many)
        with pytest.raises(OSError, match="No space"):
            take(ledger, tmp_path, *(record(tmp_path, f"{n}", f"خبر {n}", "أ") for n in range(9)))
        assert len(batches) == 2 and [d.file for d in ledger.documents()] == ["0", "1"]


def test_shingles_come_back_and_are_the_same_everywhere() -> None:
    found = likeness.shingles(Document("d", REPORT, "f"))
    assert likeness.packed(found) == likeness.packed(frozenset(sorted(found))) and len(likeness.unpacked(likeness.packed(found))) == len(found)
    assert likeness.packed(frozenset(("a b c",))) == "0A0uyA==" and likeness.unpacked(likeness.packed(frozenset())) == frozenset()

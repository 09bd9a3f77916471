"""What a person names becomes documents in a fixed order, and what cannot be read is said by name."""

from __future__ import annotations

import datetime as dt
import io
import json
import pathlib

import pytest

from marsad.model import Document, Rejection
from marsad.read import Given, read_all, read_metadata
from marsad.read.decode import MAX_REPORT_BYTES, Unreadable
from marsad.read.document import Facts

REPORT = "قُتل جنديان وأصيب ثالث بانفجار لغم في سيارتهم على طريق الحقل النفطي، أمس الاثنين، وفق مصدر محلي."


def read(*paths: object, given: Given = Given(), stdin: bytes = b"") -> tuple[list[Document], list[Rejection]]:  # noqa: B008 - frozen
    found = list(read_all(map(str, paths), given, stdin=io.BytesIO(stdin)))
    return [x.document for x in found if not isinstance(x, Rejection)], [x for x in found if isinstance(x, Rejection)]


def lines(path: pathlib.Path, *records: object) -> pathlib.Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_text_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.txt").write_text(REPORT, encoding="utf-8")
    (document,), faults = read(tmp_path / "one.txt")
    assert (document.text, document.file, document.language, document.published, faults) == (REPORT, "one.txt", "ar", None, [])
    assert document.capture and len(document.capture) == 64


def test_a_folder_is_read_with_its_folders_in_name_order(tmp_path: pathlib.Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden"):
        (tmp_path / name).write_text(f"{REPORT} {name}", encoding="utf-8")
    documents, faults = read(tmp_path)
    assert ([d.file for d in documents], faults) == (["a.txt", "b.txt", "c.txt"], [])


def test_standard_input_is_text_or_records() -> None:
    assert [d.text for d in read("-", stdin=REPORT.encode())[0]] == [REPORT]
    assert [d.file for d in read("-", stdin=json.dumps({"id": 7, "text": REPORT}).encode() + b"\n")[0]] == ["7"]


def test_records_bring_their_facts(tmp_path: pathlib.Path) -> None:
    record = {"id": "r1", "text": REPORT, "published": "2021-02-23T09:00:00+03:00", "outlet": "نشرة", "title": "لغم", "url": "https://sample.invalid/1"}
    (document,), _ = read(lines(tmp_path / "r.jsonl", record))
    assert (document.file, document.published, document.published_from) == ("r1", dt.date(2021, 2, 23), "metadata")
    assert (document.outlet, document.title, document.url) == ("نشرة", "لغم", "https://sample.invalid/1")


def test_file_goes_before_id_and_the_line_is_the_last_resort(tmp_path: pathlib.Path) -> None:
    path = lines(tmp_path / "r.jsonl", {"file": "f.txt", "id": "i", "text": REPORT}, {"text": REPORT + "."})
    assert [d.file for d in read(path)[0]] == ["f.txt", "r.jsonl:2"]


def test_a_broken_line_is_named_and_the_good_ones_count(tmp_path: pathlib.Path) -> None:
    path = lines(tmp_path / "r.jsonl", {"id": "a", "text": REPORT}, "{broken", "", {"id": "c"}, {"id": "d", "text": REPORT}, "[1]", {"id": "e", "text": " "})
    documents, faults = read(path)
    assert [d.file for d in documents] == ["a", "d"]
    assert [f.origin for f in faults] == [f"{path}:{n}" for n in (2, 4, 6, 7)]
    assert "not JSON" in faults[0].reason and '"text"' in faults[1].reason


def test_records_are_told_by_their_content(tmp_path: pathlib.Path) -> None:
    assert [d.file for d in read(lines(tmp_path / "export.txt", {"id": "a", "text": REPORT}))[0]] == ["a"]


def test_a_lone_surrogate_of_another_program_is_replaced(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a", "text": "' + REPORT + ' \\ud83d \\u0000"}\n', encoding="utf-8")
    (document,), faults = read(path)
    assert document.text == REPORT + " \ufffd \ufffd" and not faults


def test_two_outlets_that_print_one_text_are_two_documents(tmp_path: pathlib.Path) -> None:
    path = lines(tmp_path / "r.jsonl", *({"id": "same", "text": REPORT, "outlet": o} for o in ("أ", "ب")))
    assert len({d.id for d in read(path)[0]}) == 2


def test_a_file_has_the_same_id_wherever_it_lies(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x").mkdir()
    for name in ("a.txt", "x/b.txt"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    assert len({d.id for d in read(tmp_path)[0]}) == 1


def test_who_dates_a_report(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(f"انفجار لغم بسيارة عسكرية\n24/02/2021\n{REPORT} وقال المصدر إن المنطقة أغلقت.", encoding="utf-8")
    option, metadata = dt.date(2021, 3, 1), dt.date(2021, 3, 2)
    assert [(d.published, d.published_from) for d in read(path)[0]] == [(dt.date(2021, 2, 24), "dateline")]
    assert [(d.published, d.published_from) for d in read(path, given=Given(option))[0]] == [(option, "option")]
    both = Given(option, metadata={"one.txt": Facts(metadata)})
    assert [(d.published, d.published_from) for d in read(path, given=both)[0]] == [(metadata, "metadata")]


def test_a_date_that_cannot_be_read_is_flagged_and_not_guessed(tmp_path: pathlib.Path) -> None:
    (document,), _ = read(lines(tmp_path / "r.jsonl", {"id": "a", "text": REPORT, "published": "الأربعاء"}))
    assert document.published is None and document.flags == ("unreadable_date",)


def test_metadata_by_file_name_or_stem(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.txt").write_text(REPORT, encoding="utf-8")
    facts = read_metadata(lines(tmp_path / "meta.jsonl", {"file": "one.txt", "published": "2021-02-23", "outlet": "نشرة"}))
    (document,), _ = read(tmp_path / "one.txt", given=Given(metadata=facts))
    assert (document.published, document.outlet) == (dt.date(2021, 2, 23), "نشرة")


def test_metadata_fills_what_a_record_leaves_open(tmp_path: pathlib.Path) -> None:
    given = Given(metadata={"a": Facts(dt.date(2021, 2, 23), "نشرة")})
    (document,), _ = read(lines(tmp_path / "r.jsonl", {"id": "a", "text": REPORT, "outlet": "أخرى"}), given=given)
    assert (document.published, document.outlet) == (dt.date(2021, 2, 23), "أخرى")


@pytest.mark.parametrize(("line", "what"), [("{x", "not JSON"), ('{"published": "2021-01-01"}', "file"), ('{"file": "a", "published": "x"}', "no date")])
def test_broken_metadata_is_named_by_its_line(tmp_path: pathlib.Path, line: str, what: str) -> None:
    path = lines(tmp_path / "meta.jsonl", {"file": "a.txt"}, line)
    with pytest.raises(Unreadable, match=rf"meta\.jsonl:2: .*{what}"):
        read_metadata(path)


def test_other_languages_are_kept_and_marked(tmp_path: pathlib.Path) -> None:
    (tmp_path / "fa.txt").write_text("نیروهای ارتش روز سه‌شنبه با گروهی از افراد مسلح درگیر شدند و پنج نفر کشته شدند.", encoding="utf-8")
    (document,), faults = read(tmp_path / "fa.txt")
    assert (document.language, document.flags, faults) == ("fa", ("not_arabic",), [])


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n ", "is empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG image"),
        ("binary.txt", bytes(range(256)) * 8, "binary"),
        ("none.jsonl", b"\n\n", "no records"),
        ("void.jsonl", b"", "is empty"),
        ("page.html", b"<!doctype html><html><body><img src=x></body></html>", "without any text"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: pathlib.Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    documents, (fault,) = read(tmp_path / name)
    assert documents == [] and fault.origin == str(tmp_path / name) and reason in fault.reason


def test_a_missing_file_and_an_empty_folder_are_said(tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder").mkdir()
    _, faults = read(tmp_path / "none.txt", tmp_path / "folder")
    assert "not fetched" in next(iter(read_all(["https://sample.invalid/1"]))).reason  # type: ignore[union-attr]
    assert [f.reason.split(";")[0] for f in faults] == ["no such file or folder", "no reports in this folder"]


def test_more_than_a_report_is_refused_without_being_read_whole(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as f:
        for _ in range(20):
            f.write((REPORT + "\n").encode() * 6000)
    documents, (fault,) = read(tmp_path / "huge.txt")
    assert documents == [] and "MB" in fault.reason and "JSON Lines" in fault.reason


def test_many_records_in_one_large_file_are_read_as_a_stream(tmp_path: pathlib.Path) -> None:
    record = json.dumps({"text": REPORT * 20}, ensure_ascii=False).encode() + b"\n"
    with (tmp_path / "big.jsonl").open("wb") as f:
        while f.tell() < MAX_REPORT_BYTES + 100_000:
            f.write(record)
    first = next(iter(read_all([str(tmp_path / "big.jsonl")])))
    assert not isinstance(first, Rejection) and first.document.file == "big.jsonl:1"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256", "iso8859_6"])
def test_files_in_other_encodings(tmp_path: pathlib.Path, encoding: str) -> None:
    plain = REPORT.replace("\u064f", "")
    (tmp_path / "a.txt").write_bytes(plain.encode(encoding))
    assert [d.text for d in read(tmp_path / "a.txt")[0]] == [plain]

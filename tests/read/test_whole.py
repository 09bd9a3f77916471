"""Whether an archive is whole: what lies beside it, or in it, or what the ledger remembers says so; else that nothing does is said."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import pathlib
import zipfile
from collections.abc import Callable

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from marsad import pipeline
from marsad.ledger import Ledger
from marsad.model import Claim, Document
from marsad.read import Given, warc
from marsad.read.pieces import Faulty, Passed, Piece, Walked
from marsad.read.walk import UNPROVEN, walk

PAGE = "<!doctype html><html><head><meta charset=utf-8><title>خبر {0}</title></head><body><article><h1>خبر {0}</h1><p>أفاد مراسلنا بأن رتلاً مر قرب القرية رقم {0} فجراً، من دون أن يوقفه أحد من سكانها أو حراسها.</p></article></body></html>"


def archive(number: int) -> tuple[bytes, list[int]]:
    """The archive, and where its records end."""
    out, ends = io.BytesIO(), []
    writer = WARCWriter(out, gzip=True)
    for n in range(number):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(f"https://a.example.org/{n}", "response", payload=io.BytesIO(PAGE.format(n).encode()), http_headers=head)
        writer.write_record(record)
        ends.append(out.tell())
    return out.getvalue(), ends


def said(path: pathlib.Path) -> tuple[int, list[str], bool]:
    """Pages, faults, and whether the walk says that nothing proves the end."""
    found = list(walk([str(path)]))
    unproven = any(isinstance(f, Passed) and f.what == UNPROVEN for f in found)
    return sum(isinstance(f, Piece) for f in found), [f.reason for f in found if isinstance(f, Faulty)], unproven


def test_an_archive_alone_proves_nothing_of_its_end(tmp_path: pathlib.Path) -> None:
    raw, ends = archive(4)
    (tmp_path / "a.warc.gz").write_bytes(raw[: ends[2]])
    assert said(tmp_path / "a.warc.gz") == (3, [], True)
    (walked,) = [f for f in walk([str(tmp_path / "a.warc.gz")]) if isinstance(f, Walked)]
    (first, *_) = [r for r in warc.records(io.BytesIO(raw), len(raw)) if isinstance(r, warc.Record)]
    assert (walked.records, walked.size, walked.first) == (3, ends[2], first.headers["warc-record-id"])


@pytest.mark.parametrize(("name", "line"), [("a.warc.gz.sha256", "{0}  a.warc.gz\n"), ("a.warc.gz.sha256", "{0}\n"), ("SHA256SUMS", "{1}  b.warc.gz\n{0} *a.warc.gz\n")])
def test_a_checksum_beside_it(name: str, line: str, tmp_path: pathlib.Path) -> None:
    raw, ends = archive(4)
    (tmp_path / name).write_text(line.format(hashlib.sha256(raw).hexdigest(), "0" * 64))
    (tmp_path / "a.warc.gz").write_bytes(raw)
    assert said(tmp_path / "a.warc.gz") == (4, [], False)
    (tmp_path / "a.warc.gz").write_bytes(raw[: ends[1]])
    pages, faults, _ = said(tmp_path / "a.warc.gz")
    assert pages == 2 and "cut or changed" in faults[0]


def cdxj(ends: list[int]) -> str:
    starts = [0, *ends[:-1]]
    return "".join(
        f"org,example,a)/{n} 20210221000000 " + json.dumps({"url": f"https://a.example.org/{n}", "offset": str(at), "length": str(end - at), "filename": "a.warc.gz"}) + "\n"
        for n, (at, end) in enumerate(zip(starts, ends, strict=True))
    )


def cdx(ends: list[int]) -> str:
    """As wget writes it: offsets and no lengths."""
    return " CDX a b m s k r V g u\n" + "".join(f"https://a.example.org/{n} 2021 text/html 200 X - {at} a.warc.gz <urn:x>\n" for n, at in enumerate([0, *ends[:-1]]))


@pytest.mark.parametrize(("name", "made"), [("a.warc.gz.cdxj", cdxj), ("a.cdxj", cdxj), ("a.cdx", cdx)])
def test_an_index_beside_it(name: str, made: Callable[[list[int]], str], tmp_path: pathlib.Path) -> None:
    raw, ends = archive(4)
    (tmp_path / name).write_text(made(ends))
    (tmp_path / "a.warc.gz").write_bytes(raw)
    assert said(tmp_path / "a.warc.gz") == (4, [], made is cdx)  # without lengths an index names the last record, not its end
    for cut in ends[:-1]:
        (tmp_path / "a.warc.gz").write_bytes(raw[:cut])
        assert "is cut short: by" in said(tmp_path / "a.warc.gz")[1][0]


@pytest.mark.parametrize("text", ["{", "not an index\n", '{"offset": [1], "filename": 5}\n', " CDX V g\nx y z\n", "0 {]\n", ""])
def test_an_index_that_cannot_be_read_proves_nothing(text: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(archive(2)[0])
    (tmp_path / "a.cdxj").write_text(text)
    assert said(tmp_path / "a.warc.gz") == (2, [], True)


def wacz(path: pathlib.Path, raw: bytes, listed: bytes | None = None, *, name: str = "archive/data.warc.gz", more: tuple[str, ...] = ()) -> None:
    listed = raw if listed is None else listed
    resources = [{"name": n, "path": n, "hash": "sha256:" + hashlib.sha256(listed).hexdigest(), "bytes": len(listed)} for n in (name, *more)]
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("archive/data.warc.gz", raw)
        z.writestr("indexes/index.cdx", "x")
        z.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}))


def test_a_packed_archive_is_what_its_contents_list(tmp_path: pathlib.Path) -> None:
    raw, ends = archive(4)
    wacz(tmp_path / "a.wacz", raw)
    assert said(tmp_path / "a.wacz") == (4, [], False)
    wacz(tmp_path / "a.wacz", raw[: ends[1]], raw)
    pages, faults, _ = said(tmp_path / "a.wacz")
    assert pages == 2 and f"has {ends[1]} bytes where its archive lists {len(raw)}" in faults[0]
    other = bytearray(raw)
    other[9] ^= 1  # the gzip head's name of the system: every record reads as before
    wacz(tmp_path / "a.wacz", bytes(other), raw)
    assert [f.split(":")[0] for f in said(tmp_path / "a.wacz")[1]] == ["is not the file that its archive lists"]
    wacz(tmp_path / "a.wacz", raw, name="archive/other.warc.gz", more=("pages/pages.jsonl",))
    faults = said(tmp_path / "a.wacz")[1]
    assert [("does not list it" in f, "is not there" in f) for f in faults] == [(True, False), (False, True), (False, True)]


def test_a_packed_archive_without_readable_contents(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as z:
        z.writestr("archive/data.warc.gz", archive(2)[0])
        z.writestr("datapackage.json", "{")
    pages, faults, _ = said(tmp_path / "a.wacz")
    assert pages == 2 and "table of contents cannot be read" in faults[0]


def read(document: Document) -> list[Claim]:
    return []


def test_the_ledger_remembers_how_long_an_archive_was(tmp_path: pathlib.Path) -> None:
    raw, ends = archive(6)
    (tmp_path / "a.warc.gz").write_bytes(raw)
    (tmp_path / "elsewhere").mkdir()
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        for name, cut, missing in (("a.warc.gz", 6, 0), ("a.warc.gz", 6, 0), ("elsewhere/b.warc.gz", 2, 4), ("a.warc.gz", 5, 1)):
            (tmp_path / name).write_bytes(raw[: ends[cut - 1]])
            account = pipeline.ingest([str(tmp_path / name)], Given(), ledger, tmp_path / "store", read=read)
            assert account.inputs == cut + bool(missing)
            assert [q.reason for q in account.quarantined] == ([f"was longer when it was read before: {missing} records of 6 are missing from it"] if missing else [])


def test_an_archive_that_grows_is_no_fault(tmp_path: pathlib.Path) -> None:
    raw, ends = archive(3)
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        for cut in ends:
            (tmp_path / "a.warc.gz").write_bytes(raw[:cut])
            assert not pipeline.ingest([str(tmp_path / "a.warc.gz")], Given(), ledger, tmp_path / "store", read=read).quarantined
        assert len(ledger.documents()) == 3


def test_a_gzip_head_says_nothing_of_the_end() -> None:
    """Why the rule is needed: each member is sound by itself, so that any number of them is a sound file."""
    raw, ends = archive(3)
    assert all(gzip.decompress(raw[:cut]) for cut in ends)

"""Web archives: read as FastWARC and warcio wrote them; of a damaged one every byte is in a record or in a named fault."""

from __future__ import annotations

import gzip
import io
import pathlib
import random
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from marsad.model import Rejection
from marsad.read import read_all, warc
from marsad.read.pieces import Faulty, Passed, Piece, Walked
from marsad.read.walk import UNPROVEN, walk

PARAGRAPH = "قال مصدر أمني إن مسلحين هاجموا نقطة تفتيش على الطريق الدولي شرقي الميادين وقتلوا جنديين، مساء أمس، ثم انسحبوا نحو البادية. "
PAGE = f"<!doctype html><html><head><meta charset=utf-8><title>خبر %d</title></head><body><article><h1>خبر %d</h1><p>{PARAGRAPH}</p></article></body></html>"


def made(number: int, packed: bool = True, status: str = "200 OK") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for n in range(number):
        head = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        page = (PAGE % (n, n)) + "".join(random.Random(n).choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", k=600))
        writer.write_record(writer.create_warc_record(f"https://a.example.org/{n}", "response", payload=io.BytesIO(page.encode()), http_headers=head))
    return out.getvalue()


def found(raw: bytes) -> tuple[list[warc.Record], list[warc.Fault]]:
    everything = list(warc.records(io.BytesIO(raw), len(raw)))
    return [r for r in everything if isinstance(r, warc.Record)], [f for f in everything if isinstance(f, warc.Fault)]


@pytest.mark.parametrize("packed", [True, False])
def test_warcio_s_archives_are_read_as_fastwarc_reads_them(packed: bool, tmp_path: pathlib.Path) -> None:
    raw = made(12, packed)
    (tmp_path / "a.warc").write_bytes(raw)
    records, faults = found(raw)
    theirs = [(r.headers["WARC-Target-URI"], r.reader.read()) for r in ArchiveIterator(str(tmp_path / "a.warc"), record_types=WarcRecordType.response, parse_http=False)]
    assert faults == [] and [(r.url, r.block) for r in records] == theirs and len(theirs) == 12


@pytest.mark.parametrize("packed", [True, False])
def test_fastwarc_s_archives(packed: bool, tmp_path: pathlib.Path) -> None:
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord

    path = tmp_path / ("f.warc.gz" if packed else "f.warc")
    with path.open("wb") as plain:
        f = GzipWriter(plain) if packed else plain
        for n in range(3):
            record = WarcRecord()
            record.init_headers(WarcRecordType.resource)
            record.headers["WARC-Target-URI"] = f"https://b.example.org/{n}"
            record.headers["Content-Type"] = "text/html"
            record.set_bytes_content((PAGE % (n, n)).encode())
            record.write(f, checksum_data=True)
        if packed:
            f.close()
    raw = path.read_bytes()
    records, faults = found(raw)
    assert not faults and [r.url for r in records] == [f"https://b.example.org/{n}" for n in range(3)]
    assert sum(isinstance(p, Piece) for p in walk([str(path)])) == 3


@pytest.mark.parametrize("packed", [True, False])
def test_flips_and_cuts_lose_nothing_in_silence(packed: bool) -> None:
    """60 single bits and 25 cuts here; bench/fuzz.py does 400 and 100."""
    raw = made(8, packed)
    sound = {(r.url, r.block) for r in found(raw)[0] if r.type == "response"}
    rng = random.Random(3)
    for _ in range(60):
        at, bit = rng.randrange(len(raw)), 1 << rng.randrange(8)
        broken = bytearray(raw)
        broken[at] ^= bit
        records, faults = found(bytes(broken))
        got = {r.block for r in records}
        assert faults or got >= {b for _, b in sound}, at
    for _ in range(25):
        at = rng.randrange(1, len(raw))
        records, faults = found(raw[:at])
        assert faults or {r.block for r in records} >= {b for _, b in sound}, at


def test_records_cover_every_byte() -> None:
    for packed in (True, False):
        raw = bytearray(made(6, packed))
        raw[len(raw) // 2] ^= 8
        at = 0
        for r in warc.records(io.BytesIO(bytes(raw)), len(raw)):
            assert r.start == at or r.start <= at
            at = max(at, r.end)
        assert at == len(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"WARC/1.0\r\n" + b"X: " + b"a" * 8_000_000 + b"\r\n\r\n", "head"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\nabc\r\n\r\n", "head"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\nabc\r\n\r\n", "head"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: abc\r\n\r\nabc\r\n\r\n", "head"),
        (b"WARC/1.0\r\n" + b"A: b\r\n" * 5000 + b"\r\n", "head"),
        (gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 15000000\r\n\r\n" + b"a" * 15_000_000 + b"\r\n\r\n"), "100 times"),
    ],
)
def test_bombs_are_named_at_once(raw: bytes, said: str) -> None:
    records, faults = found(raw)
    assert not records and said in faults[0].reason


def test_what_is_no_page_is_counted(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(made(2) + made(3, status="404 Not Found"))
    *pieces, walked, end = walk([str(tmp_path / "a.warc.gz")])
    assert [type(p) for p in pieces] == [Piece] * 2 + [Passed] * 3 and "404" in pieces[-1].what  # type: ignore[union-attr]
    assert isinstance(walked, Walked) and walked.records == 5 and isinstance(end, Passed) and end.what == UNPROVEN


def test_a_damaged_record_is_set_aside_and_the_others_are_read(tmp_path: pathlib.Path) -> None:
    raw = bytearray(made(3))
    raw[len(raw) // 2] ^= 255
    (tmp_path / "a.warc.gz").write_bytes(raw)
    pieces = list(walk([str(tmp_path / "a.warc.gz")]))
    assert [type(p) for p in pieces] == [Piece, Faulty, Piece, Walked, Passed]


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is missing: apt-get install wget")
def test_wget_s_archives(tmp_path: pathlib.Path) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (PAGE % (7, 7)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/news/7"
    words = ["wget", "-q", "--no-proxy", f"--warc-file={tmp_path / 'w'}", "--warc-cdx", "-O", "/dev/null", address]
    subprocess.run(words, check=True, timeout=600, cwd=tmp_path)
    server.shutdown()
    path = tmp_path / "w.warc.gz"
    documents = [f for f in read_all([str(path)]) if not isinstance(f, Rejection)]
    assert [d.document.url for d in documents] == [address] and PARAGRAPH.strip() in documents[0].document.text
    raw = path.read_bytes()
    (place,) = [r.start for r in warc.records(io.BytesIO(raw), len(raw)) if isinstance(r, warc.Record) and r.type == "response"]
    path.write_bytes(raw[:place])  # cut between two records: wget's own index says what is missing
    faults = [f for f in read_all([str(path)]) if isinstance(f, Rejection)]
    assert len(faults) == 1 and "by w.cdx its records go on" in faults[0].reason

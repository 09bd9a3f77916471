"""Hostile inputs: fixed bombs and seeded mutations through the same door as every input; archives flipped and cut.

`python bench/fuzz.py [--mutations 10000] [--bombs] [--flips]` (without choosing: everything). Says: crashes of this process, inputs that took
more than the clock, memory of the largest worker, inputs unexplained, silent losses. Exit code 1 where any is not nought.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import pathlib
import random
import resource
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import pages
from marsad.read import warc, work
from marsad.read.isolate import Pool
from marsad.read.pieces import Faulty, Passed, Piece, Walked
from marsad.read.walk import NOTHING, UNPROVEN, opened, walk

TEXT = " ".join(pages.REPORTS[0][2])
HTML = "<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body>{}</body></html>"


def bombs() -> Iterator[tuple[str, bytes]]:
    """At least 60, each by name."""
    p = f"<p>{TEXT}</p>"
    for n in (1_000, 20_000, 200_000):
        yield f"attributes_{n}", HTML.format("<p " + " ".join(f"a{i}=1" for i in range(n)) + ">" + p).encode()
        yield f"depth_{n}", HTML.format("<div>" * n + p + "</div>" * n).encode()
        yield f"unclosed_{n}", HTML.format("<b>" * n + p).encode()
        yield f"font_soup_{n}", HTML.format(("<font><i><b></font>" * n)[:9_000_000] + p).encode()
        yield f"tables_{n}", HTML.format("<table><tr><td>" * min(n, 100_000) + p).encode()
        yield f"lists_{n}", HTML.format("<ul><li>" * min(n, 200_000) + p).encode()
        yield f"links_{n}", HTML.format("".join(f"<a href=/{i}>x</a>" for i in range(n)) + p).encode()
        yield f"entities_{n}", HTML.format("&amp;" * n + p).encode()
        yield f"comments_{n}", HTML.format("<!-- x -->" * min(n, 200_000) + p).encode()
        yield f"ld_json_depth_{n}", HTML.format('<script type="application/ld+json">' + "[" * n + "</script>" + p).encode()
        yield f"json_depth_{n}", b'{"text": ' + b"[" * n + b"]" * n + b"}"
        yield f"json_digits_{n}", b'{"text": "x", "id": ' + b"9" * n + b"}"
        yield f"feed_depth_{n}", b"<rss version='2.0'><channel>" + b"<item>" * n
        yield f"mail_parts_{n}", b"From: a\nTo: b\nSubject: c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n" + b"--B\nContent-Type: text/plain\n\nx\n" * n
        yield f"mail_head_{n}", b"From: a\nTo: b\nDate: c\n" + b"X-A: b\n" * n + b"\nx"
        yield f"csv_columns_{n}", b"text," * n + b"\n" + b"x," * n + b"\n"
        yield f"open_quotes_{n}", b"text,id\n" + b'"' * (2 * n + 1)
        yield f"telegram_depth_{n}", b'{"name":"x","type":"c","id":1,"messages":[' + b'{"id":1,"type":"message","text":' + b"[" * n
    yield "script_11mb", HTML.format("<script>" + "var a=1;" * 1_300_000 + "</script>" + p).encode()
    yield "colspan", HTML.format(f"<table><tr><td colspan=9007199254740992 rowspan=9999999>{TEXT}</td></tr></table>").encode()
    yield "billion_laughs", ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{i} "{"&a" + str(i - 1) + ";" if i else "&a;"}">' for i in range(20)) + "]><rss><channel><item><title>&a19;</title></item></channel></rss>").encode()
    yield "quadratic_entities", ('<!DOCTYPE r [<!ENTITY x "' + "a" * 50_000 + '">]><rss>' + "&x;" * 50_000 + "</rss>").encode()
    yield "external_entity", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'
    yield "gzip_bomb", gzip.compress(bytes(300 * 2**20), 9)
    yield "gzip_in_gzip", gzip.compress(gzip.compress(bytes(300 * 2**20), 9), 9)
    yield "gzip_nested_10", _nested(10)
    for length in (b"-1", b"abc", b"99999999999999999999", b"0x10", b""):
        yield f"warc_length_{length.decode() or 'none'}", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + length + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
    yield "warc_head_8mb", b"WARC/1.0\r\nX: a\r\n" + b" b\r\n" * 2_000_000 + b"\r\n"
    yield "warc_gzip_bomb", gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 300000000\r\n\r\n" + bytes(300 * 2**20), 9)
    yield "zip_bomb", _zip([("a.txt", b"0" * 100_000_000)])
    yield "zip_many", _zip([(f"{n}.txt", b"") for n in range(12_000)])
    yield "zip_overlap", _overlapping()
    yield "zip_tricks", _zip([("../../../etc/x", TEXT.encode()), ("/abs", TEXT.encode()), ("C:\\x", TEXT.encode()), ("a\x00b", TEXT.encode())])
    yield "tar_links", _tar()
    yield "long_line", ("ا" * 2_400_000).encode()
    yield "harakat", ("ق" + "\u064e" * 1_000_000).encode()
    yield "bidi", ("\u202e" * 500_000 + TEXT).encode()
    yield "nul", b"\x00" * 1_000_000
    yield "utf16_half", b"\xff\xfe" + b"\x00\xd8" * 500_000
    yield "pdf_empty", b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999999>>stream\n" * 20_000
    yield "pdf_pages", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999999>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    yield "docx_bomb", _zip([("word/document.xml", b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" + b"<w:p/>" * 5_000_000)])
    yield "docx_entities", _zip([("word/document.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")])


def _nested(depth: int) -> bytes:
    raw = TEXT.encode()
    for _ in range(depth):
        raw = gzip.compress(raw)
    return raw


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, raw in members:
            z.writestr(zipfile.ZipInfo(name) if "\x00" in name else name, raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _overlapping() -> bytes:
    """Two entries of the table that point at one file."""
    raw = bytearray(_zip([("a.txt", TEXT.encode()), ("b.txt", TEXT.encode())]))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 42 : at + 46] = b"\x00\x00\x00\x00"
    return bytes(raw)


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, kind in (("a", tarfile.SYMTYPE), ("b", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE), ("d", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            t.addfile(info)
    return out.getvalue()


def seeds() -> list[bytes]:
    """Sound inputs of every kind, to be broken."""
    found = [f.markup.encode() for f in list(pages.fixtures())[:30]]
    item = "".join(f"<item><title>خبر {n}</title><link>https://a.example.org/{n}</link><description>{TEXT}</description></item>" for n in range(4))
    found.append(f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'.encode())
    found.append(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>y</title><content>{TEXT}</content></entry></feed>'.encode())
    found.append(json.dumps({"name": "x", "type": "public_channel", "id": 1, "messages": [{"id": n, "type": "message", "date_unixtime": "1613898000", "text": TEXT} for n in range(4)]}, ensure_ascii=False).encode())
    found.append(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": TEXT}]}, ensure_ascii=False).encode())
    found.append(f"From: a@b\nTo: c@d\nSubject: x\nDate: Mon, 22 Feb 2021 10:00:00 +0300\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n".encode())
    found.append(b"".join(b"From a Mon Feb 22 10:00:00 2021\nFrom: a\nTo: b\nSubject: c\nDate: d\n\n" + TEXT.encode() + b"\n\n" for _ in range(3)))
    found.append(f"id,text,date\n1,{TEXT.replace(',', ' ')},2021-01-01\n".encode())
    found.append(_zip([("a.txt", TEXT.encode()), ("b.html", found[0])]))
    found.append(gzip.compress(found[1]))
    found.append(archive(3))
    found.append(TEXT.encode("cp1256", "replace"))
    found.append(b"".join(json.dumps({"id": n, "text": TEXT}, ensure_ascii=False).encode() + b"\n" for n in range(3)))
    return found


def archive(number: int) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for n, one in enumerate(list(pages.fixtures())[:number]):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(f"https://a.example.org/{n}", "response", payload=io.BytesIO(one.markup.encode()), http_headers=head))
    return out.getvalue()


def mutate(raw: bytes, all_: list[bytes], r: random.Random) -> bytes:
    """A few of: flip, splice, cut, double, delete, insert."""
    data = bytearray(raw)
    for _ in range(r.randint(1, 5)):
        if not data:
            break
        at = r.randrange(len(data))
        kind = r.randrange(6)
        if kind == 0:
            data[at] ^= 1 << r.randrange(8)
        elif kind == 1:
            other = r.choice(all_)
            start = r.randrange(len(other))
            data[at : at + r.randrange(200)] = other[start : start + r.randrange(400)]
        elif kind == 2:
            del data[at:]
        elif kind == 3:
            data[at:at] = data[at : at + r.randrange(1, 300)] * r.randint(1, 20)
        elif kind == 4:
            del data[at : at + r.randrange(1, 300)]
        else:
            data[at:at] = r.choice((b"<div>" * 50, b"<!--", b"]]>", b"\x00", b"\xff\xfe", b"</html>", b"{" * 50, b'"', b"\r\n\r\n", "\u202e".encode(), b"<script>", b"&#x0;"))
    return bytes(data)


def through(inputs: Iterable[tuple[str, bytes]], limit: float) -> dict[str, object]:
    """Every input through the door; what became of them. A piece has ``limit`` seconds by the clock, this process as much of the processor."""
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    slow: list[tuple[str, float]] = []
    unexplained: list[str] = []
    peak = 0
    with Pool(work.TARGET, 1, more=30) as pool:
        pool.run(work.request(Piece(b"x" * 100, "text", "", "")), b"x" * 100)
        for name, raw in inputs:
            outcomes, longest = 0, 0.0
            began = time.process_time()
            for found in opened(io.BytesIO(raw), name, name, len(raw), NOTHING):
                if isinstance(found, Walked):
                    continue  # says how far an archive went, not what became of something in it
                outcomes += 1
                if isinstance(found, Piece):
                    asked = time.perf_counter()
                    pool.submit(None, work.request(found), found.raw)
                    peak = max(peak, *(_peak(w.pid) for w in pool._workers), 0)
                    done = pool.take()
                    peak = max(peak, *(_peak(w.pid) for w in pool._workers), 0)
                    longest = max(longest, time.perf_counter() - asked)
                    if done.failure:
                        states["quarantined"] += 1
                        reasons[done.failure[:60]] += 1
                    elif any("unreadable" in a for a in done.answers):
                        states["rejected"] += 1
                    elif any("document" in a for a in done.answers):
                        states["stored"] += 1
                    else:
                        unexplained.append(name)
                elif isinstance(found, Faulty):
                    states["quarantined"] += 1
                elif isinstance(found, Passed):
                    states["passed"] += 1
                else:
                    states["rejected"] += 1
            walking = time.process_time() - began
            if not outcomes:
                unexplained.append(name)
            if max(longest, walking) > limit:
                slow.append((name, round(max(longest, walking), 2)))
    return {"inputs": sum(states.values()), "states": dict(states), "killed_for": dict(reasons.most_common(6)), "over_the_clock": slow[:20], "unexplained": unexplained[:20],
            "worker_peak_mb": peak >> 10, "parent_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}  # fmt: skip


def _peak(pid: int) -> int:
    """kB that a process held at most; 0 where it has gone."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0])
    except (OSError, IndexError):
        return 0


def flips(number: int, cuts: int) -> dict[str, int]:
    """Single bits and cuts of a packed archive: records lost and nothing said.

    A cut between two records leaves a sound, shorter archive. Each is tried, with wget's kind of index beside it (which must name the loss) and
    alone (where the walk must say that nothing proves the end).
    """
    raw = archive(20)
    whole = [r for r in warc.records(io.BytesIO(raw), len(raw)) if isinstance(r, warc.Record)]
    starts, sound = {r.start for r in whole}, {r.block for r in whole}
    r = random.Random(11)
    counts = Counter(trials=0, silent_losses=0, named=0, exact=0, between_records=0)
    broken = []
    for _ in range(number):
        data = bytearray(raw)
        data[r.randrange(len(raw))] ^= 1 << r.randrange(8)
        broken.append(bytes(data))
    broken += [raw[:at] for at in r.sample([n for n in range(1, len(raw)) if n not in starts], cuts)]
    for data in broken:
        found = list(warc.records(io.BytesIO(data), len(data)))
        exact = {f.block for f in found if isinstance(f, warc.Record)} >= sound
        faults = any(isinstance(f, warc.Fault) for f in found)
        counts.update(trials=1, silent_losses=not exact and not faults, named=faults, exact=exact)
    with tempfile.TemporaryDirectory() as folder:
        path, index = pathlib.Path(folder, "a.warc.gz"), pathlib.Path(folder, "a.cdx")
        for at in sorted(starts - {0}):
            path.write_bytes(raw[:at])
            index.unlink(missing_ok=True)
            alone = any(isinstance(f, Passed) and f.what == UNPROVEN for f in walk([str(path)]))
            index.write_text(" CDX a b m s k r V g u\n" + "".join(f"https://a.example.org/ 2021 text/html 200 X - {n} a.warc.gz x\n" for n in sorted(starts)))
            named = any(isinstance(f, Faulty) for f in walk([str(path)]))
            counts.update(trials=1, between_records=1, silent_losses=not (alone and named), named=named)
    return dict(counts)


def failed(result: dict[str, Any]) -> bool:
    """Whether one input broke its bounds."""
    return bool(result["over_the_clock"] or result["unexplained"] or result["worker_peak_mb"] >= 512)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=None)
    parser.add_argument("--bombs", action="store_true")
    parser.add_argument("--flips", action="store_true")
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    everything = chosen.mutations is None and not chosen.bombs and not chosen.flips
    bad = False
    if chosen.bombs or everything:
        made = list(bombs())
        result = through(made, 2.3)
        print(json.dumps({"bombs": len(made), **result}, ensure_ascii=False))
        bad |= failed(result)
    if chosen.flips or everything:
        lost = flips(400, 100)
        print(json.dumps({"flips": lost}))
        bad |= bool(lost["silent_losses"])
    number = 10_000 if everything else chosen.mutations or 0
    if number:
        all_ = seeds()
        r = random.Random(chosen.seed)
        began = time.perf_counter()
        result = through(((f"m{n}", mutate(r.choice(all_), all_, r)) for n in range(number)), 2.3)
        print(json.dumps({"mutations": number, "per_second": round(number / (time.perf_counter() - began)), **result}, ensure_ascii=False))
        bad |= failed(result)
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())

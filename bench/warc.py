"""A web archive of N pages, made here, ingested: pages a second, share of each stage, memory along the way, nothing lost.

`python bench/warc.py [--pages 20000] [--rate 150]`. Pages are the shapes of bench/pages.py with reports that differ (seven sentences, three
or four claims each); extraction included. On a machine that others use too, the rate says little: beside it stands what the processor time would allow.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pathlib
import pstats
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import pages
from marsad import intake, pipeline
from marsad.extract import reader
from marsad.intake.writer import BATCH
from marsad.ledger import search
from marsad.ledger.append import Entry
from marsad.read import Given, html, isolate, likeness, parse, work
from marsad.read.capture import keep_many
from marsad.read.pieces import Piece
from marsad.read.walk import walk

TOWNS = ("السخنة", "تدمر", "الميادين", "البوكمال", "سنجار", "الحويجة", "تعز", "الحديدة", "سرت", "الفاشر", "نيالا", "جنين", "نابلس", "صيدا", "العريش")
FORCES = ("الجيش السوري", "الحشد الشعبي", "قوات سوريا الديمقراطية", "القوات الحكومية", "الشرطة الاتحادية", "حرس الحدود")
WITNESSES = ("شاهد عيان", "مصدر طبي", "ناشط محلي", "مسؤول في البلدية", "قائد ميداني", "أحد الأهالي", "مدير المستشفى", "متحدث باسم الدفاع المدني")
MOVED = ("السكان", "النازحين", "فرق الإسعاف", "التعزيزات", "عمال الإغاثة", "أصحاب المحال", "طلاب المدارس", "سائقي الشاحنات", "رعاة الأغنام")
DAYS = ("السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة")


def report(n: int) -> tuple[str, tuple[str, ...]]:
    """The n-th report: its headline and paragraphs."""
    r = random.Random(n)
    town, force, dead, hurt = r.choice(TOWNS), r.choice(FORCES), r.randint(2, 40), r.randint(2, 60)
    return f"مقتل {dead} من {force} قرب {town} ({n})", (
        f"قُتل {dead} عنصراً من {force} وأصيب {hurt} آخرون، يوم {r.choice(DAYS)}، في هجوم شنه مسلحون قرب مدينة {town}، بحسب ما قال مصدر أمني.",
        *(_said(r) for _ in range(4)),
        f"وأضاف المصدر أن الطيران نفذ {r.randint(2, 30)} غارات على مواقع المسلحين في محيط {r.choice(TOWNS)} من دون معرفة حجم الخسائر.",
    )


def _said(r: random.Random) -> str:
    """A sentence of hearsay; few of them are alike, as in real reports."""
    return (
        f"{r.choice(('وقال', 'وذكر', 'وأوضح', 'وأكد', 'وأشار', 'ولفت'))} {r.choice(WITNESSES)} {r.choice(('في', 'من', 'قرب'))} {r.choice(TOWNS)} "
        f"{r.choice(('إن', 'إلى أن'))} {r.choice(MOVED)} {r.choice(('وصلوا إلى', 'غادروا', 'تجمعوا في', 'مروا عبر', 'عادوا إلى'))} {r.choice(TOWNS)} "
        f"{r.choice(('بعد', 'قبل'))} {r.randint(2, 90)} {r.choice(('دقيقة', 'ساعة'))} {r.choice(('من الهجوم', 'من الانفجار', 'من القصف', 'من الحادث'))}"
        f"{r.choice(('، وسط استنفار', '، رغم إغلاق الطرق', '، من دون تفاصيل أخرى', '، وفق شهادته', ''))}."
    )


def make(path: pathlib.Path, number: int) -> None:
    """Writes the archive."""
    templates = list(pages.TEMPLATES.values())
    with path.open("wb") as f:
        writer = WARCWriter(f, gzip=True)
        for n in range(number):
            title, paragraphs = report(n)
            shape = pages.Shape(title, pages.REPORTS[n % 3][1], paragraphs)
            markup = templates[n % len(templates)](shape).replace("https://www.", f"https://n{n}.")
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(f"https://news.example.org/{n}", "response", payload=io.BytesIO(markup.encode()), http_headers=head))


def rss() -> float:
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def reading_seconds() -> float:
    """Processor time of the reading processes that run now."""
    ticks = 0
    parents = {n.process.pid for n in isolate._NURSERIES.values()}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) in parents:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def stages(path: pathlib.Path, folder: pathlib.Path, number: int) -> dict[str, float]:
    """Milliseconds of processor time a page, stage by stage, of some pages read in this process."""
    spent: Counter[str] = Counter()

    def timed(name: str, call: Callable[[], Any]) -> Any:
        began = time.process_time()
        found = call()
        spent[name] += time.process_time() - began
        return found

    pieces = walk([str(path)])
    entries = []
    work.warm()
    with pipeline.open_ledger(f"sqlite:///{folder / 'stages.db'}") as ledger:
        for n in range(number):
            piece = timed("archive", lambda: next(p for p in pieces if isinstance(p, Piece)))
            page = timed("page", lambda piece=piece: html.page(piece.raw))
            (item,) = timed("document", lambda piece=piece: parse.documents(piece))
            shingles = timed("bands", lambda item=item: likeness.shingles(item.document))
            bands, kept = timed("bands", lambda found=shingles: (likeness.bands(found), likeness.packed(found)))
            claims = timed("claims", lambda item=item: reader.claims(item.document))
            words = timed("words", lambda item=item: search.words_of(item.document.text))
            packed = timed("wire", lambda item=item, claims=claims: [orjson.loads(orjson.dumps(work.claim_json(c))) for c in claims])
            entries.append(Entry(item.capture, item.document, packed, bands, words, kept))
            assert page.text
            if len(entries) == BATCH or n == number - 1:
                timed("store", lambda some=entries: keep_many({e.capture.sha256: e.document.text.encode() for e in some}, folder / "stages"))
                timed("ledger", lambda some=entries: ledger.append_many(some))
                entries = []
    spent["document"] = max(0.0, spent["document"] - spent["page"])  # it parses the page again
    return {name: round(1000 * seconds / number, 2) for name, seconds in spent.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true", help="of this process")
    parser.add_argument("--rate", type=float, default=0, help="fail below so many pages a second")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        make(base / "a.warc.gz", chosen.pages)
        size = (base / "a.warc.gz").stat().st_size
        memory: list[float] = []
        with pipeline.open_ledger(f"sqlite:///{base / 'l.db'}") as ledger:
            seen = [0]
            reading = [0.0]

            def note(n: int) -> None:
                if n - seen[0] >= chosen.pages / 20:
                    seen[0] = n
                    memory.append(round(rss()))
                    reading[0] = reading_seconds() * chosen.pages / n

            def run() -> intake.Account:
                return pipeline.ingest([str(base / "a.warc.gz")], Given(), ledger, base / "store", progress=note)

            began, own = time.perf_counter(), time.process_time()
            if chosen.profile:
                profile = cProfile.Profile()
                account = profile.runcall(run)
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)
            else:
                account = run()
            seconds, own = time.perf_counter() - began, time.process_time() - own
            counts = ledger.counts()
        shares = stages(base / "a.warc.gz", base, min(300, chosen.pages))
    cores = os.cpu_count() or 1
    late = memory[len(memory) // 2 :]
    flat = not late or max(late) - late[0] < 16  # megabytes over the second half, however many pages that are
    lost = account.stored + account.duplicate + len(account.rejected) + len(account.quarantined) != chosen.pages or account.inputs != chosen.pages
    rate = chosen.pages / seconds
    print(json.dumps({
        "pages": chosen.pages, "megabytes_packed": round(size / 1e6, 1), "pages_per_second": round(rate, 1), "seconds": round(seconds, 1), "cores": cores,
        "load": round(os.getloadavg()[0], 1), "writing_cpu_ms_a_page": round(1000 * own / chosen.pages, 2), "reading_cpu_ms_a_page": round(1000 * reading[0] / chosen.pages, 2),
        "rate_if_cores_were_free": round(cores / ((own + reading[0]) / chosen.pages), 1), "stages_cpu_ms_a_page": shares,
        "rss_mb_along": memory, "memory_flat": flat, "stored": account.stored, "copies": account.copies, "rejected": len(account.rejected),
        "quarantined": [q.reason for q in account.quarantined][:3], "inputs": account.inputs, "claims": counts["claims"], "nothing_lost": not lost,
    }, ensure_ascii=False))  # fmt: skip
    return int(lost or not flat or rate < chosen.rate)


if __name__ == "__main__":
    raise SystemExit(main())

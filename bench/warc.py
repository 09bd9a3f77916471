"""A web archive of N pages, made here, ingested: pages a second, share of each stage, memory along the way, nothing lost.

`python bench/warc.py [--pages 20000]`. Pages are the shapes of bench/pages.py with reports that differ; two cores, extraction included.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pathlib
import random
import resource
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import pages
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from marsad import intake, pipeline
from marsad.read import Given
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        make(base / "a.warc.gz", chosen.pages)
        size = (base / "a.warc.gz").stat().st_size
        began = time.perf_counter()
        walked = sum(1 for _ in walk([str(base / "a.warc.gz")]))
        walking = time.perf_counter() - began
        memory: list[float] = []
        with pipeline.open_ledger(f"sqlite:///{base / 'l.db'}") as ledger:
            began = time.perf_counter()
            own = time.process_time()
            seen = [0]

            def note(n: int) -> None:
                if n - seen[0] >= chosen.pages / 10:
                    seen[0] = n
                    memory.append(round(rss()))

            def run() -> intake.Account:
                return pipeline.ingest([str(base / "a.warc.gz")], Given(), ledger, base / "store", progress=note)

            if chosen.profile:
                import cProfile
                import pstats

                profile = cProfile.Profile()
                account = profile.runcall(run)
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)
            else:
                account = run()
            seconds = time.perf_counter() - began
            own = time.process_time() - own
            counts = ledger.counts()
        workers = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(json.dumps({
            "pages": chosen.pages, "megabytes": round(size / 1e6, 1), "pages_per_second": round(chosen.pages / seconds), "seconds": round(seconds, 1),
            "walk_alone_seconds": round(walking, 1), "walked": walked, "parent_cpu_seconds": round(own, 1),
            "workers_cpu_seconds": round(workers.ru_utime + workers.ru_stime, 1), "workers_peak_mb": round(workers.ru_maxrss / 1024),
            "parent_rss_mb_along": memory, "stored": account.stored, "duplicate": account.duplicate, "copies": account.copies,
            "rejected": len(account.rejected), "quarantined": [q.reason for q in account.quarantined][:3], "inputs": account.inputs, "claims": counts["claims"],
            "load": os.getloadavg()[0],
        }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()

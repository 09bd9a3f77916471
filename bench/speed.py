"""How fast the reader is: milliseconds per 5,000 characters by stage and whole, its growth with length, and what else there is, in one run.

    python bench/speed.py [--rounds 7] [--no-growth]

Texts of a real vocabulary: the sample, bench/gold/world, the quiet texts, and 200 articles of ../shared/corpus where that is there; each a document
as long as it is, once without and once with a day of printing. Rounds are interleaved and medians are told, in processor time of one thread. The floor is ``str.translate`` and one regular
expression for tokens; dateparser's search for dates (where installed) is what many would use for the days alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import functools
import json
import pathlib
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator

from marsad.extract import lexicons, reader
from marsad.model import Document
from marsad.read.document import bare

ROOT = pathlib.Path(__file__).parent.parent
_UNIT = 5_000  # characters
_WHOLE, _APART = "whole", ("whole", "floor", "dateparser")
_PRINTED = dt.date(2024, 5, 14)  # the day on which all are printed, in the dated round
_WORD = re.compile(r"\w+|[^\w\s]")
_FOLD = str.maketrans("أإآىئؤة٠١٢٣٤٥٦٧٨٩", "اااييوه0123456789", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")


def texts() -> Iterator[str]:
    """The texts, in an order that is the same every time."""
    for path in (ROOT / "tests/extract/quiet.jsonl", ROOT / "src/marsad/data/sample/reports.jsonl"):
        yield from (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    for path in sorted((ROOT / "bench/gold/world").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))["doc"]["text"]
    corpus = ROOT.parent / "shared/corpus/jawhara.jsonl"
    if corpus.exists():
        lines = corpus.read_text(encoding="utf-8").splitlines()
        yield from (json.loads(line)["text"] for line in lines[:: max(1, len(lines) // 200)])


def staged(document: Document, spent: dict[str, float]) -> None:
    """One reading, its processor time added up by stage in ``spent``: the reader itself tells when a stage is done."""
    at = time.process_time()

    def clock(stage: str) -> None:
        nonlocal at
        now = time.process_time()
        spent[stage] = spent.get(stage, 0.0) + now - at
        at = now

    reader.claims(document, clock)


def floor(text: str) -> list[str]:
    """What nobody gets under: the letters folded, the words found."""
    return _WORD.findall(text.translate(_FOLD))


def timed(run: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _dateparser() -> Callable[[str], object] | None:
    try:
        from dateparser.search import search_dates  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    return lambda text: search_dates(text, languages=["ar"])


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--no-growth", action="store_true")
    given = options.parse_args()
    print(f"lexicons: {timed(lexicons.load):.2f} s")
    documents = [bare(t.encode()) for t in texts() if t.strip()]
    size = sum(len(d.text) for d in documents)
    distinct = len({w for d in documents for w in d.text.split()})
    print(f"{len(documents)} texts, {size:,} characters, {distinct:,} distinct words; ms per {_UNIT:,} characters, median of {given.rounds} rounds")
    search = _dateparser()
    few = random.Random(1).sample(documents, min(12, len(documents)))
    dated = [dataclasses.replace(d, published=_PRINTED) for d in documents]
    kinds = {"undated": documents, "dated": dated}
    rounds: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    for n in range(given.rounds + 1):  # the first warms the memos and is not counted
        for kind, texts_of in kinds.items():
            spent: dict[str, float] = {}
            for document in texts_of:
                staged(document, spent)
            row = {stage: seconds / size for stage, seconds in spent.items()}
            row[_WHOLE] = timed(lambda some=texts_of: [reader.claims(d) for d in some]) / size
            if kind == "undated":
                row["floor"] = timed(lambda: [floor(d.text) for d in documents]) / size
                if search is not None:
                    row["dateparser"] = timed(lambda: [search(d.text) for d in few]) / sum(len(d.text) for d in few)
            if n:
                rounds[kind].append(row)
    middle = {kind: {k: statistics.median(r.get(k, 0.0) for r in rows) * _UNIT * 1000 for k in rows[0]} for kind, rows in rounds.items()}
    print(f"{'':12} {'undated':>8} {'share':>6} {'dated':>8} {'share':>6}")
    for stage in middle["undated"]:
        if stage in ("floor", "dateparser"):
            continue
        line = f"{stage:12}"
        for kind in kinds:
            ms = middle[kind].get(stage, 0.0)
            line += f" {ms:8.2f} {100 * ms / sum(v for k, v in middle[kind].items() if k not in _APART):5.0f}%" if stage != _WHOLE else f" {ms:8.2f} {'':6}"
        print(line)
    undated = middle["undated"]
    print(f"whole / floor {undated[_WHOLE] / undated['floor']:.1f}" + (f", dateparser / whole {undated['dateparser'] / undated[_WHOLE]:.1f}" if search else ""))
    if not given.no_growth:
        joined = "\n".join(d.text for d in random.Random(2).sample(documents, len(documents)))
        print("growth: characters, ms per 5,000")
        for length in (4_000, 16_000, 64_000, 256_000, 1_000_000):
            text = (joined * (length // len(joined) + 1))[:length]
            document = bare(text.encode())
            took = [timed(functools.partial(reader.claims, document)) for _ in range(3 if length < 100_000 else 1)]
            print(f"{length:10,} {statistics.median(took) / length * _UNIT * 1000:8.2f}")


if __name__ == "__main__":
    main()

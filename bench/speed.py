"""How fast the reader is: milliseconds per 5,000 characters by stage and whole, its growth with length, and what else there is, in one run.

    python bench/speed.py [--rounds 7] [--no-growth]

Texts of a real vocabulary: the sample, bench/gold/world, the quiet texts, and 200 articles of ../shared/corpus where that is there; each a document
as long as it is. Rounds are interleaved and medians are told, in processor time of one thread. The floor is ``str.translate`` and one regular
expression for tokens; dateparser's search for dates (where installed) is what many would use for the days alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import pathlib
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator

from marsad.arabic.tokens import tokenise
from marsad.extract import actors, attribution, claims, dating, events, lexicons, places, quantities, reader, times
from marsad.extract.chunks import Chunker, Sight
from marsad.extract.seen import Context
from marsad.model import Document
from marsad.read.document import bare

ROOT = pathlib.Path(__file__).parent.parent
_UNIT = 5_000  # characters
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
    """One reading, stage by stage as ``reader.read`` goes, its processor time added up in ``spent``."""
    at = time.process_time()

    def tick(stage: str) -> None:
        nonlocal at
        now = time.process_time()
        spent[stage] = spent.get(stage, 0.0) + now - at
        at = now

    words = tokenise(document.text, document.cuts)
    tick("tokens")
    context = Context(published=document.published)
    found = quantities.find(words)
    tick("quantities")
    when = times.find(words, found, context)
    tick("times")
    if any(t.needs_anchor for t in when):
        bounds = dating.likeliest(dating.date_report(words, when, context), when)
        tick("dating")
        if bounds:
            context = dataclasses.replace(context, bounds=bounds)
            when = times.find(words, found, context)
            tick("times")
    who = actors.find(words, context)
    tick("actors")
    where = places.find(words, context, who)
    tick("places")
    says = attribution.find(words, who, context)
    tick("attribution")
    rows = Chunker(words, Sight(found, when, who, where, says)).rows()
    tick("chunks")
    genre = claims.genre(words, rows)
    told = [events.read(words, row, genre=genre) for row in rows]
    tick("events")
    claims.make(document, words, context, told, says)
    tick("claims")


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
    rounds: list[dict[str, float]] = []
    for n in range(given.rounds + 1):  # the first warms the memos and is not counted
        spent: dict[str, float] = {}
        for document in documents:
            staged(document, spent)
        row = {stage: seconds / size for stage, seconds in spent.items()}
        row["whole"] = timed(lambda: [reader.claims(d) for d in documents]) / size
        row["floor"] = timed(lambda: [floor(d.text) for d in documents]) / size
        if search is not None:
            row["dateparser"] = timed(lambda: [search(d.text) for d in few]) / sum(len(d.text) for d in few)
        if n:
            rounds.append(row)
    middle = {k: statistics.median(r.get(k, 0.0) for r in rounds) * _UNIT * 1000 for k in rounds[0]}
    for stage, ms in middle.items():
        print(f"{stage:12} {ms:8.2f}")
    print(f"whole / floor {middle['whole'] / middle['floor']:.1f}" + (f", dateparser / whole {middle['dateparser'] / middle['whole']:.1f}" if search else ""))
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

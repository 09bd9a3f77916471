"""How fast numbers and times are read, and how fast others read them on the same text in the same run.

    .venv/bin/python bench/mentions.py [TEXT.jsonl] [--maha PYTHON]

TEXT.jsonl: a document a line with "text" (default: the project's bundled sample). PYTHON: an interpreter that has Maha (package `mahad`)
installed; it is left out where none is given, since it pins old versions of what the project uses. Figures are milliseconds of CPU for
5,000 characters of news: ours after one warm-up pass, best of five; the others over at most 20,000 characters.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import time

from marsad.arabic.tokens import tokenise
from marsad.extract import lexicons, quantities, times
from marsad.extract.seen import Context

SAMPLE = pathlib.Path(__file__).parents[1] / "src" / "marsad" / "data" / "sample"
BLOCK = 5000
MAHA = """
import json, sys, time
from maha.parsers.functions import parse_dimension
texts = json.load(sys.stdin)
parse_dimension(texts[0][:200], time=True, numeral=True)
start = time.process_time()
found = 0
for text in texts:
    found += len(parse_dimension(text, time=True, numeral=True))
print(json.dumps([time.process_time() - start, found]))
"""


def documents(path: pathlib.Path | None) -> list[str]:
    """Texts of a JSON Lines file, or of the bundled sample's text files and annotations."""
    if path is not None:
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [p.read_text(encoding="utf-8") for p in sorted(SAMPLE.rglob("*.txt"))]
    for p in sorted(SAMPLE.rglob("*.jsonl")):
        found += [d["text"] for d in map(json.loads, p.read_text(encoding="utf-8").splitlines()) if "text" in d]
    for p in sorted(SAMPLE.rglob("*.json")):
        data = json.loads(p.read_text(encoding="utf-8"))
        if isinstance(data, dict) and "doc" in data:
            found.append(data["doc"]["text"])
    return found


def head(texts: list[str], limit: int) -> list[str]:
    """The first texts up to ``limit`` characters."""
    taken: list[str] = []
    for text in texts:
        if sum(map(len, taken)) + len(text) > limit:
            break
        taken.append(text)
    return taken or [texts[0][:limit]]


def ours(texts: list[str]) -> tuple[float, float, int]:
    """(ms for numbers, ms for times, mentions) per 5,000 characters."""
    lexicons.load()
    words = [tokenise(text) for text in texts]
    chars = sum(map(len, texts))
    context = Context(published=None)
    best_numbers = best_times = float("inf")
    count = 0
    for _ in range(6):
        spent_numbers = spent_times = 0.0
        count = 0
        for w in words:  # document by document, as the reader does; nothing is kept
            start = time.process_time()
            found = quantities.find(w)
            middle = time.process_time()
            when = times.find(w, found, context)
            spent_times += time.process_time() - middle
            spent_numbers += middle - start
            count += len(found) + len(when)
        best_numbers, best_times = min(best_numbers, spent_numbers), min(best_times, spent_times)
    scale = 1000 * BLOCK / chars
    return best_numbers * scale, best_times * scale, count


def with_dateparser(texts: list[str]) -> tuple[float, int] | None:
    try:
        from dateparser.search import search_dates
    except ImportError:
        return None
    search_dates(texts[0][:200], languages=["ar"])
    start = time.process_time()
    found = sum(len(search_dates(text, languages=["ar"]) or []) for text in texts)
    return (time.process_time() - start) * 1000 * BLOCK / sum(map(len, texts)), found


def with_maha(python: str, texts: list[str]) -> tuple[float, int]:
    done = subprocess.run([python, "-c", MAHA], input=json.dumps(texts), capture_output=True, text=True, encoding="utf-8", check=True)
    seconds, found = json.loads(done.stdout.splitlines()[-1])
    return seconds * 1000 * BLOCK / sum(map(len, texts)), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=pathlib.Path)
    parser.add_argument("--maha", metavar="PYTHON")
    options = parser.parse_args()
    texts = documents(options.texts)
    if not texts:
        sys.exit(f"no texts found under {options.texts or SAMPLE}")
    numbers_ms, times_ms, count = ours(texts)
    print(f"marsad             numbers {numbers_ms:8.2f} ms   times {times_ms:8.2f} ms   both {numbers_ms + times_ms:8.2f} ms"
          f"   ({count} mentions, {sum(map(len, texts)):,} characters)")  # fmt: skip
    few = head(texts, 20_000)
    other = with_dateparser(few)
    chars = sum(map(len, few))
    if other is None:
        print("dateparser.search  not installed here")
    else:
        print(f"dateparser.search  times   {other[0]:8.2f} ms   ({other[1]} dates, {chars:,} characters)")
    if options.maha:
        spent, found = with_maha(options.maha, few)
        print(f"Maha               both    {spent:8.2f} ms   ({found} dimensions, {chars:,} characters)")
    else:
        print("Maha               not asked for (--maha PYTHON)")


if __name__ == "__main__":
    main()

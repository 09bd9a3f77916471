"""How well the sources of gold events are read: ``python bench/attribution.py [--errors] [FOLDER...]``.

For each piece of gold evidence, the innermost attribution over it; an event's sources are those of its first attributed piece.
Texts are compared as tools/score.py does (one within the other, folded). Gold folders default to ../shared/gold/{seeds,reports}.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import re
import sys
import time
from collections import Counter

from marsad.arabic.normalise import fold, fold_map
from marsad.arabic.tokens import tokenise
from marsad.extract import attribution
from marsad.extract.seen import Context

SHARED = pathlib.Path(__file__).parents[2] / "shared" / "gold"


def folded(text: str) -> str:
    return fold(text).strip()


def read(doc: dict) -> tuple:
    published = doc.get("published")
    context = Context(published=dt.date.fromisoformat(published) if published else None)
    words = tokenise(doc["text"])
    try:
        from marsad.extract import actors as actor_finder

        seen = actor_finder.find(words, context)
    except ImportError:
        seen = []
    began = time.process_time()
    found = attribution.find(words, seen, context)
    return words, found, time.process_time() - began


def main(folders: list[str], errors: bool) -> None:
    count: Counter[str] = Counter()
    spent, chars = 0.0, 0
    attribution.find(tokenise("قال"), [], Context())  # the lexicon is loaded once
    for folder in folders or [str(SHARED / "seeds"), str(SHARED / "reports")]:
        for path in sorted(pathlib.Path(folder).glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            if "events" not in data:
                continue
            words, found, seconds = read(data["doc"])
            spent, chars = spent + seconds, chars + len(words.text)
            text, offsets = fold_map(words.text)
            for event in data["events"]:
                best = None
                for piece in event["evidence"]:
                    m = re.search(r"\W+".join(map(re.escape, re.findall(r"\w+", folded(piece)))), text)
                    if not m:
                        continue
                    start, end = offsets[m.start()], offsets[m.end() - 1]
                    inside = [t.i for t in words.tokens if start <= t.start <= end]
                    votes: Counter[int] = Counter()
                    by_id = {}
                    for i in inside:
                        a = attribution.covering(found, i)
                        by_id[id(a)] = a
                        votes[id(a)] += 1
                    if votes and (a := by_id[votes.most_common(1)[0][0]]) is not None:
                        best = a
                        break
                gold = [folded(s["text"]) for s in event["sources"]]
                told = [folded(words.text[x.start : x.end]) for x in best.chain] if best else []
                hit_gold = sum(any(g in t or t in g for t in told) for g in gold)
                hit_told = sum(any(g in t or t in g for g in gold) for t in told)
                count["gold"] += len(gold)
                count["told"] += len(told)
                count["hit_gold"] += hit_gold
                count["hit_told"] += hit_told
                if errors and (hit_gold < len(gold) or hit_told < len(told)):
                    print(f"{path.stem} {event['id']} {event['type']}: gold {gold} told {told} by {best.rule if best else None}: {event['evidence'][0][:90]}")
    p, r = count["hit_told"] / max(1, count["told"]), count["hit_gold"] / max(1, count["gold"])
    print(f"sources P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}  gold {count['gold']} told {count['told']}; {1000 * spent / chars * 5000:.2f} ms per 5,000 characters")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main([a for a in arguments if not a.startswith("-")], "--errors" in arguments)

"""Quality floors, pinned: reads the annotated reports and fails when a score falls under its floor.

    python bench/gate.py            what `make check` runs
    python bench/gate.py --raise    lifts the floors to what is reached now (never lowers one)

A floor is lowered by hand only, with the reason in its ``note``. Sets under ../shared are measured where it is there.
Floors carry the fingerprint of the set that they were measured on, so that a changed set cannot pass for a better reader.
"""

from __future__ import annotations

import hashlib
import json
import math
import pathlib
import sys

import pages
from marsad.extract import evaluate, reader
from marsad.model import Claim
from marsad.read.document import annotated_document

ROOT = pathlib.Path(__file__).parent.parent
FLOORS = ROOT / "bench" / "floors.json"
SETS = {
    "sample": ROOT / "bench/gold/sample",
    "world": ROOT / "bench/gold/world",
    "abroad": ROOT / "bench/gold/abroad",
    "seeds": ROOT.parent / "shared/gold/seeds",
    "reports": ROOT.parent / "shared/gold/reports",
}
PINNED = ("events", "type~", "date", "admin1", "perpetrators~", "targets~", "toll", "source", "facts")
SLACK = 0.004  # of one rounding and one harmless tie


def measure(folder: pathlib.Path) -> tuple[dict[str, float], int]:
    """F1 of every pinned field over a folder of annotated reports, and how many spans differ from their quotes."""
    gold = evaluate.load(folder)
    lines, wrong = [], 0
    for stem, annotation in gold:
        document = annotated_document(stem, annotation["doc"])
        for claim in reader.claims(document):
            wrong += _wrong_spans(claim, document.text)
            lines.append(claim.to_json())
    table = evaluate.evaluate(gold, lines).table
    return {field: float(table[field]["f1"]) for field in PINNED if field in table}, wrong


def _wrong_spans(claim: Claim, text: str) -> int:
    parts = [*claim.perpetrators, *claim.targets, *claim.sources, *claim.evidence, *claim.materiel]
    parts += [t.group for t in claim.tolls if t.group]
    parts += [p for p in (claim.time, claim.place) if p and p.text is not None]
    return sum(p.start is None or p.end is None or text[p.start : p.end] != p.text for p in parts)


def fingerprint(folder: pathlib.Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def main() -> int:
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    failures: list[str] = []
    for name, folder in SETS.items():
        if not folder.is_dir():
            print(f"{name:8} skipped: {folder} is not here")
            continue
        scores, wrong = measure(folder)
        known = floors.setdefault(name, {"set": fingerprint(folder), "f1": {}})
        print(f"{name:8} " + "  ".join(f"{k} {v:.3f}" for k, v in scores.items()))
        if wrong:
            failures.append(f"{name}: {wrong} spans differ from their quotes")
        if known["set"] != fingerprint(folder):
            failures.append(f"{name}: the set has changed since its floors were pinned; measure anew and update its fingerprint with a note")
        for field, floor in known["f1"].items():
            if scores.get(field, 0.0) < floor - SLACK:
                failures.append(f"{name}: {field} {scores.get(field, 0.0):.3f} is under its floor {floor:.3f}")
        if "--raise" in sys.argv:
            known["set"] = fingerprint(folder)
            known["f1"] = {k: max(known["f1"].get(k, 0.0), math.floor(v * 1000) / 1000) for k, v in scores.items()}
    furniture, _ = pages.measure()
    print("pages    " + "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{v} {k}" for k, v in furniture.items()))
    failures += [f"pages: {k} {furniture[k]:.3f} is under its floor {floor:.3f}" for k, floor in pages.FLOORS.items() if furniture[k] < floor]
    if "--raise" in sys.argv:
        FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"floors written to {FLOORS}")
        return 0
    for failure in failures:
        print(f"FLOOR  {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

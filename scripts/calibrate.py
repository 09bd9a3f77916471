"""Fits the weights of ``data/confidence.yml``: ``python scripts/calibrate.py [--gold DIR]... [--sentences CSV:EVENT]... [--write]``.

Claims that pair with an annotated event are right, the others wrong; of labelled sentences (one a row, "yes" or "… no") those found in
a "no" are wrong. Logistic regression (scikit-learn, needed here only); prints the cross-validated figures and a reliability table.
"""

from __future__ import annotations

import argparse
import csv
import json
import pathlib
import sys
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from marsad.extract import claims as maker  # noqa: E402
from marsad.extract import drafting, evaluate, reader  # noqa: E402
from marsad.extract.drafts import Draft  # noqa: E402
from marsad.model import Document  # noqa: E402
from marsad.read.document import annotated_document  # noqa: E402

TYPES = {
    "assault": {"attack", "clash", "explosive", "air_strike", "shelling", "killing", "abduction", "destruction"},
    "protest": {"protest"},
}


def drafts(document: Document) -> list[tuple[Draft, dict[str, Any]]]:
    """Every draft that only the likelihood could drop, with the claim that it would make."""
    r = reader.read(document)
    found = drafting.drafted(r.words, r.context, r.told, r.attributions)
    live = [d for d in found if not d.dropped or d.dropped.startswith("unlikely")]
    for d in live:
        d.dropped = ""
    pairs = maker.paired(document, r.words, r.context, live)
    return [(d, c.to_json()) for d, c in pairs]


def of_gold(folder: pathlib.Path, held: bool) -> tuple[list[dict[str, float]], list[int]]:
    rows, labels = [], []
    for n, path in enumerate(sorted(folder.glob("*.json"))):
        if path.stem == "incidents" or (held and n % 5 == 4):
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        pairs = drafts(annotated_document(path.stem, gold["doc"]))
        evidence = evaluate.Evidence(gold["doc"]["text"])
        matched = {k for _, k in evaluate._pairs(evidence, gold["events"], [c for _, c in pairs])}
        for k, (d, _) in enumerate(pairs):
            rows.append(d.signs)
            labels.append(int(k in matched))
    return rows, labels


def of_sentences(path: pathlib.Path, event: str) -> tuple[list[dict[str, float]], list[int], list[float]]:
    """Each claim twice where the annotators disagreed: as right and as wrong, weighed by their votes."""
    rows, labels, shares = [], [], []
    with path.open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            for d, c in drafts(Document(id="d", text=row["text"], file=row["id"])):
                if c["type"] in TYPES[event] and c["status"] not in ("planned", "denied"):
                    yes = int(row["accept"]) / int(row["total"])
                    for label, share in ((1, yes), (0, 1 - yes)):
                        if share:
                            rows.append(d.signs)
                            labels.append(label)
                            shares.append(share)
    return rows, labels, shares


def main() -> None:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--gold", action="append", default=[], type=pathlib.Path)
    p.add_argument("--held", action="append", default=[], type=pathlib.Path, help="like --gold, every fifth document left out")
    p.add_argument("--sentences", action="append", default=[])
    p.add_argument("--weight", type=float, default=0.35, help="of one labelled sentence beside one annotated event")
    p.add_argument("--threshold", type=float, default=0.36)
    p.add_argument("--write", action="store_true")
    a = p.parse_args()
    if not (a.gold or a.held or a.sentences):  # what lies beside the repository on the bench where the weights were fitted
        shared = ROOT.parent / "shared"
        a.gold = [f for f in (shared / "gold/seeds", shared / "gold/linking") if f.is_dir()]
        a.held = [f for f in (shared / "gold/reports",) if f.is_dir()]
        a.sentences = [f"{f}:{e}" for e in TYPES if (f := shared / f"gsr/{e}.csv").is_file()]
        if not (a.gold or a.held or a.sentences):
            sys.exit("no annotated reports found beside the repository; name them with --gold and --sentences (see --help)")
    rows: list[dict[str, float]] = []
    labels: list[int] = []
    weight: list[float] = []
    for folder, held in [(g, False) for g in a.gold] + [(g, True) for g in a.held]:
        r, y = of_gold(folder, held)
        print(f"{folder}: {len(y)} claims, {sum(y)} right")
        rows, labels, weight = rows + r, labels + y, weight + [1.0] * len(y)
    for spec in a.sentences:
        path, _, event = spec.rpartition(":")
        r, y, shares = of_sentences(pathlib.Path(path), event)
        print(f"{path}: {len(y)} claims, {sum(y)} right")
        rows, labels, weight = rows + r, labels + y, weight + [a.weight * x for x in shares]
    names = sorted({k for r in rows for k in r})
    x = np.array([[r.get(k, 0.0) for k in names] for r in rows])
    y, w = np.array(labels), np.array(weight)
    model = LogisticRegression(C=0.5, max_iter=2000)
    p_cv = cross_val_predict(model, x, y, cv=10, method="predict_proba", params={"sample_weight": w})[:, 1]
    for low in np.arange(0, 1, 0.1):
        inside = (p_cv >= low) & (p_cv < low + 0.1)
        if inside.any():
            print(f"said {low:.1f}-{low + 0.1:.1f}: {inside.sum():4d} claims, {y[inside].mean():.2f} right")
    model.fit(x, y, sample_weight=w)
    lines = [
        "# How likely a claim is one: fitted by scripts/calibrate.py on annotated reports and labelled sentences; weights are log-odds.",
        f"threshold: {a.threshold}",
        f"bias: {model.intercept_[0]:.3f}",
        "weights:",
        *(f"  {k}: {v:.3f}" for k, v in zip(names, model.coef_[0], strict=True)),
    ]
    print("\n".join(lines))
    if a.write:
        (ROOT / "src/marsad/data/confidence.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

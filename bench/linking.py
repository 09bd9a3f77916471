"""Linking and reconciling, measured on annotated reports: gold claims in, incidents out, scored by the project's scorer.

    python bench/linking.py [GOLD_DIR] [--text] [--keys] [--show] [--out FOLDER]

GOLD_DIR (default ../shared/gold/linking) holds documents annotated as in gold/SCHEMA.md whose ``same_as`` keys are global. The keys are
*not* given to the linker; with --keys it gets them as a reader would, per document. Places are resolved by the reader's own
place finder; what it does not find keeps the annotated governorate. With --text nothing of the annotation is used: the reader reads the text.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime as dt
import functools
import json
import pathlib
import subprocess
import sys
import tempfile
from typing import Any

from marsad.arabic.tokens import tokenise
from marsad.extract import places
from marsad.extract.seen import Context, PlaceMention
from marsad.model import Actor, Claim, Document, Incident, Materiel, Place, Quote, Source, Toll, When
from marsad.resolve import Resolution, resolve

ROOT = pathlib.Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def spot(text: str, part: str | None) -> tuple[int, int]:
    at = text.find(part) if part else -1
    return (at, at + len(part)) if part and at >= 0 else (0, 0)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def gold_claims(path: pathlib.Path, *, keys: bool = False) -> tuple[Document, list[Claim]]:
    """One annotated document as a Document and its gold events as Claims."""
    data = json.loads(path.read_text(encoding="utf-8"))
    meta = data["doc"]
    text = meta.get("text") or (SHARED / "seeds" / meta["file"]).read_text(encoding="utf-8")
    bounds = meta.get("published_bounds")
    document = Document(
        id="d_" + path.stem, text=text, file=path.stem + ".txt", published=day(meta.get("published")), outlet=meta.get("publisher"),
        url=meta.get("url"), published_bounds=(day(bounds["from"]), day(bounds["to"])) if bounds else None,
    )  # fmt: skip
    claims = []
    for n, e in enumerate(data["events"]):

        def actor(a: dict[str, str]) -> Actor:
            return Actor(a["text"], *spot(text, a["text"]), actor=a.get("actor"))

        when = e.get("date")
        place = place_of(e.get("place"), document)
        claims.append(
            Claim(
                id=f"c_{path.stem}_{n:02}", document=document.id, file=document.file, type=e["type"], kind=e["kind"], status=e["status"],
                background=e["background"],
                time=When(day(when["from"]), day(when["to"]), f"{when['from']}/{when['to']}", "days", text="x", start=0, end=1) if when else None,
                place=place, perpetrators=tuple(actor(a) for a in e["perpetrators"]), targets=tuple(actor(a) for a in e["targets"]),
                tolls=tuple(
                    Toll(t["measure"], t["low"], t["high"], t["exact"], actor(t["group"]) if t.get("group") else None, t.get("part_of"))
                    for t in e["tolls"]
                ),
                materiel=tuple(Materiel(m["text"], *spot(text, m["text"]), m["item"], m["outcome"], m["low"], m["high"]) for m in e["materiel"]),
                sources=tuple(Source(s.get("text") or "", *spot(text, s.get("text")), s["source"]) for s in e["sources"]),
                evidence=tuple(Quote(q, *spot(text, q)) for q in e["evidence"]),
                same_as=e.get("same_as") if keys else None, confidence=1.0, extractor="gold",
            )
        )  # fmt: skip
    return document, claims


def place_of(place: dict[str, str] | None, document: Document) -> Place | None:
    """The annotated phrase, placed by the reader where its gazetteer knows it; what the annotators say outranks it."""
    if not place or not (place.get("text") or place.get("governorate")):
        return None
    phrase = place.get("text") or ""
    start, end = spot(document.text, phrase)
    found = mention(document, start, end, place.get("country"), place.get("governorate"))
    bare = {"سوريا", "العراق", "الأردن", "سورية"}
    precision = (
        found.precision if found else "country" if phrase in bare else "admin1" if "محافظة" in phrase else "near" if place.get("governorate") else "region"
    )
    return Place(
        text=phrase, start=start, end=end, name=found.name if found else None, country=place.get("country"), admin1=place.get("governorate"),
        lat=found.lat if found else None, lon=found.lon if found else None, radius_km=found.radius_km if found else None, precision=precision,
        footprint=found.footprint if found else None,
    )  # fmt: skip


@functools.lru_cache(maxsize=100)
def mentions(document_id: str, text: str, published: dt.date | None) -> list[PlaceMention]:
    return places.find(tokenise(text), Context(published=published))


def mention(document: Document, start: int, end: int, country: str | None, admin1: str | None) -> PlaceMention | None:
    """The reader's place that overlaps the phrase most and does not contradict the annotators' country or governorate."""
    found = [
        (min(end, m.end) - max(start, m.start), m) for m in mentions(document.id, document.text, document.published)
        if m.start < end and m.end > start and m.country in (country, None) and (admin1 is None or m.admin1 in (admin1, None)) and m.lat is not None
    ]  # fmt: skip
    return max(found, key=lambda row: (row[0], -row[1].start))[1] if found else None


def run(folder: pathlib.Path, *, keys: bool = False) -> tuple[list[Claim], dict[str, Document], Resolution]:
    documents, claims = {}, []
    for path in sorted(folder.glob("[0-9]*.json")):
        document, told = gold_claims(path, keys=keys)
        documents[document.id] = document
        claims += told
    return claims, documents, resolve(claims, documents)


def from_text(folder: pathlib.Path) -> tuple[list[Claim], dict[str, Document], Resolution]:
    """End to end: what the reader finds in the texts, linked. The ids are the reader's own; the scorer matches them by evidence."""
    from marsad.extract import reader
    from marsad.read.document import annotated_document

    documents, claims = {}, []
    for path in sorted(folder.glob("[0-9]*.json")):
        document = dataclasses.replace(annotated_document(path.stem, json.loads(path.read_text(encoding="utf-8"))["doc"]), file=path.stem + ".txt")
        documents[document.id] = document
        claims += reader.claims(document)
    return claims, documents, resolve(claims, documents)


def truth(folder: pathlib.Path) -> dict[str, str]:
    """Claim id → key of its incident; an event without a key is an incident of its own."""
    keys = {}
    for path in sorted(folder.glob("[0-9]*.json")):
        for n, e in enumerate(json.loads(path.read_text(encoding="utf-8"))["events"]):
            keys[f"c_{path.stem}_{n:02}"] = e.get("same_as") or f"alone {path.stem} {n}"
    return keys


def agreement(true: dict[str, str], found: dict[str, str]) -> dict[str, float]:
    """Pairwise and B-cubed F1 of two groupings of the same claims."""
    ids = sorted(true)
    sizes_t, sizes_f, both = (collections.Counter(rows) for rows in (
        (true[i] for i in ids), (found[i] for i in ids), ((true[i], found[i]) for i in ids)))  # fmt: skip

    def pairs(counts: collections.Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    def f1(precision: float, recall: float) -> float:
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    shared = pairs(both)
    pairwise = f1(shared / max(1, pairs(sizes_f)), shared / max(1, pairs(sizes_t)))
    bp = sum(both[true[i], found[i]] / sizes_f[found[i]] for i in ids) / len(ids)
    br = sum(both[true[i], found[i]] / sizes_t[true[i]] for i in ids) / len(ids)
    return {"pairwise": pairwise, "b3": f1(bp, br), "b3_precision": bp, "b3_recall": br}


def main_incidents(folder: pathlib.Path, resolution: Resolution) -> list[tuple[dict[str, Any], Incident]]:
    """Each main incident of incidents.json with the one found that holds most of its claims."""
    true, of = truth(folder), {c: i for i in resolution.incidents for c in i.claims}
    rows = []
    for wanted in json.loads((folder / "incidents.json").read_text(encoding="utf-8")):
        if wanted.get("main"):
            votes = collections.Counter(of[c].id for c, key in true.items() if key == wanted["key"])
            best = votes.most_common(1)[0][0]
            rows.append((wanted, next(i for i in resolution.incidents if i.id == best)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=SHARED / "gold" / "linking")
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--keys", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args()
    claims, _, resolution = from_text(args.folder) if args.text else run(args.folder, keys=args.keys)
    out = args.out or pathlib.Path(tempfile.mkdtemp())
    of = {c: i.id for i in resolution.incidents for c in i.claims}
    out.joinpath("claims.jsonl").write_text("".join(json.dumps({**c.to_json(), "incident": of[c.id]}, ensure_ascii=False) + "\n" for c in claims))
    out.joinpath("incidents.jsonl").write_text("".join(json.dumps(i.to_json(), ensure_ascii=False) + "\n" for i in resolution.incidents))
    if args.show:
        by_id = {c.id: c for c in claims}
        for i in resolution.incidents:
            print(f"\n{i.id} {i.kind} {i.type} {i.grade} {i.disputed} {i.time.edtf if i.time else None} origins={i.independent_origins}")
            for o in i.origins:
                print("   ", o.source, o.stance, len(o.claims))
            for t in i.tolls:
                print("   ", t.measure, t.group, t.low, t.best, t.high, t.why.en)
            for check in i.checks:
                print("   ", check.kind, check.holds, check.text.en)
            for c in i.claims:
                k = by_id[c]
                print("      ", c, k.type, k.kind, k.time.edtf if k.time else None, k.place.text if k.place else None, [s.source for s in k.sources], (k.evidence[0].text[:70] if k.evidence else ""))
        for s in resolution.suggestions:
            print("suggest", s.left, s.right, s.score, [(f, w) for f, w, _ in s.reasons])
    if not args.text:
        print({k: round(v, 3) for k, v in agreement(truth(args.folder), of).items()})
    if (args.folder / "incidents.json").exists() and SHARED.exists():
        subprocess.run([sys.executable, SHARED / "tools" / "score_linking.py", args.folder, out / "claims.jsonl", "--incidents", out / "incidents.jsonl"], check=True)


if __name__ == "__main__":
    main()

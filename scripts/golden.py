"""Renews the golden copies of the exports (tests/export/golden). Run it when a format was changed on purpose, and look at the difference.

    python scripts/golden.py             writes each format of the frozen ledger anew
    python scripts/golden.py --ledger    freezes the sample ledger anew first (after the reader or the linking has changed)
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import sys
import tempfile
from typing import Any

from marsad import pipeline
from marsad.export import FORMATS, About, State
from marsad.ledger.rows import incident_from_payload, incident_row
from marsad.model import Document, claim_from_json
from marsad.read import Given
from marsad.read.document import day

FOLDER = pathlib.Path(__file__).parent.parent / "tests" / "export" / "golden"
ABOUT = About(version="0", lexicon="frozen", audit_head="0" * 64, policy="as linked")


def freeze() -> None:
    """Reads and links the sample reports, and writes what the ledger then holds, a JSON line each."""
    from marsad.ledger import Ledger

    with tempfile.TemporaryDirectory() as folder, Ledger(f"sqlite:///{folder}/sample.db") as ledger:
        pipeline.ingest(pipeline.sample_reports(), Given(), ledger, pathlib.Path(folder) / "store")
        pipeline.link(ledger)
        lines: list[dict[str, Any]] = [{"incident": json.loads(json.dumps(incident_row(i)["payload"], default=str))} for i in ledger.incidents()]
        lines += [{"claim": {**c.to_json(), "incident": c.incident}} for c in ledger.claims(reviewed=True)]
        lines += [{"document": {**d.to_json(), "outlet_id": d.outlet_id, "source": d.source}} for d in ledger.documents()]
    (FOLDER / "ledger.jsonl").write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), encoding="utf-8")


def frozen(right_to_left: bool = False) -> State:
    """The frozen sample ledger."""
    rows = [json.loads(line) for line in (FOLDER / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    incidents = sorted((incident_from_payload(r["incident"]) for r in rows if "incident" in r), key=lambda i: i.id)
    claims = {r["claim"]["id"]: claim_from_json(r["claim"]) for r in rows if "claim" in r}
    names = {f.name for f in dataclasses.fields(Document)} - {"cuts", "flags", "published"}
    documents = {
        d["id"]: Document(**{k: v for k, v in d.items() if k in names}, published=day(d["published"])) for r in rows if (d := r.get("document"))
    }
    return State(incidents, claims, documents, ABOUT, right_to_left)


def main() -> None:
    """Writes the golden copies."""
    if "--ledger" in sys.argv[1:]:
        freeze()
    for name, format in FORMATS.items():
        (FOLDER / f"{name}{format.suffix}").write_bytes(b"".join(format.write(frozen())))


if __name__ == "__main__":
    main()

"""Our own scoring: by hand on a small case, and against the project's reference scorer where that is at hand."""

from __future__ import annotations

import json
import pathlib
import random
import subprocess
import sys
from typing import Any

import pytest

from marsad.extract import evaluate

SHARED = pathlib.Path(__file__).parents[3] / "shared"
TEXT = "قُتل أربعة جنود بقصف على موقعهم شمال البلدة. وأصيب شرطيان بانفجار لغم قرب الجسر."


def event(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "e1", "type": "shelling", "kind": "incident", "status": "asserted", "background": False, "evidence": ["قُتل أربعة جنود بقصف"],
        "date": {"from": "2021-02-23", "to": "2021-02-23"}, "place": {"text": "x", "governorate": "Hama", "country": "SY"},
        "perpetrators": [], "targets": [{"text": "جنود", "actor": "fifth_corps"}],
        "tolls": [{"measure": "killed", "low": 4, "high": 4}], "sources": [{"text": "المرصد السوري", "source": "sohr"}],
    }  # fmt: skip
    return {**made, **changes}


def scored(events: list[dict[str, Any]], claims: list[dict[str, Any]]) -> evaluate.Score:
    return evaluate.evaluate([("x", {"doc": {"id": "x", "text": TEXT}, "events": events})], [{"file": "x.txt", **c} for c in claims])


def test_a_perfect_claim_scores_one_in_everything() -> None:
    table = scored([event()], [event()]).table
    assert {name: t["f1"] for name, t in table.items()} == dict.fromkeys(table, 1.0)
    assert table["facts"]["gold"] == 6


def test_a_kin_type_and_a_unit_of_a_side_count_in_the_lenient_figures_only() -> None:
    claim = event(type="air_strike", targets=[{"text": "x", "actor": "syrian_government"}], place={"admin1": "Hama Governorate"})
    table = scored([event()], [claim]).table
    assert (table["type"]["f1"], table["type~"]["f1"], table["targets"]["f1"], table["targets~"]["f1"]) == (0, 1, 0, 1)
    assert table["admin1"]["f1"] == 1


def test_a_claim_elsewhere_is_spurious_and_the_event_missed() -> None:
    found = scored([event()], [event(evidence=["وأصيب شرطيان بانفجار لغم"])])
    assert found.table["events"]["f1"] == 0
    assert [d.split()[0] for d in found.differences] == ["missed", "spurious"]


def test_each_event_meets_one_claim_the_best() -> None:
    worse = event(type="killing", tolls=[])
    found = scored([event()], [worse, event()])
    assert (found.table["events"]["p"], found.table["events"]["r"], found.table["toll"]["f1"]) == (0.5, 1.0, 1.0)


def test_loose_spelling_of_evidence_and_one_text_within_the_other_for_sources() -> None:
    claim = event(evidence=["قتل  أربعة جنود، بقصف"], sources=[{"text": "المرصد", "source": "sohr"}])
    table = scored([event()], [claim]).table
    assert table["events"]["f1"] == 1 and table["source"]["f1"] == 1


def test_text_is_the_table() -> None:
    lines = scored([event()], [event()]).text().splitlines()
    assert lines[0].split() == ["P", "R", "F1", "gold", "found"] and lines[1].split() == ["events", "1.000", "1.000", "1.000", "1", "1"]


@pytest.mark.parametrize("folder", ["seeds", "reports"])
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_the_reference(folder: str, seed: int, tmp_path: pathlib.Path) -> None:
    gold, tool = SHARED / "gold" / folder, SHARED / "tools" / "score.py"
    if not tool.exists():
        pytest.skip(f"{tool} is not at hand")
    chance = random.Random(seed)
    claims = []
    for stem, annotation in evaluate.load(gold):
        for one in annotation["events"]:
            if chance.random() < 0.2:
                continue
            claim = {**one, "file": f"{stem}.txt", "time": one.get("date")}
            del claim["date"]
            if chance.random() < 0.3:
                claim.update(type="attack", tolls=[])
            if chance.random() < 0.3:
                claim["perpetrators"] = [{"text": "x", "actor": "wagner"}]
            if chance.random() < 0.2:
                claim["sources"] = [{"text": "مصادر", "source": "x"}]
            claims.append(claim)
            if chance.random() < 0.15:
                claims.append({**claim, "evidence": claim["evidence"][:1], "kind": "tally"})
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in claims), encoding="utf-8")
    words = [sys.executable, str(tool), str(gold), str(path), "--json"]
    reference = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert evaluate.evaluate(evaluate.load(gold), evaluate.load_claims(path)).table == reference

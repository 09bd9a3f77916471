"""Reports with no event give no claim: sport, economy, culture, courts, weather, politics; all written for this repository.

Their words are those of war used otherwise («شن المنتخب هجوماً», «قصف المرمى», «انفجار نجم», «ضربت عاصفة»).
"""

from __future__ import annotations

import json
import pathlib

import pytest

from marsad.extract import reader
from marsad.model import Document

CASES = [json.loads(line) for line in (pathlib.Path(__file__).parent / "quiet.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['id']}-{c['topic']}")
def test_no_claim_where_nothing_happened(case: dict[str, str]) -> None:
    claims = reader.claims(Document(id="d_quiet", text=case["text"], file=case["id"]))
    assert not claims, [(c.type, [q.text for q in c.evidence]) for c in claims]

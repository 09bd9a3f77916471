"""Blind review: two people, one sample, nothing given away; alpha as published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from marsad.web import agreement, blind

HERE = {"Sec-Fetch-Site": "same-origin"}
# Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section E: four observers, twelve units, values missing
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = [[o[u] for o in OBSERVERS if o[u] is not None] for u in range(12)]


def test_alpha_as_published() -> None:
    assert agreement.nominal(UNITS) == pytest.approx(0.743, abs=0.0005)
    assert agreement.interval(UNITS) == pytest.approx(0.849, abs=0.0005)


def test_alpha_of_two_observers_as_published() -> None:
    """The same paper, section A: two observers, ten units of binary data: 0.095."""
    pairs = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
    assert agreement.nominal(pairs) == pytest.approx(0.095, abs=0.0005)


def test_alpha_says_when_it_cannot() -> None:
    assert agreement.nominal([]) is None
    assert agreement.nominal([["a"], ["b"]]) is None
    assert agreement.nominal([["a", "a"], ["a", "a"]]) is None
    assert agreement.nominal([["a", "a"], ["b", "b"]]) == 1.0


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12))
def test_alpha_does_not_hang_on_order(units: list[list[str]]) -> None:
    first, other = agreement.nominal(units), agreement.nominal([u[::-1] for u in units[::-1]])
    assert (first is None) == (other is None)
    assert first is None or (first == pytest.approx(other) and first <= 1.0)


def test_two_people_judge_the_same_claims(own_client: TestClient) -> None:
    ledger = own_client.app.state.desk.ledger  # type: ignore[attr-defined]
    chosen = blind.sample(ledger)
    first = own_client.get("/blind").text
    reading = ledger.claim(chosen[0])
    assert chosen[0] in first and "<mark>" in first and f"{reading.confidence:.2f}" not in first
    sent = {"claim": chosen[0], "type": "air_strike", "status": "asserted", "low": "4", "high": "6"}
    assert own_client.post("/blind", data=sent, headers=HERE).status_code == 303
    assert chosen[0] not in own_client.get("/blind").text and chosen[1] in own_client.get("/blind").text
    for n, claim in enumerate(chosen[:4]):
        ledger.ratings.rate(claim, "نور", {"type": "air_strike" if n < 3 else "clash", "status": "asserted", "killed": [5, 5]})
        if n:
            ledger.ratings.rate(claim, "workbench", {"type": "air_strike" if n < 3 else "clash", "status": "asserted", "killed": [5, 5]})
    ledger.ratings.rate(chosen[5], "نور", {"type": "none", "status": None, "killed": None})
    fields = {a.field: a for a in blind.agreements(ledger.ratings.all(), {})}
    assert fields["type"].units == 4 and fields["type"].alpha == 1.0, "what one person alone said is left out"
    page = own_client.get("/blind/agreement").text
    assert "1.000" in page and "نور" in page
    assert own_client.post("/blind/back", headers=HERE).status_code == 303
    assert ledger.verify() == []


def test_only_the_sample_is_asked_about(own_client: TestClient) -> None:
    ledger = own_client.app.state.desk.ledger  # type: ignore[attr-defined]
    outside = next((c.id for c in ledger.claims() if c.id not in blind.sample(ledger)), "c_none")
    sent = {"claim": outside, "type": "none"}
    assert own_client.post("/blind", data=sent, headers=HERE).status_code == 404
    inside = {"claim": blind.sample(ledger)[0], "type": "clash", "low": "9", "high": "2"}
    assert own_client.post("/blind", data=inside, headers=HERE).status_code == 422


def test_the_sample_is_a_share_of_all_claims(own_client: TestClient) -> None:
    ledger = own_client.app.state.desk.ledger  # type: ignore[attr-defined]
    ids = sorted(c.id for c in ledger.claims())
    assert blind.sample(ledger) == ids[: blind.LEAST] and ledger.claim_count() == len(ids)
    assert ledger.first_claims(3) == ids[:3]

"""Deciding about a whole incident: each act changes the account, shows its reason, and is taken back without a trace in what stands."""

from __future__ import annotations

from starlette.testclient import TestClient

HERE = {"Sec-Fetch-Site": "same-origin"}


def ledger_of(client: TestClient):
    return client.app.state.desk.ledger  # type: ignore[attr-defined]


def test_a_figure_is_overruled_with_its_reason(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    before = ledger.standing()
    incident = next(i for i in ledger.incidents() if i.kind == "incident" and any(t.measure == "killed" and t.group is None for t in i.tolls))
    at = f"/incidents/{incident.id}"
    sent = {"field": "toll:killed", "low": "30", "best": "31", "high": "40", "reason": "قائمة الأسماء في مستشفى المدينة"}
    assert own_client.post(f"{at}/overrule/toll", data={**sent, "reason": ""}, headers=HERE).status_code == 422
    assert own_client.post(f"{at}/overrule/toll", data={**sent, "low": "41"}, headers=HERE).status_code == 422
    assert own_client.post(f"{at}/overrule/toll", data={**sent, "field": "toll:missing"}, headers=HERE).status_code == 422
    assert own_client.post(f"{at}/overrule/toll", data=sent, headers=HERE).status_code == 303
    now = next(t for t in ledger.incident(incident.id).tolls if t.measure == "killed" and t.group is None)
    old = next(t for t in incident.tolls if t.measure == "killed" and t.group is None)
    assert (now.low, now.best, now.high) == (30, 31, 40)
    assert sent["reason"] in now.why.ar and old.why.ar in now.why.ar, "what the rule gave stays beside it"
    assert sent["reason"] in own_client.get(at).text
    assert own_client.post(f"{at}/overrule/back", data={"field": "toll:killed"}, headers=HERE).status_code == 303
    assert own_client.post(f"{at}/overrule/back", data={"field": "toll:killed"}, headers=HERE).status_code == 404
    assert ledger.standing() == before and ledger.verify() == []
    assert len(ledger.rulings.all(live=False)) == 1


def test_a_grade_is_overruled_and_survives_linking(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    incident = next(i for i in ledger.incidents() if i.kind == "incident" and i.grade != "discounted")
    own_client.post(f"/incidents/{incident.id}/overrule/grade", data={"grade": "discounted", "reason": "خبر قديم أعيد نشره"}, headers=HERE)
    assert ledger.incident(incident.id).grade == "discounted"
    from marsad import pipeline

    pipeline.link(ledger)
    assert ledger.incident(incident.id).grade == "discounted"
    assert any(item["what"] == "changed" for item in ledger.incident(incident.id).history)


def test_a_claim_is_taken_out_and_put_back(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    incident = max((i for i in ledger.incidents() if i.kind == "incident"), key=lambda i: len(i.claims))
    before, claim = ledger.standing(), incident.claims[-1]
    assert own_client.post(f"/incidents/{incident.id}/split", data={"claim": "c_none"}, headers=HERE).status_code == 422
    assert own_client.post(f"/incidents/{incident.id}/split", data={"claim": claim, "reason": "مكان آخر"}, headers=HERE).status_code == 303
    assert claim not in ledger.incident(incident.id).claims or incident.claims[0] not in ledger.incident(incident.id).claims
    for one in ledger.judgements():
        own_client.post("/decide", data={"left": one.left, "right": one.right, "verdict": "back"}, headers=HERE)
    assert ledger.judgements() == []
    from marsad import pipeline

    pipeline.link(ledger)
    assert ledger.standing() == before and ledger.verify() == []


def test_two_incidents_are_joined(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    one, other = [i for i in ledger.incidents() if i.kind == "incident" and len(i.claims) == 1][:2]
    at = f"/incidents/{one.id}"
    assert own_client.post(f"{at}/merge", data={"other": one.id}, headers=HERE).status_code == 422
    assert own_client.post(f"{at}/merge", data={"other": "i_none"}, headers=HERE).status_code == 404
    assert own_client.post(f"{at}/merge", data={"other": f"http://127.0.0.1:8765/incidents/{other.id}", "reason": "الحدث نفسه"}, headers=HERE).status_code == 303
    assert ledger.incident(one.id).id == ledger.incident(other.id).id
    assert own_client.get(f"/incidents/{max(one.id, other.id)}").status_code in (200, 308)

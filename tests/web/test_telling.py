"""What a person adds or puts right beyond figures: claims from words of the report, actors, places."""

from __future__ import annotations

import pytest
from fastapi import HTTPException
from starlette.testclient import TestClient

from marsad.web import telling

HERE = {"Sec-Fetch-Site": "same-origin"}


def ledger_of(client: TestClient):
    return client.app.state.desk.ledger  # type: ignore[attr-defined]


def test_words_are_found_whatever_their_blanks() -> None:
    text = "قال إن قتل\nثلاثة جنود. ثم قتل ثلاثة جنود في اليوم التالي."
    assert telling.found(text, "قتل  ثلاثة") == (7, 16)
    assert telling.found(text, "قتل ثلاثة", near=40) == (26, 35)
    for words in ("قتل أربعة", "  "):
        with pytest.raises(HTTPException):
            telling.found(text, words)


def test_a_claim_from_words_of_the_report(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    document = ledger.documents()[0]
    words = document.text.split("\n")[0]
    before = ledger.standing()
    sent = {"words": words, "type": "arrest", "from": "2018-05-23", "to": "2018-05-23", "killed_low": "3", "killed_high": "", "source_words": words.split()[0]}
    answer = own_client.post(f"/documents/{document.id}/claims", data=sent, headers=HERE)
    assert answer.status_code == 303
    added = next(c for c in ledger.claims(document=document.id) if c.extractor == "person")
    assert document.text[added.evidence[0].start : added.evidence[0].end] == words and added.incident
    assert (added.tolls[0].low, added.tolls[0].high) == (3, None)
    assert words.split()[0] in own_client.get(answer.headers["location"]).text
    assert ledger.accounts.acts(1)[0].what == "claim_added" and ledger.verify() == []
    capture = ledger.capture(document.capture)
    ledger.append(capture, document, [c for c in ledger.claims(document=document.id) if c.extractor != "person"])
    assert ledger.claim(added.id) is not None, "reading again does not take away what a person saw"
    assert own_client.post(f"/claims/{added.id}/untell", headers=HERE).status_code == 303
    assert ledger.claim(added.id) is None and ledger.standing() == before and ledger.verify() == []
    read = ledger.claims(document=document.id)[0]
    assert own_client.post(f"/claims/{read.id}/untell", headers=HERE).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"words": "كلمات ليست في التقرير"}, {"doer": "islamic_state"}, {"doer": "nobody_at_all", "doer_words": "*"}, {"place": "nowhere", "place_words": "*"}, {"killed_low": "9", "killed_high": "3"}, {"type": "nothing"}],
    ids=lambda c: "+".join(c),
)  # fmt: skip
def test_what_cannot_be_proven_is_not_added(own_client: TestClient, change: dict[str, str]) -> None:
    ledger = ledger_of(own_client)
    document = ledger.documents()[0]
    words = document.text.split("\n")[0]
    sent = {"words": words, "type": "arrest"} | {k: words if v == "*" else v for k, v in change.items()}
    assert own_client.post(f"/documents/{document.id}/claims", data=sent, headers=HERE).status_code == 422
    assert all(c.extractor != "person" for c in ledger.claims())


def seen(client: TestClient, claim_id: str) -> str:
    page = client.get(f"/documents/{ledger_of(client).claim(claim_id).document}?claim={claim_id}").text
    return page.split('name="seen" value="')[1].split('"')[0]


def test_an_actor_and_a_place_are_put_right(own_client: TestClient) -> None:
    ledger = ledger_of(own_client)
    claim = next(c for c in ledger.claims() if c.perpetrators and c.place and c.time and not c.tolls)
    sent = {
        "seen": seen(own_client, claim.id), "type": claim.type, "status": claim.status, "background": "true" if claim.background else "false",
        "from": claim.time.start_day.isoformat(), "to": claim.time.end_day.isoformat(), "doer": ["syrian_government"] * len(claim.perpetrators), "place": "sy_badia",
    }  # fmt: skip
    assert own_client.post(f"/claims/{claim.id}/correct", data={**sent, "place": "nowhere"}, headers=HERE).status_code == 422
    assert own_client.post(f"/claims/{claim.id}/correct", data=sent, headers=HERE).status_code == 303
    now = next(c for c in ledger.claims(reviewed=True) if c.id == claim.id)
    assert {a.actor for a in now.perpetrators} == {"syrian_government"} and now.place.name == "Syrian Badia" and now.place.precision == "region"
    assert now.perpetrators[0].text == claim.perpetrators[0].text, "the words stay those of the report"
    assert "Syrian Badia" in own_client.get(f"/documents/{claim.document}?claim={claim.id}&lang=en").text
    dropped = {**sent, "seen": seen(own_client, claim.id), "doer": ["-"] * len(claim.perpetrators), "place": ""}
    own_client.post(f"/claims/{claim.id}/correct", data=dropped, headers=HERE)
    now = next(c for c in ledger.claims(reviewed=True) if c.id == claim.id)
    assert now.perpetrators == () and now.place == claim.place


def test_looking_up(own_client: TestClient) -> None:
    assert any(one["id"] == "islamic_state" for one in own_client.get("/lookup/actors?q=الدولة").json())
    found = own_client.get("/lookup/places?q=تدمر&lang=ar").json()
    assert found and "تدمر" in found[0]["label"]
    assert own_client.get("/lookup/places?q=x").status_code == 422
    assert own_client.get("/lookup/tables?q=xx").status_code == 422

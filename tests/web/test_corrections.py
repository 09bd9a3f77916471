"""A corrected toll changes the account, with its history; taken back, the account is as before; a stale form writes nothing."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from marsad.web import corrections, review

SAME = {"sec-fetch-site": "same-origin"}


def one_with_a_toll(client: TestClient) -> dict[str, Any]:
    """A claim that alone tells its incident, with one exact toll."""
    for claim in client.get("/api/v1/claims", params={"limit": 500}).json()["items"]:
        if len(claim["tolls"]) == 1 and claim["time"] and claim["incident"]:
            incident = client.get(f"/api/v1/incidents/{claim['incident']}").json()
            if len(incident["claims"]) == 1:
                return claim
    raise AssertionError("the sample has no such claim")


def form(client: TestClient, claim: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The form as the page gives it, with some values changed."""
    html = client.get(f"/documents/{claim['document']}", params={"claim": claim["id"]}).text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', html)
    assert seen
    values = {
        "seen": seen[1], "type": claim["type"], "status": claim["status"], "from": claim["time"]["from"], "to": claim["time"]["to"],
        "low": [str(t["low"]) for t in claim["tolls"]], "high": ["" if t["high"] is None else str(t["high"]) for t in claim["tolls"]],
    }  # fmt: skip
    if claim["background"]:
        values["background"] = "true"
    return values | changes


def high_of(client: TestClient, claim: dict[str, Any]) -> list[int | None]:
    home = client.get(f"/api/v1/claims/{claim['id']}").json()["incident"]
    return [t["high"] for t in client.get(f"/api/v1/incidents/{home}").json()["tolls"]]


def test_a_corrected_toll_changes_the_account_and_can_be_taken_back(own_client: TestClient):
    claim = one_with_a_toll(own_client)
    before = high_of(own_client, claim)
    response = own_client.post(f"/claims/{claim['id']}/correct", data=form(own_client, claim, low=["77"], high=["78"], note="أعيد العد"), headers=SAME)
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"/documents/{claim['document']}?claim={claim['id']}")
    assert 78 in high_of(own_client, claim)
    html = own_client.get(response.headers["location"], params={"lang": "en"}).text
    page = own_client.get(f"/documents/{claim['document']}?claim={claim['id']}&lang=en").text
    assert "أعيد العد" in page
    assert "77–78" in page
    assert html
    dossier = own_client.get(f"/incidents/{claim['incident']}", params={"lang": "en"})
    assert dossier.status_code == 200
    assert "The account changed" in dossier.text
    undo = own_client.post(f"/claims/{claim['id']}/restore", data={"seen": form(own_client, claim)["seen"]}, headers=SAME)
    assert undo.status_code == 303
    assert high_of(own_client, claim) == before
    assert len(own_client.app.state.desk.ledger.reviews(claim["id"])) == 2  # nothing is forgotten


def test_a_stale_form_writes_nothing(own_client: TestClient):
    claim = one_with_a_toll(own_client)
    stale = form(own_client, claim, low=["5"], high=["5"])
    assert own_client.post(f"/claims/{claim['id']}/correct", data=form(own_client, claim, low=["6"], high=["6"]), headers=SAME).status_code == 303
    refused = own_client.post(f"/claims/{claim['id']}/correct", data=stale, headers=SAME)
    assert refused.status_code == 409
    assert own_client.get(f"/api/v1/claims/{claim['id']}").json()["tolls"][0]["low"] == 6


def test_dates_type_and_dropped_tolls(own_client: TestClient):
    claim = one_with_a_toll(own_client)
    data = form(own_client, claim, type="clash", status="denied", drop=["0"]) | {"from": "2019-01-01", "to": "2019-01-03"}
    assert own_client.post(f"/claims/{claim['id']}/correct", data=data, headers=SAME).status_code == 303
    now = own_client.get(f"/api/v1/claims/{claim['id']}").json()
    assert (now["type"], now["status"], now["tolls"], now["time"]["edtf"]) == ("clash", "denied", [], "2019-01-01/2019-01-03")
    assert now["evidence"] == claim["evidence"]


def test_values_as_read_are_no_correction(own_client: TestClient):
    claim = one_with_a_toll(own_client)
    assert own_client.post(f"/claims/{claim['id']}/correct", data=form(own_client, claim), headers=SAME).status_code == 303
    assert own_client.app.state.desk.ledger.reviews(claim["id"]) == []


@pytest.mark.parametrize(
    "changes",
    [{"low": ["9"], "high": ["3"]}, {"low": ["-1"]}, {"low": ["x"]}, {"low": ["99999999999"]}, {"low": []}, {"low": ["1", "2"]}, {"from": "2019-02-30"}, {"from": "2020-01-02", "to": "2020-01-01"}, {"type": "war"}, {"status": ""}],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(own_client: TestClient, changes: dict[str, Any]):
    claim = one_with_a_toll(own_client)
    assert own_client.post(f"/claims/{claim['id']}/correct", data=form(own_client, claim, **changes), headers=SAME).status_code == 422
    assert own_client.app.state.desk.ledger.reviews(claim["id"]) == []


def test_only_our_pages_may_correct(own_client: TestClient):
    claim = one_with_a_toll(own_client)
    assert own_client.post(f"/claims/{claim['id']}/correct", data=form(own_client, claim, low=["5"], high=["5"])).status_code == 403
    assert own_client.post("/claims/c_nothing/restore", data={"seen": "x"}, headers=SAME).status_code == 404


def test_a_long_history_is_shown_in_pages_and_costs_no_more(own_client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """Each correction is made from the page before it: neither the page nor what it asks the ledger grows with what was corrected before."""
    monkeypatch.setattr(review, "RELINK_UP_TO", 0)
    claim = next(c for c in own_client.get("/api/v1/claims", params={"limit": 500}).json()["items"] if not c["tolls"] and c["time"])
    types, sizes = [one for one in ("attack", "clash", "air_strike") if one != claim["type"]], []
    for n in range(2 * corrections.SHOWN + 3):
        sent = form(own_client, claim, type=types[n % 2], note=f"وجه {n}.")
        assert own_client.post(f"/claims/{claim['id']}/correct", data=sent, headers=SAME).status_code == 303
        sizes.append(len(own_client.get(f"/documents/{claim['document']}?claim={claim['id']}").content))
    assert sizes[-1] <= sizes[corrections.SHOWN] + 100
    address, told = f"/documents/{claim['document']}?claim={claim['id']}", []
    while address:
        html = own_client.get(address).text
        told += [int(n) for n in re.findall(r"وجه (\d+)\.", html)]
        more = re.search(r'href="([^"]*&amp;before=\d+)#card', html)
        address = more[1].replace("&amp;", "&") if more else ""
    assert told == list(range(2 * corrections.SHOWN + 2, -1, -1)), "all of them, the latest first"

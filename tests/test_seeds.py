"""The five real reports that development began with, through the whole line. They stay beside the repository; without them this is skipped."""

from __future__ import annotations

import pathlib

import pytest

from marsad import pipeline
from marsad.ledger import Ledger
from marsad.model import Claim, Incident
from marsad.read import Given

SEEDS = pathlib.Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"{SEEDS} is not here")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("seeds")
    book = Ledger(f"sqlite:///{folder / 'seeds.db'}")
    account = pipeline.ingest([str(SEEDS)], Given(), book, folder / "store")
    assert account.stored == 5
    pipeline.link(book)
    return book


def of(ledger: Ledger, report: str) -> list[Claim]:
    return [c for c in ledger.claims() if c.file.startswith(report)]


def mayadin(ledger: Ledger) -> Incident:
    at = {
        c.incident
        for c in of(ledger, "004")
        if c.kind == "incident" and any(t.measure == "killed" and t.low in (26, 35) for t in c.tolls) and c.place and "ميادين" in c.place.text
    }
    assert len(at) == 1, at
    found = ledger.incident(str(at.pop()))
    assert found
    return found


def test_every_report_gives_claims_on_its_own_words(ledger: Ledger) -> None:
    texts = {d.id: d.text for d in ledger.documents()}
    claims = ledger.claims()
    assert {c.file[:3] for c in claims} == {"000", "001", "002", "003", "004"}
    for c in claims:
        parts = [*c.evidence, *c.perpetrators, *c.targets, *c.sources, *c.materiel, *(t.group for t in c.tolls if t.group)]
        assert all(texts[c.document][p.start : p.end] == p.text for p in parts)


def test_mayadin_is_one_incident_with_every_account_and_its_chain(ledger: Ledger) -> None:
    incident = mayadin(ledger)
    claims = ledger.claims(incident=incident.id)
    figures = {(t.low, c.sources[-1].source if c.sources else "") for c in claims for t in c.tolls if t.measure == "killed"}
    by_figure = {n: {s for m, s in figures if m == n} for n, _ in figures}
    assert any("sohr" in s for s in by_figure.get(35, set()) | by_figure.get(26, set()))
    assert "russian_mod" in by_figure[4] and "russian_mod" in by_figure[43]
    assert any("islamic_state" in s.source or s.source == "amaq" for c in claims for s in c.sources), "the group's own claim"
    assert incident.time and incident.time.to_json()["from"] == incident.time.to_json()["to"] == "2018-05-23"


def test_the_ministrys_soldiers_lie_within_the_monitors_fighters(ledger: Ledger) -> None:
    killed = {t.group: t for t in mayadin(ledger).tolls if t.measure == "killed"}
    assert (killed[None].low, killed[None].high) == (35, 35)
    assert (killed["russia"].low, killed["russia"].high, killed["russia"].disputed) == (4, 9, True), "a disputed range, no sum"
    assert "4 soldiers (Russia) within 9 fighters (Syrian Observatory for Human Rights)" in [c.text.en for c in mayadin(ledger).checks if c.kind == "nested"]
    assert killed["islamic_state"].low == killed["islamic_state"].high == 43, "the attackers' own dead stand apart"
    assert not any(t.best in (44, 39, 48, 70) for t in killed.values()), "no figure that nobody claimed"


def test_parts_and_wounds_are_checked(ledger: Ledger) -> None:
    texts = [c.text.en for c in mayadin(ledger).checks if c.holds]
    assert "26 + 9 = 35" in texts and "2 + 2 = 4" in texts, texts
    assert "2 at once + 2 of the 5 wounded = 4 killed, 3 wounded left" in texts, texts


def test_four_of_the_week_stay_unaccounted(ledger: Ledger) -> None:
    counted = [c for i in ledger.incidents() if i.kind == "window" for c in i.checks if c.kind == "window"]
    assert [(c.holds, c.residual) for c in counted] == [(True, 4)]
    assert counted[0].text.en.startswith("76 − (26 + 35 + 11) = 4 unaccounted")


def test_other_stories_headlines_give_no_event(ledger: Ledger) -> None:
    told = " ".join(q.text for c in of(ledger, "001") for q in c.evidence)
    for words in ("يشن هجومين", "مقاتلات روسية تستهدف", "حصيلة هجماته خلال عام"):
        assert words not in told


def test_a_headline_gives_no_toll_of_its_own(ledger: Ledger) -> None:
    line = next(d.text.index("\n") for d in ledger.documents() if d.file.startswith("003"))
    for c in of(ledger, "003"):
        assert not any(t.start is not None and t.start < line for t in c.tolls)


def test_the_weekly_statistic_is_a_claimed_tally(ledger: Ledger) -> None:
    found = [(c.kind, c.status) for c in of(ledger, "002") if any(t.low == 49 for t in c.tolls)]
    assert found == [("tally", "claimed")]


def test_the_general_of_2020_is_one_incident_of_two_outlets(ledger: Ledger) -> None:
    incidents = {c.incident for c in ledger.claims() if c.time and str(c.time.start_day) == "2020-08-18" and any(t.low == t.high == 1 for t in c.tolls)}
    assert len(incidents) == 1, incidents
    assert {c.file[:3] for c in ledger.claims(incident=str(incidents.pop()))} == {"000", "001"}

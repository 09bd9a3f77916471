"""The bundled sample, end to end: the reports that `make demo` shows, annotated in bench/gold/sample, read, linked and reconciled."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterable

import pytest

from marsad import pipeline
from marsad.extract import evaluate
from marsad.ledger import Ledger
from marsad.model import Claim, Incident
from marsad.read import Given
from marsad.resources import DATA

ROOT = pathlib.Path(__file__).parent.parent
REPORTS = DATA / "sample" / "reports.jsonl"
GOLD = ROOT / "bench" / "gold" / "sample"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("sample")
    book = Ledger(f"sqlite:///{folder / 'sample.db'}")
    account = pipeline.ingest([str(REPORTS)], Given(), book, folder / "store")
    assert account.stored == 17 and not account.rejected and not account.quarantined
    pipeline.link(book)
    return book


def files_of(ledger: Ledger, claims: Iterable[Claim]) -> set[str]:
    """The reports that the claims were seen in: near-identical reports share theirs."""
    files = {d.id: d.file for d in ledger.documents()}
    return {files[d] for c in claims for d in ledger.sightings(c.id)}


def holding(ledger: Ledger, report: str, type_: str) -> list[Incident]:
    ids = {c.incident for c in ledger.claims() if c.type == type_ and report in files_of(ledger, [c])}
    return [i for i in ledger.incidents() if i.id in ids]


def test_annotations_tell_the_bundled_texts() -> None:
    told = {r["id"]: r["text"] for r in map(json.loads, REPORTS.read_text(encoding="utf-8").splitlines())}
    gold = evaluate.load(GOLD)
    assert len(gold) >= 14 and {stem for stem, _ in gold} == set(told)
    for stem, annotation in gold:
        assert annotation["doc"]["text"] == told[stem]
        for event in annotation["events"]:
            assert all(quote in told[stem] for quote in event["evidence"]), (stem, event["id"])


def test_every_claim_stands_on_its_words(ledger: Ledger) -> None:
    texts = {d.id: d.text for d in ledger.documents()}
    for c in ledger.claims():
        parts = [*c.evidence, *c.perpetrators, *c.targets, *c.sources, *c.materiel, *(t.group for t in c.tolls if t.group)]
        assert all(texts[c.document][p.start : p.end] == p.text for p in parts)


def test_the_convoy_near_mayadin_is_one_incident_with_every_account(ledger: Ledger) -> None:
    (incident,) = [i for i in holding(ledger, "s02", "attack") if any(t.high == 35 for t in i.tolls)]  # s02 tells of an earlier attack too
    accounts = files_of(ledger, ledger.claims(incident=incident.id))
    assert {"s01", "s02", "s04", "s05"} <= accounts
    assert "s17" not in accounts, "a mine near Sukhna is another matter"
    killed = {t.group: t for t in incident.tolls if t.measure == "killed"}
    assert (killed[None].best, killed[None].high) == (35, 35)
    russians = killed["russia"]
    assert (russians.low, russians.high, russians.disputed) == (4, 9, True)


def test_a_copy_is_no_second_origin(ledger: Ledger) -> None:
    (incident,) = [i for i in holding(ledger, "s02", "attack") if "s05" in files_of(ledger, ledger.claims(incident=i.id))][:1]
    assert [o.source for o in incident.origins].count("sohr") == 1


def test_the_general_is_one_incident_across_years(ledger: Ledger) -> None:
    incidents = [i for i in ledger.incidents() if {"s08", "s09"} <= files_of(ledger, ledger.claims(incident=i.id))]
    assert len(incidents) == 1
    files = files_of(ledger, ledger.claims(incident=incidents[0].id))
    assert {"s08", "s09", "s10", "s11"} <= files, "late retellings join the old incident"


def test_a_denied_attack_is_contested(ledger: Ledger) -> None:
    incidents = holding(ledger, "s10", "attack")
    assert any(i.grade == "contested" and "s16" in files_of(ledger, ledger.claims(incident=i.id)) for i in incidents)


def test_a_weekly_statistic_stays_a_claimed_tally(ledger: Ledger) -> None:
    tallies = [c for c in ledger.claims() if c.file == "s14" and any(t.low == 49 for t in c.tolls)]
    assert [(c.kind, c.status) for c in tallies] == [("tally", "claimed")]


def test_the_truffle_season_is_no_battle(ledger: Ledger) -> None:
    assert not [c for c in ledger.claims() if c.file == "s15"]


def test_furniture_tells_no_event(ledger: Ledger) -> None:
    for c in ledger.claims():
        assert not any("اقرأ أيضاً" in q.text or "سيارة مفخخة بريف حلب" in q.text for q in c.evidence)

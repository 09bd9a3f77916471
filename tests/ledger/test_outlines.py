"""What lists, timelines, maps and pages ask for, the same on both databases; kept in step with the incidents."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from test_enquiries import many
from test_ledger import filled, incident

from marsad.ledger import IncidentFilters, Ledger, Sum, Unit, pages


def test_days_count_and_sum(ledger: Ledger) -> None:
    many(ledger)
    line = ledger.incident_timeline(IncidentFilters(kind="incident"))
    assert [b.day for b in line.bars] == [dt.date(2021, 1, n) for n in range(1, 6)] and line.unit == "day"
    assert line.count == 11 == line.undated + sum(b.count for b in line.bars) == line.drawn
    assert line.sums[0] == Sum(15, 15, 11, 0) and sum((b.killed for b in line.bars), Sum()).told == 11 - line.undated
    one = ledger.incident_timeline(IncidentFilters(kind="incident", first=dt.date(2021, 1, 5), grade="fair"))
    assert [(b.day, b.count) for b in one.bars] == [(dt.date(2021, 1, 5), 1)]


def test_facets_leave_windows_out(ledger: Ledger) -> None:
    many(ledger)
    facets = ledger.incident_facets()
    assert facets["type"] == [("attack", 11)] and facets["country"] == [("SY", 11)] and facets["admin1"] == [("Hama", 11)]
    assert dict(facets["grade"]) == {"weak": 4, "fair": 4, "contested": 3}
    assert dict(facets["actor"]) == {"y": 7, "z": 4}


def test_a_grid_counts_and_a_box_restricts(ledger: Ledger) -> None:
    many(ledger)
    (cell,) = ledger.incident_cells(IncidentFilters(kind="incident"), 1.0)
    assert (cell.lat, cell.lon, cell.count, cell.best) == (35.5, 37.5, 11, 1)
    (fine,) = ledger.incident_cells(IncidentFilters(), 0.25)
    assert (fine.lat, fine.lon, fine.count) == (35.125, 37.125, 12)
    assert ledger.incident_cells(IncidentFilters(box=(30.0, 30.0, 36.0, 36.0)), 1.0) == []
    assert ledger.incidents_page(IncidentFilters(box=(36.0, 34.0, 38.0, 36.0))).total == 12


def test_units_count_on_their_days_and_words_in_every_spelling(ledger: Ledger) -> None:
    many(ledger)

    def found(**wanted: object) -> set[str]:
        return {i.id for i in ledger.incidents_page(IncidentFilters(**wanted), None, 500).incidents}  # type: ignore[arg-type]

    assert found(units=(Unit("z"),)) == {"i_00", "i_03", "i_06", "i_09"}
    assert found(units=(Unit("z", dt.date(2021, 1, 4), dt.date(2021, 1, 5)), Unit("nobody"))) == {"i_00", "i_03", "i_09"}  # i_00 is undated
    assert len(found(words="جنود")) == 12 and len(found(words="والجنود حما")) == 12 and len(found(words="hama")) == 12
    assert found(words="غيرها") == set() and found(words="؟!") == set()


def test_many_named_rows_are_found_like_few(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    many(ledger)
    asked = [
        IncidentFilters(kind="incident", words="جنود", sort=sort, box=box) for sort in ("date", "-date", "-killed") for box in (None, (37.0, 35.0, 38.0, 36.0))
    ] + [IncidentFilters(units=(Unit("z"), Unit("y", dt.date(2021, 1, 4), dt.date(2021, 1, 5))), words="حماة"), IncidentFilters(actor="z", words="غيرها")]  # fmt: skip

    def told() -> list[object]:
        return [(ledger.incidents_page(f, None, 3, offset=1), ledger.incident_timeline(f), ledger.incident_cells(f, 1.0)) for f in asked]

    few = told()
    monkeypatch.setattr(pages, "FEW", 4)  # a page of three after one is within it
    assert told() == few and few[0] != few[-1]


def test_pages_go_on_where_they_were(ledger: Ledger) -> None:
    many(ledger)
    for sort in ("date", "-date", "-killed", "-origins", "grade"):
        whole = [i.id for i in ledger.incidents_page(IncidentFilters(sort=sort), None, 500).incidents]
        paged = [i.id for n in range(0, 12, 5) for i in ledger.incidents_page(IncidentFilters(sort=sort), None, 5, offset=n, count=False).incidents]
        assert paged == whole and len(set(whole)) == 12


def test_reports_in_order_with_their_neighbours(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    found, total = ledger.documents_page(0, 2)
    assert ([d.id for d in found], total) == (["d_c", "d_b"], 3)
    previous, following = ledger.neighbours(found[1])
    assert previous and following and (previous.id, following.id) == ("d_a", "d_c")
    assert ledger.neighbours(found[0])[1] is None
    assert ledger.documents_page(0, 9, words="جنود")[1] == 3 and ledger.documents_page(0, 9, words="لا شيء")[1] == 0
    assert ledger.documents_page(0, 9, outlets=["نشرة"])[1] == 3
    assert ledger.claim_counts(["d_a", "d_c"]) == {"d_a": 1, "d_c": 1}
    assert ledger.claims_page(None, 2) == (["c_a", "c_b"], True) and ledger.claims_page("c_b", 2) == (["c_c"], False)
    assert ledger.told() == [("sohr", "نشرة", 3)] and ledger.ending_at("sohr", 2) == ["c_a", "c_b"] and ledger.published() == {"نشرة": 3}


def test_rows_follow_their_incident(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    one = incident("a", "c_a", "c_b")
    suggested = dataclasses.replace(one.links[0], verdict="suggested")
    ledger.save_resolution([one], [suggested])
    assert ledger.queue(0, 9) == [("c_a", "c_b")] and ledger.open_pairs() == 1
    before = ledger.stamp()
    ledger.decide("c_a", "c_b", "same", who="سلمى")
    assert ledger.open_pairs() == 0 and ledger.stamp() != before and ledger.stamp()[1] == before[1]
    ledger.save_resolution([dataclasses.replace(one, grade="confirmed", perpetrators=("w",))], ())
    assert ledger.incident_facets()["actor"] == [("w", 1)] and ledger.incidents_page(IncidentFilters(grade="confirmed")).total == 1
    assert ledger.stamp()[1] != before[1]
    ledger.save_resolution([], ())
    assert ledger.incident_timeline(IncidentFilters()).count == 0 and ledger.incidents_page(IncidentFilters(words="جنود")).total == 0

"""Whole stories: one event as six outlets tell it, with copies, corrections, late retellings and decoys nearby."""

import pathlib

import pytest

import linking as bench

ROOT = pathlib.Path(__file__).parents[2]
OURS = pathlib.Path(__file__).parent / "stories"  # invented, or modelled on a known kind of event with invented figures
SHARED = ROOT.parent / "shared" / "gold" / "linking"


@pytest.fixture(scope="module", params=[OURS, SHARED], ids=["ours", "shared"])
def story(request):
    if not request.param.exists():
        pytest.skip(f"{request.param} is not beside this repository")
    claims, documents, resolution = bench.run(request.param)
    return request.param, claims, documents, resolution


def test_claims_are_grouped_as_a_careful_person_would(story):
    folder, _, _, resolution = story
    found = {c: i.id for i in resolution.incidents for c in i.claims}
    figures = bench.agreement(bench.truth(folder), found)
    assert figures["pairwise"] >= 0.92
    assert figures["b3"] >= 0.95


def test_ranges_origins_and_grades_are_those_of_a_careful_person(story):
    folder, _, _, resolution = story
    for wanted, found in bench.main_incidents(folder, resolution):
        killed = next(t for t in found.tolls if t.measure == "killed" and t.group is None)
        assert (killed.low, killed.high) == (wanted["killed_low"], wanted["killed_high"]), wanted["key"]
        assert found.independent_origins == wanted["independent_origins"], wanted["key"]
        assert found.grade == wanted["grade"], wanted["key"]


def test_no_figure_that_nobody_told(story):
    """Every figure printed is one that a claim gives, or the sum of one claim's own parts."""
    _, claims, _, resolution = story
    by_id = {c.id: c for c in claims}
    for incident in resolution.incidents:
        for t in incident.tolls:
            told = set()
            for c in incident.claims:
                figures = [x for x in by_id[c].tolls if x.measure == t.measure]
                told |= {x.low for x in figures} | {x.high for x in figures}
                sums = {0}
                for x in figures:
                    sums |= {s + x.low for s in sums}
                told |= sums
                moved = [x for x in by_id[c].tolls if x.part_of is not None and x.measure == "killed"]
                told |= {x.low - sum(m.low for m in moved) for x in figures}
            assert {t.low, t.best, t.high} <= told | {None}


def test_every_claim_is_in_exactly_one_incident(story):
    _, claims, _, resolution = story
    held = [c for i in resolution.incidents for c in i.claims]
    assert sorted(held) == sorted(c.id for c in claims)


def test_explanations_are_in_both_languages(story):
    _, _, _, resolution = story
    for incident in resolution.incidents:
        for words in [*(t.why for t in incident.tolls), *(c.text for c in incident.checks)]:
            assert words.en
            assert words.ar
            assert words.en != words.ar or not any(ch.isalpha() for ch in words.en)

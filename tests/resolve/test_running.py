"""New reports are linked onto what is linked; in whatever portions they come, the result is that of a full run."""

import dataclasses
import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import world as bench
from marsad.model import Judgement
from marsad.resolve import Running, block, linker, resolve


@pytest.fixture(scope="module")
def made():
    return bench.world(150, "hard", 3)


def together(claims, documents, portions, judged=()):
    """Linked portion by portion; decisions come with the first portion after both their claims."""
    running = Running()
    for portion in portions:
        running.extend([c for c in claims if c.document in portion], documents, judged)
    return running


def split(documents, rng, parts):
    """The documents in so many portions, at random."""
    portions = [set() for _ in range(parts)]
    for d in sorted(documents):
        portions[rng.randrange(parts)].add(d)
    return portions


def accounts(resolution):
    return {i.claims: dataclasses.replace(i, id="") for i in resolution.incidents}


slow = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(seed=st.integers(0, 10**6), parts=st.integers(2, 6), crowd=st.sampled_from((300, 6)), whole=st.sampled_from((1000, 5)))
def test_portions_give_what_a_full_run_gives(made, monkeypatch, seed, parts, crowd, whole):
    rng = random.Random(seed)
    monkeypatch.setattr(block, "CROWD", crowd)  # small, so that drawers become crowds and components are parted
    monkeypatch.setattr(linker, "WHOLE", whole)
    running = together(made.claims, made.documents, split(made.documents, rng, parts))
    found, full = running.resolution(), resolve(made.claims, made.documents)
    assert accounts(found) == accounts(full)
    assert found.links == full.links
    assert found.suggestions == full.suggestions
    assert found == resolve(made.claims, made.documents, previous=running.home)  # ids included


@slow
@given(seed=st.integers(0, 10**6), parts=st.integers(2, 5))
def test_peoples_decisions_hold_across_portions(made, seed, parts):
    rng = random.Random(seed)
    ids = sorted(c.id for c in made.claims)
    judged = []
    for n in range(8):
        left = rng.choice(ids)
        right = rng.choice([c for c in ids if c != left and (rng.random() < 0.2 or made.truth[c] == made.truth[left])] or [c for c in ids if c != left])
        judged.append(Judgement(left, right, rng.choice(("same", "not_same", "unsure")), "a", dt.datetime(2024, 1, 1, n, tzinfo=dt.UTC)))
    running = together(made.claims, made.documents, split(made.documents, rng, parts), judged)
    full = resolve(made.claims, made.documents, judged)
    assert accounts(running.resolution()) == accounts(full)


def test_an_incident_keeps_its_id_when_more_is_told_of_it(made):
    rng = random.Random(1)
    first, second = split(made.documents, rng, 2)
    running = Running()
    running.extend([c for c in made.claims if c.document in first], made.documents)
    before = {i: set(one.claims) for i, one in running.incidents.items()}
    changed = running.extend([c for c in made.claims if c.document in second], made.documents)
    after = {i: set(one.claims) for i, one in running.incidents.items()}
    untouched = before.keys() - changed
    assert untouched
    assert all(after[i] == before[i] for i in untouched)
    kept = [i for i in before if i in after and after[i] >= before[i]]
    assert len(kept) > 0.9 * len(before)


def test_a_decision_alone_moves_only_its_claims(made):
    running = together(made.claims, made.documents, [set(made.documents)])
    two = next(i for i in running.incidents.values() if len(i.claims) == 2)
    judged = [Judgement(*two.claims, "not_same", "a", dt.datetime(2024, 1, 1, tzinfo=dt.UTC))]
    changed = running.extend([], made.documents, judged)
    assert two.id in changed
    assert len(changed) < 20
    assert accounts(running.resolution()) == accounts(resolve(made.claims, made.documents, judged))


def test_a_report_comes_whole(made):
    running = Running()
    running.extend(made.claims[:20], made.documents)
    with pytest.raises(ValueError, match="linked already"):
        running.extend([made.claims[0].replace(id="c_other")], made.documents)

"""The state of linking goes through bytes, step by step, and comes back as it was."""

import random
import sys

import numpy as np
import pytest

import world as bench
from marsad.resolve import block, hands, linker, remembered, resolve
from marsad.resolve.facets import all_facets


@pytest.fixture(scope="module")
def made():
    return bench.world(400, "hard", 6)


def seen(state):
    """All that a state holds, whatever order its pairs are in."""
    c, p = state.columns, state.pairs
    order = np.lexsort((p.i, p.j))
    tables = [[v for v in getattr(c.names, t).values] for t in ("word", "type", "sites", "actors", "groups", "person", "means")]  # noqa: C416
    arrays = [*c.at.values(), c.low, c.high, c.exact, c.words, c.ends, c.sketches, c.shingles, *(part[order] for part in p.parts()), state.group, state.component]
    drawers = [a for d in (state.files.met, state.files.asks, state.files.filed) for a in (d.keys, d.claims)]
    return c.ids, c.documents, tables, state.at, state.verdicts, [np.nan_to_num(np.asarray(a, dtype=np.float64)).tolist() for a in [*arrays, *drawers]]


@pytest.mark.parametrize("crowd", [300, 6])
def test_steps_kept_as_bytes_give_the_state_again(made, monkeypatch, crowd):
    monkeypatch.setattr(block, "CROWD", crowd)  # small: what was compared once is compared again
    rng, kept, going = random.Random(2), [], linker.State()
    portions = [[] for _ in range(4)]
    for document in sorted(made.documents):
        portions[rng.randrange(4)].append(document)
    for portion in portions:
        facets = all_facets([c for c in made.claims if c.document in set(portion)], made.documents)
        state = remembered.state(kept)  # always through the bytes
        step = linker.add(state, [linker.boiled(facets)])
        kept.append(dict(remembered.pieces(state, step)))
        linker.extend(going, facets)
        assert seen(remembered.state(kept)) == seen(state) == seen(going)
    assert seen(remembered.state([dict(remembered.pieces(state, remembered.whole(state)))])) == seen(state)
    assert seen(remembered.state([])) == seen(linker.State())


def test_any_number_of_processes_gives_the_same(made, monkeypatch):
    monkeypatch.setattr(linker, "PORTION", 60)
    alone = linker.State()
    facets = all_facets(sorted(made.claims, key=lambda c: c.id), made.documents)
    groups = linker.extend(alone, facets)
    for processes in (2, 3):
        state = linker.State()
        found = linker.extend(state, facets, processes=processes)
        assert [g.tolist() for g in found] == [g.tolist() for g in groups]
        assert dict(remembered.pieces(state, remembered.whole(state))) == dict(remembered.pieces(alone, remembered.whole(alone)))


def test_a_process_that_fails_is_no_silent_loss():
    def work(k):
        if k == 3:
            sys.exit("broken")
        return k

    with pytest.raises(RuntimeError, match="has died"):
        list(hands.each(work, 6, 2))


def test_work_comes_back_in_order():
    assert list(hands.each(lambda k: k * k, 7, 3)) == list(hands.each(lambda k: k * k, 7)) == [k * k for k in range(7)]
    assert resolve([], {}).incidents == ()

"""Grouping compared pairs: strongest first, never across a contradiction, judgements before everything, in any order the same."""

import random
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from marsad.resolve import cluster as clusters
from marsad.resolve.cluster import Scored, Verdicts, cluster


def group(count, scores, same=(), not_same=(), link=4.0, mean=1.0):
    pairs = np.array(list(scores), dtype=np.int64).reshape(-1, 2)
    score, forbidden = np.array([s for s, _ in scores.values()], dtype=float), np.array([f for _, f in scores.values()], dtype=bool)
    return cluster(count, Scored(pairs[:, 0], pairs[:, 1], score, forbidden), Verdicts(frozenset(same), frozenset(not_same)), link=link, mean=mean)


def test_a_chain_joins_while_the_mean_holds():
    assert group(3, {(0, 1): (6.0, False), (1, 2): (5.0, False), (0, 2): (2.0, False)}) == [[0, 1, 2]]
    assert group(3, {(0, 1): (6.0, False), (1, 2): (5.0, False), (0, 2): (-9.0, False)}) == [[0, 1], [2]]


def test_a_contradiction_is_never_crossed():
    assert group(3, {(0, 1): (9.0, False), (1, 2): (9.0, False), (0, 2): (9.0, True)}) in ([[0, 1], [2]], [[0], [1, 2]])


def test_a_persons_word_goes_before_scores():
    assert group(2, {(0, 1): (9.0, False)}, not_same=[(0, 1)]) == [[0], [1]]
    assert group(2, {(0, 1): (-9.0, True)}, same=[(0, 1)]) == [[0, 1]]
    assert group(2, {}, same=[(0, 1)]) == [[0, 1]]
    assert group(3, {(0, 2): (9.0, False)}, same=[(0, 1)], not_same=[(1, 2)]) == [[0, 1], [2]]


pairs = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]),
    st.tuples(st.floats(-10, 10).map(lambda x: round(x, 2)), st.booleans()), max_size=40,
)  # fmt: skip


@given(pairs, st.randoms(use_true_random=False))
def test_every_index_is_in_one_group_and_no_group_holds_a_forbidden_pair(scores, rng):
    found = group(10, scores)
    assert sorted(i for g in found for i in g) == list(range(10))
    of = {i: n for n, g in enumerate(found) for i in g}
    assert not [p for p, (_, forbidden) in scores.items() if forbidden and of[p[0]] == of[p[1]]]
    shuffled = list(scores.items())
    rng.shuffle(shuffled)
    assert group(10, dict(shuffled)) == found


@given(pairs, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), max_size=4))
def test_no_group_holds_a_pair_that_a_person_parted(scores, parted):
    found = group(10, scores, not_same=parted)
    of = {i: n for n, g in enumerate(found) for i in g}
    assert not [p for p in parted if of[p[0]] == of[p[1]]]


two = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), max_size=3)


@given(pairs, two, two)
def test_squares_and_lists_give_the_same_groups(scores, same, parted):
    in_squares = group(10, scores, same, parted)
    with mock.patch.object(clusters, "DENSE", 0):
        assert group(10, scores, same, parted) == in_squares


def test_a_large_ring_is_grouped_quickly():
    rng = random.Random(1)
    scores = {(i, i + 1): (rng.uniform(4, 9), False) for i in range(20_000)}
    assert len(group(20_001, scores)) == 1

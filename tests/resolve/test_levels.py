"""Millions of pairs at once give what two claims give alone: level by level, on the synthetic world and on the stories."""

import pathlib
import random

import numpy as np
import pytest

import linking
import world
from marsad.resolve import levels, score
from marsad.resolve.columns import columns, merged
from marsad.resolve.facets import all_facets
from marsad.resolve.features import FEATURES

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["world", "stories"])
def facets(request):
    if request.param == "world":
        made = world.world(1500, "hard", 5)
        claims, documents = made.claims, made.documents
    else:
        claims, documents, _ = linking.run(ROOT / "tests" / "resolve" / "stories")
    return all_facets(sorted(claims, key=lambda c: c.id), documents)


def some_pairs(facets, count=4000):
    rng = random.Random(3)
    found = set()
    for _ in range(6 * count):
        i = rng.randrange(len(facets))
        j = min(len(facets) - 1, i + rng.randrange(1, 30)) if rng.random() < 0.8 else rng.randrange(len(facets))
        if facets[i].claim.document != facets[j].claim.document:
            found.add((min(i, j), max(i, j)))
    return sorted(found)[:count] if len(found) <= count else sorted(rng.sample(sorted(found), count))


def test_each_pair_is_weighed_as_by_itself(facets):
    pairs = some_pairs(facets)
    made = columns(facets)
    found = levels.compare(made, np.array([i for i, _ in pairs]), np.array([j for _, j in pairs]))
    for k, (i, j) in enumerate(pairs):
        alone = score.compare(facets[i], facets[j])
        assert (round(float(found.score[k]), 3), bool(found.forbidden[k])) == (alone.score, alone.forbidden)
        told = {name: levels.LEVELS[name][found.levels[name][k]] for name in FEATURES if found.levels[name][k]}
        if alone.reasons and alone.reasons[0][0] != "kind":
            assert list(told) == [name for name, _, _ in alone.reasons]
            assert bool(found.particular[k]) == alone.particular


def test_columns_made_apart_are_those_made_together(facets):
    pairs = some_pairs(facets, 500)
    i, j = np.array([i for i, _ in pairs]), np.array([j for _, j in pairs])
    cut = next(k for k in range(len(facets) // 2, len(facets)) if facets[k].claim.document != facets[k - 1].claim.document)
    apart = merged([columns(facets[:cut]), columns(facets[cut:])])
    assert (levels.compare(apart, i, j).score == levels.compare(columns(facets), i, j).score).all()

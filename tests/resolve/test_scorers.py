"""Two ways to weigh the same findings: the table, and Splink's m and u, which give what Splink itself gives."""


import numpy as np
import pytest

import linking
import world
from marsad.resolve import levels, resolve, scorers
from marsad.resources import resolving


def test_every_level_of_splink_is_one_of_ours():
    told = resolving.probabilities()
    assert 0 < told.prior < 1
    for name, rows in told.levels.items():
        assert set(rows) <= set(levels.LEVELS[name]) | {"silent"}
        assert all(0 < row.m <= 1 and 0 < row.u <= 1 for row in rows.values())


def test_an_unknown_scorer_is_named(claim, document):
    with pytest.raises(ValueError, match="unknown scorer guess"):
        resolve([claim("1")], {"d_a": document("a")}, scorer="guess")


def test_splinks_weights_group_a_small_world_about_as_well():
    made = world.world(600, "hard", 5)
    for scorer in scorers.SCORERS:
        found = {c: i.id for i in resolve(made.claims, made.documents, scorer=scorer).incidents for c in i.claims}
        assert linking.agreement(made.truth, found)["b3"] >= 0.88, scorer


def test_our_sum_is_splinks_match_weight():
    pytest.importorskip("splink")
    import splink_train as train

    made = world.world(300, "hard", 6)
    found, same = train.pairs(made.claims, made.documents, made.truth)
    told = resolving.probabilities()
    linker, _ = train.linker_of(found, same, told)
    rows = linker.inference.predict().as_record_list()
    assert len(rows) == len(same)
    weighed = {int(row["unique_id_l"]): row["match_weight"] for row in rows}
    tables = {n: np.array([scorers._log(told.levels.get(n, {}).get(level or "silent")) for level in listed]) for n, listed in levels.LEVELS.items()}
    ours = sum(tables[n][found[n]] for n in train.FEATURES) + np.log(told.prior / (1 - told.prior))
    assert np.allclose([weighed[k] for k in range(len(same))], ours / np.log(2), atol=1e-6)

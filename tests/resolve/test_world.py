"""On a small synthetic world: claims are grouped, the range holds the truth, no figure is made up, and copies are one origin."""

import dataclasses
import random

import world as bench
from marsad.model import Document
from marsad.resolve import resolve


def test_a_hard_world_is_grouped_its_tolls_hold_the_truth_and_a_thousand_disguised_copies_are_one_origin():
    """What ``python bench/world.py`` asks of 100,000 claims."""
    made = bench.world(1500, "hard", 8)
    bench.flooded(made, 1000)
    found = bench.measure(made)
    assert found["copies"] == 1000
    assert {k: found[k] for k, holds in bench.TARGETS.items() if not holds(found[k])} == {}


def test_what_nobody_told_and_what_lies_between_is_noticed():
    made = bench.world(200, "hard", 8)
    (first, *_) = [i for i in resolve(made.claims, made.documents).incidents if any(t.low for t in i.tolls)]
    toll = next(t for t in first.tolls if t.low)
    told = {t.low for c in made.claims if c.id in first.claims for t in c.tolls} | {None}
    assert bench.invented(made, [first]) == (0, 0)
    strange = dataclasses.replace(toll, high=max(n for n in told if n) + 1)
    assert bench.invented(made, [dataclasses.replace(first, tolls=(strange,))])[0] == 1


def test_the_same_seed_makes_the_same_world():
    assert bench.world(200, "hard", 2) == bench.world(200, "hard", 2)
    assert bench.world(200, "hard", 2) != bench.world(200, "hard", 3)


def test_a_thousand_disguised_copies_in_a_world_are_one_origin():
    made = bench.world(400, "easy", 4)
    base = next(c for c in made.claims if c.sources and c.sources[-1].source == "sohr" and c.time and c.place and c.tolls)
    alone = resolve(made.claims, made.documents)
    before = next(i for i in alone.incidents if base.id in i.claims)
    rng, words = random.Random(1), made.documents[base.document].text.split()
    claims, documents = list(made.claims), dict(made.documents)
    for n in range(1000):
        text = list(words)
        del text[rng.randrange(len(text))]
        text.insert(rng.randrange(len(text)), f"عاجل{n}")
        documents[f"d_copy{n}"] = Document(f"d_copy{n}", " ".join(text), f"copy{n}", published=made.documents[base.document].published, outlet=f"موقع {n}")
        claims.append(base.replace(id=f"c_copy{n}", document=f"d_copy{n}", file=f"copy{n}", sources=()))  # the copies do not say whose it is
    found = resolve(claims, documents)
    after = next(i for i in found.incidents if base.id in i.claims)
    assert {c.id for c in claims if c.id.startswith("c_copy")} <= set(after.claims)
    assert 1 <= after.independent_origins <= before.independent_origins
    assert all(o.source in {x.source for x in before.origins} for o in after.origins)

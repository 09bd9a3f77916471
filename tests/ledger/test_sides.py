"""Whose the dead are: nobody counted twice, what remains said as it is bounded; what is kept is what counting gives, after every change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter
from typing import Any

import pytest
from test_daily import changed, rebuilt, some
from test_ledger import filled, incident

from marsad.ledger import IncidentFilters, Ledger, sides, tolls
from marsad.ledger import tables as t
from marsad.ledger.clearance import Cleared
from marsad.model import MEASURES, Incident, ReconciledToll, Words

WHY = Words("x", "س")


def toll(group: str | None, low: int, high: int | None, measure: str = "killed") -> ReconciledToll:
    return ReconciledToll(measure, group, low, low, high, WHY)


def laid(*told: ReconciledToll, **changes: Any) -> set[tuple[int, str, int, int, bool]]:
    one = dataclasses.replace(incident("a", "c_a"), perpetrators=("islamic_state",), targets=("syrian_government",), tolls=told, **changes)
    return {(p.role, p.side, p.low, p.high, p.open) for p in sides.parts(one)}


HIT, OWN, WITHIN, OVER = sides.HIT, sides.OWN, sides.WITHIN, sides.OVER


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ([toll(None, 3, 3)], {(HIT, "", 3, 3, False)}),
        ([toll(None, 35, 35), toll("syrian_government", 26, 26), toll("russia", 9, 9)], {(HIT, "syrian_government", 26, 26, False), (HIT, "russia", 9, 9, False)}),
        ([toll(None, 35, 35), toll("syrian_government", 26, 26), toll("russia", 4, 9)], {(HIT, "syrian_government", 26, 26, False), (HIT, "russia", 4, 9, False), (HIT, "", 0, 5, False)}),
        ([toll(None, 20, 20), toll("civilians", 4, None)], {(HIT, "civilians", 4, 4, True), (HIT, "", 0, 16, False)}),
        ([toll(None, 20, None), toll("civilians", 4, 4)], {(HIT, "civilians", 4, 4, False), (HIT, "", 16, 16, True)}),
        ([toll(None, 7, 7), toll("syrian_government", 7, 7), toll("islamic_state", 12, 12)], {(HIT, "syrian_government", 7, 7, False), (OWN, "islamic_state", 12, 12, False)}),
        ([toll(None, 3, 3), toll("attackers", 2, 2)], {(HIT, "", 3, 3, False), (OWN, "attackers", 2, 2, False)}),
        ([toll("islamic_state", 12, None)], {(OWN, "islamic_state", 12, 12, True)}),
        ([toll(None, 26, 26), toll("syrian_government", 26, 26), toll("fifth_corps", 5, 5)], {(HIT, "syrian_government", 26, 26, False), (WITHIN, "fifth_corps", 5, 5, False)}),
        ([toll(None, 8, 8), toll("syrian_government", 3, 3), toll("fifth_corps", 5, 5)], {(HIT, "syrian_government", 3, 3, False), (HIT, "fifth_corps", 5, 5, False)}),
        ([toll(None, 37, 37), toll("civilians", 37, 37), toll("syrian_government", 30, 37)], {(HIT, "civilians", 37, 37, False), (HIT, "syrian_government", 30, 37, False), (OVER, "", 30, 30, False)}),
    ],
)  # fmt: skip
def test_parts_of_an_attack(told: list[ReconciledToll], parts: set[tuple[int, str, int, int, bool]]) -> None:
    assert laid(*told) == parts


def test_in_a_clash_both_lie_in_the_total_while_it_has_room() -> None:
    army, group = toll("syrian_government", 5, 5), toll("islamic_state", 8, 8)
    assert laid(toll(None, 13, 13), army, group, type="clash") == {(HIT, "syrian_government", 5, 5, False), (HIT, "islamic_state", 8, 8, False)}
    assert laid(toll(None, 5, 5), army, group, type="clash") == {(HIT, "syrian_government", 5, 5, False), (OWN, "islamic_state", 8, 8, False)}


def told(rng: random.Random, name: str) -> Incident:
    """An incident as those of test_daily, with groups beside its total."""
    one = some(rng, name)
    groups = rng.sample(("civilians", "syrian_government", "fifth_corps", "y", "attackers"), rng.randrange(4))
    more = tuple(toll(g, n, rng.choice((n, n + 2, None)), m) for m in ("killed", "wounded") for g in groups for n in [rng.randrange(6)] if rng.random() < 0.7)
    return dataclasses.replace(one, tolls=(*one.tolls, *more), type=rng.choice(("attack", "clash", "shelling")))


def counted(incidents: list[Incident]) -> Counter[tuple[int, str, str, str]]:
    """The same added up here."""
    found: Counter[tuple[int, str, str, str]] = Counter()
    for part in (p for i in incidents for p in sides.parts(i)):
        found.update({(part.role, part.side, part.measure, k): n for k, n in (("n", 1), ("low", part.low), ("high", part.high), ("open", int(part.open))) if n})
    return found


def summed(found: tuple[tolls.Losses, ...]) -> Counter[tuple[int, str, str, str]]:
    every = {(one.role, one.side, m, k): n for one in found for m, s in zip(MEASURES, one.sums, strict=True) for k, n in (("n", s.told), ("low", s.low), ("high", s.high), ("open", s.open))}
    return Counter({k: n for k, n in every.items() if n})


def agree(ledger: Ledger, rng: random.Random) -> None:
    days = [None, dt.date(2019, 11, 20), dt.date(2019, 12, 2), dt.date(2020, 1, 15), dt.date(2018, 1, 1), dt.date(2022, 1, 1)]
    for _ in range(50):
        filters = IncidentFilters(
            first=rng.choice(days), last=rng.choice(days), kind=rng.choice(("", "incident", "window")),
            **rng.choice(({}, {}, {"type": "attack"}, {"grade": "fair"}, {"country": "SY"}, {"disputed": True}, {"type": "attack", "country": "SY"}, {"admin1": "Hama"}, {"side": "civilians"}, {"side": "none"}, {"actor": "y"})),  # type: ignore[arg-type]
        )
        line, found = ledger.incident_sums(filters)
        shown = list(ledger.incidents_page(filters, None, 500).incidents)
        assert line == ledger.incident_timeline(filters) and line.count == len(shown), filters
        assert summed(found) == counted(shown), filters
        with ledger.engine.connect().execution_options(marsad_veiled=True) as connection:
            assert tolls.summed(connection, filters)[1] == found, filters


def test_kept_is_what_counting_gives(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    changed(ledger, rng, told, agree)
    monkeypatch.setattr(tolls, "SOME", 0)  # as in a large ledger: all rows are gone through
    monkeypatch.setattr("marsad.ledger.pages.FEW", 1)
    agree(ledger, rng)
    rebuilt(ledger, (t.outline_toll, t.outline_side), sides.rebuild)


def test_a_side_leads_to_its_incidents(ledger: Ledger) -> None:
    rng = random.Random(11)
    names = [f"{n:02}" for n in range(30)]
    filled(ledger, *names)
    ledger.save_resolution([told(rng, n) for n in names], ())
    _, every = ledger.incident_sums(IncidentFilters(kind="incident"))
    for one in every:
        if one.role != sides.OVER:
            line, alone = ledger.incident_sums(IncidentFilters(kind="incident", side=one.side or "none"))
            assert one in alone and 0 < line.count < 30, "its row is the same over its incidents alone"


def test_what_is_hidden_is_in_no_sum(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    both = [dataclasses.replace(incident(n, f"c_{n}"), tolls=(toll(None, 5, 5), toll(f"x_{n}", 5, 5))) for n in "ab"]
    ledger.save_resolution(both, ())
    ledger.sensitivity.set("d_b", "strict", who="test", alone=True)
    below = Cleared(ledger, "restricted")
    try:
        for filters in (IncidentFilters(), IncidentFilters(type="attack"), IncidentFilters(side="x_a"), IncidentFilters(admin1="Hama")):
            assert {one.side for one in below.incident_sums(filters)[1]} == {"x_a"} != {one.side for one in ledger.incident_sums(IncidentFilters())[1]}
        assert below.incident_sums(IncidentFilters(side="x_b"))[0].count == 0
    finally:
        below.close()

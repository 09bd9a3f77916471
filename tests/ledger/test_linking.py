"""`marsad link` after each ingest leaves the ledger that linking everything leaves: the same rows, ids, history and audit log."""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
import random
from typing import Any

import pytest
import sqlalchemy as sa

import world as bench
from marsad import linking, pipeline
from marsad.ledger import Ledger
from marsad.ledger import tables as t
from marsad.ledger.append import Entry
from marsad.ledger.linking import Linking
from marsad.model import Actor, Capture, Claim, Document, Place, Quote, Source, Toll, When
from marsad.resolve import block, linker, resolve

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def world(claims: int, seed: int) -> tuple[list[Claim], dict[str, Document]]:
    """A hard world, and counts over its first days that some of its incidents fall into."""
    made = bench.world(claims, "hard", seed)
    told, documents = list(made.claims), dict(made.documents)
    for n, (first, last) in enumerate(((1, 3), (2, 9), (1, 31), (1, 31))):
        since, until = dt.date(2012, 1, first), dt.date(2012, 1, last)
        name, words = f"count{n}", f"أحصى المرصد {300 + n} قتيلا"
        documents["d_" + name] = Document("d_" + name, words, name, published=until, outlet="نشرة الحصيلة")
        told.append(Claim(
            "c_" + name, "d_" + name, name, "killing", kind="tally", time=When(since, until if n < 3 else None, f"{since}/{until}", "days", text="منذ"),
            place=Place("سوريا", 0, 1, name="Syria", country="SY", lat=35.0, lon=38.5, radius_km=400.0, precision="country"),
            tolls=(Toll("killed", 300 + n, 300 + n, True, Actor("قتيلا", 0, 1, "civilians") if n == 1 else None),),
            sources=(Source("المرصد", 0, 1, "sohr"),), evidence=(Quote(words, 0, len(words)),),
        ))  # fmt: skip
    return told, documents


def entry(document: Document, claims: list[Claim]) -> Entry:
    raw = document.text.encode()
    capture = Capture(hashlib.sha256(raw + document.id.encode()).hexdigest(), len(raw), document.file, NOON)
    return Entry(capture, _of(document, capture), [c.to_json() for c in claims if c.document == document.id])


def _of(document: Document, capture: Capture) -> Document:
    import dataclasses

    return dataclasses.replace(document, capture=capture.sha256)


def rows(ledger: Ledger) -> dict[str, list[str]]:
    """Every row of every table but what linking remembers; the numbers of outlines, which databases give out each in its way, left out."""
    found = {}
    with ledger.engine.connect() as connection:
        for table in t.metadata.sorted_tables:
            columns = [c for c in table.columns if not (table.name.startswith("outline") and c.name == "row")]
            if table is not t.linking:
                found[table.name] = sorted(repr(tuple(row)) for row in connection.execute(sa.select(*columns)))
    return found


class Twice:
    """One ledger that is linked as it goes, and one in which everything is linked anew each time; the same happens to both."""

    def __init__(self, url: str, folder: pathlib.Path) -> None:
        self.moment = NOON
        self.going, self.anew = (Ledger(one, clock=lambda: self.moment, data_hash="lexicon") for one in (url, f"sqlite:///{folder / 'anew.db'}"))

    def each(self, act: Any) -> None:
        self.moment += dt.timedelta(minutes=1)
        for ledger in (self.going, self.anew):
            act(ledger)

    def link(self) -> linking.Linked:
        self.moment += dt.timedelta(minutes=1)
        done = linking.link(self.going, processes=1)
        linking.link(self.anew, anew=True, processes=1)
        assert rows(self.going) == rows(self.anew)
        assert self.going.verify() == []
        return done


@pytest.mark.parametrize(("seed", "crowd", "whole"), [(1, 300, 1000), (2, 6, 1000), (3, 300, 5)])
def test_linking_as_it_goes_leaves_the_rows_of_linking_all(
    url: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, seed: int, crowd: int, whole: int
) -> None:
    monkeypatch.setattr(block, "CROWD", crowd)  # small, so that drawers become crowds and components are parted
    monkeypatch.setattr(linker, "WHOLE", whole)
    claims, documents = world(150, seed)
    rng, both = random.Random(seed), Twice(url, tmp_path)
    portions: list[list[str]] = [[] for _ in range(5)]
    for d in sorted(documents):
        portions[rng.randrange(5)].append(d)
    for n, portion in enumerate(portions):
        entries = [entry(documents[d], claims) for d in portion]
        both.each(lambda ledger, entries=entries: ledger.append_many(entries))
        if n:
            known = sorted(c.id for c in claims if c.document in {d for p in portions[:n] for d in p})
            left, right, verdict = rng.choice(known), rng.choice(known), rng.choice(("same", "not_same", "unsure"))
            if left != right:
                both.each(lambda ledger, pair=(left, right), verdict=verdict: ledger.decide(*pair, verdict, who="a"))
        done = both.link()
        assert done.anew == (n == 0)
        assert done.new == len(portion)
    one_by_one = {i.claims for i in both.going.incidents()}
    at_once = resolve(claims, documents, both.going.judgements())
    assert one_by_one == {i.claims for i in at_once.incidents}
    assert any(check.kind == "contains" for i in both.going.incidents() for check in i.checks)


def test_what_is_not_only_new_is_linked_anew(url: str, tmp_path: pathlib.Path) -> None:
    claims, documents = world(60, 4)
    both, names = Twice(url, tmp_path), sorted(documents)
    both.each(lambda ledger: ledger.append_many([entry(documents[d], claims) for d in names[:-4]]))
    assert both.link().anew
    both.each(lambda ledger: ledger.append_many([entry(documents[names[-4]], claims)]))
    assert not both.link().anew
    first = next(c for c in claims if c.document == names[0])
    both.each(lambda ledger: ledger.review(first.id, {"type": "killing"}, accepted=True, who="a"))  # a correction
    assert both.link().anew
    both.each(lambda ledger: ledger.append_many([entry(documents[names[-3]], claims)]))
    assert not both.link().anew
    again = entry(documents[names[0]], [first.replace(status="denied")])
    both.each(lambda ledger: ledger.append_many([again]))  # a report that is read otherwise
    assert both.link().anew
    moved = entry(documents[names[-2]], [first.replace(document=names[-2], file=documents[names[-2]].file)])
    both.each(lambda ledger: ledger.append_many([moved]))  # a claim that goes over to a later report
    both.link()
    some = both.going.incidents()[0]
    both.each(lambda ledger: ledger.rulings.rule(some.id, "grade", "contested", reason="seen", who="a"))
    assert both.link().anew
    assert both.link() == linking.Linked(0, False, 0)  # nothing has come: nothing is written


def test_another_option_or_a_resolution_of_others_is_a_full_run(url: str, tmp_path: pathlib.Path) -> None:
    claims, documents = world(40, 5)
    with Ledger(url, data_hash="lexicon") as ledger:
        ledger.append_many([entry(d, claims) for d in documents.values()])
        assert linking.link(ledger).anew
        assert not linking.link(ledger).anew
        assert linking.link(ledger, "ucdp").anew
        assert not linking.link(ledger, "ucdp").anew
        assert linking.link(ledger, "ucdp", "splink").anew
        ledger.save_resolution(ledger.incidents(), ledger.links())
        assert linking.link(ledger, "ucdp", "splink").anew
        with pytest.raises(ValueError, match="unknown policy"):
            linking.link(ledger, "best")
        with pytest.raises(ValueError, match="unknown scorer"):
            linking.link(ledger, scorer="best")


def test_who_is_overtaken_begins_again(url: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, documents = world(40, 9)
    both, names = Twice(url, tmp_path), sorted(documents)
    both.each(lambda ledger: ledger.append_many([entry(documents[d], claims) for d in names[:-2]]))
    both.link()
    both.each(lambda ledger: ledger.append_many([entry(documents[names[-2]], claims)]))
    saved, turns = Linking.save, iter((True,))

    def save(self: Linking, *args: Any, **given: Any) -> None:
        if next(turns, False):  # somebody else links in between
            linking.link(both.going, processes=1)
        saved(self, *args, **given)

    with monkeypatch.context() as patch:
        patch.setattr(Linking, "save", save)
        assert linking.link(both.going, processes=1) == linking.Linked(0, False, 0)
    linking.link(both.anew, anew=True, processes=1)
    assert rows(both.going) == rows(both.anew)


def test_many_steps_are_put_together(url: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.resolve import remembered

    monkeypatch.setattr(remembered, "MOST", 3)
    claims, documents = world(30, 6)
    both, steps = Twice(url, tmp_path), []
    for d in sorted(documents)[:8]:
        both.each(lambda ledger, d=d: ledger.append_many([entry(documents[d], claims)]))
        both.link()
        with both.going.engine.connect() as connection:
            steps.append(len(set(connection.execute(sa.select(t.linking.c.step)).scalars())))
    assert steps == [1, 2, 3, 1, 2, 3, 1, 2]


def test_any_number_of_processes_leaves_the_same_rows(url: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "AT_ONCE", 20)
    claims, documents = world(80, 7)
    found = []
    for processes, address in ((1, f"sqlite:///{tmp_path / 'one.db'}"), (2, url)):
        with Ledger(address, clock=lambda: NOON, data_hash="lexicon") as ledger:
            ledger.append_many([entry(documents[d], claims) for d in sorted(documents)])
            linking.link(ledger, processes=processes)
            found.append(rows(ledger))
    assert found[0] == found[1]


def test_the_command_line_tells_what_there_is(tmp_path: pathlib.Path) -> None:
    claims, documents = world(30, 8)
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}", data_hash="lexicon") as ledger:
        ledger.append_many([entry(d, claims) for d in documents.values()])
        pipeline.link(ledger)
        assert ledger.counts()["incidents"] == len(resolve(claims, documents).incidents)

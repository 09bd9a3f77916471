"""Many documents at once leave the rows that they would leave one by one, on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

from sqlalchemy import select

from marsad.ledger import Ledger, rows
from marsad.ledger import tables as t
from marsad.ledger.append import Append, Entry, arguments_of
from marsad.model import JSON, Actor, Capture, Claim, Cut, Document, Place, Quote, Source, Toll, When

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TEXT = "قُتل خمسة جنود بهجوم على حاجز شرقي البلدة أمس، بحسب مصدر محلي. وأحرقت آليتان."
_TABLES = (t.run, t.capture, t.document, t.document_words, t.band, t.claim, t.sighting, t.argument, t.intake, t.version)


def capture(name: str) -> Capture:
    return Capture(hashlib.sha256(name.encode()).hexdigest(), 9, f"{name}.html", NOW, "text/html", "utf-8", None, {"x": "y"})


def document(name: str, text: str = TEXT, source: str | None = None, of: str | None = None) -> Document:
    return Document(
        f"d_{name}", text, f"{name}.txt", dt.date(2021, 2, 24), "page", "نشرة", None, "عنوان", None, "ar", capture(of or name).sha256,
        cuts=(Cut(0, 4, "slug"),), flags=("x",), source=source, part="entry 1" if of else None,
    )  # fmt: skip


def claim(id_: str, document_id: str, **changes: object) -> Claim:
    when = When(dt.date(2021, 2, 23), dt.date(2021, 2, 23), "2021-02-23", "day", "أمس", 38, 41, "yesterday")
    made = Claim(
        id_, document_id, f"{document_id}.txt", "attack", time=when, place=Place("البلدة", 31, 37, lat=34.5, lon=40.0, radius_km=3.0),
        targets=(Actor("جنود", 10, 14, "army"),), tolls=(Toll("killed", 5, 5, True, Actor("جنود", 10, 14, "army"), None, "خمسة", 5, 9),),
        sources=(Source("مصدر محلي", 48, 57, "local"),), evidence=(Quote(TEXT[:30], 0, 30),), means=("ied",), confidence=0.123456789, rules=("a",),
        extractor="rules",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def wire(one: Claim) -> JSON:
    return {**one.to_json(), "confidence": one.confidence}


def entries() -> list[tuple[Capture, Document, list[Claim], list[int]]]:
    """New ones; two of one capture; a claim that two tell; one that comes twice; a later text of a known source; a changed reading."""
    return [
        (capture("a"), document("a", source="https://x/a"), [claim("c1", "d_a"), claim("c2", "d_a", time=None, place=None)], [5, 6]),
        (capture("b"), document("b", of="b"), [], []),
        (capture("b"), document("c", of="b"), [claim("c1", "d_c", confidence=0.5)], [6]),
        (capture("a"), document("a", source="https://x/a"), [claim("c1", "d_a"), claim("c2", "d_a", time=None, place=None)], [5, 6]),
        (capture("d"), document("d", TEXT.replace("خمسة", "ستة") + " وقال شهود إن الطريق أغلق.", "https://x/a"), [claim("c3", "d_d")], [7]),
        (capture("b"), document("c", of="b"), [claim("c1", "d_c", confidence=0.75)], [6]),
        (capture("e"), document("e"), [claim("c4", "d_e"), claim("c4", "d_e")], []),
    ]


def contents(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with ledger.engine.connect() as connection:
        return {str(table.name): sorted((tuple(r) for r in connection.execute(select(table))), key=repr) for table in _TABLES}


def test_many_are_the_same_as_one_by_one(url: str) -> None:
    with Ledger(url, clock=lambda: NOW, data_hash="lexicon") as many, Ledger("sqlite://", clock=lambda: NOW, data_hash="lexicon") as single:
        done = many.append_many([Entry(c, d, [wire(x) for x in claims], bands) for c, d, claims, bands in entries()], [("k", "a", 1), ("k", "a", 1)])
        with single._writing() as connection:
            one = Append(connection, NOW, "lexicon")
            expected = [one.document(*entry) for entry in entries()]
        assert done == expected
        assert [d.state for d in done] == ["stored", "stored", "stored", "duplicate", "stored", "revised", "stored"]
        theirs, ours = contents(single), contents(many)
        assert {k: v for k, v in ours.items() if k != "intake"} == {k: v for k, v in theirs.items() if k != "intake"}
        assert many.verify() == [] and many.taken_of(["k", "other"]) == {"k": 1}
        assert [c.confidence for c in many.claims()] == [c.confidence for c in single.claims()]


def test_the_words_may_be_brought_along(url: str) -> None:
    with Ledger(url, clock=lambda: NOW, data_hash="lexicon") as ledger:
        ledger.append_many([Entry(capture("a"), document("a"), [], (), "كلمه وحيده")])
        assert [h.document for h in ledger.search("وحيدة")] == ["d_a"] and ledger.search("جنود") == [] and ledger.verify() == []


def test_a_run_that_fails_writes_nothing(url: str) -> None:
    with Ledger(url, clock=lambda: NOW, data_hash="lexicon") as ledger:
        before = ledger.digest()
        wrong = dataclasses.replace(document("b"), capture="0" * 64)
        try:
            ledger.append_many([Entry(capture("a"), document("a"), [wire(claim("c1", "d_a"))]), Entry(capture("b"), wrong, [])])
        except ValueError as error:
            assert "another capture" in str(error)
        assert ledger.digest() == before


def test_arguments_are_those_of_the_claim() -> None:
    for one in (claim("c1", "d_a"), claim("c2", "d_a", time=None, place=None, tolls=(), evidence=())):
        made = list(arguments_of(wire(one)))
        assert [(a[0], a[1], *a[3:]) for a in made] == [(a.role, a.n, a.text, a.start, a.end, a.rule) for a in rows.arguments(one)]
        assert [a[2] for a in made] == [t.Json().process_bind_param(a.value, None) for a in rows.arguments(one)]  # type: ignore[arg-type]


def test_documents_that_share_most_bands_come_first(url: str) -> None:
    with Ledger(url, clock=lambda: NOW, data_hash="lexicon") as ledger:
        ledger.append_many([Entry(capture(n), document(n), [], bands) for n, bands in (("a", [1]), ("b", [1, 2, 3]), ("c", [2, 9]), ("d", [2**62]))])
        assert ledger.alike([[1, 2, 3], [9], [], [2**62, 77]]) == [["d_a", "d_b", "d_c"], ["d_c"], [], ["d_d"]]


def test_one_band_of_set_phrases_makes_nobody_alike(url: str) -> None:
    with Ledger(url, clock=lambda: NOW, data_hash="lexicon") as ledger:
        ledger.append_many([Entry(capture(f"n{n:02}"), document(f"n{n:02}"), [], [1, 2, 100 + n]) for n in range(20)])
        assert ledger.alike([[1], [1, 103], [1, 2]]) == [[], ["d_n03"], [f"d_n{n:02}" for n in range(8)]]

"""Searching, paging, changes, earlier moments, reading again, backup and restore: the same on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import sqlite3
import threading

import pytest
from sqlalchemy import text as sql
from test_ledger import capture, claim, document, filled, incident

from marsad.ledger import IncidentFilters, Ledger, LedgerError, restore, search
from marsad.model import ReconciledToll, Words


def told(ledger: Ledger, name: str, text: str, published: str = "2021-02-24") -> None:
    ledger.append(capture(name), document(name, text=text, published=dt.date.fromisoformat(published), cuts=()), [])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("الميادين", "وقع الانفجار بالمَيادين فجراً."),
        ("رتل", "استُهدف الرتل العسكري."),
        ("رتل", "هاجموا رتلًا قرب البلدة."),
        ("هجمة", "وقال إن هجمتهم فشلت."),
        ("الإمارة", "عاد إلى الاماره أمس."),
        ("الجيش", "وقع كمين للجيش."),
        ("ألغام", "فككت الفرق عشرات الألغام شرق البلدة."),
        ("ألغام", "مرت العربة بألغام زرعت ليلا."),
        ("فصيل الجبهة", "انسحب فصيل من الجبهة نحو الجبل."),
        ("٤٠ غارة", "شنت 40 غارة جوية."),
    ],
)
def test_a_word_is_found_in_every_spelling_and_with_what_is_glued_to_it(ledger: Ledger, query: str, text: str) -> None:
    told(ledger, "a", text)
    told(ledger, "b", "لا شيء مما يُطلب هنا.")
    (hit,) = ledger.search(query)
    assert hit.document == "d_a" and text[hit.start : hit.end] == hit.words and hit.words
    assert hit.before + hit.words + hit.after == text


def test_every_word_must_be_there_and_the_newest_comes_first(ledger: Ledger) -> None:
    told(ledger, "a", "انفجار في السوق.", "2021-01-01")
    told(ledger, "b", "انفجار قرب المدرسة.", "2021-03-01")
    assert [h.document for h in ledger.search("انفجار")] == ["d_b", "d_a"]
    assert [h.document for h in ledger.search("انفجار السوق")] == ["d_a"]
    assert [h.document for h in ledger.search("انفجار", limit=1)] == ["d_b"]


def test_of_a_frequent_word_the_newest_texts_are_taken_and_a_rare_one_is_found_behind_them(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "NEWEST", 2)
    monkeypatch.setattr(search, "_WINDOWS", (1, 2))
    told(ledger, "old", "كمين وانفجار.")
    for n in range(6):
        told(ledger, f"d{n}", "انفجار آخر." if n != 3 else "غارة.")
    assert [h.document for h in ledger.search("انفجار", limit=2)] == ["d_d4", "d_d5"]
    assert [h.document for h in ledger.search("غارة", limit=2)] == ["d_d3"]
    assert [h.document for h in ledger.search("كمين", limit=2)] == ["d_old"]


def test_postgresql_lists_each_word_of_reports_and_incidents_once(ledger: Ledger) -> None:
    if ledger.engine.dialect.name == "sqlite":
        pytest.skip("FTS5 has a list of its own")
    told(ledger, "a", "وبالرتل هنا.")
    told(ledger, "b", "هنا رتل.")
    filled(ledger, "c")
    ledger.save_resolution([incident("c", "c_c")], ())
    with ledger.engine.connect() as c:
        listed = list(c.execute(sql("SELECT word FROM known_word")).scalars())
        stand = set(c.execute(sql("SELECT unnest(tsvector_to_array(vector)) FROM document_words UNION SELECT unnest(tsvector_to_array(vector)) FROM outline_words")).scalars())
    assert len(listed) == len(set(listed)) and set(listed) == stand and {"وبالرتل", "رتل"} < stand


@pytest.mark.parametrize("query", ["", "  ", "؟!", '"', "' | 'x", "a OR b", "*", "x" * 5000, "\x00", "NEAR(", "كلمة:*"])
def test_nothing_that_is_typed_breaks_the_search(ledger: Ledger, query: str) -> None:
    told(ledger, "a", "خبر.")
    assert ledger.search(query) == []


def test_a_text_that_was_replaced_is_not_found(ledger: Ledger) -> None:
    told(ledger, "a", "انفجار في السوق.")
    ledger.append(capture("a"), document("a", text="هدوء في السوق.", cuts=()), [])
    assert ledger.search("انفجار") == []
    filled(ledger, "b")
    ledger.save_resolution([incident("b", "c_b")], ())
    assert [h.incidents for h in ledger.search("جنود")] == [("i_b",)]


def many(ledger: Ledger) -> None:
    filled(ledger, *[f"{n:02}" for n in range(12)])
    made = []
    for n in range(12):
        one = incident(f"{n:02}", f"c_{n:02}", grade=("weak", "fair", "contested")[n % 3], kind="window" if n == 11 else "incident")
        toll = ReconciledToll("killed", None, n % 4, n % 4, n % 4, Words("x", "س"))
        when = None if n == 0 else dataclasses.replace(one.time, start_day=dt.date(2021, 1, 1 + n % 5), end_day=dt.date(2021, 1, 1 + n % 5))  # type: ignore[type-var]
        made.append(dataclasses.replace(one, tolls=(toll,), time=when, disputed=("toll",) if n % 2 else (), perpetrators=("y" if n % 3 else "z",)))
    ledger.save_resolution(made, ())


@pytest.mark.parametrize("sort", ["date", "-date", "-killed", "-origins", "grade"])
def test_pages_give_every_incident_once_in_order(ledger: Ledger, sort: str) -> None:
    many(ledger)
    filters, cursor, seen = IncidentFilters(sort=sort), None, []
    while True:
        page = ledger.incidents_page(filters, cursor, 5)
        assert page.total == 12 and len(page.incidents) <= 5
        seen += page.incidents
        cursor = page.cursor
        if cursor is None:
            break
    assert len({i.id for i in seen}) == 12
    if sort == "-killed":
        assert [i.tolls[0].best for i in seen] == sorted((n % 4 for n in range(12)), reverse=True)
    if "date" in sort:
        days = [i.time.start_day for i in seen if i.time]
        assert days == sorted(days, reverse=sort == "-date") and seen[-1].id == "i_00"  # without a day, last


def test_filters_hold(ledger: Ledger) -> None:
    many(ledger)

    def found(**wanted: object) -> set[str]:
        return {i.id for i in ledger.incidents_page(IncidentFilters(**wanted), None, 500).incidents}  # type: ignore[arg-type]

    assert found(grade="fair") == {f"i_{n:02}" for n in range(12) if n % 3 == 1}
    assert found(disputed=True) == {f"i_{n:02}" for n in range(12) if n % 2}
    assert found(actor="z") == {"i_00", "i_03", "i_06", "i_09"} and found(actor="sohr") == set()
    assert len(found(source="sohr")) == 12
    assert found(kind="window") == {"i_11"}
    assert found(first=dt.date(2021, 1, 5)) == {"i_04", "i_09"}
    assert found(last=dt.date(2021, 1, 1)) == {"i_05", "i_10"}
    assert found(documents=("d_03", "d_04")) == {"i_03", "i_04"}
    assert found(country="IQ") == set() and len(found(country="SY", admin1="Hama")) == 12
    with pytest.raises(ValueError, match="cursor"):
        ledger.incidents_page(None, "%%%")
    with pytest.raises(ValueError, match="no order"):
        ledger.incidents_page(IncidentFilters(sort="id; DROP TABLE claim"))


def test_changes_tell_what_stood_before_and_what_stands_after(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    ledger.save_resolution([incident("a", "c_a"), incident("b", "c_b")], ())
    first = ledger.changes()
    assert [(c.what, c.incident) for c in first] == [("created", "i_a"), ("created", "i_b")]
    ledger.save_resolution([incident("a", "c_a", grade="fair"), incident("b", "c_b")], ())
    ledger.save_resolution([incident("a", "c_a", "c_b", grade="confirmed")], ())
    later = ledger.changes(first[-1].at)
    assert [(c.what, c.incident) for c in later] == [("changed", "i_a"), ("merged", "i_b"), ("absorbed", "i_a"), ("changed", "i_a")]
    assert (later[0].before, later[0].after) == ({"grade": "weak"}, {"grade": "fair"})
    assert later[1].into == "i_a" and later[2].other == "i_b"
    assert later[3].before and later[3].before["grade"] == "fair" and later[3].after and later[3].after["grade"] == "confirmed"
    assert ledger.changes(later[-1].at) == []
    assert later[0].to_json()["fields"] == ["grade"]


def test_incidents_as_they_stood(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    states = []
    for state in (
        [incident("a", "c_a"), incident("b", "c_b")], [incident("a", "c_a", grade="fair"), incident("b", "c_b")],
        [incident("a", "c_a", "c_b", grade="fair")], [],
    ):  # fmt: skip
        ledger.save_resolution(state, ())
        states.append((ledger._clock(), [(i.id, i.grade, i.claims) for i in state]))
    for moment, wanted in states:
        assert [(i.id, i.grade, i.claims) for i in ledger.incidents(as_of=moment)] == wanted
    assert ledger.incidents(as_of=dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) == []


def test_reading_again_revises_the_claim_and_keeps_what_people_said(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    ledger.review("c_a", {"status": "denied"}, accepted=True, who="سلمى")

    def better(document):  # type: ignore[no-untyped-def]
        return [claim("a", type="clash")] if document.id == "d_a" else [claim("n", of="b")]

    before = ledger.digest()
    shown = list(ledger.reread(better, only_show=True))
    assert ledger.digest() == before
    assert [(r.document, r.new, r.gone, r.changed) for r in shown] == [
        ("d_a", (), (), (("c_a", ("type",)),)), ("d_b", ("c_n",), ("c_b",), ())
    ]  # fmt: skip
    assert list(ledger.reread(better)) == shown
    assert {c.id: c.type for c in ledger.claims()} == {"c_a": "clash", "c_n": "attack"}
    assert [r.changed for r in ledger.reviews("c_a")] == [True]
    assert list(ledger.reread(better)) == [] and ledger.verify() == []


def test_a_backup_is_the_ledger_and_restores_it(ledger: Ledger, tmp_path: pathlib.Path) -> None:
    filled(ledger, "a", "b")
    ledger.save_resolution([incident("a", "c_a", "c_b")], incident("a", "c_a", "c_b").links)
    file = tmp_path / "backup.db"
    ledger.backup(file)
    with Ledger(f"sqlite:///{file}", create=False) as kept:
        assert kept.digest() == ledger.digest() and kept.verify() == []
        assert [h.document for h in kept.search("جنود")] == ["d_a", "d_b"]
    with pytest.raises(LedgerError, match="already"):
        ledger.backup(file)
    restore(file, f"sqlite:///{tmp_path / 'again.db'}")
    with Ledger(f"sqlite:///{tmp_path / 'again.db'}", create=False) as again:
        assert again.digest() == ledger.digest()
        filled(again, "c")  # and it goes on
        assert again.verify() == []
    with pytest.raises(LedgerError, match=r"already|holds rows"):
        restore(file, ledger.url)
    file.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    with pytest.raises(LedgerError, match=r"backup|damaged"):
        restore(file, f"sqlite:///{tmp_path / 'third.db'}")


def test_a_backup_goes_into_postgres(postgres: str, tmp_path: pathlib.Path) -> None:
    import psycopg

    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as c:
        c.execute("CREATE DATABASE restored")
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        filled(ledger, "a", "b")
        ledger.backup(tmp_path / "backup.db")
        restore(tmp_path / "backup.db", url := postgres.rsplit("/", 1)[0] + "/restored")
        with Ledger(url) as restored:
            assert restored.digest() == ledger.digest()
            filled(restored, "c")
            assert restored.verify() == [] and len(restored.search("جنود")) == 3


def test_an_old_ledger_is_brought_up_to_date(tmp_path: pathlib.Path) -> None:
    """What a ledger of the first schema holds can be searched, paged and verified after it is opened."""
    from alembic import command
    from test_migrations import config

    from marsad.ledger import connection

    url = f"sqlite:///{tmp_path / 'l.db'}"
    with Ledger(url) as ledger:
        filled(ledger, "a")
        ledger.save_resolution([incident("a", "c_a")], ())
        made = config()
        with ledger.engine.connect().execution_options(**connection.WRITE) as c, c.begin():
            made.attributes["connection"] = c
            command.downgrade(made, "0001")
    with Ledger(url) as opened:
        assert [h.document for h in opened.search("جنود")] == ["d_a"]
        assert [i.id for i in opened.incidents_page(IncidentFilters(actor="x")).incidents] == ["i_a"]
        filled(opened, "b")
        assert opened.verify() == []


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 51, 3), reason="this SQLite needs no turns")
def test_writers_take_turns_over_processes(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    from marsad.ledger import connection

    monkeypatch.setattr(connection, "_TURN_SECONDS", 0.2)
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        with (tmp_path / "l.db-turn").open("ab") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            with pytest.raises(LedgerError, match="another process"):
                filled(ledger, "a")
        monkeypatch.setattr(connection, "_TURN_SECONDS", 60.0)
        filled(ledger, "a")
        threads = [threading.Thread(target=filled, args=(ledger, f"{n}")) for n in range(6)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert len(ledger.documents()) == 7

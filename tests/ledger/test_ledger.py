"""The ledger on both databases: what goes in comes back equal, twice the same changes nothing, nothing is overwritten."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import sqlite3
import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from marsad.ledger import Ledger, LedgerError
from marsad.model import (
    Actor,
    Capture,
    Check,
    Claim,
    Cut,
    Document,
    Incident,
    Link,
    Materiel,
    Origin,
    Place,
    Quote,
    ReconciledToll,
    Source,
    Toll,
    When,
    Words,
)

TEXT = "قُتل خمسة جنود بهجوم على حاجز شرق المدينة أمس الثلاثاء، بحسب المرصد. أُحرقت آليتان."
GOT = dt.datetime(2021, 2, 24, 8, 0, tzinfo=dt.UTC)


def quote(words: str) -> tuple[str, int, int]:
    start = TEXT.index(words)
    return words, start, start + len(words)


def capture(name: str = "a") -> Capture:
    return Capture(name.encode().hex().rjust(64, "0"), 100, f"{name}.txt", GOT, charset="utf-8", headers={"x": "y"})


def document(name: str = "a", **changes: object) -> Document:
    made = Document(
        id=f"d_{name}", text=TEXT, file=f"{name}.txt", published=dt.date(2021, 2, 24), published_from="option", outlet="نشرة",
        title="عنوان", url=f"https://sample.invalid/{name}", capture=capture(name).sha256, cuts=(Cut(0, 4, "slug"),), flags=("x",),
    )  # fmt: skip
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def claim(name: str = "a", of: str = "a", **changes: object) -> Claim:
    soldiers = Actor(*quote("جنود"), "syrian_government")
    made = Claim(
        id=f"c_{name}", document=f"d_{of}", file=f"{of}.txt", type="attack", status="claimed",
        time=When(dt.date(2021, 2, 23), dt.date(2021, 2, 23), "2021-02-23", "day", *quote("أمس الثلاثاء"), "yesterday"),
        place=Place(
            *quote("شرق المدينة"), name="X", country="SY", admin1="Hama", lat=35.125, lon=37.0, radius_km=12.5, relation="east_of",
            precision="near", footprint={"type": "Polygon", "coordinates": [[[37.0, 35.0], [37.1, 35.0], [37.0, 35.1], [37.0, 35.0]]]},
            candidates=("p1", "p2"), rule="side",
        ),
        perpetrators=(Actor(*quote("المرصد"), None),), targets=(soldiers,),
        tolls=(
            Toll("killed", 5, 5, True, soldiers, None, *quote("خمسة"), rule="count.noun"),
            Toll("wounded", 20, None, False, None, 0, raw="عشرات"),
        ),
        materiel=(Materiel(*quote("آليتان"), "vehicle", "destroyed", 2, 2, rule="m"),),
        sources=(Source(*quote("المرصد"), "sohr", "according_to"),), evidence=(Quote(*quote("قُتل خمسة جنود")),), same_as="k1",
        means=("rifle",), confidence=0.8333333333, rules=("kill/verb.passive",), extractor="cascade 0.1.0",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def incident(name: str, *claims: str, **changes: object) -> Incident:
    link = Link(claims[0], claims[-1], 0.75, "same", (("day", 0.5, Words("same day", "اليوم نفسه")),))
    made = Incident(
        id=f"i_{name}", type="attack", grade="weak", claims=claims, time=claim().time, place=claim().place, perpetrators=("x",),
        tolls=(ReconciledToll("killed", None, 5, 5, 7, Words("five", "خمسة"), True),), disputed=("toll",),
        origins=(Origin("sohr", "third_party", claims),), independent_origins=1,
        checks=(Check("parts", True, Words("2 + 3 = 5", "٢ + ٣ = ٥"), 0),), links=(link,) if len(claims) > 1 else (),
    )  # fmt: skip
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def filled(ledger: Ledger, *names: str) -> None:
    for name in names:
        ledger.append(capture(name), document(name), [claim(name, of=name)])


# ---- what was read


def test_claims_and_documents_come_back_equal(ledger: Ledger) -> None:
    bare = Claim("c_z", "d_a", "a.txt", "clash", evidence=(Quote(*quote("هجوم")),))
    done = ledger.append(capture(), document(), [claim(), bare])
    assert (done.state, done.new) == ("stored", 2)
    assert ledger.claims() == [claim(), bare]
    assert ledger.documents() == [document()] and ledger.document("d_a") == document()
    assert ledger.claim("c_a") == claim() and ledger.claim("c_no") is None and ledger.document("d_no") is None
    assert ledger.capture(capture().sha256) == capture()


def test_the_same_input_twice_changes_no_row(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    before = ledger.digest()
    filled(ledger, "a", "b")
    assert ledger.append(capture(), document(), [claim()]).state == "duplicate"
    assert ledger.digest() == before


def test_a_changed_reading_supersedes_only_what_changed(ledger: Ledger, clock: Callable[[], dt.datetime]) -> None:
    filled(ledger, "a")
    then = clock()
    better = claim(tolls=(Toll("killed", 5, 7, False),))
    done = ledger.append(capture(), document(), [better])
    assert (done.state, done.new, done.revised) == ("revised", 0, 1)
    assert ledger.claims() == [better]
    assert ledger.claims(as_of=then) == [claim()]
    with ledger.engine.connect() as c:
        superseded = c.execute(sql("SELECT role, n FROM argument WHERE superseded_at IS NOT NULL ORDER BY role, n")).all()
    assert [tuple(r) for r in superseded] == [("tolls", 0), ("tolls", 1)]


def test_a_claim_no_longer_read_is_retired_and_can_come_back(ledger: Ledger, clock: Callable[[], dt.datetime]) -> None:
    filled(ledger, "a")
    then = clock()
    assert ledger.append(capture(), document(), []).gone == 1
    assert ledger.claims() == [] and ledger.counts()["claims"] == 0
    assert ledger.claims(as_of=then) == [claim()]
    ledger.append(capture(), document(), [claim()])
    assert ledger.claims() == [claim()]


def test_one_claim_seen_in_two_versions_of_a_page(ledger: Ledger) -> None:
    filled(ledger, "a")
    later = document("b", published=dt.date(2021, 2, 25), text="جديد. " + TEXT)
    moved = claim("a", of="b", evidence=(Quote("قُتل خمسة جنود", 6, 20),))
    ledger.append(capture("b"), later, [moved])
    assert ledger.claims() == [moved]  # as the later version has it
    assert ledger.claims(document="d_a") == [claim()]
    assert ledger.sightings("c_a") == ["d_a", "d_b"]
    before = ledger.digest()
    filled(ledger, "a")
    ledger.append(capture("b"), later, [moved])
    assert ledger.digest() == before


def test_changed_metadata_makes_a_new_version_and_a_poorer_copy_none(ledger: Ledger) -> None:
    filled(ledger, "a")
    assert ledger.append(capture(), document(outlet="نشرة أخرى"), [claim()]).state == "revised"
    assert [d.outlet for d in ledger.documents()] == ["نشرة أخرى"]
    assert ledger.append(capture(), document(published=None, published_from=None), []).state == "duplicate"
    assert ledger.claims() == [claim()]


def test_the_same_bytes_under_another_name_are_the_same_document(ledger: Ledger) -> None:
    filled(ledger, "a")
    before = ledger.digest()
    assert ledger.append(capture(), document(file="copy.txt"), [claim(file="copy.txt")]).state == "duplicate"
    assert ledger.digest() == before


def test_a_document_goes_in_whole_or_not_at_all(ledger: Ledger) -> None:
    broken = claim("b", tolls=(Toll("killed", object(), 5, True),))  # type: ignore[arg-type]  # no database takes it
    before = ledger.digest()
    with pytest.raises(Exception, match=r"object|serializable"):
        ledger.append(capture(), document(), [claim(), broken])
    assert ledger.digest() == before and ledger.documents() == []


def test_a_document_must_name_its_own_capture(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="another capture"):
        ledger.append(capture("b"), document("a"), [])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60))
def test_any_canonical_text_is_stored_as_it_is(ledger: Ledger, words: str) -> None:
    name = words.encode().hex()[:20] or "00"
    made = document(name, text=words, title=words, outlet=words)
    ledger.append(capture(name), made, [claim(name, of=name, evidence=(Quote(words, 0, len(words)),))])
    assert ledger.document(made.id) == dataclasses.replace(made, text=ledger.document(made.id).text)  # type: ignore[union-attr]


def test_both_databases_hold_the_same_bytes(postgres: str, tmp_path: pathlib.Path) -> None:
    import psycopg

    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as c:
        c.execute("CREATE DATABASE same_bytes")
    digests = []
    for url in (f"sqlite:///{tmp_path / 'l.db'}", postgres.rsplit("/", 1)[0] + "/same_bytes"):
        with Ledger(url, clock=lambda: GOT) as ledger:
            filled(ledger, "a", "b")
            ledger.append(capture(), document(), [claim(status="denied")])
            ledger.save_resolution([incident("a", "c_a", "c_b")], incident("a", "c_a", "c_b").links)
            ledger.decide("c_a", "c_b", "same", who="s")
            digests.append(ledger.digest())
    assert digests[0] == digests[1]


def test_writers_in_several_threads_lose_nothing(ledger: Ledger) -> None:
    names = [f"{n:02x}" for n in range(24)]
    threads = [threading.Thread(target=filled, args=(ledger, *names[i::4])) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(c.id for c in ledger.claims()) == [f"c_{n}" for n in names]


# ---- what was concluded


def test_incidents_and_links_come_back_equal(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    one, window = incident("a", "c_a", "c_b"), incident("w", "c_a", "c_c", kind="window", time=None, place=None)
    suggested = Link("c_b", "c_c", 0.4, "suggested", (("type", 0.1, Words("same type", "النوع نفسه")),))
    ledger.save_resolution([one, window], (*one.links, suggested))
    assert ledger.incidents() == [one, window]
    assert ledger.incident("i_w") == window and ledger.incident("i_no") is None
    assert ledger.links(verdict="suggested") == [suggested]
    assert ledger.links("i_a") == [*one.links, suggested]
    assert [c.incident for c in ledger.claims()] == ["i_a", "i_a", "i_w"]
    assert [c.id for c in ledger.claims(incident="i_w")] == ["c_a", "c_c"]


def test_the_same_resolution_twice_changes_no_row(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    one = incident("a", "c_a", "c_b")
    ledger.save_resolution([one], one.links)
    before = ledger.digest()
    ledger.save_resolution([one], one.links)
    ledger.save_resolution(ledger.incidents(), ledger.links())
    assert ledger.digest() == before


def test_a_change_is_remembered_and_a_reworded_reason_is_none(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    one = incident("a", "c_a", "c_b")
    ledger.save_resolution([one], one.links)
    ledger.save_resolution([dataclasses.replace(one, checks=())], one.links)
    assert ledger.incident("i_a").history == ()  # type: ignore[union-attr]
    ledger.save_resolution([dataclasses.replace(one, grade="contested")], one.links)
    found = ledger.incident("i_a")
    assert found and found.grade == "contested"
    assert [(h["what"], h["fields"]) for h in found.history] == [("changed", ["grade"])]


def test_merged_ids_lead_on_and_split_ones_live_again(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    first = [incident("a", "c_a"), incident("b", "c_b"), incident("c", "c_c")]
    ledger.save_resolution(first, ())
    ledger.save_resolution([incident("b", "c_b", "c_c"), first[0]], ())
    ledger.save_resolution([incident("a", "c_a", "c_b", "c_c")], ())
    found = ledger.incident("i_c")  # over two merges
    assert found and found.id == "i_a"
    assert [h["incident"] for h in found.history if h["what"] == "absorbed"] == ["i_b"]
    assert len(ledger.claims(incident="i_b")) == 3
    ledger.save_resolution(first, ())
    assert [i.id for i in ledger.incidents()] == ["i_a", "i_b", "i_c"]
    assert ledger.incident("i_b").id == "i_b"  # type: ignore[union-attr]


def test_a_withdrawn_incident_leads_nowhere(ledger: Ledger) -> None:
    filled(ledger, "a")
    ledger.save_resolution([incident("a", "c_a")], ())
    ledger.save_resolution([], ())
    assert ledger.incidents() == [] and ledger.incident("i_a") is None
    assert ledger.claims()[0].incident is None


# ---- what people decided


def test_a_judgement_supersedes_the_one_before(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    ledger.decide("c_b", "c_a", "same", who="سلمى", reason="اليوم والمكان")
    before = ledger.digest()
    ledger.decide("c_a", "c_b", "same", who="سلمى", reason="اليوم والمكان")
    assert ledger.digest() == before
    ledger.decide("c_a", "c_b", "not_same", who="نور")
    assert [(j.left, j.right, j.verdict, j.who) for j in ledger.judgements()] == [("c_a", "c_b", "not_same", "نور")]
    with ledger.engine.connect() as c:
        assert c.execute(sql("SELECT count(*) FROM judgement")).scalar() == 2


@pytest.mark.parametrize(("left", "right", "verdict"), [("c_a", "c_b", "perhaps"), ("c_a", "c_a", "same"), ("c_a", "c_no", "same")])
def test_a_judgement_that_makes_no_sense_is_refused(ledger: Ledger, left: str, right: str, verdict: str) -> None:
    filled(ledger, "a", "b")
    with pytest.raises(ValueError, match=r"verdict|itself|no such claim"):
        ledger.decide(left, right, verdict, who="x")


def test_a_review_stands_beside_the_reading_and_is_flagged_when_that_changes(ledger: Ledger) -> None:
    filled(ledger, "a")
    ledger.review("c_a", {"status": "denied", "tolls": []}, accepted=True, who="سلمى", note="راجعت")
    assert ledger.claims() == [claim()]
    corrected = ledger.claims(reviewed=True)[0]
    assert (corrected.status, corrected.tolls, corrected.place) == ("denied", (), claim().place)
    assert [r.changed for r in ledger.reviews("c_a")] == [False]
    ledger.append(capture(), document(), [claim(type="clash")])
    assert [(r.changed, r.corrected["status"]) for r in ledger.reviews()] == [(True, "denied")]
    ledger.review("c_a", {"status": "claimed"}, accepted=False, who="نور")
    assert ledger.claims(reviewed=True)[0].status == "claimed"  # what was read, as it says the same
    assert [r.deleted_at is None for r in ledger.reviews("c_a")] == [False, True]


def test_a_review_that_is_no_claim_is_refused(ledger: Ledger) -> None:
    filled(ledger, "a")
    with pytest.raises(ValueError, match="no claim"):
        ledger.review("c_a", {"tolls": [{"low": 1}]}, accepted=True, who="x")
    with pytest.raises(ValueError, match="no such claim"):
        ledger.review("c_no", {}, accepted=True, who="x")


def test_counts(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    ledger.save_resolution([incident("a", "c_a", "c_b")], incident("a", "c_a", "c_b").links)
    assert ledger.counts() == {
        "captures": 2, "documents": 2, "claims": 2, "incidents": 1, "links": 1, "suggestions": 0, "judgements": 0, "reviews": 0
    }  # fmt: skip


# ---- opening


def test_a_ledger_is_there_when_opened_again(url: str) -> None:
    with Ledger(url) as first:
        filled(first, "a")
    with Ledger(url, create=False) as again:
        assert again.claims() == [claim()]


def test_sqlite_is_opened_safely(tmp_path: pathlib.Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger, ledger.engine.connect() as c:
        said = {p: c.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")}
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not a database address"),
        ("mysql://x/y", "not supported"),
        ("sqlite:////no/such/folder/l.db", "folder does not exist"),
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be opened"),
    ],
)
def test_what_is_no_ledger_is_named(url: str, sentence: str) -> None:
    with pytest.raises(LedgerError, match=sentence):
        Ledger(url)


def test_a_missing_ledger_is_not_made_when_only_reading(tmp_path: pathlib.Path) -> None:
    with pytest.raises(LedgerError, match="no such ledger"):
        Ledger(f"sqlite:///{tmp_path / 'l.db'}", create=False)
    assert not (tmp_path / "l.db").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "l.db").write_text("أخبار " * 1000, encoding="utf-8")
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(f"sqlite:///{tmp_path / 'l.db'}")


def test_a_ledger_of_a_newer_marsad_is_left_alone(tmp_path: pathlib.Path) -> None:
    Ledger(f"sqlite:///{tmp_path / 'l.db'}").close()
    with sqlite3.connect(tmp_path / "l.db") as c:
        c.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer marsad"):
        Ledger(f"sqlite:///{tmp_path / 'l.db'}")

"""The log is a chain: whatever is altered behind its back is found and named."""

from __future__ import annotations

import pathlib
import random
import sqlite3

import pytest
from sqlalchemy import text as sql
from test_ledger import capture, claim, document, filled, incident

from marsad.ledger import Ledger


def story(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    ledger.save_resolution([incident("a", "c_a", "c_b")], incident("a", "c_a", "c_b").links)
    ledger.decide("c_a", "c_c", "same", who="سلمى")
    ledger.decide("c_a", "c_c", "not_same", who="نور")
    ledger.review("c_a", {"status": "denied"}, accepted=True, who="سلمى")
    ledger.save_resolution([incident("b", "c_a", "c_b", "c_c")], ())


def test_a_ledger_that_nobody_touched_is_as_it_was_written(ledger: Ledger) -> None:
    assert ledger.verify() == []
    story(ledger)
    assert ledger.verify() == []
    before = ledger.digest()
    filled(ledger, "a", "b", "c")
    assert ledger.digest() == before and ledger.verify() == []


FLIPS = 80

EDITS = [
    "UPDATE document SET text = 'غيره' WHERE id = 'd_a'",
    "UPDATE argument SET value = '\"denied\"' WHERE role = 'status' AND claim = 'c_b'",
    "UPDATE argument SET superseded_at = created_at WHERE claim = 'c_b' AND role = 'type'",
    "DELETE FROM argument WHERE claim = 'c_c' AND role = 'type'",
    "UPDATE judgement SET verdict = 'same' WHERE who = 'نور'",
    "UPDATE judgement SET deleted_at = NULL, \"left\" = 'c_b' WHERE who = 'سلمى'",
    "UPDATE review SET who = 'غيرها'",
    "UPDATE claim SET first_seen = '2020-01-01T00:00:00.000000Z' WHERE id = 'c_a'",
    "UPDATE capture SET origin = 'elsewhere' WHERE sha256 = (SELECT capture FROM document WHERE id = 'd_b')",
    "UPDATE incident SET grade = 'fair'",
    "DELETE FROM incident_claim WHERE claim = 'c_c'",
    "DELETE FROM redirect",
    "UPDATE incident_history SET at = '2020-01-01T00:00:00.000000Z'",
    "UPDATE audit SET what = 'nothing' WHERE id = 2",
    "UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE id = 1",
    "DELETE FROM audit WHERE id = 2",
    "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
    "UPDATE document_words SET words = 'غيره'",
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_behind_its_back_is_found(ledger: Ledger, edit: str) -> None:
    story(ledger)
    with ledger.engine.begin() as c:
        c.execute(sql(edit))
    assert ledger.verify() != []


def test_a_log_cut_off_with_its_rows_is_found_by_the_head_that_was_kept(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    ledger.decide("c_a", "c_b", "same", who="سلمى")
    head = ledger.audit_head()
    with ledger.engine.begin() as c:
        c.execute(sql("DELETE FROM judgement"))
        c.execute(sql("DELETE FROM audit WHERE what = 'judgement'"))
    assert ledger.verify() == []  # a shorter ledger is a sound ledger
    assert ledger.verify(head) != []


def test_flipped_bits_are_found_or_change_nothing(tmp_path: pathlib.Path) -> None:
    """A bit in a stretch of the file that holds nothing changes nothing; every other one is named, or the file does not open."""
    file = tmp_path / "l.db"
    with Ledger(f"sqlite:///{file}") as ledger:
        story(ledger)
        whole = ledger.digest()
    with sqlite3.connect(file) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    c.close()
    raw = file.read_bytes()
    rng, found, harmless = random.Random(7), 0, 0
    for n in range(FLIPS):
        at, bit = rng.randrange(len(raw)), rng.randrange(8)
        bad = tmp_path / f"{n}.db"
        bad.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << bit)]) + raw[at + 1 :])
        try:
            with Ledger(f"sqlite:///{bad}", create=False) as damaged:
                said = damaged.verify()
                if said:
                    found += 1
                else:
                    assert damaged.digest() == whole, (at, bit)
                    harmless += 1
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001 - a file that cannot be read at all is found too
            found += 1
        bad.unlink()
    assert found + harmless == FLIPS and found  # every row is flipped in test_flips.py; most of a small file is free space


def test_claims_of_an_older_reading_are_covered(ledger: Ledger) -> None:
    filled(ledger, "a")
    ledger.append(capture(), document(), [claim(status="denied")])
    assert ledger.verify() == []

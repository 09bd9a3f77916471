"""One flipped bit in any column of any row that is evidence, of the log itself (a quarter of them), or in the stored bytes: verify finds it, 200 of 200."""

from __future__ import annotations

import datetime as dt
import pathlib
import random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from test_audit import story
from test_ledger import capture, claim, document, incident

from marsad.ledger import Ledger, audit
from marsad.ledger import tables as t
from marsad.ledger.connection import WRITE
from marsad.read.capture import Damaged, fetch, keep

ROWS, BYTES = 160, 40
TABLES = (
    t.capture, t.document, t.document_words, t.claim, t.sighting, t.argument, t.run, t.judgement, t.review,
    t.incident, t.incident_claim, t.incident_actor, t.incident_history, t.redirect, t.link, t.audit,
)  # fmt: skip
POSITION = {(t.audit, "id")}  # the order alone; the chain says what follows what


def flipped(value: Any, rng: random.Random) -> Any:
    """The value with one bit changed; None where no bit of it can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << rng.randrange(16))
    if isinstance(value, float):
        return value + 2.0 ** -rng.randrange(1, 20)
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=rng.choice((-1, 1)))
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        other = ord(value[at]) ^ (1 << rng.randrange(6))
        return None if other < 32 else value[:at] + chr(other) + value[at + 1 :]
    return None


def plain(table: sa.Table) -> sa.TableClause:
    """The table as the database has it: JSON and moments are text."""
    kinds = {sa.Integer: sa.BigInteger, sa.BigInteger: sa.BigInteger, sa.Boolean: sa.Boolean, sa.Date: sa.Date, sa.Float: sa.Float}
    columns = [sa.column(c.name, next((made() for kind, made in kinds.items() if isinstance(c.type, kind)), sa.Text())) for c in table.columns]
    return sa.table(table.name, *columns)


def test_every_flipped_bit_of_a_row_is_found(ledger: Ledger) -> None:
    story(ledger)
    ledger.append(capture(), document(), [claim(status="denied")])
    ledger.save_resolution([incident("b", "c_a", "c_b")], incident("b", "c_a", "c_b").links)
    assert ledger.verify() == []
    rng, found, missed = random.Random(41), 0, []
    sqlite = ledger.engine.dialect.name == "sqlite"
    while found + len(missed) < ROWS:
        table = t.audit if (found + len(missed)) % 4 == 0 else rng.choice(TABLES)
        column = rng.choice([c for c in table.columns if (table, c.name) not in POSITION])
        raw = plain(table)
        with ledger.engine.connect().execution_options(**WRITE) as connection:
            turn = connection.begin()
            rows = connection.execute(sa.select(raw)).mappings().all()
            row = rng.choice(rows) if rows else {}
            new = flipped(row.get(column.name), rng)
            if new is None:
                turn.rollback()
                continue
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON" if sqlite else "SET LOCAL session_replication_role = replica")
            same = [raw.c[k.name] == row[k.name] for k in table.primary_key.columns]
            try:
                connection.execute(sa.update(raw).where(*same).values({column.name: new}))
            except DBAPIError:  # the database itself refuses it (a key twice)
                turn.rollback()
                continue
            if list(audit.verify(connection)):
                found += 1
            else:
                missed.append((table.name, column.name, row[column.name], new))
            turn.rollback()
    assert (found, missed) == (ROWS, [])
    assert ledger.verify() == []


def test_every_flipped_bit_of_the_stored_bytes_is_found(tmp_path: pathlib.Path) -> None:
    raw = "قُتل خمسة جنود بهجوم على حاجز شرق المدينة.".encode()
    kept = keep(raw, tmp_path)
    sha = kept.parent.name + kept.name
    rng, found = random.Random(5), 0
    for _ in range(BYTES):
        at = rng.randrange(len(raw))
        kept.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << rng.randrange(8))]) + raw[at + 1 :])
        with pytest.raises(Damaged):
            fetch(sha, tmp_path)
        found += 1
    kept.write_bytes(raw)
    assert fetch(sha, tmp_path) == raw and found == BYTES

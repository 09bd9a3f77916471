"""Backup and restore. A backup is a SQLite ledger, whatever database it was taken from, so that it can be opened and read anywhere."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text

from marsad.ledger import connection as door
from marsad.ledger import search
from marsad.ledger import tables as t

_BATCH = 2000


def backup(engine: Engine, file: pathlib.Path) -> None:
    """Writes the ledger as it stands to a new file: by SQLite's own backup, or row by row from PostgreSQL in one snapshot.

    Raises LedgerError where the file is there already.
    """
    if file.exists():
        raise door.LedgerError(f"{file}: is there already; name a new file")
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection, contextlib.closing(sqlite3.connect(file)) as copy:
            raw: Any = connection.connection.driver_connection
            raw.backup(copy)
        _check(file)
        return
    made = door.open_engine(f"sqlite:///{file}")
    try:
        snapshot, writing = engine.connect().execution_options(isolation_level="REPEATABLE READ"), made.connect().execution_options(**door.WRITE)
        with snapshot as source, source.begin(), writing as target, target.begin():
            _copy(source, target)
    finally:
        made.dispose()
    _check(file)


def restore(file: pathlib.Path, url: str) -> None:
    """Fills a new ledger from a backup. Raises LedgerError where the backup is damaged or the ledger holds something already."""
    if not file.exists():
        raise door.LedgerError(f"{file}: no such backup")
    _check(file)
    target_file = door.sqlite_file(url)
    if target_file is not None:
        if target_file.exists():
            raise door.LedgerError(f"{target_file}: is there already; restore into a new file")
        with contextlib.closing(sqlite3.connect(file)) as kept, contextlib.closing(sqlite3.connect(target_file)) as fresh:
            kept.backup(fresh)
        door.open_engine(url).dispose()  # an older backup is brought up to date
        return
    taken, made = door.open_engine(f"sqlite:///{file}", create=False), door.open_engine(url)
    try:
        with taken.connect() as source, source.begin(), made.connect() as target, target.begin():
            held = [table.name for table in t.metadata.sorted_tables if target.execute(select(func.count()).select_from(table)).scalar_one()]
            if held:
                raise door.LedgerError(f"{door.shown(url)}: holds rows already ({', '.join(held)}); restore into an empty database")
            _copy(source, target)
    finally:
        taken.dispose()
        made.dispose()


def _copy(source: Connection, target: Connection) -> None:
    for table in t.metadata.sorted_tables:
        found = source.execute(select(table).order_by(*table.primary_key.columns))
        for batch in found.mappings().partitions(_BATCH):
            target.execute(insert(table), [dict(r) for r in batch])
        key = next(iter(table.primary_key.columns))
        if target.dialect.name == "postgresql" and len(table.primary_key.columns) == 1 and key.autoincrement is not False and key.type.python_type is int:
            last = target.execute(select(func.max(key))).scalar()
            if last:
                target.execute(text("SELECT setval(pg_get_serial_sequence(:t, :c), :n)"), {"t": table.name, "c": key.name, "n": last})


    search.rebuild(target)


def _check(file: pathlib.Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(file)) as c:
            said = [str(r[0]) for r in c.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        raise door.LedgerError(f"{file}: is no sound backup ({error})") from error
    if said != ["ok"]:
        raise door.LedgerError(f"{file}: is damaged ({said[0]})")

"""Opening a database: the pragmas that keep evidence safe on SQLite, a sound transaction on both, migrations from Python.

WAL and ``synchronous=FULL`` (an acknowledged document survives a power cut), foreign keys on, schema not trusted.
"""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from marsad.ledger.tables import SCHEMA_VERSION

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "busy_timeout=30000", "cell_size_check=ON")
_WRITER_CACHE = "PRAGMA cache_size=-16000"  # kB: rows of one batch lie all over the indexes; with SQLite's own 2 MB each page is read four times
WRITE = {"marsad_write": True}
"""Execution options of a connection that will write: it takes SQLite's write lock at once instead of failing half-way."""


class LedgerError(Exception):
    """A ledger that cannot be opened or used; the message says which one and what to do."""


def shown(url: str) -> str:
    """The address as messages name it: the file, or the server's address without its password."""
    parsed = make_url(url)
    return parsed.database or "memory" if parsed.get_backend_name() == "sqlite" else parsed.render_as_string(hide_password=True)


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine on an up-to-date schema. Raises LedgerError on a wrong URL, a missing file (``create=False``) or a foreign file."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise LedgerError(f"{url}: not a database address; write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME") from error
    name = shown(url)
    options: dict[str, Any] = {}
    if parsed.get_backend_name() == "sqlite":
        file = parsed.database
        if not file or file == ":memory:":
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        elif not create and not pathlib.Path(file).exists():
            raise LedgerError(f"{file}: no such ledger; make one with «marsad ingest»")
        elif not pathlib.Path(file).resolve().parent.is_dir():
            raise LedgerError(f"{file}: its folder does not exist; create it first")
    elif parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        options = {"pool_pre_ping": True}
    else:
        raise LedgerError(f"{name}: {parsed.get_backend_name()} is not supported; use SQLite or PostgreSQL")
    try:
        engine = create_engine(parsed, **options)
    except (ImportError, NoSuchModuleError) as error:
        raise LedgerError(f"{name}: the PostgreSQL driver is missing; install marsad[postgres]") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", on_sqlite_connect)
        event.listen(engine, "begin", on_sqlite_begin)
    else:
        event.listen(engine, "connect", on_postgres_connect)
        event.listen(engine, "begin", on_postgres_begin)
    try:
        migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        raise LedgerError(f"{name}: cannot be opened as a ledger ({str(error.orig).strip() or type(error.orig).__name__})") from error
    except LedgerError:
        engine.dispose()
        raise
    return engine


def on_sqlite_connect(connection: Any, _record: Any) -> None:
    """Sets what keeps a new SQLite connection's writes whole."""
    connection.isolation_level = None  # we begin transactions ourselves; the driver's own habit commits behind our back
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def on_postgres_connect(connection: Any, _record: Any) -> None:
    """Lets the server plan each question for what it asks for (a word of a hundred hits is not one of a hundred thousand), with room to sort, and
    answer it without compiling it or calling others to help."""
    for said in ("plan_cache_mode = force_custom_plan", "work_mem = '64MB'", "jit = off", "max_parallel_workers_per_gather = 0"):
        connection.execute(f"SET {said}")
    connection.commit()


def on_postgres_begin(connection: Connection) -> None:
    """What writes plans its statements once for many rows."""
    if connection.get_execution_options().get("marsad_write"):
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


def on_sqlite_begin(connection: Connection) -> None:
    """Begins a transaction, for writing at once where it will write."""
    writes = connection.get_execution_options().get("marsad_write")
    if writes:
        connection.exec_driver_sql(_WRITER_CACHE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def sqlite_file(url: str) -> pathlib.Path | None:
    """The file of a SQLite address; None for PostgreSQL and for a ledger in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return pathlib.Path(parsed.database)


_SAFE = (3, 51, 3)  # older ones may corrupt a write-ahead log that two connections write and checkpoint at once
_TURN_SECONDS = 30.0
_turns: dict[str, threading.RLock] = {}
_turns_guard = threading.Lock()


@contextlib.contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """One writer at a time, over threads and processes, where SQLite is older than 3.51.3. Raises LedgerError after half a minute."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:" or sqlite3.sqlite_version_info >= _SAFE:
        yield
        return
    with _turns_guard:
        lock = _turns.setdefault(str(pathlib.Path(file).resolve()), threading.RLock())
    if not lock.acquire(timeout=_TURN_SECONDS):
        raise LedgerError(f"{file}: another thread has been writing for {_TURN_SECONDS:.0f} seconds; try again")
    try:
        with _held(pathlib.Path(file + "-turn")):
            yield
    finally:
        lock.release()


@contextlib.contextmanager
def _held(file: pathlib.Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows: threads take turns, processes are SQLite's own matter
        yield
        return
    with file.open("ab") as handle:
        until = time.monotonic() + _TURN_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise LedgerError(f"{file}: another process has been writing for {_TURN_SECONDS:.0f} seconds; try again") from None
                time.sleep(0.01)
        yield  # closing the file gives the lock back


def schema_version(engine: Engine) -> str | None:
    """The migration that the database stands at; None for a new database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = sql_table("alembic_version", sql_column("version_num"))
        return connection.execute(select(version.c.version_num)).scalar()


def migrate(engine: Engine) -> None:
    """Brings the schema up to date, in one transaction; does nothing where it is. Raises LedgerError on a newer schema."""
    at = schema_version(engine)
    if at == SCHEMA_VERSION:
        return
    if at is not None and at > SCHEMA_VERSION:
        raise LedgerError(f"{engine.url.database}: this ledger was written by a newer marsad (schema {at}); update marsad")
    from alembic import command  # costs a fifth of a second, so only where there is work
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

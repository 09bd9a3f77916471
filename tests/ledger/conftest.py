"""A ledger on each database. PostgreSQL is a throwaway server from the installed Debian binaries."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pathlib
from collections.abc import Callable, Iterator

import pytest

import server as servers
from marsad.ledger import Ledger


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a fresh server's database "postgres"; stopped and removed at the end."""
    if reason := servers.missing():
        pytest.skip(reason)
    with servers.server() as started:
        yield started.url


_names = itertools.count()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[str]:
    """An empty database of its own for each test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    import psycopg

    server: str = request.getfixturevalue("postgres")
    plain = server.replace("+psycopg", "")
    name = f"test_{os.getpid()}_{next(_names)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Callable[[], dt.datetime]:
    """A clock that goes on by a second at each look."""
    seconds = itertools.count()
    return lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds))


@pytest.fixture
def ledger(url: str, clock: Callable[[], dt.datetime]) -> Iterator[Ledger]:
    with Ledger(url, clock=clock, data_hash="lexicon") as opened:
        yield opened

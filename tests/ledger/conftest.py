"""A ledger on each database. PostgreSQL is a throwaway server from the installed Debian binaries."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import pytest

from marsad.ledger import Ledger


def _missing() -> str | None:
    """Why no PostgreSQL server can be started here, or None."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"psycopg is missing ({error}): pip install marsad[postgres]"
    if not _binaries():
        return "PostgreSQL's programs are missing: apt-get install postgresql"
    if os.getuid() == 0:
        if not shutil.which("runuser"):
            return "runuser is missing, and PostgreSQL does not run as root"
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "there is no user postgres to run the server as"
    return None


def _binaries() -> pathlib.Path | None:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return pathlib.Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a fresh server's database "postgres"; stopped and removed at the end."""
    reason = _missing()
    if reason:
        pytest.skip(reason)
    binaries = _binaries()
    assert binaries
    folder = pathlib.Path(tempfile.mkdtemp(prefix="marsad-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    user = "postgres" if as_user else pwd.getpwuid(os.getuid()).pw_name
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    data = folder / "data"

    def call(*words: str) -> None:
        subprocess.run([*as_user, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    call(str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", user)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    call(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://{user}@127.0.0.1:{port}/postgres"
    finally:
        call(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


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

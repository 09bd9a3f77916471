"""A throwaway PostgreSQL server from the installed binaries, for tests and benches; it can be killed like a machine that loses power."""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def missing() -> str | None:
    """Why no PostgreSQL server can be started here, or None."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"psycopg is missing ({error}): pip install marsad[postgres]"
    if not _binaries():
        return "PostgreSQL's programs are missing: apt-get install postgresql"
    if os.getuid() == 0:
        if not _runuser():
            return "runuser is missing, and PostgreSQL does not run as root"
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "there is no user postgres to run the server as"
    return None


def _runuser() -> str | None:
    """Debian keeps it in /usr/sbin, which is not on everybody's path."""
    return shutil.which("runuser", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def _binaries() -> pathlib.Path | None:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return pathlib.Path(on_path).parent if on_path else None


class Server:
    """One server on its own folder and port. ``url``: its database "postgres". ``durable``: it syncs to the disk, as a real one does."""

    def __init__(self, folder: pathlib.Path, *, durable: bool = False, settings: str = "") -> None:
        binaries = _binaries()
        if binaries is None:
            raise RuntimeError(str(missing()))
        self._bin, self.folder, self.data = binaries, folder, folder / "data"
        self._as_user = [str(_runuser()), "-u", "postgres", "--"] if os.getuid() == 0 else []
        user = "postgres" if self._as_user else pwd.getpwuid(os.getuid()).pw_name
        if self._as_user:
            shutil.chown(folder, "postgres")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.url = f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/postgres"
        self._options = f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1 {'' if durable else '-c fsync=off'} {settings}"
        if not self.data.exists():
            self._call("initdb", "-D", str(self.data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", user)
        self.start()

    def start(self) -> None:
        """Starts it; after a kill it recovers first. Returns when it takes connections."""
        self._call("pg_ctl", "-D", str(self.data), "-w", "-t", "120", "-l", str(self.folder / "log"), "-o", self._options, "start")

    def kill(self) -> None:
        """kill -9 of the server and of every process that it has started, at once."""
        until = time.monotonic() + 30
        while (family := working_in(self.data)) and time.monotonic() < until:
            for one in family:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.folder.glob(".s.PGSQL.*"):  # where nobody reaps the dead, the number in it looks alive
            lock.unlink()

    def stop(self, mode: str = "immediate") -> None:
        self._call("pg_ctl", "-D", str(self.data), "-m", mode, "stop")

    def database(self, name: str) -> str:
        """A new, empty database of that name; its URL."""
        import psycopg

        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url.rsplit("/", 1)[0] + f"/{name}"

    def _call(self, program: str, *words: str) -> None:
        command = [*self._as_user, str(self._bin / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def working_in(folder: pathlib.Path) -> list[int]:
    """Living processes whose working folder it is: a PostgreSQL server's own are in its data folder."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder and (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.append(int(process.name))
        except OSError:
            continue  # it has ended, or is not ours to look at
    return found


@contextmanager
def server(*, durable: bool = False, settings: str = "") -> Iterator[Server]:
    """A fresh server; stopped and removed at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="marsad-pg-"))
    started = Server(folder, durable=durable, settings=settings)
    try:
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder)


@contextmanager
def kept(folder: pathlib.Path, settings: str = "") -> Iterator[Server]:
    """A server whose data stay in the folder for the next time."""
    folder.mkdir(exist_ok=True)
    if left := working_in(folder / "data"):  # of a run that was broken off
        os.kill(min(left), signal.SIGQUIT)
        while working_in(folder / "data"):
            time.sleep(0.1)
    (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    started = Server(folder, settings=settings)
    try:
        yield started
    finally:
        started.stop("fast")

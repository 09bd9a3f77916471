"""Reading processes: confined, killed by the clock, replaced at once; the order of outcomes is that of requests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from marsad.read.isolate import Pool

TARGET = f"{__name__}:work"


def work(head: Any, body: bytes) -> Iterator[Any]:
    """What the workers of these tests do."""
    what = head["do"]
    if what == "echo":
        yield body.decode()
    elif what == "hang":
        while True:
            pass
    elif what == "sleep":
        time.sleep(600)
    elif what == "spin":
        os.sched_setaffinity(0, {head["cpu"]})
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass
        yield "done"
    elif what == "die":
        os._exit(3)
    elif what == "fill":
        yield len(bytearray(700 * 2**20))
    elif what == "raise":
        raise ValueError("no such thing")
    elif what == "some":
        yield "first"
        yield "second"
        raise ValueError("and no third")
    elif what == "deep":
        yield _deep(0)
    elif what == "connect":
        try:
            socket.create_connection(("127.0.0.1", head["port"]), timeout=1)
        except OSError as error:
            yield type(error).__name__
        else:
            yield "connected"
    elif what == "write":
        try:
            with open(head["path"], "wb") as f:
                f.write(b"x" * 10)
        except OSError as error:
            yield type(error).__name__
        else:
            yield "written"


def _deep(n: int) -> int:
    return _deep(n + 1) + 1


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(TARGET, 2, seconds=60.0) as made:
        yield made


def test_answers_come_back_in_order(pool: Pool) -> None:
    for n in range(40):
        pool.submit(n, {"do": "echo"}, str(n).encode())
    assert [(o.token, o.answers) for o in (pool.take() for _ in range(40))] == [(n, (str(n),)) for n in range(40)]


def test_a_hanging_worker_is_killed_and_the_next_request_is_served(pool: Pool) -> None:
    began = time.monotonic()
    pool.seconds = 1.0
    for what in ("hang", "hang"):
        pool.submit(what, {"do": what}, b"")
    pool.seconds = 59.0  # for those behind them: nothing but hanging may end by the clock here, on no machine
    for what in ("echo", "echo"):
        pool.submit(what, {"do": what}, b"ok")
    done = [pool.take() for _ in range(4)]
    assert [(o.answers, o.killed) for o in done] == [((), True)] * 2 + [(("ok",), False)] * 2
    assert "takes more than" in str(done[0].failure) and time.monotonic() - began < 50


@pytest.mark.parametrize(
    ("what", "said"), [("die", "died"), ("fill", "memory"), ("raise", "ValueError: no such thing"), ("deep", "nested too deep")]
)
def test_whatever_a_parser_does_is_an_outcome(pool: Pool, what: str, said: str) -> None:
    assert said in str(pool.run({"do": what}, b"").failure)
    assert pool.run({"do": "echo"}, b"still here").answers == ("still here",)


def test_what_was_answered_before_a_failure_is_heard(pool: Pool) -> None:
    done = pool.run({"do": "some"}, b"")
    assert done.answers == ("first", "second") and "no third" in str(done.failure) and not done.killed


def test_what_waits_behind_a_killed_request_is_done_by_another(pool: Pool) -> None:
    for n in range(20):
        pool.submit(n, {"do": "die" if n % 7 == 3 else "echo"}, b"x" * (n * 9000))
    done = [pool.take() for _ in range(20)]
    assert [o.token for o in done] == list(range(20)) and [o.token for o in done if o.killed] == [3, 10, 17]
    assert all(o.answers == ("x" * (o.token * 9000),) for o in done if not o.killed)


def test_no_network_and_no_files(pool: Pool, tmp_path: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        answer = pool.run({"do": "connect", "port": server.getsockname()[1]}, b"").answers
        assert answer == ("PermissionError",)
        with pytest.raises(TimeoutError):
            server.accept()
    assert pool.run({"do": "write", "path": str(tmp_path / "x")}, b"").answers == ("OSError",)
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size


def test_a_worker_that_waits_for_the_processor_is_not_set_aside() -> None:
    cpu = min(os.sched_getaffinity(0))
    hog = [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{cpu}}})\nwhile True: pass"]
    hogs = [subprocess.Popen(hog) for _ in range(3)]
    try:
        with Pool(TARGET, seconds=60.0) as made:
            made.run({"do": "echo"}, b"")
            made.seconds, made.more = 0.6, 60.0
            assert made.run({"do": "spin", "cpu": cpu}, b"").answers == ("done",)
    finally:
        for one in hogs:
            one.kill()
            one.wait()


def test_a_sleeper_is_killed_by_the_clock(pool: Pool) -> None:
    pool.run({"do": "echo"}, b"")
    pool.seconds = 0.5
    began = time.monotonic()
    assert pool.run({"do": "sleep"}, b"").killed and time.monotonic() - began < 50


def test_a_closed_pool_leaves_no_workers() -> None:
    with Pool(TARGET, 2) as made:
        made.run({"do": "echo"}, b"")
        pids = [w.pid for w in made._workers]
    deadline = time.monotonic() + 60
    while any(_runs(p) for p in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(p) for p in pids)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False

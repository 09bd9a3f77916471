"""Foreign bytes are parsed in a process that can be killed: a clock, a memory limit, no network, no file that it could write.

A *nursery* (a child that has imported the readers once) forks workers on demand, so that a worker costs milliseconds and a killed one is
replaced at once. Frames over a socket, never pickles: a length, a JSON head, raw bytes. What a worker runs is named («module:function»);
the function takes the head and the bytes of a request and yields answers, each a JSON value.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import math
import os
import pathlib
import platform
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

SECONDS = 2.0
"""For parsing one document. A worker that had less of the processor, and would go on, may take up to PATIENCE times that: a crowded machine
must not set documents aside."""
PATIENCE = 5
MEMORY = 512 * 2**20
_FRAME = struct.Struct("!II")  # bytes of the head, bytes of the body
_MAX_ANSWER = 256 * 2**20
_AHEAD, _AHEAD_BYTES = 12, 96 * 1024
"""Requests that wait at a busy worker, so that it goes on while this process writes; so few bytes that sending them never blocks."""
_READ = 256 * 1024
_IDLE, _LAST = b"+", b"."
Work = Callable[[Any, bytes], Iterator[Any]]


class Killed(Exception):
    """A worker that took too long, too much memory, or died; the message says which."""


def send(channel: socket.socket, head: Any, body: bytes = b"") -> None:
    """Writes one frame."""
    packed = orjson.dumps(head)
    if len(body) < _READ:
        channel.sendall(_FRAME.pack(len(packed), len(body)) + packed + body)
    else:
        channel.sendall(_FRAME.pack(len(packed), len(body)) + packed)
        channel.sendall(body)


def receive(channel: socket.socket, deadline: float | None = None) -> tuple[Any, bytes]:
    """Reads one frame. Raises TimeoutError at the deadline (of time.monotonic), EOFError where the other end has gone."""
    head, body = _FRAME.unpack(_exactly(channel, _FRAME.size, deadline))
    if head + body > _MAX_ANSWER:
        raise EOFError("a frame larger than any answer")
    packed = _exactly(channel, head, deadline)
    return orjson.loads(packed), bytes(_exactly(channel, body, deadline))


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytearray:
    got = bytearray(size)
    view, at = memoryview(got), 0
    while at < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([channel], [], [], left)[0]:
                raise TimeoutError
        n = channel.recv_into(view[at:])
        if not n:
            raise EOFError("the other end has gone")
        at += n
    return got


# ---- inside the nursery and its workers


def nursery(target: str) -> None:
    """The nursery's life: warm up, then fork a worker for every socket that the parent sends, until the parent goes."""
    control = socket.socket(fileno=0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    work = _load(target)
    warm = getattr(sys.modules[target.partition(":")[0]], "warm", None)
    if warm:
        warm()
    children: set[int] = set()
    while True:
        ready = select.select([control], [], [], 1.0)[0]
        while children:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            children.discard(pid)
        if not ready:
            continue
        message, sockets, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            os._exit(0)
        if message[:1] == b"F" and sockets:
            pid = os.fork()
            if not pid:
                control.close()
                _live(socket.socket(fileno=sockets[0]), work)
            os.close(sockets[0])
            children.add(pid)
            control.sendall(struct.pack("!q", pid))
        elif message[:1] == b"K":
            (pid,) = struct.unpack("!q", message[1:9])
            if pid in children:  # its own child and not yet waited for: the number cannot be another's
                os.kill(pid, signal.SIGKILL)


def _load(target: str) -> Work:
    module, _, name = target.partition(":")
    found: Work = getattr(importlib.import_module(module), name)
    return found


def _live(channel: socket.socket, work: Work) -> None:
    """A worker's life: limits on, then requests until the parent goes."""
    try:
        confine()
        channel.sendall(_IDLE)
        while True:
            head, body = receive(channel)
            try:
                _answer(channel, work(head, body))
            except MemoryError:
                send(channel, {"failed": f"needs more than {MEMORY >> 20} MB of memory to be read"})
            except RecursionError:
                send(channel, {"failed": "is nested too deep to be read"})
            except Exception as error:  # noqa: BLE001 - whatever a foreign format makes a parser do must not end the worker; it is named
                send(channel, {"failed": f"the parser failed on it ({type(error).__name__}: {str(error)[:200]})"})
    except BaseException:  # noqa: BLE001 - the parent has gone or the pipe broke: nothing is left to tell anyone
        os._exit(1)
    os._exit(0)


def _answer(channel: socket.socket, answers: Iterator[Any]) -> None:
    """Sends the answers, and with the last of them that it is the last."""
    last: list[Any] = []
    try:
        for answer in answers:
            if last:
                send(channel, {"answer": last.pop()})
            if isinstance(answer, dict) and "parsed" in answer:
                send(channel, {"answer": answer})  # at once: from here on another clock runs
            else:
                last.append(answer)
    except BaseException:
        if last:
            send(channel, {"answer": last[0]})
        raise
    send(channel, {"answer": last[0], "done": True} if last else {"done": True})


def confine(memory: int = MEMORY) -> None:
    """Puts this process under its limits for good: memory, no files written, no core, no sockets, dies with its parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for what, limit in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))
    _no_sockets(libc)


_SOCKET_CALLS = {"x86_64": (0xC000003E, (41, 53, 425)), "aarch64": (0xC00000B7, (198, 199, 425))}  # socket, socketpair, io_uring_setup


def _no_sockets(libc: Any) -> None:
    """A seccomp filter that refuses to make sockets; where the kernel has none, Python's own socket class is closed."""
    known = _SOCKET_CALLS.get(platform.machine())
    if sys.platform == "linux" and known:
        arch, calls = known
        # load the architecture, refuse nothing on a foreign one but let it die; load the call's number; compare; refuse or allow
        program = [(0x20, 0, 0, 4), (0x15, 1, 0, arch), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
        program += [(0x15, len(calls) - i, 0, n) for i, n in enumerate(calls)]
        program += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050000 | 1)]  # allow; EPERM
        packed = b"".join(struct.pack("HBBI", *step) for step in program)
        text = ctypes.create_string_buffer(packed, len(packed))
        head = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(text))
        buffer = ctypes.create_string_buffer(head, len(head))
        if libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, buffer) == 0:  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
            return

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("a reader of documents opens no connection")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.create_connection = refuse  # type: ignore[assignment]


# ---- in the parent


@dataclass(slots=True)
class _Worker:
    """A worker, what it was sent and has not ended yet (the first is under its clock), and what it said so far."""

    pid: int
    channel: socket.socket
    jobs: deque[_Job] = field(default_factory=deque)
    deadline: float = 0.0
    given: float = 0.0  # seconds, last
    since: float = 0.0  # when
    used: float = 0.0  # of the processor, before that
    inbox: bytearray = field(default_factory=bytearray)
    size: int = 0  # of the bodies of its jobs


@dataclass(slots=True)
class _Job:
    """A request and what came of it. ``failure``: why there are no (more) answers; ``killed``: the worker was ended for it."""

    token: Any
    head: Any
    body: bytes
    answers: list[Any] = field(default_factory=list)
    failure: str | None = None
    killed: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request: its token, the answers until it ended, and why it ended early, if it did."""

    token: Any
    answers: tuple[Any, ...]
    failure: str | None
    killed: bool


class _Nursery:
    """A nursery that runs, shared by all pools of one target in this process; it ends with the process."""

    def __init__(self, target: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # messages that stay apart, whatever comes close behind
        program = f"import sys; sys.path[:] = {sys.path!r}; from marsad.read.isolate import nursery; nursery({target!r})"
        self.process = subprocess.Popen([sys.executable, "-c", program], stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
        theirs.close()
        self.control = ours
        self.owner = os.getpid()
        atexit.register(self.close)

    def fork(self) -> _Worker:
        """A new worker, greeting heard. Raises Killed."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            (pid,) = struct.unpack("!q", _exactly(self.control, 8, time.monotonic() + 120))
            if _exactly(ours, 1, time.monotonic() + 30) != _IDLE:
                raise EOFError("no greeting")
        except (OSError, EOFError, TimeoutError) as error:
            ours.close()
            _NURSERIES.clear()
            raise Killed(f"no reading process could be started ({error!r}); is the memory or the process table full?") from error
        finally:
            theirs.close()
        return _Worker(pid, ours)

    def kill(self, worker: _Worker) -> None:
        """Ends one of its workers."""
        worker.channel.close()
        with contextlib.suppress(OSError):
            self.control.sendall(b"K" + struct.pack("!q", worker.pid))

    def close(self) -> None:
        """Ends the nursery and, with it, its workers."""
        if os.getpid() == self.owner:
            self.control.close()
            self.process.kill()
            self.process.wait()


_NURSERIES: dict[tuple[int, str], _Nursery] = {}


def begin_anew() -> None:
    """Ends the nurseries, so that the next worker has what the files say now: a lexicon that was changed."""
    for one in list(_NURSERIES.values()):
        one.close()
    _NURSERIES.clear()


def _give(worker: _Worker, seconds: float) -> None:
    """Sets the worker's clock."""
    worker.given, worker.since, worker.used = seconds, time.monotonic(), _processor(worker.pid)
    worker.deadline = worker.since + seconds


def _starved(worker: _Worker) -> bool:
    """Whether its time is over by the clock, but not that of the processor, for which it waits: then it is given the rest."""
    left = worker.given - (_processor(worker.pid) - worker.used)
    worker.deadline = min(time.monotonic() + left, worker.since + PATIENCE * worker.given)
    return left > 0 and worker.deadline > time.monotonic() and _runs(worker.pid)


def _processor(pid: int) -> float:
    """Seconds of the processor that a process has had; NaN where the system does not tell."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3) of Linux
    except (OSError, AttributeError):
        return math.nan


def _runs(pid: int) -> bool:
    """Whether a process would run, and does not sleep."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1] in b"RD"
    except OSError:
        return False


class Pool:
    """Workers that run ``target`` («module:function»). Requests go in by ``submit``; outcomes come out in the same order.

    ``seconds``: for the first answer; ``more``: for each after it and for the end. Not for use from several threads.
    """

    def __init__(self, target: str, size: int = 1, *, seconds: float = SECONDS, more: float = SECONDS) -> None:
        self.target, self.size, self.seconds, self.more = target, max(1, size), seconds, more
        self._nursery: _Nursery | None = None
        self._workers: list[_Worker] = []
        self._queue: deque[_Job] = deque()  # in order of submission, done or not
        self._waiting: deque[_Job] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every worker; the nursery stays for the next pool."""
        for worker in list(self._workers):
            self._end(worker)
        self._queue.clear()
        self._waiting.clear()

    @property
    def outstanding(self) -> int:
        """Requests whose outcome has not been taken."""
        return len(self._queue)

    def submit(self, token: Any, head: Any, body: bytes) -> None:
        """Puts a request in the queue."""
        job = _Job(token, head, body)
        self._queue.append(job)
        self._waiting.append(job)
        self._assign()
        self._pump(wait=False)

    def take(self) -> Outcome:
        """The outcome of the oldest request; waits for it."""
        job = self._queue[0]
        while not job.done:
            self._assign()
            self._pump()
        self._queue.popleft()
        return Outcome(job.token, tuple(job.answers), job.failure, job.killed)

    def run(self, head: Any, body: bytes) -> Outcome:
        """One request alone."""
        self.submit(None, head, body)
        return self.take()

    def _assign(self) -> None:
        """Gives waiting requests to free workers, then to new ones, then a few small ones to those that are busy."""
        while self._waiting:
            job = self._waiting[0]
            worker = min(self._workers, key=lambda w: len(w.jobs), default=None)
            if (worker is None or worker.jobs) and len(self._workers) < self.size:
                worker = self._fork()
            if worker is None or (worker.jobs and (len(worker.jobs) > _AHEAD or worker.size + len(job.body) > _AHEAD_BYTES)):
                return
            self._waiting.popleft()
            if not worker.jobs:
                _give(worker, self.seconds)
            worker.jobs.append(job)
            worker.size += len(job.body)
            try:
                send(worker.channel, job.head, job.body)
            except OSError:
                self._fail(worker, "the reading process died on it")

    def _pump(self, *, wait: bool = True) -> None:
        """Waits until some worker says something or runs out of time; or only takes what there is."""
        busy = [w for w in self._workers if w.jobs]
        left = max(0.0, min(w.deadline for w in busy) - time.monotonic()) if wait and busy else 0.0
        ready = select.select([w.channel for w in busy], [], [], left)[0]
        for worker in busy:
            if worker.channel in ready:
                self._hear(worker)
            elif time.monotonic() >= worker.deadline and not _starved(worker):
                self._fail(worker, f"takes more than {self.more if worker.jobs[0].answers else self.seconds:g} s to read")

    def _hear(self, worker: _Worker) -> None:
        """Takes what the worker has said, as far as it goes; half a frame waits for its rest."""
        try:
            came = worker.channel.recv(_READ)
        except OSError:
            came = b""
        inbox = worker.inbox
        inbox += came
        at = 0
        while worker.jobs and len(inbox) - at >= _FRAME.size:
            head, body = _FRAME.unpack_from(inbox, at)
            if head + body > _MAX_ANSWER:
                self._fail(worker, "gives an answer that is larger than any report")
                return
            if len(inbox) - at < _FRAME.size + head + body:
                break
            said = orjson.loads(memoryview(inbox)[at + _FRAME.size : at + _FRAME.size + head])
            at += _FRAME.size + head + body
            job = worker.jobs[0]
            if "answer" in said:
                job.answers.append(said["answer"])
                _give(worker, self.more)
            if "answer" not in said or "done" in said:
                job.failure, job.done = said.get("failed"), True
                worker.jobs.popleft()
                worker.size -= len(job.body)
                _give(worker, self.seconds)
        del inbox[:at]
        if not came:
            self._fail(worker, "the reading process died on it")

    def _fail(self, worker: _Worker, why: str) -> None:
        """Ends a worker; what it was at has failed, what waited behind that goes to another."""
        if worker.jobs:
            job = worker.jobs.popleft()
            job.failure, job.killed, job.done = why, True, True
        self._waiting.extendleft(reversed(worker.jobs))
        worker.jobs.clear()
        self._end(worker)

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        if self._nursery:
            self._nursery.kill(worker)

    def _fork(self) -> _Worker:
        key = (os.getpid(), self.target)
        self._nursery = _NURSERIES.get(key) or _NURSERIES.setdefault(key, _Nursery(self.target))
        worker = self._nursery.fork()
        self._workers.append(worker)
        return worker

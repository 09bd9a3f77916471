"""Work that outlasts a request: taking reports in, polling feeds, linking. One at a time, in a thread of its own, told live.

What is to be read lies in a folder of the store until its job is done, so that a workbench that was stopped goes on with it.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from marsad import pipeline
from marsad.ledger import Ledger
from marsad.model import Rejection
from marsad.read import Given, isolate
from marsad.resources import DataError, data_hash

_log = logging.getLogger("marsad.web.jobs")
KEPT = 50
"""Finished jobs that are still shown."""
_TOLD = 500  # reasons that one job shows


@dataclass(frozen=True)
class Line:
    """What was done, or what a new reading changed; ``changes``: the parts of a claim that differ, with their values before and after."""

    text: str
    changes: tuple[tuple[str, tuple[Any, ...], tuple[Any, ...]], ...] = ()


@dataclass
class Job:
    """A job and how far it is. ``state``: waiting, reading, linking, done, failed. ``failure``: one plain sentence."""

    id: str
    kind: str
    title: str
    who: str
    began: dt.datetime
    total: int | None = None
    state: str = "waiting"
    done: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[Rejection] = field(default_factory=list)
    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=200))
    failure: str | None = None

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed")

    def told(self) -> dict[str, Any]:
        """What a page shows of it while it runs."""
        return {"state": self.state, "done": self.done, "total": self.total, **self.counts}


class Jobs:
    """The queue of one workbench. ``after``: called when a job has changed the ledger."""

    def __init__(self, ledger: Ledger, store: pathlib.Path, writing: threading.Lock, after: Callable[[], object]) -> None:
        self.ledger, self.store = ledger, store
        self._writing, self._after = writing, after
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: deque[tuple[Job, Callable[[Job], None]]] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._stale = True  # reading processes that this process has had may know another lexicon

    @property
    def uploads(self) -> pathlib.Path:
        return self.store / "uploads"

    def all(self) -> list[Job]:
        """The latest first."""
        with self._wake:
            return list(reversed(self._jobs.values()))

    def get(self, id_: str) -> Job | None:
        with self._wake:
            return self._jobs.get(id_)

    def read(self, folder: pathlib.Path, *, kind: str, title: str, who: str, said: dict[str, str | None]) -> Job:
        """Reads a folder of the uploads into the ledger and links. ``said``: "published" and "outlet", where a person told them."""
        about = {"kind": kind, "title": title, "who": who, "said": said}
        (self.uploads / f"{folder.name}.json").write_bytes(orjson.dumps(about))
        total = sum(1 for p in folder.rglob("*") if p.is_file())
        return self._add(Job(folder.name, kind, title, who, dt.datetime.now(dt.UTC), total), lambda job: self._reading(job, folder, said))

    def poll(self, sources: pathlib.Path, who: str) -> Job:
        """Polls every watched source that is due, once."""
        now = dt.datetime.now(dt.UTC)
        return self._add(Job(now.strftime("poll-%Y%m%d%H%M%S%f"), "poll", sources.name, who, now), lambda job: self._polling(job, sources))

    def reread(self, who: str) -> Job:
        """Reads the whole ledger again, in a process of its own that loads the lexicon as it is now; then links."""
        now = dt.datetime.now(dt.UTC)
        return self._add(Job(now.strftime("reread-%Y%m%d%H%M%S%f"), "reread", "", who, now), self._rereading)

    def lexicon_changed(self) -> None:
        """Readings from now on are made with another lexicon."""
        self.ledger.read_with(data_hash())
        self._stale = True

    def go_on(self) -> None:
        """Takes up what an earlier run of the workbench left unread."""
        for about in sorted(self.uploads.glob("*.json")):
            said = orjson.loads(about.read_bytes())
            folder = about.with_suffix("")
            if folder.is_dir():
                self.read(folder, kind=said["kind"], title=said["title"], who=said["who"], said=said["said"])
            else:
                about.unlink()

    def stop(self) -> None:
        """Ends after the job at hand; what waits is taken up at the next start."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _add(self, job: Job, work: Callable[[Job], None]) -> Job:
        with self._wake:
            self._jobs[job.id] = job
            self._queue.append((job, work))
            for old in [j.id for j in self._jobs.values() if j.over][: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[old]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()
            self._wake.notify_all()
        return job

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._stopped:
                    self._wake.wait()
                if self._stopped:
                    return
                job, work = self._queue.popleft()
            try:
                work(job)
                job.state = "done"
            except (DataError, OSError, ValueError) as error:
                job.failure, job.state = str(error), "failed"
            except Exception as error:  # noqa: BLE001 - a job must not take the others down; it is logged whole and said in a sentence
                _log.exception("job %s failed", job.id)
                job.failure, job.state = f"unexpected error: {type(error).__name__}", "failed"
            finally:
                self._after()

    def _reading(self, job: Job, folder: pathlib.Path, said: dict[str, str | None]) -> None:
        def step(inputs: int) -> None:
            job.done = inputs

        job.state = "reading"
        if self._stale:
            self._stale = False
            isolate.begin_anew()
        published = said.get("published")
        given = Given(dt.date.fromisoformat(published) if published else None, said.get("outlet"))
        self._account(job, pipeline.ingest([str(folder)], given, self.ledger, self.store, progress=step, apart=True))
        self._linking(job)
        shutil.rmtree(folder)
        (self.uploads / f"{folder.name}.json").unlink()

    def _polling(self, job: Job, sources: pathlib.Path) -> None:
        job.state = "reading"
        self._account(job, pipeline.watch(sources, self.ledger, self.store, once=True, say=lambda said: job.lines.append(Line(said))))
        self._linking(job)

    def _rereading(self, job: Job) -> None:
        job.state, job.counts = "reading", {"new": 0, "gone": 0, "changed": 0}
        env = {**os.environ, "MARSAD_DATABASE": self.ledger.url}  # not among the arguments, where everybody on the machine could read it
        with subprocess.Popen(
            [sys.executable, "-m", "marsad.cli", "reread", "--json"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as child:
            assert child.stdout is not None and child.stderr is not None  # noqa: S101 - PIPE gives both
            for line in child.stdout:
                _tell(job, orjson.loads(line))
            said = child.stderr.read().strip()
        if child.returncode:
            raise ValueError(said.split("\n")[-1])
        with self._writing:
            job.state = "linking"
            pipeline.link(self.ledger)

    def _account(self, job: Job, account: Any) -> None:
        job.done = account.inputs
        job.counts = {
            "stored": account.stored, "duplicate": account.duplicate, "rejected": len(account.rejected), "quarantined": len(account.quarantined), "claims": account.claims,
        }  # fmt: skip
        job.reasons = [*account.rejected, *account.quarantined][:_TOLD]

    def _linking(self, job: Job) -> None:
        if job.counts.get("stored") or job.counts.get("duplicate"):
            job.state = "linking"
            with self._writing:
                pipeline.link(self.ledger)


def _tell(job: Job, revision: dict[str, Any]) -> None:
    """What a new reading of one report changes, as lines of words."""
    for mark, key in (("+", "new"), ("−", "gone"), ("~", "changed")):
        for one in revision[key]:
            job.counts[key] += 1
            changes = tuple((role, tuple(both["before"]), tuple(both["after"])) for role, both in one.get("parts", {}).items())
            job.lines.append(Line(f"{mark} {revision['file']}: «{one['text'] or one['claim']}»", changes))

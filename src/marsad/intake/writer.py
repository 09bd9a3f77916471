"""Readings into the ledger, in order, many to a transaction: while one batch is written, the next is read and gathered."""

from __future__ import annotations

import datetime as dt
import pathlib
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from marsad.intake import copies
from marsad.intake.account import Account
from marsad.intake.copies import Held
from marsad.model import JSON, Claim, Document, Rejection
from marsad.read import work
from marsad.read.capture import keep, keep_many
from marsad.read.pieces import MEDIA, Piece, Walked
from marsad.resources import DataError

if TYPE_CHECKING:
    from marsad.ledger import Ledger
    from marsad.ledger.append import Appended

Reader = Callable[[Document], list[Claim]]
BATCH, WAIT = 256, 2.0
"""Documents, or seconds, that share one transaction."""
_ARCHIVE = "archive:"  # before the id of its first record: how an archive is remembered, beside the watched sources
_LARGE = 16 * 2**20  # bytes of a batch


class Writer:
    """Takes readings in order and puts them into the ledger; nothing counts as done before it is on the disk.

    A thread of its own writes, so that the reading processes never wait for a disk; batches follow one another, and after one that
    failed nothing more is written. ``read``: a reader of claims that runs here, where the reading processes made none.
    """

    def __init__(self, ledger: Ledger, store: pathlib.Path, read: Reader | None, progress: Callable[[int], object]) -> None:
        self.ledger, self.store, self.read, self.progress = ledger, store, read, progress
        self.account = Account()
        self._held: list[Held] = []
        self._bytes = 0
        self._taken: list[tuple[str, str, int]] = []
        self._since = time.monotonic()
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._writing: Future[list[tuple[Held, Appended]]] | None = None

    def close(self) -> None:
        """Writes what is held."""
        try:
            self.flush()
        finally:
            self._thread.shutdown()

    def piece(self, piece: Piece, sha256: str, answers: Iterable[JSON], failure: str | None, key: str | None) -> None:
        """Everything that came of one piece. ``key``: under which it is remembered, once it is read to its end."""
        when = dt.datetime.now(dt.UTC)
        documents, sound = 0, failure is None
        for answer in answers:
            if "broken" in answer:  # our own data, not the document: every other one would fail on them too
                raise DataError(answer["broken"])
            if "unreadable" in answer:
                self.account.rejected.append(Rejection(piece.origin, str(answer["unreadable"])))
                sound = False
                self.step()
            elif "document" in answer:
                documents += 1
                document = work.document_from_json(answer["document"])
                claims, why = self._claims(document, answer)
                if why:
                    sound = False
                    where = piece.origin if document.part is None else f"{piece.origin}, {document.part}"
                    self.set_aside(where, f"the reader failed on it ({why}); its bytes are kept", piece.raw)
                else:
                    made = work.capture_of(piece, answer, when, sha256, MEDIA[piece.kind])
                    self._hold(Held(document, made, piece.raw, claims, answer.get("bands") or [], answer.get("shingles") or "", answer.get("words")))
        if failure:
            self.set_aside(piece.origin, failure, piece.raw)
        if key and sound and documents:
            self._taken.append((key, piece.origin, documents))
        if len(self._held) >= BATCH or self._bytes > _LARGE or (self._held and time.monotonic() - self._since > WAIT):
            self._send()
        elif self._writing and self._writing.done():
            self._written()

    def _claims(self, document: Document, answer: JSON) -> tuple[list[JSON], str | None]:
        if "failed" in answer:
            return [], str(answer["failed"])
        if self.read is None:
            return answer.get("claims") or [], None
        if "not_arabic" in document.flags:
            return [], None
        try:
            return [work.claim_json(c) for c in self.read(document)], None
        except Exception as error:  # noqa: BLE001 - one report that the reader chokes on must not stop the others; it is named
            return [], repr(error)

    def set_aside(self, origin: str, reason: str, raw: bytes) -> None:
        """Quarantines an input: its bytes are kept, where there are any, and it is named."""
        if raw:
            keep(raw, self.store)
        self.account.quarantined.append(Rejection(origin, reason))
        self.step()

    def archive(self, walked: Walked) -> None:
        """Remembers how long a web archive is; names one that was longer when it was read before: a cut between two records shows in nothing else."""
        self.flush()  # what was in it stands in the ledger before it counts as read
        name, now = f"{_ARCHIVE}{walked.first}", dt.datetime.now(dt.UTC)
        known = self.ledger.poll(name)
        size, records = (int(known[1]["size"]), int(known[1]["records"])) if known else (0, 0)
        if walked.size < size:
            missing = f"{records - walked.records} records of {records}" if walked.records < records else f"{size - walked.size} bytes"
            self.set_aside(walked.origin, f"was longer when it was read before: {missing} are missing from it", b"")
        elif walked.size > size:
            self.ledger.polled(name, now, {"size": walked.size, "records": walked.records})

    def _hold(self, one: Held) -> None:
        if not self._held:
            self._since = time.monotonic()
        self._held.append(one)
        self._bytes += len(one.raw)

    def step(self) -> None:
        """Tells the progress, once nothing waits to be written."""
        if not self._held and not self._writing:
            self.progress(self.account.inputs)

    def flush(self) -> None:
        """Writes what is held, and waits until it is on the disk."""
        self._send()
        self._written()

    def _send(self) -> None:
        """Hands what is held to the writing thread, once that is done with what it has."""
        self._written()
        held, taken = self._held, self._taken
        self._held, self._taken, self._bytes = [], [], 0
        if held or taken:
            self._writing = self._thread.submit(self._write, held, taken)
            if self.ledger.in_memory:  # one connection for all threads
                self._written()

    def _written(self) -> None:
        """Waits for the batch that is being written, if any, and counts it."""
        if not self._writing:
            return
        try:
            done = self._writing.result()
        except BaseException:
            self._held, self._taken = [], []  # nothing follows what is not there
            raise
        finally:
            self._writing = None
        for one, became in done:
            self.account.stored += became.state == "stored"
            self.account.duplicate += became.state != "stored"
            self.account.revised += became.state == "revised"
            self.account.copies += one.copy and became.state == "stored"
            self.account.versions += became.version
            self.account.claims += became.new
        self.progress(self.account.inputs)

    def _write(self, held: Sequence[Held], taken: Sequence[tuple[str, str, int]]) -> list[tuple[Held, Appended]]:
        """Bytes first, then one transaction. Runs in the writing thread."""
        from marsad.ledger.append import Entry

        keep_many({one.capture.sha256: one.raw for one in held}, self.store)
        copies.tell(held, self.ledger)
        entries = [Entry(one.capture, one.document, one.claims, one.bands, one.words, one.shingles) for one in held]
        return list(zip(held, self.ledger.append_many(entries, taken), strict=True))

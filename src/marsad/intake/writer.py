"""Readings into the ledger, in order, many to a transaction; copies are told from originals on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from marsad.intake.account import Account
from marsad.model import JSON, Capture, Claim, Document, Rejection, claim_from_json
from marsad.read import likeness, work
from marsad.read.capture import keep, keep_many
from marsad.read.pieces import MEDIA, Piece, Walked
from marsad.resources import DataError

if TYPE_CHECKING:
    from marsad.ledger import Ledger

Reader = Callable[[Document], list[Claim]]
BATCH, WAIT = 64, 1.0
"""Documents, or seconds, that share one transaction."""
_ARCHIVE = "archive:"  # before the id of its first record: how an archive is remembered, beside the watched sources
_COPY = "copy_of:"
_LARGE = 16 * 2**20  # bytes of a batch
_COMPARED = 8  # texts of one batch, those that share most bands, that a text is compared with
_REMEMBERED = 500  # documents whose shingles are held in memory


class _Text(NamedTuple):
    """What a document is compared by."""

    source: str | None
    copy_of: str | None
    shingles: frozenset[int]  # by their hashes: a third of the memory


@dataclass(slots=True)
class Held:
    """One document that was read, on its way into the ledger."""

    document: Document
    capture: Capture
    raw: bytes
    claims: list[JSON]
    bands: list[int]
    words: str | None
    copy: bool = False


class Writer:
    """Takes readings in order and puts them into the ledger; nothing counts as done before it is on the disk.

    ``read``: a reader of claims that runs here, where the reading processes made none.
    """

    def __init__(self, ledger: Ledger, store: pathlib.Path, read: Reader | None, progress: Callable[[int], object]) -> None:
        self.ledger, self.store, self.read, self.progress = ledger, store, read, progress
        self.account = Account()
        self._held: list[Held] = []
        self._bytes = 0
        self._taken: list[tuple[str, str, int]] = []
        self._texts: dict[str, _Text] = {}  # of late documents
        self._since = time.monotonic()
        self._disk = ThreadPoolExecutor(1, "keep")

    def close(self) -> None:
        """Writes what is held."""
        try:
            self.flush()
        finally:
            self._disk.shutdown()

    def piece(self, piece: Piece, answers: Iterable[JSON], failure: str | None, key: str | None) -> None:
        """Everything that came of one piece."""
        when, sha256 = dt.datetime.now(dt.UTC), hashlib.sha256(piece.raw).hexdigest()
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
                    self._hold(Held(document, made, piece.raw, claims, answer.get("bands") or [], answer.get("words")))
        if failure:
            self.set_aside(piece.origin, failure, piece.raw)
        if key and sound and documents:
            self._taken.append((key, piece.origin, documents))
        if len(self._held) >= BATCH or self._bytes > _LARGE or (self._held and time.monotonic() - self._since > WAIT):
            self.flush()

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
        if not self._held:
            self.progress(self.account.inputs)

    def flush(self) -> None:
        """Writes what is held: bytes first, then one transaction."""
        from marsad.ledger.append import Entry

        held, taken = self._held, self._taken
        self._held, self._taken, self._bytes = [], [], 0
        if not held and not taken:
            return
        kept: Future[None] = self._disk.submit(keep_many, [one.raw for one in held], self.store)  # beside what follows
        try:
            self._tell_copies(held)
        finally:
            kept.result()
        entries = [Entry(one.capture, one.document, one.claims, one.bands, one.words) for one in held]
        for one, done in zip(held, self.ledger.append_many(entries, taken), strict=True):
            self.account.stored += done.state == "stored"
            self.account.duplicate += done.state != "stored"
            self.account.revised += done.state == "revised"
            self.account.copies += one.copy and done.state == "stored"
            self.account.versions += done.version
            self.account.claims += done.new
        self.progress(self.account.inputs)

    # ---- copies

    def _tell_copies(self, held: list[Held]) -> None:
        """Marks those that repeat the text of another source, in the ledger or before them; their claims become sightings of its claims."""
        standing = self.ledger.alike([one.bands for one in held])
        here: dict[int, list[int]] = {}  # band → places in ``held``
        for at, one in enumerate(held):
            if one.bands:
                shared = Counter(n for band in one.bands for n in here.get(band, ()))
                near = sorted(sorted(shared, key=lambda n: (-shared[n], n))[:_COMPARED])
                original = self._original(one.document, standing[at], [held[n].document for n in near])
                if original is not None:
                    theirs = next((other for other in held[:at] if other.document.id == original), None)
                    claims = [claim_from_json(c) for c in theirs.claims] if theirs else self.ledger.claims(document=original)
                    self._repeat(one, original, claims)
            for band in one.bands:
                here.setdefault(band, []).append(at)

    def _original(self, new: Document, standing: list[str], before: list[Document]) -> str | None:
        """The id of the first document of another source that this one repeats; of a copy, what that is a copy of."""
        if standing and (mine := self.ledger.document(new.id)):
            return next((f.removeprefix(_COPY) for f in mine.flags if f.startswith(_COPY)), None)  # as it was told when it came, it stays
        for id_ in standing:
            if id_ not in self._texts and (other := self.ledger.document(id_)):
                self._known(other)
            if id_ in self._texts and self._alike(new, id_):
                return self._first(new, id_)
        for other in before:
            if other.id == new.id:
                return None
            self._known(other)
            if self._alike(new, other.id):
                return self._first(new, other.id)
        return None

    def _first(self, new: Document, like: str) -> str | None:
        """What a document that is repeated is itself a copy of, else itself; None where that is an earlier text of the very source."""
        original = self._texts[like].copy_of or like
        if original != like and original not in self._texts and (other := self.ledger.document(original)):
            self._known(other)
        known = self._texts.get(original)
        return None if original == new.id or (known and known.source is not None and known.source == new.source) else original

    def _repeat(self, one: Held, original: str, claims: list[Claim]) -> None:
        one.document = replace(one.document, flags=(*one.document.flags, f"{_COPY}{original}"))
        self._texts.pop(one.document.id, None)  # it was remembered as no copy
        one.claims = [work.claim_json(c) for c in likeness.carried([claim_from_json(c) for c in one.claims], claims)]
        one.copy = True

    def _alike(self, new: Document, other: str) -> bool:
        known = self._texts[other]
        if known.source is not None and known.source == new.source:
            return False
        return likeness.contained(self._known(new).shingles, known.shingles) >= likeness.CONTAINED

    def _known(self, document: Document) -> _Text:
        """What a document is compared by, remembered for the next few hundred."""
        found = self._texts.get(document.id)
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                del self._texts[next(iter(self._texts))]
            copy_of = next((f.removeprefix(_COPY) for f in document.flags if f.startswith(_COPY)), None)
            found = self._texts[document.id] = _Text(document.source, copy_of, frozenset(map(hash, likeness.shingles(document))))
        return found

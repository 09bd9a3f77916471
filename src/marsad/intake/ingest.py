"""Into the ledger: what became of every input, reading in parallel and writing in order, copies and versions seen, sources watched."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pathlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import orjson

from marsad import __version__
from marsad.model import Claim, Document, Rejection
from marsad.read import Given, likeness, parse, work
from marsad.read.capture import keep, keep_many
from marsad.read.inputs import OWN
from marsad.read.isolate import Pool
from marsad.read.pieces import MEDIA, Faulty, Passed, Piece
from marsad.read.walk import Found

if TYPE_CHECKING:
    from marsad.ledger import Ledger
    from marsad.ledger.ledger import Entry

Reader = Callable[[Document], list[Claim]]
READING = 30.0
"""Seconds for the claims of one document, after it was parsed."""
_ALONE = 12  # pieces of own kinds that are read here; only past them reading processes are worth their start
_REMEMBERED = 3000  # documents whose shingles are held in memory
_BATCH, _WAIT = 32, 0.5  # documents, or seconds, that share one transaction


@dataclass(slots=True)
class Account:
    """What became of every input: their number equals the sum of the four."""

    stored: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    quarantined: list[Rejection] = field(default_factory=list)
    revised: int = 0  # of the duplicates, those whose reading changed
    copies: int = 0  # of the stored, those that repeat another outlet's text: sightings of its claims
    versions: int = 0  # of the stored, those that are a later text of a known address
    claims: int = 0  # new to the ledger
    passed: Counter[str] = field(default_factory=Counter)  # parts of archives that are no reports, by kind; not among the inputs

    @property
    def inputs(self) -> int:
        return self.stored + self.duplicate + len(self.rejected) + len(self.quarantined)


@dataclass(slots=True)
class _Read:
    """One document that was read, on its way into the ledger."""

    item: parse.Item
    claims: list[Claim]
    bands: list[int]


def ingest(
    found: Iterable[Found],
    given: Given,
    ledger: Ledger,
    store: pathlib.Path,
    *,
    read: Reader | None = None,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int | None = None,
) -> Account:
    """Reads the pieces into the ledger. ``jobs``: reading processes (by default one a core)."""
    jobs = jobs or os.cpu_count() or 1
    writer = _Writer(ledger, store, read, progress)
    queue: deque[tuple[Found, str | None, bool]] = deque()  # what was found, its key, and whether a worker has it
    pieces = 0
    with Pool(work.TARGET, jobs, more=READING) as pool:
        try:
            for one in found:
                key, away = None, False
                if isinstance(one, Piece):
                    key = _key(one, given, ledger) if read is None else None
                    done = ledger.taken(key) if key else None
                    if done is not None:
                        key = f"{done}"
                        queue.append((Passed(one.origin, ""), key, False))
                        _drain(queue, writer, pool, given, jobs)
                        continue
                    pieces += 1
                    away = one.kind not in OWN or pieces > _ALONE
                    if away:
                        ask = work.request(one, published=given.published, outlet=given.outlet, read=None if read else work.RULES)
                        pool.submit(one, ask, one.raw)
                queue.append((one, key, away))
                _drain(queue, writer, pool, given, jobs)
            while queue:
                _settle(queue.popleft(), writer, pool, given)
        finally:
            writer.flush()
    return writer.account


def _drain(queue: deque[tuple[Found, str | None, bool]], writer: _Writer, pool: Pool, given: Given, jobs: int) -> None:
    """Settles what is oldest while more is under way than keeps the workers busy."""
    while queue and (not queue[0][2] or len(queue) > 6 * jobs):
        _settle(queue.popleft(), writer, pool, given)


def _key(piece: Piece, given: Given, ledger: Ledger) -> str:
    """Of an input: its bytes, all that is said of it, and the code and lexicon that would read it."""
    ask = work.request(piece, published=given.published, outlet=given.outlet)
    ask.pop("got_at")  # when it was got again changes nothing
    said = orjson.dumps([__version__, ledger.data_hash, ask], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(hashlib.sha256(piece.raw).digest() + said).hexdigest()


def _settle(entry: tuple[Found, str | None, bool], writer: _Writer, pool: Pool, given: Given) -> None:
    one, key, away = entry
    if isinstance(one, Piece):
        outcome = pool.take() if away else None
        writer.piece(one, outcome.answers if outcome else _here(one, given, writer.read), outcome.failure if outcome else None, key)
    elif isinstance(one, Rejection):
        writer.account.rejected.append(one)
        writer.step()
    elif isinstance(one, Faulty):
        writer.set_aside(one.origin, one.reason, one.raw)
    elif key is not None:
        writer.account.duplicate += int(key)
        writer.step()
    else:
        writer.account.passed[one.what] += 1


def _here(piece: Piece, given: Given, read: Reader | None) -> Iterator[dict[str, object]]:
    """The answers that a worker would give, made in this process."""
    return work.work(work.request(piece, published=given.published, outlet=given.outlet, read=None if read else work.RULES), piece.raw)


class _Writer:
    """Takes readings in order and puts them into the ledger, several to a transaction; nothing counts as done before that is on the disk."""

    def __init__(self, ledger: Ledger, store: pathlib.Path, read: Reader | None, progress: Callable[[int], object]) -> None:
        self.ledger, self.store, self.read, self.progress = ledger, store, read, progress
        self.account = Account()
        self._held: list[tuple[_Read, bool]] = []  # readings, and whether each is a copy
        self._taken: list[tuple[str, str, int]] = []
        self._bands: dict[int, set[int]] = {}  # band → places in what is held
        self._shingles: dict[str, tuple[str | None, frozenset[str]]] = {}  # of late documents: source and shingles
        self._since = time.monotonic()

    def piece(self, piece: Piece, answers: Iterable[dict[str, object]], failure: str | None, key: str | None) -> None:
        """Everything that came of one piece."""
        when, sha256 = dt.datetime.now(dt.UTC), hashlib.sha256(piece.raw).hexdigest()
        documents, sound = 0, failure is None
        for answer in answers:
            if "unreadable" in answer:
                self.account.rejected.append(Rejection(piece.origin, str(answer["unreadable"])))
                sound = False
                self.step()
            elif "document" in answer:
                documents += 1
                document = work.document_from_json(answer["document"])  # type: ignore[arg-type]
                made = work.capture_of(piece, answer, when, sha256, MEDIA[piece.kind])
                claims, why = self._claims(document, answer)
                if why:
                    sound = False
                    where = piece.origin if document.part is None else f"{piece.origin}, {document.part}"
                    self.set_aside(where, f"the reader failed on it ({why}); its bytes are kept", piece.raw)
                else:
                    self._hold(_Read(parse.Item(document, made, piece.raw), claims, answer.get("bands") or []))  # type: ignore[arg-type]
        if failure:
            self.set_aside(piece.origin, failure, piece.raw)
        if key and sound and documents:
            self._taken.append((key, piece.origin, documents))
        if len(self._held) >= _BATCH or (self._held and time.monotonic() - self._since > _WAIT):
            self.flush()

    def _claims(self, document: Document, answer: dict[str, object]) -> tuple[list[Claim], str | None]:
        if "failed" in answer:
            return [], str(answer["failed"])
        if self.read is None:
            return work.claims_of(answer), None
        if "not_arabic" in document.flags:
            return [], None
        try:
            return self.read(document), None
        except Exception as error:  # noqa: BLE001 - one report that the reader chokes on must not stop the others; it is named
            return [], repr(error)

    def set_aside(self, origin: str, reason: str, raw: bytes) -> None:
        """Quarantines an input: its bytes are kept, where there are any, and it is named."""
        if raw:
            keep(raw, self.store)
        self.account.quarantined.append(Rejection(origin, reason))
        self.step()

    def _hold(self, one: _Read) -> None:
        near = {at for band in one.bands for at in self._bands.get(band, ())}
        if any(self._repeats(one.item.document, self._held[at][0].item.document) for at in near):
            self.flush()  # what it is a copy of must stand in the ledger first
        if not self._held:
            self._since = time.monotonic()
        original = self._original(one)
        if original:
            flags = (*one.item.document.flags, f"copy_of:{original.id}")
            document = replace(one.item.document, flags=flags)
            claims = likeness.carried(one.claims, self.ledger.claims(document=original.id))
            one = _Read(replace(one.item, document=document), claims, one.bands)
        for band in one.bands:
            self._bands.setdefault(band, set()).add(len(self._held))
        self._held.append((one, original is not None))

    def _original(self, one: _Read) -> Document | None:
        """The first document of another source that this one repeats."""
        candidates = self.ledger.like(one.bands) if one.bands else []
        if not candidates:
            return None
        for id_ in candidates:
            if id_ == one.item.document.id:
                return None  # it stands in the ledger itself, and only what came before it counts: as it was, it stays
            if id_ not in self._shingles and (other := self.ledger.document(id_)):
                self._known(other)
            if id_ in self._shingles and self._alike(one.item.document, id_):
                return self.ledger.document(id_)
        return None

    def _repeats(self, new: Document, held: Document) -> bool:
        """Whether a document repeats another one of another source that is not yet written."""
        self._known(held)
        return new.id != held.id and self._alike(new, held.id)

    def _alike(self, new: Document, other: str) -> bool:
        source, theirs = self._shingles[other]
        if source is not None and source == new.source:
            return False
        return likeness.contained(self._known(new), theirs) >= likeness.CONTAINED

    def _known(self, document: Document) -> frozenset[str]:
        """The shingles of a document, remembered for the next few thousand."""
        found = self._shingles.get(document.id)
        if found is None:
            if len(self._shingles) >= _REMEMBERED:
                del self._shingles[next(iter(self._shingles))]
            found = self._shingles[document.id] = (document.source, likeness.shingles(document))
        return found[1]

    def step(self) -> None:
        """Tells the progress, once nothing waits to be written."""
        if not self._held:
            self.progress(self.account.inputs)

    def flush(self) -> None:
        """Writes what is held: bytes first, then one transaction."""
        held, taken = self._held, self._taken
        self._held, self._taken, self._bands = [], [], {}
        if not held and not taken:
            return
        keep_many([one.item.raw for one, _ in held], self.store)
        entries: Sequence[Entry] = [(one.item.capture, one.item.document, one.claims, one.bands) for one, _ in held]
        for (_, copy), done in zip(held, self.ledger.append_many(entries, taken), strict=True):
            self.account.stored += done.state == "stored"
            self.account.duplicate += done.state != "stored"
            self.account.revised += done.state == "revised"
            self.account.copies += copy and done.state == "stored"
            self.account.versions += done.version
            self.account.claims += done.new
        self.progress(self.account.inputs)

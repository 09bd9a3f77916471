"""Into the ledger: reading in parallel and writing in order, so that the same command goes on where it was stopped."""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from marsad import __version__
from marsad.intake import retracted
from marsad.intake.account import Account
from marsad.intake.writer import Reader, Writer
from marsad.model import JSON, Rejection
from marsad.read import Given, work
from marsad.read.inputs import OWN
from marsad.read.isolate import Pool
from marsad.read.pieces import Faulty, Piece, Walked
from marsad.read.walk import Found

if TYPE_CHECKING:
    from marsad.ledger import Ledger

READING = 30.0
"""Seconds for the claims of one document, after it was parsed."""
_ALONE = 12  # pieces of own kinds that are read here; only past them reading processes are worth their start
_LOOKED_AT, _LOOKED_AT_BYTES = 32, 4 * 2**20  # inputs that are asked after in the ledger together
_UNDER_WAY, _UNDER_WAY_BYTES = 32, 64 * 2**20  # inputs a reading process, and their bytes, before what is oldest is settled


@dataclass(slots=True)
class _Input:
    """What was found, its hash, its key (where it has one), what the ledger says of it, its request, and whether a reading process has it."""

    found: Found
    sha256: str = ""
    key: str | None = None
    taken: int | None = None
    ask: JSON | None = None
    away: bool = False

    @property
    def size(self) -> int:
        return len(self.found.raw) if isinstance(self.found, Piece) else 0


def ingest(
    found: Iterable[Found],
    given: Given,
    ledger: Ledger,
    store: pathlib.Path,
    *,
    read: Reader | None = None,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int | None = None,
    apart: bool = False,
) -> Account:
    """Reads the pieces into the ledger. ``jobs``: reading processes (by default one a core); ``apart``: nothing is read in this process,
    whose lexicon may be older than the files."""
    jobs = jobs or os.cpu_count() or 1
    writer = Writer(ledger, store, read, progress)
    queue: deque[_Input] = deque()
    pieces = under_way = 0
    with Pool(work.TARGET, jobs, more=READING) as pool:
        try:
            for one in _looked_at(found, given, ledger, ask_ledger=read is None):
                if one.ask is not None and one.taken is None and isinstance(one.found, Piece):
                    pieces += 1
                    one.away = apart or one.found.kind not in OWN or pieces > _ALONE
                    if one.away:
                        pool.submit(one, {**one.ask, "read": None if read else work.RULES}, one.found.raw)
                queue.append(one)
                under_way += one.size
                while queue and (not queue[0].away or len(queue) > _UNDER_WAY * jobs or under_way > _UNDER_WAY_BYTES):
                    under_way -= queue[0].size
                    _settle(queue.popleft(), writer, pool)
            while queue:
                _settle(queue.popleft(), writer, pool)
        finally:
            writer.close()
    if writer.account.versions or writer.account.duplicate:  # or those of a run that was stopped before it came here
        retracted.note(ledger)
    return writer.account


def _looked_at(found: Iterable[Found], given: Given, ledger: Ledger, *, ask_ledger: bool) -> Iterator[_Input]:
    """The inputs in order, some at a time asked after in the ledger: was each read to its end before?"""
    some: list[_Input] = []
    size = 0
    for one in found:
        asked = _Input(one)
        if isinstance(one, Piece):
            asked.ask = work.request(one, published=given.published, outlet=given.outlet)
            asked.sha256 = hashlib.sha256(one.raw).hexdigest()
            asked.key = _key(asked.sha256, asked.ask, ledger.data_hash) if ask_ledger else None
        some.append(asked)
        size += asked.size
        if len(some) >= _LOOKED_AT or size >= _LOOKED_AT_BYTES:
            yield from _known(some, ledger)
            some, size = [], 0
    yield from _known(some, ledger)


def _known(some: list[_Input], ledger: Ledger) -> list[_Input]:
    taken = ledger.taken_of([one.key for one in some if one.key])
    for one in some:
        one.taken = taken.get(one.key) if one.key else None
    return some


def _key(sha256: str, ask: JSON, data_hash: str) -> str:
    """Of an input: its bytes, all that is said of it, and the code and lexicon that would read it."""
    ask = {name: value for name, value in ask.items() if name != "got_at"}  # when it was got again changes nothing
    said = orjson.dumps([__version__, data_hash, ask], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(bytes.fromhex(sha256) + said).hexdigest()


def _settle(one: _Input, writer: Writer, pool: Pool) -> None:
    if one.taken is not None:
        writer.account.duplicate += one.taken
        writer.step()
    elif isinstance(one.found, Piece):
        outcome = pool.take() if one.away else None
        answers = outcome.answers if outcome else work.work({**(one.ask or {}), "read": None if writer.read else work.RULES}, one.found.raw)
        writer.piece(one.found, one.sha256, answers, outcome.failure if outcome else None, one.key)
    elif isinstance(one.found, Rejection):
        writer.account.rejected.append(one.found)
        writer.step()
    elif isinstance(one.found, Faulty):
        writer.set_aside(one.found.origin, one.found.reason, one.found.raw)
    elif isinstance(one.found, Walked):
        writer.archive(one.found)
    else:
        writer.account.passed[one.found.what] += 1

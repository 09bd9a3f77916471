"""The straight line, readable in one screen: bytes → document → claims → ledger → incidents."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from marsad.model import Claim, Document, Rejection
from marsad.read import Given, read_all
from marsad.read.capture import keep

if TYPE_CHECKING:  # a reading needs no database, and a link no reader: each is imported where it is used
    from marsad.ledger import Ledger
    from marsad.resolve.resolve import Resolution

Reader = Callable[[Document], list[Claim]]


@dataclass(slots=True)
class Account:
    """What became of every input: their number equals the sum of the four."""

    stored: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    quarantined: list[Rejection] = field(default_factory=list)
    revised: int = 0  # of the duplicates, those whose reading changed
    claims: int = 0  # new to the ledger

    @property
    def inputs(self) -> int:
        return self.stored + self.duplicate + len(self.rejected) + len(self.quarantined)


def reader() -> Reader:
    """The rules' reader."""
    from marsad.extract.reader import claims

    return claims


def read_claims(document: Document, read: Reader) -> list[Claim]:
    """The claims of a document; other languages are kept and not read."""
    return read(document) if "not_arabic" not in document.flags else []


def extract_paths(
    paths: Iterable[str], given: Given, *, read: Reader | None = None, stdin: BinaryIO | None = None
) -> Iterator[tuple[Document, list[Claim]] | Rejection]:
    """Each document with its claims, or why there is none; no database."""
    read = read or reader()
    for item in read_all(paths, given, stdin=stdin):
        yield item if isinstance(item, Rejection) else (item.document, read_claims(item.document, read))


def ingest(
    paths: Iterable[str],
    given: Given,
    ledger: Ledger,
    store: pathlib.Path,
    *,
    read: Reader | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> Account:
    """Reads into the ledger: raw bytes kept first, then one transaction a document. ``progress`` gets the number of inputs so far."""
    read, account = read or reader(), Account()
    for item in read_all(paths, given, stdin=stdin):
        if isinstance(item, Rejection):
            account.rejected.append(item)
        else:
            keep(item.raw, store)
            try:
                claims = read_claims(item.document, read)
            except Exception as error:  # noqa: BLE001 - one report that the reader chokes on must not stop the others; it is named
                account.quarantined.append(Rejection(item.capture.origin, f"the reader failed on it ({error!r}); its bytes are kept"))
                continue
            done = ledger.append(item.capture, item.document, claims)
            account.stored += done.state == "stored"
            account.duplicate += done.state != "stored"
            account.revised += done.state == "revised"
            account.claims += done.new
        progress(account.inputs)
    return account


def link(ledger: Ledger, policy: str = "default") -> Resolution:
    """Groups the ledger's claims into incidents, reconciles them, and saves that. Accepted corrections count as read."""
    from marsad.resolve.resolve import resolve

    found = resolve(ledger.claims(reviewed=True), ledger.documents(), ledger.judgements(), policy=policy)
    ledger.save_resolution(found.incidents, (*found.links, *found.suggestions))
    return found

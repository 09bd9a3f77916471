"""What changed between two readings of one address, and which documents are like one another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from marsad.arabic.normalise import fold
from marsad.ledger import tables as t
from marsad.model import Document

_END = re.compile(r"(?<=[.!?؟…])[\"'”»)]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+")
_LONG = 4  # words; shorter lines are labels


@dataclass(frozen=True, slots=True)
class Version:
    """A report that was printed anew at the same address: what its text lost and gained, sentence by sentence."""

    document: str
    previous: str
    at: dt.datetime
    vanished: tuple[str, ...]
    appeared: tuple[str, ...]


def sentences(document: Document) -> dict[str, str]:
    """The sentences of the report itself (furniture left out), by their folded words."""
    found: dict[str, str] = {}
    at = 0
    parts = []
    for cut in document.cuts:
        parts.append(document.text[at : cut.start])
        at = cut.end
    parts.append(document.text[at:])
    for sentence in _END.split("\n".join(parts)):
        words = _WORD.findall(fold(sentence))
        if len(words) >= _LONG:
            found.setdefault(" ".join(words), sentence.strip())
    return found


def record(connection: Connection, new: Document, at: dt.datetime, live: Sequence[Document]) -> None:
    """Notes that a document is a later version of the last of ``live``, which come from the same source."""
    if not live:
        return
    before, after = sentences(live[-1]), sentences(new)
    vanished = [s for key, s in before.items() if key not in after]
    appeared = [s for key, s in after.items() if key not in before]
    connection.execute(insert(t.version).values(document=new.id, previous=live[-1].id, at=at, vanished=vanished, appeared=appeared))


def versions(connection: Connection, document: str | None) -> list[Version]:
    """Versions in the order in which they were seen; of one document, those that it is an end of."""
    v = t.version
    query = select(v).order_by(v.c.at, v.c.document)
    if document is not None:
        query = query.where((v.c.document == document) | (v.c.previous == document))
    return [Version(r.document, r.previous, r.at, tuple(r.vanished), tuple(r.appeared)) for r in connection.execute(query)]


def index(connection: Connection, document: str, keys: Sequence[int]) -> None:
    """Files a document under its bands of likeness."""
    if keys:
        connection.execute(insert(t.band), [{"key": k, "document": document} for k in sorted(set(keys))])

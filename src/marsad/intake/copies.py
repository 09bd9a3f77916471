"""Copies told from originals: what repeats the text of another source becomes a sighting of that one's claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from marsad.model import JSON, Capture, Claim, Document, claim_from_json
from marsad.read import likeness, work

if TYPE_CHECKING:
    from marsad.ledger import Ledger

_COPY = "copy_of:"
_COMPARED = 8  # texts of one batch, those that share most bands, that a text is compared with


@dataclass(slots=True)
class Held:
    """One document that was read, on its way into the ledger. ``shingles``: packed."""

    document: Document
    capture: Capture
    raw: bytes
    claims: list[JSON]
    bands: list[int]
    shingles: str
    words: str | None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """What a document is compared by."""

    source: str | None
    copy_of: str | None
    shingles: frozenset[int]


def tell(held: Sequence[Held], ledger: Ledger) -> None:
    """Marks those that repeat the text of another source, in the ledger or before them; their claims become sightings of its claims."""
    near = ledger.alike([one.bands for one in held])
    known = _Known(ledger)
    known.open({id_ for ids in near for id_ in ids} | {one.document.id for one, ids in zip(held, near, strict=True) if ids})
    homes: dict[int, list[int]] = {}  # band → places in ``held``
    for at, one in enumerate(held):
        own = _Text(one.document.source, copy_of(one.document.flags), likeness.unpacked(one.shingles))
        if one.bands:
            shared = Counter(n for band in one.bands for n in homes.get(band, ()))
            before = sorted(sorted(shared, key=lambda n: (-shared[n], n))[:_COMPARED])
            original = _original(one.document.id, own, near[at], [held[n].document.id for n in before], known)
            if original is not None:
                theirs = next((other for other in held[:at] if other.document.id == original), None)
                _repeat(one, original, [claim_from_json(c) for c in theirs.claims] if theirs else ledger.claims(document=original))
                own = replace(own, copy_of=original)
        known.here.setdefault(one.document.id, own)
        for band in one.bands:
            homes.setdefault(band, []).append(at)


class _Known:
    """The texts that a batch is compared with, each taken from the ledger once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.here: dict[str, _Text] = {}  # of the batch, so far
        self._texts: dict[str, _Text | None] = {}

    def open(self, ids: Iterable[str]) -> None:
        """Asks the ledger for those that were not asked for."""
        missing = sorted(set(ids) - set(self._texts))
        found = self.ledger.texts(missing)
        for id_ in missing:
            self._texts[id_] = None
            if text := found.get(id_):
                shingles = likeness.unpacked(text.shingles) if text.shingles else self._read(id_)
                self._texts[id_] = _Text(text.source, copy_of(text.flags), shingles)

    def text(self, id_: str) -> _Text | None:
        """What the ledger holds under the id, if anything."""
        if id_ not in self._texts:
            self.open([id_])
        return self._texts[id_]

    def _read(self, id_: str) -> frozenset[int]:
        """Of a document whose shingles no ledger kept."""
        document = self.ledger.document(id_)
        return likeness.unpacked(likeness.packed(likeness.shingles(document))) if document else frozenset()


def _original(id_: str, own: _Text, standing: Sequence[str], before: Sequence[str], known: _Known) -> str | None:
    """The id of the first document of another source that this one repeats; of a copy, what that is a copy of."""
    if standing and (mine := known.text(id_)):
        return mine.copy_of  # as it was told when it came, it stays
    for like in standing:
        if (other := known.text(like)) and _alike(own, other):
            return _first(id_, own, like, other, known)
    for like in before:
        if like == id_:
            return None
        if _alike(own, other := known.here[like]):
            return _first(id_, own, like, other, known)
    return None


def _first(id_: str, own: _Text, like: str, other: _Text, known: _Known) -> str | None:
    """What a document that is repeated is itself a copy of, else itself; None where that is an earlier text of the very source."""
    original = other.copy_of or like
    first = other if original == like else known.here.get(original) or known.text(original)
    return None if original == id_ or (first and first.source is not None and first.source == own.source) else original


def copy_of(flags: Iterable[str]) -> str | None:
    """The id of the document that one with these flags is a copy of."""
    return next((f.removeprefix(_COPY) for f in flags if f.startswith(_COPY)), None)


def _alike(new: _Text, other: _Text) -> bool:
    if other.source is not None and other.source == new.source:
        return False
    return likeness.contained(new.shingles, other.shingles) >= likeness.CONTAINED


def _repeat(one: Held, original: str, claims: list[Claim]) -> None:
    one.document = replace(one.document, flags=(*one.document.flags, f"{_COPY}{original}"))
    one.claims = [work.claim_json(c) for c in likeness.carried([claim_from_json(c) for c in one.claims], claims)]
    one.copy = True

"""The ledger as a page needs it: incidents, claims and documents by id, fetched when they are asked for and kept for the length of a request.

Nothing is held over the whole ledger but sums that are the same for everybody (``Sums``), until the ledger changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from marsad.ledger import Ledger
from marsad.model import Claim, Document, Incident

T = TypeVar("T")


class Shelf(Mapping[str, T], Generic[T]):
    """Things by id. ``fetch`` gets several at once; a look-up of one that was not fetched asks the ledger for it."""

    def __init__(self, ask: Callable[[Sequence[str]], Iterable[T]]) -> None:
        self._ask = ask
        self._held: dict[str, T | None] = {}

    def fetch(self, ids: Iterable[str]) -> None:
        """Has these at hand with one question."""
        if wanted := [i for i in dict.fromkeys(ids) if i not in self._held]:
            self._held.update(dict.fromkeys(wanted))
            self._held.update({x.id: x for x in self._ask(wanted)})  # type: ignore[attr-defined]  # all three nouns have one

    def put(self, things: Iterable[T]) -> None:
        """Has these at hand, which somebody has fetched already."""
        self._held.update({x.id: x for x in things})  # type: ignore[attr-defined]

    def __getitem__(self, key: str) -> T:
        self.fetch([key])
        found = self._held[key]
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([k for k, v in self._held.items() if v is not None])

    def __len__(self) -> int:
        return sum(v is not None for v in self._held.values())


class Snapshot:
    """One request's view of the ledger. Claims carry their incident, and what reviewers put right."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.by_id: Shelf[Incident] = Shelf(ledger.incidents_of)
        self.claims: Shelf[Claim] = Shelf(lambda ids: ledger.claims_of(ids, reviewed=True))
        self.documents: Shelf[Document] = Shelf(ledger.documents_of)

    def claims_of(self, incident: Incident) -> list[Claim]:
        """The incident's claims, in the order in which their reports came out."""
        self.claims.fetch(incident.claims)
        found = [self.claims[c] for c in incident.claims if c in self.claims]
        self.documents.fetch(c.document for c in found)
        return sorted(found, key=self._told)

    def in_document(self, document: str) -> list[Claim]:
        """A report's claims, in reading order."""
        found = [c for c in self.ledger.claims(document=document, reviewed=True) if c.document == document]
        self.claims.put(found)
        self.by_id.fetch(c.incident for c in found if c.incident)
        return sorted(found, key=lambda c: (c.evidence[0].start if c.evidence else 0, c.id))

    def _told(self, claim: Claim) -> tuple[str, str, int]:
        document = self.documents.get(claim.document)
        day = document.published.isoformat() if document and document.published else "9999"
        return day, claim.document, claim.evidence[0].start if claim.evidence else 0


class Sums:
    """What was worked out over the ledger as it stands, by question; forgotten when the ledger changes."""

    MOST = 400

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()

    def __call__(self, question: Hashable, work: Callable[[], T], *, of_incidents: bool = True) -> T:
        """The answer to the question, worked out where it is not known. ``of_incidents``: only new incidents change it, else any change."""
        stamp = self.ledger.stamp()[int(of_incidents)]
        with self._lock:
            if question in self._held and self._held[question][0] == stamp:
                self._held.move_to_end(question)
                answer: T = self._held[question][1]
                return answer
        answer = work()
        with self._lock:
            self._held[question] = (stamp, answer)
            while len(self._held) > self.MOST:
                self._held.popitem(last=False)
        return answer

    def forget(self) -> None:
        """After a change that left no trace in the audit log."""
        with self._lock:
            self._held.clear()

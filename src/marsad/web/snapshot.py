"""The ledger as pages need it: incidents, claims and documents at hand by id, made anew when the ledger has changed."""

from __future__ import annotations

import functools
import pathlib
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from marsad.ledger import Ledger
from marsad.model import Claim, Document, Incident, Link


@dataclass(frozen=True)
class Snapshot:
    """One moment of the ledger. Claims carry their incident; ``by_document`` and ``by_incident`` keep reading order."""

    stamp: tuple[object, ...] | None
    incidents: tuple[Incident, ...]
    claims: Mapping[str, Claim]
    documents: Mapping[str, Document]
    suggestions: tuple[Link, ...]
    by_document: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)

    @functools.cached_property
    def by_id(self) -> Mapping[str, Incident]:
        return {i.id: i for i in self.incidents}

    @functools.cached_property
    def events(self) -> tuple[Incident, ...]:
        """What happened; windows (tallies, open series) are apart."""
        return tuple(i for i in self.incidents if i.kind != "window")

    @functools.cached_property
    def windows(self) -> tuple[Incident, ...]:
        return tuple(i for i in self.incidents if i.kind == "window")

    def claims_of(self, incident: Incident) -> list[Claim]:
        """The incident's claims, in the order in which their reports came out."""
        found = [self.claims[c] for c in incident.claims if c in self.claims]
        return sorted(found, key=self._told)

    def _told(self, claim: Claim) -> tuple[str, str, int]:
        document = self.documents.get(claim.document)
        day = document.published.isoformat() if document and document.published else "9999"
        return day, claim.document, claim.evidence[0].start if claim.evidence else 0


def load(ledger: Ledger, stamp: tuple[object, ...] | None = None) -> Snapshot:
    """Everything that is in force."""
    documents = {d.id: d for d in ledger.documents()}
    claims = {c.id: c for c in ledger.claims(reviewed=True)}
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        told[claim.document].append(claim)
    return Snapshot(
        stamp=stamp, incidents=tuple(ledger.incidents()), claims=claims, documents=documents,
        suggestions=tuple(ledger.links(verdict="suggested")),
        by_document={d: tuple(sorted(cs, key=lambda c: (c.evidence[0].start if c.evidence else 0, c.id))) for d, cs in told.items()},
    )  # fmt: skip


class Keeper:
    """Holds the latest snapshot. On SQLite a change shows in the file's times and sizes; elsewhere every request reads anew."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = threading.Lock()
        self._held: Snapshot | None = None

    def __call__(self) -> Snapshot:
        with self._lock:
            stamp = self._stamp()  # before reading: a change meanwhile is seen at the next request
            if self._held is None or stamp is None or self._held.stamp != stamp:
                self._held = load(self.ledger, stamp)
            return self._held

    def forget(self) -> None:
        """After a change of our own: within one tick of the file's clock the stamp may not have moved."""
        with self._lock:
            self._held = None

    def _stamp(self) -> tuple[object, ...] | None:
        url = self.ledger.engine.url
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            return None
        marks: list[object] = []
        for name in (url.database, url.database + "-wal"):
            try:
                about = pathlib.Path(name).stat()
            except FileNotFoundError:
                marks.append(None)
            else:
                marks.append((about.st_mtime_ns, about.st_size, about.st_ino))
        return tuple(marks)

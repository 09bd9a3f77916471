"""One document's transaction: every step looks first and writes only what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from marsad import __version__
from marsad.ledger import audit, rows, search, versions
from marsad.ledger import tables as t
from marsad.model import JSON, Capture, Claim, Document

State = Literal["stored", "revised", "duplicate"]


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one document: stored (new), revised (its reading or metadata changed) or duplicate (nothing changed)."""

    state: State
    document: str
    new: int = 0  # claims seen for the first time
    revised: int = 0
    gone: int = 0  # claims of this document that the new reading no longer makes
    version: bool = False  # a later text of an address that is known


_LIVE = t.argument.c.superseded_at.is_(None)


class Append:
    """The transaction's state: its connection, its moment, and the run, made when the first row is written."""

    def __init__(self, connection: Connection, now: dt.datetime, data_hash: str) -> None:
        self.connection, self.now, self.data_hash = connection, now, data_hash
        self._run: int | None = None

    def run(self) -> int:
        """The run of this code and lexicon; a row is made only when something is about to be written."""
        if self._run is None:
            found = self.connection.execute(
                select(t.run.c.id).where((t.run.c.code_version == __version__) & (t.run.c.data_hash == self.data_hash)).order_by(t.run.c.id)
            ).scalar()
            if found is None:
                made = insert(t.run).values(started=self.now, code_version=__version__, data_hash=self.data_hash).returning(t.run.c.id)
                found = self.connection.execute(made).scalar_one()
            self._run = int(found)
        return self._run

    def document(self, capture_: Capture, new: Document, claims: Sequence[Claim], bands: Sequence[int] = ()) -> Appended:
        if new.capture != capture_.sha256:
            raise ValueError(f"{new.file}: the document names another capture than its own")
        old = (
            self.connection.execute(select(t.document).where(t.document.c.superseded_at.is_(None)).where(t.document.c.id == new.id))
            .mappings()
            .first()
        )
        state: State = "duplicate"
        earlier: list[Document] = []
        if old is None:
            if not self.connection.execute(select(t.capture.c.sha256).where(t.capture.c.sha256 == capture_.sha256)).first():
                self.connection.execute(insert(t.capture).values(rows.capture_row(capture_)))
            earlier = self._of_source(new.source) if new.source else []
            versions.record(self.connection, new, self.now, earlier)
            self._write_document(rows.document_row(new))
            versions.index(self.connection, new.id, bands)
            state = "stored"
        else:
            row = rows.document_row(new)
            # the same bytes under another name stay the document that they were
            row["file"], row["capture"] = old["file"], old["capture"]
            if row["published"] is None and old["published"] is not None:
                return Appended("duplicate", new.id)  # a copy that knows less teaches nothing
            if any(row[k] != old[k] for k in row):
                self.connection.execute(update(t.document).where(t.document.c.row == old["row"]).values(superseded_at=self.now))
                audit.ended(self.connection, t.document, [old["row"]])
                self._write_document(row)
                state = "revised"
        if old is None:  # nothing of it can stand in the ledger: no need to look claim by claim
            return Appended(state, new.id, self._claims_of_new(claims, new.id), version=bool(earlier))
        fresh, revised = 0, 0
        for one in claims:
            was_new, changed = self._claim(one, new.id)
            fresh += was_new
            revised += changed and not was_new
        gone = self._retire(new.id, {c.id for c in claims})
        if state == "duplicate" and (fresh or revised or gone):
            state = "revised"
        return Appended(state, new.id, fresh, revised, gone, bool(earlier))

    def _of_source(self, source: str) -> list[Document]:
        found = select(t.document).where((t.document.c.source == source) & t.document.c.superseded_at.is_(None)).order_by(t.document.c.row)
        return [rows.document_from_row(r) for r in self.connection.execute(found).mappings()]

    def taken(self, key: str, origin: str, documents: int) -> None:
        """Notes that an input was read to its end, so that the same command passes it by."""
        if not self.connection.execute(select(t.intake.c.key).where(t.intake.c.key == key)).first():
            self.connection.execute(insert(t.intake).values(key=key, origin=origin, documents=documents, at=self.now))

    def _write_document(self, row: dict[str, Any]) -> None:
        made = insert(t.document).values(**row, run=self.run(), created_at=self.now).returning(t.document.c.row)
        search.keep(self.connection, int(self.connection.execute(made).scalar_one()), row["text"])

    def _claims_of_new(self, claims: Sequence[Claim], document_id: str) -> int:
        """The claims of a document that is new, in a few statements. Returns how many are new to the ledger."""
        if not claims:
            return 0
        unique = {c.id: c for c in claims}
        known = set(self.connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_(list(unique)))).scalars())
        made, seen, read = [], [], []
        for one in unique.values():
            quote = one.evidence[0] if one.evidence else None
            if one.id not in known:
                made.append({"id": one.id, "type": one.type, "quote": quote.text if quote else "", "first_seen": self.now, "last_seen": self.now})
            start, end = (quote.start, quote.end) if quote else (0, 0)
            seen.append({"claim": one.id, "document": document_id, "start": start, "end": end, "seen_at": self.now})
            read += [self._argument_row(one, document_id, p) for p in rows.arguments(one)]
        if made:
            self.connection.execute(insert(t.claim), made)
        if known:
            self.connection.execute(update(t.claim).where(t.claim.c.id.in_(sorted(known))).values(last_seen=self.now))
        self.connection.execute(insert(t.sighting), seen)
        self.connection.execute(insert(t.argument), read)
        return len(made)

    def _claim(self, new: Claim, document_id: str) -> tuple[bool, bool]:
        """Returns whether the claim is new to the ledger, and whether its reading in this document changed."""
        parts = rows.arguments(new)
        start, end = (new.evidence[0].start, new.evidence[0].end) if new.evidence else (0, 0)
        quote = new.evidence[0].text if new.evidence else ""
        known = self.connection.execute(select(t.claim.c.id).where(t.claim.c.id == new.id)).first() is not None
        if not known:
            self.connection.execute(insert(t.claim).values(id=new.id, type=new.type, quote=quote, first_seen=self.now, last_seen=self.now))
        s = t.sighting
        if not self.connection.execute(select(s.c.id).where((s.c.claim == new.id) & (s.c.document == document_id))).first():
            self.connection.execute(insert(s).values(claim=new.id, document=document_id, start=start, end=end, seen_at=self.now))
            if known:
                self.connection.execute(update(t.claim).where(t.claim.c.id == new.id).values(last_seen=self.now))
        a = t.argument
        live = select(a.c.id, a.c.role, a.c.n, a.c.value, a.c.rule).where((a.c.claim == new.id) & (a.c.document == document_id) & _LIVE)
        old = {(r[1], r[2]): (r[0], r[3]) for r in self.connection.execute(live)}
        same = {(p.role, p.n) for p in parts if (p.role, p.n) in old and old[p.role, p.n][1] == _plain(p.value)}
        retired = [key for slot, (key, _) in old.items() if slot not in same]
        added = [p for p in parts if (p.role, p.n) not in same]
        if retired:
            self.connection.execute(update(a).where(a.c.id.in_(retired)).values(superseded_at=self.now))
            audit.ended(self.connection, a, retired)
        if added:
            self.connection.execute(insert(a), [self._argument_row(new, document_id, p) for p in added])
        return not known, bool(retired or added)

    def _argument_row(self, new: Claim, document_id: str, part: rows.Argument) -> JSON:
        return {
            "claim": new.id, "document": document_id, "role": part.role, "n": part.n, "value": part.value, "original_value": part.text,
            "start": part.start, "end": part.end, "rule": part.rule, "extractor": new.extractor, "run": self.run(), "created_at": self.now,
        }  # fmt: skip

    def _retire(self, document_id: str, kept: Iterable[str]) -> int:
        """Supersedes the arguments of this document's claims that the new reading does not make."""
        a = t.argument
        live = select(a.c.claim).where((a.c.document == document_id) & _LIVE).distinct()
        gone = set(self.connection.execute(live).scalars()) - set(kept)
        for one in sorted(gone):
            theirs = (a.c.claim == one) & (a.c.document == document_id) & _LIVE
            audit.ended(self.connection, a, self.connection.execute(select(a.c.id).where(theirs)).scalars())
            self.connection.execute(update(a).where(theirs).values(superseded_at=self.now))
        return len(gone)


def _plain(value: Any) -> Any:
    """The value as it comes back from the database."""
    return orjson.loads(orjson.dumps(value))

"""One document's transaction: every step looks first and writes only what differs. ``many`` takes documents that are new together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from marsad import __version__
from marsad.ledger import audit, driver, rows, search, versions
from marsad.ledger import tables as t
from marsad.model import JSON, Capture, Claim, Document, claim_from_json

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on its way in. ``claims``: as JSON, their confidence unrounded; ``words``: what ``search.words_of`` makes, where it is known;
    ``bands``, ``shingles``: see alike.py.
    """

    capture: Capture
    document: Document
    claims: Sequence[JSON]
    bands: Sequence[int] = ()
    words: str | None = None
    shingles: str = ""


PERSON = "person"
"""The extractor of claims that a person added: a new reading does not retire them."""
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

    def document(self, capture_: Capture, new: Document, claims: Sequence[Claim], bands: Sequence[int] = (), shingles: str = "") -> Appended:
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
            self._write_document(rows.document_row(new), shingles)
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
                self._write_document(row, shingles)
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

    def _write_document(self, row: dict[str, Any], shingles: str) -> None:
        made = insert(t.document).values(**row, run=self.run(), created_at=self.now).returning(t.document.c.row)
        key = int(self.connection.execute(made).scalar_one())
        search.keep(self.connection, key, row["text"])
        if shingles:
            self.connection.execute(insert(t.document_shingles).values(row=key, keys=shingles))

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
        live = select(a.c.claim).where((a.c.document == document_id) & (a.c.extractor != PERSON) & _LIVE).distinct()
        gone = set(self.connection.execute(live).scalars()) - set(kept)
        for one in sorted(gone):
            self.retire(one, document_id)
        return len(gone)

    def told(self, claim: Claim) -> None:
        """A claim that a person added to a report that is here; one of that id is given these values."""
        self._claim(claim, claim.document)

    def retire(self, claim: str, document_id: str) -> None:
        """Ends what a document says of a claim; the rows stay."""
        a = t.argument
        audit.end(self.connection, a, (a.c.claim == claim) & (a.c.document == document_id), self.now)


def _plain(value: Any) -> Any:
    """The value as it comes back from the database."""
    return orjson.loads(orjson.dumps(value))


# ---- many at once


def many(
    connection: Connection, now: dt.datetime, data_hash: str, entries: Sequence[Entry], taken: Sequence[tuple[str, str, int]] = ()
) -> list[Appended]:
    """Appends documents in their order, in one transaction. Those that are new go in together, a few statements for all of them.

    The rows are those that ``Append.document`` would write one by one, but for their moment, which is one for all.
    """
    one_by_one = Append(connection, now, data_hash)
    ids = driver.standing(connection, t.document, "id", [e.document.id for e in entries])
    sources = driver.standing(connection, t.document, "source", [e.document.source for e in entries if e.document.source])
    done: list[Appended] = []
    fresh: list[Entry] = []
    for entry in entries:
        new = entry.document
        if new.capture != entry.capture.sha256:
            raise ValueError(f"{new.file}: the document names another capture than its own")
        if new.id in ids or (new.source and new.source in sources):
            done += _fresh(one_by_one, fresh)
            fresh = []
            done.append(one_by_one.document(entry.capture, new, [claim_from_json(c) for c in entry.claims], entry.bands, entry.shingles))
        else:
            fresh.append(entry)
        ids.add(new.id)
        if new.source:
            sources.add(new.source)
    done += _fresh(one_by_one, fresh)
    known = driver.standing(connection, t.intake, "key", [key for key, _, _ in taken])
    new_keys = {key: (key, origin, documents, driver.moment(now)) for key, origin, documents in taken if key not in known}
    driver.insert(connection, t.intake, ("key", "origin", "documents", "at"), list(new_keys.values()))
    return done


def _fresh(one: Append, entries: Sequence[Entry]) -> list[Appended]:
    """Writes documents that are new, and from sources that are, to the ledger."""
    if not entries:
        return []
    connection, now, run = one.connection, driver.moment(one.now), one.run()
    captures = {e.capture.sha256: e.capture for e in entries}
    kept = driver.standing(connection, t.capture, "sha256", list(captures))
    made = [rows.capture_row(c) for sha256, c in captures.items() if sha256 not in kept]
    for row in made:
        row["got_at"], row["headers"] = driver.moment(row["got_at"]), _json(row["headers"])
    driver.insert(connection, t.capture, tuple(made[0]) if made else (), [tuple(row.values()) for row in made])
    keys = _documents(connection, entries, now, run)
    words = [(key, search.words_of(e.document.text) if e.words is None else e.words) for key, e in zip(keys, entries, strict=True)]
    driver.insert(connection, t.document_words, ("row", "words"), words)
    if connection.dialect.name == "sqlite":  # a trigger may not: the schema is not trusted
        connection.connection.cursor().executemany("INSERT INTO document_fts(rowid, words) VALUES (?, ?)", words)
    driver.insert(connection, t.document_shingles, ("row", "keys"), [(key, e.shingles) for key, e in zip(keys, entries, strict=True) if e.shingles])
    driver.insert(connection, t.band, ("key", "document"), [(k, e.document.id) for e in entries for k in sorted(set(e.bands))])
    return _claims(connection, entries, now, run)


def _documents(connection: Connection, entries: Sequence[Entry], now: str, run: int) -> list[int]:
    """The rows of documents; returns their keys."""
    cursor = connection.connection.cursor()
    keys, statement = [], ""
    for entry in entries:
        row = rows.document_row(entry.document)
        row["published"], row["more"] = row["published"].isoformat() if row["published"] else None, _json(row["more"])
        statement = statement or driver.statement(connection, t.document, (*row, "run", "created_at")) + ' RETURNING "row"'
        cursor.execute(statement, (*row.values(), run, now))
        keys += [int(r[0]) for r in cursor.fetchall()]
    return keys


def _claims(connection: Connection, entries: Sequence[Entry], now: str, run: int) -> list[Appended]:
    """The rows of the claims of new documents; returns what became of each document."""
    told = [{str(c["id"]): c for c in e.claims} for e in entries]
    known = driver.standing(connection, t.claim, "id", [id_ for claims in told for id_ in claims])
    seen_again = sorted(known)
    made, seen, read, done = [], [], [], []
    for entry, claims in zip(entries, told, strict=True):
        document, new = entry.document.id, 0
        for id_, claim in claims.items():
            quote = claim["evidence"][0] if claim["evidence"] else None
            if id_ not in known:
                known.add(id_)
                new += 1
                made.append((id_, claim["type"], quote["text"] if quote else "", now, now))
            start, end = quote["span"] if quote else (0, 0)
            seen.append((id_, document, start, end, now))
            read += [(id_, document, *part, claim["extractor"], run, now) for part in arguments_of(claim)]
        done.append(Appended("stored", document, new))
    driver.insert(connection, t.claim, ("id", "type", "quote", "first_seen", "last_seen"), made)
    if seen_again:
        mark = driver.mark(connection)
        statement = f"UPDATE claim SET last_seen = {mark} WHERE id = {mark}"  # noqa: S608 - a placeholder
        connection.connection.cursor().executemany(statement, [(now, id_) for id_ in seen_again])
    driver.insert(connection, t.sighting, ("claim", "document", "start", "end", "seen_at"), seen)
    columns = ("claim", "document", "role", "n", "value", "original_value", "start", "end", "rule", "extractor", "run", "created_at")
    driver.insert(connection, t.argument, columns, read)
    return done


def arguments_of(claim: JSON) -> Iterator[tuple[str, int, str, str | None, int | None, int | None, str | None]]:
    """What ``rows.arguments`` makes of a claim, from its JSON: role, n, value as JSON text, words, start, end, rule."""
    for role in rows._SCALARS:
        value = claim[role]
        if value is not None:
            yield role, 0, _json(value), None, None, None, None
    for role in ("time", "place"):
        if value := claim[role]:
            start, end = value.get("span") or (None, None)
            yield role, 0, _json(value), value.get("text"), start, end, value.get("rule") or None
    for role in rows._LISTS:
        for n, value in enumerate(claim[role]):
            start, end = value.get("span") or (None, None)
            yield role, n, _json(value), value.get("text"), start, end, value.get("rule") or None


def taken_of(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Those of the inputs that were read to their end, with how many documents each gave."""
    return dict(driver.asked(connection, "SELECT key, documents FROM intake WHERE key IN", keys))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()

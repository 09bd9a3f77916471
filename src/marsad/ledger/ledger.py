"""The ledger: append what was read, keep what people decided, give back claims and incidents. One transaction a document.

The same input twice changes no row. A changed reading supersedes the arguments that changed and leaves the rest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from marsad import __version__
from marsad.ledger import accounts as people
from marsad.ledger import alike as likes
from marsad.ledger import audit, changes, lists, pages, pending, reread, resolutions, reviews, rows, search, tellings, tolls, versions
from marsad.ledger import backup as backups
from marsad.ledger import claims as readings
from marsad.ledger import connection as door
from marsad.ledger import tables as t
from marsad.ledger.accounts import Accounts
from marsad.ledger.append import PERSON, Append, Appended, Entry, many, taken_of
from marsad.ledger.driver import parts
from marsad.ledger.linking import Linking
from marsad.ledger.ratings import Ratings
from marsad.ledger.rulings import Rulings
from marsad.ledger.sensitivity import Sensitivities
from marsad.model import Capture, Claim, Document, Incident, Judgement, Link

_documents = select(t.document).where(t.document.c.superseded_at.is_(None))


_T = TypeVar("_T")


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Ledger:
    """A ledger on SQLite or PostgreSQL, by SQLAlchemy URL. Usable from several threads; close it, or use it as a context manager.

    ``data_hash`` names the lexicon that readings are made with; ``clock`` is there for tests. Raises ``LedgerError``.
    """

    def __init__(
        self,
        url: str = "sqlite:///marsad.db",
        *,
        create: bool = True,
        data_hash: str = "",
        clock: Callable[[], dt.datetime] = _utc_now,
    ) -> None:
        self.url = url
        self.engine = door.open_engine(url, create=create)
        self.name = door.shown(url)
        self._data_hash = data_hash
        self._clock = clock

    @property
    def accounts(self) -> Accounts:
        """Who may come in through the workbench."""
        return Accounts(self._reading, self._writing, self._clock)

    @property
    def ratings(self) -> Ratings:
        """What reviewers said of the same claims without seeing each other."""
        return Ratings(self._reading, self._writing, self._clock)

    @property
    def rulings(self) -> Rulings:
        """What people decided about an incident's grade or figures in place of the rules."""
        return Rulings(self._reading, self._writing, self._clock)

    @property
    def sensitivity(self) -> Sensitivities:
        """How sensitive each report is."""
        return Sensitivities(self._reading, self._writing, self._clock)

    @property
    def linking(self) -> Linking:
        """What linking reads and keeps."""
        return Linking(self._reading, self._writing, self._clock)

    @property
    def data_hash(self) -> str:
        """The lexicon that readings are made with."""
        return self._data_hash

    @property
    def in_memory(self) -> bool:
        """Whether all threads share its one connection."""
        return self.engine.dialect.name == "sqlite" and door.sqlite_file(self.url) is None

    def read_with(self, data_hash: str) -> None:
        """Readings from now on are made with this lexicon."""
        self._data_hash = data_hash

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back; SQLite's write-ahead log is folded into the file."""
        with door.turn(self.engine):
            self.engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self, what: str = "write", subject: str = "", *, standing: bool = False) -> Iterator[Connection]:
        """A transaction that ends with its entry in the audit log, where it wrote anything."""
        with door.turn(self.engine), self.engine.connect().execution_options(**door.WRITE) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(0x6D617273)))  # one writer at a time, as on SQLite
            audit.begin(connection)
            yield connection
            tellings.follow(connection)
            audit.seal(connection, self._clock(), what, subject, standing=standing)

    # ---- what was read

    def append(self, capture: Capture, document: Document, claims: Sequence[Claim]) -> Appended:
        """Stores the capture, the document and its claims in one transaction."""
        with self._writing("append", document.id) as connection:
            return Append(connection, self._clock(), self._data_hash).document(capture, document, claims)

    def append_many(self, entries: Sequence[Entry], taken: Sequence[tuple[str, str, int]] = ()) -> list[Appended]:
        """Stores several documents, each whole, in one transaction. ``taken``: inputs that are read to their end with it (key, origin, documents)."""
        with self._writing() as connection:
            return many(connection, self._clock(), self._data_hash, entries, taken)

    def taken_of(self, keys: Sequence[str]) -> dict[str, int]:
        """Those of the inputs that were read to their end, with how many documents each gave."""
        with self._reading() as connection:
            return taken_of(connection, keys)

    def alike(self, bands: Sequence[Sequence[int]]) -> list[list[str]]:
        """For each text, by its bands of likeness, the documents that share most of them, the first that came first."""
        with self._reading() as connection:
            return likes.alike(connection, bands)

    def texts(self, ids: Sequence[str]) -> dict[str, likes.Text]:
        """What those of the documents that are in force are compared by."""
        with self._reading() as connection:
            return likes.texts(connection, ids)

    def versions(self, document: str | None = None) -> list[versions.Version]:
        """Reports that were printed anew at the same address, with the sentences that vanished and appeared."""
        with self._reading() as connection:
            return versions.versions(connection, document)

    def poll(self, source: str) -> tuple[dt.datetime, dict[str, Any]] | None:
        """When a watched source is due again, and what is remembered of it."""
        with self._reading() as connection:
            found = connection.execute(select(t.poll).where(t.poll.c.source == source)).first()
            return (found.next, found.state) if found else None

    def polled(self, source: str, due: dt.datetime, state: Mapping[str, Any]) -> None:
        """Remembers a poll of a watched source."""
        with self._writing() as connection:
            connection.execute(delete(t.poll).where(t.poll.c.source == source))
            connection.execute(insert(t.poll).values(source=source, at=self._clock(), next=due, state=dict(state)))

    def documents(self, *, as_of: dt.datetime | None = None) -> list[Document]:
        """All documents, in the order in which they came. ``as_of``: as they stood at that moment."""
        d = t.document.c
        query = _documents if as_of is None else select(t.document).where(
            (d.created_at <= as_of) & (d.superseded_at.is_(None) | (d.superseded_at > as_of))
        )
        with self._reading() as connection:
            return [rows.document_from_row(r) for r in connection.execute(query.order_by(d.row)).mappings()]

    def document(self, id_: str) -> Document | None:
        with self._reading() as connection:
            row = connection.execute(_documents.where(t.document.c.id == id_)).mappings().first()
            return rows.document_from_row(row) if row else None

    def capture(self, sha256: str) -> Capture | None:
        with self._reading() as connection:
            row = connection.execute(select(t.capture).where(t.capture.c.sha256 == sha256)).mappings().first()
            return rows.capture_from_row(row) if row else None

    def claims(
        self, *, document: str | None = None, incident: str | None = None, as_of: dt.datetime | None = None, reviewed: bool = False
    ) -> list[Claim]:
        """Claims in the order in which they were first seen, each with its incident; a claim of several documents as read in the latest.

        ``as_of``: as they stood at that moment. ``reviewed``: with the corrections of accepted reviews in place.
        """
        with self._reading() as connection:
            found = readings.load(
                connection, document=document, incident=incident and resolutions.follow(connection, incident), as_of=as_of
            )
            return readings.corrected(connection, found) if reviewed else found

    def claim(self, id_: str) -> Claim | None:
        with self._reading() as connection:
            found = readings.load(connection, id_=id_)
            return found[0] if found else None

    def first_claims(self, limit: int) -> list[str]:
        """The first claims in force by id. Ids are hashes, so that they are a sample that has nothing to do with what they say."""
        with self._reading() as connection:
            return tellings.first(connection, limit)

    def claim_count(self) -> int:
        """How many claims are in force."""
        with self._reading() as connection:
            return tellings.count(connection)

    def unknown_names(self, limit: int) -> list[tuple[str, int]]:
        """Names of actors in claims in force that were read as nobody known, with how often, the commonest first."""
        with self._reading() as connection:
            return lists.unknown_names(connection, limit)

    def unknown_outlets(self, limit: int) -> list[tuple[str, int]]:
        """Outlets as printed on reports in force that were read as none known, with how many reports, the commonest first."""
        with self._reading() as connection:
            return lists.unknown_outlets(connection, limit)

    def sightings(self, claim_id: str) -> list[str]:
        """Ids of the documents that a claim was seen in, first sighting first."""
        with self._reading() as connection:
            s = t.sighting
            return list(connection.execute(select(s.c.document).where(s.c.claim == claim_id).order_by(s.c.id)).scalars())

    def spans(self, document_id: str) -> list[tuple[str, str, int, int]]:
        """Every quotation in force from a document: claim, words, start, end."""
        a = t.argument
        query = select(a.c.claim, a.c.original_value, a.c.start, a.c.end).where(
            (a.c.document == document_id) & a.c.superseded_at.is_(None) & a.c.start.is_not(None) & a.c.original_value.is_not(None)
        )
        with self._reading() as connection:
            return [(r[0], r[1], r[2], r[3]) for r in connection.execute(query.order_by(a.c.id))]

    # ---- what was concluded

    def save_resolution(self, resolution_incidents: Sequence[Incident], links: Sequence[Link]) -> None:
        """Puts the incidents and links in place of those that stood; what changed gets a row of history, vanished ids a redirect."""
        self.linking.save(resolution_incidents, links)

    def incidents(self, *, as_of: dt.datetime | None = None) -> list[Incident]:
        """All incidents, by first day (undated last), then id. ``as_of``: as they stood at that moment, without their history."""
        with self._reading() as connection:
            return resolutions.load(connection) if as_of is None else changes.at(connection, as_of)

    def incidents_page(
        self, filters: pages.IncidentFilters | None = None, cursor: str | None = None, limit: int = 50, *, offset: int = 0, count: bool = True
    ) -> pages.Page:
        """Incidents that answer the filters, a page at a time. Raises ValueError on an unknown order or a broken cursor."""
        with self._reading() as connection:
            return pages.page(connection, filters or pages.IncidentFilters(), cursor, limit, offset=offset, count=count)

    def incident_timeline(self, filters: pages.IncidentFilters) -> pages.Timeline:
        """Counts and sums of figures of the incidents that answer the filters, in all and by day, week or month."""
        with self._reading() as connection:
            return pages.timeline(connection, filters)

    def incident_sums(self, filters: pages.IncidentFilters, *, soon: bool = False) -> tuple[pages.Timeline, tuple[tolls.Losses, ...] | None]:
        """The timeline of these incidents, and whose their dead, wounded, captured and missing are, by role and side. ``soon``: None for the
        latter where it has to be worked out over very many incidents."""
        with self._reading() as connection:
            return tolls.summed(connection, filters, soon=soon)

    def incident_facets(self) -> dict[str, list[tuple[str, int]]]:
        """The types, grades, countries, provinces and actors of all incidents, with how many each, commonest first."""
        with self._reading() as connection:
            return pages.facets(connection)

    def incident_cells(self, filters: pages.IncidentFilters, step: float) -> list[pages.Cell]:
        """Incidents on a grid of ``step`` degrees, the fullest squares last."""
        with self._reading() as connection:
            return pages.cells(connection, filters, step)

    def incidents_of(self, ids: Sequence[str]) -> list[Incident]:
        """The incidents of these ids, in their order; ids that stand for none are left out."""
        return self._in_parts(ids, resolutions.some)

    def claims_of(self, ids: Sequence[str], *, reviewed: bool = False) -> list[Claim]:
        """The claims of these ids; those that are not in force are left out."""

        def some(connection: Connection, part: Sequence[str]) -> list[Claim]:
            found = readings.load(connection, ids=part)
            return readings.corrected(connection, found) if reviewed else found

        return self._in_parts(ids, some)

    def documents_of(self, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids."""
        return self._in_parts(ids, lambda connection, part: lists.documents(connection, part))

    def documents_page(self, offset: int, limit: int, *, words: str = "", outlets: Sequence[str] = ()) -> tuple[list[Document], int]:
        """Reports, the latest first, and how many there are; ``words``: only those that hold them, or come from one of ``outlets``."""
        with self._reading() as connection:
            return lists.documents_page(connection, offset, limit, words, outlets)

    def neighbours(self, document: Document) -> tuple[Document | None, Document | None]:
        """The reports before and after one, by day and id."""
        with self._reading() as connection:
            return lists.neighbours(connection, document)

    def claim_counts(self, documents: Sequence[str]) -> dict[str, int]:
        """How many claims in force each of these documents makes."""
        with self._reading() as connection:
            return lists.claim_counts(connection, documents)

    def claims_page(self, after: str | None, limit: int) -> tuple[list[str], bool]:
        """Ids of claims in force in the order of their first sighting, after one of them, and whether there are more. Raises KeyError."""
        with self._reading() as connection:
            return lists.claims_page(connection, after, limit)

    def told(self) -> list[tuple[str, str, int]]:
        """Innermost source, outlet, how many claims in force the outlet tells by that source; an outlet that tells of its own stands on both sides."""
        with self._reading() as connection:
            return tellings.pairs(connection)

    def ending_at(self, source: str, limit: int) -> list[str]:
        """Some of the claims in force whose innermost source it is."""
        with self._reading() as connection:
            return tellings.ending_at(connection, source, limit)

    def speaks_in(self) -> dict[str, int]:
        """In how many incidents each source is an origin of its own."""
        with self._reading() as connection:
            return lists.speaks_in(connection)

    def published(self) -> dict[str, int]:
        """How many reports in force each outlet has."""
        with self._reading() as connection:
            return lists.published(connection)

    def queue(self, skip: int, limit: int) -> list[tuple[str, str]]:
        """Suggested pairs that nobody has judged, those first where a decision changes most."""
        with self._reading() as connection:
            return pending.queue(connection, skip, limit)

    def open_pairs(self) -> int:
        """How many suggested pairs wait for a person."""
        with self._reading() as connection:
            return pending.count(connection)

    def holds_more_than(self, claims: int) -> bool:
        """Whether there are more claims than that."""
        with self._reading() as connection:
            return connection.execute(select(t.claim.c.id).offset(claims).limit(1)).first() is not None

    def stamp(self) -> tuple[int, int]:
        """Changes whenever evidence, decisions or incidents do; the second part only with incidents."""
        a = t.audit.c
        with self._reading() as connection:
            last = connection.execute(select(func.max(a.id))).scalar()
            resolved = connection.execute(select(a.id).where(a.what == "resolution").order_by(a.id.desc()).limit(1)).scalar()
            return int(last or 0), int(resolved or 0)

    def _in_parts(self, ids: Sequence[str], ask: Callable[[Connection, Sequence[str]], list[_T]]) -> list[_T]:
        wanted, found = list(dict.fromkeys(ids)), list[_T]()
        with self._reading() as connection:
            for part in parts(wanted):
                found += ask(connection, part)
        return found

    def changes(self, since: dt.datetime | None = None) -> list[changes.Change]:
        """What became of incidents after the moment, oldest first: created, changed, merged, absorbed, withdrawn."""
        with self._reading() as connection:
            return changes.since(connection, since)

    def incident(self, id_: str) -> Incident | None:
        """The incident of that id, or the one that it was merged into."""
        with self._reading() as connection:
            found = resolutions.load(connection, resolutions.follow(connection, id_))
            return found[0] if found else None

    def links(self, incident: str | None = None, verdict: str | None = None) -> list[Link]:
        """Links between claims; of one incident those with an end in it. Verdicts: same, not_same, suggested."""
        with self._reading() as connection:
            return resolutions.links(connection, incident and resolutions.follow(connection, incident), verdict)

    def link(self, left: str, right: str) -> Link | None:
        """The link of two claims."""
        with self._reading() as connection:
            return next(iter(resolutions.between(connection, left, right)), None)

    # ---- what people decided

    def judgements(self, claims: Sequence[str] | None = None, *, who: str | None = None, latest: int | None = None) -> list[Judgement]:
        """Live judgements, oldest first. ``claims``: those with one of these on a side; ``who``: of one person; ``latest``: the last so many."""
        j = t.judgement.c
        query = select(t.judgement).where(j.deleted_at.is_(None))
        if who is not None:
            query = query.where((j.who == who) & (j.verdict != "unsure"))

        def some(connection: Connection, part: Sequence[str]) -> list[Any]:
            return list(connection.execute(query.where(j.left.in_(part) | j.right.in_(part))).mappings())

        if claims is None:
            with self._reading() as connection:
                found = list(connection.execute(query.order_by(j.id.desc()).limit(latest) if latest else query).mappings())
        else:
            found = list({r["id"]: r for r in self._in_parts(claims, some)}.values())
        return [reviews.judgement_from_row(r) for r in sorted(found, key=lambda r: r["id"])]

    def decide(self, left: str, right: str, verdict: str, *, who: str, reason: str | None = None, score: float | None = None) -> Judgement:
        """A person's word on whether two claims tell the same incident; supersedes the earlier word on that pair.

        Raises ValueError on an unknown verdict, an unknown claim or a claim paired with itself.
        """
        if verdict not in reviews.VERDICTS:
            raise ValueError(f"{verdict}: no verdict; use {', '.join(reviews.VERDICTS)}")
        if left == right:
            raise ValueError(f"{left}: a claim cannot be judged against itself")
        left, right = sorted((left, right))
        with self._writing("judgement", f"{left} {right}") as connection:
            known = set(connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_((left, right)))).scalars())
            for one in (left, right):
                if one not in known:
                    raise ValueError(f"{one}: no such claim in this ledger")
            new = Judgement(left, right, verdict, who, self._clock(), score, reason)  # type: ignore[arg-type]  # checked above
            return reviews.save_judgement(connection, new)

    def review(self, claim_id: str, corrected: Mapping[str, Any], *, accepted: bool, who: str, note: str | None = None) -> int:
        """Keeps a reviewer's corrected fields beside what was read. Returns the review's id. Raises ValueError on an unknown claim."""
        with self._writing("review", claim_id) as connection:
            found = readings.load(connection, id_=claim_id)
            if not found:
                raise ValueError(f"{claim_id}: no such claim in this ledger")
            reviews.corrected_claim(found[0], dict(corrected))  # refuse what would not read back as a claim
            return reviews.save_review(connection, found[0], dict(corrected), accepted=accepted, who=who, note=note, at=self._clock())

    def tell(self, claim: Claim, *, who: str) -> None:
        """Adds a claim that a person made from words of a report. It stays when the report is read again. Raises ValueError on an unknown report."""
        if claim.extractor != PERSON:
            raise ValueError(f"{claim.id}: only claims of the extractor «{PERSON}» are added by hand")
        with self._writing("claim", claim.id) as connection:
            if connection.execute(_documents.where(t.document.c.id == claim.document)).first() is None:
                raise ValueError(f"{claim.document}: no such report in this ledger")
            Append(connection, self._clock(), self._data_hash).told(claim)
            people.note(connection, self._clock(), who, "claim_added", claim.id)

    def untell(self, claim_id: str, *, who: str) -> None:
        """Takes back a claim that a person added; its rows stay, ended. Raises ValueError on any other claim."""
        with self._writing("claim", claim_id) as connection:
            found = readings.load(connection, id_=claim_id)
            if not found or found[0].extractor != PERSON:
                raise ValueError(f"{claim_id}: no claim that a person added")
            Append(connection, self._clock(), self._data_hash).retire(claim_id, found[0].document)
            people.note(connection, self._clock(), who, "claim_taken_back", claim_id)

    def withdraw_judgement(self, left: str, right: str) -> bool:
        """Takes back the word on a pair of claims; the row stays, ended. Returns whether there was one."""
        with self._writing("withdrawal", f"{left} {right}") as connection:
            return reviews.withdraw_judgement(connection, left, right, self._clock())

    def withdraw_review(self, claim_id: str) -> bool:
        """Takes back the review of a claim; the row stays, ended. Returns whether there was one."""
        with self._writing("withdrawal", claim_id) as connection:
            return reviews.withdraw_review(connection, claim_id, self._clock())

    def reviews(self, claim_id: str | None = None, *, latest: int | None = None, before: int | None = None) -> list[reviews.Review]:
        """Reviews, superseded ones too, oldest first. ``latest``: so many at most, the newest; ``before``: of those older than this one."""
        with self._reading() as connection:
            query = select(t.review).order_by(t.review.c.id.desc()).limit(latest)
            if claim_id:
                query = query.where(t.review.c.claim == claim_id)
            if before is not None:
                query = query.where(t.review.c.id < before)
            found = connection.execute(query).mappings().all()[::-1]
            now = {c.id: c for c in readings.load(connection, id_=claim_id)} if found else {}
            return [reviews.review_from_row(r, now.get(r["claim"])) for r in found]

    # ---- the whole

    def search(self, query: str, limit: int = 60) -> list[search.Hit]:
        """Reports that hold every word of the query, in any spelling and with clitics, the newest first, each with its place and incidents."""
        with self._reading() as connection:
            return search.find(connection, query, limit)

    def reread(
        self,
        read: Callable[[Document], Sequence[Claim]],
        *,
        only_show: bool = False,
        progress: Callable[[int, int], object] = lambda done, total: None,
    ) -> Iterator[reread.Revision]:
        """Reads every document in force again; yields what changes, document by document. Reviews, judgements and first_seen stay.

        A run that was stopped goes on where it was, as long as lexicon and code are the same. ``only_show``: nothing is written, and all
        is read. ``progress`` gets how many are done, of how many. What ``read`` raises goes through; the batches before it are done.
        """
        reading = f"{__version__} {self._data_hash}"
        with self._reading() as connection:
            upto = int(connection.execute(select(func.max(t.document.c.row))).scalar() or 0)
            after = 0 if only_show else reread.left_off(connection, reading)
            total, done = reread.ahead(connection, 0, upto), reread.ahead(connection, 0, after)
        while True:
            with self._reading() as connection:
                some = reread.batch(connection, after, upto)
            if not some:
                break
            revisions, entries = [], []
            for _, document in some:
                now = list(read(document))
                revisions.append(reread.compare(document.id, document.file, self.claims(document=document.id), now))
                if document.capture and (capture := self.capture(document.capture)) is not None:
                    entries.append((capture, document, now))
                done += 1
                progress(done, total)
            after = some[-1][0]
            if not only_show:
                with self._writing("reread", "") as connection:
                    for entry in entries:
                        Append(connection, self._clock(), self._data_hash).document(*entry)
                    reread.come_to(connection, reading, after, self._clock())
            yield from (r for r in revisions if not r.nothing)
        if not only_show:
            with self._writing() as connection:
                reread.come_to(connection, reading, None, self._clock())

    def verify(self, head: str | None = None) -> list[str]:
        """What does not agree with the audit log, one plain sentence each; empty where all is as it was written.

        ``head``: what ``audit_head`` gave at an earlier time and was kept elsewhere; proves that the log's end was not cut off.
        """
        with self._reading() as connection:
            return list(audit.verify(connection, head))

    def audit_head(self) -> str:
        """The hash of the last audit entry."""
        with self._reading() as connection:
            return audit.head(connection)

    def backup(self, file: str | os.PathLike[str]) -> None:
        """Writes the ledger to a new SQLite file while it is in use. Raises LedgerError where the file is there already."""
        backups.backup(self.engine, pathlib.Path(file))

    def counts(self) -> dict[str, int]:
        """How much there is of each thing that is in force."""
        questions = {
            "captures": select(func.count()).select_from(t.capture),
            "documents": select(func.count()).select_from(t.document).where(t.document.c.superseded_at.is_(None)),
            "claims": select(func.count()).select_from(t.telling),
            "incidents": select(func.count()).select_from(t.incident),
            "links": select(func.count()).select_from(t.link).where(t.link.c.verdict == "same"),
            "suggestions": select(func.count()).select_from(t.link).where(t.link.c.verdict == "suggested"),
            "judgements": select(func.count()).select_from(t.judgement).where(t.judgement.c.deleted_at.is_(None)),
            "reviews": select(func.count()).select_from(t.review).where(t.review.c.deleted_at.is_(None)),
        }
        with self._reading() as connection:
            return {name: int(connection.execute(q).scalar_one()) for name, q in questions.items()}

    def standing(self) -> str:
        """sha256 over what is in force (claims as corrected, judgements, incidents), whatever led to it."""
        total = hashlib.sha256()
        for c in self.claims(reviewed=True):
            total.update(orjson.dumps([c.id, c.incident, c.to_json()], option=orjson.OPT_SORT_KEYS))
        for j in sorted((j.left, j.right, j.verdict, j.who, j.reason or "") for j in self.judgements()):
            total.update(orjson.dumps(j))
        for i in self.incidents():
            total.update(orjson.dumps({**i.to_json(), "history": []}, option=orjson.OPT_SORT_KEYS))
        return total.hexdigest()

    def digest(self) -> str:
        """sha256 over every row of every table in key order: two ledgers (or two moments) with the same rows have the same digest.

        What linking remembers is left out: it tells nothing that the other rows do not.
        """
        total = hashlib.sha256()
        with self._reading() as connection:
            for table in (one for one in t.metadata.sorted_tables if one is not t.linking):
                total.update(table.name.encode())
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                    total.update(orjson.dumps(list(row), option=orjson.OPT_SORT_KEYS))
        return total.hexdigest()

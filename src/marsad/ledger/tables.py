"""The tables, the same on SQLite and PostgreSQL. What was read is superseded, never edited; see docs/ledger.md.

JSON is kept as text and times as ISO text in UTC, so that both databases hold (and hash) the same bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

from marsad.model import MEASURES

SCHEMA_VERSION = "0015"


class Moment(TypeDecorator[dt.datetime]):
    """An instant as «2026-11-22T06:10:00.000000Z»: sorts as text, keeps its zone on SQLite."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        return dt.datetime.fromisoformat(value) if value is not None else None


class Json(TypeDecorator[Any]):
    """A JSON value as text, in the key order in which it was written."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return orjson.dumps(value).decode() if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return orjson.loads(value) if value is not None else None


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=_NAMES)
_Key = BigInteger().with_variant(Integer, "sqlite")
_LIVE = text("superseded_at IS NULL")
_KEPT = text("deleted_at IS NULL")

run = Table(
    "run",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("started", Moment, nullable=False),
    Column("code_version", String(40), nullable=False),
    Column("data_hash", String(64), nullable=False),
)

capture = Table(
    "capture",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("got_at", Moment, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("charset", String(40)),
    Column("url", Text),
    Column("headers", Json, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("row", _Key, primary_key=True),
    Column("id", String(40), nullable=False, index=True),
    Column("capture", String(64), ForeignKey("capture.sha256"), index=True),
    Column("file", Text, nullable=False),
    Column("published", Date),
    Column("outlet", Text),
    Column("outlet_id", Text),
    Column("title", Text),
    Column("url", Text),
    Column("source", Text, index=True),  # where it comes from: versions of one report share it
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("more", Json, nullable=False),  # published_from, published_bounds, cuts, flags
    Column("run", _Key, ForeignKey("run.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    Index("ux_document_live", "id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)

claim = Table(
    "claim",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("type", String(20), nullable=False),
    Column("quote", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("claim", String(40), ForeignKey("claim.id"), nullable=False),
    Column("document", String(40), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    UniqueConstraint("claim", "document"),
)

argument = Table(
    "argument",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("claim", String(40), ForeignKey("claim.id"), nullable=False),
    Column("document", String(40), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("n", Integer, nullable=False),
    Column("value", Json),
    Column("original_value", Text),  # the words as printed
    Column("start", Integer),
    Column("end", Integer),
    Column("rule", Text),
    Column("extractor", Text, nullable=False),
    Column("run", _Key, ForeignKey("run.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    Index("ux_argument_live", "claim", "document", "role", "n", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("left", String(40), nullable=False),
    Column("right", String(40), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("score", Float),
    Column("who", Text, nullable=False),
    Column("reason", Text),
    Column("created_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    Index("ux_judgement_live", "left", "right", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
)

review = Table(
    "review",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("claim", String(40), ForeignKey("claim.id"), nullable=False),
    Column("original", Json, nullable=False),
    Column("corrected", Json, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text),
    Column("created_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    Index("ux_review_live", "claim", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    Index("ix_review_claim", "claim", "id"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("type", String(20), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("grade", String(20), nullable=False, index=True),
    Column("day_from", Date, index=True),
    Column("day_to", Date),
    Column("country", String(2)),
    Column("admin1", Text),
    Column("payload", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disputed", Boolean),
    Column("killed", Integer),  # the best figure of all dead victims, else the highest
    Column("origins", Integer),
    Index("ix_incident_area", "country", "admin1"),
)

incident_actor = Table(
    "incident_actor",
    metadata,
    Column("incident", String(40), ForeignKey("incident.id"), primary_key=True),
    Column("role", String(20), primary_key=True),  # perpetrator, target, origin
    Column("actor", String(80), primary_key=True, index=True),
    Index("ix_incident_actor_role", "role", "actor"),
)

_TOLLS = [Column(f"{m}_{what}", Integer) for m in MEASURES for what in ("low", "high", "open")]

outline = Table(
    "outline",  # an incident as lists, maps and timelines ask for it: see outlines.py
    metadata,
    Column("row", _Key, primary_key=True),
    Column("incident", String(40), nullable=False, unique=True),
    Column("tally", Integer, nullable=False),  # 1: a window, shown apart
    Column("type", String(20), nullable=False),
    Column("grade", String(20), nullable=False),
    Column("rank", Integer, nullable=False),  # of the grade
    Column("disputed", Integer, nullable=False),
    Column("country", String(2)),
    Column("admin1", Text),
    Column("since", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Column("day", Integer, nullable=False),  # the first day, 0 where it is not known
    Column("day_up", Integer, nullable=False),  # the same, but beyond all days where it is not known
    Column("origins", Integer, nullable=False),
    Column("dead", Integer, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("drawn", Integer, nullable=False),
    *_TOLLS,
    # the migration adds ix_outline_days, with all that lists and sums read under any filter, in their order, and ix_outline_reach of those that last
    Index("ix_outline_up", "tally", "day_up"),
    Index("ix_outline_dead", "tally", "dead", "day"),
    Index("ix_outline_origins", "tally", "origins", "day"),
    Index("ix_outline_rank", "tally", "rank", "day"),
    Index("ix_outline_area", "tally", "country", "admin1", "day"),
)

outline_party = Table(
    "outline_party",
    metadata,
    Column("actor", String(80), primary_key=True),
    Column("row", _Key, primary_key=True),
    Column("named", Integer, nullable=False),  # 1: did it or suffered it; 0: only a group of a toll
    Index("ix_outline_party_row", "row"),
)

outline_words = Table(
    "outline_words",
    metadata,
    Column("row", _Key, primary_key=True),
    Column("words", Text, nullable=False),  # under FTS5 on SQLite, a GIN index on PostgreSQL
)

COUNTED = ("n", "drawn", *[f"{m}_{what}" for m in MEASURES for what in ("low", "high", "told", "open")])
"""What the sums of incidents hold: how many, how many that can be drawn, and of each measure its figures."""

outline_day = Table(
    "outline_day",  # sums of outlines that begin on one day and answer one restriction: see daily.py
    metadata,
    Column("tally", Integer, primary_key=True, autoincrement=False),
    Column("facet", String(10), primary_key=True),
    Column("value", String(80), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    *[Column(name, BigInteger, nullable=False) for name in COUNTED],
    sqlite_with_rowid=False,
)

outline_cell = Table(
    "outline_cell",  # how many of one grade lie in one square of the map
    metadata,
    Column("tally", Integer, primary_key=True, autoincrement=False),
    Column("y", Integer, primary_key=True, autoincrement=False),
    Column("x", Integer, primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

outline_offer = Table(
    "outline_offer",  # what there is to choose from, with how many incidents each
    metadata,
    Column("facet", String(10), primary_key=True),
    Column("value", String(80), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

outline_toll = Table(
    "outline_toll",  # of an incident, whose people the dead and the others are: see sides.py. In the order in which they are summed
    metadata,
    Column("tally", Integer, primary_key=True, autoincrement=False),
    Column("role", Integer, primary_key=True, autoincrement=False),
    Column("side", String(80), primary_key=True),
    Column("measure", Integer, primary_key=True, autoincrement=False),  # its place among MEASURES
    Column("row", _Key, primary_key=True, autoincrement=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Index("ix_outline_toll_row", "row"),
    sqlite_with_rowid=False,
)

outline_side = Table(
    "outline_side",  # sums of outline_toll over incidents that begin on one day, or in one stretch of days, and answer one restriction: see sides.py
    metadata,
    Column("tally", Integer, primary_key=True, autoincrement=False),
    Column("facet", String(10), primary_key=True),
    Column("value", String(80), primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),  # a day, or below zero a stretch of them
    Column("role", Integer, primary_key=True, autoincrement=False),
    Column("side", String(80), primary_key=True),
    Column("measure", Integer, primary_key=True, autoincrement=False),
    *[Column(name, BigInteger, nullable=False) for name in ("n", "low", "high", "open")],
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",  # ids that an account, or a row of its history, tells of besides its own claims: who may not see them may not see it
    metadata,
    Column("id", String(40), primary_key=True),
    Column("subject", String(40), primary_key=True, index=True),  # an incident, or the key of a row of history
)

telling = Table(
    "telling",  # of every claim in force, as its latest report has it, who told it: see tellings.py
    metadata,
    Column("claim", String(40), primary_key=True),
    Column("document", String(40), nullable=False),
    Column("outlet", Text, nullable=False),
    Column("source", Text, nullable=False),  # the innermost; the outlet where it tells of its own
    Index("ix_telling_source", "source", "outlet"),
    Index("ix_telling_outlet", "outlet", "source"),
)

pending = Table(
    "pending",  # suggested pairs that nobody has judged, in the order in which they are asked: see pending.py
    metadata,
    Column("left", String(40), primary_key=True),
    Column("right", String(40), primary_key=True),
    Column("score", Float, nullable=False),
    Column("claims", Integer, nullable=False),  # of the incidents on both sides
    Column("rank", Float, nullable=False),
    Index("ix_pending_rank", "rank", "left", "right"),
)

incident_claim = Table(
    "incident_claim",
    metadata,
    Column("incident", String(40), ForeignKey("incident.id"), primary_key=True),
    Column("claim", String(40), ForeignKey("claim.id"), primary_key=True, index=True),
)

incident_history = Table(
    "incident_history",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("incident", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("what", Json, nullable=False),
    Column("before", Json),  # the payload that stood until then
)

redirect = Table(
    "redirect",
    metadata,
    Column("old", String(40), primary_key=True),
    Column("new", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("left", String(40), ForeignKey("claim.id"), primary_key=True),
    Column("right", String(40), ForeignKey("claim.id"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    Column("verdict", String(10), nullable=False, index=True),
    Column("reasons", Json, nullable=False),
    Column("by", Text, nullable=False),
)

linking = Table(
    "linking",  # what linking remembers of what it linked, a step each time: see linking.py
    metadata,
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("name", String(40), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),  # a large piece stands in several rows
    Column("payload", LargeBinary, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("document", String(40), primary_key=True),
    Column("previous", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("vanished", Json, nullable=False),  # sentences of the previous text that this one no longer has
    Column("appeared", Json, nullable=False),
)

band = Table(
    "band",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("document", String(40), primary_key=True),
)

intake = Table(
    "intake",
    metadata,
    Column("key", String(64), primary_key=True),  # of the bytes, what was said of them, and the code and lexicon that read them
    Column("origin", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

poll = Table(
    "poll",
    metadata,
    Column("source", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("next", Moment, nullable=False),
    Column("state", Json, nullable=False),  # validators of conditional requests, what came of the last poll
)

document_words = Table(
    "document_words",
    metadata,
    Column("row", _Key, primary_key=True),  # of document
    Column("words", Text, nullable=False),  # each folded word once; SQLite's FTS5 and PostgreSQL's GIN index stand over it
)

document_shingles = Table(
    "document_shingles",
    metadata,
    Column("row", _Key, primary_key=True),  # of document
    Column("keys", Text, nullable=False),  # of its shingles, as read/likeness.py packs them: what a new text is compared with
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("what", String(20), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("detail", Json, nullable=False),  # how far each table goes, hashes of the rows that were added, keys of those that ended
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("password", Text, nullable=False),  # Argon2id
    Column("totp", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("clearance", String(20), nullable=False, server_default="restricted"),  # the most sensitive reports that it may see
)

token = Table(
    "token",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("account", String(60), ForeignKey("account.name"), nullable=False, index=True),
    Column("label", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),  # of the key, which is shown once and kept nowhere
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

act = Table(
    "act",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", String(60), nullable=False),
    Column("what", String(40), nullable=False),
    Column("subject", Text, nullable=False),
)

rating = Table(
    "rating",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("claim", String(40), ForeignKey("claim.id"), nullable=False, index=True),
    Column("who", String(60), nullable=False),
    Column("value", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("deleted_at", Moment),
)

sensitivity = Table(
    "sensitivity",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("subject", String(40), nullable=False, index=True),  # a report
    Column("level", String(20), nullable=False),
    Column("who", String(60), nullable=False),
    Column("second", String(60)),  # who agreed to a lower level
    Column("proposed", Boolean, nullable=False),  # a lower level that waits for a second person
    Column("at", Moment, nullable=False),
    Column("deleted_at", Moment),
)

ruling = Table(
    "ruling",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("incident", String(40), nullable=False, index=True),
    Column("field", String(140), nullable=False),
    Column("value", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("deleted_at", Moment),
)

"""A ledger as somebody with a clearance may see it: what is above it is not there, for every question that can be asked.

Its reading connections have temporary views under the tables' own names, which both databases find before the tables. So no query can
forget the filter: a report above the clearance, its claims, each incident with one of them, and everything that names them is left out by
the database. Writing goes to the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text

from marsad.ledger import connection as door
from marsad.ledger import tables as t
from marsad.ledger.accounts import DEFAULT, LEVELS
from marsad.ledger.ledger import Ledger
from marsad.ledger.sensitivity import levels

_KINDS = ("document", "claim", "incident", "history", "document_row", "outline_row", "capture")
_VIEWS = {
    "document": "id NOT IN (SELECT id FROM hidden_document)",
    "document_words": "row NOT IN (SELECT id FROM hidden_document_row)",
    "document_shingles": "row NOT IN (SELECT id FROM hidden_document_row)",
    "sensitivity": "subject NOT IN (SELECT id FROM hidden_document)",
    "version": "document NOT IN (SELECT id FROM hidden_document) AND previous NOT IN (SELECT id FROM hidden_document)",
    "band": "document NOT IN (SELECT id FROM hidden_document)",
    "capture": "sha256 NOT IN (SELECT id FROM hidden_capture)",
    "sighting": "document NOT IN (SELECT id FROM hidden_document) AND claim NOT IN (SELECT id FROM hidden_claim)",
    "argument": "document NOT IN (SELECT id FROM hidden_document) AND claim NOT IN (SELECT id FROM hidden_claim)",
    "claim": "id NOT IN (SELECT id FROM hidden_claim)",
    "review": "claim NOT IN (SELECT id FROM hidden_claim)",
    "rating": "claim NOT IN (SELECT id FROM hidden_claim)",
    "judgement": '"left" NOT IN (SELECT id FROM hidden_claim) AND "right" NOT IN (SELECT id FROM hidden_claim)',
    "link": '"left" NOT IN (SELECT id FROM hidden_claim) AND "right" NOT IN (SELECT id FROM hidden_claim)',
    "incident": "id NOT IN (SELECT id FROM hidden_incident)",
    "incident_claim": "incident NOT IN (SELECT id FROM hidden_incident)",
    "incident_actor": "incident NOT IN (SELECT id FROM hidden_incident)",
    "ruling": "incident NOT IN (SELECT id FROM hidden_incident)",
    "redirect": "old NOT IN (SELECT id FROM hidden_incident)",
    "incident_history": "id NOT IN (SELECT id FROM hidden_history)",
    "outline": "row NOT IN (SELECT id FROM hidden_outline_row)",  # by the key that every index has
    "outline_party": "row NOT IN (SELECT id FROM hidden_outline_row)",
    "outline_words": "row NOT IN (SELECT id FROM hidden_outline_row)",
    "outline_toll": "row NOT IN (SELECT id FROM hidden_outline_row)",
    **dict.fromkeys(("outline_day", "outline_cell", "outline_offer", "outline_side", "mention", "linking"), "1 = 0"),  # they have what is hidden in them
    "telling": "document NOT IN (SELECT id FROM hidden_document) AND claim NOT IN (SELECT id FROM hidden_claim)",
    "pending": '"left" NOT IN (SELECT id FROM hidden_claim) AND "right" NOT IN (SELECT id FROM hidden_claim)',
}
UNHIDDEN = frozenset({"run", "intake", "poll", "audit", "account", "token", "act"})
"""Tables that tell nothing of a single report to who may ask for them."""


class Cleared(Ledger):
    """The ledger below a clearance; shares the writing side of ``whole``. Raises LedgerError on a ledger in memory, which has one connection."""

    def __init__(self, whole: Ledger, clearance: str) -> None:
        self.__dict__.update(whole.__dict__)
        self.clearance = clearance
        self._rank = LEVELS.index(clearance)
        if door.sqlite_file(whole.url) is None and whole.engine.dialect.name == "sqlite":
            raise door.LedgerError("a ledger in memory cannot be shown by clearance; use a file")
        self._veiled = _veiled(whole.engine)

    def close(self) -> None:
        """Gives its own connections back."""
        self._veiled.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            if not self._hides(connection):
                yield connection
                return
        with self._veiled.connect() as connection, connection.begin():
            self._refresh(connection)
            yield connection

    def _hides(self, connection: Connection) -> bool:
        """Whether anything is above the clearance."""
        s = t.sensitivity.c
        if LEVELS.index(DEFAULT) > self._rank:
            return True
        above = s.level.in_(LEVELS[self._rank + 1 :]) & s.deleted_at.is_(None) & s.proposed.is_(False)
        return connection.execute(select(s.id).where(above).limit(1)).first() is not None

    def _refresh(self, connection: Connection) -> None:
        """Works out what is hidden, where the ledger has changed since this connection did; in the transaction that then reads."""
        stamp = f"{self.clearance} {connection.execute(select(func.max(t.audit.c.id))).scalar()}"
        if connection.execute(text("SELECT id FROM hidden_stamp")).scalar() == stamp:
            return
        home = "main" if connection.dialect.name == "sqlite" else str(connection.execute(text("SELECT current_schema()")).scalar())
        for kind in (*_KINDS, "stamp"):
            connection.execute(text(f"DELETE FROM hidden_{kind}"))  # noqa: S608 - names of our own
        # the views are for readers; what is hidden is looked up behind them, and they hide nothing while their lists are empty
        told = levels(connection)
        if LEVELS.index(DEFAULT) <= self._rank:
            documents = {d for d, level in told.items() if LEVELS.index(level) > self._rank}
        else:
            documents = {d for d in connection.execute(select(t.document.c.id)).scalars() if LEVELS.index(told.get(d, DEFAULT)) > self._rank}
        if documents:
            connection.execute(text("INSERT INTO hidden_document (id) VALUES (:id)"), [{"id": d} for d in sorted(documents)])
        inside = f"FROM {home}.{{}} WHERE {{}} IN (SELECT id FROM hidden_{{}})"  # noqa: S608 - names of our own, no value
        _fill(connection, "claim", "claim", inside.format("sighting", "document", "document"))
        _fill(connection, "incident", "incident", inside.format("incident_claim", "claim", "claim"))
        known = "(SELECT id FROM hidden_document UNION ALL SELECT id FROM hidden_claim UNION ALL SELECT id FROM hidden_incident)"
        named = f"FROM {home}.mention WHERE id IN {known} AND subject"
        _fill(connection, "incident", "subject", f"{named} LIKE 'i%' AND subject NOT IN (SELECT id FROM hidden_incident)")  # noqa: S608
        _fill(connection, "incident", "old", inside.format("redirect", "new", "incident") + " AND old NOT IN (SELECT id FROM hidden_incident)")  # noqa: S608
        _fill(connection, "history", "id", inside.format("incident_history", "incident", "incident"))
        key = "CASE WHEN subject NOT LIKE 'i%' THEN CAST(subject AS BIGINT) END"
        _fill(connection, "history", key, f"{named} NOT LIKE 'i%' AND {key} NOT IN (SELECT id FROM hidden_history)")  # noqa: S608
        _fill(connection, "document_row", "row", inside.format("document", "id", "document"))
        _fill(connection, "outline_row", "row", inside.format("outline", "incident", "incident"))
        seen = f"SELECT 1 FROM {home}.document o WHERE o.capture = document.capture AND o.id NOT IN (SELECT id FROM hidden_document)"  # noqa: S608
        _fill(connection, "capture", "capture", f"{inside.format('document', 'id', 'document')} AND capture IS NOT NULL AND NOT EXISTS ({seen})")
        connection.execute(text("INSERT INTO hidden_stamp (id) VALUES (:stamp)"), {"stamp": stamp})


def _fill(connection: Connection, kind: str, column: str, source: str) -> None:
    connection.execute(text(f"INSERT INTO hidden_{kind} (id) SELECT DISTINCT {column} {source}"))


def _veiled(engine: Engine) -> Engine:
    """An engine on the same database whose connections have the views."""
    sqlite = engine.dialect.name == "sqlite"
    made = create_engine(engine.url, execution_options={"marsad_veiled": True}, **({} if sqlite else {"pool_pre_ping": True}))
    if sqlite:
        event.listen(made, "connect", door.on_sqlite_connect)
        event.listen(made, "begin", door.on_sqlite_begin)

    def drape(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        home = "main"
        if not sqlite:
            cursor.execute("SELECT current_schema()")
            home = cursor.fetchone()[0]
        number = ("document_row", "outline_row", "history")
        for kind in (*_KINDS, "stamp"):
            cursor.execute(f"CREATE TEMP TABLE hidden_{kind} (id {'BIGINT' if kind in number else 'TEXT'} PRIMARY KEY)")
        for table, visible in _VIEWS.items():
            cursor.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM {home}.{table} WHERE {visible}")  # noqa: S608
        cursor.close()
        if not sqlite:
            connection.commit()

    event.listen(made, "connect", drape)
    return made

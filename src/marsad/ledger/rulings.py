"""What people decided about an incident's grade or figures, with their reason: in force until taken back, never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, insert, select

from marsad.ledger import audit, resolutions
from marsad.ledger import tables as t
from marsad.ledger.accounts import Door, Write
from marsad.model import Ruling


class Rulings:
    """The rulings of one ledger. A ruling on an incident that was merged holds for what it became part of."""

    def __init__(self, reading: Door, writing: Write, clock: Callable[[], dt.datetime]) -> None:
        self._reading, self._writing, self._clock = reading, writing, clock

    def all(self, *, live: bool = True) -> list[Ruling]:
        """Rulings in the order in which they were made; ``live``: those in force."""
        query = select(t.ruling).order_by(t.ruling.c.id)
        with self._reading() as connection:
            found = connection.execute(query.where(t.ruling.c.deleted_at.is_(None)) if live else query).mappings().all()
            return [Ruling(resolutions.follow(connection, r["incident"]), r["field"], r["value"], r["reason"], r["who"], r["at"]) for r in found]

    def of(self, incident: str) -> list[Ruling]:
        """Those in force on an incident, and on what was merged into it."""
        r, d = t.ruling.c, t.redirect.c
        merged = select(d.old).where(d.new == incident)
        query = select(t.ruling).where(r.deleted_at.is_(None), (r.incident == incident) | r.incident.in_(merged)).order_by(r.id)
        with self._reading() as connection:
            return [Ruling(incident, x["field"], x["value"], x["reason"], x["who"], x["at"]) for x in connection.execute(query).mappings()]

    def rule(self, incident: str, field: str, value: Any, *, who: str, reason: str) -> None:
        """A person's word in place of an earlier one on the same field. Raises ValueError without a reason or on an unknown incident."""
        if not reason.strip():
            raise ValueError(f"{incident}: a ruling needs its reason")
        with self._writing("ruling", f"{incident} {field}") as connection:
            if connection.execute(select(t.incident.c.id).where(t.incident.c.id == incident)).first() is None:
                raise ValueError(f"{incident}: no such incident in this ledger")
            self._end(connection, incident, field)
            connection.execute(insert(t.ruling).values(incident=incident, field=field, value=value, reason=reason.strip(), who=who, at=self._clock()))

    def withdraw(self, incident: str, field: str) -> bool:
        """Takes the word on a field back; the row stays, ended. Returns whether there was one."""
        with self._writing("withdrawal", f"{incident} {field}") as connection:
            return self._end(connection, incident, field)

    def _end(self, connection: Connection, incident: str, field: str) -> bool:
        live = select(t.ruling.c.id, t.ruling.c.incident).where((t.ruling.c.field == field) & t.ruling.c.deleted_at.is_(None))
        keys = [r.id for r in connection.execute(live) if resolutions.follow(connection, r.incident) == incident]
        return audit.end(connection, t.ruling, t.ruling.c.id.in_(keys), self._clock())

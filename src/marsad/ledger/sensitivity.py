"""How sensitive a report is: public, restricted, confidential, strict. A level is superseded, never edited; one that falls needs two people.

A report without a level has that of the version before it, and ``DEFAULT`` where there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from marsad.ledger import audit
from marsad.ledger import tables as t
from marsad.ledger.accounts import DEFAULT, LEVELS, Door, Write


@dataclass(frozen=True, slots=True)
class Level:
    """A report's level. ``second``: who agreed to its fall; ``proposed``: a fall that waits for a second person and is not in force."""

    document: str
    level: str
    who: str
    at: dt.datetime
    second: str | None = None
    proposed: bool = False


class Sensitivities:
    """The levels of one ledger's reports."""

    def __init__(self, reading: Door, writing: Write, clock: Callable[[], dt.datetime]) -> None:
        self._reading, self._writing, self._clock = reading, writing, clock

    def of(self, document: str) -> str:
        """The level in force, one that it has from an earlier version included."""
        with self._reading() as connection:
            return levels(connection).get(document, DEFAULT)

    def proposal(self, document: str) -> Level | None:
        """The fall that waits for a second person."""
        with self._reading() as connection:
            return _live(connection, document, proposed=True)

    def set(self, document: str, level: str, *, who: str, alone: bool = False) -> bool:
        """Puts a higher level in force, or proposes a lower one (in force at once where ``alone``: there is nobody else). Returns whether it is
        in force. Raises ValueError on an unknown level or report."""
        if level not in LEVELS:
            raise ValueError(f"{level}: no level; use {', '.join(LEVELS)}")
        with self._writing("sensitivity", document) as connection:
            if connection.execute(select(t.document.c.id).where(t.document.c.id == document)).first() is None:
                raise ValueError(f"{document}: no such report in this ledger")
            now = levels(connection).get(document, DEFAULT)
            falls = LEVELS.index(level) < LEVELS.index(now) and not alone
            self._end(connection, document, proposed=True)
            if not falls:
                self._end(connection, document, proposed=False)
            self._add(connection, Level(document, level, who, self._clock(), proposed=falls))
            return not falls

    def confirm(self, document: str, *, who: str) -> None:
        """Agrees to the proposed fall. Raises ValueError where there is none, or where the same person proposed it."""
        with self._writing("sensitivity", document) as connection:
            waits = _live(connection, document, proposed=True)
            if waits is None or waits.who == who:
                raise ValueError(f"{document}: a second person must agree to a lower level")
            self._end(connection, document, proposed=True)
            self._end(connection, document, proposed=False)
            self._add(connection, Level(document, waits.level, waits.who, self._clock(), second=who))

    def refuse(self, document: str) -> bool:
        """Ends the proposal. Returns whether there was one."""
        with self._writing("sensitivity", document) as connection:
            return self._end(connection, document, proposed=True)

    def _add(self, connection: Connection, level: Level) -> None:
        row = {"subject": level.document, "level": level.level, "who": level.who, "second": level.second, "proposed": level.proposed, "at": level.at}
        connection.execute(insert(t.sensitivity).values(**row))

    def _end(self, connection: Connection, document: str, *, proposed: bool) -> bool:
        s = t.sensitivity.c
        return audit.end(connection, t.sensitivity, (s.subject == document) & s.proposed.is_(proposed), self._clock())


def _live(connection: Connection, document: str, *, proposed: bool) -> Level | None:
    s = t.sensitivity.c
    row: Any = connection.execute(select(t.sensitivity).where((s.subject == document) & s.proposed.is_(proposed) & s.deleted_at.is_(None))).first()
    return Level(row.subject, row.level, row.who, row.at, row.second, row.proposed) if row else None


def levels(connection: Connection) -> dict[str, str]:
    """The level in force of every report that has one of its own or of an earlier version."""
    s, v = t.sensitivity.c, t.version.c
    found: dict[str, str] = {d: level for d, level in connection.execute(select(s.subject, s.level).where(s.proposed.is_(False) & s.deleted_at.is_(None)))}  # noqa: C416
    if found:
        for document, previous in connection.execute(select(v.document, v.previous).order_by(v.at, v.document)):
            if document not in found and previous in found:
                found[document] = found[previous]
    return found

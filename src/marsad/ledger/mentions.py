"""Which ids an account tells of besides its own claims, and which a row of its history: what somebody may not see is found without reading
every account (clearance.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Text, delete, insert, select, text, type_coerce

from marsad.ledger import tables as t
from marsad.ledger.driver import parts

_ID = re.compile(r"\b[cdi]_\w+")


def keep(connection: Connection, changed: Sequence[str], gone: Sequence[str] = ()) -> None:
    """After these incidents were saved, and those are no more."""
    m, c, i = t.mention, t.incident_claim.c, t.incident.c
    for some in parts([*changed, *gone]):
        connection.execute(delete(m).where(m.c.subject.in_(some)))
    for some in parts(changed):
        own: dict[str, set[str]] = {}
        for incident, claim in connection.execute(select(c.incident, c.claim).where(c.incident.in_(some))):
            own.setdefault(incident, {incident}).add(claim)
        told = connection.execute(select(i.id, type_coerce(i.payload, Text)).where(i.id.in_(some)))
        _file(connection, ((key, set(_ID.findall(said)) - own.get(key, {key})) for key, said in told))


def of_history(connection: Connection, after: int) -> None:
    """Of the rows of history behind that key."""
    told = connection.execute(text("SELECT id, what, before FROM incident_history WHERE id > :after"), {"after": after})
    _file(connection, ((str(key), set(_ID.findall(f"{what} {before or ''}"))) for key, what, before in told))


def rebuild(connection: Connection) -> None:
    """All of it anew, for ledgers from before there was any."""
    connection.execute(delete(t.mention))
    keep(connection, list(connection.execute(select(t.incident.c.id)).scalars()))
    of_history(connection, 0)


def _file(connection: Connection, told: Iterable[tuple[str, set[str]]]) -> None:
    if found := [{"id": id_[:40], "subject": subject} for subject, ids in told for id_ in sorted(ids)]:
        connection.execute(insert(t.mention), found)

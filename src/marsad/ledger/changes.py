"""What changed since a moment, for those who have taken incidents over: made, changed, merged, withdrawn, with what stood before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from marsad.ledger import rows
from marsad.ledger import tables as t
from marsad.model import JSON, Incident


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: created, changed, merged (``into`` leads on), absorbed (``other`` came in), split (out of ``other``), withdrawn. ``fields``
    with their values before and after, in the contract's shape. ``cause``: what was read, decided or corrected, as causes.of says it."""

    at: dt.datetime
    what: str
    incident: str
    fields: tuple[str, ...] = ()
    before: JSON | None = None
    after: JSON | None = None
    into: str | None = None
    other: str | None = None
    cause: JSON | None = None

    def to_json(self) -> JSON:
        return {
            "at": self.at.isoformat(timespec="microseconds").replace("+00:00", "Z"), "what": self.what, "incident": self.incident,
            "fields": list(self.fields), "before": self.before, "after": self.after, "into": self.into, "other": self.other, "cause": self.cause,
        }  # fmt: skip


def since(connection: Connection, moment: dt.datetime | None) -> list[Change]:
    """Every change after the moment (None: from the beginning), oldest first."""
    h, i = t.incident_history, t.incident
    made = select(i.c.id, i.c.created_at)
    past = select(h).order_by(h.c.id)
    if moment is not None:
        made, past = made.where(i.c.created_at > moment), past.where(h.c.at > moment)
    found = [(at, 0, Change(at, "created", key)) for key, at in connection.execute(made)]
    remembered = connection.execute(past).all()
    after = _after(connection, {r.incident for r in remembered})
    later: dict[str, Any] = {}
    changes: list[tuple[dt.datetime, int, Change]] = []
    for row in reversed(remembered):  # from the newest: what stood after a change is what stood before the next one
        what = row.what
        fields = tuple(what.get("fields", ()))
        before = _shown(row.before)
        then = later.get(row.incident, after.get(row.incident))
        changes.append((row.at, row.id, Change(
            row.at, what["what"], row.incident, fields,
            {k: before.get(k) for k in fields} if before and fields else None, {k: then.get(k) for k in fields} if then and fields else None,
            what.get("into"), what.get("incident"), what.get("cause"),
        )))  # fmt: skip
        if before is not None:
            later[row.incident] = before
    return [c for _, _, c in sorted([*found, *changes], key=lambda x: (x[0], x[1], x[2].incident))]


def at(connection: Connection, moment: dt.datetime) -> list[Incident]:
    """The incidents as they stood at the moment, by first day (undated last), then id."""
    i, h = t.incident, t.incident_history
    stood: dict[str, Any] = {}
    for key, payload in connection.execute(select(i.c.id, i.c.payload).where(i.c.created_at <= moment)):
        stood[key] = payload
    past = select(h).where((h.c.at > moment) & h.c.before.is_not(None)).order_by(h.c.id.desc())
    for row in connection.execute(past):
        made = row.what.get("since")
        if made is None or dt.datetime.fromisoformat(made) <= moment:
            stood[row.incident] = row.before  # the earliest change after the moment has the last word
        else:
            stood.pop(row.incident, None)
    found = [rows.incident_from_payload(p) for p in stood.values()]
    return sorted(found, key=lambda x: ((x.time and x.time.start_day) or dt.date.max, x.id))


def _after(connection: Connection, keys: set[str]) -> dict[str, JSON]:
    i = t.incident
    return {key: shown for key, payload in connection.execute(select(i.c.id, i.c.payload).where(i.c.id.in_(sorted(keys)))) if (shown := _shown(payload))}


def _shown(payload: Any) -> JSON | None:
    return rows.incident_from_payload(payload).to_json() if payload is not None else None

"""What linking reads and keeps: the reports that came since the last time with their claims, the resolution, and what it remembers itself.

That memory (table ``linking``) is bytes that only linking understands, a step each time. It is written in the transaction that saves the
resolution, and thrown away by whoever saves a resolution without it: what is there fits what stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from marsad.ledger import audit, driver, lists, mentions, pending, resolutions, rows
from marsad.ledger import claims as readings
from marsad.ledger import tables as t
from marsad.ledger.audit import Scope
from marsad.model import Claim, Document, Incident, Link

_PIECE = 16 * 1024 * 1024  # bytes of one row

Step = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the ledger was when it was read: the last entry of the audit log, and the highest key of each table then."""

    entry: int
    upto: Mapping[str, int]


class Overtaken(Exception):
    """Another resolution was saved since the one that this step goes on from."""


class Linking:
    """The ledger's side of linking; ``write`` opens a transaction as ``Ledger._writing`` does."""

    def __init__(
        self, reading: Callable[[], AbstractContextManager[Connection]], writing: Callable[..., AbstractContextManager[Connection]],
        clock: Callable[[], dt.datetime],
    ) -> None:  # fmt: skip
        self._reading, self._writing, self._clock = reading, writing, clock

    def now(self) -> Moment:
        """How far the ledger is."""
        a = t.audit.c
        with self._reading() as connection:
            last = connection.execute(select(a.id, a.detail).order_by(a.id.desc()).limit(1)).first()
            return Moment(int(last.id), last.detail["upto"]) if last else Moment(0, {})

    def past(self, key: str) -> tuple[list[Step], Moment] | None:
        """The steps that were remembered under this key (of code, lexicon and options), and how far they go; None where there are none."""
        k = t.linking.c
        with self._reading() as connection:
            told = list(connection.execute(select(k.payload).where(k.name == "about").order_by(k.step)).scalars())
            last = orjson.loads(told[-1]) if told else {}
            if last.get("key") != key:
                return None
            steps: list[Step] = [{} for _ in told]
            found = connection.execute(select(k.step, k.name, k.payload).order_by(k.step, k.name, k.n))
            for (step, name), pieces in groupby(found, key=lambda r: (r.step, r.name)):
                steps[step][name] = b"".join(p.payload for p in pieces)
            return steps, _moment(last)

    def since(self, then: Moment) -> list[str] | None:
        """The reports that are new since then; None where reports, claims, corrections or rulings of that time have changed."""
        a, d, r = t.audit.c, t.document.c, t.argument.c
        changeable = (t.document, t.argument, t.review, t.ruling)
        with self._reading() as connection:
            for (detail,) in connection.execute(select(a.detail).where(a.id > then.entry)):
                if any(detail["ended"].get(table.name) for table in changeable):
                    return None
            for table in (t.review, t.ruling):
                if connection.execute(select(table.c.id).where(table.c.id > then.upto.get(table.name, 0)).limit(1)).first():
                    return None
            new = list(connection.execute(select(d.id).where(d.row > then.upto.get("document", 0)).order_by(d.row)).scalars())
            told = set(connection.execute(select(r.document).where(r.id > then.upto.get("argument", 0)).distinct()).scalars())
            return new if told <= set(new) else None

    def documents(self) -> list[str]:
        """The reports in force that a claim stands for, in the order in which they came."""
        d = t.document.c
        with self._reading() as connection:
            standing = d.superseded_at.is_(None) & d.id.in_(select(t.telling.c.document))
            return list(connection.execute(select(d.id).where(standing).order_by(d.row)).scalars())

    def told(self, documents: Sequence[str]) -> tuple[list[Claim], dict[str, Document]]:
        """The claims for which these reports stand (each claim stands in the latest that tells it), with accepted corrections, by id; and the reports."""
        with self._reading() as connection:
            found: list[Claim] = []
            reports: dict[str, Document] = {}
            for some in driver.parts(documents):
                reports.update((one.id, one) for one in lists.documents(connection, some))
                found += _claims(connection, some, reports)
            return sorted(readings.corrected(connection, found), key=lambda c: c.id), reports

    def homes(self, claims: Collection[str]) -> dict[str, str]:
        """Claim → the incident that it is in."""
        with self._reading() as connection:
            return readings.homes(connection, set(claims))

    def names(self, claims: Collection[str], known: Container[str]) -> tuple[dict[str, str], set[str]]:
        """Claim → incident id that a new resolution should keep where it can, and the incidents that these claims are in now."""
        with self._reading() as connection:
            homes = readings.homes(connection, set(claims))
            return resolutions.names(connection, dict.fromkeys(claims) | homes, known), set(homes.values())

    def incidents(self) -> set[str]:
        """The ids of all incidents."""
        with self._reading() as connection:
            return set(connection.execute(select(t.incident.c.id)).scalars())

    def save(
        self, incidents: Sequence[Incident], links: Sequence[Link], scope: Scope | None = None, *, key: str = "", moment: Moment | None = None,
        pieces: Iterable[tuple[str, bytes]] = (), onto: Moment | None = None, anew: bool = True,
    ) -> None:
        """Puts the incidents and links in place of those that stood (in the scope); what changed gets a row of history, vanished ids a redirect.

        ``pieces``: what linking remembers of this step, under ``key``, of the ledger as it was at ``moment``; ``anew``: and of no earlier one.
        ``onto``: how far the last step went, which this one goes on from. Raises Overtaken where it is not the last any more.
        """
        with self._writing("resolution", "", standing=True) as connection:
            if onto is not None and _last(connection) != onto:
                raise Overtaken
            if scope is None:
                resolutions.save(connection, incidents, links, self._clock())
                pending.rebuild(connection)
            else:
                with audit.moving(connection, scope):
                    resolutions.save(connection, incidents, links, self._clock(), scope)
                pending.renew(connection, scope.claims)
            mentions.of_history(connection, int(audit.touched(connection)[0].get("incident_history", 0)))
            if anew:
                connection.execute(delete(t.linking))
            if moment is not None:
                _remember(connection, pieces, {"key": key, "entry": moment.entry, "upto": dict(moment.upto)})


def _last(connection: Connection) -> Moment | None:
    k = t.linking.c
    told = connection.execute(select(k.payload).where(k.name == "about").order_by(k.step.desc()).limit(1)).scalar()
    return _moment(orjson.loads(told)) if told else None


def _moment(about: Mapping[str, Any]) -> Moment:
    return Moment(about["entry"], about["upto"])


def _remember(connection: Connection, pieces: Iterable[tuple[str, bytes]], told: Mapping[str, Any]) -> None:
    step = int(connection.execute(select(func.coalesce(func.max(t.linking.c.step) + 1, 0))).scalar_one())
    for name, payload in (("about", orjson.dumps(told)), *pieces):
        parts = [payload[at : at + _PIECE] for at in range(0, len(payload), _PIECE)] or [b""]
        for n, part in enumerate(parts):
            connection.execute(insert(t.linking).values(step=step, name=name, n=n, payload=part))


def _claims(connection: Connection, documents: Sequence[str], reports: Mapping[str, Document]) -> Iterator[Claim]:
    marks = ", ".join([driver.mark(connection)] * len(documents))
    told_for = f"FROM argument a JOIN telling k ON k.claim = a.claim AND k.document = a.document WHERE a.superseded_at IS NULL AND a.document IN ({marks})"
    question = f"SELECT a.claim, a.document, a.role, a.value {told_for} ORDER BY a.claim, a.role, a.n"
    cursor = connection.connection.cursor()
    cursor.execute(question, tuple(documents))
    for (claim, document), told in groupby(cursor.fetchall(), key=lambda r: (r[0], r[1])):
        parts = list(told)
        values = orjson.loads(f"[{','.join(r[3] or 'null' for r in parts)}]")
        yield rows.claim_from_arguments(claim, document, reports[document].file, zip((r[2] for r in parts), values, strict=True))

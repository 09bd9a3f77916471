"""The audit log: every transaction leaves an entry that names what it added and ended, each entry hashed with the one before.

Writers take their turn, so the rows of a transaction are a run of keys. An entry holds how far each table goes and the hash of the new
rows without the columns that may change later (``superseded_at``, ``last_seen``); the keys of rows that ended, and the hash of when; and,
where incidents were saved, the sum of the standing resolution: of a number of 4,096 bits for each row, its SHAKE-256 (Bellare and
Micciancio's AdHash). So a step of linking takes off the rows that it changed and adds what they are now, without reading the others; to find
other rows of the same sum is as hard as breaking the hash. ``verify`` computes all of it anew.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Boolean, Column, ColumnElement, Connection, Table, func, insert, select, update

from marsad.ledger import tables as t
from marsad.ledger.driver import parts

GENESIS = "0" * 64
_ENDS = {"document": "superseded_at", "argument": "superseded_at", "judgement": "deleted_at", "review": "deleted_at", "rating": "deleted_at", "ruling": "deleted_at", "sensitivity": "deleted_at"}
_GROWING: tuple[Table, ...] = (t.run, t.document, t.sighting, t.argument, t.judgement, t.review, t.incident_history, t.act, t.rating, t.ruling, t.sensitivity)
_STANDING: tuple[Table, ...] = (t.incident, t.incident_claim, t.incident_actor, t.link, t.redirect)
_PENDING = "marsad_ended"
_MOVED = "marsad_moved"
_WIDE = 512  # bytes of the number of a row


def ended(connection: Connection, table: Table, keys: Iterable[int]) -> None:
    """Notes that rows have been superseded or withdrawn in this transaction."""
    connection.info.setdefault(_PENDING, {}).setdefault(str(table.name), []).extend(int(k) for k in keys)


def end(connection: Connection, table: Table, which: ColumnElement[bool], at: dt.datetime) -> bool:
    """Ends the live rows among ``which``, and notes it; the rows stay. Returns whether there were any."""
    key, column = next(iter(table.primary_key.columns)), table.c[_ENDS[str(table.name)]]
    keys = list(connection.execute(select(key).where(which & column.is_(None))).scalars())
    if keys:
        connection.execute(update(table).where(which & column.is_(None)).values({column.name: at}))
        ended(connection, table, keys)
    return bool(keys)


def touched(connection: Connection) -> tuple[Mapping[str, int], Mapping[str, Sequence[int]]]:
    """How far each table went before this transaction, and the keys of rows that it has ended so far."""
    last = _last(connection)
    return (last.detail["upto"] if last else {}), connection.info.get(_PENDING, {})


def begin(connection: Connection) -> None:
    """Forgets what an earlier transaction on this connection noted (it may have been rolled back)."""
    connection.info.pop(_PENDING, None)
    connection.info.pop(_MOVED, None)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a step of linking may change of the standing resolution: these incidents, and links with an end in these claims."""

    incidents: frozenset[str]
    claims: frozenset[str]


@contextmanager
def moving(connection: Connection, scope: Scope) -> Iterator[None]:
    """Within it nothing of the standing resolution changes but what is in the scope: ``seal`` need not read the rest."""
    was = _sum(connection, scope)
    yield
    connection.info[_MOVED] = _sum(connection, scope) - was


def seal(connection: Connection, now: dt.datetime, what: str, subject: str, *, standing: bool = False) -> None:
    """Adds the transaction's entry; nothing where nothing was written. ``standing``: the resolution may have changed."""
    last = _last(connection)
    upto, previous = (last.detail["upto"], last.hash) if last else ({}, GENESIS)
    over = connection.info.pop(_PENDING, {})
    now_upto = {str(table.name): _highest(connection, table) for table in _GROWING}
    added = {
        str(table.name): _hash_of(connection, table, int(upto.get(table.name, 0)), now_upto[table.name])
        for table in _GROWING if now_upto[table.name] > int(upto.get(table.name, 0))
    }  # fmt: skip
    ends = {k: sorted(v) for k, v in sorted(over.items()) if v}
    detail: dict[str, Any] = {"upto": now_upto, "added": added, "ended": ends}
    if ends:
        detail["endings"] = {name: _moments(connection, name, keys) for name, keys in ends.items()}
    if standing:
        before, moved = _last(connection, "resolution"), connection.info.pop(_MOVED, None)
        known = before is not None and "sum" in before.detail
        total = int(before.detail["sum"], 16) + moved if known and moved is not None else _sum(connection)
        detail["sum"] = f"{total % (1 << 8 * _WIDE):0{2 * _WIDE}x}"
        if known and before.detail["sum"] == detail["sum"] and not added:
            return
    elif not added and not detail["ended"]:
        return
    row = {"at": now, "what": what, "subject": subject, "detail": detail, "previous": previous}
    connection.execute(insert(t.audit).values(**row, hash=_chained(row)))


def head(connection: Connection) -> str:
    """The hash of the last entry: written down elsewhere, it proves that nothing before it was changed or cut off."""
    last = _last(connection)
    return str(last.hash) if last else GENESIS


def verify(connection: Connection, expected_head: str | None = None) -> Iterator[str]:
    """What does not agree with the log, one plain sentence each; nothing where all is as it was written.

    ``expected_head``: a hash that ``head`` gave earlier and that must still be in the chain.
    """
    if connection.dialect.name == "sqlite":
        said = [str(r[0]) for r in connection.exec_driver_sql("PRAGMA integrity_check")]
        if said != ["ok"]:
            yield f"the database file is damaged: {'; '.join(said[:3])}"
    try:
        yield from _differences(connection, expected_head)
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # JSON or a moment that is none any more
        yield f"a row cannot be read any more ({error}); what comes after it was not checked"


def _differences(connection: Connection, expected_head: str | None) -> Iterator[str]:
    previous, upto = GENESIS, dict.fromkeys((str(table.name) for table in _GROWING), 0)
    over: dict[str, dict[int, dt.datetime]] = {name: {} for name in _ENDS}
    standing: str | None = None
    seen = {GENESIS}
    for entry in connection.execute(select(t.audit).order_by(t.audit.c.id)):
        row = {"at": entry.at, "what": entry.what, "subject": entry.subject, "detail": entry.detail, "previous": entry.previous}
        if entry.previous != previous or _chained(row) != entry.hash:
            yield f"audit entry {entry.id} ({entry.what} {entry.subject}) was altered, or one before it is gone"
        previous = entry.hash
        seen.add(previous)
        for table in _GROWING:
            first, last = upto[table.name], int(entry.detail["upto"].get(table.name, 0))
            wanted = entry.detail["added"].get(table.name)
            if last > first and _hash_of(connection, table, first, last) != wanted:
                yield f"rows {first + 1}–{last} of {table.name} are not what was written ({entry.what} {entry.subject})"
            upto[table.name] = max(first, last)
        for name, keys in entry.detail["ended"].items():
            over[name].update(dict.fromkeys(keys, entry.at))
            wanted = entry.detail.get("endings", {}).get(name)  # entries of the first ledgers have none
            if wanted is not None and _moments(connection, name, keys) != wanted:
                yield f"rows of {name} did not end when the log says ({entry.what} {entry.subject})"
        standing = entry.detail.get("sum", standing)
    yield from _beyond(connection, upto)
    yield from _endings(connection, over)
    if standing is not None and _sum(connection) % (1 << 8 * _WIDE) != int(standing, 16):
        yield "the incidents or links are not those that were last saved"
    yield from _strays(connection)
    if expected_head is not None and expected_head not in seen:
        yield "the log does not hold the entry that it once ended with: its end was cut off or rewritten"


def _beyond(connection: Connection, upto: Mapping[str, int]) -> Iterator[str]:
    for table in _GROWING:
        if _highest(connection, table) > upto[table.name]:
            yield f"{table.name} holds rows that no audit entry tells of"


def _endings(connection: Connection, over: Mapping[str, Mapping[int, dt.datetime]]) -> Iterator[str]:
    for name, column in _ENDS.items():
        table = t.metadata.tables[name]
        key = next(iter(table.primary_key.columns))
        found = set(connection.execute(select(key).where(table.c[column].is_not(None))).scalars())
        if strange := sorted(found ^ set(over[name])):
            yield f"{name}: {len(strange)} rows ended, or stand again, without an audit entry (the first is {strange[0]})"


def _moments(connection: Connection, name: str, keys: Sequence[int]) -> str:
    """The hash of when rows ended, in the order of their keys."""
    table = t.metadata.tables[name]
    key, total = next(iter(table.primary_key.columns)), hashlib.sha256()
    for some in parts(keys):
        _feed(total, connection.execute(select(key, table.c[_ENDS[name]]).where(key.in_(some)).order_by(key)))
    return total.hexdigest()


def _strays(connection: Connection) -> Iterator[str]:
    """Captures and claims are hashed with the documents and sightings that name them; one that none names was put in by hand."""
    lone = select(func.count()).select_from(t.capture).where(t.capture.c.sha256.not_in(select(t.document.c.capture).where(t.document.c.capture.is_not(None))))
    if n := connection.execute(lone).scalar_one():
        yield f"{n} captures belong to no document"
    lone = select(func.count()).select_from(t.claim).where(t.claim.c.id.not_in(select(t.sighting.c.claim)))
    if n := connection.execute(lone).scalar_one():
        yield f"{n} claims were seen in no document"
    last = select(t.sighting.c.claim, func.max(t.sighting.c.seen_at).label("at")).group_by(t.sighting.c.claim).subquery()
    off = select(func.count()).select_from(t.claim).join(last, last.c.claim == t.claim.c.id).where(t.claim.c.last_seen != last.c.at)
    if n := connection.execute(off).scalar_one():
        yield f"{n} claims were last seen at another time than their sightings say"


def _last(connection: Connection, what: str | None = None) -> Any:
    query = select(t.audit).order_by(t.audit.c.id.desc()).limit(1)
    return connection.execute(query if what is None else query.where(t.audit.c.what == what)).first()


def _highest(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.max(next(iter(table.primary_key.columns))))).scalar() or 0)


def _hash_of(connection: Connection, table: Table, after: int, upto: int) -> str:
    """The hash of a run of rows, with the captures and claims that they brought along."""
    total = hashlib.sha256()
    key = next(iter(table.primary_key.columns)).name
    inside = f'"{key}" > {after:d} AND "{key}" <= {upto:d}'
    _feed_many(total, connection, [c for c in table.columns if c.name not in ("superseded_at", "deleted_at")], f'{inside} ORDER BY "{key}"')
    if table is t.document:
        _feed_many(total, connection, list(t.capture.columns), f"sha256 IN (SELECT capture FROM document WHERE {inside}) ORDER BY sha256")  # noqa: S608 - numbers
        _feed_many(total, connection, list(t.document_words.columns), f'{inside} ORDER BY "row"')
    if table is t.sighting:
        c = t.claim.c
        _feed_many(total, connection, [c.id, c.type, c.quote, c.first_seen], f"id IN (SELECT claim FROM sighting WHERE {inside}) ORDER BY id")  # noqa: S608
    return total.hexdigest()


def _sum(connection: Connection, scope: Scope | None = None) -> int:
    """The numbers of the standing rows together; ``scope``: of those in it (and of all redirects, which are few)."""
    k, total = t.link.c, 0
    seen: set[tuple[str, str]] = set()
    for table in _STANDING:
        if scope is None or table is t.redirect:
            total += sum(_number(table, row) for row in connection.execute(select(table)))
            continue
        key = table.c.id if table is t.incident else k.left if table is t.link else table.c.incident
        for some in parts(sorted(scope.claims if table is t.link else scope.incidents)):
            found = list(connection.execute(select(table).where(key.in_(some))))
            if table is t.link:  # by either end, and each once
                found += connection.execute(select(table).where(k.right.in_(some)))
                found = [row for pair, row in {(row.left, row.right): row for row in found}.items() if pair not in seen]
                seen |= {(row.left, row.right) for row in found}
            total += sum(_number(table, row) for row in found)
    return total


def _number(table: Table, row: Sequence[Any]) -> int:
    written = orjson.dumps([str(table.name), *row], option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.shake_256(written).digest(_WIDE), "big")


def _feed(total: Any, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        total.update(orjson.dumps(list(row), option=orjson.OPT_SORT_KEYS))


def _feed_many(total: Any, connection: Connection, columns: Sequence[Column[Any]], which: str) -> None:
    """``_feed`` of the rows of one table, straight through the driver: a batch of reports brings thousands."""
    read = [(i, _READ[type(c.type)]) for i, c in enumerate(columns) if type(c.type) in _READ]
    cursor = connection.connection.cursor()
    names = ", ".join(f'"{c.name}"' for c in columns)
    cursor.execute(f'SELECT {names} FROM "{columns[0].table.name}" WHERE {which}')  # noqa: S608 - names of our own tables
    for row in cursor.fetchall():
        values = list(row)
        for i, value in read:
            if values[i] is not None:
                values[i] = value(values[i])
        total.update(orjson.dumps(values, option=orjson.OPT_SORT_KEYS))


_READ: dict[type, Callable[[Any], Any]] = {t.Moment: functools.lru_cache(maxsize=64)(dt.datetime.fromisoformat), t.Json: orjson.loads, Boolean: bool}
"""Kinds of columns that the driver gives otherwise than they hash, and what they hash as."""


def _chained(row: Mapping[str, Any]) -> str:
    # SQLAlchemy's names are strings of its own kind, and times must hash as they come back
    return hashlib.sha256(orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)).hexdigest()

"""Incidents a page at a time, filtered and sorted in the database; the cursor is the last row's own sort key, so that new rows shift nothing."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Text, and_, case, cast, func, literal, or_, select

from marsad.ledger import resolutions
from marsad.ledger import tables as t
from marsad.model import Incident

MOST = 500
GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
SORTS = ("date", "-date", "-killed", "-origins", "grade")


@dataclass(frozen=True, slots=True)
class IncidentFilters:
    """What is asked for; empty means no restriction. Days are both included; an incident counts where its interval meets them."""

    first: dt.date | None = None
    last: dt.date | None = None
    type: str = ""
    kind: str = ""  # incident or window
    grade: str = ""
    country: str = ""
    admin1: str = ""
    actor: str = ""  # in any role
    source: str = ""  # origin
    disputed: bool = False
    documents: tuple[str, ...] = ()  # only incidents told in these documents (a search's answer)
    sort: str = "-date"


@dataclass(frozen=True, slots=True)
class Page:
    """``cursor`` asks for the next page; None at the end. ``total`` counts all that answer the filters."""

    incidents: tuple[Incident, ...]
    cursor: str | None
    total: int


def page(connection: Connection, filters: IncidentFilters, cursor: str | None, limit: int) -> Page:
    """One page in the order of ``filters.sort``, ties by id. Raises ValueError on an unknown sort or a broken cursor."""
    if filters.sort not in SORTS:
        raise ValueError(f"{filters.sort}: no order; use {', '.join(SORTS)}")
    i, limit = t.incident, max(1, min(limit, MOST))
    where = _conditions(filters)
    key, falling = _key(filters.sort)
    total = int(connection.execute(select(func.count()).select_from(i).where(*where)).scalar_one())
    if cursor is not None:
        value, last_id = _opened(cursor)
        beyond = key < literal(value) if falling else key > literal(value)
        where.append(or_(beyond, and_(key == literal(value), i.c.id > last_id)))
    query = select(i.c.id, key.label("key")).where(*where).order_by(key.desc() if falling else key, i.c.id).limit(limit + 1)
    found = connection.execute(query).all()
    more = len(found) > limit
    ids = [r[0] for r in found[:limit]]
    following = _closed(found[limit - 1][1], ids[-1]) if more else None
    return Page(tuple(resolutions.some(connection, ids)), following, total)


def _conditions(f: IncidentFilters) -> list[ColumnElement[bool]]:
    i = t.incident
    where: list[ColumnElement[bool]] = []
    if f.first:
        where.append(func.coalesce(i.c.day_to, i.c.day_from) >= f.first)
    if f.last:
        where.append(func.coalesce(i.c.day_from, i.c.day_to) <= f.last)
    for column, value in ((i.c.type, f.type), (i.c.kind, f.kind), (i.c.grade, f.grade), (i.c.country, f.country), (i.c.admin1, f.admin1)):
        if value:
            where.append(column == value)
    if f.disputed:
        where.append(i.c.disputed.is_(True))
    a = t.incident_actor
    if f.actor:
        where.append(i.c.id.in_(select(a.c.incident).where((a.c.actor == f.actor) & (a.c.role != "origin"))))
    if f.source:
        where.append(i.c.id.in_(select(a.c.incident).where((a.c.actor == f.source) & (a.c.role == "origin"))))
    if f.documents:
        inside = select(t.sighting.c.claim).where(t.sighting.c.document.in_(f.documents))
        where.append(i.c.id.in_(select(t.incident_claim.c.incident).where(t.incident_claim.c.claim.in_(inside))))
    return where


def _key(sort: str) -> tuple[ColumnElement[Any], bool]:
    """What is sorted by, never null (what is not known comes last), and whether it falls. Days are compared as text, the same on both databases."""
    i = t.incident
    if sort == "date":
        return func.coalesce(cast(i.c.day_from, Text), "9999"), False
    if sort == "-date":
        return func.coalesce(cast(i.c.day_from, Text), ""), True
    if sort == "-killed":
        return func.coalesce(i.c.killed, -1), True
    if sort == "-origins":
        return func.coalesce(i.c.origins, -1), True
    return case({g: n for n, g in enumerate(GRADES)}, value=i.c.grade, else_=len(GRADES)), False


def _closed(value: Any, last_id: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([value, last_id])).decode().rstrip("=")


def _opened(cursor: str) -> tuple[Any, str]:
    try:
        value, last_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise ValueError("the cursor is not one that a page gave") from error
    if not isinstance(value, (str, int)) or not isinstance(last_id, str):
        raise ValueError("the cursor is not one that a page gave")  # noqa: TRY004 - somebody typed it
    return value, last_id

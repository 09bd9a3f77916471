"""What reviewers said of the same claims without seeing each other: kept for measuring their agreement; changes no account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, insert, select

from marsad.ledger import audit
from marsad.ledger import tables as t
from marsad.ledger.accounts import Door, Write


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's word on one claim: ``value`` has "type" ("none": no event), "status" and "killed" ([low, high] or null)."""

    claim: str
    who: str
    value: Mapping[str, Any]
    at: dt.datetime


class Ratings:
    """The blind ratings of one ledger; a person's later word on a claim takes the place of the earlier."""

    def __init__(self, reading: Door, writing: Write, clock: Callable[[], dt.datetime]) -> None:
        self._reading, self._writing, self._clock = reading, writing, clock

    def all(self) -> list[Rating]:
        """Ratings in force, in the order in which they were given."""
        with self._reading() as connection:
            found = connection.execute(select(t.rating).where(t.rating.c.deleted_at.is_(None)).order_by(t.rating.c.id)).mappings()
            return [Rating(r["claim"], r["who"], r["value"], r["at"]) for r in found]

    def rate(self, claim: str, who: str, value: Mapping[str, Any]) -> None:
        """Keeps a person's word on a claim. Raises ValueError on an unknown claim."""
        with self._writing("rating", claim) as connection:
            if connection.execute(select(t.claim.c.id).where(t.claim.c.id == claim)).first() is None:
                raise ValueError(f"{claim}: no such claim in this ledger")
            audit.end(connection, t.rating, _theirs(claim, who), self._clock())
            connection.execute(insert(t.rating).values(claim=claim, who=who, value=dict(value), at=self._clock()))

    def withdraw(self, claim: str, who: str) -> bool:
        """Takes a person's word on a claim back. Returns whether there was one."""
        with self._writing("withdrawal", claim) as connection:
            return audit.end(connection, t.rating, _theirs(claim, who), self._clock())


def _theirs(claim: str, who: str) -> ColumnElement[bool]:
    return (t.rating.c.claim == claim) & (t.rating.c.who == who)

"""The one filter state of the overview: out of the address, into it, and to the ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from marsad.arabic.normalise import fold
from marsad.ledger import IncidentFilters, Unit
from marsad.model import EVENT_TYPES
from marsad.resources import actors

GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
SORTS = ("date", "-date", "-killed", "-origins", "grade")
PAGE_SIZE = 50
_LONGEST = 200  # letters of a typed value that are looked at
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty means no restriction. ``first``/``last`` are days, both included; ``side``: whose dead, wounded,
    captured or missing are told, "none" of whom that is not told of some; ``box``: where on the map, by the middle of the footprint."""

    q: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    type: str = ""
    actor: str = ""
    side: str = ""
    country: str = ""
    admin1: str = ""
    grade: str = ""
    disputed: bool = False
    box: Box | None = None
    sort: str = "-date"
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """As the address has it; defaults are left out."""
        found = [
            ("q", self.q), ("from", self.first.isoformat() if self.first else ""), ("to", self.last.isoformat() if self.last else ""),
            ("type", self.type), ("actor", self.actor), ("side", self.side), ("country", self.country), ("admin1", self.admin1), ("grade", self.grade),
            ("disputed", "1" if self.disputed else ""), ("box", ",".join(f"{x:g}" for x in self.box) if self.box else ""), ("sort", "" if self.sort == "-date" else self.sort),
            ("page", "" if self.page == 1 else str(self.page)),
        ]  # fmt: skip
        return [(k, v) for k, v in found if v]

    def query(self, **changes: object) -> str:
        """The address's query with some values changed: «?type=attack&page=2», or "?" where nothing is left."""
        return "?" + urlencode(dataclasses.replace(self, **changes).pairs(), safe=",")  # type: ignore[arg-type]  # names are our own

    def restricting(self) -> list[tuple[str, str]]:
        """The filters that are set, without order and page."""
        return [(k, v) for k, v in self.pairs() if k not in ("sort", "page")]


_FIELD = {"from": "first", "to": "last"}


def field_of(name: str) -> str:
    """The attribute behind a parameter of the address."""
    return _FIELD.get(name, name)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None  # a half-typed day restricts nothing


def box(text: str) -> Box | None:
    """West, south, east, north, «38,34.5,41,36», to about a hundred metres; None for what is no box."""
    try:
        west, south, east, north = (float(x) for x in text.split(","))
    except ValueError:
        return None
    if not all(math.isfinite(x) for x in (west, south, east, north)):
        return None
    west, east = (round(min(max(x, -180.0), 180.0), 3) for x in (west, east))
    south, north = (round(min(max(x, -90.0), 90.0), 3) for x in (south, north))
    return (west, south, east, north) if west < east and south < north else None


def parse(query: Mapping[str, str]) -> Filters:
    """Filters out of an address. What is not understood restricts nothing: an address typed by hand shows too much, never an error."""

    def word(name: str, allowed: Sequence[str] = ()) -> str:
        value = query.get(name, "").strip()[:_LONGEST]
        return value if not allowed or value in allowed else ""

    page = query.get("page", "")
    return Filters(
        q=word("q"), first=_day(word("from")), last=_day(word("to")), type=word("type", EVENT_TYPES), actor=word("actor"), side=word("side"),
        country=word("country").upper()[:2], admin1=word("admin1"), grade=word("grade", GRADES), disputed=query.get("disputed") in ("1", "on", "true"),
        box=box(query.get("box", "")[:_LONGEST]),
        sort=word("sort", SORTS) or "-date", page=min(max(int(page), 1), 100_000) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )  # fmt: skip


def wanted(filters: Filters, *, windows: bool = False) -> IncidentFilters:
    """The filters as the ledger takes them; an actor stands for its units too, while they belonged to it."""
    return IncidentFilters(
        first=filters.first, last=filters.last, type=filters.type, kind="window" if windows else "incident", grade=filters.grade, country=filters.country,
        admin1=filters.admin1, units=units(filters.actor), side=filters.side, disputed=filters.disputed, box=filters.box, words=filters.q, sort=filters.sort,
    )  # fmt: skip


@functools.lru_cache(maxsize=500)
def units(actor: str) -> tuple[Unit, ...]:
    """The actor and everything that was ever part of it, each with the days on which it was."""
    if not actor:
        return ()
    tree = actors.tree()
    found = [Unit(actor)]
    for one in tree:
        if one != actor and actor in tree and tree.within(one, actor):
            found += [Unit(one, first, last) for first, last in _belonged(tree, one, actor)]
    return tuple(found)


def _belonged(tree: actors.ActorTree, one: str, actor: str) -> list[tuple[dt.date | None, dt.date | None]]:
    """The stretches of days on which one actor was part of the other, directly or not."""
    edges = {e for a in (one, *tree.ancestors(one)) if (entry := tree.get(a)) for e in entry.parents}
    turns = {dt.date.min}
    for _, start, end, *_ in edges:
        if start:
            turns.add(dt.date.fromisoformat(start))
        if end:
            turns.add(dt.date.fromisoformat(end) + dt.timedelta(days=1))
    days = sorted(turns)
    found: list[tuple[dt.date | None, dt.date | None]] = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        if tree.within(one, actor, day):
            first, last = (None if day == dt.date.min else day), (following - dt.timedelta(days=1) if following else None)
            if found and found[-1][1] and first and found[-1][1] + dt.timedelta(days=1) == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
    return found


@functools.lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """A text under the one spelling of search, lower case for Latin."""
    return " ".join(fold(word) for word in text.split()).lower()

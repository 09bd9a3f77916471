"""The one filter state of the overview: out of the address, into it, and over the incidents."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from marsad.arabic.normalise import fold
from marsad.model import EVENT_TYPES, Incident
from marsad.resources import actors
from marsad.web import naming
from marsad.web.i18n import LANGUAGES, speaker
from marsad.web.snapshot import Snapshot

GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
SORTS = ("date", "-date", "-killed", "-origins", "grade")
PAGE_SIZE = 50
_LONGEST = 200  # letters of a typed value that are looked at


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty means no restriction. ``first``/``last`` are days, both included."""

    q: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    type: str = ""
    actor: str = ""
    country: str = ""
    admin1: str = ""
    grade: str = ""
    disputed: bool = False
    sort: str = "-date"
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """As the address has it; defaults are left out."""
        found = [
            ("q", self.q), ("from", self.first.isoformat() if self.first else ""), ("to", self.last.isoformat() if self.last else ""),
            ("type", self.type), ("actor", self.actor), ("country", self.country), ("admin1", self.admin1), ("grade", self.grade),
            ("disputed", "1" if self.disputed else ""), ("sort", "" if self.sort == "-date" else self.sort),
            ("page", "" if self.page == 1 else str(self.page)),
        ]  # fmt: skip
        return [(k, v) for k, v in found if v]

    def query(self, **changes: object) -> str:
        """The address's query with some values changed: «?type=attack&page=2», or "?" where nothing is left."""
        return "?" + urlencode(dataclasses.replace(self, **changes).pairs())  # type: ignore[arg-type]  # names are our own

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


def parse(query: Mapping[str, str]) -> Filters:
    """Filters out of an address. What is not understood restricts nothing: an address typed by hand shows too much, never an error."""

    def word(name: str, allowed: Sequence[str] = ()) -> str:
        value = query.get(name, "").strip()[:_LONGEST]
        return value if not allowed or value in allowed else ""

    page = query.get("page", "")
    return Filters(
        q=word("q"), first=_day(word("from")), last=_day(word("to")), type=word("type", EVENT_TYPES), actor=word("actor"),
        country=word("country").upper()[:2], admin1=word("admin1"), grade=word("grade", GRADES), disputed=query.get("disputed") in ("1", "on", "true"),
        sort=word("sort", SORTS) or "-date", page=min(max(int(page), 1), 100_000) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )  # fmt: skip


def holds(filters: Filters, incident: Incident, words: str) -> bool:
    """Whether the incident is among what is asked for. ``words``: its folded text."""
    place, when = incident.place, incident.time
    if filters.type and incident.type != filters.type:
        return False
    if filters.grade and incident.grade != filters.grade:
        return False
    if filters.disputed and not incident.disputed:
        return False
    if filters.country and (place is None or place.country != filters.country):
        return False
    if filters.admin1 and (place is None or place.admin1 != filters.admin1):
        return False
    if filters.actor and not involves(incident, filters.actor):
        return False
    if filters.first and (when is None or (when.end_day or dt.date.max) < filters.first):
        return False
    if filters.last and (when is None or (when.start_day or dt.date.min) > filters.last):
        return False
    return not filters.q or all(part in words for part in folded(filters.q).split())


def involves(incident: Incident, actor: str) -> bool:
    """Whether the actor, or a unit of it, did it or suffered it."""
    named = {*incident.perpetrators, *incident.targets, *(t.group for t in incident.tolls if t.group)}
    if actor in named:
        return True
    tree = actors.tree()
    on = incident.time.start_day if incident.time else None
    return actor in tree and any(one in tree and tree.within(one, actor, on) for one in named)


@functools.lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """A text under the one spelling of search, lower case for Latin."""
    return " ".join(fold(word) for word in text.split()).lower()


def words_of(snapshot: Snapshot, incident: Incident) -> str:
    """Everything of an incident that can be searched: names in both languages, its place, its evidence."""
    parts: list[str] = [incident.id]
    for lang in LANGUAGES:
        s = speaker(lang)
        parts += [naming.title(s, incident), naming.region(s, incident.place)]
        parts += [naming.actor(s, a) for a in (*incident.perpetrators, *incident.targets)]
        parts += [naming.source(s, o.source) for o in incident.origins]
    for claim in snapshot.claims_of(incident):
        parts += [q.text for q in claim.evidence]
        parts += [a.text for a in (*claim.perpetrators, *claim.targets)]
        parts.append(claim.place.text if claim.place else "")
    return " ".join(folded(p) for p in parts)


class Index:
    """Search words of a snapshot's incidents, made once."""

    def __init__(self) -> None:
        self._of: tuple[Snapshot | None, dict[str, str]] = (None, {})

    def words(self, snapshot: Snapshot) -> dict[str, str]:
        if self._of[0] is not snapshot:
            self._of = (snapshot, {i.id: words_of(snapshot, i) for i in snapshot.incidents})
        return self._of[1]


def _killed(incident: Incident) -> int:
    toll = naming.total(incident, "killed")
    return -1 if toll is None else max(toll.best or 0, toll.high or 0, toll.low or 0)


def ordered(found: list[Incident], sort: str) -> list[Incident]:
    """By the chosen order; ties by day and id, the undated last."""
    latest = sorted(found, key=lambda i: (i.time.start_day if i.time and i.time.start_day else dt.date.min, i.id), reverse=True)
    match sort:
        case "date":
            return sorted(latest, key=lambda i: (i.time.start_day if i.time and i.time.start_day else dt.date.max, i.id))
        case "-killed":
            return sorted(latest, key=_killed, reverse=True)
        case "-origins":
            return sorted(latest, key=lambda i: i.independent_origins, reverse=True)
        case "grade":
            return sorted(latest, key=lambda i: GRADES.index(i.grade) if i.grade in GRADES else len(GRADES))
        case _:
            return latest


def choose(snapshot: Snapshot, index: Index, filters: Filters, *, windows: bool = False) -> list[Incident]:
    """The incidents (or windows) asked for, in the order asked for."""
    words = index.words(snapshot) if filters.q else {}
    return ordered([i for i in (snapshot.windows if windows else snapshot.events) if holds(filters, i, words.get(i.id, ""))], filters.sort)


def facets(snapshot: Snapshot) -> dict[str, list[tuple[str, int]]]:
    """What there is to choose from, with how many incidents each, commonest first."""
    counts: dict[str, Counter[str]] = {k: Counter() for k in ("type", "grade", "country", "admin1", "actor")}
    for one in snapshot.events:
        counts["type"][one.type] += 1
        counts["grade"][one.grade] += 1
        if one.place and one.place.country:
            counts["country"][one.place.country] += 1
        if one.place and one.place.admin1:
            counts["admin1"][one.place.admin1] += 1
        for actor in {*one.perpetrators, *one.targets}:
            counts["actor"][actor] += 1
    return {name: sorted(counter.items(), key=lambda kv: (-kv[1], kv[0])) for name, counter in counts.items()}

"""Which incidents an export holds: the filters of the command line and the API."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields

from marsad.arabic.normalise import fold
from marsad.model import Incident
from marsad.resources import actors

REVIEWS = ("accepted", "rejected", "unreviewed")
GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
POLICIES = ("default", "ucdp", "acled", "range")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty means no restriction. Days are both included: an incident counts where its interval meets them."""

    first: dt.date | None = None
    last: dt.date | None = None
    place: str = ""  # part of the place's name, Arabic or English
    admin1: str = ""
    country: str = ""
    actor: str = ""  # in any role; units count as their force
    type: str = ""
    grade: str = ""
    review: str = ""  # accepted: each claim was accepted; rejected: one was rejected; unreviewed: nobody has looked at any

    def told(self) -> dict[str, str]:
        """The filters that restrict something, for the file's account of itself."""
        return {f.name: str(v) for f in fields(self) if (v := getattr(self, f.name))}


def chosen(filters: Filters, incident: Incident, reviewed: Mapping[str, bool]) -> bool:
    """Whether the incident is among what is asked for. ``reviewed``: claim id → accepted, of the claims that a person has reviewed."""
    place, when = incident.place, incident.time
    if filters.type and incident.type != filters.type:
        return False
    if filters.grade and incident.grade != filters.grade:
        return False
    if filters.country and (place is None or place.country != filters.country.upper()):
        return False
    if filters.admin1 and (place is None or (place.admin1 or "").casefold() != filters.admin1.casefold()):
        return False
    if filters.place and not _named(filters.place, (place.name, place.text, place.admin1, place.admin2) if place else ()):
        return False
    if filters.first and (when is None or (when.end_day or dt.date.max) < filters.first):
        return False
    if filters.last and (when is None or (when.start_day or dt.date.min) > filters.last):
        return False
    if filters.actor and not _involves(incident, filters.actor):
        return False
    if filters.review:
        words = [reviewed.get(c) for c in incident.claims]
        if filters.review == "unreviewed":
            return all(w is None for w in words)
        return all(words) if filters.review == "accepted" else False in words
    return True


def _named(wanted: str, names: tuple[str | None, ...]) -> bool:
    return any(_folded(wanted) in _folded(n) for n in names if n)


@functools.lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return " ".join(fold(w) for w in text.split()).casefold()


def _involves(incident: Incident, actor: str) -> bool:
    named = {*incident.perpetrators, *incident.targets, *(t.group for t in incident.tolls if t.group)}
    if actor in named:
        return True
    tree = actors.tree()
    on = incident.time.start_day if incident.time else None
    return actor in tree and any(one in tree and tree.within(one, actor, on) for one in named)

"""What an export is given: incidents in the order of their ids, the claims and documents behind them, and what was asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from marsad.model import Claim, Document, Incident, ReconciledToll
from marsad.resources import actors
from marsad.resources.exporting import Crosswalk

CIVIL = frozenset({"civilians", "civil_defence"})
_STATE_KINDS = frozenset({"state", "army", "air_force", "navy", "unit", "police", "security", "intelligence", "ministry", "coalition", "foreign_forces", "un_mission"})


@dataclass(frozen=True, slots=True)
class About:
    """How the file came to be, for the formats that tell it. ``moment`` is set where the state of an earlier moment was asked for."""

    version: str = ""
    lexicon: str = ""  # hash of the tables that were read with
    audit_head: str = ""
    policy: str = "default"
    profile: str = "full"
    moment: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """``incidents`` may be a stream and is gone over once. ``left_out`` counts, by rule, what the format had no place for."""

    incidents: Iterable[Incident]
    claims: Mapping[str, Claim] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    about: About = About()
    right_to_left: bool = False
    left_out: Counter[str] = field(default_factory=Counter)

    def told(self) -> Iterator[Told]:
        """Each incident with what stands behind it."""
        for incident in self.incidents:
            yield Told(incident, self)


Export: TypeAlias = Callable[[State], Iterator[bytes]]
"""A state in, the file's bytes out, piece by piece. The same state gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a format leaves an incident out. ``what`` is a sentence for people; ``leaves_out`` decides."""

    id: str
    what: str
    leaves_out: Callable[[Told], bool]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, how it is filled in words (for the documentation), and what fills it. ``kind``: string, integer, number,
    date or boolean; ``ar``: its name in Arabic; ``hxl``: its HXL tag."""

    name: str
    says: str
    fill: Callable[[Told], Any]
    kind: str = "string"
    ar: str = ""
    hxl: str = ""


def kept(state: State, rules: Iterable[Rule]) -> Iterator[Told]:
    """The incidents that no rule leaves out; the others are counted under the first rule that does."""
    rules = tuple(rules)
    for told in state.told():
        for rule in rules:
            if rule.leaves_out(told):
                state.left_out[rule.id] += 1
                break
        else:
            yield told


class Told:
    """One incident as formats ask about it. Cheap to make: everything beyond the incident is looked up when asked for."""

    __slots__ = ("_told", "first", "incident", "last", "place", "state")

    def __init__(self, incident: Incident, state: State) -> None:
        self.incident = incident
        self.state = state
        self.place = incident.place
        when = incident.time
        self.first: dt.date | None = when.start_day if when else None
        self.last: dt.date | None = when.end_day if when else None
        self._told: dict[tuple[str, str | None], ReconciledToll] | None = None

    @property
    def id(self) -> str:
        return self.incident.id

    @property
    def days(self) -> int | None:
        """How many days the interval has; None where an end is open."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    @property
    def claims(self) -> list[Claim]:
        """Its claims, in the order of their documents' days, then as they stand in the text."""
        known, documents = self.state.claims, self.state.documents

        def order(c: Claim) -> tuple[str, str, int, str]:
            document = documents.get(c.document)
            day = document.published.isoformat() if document and document.published else "9999"
            return day, c.document, c.evidence[0].start if c.evidence else -1, c.id

        return sorted((known[c] for c in self.incident.claims if c in known), key=order)

    @property
    def documents(self) -> list[Document]:
        """The reports that tell it, earliest first."""
        found = dict.fromkeys(c.document for c in self.claims)
        return [self.state.documents[d] for d in found if d in self.state.documents]

    def toll(self, measure: str, group: str | None = None) -> ReconciledToll | None:
        """The reconciled toll of a group, of all victims together without one."""
        if self._told is None:
            self._told = {(t.measure, t.group): t for t in self.incident.tolls}
        return self._told.get((measure, group))

    def total(self, measure: str) -> ReconciledToll | None:
        """Of all victims; where only groups are told, that of the single group. Never a sum that nobody told."""
        found = self.toll(measure)
        if found is None:
            single = [t for t in self.incident.tolls if t.measure == measure]
            found = single[0] if len(single) == 1 else None
        return found

    @property
    def means(self) -> frozenset[str]:
        return frozenset(m for c in self.claims for m in c.means)

    @property
    def items(self) -> frozenset[str]:
        """Kinds of things that were found or taken."""
        return frozenset(m.item for c in self.claims for m in c.materiel if m.outcome in ("found", "captured"))

    @property
    def perpetrators(self) -> tuple[str, ...]:
        return self.incident.perpetrators

    @property
    def victims(self) -> tuple[str, ...]:
        """Who was hit: the targets, then groups of the toll that are no attackers."""
        groups = (t.group for t in self.incident.tolls if t.group and t.group not in self.incident.perpetrators and t.group in actors.tree())
        return tuple(dict.fromkeys((*self.incident.targets, *groups)))

    def mapped(self, crosswalk: Crosswalk) -> tuple[list[str], str]:
        """What a standard calls it, or nothing and the reason."""
        incident = self.incident
        killed = self.total("killed")
        traits = (
            incident.type, self.means, self.items, side_of(self.victims), side_of(incident.perpetrators), incident.status,
            "yes" if killed and (killed.high is None or killed.high > 0) else "no",
        )  # fmt: skip
        for row in crosswalk.rows:
            if row.when.fits(*traits):
                return row.to, row.left_out
        return [], f"no row of the crosswalk fits {incident.type}"


@functools.lru_cache(maxsize=20_000)
def side(actor: str) -> str:
    """What an actor is to a standard: state, group, protesters, civilians or unknown."""
    tree = actors.tree()
    kind = tree.kind(actor)
    if kind == "unknown" and not actor.startswith("x_"):
        return "unknown"
    if kind in ("civilians", "civil_defence", "organisation", "company"):
        return "civilians"
    if kind in ("protesters", "rioters"):
        return "protesters"
    return "state" if kind in _STATE_KINDS else "group"


def side_of(named: Iterable[str]) -> str:
    """Of several: armed before civilian, state before group; unknown where nobody is named."""
    found = {side(a) for a in named}
    return next((s for s in ("state", "group", "protesters", "civilians") if s in found), "unknown")


def outermost(groups: Iterable[str]) -> list[str]:
    """Groups that are no part of another of them, so that nobody is counted twice."""
    groups = list(groups)
    tree = actors.tree()
    return [g for g in groups if not any(o != g and tree.within(g, o) for o in groups)]


def replaced(state: State, **changes: Any) -> State:
    """The state with some of it exchanged."""
    return dataclasses.replace(state, **changes)

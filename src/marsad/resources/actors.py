"""The actors: a tree of unit ⊂ force ⊂ side with dated edges, who is whose ally or enemy when, and the words that name them.

``data/actors/states.yml`` holds the states, ``generic.yml`` the words that need a country or an earlier actor to mean someone,
every other file the actors of one country or theatre. How to add one: docs/actors.md.
"""

from __future__ import annotations

import datetime as dt
import functools
import pathlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, compiled, files, load_yaml

Relation = Literal["same", "unit", "contains", "same_side", "ally", "enemy", "unrelated", "unknown"]

# kind → (ACLED inter code, PLOVER sector code), where the entry has none of its own. Codes: docs/actors.md.
KINDS: dict[str, tuple[int, str]] = {
    "state": (1, "GOV"), "army": (1, "MIL"), "air_force": (1, "MIL"), "navy": (1, "MIL"), "unit": (1, "MIL"), "police": (1, "COP"),
    "security": (1, "COP"), "intelligence": (1, "SPY"), "ministry": (1, "GOV"), "militia": (3, "PRM"), "insurgents": (2, "REB"),
    "jihadists": (2, "REB"), "faction": (2, "REB"), "coalition": (8, "MIL"), "foreign_forces": (8, "MIL"),
    "un_mission": (8, "IGO"), "organisation": (7, "IGO"), "party": (3, "PTY"), "tribe": (4, "CVL"), "identity_militia": (4, "PRM"),
    "company": (7, "BUS"), "private_military": (8, "PRM"), "criminal": (3, "CRM"), "protesters": (6, "CVL"), "rioters": (5, "CVL"),
    "civilians": (7, "CVL"), "civil_defence": (7, "MED"), "unknown": (3, "UNK"),
}  # fmt: skip
NOT_ACTORS = frozenset({"unknown", "civilians", "protesters"})  # ids that stand for no one side
_PATTERNS = ("actors/*.yml",)
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Edge(_Row):
    """A unit belongs ``of`` a force from one day to another (year, month or day; both may be open)."""

    of: str
    start: str = ""
    end: str = ""
    note: str = ""


class Entry(_Row):
    """One actor as a data file gives it."""

    id: str
    ar: str
    en: str
    kind: str
    country: str = ""
    inter: str = ""
    sector: str = ""
    counts_as_parent: Literal["", "yes"] = ""  # "yes": a text that names it is read as naming its parent (general services of a state, branches)
    start: str = ""  # the force exists from..to; decides between two holders of one alias
    end: str = ""
    parents: list[Edge] = []
    aliases: list[str] = []
    commanders: list[str] = []  # public commanders who stand for the force; never private persons
    note: str = ""


class Tie(_Row):
    """Two sides that are allies or enemies from one day to another."""

    a: str
    b: str
    tie: Literal["ally", "enemy"]
    start: str = ""
    end: str = ""
    note: str = ""


class Labels(_Row):
    """Further names of an actor whose entry stands in another file (a state's, for one)."""

    of: str
    aliases: list[str] = []
    commanders: list[str] = []


class Theatre(_Row):
    """A file of actors of one country or theatre."""

    actors: list[Entry] = []
    labels: list[Labels] = []
    ties: list[Tie] = []


class State(_Row):
    """A state: its government's actor id, its names, the stems of its adjective (nisba), its capital as a by-name."""

    country: str
    id: str
    en: str
    ar: str
    names: list[str] = []
    nisba: list[str] = []
    plurals: list[str] = []  # broken plurals of the nisba: «الروس», «الأتراك»
    capital: list[str] = []
    places: list[str] = []  # well-known places; they only vote on the country of a report
    power: Literal["", "yes"] = ""  # "yes": its forces act abroad, so that naming it says little about where the report plays
    shy: Literal["", "yes"] = ""  # "yes": name and nisba are also plain words («مالي»), read as the state beside a force or a preposition only
    forces: str = ""  # id of its forces, where that is not the state's own id


class States(_Row):
    """The file of states."""

    states: list[State]


@dataclass(frozen=True, slots=True)
class ActorEntry:
    """An actor: neutral names, kind, country (ISO-2 or None), ACLED inter code, PLOVER sector code, dated parents."""

    id: str
    ar: str
    en: str
    kind: str
    country: str | None
    inter: int
    sector: str
    parents: tuple[tuple[str, str, str, str], ...] = ()  # (id, first day, last day, note); "" is open
    aliases: tuple[str, ...] = ()
    commanders: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    note: str = ""
    counts_as_parent: bool = False


class ActorTree:
    """The tree; questions about a day take ``on`` (None: whenever, the edges without end first)."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._rows: Mapping[str, Mapping[str, Any]] = data["actors"]
        self._ties: Mapping[str, list[list[str]]] = data["ties"]

    def __contains__(self, actor: str) -> bool:
        return actor in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one tree a process
    def get(self, actor: str) -> ActorEntry | None:
        """The entry of an id, None where the tables have none (a provisional group)."""
        row = self._rows.get(actor)
        if row is None:
            return None
        return ActorEntry(
            id=actor, ar=row["ar"], en=row["en"], kind=row["kind"], country=row["country"] or None, inter=row["inter"],
            sector=row["sector"], parents=tuple((p[0], p[1], p[2], p[3]) for p in row["parents"]), aliases=tuple(row["aliases"]),
            commanders=tuple(row["commanders"]), start=row["start"], end=row["end"], note=row["note"], counts_as_parent=row["flat"],
        )  # fmt: skip

    def name(self, actor: str, language: str = "en") -> str:
        """The neutral name, «ar» or «en»; of a provisional group its id spelt out."""
        row = self._rows.get(actor)
        if row is None:
            return actor.removeprefix("x_").replace("_", " ")
        return str(row["ar" if language == "ar" else "en"])

    def kind(self, actor: str) -> str:
        """The kind (a key of KINDS); "insurgents" of a provisional group's id, "unknown" of any other unknown id."""
        row = self._rows.get(actor)
        if row is None:
            return "insurgents" if actor.startswith("x_") else "unknown"
        return str(row["kind"])

    def country(self, actor: str) -> str | None:
        row = self._rows.get(actor)
        return (row["country"] or None) if row else None

    def parents(self, actor: str, on: dt.date | None = None) -> tuple[str, ...]:
        """The forces that it belongs to on that day (None: all, those without an end first)."""
        row = self._rows.get(actor)
        if row is None:
            return ()
        edges: list[list[str]] = row["parents"]
        if on is None:
            return tuple(dict.fromkeys(e[0] for e in sorted(edges, key=lambda e: bool(e[2]))))
        return tuple(e[0] for e in edges if _holds(e[1], e[2], on))

    def ancestors(self, actor: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Everything above it, nearest first, itself left out."""
        seen: dict[str, None] = {}
        level = [actor]
        while level:
            level = [p for a in level for p in self.parents(a, on) if p != actor and p not in seen]
            seen.update(dict.fromkeys(level))
        return tuple(seen)

    def side(self, actor: str, on: dt.date | None = None) -> str:
        """The top of the tree above it (its first parent's first parent …), or itself."""
        seen = {actor}
        while True:
            parents = [p for p in self.parents(actor, on) if p not in seen]
            if not parents:
                return actor
            actor = parents[0]
            seen.add(actor)

    def within(self, a: str, b: str, on: dt.date | None = None) -> bool:
        """Whether ``a`` is ``b`` or a part of it."""
        return a == b or b in self.ancestors(a, on)

    def relation(self, a: str, b: str, on: dt.date | None = None) -> Relation:
        """How two actors stand to each other on that day; "unknown" where one is unknown or no one in particular."""
        if a in NOT_ACTORS or b in NOT_ACTORS:
            return "same" if a == b and a != "unknown" else "unknown"
        if a == b:
            return "same"
        above_a, above_b = (a, *self.ancestors(a, on)), (b, *self.ancestors(b, on))
        if b in above_a:
            return "unit"
        if a in above_b:
            return "contains"
        if set(above_a) & set(above_b):
            return "same_side"
        for x in above_a:  # the closest edge decides
            for other, tie, start, end in self._ties.get(x, ()):
                if other in above_b and (on is None or _holds(start, end, on)):
                    return "ally" if tie == "ally" else "enemy"
        return "unrelated" if a in self._rows and b in self._rows else "unknown"


def _holds(start: str, end: str, on: dt.date) -> bool:
    day = on.isoformat()
    return (not start or start <= day) and (not end or day <= end)


@functools.lru_cache(maxsize=1)
def tree() -> ActorTree:
    """The actor tree, read once."""
    return ActorTree(table())


@functools.lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """The compiled table: ``actors``, ``ties``, ``states``."""
    return compiled("actors", _PATTERNS, build)


def build() -> dict[str, Any]:
    """Reads and checks every file; raises DataError with the file and the entry at fault."""
    rows: dict[str, dict[str, Any]] = {}
    ties: dict[str, list[list[str]]] = {}
    states = _checked(States, "states.yml").states
    for state in states:
        _add(rows, Entry(id=state.id, ar=state.ar, en=state.en, kind="state", country=state.country), "states.yml")
    theatres = [(p.name, _checked(Theatre, p.name, p)) for p in files(_PATTERNS[0]) if p.name not in ("states.yml", "generic.yml")]
    for name, theatre in theatres:
        for entry in theatre.actors:
            _add(rows, entry, name)
    for name, theatre in theatres:
        for entry in theatre.actors:
            for edge in entry.parents:
                if edge.of not in rows:
                    raise DataError(f"data/actors/{name}: {entry.id}: parent {edge.of!r} is no actor's id; add it or correct it")
        for labels in theatre.labels:
            if labels.of not in rows:
                raise DataError(f"data/actors/{name}: labels of {labels.of!r}: no actor has this id; add it or correct it")
            rows[labels.of]["aliases"].extend(labels.aliases)
            rows[labels.of]["commanders"].extend(labels.commanders)
        for tie in theatre.ties:
            for a, b in ((tie.a, tie.b), (tie.b, tie.a)):
                if a not in rows:
                    raise DataError(f"data/actors/{name}: tie {tie.a} – {tie.b}: {a!r} is no actor's id; add it or correct it")
                ties.setdefault(a, []).append([b, tie.tie, _day(tie.start, name), _day(tie.end, name, last=True)])
    return {
        "actors": rows,
        "ties": ties,
        "states": [s.model_dump() for s in states],
    }


def _checked(model: type[Any], name: str, path: pathlib.Path | None = None) -> Any:
    try:
        return model.model_validate(load_yaml(path or DATA / "actors" / name))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(x) for x in first["loc"])
        raise DataError(f"data/actors/{name}: {where}: {first['msg']}; allowed keys are those of {model.__name__}") from error


def _add(rows: dict[str, dict[str, Any]], entry: Entry, name: str) -> None:
    where = f"data/actors/{name}: {entry.id}"
    if not _ID.match(entry.id):
        raise DataError(f"{where}: an id is lower-case Latin snake_case")
    if entry.kind not in KINDS:
        raise DataError(f"{where}: kind {entry.kind!r} is none of {', '.join(KINDS)}")
    if entry.id in rows and not (rows[entry.id]["kind"] == "state" and entry.kind == "state"):
        raise DataError(f"{where}: this id is taken; merge the two entries")
    inter, sector = KINDS[entry.kind]
    rows[entry.id] = {
        "ar": entry.ar, "en": entry.en, "kind": entry.kind, "country": entry.country, "inter": int(entry.inter or inter),
        "sector": entry.sector or sector, "start": _day(entry.start, name), "end": _day(entry.end, name, last=True),
        "parents": [[e.of, _day(e.start, name), _day(e.end, name, last=True), e.note] for e in entry.parents],
        "flat": entry.counts_as_parent == "yes", "aliases": entry.aliases, "commanders": entry.commanders, "note": entry.note,
    }  # fmt: skip


def _day(text: str, name: str, *, last: bool = False) -> str:
    """A year or month to its first (or last) day, ISO; "" stays open."""
    if not text:
        return ""
    m = _DAY.match(text)
    if not m:
        raise DataError(f"data/actors/{name}: {text!r} is no date; write 2014, 2014-06 or 2014-06-29")
    year, month, day = m.groups()
    if not last:
        return f"{year}-{month or '01'}-{day or '01'}"
    if day:
        return text
    following = dt.date(int(year) + (month is None or month == "12"), 1 if month is None or month == "12" else int(month) + 1, 1)
    return (following - dt.timedelta(days=1)).isoformat()

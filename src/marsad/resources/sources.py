"""Who says so: outlets, agencies, monitors, ministries, spokesmen, groups' channels, UN bodies, hospitals.

Files: ``data/sources/<theatre>.yml``, a list of entries as ``Entry`` has them. docs/sources.md says how to add one.
"""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import pydantic

from marsad.resources import DataError, compiled, files, load_yaml

PATTERNS = ("sources/*.yml",)

Kind = Literal[
    "agency", "newspaper", "broadcaster", "site", "channel", "monitor", "ministry", "army", "police", "armed_group",
    "party", "government", "official", "un", "ngo", "medical", "rescue", "court", "religious", "company",
]  # fmt: skip
OUTLET_KINDS = frozenset({"agency", "newspaper", "broadcaster", "site", "channel"})
"""Kinds that pass on what others say; they stand outside those others in a chain."""


class Entry(pydantic.BaseModel):
    """One entry of a file under data/sources, as written."""

    model_config = pydantic.ConfigDict(extra="forbid", defer_build=True)
    id: str = pydantic.Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str  # Arabic, in full
    en: str
    kind: Kind
    country: str | None = pydantic.Field(default=None, pattern=r"^[A-Z]{2}$")  # where its seat is
    home: list[str] = []  # ISO-2 of the countries that it reports on, likeliest first; its own where not told
    actor: str | None = None  # id in data/actors that it speaks for: it is a part of it, or owned by it
    leans: str | None = None  # id in data/actors whose side it takes of its own accord, for newsrooms of nobody's
    domains: list[str] = []
    names: list[str] = []  # further spellings that can stand alone
    bare: list[str] = []  # words that name it only after a head («صحيفة», «قناة», «مراسل»)
    short: list[str] = []  # words that name it once it has been named («المرصد»), or where it is the only one
    people: list[str] = []  # public speakers who are it: spokesmen, directors
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the table. ``actor`` is whom it speaks for (None: nobody that we know), ``leans`` whose side it takes of its own accord."""

    id: str
    name: str
    en: str
    kind: str
    country: str | None
    home: tuple[str, ...]
    actor: str | None
    domains: tuple[str, ...]
    names: tuple[str, ...]
    bare: tuple[str, ...]
    short: tuple[str, ...]
    people: tuple[str, ...]
    note: str | None = None
    leans: str | None = None

    @property
    def is_outlet(self) -> bool:
        return self.kind in OUTLET_KINDS


class SourceTable:
    """All sources by id, and by web domain."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_id: dict[str, Source] = {s.id: s for s in sources}
        self._by_name = {name.casefold(): s for s in self._by_id.values() for name in (s.id, s.en, s.name, *s.names)}
        self._by_domain = {domain: s for s in self._by_id.values() for domain in s.domains}

    def __iter__(self) -> Any:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, source: str) -> bool:
        return source in self._by_id

    def get(self, source: str) -> Source | None:
        """The source of that id, or None."""
        return self._by_id.get(source)

    def named(self, name: str) -> Source | None:
        """The source of exactly that name, Arabic or English, as metadata give it; None where none has it."""
        return self._by_name.get(name.strip().casefold())

    def of_domain(self, address: str) -> Source | None:
        """The outlet behind a web address or host: «https://www.enabbaladi.net/…» → enab_baladi."""
        host = (urlsplit(address).hostname or "") if "//" in address else address.split("/")[0]
        labels = host.lower().strip(".").split(".")
        for i in range(len(labels) - 1):
            if found := self._by_domain.get(".".join(labels[i:])):
                return found
        return None

    def countries(self, source: str) -> tuple[str, ...]:
        """ISO-2 of the countries that the outlet reports on, likeliest first; empty where it is unknown."""
        found = self._by_id.get(source)
        if found is None:
            return ()
        return found.home or ((found.country,) if found.country else ())


@functools.cache
def table() -> SourceTable:
    """The sources of data/sources, compiled once."""
    rows = compiled("sources", PATTERNS, lambda: [e.model_dump() for e in entries()])
    return SourceTable(_source(row) for row in rows)


def entries() -> list[Entry]:
    """The entries as written, checked; raises DataError naming file and entry."""
    found: list[Entry] = []
    seen: dict[str, pathlib.Path] = {}
    for path in files("sources/*.yml"):
        for raw in load_yaml(path) or []:
            try:
                entry = Entry.model_validate(raw)
            except pydantic.ValidationError as error:
                name = raw.get("id") if isinstance(raw, Mapping) else raw
                raise DataError(f"{path}: source {name}: {error}; known keys are {', '.join(Entry.model_fields)}") from error
            if entry.id in seen:
                raise DataError(f"{path}: source {entry.id} is also in {seen[entry.id]}; an id has one entry")
            seen[entry.id] = path
            found.append(entry)
    return found


def _source(row: Mapping[str, Any]) -> Source:
    lists = {k: tuple(row[k]) for k in ("home", "domains", "names", "bare", "short", "people")}
    return Source(
        id=row["id"], name=row["name"], en=row["en"], kind=row["kind"], country=row["country"], actor=row["actor"],
        note=row["note"], leans=row["leans"], **lists,
    )  # fmt: skip


def aligned(source: str) -> str | None:
    """The actor whose side the source speaks for: «وكالة أعماق» → islamic_state; None for third parties.

    Ids made on the way say it themselves: ``<actor>_statement``, ``<source>_correspondent``.
    """
    found = table().get(source)
    if found:
        return found.actor
    if source.endswith("_statement"):
        return source.removesuffix("_statement")
    if source.endswith("_correspondent"):
        return aligned(source.removesuffix("_correspondent"))
    return None

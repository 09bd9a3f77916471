"""Facets as columns of numbers: what is compared of many claims, in a tenth of the room, for comparing millions of pairs at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.model import MEASURES
from marsad.resolve.facets import Facets, Figure, Text
from marsad.resolve.sketch import BINS, EMPTY
from marsad.resources import resolving

OPEN, UNTOLD = -1, -2  # of the upper end of a figure: none is told; no figure is told
NONE = -1  # no day, no country, no governorate

NUMBERS: Mapping[str, Any] = {
    "document": np.int32, "order": np.int32, "window": np.bool_, "retold": np.bool_,
    "first": np.int32, "last": np.int32, "published": np.int32, "told": np.bool_, "background": np.bool_, "claimed": np.bool_,
    "denied": np.bool_, "sourced": np.bool_,
    "placed": np.bool_, "country": np.int32, "admin1": np.int32, "fine": np.bool_, "sure": np.bool_, "listed": np.bool_, "lat": np.float64,
    "lon": np.float64, "radius": np.float64, "sites": np.int32, "lean_country": np.int32, "lean_admin1": np.int32,
    "type": np.int32, "perpetrators": np.int32, "hit": np.int32, "sides": np.int32, "groups": np.int32, "person": np.int32, "rank": np.int32,
    "means": np.int32, "weight": np.float64,
}  # fmt: skip
"""Column → type. Days are ordinals; names, sets of names and the like are numbers of the tables of ``Names``."""

_INTERNED = {
    "country": "word", "admin1": "word", "lean_country": "word", "lean_admin1": "word", "type": "type", "sites": "sites", "perpetrators": "actors",
    "hit": "actors", "sides": "actors", "groups": "groups", "person": "person", "rank": "word", "means": "means",
}  # fmt: skip
"""Column → the table that its numbers stand in."""


TABLES = ("word", "type", "sites", "actors", "groups", "person", "means")


class Table:
    """Things by number, in the order in which they came; number 0 is the empty one where there is one."""

    def __init__(self, values: Iterable[Hashable] = ()) -> None:
        self.values: list[Any] = []
        self._at: dict[Hashable, int] = {}
        for value in values:
            self.number(value)

    def number(self, value: Hashable) -> int:
        at = self._at.get(value)
        if at is None:
            at = self._at[value] = len(self.values)
            self.values.append(value)
        return at


class Names:
    """The tables of one linking: words, types, sets of actors, of site names, of name words, groups with figures, means."""

    def __init__(self) -> None:
        nothing: frozenset[str] = frozenset()
        self.word, self.type, self.sites, self.actors = Table(), Table(), Table([nothing]), Table([nothing])
        self.groups, self.person, self.means = Table([()]), Table([nothing]), Table([nothing])

    def sizes(self) -> dict[str, int]:
        """How many things each table holds."""
        return {name: len(getattr(self, name).values) for name in TABLES}


@dataclass
class Columns:
    """Claims as columns. ``low``, ``high``, ``exact``: a row of MEASURES each; ``words``: numbers of words, claim after claim, of which
    claim i has those from ``ends[i - 1]`` to ``ends[i]``, sorted; ``sketches``, ``shingles`` by document."""

    names: Names
    ids: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    at: dict[str, NDArray[Any]] = field(default_factory=lambda: {k: np.empty(0, t) for k, t in NUMBERS.items()})
    low: NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 4), np.int32))
    high: NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 4), np.int32))
    exact: NDArray[np.bool_] = field(default_factory=lambda: np.empty((0, 4), np.bool_))
    words: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    ends: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    rarity: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))  # of each word of the table
    sketches: NDArray[np.uint32] = field(default_factory=lambda: np.empty((0, BINS), np.uint32))
    shingles: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.ids)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["at"][name]
        except KeyError:
            raise AttributeError(name) from None

    def extended(self, more: Columns) -> Columns:
        """These claims and more of the same tables, after them; their documents are others."""
        return joined([self, more])


def joined(parts: Sequence[Columns]) -> Columns:
    """Columns of the same tables one after the other; the documents of each are others."""
    first = np.cumsum([0, *(len(p.documents) for p in parts)])
    words = np.cumsum([0, *(len(p.words) for p in parts)])
    at = {k: np.concatenate([p.at[k] for p in parts]) for k in NUMBERS}
    at["document"] = np.concatenate([p.at["document"] + np.int32(n) for p, n in zip(parts, first, strict=False)])
    return Columns(
        parts[0].names, [x for p in parts for x in p.ids], [x for p in parts for x in p.documents], at, np.concatenate([p.low for p in parts]),
        np.concatenate([p.high for p in parts]), np.concatenate([p.exact for p in parts]), np.concatenate([p.words for p in parts]),
        np.concatenate([p.ends + n for p, n in zip(parts, words, strict=False)]), rarities(parts[0].names),
        np.concatenate([p.sketches for p in parts]), np.concatenate([p.shingles for p in parts]),
    )  # fmt: skip


def rarities(names: Names) -> NDArray[np.float64]:
    """The rarity of each word of the table."""
    listed, other = resolving.rarity()
    return np.array([listed.get(w, other) for w in names.word.values])


def columns(facets: Sequence[Facets], names: Names | None = None) -> Columns:
    """The columns of some claims, all claims of each of their documents among them."""
    names = names or Names()
    rows: dict[str, list[Any]] = {k: [] for k in NUMBERS}
    figures: list[list[tuple[int, int, bool]]] = []
    words: list[int] = []
    ends: list[int] = []
    documents = Table()
    texts: list[Text | None] = []
    listed, other = resolving.rarity()
    number = names.word.number
    for f in facets:
        document = documents.number(f.claim.document)
        if document == len(texts):
            texts.append(f.text)
        row = _row(f, names)
        row["document"] = document
        row["weight"] = sum(listed.get(w, other) for w in f.words)
        for key, value in row.items():
            rows[key].append(value)
        figures.append([_figure(f.figures.get(m)) for m in MEASURES])
        words += sorted(map(number, f.words))
        ends.append(len(words))
    table = np.array(figures, dtype=np.int32).reshape(len(facets), 4, 3)
    blank = np.full(BINS, EMPTY, dtype=np.uint32)
    return Columns(
        names, [f.claim.id for f in facets], documents.values, {k: np.array(v, dtype=NUMBERS[k]) for k, v in rows.items()},
        table[:, :, 0].copy(), table[:, :, 1].copy(), table[:, :, 2].astype(np.bool_), np.array(words, dtype=np.int32),
        np.array(ends, dtype=np.int64), rarities(names), np.array([t.sketch if t else blank for t in texts], dtype=np.uint32).reshape(-1, BINS),
        np.array([t.shingles if t else 0 for t in texts], dtype=np.int32),
    )  # fmt: skip


def _figure(f: Figure | None) -> tuple[int, int, bool]:
    return (UNTOLD, UNTOLD, False) if f is None else (f.low, OPEN if f.high is None else f.high, f.exact)


def _row(f: Facets, names: Names) -> dict[str, Any]:
    c, word = f.claim, names.word.number

    def maybe(value: str | None) -> int:
        return NONE if value is None else word(value)

    return {
        "order": f.order, "window": f.window, "retold": f.retold,
        "first": NONE if f.first is None else f.first, "last": NONE if f.last is None else f.last,
        "published": NONE if f.published is None else f.published, "told": f.told, "background": c.background,
        "claimed": c.status == "claimed", "denied": c.status == "denied", "sourced": bool(c.sources), "placed": c.place is not None,
        "country": maybe(f.country), "admin1": maybe(f.admin1), "fine": f.fine, "sure": f.sure,
        "listed": c.place is not None and "list" in c.place.rule, "lat": np.nan if f.lat is None else f.lat,
        "lon": np.nan if f.lon is None else f.lon, "radius": f.radius, "sites": names.sites.number(f.site_names),
        "lean_country": maybe(f.lean[0]), "lean_admin1": maybe(f.lean[1]), "type": names.type.number(c.type),
        "perpetrators": names.actors.number(f.perpetrators), "hit": names.actors.number(f.hit),
        "sides": names.actors.number(f.perpetrators | f.targets), "groups": names.groups.number(tuple(sorted(f.groups.items()))),
        "person": names.person.number(f.person), "rank": maybe(f.rank), "means": names.means.number(frozenset(c.means)),
    }  # fmt: skip


def merged(parts: Iterable[Columns], names: Names | None = None) -> Columns:
    """Columns made apart, each with tables of its own, as one of the tables ``names``: what several processes have made."""
    names = names or Names()
    fixed = [Columns(names)]
    for part in parts:
        moved = {table: np.array([getattr(names, table).number(v) for v in getattr(part.names, table).values] or [0], dtype=np.int32)
                 for table in TABLES}  # fmt: skip
        at = {k: np.where(v >= 0, moved[_INTERNED[k]][v], v).astype(v.dtype) if k in _INTERNED else v for k, v in part.at.items()}
        words = moved["word"][part.words] if len(part.words) else part.words
        owner = np.repeat(np.arange(len(part)), np.diff(part.ends, prepend=0))
        words = words[np.lexsort((words, owner))]
        fixed.append(Columns(names, part.ids, part.documents, at, part.low, part.high, part.exact, words, part.ends, part.rarity, part.sketches, part.shingles))
    return joined(fixed)

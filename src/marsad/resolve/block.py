"""Which pairs of claims are worth comparing. A claim with a close day is met on that day, in its governorate, by its place names and its
figures; one without asks by what few incidents share: a town with a figure, a name, rare words, high figures, the last weeks of a town.

Every claim has keys of its own, whatever else is known, so that new claims are filed without filing the others anew. Cost grows with the
claims: a drawer that very many share is compared only between neighbours.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.model import MEASURES
from marsad.resolve import features
from marsad.resolve.columns import NONE, UNTOLD, Columns
from marsad.resolve.facets import FRESH_DAYS

CROWD = 300  # claims under one key that are still compared all with all
NEIGHBOURS = 25  # in a crowd: compared with so many that follow in its order
LONGEST = 10  # days of an interval that are listed one by one; a longer one is no close day
RECENT = 45  # days before publication in which an undated retelling is looked for by its town
MONTHS = 3  # of a wide interval that are looked through by town
RARE = 3  # words of a claim by pairs of which it is found
ALONE, FEW = 4.2, 1.6  # summed logarithms of figures: of one incident in all the world, of few in one town
LIST = 8  # places named together that are looked at
LARGE = 4  # figures above it are a key

Keys = NDArray[np.uint64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawers:
    """Entries sorted by key: ``claims[k]`` stands under ``keys[k]``."""

    keys: Keys = field(default_factory=lambda: np.empty(0, np.uint64))
    claims: Index = field(default_factory=lambda: np.empty(0, np.int64))

    def with_more(self, more: Drawers) -> Drawers:
        """These and entries of later claims."""
        at = np.searchsorted(self.keys, more.keys, "right")
        return Drawers(np.insert(self.keys, at, more.keys), np.insert(self.claims, at, more.claims))

    def of(self, keys: Keys) -> tuple[Index, Index]:
        """Start and end of the drawer of each key."""
        return np.searchsorted(self.keys, keys, "left"), np.searchsorted(self.keys, keys, "right")


@dataclass(frozen=True)
class Files:
    """``met``: all under one key are compared; ``asks`` are compared with what is ``filed`` under the same key."""

    met: Drawers = field(default_factory=Drawers)
    asks: Drawers = field(default_factory=Drawers)
    filed: Drawers = field(default_factory=Drawers)

    def with_more(self, more: Files) -> Files:
        return Files(self.met.with_more(more.met), self.asks.with_more(more.asks), self.filed.with_more(more.filed))


def file(c: Columns, at: Index | None = None) -> Files:
    """The keys of these claims (None: of all)."""
    at = np.arange(len(c), dtype=np.int64) if at is None else at
    met, asks, filed = _Entries(), _Entries(), _Entries()
    window = c.window[at]
    first, last, close = _span(c, at)
    close &= ~window
    floats = ~window & (~close | c.background[at])
    by_close_day(c, at, first, last, close, met, asks, filed)
    by_identity(c, at, floats, window, met, asks, filed)
    by_recent_months(c, at, first, last, close, floats, asks, filed)
    return Files(met.drawers(), asks.drawers(), filed.drawers())


def floating(c: Columns) -> Mask:
    """Which claims tell no close day, or only recall."""
    close = _span(c, np.arange(len(c), dtype=np.int64))[2]
    return np.asarray(~c.window & (~close | c.background))


def by_close_day(c: Columns, at: Index, first: Index, last: Index, close: Mask, met: _Entries, asks: _Entries, filed: _Entries) -> None:
    """On its day or the next: in one governorate, under one place name, with one large figure; who tells no governorate asks all."""
    row, day = _days(first - 1, last, close)
    who = at[row]
    admin1, country = c.admin1[who], c.country[who]
    met.add(who, 1, day, country, admin1, where=admin1 != NONE)
    each, name = _members(c.names.sites.values, c.sites[who], c.names.word.number)
    met.add(who[each], 2, day[each], name)
    for m in range(len(MEASURES)):
        met.add(who, 3, day, m, c.low[who, m], where=c.low[who, m] > LARGE)
    row, day = _days(first, last, close)
    who = at[row]
    filed.add(who, 4, day, c.country[who])
    filed.add(who, 5, day)
    row, day = _days(first - 1, last + 1, close & ((c.admin1[at] == NONE) | ~c.sure[at]))
    who = at[row]
    told = c.country[who] != NONE
    asks.add(who, 4, day, c.country[who], where=told)
    asks.add(who, 4, day, NONE, where=told)
    asks.add(who, 5, day, where=~told)


def by_identity(c: Columns, at: Index, floating: Mask, window: Mask, met: _Entries, asks: _Entries, filed: _Entries) -> None:
    """By what only this event has, on whatever day: a figure in a town, several or high figures, a named victim, rare words."""
    low = np.where(c.high[at] == UNTOLD, 0, c.low[at])
    weight = np.log1p(np.maximum(low, 0)).sum(1)
    figures = _mixed(6, *(low[:, m] for m in range(len(MEASURES))))
    alone = weight >= ALONE
    met.add(at, 7, figures, where=window & (weight >= FEW))
    asks.add(at, 8, figures, where=alone & (floating | c.retold[at]))
    filed.add(at, 8, figures, where=alone & ~window)
    each, name = _members(c.names.sites.values, c.sites[at], c.names.word.number)
    asks.add(at[each], 9, name, figures[each], where=(floating & (weight >= FEW))[each])
    filed.add(at[each], 9, name, figures[each], where=(~window & (weight >= FEW))[each])
    for m in range(len(MEASURES)):
        number = low[:, m][each]
        large = (number >= LARGE) & ~window[each]
        asks.add(at[each], 10, name, m, number, where=large & floating[each])
        filed.add(at[each], 10, name, m, number, where=large)
    each, pair = _members(c.names.person.values, c.person[at], c.names.word.number, features.name_keys)
    asks.add(at[each], 11, pair, where=floating[each])
    filed.add(at[each], 11, pair, where=~window[each])
    each, pair = _members(c.names.sites.values, c.sites[at], c.names.word.number, _place_lists)
    asks.add(at[each], 16, pair, where=(floating & ~c.fine[at])[each])
    filed.add(at[each], 16, pair, where=~(window | c.fine[at])[each])
    met.add(at[each], 17, pair, where=(window & ~c.fine[at])[each])
    each, pair = _rare_pairs(c, at)
    asks.add(at[each], 12, pair, where=floating[each])
    filed.add(at[each], 12, pair, where=~window[each])
    dated = window & (c.first[at] != NONE) & (c.last[at] != NONE)
    for shift in (0, 1):
        met.add(at, 13, c.first[at] - shift, where=dated)


def by_recent_months(c: Columns, at: Index, first: Index, last: Index, close: Mask, floating: Mask, asks: _Entries, filed: _Entries) -> None:
    """A retelling without a close day, by its town, in the months that it speaks of or the last before it was printed."""
    known, published = (first != NONE) & ~c.window[at], c.published[at].astype(np.int64)
    each, name = _members(c.names.sites.values, c.sites[at], c.names.word.number)
    filed.add(at[each], 14, name, first[each] // 30, where=known[each])
    filed.add(at[each], 14, name, last[each] // 30, where=(known & (last // 30 != first // 30))[each])
    filed.add(at[each], 15, name, where=~c.window[at][each])
    wide = floating & ~close & known
    recent = floating & ~known & (published != NONE)
    begin = np.where(wide, first // 30, (published - RECENT) // 30)
    end = np.where(wide, np.minimum(last // 30, first // 30 + MONTHS - 1), published // 30)
    row, month = _days(begin, end, wide | recent)
    each, name = _members(c.names.sites.values, c.sites[at[row]], c.names.word.number)
    asks.add(at[row[each]], 14, name, month[each])
    each, name = _members(c.names.sites.values, c.sites[at], c.names.word.number)
    asks.add(at[each], 15, name, where=(floating & ~known & (published == NONE))[each])


def pairs(c: Columns, files: Files, touched: Index | None = None) -> tuple[Index, Index]:
    """The pairs i < j of two reports to be compared, in order; with ``touched`` only those with an end among these claims."""
    if touched is None:
        return behind(c, files, 0, len(c), crowds(c, files))
    mine = file(c, touched)
    start, end = files.met.of(mine.met.keys)
    small = end - start <= CROWD
    met = _each(mine.met.claims[small], files.met, start[small], end[small])
    return _distinct(c, [met, *_answers(mine, files), crowds(c, files, mine.met.keys[~small])])


def behind(c: Columns, files: Files, first: int, stop: int, crowd: tuple[Index, Index]) -> tuple[Index, Index]:
    """Those of all pairs whose later claim is one of first..stop-1; ``crowd``: the pairs of all ``crowds``."""
    mine = Files(*(_of_claims(d, first, stop) for d in (files.met, files.asks, files.filed)))
    start, end = files.met.of(mine.met.keys)
    own = np.flatnonzero((files.met.claims >= first) & (files.met.claims < stop))
    small = end - start <= CROWD
    met = _each(mine.met.claims[small], files.met, start[small], own[small])  # in a drawer claims stand in order: those before it
    later = np.maximum(*crowd)
    found = [met, *_answers(mine, files), tuple(x[(later >= first) & (later < stop)] for x in crowd)]
    return _distinct(c, [(i[keep], j[keep]) for i, j in found for keep in [(np.maximum(i, j) >= first) & (np.maximum(i, j) < stop)]])


def crowds(c: Columns, files: Files, keys: Keys | None = None) -> tuple[Index, Index]:
    """The pairs of neighbours in the crowds of those who meet (under some keys: in these)."""
    met = files.met
    starts = np.flatnonzero(np.concatenate([[True], met.keys[1:] != met.keys[:-1]])) if len(met.keys) else np.empty(0, np.int64)
    if keys is not None:
        starts = met.of(np.unique(keys))[0]
    elif len(starts):
        starts = starts[np.diff(np.append(starts, len(met.keys))) > CROWD]
    ends = met.of(met.keys[starts])[1]
    near = [_neighbours(c, met.claims[s:e]) for s, e in zip(starts, ends, strict=True)]
    return (np.concatenate([_NONE, *(n[0] for n in near)]), np.concatenate([_NONE, *(n[1] for n in near)]))


def crowded(files: Files, fresh: Files) -> Index:
    """Claims whose pairs may be others now that the ``fresh`` ones are filed: those of crowds that they came into or made."""
    changed = []
    for mine, drawers, others in ((fresh.met, files.met, files.met), (fresh.filed, files.filed, files.asks)):
        keys, added = np.unique(mine.keys, return_counts=True)
        start, end = drawers.of(keys)
        full = end - start > CROWD
        if others is not drawers:
            full &= end - start - added <= CROWD  # what was a crowd before was not asked before
        begin, stop = others.of(keys[full])
        changed.append(others.claims[_spread(begin, stop)[1]])
    return np.unique(np.concatenate(changed))


def _neighbours(c: Columns, claims: Index) -> tuple[Index, Index]:
    """Each claim of a crowd with those that follow it by place, figures and name."""
    ids = [c.ids[k] for k in claims]
    lat, killed = np.nan_to_num(c.lat[claims], nan=99.0), c.low[claims, 0]
    order = sorted(range(len(ids)), key=lambda k: (lat[k], killed[k], ids[k]))
    ordered = claims[order]
    shifts = [(ordered[:-s], ordered[s:]) for s in range(1, NEIGHBOURS + 1)]
    return np.concatenate([x for x, _ in shifts]), np.concatenate([y for _, y in shifts])


def _answers(mine: Files, files: Files) -> list[tuple[Index, Index]]:
    """What these claims ask with what is filed under the key, and what they file with who asks for it; a crowd is not asked."""
    found = []
    for entries, others in ((mine.asks, files.filed), (mine.filed, files.asks)):
        start, end = others.of(entries.keys)
        low, high = files.filed.of(entries.keys) if others is files.asks else (start, end)
        found.append(_each(entries.claims, others, start, np.where(high - low > CROWD, start, end)))
    return found


def _each(claims: Index, drawers: Drawers, start: Index, end: Index) -> tuple[Index, Index]:
    """Each claim with what stands from start to end."""
    owner, other = _spread(start, end)
    return claims[owner], drawers.claims[other]


def _of_claims(drawers: Drawers, first: int, stop: int) -> Drawers:
    mine = (drawers.claims >= first) & (drawers.claims < stop)
    return Drawers(drawers.keys[mine], drawers.claims[mine])


def _distinct(c: Columns, found: Sequence[tuple[Index, ...]]) -> tuple[Index, Index]:
    """The pairs once each, the smaller number first, in order, without those that cannot be one."""
    i, j = np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
    codes = np.sort((np.minimum(i, j) << 32) | np.maximum(i, j))
    codes = codes[np.concatenate([[True], codes[1:] != codes[:-1]])] if len(codes) else codes
    i, j = codes >> 32, codes & 0xFFFFFFFF
    keep = (i != j) & _possible(c, i, j)
    return i[keep], j[keep]


def _possible(c: Columns, i: Index, j: Index) -> Mask:
    """Of two reports, of kinds that may be one, and not with told days far apart: the cheap test before the dear ones."""
    types = c.names.type.values
    compatible = features.compatible_types()
    table = np.array([[x == y or frozenset((x, y)) in compatible for x in types] for y in types], dtype=np.bool_).reshape(len(types), len(types))
    found = (c.document[i] != c.document[j]) & table[c.type[i], c.type[j]]
    found &= (c.window[i] == c.window[j]) | c.retold[i] | c.retold[j]
    a0, a1, b0, b1 = c.first[i], c.last[i], c.first[j], c.last[j]
    gap = np.maximum(a0 - b1, b0 - a1)
    dated = (a0 != NONE) & (a1 != NONE) & (b0 != NONE) & (b1 != NONE)
    return np.asarray(found & ~(dated & (gap > 10) & (gap > np.maximum(a1 - a0, b1 - b0) // 2)))


class _Entries:
    """Keys as they are made."""

    def __init__(self) -> None:
        self.keys: list[Keys] = []
        self.claims: list[Index] = []

    def add(self, claims: Index, kind: int, *parts: Any, where: Mask | None = None) -> None:
        """Files the claims under the numbers of ``parts``; ``where`` says which of them."""
        if where is not None:
            claims = claims[where]
            parts = tuple(p if isinstance(p, int) else p[where] for p in parts)
        self.claims.append(claims)
        self.keys.append(_mixed(kind, *(np.full(len(claims), p) if isinstance(p, int) else p for p in parts)))

    def drawers(self) -> Drawers:
        keys, claims = np.concatenate(self.keys), np.concatenate(self.claims)
        order = np.lexsort((claims, keys))
        keys, claims = keys[order], claims[order]
        once = np.ones(len(keys), np.bool_)
        once[1:] = (keys[1:] != keys[:-1]) | (claims[1:] != claims[:-1])
        return Drawers(keys[once], claims[once])


def _mixed(kind: int, *parts: NDArray[Any]) -> Keys:
    """One number for several; two that fall together by chance are only compared in vain."""
    key = np.full(len(parts[0]), kind, np.uint64) * np.uint64(0xD6E8FEB86659FD93)  # far apart: kinds and days are small numbers
    for part in parts:
        key = (key ^ part.astype(np.int64).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return key


def _span(c: Columns, at: Index) -> tuple[Index, Index, Mask]:
    """First and last day of each claim (of undated fresh news the days before it was printed; NONE where there are none), and whether they are close."""
    first, last, published = (x[at].astype(np.int64) for x in (c.first, c.last, c.published))
    dated = (first != NONE) & (last != NONE)
    fresh = ~dated & (published != NONE) & ~c.background[at]
    first = np.where(dated, first, np.where(fresh, published - FRESH_DAYS, NONE))
    last = np.where(dated, last, np.where(fresh, published, NONE))
    return first, last, (first != NONE) & (last - first <= LONGEST)


def _spread(start: Index, end: Index) -> tuple[Index, Index]:
    """All numbers of each range from start to before end, with the place of their range."""
    size = np.maximum(end - start, 0)
    owner = np.repeat(np.arange(len(size)), size)
    before = np.cumsum(size) - size
    return owner, np.arange(len(owner)) - before[owner] + start[owner]


def _days(first: Index, last: Index, where: Mask) -> tuple[Index, Index]:
    """(row, day) for every day from first to last of the rows wanted."""
    return _spread(np.where(where, first, 0), np.where(where, last + 1, 0))


def _members(
    sets: Sequence[Any], numbers: NDArray[np.int32], number: Callable[[Any], int], of: Callable[[Any], Iterable[str]] = iter
) -> tuple[Index, Index]:
    """(row, member) for every member of the sets of these numbers (or what ``of`` makes of a set); members are numbered by ``number``."""
    used, where = np.unique(numbers, return_inverse=True)
    members = [sorted(number(m) for m in of(sets[u])) for u in used]
    ends = np.cumsum([len(m) for m in members], dtype=np.int64) if members else np.empty(0, np.int64)
    flat = np.array([n for m in members for n in m], dtype=np.int64)
    start = np.concatenate([[0], ends[:-1]]).astype(np.int64) if members else ends
    owner, spot = _spread(start[where], ends[where])
    return owner, flat[spot]


def _place_lists(names: frozenset[str]) -> list[str]:
    """Every two of the places that a claim names together, where it names three or more; of a very long list the first."""
    return [f"{x}+{y}" for x, y in itertools.combinations(sorted(names)[:LIST], 2)] if len(names) >= 3 else []


def _rare_pairs(c: Columns, at: Index) -> tuple[Index, Index]:
    """(row, key) for the pairs of the rarest words of each claim; of equally rare ones in an order of their own that never changes."""
    end = c.ends[at]
    start = np.where(at > 0, c.ends[at - 1], 0)
    owner, spot = _spread(start, end)
    words = c.words[spot]
    used, which = np.unique(words, return_inverse=True)
    codes = np.fromiter((_code(c.names.word.values[w]) for w in used), dtype=np.int64, count=len(used))
    order = np.lexsort((codes[which], -c.rarity[words], owner))
    owner, words = owner[order], words[order]
    new = np.flatnonzero(np.diff(owner, prepend=-1))
    rank = np.arange(len(owner)) - np.repeat(new, np.diff(np.append(new, len(owner))))
    slots = np.full((len(at), RARE), NONE, np.int64)
    kept = (rank < RARE) & (c.rarity[words] >= c.rarity.max(initial=0.0))
    slots[owner[kept], rank[kept]] = words[kept]
    rows, keys = [], []
    for a, b in itertools.combinations(range(RARE), 2):
        told = np.flatnonzero((slots[:, a] != NONE) & (slots[:, b] != NONE))
        x, y = slots[told, a], slots[told, b]
        rows.append(told)
        keys.append((np.minimum(x, y) << 32) | np.maximum(x, y))
    return np.concatenate(rows), np.concatenate(keys)


def _code(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=7).digest(), "little")


_NONE = np.empty(0, np.int64)

"""Compared pairs in, groups out: strongest first, never across a contradiction, people's judgements before everything."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

DENSE = 1_500  # indexes up to which all pairs stand in a square; more of them have a row of neighbours each

Row = tuple[float, float, int, int, int]
"""What waits on the heap: −best, −mean, two groups, how many pairs were known between them then."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Compared pairs of indexes (i < j, each once): ``score`` and whether it is ``forbidden``."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    score: NDArray[np.float64]
    forbidden: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """People's decisions, as pairs of claim indexes."""

    same: frozenset[tuple[int, int]] = frozenset()
    not_same: frozenset[tuple[int, int]] = frozenset()


def cluster(count: int, pairs: Scored, verdicts: Verdicts, *, link: float, mean: float) -> list[list[int]]:
    """Groups of indexes 0..count-1, each sorted, in order of their first member. Deterministic.

    Two groups are joined while their best pair reaches ``link``, the mean of all their compared pairs reaches ``mean``, and no pair
    between them is forbidden (constrained agglomeration; the order is by best pair, then mean, then index).
    """
    parent = list(range(count))
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    between: _Between = _Square(count, pairs) if count <= DENSE else _Lists(count, pairs)
    for i, j in sorted(verdicts.same):
        between.allow(i, j)
    for i, j in sorted(verdicts.not_same):
        between.forbid(i, j)

    def join(a: int, b: int) -> int:
        a, b = min(a, b), max(a, b)
        parent[b] = a
        members[a].extend(members.pop(b))
        between.join(a, b)
        return a

    for i, j in sorted(verdicts.same):
        a, b = _find(parent, i), _find(parent, j)
        if a != b and not _apart(verdicts.not_same, members[a], members[b]):
            join(a, b)
    heap = [row for i in members for row in between.worth(i, link, mean) if row[2] == i]
    heapq.heapify(heap)
    while heap:
        row = heapq.heappop(heap)
        if between.stands(row):  # grown since: the current one is on the heap too
            for fresh in between.worth(join(row[2], row[3]), link, mean):
                heapq.heappush(heap, fresh)
    return sorted((sorted(group) for group in members.values()), key=lambda g: g[0])


class _Between(Protocol):
    """What is known between each two groups: the best pair, the sum and number of pairs, whether one of them forbids."""

    def allow(self, i: int, j: int) -> None:
        """Takes back that a pair forbids."""

    def forbid(self, i: int, j: int) -> None:
        """No group may hold both."""

    def join(self, a: int, b: int) -> None:
        """Group b goes into a."""

    def worth(self, a: int, link: float, mean: float) -> list[Row]:
        """The groups that may be joined with this one."""

    def stands(self, row: Row) -> bool:
        """Whether this is still what is known between the two."""


class _Square:
    """All pairs of few groups in squares of numbers."""

    def __init__(self, count: int, pairs: Scored) -> None:
        shape = (count, count)
        self.best, self.total = np.full(shape, -np.inf), np.zeros(shape)
        self.count, self.forbidden = np.zeros(shape, np.int32), np.zeros(shape, np.bool_)
        for i, j in ((pairs.i, pairs.j), (pairs.j, pairs.i)):
            self.best[i, j] = self.total[i, j] = pairs.score
            self.count[i, j], self.forbidden[i, j] = 1, pairs.forbidden

    def allow(self, i: int, j: int) -> None:
        self.forbidden[i, j] = self.forbidden[j, i] = False

    def forbid(self, i: int, j: int) -> None:
        if not self.count[i, j]:
            self.best[i, j] = self.best[j, i] = self.total[i, j] = self.total[j, i] = -99.0
            self.count[i, j] = self.count[j, i] = 1
        self.forbidden[i, j] = self.forbidden[j, i] = True

    def join(self, a: int, b: int) -> None:
        for square, nothing in ((self.best, -np.inf), (self.total, 0.0), (self.count, 0), (self.forbidden, False)):
            row = square[a]
            if square is self.best:
                np.maximum(row, square[b], out=row)
            elif square is self.forbidden:
                row |= square[b]
            else:
                row += square[b]
            row[a] = row[b] = nothing
            square[b] = nothing
            square[:, b] = nothing
            square[:, a] = row

    def worth(self, a: int, link: float, mean: float) -> list[Row]:
        near = np.flatnonzero((self.best[a] >= link) & ~self.forbidden[a])
        if not len(near):
            return []
        count = self.count[a, near]
        means = self.total[a, near] / count
        good = means >= mean
        rows = zip(self.best[a, near[good]].tolist(), means[good].tolist(), near[good].tolist(), count[good].tolist(), strict=True)
        return [(-best, -m, min(a, other), max(a, other), n) for best, m, other, n in rows]

    def stands(self, row: Row) -> bool:
        _, negative_mean, i, j, seen = row
        return bool(self.count[i, j] == seen and not self.forbidden[i, j]) and -(self.total[i, j] / seen) == negative_mean


@dataclass(slots=True)
class _Edge:
    best: float
    total: float
    count: int
    forbidden: bool


@dataclass(slots=True)
class _Lists:
    """Few pairs of many groups, each group with those that it has a pair with."""

    size: int
    pairs: Scored
    edges: dict[int, dict[int, _Edge]] = field(init=False)

    def __post_init__(self) -> None:
        self.edges = {i: {} for i in range(self.size)}
        p = self.pairs
        for i, j, score, forbidden in zip(p.i.tolist(), p.j.tolist(), p.score.tolist(), p.forbidden.tolist(), strict=True):
            self.edges[i][j] = self.edges[j][i] = _Edge(score, score, 1, forbidden)

    def allow(self, i: int, j: int) -> None:
        if edge := self.edges[i].get(j):
            edge.forbidden = False

    def forbid(self, i: int, j: int) -> None:
        edge = self.edges[i].get(j) or _Edge(-99.0, -99.0, 1, True)
        edge.forbidden = True
        self.edges[i][j] = self.edges[j][i] = edge

    def join(self, a: int, b: int) -> None:
        gone = self.edges.pop(b)
        self.edges[a].pop(b, None)
        for other, e in gone.items():
            if other == a:
                continue
            self.edges[other].pop(b, None)
            known = self.edges[a].get(other)
            joined = e if known is None else _Edge(max(known.best, e.best), known.total + e.total, known.count + e.count, known.forbidden or e.forbidden)
            self.edges[a][other] = self.edges[other][a] = joined

    def worth(self, a: int, link: float, mean: float) -> list[Row]:
        return [
            (-e.best, -(e.total / e.count), min(a, other), max(a, other), e.count)
            for other, e in self.edges[a].items() if e.best >= link and not e.forbidden and e.total / e.count >= mean
        ]  # fmt: skip

    def stands(self, row: Row) -> bool:
        _, negative_mean, i, j, seen = row
        e = self.edges[i].get(j) if i in self.edges else None
        return e is not None and not e.forbidden and (e.count, -(e.total / e.count)) == (seen, negative_mean)


def _find(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _apart(not_same: Iterable[tuple[int, int]], left: Sequence[int], right: Sequence[int]) -> bool:
    a, b = set(left), set(right)
    return any((i in a and j in b) or (j in a and i in b) for i, j in not_same)

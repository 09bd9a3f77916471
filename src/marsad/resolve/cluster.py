"""Compared pairs in, groups out: strongest first, never across a contradiction, people's judgements before everything."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class _Edge:
    """What is known between two groups: the best pair, the sum and number of pairs, and whether one of them forbids."""

    best: float
    total: float
    count: int
    forbidden: bool

    @property
    def mean(self) -> float:
        return self.total / self.count


@dataclass(frozen=True, slots=True)
class Verdicts:
    """People's decisions, as pairs of claim indexes."""

    same: frozenset[tuple[int, int]] = frozenset()
    not_same: frozenset[tuple[int, int]] = frozenset()


def cluster(
    count: int, scores: Mapping[tuple[int, int], tuple[float, bool]], verdicts: Verdicts, *, link: float, mean: float
) -> list[list[int]]:
    """Groups of indexes 0..count-1, each sorted, in order of their first member. Deterministic.

    ``scores`` maps a pair (i < j) to its score and whether it is forbidden. Two groups are joined while their best pair reaches
    ``link``, the mean of all their compared pairs reaches ``mean``, and no pair between them is forbidden (constrained
    agglomeration; the order is by best pair, then mean, then index).
    """
    parent = list(range(count))
    members: dict[int, list[int]] = {i: [i] for i in range(count)}
    edges: dict[int, dict[int, _Edge]] = {i: {} for i in range(count)}
    for (i, j), (score, forbidden) in scores.items():
        known = (min(i, j), max(i, j))
        forbidden = (forbidden and known not in verdicts.same) or known in verdicts.not_same
        edges[i][j] = edges[j][i] = _Edge(score, score, 1, forbidden)
    for i, j in sorted(verdicts.not_same):
        apart = edges[i].get(j) or _Edge(-99.0, -99.0, 1, True)
        apart.forbidden = True
        edges[i][j] = edges[j][i] = apart
    for i, j in sorted(verdicts.same):
        a, b = _find(parent, i), _find(parent, j)
        if a != b and not _apart(verdicts.not_same, members[a], members[b]):
            _join(parent, members, edges, a, b)
    heap = [(-e.best, -e.mean, i, j, e.count) for i, near in edges.items() for j, e in near.items() if i < j and e.best >= link]
    heapq.heapify(heap)
    while heap:
        _, negative_mean, i, j, seen = heapq.heappop(heap)
        edge = edges[i].get(j) if i in edges else None
        if edge is None or edge.forbidden or (edge.count, -edge.mean) != (seen, negative_mean):
            continue  # grown since: the current one is on the heap too
        if edge.mean < mean:
            continue
        keep = _join(parent, members, edges, i, j)
        for other, e in edges[keep].items():
            if e.best >= link and not e.forbidden:
                heapq.heappush(heap, (-e.best, -e.mean, min(keep, other), max(keep, other), e.count))
    return sorted((sorted(group) for group in members.values()), key=lambda g: g[0])


def _join(
    parent: list[int], members: dict[int, list[int]], edges: dict[int, dict[int, _Edge]], a: int, b: int
) -> int:
    """Joins group b into a (the smaller index stays); returns the name of the joined group."""
    a, b = min(a, b), max(a, b)
    parent[b] = a
    members[a].extend(members.pop(b))
    gone = edges.pop(b)
    edges[a].pop(b, None)
    for other, e in gone.items():
        if other == a:
            continue
        edges[other].pop(b, None)
        known = edges[a].get(other)
        if known is None:
            edges[a][other] = edges[other][a] = e
        else:
            joined = _Edge(max(known.best, e.best), known.total + e.total, known.count + e.count, known.forbidden or e.forbidden)
            edges[a][other] = edges[other][a] = joined
    return a


def _find(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _apart(not_same: Iterable[tuple[int, int]], left: Sequence[int], right: Sequence[int]) -> bool:
    a, b = set(left), set(right)
    return any((i in a and j in b) or (j in a and i in b) for i, j in not_same)

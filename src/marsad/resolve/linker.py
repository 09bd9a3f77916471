"""The state of linking: claims as columns, their keys, the compared pairs, the groups. New claims redo only what they touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.model import Judgement
from marsad.resolve import block, levels
from marsad.resolve.block import Files
from marsad.resolve.cluster import Verdicts, cluster
from marsad.resolve.columns import Columns, Names, columns
from marsad.resolve.facets import Facets
from marsad.resolve.score import compare
from marsad.resources import resolving

CHUNK = 400_000  # pairs compared at once
WHOLE = 1_000  # claims of a component up to which all its pairs are compared; a larger one is parted first
NEAR = 40  # claims of one report are compared with so many that follow

Index = NDArray[np.int64]
Weigh = Callable[[Columns, Index, Index], levels.Compared]


@dataclass
class Pairs:
    """Compared pairs, by number of claim (i < j)."""

    i: Index = field(default_factory=lambda: np.empty(0, np.int64))
    j: Index = field(default_factory=lambda: np.empty(0, np.int64))
    score: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    forbidden: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    particular: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))

    def __len__(self) -> int:
        return len(self.i)

    def where(self, wanted: Any) -> Pairs:
        return Pairs(self.i[wanted], self.j[wanted], self.score[wanted], self.forbidden[wanted], self.particular[wanted])

    def and_(self, more: Pairs) -> Pairs:
        return Pairs(*(np.concatenate([a, b]) for a, b in zip(self.parts(), more.parts(), strict=True)))

    def parts(self) -> tuple[Any, ...]:
        return (self.i, self.j, self.score, self.forbidden, self.particular)


@dataclass
class State:
    """What linking knows. ``group`` is the number of each claim's group: that of its first member; ``inside`` the pairs of one report."""

    columns: Columns = field(default_factory=lambda: Columns(Names()))
    files: Files = field(default_factory=Files)
    pairs: Pairs = field(default_factory=Pairs)
    group: Index = field(default_factory=lambda: np.empty(0, np.int64))
    component: Index = field(default_factory=lambda: np.empty(0, np.int64))
    verdicts: dict[tuple[str, str], str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)


def extend(state: State, facets: Sequence[Facets], judgements: Sequence[Judgement] = (), *, weigh: Weigh = levels.compare) -> list[Index]:
    """Links new claims of new reports, and what they touch; returns the groups that may have changed, each in order of claim ids.

    ``judgements`` are all of them, old and new. The groups are those of a full run over all claims. Raises ValueError where a claim's
    report is known already: a report comes whole, a changed one calls for a full run.
    """
    known = set(state.columns.documents)
    if again := sorted({f.claim.document for f in facets} & known):
        raise ValueError(f"{again[0]} is linked already; link everything anew")
    more = columns(facets, state.columns.names)
    inside = within_reports(facets, len(state.columns))
    return add(state, more, inside, judgements, weigh=weigh)


def add(state: State, more: Columns, inside: Pairs, judgements: Sequence[Judgement] = (), *, weigh: Weigh = levels.compare) -> list[Index]:
    """As ``extend``, for columns of the state's own tables; ``inside``: the pairs of one report, numbered as they will stand."""
    before = len(state.columns)
    state.columns = state.columns.extended(more) if before else more
    c = state.columns
    state.at.update((name, before + k) for k, name in enumerate(more.ids))
    new = np.arange(before, len(c), dtype=np.int64)
    fresh = block.file(c, before)
    state.files = state.files.with_more(fresh) if before else fresh
    judged = _judged(state, judgements)
    touched = np.union1d(np.union1d(new, block.crowded(state.files, new)), judged) if before else new
    if before:
        again = np.zeros(len(c), np.bool_)
        again[touched] = True
        same_report = c.document[state.pairs.i] == c.document[state.pairs.j]
        state.pairs = state.pairs.where(same_report | ~(again[state.pairs.i] | again[state.pairs.j]))
    found = weighed(c, *block.pairs(c, state.files, touched if before else None), weigh)
    state.pairs = state.pairs.and_(inside).and_(found)
    state.group = np.concatenate([state.group, new])
    state.component = np.concatenate([state.component, new])
    return _regroup(state, touched, weigh)


def group_all(state: State, weigh: Weigh = levels.compare) -> list[Index]:
    """Groups all claims by the pairs that the state holds."""
    every = np.arange(len(state.columns), dtype=np.int64)
    state.group, state.component = every.copy(), every.copy()
    return _regroup(state, every, weigh)


def within_reports(facets: Sequence[Facets], start: int = 0) -> Pairs:
    """All pairs of one report, compared claim by claim; in a very long one each with those that follow."""
    reports: dict[str, list[int]] = {}
    for k, f in enumerate(facets):
        reports.setdefault(f.claim.document, []).append(k)
    rows: list[tuple[int, int, float, bool, bool]] = []
    for told in reports.values():
        told.sort(key=lambda k: (facets[k].order, facets[k].claim.id))
        reach = len(told) if len(told) <= 2 * NEAR else NEAR
        for n, a in enumerate(told):
            for b in told[n + 1 : n + 1 + reach]:
                x, y = min(a, b), max(a, b)
                found = compare(facets[x], facets[y], explain=False)
                rows.append((start + x, start + y, found.score, found.forbidden, found.particular))
    if not rows:
        return Pairs()
    i, j, score, forbidden, particular = zip(*rows, strict=True)
    return Pairs(np.array(i), np.array(j), np.array(score, dtype=np.float32), np.array(forbidden), np.array(particular))


def weighed(c: Columns, i: Index, j: Index, weigh: Weigh = levels.compare) -> Pairs:
    """The pairs compared, in portions."""
    parts = []
    for start in range(0, len(i), CHUNK):
        x, y = i[start : start + CHUNK], j[start : start + CHUNK]
        found = weigh(c, x, y)
        parts.append(Pairs(x, y, found.score.astype(np.float32), found.forbidden, found.particular))
    return Pairs(*(np.concatenate(p) for p in zip(*(p.parts() for p in parts), strict=True))) if parts else Pairs()


def _judged(state: State, judgements: Sequence[Judgement]) -> Index:
    """Takes over what people decided; the claims whose decisions changed."""
    latest: dict[tuple[str, str], str] = {}
    for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)):
        if j.deleted_at is None and j.left != j.right and j.left in state.at and j.right in state.at:
            latest[min(j.left, j.right), max(j.left, j.right)] = j.verdict
    changed = {pair for pair in latest.keys() | state.verdicts.keys() if latest.get(pair) != state.verdicts.get(pair)}
    state.verdicts = latest
    return np.array(sorted({state.at[x] for pair in changed for x in pair if x in state.at}), dtype=np.int64)


def _regroup(state: State, touched: Index, weigh: Weigh) -> list[Index]:
    """Groups anew the components that the touched claims are in or have come into."""
    limits = resolving.rules().thresholds
    pairs, size = state.pairs, len(state.columns)
    verdict = {(min(a, b), max(a, b)): v for (x, y), v in state.verdicts.items() for a, b in [(state.at[x], state.at[y])]}
    strong = _strongest(state.columns, pairs, (pairs.score >= limits.link) & ~pairs.forbidden)
    ends = [(a, b) for (a, b), v in verdict.items() if v == "same"]
    i = np.concatenate([pairs.i[strong], np.array([a for a, _ in ends], dtype=np.int64)])
    j = np.concatenate([pairs.j[strong], np.array([b for _, b in ends], dtype=np.int64)])
    mark = np.zeros(size, np.bool_)
    mark[touched] = True
    if len(touched) < size:
        edge = mark[i] | mark[j]
        reached = np.zeros(size, np.bool_)
        reached[state.component[np.concatenate([touched, i[edge], j[edge]])]] = True
        mark = reached[state.component]
        inside = mark[i]  # both ends are: a component holds both, or the pair is touched
        i, j = i[inside & mark[j]], j[inside & mark[j]]
    members = np.flatnonzero(mark)
    state.component[members] = members
    label = _components(size, i, j, state.component)
    state.component = label
    state.group[members] = members
    return _cluster_each(state, members, verdict, limits.link, limits.mean, weigh)


def _strongest(c: Columns, pairs: Pairs, strong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of a telling without a close day only its best pairs with those that have one: it fits many events of its town, and belongs to one."""
    floating = block.floating(c)
    i, j, score = pairs.i[strong], pairs.j[strong], pairs.score[strong]
    best = np.full(len(c), -np.inf, np.float32)
    mixed = floating[i] != floating[j]
    one = np.where(floating[i], i, j)
    np.maximum.at(best, one[mixed], score[mixed])
    strong[strong] = ~mixed | (score >= best[one])
    return strong


def _components(size: int, i: Index, j: Index, label: Index) -> Index:
    """The least member of each claim's component, by edges; those without edges keep their label."""
    label = label.copy()
    while len(i):
        low = np.minimum(label[i], label[j])
        np.minimum.at(label, label[i], low)
        np.minimum.at(label, label[j], low)
        while not (label[label] == label).all():
            label = label[label]
        apart = label[i] != label[j]
        i, j = i[apart], j[apart]
    return label


def _cluster_each(
    state: State, members: Index, verdict: Mapping[tuple[int, int], str], link: float, mean: float, weigh: Weigh
) -> list[Index]:
    """Groups each component by itself; all its pairs are known to it.

    A very large component is first parted by the pairs that share a key; then each part by all its pairs.
    """
    c, unit = state.columns, state.component.copy()
    known = state.pairs.where(_inside(state.pairs, unit, members))
    order, starts, ends = _runs(members, unit)
    large = members[np.isin(unit[members], unit[order[starts[ends - starts > WHOLE]]])]
    for group in _groups(c, known, large, unit, verdict, link, mean, whole=True):
        unit[group] = group.min()
    known = known.where(unit[known.i] == unit[known.j])
    order, starts, ends = _runs(members, unit)
    whole = (ends - starts > 2) & (ends - starts <= WHOLE)
    rest = weighed(c, *_missing(c, known, order, starts[whole], ends[whole]), weigh)
    groups = _groups(c, known.and_(rest), members, unit, verdict, link, mean, whole=True)
    for group in groups:
        state.group[group] = group.min()
    return groups


def _runs(members: Index, unit: Index) -> tuple[Index, Index, Index]:
    """Members in order of their units, and where each unit starts and ends in that order."""
    order = members[np.argsort(unit[members], kind="stable")]
    label = unit[order]
    starts = np.flatnonzero(np.concatenate([[True], label[1:] != label[:-1]])) if len(order) else np.empty(0, np.int64)
    return order, starts, np.append(starts[1:], len(order)) if len(order) else starts


def _groups(
    c: Columns, pairs: Pairs, members: Index, unit: Index, verdict: Mapping[tuple[int, int], str], link: float, mean: float, *, whole: bool
) -> list[Index]:
    """The groups of each unit among the members, by its pairs; ``whole``: units are components of strong pairs."""
    order, starts, ends = _runs(members, unit)
    pairs = pairs.where(np.argsort(unit[pairs.i], kind="stable"))
    first, stop = (np.searchsorted(unit[pairs.i], unit[order[starts]], side).tolist() for side in ("left", "right"))
    decided = _by_unit(verdict, unit)
    i, j, score, forbidden = pairs.i.tolist(), pairs.j.tolist(), pairs.score.tolist(), pairs.forbidden.tolist()
    one = _agreed(pairs, first, stop, mean)
    names = c.ids
    done: list[Index] = []
    for s, e, f, t, agreed in zip(starts.tolist(), ends.tolist(), first, stop, one, strict=True):
        people = decided.get(int(unit[order[s]]), ()) if decided else ()
        told = sorted(order[s:e].tolist(), key=names.__getitem__) if e - s > 1 else [int(order[s])]
        if e - s == 1 or (agreed and whole and not people):
            done.append(np.array(told, dtype=np.int64))
            continue
        at = {k: n for n, k in enumerate(told)}

        def local(a: int, b: int, at: Mapping[int, int] = at) -> tuple[int, int]:
            return (at[a], at[b]) if at[a] < at[b] else (at[b], at[a])

        unsure = {local(a, b) for a, b, v in people if v == "unsure"}
        scores = {pair: (score[k], forbidden[k]) for k in range(f, t) if (pair := local(i[k], j[k])) not in unsure}
        said = Verdicts(
            frozenset(local(a, b) for a, b, v in people if v == "same"), frozenset(local(a, b) for a, b, v in people if v == "not_same")
        )
        done += [np.array([told[k] for k in group], dtype=np.int64) for group in cluster(len(told), scores, said, link=link, mean=mean)]
    return done


def _agreed(pairs: Pairs, first: Sequence[int], stop: Sequence[int], mean: float) -> list[bool]:
    """Whether all pairs of each unit reach the mean and none forbids: then a unit that strong pairs hold together is one group."""
    if not len(pairs):
        return [False] * len(first)
    bad = np.concatenate([[0], np.cumsum(pairs.forbidden | (pairs.score < mean))])
    return [bool(bad[t] == bad[f]) for f, t in zip(first, stop, strict=True)]


def _by_unit(verdict: Mapping[tuple[int, int], str], component: Index) -> dict[int, list[tuple[int, int, str]]]:
    found: dict[int, list[tuple[int, int, str]]] = {}
    for (a, b), v in verdict.items():
        if component[a] == component[b]:
            found.setdefault(int(component[a]), []).append((a, b, v))
    return found


def _inside(pairs: Pairs, component: Index, members: Index) -> NDArray[np.bool_]:
    mark = np.zeros(len(component), np.bool_)
    mark[members] = True
    return np.asarray(mark[pairs.i] & (component[pairs.i] == component[pairs.j]))


def _missing(c: Columns, inside: Pairs, order: Index, starts: Index, ends: Index) -> tuple[Index, Index]:
    """Pairs of two reports within the units from starts to ends of ``order`` that were not compared, as they share no key."""
    owner, spot = block._spread(starts, ends)
    left, other = block._spread(spot + 1, ends[owner])
    a, b = order[spot[left]], order[other]
    codes = np.unique((np.minimum(a, b) << 32) | np.maximum(a, b))
    codes = codes[~np.isin(codes, (inside.i << 32) | inside.j)]
    i, j = codes >> 32, codes & 0xFFFFFFFF
    other_report = c.document[i] != c.document[j]
    return i[other_report], j[other_report]


def suggestions(state: State, among: Iterable[int] | None = None) -> list[tuple[int, int, float]]:
    """Pairs below the threshold that a person may decide: the best pair of each two groups, with ``among`` only those with an end there."""
    limits, p, c = resolving.rules().thresholds, state.pairs, state.columns
    open_ = (p.score >= limits.suggest) & p.particular & ~p.forbidden & (state.group[p.i] != state.group[p.j])
    if among is not None:
        mark = np.zeros(len(c), np.bool_)
        mark[list(among)] = True
        open_ &= mark[p.i] | mark[p.j]
    no = {(state.group[a], state.group[b]) for (x, y), v in state.verdicts.items() if v == "not_same" for a, b in [(state.at[x], state.at[y])]}
    best: dict[tuple[int, int], tuple[float, tuple[str, str], int, int]] = {}
    for i, j, score in zip(p.i[open_].tolist(), p.j[open_].tolist(), p.score[open_].tolist(), strict=True):
        left, right = sorted((c.ids[i], c.ids[j]))
        g, h = int(state.group[i]), int(state.group[j])
        if (left, right) in state.verdicts or (g, h) in no or (h, g) in no:
            continue
        key = (min(g, h), max(g, h))
        row = (-score, (left, right), i, j)
        if key not in best or row < best[key]:
            best[key] = row
    return [(i, j, -score) for score, _, i, j in best.values()]

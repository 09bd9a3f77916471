"""The state of linking: claims as columns, their keys, the pairs that matter, the groups. New claims redo only what they touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.model import Judgement
from marsad.resolve import block, hands, levels
from marsad.resolve.block import Files
from marsad.resolve.cluster import Scored, Verdicts, cluster
from marsad.resolve.columns import Columns, Names, columns, merged
from marsad.resolve.facets import Facets
from marsad.resolve.score import compare
from marsad.resources import resolving

CHUNK = 400_000  # pairs compared at once
PORTION = 20_000  # claims whose pairs are looked for, or that are grouped, at once
WHOLE = 1_000  # claims of a component up to which all its pairs are compared; a larger one is parted first
NEAR = 40  # claims of one report are compared with so many that follow

Index = NDArray[np.int64]
Weigh = Callable[[Columns, Index, Index], levels.Compared]


@dataclass
class Pairs:
    """Compared pairs, by number of claim (i < j), each once."""

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
    """What linking knows. ``pairs``: those of one report, and those of two that may join or be shown to a person; ``group``: the number of
    each claim's group, that of its first member; ``component``: of what strong pairs hold together."""

    columns: Columns = field(default_factory=lambda: Columns(Names()))
    files: Files = field(default_factory=Files)
    pairs: Pairs = field(default_factory=Pairs)
    group: Index = field(default_factory=lambda: np.empty(0, np.int64))
    component: Index = field(default_factory=lambda: np.empty(0, np.int64))
    verdicts: dict[tuple[str, str], str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)


Boil = Callable[[int], tuple[Columns, Pairs]]


class Known(ValueError):
    """A report or a claim that comes is linked already."""


@dataclass(frozen=True)
class Step:
    """What was added to a state, which then held ``before`` claims (and so many names in each table), and what came of it: the pairs of the
    claims in ``again`` were looked for anew, the claims in ``members`` are grouped anew, into ``groups``, each in order of claim ids."""

    before: int
    tables: Mapping[str, int]
    fresh: Files
    again: Index
    pairs: Pairs
    members: Index
    groups: list[Index]


def extend(
    state: State, facets: Sequence[Facets], judgements: Sequence[Judgement] = (), *, weigh: Weigh = levels.compare, processes: int = 1
) -> list[Index]:
    """Links new claims of new reports, and what they touch; returns the groups that may have changed, each in order of claim ids.

    ``judgements`` are all of them, old and new. The groups are those of a full run over all claims. Raises Known where a claim's
    report is known already: a report comes whole, a changed one calls for a full run.
    """
    return add(state, [boiled(facets)], judgements, weigh=weigh, processes=processes).groups


def boiled(facets: Sequence[Facets]) -> tuple[Columns, Pairs]:
    """Claims of whole reports as columns of tables of their own, and the pairs of one report among them."""
    return columns(facets), within_reports(facets)


def gathered(parts: Iterable[tuple[Columns, Pairs]], state: State) -> tuple[Columns, Pairs]:
    """What was boiled down apart, as it is added to a state: of its tables, and numbered as it will stand."""
    made, inside, before = [], [], len(state.columns)
    for one, pairs in parts:
        made.append(one)
        inside.append(Pairs(pairs.i + before, pairs.j + before, pairs.score, pairs.forbidden, pairs.particular))
        before += len(one)
    return merged(made, state.columns.names), together(inside)


def add(
    state: State, parts: Iterable[tuple[Columns, Pairs]], judgements: Sequence[Judgement] = (), *, weigh: Weigh = levels.compare, processes: int = 1
) -> Step:
    """As ``extend``, for what was boiled down apart."""
    before, tables = len(state.columns), state.columns.names.sizes()
    more, inside = gathered(parts, state)
    if twice := set(more.documents) & set(state.columns.documents) | state.at.keys() & set(more.ids):
        raise Known(f"{min(twice)} is linked already; link everything anew")
    c = state.columns = state.columns.extended(more) if before else more
    state.at.update((name, before + k) for k, name in enumerate(more.ids))
    new = np.arange(before, len(c), dtype=np.int64)
    fresh = block.file(c, new)
    state.files = state.files.with_more(fresh) if before else fresh
    judged = _judged(state, judgements)
    if not before:
        state.pairs = inside.and_(compared(state, weigh, processes))
        return Step(0, tables, fresh, new, state.pairs, new, group_all(state, weigh, processes))
    touched = np.union1d(np.union1d(new, block.crowded(state.files, fresh)), judged)
    again = np.zeros(len(c), np.bool_)
    again[touched] = True
    same_report = c.document[state.pairs.i] == c.document[state.pairs.j]
    kept = state.pairs.where(same_report | ~(again[state.pairs.i] | again[state.pairs.j]))
    pairs = inside.and_(weighed(c, *block.pairs(c, state.files, touched), weigh, wanted=True))
    state.pairs = kept.and_(pairs)
    state.group, state.component = np.concatenate([state.group, new]), np.concatenate([state.component, new])
    groups = _regroup(state, touched, weigh, processes)
    members = np.sort(np.concatenate(groups)) if groups else touched
    return Step(before, tables, fresh, touched, pairs, members, groups)


def group_all(state: State, weigh: Weigh = levels.compare, processes: int = 1) -> list[Index]:
    """Groups all claims by the pairs that the state holds."""
    every = np.arange(len(state.columns), dtype=np.int64)
    state.group, state.component = every.copy(), every.copy()
    return _regroup(state, every, weigh, processes)


def compared(state: State, weigh: Weigh = levels.compare, processes: int = 1) -> Pairs:
    """The pairs of two reports that may join or be shown to a person, over all claims."""
    c, files = state.columns, state.files
    crowd = block.crowds(c, files)

    def portion(k: int) -> Pairs:
        return weighed(c, *block.behind(c, files, k * PORTION, min((k + 1) * PORTION, len(c)), crowd), weigh, wanted=True)

    return together(list(hands.each(portion, -(-len(c) // PORTION), processes)))


def together(parts: Sequence[Pairs]) -> Pairs:
    """Pairs one after the other."""
    return Pairs(*(np.concatenate(p) for p in zip(*(p.parts() for p in parts), strict=True))) if parts else Pairs()


def within_reports(facets: Sequence[Facets]) -> Pairs:
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
                rows.append((x, y, found.score, found.forbidden, found.particular))
    if not rows:
        return Pairs()
    i, j, score, forbidden, particular = zip(*rows, strict=True)
    return Pairs(np.array(i), np.array(j), np.array(score, dtype=np.float32), np.array(forbidden), np.array(particular))


def weighed(c: Columns, i: Index, j: Index, weigh: Weigh = levels.compare, *, wanted: bool = False) -> Pairs:
    """The pairs compared, in portions; ``wanted``: only those that may join or be shown to a person."""
    limits, parts = resolving.rules().thresholds, []
    for start in range(0, len(i), CHUNK):
        x, y = i[start : start + CHUNK], j[start : start + CHUNK]
        found = weigh(c, x, y)
        part = Pairs(x, y, found.score.astype(np.float32), found.forbidden, found.particular)
        parts.append(part.where((part.score >= min(limits.link, limits.suggest)) & ~part.forbidden) if wanted else part)
    return together(parts)


def _judged(state: State, judgements: Sequence[Judgement]) -> Index:
    """Takes over what people decided; the claims whose decisions changed."""
    latest: dict[tuple[str, str], str] = {}
    for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)):
        if j.deleted_at is None and j.left != j.right and j.left in state.at and j.right in state.at:
            latest[min(j.left, j.right), max(j.left, j.right)] = j.verdict
    changed = {pair for pair in latest.keys() | state.verdicts.keys() if latest.get(pair) != state.verdicts.get(pair)}
    state.verdicts = latest
    return np.array(sorted({state.at[x] for pair in changed for x in pair if x in state.at}), dtype=np.int64)


def _regroup(state: State, touched: Index, weigh: Weigh, processes: int = 1) -> list[Index]:
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
        reached = np.zeros(size, np.bool_)
        reached[state.component[touched]] = True
        mark = reached[state.component]
        while (out := mark[i] != mark[j]).any():  # into what the pairs of those lead
            reached[state.component[np.concatenate([i[out], j[out]])]] = True
            mark = reached[state.component]
        i, j = i[mark[i]], j[mark[i]]
    members = np.flatnonzero(mark)
    state.component[members] = members
    label = _components(size, i, j, state.component)
    state.component = label
    state.group[members] = members
    return _cluster_each(state, members, verdict, weigh, processes)


def _strongest(c: Columns, pairs: Pairs, strong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of a telling without a close day only its best pair with one that has it: it fits many events of its town, and belongs to one.

    Of equally good ones the first by id stands for all, on the day that most of them tell: else what fits everything ties all events into one.
    """
    floating = block.floating(c)
    i, j, score = pairs.i[strong], pairs.j[strong], pairs.score[strong]
    best = np.full(len(c), -np.inf, np.float32)
    mixed = np.flatnonzero(floating[i] != floating[j])
    one, other = (np.where(floating[i[mixed]], x, y) for x, y in ((i[mixed], j[mixed]), (j[mixed], i[mixed])))
    np.maximum.at(best, one, score[mixed])
    kept = (score >= best[i]) & (score >= best[j])  # who has no such pair, or is no such telling, has all
    equal = score[mixed] >= best[one]
    _, day, times = np.unique((one[equal] << 32) + c.first[other[equal]] + 1, return_inverse=True, return_counts=True)
    chosen: dict[int, tuple[int, str, int]] = {}
    for k, telling, told, n in zip(mixed[equal].tolist(), one[equal].tolist(), other[equal].tolist(), times[day].tolist(), strict=True):
        row = (-n, c.ids[told], k)
        chosen[telling] = min(chosen.get(telling, row), row)
    kept[mixed] = False
    kept[[k for _, _, k in chosen.values()]] = True
    kept |= c.document[i] == c.document[j]  # what one report tells as one hangs together, dated or not
    strong[strong] = kept
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


def _cluster_each(state: State, members: Index, verdict: Mapping[tuple[int, int], str], weigh: Weigh, processes: int) -> list[Index]:
    """Groups each component by itself; all its pairs are known to it.

    A very large component is first parted by the pairs that share a key; then each part by all its pairs.
    """
    c, unit = state.columns, state.component.copy()
    known = state.pairs.where(_inside(state.pairs, unit, members))
    order, starts, ends = _runs(members, unit)
    large = members[np.isin(unit[members], unit[order[starts[ends - starts > WHOLE]]])]
    if len(large):
        i, j = block.pairs(c, state.files, large)
        same = unit[i] == unit[j]
        mine = known.where(_inside(known, unit, large) & (c.document[known.i] == c.document[known.j]))
        for group in _groups(c, mine.and_(weighed(c, i[same], j[same], weigh)), large, unit, verdict):
            unit[group] = group.min()
        known = known.where(unit[known.i] == unit[known.j])
        order, starts, ends = _runs(members, unit)
    known = known.where(np.argsort(unit[known.i], kind="stable"))
    label = unit[known.i]
    first = np.searchsorted(ends, np.arange(0, len(order), PORTION), "right")  # units by portions of about so many claims
    cuts = np.unique(np.append(first, len(starts)))

    def portion(k: int) -> list[Index]:
        mine = slice(cuts[k], cuts[k + 1])
        ours = unit[order[starts[mine]]]
        pairs = known.where(slice(np.searchsorted(label, ours[0], "left"), np.searchsorted(label, ours[-1], "right")))
        size = (ends - starts)[mine]
        whole = (size > 2) & (size <= WHOLE)
        rest = weighed(c, *_missing(c, pairs, order, starts[mine][whole], ends[mine][whole]), weigh)
        return _groups(c, pairs.and_(rest), order[starts[mine][0] : ends[mine][-1]], unit, verdict)

    groups = [group for some in hands.each(portion, len(cuts) - 1, processes) for group in some]
    for group in groups:
        state.group[group] = group.min()
    return groups


def _runs(members: Index, unit: Index) -> tuple[Index, Index, Index]:
    """Members in order of their units, and where each unit starts and ends in that order."""
    order = members[np.argsort(unit[members], kind="stable")]
    label = unit[order]
    starts = np.flatnonzero(np.concatenate([[True], label[1:] != label[:-1]])) if len(order) else np.empty(0, np.int64)
    return order, starts, np.append(starts[1:], len(order)) if len(order) else starts


def _groups(c: Columns, pairs: Pairs, members: Index, unit: Index, verdict: Mapping[tuple[int, int], str]) -> list[Index]:
    """The groups of each unit among the members, by its pairs."""
    limits = resolving.rules().thresholds
    order, starts, ends = _runs(members, unit)
    pairs = pairs.where(np.argsort(unit[pairs.i], kind="stable"))
    first, stop = (np.searchsorted(unit[pairs.i], unit[order[starts]], side) for side in ("left", "right"))
    decided = _by_unit(verdict, unit)
    one = _agreed(pairs, first, stop, limits.mean)
    names, place = c.ids, np.zeros(len(unit), np.int64)  # the place of each claim within its unit
    done: list[Index] = []
    for s, e, f, t, agreed in zip(starts.tolist(), ends.tolist(), first.tolist(), stop.tolist(), one, strict=True):
        if e - s == 1:
            done.append(order[s:e])
            continue
        people = decided.get(int(unit[order[s]]), ()) if decided else ()
        told = np.array(sorted(order[s:e].tolist(), key=names.__getitem__), dtype=np.int64)
        if agreed and not people:
            done.append(told)
            continue
        place[told] = np.arange(len(told))
        i, j = place[pairs.i[f:t]], place[pairs.j[f:t]]
        said: dict[str, set[tuple[int, int]]] = {"same": set(), "not_same": set(), "unsure": set()}
        for a, b, v in people:
            said[v].add((min(place[a], place[b]), max(place[a], place[b])))
        scored = Scored(np.minimum(i, j), np.maximum(i, j), pairs.score[f:t].astype(np.float64), pairs.forbidden[f:t])
        if said["unsure"]:
            asked = np.array([pair not in said["unsure"] for pair in zip(scored.i.tolist(), scored.j.tolist(), strict=True)])
            scored = Scored(scored.i[asked], scored.j[asked], scored.score[asked], scored.forbidden[asked])
        verdicts = Verdicts(frozenset(said["same"]), frozenset(said["not_same"]))
        done += [told[group] for group in cluster(len(told), scored, verdicts, link=limits.link, mean=limits.mean)]
    return done


def _agreed(pairs: Pairs, first: Index, stop: Index, mean: float) -> list[bool]:
    """Whether all pairs of each unit reach the mean and none forbids: then what strong pairs hold together is one group."""
    bad = np.concatenate([[0], np.cumsum(pairs.forbidden | (pairs.score < mean))])
    agreed: list[bool] = (bad[stop] == bad[first]).tolist()
    return agreed


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
    codes = np.sort((np.minimum(a, b) << 32) | np.maximum(a, b))
    known = np.sort((inside.i << 32) | inside.j)
    if len(known):
        codes = codes[known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] != codes]
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

"""The features of features.py for millions of pairs at once: the same levels, weights and prohibitions, without the sentences.

Only pairs of two reports come here; what one report says of itself is compared claim by claim (score.compare). That both give the same
answer is tested pair by pair (tests/resolve/test_levels.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.model import MEASURES
from marsad.resolve import features, sides
from marsad.resolve.columns import NONE, OPEN, UNTOLD, Columns
from marsad.resolve.facets import FRESH_DAYS, LOOSE_DAYS, Figure
from marsad.resolve.score import GROUNDED, LOST, PARTICULAR
from marsad.resolve.sketch import likeness, one_text
from marsad.resources import resolving

Index = NDArray[np.int64]
Levels = NDArray[np.int8]
Found = tuple[Levels, NDArray[np.bool_]]  # level of each pair (0: nothing found), and whether it forbids

LEVELS: dict[str, tuple[str, ...]] = {name: ("", *levels) for name, levels in resolving.rules().weights.items()}
"""Feature → its levels by number; 0 is silence."""
NUMBER = {(name, level): n for name, levels in LEVELS.items() for n, level in enumerate(levels)}


@dataclass(frozen=True)
class Compared:
    """Pairs with what was found: ``score`` in natural-log odds; ``levels``: feature → level number (0 also where it was not asked)."""

    score: NDArray[np.float64]
    forbidden: NDArray[np.bool_]
    particular: NDArray[np.bool_]
    levels: dict[str, Levels]


def compare(c: Columns, i: Index, j: Index, weights: dict[str, NDArray[np.float64]] | None = None) -> Compared:
    """Compares the pairs (i[k], j[k]), of two reports each."""
    weights = weights or tables()
    n = len(i)
    score, forbidden = np.zeros(n), np.zeros(n, np.bool_)
    levels = {name: np.zeros(n, np.int8) for name in LEVELS}
    kinds = _kinds(c, i, j)
    score[kinds], forbidden[kinds] = -99.0, True
    alive = np.flatnonzero(~kinds)
    for name, feature in _FEATURES.items():
        if not len(alive):
            break
        level, forbids = feature(c, i[alive], j[alive])
        levels[name][alive] = level
        score[alive] += weights[name][level]
        forbidden[alive] = forbids
        alive = alive[~forbids & ((level == 0) | (score[alive] > LOST))]
    limits = resolving.rules().thresholds
    low = ~forbidden & (score < limits.certain) & ~_any(levels, GROUNDED) & ~_same_figure_and_town(levels)
    score[low] = np.minimum(score[low], limits.link - 0.1)
    particular = _any(levels, PARTICULAR)
    particular[kinds] = False
    return Compared(np.round(score, 3), forbidden, particular, levels)


def tables() -> dict[str, NDArray[np.float64]]:
    """Feature → weight by level number."""
    return {name: np.array([0.0, *levels.values()]) for name, levels in resolving.rules().weights.items()}


def _any(levels: dict[str, Levels], wanted: frozenset[tuple[str, str]]) -> NDArray[np.bool_]:
    found = np.zeros(len(next(iter(levels.values()))), np.bool_)
    for name in LEVELS:
        numbers = [NUMBER[name, level] for feature, level in wanted if feature == name]
        if numbers:
            found |= np.isin(levels[name], numbers)
    return found


def _same_figure_and_town(levels: dict[str, Levels]) -> NDArray[np.bool_]:
    towns = [NUMBER["place", "same_site"], NUMBER["place", "same_town"]]
    found: NDArray[np.bool_] = (levels["figures"] == NUMBER["figures", "equal"]) & np.isin(levels["place"], towns)
    return found


def _kinds(c: Columns, i: Index, j: Index) -> NDArray[np.bool_]:
    """An event and a count over time are not one, unless the count is told again with equal tolls."""
    mixed = c.window[i] != c.window[j]
    at = np.flatnonzero(mixed & (c.retold[i] | c.retold[j]))
    x, y = i[at], j[at]
    equal = (c.low[x] == c.low[y]) & (c.high[x] == c.high[y]) & c.exact[x] & c.exact[y] & (c.low[x] > 4)
    mixed[at] = equal.sum(1) <= 1
    return np.asarray(mixed)


def _choose(n: int, name: str, *cases: tuple[NDArray[np.bool_], str | None, Any]) -> Found:
    """The first case that holds gives level and prohibition; none: silence."""
    level, forbids, free = np.zeros(n, np.int8), np.zeros(n, np.bool_), np.ones(n, np.bool_)
    for holds, found, forbidden in cases:
        here = free & holds
        if found is not None:
            level[here] = NUMBER[name, found]
            if forbidden is True:
                forbids[here] = True
            elif forbidden is not False:
                forbids[here] = forbidden[here]
        free &= ~holds
    return level, forbids


def time(c: Columns, i: Index, j: Index) -> Found:
    """As features.time."""
    first, last, published = c.first, c.last, c.published
    dated = (first != NONE) & (last != NONE) if len(i) > len(c) else None
    dx, dy = (dated[i], dated[j]) if dated is not None else ((first[i] != NONE) & (last[i] != NONE), (first[j] != NONE) & (last[j] != NONE))
    px, py = published[i], published[j]
    fx, fy = ~dx & (px != NONE) & ~c.background[i], ~dy & (py != NONE) & ~c.background[j]
    x0, x1 = np.where(fx, px - FRESH_DAYS, first[i]), np.where(fx, px, last[i])
    y0, y1 = np.where(fy, py - FRESH_DAYS, first[j]), np.where(fy, py, last[j])
    gap = np.maximum(0, np.maximum(x0 - y1, y0 - x1))
    known = (dx | fx) & (dy | fy)
    ahead = (~dx & (px != NONE) & (first[j] != NONE) & (first[j] > px)) | (~dy & (py != NONE) & (first[i] != NONE) & (first[i] > py))
    windows = c.window[i] & c.window[j] & dx & dy & (np.maximum(abs(x0 - y0), abs(x1 - y1)) > 1)
    wider = np.maximum(x1 - x0, y1 - y0)
    later_x = (x0 > y0) | ((x0 == y0) & (x1 > y1))
    day = np.where(later_x, x1, y1)
    said = np.where(later_x, (px != NONE) & (px == day) & c.sourced[i], (py != NONE) & (py == day) & c.sourced[j])
    announced = (gap == 1) & (c.claimed[i] | c.claimed[j] | said)
    exact = (x1 - x0 <= LOOSE_DAYS) & (y1 - y0 <= LOOSE_DAYS)
    recalled = c.background[i] | c.background[j]
    slack = np.where(exact, 0, wider)
    met = gap == 0
    return _choose(
        len(i), "time",
        (~dx & ~dy & fx & fy & met, "fresh", False),
        (~dx & ~dy, None, False),
        (~known & ahead, "apart", True),
        (~known, None, False),
        (windows, "apart", True),
        ((fx | fy) & met, "fresh", False),
        (fx | fy, "loose_miss", gap > 10),
        (met & (wider == 0), "same_day", False),
        (met & (wider <= 7), "narrow", False),
        (met, "overlap", False),
        ((gap <= features.UNTOLD_DAYS) & ~(c.told[i] & c.told[j]), "untold", False),
        (announced & said, "announced", False),
        (gap == 1, "next_day", False),
        ((gap <= 3) | (gap <= slack // 2), "near", exact & ~recalled & (gap > 2)),
        (exact & recalled & (gap <= 10), "loose_miss", False),
        (np.ones(len(i), np.bool_), "apart", True),
    )  # fmt: skip


def place(c: Columns, i: Index, j: Index) -> Found:
    """As features.place."""
    px, py = c.placed[i], c.placed[j]
    cx, cy, ax, ay = c.country[i], c.country[j], c.admin1[i], c.admin1[j]
    fx, fy = c.fine[i], c.fine[j]
    both_fine, sure = fx & fy, c.sure[i] & c.sure[j]
    shared = _shared_names(c, i, j)
    some = shared > 0
    rx, ry = c.radius[i], c.radius[j]
    reach = rx + ry
    distance = _distance(c, i, j)
    known = ~np.isnan(distance)
    distance = np.where(known, distance, np.inf)
    countries, admins = (cx != NONE) & (cy != NONE), (ax != NONE) & (ay != NONE)
    abroad = countries & (cx != cy)
    other_admin = admins & (ax != ay)
    same_admin = admins & (ax == ay)
    listed = ~some & ((c.listed[i] & fy) | (c.listed[j] & fx))
    unsure = ~sure & both_fine & (cx == cy)
    fine_known = known & both_fine
    # one tells no place: its report leans
    lean_c = np.where(px, c.lean_country[j], c.lean_country[i])
    lean_a = np.where(px, c.lean_admin1[j], c.lean_admin1[i])
    told_c, told_a = np.where(px, cx, cy), np.where(px, ax, ay)
    silent = ~(px & py)
    leans = silent & (px | py) & (lean_a != NONE) & (told_a != NONE)
    leans_abroad = silent & (px | py) & (lean_c != NONE) & (told_c != NONE) & (lean_c != told_c)
    return _choose(
        len(i), "place",
        (leans & (lean_a == told_a), "leaning", False),
        (leans, "leaning_away", False),
        (leans_abroad, "leaning_away", False),
        (silent, "untold", False),
        (abroad & (distance <= reach + 10) & both_fine, "near", False),
        (abroad & admins & sure, "other_country", True),
        (abroad, "other_country_vague", False),
        ((shared >= 3) & ~(fx | fy), "same_list", False),
        (listed, "other_site", False),
        (unsure & (some | (distance <= reach)), "same_town", False),
        (unsure & other_admin, "other_admin1_vague", False),
        (unsure & same_admin, "same_admin1", False),
        (unsure, None, False),
        (fine_known & (distance <= np.maximum(rx, ry)) & some, "same_site", False),
        (fine_known & (distance <= reach), "same_town", False),
        (fine_known & (distance <= reach + 10), "near", False),
        (fine_known & (distance <= reach + 35), "other_site", False),
        (fine_known & ~same_admin, "apart", distance > reach + 60),
        (fine_known, "far", False),
        (some & both_fine, "same_town", False),
        (other_admin & ~sure, "other_admin1_vague", False),
        (other_admin & (distance <= reach) & ~both_fine, None, False),
        (other_admin, "other_admin1", True),
        ((fx | fy) & (distance <= reach), "same_area", False),
        (same_admin & both_fine & ~known & ~some & (c.sites[i] != 0) & (c.sites[j] != 0), "other_site", False),
        (same_admin, "same_admin1", False),
        (some, "same_area", False),
        (countries & (cx == cy), "same_country", False),
    )  # fmt: skip


def _distance(c: Columns, i: Index, j: Index) -> NDArray[np.float64]:
    """Kilometres between the middles; not a number where one is not on the map."""
    y1, y2 = np.radians(c.lat[i]), np.radians(c.lat[j])
    h = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin(np.radians(c.lon[j] - c.lon[i]) / 2) ** 2
    return np.asarray(2 * 6371.0088 * np.arcsin(np.minimum(1.0, np.sqrt(h))))


def _by_pair(x: NDArray[np.int32], y: NDArray[np.int32], answer: Callable[[int, int], int]) -> NDArray[np.int64]:
    """The answer for each pair of numbers, asked once for each distinct pair."""
    codes, where = np.unique((x.astype(np.int64) << 32) | y, return_inverse=True)
    answers = np.fromiter((answer(int(code >> 32), int(code & 0xFFFFFFFF)) for code in codes), dtype=np.int64, count=len(codes))
    return answers[where]


def _shared_names(c: Columns, i: Index, j: Index) -> NDArray[np.int64]:
    """How many site names two claims share."""
    x, y = c.sites[i], c.sites[j]
    found = np.zeros(len(i), np.int64)
    at = np.flatnonzero((x != 0) & (y != 0))
    sets = c.names.sites.values
    found[at] = _by_pair(x[at], y[at], lambda a, b: len(sets[a] & sets[b]))
    return found


def type_(c: Columns, i: Index, j: Index) -> Found:
    """As features.type_, between two reports."""
    types = c.names.type.values
    compatible = features.compatible_types()

    def level(a: int, b: int) -> int:
        x, y = types[a], types[b]
        if x == y:
            return NUMBER["type", "same"]
        if frozenset((x, y)) not in compatible:
            return NUMBER["type", "other"]
        return NUMBER["type", "result" if "killing" in (x, y) else "general" if "attack" in (x, y) else "compatible"]

    table = np.array([[level(a, b) for b in range(len(types))] for a in range(len(types))], dtype=np.int8)
    found = table[c.type[i], c.type[j]]
    return found, found == NUMBER["type", "other"]


def _clash(c: Columns, i: Index, j: Index) -> NDArray[np.bool_]:
    clash = np.array([t == "clash" for t in c.names.type.values])
    return np.asarray(clash[c.type[i]] | clash[c.type[j]])


def perpetrators(c: Columns, i: Index, j: Index) -> Found:
    """As features.perpetrators."""
    clash = _clash(c, i, j)
    x, y = np.where(clash, c.sides[i], c.perpetrators[i]), np.where(clash, c.sides[j], c.perpetrators[j])
    silent = ~clash & (c.denied[i] | c.denied[j])
    return _actors(c, "perpetrators", np.where(silent, 0, x), np.where(silent, 0, y), hit=False)


def targets(c: Columns, i: Index, j: Index) -> Found:
    """As features.targets."""
    clash = _clash(c, i, j)
    return _actors(c, "targets", np.where(clash, 0, c.hit[i]), np.where(clash, 0, c.hit[j]), hit=True)


def _actors(c: Columns, name: str, x: NDArray[np.int32], y: NDArray[np.int32], *, hit: bool) -> Found:
    sets = c.names.actors.values
    found = np.zeros(len(x), np.int8)
    at = np.flatnonzero((x != 0) & (y != 0))

    def level(a: int, b: int) -> int:
        agreed = features.agreement(sets[a], sets[b], hit=hit)
        return 0 if agreed is None else NUMBER[name, agreed]

    found[at] = _by_pair(x[at], y[at], level)
    return found, np.zeros(len(x), np.bool_)


def figures(c: Columns, i: Index, j: Index) -> Found:
    """As features.figures."""
    n = len(i)
    lx, ly, hx, hy = c.low[i], c.low[j], c.high[i], c.high[j]
    both = (hx != UNTOLD) & (hy != UNTOLD)
    equal = both & (lx == ly) & (hx == hy) & (lx > 0) & (c.exact[i] | c.exact[j] | (lx > 4))
    differ = both & ~equal & (hx != OPEN) & (hy != OPEN) & ((hx < ly) | (hy < lx))
    logs = np.where(equal, np.log1p(np.maximum(lx, 0)), 0.0)
    weight, count = np.zeros(n), equal.sum(1)
    for m in range(len(MEASURES)):
        weight += logs[:, m]
    leading = lx[np.arange(n), equal.argmax(1)]
    _equal_groups(c, i, j, equal, weight, count, leading)
    some = count > 0
    many = some & (weight >= 4.2) & ((count > 1) | (leading >= 30))
    told = (hx != UNTOLD).any(1) & (hy != UNTOLD).any(1)
    clash = ~some & differ.any(1)
    killed = clash & c.window[i] & differ[:, 0]
    nested = np.zeros(n, np.bool_)
    groups, sets = c.names.groups.values, c.names.actors.values
    several = np.array([len(s) > 1 for s in sets], dtype=np.bool_)
    gx, gy = c.groups[i] != 0, c.groups[j] != 0
    may = (gx & gy) | (gx & several[c.hit[j]]) | (gy & several[c.hit[i]])
    may[gx & gy] &= _by_pair(c.groups[i][gx & gy], c.groups[j][gx & gy], lambda a, b: int(_units(groups[a], groups[b]))) > 0
    may |= (gx & several[c.hit[j]]) | (gy & several[c.hit[i]])
    for k in np.flatnonzero(clash & ~killed & may):
        a, b = i[k], j[k]
        x, y = dict(groups[c.groups[a]]), dict(groups[c.groups[b]])
        nested[k] = features.nested(x, y, totals(c, b), sets[c.hit[b]]) or features.nested(y, x, totals(c, a), sets[c.hit[a]])
    ratio = np.log((np.maximum(lx, 0) + 1.0) / (np.maximum(ly, 0) + 1.0))
    worst = np.where(differ, abs(ratio), -1.0).argmax(1)
    x, y = lx[np.arange(n), worst] + 1.0, ly[np.arange(n), worst] + 1.0
    apart = np.maximum(x, y) / np.minimum(x, y) > 2.2
    return _choose(
        n, "figures",
        (many, "equal_many", False), (some & (weight >= 1.6), "equal", False), (some, "equal_small", False),
        (~clash & told, "compatible", False), (~clash, None, False),
        (killed, "contradict", True), (nested, "nested", False), (apart, "contradict", False), (clash, "differ", False),
    )  # fmt: skip


def _units(left: tuple[tuple[tuple[str, str], int], ...], right: tuple[tuple[tuple[str, str], int], ...]) -> bool:
    """A group of one is a unit of a group of the other: only then may their figures be nested."""
    return any(sides.relation(x, y) in ("unit", "contains") for (_, x), _ in left for (_, y), _ in right)


def _equal_groups(
    c: Columns, i: Index, j: Index, equal: NDArray[np.bool_], weight: NDArray[np.float64], count: NDArray[np.int64], leading: NDArray[np.int32]
) -> None:
    """Adds the equal figures of one group to those of all victims, where they are not the same number."""
    x, y = c.groups[i], c.groups[j]
    groups = c.names.groups.values
    shared: list[tuple[tuple[int, int], ...]] = [()]
    known: dict[tuple[tuple[int, int], ...], int] = {(): 0}

    def meet(a: int, b: int) -> int:
        other = dict(groups[b])
        found = tuple((MEASURES.index(m), n) for (m, g), n in groups[a] if other.get((m, g)) == n and n > 0)
        if found not in known:
            known[found] = len(shared)
            shared.append(found)
        return known[found]

    at = np.flatnonzero((x != 0) & (y != 0))
    met = _by_pair(x[at], y[at], meet)
    low = c.low
    for k, one in zip(at[met > 0], met[met > 0], strict=True):
        listed: list[tuple[int, int]] = []
        for m, number in shared[one]:
            if (equal[k, m] and low[i[k], m] == number) or (m, number) in listed:
                continue
            listed.append((m, number))
            if not count[k]:
                leading[k] = number
            weight[k] += math.log(1 + number)
            count[k] += 1


def totals(c: Columns, at: int) -> dict[str, Figure]:
    """The figures of a claim as features know them."""
    return {
        m: Figure(int(low), None if high == OPEN else int(high), bool(exact))
        for m, low, high, exact in zip(MEASURES, c.low[at], c.high[at], c.exact[at], strict=True) if high != UNTOLD
    }  # fmt: skip


def persons(c: Columns, i: Index, j: Index) -> Found:
    """As features.persons."""
    names = c.names.person.values
    x, y = c.person[i], c.person[j]
    named = (x != 0) & (y != 0)
    same = np.zeros(len(i), np.bool_)
    at = np.flatnonzero(named)
    same[at] = _by_pair(x[at], y[at], lambda a, b: int(features.same_person(names[a], names[b]))) > 0
    rank = (c.rank[i] != NONE) & (c.rank[i] == c.rank[j])
    return _choose(len(i), "persons", (named & same, "same", False), (named, "other", True), (rank, "same_rank", False))


def means(c: Columns, i: Index, j: Index) -> Found:
    """As features.means."""
    x, y = c.means[i], c.means[j]
    sets = c.names.means.values
    found = np.zeros(len(i), np.int8)
    at = np.flatnonzero((x != 0) & (y != 0))
    found[at] = _by_pair(x[at], y[at], lambda a, b: NUMBER["means", "same" if sets[a] & sets[b] else "other"])
    return found, np.zeros(len(i), np.bool_)


def wording(c: Columns, i: Index, j: Index) -> Found:
    """As features.wording, between two reports."""
    count, weight = _shared_words(c, i, j)
    whole = np.minimum(c.weight[i], c.weight[j])
    share = np.divide(weight, whole, out=np.zeros(len(i)), where=whole > 0)
    copy = (share >= features.COPIED) & (count >= 5)
    at = np.flatnonzero(copy & (share < features.COPIED_ANYWHERE))
    x, y = c.document[i[at]], c.document[j[at]]
    few, many = c.shingles[x], c.shingles[y]
    copy[at] = (few > 0) & (many > 0) & one_text(likeness(c.sketches[x], c.sketches[y]), few, many)
    return _choose(
        len(i), "wording",
        (copy, "copy", False), ((share >= 0.4) & (weight >= features.CLOSE), "close", False),
        ((share >= 0.2) & (weight >= features.SOME), "some", False),
    )  # fmt: skip


def _shared_words(c: Columns, i: Index, j: Index) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many words two claims share, and their rarity together."""
    left, x = _gathered(c, i)
    right, y = _gathered(c, j)
    span = np.int64(len(c.rarity) + 1)
    a, b = left * span + x, right * span + y  # sorted, as pairs are counted up and each claim's words are sorted
    if not len(a) or not len(b):
        return np.zeros(len(i), np.int64), np.zeros(len(i))
    spot = np.searchsorted(b, a)
    spot[spot == len(b)] = len(b) - 1
    hit = b[spot] == a
    count = np.bincount(left[hit], minlength=len(i)).astype(np.int64)
    return count, np.bincount(left[hit], weights=c.rarity[x[hit]], minlength=len(i)).astype(np.float64)


def _gathered(c: Columns, at: Index) -> tuple[Index, NDArray[np.int32]]:
    """The words of some claims one after the other, each with the place of its claim in ``at``."""
    end = c.ends[at]
    start = np.where(at > 0, c.ends[at - 1], 0)
    size = end - start
    owner = np.repeat(np.arange(len(at)), size)
    before = np.cumsum(size) - size
    return owner, c.words[np.arange(len(owner)) - before[owner] + start[owner]]


def coreference(c: Columns, i: Index, j: Index) -> Found:
    """Two reports do not speak of each other."""
    return np.zeros(len(i), np.int8), np.zeros(len(i), np.bool_)


_FEATURES: dict[str, Callable[[Columns, Index, Index], Found]] = {
    "time": time, "place": place, "type": type_, "perpetrators": perpetrators, "targets": targets, "figures": figures, "persons": persons,
    "means": means, "wording": wording, "coreference": coreference,
}  # fmt: skip

"""Which claims of a report tell the same event, and what they take from one another: its day, its place, its doer.

    «انفجرت سيارة في السوق الأربعاء … وبلغ عدد القتلى، بحسب المستشفى، 11»  →  two claims of one event; the second takes the day of the first
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.arabic.tokens import Words
from marsad.extract import binding, standing
from marsad.extract.events import FAMILIES, Event
from marsad.extract.seen import Context

_REACH = 8  # sentences over which an event is told again
_MEMORY = 40  # claims back that a telling is compared with
_AFTER = 3  # sentences within which what the forces do next belongs to the day of the attack
_VAGUE = frozenset(("unknown", "civilians"))
_PLAIN = frozenset(("attack", "clash", "killing"))
_SEQUELS = frozenset(("deployment", "sweep", "arrest", "clash", "find", "withdrawal"))
_OTHER = ("اخر", "اخري", "اخرين", "ثان", "ثانيه", "مماثل", "مماثله", "منفصل", "منفصله", "جديد", "جديده", "سابق", "سابقه")
_ENOUGH = 3
_FEW = 3  # attacks up to which a report has one event, told by several


def link(drafts: Sequence[Any], words: Words) -> None:
    """Mark later tellings of an event (``same``) and give all tellings of one event the same ``key``."""
    live = [d for d in drafts if not d.dropped and not d.headline]
    alone = sum(FAMILIES[d.type] == "attack" and not d.event.realis.recalled for d in live) <= _FEW
    for j, b in enumerate(live):
        if b.same is not None or b.event.plural or FAMILIES[b.type] not in ("attack", "taking") or another(b.event):
            continue
        best, a = -1, None
        for k in range(j - 1, max(-1, j - _MEMORY - 1), -1):
            if b.event.row.sentence.i - live[k].event.row.sentence.i > _REACH:
                break
            score = likeness(live[k], b, words)
            if score > best:  # of equals the nearest
                best, a = score, live[k]
        if a is None:
            continue
        told_twice = alone and best > 0 and a.chain() != b.chain() and (a.type == b.type or bool(_counts(a)) == bool(_counts(b)))
        if best + 2 * told_twice >= _ENOUGH:
            b.same = a.at
            if _only_counts(b):
                b.event.type = a.type
    for b in live:
        if b.whose and b.same is not None and drafts[b.same].time is None:
            dated = next((a for a in live if a.time is not None and FAMILIES[a.type] == FAMILIES[b.type] and a is not b), None)
            b.same = dated.at if dated is not None and dated.at < b.at else b.same
    _name(drafts)


def _name(drafts: Sequence[Any]) -> None:
    """Keys s1, s2 … for the groups of claims that hang together."""
    owner = {id(e): d for d in drafts if not d.dropped for e in d.parts}
    groups: dict[int, list[Any]] = {}
    root: dict[int, Any] = {}
    for d in drafts:
        if d.dropped:
            continue
        top = None
        if d.same is not None:
            target = owner.get(id(drafts[d.same].event))
            if target is not None and target is not d:
                top = root.get(id(target), target)
        root[id(d)] = d if top is None else top
        groups.setdefault(id(root[id(d)]), []).append(d)
    n = 0
    for members in groups.values():
        if len(members) > 1:
            n += 1
            for d in members:
                d.key = f"s{n}"


def likeness(a: Any, b: Any, words: Words) -> int:
    """How much speaks for b telling a's event again; below zero where something speaks against it."""
    if FAMILIES[a.type] != FAMILIES[b.type] or a.event.plural or a.event.row is b.event.row:
        return -1
    gap = b.event.row.sentence.i - a.event.row.sentence.i
    if gap > _REACH or bool(a.event.realis.background) != bool(b.event.realis.background):
        return -1
    if {"planned"} & {a.event.realis.status, b.event.realis.status} or a.event.realis.status == "denied":
        return -1
    score = 0
    free = b.time is None and not b.own_place
    if a.type == b.type:
        score += 0 if a.type in _PLAIN else 3 if free else 1
        score += 2 * any(m.definite and m.reading in ("noun", "masdar", "phrase") for m in b.event.matches)
    elif _only_counts(b):
        updates = any(h.cue == "tally" and h.value == "update" for h in b.event.row.cues)
        score += 3 if updates else 2 if free else 0  # «وبلغ عدد القتلى …» counts the dead of what was told
    elif not {a.type, b.type} & _PLAIN:
        return -1
    if a.time is not None and b.time is not None and not b.inherited_time:
        if a.time.edtf != b.time.edtf:
            return -1
        score += 1
    for ours, theirs in ((binding.ids(a.subj), binding.ids(b.subj)), (binding.ids(a.obj), binding.ids(b.obj))):
        known, told = ours - _VAGUE, theirs - _VAGUE
        if known and told:
            if not known & told:
                return -1
            score += 1
    if a.place is not None and b.place is not None and b.own_place and "country" not in (a.place.precision, b.place.precision):
        if a.place.name == b.place.name:
            score += 2
        elif a.place.admin1 != b.place.admin1 or a.place.precision == b.place.precision:
            return -1
    apart = a.chain() != b.chain()
    if apart and _things(a) & _things(b):
        score += 1
    ours_lost, theirs_lost = _counts(a), _counts(b)
    if apart and set(ours_lost) & set(theirs_lost):
        score += 1
    if set(ours_lost) & set(theirs_lost):
        if any(ours_lost[m] == theirs_lost[m] for m in set(ours_lost) & set(theirs_lost)):
            score += 2
        elif a.chain() == b.chain():
            return -1
    return score


def _only_counts(d: Any) -> bool:
    """Whether a telling names no deed, only its dead."""
    return d.type == "killing" and all(m.frame == "result" for m in d.event.matches)


def _counts(d: Any) -> dict[str, tuple[int, int | None]]:
    return {x.measure: (x.low, x.high) for _, x in d.losses if x.part_of is None and x.low > 2}


def _things(d: Any) -> set[str]:
    """What the tellings name beside people: the bus, the restaurant."""
    return {c.head.id for e in d.parts for c in e.row.chunks if c.letter == "M" and c.head is not None}


def another(event: Event) -> bool:
    """«هجوم آخر», «في تفجير منفصل»: not the event told before."""
    return any(c.text in _OTHER for m in event.matches for c in event.row.chunks[m.at + 1 : m.at + 4] if c.letter == "x")


def elsewhere(a: Sequence[Event], b: Event) -> bool:
    """Whether b names places, none of them in a province that a's sentences name."""
    ours, theirs = {p for e in a for p in _provinces(e)}, _provinces(b)
    return bool(ours and theirs) and not ours & theirs


def _provinces(event: Event) -> set[str]:
    return {p for i in event.row.marked("L") if (p := event.row.chunks[i].mention.admin1)}


def share(drafts: Sequence[Any], words: Words, context: Context) -> None:
    """Days and places that the tellings of one event give one another; the day of an attack today is that of what follows on it."""
    live = [d for d in drafts if not d.dropped]
    groups: dict[str, list[Any]] = {}
    for d in live:
        if d.key:
            groups.setdefault(d.key, []).append(d)
    for members in groups.values():
        days = [d for d in members if d.time is not None and not d.inherited_time]
        sites = [d for d in members if d.place is not None and d.own_place]
        day = min(days, key=lambda d: (d.time.end_day - d.time.start_day).days if d.time.end_day and d.time.start_day else 999, default=None)
        for d in members:
            if d.time is None and day is not None and not standing.untold(words, d):
                d.time, d.inherited_time = day.time, True
            if not d.own_place and sites and (d.place is None or d.place.precision == "country"):
                d.place = sites[0].place
    for n, d in enumerate(live):
        last = live[n - 1] if n else None
        goes_on = last is not None and last.chain() and last.chain() == d.chain() and d.event.row.sentence.i - last.parts[-1].row.sentence.i <= 1
        if d.said is None and last is not None and goes_on and last.said is not None and not d.event.realis.recalled:
            d.said = last.said  # the same report of the same day goes on
        if d.time is not None or d.said is not None or d.type not in _SEQUELS or d.event.plural or d.event.realis.recalled:
            continue
        for k in range(n - 1, -1, -1):
            a = live[k]
            if d.event.row.sentence.i - a.event.row.sentence.i > _AFTER:
                break
            near = not a.headline
            today = a.time is not None and context.published is not None and a.time.start_day == a.time.end_day == context.published
            if near and today and FAMILIES[a.type] == "attack" and not (d.own_place and a.place and d.place.admin1 != a.place.admin1):
                d.time, d.inherited_time = a.time, True
                break

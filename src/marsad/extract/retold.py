"""Lead and body: the same figure of the same kind of event is one claim of one voice, or two claims of one event.

Drafts are found by what must agree (a figure, or type and day), so that a long document costs no more a draft than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.extract import binding
from marsad.extract.drafts import Draft
from marsad.extract.events import FAMILIES

Figure = tuple[str, int, int | None]


class _Index:
    """Which drafts tell a figure of a family of events, and which are of a type and a day; the figures of each."""

    def __init__(self) -> None:
        self.by_figure: dict[tuple[str, Figure], list[int]] = {}
        self.by_day: dict[tuple[str, str], list[int]] = {}
        self.plain: dict[int, set[Figure]] = {}  # figures sure enough to tell an event by
        self.all: dict[int, set[Figure]] = {}

    def add(self, n: int, d: Draft, plain: set[Figure], every: set[Figure]) -> None:
        self.plain.setdefault(n, set()).update(plain)
        self.all.setdefault(n, set()).update(every)
        for figure in plain:
            self.by_figure.setdefault((FAMILIES[d.type], figure), []).append(n)
        if d.time is not None:
            self.by_day.setdefault((d.type, d.time.edtf), []).append(n)

    def like(self, d: Draft, plain: set[Figure]) -> list[int]:
        found: set[int] = set()
        for figure in plain:
            found.update(self.by_figure.get((FAMILIES[d.type], figure), ()))
        if d.time is not None:
            found.update(self.by_day.get((d.type, d.time.edtf), ()))
        return sorted(found)


def merge(live: Sequence[Draft]) -> None:
    """Joins what is told again, or marks it as another telling (``same``)."""
    index = _Index()
    for j, b in enumerate(live):
        plain, every = _figures(b), _all_figures(b)
        for n in index.like(b, plain):
            a = live[n]
            if FAMILIES[a.type] != FAMILIES[b.type] or not (plain & index.plain[n] or _told_again(a, b, same=index.all[n] == every)):
                continue
            if a.time and b.time and a.time.start_day != b.time.start_day and not (a.inherited_time or b.inherited_time):
                continue
            if a.chain() == b.chain() or not a.chain() or set(a.chain()) < set(b.chain()):
                _join(a, b)
                index.add(n, a, plain, every)
                break
            b.same = a.at
        if not b.dropped:
            index.add(j, b, plain, every)


def _join(a: Draft, b: Draft) -> None:
    if a.chain() != b.chain():
        a.source = b.source
    a.parts.extend(b.parts)
    if not a.subj:
        a.subj = b.subj
    a.time, a.place = a.time or b.time, a.place or b.place
    if a.type in ("killing", "attack") and b.type not in ("killing",):
        a.event.type = b.type
    b.dropped = "told as part of an earlier claim"


def _told_again(a: Draft, b: Draft, *, same: bool) -> bool:
    """The same deed in the same words but for the order: type, people, losses, day and place all agree, and enough of them are told."""
    if a.type != b.type or binding.ids(a.subj) != binding.ids(b.subj) or binding.ids(a.obj) != binding.ids(b.obj):
        return False
    if a.time is None or b.time is None or a.time.edtf != b.time.edtf:
        return False
    if a.place is None or b.place is None:
        return a.place is b.place and bool(a.subj) and bool(a.obj)
    if a.place.name != b.place.name:
        return False
    return same


def _all_figures(d: Draft) -> set[Figure]:
    return {(x.measure, x.low, x.high) for _, x in d.losses}


def _figures(d: Draft) -> set[Figure]:
    return {(x.measure, x.low, x.high) for _, x in d.losses if x.part_of is None and x.low >= 2 and x.exact}

"""Counts over a time: what falls into them, and what stays unaccounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marsad.model import Check, Claim, Document, Words
from marsad.resolve import sides
from marsad.resolve.accounts import accounts
from marsad.resolve.origins import voice


@dataclass(frozen=True, slots=True)
class Part:
    """An incident or a shorter count that may fall into a window: its id, its claims and its name for the reader."""

    id: str
    claims: tuple[Claim, ...]


def check(window: Sequence[Claim], parts: Sequence[Part], documents: Mapping[str, Document]) -> list[Check]:
    """For every figure of killed that the window's claims give: the same origin's figures in the parts, and the residual.

    76 counted since Tuesday, 26 + 35 + 11 in the incidents found: 4 unaccounted. Only what the same origin says is set against its
    count, so that two counters are never mixed.
    """
    found: list[Check] = []
    seen: set[tuple[str, int]] = set()  # the same count in two outlets is checked once
    for claim in sorted(window, key=lambda c: (_published(c, documents), c.id)):
        days = span(claim, documents)
        counts = [a.total for a in accounts(claim, frozenset()) if a.measure == "killed" and a.total and a.total.high == a.total.low]
        if days is None or not counts or claim.kind != "tally":
            continue
        total = counts[0].low
        origin = voice(claim, documents.get(claim.document)).id
        if (origin, total) in seen:
            continue
        seen.add((origin, total))
        inside: list[tuple[dt.date, int, str]] = []
        for part in parts:
            figure = _figure(part, claim, days, origin, documents)
            if figure is not None and figure[1] <= total:  # more dead than were counted: not among those counted
                inside.append((figure[0], figure[1], part.id))
        if not inside:
            continue
        inside.sort()
        sum_of = " + ".join(str(n) for _, n, _ in inside)
        residual = total - sum(n for _, n, _ in inside)
        name_en, name_ar = sides.name(origin, "en"), sides.name(origin, "ar")
        if residual >= 0:
            words = Words(
                f"{total} − ({sum_of}) = {residual} unaccounted: counted by {name_en} {_days(days)}, not in the incidents found",
                f"{total} − ({sum_of}) = {residual} بلا تفصيل: أحصاهم {name_ar} {_days(days)} ولا يظهرون في الحوادث المعروفة",
            )
        else:
            words = Words(
                f"{sum_of} is more than the {total} counted by {name_en} {_days(days)}: {-residual} too many",
                f"{sum_of} أكثر من {total} الذين أحصاهم {name_ar} {_days(days)} بفارق {-residual}",
            )
        found.append(Check("window", residual >= 0, words, residual=residual))
    return found


def members(window: Sequence[Claim], parts: Sequence[Part], documents: Mapping[str, Document]) -> list[str]:
    """Ids of the incidents that fall into the window, by days, side of the victims and perpetrator."""
    spans = [(c, days) for c in window if (days := span(c, documents)) is not None]
    return sorted(p.id for p in parts if any(_falls(c, p, w, days) for w, days in spans for c in p.claims))


def _figure(part: Part, window: Claim, span: tuple[dt.date, dt.date], origin: str, documents: Mapping[str, Document]) -> tuple[dt.date, int] | None:
    """Day and figure of the part that the window's own origin gives; the largest of its totals."""
    best: tuple[dt.date, int] | None = None
    attackers = frozenset(a.actor for a in window.perpetrators if a.actor)
    for c in part.claims:
        day = c.time.start_day if c.time else None
        if day is None or voice(c, documents.get(c.document)).id != origin or not _falls(c, part, window, span):
            continue
        for a in accounts(c, attackers):
            if a.measure == "killed" and a.total and a.total.high == a.total.low and (best is None or a.total.low > best[1]):
                best = (day, a.total.low)
    return best


def _falls(claim: Claim, part: Part, window: Claim, span: tuple[dt.date, dt.date]) -> bool:
    time = claim.time
    if claim.id == window.id or time is None or time.start_day is None or time.end_day is None or time.rule == "fresh_news":
        return False  # the default day of news that gives none proves nothing
    if claim.kind == "tally" and (time.start_day, time.end_day) == span:
        return False
    within = span[0] <= time.start_day and time.end_day <= span[1]
    # an undated report leaves «Wednesday» open between two weeks; beside its own count it means the one that lies inside
    beside = claim.document == window.document and not claim.background and time.start_day <= span[1] and time.end_day >= span[0]
    if not within and not (beside and (time.end_day - time.start_day).days <= (span[1] - span[0]).days + 7):
        return False
    if claim.status in ("denied", "planned", "failed"):
        return False
    hit, counted = _hit(claim), _hit(window)
    if counted and not any(sides.friendly(a, b) for a in hit for b in counted):
        return False
    left = {a.actor for a in claim.perpetrators if a.actor and a.actor not in sides.NOBODY}
    right = {a.actor for a in window.perpetrators if a.actor and a.actor not in sides.NOBODY}
    if left and right and not any(sides.friendly(a, b) for a in left for b in right):
        return False
    if window.place and claim.place and window.place.country and claim.place.country:
        if window.place.country != claim.place.country:
            return False
        if window.place.admin1 and claim.place.admin1 and window.place.admin1 != claim.place.admin1:
            return False
    return True


def _hit(claim: Claim) -> set[str]:
    return {a.actor for a in (*claim.targets, *(t.group for t in claim.tolls if t.group)) if a.actor and a.actor not in sides.NOBODY}


def _published(claim: Claim, documents: Mapping[str, Document]) -> dt.date:
    document = documents.get(claim.document)
    return (document.published if document else None) or dt.date.max


def span(claim: Claim, documents: Mapping[str, Document]) -> tuple[dt.date, dt.date] | None:
    """The days that a count covers; an open one ends when it was printed."""
    time = claim.time
    if time is None or time.start_day is None:
        return None
    if time.end_day is not None:
        return time.start_day, time.end_day
    document = documents.get(claim.document)
    return (time.start_day, document.published) if document and document.published else None


def _days(span: tuple[dt.date, dt.date]) -> str:
    return f"{span[0].isoformat()}/{span[1].isoformat()}"

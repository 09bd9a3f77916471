"""Tolls of one incident: per measure and group a low, a best and a high, with the reason in words. Nothing averaged, nothing invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.model import MEASURES, Check, Claim, Document, ReconciledToll, Words
from marsad.resolve import sides, wording
from marsad.resolve.accounts import ATTACKERS, Account, Said, accounts, checks
from marsad.resolve.facets import Figure, scope_width
from marsad.resolve.origins import Speaking

RANKS = ("independent", "own_losses", "press", "ally", "enemy_losses")
"""In the default order of trust: independent monitor or hospital; a party about its own losses; other press and unnamed sources;
a state or media ally; a party about its enemy's losses."""

_INDEPENDENT = frozenset({"monitor", "medical", "rescue", "un", "ngo", "court"})


def rank(stance: str, kind: str, group: str | None, attackers: frozenset[str], party: str | None) -> int:
    """The rank of an origin that speaks of ``group`` (None: the victims)."""
    own = group is not None and party is not None and sides.kin(party, group)
    of_attackers = group is not None and (group == ATTACKERS or any(sides.kin(group, a) for a in attackers))
    if stance == "attacker":
        return 1 if own or of_attackers else 4
    if stance == "victim_side":
        return 4 if of_attackers else 1
    if stance.startswith("ally"):
        return 1 if own else 4 if of_attackers == (stance == "ally_of_victim") else 3
    return 0 if kind in _INDEPENDENT else 2


Policy = Callable[[Sequence[Said]], Said | None]


def default(said: Sequence[Said]) -> Said | None:
    """The figure of the origin that ranks first; ties: the later, then the more specific, then the higher."""
    known = [s for s in said if not s.vague] or list(said)
    return min(known, key=lambda s: (s.rank, -s.day, -s.specific, -s.figure.low, s.origin)) if known else None


def ucdp(said: Sequence[Said]) -> Said | None:
    """The best-supported total: the figure that most origins give; ties by the default order."""
    known = [s for s in said if not s.vague] or list(said)
    support: dict[tuple[int, int | None], int] = defaultdict(int)
    for s in known:
        support[s.figure.low, s.figure.high] += 1
    return min(known, key=lambda s: (-support[s.figure.low, s.figure.high], s.rank, -s.day, -s.specific, s.origin)) if known else None


def acled(said: Sequence[Said]) -> Said | None:
    """The most conservative figure that is not a party's about its enemy, unless nothing else stands."""
    known = [s for s in said if s.rank < 4 and not s.vague] or [s for s in said if s.rank < 4] or list(said)
    return min(known, key=lambda s: (s.figure.low, s.rank, s.origin)) if known else None


def no_best(said: Sequence[Said]) -> Said | None:
    """``range``: low and high only."""
    return None


POLICIES: Mapping[str, Policy] = {"default": default, "ucdp": ucdp, "acled": acled, "range": no_best}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The tolls of an incident and the arithmetic that was checked on the way."""

    tolls: tuple[ReconciledToll, ...]
    checks: tuple[Check, ...]
    said: Mapping[tuple[str, str | None], tuple[Said, ...]]  # (measure, group) → what each origin says


def reconcile(
    claims: Sequence[Claim], documents: Mapping[str, Document], speaking: Speaking, attackers: frozenset[str], policy: str = "default"
) -> Reconciled:
    """The reconciled tolls of one incident. Raises ValueError on an unknown policy."""
    if policy not in POLICIES:
        raise ValueError(f"unknown policy {policy}; known are {', '.join(POLICIES)}")
    told = [a for c in claims for a in accounts(c, attackers) if c.status not in ("denied", "planned")]
    by_claim = {c.id: c for c in claims}
    tolls: list[ReconciledToll] = []
    every: dict[tuple[str, str | None], tuple[Said, ...]] = {}
    found_checks = _distinct(check for c in claims for check in checks(c))
    for measure in MEASURES:
        here = [a for a in told if a.measure == measure]
        if not here:
            continue
        partial = {id(a): wide for a in here if a.total is not None and (wide := _wider(a, here)) is not None}
        whole = [a for a in here if a.total is not None and id(a) not in partial]
        entries: list[tuple[str | None, list[tuple[Account, Figure]]]] = [(None, [(a, a.total) for a in whole if a.total])]
        groups = sorted({g for a in here for g in a.groups})
        entries += [(g, [(a, f) for a in here if (f := _of_group(a, g)) is not None]) for g in groups]
        for group, figures in entries:
            if not figures:
                continue
            side_notes = [wording.nested(speaking.voices[a.claim].id, a, w) for a, w in ((a, partial[id(a)]) for a in here if id(a) in partial)] if group is None else []
            toll, said = _one(measure, group, figures, by_claim, documents, speaking, attackers, policy, side_notes)
            if toll is not None:
                tolls.append(toll)
                every[measure, group] = said
                found_checks += [Check("nested", True, wording.within(a, b)) for a, b in _nested(said)]
        found_checks += [c for c in _cross_checks(here) if c.text.en not in {f.text.en for f in found_checks}]
    return Reconciled(tuple(tolls), tuple(found_checks), every)


def _wider(a: Account, here: Sequence[Account]) -> Account | None:
    """The account of which ``a`` tells but a part: it counts other groups beside this one, and its figure for this group is nearer to
    ``a`` than its total is. CENTCOM's four soldiers lie within the monitor's fifteen dead; 37 soldiers are no part of «28 citizens»."""
    if a.total is None or not a.scope:
        return None
    best: Account | None = None
    for w in here:
        if w is a or w.total is None or w.total.low <= a.total.low:
            continue
        inside = [f for g, f in w.groups.items() if any(sides.kin(g, mine) for mine in a.scope)]
        others = [g for g in w.scope if not any(sides.kin(g, mine) for mine in a.scope)]
        named_less = bool(w.scope) and not others and any(sides.within(m, g) and m != g for m in a.scope for g in w.scope) and not inside
        if not others and not named_less and not (inside and w.total.low > sum(f.low for f in inside)):
            continue
        if not inside:
            continue
        part = sum(f.low for f in inside)
        n, total = max(a.total.low, 1), w.total.low
        open_part = any(f.high is None for f in inside)
        if (open_part and part <= n < total) or max(n, part) * n < min(n, part) * total or n == part:
            best = w if best is None or w.total.low > (best.total.low if best.total else 0) else best
    return best


def _of_group(a: Account, group: str) -> Figure | None:
    """The figure of the group within the account; units are added only where the force itself has none."""
    return a.groups.get(group)


def _one(
    measure: str, group: str | None, figures: Sequence[tuple[Account, Figure]], by_claim: Mapping[str, Claim],
    documents: Mapping[str, Document], speaking: Speaking, attackers: frozenset[str], policy: str, notes: Sequence[Words],
) -> tuple[ReconciledToll | None, tuple[Said, ...]]:
    usable = [(a, f) for a, f in figures if not a.joint]
    aside: list[Words] = [wording.joint(f) for a, f in figures if a.joint]
    if not usable:
        usable, aside = list(figures), []
    if any(not a.vague for a, _ in usable):
        usable = [(a, f) for a, f in usable if not a.vague]
    said, replaced = _by_origin(usable, group, by_claim, documents, speaking, attackers)
    aside += replaced
    if not said:
        return None, ()
    credible = [s for s in said if s.rank < 4] or said
    closed = [s for s in credible if s.figure.high is not None]
    low = min((s.figure.low for s in closed), default=min(s.figure.low for s in credible))
    named = [s.figure.high if s.figure.high is not None else s.figure.low for s in said]
    high = max(named) if any(s.figure.high is not None for s in said) else None
    # a floor («at least 8») below the smallest figure told is no candidate: the figures told already say more
    best = POLICIES[policy]([s for s in said if s.figure.low >= low] or said)
    within = _nested(said)
    disputed = _disputed(said)
    value = best.figure.low if best else None
    why = wording.toll(measure, group, low, value, high, said, best, policy, [*aside, *notes, *(wording.scopes(a, b) for a, b in within)], disputed)
    return ReconciledToll(measure, group, low, value, high, why, disputed), tuple(said)


def _by_origin(
    figures: Sequence[tuple[Account, Figure]], group: str | None, by_claim: Mapping[str, Claim], documents: Mapping[str, Document],
    speaking: Speaking, attackers: frozenset[str],
) -> tuple[list[Said], list[Words]]:
    """What each origin says now: its figures that a later one of its own has not replaced."""
    stances = {o.source: o.stance for o in speaking.origins}
    told: dict[str, dict[tuple[int, int | None], list[tuple[Account, Figure, int, bool]]]] = defaultdict(lambda: defaultdict(list))
    for a, f in figures:
        claim = by_claim[a.claim]
        voice = speaking.voices[a.claim]
        document = documents.get(claim.document)
        day = document.published.toordinal() if document and document.published else 0
        event = claim.time.end_day.toordinal() if claim.time and claim.time.end_day else day
        fresh = not claim.background or (day > 0 and day <= event + 2)
        told[voice.id][f.low, f.high].append((a, f, day, fresh))
    said: list[Said] = []
    aside: list[Words] = []
    for origin in sorted(told):
        current, gone = _latest(told[origin])
        for old, new in gone:
            aside.append(wording.replaced(origin, old, new))
        voice = next(v for v in speaking.voices.values() if v.id == origin)
        for key in current:
            rows = told[origin][key]
            account = max(rows, key=lambda r: (len(r[0].groups), r[2]))[0]
            classes = {c for r in rows if group and (c := r[0].classes.get(group, ""))}
            said.append(
                Said(
                    origin=origin, stance=stances.get(origin, "third_party"),
                    rank=rank(stances.get(origin, "third_party"), voice.kind, group, attackers, voice.party),
                    figure=rows[0][1], claims=tuple(sorted({r[0].claim for r in rows})),
                    outlets=tuple(sorted({_outlet(by_claim[r[0].claim], documents) for r in rows})), day=max(r[2] for r in rows),
                    specific=len(account.groups), sum_of=account.sum_of if group is None else (), vague=all(r[0].vague for r in rows),
                    people=classes.pop() if len(classes) == 1 else "",
                )
            )  # fmt: skip
    return said, aside


def _outlet(claim: Claim, documents: Mapping[str, Document]) -> str:
    document = documents.get(claim.document)
    return (document.outlet if document else None) or claim.file or claim.document


_Rows = Mapping[tuple[int, int | None], Sequence[tuple[Account, Figure, int, bool]]]


def _latest(rows: _Rows) -> tuple[list[tuple[int, int | None]], list[tuple[tuple[int, int | None], tuple[int, int | None]]]]:
    """Of one origin's figures, those that stand, and those replaced with what replaced them.

    A count grows as bodies are found: a lower figure is replaced by a higher one of the same origin unless it is told again on a later
    day than the higher first was. A higher one is replaced by a lower (a correction) only where that is told on a later day than the
    higher last was. What only a late retelling repeats does not make a figure current again.
    """
    first = {k: min((d for _, _, d, _ in r if d), default=0) for k, r in rows.items()}
    last = {k: max((d for _, _, d, fresh in r if fresh), default=0) for k, r in rows.items()}
    gone: dict[tuple[int, int | None], tuple[int, int | None]] = {}
    for a in rows:
        for b in rows:
            if a == b or not first[b]:
                continue
            if _same_open(a, b):
                continue
            higher = b[0] > a[0]
            if (higher and last[a] <= first[b]) or (not higher and first[b] > last[a] > 0 and b[0] < a[0]):
                gone.setdefault(a, b)
                if b[0] > gone[a][0]:
                    gone[a] = b
    standing = [k for k in rows if k not in gone]
    if not standing:
        standing = [max(rows, key=lambda k: (last[k], k[0]))]
    return standing, sorted(((a, b) for a, b in gone.items() if a not in standing), key=str)


def _same_open(a: tuple[int, int | None], b: tuple[int, int | None]) -> bool:
    return a[0] == b[0]


def _nested(said: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Pairs of which the first counts a narrower class of the same people: the ministry's four soldiers lie within the monitor's nine fighters."""
    width = scope_width()
    return [
        (s, t) for s in said for t in said
        if s.people and t.people and s.origin != t.origin and width[s.people] < width[t.people]
        and s.figure.high is not None and s.figure.high < t.figure.low
    ]  # fmt: skip


def _disputed(said: Sequence[Said]) -> bool:
    """Two origins whose ranges do not meet. One may count a part of the other's people (``_nested``), but as long as no account holds both, the range stays open."""
    for s in said:
        for t in said:
            if s.figure.high is not None and s.figure.high < t.figure.low:
                return True
    return False


def _cross_checks(here: Sequence[Account]) -> list[Check]:
    """26 + 9 in one account is the 35 of another."""
    totals = {a.total.low for a in here if a.total and a.total.high == a.total.low and not a.sum_of}
    found = []
    for a in here:
        if a.sum_of and a.total and a.total.high == a.total.low and a.total.low in totals:
            shown = f"{' + '.join(map(str, a.sum_of))} = {a.total.low}"
            found.append(Check("parts", True, Words(shown, shown)))
    return _distinct(found)


def _distinct(found: Iterable[Check]) -> list[Check]:
    kept: dict[str, Check] = {}
    for check in found:
        kept.setdefault(check.text.en, check)
    return list(kept.values())

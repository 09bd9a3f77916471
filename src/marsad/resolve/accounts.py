"""One claim's figures as an account: the total of all victims, its parts by group, the attackers' own dead apart, its arithmetic."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marsad.model import MEASURES, Check, Claim, Toll, Words
from marsad.resolve import sides
from marsad.resolve.facets import Figure, attacker_words, folded_words, scope, scope_width

ATTACKERS = "attackers"  # the group id where the attackers are told without a name


@dataclass(frozen=True, slots=True)
class Account:
    """What one claim says of one measure. ``total`` is of all victims that it speaks of; ``scope`` the groups it counts in."""

    claim: str
    measure: str
    total: Figure | None
    scope: frozenset[str]  # actors counted; empty: victims with no group named
    groups: Mapping[str, Figure]  # actor → its figure inside this account
    sum_of: tuple[int, ...] = ()  # parts that the account itself adds up to its total
    joint: bool = False  # «31 قتيلا وجريحا»: only the sum of killed and wounded is told
    vague: bool = False  # a plural or a vague word, no number
    classes: Mapping[str, str] = dataclasses.field(default_factory=dict)  # actor → the class of its people that is counted: soldiers, fighters


@dataclass(frozen=True, slots=True)
class Said:
    """One origin's figure for one measure and group, with the claims behind it."""

    origin: str
    stance: str
    rank: int  # 0 best; see reconcile.RANKS
    figure: Figure
    claims: tuple[str, ...]
    outlets: tuple[str, ...]  # who printed it
    day: int  # last publication day of it, 0 unknown
    specific: int  # how finely the account is broken down
    sum_of: tuple[int, ...] = ()
    vague: bool = False
    people: str = ""  # the class of the group's people that is counted («جنود» → soldiers), "" where none is named


def accounts(claim: Claim, attackers: frozenset[str]) -> list[Account]:
    """The claim's accounts, one a measure that it gives; attackers' own dead are accounts of their group alone."""
    found: list[Account] = []
    for measure in MEASURES:
        tolls = [(i, _still_living(claim, i, t)) for i, t in enumerate(claim.tolls) if t.measure == measure]
        own = [(i, t) for i, t in tolls if _of_attackers(i, t, claim, attackers)]
        theirs = [(i, t) for i, t in tolls if (i, t) not in own]
        if theirs:
            found.append(_account(claim, measure, theirs))
        for _, t in own:
            group = t.group.actor if t.group and t.group.actor and t.group.actor not in sides.NOBODY else (sorted(attackers) or [ATTACKERS])[0]
            figure = Figure(t.low, t.high, t.exact)
            found.append(Account(claim.id, measure, None, frozenset({group}), {group: figure}, vague=_vague(t)))
    return found


def _account(claim: Claim, measure: str, tolls: Sequence[tuple[int, Toll]]) -> Account:
    here = {i for i, _ in tolls}
    roots = [(i, t) for i, t in tolls if t.part_of not in here]
    roots = _without_repeats(roots)
    whole = _whole_among(roots)
    parts = {i for i, t in tolls if t.part_of in here} | ({i for i, _ in roots if i != whole} if whole is not None else set())
    counted = [(i, t) for i, t in roots if whole is None or i == whole]
    total = _sum([t for _, t in counted])
    groups: dict[str, list[Toll]] = {}
    mixed: set[str] = set()
    for i, t in tolls:
        actor = _actor(t)
        if actor is None:
            continue
        inner = [p for j, p in tolls if j in parts and (p.part_of == i or (i == whole and p.part_of is None))]
        if any(_actor(p) and not sides.within(_actor(p) or "", actor) for p in inner):
            mixed.add(actor)  # «35 from the army and its backers, nine Russians among them» is not 35 of the army
            continue
        if i in parts and t.part_of is not None and t.part_of in here and _actor(dict(tolls)[t.part_of]) == actor:
            continue  # a part of its own group is inside already
        groups.setdefault(actor, []).append(t)
    scope = frozenset(groups) | mixed
    joint = _is_joint(claim, measure, [t for _, t in counted])
    classes = {a: _class(ts) for a, ts in groups.items()}
    return Account(
        claim=claim.id, measure=measure, total=total, scope=scope, groups={a: _sum(ts) for a, ts in groups.items()},
        sum_of=tuple(t.low for _, t in counted) if len(counted) > 1 else (), joint=joint, vague=all(_vague(t) for _, t in counted),
        classes=classes,
    )  # fmt: skip


def _class(tolls: Sequence[Toll]) -> str:
    """The class of people that all these figures are of, the widest; "" where one names none."""
    told = [scope(t.group.text) if t.group else "" for t in tolls]
    return max(told, key=scope_width().__getitem__) if all(told) else ""


def _without_repeats(roots: Sequence[tuple[int, Toll]]) -> list[tuple[int, Toll]]:
    """The same figure of the same words twice is one figure."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for i, t in roots:
        key = (t.low, t.high, t.group.text if t.group else None, t.start if t.group is None else None)
        if key in seen and t.group is not None:
            continue
        seen.add(key)
        kept.append((i, t))
    return kept


def _whole_among(roots: Sequence[tuple[int, Toll]]) -> int | None:
    """The root that is the total of the others, where the reader left them side by side: no group of its own, and as large as they are
    together; or a force whose unit is the other."""
    if len(roots) < 2:
        return None
    for i, t in roots:
        others = [o for j, o in roots if j != i]
        if _actor(t) is None and t.low >= sum(o.low for o in others):
            return i
        actor = _actor(t)
        if actor and t.low > max(o.low for o in others) and all((a := _actor(o)) and a != actor and sides.within(a, actor) for o in others):
            return i
    return None


def _sum(tolls: Sequence[Toll]) -> Figure:
    highs = [t.high for t in tolls]
    return Figure(sum(t.low for t in tolls), None if None in highs else sum(h or 0 for h in highs), all(t.exact for t in tolls))


def _actor(t: Toll) -> str | None:
    return t.group.actor if t.group and t.group.actor and t.group.actor not in sides.NOBODY else None


def _vague(t: Toll) -> bool:
    """A plural with no number, or a vague word: low 2 and open."""
    return t.high is None and not t.exact and (t.low <= 2 or t.raw is not None)


def _is_joint(claim: Claim, measure: str, counted: Sequence[Toll]) -> bool:
    """«31 بين قتيل وجريح»: killed and wounded given as one sum, told by equal open ranges on both."""
    other = {"killed": "wounded", "wounded": "killed"}.get(measure)
    return bool(counted) and all(
        not t.exact and (t.high is None or t.high > t.low)
        and any(o.measure == other and not o.exact and (o.low, o.high) == (t.low, t.high) and _text(o) == _text(t) for o in claim.tolls)
        and (t.low == 1 or t.raw is not None or t.high is None)
        for t in counted
    )  # fmt: skip


def _text(t: Toll) -> str | None:
    return t.group.text if t.group else t.text


def _of_attackers(i: int, t: Toll, claim: Claim, attackers: frozenset[str]) -> bool:
    if t.group is None:
        return False
    parts = [p for part in claim.tolls if part.part_of == i and (p := _actor(part))]
    if any(not sides.kin(p, a) for p in parts for a in attackers):
        return False  # nine Russians among them: these were no attackers, whatever the words say
    if attacker_words() & set(folded_words(t.group.text)):
        return True
    actor = _actor(t)
    if actor is None or claim.type == "clash":
        return False
    hit = {a.actor for a in claim.targets if a.actor}
    return actor not in hit and any(sides.within(actor, a) for a in attackers)


def checks(claim: Claim) -> list[Check]:
    """The arithmetic inside one claim: parts against their total, and the wounded who died later."""
    found: list[Check] = []
    for i, whole in enumerate(claim.tolls):
        parts = [t for t in claim.tolls if t.part_of == i and t.measure == whole.measure]
        if len(parts) > 1 and all(t.exact and t.high == t.low for t in parts) and whole.high == whole.low:
            total = sum(t.low for t in parts)
            shown = f"{' + '.join(str(t.low) for t in parts)} = {total}"
            if total == whole.low:
                found.append(Check("parts", True, Words(shown, shown)))
            elif total > whole.low:
                found.append(Check("parts", False, Words(f"{shown}, but the total told is {whole.low}", f"{shown}، لكن المجموع المذكور {whole.low}")))
        moved = [t for t in claim.tolls if t.part_of == i and t.measure == "killed" and whole.measure == "wounded"]
        if moved:
            found.append(_died_of_wounds(claim, whole, moved))
    return found


def _died_of_wounds(claim: Claim, wounded: Toll, moved: Sequence[Toll]) -> Check:
    """2 at once + 2 of the 5 wounded = 4 killed, 3 wounded left."""
    later = sum(t.low for t in moved)
    at_once = sum(
        t.low for t in claim.tolls
        if t.measure == "killed" and t.part_of is None and _actor(t) == _actor(wounded) and t not in moved
    )  # fmt: skip
    left = wounded.low - later
    return Check(
        "died_of_wounds", left >= 0,
        Words(
            f"{at_once} at once + {later} of the {wounded.low} wounded = {at_once + later} killed, {left} wounded left",
            f"{at_once} على الفور + {later} من الجرحى الـ{wounded.low} = {at_once + later} قتلى، وبقي {left} جرحى",
        ),
    )  # fmt: skip


def _still_living(claim: Claim, i: int, t: Toll) -> Toll:
    """A toll of wounded without those of them who are told to have died later: 5, two of whom died, leaves 3."""
    died = [d for d in claim.tolls if d.part_of == i and d.measure == "killed"] if t.measure == "wounded" else []
    if not died:
        return t
    less_low, less_high = sum(d.low for d in died), sum(d.high if d.high is not None else d.low for d in died)
    return dataclasses.replace(t, low=max(0, t.low - less_high), high=None if t.high is None else max(0, t.high - less_low))

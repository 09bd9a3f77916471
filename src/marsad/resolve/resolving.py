"""Claims, documents and people's judgements in; incidents, links and suggestions out. A pure function: same input, same output."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.ids import incident_id
from marsad.model import Actor, Check, Claim, Document, Incident, Judgement, Link, Words
from marsad.resolve import block, footprint, origins, windows
from marsad.resolve.cluster import Verdicts, cluster
from marsad.resolve.facets import Facets, all_facets, figures
from marsad.resolve.features import Setting
from marsad.resolve.grade import disputed, grade
from marsad.resolve.reconcile import reconcile
from marsad.resolve.score import Comparison, compare
from marsad.resolve.sides import NOBODY
from marsad.resources import resolving

_ORDER = ("explosive", "air_strike", "shelling", "clash", "attack", "killing")  # for a tie: the telling word before the general one


@dataclass(frozen=True, slots=True)
class Resolution:
    """``incidents`` by id (windows among them, kind "window"); ``links`` inside them; ``suggestions`` that wait for a person."""

    incidents: tuple[Incident, ...]
    links: tuple[Link, ...]
    suggestions: tuple[Link, ...]


def resolve(
    claims: Sequence[Claim], documents: Mapping[str, Document], judgements: Sequence[Judgement] = (), *, policy: str = "default",
    previous: Mapping[str, str] | None = None,
) -> Resolution:
    """Groups claims into incidents and reconciles each.

    ``documents`` by id; ``judgements`` outrank every score; ``previous`` maps claim ids to the incident ids that the ledger knows, which
    are kept where they can be. ``policy`` is a key of ``reconcile.POLICIES``. Raises ValueError on an unknown policy.
    """
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
    facets = all_facets(ordered, documents)
    families = origins.copies({d: documents[d] for d in sorted({c.document for c in ordered}) if d in documents})
    setting = Setting(families, _rarity(facets))
    compared = {pair: compare(facets[pair[0]], facets[pair[1]], setting, explain=False) for pair in block.pairs(facets, families)}
    groups = _groups(ordered, compared, judgements)
    ids = _names(ordered, groups, previous or {})
    links, suggestions = _links(ordered, compared, groups, judgements, lambda i, j: compare(facets[i], facets[j], setting).reasons)
    incidents = [
        _incident(ids[g], [ordered[i] for i in group], documents, families, policy, links.get(g, ()), all(facets[i].window for i in group)) for g, group in enumerate(groups)
    ]
    incidents = _with_windows(incidents, {c.id: c for c in ordered}, documents)
    return Resolution(
        tuple(sorted(incidents, key=lambda i: i.id)),
        tuple(sorted((link for found in links.values() for link in found), key=lambda x: (x.left, x.right))),
        tuple(sorted(suggestions, key=lambda x: (-x.score, x.left, x.right))),
    )


def under_policy(
    incidents: Sequence[Incident], claims: Sequence[Claim], documents: Mapping[str, Document], policy: str
) -> tuple[Incident, ...]:
    """The same incidents with their tolls reconciled under another policy, for an export that asks for it; nothing is grouped anew.

    Claims that are not given are left out of the account; ids, links and history stay. Raises ValueError on an unknown policy.
    """
    by_id = {c.id: c for c in claims}
    families = origins.copies({d: documents[d] for d in sorted({c.document for c in claims}) if d in documents})
    done = []
    for i in incidents:
        told = [by_id[c] for c in i.claims if c in by_id]
        if told:
            fresh = _incident(i.id, told, documents, families, policy, i.links, i.kind == "window")
            done.append(dataclasses.replace(i, tolls=fresh.tolls, disputed=fresh.disputed))
    return tuple(done)


def _rarity(facets: Sequence[Facets]) -> dict[str, float]:
    """How rare each word is among the claims: ln(n / claims with it); words of one claim are as rare as those of none other."""
    counts: Counter[str] = Counter()
    for f in facets:
        counts.update(f.words | f.site_names)
    n = max(len(facets), 2)
    return {w: math.log(n / c) for w, c in counts.items()}


def _groups(
    claims: Sequence[Claim], compared: Mapping[tuple[int, int], Comparison], judgements: Sequence[Judgement]
) -> list[list[int]]:
    at = {c.id: i for i, c in enumerate(claims)}
    latest: dict[tuple[int, int], str] = {}
    for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)):
        if j.deleted_at is None and j.left in at and j.right in at and j.left != j.right:
            latest[min(at[j.left], at[j.right]), max(at[j.left], at[j.right])] = j.verdict
    verdicts = Verdicts(
        frozenset(pair for pair, v in latest.items() if v == "same"), frozenset(pair for pair, v in latest.items() if v == "not_same")
    )
    limits = resolving.rules().thresholds
    scores = {pair: (c.score, c.forbidden) for pair, c in compared.items() if latest.get(pair) != "unsure"}
    return cluster(len(claims), scores, verdicts, link=limits.link, mean=limits.mean)


def _names(claims: Sequence[Claim], groups: Sequence[Sequence[int]], previous: Mapping[str, str]) -> list[str]:
    """An incident keeps the id that most of its claims had, of equals the one that ``previous`` names first; each old id is kept by the group
    that holds most of it."""
    order = {old: n for n, old in enumerate(dict.fromkeys(previous.values()))}
    wanted: list[tuple[int, str, int]] = []
    for g, group in enumerate(groups):
        for old, n in Counter(previous[claims[i].id] for i in group if claims[i].id in previous).items():
            wanted.append((n, old, g))
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, old, g in sorted(wanted, key=lambda row: (-row[0], order[row[1]], row[2])):
        if g not in ids and old not in taken:
            ids[g] = old
            taken.add(old)
    for g, group in enumerate(groups):
        if g not in ids:
            new = incident_id(claims[i].id for i in group)
            while new in taken:  # an older incident was named after a claim that has left it
                new += "_"
            ids[g] = new
            taken.add(new)
    return [ids[g] for g in range(len(groups))]


def _links(
    claims: Sequence[Claim], compared: Mapping[tuple[int, int], Comparison], groups: Sequence[Sequence[int]], judgements: Sequence[Judgement],
    explain: Callable[[int, int], tuple[tuple[str, float, Words], ...]],
) -> tuple[dict[int, tuple[Link, ...]], list[Link]]:
    """The strongest links inside each group, and what stays below the threshold between two: only the best pair of each two groups."""
    group_of = {i: g for g, group in enumerate(groups) for i in group}
    limits = resolving.rules().thresholds
    inside: dict[int, list[Link]] = defaultdict(list)
    strong: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    between: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {}
    judged = {frozenset((j.left, j.right)): j for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)) if j.deleted_at is None}
    for (i, j), c in compared.items():
        a, b = group_of[i], group_of[j]
        if a == b:
            if c.score >= limits.suggest and not c.forbidden:
                strong[a].append((c.score, i, j))
        elif c.score >= limits.suggest and c.particular and not c.forbidden and frozenset((claims[i].id, claims[j].id)) not in judged:
            key = (min(a, b), max(a, b))
            if key not in between or (c.score, (-i, -j)) > (between[key][0], (-between[key][1][0], -between[key][1][1])):
                between[key] = (c.score, (i, j))
    for g, found in strong.items():
        inside[g] = [Link(claims[i].id, claims[j].id, score, "same", explain(i, j)) for score, i, j in _backbone(found)]
    at = {c.id: i for i, c in enumerate(claims)}
    for pair, judgement in judged.items():
        if len(pair) == 2 and all(p in at for p in pair) and judgement.verdict != "unsure":
            left, right = sorted(pair)
            reason = Words(f"decided by {judgement.who}: {judgement.reason or judgement.verdict}", f"قرار {judgement.who}: {judgement.reason or judgement.verdict}")
            link = Link(left, right, 99.0 if judgement.verdict == "same" else -99.0, judgement.verdict, (("judgement", 99.0, reason),), by=judgement.who)
            inside[group_of[at[left]]] = [x for x in inside[group_of[at[left]]] if {x.left, x.right} != set(pair)]
            inside[group_of[at[left]]].append(link)
    forbidden_groups = {
        (min(group_of[at[a]], group_of[at[b]]), max(group_of[at[a]], group_of[at[b]]))
        for pair, j in judged.items() if j.verdict == "not_same" and len(pair) == 2 and all(p in at for p in pair)
        for a, b in [sorted(pair)]
    }  # fmt: skip
    suggested = [
        Link(claims[i].id, claims[j].id, score, "suggested", explain(i, j))
        for key, (score, (i, j)) in between.items() if key not in forbidden_groups
    ]  # fmt: skip
    return {g: tuple(sorted(found, key=lambda x: (x.left, x.right))) for g, found in inside.items()}, suggested


def _backbone(pairs: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The strongest links that hold a group together, one fewer than its claims: why each of them is in it."""
    head: dict[int, int] = {}

    def find(i: int) -> int:
        while head.setdefault(i, i) != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    kept = []
    for score, i, j in sorted(pairs, key=lambda row: (-row[0], row[1], row[2])):
        a, b = find(i), find(j)
        if a != b:
            head[b] = a
            kept.append((score, i, j))
    return kept


def _incident(
    name: str, claims: Sequence[Claim], documents: Mapping[str, Document], families: Mapping[str, str], policy: str, links: tuple[Link, ...],
    window: bool,
) -> Incident:
    standing = [c for c in claims if c.status not in ("denied", "planned")] or list(claims)
    attackers = _actors(c.perpetrators for c in standing if c.type != "clash")
    hit = _actors([*(c.targets for c in standing), *(tuple(t.group for t in c.tolls if t.group) for c in standing)])
    victims = [a for a in hit if a not in attackers]
    speaking = origins.speaking(claims, documents, families, {c.id: figures(c) for c in claims}, attackers, victims)
    reconciled = reconcile(claims, documents, speaking, frozenset(attackers), policy)
    return Incident(
        id=name, type=_type(standing), grade=grade(claims, speaking), claims=tuple(sorted(c.id for c in claims)),
        kind="window" if window else "incident", disputed=disputed(claims, speaking, reconciled.tolls),
        time=footprint.hull(claims) if window else footprint.time(standing, speaking), place=footprint.place(standing, speaking),
        perpetrators=_by_support(c.perpetrators for c in standing), targets=_by_support(c.targets for c in standing),
        tolls=reconciled.tolls, origins=speaking.origins, independent_origins=speaking.independent, checks=reconciled.checks, links=links,
        status=_status(claims),
    )  # fmt: skip


def _with_windows(incidents: Sequence[Incident], claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> list[Incident]:
    """Windows with the incidents that fall in them and the residual of their counts."""
    parts = [windows.Part(i.id, tuple(claims[c] for c in i.claims)) for i in incidents if i.time is not None]
    done = []
    for i in incidents:
        if i.kind != "window":
            done.append(i)
            continue
        own = [claims[c] for c in i.claims]
        others = [p for p in parts if p.id != i.id]
        checks = [*i.checks, *windows.check(own, others, documents)]
        inside = windows.members(own, others, documents) if any(c.kind == "tally" for c in own) else []
        if inside:
            shown = ", ".join(inside)
            checks.append(Check("contains", True, Words(f"incidents in this window: {shown}", f"الحوادث ضمن هذه المدة: {shown}")))
        done.append(dataclasses.replace(i, checks=tuple(checks)))
    return done


def _actors(groups: Iterable[Iterable[Actor]]) -> list[str]:
    return sorted({a.actor for group in groups for a in group if a.actor and a.actor not in NOBODY})


def _by_support(groups: Iterable[Iterable[Actor]]) -> tuple[str, ...]:
    """Actors by the number of claims that name them, then by id."""
    counts = Counter(a for group in groups for a in {x.actor for x in group if x.actor and x.actor not in NOBODY})
    return tuple(sorted(counts, key=lambda a: (-counts[a], a)))


def _type(claims: Sequence[Claim]) -> str:
    counts = Counter(c.type for c in claims)
    return min(counts, key=lambda t: (-counts[t], _ORDER.index(t) if t in _ORDER else len(_ORDER), t))


def _status(claims: Sequence[Claim]) -> str:
    order = ("asserted", "claimed", "suspected", "failed", "planned", "denied")
    return min((c.status for c in claims), key=lambda s: order.index(s) if s in order else len(order))

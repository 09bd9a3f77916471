"""Claims, documents and people's judgements in; incidents, links and suggestions out. A pure function: same input, same output."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from marsad.ids import incident_id
from marsad.model import Actor, Check, Claim, Document, Incident, Judgement, Link, Words
from marsad.resolve import footprint, origins, scorers, windows
from marsad.resolve.facets import Facets, Text, all_facets, figures
from marsad.resolve.grade import disputed, grade
from marsad.resolve.linker import State, extend, suggestions
from marsad.resolve.reconcile import reconcile
from marsad.resolve.score import compare
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
    previous: Mapping[str, str] | None = None, scorer: str = "weights",
) -> Resolution:
    """Groups claims into incidents and reconciles each.

    ``documents`` by id; ``judgements`` outrank every score; ``previous`` maps claim ids to the incident ids that the ledger knows, which
    are kept where they can be. ``policy`` is a key of ``reconcile.POLICIES``, ``scorer`` one of ``scorers.SCORERS``. Raises ValueError on an
    unknown one.
    """
    running = Running(policy=policy, home=dict(previous or {}), scorer=scorer)
    running.extend(claims, documents, judgements)
    return running.resolution()


@dataclass
class Running:
    """A resolution that goes on: new reports are linked without redoing the rest, and the result is that of a full run.

    ``home`` maps claims to the incidents that they are in; given at the start, it says which ids are to be kept.
    """

    policy: str = "default"
    home: dict[str, str] = field(default_factory=dict)
    scorer: str = "weights"
    state: State = field(default_factory=State)
    claims: dict[str, Claim] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    facets: list[Facets] = field(default_factory=list)

    def extend(self, claims: Sequence[Claim], documents: Mapping[str, Document], judgements: Sequence[Judgement] = ()) -> frozenset[str]:
        """Takes in the claims of new reports; ``judgements`` are all that people have made so far. Returns the ids of the incidents that changed.

        Raises ValueError where a claim's report is known already: a report comes whole, for a changed one everything is linked anew.
        """
        new = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
        self.claims.update((c.id, c) for c in new)
        self.documents.update((d, documents[d]) for d in {c.document for c in new} if d in documents)
        facets = all_facets(new, self.documents)
        changed = extend(self.state, facets, judgements, weigh=scorers.weigh(self.scorer))
        self.facets += facets
        groups = sorted((group.tolist() for group in changed), key=lambda group: self.state.columns.ids[group[0]])
        told = [[self.facets[i].claim for i in group] for group in groups]
        left = {self.home[c.id] for group in told for c in group if c.id in self.home}
        ids = _names([[c.id for c in group] for group in told], self.home, self.incidents.keys() - left)
        for old in left:
            self.incidents.pop(old, None)
        links = _links(self.state, groups, judgements, lambda i, j: compare(self.facets[i], self.facets[j]).reasons)
        texts = {f.claim.document: f.text for group in groups for f in (self.facets[i] for i in group) if f.text}
        fresh = set()
        for g, group in enumerate(groups):
            window = all(self.facets[i].window for i in group)
            self.incidents[ids[g]] = _incident(ids[g], told[g], self.documents, texts, self.policy, links.get(g, ()), window)
            self.home.update((c.id, ids[g]) for c in told[g])
            fresh.add(ids[g])
        return frozenset(fresh | left)

    def resolution(self) -> Resolution:
        """The incidents as they stand, with what falls into windows; their links; what waits for a person."""
        incidents = sorted(_with_windows([self.incidents[i] for i in sorted(self.incidents)], self.claims, self.documents), key=lambda i: i.id)
        suggested = [self._suggestion(i, j, score) for i, j, score in suggestions(self.state)]
        return Resolution(
            tuple(incidents), tuple(sorted((link for i in incidents for link in i.links), key=lambda x: (x.left, x.right))),
            tuple(sorted(suggested, key=lambda x: (-x.score, x.left, x.right))),
        )

    def _suggestion(self, i: int, j: int, score: float) -> Link:
        a, b = sorted((self.facets[i], self.facets[j]), key=lambda f: f.claim.id)
        return Link(a.claim.id, b.claim.id, round(score, 3), "suggested", compare(a, b).reasons)


def under_policy(
    incidents: Sequence[Incident], claims: Sequence[Claim], documents: Mapping[str, Document], policy: str
) -> tuple[Incident, ...]:
    """The same incidents with their tolls reconciled under another policy, for an export that asks for it; nothing is grouped anew.

    Claims that are not given are left out of the account; ids, links and history stay. Raises ValueError on an unknown policy.
    """
    by_id = {c.id: c for c in claims}
    done = []
    for i in incidents:
        told = [by_id[c] for c in i.claims if c in by_id]
        if told:
            fresh = _incident(i.id, told, documents, {}, policy, i.links, i.kind == "window")
            done.append(dataclasses.replace(i, tolls=fresh.tolls, disputed=fresh.disputed))
    return tuple(done)


def _names(groups: Sequence[Sequence[str]], previous: Mapping[str, str], taken: Iterable[str] = ()) -> list[str]:
    """Ids for groups of claims. An incident keeps the id that most of its claims had; each old id is kept by the group that holds most of it.

    ``taken``: ids of incidents that are not among these groups.
    """
    wanted: list[tuple[int, str, int]] = []
    for g, group in enumerate(groups):
        for old, n in Counter(previous[c] for c in group if c in previous).items():
            wanted.append((n, old, g))
    ids: dict[int, str] = {}
    used = set(taken)
    for _, old, g in sorted(wanted, key=lambda row: (-row[0], row[1], row[2])):
        if g not in ids and old not in used:
            ids[g] = old
            used.add(old)
    for g, group in enumerate(groups):
        if g not in ids:
            new = incident_id(group)
            while new in used:  # an older incident was named after a claim that has left it
                new += "_"
            ids[g] = new
            used.add(new)
    return [ids[g] for g in range(len(groups))]


def _links(
    state: State, groups: Sequence[Sequence[int]], judgements: Sequence[Judgement], explain: Callable[[int, int], tuple[tuple[str, float, Words], ...]]
) -> dict[int, tuple[Link, ...]]:
    """The strongest links inside each group: why its claims are one, and what people decided. Number of the group → links."""
    at, names, p = {state.group[group[0]]: g for g, group in enumerate(groups)}, state.columns.ids, state.pairs
    kept = (state.group[p.i] == state.group[p.j]) & (p.score >= resolving.rules().thresholds.suggest) & ~p.forbidden
    strong: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for i, j, score in zip(p.i[kept].tolist(), p.j[kept].tolist(), p.score[kept].tolist(), strict=True):
        if (g := at.get(state.group[i])) is not None:
            strong[g].append((score, i, j) if names[i] < names[j] else (score, j, i))
    inside: dict[int, list[Link]] = defaultdict(list)
    for g, found in strong.items():
        backbone = _backbone([(score, names[i], names[j], i, j) for score, i, j in found])
        inside[g] = [Link(names[i], names[j], round(score, 3), "same", explain(i, j)) for score, i, j in backbone]
    latest = {frozenset((j.left, j.right)): j for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)) if j.deleted_at is None}
    for pair, judgement in latest.items():
        g = at.get(state.group[state.at[min(pair)]]) if len(pair) == 2 and all(c in state.at for c in pair) else None
        if g is not None and judgement.verdict != "unsure":
            left, right = sorted(pair)
            reason = Words(f"decided by {judgement.who}: {judgement.reason or judgement.verdict}", f"قرار {judgement.who}: {judgement.reason or judgement.verdict}")
            link = Link(left, right, 99.0 if judgement.verdict == "same" else -99.0, judgement.verdict, (("judgement", 99.0, reason),), by=judgement.who)
            inside[g] = [*(x for x in inside[g] if {x.left, x.right} != set(pair)), link]
    return {g: tuple(sorted(found, key=lambda x: (x.left, x.right))) for g, found in inside.items()}


def _backbone(pairs: Sequence[tuple[float, str, str, int, int]]) -> list[tuple[float, int, int]]:
    """The strongest links that hold a group together, one fewer than its claims: why each of them is in it."""
    head: dict[int, int] = {}

    def find(i: int) -> int:
        while head.setdefault(i, i) != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    kept = []
    for score, _, _, i, j in sorted(pairs, key=lambda row: (-row[0], row[1], row[2])):
        a, b = find(i), find(j)
        if a != b:
            head[b] = a
            kept.append((score, i, j))
    return kept


def _incident(
    name: str, claims: Sequence[Claim], documents: Mapping[str, Document], texts: Mapping[str, Text], policy: str, links: tuple[Link, ...],
    window: bool,
) -> Incident:
    families = origins.copies({d: documents[d] for d in sorted({c.document for c in claims}) if d in documents}, texts)
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
    near: dict[int, list[windows.Part]] = defaultdict(list)  # by months that their claims tell of
    for i in incidents if any(i.kind == "window" for i in incidents) else ():
        part = windows.Part(i.id, tuple(claims[c] for c in i.claims))
        for month in sorted({m for c in part.claims if c.time and c.time.start_day and c.time.end_day for m in _months(c.time.start_day, c.time.end_day)}):
            near[month].append(part)
    done = []
    for i in incidents:
        if i.kind != "window":
            done.append(i)
            continue
        own = [claims[c] for c in i.claims]
        spans = [span for c in own if (span := windows.span(c, documents)) is not None]
        others = list({p.id: p for first, last in spans for month in _months(first, last) for p in near.get(month, ()) if p.id != i.id}.values())
        others.sort(key=lambda p: p.id)
        checks = [*i.checks, *windows.check(own, others, documents)]
        inside = windows.members(own, others, documents) if any(c.kind == "tally" for c in own) else []
        if inside:
            shown = ", ".join(inside)
            checks.append(Check("contains", True, Words(f"incidents in this window: {shown}", f"الحوادث ضمن هذه المدة: {shown}")))
        done.append(dataclasses.replace(i, checks=tuple(checks)))
    return done


def _months(first: dt.date, last: dt.date) -> range:
    """The months from one day to another, numbered; those of more than a lifetime are cut."""
    start, stop = first.year * 12 + first.month, last.year * 12 + last.month
    return range(start, min(stop, start + 1200) + 1)


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

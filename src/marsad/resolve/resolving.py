"""Claims, documents and people's judgements in; incidents, links and suggestions out. A pure function: same input, same output."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from marsad import collector
from marsad.ids import incident_id
from marsad.model import Actor, Check, Claim, Document, Incident, Judgement, Link, Words
from marsad.resolve import footprint, origins, scorers, windows
from marsad.resolve.columns import NONE, Columns
from marsad.resolve.facets import Facets, Text, all_facets, figures
from marsad.resolve.grade import disputed, grade
from marsad.resolve.hands import each
from marsad.resolve.linker import Index, State, extend, suggestions
from marsad.resolve.reconcile import reconcile
from marsad.resolve.score import compare
from marsad.resolve.sides import NOBODY
from marsad.resources import resolving

AT_ONCE = 500  # accounts that are made of what is read at once
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


Reports = Callable[[Collection[str]], tuple[Mapping[str, Facets], Mapping[str, Document]]]
"""Of these claims (and maybe others) the facets by claim, and the reports that they stand in by id."""


@dataclass
class Running:
    """A resolution that goes on: new reports are linked without redoing the rest, and the result is that of a full run.

    ``home`` maps claims to the incidents that they are in; given at the start, it says which ids are to be kept.
    """

    policy: str = "default"
    home: dict[str, str] = field(default_factory=dict)
    scorer: str = "weights"
    state: State = field(default_factory=State)
    documents: dict[str, Document] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    facets: dict[str, Facets] = field(default_factory=dict)

    def extend(self, claims: Sequence[Claim], documents: Mapping[str, Document], judgements: Sequence[Judgement] = ()) -> frozenset[str]:
        """Takes in the claims of new reports; ``judgements`` are all that people have made so far. Returns the ids of the incidents that changed.

        Raises ValueError where a claim's report is known already: a report comes whole, for a changed one everything is linked anew.
        """
        new = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
        self.documents.update((d, documents[d]) for d in {c.document for c in new} if d in documents)
        with collector.off():
            facets = all_facets(new, self.documents)
            changed = extend(self.state, facets, judgements, weigh=scorers.weigh(self.scorer))
            self.facets.update((f.claim.id, f) for f in facets)
            told = [[self.state.columns.ids[i] for i in group] for group in changed]
            left = {self.home[c] for group in told for c in group if c in self.home}
            for old in left:
                self.incidents.pop(old, None)
            fresh = list(accounts(self.state, changed, self._reports, self.home, self.incidents.keys(), judgements, self.policy))
        self.incidents.update((i.id, i) for i in fresh)
        self.home.update((c, i.id) for i in fresh for c in i.claims)
        return frozenset(left | {i.id for i in fresh})

    def resolution(self) -> Resolution:
        """The incidents as they stand, with what falls into windows; their links; what waits for a person."""
        counts = [i for i in self.incidents.values() if i.kind == "window"]
        found = self.incidents | {i.id: i for i in with_windows(self.state, counts, self._reports, lambda claims: self.home)}
        incidents = tuple(found[i] for i in sorted(found))
        links = sorted((link for i in incidents for link in i.links), key=lambda x: (x.left, x.right))
        return Resolution(incidents, tuple(links), suggested(self.state, suggestions(self.state), self._reports))

    def _reports(self, _: Collection[str]) -> tuple[Mapping[str, Facets], Mapping[str, Document]]:
        return self.facets, self.documents


def accounts(
    state: State, groups: Sequence[Index], reports: Reports, previous: Mapping[str, str], taken: Iterable[str], judgements: Sequence[Judgement],
    policy: str, processes: int = 1,
) -> Iterator[Incident]:
    """The incidents that these groups of claims (each in order of ids) are, those that count over a time without what falls into them.

    ``previous``: claim → the id that is to be kept where it can be; ``taken``: ids of incidents that are not among these.
    """
    ids = state.columns.ids
    groups = sorted(groups, key=lambda group: ids[group[0]])
    told = [[ids[i] for i in group] for group in groups]
    names = _names(told, previous, taken)
    strong, decided = _strong(state, groups), _decided(state, groups, judgements)

    def portion(k: int) -> list[Incident]:
        some = range(k * AT_ONCE, min((k + 1) * AT_ONCE, len(groups)))
        facets, documents = reports([c for g in some for c in told[g]])
        made = []
        for g in some:
            own = [facets[c] for c in told[g]]
            links = {(left, right): Link(left, right, round(score, 3), "same", compare(facets[left], facets[right]).reasons)
                     for score, left, right in _backbone(strong(g))} | decided.get(g, {})  # fmt: skip
            texts = {f.claim.document: f.text for f in own if f.text}
            window = all(f.window for f in own)
            made.append(_incident(names[g], [f.claim for f in own], documents, texts, policy, tuple(links[pair] for pair in sorted(links)), window))
        return made

    for some in each(portion, -(-len(groups) // AT_ONCE), processes):
        yield from some


def suggested(state: State, pairs: Sequence[tuple[int, int, float]], reports: Reports) -> tuple[Link, ...]:
    """Pairs below the threshold as links that wait for a person, the strongest first."""
    ids, found = state.columns.ids, []
    for start in range(0, len(pairs), AT_ONCE):
        some = [(min(ids[i], ids[j]), max(ids[i], ids[j]), score) for i, j, score in pairs[start : start + AT_ONCE]]
        facets, _ = reports({c for left, right, _ in some for c in (left, right)})
        found += [Link(left, right, round(score, 3), "suggested", compare(facets[left], facets[right]).reasons) for left, right, score in some]
    return tuple(sorted(found, key=lambda x: (-x.score, x.left, x.right)))


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


def _strong(state: State, groups: Sequence[Index]) -> Callable[[int], list[tuple[float, str, str]]]:
    """Of a group by its number the pairs that speak for it, as score and claims."""
    p, ids = state.pairs, state.columns.ids
    number = np.full(len(ids), -1, np.int64)
    for g, group in enumerate(groups):
        number[group] = g
    of = number[p.i]
    kept = np.flatnonzero((of >= 0) & (of == number[p.j]) & (p.score >= resolving.rules().thresholds.suggest) & ~p.forbidden)
    kept = kept[np.argsort(of[kept], kind="stable")]
    of = of[kept]

    def strong(g: int) -> list[tuple[float, str, str]]:
        mine = p.where(kept[slice(*np.searchsorted(of, (g, g + 1)))])
        return [(score, min(ids[i], ids[j]), max(ids[i], ids[j])) for i, j, score in zip(mine.i.tolist(), mine.j.tolist(), mine.score.tolist(), strict=True)]

    return strong


def _decided(state: State, groups: Sequence[Index], judgements: Sequence[Judgement]) -> dict[int, dict[tuple[str, str], Link]]:
    """What people decided on pairs with an end in these groups (by the smaller claim): number of the group → links."""
    at = {int(k): g for g, group in enumerate(groups) for k in group} if judgements else {}
    latest = {frozenset((j.left, j.right)): j for j in sorted(judgements, key=lambda j: (j.created_at, j.left, j.right)) if j.deleted_at is None}
    found: dict[int, dict[tuple[str, str], Link]] = defaultdict(dict)
    for pair, judgement in latest.items():
        g = at.get(state.at[min(pair)]) if len(pair) == 2 and all(c in state.at for c in pair) else None
        if g is not None and judgement.verdict != "unsure":
            left, right = sorted(pair)
            reason = Words(f"decided by {judgement.who}: {judgement.reason or judgement.verdict}", f"قرار {judgement.who}: {judgement.reason or judgement.verdict}")
            score = 99.0 if judgement.verdict == "same" else -99.0
            found[g][left, right] = Link(left, right, score, judgement.verdict, (("judgement", 99.0, reason),), by=judgement.who)
    return found


def _backbone(pairs: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The strongest links that hold a group together, one fewer than its claims: why each of them is in it."""
    head: dict[str, str] = {}

    def find(i: str) -> str:
        while head.setdefault(i, i) != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    kept = []
    for score, left, right in sorted(pairs, key=lambda row: (-row[0], row[1], row[2])):
        a, b = find(left), find(right)
        if a != b:
            head[b] = a
            kept.append((score, left, right))
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


def with_windows(state: State, counts: Sequence[Incident], reports: Reports, home: Callable[[Collection[str]], Mapping[str, str]]) -> list[Incident]:
    """Windows with the incidents that fall in them and the residual of their counts; ``home`` gives the incidents of claims."""
    done, c = [], state.columns
    order = np.argsort(state.group, kind="stable") if counts else state.group
    group, near = state.group[order], _by_month(c, np.arange(len(c))) if counts else {}
    for i in counts:
        told, documents = reports(i.claims)
        own = [told[claim].claim for claim in i.claims]
        spans = [span for claim in own if (span := windows.span(claim, documents)) is not None]
        met = {int(g) for first, last in spans for month in _months(first, last) for g in state.group[near.get(month, order[:0])]}
        inside = {g: sorted(c.ids[k] for k in order[slice(*np.searchsorted(group, (g, g + 1)))]) for g in met - {int(state.group[state.at[own[0].id]])}}
        facets, more = reports({claim for claims in inside.values() for claim in claims})
        names, documents = home([claims[0] for claims in inside.values()]), {**documents, **more}
        others = sorted((windows.Part(names[claims[0]], tuple(facets[claim].claim for claim in claims)) for claims in inside.values()), key=lambda p: p.id)
        checks = [*i.checks, *windows.check(own, others, documents)]
        if parts := windows.members(own, others, documents) if any(claim.kind == "tally" for claim in own) else []:
            shown = ", ".join(parts)
            checks.append(Check("contains", True, Words(f"incidents in this window: {shown}", f"الحوادث ضمن هذه المدة: {shown}")))
        done.append(dataclasses.replace(i, checks=tuple(checks)))
    return done


def windows_over(state: State, claims: Index) -> Index:
    """Claims of counts over a time in which an incident with one of these claims may fall."""
    c, counts = state.columns, np.flatnonzero(state.columns.window)
    months = _by_month(c, claims)
    mine = _by_month(c, counts) if months else {}
    found = [mine[month] for month in months if month in mine]
    return np.unique(np.concatenate(found)) if found else counts[:0]


def _by_month(c: Columns, claims: Index) -> dict[int, Index]:
    """Month (numbered as by ``_months``) → which of the claims tell of it; a count that is open ends when it was printed."""
    first = c.first[claims].astype(np.int64)
    last = np.where(c.window[claims] & (c.last[claims] == NONE), c.published[claims], c.last[claims]).astype(np.int64)
    claims = claims[known := (first != NONE) & (last != NONE)]
    start, stop = (((x[known] - 719_163).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12 + 1) for x in (first, last))
    size = np.maximum(np.minimum(stop, start + 1200) - start + 1, 0)
    month = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
    order = np.argsort(month, kind="stable")
    cuts = np.flatnonzero(np.diff(month[order], prepend=-1))
    return dict(zip(month[order][cuts].tolist(), np.split(np.repeat(claims, size)[order], cuts[1:]), strict=True)) if len(order) else {}


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

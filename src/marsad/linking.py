"""The ledger's claims in, its incidents out: new reports are linked onto what is linked, and the result is that of a full run.

What linking knows is kept in the ledger as it goes (resolve/remembered.py, ledger/linking.py). It is taken up again where code, lexicon and
options are the same and nothing but reports and judgements has come; where a report, a correction or a ruling has changed, all is done anew.
"""

from __future__ import annotations

import functools
import hashlib
import pathlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marsad import collector
from marsad.ledger import Ledger
from marsad.ledger.audit import Scope
from marsad.ledger.linking import Overtaken
from marsad.model import Document, Incident
from marsad.resolve import POLICIES, linker, remembered, resolving, scorers
from marsad.resolve.facets import Facets, all_facets
from marsad.resolve.hands import available, each
from marsad.resolve.rulings import overruled
from marsad.resources import data_hash

AT_ONCE = 400  # reports whose claims are boiled down at once


@dataclass(frozen=True, slots=True)
class Linked:
    """What one run did: the reports that were ``new`` to it, of all where ``anew``; incidents made or looked at again."""

    new: int
    anew: bool
    incidents: int


def link(ledger: Ledger, policy: str = "default", scorer: str = "weights", *, anew: bool = False, processes: int | None = None) -> Linked:
    """Links what is new in the ledger, and saves that; ``anew``: links everything. ``processes``: as many as there are processors where not given.

    Raises ValueError on an unknown policy or scorer.
    """
    if policy not in POLICIES:
        raise ValueError(f"unknown policy {policy}; known are {', '.join(POLICIES)}")
    weigh, key, moment = scorers.weigh(scorer), _key(policy, scorer), ledger.linking.now()
    processes = (1 if ledger.in_memory else available()) if processes is None else processes
    past = None if anew else ledger.linking.past(key)
    new = ledger.linking.since(past[1]) if past else None
    with collector.off():
        state = remembered.state(past[0]) if past and new is not None else linker.State()
        reports = _Reports(ledger, state)
        documents, goes_on = (new, True) if new is not None else (ledger.linking.documents(), False)
        judgements, verdicts = ledger.judgements(), state.verdicts
        if processes > 1:
            ledger.close()  # a connection to a database must not go through a fork
        parts = each(reports.boiled(documents), -(-len(documents) // AT_ONCE), processes)
        try:
            step = linker.add(state, parts, judgements, weigh=weigh, processes=processes)
        except linker.Known:  # a claim has gone over to a later report, or a report came in while we looked
            return link(ledger, policy, scorer, anew=True, processes=processes)
        if goes_on and step.before == len(state.columns) and verdicts == state.verdicts:
            return Linked(0, False, 0)
        groups = [*step.groups, *_windows(state, step)] if goes_on else step.groups
        claims = [state.columns.ids[i] for group in groups for i in group]
        previous, stood = ledger.linking.names(claims, state.at)
        taken = ledger.linking.incidents() - stood if goes_on else set[str]()
        if processes > 1:
            ledger.close()
        made = list(resolving.accounts(state, groups, reports, previous, taken, judgements, policy, processes))
        made = _with_counts(ledger, state, made, reports)
        made = list(overruled(made, ledger.rulings.all()))
        waiting = resolving.suggested(state, linker.suggestions(state, step.members if goes_on else None), reports)
        scope = Scope(frozenset(stood | {i.id for i in made}), frozenset(claims)) if goes_on else None
        compact = not goes_on or (past is not None and len(past[0]) >= remembered.MOST)
        pieces = remembered.pieces(state, remembered.whole(state) if compact else step)
        links = (*(link for i in made for link in i.links), *waiting)
        try:
            ledger.linking.save(made, links, scope, key=key, moment=moment, pieces=pieces, onto=past[1] if past and goes_on else None, anew=compact)
        except Overtaken:
            return link(ledger, policy, scorer, processes=processes)
    return Linked(len(documents), not goes_on, len(made))


class _Reports:
    """Facets of claims with their reports, read from the ledger when they are asked for."""

    def __init__(self, ledger: Ledger, state: linker.State) -> None:
        self._ledger, self._state = ledger, state

    def __call__(self, claims: Collection[str]) -> tuple[Mapping[str, Facets], Mapping[str, Document]]:
        c = self._state.columns
        wanted = sorted({c.documents[c.document[self._state.at[one]]] for one in claims})
        found, documents = self._read(wanted)
        return {f.claim.id: f for f in found}, documents

    def boiled(self, documents: Sequence[str]) -> linker.Boil:
        """The work of boiling down the n-th portion of these reports."""
        return lambda n: linker.boiled(self._read(documents[n * AT_ONCE : (n + 1) * AT_ONCE])[0])

    def _read(self, documents: Sequence[str]) -> tuple[list[Facets], dict[str, Document]]:
        claims, found = self._ledger.linking.told(documents)
        return all_facets(claims, found), found


def _windows(state: linker.State, step: linker.Step) -> list[linker.Index]:
    """Counts over a time that are not done anew by themselves, but into which something that is may fall."""
    c, over = state.columns, resolving.windows_over(state, step.members)
    roots = np.setdiff1d(np.unique(state.group[over]), state.group[step.members])
    order = np.flatnonzero(np.isin(state.group, roots))
    groups = [np.array(sorted(order[state.group[order] == root].tolist(), key=c.ids.__getitem__)) for root in roots]
    return [group for group in groups if c.window[group].all()]


def _with_counts(ledger: Ledger, state: linker.State, made: Sequence[Incident], reports: _Reports) -> list[Incident]:
    """The incidents, those that count over a time with what falls into them."""
    homes = {c: i.id for i in made for c in i.claims}

    def home(claims: Collection[str]) -> Mapping[str, str]:
        return homes | ledger.linking.homes([c for c in claims if c not in homes])

    counts = {i.id: i for i in resolving.with_windows(state, [i for i in made if i.kind == "window"], reports, home)}
    return [counts.get(i.id, i) for i in made]


@functools.cache
def _code() -> str:
    """The hash of what links: a memory of other code is none."""
    room = pathlib.Path(__file__).parent / "resolve"
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(room.glob("*.py")))).hexdigest()


def _key(policy: str, scorer: str) -> str:
    return f"{_code()[:16]} {data_hash()} {policy} {scorer}"

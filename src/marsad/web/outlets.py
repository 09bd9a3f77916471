"""Sources: who reports what and whom they repeat. How one's figures stand to others', never a single mark of reliability."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from marsad.model import Claim, Document, Incident, ReconciledToll, Toll
from marsad.resources import sources
from marsad.web import naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.snapshot import Snapshot

router = APIRouter(dependencies=[needs("viewer")])


@dataclass
class Voice:
    """One source in this ledger. ``reports``: it published them; ``claims``: they end at it; ``repeats``: whom its reports quote."""

    id: str
    reports: list[Document] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    repeats: Counter[str] = field(default_factory=Counter)
    repeated_by: Counter[str] = field(default_factory=Counter)
    incidents: set[str] = field(default_factory=set)


def key_of(document: Document) -> str:
    """The outlet's id, else its printed name, else nothing known."""
    return document.outlet_id or document.outlet or "outlet"


def voices(snapshot: Snapshot) -> dict[str, Voice]:
    """Every outlet and every quoted source, by id or printed name."""
    found: dict[str, Voice] = defaultdict(lambda: Voice(""))

    def of(key: str) -> Voice:
        voice = found[key]
        voice.id = key
        return voice

    for document in snapshot.documents.values():
        of(key_of(document)).reports.append(document)
    for claim in snapshot.claims.values():
        home = snapshot.documents.get(claim.document)
        outlet = key_of(home) if home else "outlet"
        inner = claim.sources[-1].source if claim.sources else outlet
        voice = of(inner)
        voice.claims.append(claim)
        if claim.incident:
            voice.incidents.add(claim.incident)
            of(outlet).incidents.add(claim.incident)
        if inner != outlet:
            of(outlet).repeats[inner] += 1
            voice.repeated_by[outlet] += 1
    return dict(found)


@router.get("/sources")
def listing(page: AskedPage) -> Response:
    """All sources of the ledger: who publishes, who is quoted."""
    found = sorted(voices(page.snapshot).values(), key=lambda v: (-len(v.claims) - len(v.reports), v.id))
    return page.render("sources.html", voices=found, kind=_kind)


def _kind(source_id: str) -> str | None:
    known = sources.table().get(source_id)
    return known.kind if known else None


@dataclass(frozen=True)
class Standing:
    """A figure of this source beside the account of its incident."""

    claim: Claim
    toll: Toll
    account: ReconciledToll
    incident: Incident
    place: str  # "below", "within", "above", "best"


@router.get("/sources/{source_id:path}")
def source_page(page: AskedPage, source_id: Annotated[str, Path(max_length=200)]) -> Response:
    """One source: its reports, its claims, whom it repeats, its figures beside the reconciled ones."""
    voice = voices(page.snapshot).get(source_id)
    if voice is None:
        raise HTTPException(404)
    return page.render("source.html", voice=voice, known=sources.table().get(source_id), kind=_kind, standings=standings(page, voice), incidents=page.snapshot.by_id)


def standings(page: Page, voice: Voice) -> list[Standing]:
    """Its figures that an incident's account has a range for."""
    found = []
    for claim in voice.claims:
        incident = page.snapshot.by_id.get(claim.incident or "")
        if incident is None:
            continue
        for toll in claim.tolls:
            group = toll.group.actor if toll.group else None
            same = [t for t in incident.tolls if t.measure == toll.measure]
            account = next((t for t in same if t.group == group), None) or (naming.total(incident, toll.measure) if toll.part_of is None else None)
            if account:
                found.append(Standing(claim, toll, account, incident, compare(toll, account)))
    return found


def compare(toll: Toll, account: ReconciledToll) -> str:
    """Where a figure lies in a reconciled range."""
    if account.best is not None and toll.low <= account.best and (toll.high is None or toll.high >= account.best):
        return "best"
    if account.low is not None and toll.high is not None and toll.high < account.low:
        return "below"
    if account.high is not None and toll.low > account.high:
        return "above"
    return "within"

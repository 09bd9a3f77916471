"""Sources: who reports what and whom they repeat. How one's figures stand to others', never a single mark of reliability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from marsad.model import Claim, Incident, ReconciledToll, Toll
from marsad.resources import sources
from marsad.web import naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page

router = APIRouter(dependencies=[needs("viewer")])


MOST = 200  # reports and claims that a page lists


@dataclass
class Voice:
    """One source in this ledger, in numbers. ``reports``: it published them; ``claims``: they end at it; ``incidents``: it is an origin of its own
    in them; ``repeats``: whom its reports quote."""

    id: str
    reports: int = 0
    claims: int = 0
    incidents: int = 0
    repeats: Counter[str] = field(default_factory=Counter)
    repeated_by: Counter[str] = field(default_factory=Counter)


def voices(page: Page) -> dict[str, Voice]:
    """Every outlet and every quoted source, by id or printed name."""
    return page.desk.sums("voices", lambda: _voices(page), of_incidents=False)


def _voices(page: Page) -> dict[str, Voice]:
    found: dict[str, Voice] = {}

    def of(key: str) -> Voice:
        return found.setdefault(key, Voice(key))

    for outlet, n in page.ledger.published().items():
        of(outlet).reports = n
    for source, outlet, n in page.ledger.told():
        of(source).claims += n
        if source != outlet:
            of(outlet).repeats[source] += n
            of(source).repeated_by[outlet] += n
    for source, n in page.ledger.speaks_in().items():
        of(source).incidents = n
    return found


@router.get("/sources")
def listing(page: AskedPage) -> Response:
    """All sources of the ledger: who publishes, who is quoted."""
    found = sorted(voices(page).values(), key=lambda v: (-v.claims - v.reports, v.id))
    return page.render("sources.html", voices=found[:1000], kind=_kind)


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
    voice = voices(page).get(source_id)
    if voice is None:
        raise HTTPException(404)
    reports = page.ledger.documents_page(0, MOST, outlets=[voice.id])[0] if voice.reports and voice.id != "outlet" else []
    some = page.ledger.ending_at(voice.id, MOST)
    page.snapshot.claims.fetch(some)
    claims = [page.snapshot.claims[c] for c in some if c in page.snapshot.claims]
    page.snapshot.by_id.fetch(c.incident for c in claims if c.incident)
    return page.render("source.html", voice=voice, reports=reports, claims=claims, known=sources.table().get(source_id), standings=standings(page, claims))


def standings(page: Page, claims: Iterable[Claim]) -> list[Standing]:
    """Its figures that an incident's account has a range for."""
    found = []
    for claim in claims:
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

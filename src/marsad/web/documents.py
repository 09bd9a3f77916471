"""The reports: their list, and each report's page with every claim's evidence marked where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import RedirectResponse, Response

from marsad.model import EVENT_TYPES, STATUSES
from marsad.web import corrections, filters, highlight, naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage

router = APIRouter(dependencies=[needs("viewer")])
Id = Annotated[str, Path(max_length=80)]
PAGE_SIZE = 100


@router.get("/documents")
def listing(page: AskedPage, q: Annotated[str, Query(max_length=200)] = "", number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1) -> Response:
    """All reports, the latest first; ``q`` keeps those whose title or outlet has the words."""
    wanted = filters.folded(q).split()
    found = []
    for document in page.snapshot.documents.values():
        words = filters.folded(f"{naming.headline(page.speaker, document)} {document.outlet or ''} {naming.outlet(page.speaker, document)}")
        if all(w in words for w in wanted):
            found.append(document)
    found.sort(key=lambda d: (d.published or dt.date.min, d.id), reverse=True)
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(number, last)
    return page.render(
        "documents.html", documents=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], total_found=len(found), q=q, page_number=number,
        last_page=last, claims=page.snapshot.by_document,
    )  # fmt: skip


@router.get("/documents/{document_id}")
def report(page: AskedPage, document_id: Id, claim: Annotated[str, Query(max_length=80)] = "") -> Response:
    """One report. ``claim`` chooses the claim whose parts are shown in layers; one that is not of this report is not found."""
    document = page.snapshot.documents.get(document_id)
    if document is None:
        raise HTTPException(404)
    claims = page.snapshot.by_document.get(document_id, ())
    chosen = next((c for c in claims if c.id == claim), None)
    if claim and chosen is None:
        raise HTTPException(404)
    ordered = sorted(page.snapshot.documents.values(), key=lambda d: (d.published or dt.date.min, d.id))
    place = next(i for i, d in enumerate(ordered) if d.id == document_id)
    return page.render(
        "report.html", document=document, claims=claims, chosen=chosen, blocks=highlight.blocks(document, claims, chosen), incidents=page.snapshot.by_id,
        previous=ordered[place - 1] if place else None, following=ordered[place + 1] if place + 1 < len(ordered) else None,
        history=corrections.history(page, chosen.id) if chosen else [], reading=page.ledger.claim(chosen.id) if chosen else None,
        seen=corrections.state(page, chosen.id) if chosen else "", types=EVENT_TYPES, statuses=STATUSES,
        layers=[k for k in highlight.LAYERS if chosen and any(s.kind == k for s in highlight.spans_of(chosen))],
    )  # fmt: skip


@router.get("/claims/{claim_id}")
def claim_page(page: AskedPage, claim_id: Id) -> Response:
    """A claim's permanent address: its report, with the claim chosen."""
    claim = page.snapshot.claims.get(claim_id)
    if claim is None:
        raise HTTPException(404)
    return RedirectResponse(f"/documents/{claim.document}?claim={claim.id}#text-{claim.id}", status_code=307)

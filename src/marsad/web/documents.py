"""The reports: their list, and each report's page with every claim's evidence marked where it stands."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Path, Query
from fastapi.responses import RedirectResponse, Response

from marsad.ledger.accounts import LEVELS
from marsad.model import EVENT_TYPES, STATUSES
from marsad.resources import sources
from marsad.web import corrections, filters, highlight
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page

router = APIRouter(dependencies=[needs("viewer")])
Id = Annotated[str, Path(max_length=80)]
PAGE_SIZE = 100


@router.get("/documents")
def listing(page: AskedPage, q: Annotated[str, Query(max_length=200)] = "", number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1) -> Response:
    """All reports, the latest first; ``q`` keeps those that have the words, or whose outlet does."""
    outlets = _outlets(page, q)
    found, total = page.ledger.documents_page((number - 1) * PAGE_SIZE, PAGE_SIZE, words=q.strip(), outlets=outlets)
    last = max(1, -(-total // PAGE_SIZE))
    if number > last:
        number = last
        found, total = page.ledger.documents_page((number - 1) * PAGE_SIZE, PAGE_SIZE, words=q.strip(), outlets=outlets)
    return page.render(
        "documents.html", documents=found, total_found=total, q=q, page_number=number, last_page=last, claims=page.ledger.claim_counts([d.id for d in found]),
    )  # fmt: skip


def _outlets(page: Page, q: str) -> list[str]:
    """Outlets whose name has the words: ids, and names as printed."""
    words = filters.folded(q).split()
    if not words:
        return []
    found = [one.id for one in sources.table() if all(w in filters.folded(" ".join((one.id, one.name, one.en, *one.names))) for w in words)]
    return [*found, q.strip()]


@router.get("/documents/{document_id}")
def report(page: AskedPage, document_id: Id, claim: Annotated[str, Query(max_length=80)] = "", before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
    """One report. ``claim`` chooses the claim whose parts are shown in layers; one that is not of this report is not found. ``before``:
    of its corrections, those before this one."""
    document = page.snapshot.documents.get(document_id)
    if document is None:
        raise HTTPException(404)
    claims = page.snapshot.in_document(document_id)
    chosen = next((c for c in claims if c.id == claim), None)
    if claim and chosen is None:
        raise HTTPException(404)
    history, earlier = corrections.history(page, chosen.id, before) if chosen else ([], False)
    previous, following = page.ledger.neighbours(document)
    return page.render(
        "report.html", document=document, claims=claims, chosen=chosen, blocks=highlight.blocks(document, claims, chosen), incidents=page.snapshot.by_id,
        previous=previous, following=following,
        history=history, earlier=earlier, reading=page.ledger.claim(chosen.id) if chosen else None,
        seen=corrections.state(page, chosen.id) if chosen else "", types=EVENT_TYPES, statuses=STATUSES,
        level=page.ledger.sensitivity.of(document.id), proposal=page.ledger.sensitivity.proposal(document.id), sensitivities=LEVELS,
        layers=[k for k in highlight.LAYERS if chosen and any(s.kind == k for s in highlight.spans_of(chosen))],
    )  # fmt: skip


@router.get("/claims/{claim_id}")
def claim_page(page: AskedPage, claim_id: Id) -> Response:
    """A claim's permanent address: its report, with the claim chosen."""
    claim = page.snapshot.claims.get(claim_id)
    if claim is None:
        raise HTTPException(404)
    return RedirectResponse(f"/documents/{claim.document}?claim={claim.id}#text-{claim.id}", status_code=307)


@router.post("/documents/{document_id}/sensitivity", dependencies=[needs("editor")])
def classify(page: AskedPage, document_id: Id, level: Annotated[Literal["public", "restricted", "confidential", "strict"], Form()]) -> Response:
    """Raises the report's level at once; a lower one waits for a second person, where there are several."""
    with page.desk.writing:
        _there(page, document_id)
        page.ledger.sensitivity.set(document_id, level, who=page.who, alone=page.door.mode != "accounts")
    return _classified(page, document_id)


@router.post("/documents/{document_id}/sensitivity/{answer}", dependencies=[needs("editor")])
def agree(page: AskedPage, document_id: Id, answer: Annotated[Literal["confirm", "refuse"], Path()]) -> Response:
    """Agrees to a lower level that somebody else proposed, or not. 409 where nothing waits, or one's own proposal does."""
    with page.desk.writing:
        _there(page, document_id)
        if answer == "confirm":
            try:
                page.ledger.sensitivity.confirm(document_id, who=page.who)
            except ValueError as error:
                raise HTTPException(409) from error
        elif not page.ledger.sensitivity.refuse(document_id):
            raise HTTPException(409)
    return _classified(page, document_id)


def _there(page: Page, document_id: str) -> None:
    if document_id not in page.snapshot.documents:
        raise HTTPException(404)


def _classified(page: Page, document_id: str) -> Response:
    page.request.app.state.desk.forget()
    seen = page.ledger.document(document_id) is not None  # who raises a level above the own clearance loses sight of the report
    return RedirectResponse(f"/documents/{document_id}#sensitivity" if seen else "/documents", status_code=303)

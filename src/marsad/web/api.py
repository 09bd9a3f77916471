"""The JSON API, version 1: the contract's objects with typed shapes, filters, pages by cursor, ETags. Read-only."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from marsad.ledger import Sum, sides
from marsad.model import MEASURES
from marsad.web import access, filters, schemas, search
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page

_ERRORS: dict[int | str, dict[str, Any]] = {
    304: {"description": "Not modified: the answer still has the ETag given in If-None-Match"},
    404: {"description": "There is no such thing in this ledger", "model": schemas.Problem},
}
router = APIRouter(prefix="/api/v1", tags=["ledger"], dependencies=[needs("viewer")], responses=access.REFUSALS)
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most")]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before")]
Id = Annotated[str, Path(max_length=80)]
Text = Annotated[str, Query(max_length=200)]


def _is_box(text: str) -> str:
    """What is no box is refused: a program that is told everything instead would not notice."""
    if text and filters.box(text) is None:
        raise ValueError("a box is west,south,east,north in degrees, west below east and south below north")
    return text


Box = Annotated[str, AfterValidator(_is_box), Query(max_length=100, description="west,south,east,north in degrees: only where the middle of the footprint lies in it")]


Side = Annotated[str, Query(max_length=200, description="only incidents that tell of this side's losses; `none`: that leave open of some whose they are")]


def answer(request: Request, data: Any) -> Response:
    """The JSON with its ETag; 304 where the client already has it."""
    body = orjson.dumps(data)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")}
    headers = {"ETag": tag, "Cache-Control": "no-cache, private"}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def encode(after: str) -> str:
    """A cursor: opaque to clients, the id of the last item inside."""
    return base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """The id in a cursor; 404 for one that is none of ours."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise HTTPException(404) from error


@router.get("/incidents", response_model=schemas.IncidentPage, responses=_ERRORS)
def incidents(
    page: AskedPage, q: Text = "", type_: Annotated[schemas.EventType | None, Query(alias="type")] = None, actor: Text = "",
    country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$", max_length=2)] = "", admin1: Text = "", grade: schemas.Grade | None = None,
    from_: Annotated[dt.date | None, Query(alias="from")] = None, to: dt.date | None = None, disputed: bool = False,
    side: Side = "", box: Box = "",
    kind: Literal["incident", "window"] = "incident", sort: Literal["date", "-date", "-killed", "-origins", "grade"] = "-date",
    limit: Limit = 50, cursor: Cursor = "",
) -> Response:  # fmt: skip
    """Incidents (or windows) under the overview's filters."""
    asked = filters.Filters(
        q=q, first=from_, last=to, type=type_ or "", actor=actor, side=side, country=country, admin1=admin1, grade=grade or "", disputed=disputed, box=filters.box(box), sort=sort,
    )  # fmt: skip
    wanted = filters.wanted(asked, windows=kind == "window")
    try:
        found = page.ledger.incidents_page(wanted, cursor or None, limit, count=False)
    except ValueError as error:
        raise HTTPException(404) from error
    total = page.desk.sums(("total", replace(wanted, sort="-date")), lambda: page.ledger.incidents_page(replace(wanted, sort="-date"), None, 1).total)
    return answer(page.request, {"items": [i.to_json() for i in found.incidents], "total": total, "next": found.cursor})


@router.get("/tolls", response_model=schemas.Tolls, responses={304: _ERRORS[304]})
def tolls(
    page: AskedPage, q: Text = "", type_: Annotated[schemas.EventType | None, Query(alias="type")] = None, actor: Text = "", side: Side = "",
    country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$", max_length=2)] = "", admin1: Text = "", grade: schemas.Grade | None = None,
    from_: Annotated[dt.date | None, Query(alias="from")] = None, to: dt.date | None = None, disputed: bool = False, box: Box = "",
    kind: Literal["incident", "window"] = "incident",
) -> Response:  # fmt: skip
    """Lowest and highest figures of the incidents under the overview's filters, in all and by side."""
    asked = filters.Filters(
        q=q, first=from_, last=to, type=type_ or "", actor=actor, side=side, country=country, admin1=admin1, grade=grade or "", disputed=disputed, box=filters.box(box),
    )  # fmt: skip
    wanted = filters.wanted(asked, windows=kind == "window")
    line, losses = page.desk.sums(("sums", wanted), lambda: page.ledger.incident_sums(wanted))
    found = [
        {"side": one.side or None, "role": _ROLES[one.role], **figures} for one in losses or () for figures in _figures(one.sums)
    ]  # fmt: skip
    return answer(page.request, {"incidents": line.count, "totals": _figures(line.sums), "sides": found})


_ROLES = {sides.HIT: "hit", sides.OWN: "own", sides.WITHIN: "within", sides.OVER: "over"}


def _figures(sums: Sequence[Sum]) -> list[dict[str, Any]]:
    return [{"measure": m, "low": s.low, "high": s.high, "incidents": s.told, "open": s.open} for m, s in zip(MEASURES, sums, strict=True) if s.told]


@router.get("/incidents/{incident_id}", response_model=schemas.Incident, responses=_ERRORS)
def incident(page: AskedPage, incident_id: Id) -> Response:
    """One incident; an id that was merged away answers with the incident that it is now part of."""
    return answer(page.request, page.incident(incident_id).to_json())


def _claim(page: Page, claim_id: str) -> dict[str, Any]:
    claim = page.snapshot.claims[claim_id]
    return {**claim.to_json(), "incident": claim.incident}


@router.get("/claims", response_model=schemas.ClaimPage, responses=_ERRORS)
def claims(page: AskedPage, incident: Text = "", document: Text = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
    """Claims, of one incident or document where asked."""
    after = decode(cursor) if cursor else None
    if not incident and not document:
        try:
            ids, more = page.ledger.claims_page(after, limit)
        except KeyError as error:
            raise HTTPException(404) from error
        page.snapshot.claims.fetch(ids)
        total = page.desk.sums("claims", page.ledger.claim_count, of_incidents=False)
        return answer(page.request, {"items": [_claim(page, c) for c in ids], "total": total, "next": encode(ids[-1]) if more else None})
    if document and document not in page.snapshot.documents:
        raise HTTPException(404)
    told = page.ledger.claims(document=document or None, incident=page.incident(incident).id if incident else None, reviewed=True)
    found = [c for c in told if not document or c.document == document]
    page.snapshot.claims.put(found)
    start = 0
    if after is not None:
        start = next((i + 1 for i, one in enumerate(found) if one.id == after), -1)
        if start < 0:
            raise HTTPException(404)
    shown = found[start : start + limit]
    following = encode(shown[-1].id) if shown and start + limit < len(found) else None
    return answer(page.request, {"items": [_claim(page, c.id) for c in shown], "total": len(found), "next": following})


@router.get("/claims/{claim_id}", response_model=schemas.Claim, responses=_ERRORS)
def claim(page: AskedPage, claim_id: Id) -> Response:
    """One claim with its spans."""
    if claim_id not in page.snapshot.claims:
        raise HTTPException(404)
    return answer(page.request, _claim(page, claim_id))


@router.get("/documents/{document_id}", response_model=schemas.Document, responses=_ERRORS)
def document(page: AskedPage, document_id: Id) -> Response:
    """One report: its text, to which all spans refer, and what of it is furniture."""
    found = page.snapshot.documents.get(document_id)
    if found is None:
        raise HTTPException(404)
    return answer(page.request, found.to_json())


@router.get("/search", response_model=schemas.SearchResult, responses=_ERRORS)
def search_all(page: AskedPage, q: Annotated[str, Query(min_length=1, max_length=200)], limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Response:
    """Incidents and reports that have the words, in any Arabic spelling."""
    incidents = search.in_incidents(page, q, limit)
    hits = search.in_reports(page, q, limit)
    documents = [
        {"id": h.document.id, "title": h.document.title, "outlet": h.document.outlet, "text": h.words, "span": [h.start, h.start + len(h.words)]} for h in hits
    ]
    return answer(page.request, {"incidents": [i.to_json() for i in incidents], "documents": documents})


class Counts(BaseModel):
    """How much the ledger holds."""

    counts: dict[str, int]


@router.get("/counts", response_model=Counts, responses={304: _ERRORS[304]})
def counts(page: AskedPage) -> Response:
    """How much there is of each thing."""
    return answer(page.request, {"counts": page.desk.sums("counts", page.ledger.counts, of_incidents=False)})


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> Response:
    """What this API is, for programs."""
    return answer(request, request.app.openapi())

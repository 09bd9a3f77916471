"""Deciding about a whole incident: join it with another, take a claim out of it, overrule its grade or a figure; each with its reason, each taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response

from marsad.model import Incident
from marsad.resolve.rulings import field_of
from marsad.web import corrections
from marsad.web.access import needs
from marsad.web.deps import AskedPage
from marsad.web.review import relink
from marsad.web.schemas import Grade

router = APIRouter(prefix="/incidents/{incident_id}", dependencies=[needs("reviewer")])
Id = Annotated[str, Path(max_length=80)]
Reason = Annotated[str, Form(max_length=2000)]
Why = Annotated[str, Form(min_length=3, max_length=2000)]
Figure = Annotated[str, Form(max_length=12)]
FIRST = 100  # claims of a large incident that a claim taken out of it is told apart from


@router.post("/merge")
def merge(page: AskedPage, incident_id: Id, other: Annotated[str, Form(max_length=200)], reason: Reason = "") -> Response:
    """Says that another incident (its id or address) is the same as this one."""
    with page.desk.writing:
        mine, its = page.incident(incident_id), page.incident(other.strip().rstrip("/").rsplit("/", 1)[-1])
        if mine.id == its.id:
            raise HTTPException(422)
        page.ledger.decide(mine.claims[0], its.claims[0], "same", who=page.who, reason=reason.strip() or None)
        relink(page)
    return RedirectResponse(f"/incidents/{mine.id}", status_code=303)


@router.post("/split")
def split(page: AskedPage, incident_id: Id, claim: Annotated[str, Form(max_length=80)], reason: Reason = "") -> Response:
    """Says that a claim is not about this incident: not the same as any of its other claims."""
    with page.desk.writing:
        mine = page.incident(incident_id)
        others = [c for c in mine.claims if c != claim]
        if claim not in mine.claims or not others:
            raise HTTPException(422)
        for other in others[:FIRST]:
            page.ledger.decide(claim, other, "not_same", who=page.who, reason=reason.strip() or None)
        relink(page)
    return RedirectResponse(f"/incidents/{mine.id}", status_code=303)


@router.post("/overrule/grade")
def overrule_grade(page: AskedPage, incident_id: Id, grade: Annotated[Grade, Form()], reason: Why) -> Response:
    """Puts a person's grade in place of the rule's."""
    with page.desk.writing:
        mine = page.incident(incident_id)
        page.ledger.rulings.rule(mine.id, "grade", grade, who=page.who, reason=reason)
        relink(page)
    return RedirectResponse(f"/incidents/{mine.id}", status_code=303)


@router.post("/overrule/toll")
def overrule_toll(
    page: AskedPage, incident_id: Id, field: Annotated[str, Form(max_length=140)], reason: Why, low: Figure = "", best: Figure = "", high: Figure = ""
) -> Response:
    """Puts a person's figures in place of the reconciled ones; an empty one is unknown, or open upwards."""
    with page.desk.writing:
        mine = page.incident(incident_id)
        _known(mine, field)
        value = [corrections.number(x, None) for x in (low, best, high)]
        told = [x for x in value if x is not None]
        if not told or told != sorted(told):
            raise HTTPException(422)
        page.ledger.rulings.rule(mine.id, field, value, who=page.who, reason=reason)
        relink(page)
    return RedirectResponse(f"/incidents/{mine.id}#tolls", status_code=303)


@router.post("/overrule/back")
def back(page: AskedPage, incident_id: Id, field: Annotated[str, Form(max_length=140)]) -> Response:
    """Takes a ruling back; the rule's value stands again."""
    with page.desk.writing:
        mine = page.incident(incident_id)
        if not page.ledger.rulings.withdraw(mine.id, field):
            raise HTTPException(404)
        relink(page)
    return RedirectResponse(f"/incidents/{mine.id}", status_code=303)


def _known(incident: Incident, field: str) -> None:
    if field not in {field_of(t) for t in incident.tolls}:
        raise HTTPException(422)

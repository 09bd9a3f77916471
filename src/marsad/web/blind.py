"""Reviewing blind: a sample of claims that several people judge without seeing the machine's reading or each other's, and their agreement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from marsad.ledger import Ledger
from marsad.ledger.ratings import Rating
from marsad.model import EVENT_TYPES, STATUSES, Claim
from marsad.web import agreement
from marsad.web.access import needs
from marsad.web.corrections import MOST, Status
from marsad.web.deps import AskedPage
from marsad.web.schemas import EventType

router = APIRouter(dependencies=[needs("reviewer")])
SHARE = 0.02
"""Of the claims, the part that is judged blind (reference: a 2 % re-review finds a reviewer who drifts)."""
LEAST = 20  # claims; a small ledger's sample would say nothing
FIELDS = ("type", "status", "killed")


def sample(ledger: Ledger) -> list[str]:
    """The claims that are judged blind, in order: the same for everybody, unrelated to what they say, since ids are hashes."""
    return ledger.first_claims(max(LEAST, round(ledger.claim_count() * SHARE)))


@router.get("/blind")
def blind(page: AskedPage) -> Response:
    """The next claim of the sample that this person has not judged."""
    chosen = sample(page.ledger)
    mine = {r.claim for r in page.ledger.ratings.all() if r.who == page.who}
    left = [c for c in chosen if c not in mine]
    claim = page.ledger.claim(left[0]) if left else None
    document = page.ledger.document(claim.document) if claim else None
    return page.render(
        "blind.html", claim=claim, pieces=pieces(document.text, claim) if claim and document else (), types=EVENT_TYPES, statuses=STATUSES,
        done=len(chosen) - len(left), of=len(chosen),
    )  # fmt: skip


def pieces(text: str, claim: Claim) -> list[tuple[str, bool]]:
    """The report's text, cut where the claim's evidence begins and ends: (words, is evidence)."""
    found: list[tuple[str, bool]] = []
    at = 0
    for quote in sorted(claim.evidence, key=lambda q: q.start):
        if quote.start < at:
            continue
        found += [(text[at : quote.start], False), (text[quote.start : quote.end], True)]
        at = quote.end
    return [*found, (text[at:], False)]


@router.post("/blind")
def rate(
    page: AskedPage, claim: Annotated[str, Form(max_length=80)], type_: Annotated[EventType | Literal["none"], Form(alias="type")], status: Annotated[Status, Form()] = "asserted",
    low: Annotated[int | None, Form(ge=0, le=MOST)] = None, high: Annotated[int | None, Form(ge=0, le=MOST)] = None,
) -> Response:  # fmt: skip
    """Keeps this person's word. A claim outside of the sample is not asked about."""
    if claim not in sample(page.ledger):
        raise HTTPException(404)
    if low is not None and high is not None and high < low:
        raise HTTPException(422)
    killed = None if low is None and high is None else [low if low is not None else high, high if high is not None else low]
    value = {"type": type_, "status": None if type_ == "none" else status, "killed": None if type_ == "none" else killed}
    page.ledger.ratings.rate(claim, page.who, value)
    return RedirectResponse("/blind", status_code=303)


@router.post("/blind/back")
def back(page: AskedPage) -> Response:
    """Takes this person's latest word back."""
    mine = [r for r in page.ledger.ratings.all() if r.who == page.who]
    if not mine:
        raise HTTPException(404)
    page.ledger.ratings.withdraw(mine[-1].claim, page.who)
    return RedirectResponse("/blind", status_code=303)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of one field: between people, and of each person with the machine, over claims that two people have judged."""

    field: str
    units: int
    alpha: float | None
    machine: float | None


def agreements(ratings: list[Rating], readings: dict[str, Claim]) -> list[Agreement]:
    """Agreement by field. Claims that one person alone has judged are left out: their judgement is not given away before the second."""
    told: dict[str, list[Rating]] = defaultdict(list)
    for one in ratings:
        told[one.claim].append(one)
    twice = {claim: rs for claim, rs in told.items() if len({r.who for r in rs}) > 1}
    found = []
    for field in FIELDS:
        alpha = agreement.interval if field == "killed" else agreement.nominal
        units = {claim: [v for r in rs if (v := _value(r.value.get(field))) is not None] for claim, rs in twice.items()}
        with_machine = [[*vs, m] for claim, vs in units.items() if (m := _value(_read(readings.get(claim), field))) is not None]
        full = [vs for vs in units.values() if len(vs) > 1]
        found.append(Agreement(field, len(full), alpha(full), alpha(with_machine)))
    return found


def _value(value: Any) -> Any:
    """A rating as alpha takes it: a range of figures by its middle."""
    return (value[0] + value[1]) / 2 if isinstance(value, list) else value


def _read(claim: Claim | None, field: str) -> Any:
    if claim is None:
        return None
    if field != "killed":
        return getattr(claim, field)
    toll = next((x for x in claim.tolls if x.measure == "killed" and x.part_of is None), None)
    return None if toll is None else [toll.low, toll.high if toll.high is not None else toll.low]


@router.get("/blind/agreement")
def shown(page: AskedPage) -> Response:
    """How far people agree, by field."""
    ratings = page.ledger.ratings.all()
    readings = {c: found for c in {r.claim for r in ratings} if (found := page.ledger.claim(c))}
    return page.render("agreement.html", fields=agreements(ratings, readings), people=sorted({r.who for r in ratings}), given=len(ratings))

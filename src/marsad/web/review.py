"""Deciding: whether two claims tell the same incident, in the dossier or in a queue, by button or key; each decision can be taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import RedirectResponse, Response

from marsad import pipeline
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.incidents import Pair, pair

router = APIRouter(dependencies=[needs("reviewer")])
_AT_ONCE = 5  # pairs that are fetched: one with a claim that is no longer read is passed over
RELINK_UP_TO = 5_000  # claims; a larger ledger is linked anew by «marsad link»
ClaimId = Annotated[str, Form(max_length=80)]


@router.get("/review")
def review(page: AskedPage, skip: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """The next pair. ``skip`` passes over that many."""
    shown: Pair | None = None
    while shown is None and (some := page.ledger.queue(skip, _AT_ONCE)):
        page.snapshot.claims.fetch(c for both in some for c in both)
        for left, right in some:
            link = page.ledger.link(left, right)
            if link and (shown := pair(page, link)):
                break
            skip += 1
    return page.render("review.html", shown=shown, skip=skip, waiting=page.open_suggestions(), last=_last(page))


def _last(page: Page) -> tuple[str, str, str] | None:
    """The latest decision made here, for taking back."""
    return next(((j.left, j.right, j.verdict) for j in page.ledger.judgements(who=page.who, latest=1)), None)


@router.post("/decide")
def decide(
    page: AskedPage, left: ClaimId, right: ClaimId, verdict: Annotated[Literal["same", "not_same", "unsure", "back"], Form()],
    reason: Annotated[str, Form(max_length=2000)] = "", back: Annotated[str, Form(max_length=300)] = "/review",
) -> Response:  # fmt: skip
    """Keeps a person's word on a pair; "unsure" leaves it to nobody, "back" takes the word back. Answers with the way back to the page it came from."""
    with page.desk.writing:
        page.snapshot.claims.fetch((left, right))
        if left not in page.snapshot.claims or right not in page.snapshot.claims:
            raise HTTPException(404)  # also one that this person may not see
        try:
            if verdict == "back":
                if not page.ledger.withdraw_judgement(left, right):
                    raise HTTPException(404)
            else:
                page.ledger.decide(left, right, verdict, who=page.who, reason=reason.strip() or None)
        except ValueError as error:
            raise HTTPException(404) from error
        relink(page)
    return RedirectResponse(local(back), status_code=303)


def relink(page: Page) -> None:
    """The accounts follow what a person has decided, at once where the ledger is small enough."""
    if not page.desk.whole.holds_more_than(RELINK_UP_TO):
        pipeline.link(page.desk.whole)


def local(address: str, otherwise: str = "/review") -> str:
    """An address of ours, or the other: «//elsewhere» and «\\\\elsewhere» lead away and are not followed."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or any(c < " " for c in address):
        return otherwise
    return address

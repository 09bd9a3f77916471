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
RELINK_UP_TO = 5_000  # claims; a larger ledger is linked anew by «marsad link»
ClaimId = Annotated[str, Form(max_length=80)]


def queue(page: Page) -> list[tuple[str, str]]:
    """Open pairs, the weightiest first: the claims on both sides, more where the score leaves it open. What a person has decided is not asked again."""

    def ordered() -> list[tuple[str, str]]:
        weighed = [(-touched * (1.0 - abs(min(max(score, 0.0), 1.0) - 0.5)), left, right) for left, right, score, touched in page.waiting()]
        return [(left, right) for _, left, right in sorted(weighed)]

    return page.desk.sums("queue", ordered, of_incidents=False)


@router.get("/review")
def review(page: AskedPage, skip: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """The next pair. ``skip`` passes over that many."""
    waiting = queue(page)
    shown: Pair | None = None
    for left, right in waiting[skip:]:
        link = page.ledger.link(left, right)
        if link and (shown := pair(page, link)):
            break
        skip += 1
    return page.render("review.html", shown=shown, skip=skip, waiting=len(waiting), last=_last(page))


def _last(page: Page) -> tuple[str, str, str] | None:
    """The latest decision made here, for taking back."""
    mine = [j for j in page.ledger.judgements() if j.who == page.who and j.verdict != "unsure"]
    return (mine[-1].left, mine[-1].right, mine[-1].verdict) if mine else None


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

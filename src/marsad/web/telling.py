"""A claim that the machine did not see, added by a person from words of the report; and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response

from marsad import ids
from marsad.ledger.append import PERSON
from marsad.model import Actor, Claim, Document, Place, Quote, Source, Toll, When
from marsad.web import corrections, lookup
from marsad.web.access import needs
from marsad.web.corrections import Status
from marsad.web.deps import AskedPage
from marsad.web.review import relink
from marsad.web.schemas import EventType

router = APIRouter(dependencies=[needs("reviewer")])
Id = Annotated[str, Path(max_length=80)]
Said = Annotated[str, Form(max_length=4000)]
Known = Annotated[str, Form(max_length=100)]
Figure = Annotated[str, Form(max_length=12)]


def found(text: str, words: str, near: int = 0) -> tuple[int, int]:
    """Where the words stand in the text, the place nearest to ``near``; blanks may differ. 422 where they do not stand there.

    «قتل  ثلاثة» finds «قتل\\nثلاثة»; the offsets are those of the text.
    """
    places = [i for i, c in enumerate(text) if not c.isspace()]
    packed, wanted = "".join(text[i] for i in places), "".join(words.split())
    starts, at = [], packed.find(wanted) if wanted else -1
    while at >= 0:
        starts.append(at)
        at = packed.find(wanted, at + 1)
    if not starts:
        raise HTTPException(422)
    best = min(starts, key=lambda s: abs(places[s] - near))
    return places[best], places[best + len(wanted) - 1] + 1


@router.post("/documents/{document_id}/claims")
def tell(
    page: AskedPage, document_id: Id, words: Annotated[str, Form(min_length=2, max_length=4000)], type_: Annotated[EventType, Form(alias="type")],
    status: Annotated[Status, Form()] = "asserted", near: Annotated[int, Form(ge=0, le=10_000_000)] = 0, background: Annotated[bool, Form()] = False,
    first: Annotated[str, Form(alias="from", max_length=10)] = "", last: Annotated[str, Form(alias="to", max_length=10)] = "",
    doer_words: Said = "", doer: Known = "", target_words: Said = "", target: Known = "", place_words: Said = "", place: Known = "", source_words: Said = "",
    killed_low: Figure = "", killed_high: Figure = "", wounded_low: Figure = "", wounded_high: Figure = "",
) -> Response:  # fmt: skip
    """Adds the claim. Evidence must be words of the report; so must the words of each part, near the evidence. 422 otherwise."""
    with page.desk.writing:
        document = page.ledger.document(document_id)
        if document is None:
            raise HTTPException(404)
        start, end = found(document.text, words, near)
        quote = Quote(document.text[start:end], start, end)
        claim = Claim(
            id=ids.claim_id(document.id, f"{PERSON} {type_}", quote.text, start), document=document.id, file=document.file, type=type_, status=status, background=background,
            time=_time(corrections.day(first), corrections.day(last)), place=_place(document, place, place_words, start),
            perpetrators=_parties(document, doer, doer_words, start), targets=_parties(document, target, target_words, start),
            tolls=tuple(t for t in (_toll("killed", killed_low, killed_high), _toll("wounded", wounded_low, wounded_high)) if t),
            sources=_sources(document, source_words, start), evidence=(quote,), confidence=1.0, rules=(PERSON,), extractor=PERSON,
        )  # fmt: skip
        page.ledger.tell(claim, who=page.who)
        relink(page)
    return RedirectResponse(f"/documents/{document.id}?claim={claim.id}#card-{claim.id}", status_code=303)


@router.post("/claims/{claim_id}/untell")
def untell(page: AskedPage, claim_id: Id) -> Response:
    """Takes back a claim that a person added; it stays in the ledger's history. A claim that was read is not taken back but corrected."""
    with page.desk.writing:
        claim = page.ledger.claim(claim_id)
        if claim is None or claim.extractor != PERSON:
            raise HTTPException(404)
        page.ledger.untell(claim.id, who=page.who)
        relink(page)
    return RedirectResponse(f"/documents/{claim.document}", status_code=303)


def _time(first: dt.date | None, last: dt.date | None) -> When | None:
    made = corrections.time(None, first, last)
    return When(first, last, made["edtf"], made["precision"], rule=PERSON) if made else None


def _parties(document: Document, id_: str, words: str, near: int) -> tuple[Actor, ...]:
    who = lookup.actor(id_)
    if not words.strip():
        if who is not None:
            raise HTTPException(422)  # an id without the words that it was chosen for proves nothing
        return ()
    start, end = found(document.text, words, near)
    return (Actor(document.text[start:end], start, end, who),)


def _place(document: Document, id_: str, words: str, near: int) -> Place | None:
    if not words.strip() and not id_.strip():
        return None
    start, end = found(document.text, words, near)
    return lookup.place(id_, document.text[start:end], start, end)


def _sources(document: Document, words: str, near: int) -> tuple[Source, ...]:
    if not words.strip():
        return ()
    start, end = found(document.text, words, near)
    return (Source(document.text[start:end], start, end, document.text[start:end].replace(" ", "_"), PERSON),)


def _toll(measure: str, low: str, high: str) -> Toll | None:
    if not low.strip() and not high.strip():
        return None
    least, most = corrections.figures(low, high)
    return Toll(measure, least, most, exact=least == most, rule=PERSON)

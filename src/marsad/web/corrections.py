"""A person's correction of a claim: kept beside what was read, taken up by the account at once, shown with its history, taken back.

The form carries the state that the person saw; where that has changed meanwhile, nothing is written (409).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Form, HTTPException, Path
from fastapi.responses import RedirectResponse, Response

from marsad.ledger import Review
from marsad.model import JSON, Claim
from marsad.web import lookup, naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.i18n import Speaker
from marsad.web.review import relink
from marsad.web.schemas import EventType

router = APIRouter(dependencies=[needs("reviewer")])
FIELDS = ("type", "status", "background", "time", "place", "perpetrators", "targets", "tolls")
SHOWN = 20
"""Reviews of a claim that one page shows."""
MOST = 10_000_000  # a figure beyond it is a slip of the hand
Id = Annotated[str, Path(max_length=80)]
Status = Literal["asserted", "claimed", "suspected", "planned", "denied", "failed"]
Known = Annotated[list[Annotated[str, Form(max_length=100)]] | None, Form(max_length=200)]
Figure = Annotated[list[Annotated[str, Form(max_length=12)]], Form(max_length=200)]


def state(page: Page, claim_id: str) -> str:
    """What a person sees of a claim, as a short mark: the reading, and the latest review on it, which is another after every act."""
    reading = page.ledger.claim(claim_id)
    if reading is None:
        raise HTTPException(404)
    seen = [orjson.dumps(reading.to_json()), *(f"{r.id}{r.deleted_at}".encode() for r in page.ledger.reviews(claim_id, latest=1))]
    return hashlib.sha256(b"\x1f".join(seen)).hexdigest()[:24]


def number(text: str, missing: int | None) -> int | None:
    """A figure as typed; empty means open. 422 for what is no figure."""
    text = text.strip()
    if not text:
        return missing
    if not text.isdecimal() or int(text) > MOST:
        raise HTTPException(422)
    return int(text)


def figures(low: str, high: str) -> tuple[int, int | None]:
    """A toll's two figures as typed; an empty low is 0, an empty high is open. 422 where the high is below the low."""
    least, most = number(low, 0) or 0, number(high, None)
    if most is not None and most < least:
        raise HTTPException(422)
    return least, most


def tolls(reading: Sequence[JSON], low: Sequence[str], high: Sequence[str], drop: Sequence[int]) -> list[JSON]:
    """The read tolls with the typed figures; dropped ones go, and parts of them stand on their own. 422 where the form does not fit."""
    if not len(reading) == len(low) == len(high):
        raise HTTPException(422)
    kept = [i for i in range(len(reading)) if i not in set(drop)]
    found = []
    for i in kept:
        least, most = figures(low[i], high[i])
        part = reading[i]["part_of"]
        same = (least, most) == (reading[i]["low"], reading[i]["high"])
        found.append({**reading[i], "low": least, "high": most, "exact": reading[i]["exact"] if same else least == most,
                      "part_of": kept.index(part) if part in kept else None})  # fmt: skip
    return found


def time(reading: JSON | None, first: dt.date | None, last: dt.date | None) -> JSON | None:
    """The interval as typed, with the words of the reading; the reading itself where it is the same. 422 for an end before its start."""
    if first is None and last is None:
        return None
    if first and last and last < first:
        raise HTTPException(422)
    start, end = (d.isoformat() if d else None for d in (first, last))
    if reading and (reading["from"], reading["to"]) == (start, end):
        return reading
    edtf = start if start == end and start else f"{start or '..'}/{end or '..'}"
    words = {"text": reading["text"], "span": reading["span"]} if reading else {"text": None, "span": None}
    return {**words, "from": start, "to": end, "edtf": edtf, "precision": "day" if start == end else "days" if start and end else "open", "rule": "person"}


def parties(reading: Sequence[JSON], given: Sequence[str] | None) -> list[JSON]:
    """The read actors with the ids that a person gave: "-" drops one, None (the form has no such field) keeps all. 422 where the form does not fit."""
    if given is None or not reading:
        return list(reading)
    if len(given) != len(reading):
        raise HTTPException(422)
    return [one if who == (one["actor"] or "") else {**one, "actor": lookup.actor(who)} for one, who in zip(reading, given, strict=True) if who != "-"]


def placed(reading: JSON | None, given: str | None) -> JSON | None:
    """The read place, or the footprint of the one that a person chose instead. 422 for an id that no table has."""
    if not given or reading is None:
        return reading
    return lookup.place(given, reading["text"], *reading["span"]).to_json()


def day(text: str) -> dt.date | None:
    """A day as typed, «2021-02-24»; None for an empty field, 422 for what is no day."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HTTPException(422) from error


@router.post("/claims/{claim_id}/correct")
def correct(
    page: AskedPage, claim_id: Id, seen: Annotated[str, Form(max_length=64)], type_: Annotated[EventType, Form(alias="type")], status: Annotated[Status, Form()],
    first: Annotated[str, Form(alias="from", max_length=10)] = "", last: Annotated[str, Form(alias="to", max_length=10)] = "",
    background: Annotated[bool, Form()] = False, doer: Known = None, target: Known = None, place: Annotated[str | None, Form(max_length=100)] = None, low: Figure = [], high: Figure = [], drop: Annotated[list[int], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Keeps the typed values beside the reading. Values as read are no correction; none at all takes the correction back."""
    with page.desk.writing:
        claim = _as_seen(page, claim_id, seen)
        read = claim.to_json()
        typed = {
            "type": type_, "status": status, "background": background, "time": time(read["time"], day(first), day(last)),
            "tolls": tolls(read["tolls"], low, high, drop), "perpetrators": parties(read["perpetrators"], doer), "targets": parties(read["targets"], target),
            "place": placed(read["place"], place),
        }  # fmt: skip
        corrected = {k: v for k, v in typed.items() if v != read[k]}
        if corrected or any(r.accepted and r.deleted_at is None for r in page.ledger.reviews(claim_id, latest=1)):
            page.ledger.review(claim_id, corrected, accepted=bool(corrected), who=page.who, note=note.strip() or None)
            relink(page)
    return _back(claim)


@router.post("/claims/{claim_id}/restore")
def restore(page: AskedPage, claim_id: Id, seen: Annotated[str, Form(max_length=64)], note: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Takes the correction back; it stays in the history."""
    with page.desk.writing:
        claim = _as_seen(page, claim_id, seen)
        page.ledger.review(claim_id, {}, accepted=False, who=page.who, note=note.strip() or None)
        relink(page)
    return _back(claim)


def _back(claim: Claim) -> Response:
    return RedirectResponse(f"/documents/{claim.document}?claim={claim.id}#card-{claim.id}", status_code=303)


@dataclass(frozen=True)
class Change:
    """One field in a review: what the machine said, what the person says, both in words."""

    field: str
    machine: str
    person: str


@dataclass(frozen=True)
class Step:
    """A review as its history shows it. ``live``: it is in force now."""

    review: Review
    changes: tuple[Change, ...]
    live: bool


def history(page: Page, claim_id: str, before: int | None = None) -> tuple[list[Step], bool]:
    """The latest reviews of a claim, or those before one, the latest first; and whether there are earlier ones."""
    s = page.speaker
    found = []
    some = page.ledger.reviews(claim_id, latest=SHOWN + 1, before=before)
    for one in some[::-1][:SHOWN]:
        changes = tuple(Change(k, said(s, k, one.original.get(k)), said(s, k, one.corrected[k])) for k in FIELDS if k in one.corrected)
        found.append(Step(one, changes, one.deleted_at is None and one.accepted))
    return found, len(some) > SHOWN


def told(speaker: Speaker, role: str, values: Sequence[Any]) -> str:
    """The values of a part of a claim, as the ledger keeps them one by one, in words; of a part that no form shows, its words in the text."""
    if not values:
        return speaker.plain("figure.none")
    if role in FIELDS:
        return said(speaker, role, list(values) if role in ("perpetrators", "targets", "tolls") else values[0])
    return speaker.plain("comma").join(str(v["text"]) if isinstance(v, dict) and v.get("text") else str(v) for v in values)


def said(speaker: Speaker, field: str, value: Any) -> str:
    """A field's value in words."""
    if field in ("type", "status"):
        return speaker.label(field, value)
    if field == "background":
        return speaker.plain("yes" if value else "no")
    if field == "time":
        if not value:
            return speaker.plain("day.unknown")
        return speaker.days(*(dt.date.fromisoformat(value[k]) if value[k] else None for k in ("from", "to")))
    if field == "place":
        return speaker.plain("comma").join(str(x) for x in (value["name"] or value["text"], value["admin1"], value["country"]) if x) if value else speaker.plain("unknown")
    if field in ("perpetrators", "targets"):
        return speaker.plain("comma").join(naming.actor(speaker, a["actor"]) if a["actor"] else a["text"] for a in value or []) or speaker.plain("figure.none")
    parts = []
    for toll in value or []:
        if toll["high"] is None:
            figure = speaker.plain("figure.at_least", n=toll["low"])
        else:
            figure = speaker.n(toll["low"] if toll["low"] == toll["high"] else f"\u2066{toll['low']}–{toll['high']}\u2069")
        parts.append(f"{speaker.label('measure', toll['measure'])} {figure}")
    return speaker.plain("comma").join(parts) or speaker.plain("figure.none")


def _as_seen(page: Page, claim_id: str, seen: str) -> Claim:
    """The claim, still as the form showed it. Raises 409 where somebody has changed it since, 404 where there is none."""
    if state(page, claim_id) != seen:
        raise HTTPException(409)
    claim = page.ledger.claim(claim_id)
    if claim is None:
        raise HTTPException(404)
    return claim

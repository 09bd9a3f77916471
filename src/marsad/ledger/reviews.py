"""What people decided: judgements on pairs of claims, reviews of single claims. Both are superseded, never edited.

A review keeps the original beside the corrected; a later reading never overwrites it but raises its flag (``changed``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from marsad.ledger import audit, pending
from marsad.ledger.tables import judgement as judgement_table
from marsad.ledger.tables import review as review_table
from marsad.model import JSON, Claim, Judgement, claim_from_json

VERDICTS = ("same", "not_same", "unsure")


@dataclass(frozen=True, slots=True)
class Review:
    """A person's correction of a claim. ``changed``: the reading is no longer the one that the person saw."""

    id: int
    claim: str
    original: JSON
    corrected: JSON
    accepted: bool
    who: str
    created_at: dt.datetime
    note: str | None = None
    deleted_at: dt.datetime | None = None
    changed: bool = False


def judgement_from_row(row: RowMapping) -> Judgement:
    """A row of ``judgement`` as the noun."""
    return Judgement(
        left=row["left"], right=row["right"], verdict=row["verdict"], who=row["who"], created_at=row["created_at"],
        score=row["score"], reason=row["reason"], deleted_at=row["deleted_at"],
    )  # fmt: skip


def save_judgement(connection: Connection, new: Judgement) -> Judgement:
    """Stores the judgement in place of the live one on its pair; the same decision again by the same person adds nothing."""
    t = judgement_table
    pair = (t.c.left == new.left) & (t.c.right == new.right) & t.c.deleted_at.is_(None)
    row = connection.execute(select(t).where(pair)).mappings().first()
    if row and (row["verdict"], row["who"], row["reason"]) == (new.verdict, new.who, new.reason):
        return judgement_from_row(row)
    if row:
        audit.end(connection, t, pair, new.created_at)
    connection.execute(
        t.insert().values(
            left=new.left, right=new.right, verdict=new.verdict, score=new.score, who=new.who, reason=new.reason, created_at=new.created_at
        )
    )
    pending.follow(connection, new.left, new.right)
    return new


def withdraw_judgement(connection: Connection, left: str, right: str, at: dt.datetime) -> bool:
    """Ends the live judgement on a pair; what stood before it is not revived. Returns whether there was one."""
    t = judgement_table
    left, right = sorted((left, right))
    ended = audit.end(connection, t, (t.c.left == left) & (t.c.right == right), at)
    pending.follow(connection, left, right)
    return ended


def withdraw_review(connection: Connection, claim_id: str, at: dt.datetime) -> bool:
    """Ends the live review of a claim. Returns whether there was one."""
    return audit.end(connection, review_table, review_table.c.claim == claim_id, at)


def review_from_row(row: RowMapping, reading: Claim | None) -> Review:
    """A row of ``review``, flagged where ``reading`` is no longer the one that the reviewer saw."""
    now = reading_json(reading) if reading else None
    fields = ("id", "claim", "original", "corrected", "accepted", "who", "created_at", "note", "deleted_at")
    return Review(**{k: row[k] for k in fields}, changed=row["deleted_at"] is None and now != row["original"])


def reading_json(claim: Claim) -> JSON:
    """What a reviewer sees of the reading: the claim without what hangs on the run or the ledger."""
    data = claim.to_json()
    for key in ("confidence", "extractor", "file", "rules"):
        data.pop(key)
    return data


def save_review(connection: Connection, claim: Claim, corrected: JSON, *, accepted: bool, who: str, note: str | None, at: dt.datetime) -> int:
    """Stores the review in place of the live one of its claim; the same review again adds nothing. Returns its key."""
    t = review_table
    live = (t.c.claim == claim.id) & t.c.deleted_at.is_(None)
    original = reading_json(claim)
    row = connection.execute(select(t).where(live)).mappings().first()
    if row:
        if (row["original"], row["corrected"], row["accepted"], row["who"], row["note"]) == (original, corrected, accepted, who, note):
            return int(row["id"])
        audit.end(connection, t, live, at)
    made = connection.execute(
        t.insert()
        .values(claim=claim.id, original=original, corrected=corrected, accepted=accepted, who=who, note=note, created_at=at)
        .returning(t.c.id)
    )
    return int(made.scalar_one())


def corrected_claim(claim: Claim, corrected: JSON) -> Claim:
    """The claim with the reviewer's fields in place of what was read; identity and evidence of the reading stay.

    Raises ValueError where the corrected fields have no claim's shape.
    """
    kept = {"id", "document", "file", "extractor"}
    data = {**claim.to_json(), "incident": claim.incident, **{k: v for k, v in corrected.items() if k not in kept}}
    try:
        return claim_from_json(data)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"review of {claim.id}: the corrected fields are no claim ({error!r})") from error

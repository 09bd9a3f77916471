"""Nouns to rows and back: a claim becomes one row an argument, and the rows become an equal claim."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from marsad.model import JSON, Capture, Claim, Cut, Document, Incident, claim_from_json

_LISTS = ("perpetrators", "targets", "tolls", "materiel", "sources", "evidence")
_SCALARS = ("type", "kind", "status", "background", "same_as", "means", "confidence", "rules", "extractor")


class Argument(NamedTuple):
    """One thing that was read: its role in the claim, which of its role, its JSON, the words and where they stand."""

    role: str
    n: int
    value: Any
    text: str | None
    start: int | None
    end: int | None
    rule: str | None


def arguments(claim: Claim) -> list[Argument]:
    """Every part of the claim as an argument, in one fixed order."""
    data = claim.to_json()
    data["confidence"] = claim.confidence  # to_json rounds it
    rows = [Argument(role, 0, data[role], None, None, None, None) for role in _SCALARS if data[role] is not None]
    for role in ("time", "place"):
        if data[role]:
            rows.append(_argument(role, 0, data[role]))
    for role in _LISTS:
        rows += [_argument(role, n, value) for n, value in enumerate(data[role])]
    return rows


def _argument(role: str, n: int, value: JSON) -> Argument:
    span = value.get("span") or (None, None)
    return Argument(role, n, value, value.get("text"), span[0], span[1], value.get("rule") or None)


def claim_from_arguments(id_: str, document: str, file: str, rows: Iterable[tuple[str, Any]], incident: str | None = None) -> Claim:
    """The claim that ``arguments`` took apart; ``rows`` are (role, value), each role in the order of its ``n``."""
    data: JSON = {"id": id_, "document": document, "file": file, "incident": incident}
    for role, value in rows:
        if role in _LISTS:
            data.setdefault(role, []).append(value)
        else:
            data[role] = value
    return claim_from_json(data)


def capture_row(capture: Capture) -> dict[str, Any]:
    """The columns that hold the capture."""
    return {
        "sha256": capture.sha256, "size": capture.size, "origin": capture.origin, "got_at": capture.got_at,
        "media_type": capture.media_type, "charset": capture.charset, "url": capture.url, "headers": dict(capture.headers),
    }  # fmt: skip


def capture_from_row(row: RowMapping) -> Capture:
    """A row of ``capture`` as the noun."""
    return Capture(**{k: row[k] for k in ("sha256", "size", "origin", "got_at", "media_type", "charset", "url", "headers")})


def document_row(document: Document) -> dict[str, Any]:
    """The columns that hold the document; ``more`` has what no one searches by."""
    bounds = document.published_bounds
    return {
        "id": document.id, "capture": document.capture, "file": document.file, "published": document.published,
        "outlet": document.outlet, "outlet_id": document.outlet_id, "title": document.title, "url": document.url, "source": document.source,
        "language": document.language, "text": document.text,
        "more": {
            "published_from": document.published_from,
            "published_bounds": [bounds[0].isoformat(), bounds[1].isoformat()] if bounds else None,
            "cuts": [[c.start, c.end, c.rule] for c in document.cuts], "flags": list(document.flags),
            **({"part": document.part} if document.part else {}),
            **({"forwarded_from": list(document.forwarded_from)} if document.forwarded_from else {}),
        },
    }  # fmt: skip


def document_from_row(row: RowMapping) -> Document:
    """A row of ``document`` as the noun."""
    more = row["more"]
    bounds = more["published_bounds"]
    return Document(
        id=row["id"], text=row["text"], file=row["file"], published=row["published"], published_from=more["published_from"],
        outlet=row["outlet"], outlet_id=row["outlet_id"], title=row["title"], url=row["url"], language=row["language"],
        capture=row["capture"],
        published_bounds=(dt.date.fromisoformat(bounds[0]), dt.date.fromisoformat(bounds[1])) if bounds else None,
        cuts=tuple(Cut(*c) for c in more["cuts"]), flags=tuple(more["flags"]),
        source=row["source"], part=more.get("part"), forwarded_from=tuple(more.get("forwarded_from", ())),
    )  # fmt: skip


@functools.cache
def _incidents() -> TypeAdapter[Incident]:
    return TypeAdapter(Incident)


def incident_payload(incident: Incident) -> JSON:
    """The whole incident as JSON; its history is kept in a table of its own."""
    data: JSON = _incidents().dump_python(incident, mode="json")
    data.pop("history")
    return data


def incident_from_payload(payload: Mapping[str, Any], history: Sequence[Mapping[str, Any]] = ()) -> Incident:
    """The incident that ``incident_payload`` wrote, with its history."""
    return _incidents().validate_python({**payload, "history": tuple(history)})


def incident_row(incident: Incident) -> dict[str, Any]:
    """The payload and the columns that lists are filtered by."""
    time, place = incident.time, incident.place
    return {
        "id": incident.id, "type": incident.type, "kind": incident.kind, "status": incident.status, "grade": incident.grade,
        "day_from": time.start_day if time else None, "day_to": time.end_day if time else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "payload": incident_payload(incident), **incident_sorting(incident),
    }  # fmt: skip


def incident_sorting(incident: Incident) -> dict[str, Any]:
    """Whether it is disputed, its dead (best, else high, else low) and its independent origins."""
    dead = next((t for t in incident.tolls if t.measure == "killed" and t.group is None), None)
    figures = [n for n in (dead.best, dead.high, dead.low) if n is not None] if dead else []
    return {"disputed": bool(incident.disputed), "killed": figures[0] if figures else None, "origins": incident.independent_origins}


def incident_actors(incident: Incident) -> list[dict[str, Any]]:
    """Rows of ``incident_actor``: who did it, who was hit, who speaks."""
    told = [("perpetrator", incident.perpetrators), ("target", incident.targets), ("origin", [o.source for o in incident.origins])]
    return [{"incident": incident.id, "role": role, "actor": actor[:80]} for role, actors in told for actor in sorted(set(actors))]

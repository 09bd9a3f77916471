"""FollowTheMoney entities as JSON Lines: an Event an incident, its actors as Organization or PublicBody, its reports as Article, its place as Address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marsad.export import jsonl, names, prose
from marsad.export.state import Rule, State, Told, kept, side
from marsad.model import Document
from marsad.resources import actors

RULES = (Rule("ftm_window", "tallies and series that count a period are no events", lambda t: t.incident.kind == "window"),)
DROPPED = (
    ("who did it and who was hit", "Event has one property, involved, for both; the sentence in summary tells them apart"),
    ("low, best and high figures", "FollowTheMoney has no figures of people; they are in summary"),
    ("footprint and radius", "Address has a point"),
)
FIELDS = (
    ("Event.name", "type and place"), ("Event.date / startDate, endDate", "the day, or the interval"), ("Event.location, country", "place, governorate, country"),
    ("Event.involved", "perpetrators and targets"), ("Event.proof", "the reports"), ("Event.summary", "a sentence of the coded fields"),
    ("Event.recordId", "Marsad's incident id"), ("Event.keywords", "type, grade, and what is disputed"), ("Event.addressEntity", "the place"),
    ("Address", "name, governorate, country, latitude and longitude of the footprint's middle"),
    ("Organization / PublicBody", "an actor by its neutral name, Arabic and English, with its country; PublicBody of state forces"),
    ("Article", "headline, outlet, day, address, language and content hash of a report"),
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """Each entity once, before the first event that needs it."""
    known: set[str] = set()
    for t in kept(state, RULES):
        for entity in (*_actors(t), *(_article(d) for d in t.documents), *_address(t)):
            if entity["id"] not in known:
                known.add(entity["id"])
                yield jsonl.line(entity)
        yield jsonl.line(_event(t))


def _entity(identity: str, schema: str, **properties: Iterable[str | None]) -> dict[str, Any]:
    values = {k: list(dict.fromkeys(x for x in v if x)) for k, v in properties.items()}
    return {"id": identity, "schema": schema, "properties": {k: v for k, v in sorted(values.items()) if v}}


def _id(ours: str) -> str:
    """«marsad-i-0b2f…»: ids of entities have letters, digits, dots and hyphens."""
    return "marsad-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in ours).strip("-")


def _involved(t: Told) -> list[str]:
    return [a for a in dict.fromkeys((*t.perpetrators, *t.victims)) if a not in ("unknown", "civilians", "protesters")]


def _actors(t: Told) -> Iterator[dict[str, Any]]:
    for identity in _involved(t):
        entry = actors.tree().get(identity)
        schema = "PublicBody" if side(identity) == "state" else "Organization"
        name = [names.actor(identity)]
        alias = [names.actor(identity, "ar")] if entry else []
        yield _entity(_id(identity), schema, name=name, alias=alias, country=[entry.country.lower() if entry and entry.country else None])


def _article(d: Document) -> dict[str, Any]:
    outlet = names.source(d.outlet_id) if d.outlet_id else d.outlet
    return _entity(
        _id(d.id), "Article", title=[d.title], publisher=[outlet], publishedAt=[d.published.isoformat() if d.published else None],
        sourceUrl=[d.url], language=["ara" if d.language == "ar" else None],
    )  # fmt: skip


def _address(t: Told) -> Iterator[dict[str, Any]]:
    place = t.place
    if place is None:
        return
    point = [] if place.lat is None else [str(place.lat)]
    line = [] if place.lon is None else [str(place.lon)]
    yield _entity(
        _id(f"place-{t.id}"), "Address", full=[prose.where(t)], city=[place.name if place.precision == "town" else None], region=[place.admin1],
        country=[place.country.lower() if place.country else None], latitude=point, longitude=line,
    )  # fmt: skip


def _event(t: Told) -> dict[str, Any]:
    i = t.incident
    one_day = t.first is not None and t.first == t.last
    return _entity(
        _id(i.id), "Event", name=[f"{prose.TYPES.get(i.type, (i.type,))[0]}: {prose.where(t)}"], recordId=[i.id],
        date=[str(t.first) if one_day else None], startDate=[str(t.first) if t.first and not one_day else None],
        endDate=[str(t.last) if t.last and not one_day else None], location=[prose.where(t)] if t.place else [],
        country=[t.place.country.lower() if t.place and t.place.country else None], involved=[_id(a) for a in _involved(t)],
        proof=[_id(d.id) for d in t.documents], summary=[prose.sentence(t)], keywords=[i.type, i.grade, *(f"disputed: {d}" for d in i.disputed)],
        addressEntity=[_id(f"place-{i.id}")] if t.place else [],
    )  # fmt: skip

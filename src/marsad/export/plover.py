"""PLOVER 2.0 (POLECAT's ontology) as JSON Lines: an event an incident, with actor blocks, location object and size.

What decides: data/exports/plover.yml (events, modes, scores), ladders.yml (resolution), the actor tree (sector codes), and the rules below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marsad.export import jsonl, names
from marsad.export.state import Rule, State, Told, kept, outermost
from marsad.resources import actors, exporting

RULES = (
    Rule("plover_window", "tallies and series that count a period are no events", lambda t: t.incident.kind == "window"),
    Rule("plover_not_told_as_happened", "what is denied is no event; PLOVER's auxiliary mode «negation» is in no project's coding", lambda t: t.incident.status == "denied"),
    Rule("plover_no_event", "an incident whose type PLOVER has no event for (see the crosswalk)", lambda t: not t.mapped(exporting.crosswalk("plover"))[0]),
    Rule("plover_no_date", "an incident without a day: the date is required", lambda t: t.first is None),
    Rule("plover_aid_needs_recipient", "an event that requires a recipient and has none (AID, COOPERATE, SANCTION)", lambda t: t.mapped(exporting.crosswalk("plover"))[0][:1] in (["AID"], ["COOPERATE"], ["SANCTION"]) and not t.victims),
)  # fmt: skip
DROPPED = (
    ("low and best figures", "size has one number for dead, injured and arrested: the highest figure told, with `comment` giving the range"),
    ("missing", "size has no such field"),
    ("radius and footprint", "event_loc has a point and a resolution"),
    ("text", "the words of a report are in `text` under the profiles restricted and full only"),
    ("wikidata_id, geonameid", "not known to Marsad; null"),
)
FIELDS = (
    ("id", "Marsad's incident id"), ("date", "first day"), ("enddate", "last day, where it is another"),
    ("actor", "those said to have done it; of two-sided fighting (clash) all parties; a block with sector UNK where nobody is told"),
    ("recipient", "those who were hit"), ("event", "by the crosswalk"), ("mode", "by the crosswalk"), ("quad_code", "by the crosswalk"),
    ("event_scale", "the manual's score, where it has one"), ("context", "«military»; «human_rights» where civilians were hit"),
    ("event_loc", "name, province, country, point and resolution by the ladder of places"),
    ("size", "dead, injured, arrested: highest figure told of all victims"), ("comment", "ranges of the figures, grade, independent origins"),
    ("cite_info", "outlets, addresses and headlines of the reports; coder Marsad"), ("coder", "«Marsad»"), ("link", "address of the first report"),
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """One event a line."""
    for t in kept(state, RULES):
        yield jsonl.line(event(t))


def event(t: Told) -> dict[str, Any]:
    """One incident as a PLOVER event."""
    (name, mode, quad, scale, _), _ = t.mapped(exporting.crosswalk("plover"))
    doers, hit = outermost(t.perpetrators), outermost(v for v in t.victims if v not in t.perpetrators)
    if t.incident.type == "clash":
        doers, hit = [*doers, *hit], []
    civil = any(v in ("civilians", "protesters") for v in t.victims)
    size = {k: n for k, m in (("dead", "killed"), ("injured", "wounded"), ("arrested", "captured")) if (n := _size(t, m)) is not None}
    documents = t.documents
    words = " ".join(q.text for c in t.claims[:1] for q in c.evidence)
    return {
        "id": t.id, "date": str(t.first), "enddate": str(t.last) if t.last and t.last != t.first else None,
        "actor": [_actor(a) for a in doers] or [_actor("unknown")], "recipient": [_actor(a) for a in hit],
        "event": [name], "mode": [mode] if mode else [], "quad_code": int(quad), "event_scale": float(scale) if scale else None,
        "context": ["military", *(["human_rights"] if civil else [])], "event_loc": _location(t), "size": size,
        "text": words or None, "link": documents[0].url if documents else None,
        "cite_info": [{"title": d.title, "publication": names.source(d.outlet_id) if d.outlet_id else d.outlet, "url": d.url, "language": d.language,
                       "date": d.published.isoformat() if d.published else None} for d in documents],
        "coder": "Marsad", "comment": _comment(t),
    }  # fmt: skip


def _actor(identity: str) -> dict[str, Any]:
    entry = actors.tree().get(identity)
    return {
        "raw_text": None, "entity_name": names.actor(identity) if identity != "unknown" else None, "marsad_id": identity, "wikidata_id": None,
        "country_name": names.country(entry.country) or None if entry else None, "sector_code": entry.sector if entry else "UNK", "other_sector_codes": [],
    }  # fmt: skip


def _size(t: Told, measure: str) -> int | None:
    toll = t.total(measure)
    return None if toll is None else toll.high if toll.high is not None else toll.best if toll.best is not None else toll.low


def _location(t: Told) -> dict[str, Any] | None:
    place = t.place
    if place is None:
        return None
    level = exporting.place_level(place.precision)
    country = exporting.countries().get(place.country or "")
    return {
        "extracted_place": place.text or None, "resolved_place": place.name, "geonameid": None, "lat": place.lat, "lon": place.lon,
        "city": place.name if place.precision in ("site", "town", "near") else None, "district": place.admin2, "province": place.admin1,
        "country": names.country(place.country) or None, "country_code": country.iso3 if country else place.country,
        "resolution": int(level.plover) if level else None,
    }  # fmt: skip


def _comment(t: Told) -> str:
    from marsad.export.prose import tolls

    return f"{tolls(t)}; grade {t.incident.grade}; independent origins {t.incident.independent_origins}".lstrip("; ")

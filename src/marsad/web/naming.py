"""Names for people to read: actors, sources, places, incidents. An id without an entry is shown as it is."""

from __future__ import annotations

from marsad.model import Claim, Document, Incident, Place, ReconciledToll
from marsad.resources import actors, sources
from marsad.web.i18n import Speaker

SPECIAL = frozenset({"unknown", "civilians", "outlet", "eyewitnesses"})


def actor(speaker: Speaker, actor_id: str | None) -> str:
    """«تنظيم الدولة الإسلامية» for islamic_state."""
    if actor_id is None or actor_id == "unknown":
        return speaker.plain("actor.unknown")
    tree = actors.tree()
    return tree.name(actor_id, speaker.lang) if actor_id in tree else actor_id.replace("_", " ")


def source(speaker: Speaker, source_id: str) -> str:
    """«المرصد السوري لحقوق الإنسان» for sohr. An actor that speaks for itself is named as an actor."""
    found = sources.table().get(source_id)
    if found:
        return found.name if speaker.lang == "ar" else found.en
    if source_id in actors.tree():
        return actors.tree().name(source_id, speaker.lang)
    known = speaker.words.get(f"source.{source_id}")
    return known if isinstance(known, str) else source_id.replace("_", " ")


def outlet(speaker: Speaker, document: Document) -> str:
    """The outlet by its entry, else as printed, else the file's name."""
    if document.outlet_id and sources.table().get(document.outlet_id):
        return source(speaker, document.outlet_id)
    return document.outlet or speaker.plain("document.no_outlet")


def headline(speaker: Speaker, document: Document) -> str:
    """The report's title, else its first words."""
    if document.title:
        return document.title
    first = next((line.strip() for line in document.text.split("\n") if line.strip()), "")
    return first if len(first) <= 90 else first[:90].rsplit(" ", 1)[0] + " …"


def spot(speaker: Speaker, place: Place | None) -> str:
    """The place as it is told (Arabic) or named (English), without its province."""
    if place is None:
        return speaker.plain("place.unknown")
    return (place.text or place.name or "") if speaker.lang == "ar" else (place.name or place.text or "")


def region(speaker: Speaker, place: Place | None) -> str:
    """Province and country: «دير الزور، سوريا»."""
    if place is None:
        return ""
    parts = [province(speaker, place.admin1), speaker.country(place.country)]
    return speaker.plain("comma").join(p for p in parts if p)


def province(speaker: Speaker, name: str | None) -> str | None:
    """A province in the language of the interface, where its Arabic name is known."""
    return name


def title(speaker: Speaker, incident: Incident) -> str:
    """What and where: «هجوم — جنوب غرب الميادين»."""
    what = speaker.label("type", incident.type)
    return f"{what} — {spot(speaker, incident.place)}" if incident.place else what


def total(incident: Incident, measure: str) -> ReconciledToll | None:
    """The toll of all together; where only groups are told, that of the single group. Never a sum that nobody told."""
    tolls = [t for t in incident.tolls if t.measure == measure]
    whole = [t for t in tolls if t.group is None]
    if whole:
        return whole[0]
    return tolls[0] if len(tolls) == 1 else None


def innermost(claim: Claim, document: Document | None) -> str:
    """Who the claim ends at: its last source, else the outlet itself."""
    if claim.sources:
        return claim.sources[-1].source
    return (document.outlet_id or document.outlet or document.id) if document else claim.document

"""Names for people to read: actors, sources, places, incidents. An id without an entry is shown as it is."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping

from markupsafe import Markup

from marsad.ledger import UNTOLD, sides, total
from marsad.model import EVENT_TYPES, Claim, Document, Incident, Place, Words
from marsad.resources import actors, places, sources, unnamed
from marsad.web.i18n import Speaker

__all__ = ["actor", "generic", "headline", "innermost", "linked", "outlet", "province", "region", "side", "source", "spot", "title", "total"]


def actor(speaker: Speaker, actor_id: str | None) -> str:
    """«تنظيم الدولة الإسلامية» for islamic_state."""
    if actor_id is None or actor_id == "unknown":
        return speaker.plain("actor.unknown")
    tree = actors.tree()
    return tree.name(actor_id, speaker.lang) if actor_id in tree else actor_id.replace("_", " ")


def side(speaker: Speaker, side_id: str) -> str:
    """Whose dead they are: an actor, attackers whom nobody names, or «غير منسوب إلى جهة»."""
    if side_id in (sides.ATTACKERS, UNTOLD):
        return speaker.plain("sides.attackers" if side_id == sides.ATTACKERS else "sides.untold")
    return actor(speaker, side_id)


def source(speaker: Speaker, source_id: str) -> str:
    """«المرصد السوري لحقوق الإنسان» for sohr. An actor that speaks for itself is named as an actor."""
    found = sources.table().get(source_id)
    if found:
        return found.name if speaker.lang == "ar" else found.en
    if source_id in actors.tree():
        return actors.tree().name(source_id, speaker.lang)
    if "/" in source_id:  # an unnamed voice, told apart by the outlet that quotes it: «sana/local_sources»
        quoting, _, inner = source_id.partition("/")
        return speaker.plain("generic.outlet", source=source(speaker, inner), outlet=source(speaker, quoting))
    known = speaker.words.get(f"source.{source_id}")
    return known if isinstance(known, str) else generic(speaker, source_id) or source_id.replace("_", " ")


def generic(speaker: Speaker, source_id: str) -> str | None:
    """An unnamed source by its words: «مصادر محلية» for local_sources, «ناشطون» for activists; None where a word is not known."""
    return unnamed.name(source_id, speaker.lang, lambda owner: actor(speaker, owner) if owner in actors.tree() else None)


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


@functools.cache
def _provinces() -> dict[str, str]:
    return {area.name: area.names[0] for area in places.admin_areas() if area.names}


def province(speaker: Speaker, name: str | None) -> str | None:
    """A province in the language of the interface: «دير الزور» for Deir ez-Zor; as it is where its Arabic name is not known."""
    return _provinces().get(name, name) if name and speaker.lang == "ar" else name


# In a sentence of the ledger's own: ids of claims and incidents; days and sums; names in the other script. Every repetition
# needs a separator of its own: linear.
_DAYS = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_TURNS = re.compile(
    r"(c_[0-9a-f]{16})|(i_[0-9a-f]{16})"
    r"|(\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?|\(?\d+\)?(?: ?[-+−–=×] ?\(?\d+\)?)+)"
    r"|(\d+(?:\.\d+)?)"
    r"|([\u0620-\u06ff]+(?: [\u0620-\u06ff]+)*)|([A-Za-z][A-Za-z'’_.-]*(?: [A-Za-z][A-Za-z'’_.-]*)*)"
)
def _days(speaker: Speaker, figure: str) -> str | None:
    """Days in words, «22–28 أيار/مايو 2018» for 2018-05-22/2018-05-28; None for what are no days."""
    if not _DAYS.fullmatch(figure):
        return None
    try:
        days = [dt.date.fromisoformat(d) for d in figure.split("/")]
    except ValueError:
        return None
    return speaker.days(days[0], days[-1])


def linked(speaker: Speaker, words: Words, numbers: Mapping[str, int], incidents: Mapping[str, Incident]) -> Markup:
    """A sentence of the ledger's own: claims as numbered links («[c_…]» → «[3]»), incidents by name, days and sums isolated.

    Figures are in the reader's digits, but for those in «quotations».
    """
    out, end = Markup(""), 0
    text = speaker.said(words)
    for found in _TURNS.finditer(text):
        out += text[end : found.start()]
        claim, incident, figure, lone, arabic, latin = found.groups()
        quoted = text.rfind("«", 0, found.start()) > text.rfind("»", 0, found.start())
        if latin and (own := _own(speaker, latin)):
            out += own
        elif arabic or latin:
            foreign = bool(arabic) != (speaker.lang == "ar")
            out += Markup("<bdi>{}</bdi>").format(found[0]) if foreign else found[0]
        elif figure and (days := _days(speaker, figure)):
            out += Markup("<bdi>{}</bdi>").format(days)
        elif figure:
            out += Markup('<bdi dir="ltr">{}</bdi>').format(figure if quoted else speaker.n(figure))
        elif lone:
            out += lone if quoted else speaker.n(lone)
        elif incident:
            shown = title(speaker, incidents[incident]) if incident in incidents else incident
            out += Markup('<a href="/incidents/{}"><bdi>{}</bdi></a>').format(incident, shown)
        elif claim in numbers:
            out += Markup('<a class="ref" href="#{}"><bdi>{}</bdi></a>').format(claim, speaker.n(numbers[claim]))
        else:
            out += Markup('<a class="ref" href="/claims/{}"><bdi dir="ltr">{}</bdi></a>').format(claim, claim[:8])
        end = found.end()
    return out + text[end:]


def _own(speaker: Speaker, word: str) -> str | None:
    """A type of incident or a country by its name, where a sentence has its id: «هجوم» for attack, «سوريا» for SY; None for other words."""
    if word in EVENT_TYPES:
        return speaker.label("type", word)
    return speaker.locale.territories.get(word) if len(word) == 2 and word.isupper() else None


def title(speaker: Speaker, incident: Incident) -> str:
    """What and where: «هجوم — جنوب غرب الميادين»."""
    what = speaker.label("type", incident.type)
    return f"{what} — {spot(speaker, incident.place)}" if incident.place else what


def innermost(claim: Claim, document: Document | None) -> str:
    """Who the claim ends at: its last source, else the outlet itself."""
    if claim.sources:
        return claim.sources[-1].source
    return (document.outlet_id or document.outlet or document.id) if document else claim.document

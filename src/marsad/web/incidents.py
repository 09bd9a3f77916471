"""The overview (map, timeline, table under one filter state), an incident's dossier, the windows."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from marsad.model import Claim, Document, Incident, Link, Origin
from marsad.resources import places
from marsad.web import filters, highlight, naming, shapes
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.filters import PAGE_SIZE
from marsad.web.i18n import Speaker, isolated

router = APIRouter(dependencies=[needs("viewer")])
MAP_CAP = 3000  # footprints drawn at once
IncidentId = Annotated[str, Path(max_length=80)]


@router.get("/")
def overview(page: AskedPage) -> Response:
    """The list of incidents with map and timeline."""
    asked = filters.parse(page.request.query_params)
    found = filters.choose(page.snapshot, page.desk.index, asked)
    last = max(1, -(-len(found) // PAGE_SIZE))
    asked_page = min(asked.page, last)
    shown = found[(asked_page - 1) * PAGE_SIZE : asked_page * PAGE_SIZE]
    facets = filters.facets(page.snapshot)
    return page.render(
        "overview.html", asked=asked, found=found, shown=shown, page_number=asked_page, last_page=last, facets=facets,
        timeline=timeline(page.speaker, found), sums=sums(found), grades=filters.GRADES,
        undated=sum(1 for i in found if not (i.time and i.time.start_day)), unplaced=sum(1 for i in found if not (i.place and shapes.area(i.place))),
        map_query=asked.query(page=1, sort="-date"), field_of=filters.field_of,
    )  # fmt: skip


@router.get("/map.geojson")
def map_data(page: AskedPage) -> Response:
    """Footprints of the incidents asked for: an area each, and where to write the name."""
    found = filters.choose(page.snapshot, page.desk.index, filters.parse(page.request.query_params))
    return _geojson([f for i in found[:MAP_CAP] for f in features(page.speaker, i)])


@router.get("/incidents/{incident_id}/map.geojson")
def incident_map(page: AskedPage, incident_id: IncidentId) -> Response:
    """The footprint of one incident."""
    return _geojson(features(page.speaker, page.incident(incident_id)))


@router.get("/labels.geojson")
def labels(page: AskedPage) -> Response:
    """Names of provinces and states, written on the map where one comes near: an area's name in its middle, not a place."""
    found = [
        {"type": "Feature", "properties": {"name": a.names[0] if page.speaker.lang == "ar" and a.names else a.name, "radius": a.radius_km},
         "geometry": {"type": "Point", "coordinates": [a.lon, a.lat]}}
        for a in places.admin_areas()
    ]  # fmt: skip
    return _geojson(found)


def _geojson(found: list[dict[str, Any]]) -> Response:
    return Response(orjson.dumps({"type": "FeatureCollection", "features": found}), media_type="application/geo+json")


def features(speaker: Speaker, incident: Incident) -> list[dict[str, Any]]:
    """GeoJSON features of an incident; none where its place is not known."""
    place = incident.place
    outline = shapes.area(place) if place else None
    if place is None or outline is None:
        return []
    about = {
        "id": incident.id, "grade": incident.grade, "title": naming.title(speaker, incident), "place": naming.spot(speaker, place),
        "note": speaker.when(incident.time), "wide": shapes.is_wide(place), "radius": place.radius_km or 0, "count": incident.independent_origins or 1,
    }  # fmt: skip
    found = [{"type": "Feature", "id": incident.id, "properties": {**about, "role": "area"}, "geometry": outline}]
    if point := shapes.centre(place):
        found.append({"type": "Feature", "properties": {**about, "role": "centre"}, "geometry": point})
    return found


def timeline(speaker: Speaker, found: list[Incident]) -> dict[str, Any] | None:
    """Incidents and killed by day, week or month, whichever keeps the bars readable. None without a dated incident.

    An incident stands at its first day; incidents without a figure of their own add nothing to the band.
    """
    dated = [(i.time.start_day, i) for i in found if i.time and i.time.start_day]
    if not dated:
        return None
    days = (max(d for d, _ in dated) - min(d for d, _ in dated)).days
    unit = "day" if days <= 45 else "week" if days <= 400 else "month"
    rows: dict[dt.date, list[Incident]] = defaultdict(list)
    for day, one in dated:
        rows[_bucket(day, unit)].append(one)
    series = []
    for day in sorted(rows):
        killed = [t for i in rows[day] if (t := naming.total(i, "killed"))]
        low = sum(t.low or 0 for t in killed) if killed else None
        high = sum((t.high if t.high is not None else t.best or t.low) or 0 for t in killed) if killed else None
        shown = speaker.day(day) if unit == "day" else speaker.plain(f"timeline.{unit}_of", day=speaker.day(day))
        note = shown + "\n" + speaker.plain("count.incidents", n=len(rows[day]))
        if killed:
            note += "\n" + speaker.plain("timeline.killed_note", range=low if low == high else isolated(f"{low}–{high}"))
        series.append({"day": day.isoformat(), "label": shown, "count": len(rows[day]), "low": low, "high": high, "note": note})
    words = {"title": speaker.plain("timeline.title")}
    return {"json": json.dumps({"series": series, "unit": unit, "words": words}, ensure_ascii=False), "series": series, "unit": unit}


def _bucket(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def sums(found: list[Incident]) -> dict[str, tuple[int, int, int, bool]]:
    """Over the incidents shown, per measure: low, high, how many incidents have a figure, whether any is open upwards."""
    result = {}
    for measure in ("killed", "wounded", "captured", "missing"):
        tolls = [t for i in found if (t := naming.total(i, measure))]
        if tolls:
            low = sum(t.low or 0 for t in tolls)
            high = sum((t.high if t.high is not None else t.best or t.low) or 0 for t in tolls)
            result[measure] = (low, high, len(tolls), any(t.high is None for t in tolls))
    return result


@router.get("/windows")
def windows(page: AskedPage) -> Response:
    """Totals over a period and open series: shown apart, never added to incidents."""
    found = sorted(page.snapshot.windows, key=lambda i: (i.time.start_day if i.time and i.time.start_day else dt.date.max, i.id))
    return page.render("windows.html", windows=[(w, *_first_words(page, w)) for w in found])


def _first_words(page: Page, incident: Incident) -> tuple[Claim | None, Document | None]:
    claims = page.snapshot.claims_of(incident)
    return (claims[0], page.snapshot.documents.get(claims[0].document)) if claims else (None, None)


@dataclass(frozen=True)
class Told:
    """A claim as the dossier shows it: with its report and its words in their context."""

    claim: Claim
    document: Document | None
    context: tuple[tuple[int, str, str, str], ...]  # offset, words before, evidence, words after


@dataclass(frozen=True)
class Voice:
    """An origin with its claims. ``name`` to show; ``key``: the page of the source; ``outlet`` quotes it where it has no name of its own."""

    origin: Origin
    told: tuple[Told, ...]
    name: str
    key: str
    outlet: str | None


def voice(page: Page, origin: Origin, heard: tuple[Told, ...]) -> Voice:
    """The origin as a reader knows it: by its name, by its outlet where it speaks for itself, by who quotes it where it has no name."""
    first = heard[0]
    key = naming.innermost(first.claim, first.document)
    outlet = naming.outlet(page.speaker, first.document) if first.document else None
    if "/" in origin.source:  # an unnamed voice: «activists», told apart by who quotes them
        return Voice(origin, heard, naming.source(page.speaker, origin.source.rpartition("/")[2]), key, outlet)
    if not first.claim.sources and outlet:
        return Voice(origin, heard, outlet, key, None)
    return Voice(origin, heard, naming.source(page.speaker, origin.source), key, None)


def told(page: Page, claim: Claim) -> Told:
    """The claim with its report and its words in context."""
    document = page.snapshot.documents.get(claim.document)
    context = tuple((q.start, *highlight.around(document, q.start, q.end)) for q in claim.evidence) if document else ()
    return Told(claim, document, context)


def voices(page: Page, incident: Incident) -> list[Voice]:
    """The incident's claims by origin, as the resolver grouped them; claims that it gave no origin stand by their innermost source."""
    claims = {c.id: c for c in page.snapshot.claims_of(incident)}
    found: list[Voice] = []
    placed: set[str] = set()
    for origin in incident.origins:
        mine = [claims[c] for c in claims if c in set(origin.claims)]
        placed |= {c.id for c in mine}
        if mine:
            found.append(voice(page, origin, tuple(told(page, c) for c in mine)))
    rest: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        if claim.id not in placed:
            rest[naming.innermost(claim, page.snapshot.documents.get(claim.document))].append(claim)
    found += [voice(page, Origin(k, "", tuple(c.id for c in v)), tuple(told(page, c) for c in v)) for k, v in rest.items()]
    return found


@dataclass(frozen=True)
class Pair:
    """Two claims that may tell the same incident, with what speaks for and against it."""

    link: Link
    left: Told
    right: Told


def pair(page: Page, link: Link) -> Pair | None:
    """The pair of a link; None where one of its claims is no longer in force."""
    left, right = page.snapshot.claims.get(link.left), page.snapshot.claims.get(link.right)
    return Pair(link, told(page, left), told(page, right)) if left and right else None


@router.get("/incidents/{incident_id}")
def dossier(page: AskedPage, incident_id: IncidentId) -> Response:
    """Everything that the ledger holds about one incident."""
    incident = page.incident(incident_id)
    if incident.id != incident_id:
        return RedirectResponse(f"/incidents/{incident.id}", status_code=308)  # merged: the permanent address leads on
    mine = set(incident.claims)
    links = page.ledger.links(incident.id)
    pairs = [p for one in links if one.verdict == "suggested" and (p := pair(page, one))]
    joined = [one for one in links if one.verdict == "same" and one.left in mine and one.right in mine]
    judged = [j for j in page.ledger.judgements() if j.left in mine or j.right in mine]
    heard = voices(page, incident)
    numbers = {t.claim.id: n for n, t in enumerate((t for v in heard for t in v.told), 1)}
    return page.render(
        "dossier.html", incident=incident, voices=heard, pairs=pairs, joined=joined, judged=judged, claims=page.snapshot.claims,
        documents=page.snapshot.documents, has_map=bool(incident.place and shapes.area(incident.place)), wide=bool(incident.place and shapes.is_wide(incident.place)),
        flags=flags(page, incident), scale=scale(incident), numbers=numbers,
    )  # fmt: skip


def flags(page: Page, incident: Incident) -> list[str]:
    """What a reader should know before relying on the account; keys under ``flag`` of the catalogue."""
    claims = page.snapshot.claims_of(incident)
    found = []
    if incident.independent_origins <= 1:
        found.append("single_origin")
    if claims and all(c.background for c in claims):
        found.append("only_background")
    if incident.time is None:
        found.append("undated")
    if incident.place is None or not shapes.area(incident.place):
        found.append("unplaced")
    elif shapes.is_wide(incident.place):
        found.append("wide")
    if any(c.status == "denied" for c in claims):
        found.append("denied")
    if any(not check.holds for check in incident.checks):
        found.append("arithmetic")
    return found


def scale(incident: Incident) -> int:
    """The largest figure of the account: the common length of its bands."""
    return max((n for t in incident.tolls for n in (t.low, t.best, t.high) if n is not None), default=0)

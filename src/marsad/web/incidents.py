"""The overview (map, timeline, table under one filter state), an incident's dossier, the windows."""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from marsad.ledger import UNTOLD, Cell, IncidentFilters, Losses, Sum, Timeline, sides
from marsad.model import MEASURES, Claim, Document, Incident, Link, Origin
from marsad.resolve.rulings import field_of
from marsad.resources import places
from marsad.web import filters, highlight, naming, shapes
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.filters import PAGE_SIZE
from marsad.web.i18n import Speaker, isolated

router = APIRouter(dependencies=[needs("viewer")])
MAP_CAP = 500  # footprints drawn at once; of more, a grid is drawn
SQUARES = 2000  # of the grid, the fullest
SIDES = 12  # rows of losses that stand open; the rest is folded
WINDOWS = 100  # on a page
IncidentId = Annotated[str, Path(max_length=80)]


@router.get("/")
def overview(page: AskedPage) -> Response:
    """The list of incidents with map and timeline."""
    asked = filters.parse(page.request.query_params)
    wanted = filters.wanted(asked)
    sum_, losses = page.desk.sums(("soon", replace(wanted, sort="-date")), lambda: page.ledger.incident_sums(wanted, soon=True))
    found = sum_.count
    last = max(1, -(-found // PAGE_SIZE))
    number = min(asked.page, last)
    shown = page.ledger.incidents_page(wanted, None, PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, count=False).incidents if found else ()
    return page.render(
        "overview.html", asked=asked, found=found, shown=shown, page_number=number, last_page=last, facets=facets(page),
        timeline=timeline(page.speaker, sum_, asked), sums=sums(sum_), later=losses is None, **_by_side(page, losses, asked), grades=filters.GRADES,
        undated=sum_.undated, unplaced=found - sum_.drawn,
        map_query=asked.query(page=1, sort="-date"), anywhere=asked.query(page=1, box=None), field_of=filters.field_of,
    )  # fmt: skip


@router.get("/tolls")
def tolls_by_side(page: AskedPage) -> Response:
    """The overview's tolls by side alone: the overview asks for them where they are worked out over very many incidents."""
    asked = filters.parse(page.request.query_params)
    wanted = filters.wanted(asked)
    _, losses = page.desk.sums(("sums", replace(wanted, sort="-date")), lambda: page.ledger.incident_sums(wanted))
    return page.render("tolls.html", asked=asked, **_by_side(page, losses, asked))


def _by_side(page: Page, losses: tuple[Losses, ...] | None, asked: filters.Filters) -> dict[str, Any]:
    return {
        "tolls": tolls(losses or (), asked), "side": functools.partial(naming.side, page.speaker), "measure_names": MEASURES, "first_sides": SIDES,
    }  # fmt: skip


def facets(page: Page) -> dict[str, list[tuple[str, int]]]:
    """What there is to choose from, with how many incidents each, commonest first."""
    return page.desk.sums("facets", page.ledger.incident_facets)


@router.get("/map.geojson")
def map_data(page: AskedPage, zoom: Annotated[float, Query(ge=0, le=24)] = 3.0, view: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Footprints of the incidents asked for: an area each, and where to write the name. Of very many, how many lie in each square of a grid
    that gets finer with ``zoom``; ``view``: west,south,east,north of what is in view."""
    asked = filters.wanted(filters.parse(page.request.query_params))
    wanted = replace(asked, sort="-date", box=_within(asked.box, _view(view)))
    step = _STEPS[min(int(zoom), len(_STEPS) - 1)]
    cells = page.desk.sums(("cells", wanted, step), lambda: page.ledger.incident_cells(wanted, step))
    if sum(c.count for c in cells) <= MAP_CAP:
        found = page.ledger.incidents_page(replace(wanted, drawn=True), None, MAP_CAP, count=False).incidents
        return _geojson([f for i in found for f in features(page.speaker, i)])
    return _geojson([_square(page.speaker, c, step) for c in cells[-SQUARES:]], squares=True)


_STEPS = (4.0, 4.0, 2.0, 1.0, 1.0, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625)  # degrees of a square at each zoom


def _view(text: str) -> filters.Box | None:
    """What is in view, on the steps of half a degree, so that a small move of the map asks nothing new; None for what is no box."""
    found = filters.box(text)
    return (math.floor(found[0] * 2) / 2, math.floor(found[1] * 2) / 2, math.ceil(found[2] * 2) / 2, math.ceil(found[3] * 2) / 2) if found else None


def _within(one: filters.Box | None, other: filters.Box | None) -> filters.Box | None:
    """What two boxes have in common; nothing lies in it where they have none."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _square(speaker: Speaker, cell: Cell, step: float) -> dict[str, Any]:
    """A square of the grid as a feature: it says how many incidents, not where in it they are."""
    west, east = round(cell.lon - step / 2, 4), round(cell.lon + step / 2, 4)
    south, north = round(cell.lat - step / 2, 4), round(cell.lat + step / 2, 4)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    grade = filters.GRADES[min(cell.best, len(filters.GRADES) - 1)]
    about = {"role": "square", "count": cell.count, "grade": grade, "title": speaker.plain("count.incidents", n=cell.count), "label": speaker.n(cell.count)}
    return {"type": "Feature", "properties": about, "geometry": {"type": "Polygon", "coordinates": [ring]}}


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


def _geojson(found: list[dict[str, Any]], *, squares: bool = False) -> Response:
    more = {"squares": True} if squares else {}
    return Response(orjson.dumps({"type": "FeatureCollection", "features": found, **more}), media_type="application/geo+json")


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


def timeline(speaker: Speaker, found: Timeline, asked: filters.Filters) -> dict[str, Any] | None:
    """Incidents and killed by day, week or month, whichever keeps the bars readable, each with the address of its days alone. None without a
    dated incident.

    An incident stands at its first day; incidents without a figure of their own add nothing to the band.
    """
    if not found.bars:
        return None
    unit = found.unit
    series = []
    for bar in found.bars:
        day, count, killed = bar.day, bar.count, bar.killed
        low, high = (killed.low, killed.high) if killed.told else (None, None)
        shown = speaker.days(day, _last(day, unit))
        note = shown + "\n" + speaker.plain("count.incidents", n=count)
        if killed.told:
            note += "\n" + speaker.plain("timeline.killed_note", range=speaker.n(low if low == high else isolated(f"{low}–{high}")))
        alone = "/" + asked.query(first=day, last=_last(day, unit), page=1)
        series.append({"day": day.isoformat(), "label": shown, "count": count, "low": low, "high": high, "note": note, "alone": alone})
    words = {"title": speaker.plain("timeline.title")}
    return {"json": json.dumps({"series": series, "unit": unit, "words": words}, ensure_ascii=False), "series": series, "unit": unit}


def _last(day: dt.date, unit: str) -> dt.date:
    """The last day of a bucket that begins on that day."""
    if unit == "month":
        return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return day + dt.timedelta(days=6 if unit == "week" else 0)


def sums(found: Timeline) -> dict[str, tuple[int, int, int, bool]]:
    """Over the incidents asked for, per measure: low, high, how many incidents have a figure, whether any is open upwards."""
    return {measure: (total.low, total.high, total.told, bool(total.open)) for measure, total in zip(MEASURES, found.sums, strict=True) if total.told}


@dataclass(frozen=True)
class Row:
    """A side's losses as the overview lists them. ``side``: an actor, "attackers" (unnamed) or UNTOLD; ``alone``: the address of its incidents."""

    side: str
    sums: tuple[Sum, ...]
    alone: str


@dataclass(frozen=True)
class Tolls:
    """Losses by side: ``measures`` by place among MEASURES, of which there are any; ``groups``: what lies in the totals, the attackers' own, what
    lies within another row; ``most``: the highest figure of each measure; ``over``: in how many incidents the sides are more than the total."""

    measures: tuple[int, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    most: tuple[int, ...]
    over: int


ROLES = {sides.HIT: "hit", sides.OWN: "own", sides.WITHIN: "within"}


def tolls(found: tuple[Losses, ...], asked: filters.Filters) -> Tolls | None:
    """The table of losses by side; None where no incident tells any. Civilians first, then by the highest figures, whose side is not told last."""
    listed = [one for one in found if one.role in ROLES]
    if not listed:
        return None
    measures = tuple(m for m in range(len(MEASURES)) if any(one.sums[m].told for one in listed))

    def order(one: Losses) -> tuple[object, ...]:
        return one.side == sides.UNTOLD, one.side != "civilians", [-s.high for s in one.sums], [-s.told for s in one.sums], one.side

    groups = []
    for role, name in ROLES.items():
        here = sorted((one for one in listed if one.role == role), key=order)
        if here:
            rows = tuple(Row(side, one.sums, "/" + asked.query(side=side, page=1)) for one in here for side in [one.side or UNTOLD])
            groups.append((name, rows))
    most = tuple(max(one.sums[m].high for one in listed) for m in range(len(MEASURES)))
    return Tolls(measures, tuple(groups), most, sum(s.told for one in found if one.role == sides.OVER for s in one.sums))


@router.get("/windows")
def windows(page: AskedPage, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1) -> Response:
    """Totals over a period and open series: shown apart, never added to incidents."""
    found = page.ledger.incidents_page(IncidentFilters(kind="window", sort="date"), None, WINDOWS, offset=(number - 1) * WINDOWS)
    last = max(1, -(-found.total // WINDOWS))
    page.snapshot.by_id.put(found.incidents)
    return page.render("windows.html", windows=[(w, *_first_words(page, w)) for w in found.incidents], page_number=min(number, last), last_page=last)


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
    page.snapshot.claims.fetch(c for one in links if one.verdict == "suggested" for c in (one.left, one.right))
    page.snapshot.documents.fetch(page.snapshot.claims[c].document for c in page.snapshot.claims)
    judged = page.ledger.judgements(incident.claims)
    heard = voices(page, incident)
    numbers = {t.claim.id: n for n, t in enumerate((t for v in heard for t in v.told), 1)}
    return page.render(
        "dossier.html", incident=incident, voices=heard, pairs=pairs, joined=joined, judged=judged, claims=page.snapshot.claims,
        documents=page.snapshot.documents, has_map=bool(incident.place and shapes.area(incident.place)), wide=bool(incident.place and shapes.is_wide(incident.place)),
        flags=flags(page, incident), scale=scale(incident), numbers=numbers, grades=filters.GRADES, field_of=field_of,
        rulings=page.ledger.rulings.of(incident.id),
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

"""Looking up an actor or a place by part of a name, for fields that take an id: the tables that the reader itself uses."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from marsad.extract.actors import search as search_actors
from marsad.model import Place
from marsad.resources import actors, places
from marsad.web import api
from marsad.web.access import needs
from marsad.web.deps import AskedPage

router = APIRouter(dependencies=[needs("reviewer")])
MOST = 20
_WIDE = {"country": "country", "admin1": "admin1", "governorate": "admin1", "district": "district"}
_AREAS = frozenset({"desert", "region", "river", "road", "sea", "mountain", "valley", "border"})
_POINTS = frozenset({"city", "town", "village", "quarter", "settlement"})


@router.get("/lookup/{table}")
def lookup(
    page: AskedPage, request: Request, table: Annotated[Literal["actors", "places"], Path()], q: Annotated[str, Query(min_length=2, max_length=80)]
) -> Response:
    """Ids with their names in the reader's language, at most twenty."""
    found: list[dict[str, Any]]
    if table == "actors":
        found = [{"id": one.id, "label": one.ar if page.speaker.lang == "ar" else one.en} for one in search_actors(q)[:MOST]]
    else:
        found = [
            {"id": one.id, "label": page.speaker.plain("comma").join(x for x in ((one.ar or one.names[0]) if page.speaker.lang == "ar" else one.en, one.admin1, one.country) if x)}
            for one in places.search(q, MOST)
        ]  # fmt: skip
    return api.answer(request, found)


def actor(id_: str) -> str | None:
    """The id, checked: None for an empty field, 422 for an id that no table has."""
    id_ = id_.strip()
    if not id_:
        return None
    if actors.tree().get(id_) is None:
        raise HTTPException(422)
    return id_


def place(id_: str, text: str, start: int, end: int) -> Place:
    """The footprint of a place that a person chose, with the words that it was chosen for. 422 for an id that no table has."""
    known = places.table().get(id_.strip())
    if known is None:
        raise HTTPException(422)
    step = _WIDE.get(known.kind) or ("region" if known.kind in _AREAS else "town" if known.kind in _POINTS else "site")
    return Place(
        text, start, end, name=known.en, country=known.country, admin1=known.admin1, admin2=known.admin2, lat=known.lat, lon=known.lon,
        radius_km=known.radius_km, relation="in", precision=step, candidates=(known.id,), rule="person",
    )  # fmt: skip

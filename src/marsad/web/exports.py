"""Exports over the API: the formats of ``marsad export`` with its filters. Viewers get the public profile; more needs the right."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response
from starlette.responses import StreamingResponse

from marsad import delivery
from marsad.export import FORMATS
from marsad.export.choosing import Filters
from marsad.settings import load as load_settings
from marsad.web import access, schemas
from marsad.web.access import needs
from marsad.web.deps import AskedPage

NEEDS = {"public": "viewer", "restricted": "reviewer", "full": "editor"}
"""The least role that may have a profile."""

router = APIRouter(prefix="/api/v1", tags=["export"], dependencies=[needs("viewer")], responses=access.REFUSALS)
_ERRORS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {t: {} for t in dict.fromkeys(f.media_type.partition(";")[0] for f in FORMATS.values())}},
    404: {"description": "There is no such format", "model": schemas.Problem},
    501: {"description": "What writes this format is not installed here", "model": schemas.Problem},
}
Name = Annotated[str, Query(max_length=200)]


@router.get("/export/{format_name}", responses=_ERRORS, response_class=Response)
def export(
    page: AskedPage, format_name: Annotated[str, Path(max_length=40)], from_: Annotated[dt.date | None, Query(alias="from")] = None,
    to: dt.date | None = None, place: Name = "", admin1: Name = "", country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$", max_length=2)] = "",
    actor: Name = "", type_: Annotated[schemas.EventType | None, Query(alias="type")] = None, grade: schemas.Grade | None = None,
    review: Literal["", "accepted", "rejected", "unreviewed"] = "", policy: Literal["", "default", "ucdp", "acled", "range"] = "",
    as_of: dt.datetime | None = None, profile: Literal["public", "restricted", "full"] = "public", rtl: bool = False,
) -> Response:  # fmt: skip
    """The ledger in a format of another tool, as a download. `profile`: public for viewers, restricted for reviewers, full for editors."""
    format = delivery.format_of(format_name)
    if format is None:
        raise HTTPException(404)
    visitor = access.visiting(page.request)
    if not visitor.may(NEEDS[profile]):
        page.ledger.accounts.act(visitor.name, "refused", f"export {format_name} {profile}")
        raise HTTPException(403)
    if format.needs():
        raise HTTPException(501)
    moment = as_of if as_of is None or as_of.tzinfo else as_of.replace(tzinfo=dt.UTC)
    filters = Filters(from_, to, place, admin1, country, actor, type_ or "", grade or "", review)
    asked = delivery.Ask(filters, policy, moment, profile, rtl, sensitivity=load_settings().sensitivity)
    state = delivery.state(page.ledger, asked, format)
    page.ledger.accounts.act(visitor.name, "export", f"{format_name} {profile}")
    headers = {"Content-Disposition": f'attachment; filename="marsad-{format_name}{format.suffix}"', "Cache-Control": "no-store, private"}
    return StreamingResponse(format.write(state), media_type=format.media_type, headers=headers)

"""The lexicon at hand: names that no table knows, added as entries of this deployment; reading again shows what they change."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, get_args

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import RedirectResponse, Response

from marsad.arabic.normalise import fold
from marsad.resources import DataError, actors, own, sources
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.lookup import actor as known_actor

router = APIRouter(prefix="/lexicon", dependencies=[needs("editor")])
Name = Annotated[str, Form(max_length=120)]
Id = Annotated[str, Form(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
Country = Annotated[str, Form(pattern=r"^([A-Z]{2})?$", max_length=2)]
SHOWN = 60
SOURCE_KINDS: tuple[str, ...] = get_args(sources.Kind)


@router.get("")
def lexicon(page: AskedPage, name: Annotated[str, Query(max_length=120)] = "") -> Response:
    """What no table knows, by how often it is told; ``name`` fills the form with one of them."""
    return _page(page, name=name)


def _page(page: Page, *, status: int = 200, wrong: str = "", name: str = "") -> Response:
    unknown = page.ledger.unknown_names(SHOWN)
    outlets = [(text, n) for text, n in page.ledger.unknown_outlets(10 * SHOWN) if sources.table().named(text) is None][:SHOWN]
    added = sorted(p for p in page.desk.lexicon.glob("*/*") if p.is_file() and not p.name.startswith("."))
    return page.render(
        "lexicon.html", status=status, wrong=wrong, name=name, suggested=suggested(name), unknown=unknown, outlets=outlets, kinds=sorted(actors.KINDS),
        source_kinds=SOURCE_KINDS, added=added, folder=page.desk.lexicon,
    )  # fmt: skip


_LETTERS = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤ", ("a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "a", "a", "", "", ""), strict=True))


def suggested(name: str) -> str:
    """An id for a name, to be bettered by hand: «لواء فجر حماة» → lwa_fjr_hmah."""
    letters = "".join(_LETTERS.get(c, "_" if c.isspace() else c if c.isascii() and c.isalnum() else "") for c in fold(name).lower())
    return re.sub(r"_+", "_", letters).strip("_")[:60]


@router.post("/actors")
def add_actor(
    page: AskedPage, id_: Annotated[str, Form(alias="id", pattern=r"^[a-z][a-z0-9_]{1,60}$")], ar: Name, kind: Annotated[str, Form(max_length=40)], en: Name = "",
    country: Country = "", parent: Name = "", aliases: Annotated[str, Form(max_length=1000)] = "",
) -> Response:  # fmt: skip
    """Adds a group, or further names of a known one."""
    if kind not in actors.KINDS or not ar.strip():
        raise HTTPException(422)
    more = tuple(x.strip() for x in re.split(r"[،,|\n]", aliases) if x.strip())
    return _added(page, ar, lambda: own.add_actor(
        page.desk.lexicon, id_=id_, ar=ar.strip(), en=en.strip(), kind=kind, country=country, parent=known_actor(parent) or "", aliases=more,
    ))  # fmt: skip


@router.post("/places")
def add_spelling(page: AskedPage, place: Name, spelling: Name) -> Response:
    """Adds a spelling of a known place."""
    if not spelling.strip():
        raise HTTPException(422)
    return _added(page, spelling, lambda: own.add_spelling(page.desk.lexicon, place=place.strip(), spelling=spelling.strip()))


@router.post("/sources")
def add_source(
    page: AskedPage, id_: Annotated[str, Form(alias="id", pattern=r"^[a-z][a-z0-9_]{1,60}$")], name: Name, kind: Annotated[str, Form(max_length=40)], en: Name = "",
    country: Country = "", domain: Annotated[str, Form(max_length=200)] = "", actor: Name = "",
) -> Response:  # fmt: skip
    """Adds an outlet or monitor."""
    if kind not in SOURCE_KINDS or not name.strip():
        raise HTTPException(422)
    return _added(page, name, lambda: own.add_source(
        page.desk.lexicon, id_=id_, name=name.strip(), en=en.strip(), kind=kind, country=country, domain=domain.strip().lower(), actor=known_actor(actor) or "",
    ))  # fmt: skip


def _added(page: Page, name: str, add: Callable[[], None]) -> Response:
    with page.desk.writing:
        try:
            add()
        except DataError as error:
            return _page(page, status=422, wrong=str(error), name=name)
        page.ledger.accounts.act(page.who, "lexicon_added", name)
    page.desk.jobs.lexicon_changed()
    return RedirectResponse("/lexicon", status_code=303)


@router.post("/reread")
def reread(page: AskedPage) -> Response:
    """Reads the ledger's reports again with the lexicon as it is now; a job that lists what changed."""
    return RedirectResponse(f"/jobs/{page.desk.jobs.reread(page.who).id}", status_code=303)


@router.get("/patch")
def patch(page: AskedPage) -> Response:
    """The deployment's own entries as a ZIP of data files, for the pantry."""
    return Response(own.patch(page.desk.lexicon), media_type="application/zip", headers={"Content-Disposition": 'attachment; filename="marsad-lexicon.zip"'})

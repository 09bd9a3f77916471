"""What every page needs: the ledger's snapshot, the language of the reader, the templates. Routes take a ``Page``."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import pathlib
import threading
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from marsad.ledger import Ledger
from marsad.ledger.accounts import LEVELS
from marsad.ledger.clearance import Cleared
from marsad.model import Incident, Words
from marsad.resources import own
from marsad.web import i18n, naming, reasons
from marsad.web.access import NOBODY, Door, Visitor, visiting
from marsad.web.i18n import Speaker
from marsad.web.jobs import Jobs
from marsad.web.snapshot import Snapshot, Sums

_HERE = pathlib.Path(__file__).parent
STATIC = _HERE / "static"
LANGUAGE_COOKIE, THEME_COOKIE, DIGITS_COOKIE = "marsad_language", "marsad_theme", "marsad_digits"
THEMES = ("light", "dark")
_YEAR = 365 * 24 * 3600
_MAP_WORDS = {
    "NavigationControl.ZoomIn": "zoom_in", "NavigationControl.ZoomOut": "zoom_out", "Popup.Close": "close", "Map.Title": "title",
    "ScaleControl.Kilometers": "km", "ScaleControl.Meters": "m", "CooperativeGesturesHandler.MobileHelpText": "two_fingers",
    "CooperativeGesturesHandler.WindowsHelpText": "ctrl_scroll", "CooperativeGesturesHandler.MacHelpText": "ctrl_scroll",
}  # fmt: skip


class Desk:
    """One workbench on one ledger. ``whole``: the ledger with what this desk's reader may not see; accounts follow decisions over all of it."""

    def __init__(self, ledger: Ledger, default_language: str = "ar", store: pathlib.Path | None = None, sources: pathlib.Path | None = None,
                 lexicon: pathlib.Path | None = None) -> None:  # fmt: skip
        self.ledger = self.whole = ledger
        self._cleared: dict[str, Desk] = {}
        self._lock = threading.Lock()
        self.default_language = default_language if default_language in i18n.LANGUAGES else "ar"
        self.sums = Sums(ledger)
        self.writing = threading.Lock()  # what a person saw and what is written belong together
        self.jobs = Jobs(ledger, store or pathlib.Path("marsad-store"), self.writing, self.forget)
        self.sources = sources or pathlib.Path("sources.yml")
        self.lexicon = lexicon or pathlib.Path("lexicon")
        own.use(self.lexicon)
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def cleared(self, clearance: str) -> Desk:
        """This desk as somebody with a clearance sees it: ledger and sums without what is above."""
        if clearance == LEVELS[-1]:
            return self
        with self._lock:
            if clearance not in self._cleared:
                view = copy.copy(self)
                view.ledger = Cleared(self.whole, clearance)
                view.sums = Sums(view.ledger)
                self._cleared[clearance] = view
            return self._cleared[clearance]

    def forget(self) -> None:
        """After a change that alters what anybody may see, or that left no trace in the audit log."""
        for desk in (self, *self._cleared.values()):
            desk.sums.forget()

    def close(self) -> None:
        """Gives the connections back."""
        for desk in self._cleared.values():
            desk.ledger.close()
        self.whole.close()


@functools.cache
def assets() -> dict[str, str]:
    """The built assets by their plain names; empty where they have not been built (the pages work without them)."""
    try:
        names: dict[str, str] = json.loads((STATIC / "dist" / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    fixed = {name: f"{name}?{_mark(STATIC / 'dist' / name)}" for name in ("basemap.json", "maplibre-gl-worker.mjs")}
    return {name: f"/static/dist/{file}" for name, file in {**names, **fixed}.items()}


def _mark(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


class Page:
    """One request for a page: who asks in which language, and how to answer."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.failed = False
        query = request.query_params
        asked = query.get("lang")
        self.chosen_language = asked if asked in i18n.LANGUAGES else None
        digits = query.get("digits")
        self.chosen_digits = digits if digits in i18n.DIGITS else None
        kept = request.cookies.get(DIGITS_COOKIE)
        self.speaker: Speaker = i18n.speaker(
            self.chosen_language or _language(request, request.app.state.desk.default_language), self.chosen_digits or (kept if kept in i18n.DIGITS else i18n.DIGITS[0]),
        )  # fmt: skip
        theme = query.get("theme", request.cookies.get(THEME_COOKIE, ""))
        self.chosen_theme = query.get("theme") if query.get("theme") in (*THEMES, "auto") else None
        self.theme = theme if theme in THEMES else ""

    @functools.cached_property
    def desk(self) -> Desk:
        """The workbench, with the ledger as this visitor may see it."""
        desk: Desk = self.request.app.state.desk
        return desk.cleared(self.visitor.clearance)

    @functools.cached_property
    def snapshot(self) -> Snapshot:
        return Snapshot(self.ledger)

    @property
    def door(self) -> Door:
        door: Door = self.request.app.state.door
        return door

    @property
    def visitor(self) -> Visitor:
        """Who asks; on pages about a failure only what is known already, since asking may be what failed."""
        if self.failed and self.door.mode != "open":
            return getattr(self.request.state, "visitor", NOBODY)
        return visiting(self.request)

    @property
    def who(self) -> str:
        """The name under which this person decides."""
        return self.visitor.name

    @property
    def ledger(self) -> Ledger:
        return self.desk.ledger

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def here(self, **changes: str | None) -> str:
        """The address of this page with some parameters changed; None drops one."""
        pairs = [(k, v) for k, v in parse_qsl(self.request.url.query) if k not in changes]
        pairs += [(k, v) for k, v in changes.items() if v is not None]
        return self.request.url.path + ("?" + urlencode(pairs) if pairs else "")

    def incident(self, incident_id: str) -> Incident:
        """The incident of that id or that it was merged into; else 404."""
        found = self.snapshot.by_id.get(incident_id) or self.ledger.incident(incident_id)
        if found is None:
            raise HTTPException(404)
        return found

    def render(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """The page as HTML; a language, theme or kind of digits chosen in the address is remembered."""
        s = self.speaker
        words: dict[str, Any] = {
            "t": s, "lang": s.lang, "dir": s.dir, "page": self, "assets": assets(), "theme": self.theme,
            "actor": functools.partial(naming.actor, s), "source": functools.partial(naming.source, s),
            "outlet": functools.partial(naming.outlet, s), "headline": functools.partial(naming.headline, s),
            "spot": functools.partial(naming.spot, s), "region": functools.partial(naming.region, s),
            "province": functools.partial(naming.province, s), "title_of": functools.partial(naming.title, s), "total": naming.total, "linked": self.linked,
            "reason": functools.partial(reasons.told, s),
        }  # fmt: skip
        html = self.desk.templates.get_template(template).render(**words, **context)
        response = HTMLResponse(html, status_code=status, headers={"Content-Language": s.lang, "Vary": "Cookie, Accept-Language, HX-Request"})
        remember = (LANGUAGE_COOKIE, self.chosen_language), (THEME_COOKIE, self.chosen_theme), (DIGITS_COOKIE, self.chosen_digits)
        for name, value in remember:
            if value:
                response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=self.request.url.scheme == "https")
        return response

    def linked(self, words: Words, numbers: Mapping[str, int] | None = None) -> Markup:
        """A sentence of the ledger's own with its ids as links; ``numbers``: the claims that this page shows, as it numbers them."""
        return naming.linked(self.speaker, words, numbers or {}, self.snapshot.by_id)

    def open_suggestions(self) -> int:
        """How many pairs wait for a person; an error page does not ask."""
        return 0 if self.failed else self.desk.sums("open pairs", self.ledger.open_pairs, of_incidents=False)

    def map_words(self) -> str:
        """MapLibre's own words in this language, as the JSON that it takes."""
        return json.dumps({name: self.speaker.plain(f"map.control.{key}") for name, key in _MAP_WORDS.items()}, ensure_ascii=False)


def _language(request: Request, default: str) -> str:
    """The reader's: the cookie, else the first of ours that the browser names, else the workbench's."""
    kept = request.cookies.get(LANGUAGE_COOKIE)
    if kept in i18n.LANGUAGES:
        return kept
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        name = part.split(";")[0].strip().lower()[:2]
        if name in i18n.LANGUAGES:
            return name
    return default


AskedPage = Annotated[Page, Depends(Page)]

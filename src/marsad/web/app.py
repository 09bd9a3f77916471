"""The workbench: pages in Arabic and English and a JSON API over one ledger. Everything that a page needs is served from here."""

from __future__ import annotations

import logging
import pathlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from marsad import __version__, pipeline
from marsad.web import (
    access,
    accounts,
    api,
    blind,
    corrections,
    deciding,
    documents,
    exports,
    incidents,
    lexicon,
    lookup,
    outlets,
    review,
    search,
    taking,
    telling,
)
from marsad.web.deps import STATIC, Desk, Page
from marsad.web.guard import Guard

_log = logging.getLogger("marsad.web")


class _Assets(StaticFiles):
    """Files whose names carry their hash may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and path.startswith("dist"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create_app(
    database_url: str, *, hosts: Iterable[str] = (), language: str = "ar", mode: access.Mode = "open",
    store: pathlib.Path | None = None, sources: pathlib.Path | None = None, lexicon_folder: pathlib.Path | None = None,
) -> FastAPI:  # fmt: skip
    """The workbench on the ledger at ``database_url``. ``hosts``: names served besides localhost, 127.0.0.1 and [::1]; ``mode``: see ``access``.

    ``store``: where raw bytes are kept (marsad-store); ``sources``: the file of watched sources (sources.yml); ``lexicon_folder``: the folder of
    this deployment's own entries (lexicon).

    Raises ``marsad.ledger.LedgerError`` where the ledger cannot be opened, RuntimeError where a route has no policy.
    """
    ledger = pipeline.open_ledger(database_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.desk.jobs.go_on()
        yield
        app.state.desk.jobs.stop()
        app.state.desk.close()

    app = FastAPI(
        title="Marsad", version=__version__, description="Arabic conflict reporting, read into a ledger that can be audited.",
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan,
    )  # fmt: skip
    app.state.desk = Desk(ledger, language, store, sources, lexicon_folder)
    app.state.door = access.Door(ledger, mode)
    for pages in (incidents, documents, corrections, outlets, search, review, blind, taking, accounts, lookup, telling, deciding, lexicon):
        access.join(app, pages.router, include_in_schema=False)
    access.join(app, api.router)
    access.join(app, exports.router)
    app.mount("/static", _Assets(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Guard, hosts=tuple(hosts))
    access.declared(app)
    return app


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _error(request: Request, status: int) -> Response:
    """One plain sentence in the reader's language (in both for programs), and nothing of how it came about."""
    known = status if status in (400, 401, 403, 404, 405, 409, 413, 422, 429, 500) else 500 if status >= 500 else 400
    page = Page(request)
    page.failed = True
    if _is_api(request):
        return JSONResponse({"detail": page.speaker.words[f"error.{known}"]}, status_code=status)
    return page.render("error.html", status=status, code=status, known=known)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = Response(status_code=error.status_code) if error.status_code < 400 else _error(request, error.status_code)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _misunderstood(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError) and _is_api(request):
        return await request_validation_exception_handler(request, error)
    return _error(request, 422)


async def _failed(request: Request, error: Exception) -> Response:
    details: dict[str, Any] = {"path": request.url.path, "method": request.method}
    _log.error("request failed", exc_info=error, extra=details)
    return _error(request, 500)

"""Taking reports in: dropped files, pasted text, feeds; each becomes a job whose progress and account are shown live."""

from __future__ import annotations

import asyncio
import datetime as dt
import pathlib
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, File, Form, HTTPException, Path, Request, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from marsad.ledger.accounts import LEVELS
from marsad.resources import DataError, watched
from marsad.web import corrections
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.jobs import Job

router = APIRouter(dependencies=[needs("editor")])
Day = Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$", max_length=10)]
Line = Annotated[str, Form(max_length=200)]
JobId = Annotated[str, Path(max_length=60)]
BEAT = 0.25  # seconds between two looks at a job that is told live


@router.get("/ingest")
def taking(page: AskedPage) -> Response:
    """Files, text, feeds; and the jobs so far."""
    return _page(page)


def _page(page: Page, *, status: int = 200, said: str = "", wrong: str = "") -> Response:
    path, sources = page.desk.sources, []
    try:
        sources = [(one, page.ledger.poll(one.id)) for one in watched.load(path)] if path.exists() else []
    except DataError as error:
        wrong = wrong or str(error)
    return page.render("taking.html", status=status, jobs=[one for one in page.desk.jobs.all() if _may_see(page, one)], sources=sources, path=path, said=said, wrong=wrong)


@router.post("/ingest/files")
def files(
    page: AskedPage, files: Annotated[list[UploadFile], File(max_length=1000)], published: Day = "", outlet: Line = "",
) -> Response:  # fmt: skip
    """Takes files in. The names that they came with stay with their documents."""
    folder = _folder(page)
    for n, one in enumerate(files):
        with (folder / f"{n:04}-{plain_name(one.filename or '')}").open("wb") as out:
            shutil.copyfileobj(one.file, out)
    title = plain_name(files[0].filename or "") if len(files) == 1 else ""
    return _started(page.desk.jobs.read(folder, kind="files", title=title, who=page.who, said=_said(published, outlet)))


@router.post("/ingest/text")
def text(page: AskedPage, text: Annotated[str, Form(min_length=1, max_length=500_000)], published: Day = "", outlet: Line = "") -> Response:
    """Takes one pasted report in."""
    if not text.strip():
        raise HTTPException(422)
    folder = _folder(page)
    title = plain_name(text.strip().split("\n", 1)[0])[:80]
    (folder / f"{title or 'pasted'}.txt").write_text(text.replace("\r\n", "\n"), encoding="utf-8")
    return _started(page.desk.jobs.read(folder, kind="text", title=title, who=page.who, said=_said(published, outlet)))


@router.post("/ingest/sources")
def add_source(
    page: AskedPage, address: Annotated[str, Form(min_length=8, max_length=2000, pattern=r"^https?://\S+$")], kind: Annotated[str, Form(pattern="^(feed|page|sitemap)$")] = "feed",
    every: Annotated[str, Form(max_length=10)] = "1h", outlet: Line = "", pages: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Adds a feed, page or sitemap to the file of watched sources. Nothing is fetched until somebody polls it."""
    path = page.desk.sources
    try:
        watched.add(path, address=address, kind=kind, every=every, outlet=outlet.strip() or None, pages="yes" if pages else "no")
    except (DataError, ValueError) as error:
        return _page(page, status=422, wrong=str(error))
    page.ledger.accounts.act(page.who, "source_added", address)
    return RedirectResponse("/ingest", status_code=303)


@router.post("/ingest/poll")
def poll(page: AskedPage) -> Response:
    """Polls what is due, once; the only request of the workbench that goes out to the network."""
    if not page.desk.sources.exists():
        raise HTTPException(404)
    return _started(page.desk.jobs.poll(page.desk.sources, page.who))


@router.get("/jobs/{job_id}")
def job_page(page: AskedPage, job_id: JobId) -> Response:
    """One job: how far it is, its account, and why inputs were refused."""
    return page.render("job.html", job=_job(page, job_id), said=lambda role, values: corrections.told(page.speaker, role, values))


@router.get("/jobs/{job_id}/events")
async def events(page: AskedPage, request: Request, job_id: JobId) -> Response:
    """The job's progress as server-sent events; the last one is called "over"."""
    job = _job(page, job_id)

    async def told() -> AsyncIterator[bytes]:
        last = b""
        while not await request.is_disconnected():
            now = orjson.dumps(job.told())
            if now != last:
                last = now
                yield b"data: " + now + b"\n\n"
            if job.over:
                yield b"event: over\ndata: " + now + b"\n\n"
                return
            await asyncio.sleep(BEAT)

    return StreamingResponse(told(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _job(page: Page, job_id: str) -> Job:
    job = page.desk.jobs.get(job_id)
    if job is None or not _may_see(page, job):
        raise HTTPException(404)
    return job


def _may_see(page: Page, job: Job) -> bool:
    """A job tells titles and reasons before anybody could classify its reports: to who started it, and to who may see everything."""
    return job.who == page.who or page.visitor.clearance == LEVELS[-1]


def _folder(page: Page) -> pathlib.Path:
    now = dt.datetime.now(dt.UTC)
    folder = page.desk.jobs.uploads / f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True, mode=0o700)
    return folder


def _said(published: str, outlet: str) -> dict[str, str | None]:
    day = corrections.day(published)
    return {"published": day.isoformat() if day else None, "outlet": outlet.strip() or None}


def _started(job: Job) -> Response:
    return RedirectResponse(f"/jobs/{job.id}", status_code=303)


def plain_name(name: str) -> str:
    """A file's own name without folders, controls or marks that turn lines: «../../etc/passwd» → passwd; at most 100 characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*' and not "\u200b" <= c <= "\u200f" and not "\u202a" <= c <= "\u202e" and not "\u2066" <= c <= "\u2069")
    stem, dot, end = kept.strip(". ").rpartition(".")
    return f"{stem[:90]}{dot}{end[:9]}" if stem else end[:100]

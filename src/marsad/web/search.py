"""One box: incidents, reports and their words, actors, sources, under the one Arabic spelling («الميادين» finds «بالمَيادين»)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from marsad.arabic.normalise import fold_map
from marsad.model import Document
from marsad.web import filters, highlight, naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage
from marsad.web.snapshot import Snapshot

router = APIRouter(dependencies=[needs("viewer")])
MOST = 60


@dataclass(frozen=True)
class Hit:
    """A report with the first stretch that has the words: offset, words before, the words, words after."""

    document: Document
    start: int
    before: str
    words: str
    after: str


def in_reports(snapshot: Snapshot, query: str, most: int = MOST) -> list[Hit]:
    """Reports that hold every word of the query, in any spelling; shown at the first place of the whole phrase, else of a word."""
    phrase = filters.folded(query)
    words = phrase.split()
    if not words:
        return []
    found: list[Hit] = []
    for document in snapshot.documents.values():
        text, offsets = _folded_text(document)
        if not all(w in text for w in words):
            continue
        wanted = phrase if phrase in text else max(words, key=len)
        at = text.index(wanted)
        start, end = offsets[at], offsets[at + len(wanted) - 1] + 1
        found.append(Hit(document, start, *highlight.around(document, start, end, 90)))
        if len(found) >= most:
            break
    return found


_held: dict[str, tuple[str, list[int]]] = {}


def _folded_text(document: Document) -> tuple[str, list[int]]:
    """The report's folded text with its offsets; kept by id, which names the text."""
    if document.id not in _held:
        if len(_held) > 5000:
            _held.clear()
        text, offsets = fold_map(document.text)
        _held[document.id] = (text.lower() if len(text.lower()) == len(text) else text, offsets)
    return _held[document.id]


@router.get("/search")
def search(page: AskedPage, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Results by kind. An id typed whole leads straight to its page."""
    wanted = q.strip()
    snapshot = page.snapshot
    for known, address in ((snapshot.by_id, "incidents"), (snapshot.documents, "documents"), (snapshot.claims, "claims")):
        if wanted in known:
            return RedirectResponse(f"/{address}/{wanted}", status_code=303)
    incidents = filters.choose(snapshot, page.desk.index, filters.Filters(q=wanted)) if wanted else []
    facets = filters.facets(snapshot)["actor"] if wanted else []
    folded = filters.folded(wanted)
    actors = [(a, n) for a, n in facets if folded and folded in filters.folded(f"{naming.actor(page.speaker, a)} {a}")]
    return page.render("search.html", q=wanted, incidents=incidents[:MOST], hits=in_reports(snapshot, wanted), actors=actors[:20], most=MOST)

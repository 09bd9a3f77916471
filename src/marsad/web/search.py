"""One box: incidents, reports and their words, actors, sources, under the one Arabic spelling («الميادين» finds «بالمَيادين»)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from marsad.ledger import IncidentFilters
from marsad.model import Document, Incident
from marsad.web import filters, highlight, naming
from marsad.web.access import needs
from marsad.web.deps import AskedPage, Page
from marsad.web.incidents import facets

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


def in_reports(page: Page, query: str, most: int = MOST) -> list[Hit]:
    """Reports that hold every word of the query, in any spelling and with clitics."""
    hits = page.ledger.search(query, most)
    page.snapshot.documents.fetch(h.document for h in hits)
    found = [(page.snapshot.documents[h.document], h) for h in hits if h.document in page.snapshot.documents]
    return [Hit(document, h.start, *highlight.around(document, h.start, h.end, 90)) for document, h in found]


def in_incidents(page: Page, query: str, most: int = MOST) -> list[Incident]:
    """Incidents whose names, places or quotations hold every word, the latest first."""
    return list(page.ledger.incidents_page(IncidentFilters(kind="incident", words=query), None, most, count=False).incidents) if query.strip() else []


@router.get("/search")
def search(page: AskedPage, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Results by kind. An id typed whole leads straight to its page."""
    wanted = q.strip()
    snapshot = page.snapshot
    for mark, shelf, address in (("i_", snapshot.by_id, "incidents"), ("d_", snapshot.documents, "documents"), ("c_", snapshot.claims, "claims")):
        if wanted.startswith(mark) and wanted in shelf:
            return RedirectResponse(f"/{address}/{wanted}", status_code=303)
    incidents = in_incidents(page, wanted)
    folded = filters.folded(wanted)
    known = facets(page)["actor"] if folded else []
    actors = [(a, n) for a, n in known if folded in filters.folded(f"{naming.actor(page.speaker, a)} {a}")]
    return page.render("search.html", q=wanted, incidents=incidents, hits=in_reports(page, wanted), actors=actors[:20], most=MOST)

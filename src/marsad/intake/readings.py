"""What a reading process makes of one document for the ledger: its claims as JSON, and the words that it is searched by."""

from __future__ import annotations

from marsad.extract import reader
from marsad.ledger import search
from marsad.model import JSON, Document
from marsad.read.work import claim_json


def of(document: Document) -> JSON:
    """``claims`` (of Arabic documents) and ``words``."""
    claims = [] if "not_arabic" in document.flags else [claim_json(c) for c in reader.claims(document)]
    return {"claims": claims, "words": search.words_of(document.text)}

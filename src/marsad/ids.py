"""How every id is made, with the reason. Pure functions of content, so that the same input gives the same id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def document_id(source: str, text: str) -> str:
    """Where it came from and what it says: the same text of two outlets is two documents."""
    return "d_" + _digest(source, text)[:16]


def claim_id(source: str, event_type: str, sentence: str, nth: int) -> str:
    """*Where it was said* (zavod's review key): source, frame, folded sentence, and which of its kind in that sentence.

    A better lexicon revises the same claim, so that reviews, links and ``first_seen`` survive.
    """
    return "c_" + _digest(source, event_type, sentence, str(nth))[:16]


def incident_id(claims: Iterable[str]) -> str:
    """The smallest claim id names the incident: it stays while that claim stays in it."""
    return "i_" + min(claims)[2:]

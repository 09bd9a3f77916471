"""What travels between opening an input and reading it: pieces (bytes of one report, or of one page of reports) and what is said of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from marsad.read.decode import MAX_REPORT_BYTES
from marsad.read.document import Facts

MEDIA = {
    "text": "text/plain", "html": "text/html", "record": "application/json", "row": "text/csv", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "mail": "message/rfc822", "feed": "application/xml+feed",
    "jsonfeed": "application/feed+json", "telegram": "application/json+telegram", "telegram_page": "text/html+telegram",
}  # fmt: skip
"""The kinds of piece and the media type that a capture keeps; from it the bytes can be read again (``marsad verify``)."""
KINDS = {media: kind for kind, media in MEDIA.items()}
LARGEST = {
    "text": MAX_REPORT_BYTES, "html": 10_000_000, "pdf": 50_000_000, "docx": 50_000_000, "mail": 25_000_000, "feed": 20_000_000,
    "jsonfeed": 20_000_000, "telegram_page": 20_000_000,
}  # fmt: skip
"""Bytes of one piece; a larger one is refused before anything parses it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes to read, of a known kind. ``known``: what the caller's metadata says; ``headers``: kept with the capture."""

    raw: bytes
    kind: str
    origin: str  # path, «path:line», «archive!member» or URL
    name: str
    known: Facts = field(default_factory=Facts)
    headers: Mapping[str, str] = field(default_factory=dict)
    got_at: dt.datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Faulty:
    """An input that is damaged: it is set aside (quarantined) with its bytes, where there are any."""

    origin: str
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Passed:
    """Part of an archive that is no report by its kind (a request, a picture, a style sheet): counted, not read."""

    origin: str
    what: str


@dataclass(frozen=True, slots=True)
class Walked:
    """A web archive was walked to its end. ``first``: the id of its first record, by which it is known wherever it lies."""

    origin: str
    first: str
    size: int  # bytes
    records: int


class Part(NamedTuple):
    """One report out of a piece. ``said``: by a record, feed or message, before the caller's options; ``page``: by the page, after them."""

    text: str
    charset: str
    said: Facts = Facts()
    page: Facts = Facts()
    flags: tuple[str, ...] = ()
    part: str | None = None  # which report of the piece, where it has several
    named: str | None = None  # the name that the report bears in its source: part of where it comes from
    called: str | None = None  # what to show as its file
    forwarded_from: tuple[str, ...] = ()


def too_large(kind: str, size: int) -> str | None:
    """Why so many bytes are not read as that kind, or None."""
    limit = LARGEST.get(kind, MAX_REPORT_BYTES)
    if size <= limit:
        return None
    return f"is {size / 1e6:.1f} MB, more than one report holds ({limit // 1_000_000} MB); split it, or give JSON Lines, a report a line"

"""A piece to its documents: one reader a kind, all of one signature: ``read(bytes, headers) -> reports``."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from marsad.model import Capture, Document
from marsad.read import capture as captures
from marsad.read.decode import Decoded, Unreadable, canonical, decode
from marsad.read.document import Facts, document
from marsad.read.html import declared_charset
from marsad.read.pieces import KINDS, MEDIA, Part, Piece, too_large

Read = Callable[[bytes, Mapping[str, str]], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class Item:
    """One report: the document, the bytes that it was made from, and their record."""

    document: Document
    capture: Capture
    raw: bytes


def _text(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    found = decode(raw, declared_charset(headers.get("content-type", "")))
    yield Part(found.text, found.charset, flags=found.flags)


def _record(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    record = parse_record(raw)
    text = record.get("text")
    if not isinstance(text, str):
        raise Unreadable("the record has no \"text\"; a record is {\"id\" or \"file\", \"text\", \"published\", \"outlet\", \"title\", \"url\"}")
    if not text.strip():
        raise Unreadable("the record's text is empty")
    own = record.get("file") or record.get("id")
    named = None if own is None else str(own)
    yield Part(canonical(text), "utf-8", said=Facts.of(record), named=named, called=named)


def parse_record(raw: bytes) -> dict[str, Any]:
    """A JSON object from one line. Raises Unreadable with what is wrong.

    Lone surrogates («\\ud83d»), which other programs write, are let in here and replaced by the canonical text's rule.
    """
    import json

    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            value = json.loads(raw)
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise Unreadable(f"is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise Unreadable("is no JSON object; a record is {\"id\" or \"file\", \"text\", …}")
    return value


_LAZY = {
    "html": "html:read", "pdf": "office:read_pdf", "docx": "office:read_docx", "mail": "mail:read", "feed": "feeds:read",
    "jsonfeed": "feeds:read_json", "telegram": "telegram:read", "telegram_page": "telegram:read_page", "row": "tables:read",
}  # fmt: skip


def reader_of(kind: str) -> Read:
    """The reader of a kind of piece; its module is loaded when it is needed."""
    if kind == "text":
        return _text
    if kind == "record":
        return _record
    module, _, name = _LAZY[kind].partition(":")
    found: Read = getattr(importlib.import_module(f"marsad.read.{module}"), name)
    return found


def documents(piece: Piece, published: dt.date | None = None, outlet: str | None = None) -> list[Item]:
    """The reports of a piece. ``published`` and ``outlet``: the caller's options. Raises Unreadable where it holds none."""
    large = too_large(piece.kind, len(piece.raw))
    if large:
        raise Unreadable(large)
    found: list[Item] = []
    for part in reader_of(piece.kind)(piece.raw, piece.headers):
        said = part.said.over(piece.known)
        page = part.page if part.page.url or not piece.url else Facts(part.page.published, part.page.outlet, part.page.title, piece.url)
        made = captures.capture(
            piece.raw, piece.origin, got_at=piece.got_at, media_type=MEDIA[piece.kind], charset=part.charset, url=piece.url or said.url or page.url,
            headers=piece.headers,
        )  # fmt: skip
        found.append(
            Item(
                document(
                    Decoded(part.text, part.charset, part.flags), made, part.called or piece.name, said, published, outlet, page,
                    named=part.named, part=part.part, forwarded_from=part.forwarded_from,
                ),
                made, piece.raw,
            )
        )  # fmt: skip
    if not found:
        raise Unreadable("holds no report with words in it")
    return found


def text_of(raw: bytes, media_type: str, part: str | None = None, headers: Mapping[str, str] | None = None) -> str:
    """The text that a capture's bytes give again, by the way they were first read. Raises Unreadable."""
    for found in reader_of(KINDS.get(media_type, "text"))(raw, headers or {}):
        if found.part == part:
            return found.text
    raise Unreadable(f"holds no {part} any more")

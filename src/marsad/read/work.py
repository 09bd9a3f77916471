"""What a reading process does with one request: parse a piece, make its documents, read their claims; and the wire that carries it.

The request's head says how; its body is the piece's bytes. Answers, in order: ``{"parsed": n}`` or ``{"unreadable": reason}``, then
for every document itself with its record and, where a reader is named, what that makes of it; ``{"broken": why}`` where our own data are.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marsad.model import JSON, Capture, Claim, Cut, Document
from marsad.read import likeness, parse
from marsad.read.decode import Unreadable
from marsad.read.document import Facts, outlet_id
from marsad.read.isolate import Pool
from marsad.read.pieces import KINDS, Piece
from marsad.resources import DataError

TARGET = "marsad.read.work:work"
RULES = "marsad.intake.readings:of"
"""What makes a document's claims, and the words that it is searched by."""


_WARM = (
    "قال مصدر أمني إن مسلحين هاجموا نقطة للشرطة يوم الأحد 3 كانون الثاني 2021 شمال حماة، وإن ثلاثة من المهاجمين قُتلوا.",
    "قُتل 7 عناصر من الجيش السوري وأصيب 12 آخرون، يوم السبت، في هجوم شنه مسلحون قرب مدينة تدمر، بحسب ما قال ناشط محلي.",
    "وأضاف المصدر أن الطيران نفذ عشر غارات على مواقع المسلحين من دون معرفة حجم الخسائر، فيما أحرقت آليتان.",
)
"""Sentences that make a reader open all its tables: what is opened later is opened under a document's clock."""


def warm() -> None:
    """Loads in the nursery what every worker will need, so that no document waits for it under the clock."""
    from marsad.read import feeds, html, language, mail, office, tables, telegram  # noqa: F401

    page = "<!doctype html><html><body>" + "".join(f"<p>{p}</p>" for p in _WARM) + "</body></html>"
    head = request(Piece(page.encode(), "html", "", ""), read=RULES)
    for _ in work(head, page.encode()):  # broken data are told by the first document that is read
        pass
    language.language("The army said on Monday that two soldiers had been killed by a landmine near the border.")
    outlet_id("https://example.invalid/", "x")
    import feedparser
    import pypdfium2  # noqa: F401

    feedparser.parse(b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>")


def request(piece: Piece, *, published: dt.date | None = None, outlet: str | None = None, read: str | None = None) -> JSON:
    """The head of a request. ``read``: what makes claims of a document, as «module:function»."""
    known = piece.known
    return {
        "kind": piece.kind, "origin": piece.origin, "name": piece.name, "headers": dict(piece.headers), "url": piece.url,
        "got_at": piece.got_at.isoformat() if piece.got_at else None, "read": read, "outlet": outlet,
        "published": published.isoformat() if published else None,
        "known": [
            _iso(known.published), known.outlet, known.title, known.url, [_iso(d) for d in known.bounds] if known.bounds else None, list(known.flags)
        ],
    }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None


def _piece(head: JSON, raw: bytes) -> Piece:
    published, outlet, title, url, bounds, flags = head["known"]
    known = Facts(_day(published), outlet, title, url, _bounds(bounds), tuple(flags))
    when = dt.datetime.fromisoformat(head["got_at"]) if head["got_at"] else None
    return Piece(raw, head["kind"], head["origin"], head["name"], known, head["headers"], when, head["url"])


def _bounds(said: Any) -> tuple[dt.date, dt.date] | None:
    return (dt.date.fromisoformat(said[0]), dt.date.fromisoformat(said[1])) if said else None


def work(head: JSON, raw: bytes) -> Iterator[JSON]:
    """The answers to one request."""
    try:
        items = parse.documents(_piece(head, raw), _day(head["published"]), head["outlet"])
    except DataError as error:
        yield {"broken": str(error)}
        return
    except Unreadable as error:
        yield {"unreadable": str(error)}
        return
    yield {"parsed": len(items)}
    reading = _reading(head["read"]) if head["read"] else None
    for item in items:
        answer: JSON = {"document": document_json(item.document), "charset": item.capture.charset, "url": item.capture.url}
        if "not_arabic" not in item.document.flags:
            found = likeness.shingles(item.document)
            answer["bands"], answer["shingles"] = likeness.bands(found), likeness.packed(found)
        if reading is not None:
            try:
                answer.update(reading(item.document))
            except DataError as error:
                yield {"broken": str(error)}
                return
            except Exception as error:  # noqa: BLE001 - one report that the rules choke on must not stop the others; it is named
                answer["failed"] = repr(error)[:300]
        yield answer


def texts(pool: Pool, raw: bytes, capture: Capture) -> dict[str | None, str] | str:
    """The texts that a capture's bytes give again, by part; a string is why they give none."""
    piece = Piece(raw, KINDS.get(capture.media_type, "text"), capture.origin, "", headers=capture.headers)
    done = pool.run(request(piece), raw)
    if done.failure:
        return done.failure
    found: dict[str | None, str] = {}
    for answer in done.answers:
        if "unreadable" in answer:
            return str(answer["unreadable"])
        if "document" in answer:
            found[answer["document"]["part"]] = answer["document"]["text"]
    return found


def _reading(name: str) -> Callable[[Document], JSON]:
    module, _, function = name.partition(":")
    found: Callable[[Document], JSON] = getattr(importlib.import_module(module), function)
    return found


def document_json(document: Document) -> JSON:
    """Everything of a document but its capture's bytes."""
    bounds = document.published_bounds
    return {
        "id": document.id, "text": document.text, "file": document.file, "published": _iso(document.published),
        "published_from": document.published_from, "outlet": document.outlet, "outlet_id": document.outlet_id, "title": document.title,
        "url": document.url, "language": document.language, "capture": document.capture,
        "bounds": [_iso(bounds[0]), _iso(bounds[1])] if bounds else None, "cuts": [[c.start, c.end, c.rule] for c in document.cuts],
        "flags": list(document.flags), "part": document.part, "source": document.source, "forwarded_from": list(document.forwarded_from),
    }  # fmt: skip


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The document that ``document_json`` wrote."""
    return Document(
        data["id"], data["text"], data["file"], _day(data["published"]), data["published_from"], data["outlet"], data["outlet_id"],
        data["title"], data["url"], data["language"], data["capture"], _bounds(data["bounds"]), tuple(Cut(*c) for c in data["cuts"]),
        tuple(data["flags"]), data["part"], data["source"], tuple(data["forwarded_from"]),
    )  # fmt: skip


def claim_json(claim: Claim) -> JSON:
    """A claim with its confidence unrounded."""
    return {**claim.to_json(), "confidence": claim.confidence}


def capture_of(piece: Piece, answer: Mapping[str, Any], when: dt.datetime, sha256: str, media_type: str) -> Capture:
    """The record of a piece's bytes, with what the reading found out about them."""
    return Capture(sha256, len(piece.raw), piece.origin, piece.got_at or when, media_type, answer["charset"], answer["url"], dict(piece.headers))



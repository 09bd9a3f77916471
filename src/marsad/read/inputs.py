"""From what a person names (files, folders, «-») to documents, in a fixed order; what cannot be read is said, never dropped.

What a file is, is told by its content: JSON Lines, HTML or plain text.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import orjson

from marsad.model import Capture, Document, Rejection
from marsad.read import capture as captures
from marsad.read.decode import MAX_REPORT_BYTES, Decoded, Unreadable, canonical, decode
from marsad.read.document import Facts, day, document

_SNIFF = 65_536


@dataclass(frozen=True, slots=True)
class Item:
    """One report: the document, the bytes that it was made from, and their record."""

    document: Document
    capture: Capture
    raw: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows: options for all inputs, and metadata by file name. Metadata of a file goes before an option."""

    published: dt.date | None = None
    outlet: str | None = None
    metadata: Mapping[str, Facts] = field(default_factory=dict)


def read_all(paths: Iterable[str], given: Given = Given(), *, stdin: BinaryIO | None = None) -> Iterator[Item | Rejection]:
    """Documents of files, folders (with their sub-folders, in name order) and «-» (standard input), as a stream."""
    for path in paths:
        if path.startswith(("http://", "https://")):
            yield Rejection(path, "addresses are not fetched; save the page and name the file")
        elif path == "-":
            stream = stdin or sys.stdin.buffer
            yield from _bytes(stream.read(), "-", given)
        else:
            yield from _path(pathlib.Path(path), given)


def _path(path: pathlib.Path, given: Given) -> Iterator[Item | Rejection]:
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
        if not files:
            yield Rejection(str(path), "no reports in this folder; name a folder with text, HTML or JSON Lines files")
        for file in files:
            yield from _file(file, given)
    else:
        yield from _file(path, given)


def _file(path: pathlib.Path, given: Given) -> Iterator[Item | Rejection]:
    try:
        with path.open("rb") as f:
            head = f.read(_SNIFF)
            f.seek(0)
            if _is_lines(head, path.suffix):
                yield from _lines(f, str(path), given)
                return
            raw = f.read(MAX_REPORT_BYTES + 1)
    except FileNotFoundError:
        yield Rejection(str(path), "no such file or folder")
        return
    except OSError as error:
        yield Rejection(str(path), f"cannot be read ({error.strerror or error})")
        return
    yield from _report(raw, str(path), path.name, path.stat().st_size, given)


def _bytes(raw: bytes, origin: str, given: Given) -> Iterator[Item | Rejection]:
    if _is_lines(raw[:_SNIFF], ""):
        yield from _lines(raw.splitlines(keepends=True), origin, given)
    else:
        yield from _report(raw, origin, origin, len(raw), given)


def _report(raw: bytes, origin: str, name: str, size: int, given: Given) -> Iterator[Item | Rejection]:
    if size > MAX_REPORT_BYTES:
        limit = f"{MAX_REPORT_BYTES // 1_000_000} MB"
        yield Rejection(origin, f"is {size / 1e6:.1f} MB, more than one report holds ({limit}); split it, or give JSON Lines, a report a line")
        return
    facts = given.metadata.get(name) or given.metadata.get(pathlib.PurePath(name).stem) or Facts()
    try:
        yield _item(raw, origin, name, facts, given)
    except Unreadable as error:
        yield Rejection(origin, f"{error}")


def _item(raw: bytes, origin: str, name: str, facts: Facts, given: Given) -> Item:
    if looks_like_html(raw[:_SNIFF]):
        from marsad.read import html  # heavy, and most inputs are text

        page = html.read(raw)
        made = captures.capture(raw, origin, media_type="text/html", charset=page.charset, url=facts.url or page.facts.url)
        return Item(document(Decoded(page.text, page.charset, page.flags), made, name, facts, given.published, given.outlet, page.facts), made, raw)
    decoded = decode(raw)
    made = captures.capture(raw, origin, charset=decoded.charset, url=facts.url)
    return Item(document(decoded, made, name, facts, given.published, given.outlet), made, raw)


def text_of(raw: bytes, media_type: str) -> str:
    """The text that a capture's bytes give again, by the way they were first read. Raises Unreadable."""
    if media_type == "text/html":
        from marsad.read import html

        return html.read(raw).text
    if media_type == "application/json":
        return canonical(str(parse_line(raw).get("text")))
    return decode(raw).text


def looks_like_html(head: bytes) -> bool:
    """Whether the bytes open a web page."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<!--")):
        return True
    return start.startswith(b"<") and any(tag in start for tag in (b"<p>", b"<p ", b"<div", b"<meta", b"<title"))


def _is_lines(head: bytes, suffix: str) -> bool:
    """JSON Lines: a first line that is a JSON object, or the name says so."""
    if suffix.lower() in (".jsonl", ".ndjson"):
        return True
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not first.startswith(b"{"):
        return False
    line = first.split(b"\n", 1)[0].strip()
    if len(line) >= _SNIFF - 3:  # longer than what was looked at: a long record
        return True
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(lines: Iterable[bytes], origin: str, given: Given) -> Iterator[Item | Rejection]:
    """One document a line; a broken line is named by its number, and the good ones still count."""
    n, seen = 0, 0
    for n, line in enumerate(lines, 1):
        raw = line.strip().removeprefix(b"\xef\xbb\xbf")
        if not raw:
            continue
        seen += 1
        where = f"{origin}:{n}"
        try:
            yield _record(raw, where, f"{pathlib.PurePath(origin).name}:{n}", given)
        except Unreadable as error:
            yield Rejection(where, str(error))
    if not seen:
        yield Rejection(origin, "is empty" if n == 0 else "has no records; a record is a JSON object with a text, on one line")


def _record(raw: bytes, where: str, name: str, given: Given) -> Item:
    record = parse_line(raw)
    text = record.get("text")
    if not isinstance(text, str):
        raise Unreadable("the record has no \"text\"; a record is {\"id\" or \"file\", \"text\", \"published\", \"outlet\", \"title\", \"url\"}")
    if not text.strip():
        raise Unreadable("the record's text is empty")
    if len(raw) > MAX_REPORT_BYTES:
        raise Unreadable(f"the record is {len(raw) / 1e6:.1f} MB, more than one report holds ({MAX_REPORT_BYTES // 1_000_000} MB); split it")
    own = record.get("file") or record.get("id")
    called = name if own is None else str(own)
    facts = Facts.of(record).over(given.metadata.get(called, Facts()))
    made = captures.capture(raw, where, media_type="application/json", charset="utf-8", url=facts.url)
    return Item(document(Decoded(canonical(text), "utf-8"), made, called, facts, given.published, given.outlet, named=own and called), made, raw)


def parse_line(raw: bytes) -> dict[str, Any]:
    """A JSON object from one line. Raises Unreadable with what is wrong.

    Lone surrogates («\\ud83d»), which other programs write, are let in here and replaced by the canonical text's rule.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            value = json.loads(raw)
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(f"is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise Unreadable("is no JSON object; a record is {\"id\" or \"file\", \"text\", …}")
    return value


def read_metadata(path: pathlib.Path) -> dict[str, Facts]:
    """``--metadata FILE``: facts by file name. Raises Unreadable naming the line at fault."""
    found: dict[str, Facts] = {}
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read ({error.strerror or error})") from error
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = parse_line(line.removeprefix(b"\xef\xbb\xbf"))
        except Unreadable as error:
            raise Unreadable(f"{path}:{n}: {error}") from error
        name = record.get("file")
        if not isinstance(name, str):
            raise Unreadable(f'{path}:{n}: no "file"; a line is {{"file", "published", "outlet", "title", "url"}}')
        if record.get("published") and day(record["published"]) is None:
            raise Unreadable(f"{path}:{n}: {record['published']!r} is no date; write it as 2021-02-24")
        found[pathlib.PurePath(name).name] = Facts.of(record)
    return found

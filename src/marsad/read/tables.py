"""Tables (CSV, TSV) a report a row, with a mapping from their columns to ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from marsad.read.decode import MAX_REPORT_BYTES, Unreadable, canonical, decode
from marsad.read.document import Facts
from marsad.read.pieces import Part

FIELDS = ("text", "title", "published", "outlet", "url", "id")
NAMES = {
    "text": ("text", "content", "body", "message", "description", "النص", "نص", "المحتوى", "نص الخبر", "الخبر", "التفاصيل"),
    "title": ("title", "headline", "العنوان", "عنوان"),
    "published": ("published", "date", "published_at", "publish_date", "التاريخ", "تاريخ", "تاريخ النشر"),
    "outlet": ("outlet", "source", "publisher", "channel", "المصدر", "الجهة", "الموقع"),
    "url": ("url", "link", "الرابط", "رابط"),
    "id": ("id", "file", "name", "المعرف", "الرقم"),
}
"""What columns are usually called; ``--columns text=…,published=…`` goes before."""


def rows(file: BinaryIO) -> Iterator[tuple[int, bytes, bytes] | str]:
    """(number of the row, bytes of the head line, bytes of the row), one at a time; a string is a fault.

    A row may go on over several lines inside quotation marks.
    """
    head = file.readline(MAX_REPORT_BYTES).removeprefix(b"\xef\xbb\xbf")
    if not head.strip():
        yield "is empty"
        return
    n, open_, held = 0, False, bytearray()
    while line := file.readline(MAX_REPORT_BYTES):
        held += line
        open_ ^= bool(line.count(b'"') % 2)
        if len(held) > MAX_REPORT_BYTES:
            yield f"row {n + 1} is longer than one report; a quotation mark may be missing"
            return
        if not open_:
            if held.strip():
                n += 1
                yield n, head, bytes(held)
            held = bytearray()
    if held.strip():
        yield f"row {n + 1} is cut short: a quotation mark is missing"
    elif not n:
        yield "is a table without rows"


def read(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The report of a row: ``raw`` is the head line and the row, ``headers["x-columns"]`` the caller's mapping. Raises Unreadable."""
    decoded = decode(raw)
    first = decoded.text.split("\n", 1)[0]
    separator = max("\t;,", key=first.count)
    csv.field_size_limit(MAX_REPORT_BYTES)
    try:
        table = list(csv.reader(io.StringIO(decoded.text), delimiter=separator))
    except csv.Error as error:
        raise Unreadable(f"is no row of a table ({error})") from error
    names, cells = [c.strip() for c in table[0]], table[1] if len(table) > 1 else []
    where = columns(names, headers.get("x-columns", ""))
    said = {field: cells[at] for field, at in where.items() if at < len(cells) and cells[at].strip()}
    text = canonical(said.get("text", "")).strip()
    if not text:
        raise Unreadable("the row has no text")
    facts = Facts.of(said)
    own = said.get("id")
    yield Part(text, decoded.charset, said=facts, flags=decoded.flags, named=own, called=own)


def columns(names: list[str], mapping: str = "") -> dict[str, int]:
    """Our fields to the places of their columns. ``mapping``: «text=المحتوى,published=التاريخ». Raises Unreadable where no column has the text."""
    plain = [n.strip().lower() for n in names]
    found: dict[str, int] = {}
    for pair in filter(None, mapping.split(",")):
        field, _, name = pair.partition("=")
        if field.strip() not in FIELDS:
            raise Unreadable(f"--columns: {field.strip()} is none of {', '.join(FIELDS)}")
        if name.strip().lower() not in plain:
            raise Unreadable(f"has no column «{name.strip()}»; its columns are {', '.join(names)[:200]}")
        found[field.strip()] = plain.index(name.strip().lower())
    for field, known in NAMES.items():
        if field not in found:
            at = next((plain.index(k) for k in known if k in plain), None)
            if at is not None:
                found[field] = at
    if "text" not in found:
        raise Unreadable(f"has no column of texts; name it with --columns text=NAME (its columns are {', '.join(names)[:200]})")
    return found

"""From what a person names (files, folders, «-», archives in archives) to pieces, in a fixed order, as a stream.

What is damaged, empty or no report is said; nothing ends in silence. Archives are walked here, in the parent, by code that holds one member at
a time and caps it first; what is in them is parsed elsewhere (``read.work``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from marsad.model import Rejection
from marsad.read import mail, packs, tables, telegram, unpack, warc, whole
from marsad.read.decode import MAX_REPORT_BYTES, Unreadable
from marsad.read.document import Facts
from marsad.read.parse import parse_record
from marsad.read.pieces import LARGEST, Faulty, Passed, Piece, Walked, too_large
from marsad.read.sniff import HEAD, kind_of

MAX_NESTING = 4
"""Archives in archives."""
_SPOOL = 8 * 2**20
_MAX_UNPACKED = 8 * 2**30
Found = Piece | Rejection | Faulty | Passed | Walked
UNPROVEN = "ends of web archives that nothing proves"
_CONTENTS = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows: options for all inputs, and metadata by file name. Metadata of a file goes before an option.

    ``columns``: a table's columns, «text=المحتوى,published=التاريخ».
    """

    published: dt.date | None = None
    outlet: str | None = None
    metadata: Mapping[str, Facts] = field(default_factory=dict)
    columns: str = ""

    def of(self, name: str) -> Facts:
        """What the metadata says of a file, by its name or its name without ending."""
        return self.metadata.get(name) or self.metadata.get(pathlib.PurePath(name).stem) or Facts()


NOTHING = Given()


def walk(paths: Iterable[str], given: Given = NOTHING, *, stdin: BinaryIO | None = None) -> Iterator[Found]:
    """The pieces of files, folders (with their sub-folders, in name order) and «-» (standard input)."""
    for path in paths:
        if path.startswith(("http://", "https://")):
            yield Rejection(path, "addresses are not fetched here; name it in sources.yml for «marsad watch», or save the page and name the file")
        elif path == "-":
            stream = stdin or sys.stdin.buffer
            with tempfile.SpooledTemporaryFile(_SPOOL) as spool:
                while chunk := stream.read(65_536):
                    spool.write(chunk)
                size = spool.tell()
                yield from opened(spool, "-", "-", size, given)  # type: ignore[arg-type]
        else:
            yield from _path(pathlib.Path(path), given)


def _path(path: pathlib.Path, given: Given) -> Iterator[Found]:
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
        if not files:
            yield Rejection(str(path), "no reports in this folder; name a folder with text, HTML or JSON Lines files")
        for file in files:
            yield from _file(file, given)
    else:
        yield from _file(path, given)


def _file(path: pathlib.Path, given: Given) -> Iterator[Found]:
    try:
        with path.open("rb") as f:
            for found in opened(f, str(path), path.name, path.stat().st_size, given):
                yield found
                if isinstance(found, Walked) and found.origin == str(path):
                    yield from _proven(path, found)
    except FileNotFoundError:
        yield Rejection(str(path), "no such file or folder")
    except OSError as error:
        yield Rejection(str(path), f"cannot be read ({error.strerror or error})")


def _proven(path: pathlib.Path, archive: Walked) -> Iterator[Found]:
    """What lies beside a web archive says of its end; or that nothing does."""
    proof = whole.beside(path, archive.size)
    yield from (Faulty(archive.origin, fault) for fault in proof.faults)
    if not proof.proven:
        yield Passed(archive.origin, UNPROVEN)


def opened(file: BinaryIO, origin: str, name: str, size: int, given: Given, depth: int = 0) -> Iterator[Found]:
    """The pieces of one open, seekable file of that many bytes."""
    if depth > MAX_NESTING:
        yield Rejection(origin, f"lies {MAX_NESTING} archives deep; unpack it and name the folder")
        return
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    kind = kind_of(head, name, size)
    if kind == "gzip":
        yield from _gzip(file, origin, name, size, given, depth)
    elif kind == "warc":
        yield from _warc(file, origin, name, size, given)
    elif kind == "zip":
        yield from _zip(file, origin, name, size, given, depth)
    elif kind == "tar":
        for member in packs.tar_members(file, size):
            yield from _member(member, origin, given, depth)
    elif kind == "lines":
        yield from _lines(file, origin, given)
    elif kind == "table":
        yield from _table(file, origin, name, given)
    elif kind == "telegram":
        yield from _telegram(file, origin, name, size, given)
    elif kind == "mbox":
        for n, raw in mail.messages(file):
            yield from _piece(raw, "mail", f"{origin}:{n}", f"{name}:{n}", given)
    elif kind == "sitemap":
        yield Rejection(origin, "is a sitemap: it lists addresses and holds no reports; name it in sources.yml for «marsad watch»")
    elif large := too_large(kind, size):
        yield Rejection(origin, large)
    else:
        yield from _piece(file.read(LARGEST.get(kind, MAX_REPORT_BYTES) + 1), kind, origin, name, given)


def _piece(raw: bytes, kind: str, origin: str, name: str, given: Given) -> Iterator[Found]:
    large = too_large(kind, len(raw))
    yield Rejection(origin, large) if large else Piece(raw, kind, origin, name, given.of(name))


def _gzip(file: BinaryIO, origin: str, name: str, size: int, given: Given, depth: int) -> Iterator[Found]:
    """A packed web archive is walked as it lies; anything else is unpacked to the disk first."""
    try:
        start = next(unpack.inflated(iter((file.read(HEAD), )), 2**24), b"")
    except unpack.TooMuch:
        start = b""
    if start.startswith(b"WARC/"):
        yield from _warc(file, origin, name, size, given)
        return
    file.seek(0)
    inner = name[:-3] if name.lower().endswith(".gz") else name[:-4] + ".tar" if name.lower().endswith(".tgz") else name
    with tempfile.SpooledTemporaryFile(_SPOOL) as spool:
        try:
            for chunk in unpack.inflated(unpack.chunks(file), _MAX_UNPACKED):
                spool.write(chunk)
        except unpack.TooMuch as error:
            yield Faulty(origin, str(error))
            return
        unpacked = spool.tell()
        yield from opened(spool, origin, inner, unpacked, given, depth + 1)  # type: ignore[arg-type]


def _zip(file: BinaryIO, origin: str, name: str, size: int, given: Given, depth: int) -> Iterator[Found]:
    if packs.is_docx(file):
        if large := too_large("docx", size):
            yield Rejection(origin, large)
        else:
            yield Piece(file.read(), "docx", origin, name, given.of(name))
        return
    packed = packs.is_wacz(file)
    file.seek(0)
    if packed:
        yield from _packed(file, origin, size, given, depth)
        return
    for member in packs.zip_members(file, size):
        yield from _member(member, origin, given, depth)


def _packed(file: BinaryIO, origin: str, size: int, given: Given, depth: int) -> Iterator[Found]:
    """A packed web archive (WACZ): each file is compared with the table of contents before it is read."""
    raw = packs.one(file, _CONTENTS)
    listed = whole.contents(raw) if raw is not None else None
    if listed is None:
        yield Faulty(f"{origin}!{_CONTENTS}", "is a packed web archive whose table of contents cannot be read: nothing says what should be in it", raw or b"")
    seen: set[str] = set()
    for member in packs.zip_members(file, size):
        if not isinstance(member, packs.Member):
            yield from _member(member, origin, given, depth)
            continue
        seen.add(member.name)
        entry = (listed or {}).get(member.name)
        why = whole.differs(member.file, member.size, entry) if entry else None
        if why:
            yield Faulty(f"{origin}!{member.name}", why)
        elif listed is not None and entry is None and member.name.startswith("archive/"):
            yield Faulty(f"{origin}!{member.name}", "lies in a packed web archive whose table of contents does not list it")
        if member.name.startswith("archive/"):
            yield from _member(member, origin, given, depth)  # damaged or not: what can be read of it is read
        else:
            member.file.close()
            yield Passed(f"{origin}!{member.name}", "indexes of a web archive")
    for name in whole.missing(listed or {}, seen):
        yield Faulty(f"{origin}!{name}", "is listed in the table of contents of its packed web archive and is not there")


def _member(member: packs.Member | packs.Bad, origin: str, given: Given, depth: int) -> Iterator[Found]:
    where = f"{origin}!{member.name}" if member.name else origin
    if isinstance(member, packs.Bad):
        yield Faulty(where, member.reason)
        return
    with member.file as f:
        name = pathlib.PurePosixPath(member.name).name
        if name.startswith("."):
            yield Passed(where, "hidden files")
        else:
            yield from opened(f, where, name, member.size, given, depth + 1)


def _lines(file: BinaryIO, origin: str, given: Given) -> Iterator[Found]:
    """One document a line; a broken line is named by its number, and the good ones still count."""
    n, seen = 0, 0
    limit = MAX_REPORT_BYTES
    short = pathlib.PurePath(origin).name
    while line := file.readline(limit + 2):
        n += 1
        size = len(line)
        while not line.endswith(b"\n") and size > limit:  # the rest of a line that is too long
            rest = file.readline(limit)
            size += len(rest)
            if not rest or rest.endswith(b"\n"):
                break
        raw = line.strip().removeprefix(b"\xef\xbb\xbf")
        if not raw:
            continue
        seen += 1
        where = f"{origin}:{n}"
        if size > limit:
            yield Rejection(where, f"the record is {size / 1e6:.1f} MB, more than one report holds ({limit // 1_000_000} MB); split it")
            continue
        try:
            record = parse_record(raw)
        except Unreadable as error:
            yield Rejection(where, str(error))
            continue
        own = record.get("file") or record.get("id")
        called = f"{short}:{n}" if own is None else str(own)
        yield Piece(raw, "record", where, called, given.metadata.get(called, Facts()))
    if not seen:
        yield Rejection(origin, "is empty" if n == 0 else "has no records; a record is a JSON object with a text, on one line")


def _table(file: BinaryIO, origin: str, name: str, given: Given) -> Iterator[Found]:
    headers = {"x-columns": given.columns} if given.columns else {}
    for row in tables.rows(file):
        if isinstance(row, str):
            yield Rejection(origin, row)
        else:
            n, head, raw = row
            yield Piece(head.rstrip(b"\r\n") + b"\n" + raw, "row", f"{origin}:{n}", f"{name}:{n}", given.of(name), headers)


def _telegram(file: BinaryIO, origin: str, name: str, size: int, given: Given) -> Iterator[Found]:
    try:
        file.fileno()
    except (OSError, AttributeError, ValueError):
        with tempfile.TemporaryFile() as copy:
            while chunk := file.read(65_536):
                copy.write(chunk)
            copy.flush()
            yield from _chats(copy, origin, name, given)
        return
    file.flush()
    yield from _chats(file, origin, name, given)


def _chats(file: BinaryIO, origin: str, name: str, given: Given) -> Iterator[Found]:
    n = 0
    for found in telegram.messages(file, origin):
        if isinstance(found, Passed):
            yield found
        elif isinstance(found, str):
            yield Faulty(origin, found)
        else:
            n += 1
            raw, chat = found
            headers = {f"x-telegram-{ours}": chat[theirs] for ours, theirs in (("chat", "name"), ("type", "type"), ("id", "id")) if chat.get(theirs)}
            yield Piece(raw, "telegram", f"{origin}:{n}", f"{name}:{n}", given.of(name), headers)


def _warc(file: BinaryIO, origin: str, name: str, size: int, given: Given) -> Iterator[Found]:
    known = given.of(name)
    first, count = "", 0
    for record in warc.records(file, size):
        if isinstance(record, warc.Fault):
            yield Faulty(f"{origin}@{record.start}", f"{record.reason} (bytes {record.start}–{record.end})", record.raw)
        elif record.type != "padding":
            count += 1
            first = first or record.headers.get("warc-record-id", "") or hashlib.sha256(record.block).hexdigest()
            yield _archived(record, f"{origin}@{record.start}", known)
    if first:
        yield Walked(origin, first[:200], size, count)


def _archived(record: warc.Record, origin: str, known: Facts) -> Found:
    """A record of a web archive: a page, or what it is instead."""
    headers = {f"warc-{k}": v for k, v in (("record-id", record.headers.get("warc-record-id")), ("type", record.type)) if v}
    if record.type == "response" and record.block.startswith(b"HTTP/"):
        answer = warc.reply(record.block)
        if isinstance(answer, str):
            return Faulty(origin, answer, record.block)
        if answer.status != 200:
            return Passed(origin, f"replies with status {answer.status}")
        body, headers = answer.body, {**headers, **answer.headers}
    elif record.type == "response" and (record.url or "").startswith("http"):
        return Faulty(origin, "the record holds no HTTP reply", record.block)
    elif record.type == "resource" and (record.url or "").startswith("metadata:"):
        return Passed(origin, "notes of the program that saved them")
    elif record.type in ("resource", "conversion", "response"):
        body, headers = record.block, {**headers, "content-type": record.headers.get("content-type", "")}
    else:
        return Passed(origin, f"{record.type} records")
    declared = headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared.startswith(("image/", "video/", "audio/", "font/")) or declared in ("text/css", "text/javascript", "application/javascript"):
        return Passed(origin, declared)
    if not body.strip():
        return Passed(origin, "empty replies")
    kind = kind_of(body[:HEAD], "", len(body))
    if kind not in ("html", "pdf", "feed", "jsonfeed", "telegram_page", "text", "mail"):
        return Passed(origin, declared or kind)
    if kind == "text" and not declared.startswith("text/plain"):
        kind = "html" if declared in ("text/html", "application/xhtml+xml") else kind
        if kind == "text":
            return Passed(origin, declared or "records of no known kind")
    url = record.url if (record.url or "").startswith(("http://", "https://")) else None
    if large := too_large(kind, len(body)):
        return Rejection(origin, large)
    return Piece(body, kind, url or origin, url or origin, known, headers, record.date, url)

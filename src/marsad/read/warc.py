"""Web archives, record by record with a byte account: every byte of the file is in a record that was read or in a fault that is named.

Written for evidence: the usual readers lose records of a damaged file without an error. Each gzip member is walked with its own
checksum; a damaged one is named with its place, and reading goes on at the next. Headers are capped before they are parsed.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from marsad.read import unpack

MAX_RECORD = 20 * 2**20
MAX_HEADER = 64 * 1024
MAX_HEADER_LINES = 1000
_CHUNK = 65_536
_DISCARD = 64 * 2**20  # of a bomb, unpacked and thrown away to find its end
_TYPES = frozenset(("response", "resource", "request", "metadata", "warcinfo", "revisit", "conversion", "continuation"))
_START = re.compile(rb"WARC/(?:0\.\d{1,2}|1\.[01])\r?\n")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its place in the file (bytes), its type, headers (lower-case names) and block."""

    start: int
    end: int
    type: str
    headers: Mapping[str, str]
    block: bytes

    @property
    def url(self) -> str | None:
        return self.headers.get("warc-target-uri", "").strip("<>") or None

    @property
    def date(self) -> dt.datetime | None:
        try:
            when = dt.datetime.fromisoformat(self.headers.get("warc-date", "").replace("Z", "+00:00"))
        except ValueError:
            return None
        return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Fault:
    """A stretch of the file that is no sound record, and why."""

    start: int
    end: int
    reason: str
    raw: bytes = b""


def records(file: BinaryIO, size: int) -> Iterator[Record | Fault]:
    """The records and faults of a seekable file of that many bytes, in order; together they cover it."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(2)
        for found in _member(file, at, size) if head == b"\x1f\x8b" else _plain(file, at, size):
            yield found
            at = max(at, found.end)


def _member(file: BinaryIO, start: int, size: int) -> Iterator[Record | Fault]:
    """The records of one gzip member; usually one."""
    file.seek(start)
    unzip = zlib.decompressobj(31)
    out, read, thrown = bytearray(), 0, 0
    why = None
    while not unzip.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            yield Fault(start, size, "the archive is cut short here: its last record is not whole")
            return
        read += len(chunk)
        while chunk:
            try:
                piece = unzip.decompress(chunk, _CHUNK * 4)
            except zlib.error as error:
                yield Fault(start, _next_member(file, start + 1, size), f"the record is damaged ({error})")
                return
            chunk = unzip.unconsumed_tail
            if why is None:
                out += piece
                if len(out) > MAX_RECORD + MAX_HEADER:
                    why = f"the record is larger than {MAX_RECORD >> 20} MB"
                elif len(out) > 2**20 and len(out) > unpack.RATIO * (read - len(chunk)):
                    why = f"the record unpacks to more than {unpack.RATIO} times its size, as no page does"
                if why:
                    thrown, out = len(out), bytearray()
            else:
                thrown += len(piece)
                if thrown > _DISCARD:
                    yield Fault(start, _next_member(file, start + 1, size), why)
                    return
    end = start + read - len(unzip.unused_data)
    if why:
        yield Fault(start, end, why)
        return
    block, at = bytes(out), 0
    if not block.strip():
        yield Fault(start, end, "a compressed part of the archive holds no record")
        return
    while at < len(block):
        made = _record(block, at, start, end)
        if isinstance(made, Fault):
            yield made
            return
        record, at = made
        at = _skip_blank(block, at)
        yield record


def _next_member(file: BinaryIO, at: int, size: int) -> int:
    """Where the next gzip member that holds a record begins; the end of the file where there is none."""
    carry = b""
    file.seek(at)
    while at < size:
        chunk = file.read(_CHUNK)
        if not chunk:
            break
        data = carry + chunk
        base = at - len(carry)
        found = data.find(b"\x1f\x8b\x08")
        while found >= 0:
            probe = data[found : found + 4096]
            if len(probe) < 512:
                here = file.tell()
                file.seek(base + found)
                probe = file.read(4096)
                file.seek(here)
            try:
                if zlib.decompressobj(31).decompress(probe, 16).startswith(b"WARC/"):
                    return base + found
            except zlib.error:
                pass
            found = data.find(b"\x1f\x8b\x08", found + 1)
        at += len(chunk)
        carry = data[-2:]
    return size


def _plain(file: BinaryIO, start: int, size: int) -> Iterator[Record | Fault]:
    """The record that begins here in a file that is not compressed."""
    file.seek(start)
    head = file.read(min(MAX_HEADER + 4, size - start))
    skipped = len(head) - len(head.lstrip(b"\r\n"))
    if skipped == len(head):
        if skipped > 4 or start == 0:
            yield Fault(start, start + skipped, "nothing but blank lines")
        else:
            yield Record(start, start + skipped, "padding", {}, b"")
        return
    length = _length(head[skipped:])
    if length is None:
        yield Fault(start, _next_plain(file, start + skipped + 1, size), "no archive record begins here, or its head is broken")
        return
    body, wanted, _ = length
    if start + skipped + body + wanted > size:
        yield Fault(start, _next_plain(file, start + skipped + 1, size), "the record is cut short, or its stated length is wrong")
        return
    if wanted > MAX_RECORD:
        yield Fault(start, start + skipped + body + wanted, f"the record is larger than {MAX_RECORD >> 20} MB")
        return
    file.seek(start + skipped)
    whole = file.read(body + wanted + 4)
    made = _record(whole, 0, start, size)
    if isinstance(made, Fault):
        end = start + skipped + body + wanted
        tail = whole[body + wanted :]
        sound = tail[:4] == b"\r\n\r\n" or end == size
        yield Fault(start, end if sound else _next_plain(file, start + skipped + 1, size), made.reason)
        return
    record, at = made
    end = start + skipped + at
    tail = whole[at : at + 4]
    if tail != b"\r\n\r\n":
        if end + len(tail) == size:
            yield Fault(start, size, "the archive is cut short behind this record, or its stated length is wrong", record.block)
        else:
            yield Fault(start, _next_plain(file, start + skipped + 1, size), "the record's stated length is wrong")
        return
    yield Record(start, end + 4, record.type, record.headers, record.block)


def _next_plain(file: BinaryIO, at: int, size: int) -> int:
    """Where the next «WARC/1.x» line begins; the end of the file where there is none."""
    carry = b""
    file.seek(at)
    while at < size:
        chunk = file.read(_CHUNK)
        if not chunk:
            break
        data = carry + chunk
        found = _START.search(data)
        if found:
            return at - len(carry) + found.start()
        at += len(chunk)
        carry = data[-16:]
    return size


def _length(head: bytes) -> tuple[int, int, dict[str, str]] | None:
    """(bytes of the head with its blank line, Content-Length, all fields); None where that is no head or breaks the caps."""
    if not _START.match(head):
        return None
    end = head.find(b"\r\n\r\n", 0, MAX_HEADER)
    if end < 0:
        return None
    headers = _headers(head[:end])
    if headers is None:
        return None
    said = headers.get("content-length", "")
    return (end + 4, int(said), headers) if said.isascii() and said.isdecimal() and len(said) < 16 else None


def _headers(head: bytes) -> dict[str, str] | None:
    """Header fields by lower-case name; None where there are too many lines. A line that goes on is joined to its field."""
    lines = head.split(b"\r\n")[1:]
    if len(lines) > MAX_HEADER_LINES:
        return None
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in lines:
        text = line.decode("utf-8", "replace")
        if line[:1] in (b" ", b"\t") and last is not None:
            last.append(text.strip())
            continue
        name, colon, value = text.partition(":")
        if colon:
            last = found.setdefault(name.strip().lower(), [])
            last.append(value.strip())
    return {name: values[0] if len(values) == 1 else " ".join(values) for name, values in found.items()}


def _record(data: bytes, at: int, start: int, end: int) -> tuple[Record, int] | Fault:
    """The record at ``at`` of unpacked bytes, and where it ends there."""
    found = _length(data[at : at + MAX_HEADER + 4])
    if found is None:
        return Fault(start, end, "no archive record begins here, or its head is broken or longer than 64 kB", data[at:])
    body, length, headers = found
    block = data[at + body : at + body + length]
    if len(block) < length:
        return Fault(start, end, "the record is shorter than it says", data[at:])
    kind = headers.get("warc-type", "").lower()
    if kind not in _TYPES:
        return Fault(start, end, f"the record's type «{kind[:30]}» is unknown", data[at:])
    if _digest_differs(headers.get("warc-block-digest"), block):
        return Fault(start, end, "the record's bytes are not those that its digest was made of", data[at:])
    return Record(start, end, kind, headers, block), at + body + length


def _skip_blank(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b"\r\n":
        at += 1
    return at


def _digest_differs(said: str | None, block: bytes) -> bool:
    """Whether a stated digest («sha1:BASE32», «sha256:hex») is of other bytes; an unknown kind of digest says nothing."""
    if not said or ":" not in said:
        return False
    name, _, value = said.partition(":")
    if name.lower() not in ("sha1", "sha256", "md5"):
        return False
    made = hashlib.new(name.lower(), block, usedforsecurity=False)
    if value.lower() == made.hexdigest():
        return False
    try:
        return base64.b32decode(value.upper() + "=" * (-len(value) % 8)) != made.digest()
    except (binascii.Error, ValueError):
        return True


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply out of a record: status, headers (lower-case), the body as it was meant to be read."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def reply(block: bytes) -> Reply | str:
    """The HTTP message of a response record; or why it is none. Chunks joined, one layer of compression off, with caps."""
    end = block.find(b"\r\n\r\n", 0, MAX_HEADER)
    cut = 4
    if end < 0:
        end, cut = block.find(b"\n\n", 0, MAX_HEADER), 2
    if end < 0 or not block.startswith(b"HTTP/"):
        return "the record holds no HTTP reply"
    head = block[:end].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    words = head.split(b"\r\n", 1)[0].split()
    if len(words) < 2 or not words[1].isdigit():
        return "the record's HTTP reply has no status"
    headers = _headers(head)
    if headers is None:
        return "the HTTP reply has more than 1,000 lines of headers"
    body = block[end + cut :]
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = unpack.dechunked(body)
    try:
        body = unpack.decoded(body, headers.get("content-encoding", ""), MAX_RECORD)
    except unpack.TooMuch as error:
        return str(error)
    return Reply(int(words[1][:3]), headers, body)

"""Compressed bytes, unpacked with a ceiling: on size and, past the first megabyte, on the ratio to what came in."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

RATIO = 100
_FREE = 2**20  # bytes below which the ratio is not looked at: a short page of one repeated line compresses well
_STEP = 65_536
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")


class TooMuch(Exception):
    """Bytes that unpack to more than allowed, or not at all; the message is the reason."""


def inflated(source: Iterator[bytes], limit: int, wbits: int = 31) -> Iterator[bytes]:
    """The unpacked bytes of a gzip (31), zlib (15) or raw (-15) stream, several gzip members too. Raises TooMuch."""
    unzip = zlib.decompressobj(wbits)
    came, went = 0, 0
    fresh = True
    for given in source:
        chunk = given
        came += len(chunk)
        while chunk:
            try:
                piece = unzip.decompress(chunk, _STEP * 4)
            except zlib.error as error:
                raise TooMuch(f"is damaged where it is compressed ({error})") from error
            fresh = False
            went += len(piece)
            if went > limit:
                raise TooMuch(f"unpacks to more than {limit >> 20} MB")
            if went > _FREE and went > RATIO * came:
                raise TooMuch(f"unpacks to more than {RATIO} times its size, as no report does")
            if piece:
                yield piece
            chunk = unzip.unconsumed_tail
            if unzip.eof:
                chunk = unzip.unused_data.lstrip(b"\x00")
                unzip, fresh = zlib.decompressobj(wbits), True
                if chunk and (wbits != 31 or not chunk.startswith(b"\x1f\x8b")):
                    raise TooMuch("has other bytes behind its compressed part")
    if not fresh:
        raise TooMuch("is cut short: its compressed part has no end")


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file in steps."""
    while chunk := file.read(_STEP):
        yield chunk


def decoded(body: bytes, encoding: str, limit: int) -> bytes:
    """A body without its content encoding: one layer of gzip, deflate, br or zstd. Raises TooMuch."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if "," in name:
        raise TooMuch(f"is compressed in several layers ({encoding[:40]}), which is not unpacked")
    if name in ("gzip", "x-gzip"):
        return b"".join(inflated(iter((body,)), limit)) if body.startswith(b"\x1f\x8b") else body  # some archives keep it unpacked
    if name == "deflate":
        try:
            return b"".join(inflated(iter((body,)), limit, 15))
        except TooMuch as error:
            if "damaged" not in str(error):
                raise
            return b"".join(inflated(iter((body,)), limit, -15))
    if name == "br":
        return _brotli(body, limit)
    if name == "zstd":
        return _zstd(body, limit)
    raise TooMuch(f"is compressed as «{name[:20]}», which is not known")


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise TooMuch("is compressed with Brotli; install «brotli» to read it") from error
    reader = brotli.Decompressor()
    out = bytearray()
    try:
        for i in range(0, len(body), 1024):  # small steps: each may unpack a thousandfold
            out += reader.process(body[i : i + 1024])
            if len(out) > limit or (len(out) > _FREE and len(out) > RATIO * (i + 1024)):
                raise TooMuch("unpacks to more than a report holds")
    except brotli.error as error:
        raise TooMuch(f"is damaged where it is compressed ({error})") from error
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        raise TooMuch("is compressed with zstd; install «zstandard» to read it") from error
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(body) as reader:
            out: bytes = reader.read(min(limit, max(_FREE, RATIO * len(body))) + 1)
    except zstandard.ZstdError as error:
        raise TooMuch(f"is damaged where it is compressed ({error})") from error
    if len(out) > min(limit, max(_FREE, RATIO * len(body))):
        raise TooMuch("unpacks to more than a report holds")
    return out


def dechunked(body: bytes) -> bytes:
    """A body sent in chunks, joined; as it stands where it is not so."""
    out: list[bytes] = []
    at = 0
    while at < len(body):
        size = _CHUNK_SIZE.match(body, at)
        if not size:
            return body if not out else b"".join(out)
        length = int(size[1], 16)
        if length == 0:
            break
        out.append(body[size.end() : size.end() + length])
        at = size.end() + length + 2
    return b"".join(out)

"""Inputs to documents, one after the other: walks what is named, reads own formats here and foreign ones in a confined process."""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from marsad.model import Rejection
from marsad.read import parse, work
from marsad.read.decode import Unreadable
from marsad.read.document import Facts, day
from marsad.read.isolate import Pool
from marsad.read.parse import Item, parse_record
from marsad.read.pieces import MEDIA, Faulty, Passed, Piece
from marsad.read.walk import NOTHING, Given, walk

OWN = frozenset(("text", "record", "row"))
"""Kinds that nobody else's code parses: decoding and a line of JSON or CSV, linear and capped."""


def read_all(paths: Iterable[str], given: Given = NOTHING, *, stdin: BinaryIO | None = None) -> Iterator[Item | Rejection]:
    """Documents of files, folders (with their sub-folders, in name order) and «-» (standard input), as a stream."""
    pool: Pool | None = None
    try:
        for found in walk(paths, given, stdin=stdin):
            if isinstance(found, Rejection):
                yield found
            elif isinstance(found, Faulty):
                yield Rejection(found.origin, found.reason)
            elif isinstance(found, Piece):
                if found.kind in OWN:
                    yield from here(found, given)
                else:
                    pool = pool or Pool(work.TARGET)
                    yield from confined(found, given, pool)
    finally:
        if pool:
            pool.close()


def here(piece: Piece, given: Given) -> list[Item | Rejection]:
    """The documents of a piece of an own kind."""
    try:
        return list(parse.documents(piece, given.published, given.outlet))
    except Unreadable as error:
        return [Rejection(piece.origin, str(error))]


def confined(piece: Piece, given: Given, pool: Pool) -> Iterator[Item | Rejection]:
    """The documents of a piece, parsed in a worker."""
    done = pool.run(work.request(piece, published=given.published, outlet=given.outlet), piece.raw)
    when, sha256 = dt.datetime.now(dt.UTC), hashlib.sha256(piece.raw).hexdigest()
    for answer in done.answers:
        if "unreadable" in answer:
            yield Rejection(piece.origin, answer["unreadable"])
        elif "document" in answer:
            made = work.capture_of(piece, answer, when, sha256, MEDIA[piece.kind])
            yield Item(work.document_from_json(answer["document"]), made, piece.raw)
    if done.failure:
        yield Rejection(piece.origin, done.failure)


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
            record = parse_record(line.removeprefix(b"\xef\xbb\xbf"))
        except Unreadable as error:
            raise Unreadable(f"{path}:{n}: {error}") from error
        name = record.get("file")
        if not isinstance(name, str):
            raise Unreadable(f'{path}:{n}: no "file"; a line is {{"file", "published", "outlet", "title", "url"}}')
        if record.get("published") and day(record["published"]) is None:
            raise Unreadable(f"{path}:{n}: {record['published']!r} is no date; write it as 2021-02-24")
        found[pathlib.PurePath(name).name] = Facts.of(record)
    return found


__all__ = ["Given", "Item", "Passed", "confined", "here", "read_all", "read_metadata"]

"""Whether an archive is whole. A cut between two records leaves a sound, shorter web archive: the format has no mark of its end.

So whoever has a list of what should be in it is asked: a checksum beside the file (``a.warc.gz.sha256``, ``SHA256SUMS``), an index beside
it (CDX, CDXJ: where its records lie), the table of contents of a packed archive (WACZ: size and hash of each file). Where there is none,
the walk says so, and the ledger remembers how long the archive was, so that a shorter one is seen when it is read again.
"""

from __future__ import annotations

import hashlib
import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

import orjson

_LONGEST_LIST = 64 * 2**20  # bytes of a table of contents or an index that is looked at
_SUM = re.compile(r"\s*([0-9a-fA-F]{32,128})(?:\s+[*]?(.{1,500}))?\s*")
_SUMS = {"sha256": "SHA256SUMS", "sha1": "SHA1SUMS", "md5": "MD5SUMS", "sha512": "SHA512SUMS"}
_CDX = (".cdx", ".cdxj")


class Proof(NamedTuple):
    """What lies beside an archive: whether it proves the end, and what it says that does not agree."""

    proven: bool
    faults: tuple[str, ...] = ()


def beside(path: pathlib.Path, size: int) -> Proof:
    """What checksums and indexes beside the file say of it."""
    faults: list[str] = []
    proven = False
    for kind, listed in _SUMS.items():
        for file, name in ((path.with_name(f"{path.name}.{kind}"), None), (path.with_name(listed), path.name)):
            wanted = _sum(file, name)
            if wanted is None or len(wanted) != hashlib.new(kind, usedforsecurity=False).digest_size * 2:
                continue
            proven = True
            if _hash(path, kind) != wanted:
                faults.append(f"is not the file that {file.name} was made of: it was cut or changed since")
    bare = path.name.removesuffix(".gz").removesuffix(".warc")
    for file in (path.with_name(f"{name}{ending}") for name in dict.fromkeys((path.name, bare)) for ending in _CDX):
        end = _last(file, path.name)
        if end is None:
            continue
        proven = proven or end == size
        if end > size:
            faults.append(f"is cut short: by {file.name} its records go on to byte {end}, and it ends at {size}")
    return Proof(proven, tuple(faults))


def _sum(file: pathlib.Path, name: str | None) -> str | None:
    """The checksum in a file of one, or of the name in a list; None where there is none."""
    for line in _lines(file):
        found = _SUM.fullmatch(line.decode("utf-8", "replace"))
        if found and (name is None or (found[2] or "").strip().removeprefix("./") == name):
            return found[1].lower()
    return None


def _lines(file: pathlib.Path) -> list[bytes]:
    try:
        if not file.is_file() or file.stat().st_size > _LONGEST_LIST:
            return []
        return file.read_bytes().splitlines()
    except OSError:
        return []  # a list that cannot be read proves nothing, and the walk says that nothing does


def _hash(path: pathlib.Path, kind: str) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, lambda: hashlib.new(kind, usedforsecurity=False)).hexdigest()


def _last(index: pathlib.Path, name: str) -> int | None:
    """Where the last record that an index lists ends, or at least begins; None where it lists none of the archive."""
    last: int | None = None
    fields: list[str] = []
    for raw in _lines(index):
        line = raw.decode("utf-8", "replace")
        if line.lstrip().startswith("CDX "):
            fields = line.split()[1:]
            continue
        found = _entry(line, fields)
        if found and (not found[0] or pathlib.PurePosixPath(found[0]).name == name):
            last = max(last or 0, found[1])
    return last


def _entry(line: str, fields: list[str]) -> tuple[str, int] | None:
    """An index line's file and the place where its record ends (at least its first byte, where no length is given)."""
    said: Mapping[str, object] = {}
    if "{" in line:
        try:
            said = orjson.loads(line[line.index("{") :])
        except orjson.JSONDecodeError:
            return None
        name, offset, length = said.get("filename"), said.get("offset"), said.get("length")
    else:
        cells = line.split()
        if not fields or len(cells) != len(fields):
            return None
        given = dict(zip(fields, cells, strict=True))
        name, offset, length = given.get("g"), given.get("V"), given.get("S")
    if not str(offset).isdecimal() or len(str(offset)) > 15:
        return None
    size = int(str(length)) if str(length).isdecimal() and len(str(length)) < 15 else 1
    return str(name or ""), int(str(offset)) + size


class Listed(NamedTuple):
    """What a packed archive's table of contents says of one of its files."""

    size: int | None
    kind: str
    hash: str


def contents(raw: bytes) -> dict[str, Listed] | None:
    """The files that a WACZ's ``datapackage.json`` lists, by path; None where it cannot be read."""
    try:
        resources = orjson.loads(raw)["resources"]
        found = {}
        for one in resources:
            kind, _, value = str(one.get("hash", "")).partition(":")
            size = one.get("bytes")
            found[str(one["path"])] = Listed(size if isinstance(size, int) else None, kind.lower(), value.lower())
        return found
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return None


def differs(file: BinaryIO, size: int, listed: Listed) -> str | None:
    """Why a file of a packed archive is not the one that its table of contents lists; None where it is."""
    if listed.size is not None and listed.size != size:
        return f"has {size} bytes where its archive lists {listed.size}"
    if listed.kind not in ("sha256", "sha1", "sha512", "md5"):
        return None
    total = hashlib.new(listed.kind, usedforsecurity=False)
    file.seek(0)
    for chunk in iter(lambda: file.read(1 << 20), b""):
        total.update(chunk)
    file.seek(0)
    return None if total.hexdigest() == listed.hash else "is not the file that its archive lists: its hash differs"


def missing(listed: Mapping[str, Listed], seen: set[str]) -> Iterator[str]:
    """Files that the table of contents lists and the archive does not hold."""
    yield from sorted(set(listed) - seen)

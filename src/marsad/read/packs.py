"""ZIP and TAR archives as a stream of members, with caps before anything is unpacked and every member accounted for."""

from __future__ import annotations

import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from marsad.read import unpack

MAX_MEMBERS = 10_000
MAX_TOTAL = 2 * 2**30
_IN_MEMORY = 8 * 2**20
_END = b"PK\x05\x06"


@dataclass(slots=True)
class Member:
    """A file in an archive: its name and its bytes in a temporary file (in memory where small)."""

    name: str
    file: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class Bad:
    """A member (or the archive, by an empty name) that could not be read, and why."""

    name: str
    reason: str


def is_docx(file: BinaryIO) -> bool:
    """Whether the ZIP archive is a Word document."""
    names = _names(file)
    return "word/document.xml" in names


def is_wacz(file: BinaryIO) -> bool:
    """Whether the ZIP archive is a packed web archive (WACZ)."""
    names = _names(file)
    return "datapackage.json" in names and any(n.startswith("archive/") for n in names)


def _names(file: BinaryIO) -> set[str]:
    try:
        if (_entries(file) or 0) > MAX_MEMBERS:
            return set()
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return set()
    finally:
        file.seek(0)


def _entries(file: BinaryIO) -> int | None:
    """How many members the archive says it has, before its table is read."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    return int.from_bytes(tail[at + 10 : at + 12], "little") if at >= 0 else None


def one(file: BinaryIO, name: str, limit: int = 16 * 2**20) -> bytes | None:
    """The bytes of one member, where the archive holds it and it is not larger than that."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(name) as source:
            raw = source.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, struct.error, ValueError, RuntimeError):
        return None  # the walk over all members names what is damaged
    finally:
        file.seek(0)
    return raw if len(raw) <= limit else None


def zip_members(file: BinaryIO, size: int) -> Iterator[Member | Bad]:
    """The members of a ZIP archive in the order in which they lie."""
    said = _entries(file)
    if said is not None and said > MAX_MEMBERS:
        yield Bad("", f"holds {said} files, more than {MAX_MEMBERS}; unpack it and name the folder")
        return
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        infos = sorted(archive.infolist(), key=lambda i: i.header_offset)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, RecursionError) as error:
        yield Bad("", f"is a ZIP archive that cannot be opened ({error})")
        return
    with archive:
        why = _refusal(infos, size)
        if why:
            yield Bad("", why)
            return
        if said is not None and said != 0xFFFF and said != len(infos):
            yield Bad("", f"says that it holds {said} files and lists {len(infos)}")
        for info in infos:
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                yield Bad(info.filename, "is locked with a password; unpack it and name the folder")
                continue
            if info.file_size > unpack._FREE and info.file_size > unpack.RATIO * max(1, info.compress_size):
                yield Bad(info.filename, f"unpacks to more than {unpack.RATIO} times its size, as no report does")
                continue
            yield _spooled(archive, info)


def _spooled(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member | Bad:
    spool: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115 - the member closes it
    went = 0
    try:
        with archive.open(info) as source:
            while chunk := source.read(65_536):
                went += len(chunk)
                if went > info.file_size:
                    spool.close()
                    return Bad(info.filename, "unpacks to more than it says")
                spool.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error, ValueError, RuntimeError) as error:
        spool.close()
        return Bad(info.filename, f"is damaged in its archive ({error})")
    if went != info.file_size:
        spool.close()
        return Bad(info.filename, "is cut short in its archive")
    spool.seek(0)
    return Member(info.filename, spool, went)


def _refusal(infos: list[zipfile.ZipInfo], size: int) -> str | None:
    """Why the archive as a whole is not unpacked: too much in it, or members that lie over each other (a bomb's trick)."""
    if sum(i.file_size for i in infos) > MAX_TOTAL:
        return f"unpacks to more than {MAX_TOTAL >> 30} GB; unpack it and name the folder"
    end = 0
    for info in infos:
        if info.header_offset < end:
            return "holds files that lie over each other, as only a bomb does"
        end = info.header_offset + 30 + len(info.filename.encode("utf-8", "replace")) // 4 + info.compress_size
    if end > size:
        return "is cut short: its files are longer than it is"
    return None


def tar_members(file: BinaryIO, size: int) -> Iterator[Member | Bad]:
    """The members of a TAR archive (unpacked), in order. Links and devices are passed by; what lies behind a broken head is named."""
    count, total, end = 0, 0, 0
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            for info in archive:
                count, total = count + 1, total + max(0, info.size)
                end = info.offset_data + (max(0, info.size) + 511) // 512 * 512 if info.isreg() else info.offset_data
                if count > MAX_MEMBERS or total > MAX_TOTAL:
                    yield Bad("", f"holds more than {MAX_MEMBERS} files or {MAX_TOTAL >> 30} GB; unpack it and name the folder")
                    return
                archive.members.clear()  # type: ignore[attr-defined]  # the module keeps every member for ever otherwise
                if info.isreg() and info.sparse is None:
                    yield _taken(archive, info, size)
                elif not info.isdir():
                    yield Bad(info.name, "is a link or a device in its archive, not a file")
    except (tarfile.TarError, OSError, ValueError, EOFError, zlib.error, OverflowError) as error:
        yield Bad("", f"is a TAR archive that cannot be read on ({error})")
        return
    file.seek(end)
    while chunk := file.read(65_536):
        if chunk.strip(b"\x00"):
            yield Bad("", f"the archive cannot be read behind byte {end}: a member's head there is broken")
            return
    if end > size:
        yield Bad("", "is cut short: its last file is not whole")
    elif size - end < 512:
        yield Bad("", "is cut short: the archive has no end mark")


def _taken(archive: tarfile.TarFile, info: tarfile.TarInfo, size: int) -> Member | Bad:
    if info.offset_data + info.size > size:
        return Bad(info.name, "is cut short in its archive")
    source = archive.extractfile(info)
    if source is None:
        return Bad(info.name, "cannot be taken out of its archive")
    spool: BinaryIO = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115 - the member closes it
    went = 0
    while chunk := source.read(65_536):
        went += len(chunk)
        spool.write(chunk)
    if went != info.size:
        spool.close()
        return Bad(info.name, "is cut short in its archive")
    spool.seek(0)
    return Member(info.name, spool, went)

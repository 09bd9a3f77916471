"""Raw bytes kept for ever under their sha256: whole or not at all, on the disk before anyone is told so."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pathlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from marsad.model import Capture

_T = TypeVar("_T")
_TOGETHER = 8  # files that are written and synced side by side: a disk takes several syncs in the time of one


class Damaged(Exception):
    """Stored bytes that are missing or are no longer what their name says."""


def capture(raw: bytes, origin: str, *, got_at: dt.datetime | None = None, media_type: str = "text/plain", charset: str | None = None,
            url: str | None = None, headers: Mapping[str, str] | None = None) -> Capture:  # fmt: skip
    """The record of some bytes: what they are, where they came from, when."""
    when = got_at or dt.datetime.now(dt.UTC)
    return Capture(hashlib.sha256(raw).hexdigest(), len(raw), origin, when, media_type, charset, url, dict(headers or {}))


def path_of(sha256: str, store: pathlib.Path) -> pathlib.Path:
    """Where the bytes lie: ``store/ab/cdef…``."""
    return store / sha256[:2] / sha256[2:]


def keep(raw: bytes, store: pathlib.Path) -> pathlib.Path:
    """Writes the bytes into the store (temporary file, fsync, rename, fsync of the folder); bytes already there are left alone."""
    sha256 = hashlib.sha256(raw).hexdigest()
    keep_many({sha256: raw}, store)
    return path_of(sha256, store)


def keep_many(raws: Mapping[str, bytes], store: pathlib.Path) -> None:
    """``keep`` for several, by their sha256, with one sync a folder; when it returns, all of them are on the disk."""
    missing = [(path, raw) for sha256, raw in raws.items() if not _there(path := path_of(sha256, store), len(raw))]
    folders = {path.parent for path, _ in missing}
    made = [folder for folder in folders if not folder.is_dir()]
    for folder in made:
        folder.mkdir(parents=True, exist_ok=True)
    _side_by_side(lambda one: _write(*one), missing)
    _side_by_side(_sync, [*folders, *([store] if made else [])])


def _there(path: pathlib.Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _side_by_side(do: Callable[[_T], None], things: Sequence[_T]) -> None:
    if len(things) < 2:
        for one in things:
            do(one)
        return

    def some(nth: int) -> None:
        for one in things[nth::_TOGETHER]:
            do(one)

    with ThreadPoolExecutor(min(_TOGETHER, len(things))) as threads:
        list(threads.map(some, range(_TOGETHER)))


def _sync(folder: pathlib.Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(target: pathlib.Path, raw: bytes) -> None:
    """The bytes under the name, whole or not at all."""
    temporary = f"{target.parent}/.new-{target.name}-{os.getpid()}-{threading.get_ident()}"  # nobody else's: one writer a thread
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=0) as f:
            view = memoryview(raw)
            while view:
                view = view[f.write(view) :]
            os.fsync(handle)
        pathlib.Path(temporary).replace(target)
    except OSError:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise


def fetch(sha256: str, store: pathlib.Path) -> bytes:
    """The bytes of a capture. Raises Damaged where they are gone or changed."""
    path = path_of(sha256, store)
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise Damaged(f"{path}: the bytes of this capture are missing from the store") from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise Damaged(f"{path}: the bytes of this capture have been changed")
    return raw

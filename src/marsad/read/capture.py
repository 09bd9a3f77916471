"""Raw bytes kept for ever under their sha256: whole or not at all, on the disk before anyone is told so."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pathlib
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from marsad.model import Capture


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
    keep_many([raw], store)
    return path_of(hashlib.sha256(raw).hexdigest(), store)


def keep_many(raws: Sequence[bytes], store: pathlib.Path) -> None:
    """``keep`` for several, synced side by side and with one sync a folder; when it returns, all of them are on the disk."""
    wanted: dict[pathlib.Path, bytes] = {}
    for raw in raws:
        target = path_of(hashlib.sha256(raw).hexdigest(), store)
        if not (target.exists() and target.stat().st_size == len(raw)):
            target.parent.mkdir(parents=True, exist_ok=True)
            wanted[target] = raw
    folders = {t.parent for t in wanted}
    if len(wanted) > 1:
        with ThreadPoolExecutor(min(8, len(wanted))) as threads:  # the disk takes several syncs in the time of one
            list(threads.map(_write, wanted.keys(), wanted.values()))
            list(threads.map(_sync, folders))
    else:
        for target, raw in wanted.items():
            _write(target, raw)
            _sync(target.parent)


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

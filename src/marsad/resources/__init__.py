"""The only room that opens ``data/``: YAML and CSV in, checked objects out; compiled once, cached by content.

Every kind of data file has its schema in a module beside this one (actors, places, sources, frames, …).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pathlib
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import orjson
import yaml

from marsad import __version__
from marsad.settings import cache_dir

DATA = pathlib.Path(__file__).parent.parent / "data"
INDEX = DATA / "_index"  # compiled by the build hook, carried by the wheel
_CODE = (pathlib.Path(__file__).parent, pathlib.Path(__file__).parent.parent / "arabic")
T = TypeVar("T")


class DataError(Exception):
    """A data file that breaks its schema; the message names the file, the entry and the keys allowed."""


def load_yaml(path: pathlib.Path) -> Any:
    """A YAML file with every scalar a string (so that no, 012 and 12:30 stay what they are)."""
    try:
        with path.open(encoding="utf-8") as f:
            return yaml.load(f, Loader=_LOADER)  # noqa: S506 - the base loader builds str, list and dict only
    except yaml.YAMLError as error:
        raise DataError(f"{path}: not YAML: {error}") from error


_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def own_folder() -> pathlib.Path | None:
    """A deployment's own entries beside ours, in the same shape of folders ($MARSAD_LEXICON); None where there are none."""
    given = os.environ.get("MARSAD_LEXICON")
    return pathlib.Path(given) if given and pathlib.Path(given).is_dir() else None


def files(pattern: str) -> list[pathlib.Path]:
    """Data files by a glob under ``data/``, in name order, then those of the deployment's own folder."""
    own = own_folder()
    return [*sorted(DATA.glob(pattern)), *(sorted(own.glob(pattern)) if own else ())]


@functools.lru_cache(maxsize=64)
def content_hash(patterns: tuple[str, ...]) -> str:
    """sha256 over the names and bytes of the data files that match, and of the code that compiles them."""
    digest = hashlib.sha256(__version__.encode())
    own = own_folder()
    for root in (DATA, own) if own else (DATA,):
        for path in sorted({p for pattern in patterns for p in root.glob(pattern)}):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    for folder in _CODE:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def data_hash() -> str:
    """The hash of the whole pantry: which lexicon a reading was made with."""
    return content_hash(("**/*.yml", "**/*.csv"))[:16]


def compiled(name: str, patterns: Iterable[str], build: Callable[[], T]) -> T:
    """What ``build`` makes (JSON-able) from the files under ``patterns``, from the cache where they have not changed.

    Looked for in the wheel's index, then in the user's cache; built and stored there otherwise.
    """
    key = f"{name}-{content_hash(tuple(sorted(patterns)))[:20]}.json"
    for folder in (INDEX, cache_dir()):
        try:
            return orjson.loads((folder / key).read_bytes())  # type: ignore[no-any-return]
        except FileNotFoundError:
            continue
    with _shown(name):
        value = build()
    store(cache_dir() / key, orjson.dumps(value, option=orjson.OPT_SORT_KEYS))
    # read back, so that the first run sees the same types (lists, string keys) as every later one
    return orjson.loads(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))  # type: ignore[no-any-return]


@contextlib.contextmanager
def _shown(name: str) -> Iterator[None]:
    """A progress bar while an index is compiled, on a terminal only: it happens once for each state of the data."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        bar.add_task(f"compiling {name}", total=None)
        yield


def store(path: pathlib.Path, data: bytes) -> None:
    """Writes a cache file whole or not at all; a folder that cannot be written only costs time at the next start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(data)
        pathlib.Path(temporary).replace(path)
    except OSError:  # a full disk, or a reading process, which may write no file
        with contextlib.suppress(OSError):
            pathlib.Path(temporary).unlink(missing_ok=True)

"""A deployment's own entries, added from the screen: actors, spellings of places, outlets. Same shape as ours, in a folder of their own.

``actors/added.yml``, ``places/aliases.csv``, ``sources/added.yml`` under the folder; handed on, they can become part of the pantry.
Each addition is checked by reading the whole table with it; what does not pass is not written.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pathlib
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from marsad import resources
from marsad.resources import DataError, actors, places, sources


def use(folder: pathlib.Path) -> None:
    """Makes the folder the deployment's own, for this process and those that it starts."""
    os.environ["MARSAD_LEXICON"] = str(folder.resolve())
    forget()


def forget() -> None:
    """Drops every table that was read, so that the next question reads the files as they are now."""
    for name, module in list(sys.modules.items()):
        if name == "marsad.resources" or name.startswith("marsad.resources."):
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def add_actor(folder: pathlib.Path, *, id_: str, ar: str, en: str, kind: str, country: str = "", parent: str = "", aliases: tuple[str, ...] = ()) -> None:
    """A new actor («لواء فجر حماة»), or, where the id is known, further names of it. Raises DataError with what is wrong."""
    path = folder / "actors" / "added.yml"
    if actors.tree().get(id_) is not None:
        names = [n for n in dict.fromkeys((ar, *aliases)) if n]
        _write(path, "labels", {"of": id_, "aliases": names}, lambda: actors.build())
        return
    entry: dict[str, Any] = {"id": id_, "ar": ar, "en": en or ar, "kind": kind}
    if country:
        entry["country"] = country
    if parent:
        entry["parents"] = [{"of": parent}]
    if aliases:
        entry["aliases"] = list(aliases)
    _write(path, "actors", entry, lambda: actors.build())


def add_source(folder: pathlib.Path, *, id_: str, name: str, en: str, kind: str, country: str = "", domain: str = "", actor: str = "") -> None:
    """A new outlet or monitor. Raises DataError with what is wrong."""
    entry: dict[str, Any] = {"id": id_, "name": name, "en": en or name, "kind": kind}
    entry |= {k: v for k, v in (("country", country), ("actor", actor)) if v} | ({"domains": [domain]} if domain else {})
    _write(folder / "sources" / "added.yml", "", entry, sources.entries)


def add_spelling(folder: pathlib.Path, *, place: str, spelling: str) -> None:
    """A further spelling of a known place. Raises DataError where no place has the id, or it has that spelling."""
    known = places.table().get(place)
    if known is None:
        raise DataError(f"{place}: no place has this id")
    if spelling in known.names:
        raise DataError(f"{place}: {spelling} is a name of it already")
    path = folder / "places" / "aliases.csv"
    before = path.read_text(encoding="utf-8") if path.exists() else "id,note,variant\n"
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([place, "added", spelling])
    _replace(path, before + line.getvalue(), places.aliases)


def patch(folder: pathlib.Path) -> bytes:
    """The folder's files as a ZIP with fixed times: what is handed to the pantry."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in sorted(p for kind in ("actors/*.yml", "places/*.csv", "sources/*.yml") for p in folder.glob(kind)):
            pack.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    return out.getvalue()


def _write(path: pathlib.Path, under: str, entry: Mapping[str, Any], check: Callable[[], object]) -> None:
    """Appends an entry to a file of entries (to one of its lists, where it has several) and writes it whole."""
    held: Any = resources.load_yaml(path) if path.exists() else None
    if under:
        held = dict(held or {})
        held[under] = [*held.get(under, []), entry]
    else:
        held = [*(held or []), entry]
    _replace(path, _yaml(held), check)


def _yaml(held: Any) -> str:
    """Entries as YAML that a person can edit; every scalar quoted as JSON, which YAML reads as it is."""
    def entry(one: Mapping[str, Any], indent: str) -> str:
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in one.items()]
        return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"

    if isinstance(held, list):
        return "".join(entry(one, "") for one in held)
    return "".join(f"{key}:\n" + "".join(entry(one, "  ") for one in ones) for key, ones in held.items())


def _replace(path: pathlib.Path, text: str, check: Callable[[], object]) -> None:
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    forget()
    try:
        check()
    except (DataError, ValidationError) as error:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        forget()
        raise error if isinstance(error, DataError) else DataError(f"{path}: {error.errors()[0]['msg']}") from error

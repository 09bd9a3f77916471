"""``sources.yml``: what is watched, how often, and how; written by the user, checked here."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from marsad import resources

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Watched(BaseModel):
    """One source. ``address``: of a feed, page or sitemap, or a folder; ``every``: «30m», «6h»; ``pages``: fetch what a feed links to."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_.-]+$")
    kind: Literal["feed", "page", "sitemap", "folder"]
    address: str
    every: str = "1h"
    outlet: str | None = None
    pages: Literal["yes", "no"] = "no"
    proxy: str | None = Field(default=None, pattern=r"^(?:http|socks5h)://[^\s/@]+:\d+/?$")
    delay: str = "5s"
    robots: Literal["respect", "ignore"] = "respect"
    why: str | None = None  # must be said where robots.txt is ignored

    @field_validator("every", "delay")
    @classmethod
    def _a_time(cls, value: str) -> str:
        seconds(value)
        return value


class Sources(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    sources: list[Watched] = Field(min_length=1)


def seconds(text: str) -> float:
    """«90s», «30m», «6h», «2d» in seconds. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", text)
    if not found:
        raise ValueError(f"{text!r} is no time; write 90s, 30m, 6h or 2d")
    return float(int(found[1]) * _UNITS[found[2]])


def load(path: pathlib.Path) -> list[Watched]:
    """The sources of a file. Raises DataError naming the file, the place and what is wrong."""
    if not path.is_file():
        raise resources.DataError(f"{path}: no such file; list what is to be watched in it, see docs/reading.md")
    try:
        found = Sources.model_validate(resources.load_yaml(path)).sources
    except ValidationError as error:
        first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")  # a misspelt key before the one that it leaves missing
        where = ".".join(map(str, first["loc"]))
        raise resources.DataError(f"{path}: {where}: {first['msg']}; the keys of a source are {', '.join(Watched.model_fields)}") from error
    twice = {s.id for s in found if sum(o.id == s.id for o in found) > 1}
    if twice:
        raise resources.DataError(f"{path}: two sources are called {sorted(twice)[0]}")
    for one in found:
        if one.robots == "ignore" and not one.why:
            raise resources.DataError(f"{path}: {one.id}: to ignore robots.txt, say why under «why»")
    return found


def add(path: pathlib.Path, *, address: str, kind: str, every: str = "1h", outlet: str | None = None, pages: str = "no") -> Watched:
    """Appends a source to the file, which keeps its comments and order; its id is made of the address. Raises DataError or ValueError.

    «https://example.org/ar/rss.xml» → id example.org-ar-rss.xml.
    """
    known = load(path) if path.exists() else []
    if any(one.address == address for one in known):
        raise ValueError(f"{address} is watched already")
    base = re.sub(r"[^a-z0-9_.]+", "-", address.split("://", 1)[-1].lower()).strip("-.")[:60] or "source"
    taken = {one.id for one in known}
    name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 1000))) if n not in taken)
    try:
        new = Watched.model_validate({"id": name, "kind": kind, "address": address, "every": every, "outlet": outlet, "pages": pages})
    except ValidationError as error:
        raise ValueError(f"{address}: {error.errors()[0]['msg']}") from error
    before = path.read_text(encoding="utf-8") if path.exists() else "sources:\n"
    indent = next((line[: len(line) - len(line.lstrip())] for line in before.splitlines() if line.lstrip().startswith("- ")), "  ")
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in new.model_dump(exclude_defaults=True).items()]
    after = before.rstrip("\n") + f"\n{indent}- {lines[0]}\n" + "".join(f"{indent}  {line}\n" for line in lines[1:])
    part = path.with_name(f".{path.name}.part")
    part.write_text(after, encoding="utf-8")
    try:
        if [one.address for one in load(part)] != [*(one.address for one in known), address]:
            raise resources.DataError(f"{path}: a source cannot be appended, because its list is not the last thing in the file")
    except resources.DataError:
        part.unlink()
        raise
    part.replace(path)
    return new

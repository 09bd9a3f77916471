"""``sources.yml``: what is watched, how often, and how; written by the user, checked here."""

from __future__ import annotations

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

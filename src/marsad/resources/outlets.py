"""Furniture rules: the general ones and those of single outlets, keyed by domain; schema and compiled form."""

from __future__ import annotations

import functools
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad import resources

PATTERNS = ("outlets/*.yml",)
GENERAL = "general"


class Rule(BaseModel):
    """One kind of furniture line; what its keys mean stands at the head of general.yml."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    id: str = Field(pattern=r"^[a-z0-9_.]+$")
    is_: list[str] = Field(default=[], alias="is")
    starts: list[str] = []
    words: list[str] = []
    has: list[str] = []
    credit: list[str] = []
    separator: Literal["yes", ""] = ""
    block: Literal["yes", ""] = ""
    max_words: int = 12
    zone: Literal["any", "top", "end"] = "any"
    examples: list[str] = Field(min_length=1)
    keep: list[str] = []


class Outlet(BaseModel):
    """A file of rules. ``outlet``: the domain, or "general"; the file's name is the same."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    outlet: str
    rules: list[Rule]
    dateline: list[str] = []  # words that stand beside the date in a dateline


def entries() -> list[Outlet]:
    """All files of rules, checked. Raises DataError naming the file, the rule and the allowed keys."""
    found = []
    for path in resources.files(PATTERNS[0]):
        try:
            one = Outlet.model_validate(resources.load_yaml(path))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            allowed = ", ".join(f.alias or name for name, f in Rule.model_fields.items())
            raise resources.DataError(f"{path}: {where}: {first['msg']}; the keys of a rule are {allowed}") from error
        if one.outlet != path.name.removesuffix(".yml"):
            raise resources.DataError(f"{path}: declares the outlet {one.outlet}; the file's name must be the same")
        found.append(one)
    return found


def _build() -> dict[str, Any]:
    return {one.outlet: one.model_dump(by_alias=True) for one in entries()}


@functools.lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The files by outlet, as checked, in plain dictionaries with the keys of the files."""
    return resources.compiled("outlets", PATTERNS, _build)


def domain_of(url: str | None) -> str | None:
    """The outlet file that an address falls under: «https://www.syria.tv/…» → syria.tv; None where there is none."""
    try:
        host = (urlsplit(url).hostname or "") if url and "//" in url else ""
    except ValueError:  # «https://[x»
        return None
    labels = host.lower().split(".")
    known = table()
    return next((d for i in range(len(labels)) if (d := ".".join(labels[i:])) in known and d != GENERAL), None)

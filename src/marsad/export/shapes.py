"""Footprints in the forms that maps read: GeoJSON, WKB, WKT, KML. Longitude first, WGS 84, rings closed and against the clock."""

from __future__ import annotations

import functools
import math
import struct
from itertools import chain
from typing import Any

from marsad.model import Place

JSON = dict[str, Any]
_AROUND = 32


def geometry(place: Place | None) -> JSON | None:
    """The footprint as GeoJSON; the circle around the middle where none is kept; None without a place on the map."""
    if place is None:
        return None
    if place.footprint is not None:
        return place.footprint
    if place.lat is None or place.lon is None:
        return None
    return {"type": "Polygon", "coordinates": [circle(place.lat, place.lon, place.radius_km or 1.0)]}


@functools.lru_cache(maxsize=20_000)
def circle(lat: float, lon: float, km: float) -> list[list[float]]:
    """A ring of 32 points at that distance, on the sphere."""
    angle, a = km / 6371.0088, math.radians(lat)
    ring = []
    for n in range(_AROUND):
        turn = 2 * math.pi * n / _AROUND
        b = math.asin(math.sin(a) * math.cos(angle) + math.cos(a) * math.sin(angle) * math.cos(turn))
        east = math.atan2(math.sin(turn) * math.sin(angle) * math.cos(a), math.cos(angle) - math.sin(a) * math.sin(b))
        ring.append([round((lon - math.degrees(east) + 540) % 360 - 180, 4), round(math.degrees(b), 4)])
    return [*ring, ring[0]]


def rings(shape: JSON) -> list[list[list[list[float]]]]:
    """The polygons of a footprint, each a list of rings. Lines and points have none."""
    if shape["type"] == "Polygon":
        return [shape["coordinates"]]
    if shape["type"] == "MultiPolygon":
        found: list[list[list[list[float]]]] = shape["coordinates"]
        return found
    if shape["type"] == "GeometryCollection":
        return [p for part in shape["geometries"] for p in rings(part)]
    return []


def wkb(shape: JSON) -> bytes:
    """Well-known binary, little endian; a footprint without an area goes through shapely."""
    polygons = rings(shape)
    if not polygons:
        import shapely
        from shapely.geometry import shape as read

        found: bytes = shapely.to_wkb(read(shape), byte_order=1)
        return found
    parts = [_polygon(p) for p in polygons]
    return parts[0] if shape["type"] == "Polygon" else struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)


def _polygon(polygon: list[list[list[float]]]) -> bytes:
    out = [struct.pack("<BII", 1, 3, len(polygon))]
    for ring in polygon:
        flat = list(chain.from_iterable(ring))
        out.append(struct.pack(f"<I{len(flat)}d", len(ring), *flat))
    return b"".join(out)


def wkt_point(lat: float, lon: float) -> str:
    """«POINT (40.32 34.91)»."""
    return f"POINT ({lon} {lat})"


def priogrid(lat: float, lon: float) -> int:
    """The PRIO-GRID cell (half a degree, counted from the south-west corner, rows first)."""
    row, column = min(int((lat + 90) * 2), 359), min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1

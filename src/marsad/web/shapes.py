"""Footprints for the map: areas as areas. GeoJSON, longitude first, rounded to what a report can support."""

from __future__ import annotations

import math

from marsad.model import JSON, Place

_KM_PER_DEGREE = 111.32
WIDE = frozenset({"district", "admin1", "region", "country"})
"""Precisions that are drawn with a broken edge and never get a ring of their own: the report names no spot."""


def circle(lat: float, lon: float, radius_km: float) -> JSON:
    """A circle on the ground as a polygon; small ones need fewer corners to look round."""
    corners = 20 if radius_km < 8 else 32 if radius_km < 40 else 48
    up = radius_km / _KM_PER_DEGREE
    across = up / max(0.1, math.cos(math.radians(lat)))
    ring = [
        [round(lon + across * math.cos(2 * math.pi * i / corners), 4), round(lat + up * math.sin(2 * math.pi * i / corners), 4)]
        for i in range(corners)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def area(place: Place) -> JSON | None:
    """The footprint's geometry: as the ledger has it, else the circle; None where nothing is known."""
    if place.footprint and place.footprint.get("type") in ("Polygon", "MultiPolygon") and place.footprint.get("coordinates"):
        return place.footprint
    if place.lat is None or place.lon is None:
        return None
    return circle(place.lat, place.lon, max(place.radius_km or 1.0, 0.5))


def centre(place: Place) -> JSON | None:
    """Where to write the place's name."""
    if place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon, 4), round(place.lat, 4)]}


def is_wide(place: Place) -> bool:
    """Whether the words name an area rather than a spot."""
    return place.precision in WIDE or (place.radius_km or 0) > 30

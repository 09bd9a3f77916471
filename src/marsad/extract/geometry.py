"""Footprints: the areas in which place phrases let an event have happened. Geodesic (WGS84), no network, made when asked for.

A *shape* is a plain tuple, so that it can be a cache key; ``measure`` turns it into centre, radius and GeoJSON.

    ("circle", lat, lon, km)                 ("area", ring)                   ("line", points, km)
    ("sector", lat, lon, bearing, from_km, to_km, half_angle)                 ("hull", shapes)
    ("toward", shape, lat, lon, bearing)  the part of a shape that lies to that side of a point
    ("between", shape, shape)             along the common border, or the land between the two
    ("both", shape, shape)                what is in both; the first where they do not meet
    ("ring", place id)                    the outline that the gazetteer has of a place: a key of two words, not of hundreds of points
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyproj
import shapely
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]
from shapely.geometry import LineString, MultiPoint, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from marsad.extract import gazetteer

set_network_enabled(False)
_GEOD = pyproj.Geod(ellps="WGS84")
_KM_A_DEGREE = 111.2
_ROUND = 3  # decimals of a degree: 100 m, far finer than any phrase
_HALF_ANGLE = 50.0
_AROUND = 32  # points of a circle
_CONTINENTAL_KM = 1200.0

Shape = tuple[Any, ...]
Point = tuple[float, float]  # (lat, lon)


class Measured(NamedTuple):
    """Centre, the radius that covers the footprint, and the footprint as GeoJSON where it is more than that circle."""

    lat: float
    lon: float
    radius_km: float
    geojson: dict[str, Any] | None


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance; a quick estimate for choosing between candidates."""
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(x, math.radians(b[0] - a[0])) * 6371.0


def bearing(a: Point, b: Point) -> float:
    """The compass direction from a to b, 0 to 360."""
    return float(_GEOD.inv(a[1], a[0], b[1], b[0])[0]) % 360


@functools.lru_cache(maxsize=8192)
def measure(shape: Shape) -> Measured:
    """Centre, radius and GeoJSON of a shape. The radius reaches from the centre to the farthest corner."""
    if shape[0] == "circle":
        return Measured(round(shape[1], _ROUND + 1), round(shape[2], _ROUND + 1), round(shape[3], 1), None)
    if shape[0] == "toward" and shape[1][0] == "circle" and shape[1][3] > _CONTINENTAL_KM:
        # half a continent needs no outline, and one over a pole or the date line could not be drawn
        lon, lat, _ = _GEOD.fwd(shape[3], shape[2], shape[4], shape[1][3] * 500)
        return Measured(round(lat, 2), round(lon, 2), round(0.7 * shape[1][3], 0), None)
    geometry = polygon(shape)
    centre = geometry.centroid
    if geometry.geom_type != "Polygon":
        geometry = geometry.convex_hull
    if not geometry.contains(centre):
        centre = geometry.representative_point()
    corners = [c for part in getattr(geometry, "geoms", [geometry]) for c in part.exterior.coords]
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    reach = max(_GEOD.inv([centre.x] * len(lons), [centre.y] * len(lons), lons, lats)[2]) / 1000
    return Measured(round(centre.y, _ROUND + 1), round(centre.x, _ROUND + 1), round(reach, 1), _geojson(geometry))


@functools.lru_cache(maxsize=8192)
def polygon(shape: Shape) -> BaseGeometry:
    """The shape as a valid shapely geometry in degrees (x is the longitude)."""
    made = _drawn(shape)
    return made if made.is_valid else _solid(shapely.make_valid(made)) or made


def _drawn(shape: Shape) -> BaseGeometry:
    kind = shape[0]
    if kind == "circle":
        return _circle(*shape[1:])
    if kind == "area":
        return Polygon([(lon, lat) for lat, lon in shape[1]]).buffer(0)
    if kind == "ring":
        return Polygon([(lon, lat) for lat, lon in gazetteer.index().rings[shape[1]]]).buffer(0)
    if kind == "sector":
        return _sector(*shape[1:])
    if kind == "line":
        return _strip(shape[1], shape[2])
    if kind == "hull":
        return shapely.union_all([polygon(s) for s in shape[1]]).convex_hull
    if kind == "toward":
        return _toward(*shape[1:])
    if kind == "between":
        return _between(shape[1], shape[2])
    if kind == "both":
        first = polygon(shape[1])
        common = first.intersection(polygon(shape[2]))
        return _solid(common) or first
    raise ValueError(f"no such shape: {kind}")


def _circle(lat: float, lon: float, km: float) -> BaseGeometry:
    return _fan(lat, lon, km, [i * 360 / _AROUND for i in range(_AROUND)])


def _fan(lat: float, lon: float, km: float, angles: Sequence[float]) -> BaseGeometry:
    n = len(angles)
    lons, lats, _ = _GEOD.fwd([lon] * n, [lat] * n, list(angles), [km * 1000] * n)
    return Polygon(list(zip(lons, lats, strict=True)))


def _arc(lat: float, lon: float, km: float, angles: Sequence[float]) -> list[tuple[float, float]]:
    n = len(angles)
    lons, lats, _ = _GEOD.fwd([lon] * n, [lat] * n, list(angles), [km * 1000] * n)
    return list(zip(lons, lats, strict=True))


def _sector(lat: float, lon: float, towards: float, start: float, end: float, half: float) -> BaseGeometry:
    angles = [towards - half + i * half / 6 for i in range(13)]
    outer = _arc(lat, lon, end, angles)
    inner = _arc(lat, lon, start, angles[::-1]) if start > 0 else [(lon, lat)]
    return Polygon(outer + inner)


def _toward(shape: Shape, lat: float, lon: float, towards: float) -> BaseGeometry:
    whole = polygon(shape)
    west, south, east, north = whole.bounds
    reach = 1.5 * _KM_A_DEGREE * math.hypot(east - west, north - south) + 50
    part = _solid(whole.intersection(polygon(("sector", lat, lon, towards, 0, min(reach, 3000.0), _HALF_ANGLE))))
    return part or whole


def _strip(points: Sequence[Point], km: float) -> BaseGeometry:
    """Both sides of a line, ``km`` wide to each side."""
    middle = sum(p[0] for p in points) / len(points)
    squeeze = math.cos(math.radians(middle))
    line = LineString([(lon * squeeze, lat) for lat, lon in points])
    band = line.buffer(km / _KM_A_DEGREE, quad_segs=3)
    return Polygon([(x / squeeze, y) for x, y in band.exterior.coords])


def _between(one: Shape, other: Shape) -> BaseGeometry:
    a, b = polygon(one), polygon(other)
    ca, cb = a.centroid, b.centroid
    apart = distance_km((ca.y, ca.x), (cb.y, cb.x))
    if a.distance(b) * _KM_A_DEGREE < apart / 4:
        # neighbours: a strip along the border that they share, 15 % of the way into each
        margin = max(5.0, 0.15 * apart) / _KM_A_DEGREE
        border = _solid(a.buffer(margin).intersection(b.buffer(margin)))
        if border:
            return border.simplify(0.01)
    width = max(3.0, min(25.0, apart / 5))
    return _strip([(ca.y, ca.x), (cb.y, cb.x)], width)


def _solid(geometry: BaseGeometry) -> BaseGeometry | None:
    """The polygon in a geometry (the largest where there are several), None where there is none."""
    parts = [g for g in getattr(geometry, "geoms", [geometry]) if isinstance(g, Polygon) and not g.is_empty]
    return max(parts, key=lambda g: g.area) if parts else None


def _geojson(geometry: BaseGeometry) -> dict[str, Any]:
    tidy = shapely.set_precision(geometry, 10**-_ROUND)
    shown = tidy if not tidy.is_empty else geometry
    shape = mapping(shapely.orient_polygons(shown) if hasattr(shapely, "orient_polygons") else shown)
    return {"type": shape["type"], "coordinates": _lists(shape["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(v) for v in value] if isinstance(value, tuple | list) else round(value, _ROUND)


def hull_of(points: Sequence[Point]) -> BaseGeometry:
    """The smallest convex area around points."""
    return MultiPoint([(lon, lat) for lat, lon in points]).convex_hull

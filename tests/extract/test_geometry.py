"""Footprints lie where the words say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from marsad.extract.geometry import bearing, distance_km, measure, polygon

LAT = st.floats(-50, 60)
LON = st.floats(-150, 150)


@given(LAT, LON, st.floats(1, 300))
def test_a_circle_needs_no_outline(lat: float, lon: float, km: float) -> None:
    m = measure(("circle", lat, lon, km))
    assert m.geojson is None
    assert m.radius_km == pytest.approx(km, abs=0.06)


@given(LAT, LON, st.sampled_from([0, 45, 90, 135, 180, 225, 270, 315]), st.floats(10, 80))
def test_a_sector_lies_to_its_side(lat: float, lon: float, towards: int, far: float) -> None:
    m = measure(("sector", lat, lon, float(towards), 2.0, far, 45.0))
    off = abs((bearing((lat, lon), (m.lat, m.lon)) - towards + 180) % 360 - 180)
    assert off < 15
    assert m.radius_km < far
    assert m.geojson is not None and m.geojson["type"] == "Polygon"


def test_the_radius_covers_the_footprint() -> None:
    m = measure(("hull", (("circle", 35.0, 40.0, 5.0), ("circle", 35.3, 40.5, 5.0))))
    assert m.geojson is not None
    for lon, lat in m.geojson["coordinates"][0]:
        assert distance_km((m.lat, m.lon), (lat, lon)) <= m.radius_km * 1.02


def test_between_neighbours_is_a_strip_along_their_border() -> None:
    west, east = ("area", ((35.0, 38.0), (36.0, 38.0), (36.0, 39.0), (35.0, 39.0))), ("area", ((35.0, 39.0), (36.0, 39.0), (36.0, 40.0), (35.0, 40.0)))
    m = measure(("between", west, east))
    assert m.lon == pytest.approx(39.0, abs=0.05)
    strip = shape(m.geojson)
    assert strip.contains(Point(39.0, 35.5))
    assert not strip.contains(Point(38.3, 35.5)) and not strip.contains(Point(39.7, 35.5))


def test_between_towns_is_the_land_from_one_to_the_other() -> None:
    strip = polygon(("between", ("circle", 35.0, 38.0, 3.0), ("circle", 35.0, 39.0, 3.0)))
    assert strip.contains(Point(38.5, 35.0)) and not strip.contains(Point(38.5, 35.6))


def test_toward_keeps_the_part_on_that_side() -> None:
    m = measure(("toward", ("circle", 35.0, 38.0, 100.0), 35.0, 38.0, 90.0))
    assert m.lon > 38.3 and abs(m.lat - 35.0) < 0.1


def test_both_falls_back_to_the_first_where_two_shapes_do_not_meet() -> None:
    assert measure(("both", ("circle", 35.0, 38.0, 5.0), ("circle", 10.0, 10.0, 5.0))).lat == pytest.approx(35.0, abs=0.01)


def test_half_a_continent_is_drawn_as_a_circle() -> None:
    m = measure(("toward", ("circle", 60.0, 95.0, 3000.0), 60.0, 95.0, 90.0))
    assert m.geojson is None and m.lon > 100


def test_geojson_runs_counter_clockwise_with_longitude_first() -> None:
    ring = measure(("line", ((35.0, 38.0), (35.0, 39.0)), 5.0)).geojson["coordinates"][0]  # type: ignore[index]
    area = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in itertools.pairwise(ring))
    assert area < 0 and all(37 < x < 40 for x, _ in ring)


def test_an_unknown_shape_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such shape"):
        polygon(("blob", 1))

"""GeoJSON (RFC 7946): a feature an incident or claim, with its footprint as geometry; null where no place is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from shapely.geometry.polygon import Polygon, orient

from marsad.export.jsonl import in_order
from marsad.extract.geometry import polygon
from marsad.model import Claim, Document, Incident, Place


def incidents(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """A FeatureCollection of incidents in id order; properties are the contract's incident without its footprint."""

    def features() -> Iterator[dict[str, Any]]:
        for i in sorted(incidents, key=lambda i: i.id):
            properties = i.to_json()
            if properties["place"]:
                properties["place"] = {k: v for k, v in properties["place"].items() if k != "footprint"}
            yield feature(i.id, i.place, properties)

    return collection(features())


def claims(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """A FeatureCollection of claims in reading order; properties are the contract's claim without its footprint."""
    of = {c: i.id for i in incidents for c in i.claims}

    def features() -> Iterator[dict[str, Any]]:
        for c in in_order(claims):
            properties = {**c.to_json(), "incident": of.get(c.id, c.incident)}
            if properties["place"]:
                properties["place"] = {k: v for k, v in properties["place"].items() if k != "footprint"}
            yield feature(c.id, c.place, properties)

    return collection(features())


def feature(identity: str, place: Place | None, properties: dict[str, Any]) -> dict[str, Any]:
    """One Feature: the footprint, or the circle around the middle, or a null geometry."""
    geometry = place.footprint if place else None
    if geometry is None and place and place.lat is not None and place.lon is not None:
        ring = orient(cast(Polygon, polygon(("circle", place.lat, place.lon, place.radius_km or 1.0)))).exterior.coords
        geometry = {"type": "Polygon", "coordinates": [[[round(x, 4), round(y, 4)] for x, y in ring]]}
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def collection(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The FeatureCollection, a feature a line, so that a large file can be read in parts."""
    yield b'{"type":"FeatureCollection","features":[\n'
    first = True
    for f in features:
        yield (b"" if first else b",\n") + json.dumps(f, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        first = False
    yield b"\n]}\n"

"""GeoJSON (RFC 7946): a feature an incident or claim, with its footprint as geometry; null where no place is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marsad.export import jsonl, shapes
from marsad.export.state import State
from marsad.model import Place


def incidents(state: State) -> Iterator[bytes]:
    """A FeatureCollection of incidents in id order; properties are the contract's incident without its footprint, and two plain dates for
    tools that animate time."""

    def features() -> Iterator[dict[str, Any]]:
        for i in state.incidents:
            yield feature(i.id, i.place, _bare(i.to_json()))

    return collection(features())


def claims(state: State) -> Iterator[bytes]:
    """A FeatureCollection of claims in reading order; properties are the contract's claim without its footprint."""
    of = {c: i.id for i in state.incidents for c in i.claims}

    def features() -> Iterator[dict[str, Any]]:
        for c in jsonl.in_order(state.claims.values()):
            yield feature(c.id, c.place, _bare({**c.to_json(), "incident": of.get(c.id, c.incident)}))

    return collection(features())


def _bare(properties: dict[str, Any]) -> dict[str, Any]:
    if properties["place"]:
        properties["place"] = {k: v for k, v in properties["place"].items() if k != "footprint"}
    time = properties["time"] or {}
    return {**properties, "date_start": time.get("from"), "date_end": time.get("to")}


def feature(identity: str, place: Place | None, properties: dict[str, Any]) -> dict[str, Any]:
    """One Feature: the footprint, or the circle around the middle, or a null geometry."""
    return {"type": "Feature", "id": identity, "geometry": shapes.geometry(place), "properties": properties}


def collection(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The FeatureCollection, a feature a line, so that a large file can be read in parts."""
    yield b'{"type":"FeatureCollection","features":[\n'
    first = True
    for f in features:
        yield (b"" if first else b",\n") + jsonl.text(f).encode()
        first = False
    yield b"\n]}\n"

"""The ledger, written out in the formats that other tools open. To add one: a module of this room whose ``incidents(state)`` yields bytes, and
a line in ``FORMATS``; docs/exports.md is then made anew with ``python scripts/mappings.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marsad.export import (
    acled,
    airwars,
    claimreview,
    datapackage,
    ftm,
    geojson,
    geoparquet,
    hxl,
    jsonl,
    kml,
    plover,
    prov,
    tables,
    ucdp,
    uwazi,
    xlsx,
)
from marsad.export.state import About, Export, State


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written, what its files end in, what it is in a few words. ``policy``: for tolls, where none is asked for;
    ``incidents_only``: it asks for nothing behind an incident; ``needs`` says what is not installed, in a sentence."""

    write: Export
    suffix: str
    media_type: str
    what: str
    policy: str = ""
    incidents_only: bool = False
    needs: Callable[[], str | None] = lambda: None


FORMATS: dict[str, Format] = {
    "jsonl": Format(jsonl.incidents, ".jsonl", "application/jsonl", "incidents in the contract's shape, a line each", incidents_only=True),
    "claims": Format(jsonl.claims, ".jsonl", "application/jsonl", "claims in the contract's shape, a line each"),
    "csv": Format(tables.incidents, ".csv", "text/csv; charset=utf-8", "incidents for spreadsheets and statistics", incidents_only=True),
    "xlsx": Format(xlsx.incidents, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "incidents with typed cells and a codebook", incidents_only=True),
    "acled": Format(acled.incidents, ".csv", "text/csv; charset=utf-8", "ACLED's 31 columns", policy=acled.NEEDS_POLICY),
    "ucdp": Format(ucdp.incidents, ".csv", "text/csv; charset=utf-8", "UCDP GED's 49 columns", policy=ucdp.NEEDS_POLICY),
    "plover": Format(plover.incidents, ".jsonl", "application/jsonl", "PLOVER 2.0 events"),
    "airwars": Format(airwars.incidents, ".csv", "text/csv; charset=utf-8", "Airwars' public CSV"),
    "geojson": Format(geojson.incidents, ".geojson", "application/geo+json", "footprints for web maps and QGIS", incidents_only=True),
    "geoparquet": Format(geoparquet.incidents, ".parquet", "application/vnd.apache.parquet", "footprints for GIS and notebooks", incidents_only=True, needs=geoparquet.needs),
    "kml": Format(kml.incidents, ".kml", "application/vnd.google-earth.kml+xml", "footprints for Google Earth", incidents_only=True),
    "hxl": Format(hxl.incidents, ".csv", "text/csv; charset=utf-8", "incidents with HXL tags", incidents_only=True),
    "datapackage": Format(datapackage.incidents, ".zip", "application/zip", "Frictionless data package of incidents and claims"),
    "ftm": Format(ftm.incidents, ".jsonl", "application/jsonl", "FollowTheMoney entities"),
    "uwazi": Format(uwazi.incidents, ".csv", "text/csv; charset=utf-8", "Uwazi's import CSV"),
    "claimreview": Format(claimreview.incidents, ".json", "application/ld+json", "schema.org ClaimReview"),
    "prov": Format(prov.incidents, ".json", "application/json", "W3C PROV-JSON: where everything comes from"),
}
"""What ``marsad export`` writes from a ledger."""

ALIASES = {"incidents": "csv", "frictionless": "datapackage", "followthemoney": "ftm"}
"""Other names that people look for."""

CLAIM_FORMATS: dict[str, Export] = {"jsonl": jsonl.claims, "csv": tables.claims, "geojson": geojson.claims}
"""What ``marsad extract --format`` writes; the incidents it is given are none."""

__all__ = ["ALIASES", "CLAIM_FORMATS", "FORMATS", "About", "Export", "Format", "State"]

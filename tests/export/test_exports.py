"""Exports: the contract's shapes, spreadsheets that run nothing, maps that other tools read, the same bytes for the same state."""

import csv
import io
import itertools
import json

import pytest

from marsad.export import CLAIM_FORMATS, State
from marsad.export import FORMATS as EXPORTS
from marsad.export.cells import BOM, safe
from marsad.model import Actor, Claim, Document, Place, Quote, Source, Toll, When, claim_from_json
from marsad.resolve import resolve

FORMATS = {name: EXPORTS[name].write for name in ("claims", "jsonl", "csv", "geojson")}


def write(formats, name, claims, incidents, documents):
    return b"".join(formats[name](State(sorted(incidents, key=lambda i: i.id), {c.id: c for c in claims}, documents)))


def state():
    import datetime as dt

    day = dt.date(2021, 3, 5)
    place = Place("الحويجة", 10, 17, name="Hawija", country="IQ", admin1="Kirkuk", lat=35.32, lon=43.77, radius_km=5.0, precision="town")
    claims = [
        Claim(
            id=f"c_{n:016x}", document=f"d_{n}", file=f"{n}.txt", type="attack", time=When(day, day, "2021-03-05", "day", "أمس", 0, 3),
            place=place if n else None, perpetrators=(Actor("تنظيم الدولة", 0, 12, "islamic_state"),),
            tolls=(Toll("killed", 3 + n, 3 + n, True, Actor("عناصر", 0, 5, "iraqi_government")),), sources=(Source("الشرطة", 0, 6, "iraqi_police"),),
            evidence=(Quote('=HYPERLINK("x") هجوم', 5, 25),), confidence=0.5,
        )
        for n in range(2)
    ]  # fmt: skip
    documents = {f"d_{n}": Document(f"d_{n}", "نص", f"{n}.txt", published=day, outlet="@نشرة") for n in range(2)}
    return claims, resolve(claims, documents).incidents, documents


@pytest.mark.parametrize(("formats", "name"), [(f, n) for f in (FORMATS, CLAIM_FORMATS) for n in f])
def test_the_same_state_gives_the_same_bytes_in_any_order(formats, name):
    claims, incidents, documents = state()
    first = write(formats, name, claims, incidents, documents)
    again = write(formats, name, claims[::-1], incidents[::-1], dict(reversed(documents.items())))
    assert first == again
    assert first.endswith(b"\n")


@pytest.mark.parametrize("formats", [FORMATS, CLAIM_FORMATS])
def test_an_empty_ledger_is_a_valid_file(formats):
    for name in formats:
        data = write(formats, name, [], [], {})
        if name == "geojson":
            assert json.loads(data) == {"type": "FeatureCollection", "features": []}
        elif name == "csv":
            assert data.startswith(BOM)
            assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) == 1
        else:
            assert data == b""


def test_claims_carry_their_incident_and_read_back():
    claims, incidents, documents = state()
    of = {c: i.id for i in incidents for c in i.claims}
    rows = [json.loads(row) for row in write(FORMATS, "claims", claims, incidents, documents).splitlines()]
    assert [r["incident"] for r in rows] == [of[r["id"]] for r in rows]
    assert [claim_from_json(r).replace(incident=None) for r in rows] == claims
    assert '"incident":null' in write(FORMATS, "claims", claims, [], documents).decode()


def test_incidents_have_the_contracts_keys_and_a_polygon():
    rows = [json.loads(row) for row in write(FORMATS, "jsonl", *state()).splitlines()]
    keys = {"id", "type", "grade", "disputed", "time", "place", "perpetrators", "targets", "tolls", "independent_origins", "origins", "checks", "claims",
            "history"}  # fmt: skip
    for row in rows:
        assert keys <= set(row)
        for toll in row["tolls"]:
            assert {"measure", "group", "low", "best", "high", "why"} <= set(toll)
            assert set(toll["why"]) == {"en", "ar"}
    placed = [r["place"] for r in rows if r["place"]]
    assert placed
    assert all(p["footprint"]["type"] == "Polygon" for p in placed)


def test_csv_cells_never_begin_like_a_formula():
    for name in ("csv",):
        for formats in (FORMATS, CLAIM_FORMATS):
            data = write(formats, name, *state()).decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(data)):
                for key, cell in row.items():
                    if key not in ("lat", "lon"):
                        assert not cell.lstrip().startswith(("=", "+", "@", "-")), (key, cell)
    claims_csv = write(CLAIM_FORMATS, "csv", *state()).decode("utf-8-sig")
    assert "'=HYPERLINK" in claims_csv
    assert "'@نشرة" in claims_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", " =1", "\u200f=1", "\r=1", "＝1"])
def test_formula_starts_are_defused(text):
    assert str(safe(text)).startswith("'")


@pytest.mark.parametrize("value", [3, -3.5, 0])
def test_numbers_stay_numbers(value):
    assert safe(value) == value


def test_geojson_rings_are_closed_and_against_the_clock():
    found = json.loads(write(FORMATS, "geojson", *state()))
    shapes = [f for f in found["features"] if f["geometry"]]
    assert shapes
    for feature in shapes:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        area = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in itertools.pairwise(ring))
        assert area < 0
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        assert feature["id"] == feature["properties"]["id"]
    claims = json.loads(write(CLAIM_FORMATS, "geojson", *state()))["features"]
    assert [bool(f["geometry"]) for f in claims] == [False, True]


def test_a_lone_surrogate_does_not_break_an_export():
    claims, _, documents = state()
    broken = claims[0].replace(evidence=(Quote("هجوم \ud800", 0, 6),))
    for name in CLAIM_FORMATS:
        write(CLAIM_FORMATS, name, [broken], [], documents).decode("utf-8")

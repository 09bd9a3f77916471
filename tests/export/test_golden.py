"""Each format of the frozen sample ledger beside its golden copy; a change is renewed with ``python scripts/golden.py`` and looked at."""

from __future__ import annotations

import io
import pathlib
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from marsad.export import FORMATS, State
from marsad.export.state import replaced

GOLDEN = pathlib.Path(__file__).parent / "golden"
Frozen = Callable[..., State]


@pytest.mark.parametrize("name", FORMATS)
def test_the_copy_is_what_is_written(name: str, frozen: Frozen) -> None:
    copy = (GOLDEN / f"{name}{FORMATS[name].suffix}").read_bytes()
    data = b"".join(FORMATS[name].write(frozen()))
    assert content(name, data) == content(name, copy), f"{name} changed; if that is meant, run python scripts/golden.py"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_state_gives_the_same_bytes(name: str, frozen: Frozen) -> None:
    state = frozen()
    turned = replaced(frozen(), claims=dict(reversed(state.claims.items())), documents=dict(reversed(state.documents.items())))
    assert b"".join(FORMATS[name].write(state)) == b"".join(FORMATS[name].write(turned))


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_ledger_is_a_valid_file(name: str) -> None:
    data = b"".join(FORMATS[name].write(State(())))
    if name in ("jsonl", "claims", "plover", "ftm"):
        assert data == b""
    else:
        assert content(name, data)


def content(name: str, data: bytes) -> Any:
    """What a file says, where its writer's own version is in the bytes; else the bytes."""
    if name == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.load_workbook(io.BytesIO(data))
        return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book.worksheets}
    if name == "geoparquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        table = parquet.read_table(io.BytesIO(data))
        return table.schema, table.schema.metadata, table.to_pylist()
    if name == "datapackage":
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in archive.infolist())
        return {n: archive.read(n) for n in archive.namelist()}
    return data

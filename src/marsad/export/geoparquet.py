"""GeoParquet 1.1: incidents with their footprints (WKB) and typed columns, for GIS and notebooks. Needs pyarrow (``pip install 'marsad[geo]'``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from marsad.export import shapes
from marsad.export.state import State, Told
from marsad.export.tables import INCIDENTS

ROWS = 10_000  # a row group
_GEO = {
    "version": "1.1.0", "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "orientation": "counterclockwise", "edges": "planar"}},
}  # fmt: skip


def needs() -> str | None:
    """What is missing to write it, in one sentence; None where nothing is."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return "GeoParquet needs pyarrow, which is not installed; run pip install 'marsad[geo]'"
    return None


class _Sink:
    """A file that hands on what is written to it."""

    closed = False

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.at = 0

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        pass

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True

    def taken(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


def incidents(state: State) -> Iterator[bytes]:
    """Row groups of some thousand incidents each, so that memory stays flat. An incident without a place on the map has no geometry."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
    types = [kinds[c.kind] for c in INCIDENTS]
    fields = [pa.field(c.name, t) for c, t in zip(INCIDENTS, types, strict=True)]
    schema = pa.schema([*fields, pa.field("geometry", pa.binary())], metadata={"geo": json.dumps(_GEO)})
    fills = tuple(c.fill for c in INCIDENTS)
    sink = _Sink()

    def table(batch: list[Told]) -> Any:
        columns: list[Any] = []
        for fill, kind in zip(fills, types, strict=True):
            values = [fill(t) for t in batch]
            try:
                columns.append(pa.array(values, kind))
            except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot carry
                columns.append(pa.array([v.encode("utf-8", "replace").decode() if v else v for v in values], kind))
        columns.append(pa.array([shapes.wkb(g) if (g := shapes.geometry(t.place)) else None for t in batch], pa.binary()))
        return pa.Table.from_arrays(columns, schema=schema)

    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd", version="2.6") as writer:
        batch: list[Told] = []
        for told in state.told():
            batch.append(told)
            if len(batch) == ROWS:
                writer.write_table(table(batch))
                batch = []
                yield from sink.taken()
        if batch:
            writer.write_table(table(batch))
    yield from sink.taken()

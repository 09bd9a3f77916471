"""HXL: the table of incidents with its row of hashtags, so that HDX's tools know each column. A file of its own, since the tags make every
column text elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.export import cells
from marsad.export.state import State
from marsad.export.tables import INCIDENTS


def incidents(state: State) -> Iterator[bytes]:
    """Column names, hashtags, then one row an incident. UTF-8 with a mark."""
    head = cells.BOM + cells.row(c.name for c in INCIDENTS)
    yield head + (",".join(c.hxl for c in INCIDENTS) + "\r\n").encode()  # our own tags: «+» inside, «#» before, nothing to guard
    yield from cells.table(INCIDENTS, state.told())

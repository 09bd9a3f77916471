"""The ledger, written out in the formats that other tools open. Each format is one function in a module of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from marsad.export import geojson, jsonl, tables
from marsad.model import Claim, Document, Incident

Export: TypeAlias = Callable[[Sequence[Claim], Sequence[Incident], Mapping[str, Document]], Iterator[bytes]]
"""Claims, incidents and documents (by id) in; the file's bytes out, piece by piece. The same state gives the same bytes."""

FORMATS: dict[str, Export] = {
    "claims": jsonl.claims,
    "jsonl": jsonl.incidents,
    "csv": tables.incidents,
    "geojson": geojson.incidents,
}
"""What ``marsad export`` writes from a ledger."""

CLAIM_FORMATS: dict[str, Export] = {"jsonl": jsonl.claims, "csv": tables.claims, "geojson": geojson.claims}
"""What ``marsad extract --format`` writes; the incidents it is given are none."""

__all__ = ["CLAIM_FORMATS", "FORMATS", "Export"]

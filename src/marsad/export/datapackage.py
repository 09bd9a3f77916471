"""A Frictionless data package as ZIP: incidents.csv and claims.csv with datapackage.json that types every column. Fixed times in the archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from marsad.export import jsonl, tables
from marsad.export.state import State, replaced

_TYPE = {"string": "string", "integer": "integer", "number": "number", "date": "date", "boolean": "boolean"}
_CLAIM_TYPE = {"published": "date", "from": "date", "to": "date", "background": "boolean", "lat": "number", "lon": "number", "radius_km": "number", "confidence": "number"}
EPOCH = (1980, 1, 1, 0, 0, 0)


def incidents(state: State) -> Iterator[bytes]:
    """The archive. Claims are those of the incidents that are in it."""
    held = list(state.incidents)
    used = {c for i in held for c in i.claims}
    claims = {k: c for k, c in state.claims.items() if k in used}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive, "datapackage.json", [(jsonl.text(_descriptor(state)) + "\n").encode()])
        add(archive, "incidents.csv", tables.incidents(replaced(state, incidents=held)))
        add(archive, "claims.csv", tables.claims(replaced(state, incidents=held, claims=claims)))
    yield sink.getvalue()


def add(archive: zipfile.ZipFile, name: str, pieces: Any) -> None:
    """A file of the archive, with a time that never changes."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _descriptor(state: State) -> dict[str, Any]:
    about = state.about
    return {
        "profile": "tabular-data-package", "name": "marsad-ledger", "title": "Marsad: incidents and claims",
        "description": f"Written by Marsad {about.version}; policy for tolls {about.policy}; profile {about.profile}; audit head {about.audit_head}.",
        "resources": [
            _resource("incidents", [{"name": c.name, "type": _TYPE[c.kind], "title": c.ar, "description": c.says} for c in tables.INCIDENTS], []),
            _resource("claims", [{"name": n, "type": _claim_type(n)} for n in tables.CLAIM_COLUMNS],
                      [{"fields": "incident", "reference": {"resource": "incidents", "fields": "id"}}]),
        ],
    }  # fmt: skip


def _claim_type(name: str) -> str:
    return "integer" if name.endswith(("_low", "_high")) else _CLAIM_TYPE.get(name, "string")


def _resource(name: str, fields: list[dict[str, str]], foreign: list[dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": fields, "primaryKey": "id", "missingValues": [""]}
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n"}, "schema": schema,
    }  # fmt: skip

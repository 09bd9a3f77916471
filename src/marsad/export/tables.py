"""CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from marsad.export.jsonl import in_order
from marsad.model import Claim, Document, Incident, ReconciledToll

BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MEASURES = ("killed", "wounded", "captured", "missing")

INCIDENT_COLUMNS = (
    "id", "kind", "type", "status", "grade", "disputed", "from", "to", "edtf", "place", "country", "admin1", "lat", "lon", "radius_km",
    "precision", "perpetrators", "targets", *(f"{m}_{end}" for m in MEASURES for end in ("low", "best", "high")), "tolls_by_group",
    "independent_origins", "origins", "checks", "claims", "why_en", "why_ar",
)  # fmt: skip
CLAIM_COLUMNS = (
    "id", "document", "file", "published", "outlet", "type", "kind", "status", "background", "from", "to", "edtf", "place", "place_name",
    "country", "admin1", "lat", "lon", "radius_km", "precision", "perpetrators", "targets",
    *(f"{m}_{end}" for m in MEASURES for end in ("low", "high")), "tolls", "materiel", "sources", "confidence", "evidence", "incident",
)  # fmt: skip


def incidents(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """One row an incident, in id order; figures of all victims in columns of their own, those of groups in one cell."""
    yield BOM + row(INCIDENT_COLUMNS)
    for i in sorted(incidents, key=lambda i: i.id):
        all_victims = {t.measure: t for t in i.tolls if t.group is None}
        place, time = i.place, i.time
        yield row((
            i.id, i.kind, i.type, i.status, i.grade, _list(i.disputed),
            time.start_day if time else None, time.end_day if time else None, time.edtf if time else None,
            (place.name or place.text) if place else None, *((place.country, place.admin1, place.lat, place.lon, place.radius_km, place.precision)
                                                            if place else (None,) * 6),
            _list(i.perpetrators), _list(i.targets),
            *(getattr(all_victims.get(m), end, None) for m in MEASURES for end in ("low", "best", "high")),
            _list(_toll(t) for t in i.tolls if t.group is not None),
            i.independent_origins, _list(f"{o.source} ({o.stance})" for o in i.origins), _list(c.text.en for c in i.checks), _list(i.claims),
            " ".join(t.why.en for t in i.tolls if t.group is None), " ".join(t.why.ar for t in i.tolls if t.group is None),
        ))  # fmt: skip


def claims(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """One row a claim, in reading order. ``<measure>_low/high`` add up the figures that are no part of another."""
    yield BOM + row(CLAIM_COLUMNS)
    of = {c: i.id for i in incidents for c in i.claims}
    for c in in_order(claims):
        document, place, time = documents.get(c.document), c.place, c.time
        figures: list[int | None] = []
        for m in MEASURES:
            told = [t for t in c.tolls if t.measure == m and t.part_of is None]
            highs = [t.high for t in told]
            figures += [sum(t.low for t in told) if told else None, None if not told or None in highs else sum(h or 0 for h in highs)]
        yield row((
            c.id, c.document, c.file, document.published if document else None, document.outlet if document else None,
            c.type, c.kind, c.status, c.background,
            time.start_day if time else None, time.end_day if time else None, time.edtf if time else None,
            *((place.text, place.name, place.country, place.admin1, place.lat, place.lon, place.radius_km, place.precision)
              if place else (None,) * 8),
            _list(f"{a.actor or 'unknown'}: {a.text}" for a in c.perpetrators), _list(f"{a.actor or 'unknown'}: {a.text}" for a in c.targets),
            *figures,
            _list(f"{t.measure} {t.low}{'' if t.high == t.low else '+' if t.high is None else f'–{t.high}'}"
                  f"{f' {t.group.actor or t.group.text}' if t.group else ''}" for t in c.tolls),
            _list(f"{m.item} {m.outcome} {m.low}{'+' if m.high is None else ''}" for m in c.materiel),
            _list(f"{s.source}: {s.text}" for s in c.sources), round(c.confidence, 3), _list(q.text for q in c.evidence),
            of.get(c.id, c.incident),
        ))  # fmt: skip


def row(cells: Iterable[object]) -> bytes:
    """One CSV line; empty for None, quoted by the csv module."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([safe(c) for c in cells])
    return buffer.getvalue().encode("utf-8", "replace")


def safe(cell: object) -> object:
    """Text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return cell
    text = str(cell).replace("\x00", "")
    return "'" + text if text.lstrip(" \u200e\u200f\u202a\u202b\u2066\u2067\ufeff").startswith(_FORMULA) else text


def _toll(t: ReconciledToll) -> str:
    def shown(n: int | None) -> str:
        return "?" if n is None else str(n)

    return f"{t.measure} {t.group} {shown(t.low)}/{shown(t.best)}/{shown(t.high)}"


def _list(values: Iterable[object]) -> str:
    return "; ".join(str(v) for v in values)

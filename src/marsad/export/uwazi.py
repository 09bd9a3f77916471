"""Uwazi's import CSV: a row an incident, headers as the property labels of a template. The template's properties are listed in docs/exports.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.export import cells, names, prose
from marsad.export.state import Column, State, Told
from marsad.model import MEASURES


def _many(values: Iterable[str]) -> str:
    """Uwazi parts values at «|»."""
    return "|".join(dict.fromkeys(v.replace("|", "/") for v in values if v))


def _figure(measure: str, end: str) -> Column:
    label = f"{measure.capitalize()} ({end})"
    return Column(label, f"numeric: {end} figure of {measure}, all victims", lambda t: getattr(x, end) if (x := t.toll(measure)) else None, "integer")


def _link(t: Told) -> str:
    first = next((d for d in t.documents if d.url), None)
    if first is None:
        return ""
    label = (names.source(first.outlet_id) if first.outlet_id else first.outlet) or "report"
    return f"{label.replace('|', '/')}|{first.url}"


COLUMNS: tuple[Column, ...] = (
    Column("title__en", "title: type, place, day", lambda t: f"{prose.TYPES.get(t.incident.type, (t.incident.type,))[0]}: {prose.where(t)}, {prose.when(t)}"),
    Column("title__ar", "the same in Arabic", lambda t: f"{prose.TYPES.get(t.incident.type, ('', t.incident.type))[1]}: {prose.where(t, 'ar')}، {prose.when(t, 'ar')}"),
    Column("Marsad id", "text", lambda t: t.id),
    Column("Kind", "select: incident or window", lambda t: t.incident.kind),
    Column("Type", "select", lambda t: prose.TYPES.get(t.incident.type, (t.incident.type,))[0]),
    Column("Grade", "select", lambda t: t.incident.grade),
    Column("Disputed", "multi-select", lambda t: _many(t.incident.disputed)),
    Column("Date", "date range, YYYY-MM-DD:YYYY-MM-DD", lambda t: f"{t.first}:{t.last}" if t.first and t.last else ""),
    Column("Place", "select: country::governorate", lambda t: "::".join(p for p in (names.country(t.place.country), t.place.admin1) if p) if t.place else ""),
    Column("Geolocation", "geolocation, lat|lon of the footprint's middle", lambda t: f"{t.place.lat}|{t.place.lon}" if t.place and t.place.lat is not None else ""),
    Column("Radius in km", "numeric", lambda t: t.place.radius_km if t.place else None, "number"),
    Column("Perpetrators", "multi-select", lambda t: _many(names.actor(a) for a in t.perpetrators)),
    Column("Targets", "multi-select", lambda t: _many(names.actor(a) for a in t.incident.targets)),
    *(_figure(m, end) for m in MEASURES for end in ("low", "best", "high")),
    Column("Sources", "multi-select: the innermost sources", lambda t: _many(names.source(o.source) for o in t.incident.origins)),
    Column("Independent origins", "numeric", lambda t: t.incident.independent_origins, "integer"),
    Column("Report", "link, label|address of the first report that has one", _link),
    Column("Account__en", "text: a sentence of the coded fields", lambda t: prose.sentence(t)),
    Column("Account__ar", "the same in Arabic", lambda t: prose.sentence(t, "ar")),
)  # fmt: skip
DROPPED = (
    ("footprint", "Uwazi's geolocation is a point; the radius stands beside it"),
    ("claims and evidence", "Uwazi holds documents of its own; attach them there"),
    ("an interval with an open end", "Uwazi's date range needs both ends; it stays empty and the account tells it"),
)


def incidents(state: State) -> Iterator[bytes]:
    """One row an incident. UTF-8."""
    yield cells.row(c.name for c in COLUMNS)
    yield from cells.table(COLUMNS, state.told())

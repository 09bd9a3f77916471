"""The table of incidents (its columns are also the XLSX's, the HXL file's and the data package's) and that of claims, as CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from marsad.export import cells
from marsad.export.jsonl import in_order
from marsad.export.state import Column, State, Told
from marsad.model import MEASURES, ReconciledToll

_AR_MEASURE = {"killed": "قتلى", "wounded": "جرحى", "captured": "أسرى", "missing": "مفقودون"}
_AR_END = {"low": "الأدنى", "best": "المرجّح", "high": "الأعلى"}
_HXL_MEASURE = {"killed": "#affected+killed", "wounded": "#affected+injured", "captured": "#affected+captured", "missing": "#affected+missing"}
_HXL_END = {"low": "+min", "best": "+best", "high": "+max"}


def _figure(measure: str, end: str) -> Callable[[Told], Any]:
    def fill(t: Told) -> Any:
        toll = t.toll(measure)
        return getattr(toll, end) if toll else None

    return fill


def _place(name: str) -> Callable[[Told], Any]:
    return lambda t: getattr(t.place, name) if t.place else None


INCIDENTS: tuple[Column, ...] = (
    Column("id", "the incident's id", lambda t: t.incident.id, ar="المعرّف", hxl="#event+code"),
    Column("kind", "incident, or window (a tally or series that counts a period, never to be added to incidents)", lambda t: t.incident.kind, ar="النوع العام", hxl="#event+kind"),
    Column("type", "one of the seventeen event types", lambda t: t.incident.type, ar="النوع", hxl="#event+type"),
    Column("status", "asserted, claimed, suspected, planned, denied or failed", lambda t: t.incident.status, ar="الحال", hxl="#status"),
    Column("grade", "confirmed, fair, weak, contested or discounted", lambda t: t.incident.grade, ar="الدرجة", hxl="#status+grade"),
    Column("disputed", "what the origins contradict one another in", lambda t: _list(t.incident.disputed), ar="المتنازع فيه", hxl="#status+disputed"),
    Column("from", "first day on which it may have happened", lambda t: t.first, "date", "من يوم", "#date+start"),
    Column("to", "last day on which it may have happened", lambda t: t.last, "date", "إلى يوم", "#date+end"),
    Column("edtf", "the same interval in Extended Date/Time Format", lambda t: t.incident.time.edtf if t.incident.time else None, ar="التاريخ بصيغة EDTF", hxl="#date+edtf"),
    Column("place", "name of the place, in the words of the tables or of the report", lambda t: (t.place.name or t.place.text) if t.place else None, ar="المكان", hxl="#loc+name"),
    Column("country", "ISO 3166-1 alpha-2", _place("country"), ar="البلد", hxl="#country+code+v_iso2"),
    Column("admin1", "governorate", _place("admin1"), ar="المحافظة", hxl="#adm1+name"),
    Column("lat", "latitude of the footprint's middle, WGS 84", _place("lat"), "number", "خط العرض", "#geo+lat"),
    Column("lon", "longitude of the footprint's middle, WGS 84", _place("lon"), "number", "خط الطول", "#geo+lon"),
    Column("radius_km", "from the middle to the footprint's farthest edge", _place("radius_km"), "number", "نصف القطر بالكيلومتر", "#geo+radius+km"),
    Column("precision", "site, town, near, district, admin1, region or country", _place("precision"), ar="دقة المكان", hxl="#geo+precision"),
    Column("perpetrators", "ids of those said to have done it", lambda t: _list(t.incident.perpetrators), ar="الفاعلون", hxl="#group+name+first"),
    Column("targets", "ids of those said to have been hit", lambda t: _list(t.incident.targets), ar="المستهدفون", hxl="#group+name+second"),
    *(
        Column(f"{m}_{end}", f"{end} figure of {m}, all victims together; empty where nobody gives one",
               _figure(m, end), "integer", f"{_AR_MEASURE[m]}: {_AR_END[end]}", _HXL_MEASURE[m] + _HXL_END[end])
        for m in MEASURES for end in ("low", "best", "high")
    ),
    Column("tolls_by_group", "measure, group, low/best/high of each group", lambda t: _list(_toll(x) for x in t.incident.tolls if x.group is not None), ar="الأرقام بحسب الفئة", hxl="#affected+group"),
    Column("independent_origins", "how many origins know of it independently", lambda t: t.incident.independent_origins, "integer", "عدد المصادر المستقلة", "#meta+origins+num"),
    Column("origins", "the innermost sources and how each stands to the event", lambda t: _list(f"{o.source} ({o.stance})" for o in t.incident.origins), ar="المصادر الأصلية", hxl="#meta+source"),
    Column("checks", "arithmetic that was checked", lambda t: _list(c.text.en for c in t.incident.checks), ar="عمليات التحقق", hxl="#meta+checks"),
    Column("claims", "ids of the claims that it is made of", lambda t: _list(t.incident.claims), ar="الروايات", hxl="#meta+claims"),
    Column("why_en", "why the figures are what they are", lambda t: " ".join(x.why.en for x in t.incident.tolls if x.group is None), ar="التعليل بالإنجليزية", hxl="#description+i_en"),
    Column("why_ar", "the same in Arabic", lambda t: " ".join(x.why.ar for x in t.incident.tolls if x.group is None), ar="التعليل", hxl="#description+i_ar"),
)  # fmt: skip

CLAIM_COLUMNS = (
    "id", "document", "file", "published", "outlet", "type", "kind", "status", "background", "from", "to", "edtf", "place", "place_name",
    "country", "admin1", "lat", "lon", "radius_km", "precision", "perpetrators", "targets",
    *(f"{m}_{end}" for m in MEASURES for end in ("low", "high")), "tolls", "materiel", "sources", "confidence", "evidence", "incident",
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """One row an incident, in id order; figures of all victims in columns of their own, those of groups in one cell. UTF-8 with a mark."""
    yield cells.BOM + cells.row(c.name for c in INCIDENTS)
    yield from cells.table(INCIDENTS, state.told())


def claims(state: State) -> Iterator[bytes]:
    """One row a claim, in reading order. ``<measure>_low/high`` add up the figures that are no part of another."""
    yield cells.BOM + cells.row(CLAIM_COLUMNS)
    yield from cells.rows(_claim_rows(state))


def _claim_rows(state: State) -> Iterator[list[Any]]:
    of = {c: i.id for i in state.incidents for c in i.claims}
    for c in in_order(state.claims.values()):
        document, place, time = state.documents.get(c.document), c.place, c.time
        figures: list[int | None] = []
        for m in MEASURES:
            told = [t for t in c.tolls if t.measure == m and t.part_of is None]
            highs = [t.high for t in told]
            figures += [sum(t.low for t in told) if told else None, None if not told or None in highs else sum(h or 0 for h in highs)]
        yield [
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
        ]  # fmt: skip


def _toll(t: ReconciledToll) -> str:
    def shown(n: int | None) -> str:
        return "?" if n is None else str(n)

    return f"{t.measure} {t.group} {shown(t.low)}/{shown(t.best)}/{shown(t.high)}"


def _list(values: Iterable[object]) -> str:
    return "; ".join(map(str, values))

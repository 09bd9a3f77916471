"""ACLED-shaped CSV: the 31 columns in order. It is ACLED's shape, never its data, ids or actor names.

What decides: data/exports/acled.yml (types), ladders.yml (precision), the actor tree (inter codes), and the rules below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from marsad.export import cells, names, prose
from marsad.export.state import Column, Rule, State, Told, kept, outermost, side
from marsad.resources import actors, exporting, sources

NEEDS_POLICY = "acled"  # the most conservative figure stands in `fatalities`, unless another policy is asked for
_DISORDER = {
    "Battles": "Political violence", "Explosions/Remote violence": "Political violence", "Violence against civilians": "Political violence",
    "Protests": "Demonstrations", "Riots": "Demonstrations", "Strategic developments": "Strategic developments",
}  # fmt: skip


def _types(t: Told) -> list[str]:
    return t.mapped(exporting.crosswalk("acled"))[0]


def _time_code(t: Told) -> str:
    level = exporting.time_level(t.days) if t.days else None
    return level.acled if level else ""


def _place_code(t: Told) -> str:
    level = exporting.place_level(t.place.precision) if t.place else None
    return level.acled if level else ""


RULES = (
    Rule("acled_window", "tallies and series that count a period are no events: ACLED spreads summary tolls over days, which would invent them", lambda t: t.incident.kind == "window"),
    Rule("acled_not_told_as_happened", "what is only planned or denied is no event", lambda t: t.incident.status in ("planned", "denied")),
    Rule("acled_no_type", "an incident whose type ACLED has no honest place for (see the crosswalk)", lambda t: not _types(t)),
    Rule("acled_time", "an incident without a day, or with an interval of more than a month: time_precision ends at the month", lambda t: not _time_code(t)),
    Rule("acled_place", "an incident without a place on the map, or known to a country only: geo_precision ends at the province", lambda t: not _place_code(t) or t.place is None or t.place.lat is None),
    Rule("acled_no_actor", "an incident of which neither side is told: ACLED's event needs an actor", lambda t: not t.perpetrators and not t.victims),
)  # fmt: skip
DROPPED = (
    ("wounded, captured, missing", "ACLED collects no injuries; the figures are not carried over"),
    ("low and high figures", "fatalities is one number: the best figure of the policy (acled: the most conservative); none told becomes 0, as ACLED does"),
    ("footprint", "ACLED has a point: the middle of the footprint, with geo_precision"),
    ("direction of violence", "actor1 and actor2 carry none; those said to have done it come first where there are any"),
    ("timestamp, tags, admin3", "not known to Marsad; left empty"),
)


def _sides(t: Told) -> tuple[list[str], list[str]]:
    """Actor 1 and those with it, actor 2 and those with it. Units stand behind their force."""
    first, second = outermost(t.perpetrators), outermost(v for v in t.victims if v not in t.perpetrators)
    return (first, second) if first else (second, [])


def _shown(t: Told, named: Sequence[str]) -> str:
    country = names.country(t.place.country if t.place else None)
    if not named:
        return ""
    if named[0] == "unknown":
        return f"Unidentified Armed Group ({country})"
    return f"Civilians ({country})" if named[0] == "civilians" else names.actor(named[0])


def _one(t: Told) -> list[str]:
    """Those who did it; an attack on somebody by nobody who is named was done by an unidentified group."""
    first, _ = _sides(t)
    if t.perpetrators or _types(t)[0] in ("Strategic developments", "Protests"):
        return first
    return ["unknown"]


def _two(t: Told) -> list[str]:
    first, second = _sides(t)
    return first if _one(t) == ["unknown"] and not t.perpetrators else second


def _inter(t: Told, named: Sequence[str]) -> int | None:
    if not named:
        return None
    entry = actors.tree().get(named[0])
    code = entry.inter if entry else (3 if named[0] == "unknown" else 2)
    home = t.place.country if t.place else None
    return 8 if code == 1 and entry and entry.country and home and entry.country != home else code


def _interaction(t: Told) -> str:
    codes = sorted(c for c in (_inter(t, _one(t)), _inter(t, _two(t))) if c is not None)
    return "" if not codes else f"{codes[0]}{codes[1]}" if len(codes) > 1 else f"{codes[0]}0"


def _day(t: Told) -> dt.date | None:
    """The day; of several the first, of a month its middle."""
    if t.first and t.last and _time_code(t) == "3":
        return t.first + (t.last - t.first) // 2
    return t.first


def _targeting(t: Told) -> str:
    hit = {side(v) for v in _two(t)} or {side(v) for v in t.victims}
    return "Civilian targeting" if hit and hit <= {"civilians", "protesters"} and _DISORDER[_types(t)[0]] != "Strategic developments" else ""


def _scale(t: Told) -> str:
    home = t.place.country if t.place else None
    found = set()
    for document in t.documents:
        entry = sources.table().get(document.outlet_id or "")
        if entry is not None:
            found.add("New media" if entry.kind == "channel" else "National" if entry.country == home else "International")
    return "-".join(s for s in ("New media", "National", "International") if s in found) or "Other"


def _outlets(t: Told) -> str:
    return "; ".join(dict.fromkeys(names.source(d.outlet_id) if d.outlet_id else d.outlet or "unnamed outlet" for d in t.documents))


def _fatalities(t: Told) -> int:
    """The best figure, else the lowest: 0 where no death is told. Attackers' own dead are a toll of their own and are added to it."""
    total = t.toll("killed")
    own = [x for g in outermost(x.group for x in t.incident.tolls if x.group and x.measure == "killed") if g in t.perpetrators and (x := t.toll("killed", g))]
    if total is None:
        groups = [x for g in outermost(x.group for x in t.incident.tolls if x.group and x.measure == "killed") if (x := t.toll("killed", g))]
        return sum(x.best if x.best is not None else x.low or 0 for x in groups)
    return sum(x.best if x.best is not None else x.low or 0 for x in (total, *own))



COLUMNS: tuple[Column, ...] = (
    Column("event_id_cnty", "Marsad's incident id (no id of ACLED)", lambda t: t.id),
    Column("event_date", "the day; of an interval its first day, of a month its middle (ISO)", _day, "date"),
    Column("year", "of event_date", lambda t: d.year if (d := _day(t)) else None, "integer"),
    Column("time_precision", "1 a day, 2 up to a week, 3 up to a month", lambda t: int(_time_code(t)), "integer"),
    Column("disorder_type", "from the event type", lambda t: _DISORDER[_types(t)[0]]),
    Column("event_type", "by the crosswalk of types", lambda t: _types(t)[0]),
    Column("sub_event_type", "by the crosswalk of types", lambda t: _types(t)[1]),
    Column("actor1", "first of those said to have done it; an unidentified armed group where somebody was attacked and nobody is named", lambda t: _shown(t, _one(t))),
    Column("assoc_actor_1", "the others of that side", lambda t: "; ".join(names.actor(a) for a in _one(t)[1:])),
    Column("inter1", "actor 1's code in the actor tree; 8 for state forces outside their country", lambda t: _inter(t, _one(t)), "integer"),
    Column("actor2", "first of those hit", lambda t: _shown(t, _two(t))),
    Column("assoc_actor_2", "the others of that side", lambda t: "; ".join(names.actor(a) for a in _two(t)[1:])),
    Column("inter2", "actor 2's code", lambda t: _inter(t, _two(t)), "integer"),
    Column("interaction", "both codes, the lower first; 0 where a side is alone", _interaction),
    Column("civilian_targeting", "«Civilian targeting» where all who were hit are civilians or protesters", _targeting),
    Column("iso", "ISO 3166-1 numeric", lambda t: int(c.numeric) if (c := _codes(t)) and c.numeric else None, "integer"),
    Column("region", "ACLED's region of the country", lambda t: c.acled_region if (c := _codes(t)) else ""),
    Column("country", "English name", lambda t: names.country(t.place.country) if t.place else ""),
    Column("admin1", "governorate", lambda t: t.place.admin1 if t.place else ""),
    Column("admin2", "district, where it is known", lambda t: t.place.admin2 if t.place else ""),
    Column("admin3", "not known to Marsad: empty", lambda t: None),
    Column("location", "name of the place", lambda t: (t.place.name or t.place.text) if t.place else ""),
    Column("latitude", "middle of the footprint", lambda t: t.place.lat if t.place else None, "number"),
    Column("longitude", "middle of the footprint", lambda t: t.place.lon if t.place else None, "number"),
    Column("geo_precision", "by the ladder of places", lambda t: int(_place_code(t)), "integer"),
    Column("source", "the outlets, in the order in which they reported", _outlets),
    Column("source_scale", "New media, National, International by the outlets' entries; Other where none is listed", _scale),
    Column("notes", "one sentence made of the coded fields; no words of a report", lambda t: prose.sentence(t)),
    Column("fatalities", "the best figure of the policy, attackers' own dead included; 0 where none is told", _fatalities, "integer"),
    Column("tags", "not known to Marsad: empty", lambda t: None),
    Column("timestamp", "not known to Marsad: empty (ask the changes feed)", lambda t: None),
)


def _codes(t: Told) -> exporting.Country | None:
    return exporting.countries().get(t.place.country or "") if t.place else None


def incidents(state: State) -> Iterator[bytes]:
    """One row an incident that no rule leaves out. UTF-8 with a mark."""
    yield cells.BOM + cells.row(c.name for c in COLUMNS)
    yield from cells.table(COLUMNS, kept(state, RULES))

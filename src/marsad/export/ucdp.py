"""UCDP GED-shaped CSV: the 49 columns of version 23.1 in order. Ids that UCDP owns stay empty.

What decides: data/exports/ucdp.yml (kinds of violence), ladders.yml (precision), the actor tree, and the rules below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.export import cells, names, shapes
from marsad.export.state import Column, Rule, State, Told, kept, outermost, side
from marsad.resources import actors, exporting

NEEDS_POLICY = "ucdp"  # the figure that most origins give stands in `best`, unless another policy is asked for
_BROAD = {"state": 0, "group": 1, "civilians": 2, "protesters": 2, "unknown": 3}


@dataclass(frozen=True, slots=True)
class Deaths:
    """Best figures by class, which add up to ``best``; ``low`` and ``high`` totals."""

    a: int
    b: int
    civilians: int
    unknown: int
    low: int
    high: int

    @property
    def best(self) -> int:
        return self.a + self.b + self.civilians + self.unknown


def _kind(t: Told) -> str:
    found, _ = t.mapped(exporting.crosswalk("ucdp"))
    return found[0] if found else ""


def sides(t: Told) -> tuple[str, str]:
    """Side A and side B: of state-based violence the state first; of one-sided violence who did it, and the civilians. Else by name."""
    kind = _kind(t)
    doers = sorted(outermost(t.perpetrators), key=lambda a: _BROAD[side(a)])
    hit = sorted(outermost(v for v in t.victims if v not in t.perpetrators), key=lambda a: _BROAD[side(a)])
    if not doers or not hit:
        return "", ""
    if kind == "3":
        return doers[0], "civilians"
    armed = [v for v in hit if side(v) in ("state", "group")] or hit
    pair = (doers[0], armed[0])
    if kind == "1" and side(pair[0]) != "state":
        return pair[1], pair[0]
    return pair if kind == "1" else (min(pair, key=names.actor), max(pair, key=names.actor))


def deaths(t: Told) -> Deaths | None:
    """Deaths by side. None where no figure of the dead is told, or the policy gives no best."""
    side_a, side_b = sides(t)
    tree = actors.tree()
    groups = outermost(x.group for x in t.incident.tolls if x.measure == "killed" and x.group)
    told = {g: x for g in groups if (x := t.toll("killed", g)) is not None and x.best is not None}
    total = t.toll("killed")
    if (total is None or total.best is None) and not told:
        return None
    classes = {"a": 0, "b": 0, "civilians": 0, "unknown": 0}
    attackers = [g for g in told if any(tree.within(g, p) for p in t.perpetrators)]
    victims = [g for g in told if g not in attackers]
    inside = sum(told[g].best or 0 for g in victims)
    if total is not None and total.best is not None and inside > total.best:
        victims = []  # the parts exceed the total: which of them holds is not known
        inside = 0
    attacking = "a" if any(tree.within(p, side_a) or tree.within(side_a, p) for p in t.perpetrators if side_a) else "b"
    for g in (*attackers, *victims):
        if side(g) in ("civilians", "protesters"):
            name = "civilians"
        elif not side_a or side(g) == "unknown" or (g in victims and side_b == "civilians"):
            name = "unknown"
        else:  # allies who were hit with a side fell on that side
            name = attacking if g in attackers else {"a": "b", "b": "a"}[attacking]
        classes[name] += told[g].best or 0
    if total is not None and total.best is not None:
        rest = total.best - inside
        only = side_b if side_b == "civilians" and not victims else ""
        classes["civilians" if only else "unknown"] += rest
    own = [told[g] for g in attackers]
    ground = [total] if total is not None and total.best is not None else [told[g] for g in victims]
    parts = [*ground, *own]
    best = sum(classes.values())
    low = sum(x.low if x.low is not None else x.best or 0 for x in parts)
    high = sum(x.high if x.high is not None else max(x.best or 0, x.low or 0) for x in parts)
    return Deaths(classes["a"], classes["b"], classes["civilians"], classes["unknown"], min(low, best), max(high, best))


def _time_code(t: Told) -> str:
    level = exporting.time_level(t.days) if t.days else None
    return level.ucdp if level else ""


RULES = (
    Rule("ucdp_window", "tallies and series that count a period are no events", lambda t: t.incident.kind == "window"),
    Rule("ucdp_not_told_as_happened", "what is only planned, denied or failed is no use of armed force with a death", lambda t: t.incident.status in ("planned", "denied", "failed")),
    Rule("ucdp_no_violence", "an incident that is no use of armed force by an organised actor against another or civilians (see the crosswalk)", lambda t: not _kind(t)),
    Rule("ucdp_no_side", "an incident of which one of the two sides is not told", lambda t: not all(sides(t))),
    Rule("ucdp_no_death", "an incident without a death in the best figure; where the policy gives no best (range) none has one", lambda t: not (d := deaths(t)) or d.best < 1),
    Rule("ucdp_time", "an incident without a day, or with an interval of more than a year", lambda t: not _time_code(t)),
    Rule("ucdp_place", "an incident without a place on the map", lambda t: t.place is None or t.place.lat is None),
)  # fmt: skip
DROPPED = (
    ("wounded, captured, missing", "UCDP counts deaths only"),
    ("an open upper end", "high is one number: where no origin gives an upper end it is the largest number told"),
    ("parts that exceed their total", "the total goes into deaths_unknown, and no part is carried over"),
    ("footprint", "UCDP has a point, where_prec and the PRIO-GRID cell of that point"),
    ("ids of conflicts, dyads, actors", "they are UCDP's and stay empty; relid is Marsad's incident id"),
    ("copies", "number_of_sources counts outlets as UCDP does, copies among them; independent origins are in source_original"),
)


def _number(t: Told) -> int:
    return int(t.id.split("_")[1][:15] or "0", 16) & 0x7FFFFFFF if t.id.startswith("i_") else 0


def _gw(actor: str) -> int | None:
    entry = actors.tree().get(actor)
    if entry is None or not entry.country or side(actor) != "state":
        return None
    found = exporting.countries().get(entry.country)
    return int(found.gw) if found and found.gw else None


def _codes(t: Told) -> exporting.Country | None:
    return exporting.countries().get(t.place.country or "") if t.place else None


def _listed(t: Told, what: str) -> str:
    if what == "office":
        return "; ".join(dict.fromkeys(names.source(d.outlet_id) if d.outlet_id else d.outlet or "unnamed outlet" for d in t.documents))
    if what == "date":
        return "; ".join(d.published.isoformat() for d in t.documents if d.published)
    if what == "headline":
        return "; ".join(d.title for d in t.documents if d.title)
    return "; ".join(f"{names.source(d.outlet_id) if d.outlet_id else d.outlet or 'unnamed outlet'}{f', {d.published}' if d.published else ''}" for d in t.documents)


def _death(name: str) -> Column:
    says = {
        "deaths_a": "killed of side A, its units and those hit with it, best figure", "deaths_b": "the same of side B",
        "deaths_civilians": "killed civilians, best figure; of one-sided violence all victims", "deaths_unknown": "the rest of the best total",
        "best": "sum of the four", "high": "highest figure told", "low": "lowest figure told",
    }[name]  # fmt: skip
    field = {"deaths_a": "a", "deaths_b": "b", "deaths_civilians": "civilians", "deaths_unknown": "unknown"}.get(name, name)
    return Column(name, says, lambda t: getattr(deaths(t), field), "integer")


def _empty(name: str, says: str = "UCDP's own: empty") -> Column:
    return Column(name, says, lambda t: None)


COLUMNS: tuple[Column, ...] = (
    Column("id", "a number made of Marsad's incident id (no id of UCDP)", _number, "integer"),
    Column("relid", "Marsad's incident id", lambda t: t.id),
    Column("year", "of the first day", lambda t: t.first.year if t.first else None, "integer"),
    _empty("active_year"),
    Column("code_status", "«Clear»: what is not clear is left out by rule", lambda t: "Clear"),
    Column("type_of_violence", "1 state-based, 2 non-state, 3 one-sided, by the crosswalk", lambda t: int(_kind(t)), "integer"),
    _empty("conflict_dset_id"), _empty("conflict_new_id"), _empty("conflict_name"), _empty("dyad_dset_id"), _empty("dyad_new_id"),
    Column("dyad_name", "the two sides", lambda t: " - ".join(names.actor(s) for s in sides(t))),
    _empty("side_a_dset_id"), _empty("side_a_new_id"),
    Column("side_a", "of state-based violence the state, of one-sided violence who did it, else the first by name", lambda t: names.actor(sides(t)[0])),
    _empty("side_b_dset_id"), _empty("side_b_new_id"),
    Column("side_b", "the other side; «Civilians» of one-sided violence", lambda t: names.actor(sides(t)[1])),
    Column("number_of_sources", "how many reports tell it; −1 where the reports are not at hand", lambda t: len(t.documents) or -1, "integer"),
    Column("source_article", "outlet and day of each report", lambda t: _listed(t, "article")),
    Column("source_office", "the outlets", lambda t: _listed(t, "office")),
    Column("source_date", "the days of publication", lambda t: _listed(t, "date")),
    Column("source_headline", "the headlines (empty under the public profile)", lambda t: _listed(t, "headline")),
    Column("source_original", "the innermost sources", lambda t: "; ".join(names.source(o.source) for o in t.incident.origins)),
    Column("where_prec", "by the ladder of places", lambda t: int(level.ucdp) if t.place and (level := exporting.place_level(t.place.precision)) else None, "integer"),
    Column("where_coordinates", "name of the place", lambda t: (t.place.name or t.place.text) if t.place else ""),
    Column("where_description", "level, relation and radius of the footprint", lambda t: f"{t.place.precision}{f', {t.place.relation}' if t.place.relation else ''}, radius {t.place.radius_km} km" if t.place else ""),
    Column("adm_1", "governorate", lambda t: t.place.admin1 if t.place else ""),
    Column("adm_2", "district, where it is known", lambda t: t.place.admin2 if t.place else ""),
    Column("latitude", "middle of the footprint", lambda t: t.place.lat if t.place else None, "number"),
    Column("longitude", "middle of the footprint", lambda t: t.place.lon if t.place else None, "number"),
    Column("geom_wkt", "the same point", lambda t: shapes.wkt_point(t.place.lat or 0.0, t.place.lon or 0.0) if t.place else ""),
    Column("priogrid_gid", "PRIO-GRID cell of the point", lambda t: shapes.priogrid(t.place.lat or 0.0, t.place.lon or 0.0) if t.place else None, "integer"),
    Column("country", "English name", lambda t: names.country(t.place.country) if t.place else ""),
    Column("country_id", "Gleditsch and Ward number", lambda t: int(c.gw) if (c := _codes(t)) and c.gw else None, "integer"),
    Column("region", "UCDP's region", lambda t: c.ucdp_region if (c := _codes(t)) else ""),
    Column("event_clarity", "1: the incident is told by itself (windows are left out)", lambda t: 1, "integer"),
    Column("date_prec", "1 a day, 2 up to six days, 3 a week, 4 a month, 5 a year", lambda t: int(_time_code(t)), "integer"),
    Column("date_start", "earliest possible day", lambda t: f"{t.first} 00:00:00.000"),
    Column("date_end", "latest possible day", lambda t: f"{t.last} 00:00:00.000"),
    *(_death(name) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")),
    Column("gwnoa", "Gleditsch and Ward number of side A where it is a state", lambda t: _gw(sides(t)[0]), "integer"),
    Column("gwnob", "the same of side B", lambda t: _gw(sides(t)[1]), "integer"),
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """One row an incident that no rule leaves out. UTF-8 without a mark, as UCDP's own file."""
    yield cells.row(c.name for c in COLUMNS)
    yield from cells.table(COLUMNS, kept(state, RULES))

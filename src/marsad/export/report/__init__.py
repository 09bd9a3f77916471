"""The report: one HTML file, in Arabic or English, that opens from disk without a network. Everything in it is coded fields of the state given."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jinja2
from babel import Locale
from markupsafe import Markup, escape

from marsad.export import cells, names, prose
from marsad.export.report import basemap, drawing, figures
from marsad.export.report.figures import Range
from marsad.export.state import State, Told
from marsad.resources import reporting
from marsad.settings import Sensitivity

_FOLDER = pathlib.Path(__file__).parent
_MONTHS_AR = ("كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر",
              "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر")  # fmt: skip
_GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
MOST_DISPUTED, MOST_ORIGINS, MOST_ACTORS = 60, 40, 12


class Writer:
    """The words of one language. Values put into a sentence are escaped and isolated, so that a range turns no Arabic line around."""

    def __init__(self, language: str) -> None:
        self.lang = "ar" if language == "ar" else "en"
        self.dir = "rtl" if self.lang == "ar" else "ltr"
        self.words = reporting.words(self.lang)
        self.locale = Locale.parse(self.lang)
        self.comma, self.semicolon = (Markup("، "), Markup("؛ ")) if self.lang == "ar" else (Markup(", "), Markup("; "))

    def __call__(self, key: str, **values: Any) -> Markup:
        """The sentence, its {slots} filled."""
        shown = {k: v if isinstance(v, Markup) else Markup("<bdi>{}</bdi>").format(v) for k, v in values.items()}
        return Markup(self.words[key]).format(**shown)  # noqa: S704 - our own words; the values are escaped

    def plain(self, key: str, **values: Any) -> str:
        """The same as text, for attributes."""
        return self.words[key].format(**values)

    def range(self, r: Range) -> Markup:
        """«4–9», «34+», isolated and left to right; a dash where nobody gives a figure."""
        return _span(r.low, r.high, r.open) if r.told else Markup("–")

    def figure(self, low: int | None, high: int | None) -> Markup:
        """A toll as told: «35», «4–9», «20+», «?»."""
        if low is None and high is None:
            return Markup("–")
        return _span(low or 0, high if high is not None else (low or 0), high is None)

    def day(self, day: dt.date) -> str:
        return f"{day.day} {self.month(day)}"

    def month(self, day: dt.date) -> str:
        """«May 2018», «أيار/مايو 2018»."""
        name = _MONTHS_AR[day.month - 1] if self.lang == "ar" else self.locale.months["format"]["wide"][day.month]
        return f"{name} {day.year}"

    def when(self, t: Told) -> Markup:
        if t.first and t.last and t.first != t.last:
            return Markup('<bdi dir="ltr">{}</bdi> – <bdi dir="ltr">{}</bdi>').format(t.first, t.last)
        return Markup('<bdi dir="ltr">{}</bdi>').format(t.first or t.last) if t.first or t.last else escape(self.words["undated"])

    def grade(self, grade: str) -> str:
        pair = prose.GRADES.get(grade, (grade, grade))
        return pair[1] if self.lang == "ar" else pair[0]

    def type(self, kind: str) -> str:
        pair = prose.TYPES.get(kind, (kind, kind))
        return pair[1] if self.lang == "ar" else pair[0]

    def actors(self, named: Iterable[str]) -> str:
        return self.listed(cells.plain(names.actor(a, self.lang)) for a in named)

    def listed(self, parts: Iterable[str]) -> str:
        return ("، " if self.lang == "ar" else ", ").join(p for p in parts if p)

    def where(self, t: Told) -> str:
        return cells.plain(prose.where(t, self.lang)) if t.place else "–"

    def spot(self, t: Told) -> str:
        """A short name for the map: the place in the language of the report."""
        if t.place is None or t.place.precision in drawing.WIDE:
            return ""
        known = names.arabic(t.place.name) if self.lang == "ar" else t.place.name or t.place.text or ""
        shown = cells.plain(known)
        return shown if len(shown) <= 28 else shown[:27].rstrip(" (") + "…"

    def stance(self, stance: str) -> str:
        from marsad.export.profile import STANCES

        pair = STANCES.get(stance, (stance, stance))
        return pair[1] if self.lang == "ar" else pair[0]

    def counts(self, found: Iterable[tuple[str, int]]) -> Markup:
        """«Deir ez-Zor (9), Raqqa (3)»."""
        parts = [Markup("<bdi>{}</bdi>&nbsp;<bdi dir='ltr'>({})</bdi>").format(name, n) for name, n in found]
        return self.comma.join(parts)


def _span(low: int, high: int, open_end: bool) -> Markup:
    shown = str(low) if low == high else f"{low}–{high}"
    return Markup('<bdi dir="ltr">{}</bdi>').format(shown + ("+" if open_end else ""))


def html(state: State, language: str = "ar", rules: Sensitivity | None = None) -> bytes:
    """The report as one file: style, fonts and drawings inside, no script, nothing fetched."""
    w = Writer(language)
    told = sorted(state.told(), key=lambda t: (t.first or dt.date.max, t.last or dt.date.max, t.id))
    incidents = [t for t in told if t.incident.kind != "window"]
    numbers = {t.id: n for n, t in enumerate(incidents, 1)}
    periods = figures.periods(incidents)
    rows = [(_period(w, day, periods), len(inside), figures.total(inside, "killed")) for day, inside in periods]
    months = figures.months(incidents)
    month_rows = [(_month(w, day, months), len(inside), figures.total(inside, "killed")) for day, inside in months]
    undated = [t for t in incidents if not t.first]
    doers = figures.by_doer(incidents)
    groups = figures.killed_by_group(incidents)
    placed = drawing.placed(incidents)
    provinces = Counter(names.province(t.place.admin1, w.lang) for t in incidents if t.place and t.place.admin1)
    around = w.listed(n for n, _ in provinces.most_common(4))
    top_doers = [(a, inside) for a, inside in doers if a][:6]
    cells_of = {a: [figures.total([t for t in inside if a in t.perpetrators or _within(t, a)], "killed") for _, inside in months] for a, _ in top_doers}
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    context = {
        "w": w, "state": state, "about": state.about, "comma": w.comma, "policy": w.words["policy_linked"] if state.about.policy == "as linked" else state.about.policy, "incidents": incidents, "numbers": numbers, "windows": [t for t in told if t.incident.kind == "window"],
        "fonts": Markup(basemap.faces()),  # noqa: S704 - our own style
         "first": min((t.first for t in incidents if t.first), default=None), "last": max((t.last for t in incidents if t.last), default=None),
        "documents": len(state.documents), "killed": figures.total(incidents, "killed"), "wounded": figures.total(incidents, "wounded"),
        "named_doers": [(names.actor(a, w.lang), len(inside)) for a, inside in top_doers[:4]], "provinces": provinces.most_common(5), "doers": doers, "top_doers": top_doers, "cells_of": cells_of, "told_rows": {n for n in range(len(months)) if any(c[n].told for c in cells_of.values())},
        "grades": [(w.grade(g), n) for g in _GRADES if (n := sum(t.incident.grade == g for t in incidents))],
        "disputed": [t for t in incidents if t.incident.disputed], "most_disputed": MOST_DISPUTED, "rows": month_rows, "said_of": lambda t: [said for p in figures.positions(t) if (said := _position(w, p, t.incident.disputed))], "undated": undated, "placed": placed,
        "undated_killed": figures.total(undated, "killed"), "total": figures.total, "groups": groups[:MOST_ACTORS], "origins": figures.origins(incidents)[:MOST_ORIGINS],
        "map": drawing.map_svg(incidents, numbers, {t.id: w.spot(t) for t in incidents}, w.lang, w.plain("map_text", n=len(placed), list=around)),
        "closer": _closer(w, incidents, numbers), "timeline": drawing.timeline_svg(rows, w.lang, w.plain("timeline_text")),
        "doer_chart": drawing.ranges_svg([(names.actor(a, w.lang), r) for a, inside in doers if a and (r := figures.total(inside, "killed")).told][:MOST_ACTORS], w.lang, w.plain("ranges_text")),
        "group_chart": drawing.ranges_svg([(names.actor(g, w.lang), r) for g, r in groups][:MOST_ACTORS], w.lang, w.plain("ranges_text")),
        "spread_names": [(str(k), n) for k, n in sorted(Counter(t.incident.independent_origins for t in incidents).items())], "outlets": _outlets(w, state),
        "legend": [(g, w.grade(g), Markup(f'<svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">{drawing.mark(g, 9, 9, 5.5)}</svg>')) for g in _GRADES],  # noqa: S704
        "names": names, "rules": rules or Sensitivity(), "scope": _scope(w, state), "left_out": _left_out(w, state.left_out), "fields": _fields(w),
    }  # fmt: skip
    return cells.plain(environment.get_template("report.html").render(**context)).encode()  # no unseen mark of anybody's turns a line around


def _closer(w: Writer, incidents: Sequence[Told], numbers: dict[str, int]) -> Markup:
    """A second map of the country with most incidents, where the first is wide."""
    country, inside = drawing.closer(incidents)
    if not country:
        return Markup("")
    title = w.plain("map_text", n=len(inside), list=names.country(country, w.lang))
    drawn = drawing.map_svg(inside, numbers, {t.id: w.spot(t) for t in inside}, w.lang, title)
    return Markup("<h3>{}</h3>{}").format(names.country(country, w.lang), drawn)


def _within(t: Told, actor: str) -> bool:
    from marsad.resources import actors

    return any(actors.tree().within(p, actor) for p in t.perpetrators)


def _period(w: Writer, day: dt.date, periods: Sequence[tuple[dt.date, Any]]) -> str:
    yearly = len(periods) > 1 and (periods[1][0] - periods[0][0]).days > 300
    if yearly:
        return str(day.year)
    return w.month(day) if w.lang == "en" else f"{_MONTHS_AR[day.month - 1].split('/')[0]} {day.year}"


def _month(w: Writer, day: dt.date, months: Sequence[tuple[dt.date, Any]]) -> str:
    return str(day.year) if len(months) > 1 and all(d.month == 1 for d, _ in months) and len({d.year for d, _ in months}) == len(months) else w.month(day)


def _position(w: Writer, p: figures.Position, disputed: Sequence[str]) -> Markup:
    """«Syrian Observatory (third party): names Islamic State; hit: Syria», as far as that is what is disputed; empty where it says nothing of it."""
    says: list[Markup] = []
    if {"perpetrators", "occurrence", "victims"} & set(disputed):
        says += [w(key) for status, key in (("denied", "says_denies"), ("claimed", "says_claims"), ("suspected", "says_suspects")) if status in p.statuses]
        says += [w("says_by", list=w.actors(p.doers))] if p.doers else [w("says_nobody")] if set(p.statuses) - {"denied", "claimed"} else []
        says += [w("says_hit", list=w.actors(p.hit))] if p.hit else []
    if "place" in disputed and p.places:
        known = (names.spot(x, w.lang) or names.province(x.admin1, w.lang) or names.country(x.country, w.lang) for x in p.places)
        says.append(w("says_where", list=w.listed(dict.fromkeys(cells.plain(n) for n in known))))
    if "time" in disputed and p.days:
        says.append(w("says_when", list=w.listed(p.days)))
    return Markup("<bdi>{}</bdi> ({}): {}").format(names.source(p.origin, w.lang), w.stance(p.stance), w.semicolon.join(says)) if says else Markup("")


def _outlets(w: Writer, state: State) -> list[tuple[str, int]]:
    found = Counter(names.source(d.outlet_id, w.lang) if d.outlet_id else d.outlet or names.source(names.UNLISTED, w.lang) for d in state.documents.values())
    return sorted(((cells.plain(n), k) for n, k in found.items()), key=lambda x: (-x[1], x[0]))[:MOST_ORIGINS]


def _scope(w: Writer, state: State) -> str:
    return w.listed(f"{k}: {v}" for k, v in state.about.filters.items()) or w.words["whole_ledger"]


def _left_out(w: Writer, counts: Mapping[str, int]) -> Markup:
    return w.comma.join(w(f"rule_{rule}", n=n) for rule, n in sorted(counts.items()) if n and f"rule_{rule}" in w.words)


def _fields(w: Writer) -> dict[str, str]:
    return {k.removeprefix("field_"): v for k, v in w.words.items() if k.startswith("field_")}

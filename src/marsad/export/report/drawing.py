"""The report's drawings as inline SVG: map, timeline, ranges. Colours that colour-blind readers tell apart, shapes besides; no script, no file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from marsad.export import shapes
from marsad.export.report import basemap
from marsad.export.report.figures import Range
from marsad.export.state import Told

GRADE_COLOURS = {"confirmed": "#0072b2", "fair": "#009e73", "weak": "#e69f00", "contested": "#d55e00", "discounted": "#7a7a7a"}
"""Okabe and Ito's palette."""
WIDE = ("region", "country", "admin1")
_W = 900.0


def mark(grade: str, x: float, y: float, r: float) -> str:
    """A mark whose shape tells the grade too: circle, square, triangle, diamond, cross."""
    colour = GRADE_COLOURS.get(grade, "#7a7a7a")
    style = f'fill="{colour}" stroke="#fff" stroke-width="1.2"'
    match grade:
        case "confirmed":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}/>'
        case "fair":
            return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:.1f}" height="{2 * r:.1f}" {style}/>'
        case "weak":
            return f'<path d="M{x:.1f} {y - 1.2 * r:.1f}L{x + 1.1 * r:.1f} {y + 0.9 * r:.1f}H{x - 1.1 * r:.1f}Z" {style}/>'
        case "contested":
            return f'<path d="M{x:.1f} {y - 1.3 * r:.1f}L{x + 1.3 * r:.1f} {y:.1f}L{x:.1f} {y + 1.3 * r:.1f}L{x - 1.3 * r:.1f} {y:.1f}Z" {style}/>'
        case _:
            return f'<path d="M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}" stroke="{colour}" stroke-width="2.4"/>'


@dataclass(frozen=True)
class View:
    """A stretch of the earth on paper: west, south, east, north; degrees of longitude are narrowed by the latitude of the middle."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        return _W / ((self.east - self.west) * self.narrow)

    @property
    def narrow(self) -> float:
        return max(0.2, math.cos(math.radians((self.south + self.north) / 2)))

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies on paper."""
        return (lon - self.west) * self.narrow * self.scale, (self.north - lat) * self.scale


def placed(incidents: Sequence[Told]) -> list[Told]:
    """Incidents that the map shows: with a place finer than a country."""
    return [t for t in incidents if t.place and t.place.lat is not None and t.place.lon is not None and t.place.precision != "country"]


def view(incidents: Sequence[Told]) -> View:
    """Around the footprints, with room; no narrower than two degrees, no flatter or steeper than paper."""
    boxes = [_around(t) for t in incidents]
    fine = [b for b, t in zip(boxes, incidents, strict=True) if t.place and t.place.precision not in WIDE] or boxes
    west, south, east, north = min(b[0] for b in fine), min(b[1] for b in fine), max(b[2] for b in fine), max(b[3] for b in fine)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    narrow = max(0.2, math.cos(math.radians(middle_y)))
    wide, high = max((east - west) * 1.25, 2.2), max((north - south) * 1.25, 1.4)
    high, wide = max(high, wide * narrow * 0.45), max(wide, high / narrow / 0.72)
    return View(middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2)


def closer(incidents: Sequence[Told]) -> tuple[str, list[Told]]:
    """Where the map is so wide that places run together: the country with most incidents, and those; else nothing."""
    shown = placed(incidents)
    if not shown or (seen := view(shown)).east - seen.west < 14:
        return "", []
    counts: dict[str, list[Told]] = {}
    for t in shown:
        if t.place and t.place.country:
            counts.setdefault(t.place.country, []).append(t)
    country = min(counts, key=lambda c: (-len(counts[c]), c), default="")
    inside = counts.get(country, [])
    return (country, inside) if 1 < len(inside) < len(shown) else ("", [])


def _around(t: Told) -> tuple[float, float, float, float]:
    points = [p for polygon in shapes.rings(shapes.geometry(t.place) or {"type": "none"}) for p in polygon[0]]
    if not points and t.place:
        points = [[t.place.lon or 0.0, t.place.lat or 0.0]]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def map_svg(incidents: Sequence[Told], numbers: dict[str, int], names: dict[str, str], language: str, title: str) -> Markup:
    """The map: countries, footprints (wide ones first), a mark in each middle, the incidents' numbers, the places' names.

    ``numbers``: incident id → number in the list; ``names``: incident id → name of its place.
    """
    shown = placed(incidents)
    if not shown:
        return Markup("")
    v = view(shown)
    out = [f'<svg class="map" viewBox="0 0 {_W:.0f} {v.height:.0f}" role="img" aria-label="{escape(title)}" direction="ltr"><title>{escape(title)}</title>',
           f'<rect width="{_W:.0f}" height="{v.height:.0f}" fill="#e8eef2"/><g fill="#fbfaf7" stroke="#9aa3a8" stroke-width="1">']  # fmt: skip
    for country in basemap.countries():
        for ring, (west, south, east, north) in country.rings:
            if east >= v.west and west <= v.east and north >= v.south and south <= v.north:
                out.append(f'<path d="{_path(v, ring)}"/>')
    out.append("</g>")
    drawn: set[str] = set()  # a desert that many incidents share is drawn once, and stays as light as others
    for t in sorted(shown, key=lambda t: (-((t.place and t.place.radius_km) or 0), t.id)):
        colour = GRADE_COLOURS.get(t.incident.grade, "#7a7a7a")
        for polygon in shapes.rings(shapes.geometry(t.place) or {"type": "none"}):
            d = "".join(_path(v, [(p[0], p[1]) for p in ring]) for ring in polygon)
            if d in drawn:
                continue
            drawn.add(d)
            out.append(f'<path d="{d}" fill="{colour}" fill-opacity="0.12" stroke="{colour}" stroke-opacity="0.55" stroke-width="1" fill-rule="evenodd"/>')
    marks, taken = _marks(v, shown, numbers, names)
    out += [*_countries(v, language, taken), *marks, _scale_bar(v, language)]
    return Markup("".join(out) + "</svg>")  # noqa: S704 - every text in it went through escape


Box = tuple[float, float, float, float]


def _free(box: Box, taken: Sequence[Box]) -> bool:
    return not any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken)


def _countries(v: View, language: str, taken: Sequence[Box]) -> list[str]:
    """Names of countries that are large enough on paper and in nobody's way, the largest first."""
    out, busy = ['<g fill="#7b868c" font-size="16" letter-spacing="1" text-anchor="middle">'], list(taken)
    for name, lon, lat, area in basemap.labels(language):
        x, y = v.xy(lon, lat)
        half = 5.2 * len(name)
        box = (x - half, y - 15, x + half, y + 5)
        wide = math.sqrt(area * v.narrow) * v.scale
        if wide > 45 and box[0] > 2 and box[2] < _W - 2 and box[1] > 2 and box[3] < v.height - 2 and _free(box, busy):
            busy.append(box)
            out.append(f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>')
    return [*out, "</g>"]


def _marks(v: View, shown: Sequence[Told], numbers: dict[str, int], names: dict[str, str]) -> tuple[list[str], list[Box]]:
    """Incidents of one spot share a mark and a label: «3, 7 Mayadin». Labels step aside for one another. The boxes are where something stands."""
    spots: dict[tuple[float, float], list[Told]] = {}
    for t in shown:
        if t.place:
            spots.setdefault((round(t.place.lon or 0.0, 2), round(t.place.lat or 0.0, 2)), []).append(t)
    out: list[str] = []
    taken: list[Box] = [(0, v.height - 36, _W / 3, v.height)]  # the scale bar's corner
    order = sorted(spots.items(), key=lambda s: (-len(s[1]), s[0]))
    for (lon, lat), told in order:
        x, y = v.xy(lon, lat)
        weight = max((toll.high or toll.low or 0) for t in told for toll in [t.total("killed")] if toll) if any(t.total("killed") for t in told) else 0
        r = 4.5 + min(9.0, math.sqrt(weight))
        out.append(mark(sorted(told, key=lambda t: list(GRADE_COLOURS).index(t.incident.grade) if t.incident.grade in GRADE_COLOURS else 9)[0].incident.grade, x, y, r))
        taken.append((x - r, y - r, x + r, y + r))
    for (lon, lat), told in order:
        x, y = v.xy(lon, lat)
        figures = sorted(numbers[t.id] for t in told)
        number = ", ".join(map(str, figures[:4])) + (" …" if len(figures) > 4 else "")
        name = names.get(told[0].id, "")
        width = 9.0 * (len(number) + 1) + 8.4 * len(name)
        for dx, dy in ((14, 5), (-14 - width, 5), (-width / 2, -16), (-width / 2, 28), (14, 24), (14, -14), (-14 - width, 24), (-14 - width, -14)):
            box = (x + dx, y + dy - 15, x + dx + width, y + dy + 4)
            inside = box[0] > 2 and box[2] < _W - 2 and box[1] > 2 and box[3] < v.height - 2
            if inside and _free(box, taken):
                taken.append(box)
                text = f'<tspan font-weight="700">{escape(number)}</tspan>' + (f" {escape(name)}" if name else "")
                out.append(f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" font-size="15" fill="#1d2528" stroke="#fff" stroke-width="3" paint-order="stroke">{text}</text>')
                break
    return out, taken


def _path(v: View, ring: Sequence[tuple[float, float]]) -> str:
    parts, last = [], ""
    for lon, lat in ring:
        x, y = v.xy(min(max(lon, v.west - 30), v.east + 30), min(max(lat, v.south - 20), v.north + 20))
        point = f"{x:.1f} {y:.1f}"
        if point != last:
            parts.append(point)
            last = point
    return "M" + "L".join(parts) + "Z" if len(parts) > 2 else ""


def _scale_bar(v: View, language: str) -> str:
    """A bar of a round number of kilometres."""
    km_a_pixel = 111.2 / v.scale
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2, 1) if k / km_a_pixel < _W / 4), 1)
    width, y = km / km_a_pixel, v.height - 16
    unit = "كم" if language == "ar" else "km"
    return (f'<g stroke="#1d2528" stroke-width="2"><path d="M18 {y - 5:.0f}V{y:.0f}H{18 + width:.0f}V{y - 5:.0f}" fill="none"/></g>'
            f'<text x="{24 + width:.0f}" y="{y + 2:.0f}" font-size="14" fill="#1d2528">{km} {unit}</text>')  # fmt: skip


def timeline_svg(rows: Sequence[tuple[str, int, Range]], language: str, title: str) -> Markup:
    """Bars of killed, the lowest dark and up to the highest light, with the number of incidents above; time runs as the language is read.

    ``rows``: (label, incidents, killed) of each period.
    """
    if not rows:
        return Markup("")
    if language == "ar":
        rows = rows[::-1]
    top = max([r.high for _, _, r in rows] + [1])
    step, left, height, base = _ticks(top), 52.0, 250.0, 210.0
    ceiling = max(math.ceil(top / step) * step, step)
    slot = (_W - left - 12) / len(rows)
    bar = min(slot * 0.62, 54.0)
    out = [f'<svg class="chart" viewBox="0 0 {_W:.0f} {height:.0f}" role="img" aria-label="{escape(title)}" direction="ltr"><title>{escape(title)}</title>']
    for n in range(0, ceiling + 1, step):
        y = base - n / ceiling * 170
        out.append(f'<path d="M{left} {y:.1f}H{_W - 8:.0f}" stroke="#d5dadd"/><text x="{left - 8:.0f}" y="{y + 5:.1f}" font-size="14" text-anchor="end" fill="#56616a">{n}</text>')
    every = max(1, math.ceil(len(rows) * 86 / (_W - left)))
    for k, (label, incidents, killed) in enumerate(rows):
        x = left + slot * (k + 0.5)
        low, high = killed.low / ceiling * 170, killed.high / ceiling * 170
        if killed.high:
            out.append(f'<rect x="{x - bar / 2:.1f}" y="{base - high:.1f}" width="{bar:.1f}" height="{high:.1f}" fill="#9ecae1" stroke="#0072b2" stroke-width="0.8"/>')
            out.append(f'<rect x="{x - bar / 2:.1f}" y="{base - low:.1f}" width="{bar:.1f}" height="{low:.1f}" fill="#0b5394"/>')
            if killed.open:
                out.append(f'<text x="{x:.1f}" y="{base - high - 4:.1f}" font-size="15" text-anchor="middle" fill="#0b5394">+</text>')
        if incidents:
            out.append(f'<text x="{x:.1f}" y="22" font-size="14" text-anchor="middle" fill="#1d2528">{incidents}</text>')
        if k % every == 0:
            out.append(f'<text x="{x:.1f}" y="{base + 22:.0f}" font-size="14" text-anchor="middle" fill="#56616a">{escape(label)}</text>')
    out.append(f'<path d="M{left} {base}H{_W - 8:.0f}" stroke="#56616a"/></svg>')
    return Markup("".join(out))  # noqa: S704 - every text in it went through escape


def ranges_svg(rows: Sequence[tuple[str, Range]], language: str, title: str) -> Markup:
    """A line a name: a bar from the lowest to the highest figure, dots at both ends, an arrow where the upper end is open."""
    if not rows:
        return Markup("")
    top = max([r.high for _, r in rows] + [1])
    step = _ticks(top)
    ceiling = max(math.ceil(top / step) * step, step)
    names, gap = 300.0, 34.0
    arabic = language == "ar"

    def at(n: float) -> float:
        x = (names + 14) + n / ceiling * (_W - names - 60)
        return _W - x if arabic else x

    height = gap * len(rows) + 40
    out = [f'<svg class="chart" viewBox="0 0 {_W:.0f} {height:.0f}" role="img" aria-label="{escape(title)}" direction="ltr"><title>{escape(title)}</title>']
    for n in range(0, ceiling + 1, step):
        out.append(f'<path d="M{at(n):.1f} 8V{height - 28:.0f}" stroke="#d5dadd"/><text x="{at(n):.1f}" y="{height - 8:.0f}" font-size="14" text-anchor="middle" fill="#56616a">{n}</text>')
    for k, (name, r) in enumerate(rows):
        y = 24 + gap * k
        x, anchor = (_W - names, "start") if arabic else (names, "end")
        shown = name if len(name) <= 36 else name[:35] + "…"
        out.append(f'<text x="{x:.0f}" y="{y + 5:.0f}" font-size="15" text-anchor="{anchor}" fill="#1d2528">{escape(shown)}</text>')
        out.append(f'<path d="M{at(r.low):.1f} {y:.1f}H{at(r.high):.1f}" stroke="#9ecae1" stroke-width="9" stroke-linecap="round"/>')
        out.append(f'<circle cx="{at(r.low):.1f}" cy="{y:.1f}" r="5.5" fill="#0b5394"/>')
        if r.open:
            x, away = at(r.high), -1 if arabic else 1
            out.append(f'<path d="M{x + 2 * away:.1f} {y - 6:.1f}L{x + 11 * away:.1f} {y:.1f}L{x + 2 * away:.1f} {y + 6:.1f}" fill="none" stroke="#0b5394" stroke-width="2"/>')
        elif r.high != r.low:
            out.append(f'<circle cx="{at(r.high):.1f}" cy="{y:.1f}" r="5.5" fill="#fff" stroke="#0b5394" stroke-width="2"/>')
    return Markup("".join(out) + "</svg>")  # noqa: S704 - every text in it went through escape


def _ticks(top: int) -> int:
    """A round step that gives at most six lines."""
    step = 1
    while top / step > 5:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step

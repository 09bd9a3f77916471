"""Draws docs/places-map/map.svg: thirty place phrases and the footprints that Marsad gives them. ``python docs/places-map/draw.py``"""

from __future__ import annotations

import html
import math
import pathlib

from shapely.geometry import shape

from marsad.arabic.tokens import tokenise
from marsad.extract import gazetteer, places
from marsad.extract.geometry import polygon
from marsad.extract.place_choice import shape_of
from marsad.extract.seen import Context, PlaceMention

# (panel, phrase). All of our own making.
PHRASES = {
    "SY": [
        "شرقي حماة", "جنوب غرب مدينة الميادين", "على بعد 40 كم شمال مدينة تدمر", "ريف دير الزور الغربي", "بادية حمص",
        "أطراف مدينة السخنة", "بين محافظتي الرقة ودير الزور", "طريق دير الزور – تدمر", "الضفة الغربية لنهر الفرات بريف الرقة",
        "الحدود السورية العراقية", "قرى مراط وخشام والحسينية بريف دير الزور", "بلدة الباغوز بريف دير الزور الشرقي", "شمال شرق سوريا",
        "محيط حقل العمر النفطي", "ريف حلب الشمالي", "جبل البشري", "محافظة درعا", "منطقة التنف", "بادية السويداء", "الساحل السوري",
    ],
    "IQ": ["غربي بغداد", "محافظة نينوى", "جبال حمرين", "بين بغداد وكركوك على الطريق", "قضاء القائم بمحافظة الأنبار"],
    "YE": ["جنوب مدينة مأرب", "مديريتي عبس وحرض بمحافظة حجة", "الساحل الغربي لليمن", "محافظة تعز", "وادي حضرموت"],
}  # fmt: skip
TITLES = {"SY": "Syria", "IQ": "Iraq", "YE": "Yemen"}
BOXES = {"SY": (35.4, 32.0, 42.7, 37.5), "IQ": (38.6, 29.0, 48.8, 37.6), "YE": (41.8, 12.4, 53.2, 18.9)}  # west, south, east, north
WIDTH, LIST_WIDTH, GAP = 860, 560, 30
COLOURS = ("#9b2226", "#0a6c74", "#b5651d", "#3d405b", "#5f7a2f", "#7b2d8b", "#1d5fa8", "#a8841d", "#2d6a4f", "#c2185b")


def found(phrase: str, country: str) -> PlaceMention:
    """What the reader makes of a phrase in a report about the country."""
    mentions = places.find(tokenise(f"وقع هجوم في {phrase}"), Context(countries=(country,)))
    return max(mentions, key=lambda m: m.end - m.start)


def draw() -> str:
    """The figure as SVG: a map and its list for each country."""
    parts: list[str] = []
    top = 20
    for country, phrases in PHRASES.items():
        west, south, east, north = BOXES[country]
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = WIDTH / ((east - west) * squeeze)
        height = (north - south) * scale

        def at(lon: float, lat: float, *, w: float = west, n: float = north, s: float = squeeze, k: float = scale, y: int = top) -> str:
            return f"{(lon - w) * s * k + 20:.1f},{(n - lat) * k + y + 30:.1f}"

        parts.append(f'<text x="20" y="{top + 16}" class="title">{TITLES[country]}</text>')
        parts.append(f'<clipPath id="{country}"><rect x="20" y="{top + 30}" width="{WIDTH}" height="{height:.0f}"/></clipPath>')
        parts.append(f'<g clip-path="url(#{country})">')
        parts.append(f'<rect x="20" y="{top + 30}" width="{WIDTH}" height="{height:.0f}" class="sea"/>')
        for e in gazetteer.index().entries:
            if e.kind == "admin1" and e.country == country:
                parts.append(_outline(polygon(shape_of(e)), at, "area"))
            elif e.kind == "settlement" and e.country == country and e.population > 90_000:
                x, y = at(e.lon, e.lat).split(",")
                if 20 < float(x) < WIDTH + 20 and float(y) < top + 30 + height:
                    parts.append(f'<circle cx="{x}" cy="{y}" r="1.8" class="town"/>')
        rows: list[str] = []
        for n, phrase in enumerate(phrases, 1):
            m = found(phrase, country)
            colour = COLOURS[(n - 1) % len(COLOURS)]
            assert m.lat is not None and m.lon is not None and m.radius_km is not None
            outline = shape(m.footprint) if m.footprint else polygon(("circle", m.lat, m.lon, m.radius_km))
            parts.append(_outline(outline, at, "mark", f'style="fill:{colour};stroke:{colour}"'))
            x, y = at(m.lon, m.lat).split(",")
            parts.append(f'<text x="{x}" y="{float(y) + 4:.1f}" class="number" style="fill:{colour}">{n}</text>')
            y_row = top + 44 + (n - 1) * 31
            rows.append(f'<text x="{WIDTH + 66}" y="{y_row}" class="n" style="fill:{colour}">{n}</text>')
            rows.append(f'<text x="{WIDTH + LIST_WIDTH + 30}" y="{y_row}" class="arabic" direction="rtl">{html.escape(phrase)}</text>')
            said = f"{m.relation.replace('_', ' ')} · {m.precision} · {m.admin1 or '—'} · r {m.radius_km:g} km"
            rows.append(f'<text x="{WIDTH + 90}" y="{y_row}" class="said">{html.escape(said)}</text>')
        parts.append("</g>")
        parts += rows
        top += int(max(height, 31 * len(phrases))) + 30 + GAP
    style = (
        ".title{font:600 18px sans-serif}.sea{fill:#f4f1ea;stroke:#999}.area{fill:#fff;stroke:#c9c2b4;stroke-width:1}.town{fill:#777}"
        ".mark{fill-opacity:.16;stroke-width:1.6}.number,.n{font:700 14px sans-serif}.number{text-anchor:middle;paint-order:stroke;"
        "stroke:#fff;stroke-width:3}.arabic{font:16px 'Noto Naskh Arabic','DejaVu Sans',serif}.said{font:11px sans-serif;fill:#555}"
    )
    size = f'width="{WIDTH + LIST_WIDTH + 50}" height="{top}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{style}</style><rect {size} fill="#fff"/>{"".join(parts)}</svg>\n'


def _outline(geometry, at, name: str, more: str = "") -> str:  # type: ignore[no-untyped-def]
    rings = [g.exterior.coords for g in getattr(geometry, "geoms", [geometry])]
    path = " ".join("M" + "L".join(at(x, y) for x, y in ring) + "Z" for ring in rings)
    return f'<path d="{path}" class="{name}" {more}/>'


if __name__ == "__main__":
    target = pathlib.Path(__file__).parent / "map.svg"
    target.write_text(draw(), encoding="utf-8")
    print(f"{target}: {sum(map(len, PHRASES.values()))} phrases")

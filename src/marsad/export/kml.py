"""KML 2.2 for Google Earth and QGIS: a placemark an incident, with its footprint and its span of days."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from marsad.export import cells, names, shapes
from marsad.export.state import Rule, State, Told, kept

RULES = (Rule("kml_no_place", "an incident without a place on the map is left out: a placemark needs one", lambda t: shapes.geometry(t.place) is None),)


def incidents(state: State) -> Iterator[bytes]:
    """The document; text is escaped, and its unseen marks are taken out."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Marsad</name>\n'
    for told in kept(state, RULES):
        yield _placemark(told).encode()
    yield b"</Document></kml>\n"


def _placemark(t: Told) -> str:
    i, place = t.incident, t.place
    shape = shapes.geometry(place)
    polygons = "".join(_polygon(p) for p in shapes.rings(shape)) if shape else ""
    if place is not None and place.lat is not None and place.lon is not None:
        polygons = f"<Point><coordinates>{place.lon},{place.lat}</coordinates></Point>{polygons}"
    span = f"<begin>{t.first}</begin>" if t.first else ""
    span += f"<end>{t.last}</end>" if t.last else ""
    where = (place.name or place.text or "") if place else ""
    killed = t.toll("killed")
    data = {
        "type": i.type, "kind": i.kind, "grade": i.grade, "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "radius_km": place.radius_km if place else None, "perpetrators": "; ".join(names.actor(a) for a in i.perpetrators),
        "targets": "; ".join(names.actor(a) for a in i.targets), "killed_low": killed.low if killed else None,
        "killed_best": killed.best if killed else None, "killed_high": killed.high if killed else None, "independent_origins": i.independent_origins,
    }  # fmt: skip
    more = "".join(f'<Data name="{k}"><value>{_text(str(v))}</value></Data>' for k, v in data.items() if v not in (None, ""))
    return (
        f'<Placemark id="{_text(i.id)}"><name>{_text(f"{i.type}: {where}")}</name>' + (f"<TimeSpan>{span}</TimeSpan>" if span else "")
        + f"<ExtendedData>{more}</ExtendedData><MultiGeometry>{polygons}</MultiGeometry></Placemark>\n"
    )  # fmt: skip


def _polygon(rings: list[list[list[float]]]) -> str:
    def ring(points: list[list[float]]) -> str:
        return f"<LinearRing><coordinates>{' '.join(f'{x},{y}' for x, y in points)}</coordinates></LinearRing>"

    inner = "".join(f"<innerBoundaryIs>{ring(r)}</innerBoundaryIs>" for r in rings[1:])
    return f"<Polygon><outerBoundaryIs>{ring(rings[0])}</outerBoundaryIs>{inner}</Polygon>"


def _text(text: str) -> str:
    return escape(cells.plain(text).replace("\x00", ""), {'"': "&quot;"})

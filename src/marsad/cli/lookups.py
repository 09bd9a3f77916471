"""Searching the tables that the reader knows: actors, sources, places. Rows of words for a table on the screen."""

from __future__ import annotations

from collections.abc import Iterator


def actors(query: str | None) -> Iterator[tuple[str, ...]]:
    """id, kind, country, English and Arabic name."""
    from marsad.extract.actors import search

    for one in search(query or ""):
        yield one.id, one.kind, one.country or "", one.en, one.ar


def sources(query: str | None) -> Iterator[tuple[str, ...]]:
    """id, kind, country, English and Arabic name."""
    from marsad.arabic.normalise import fold
    from marsad.resources.sources import table

    wanted = fold(query or "").lower()
    for one in sorted(table(), key=lambda s: str(s.id)):
        names = (one.id, one.name, one.en, *one.names, *one.short, *one.domains)
        if any(wanted in fold(name).lower() for name in names):
            yield one.id, one.kind, one.country or "", one.en, one.names[0]


def places(query: str | None) -> Iterator[tuple[str, ...]]:
    """id, kind, country, governorate, latitude, longitude, Arabic name; the likeliest first."""
    from marsad.resources.places import search

    for one in search(query or ""):
        yield one.id, one.kind, one.country or "", one.admin1 or "", f"{one.lat:.3f}", f"{one.lon:.3f}", one.names[0]

"""Names for readers: actors, sources and countries in Arabic or English; an id that no table has, spelt out."""

from __future__ import annotations

import functools

from babel import Locale

from marsad.model import Place
from marsad.resources import actors, places, sources, unnamed

UNLISTED = "unlisted_source"
"""What the public profile calls a source that no table has."""


@functools.lru_cache(maxsize=50_000)
def actor(identity: str, language: str = "en") -> str:
    """«Islamic State» for islamic_state."""
    return actors.tree().name(identity, language)


@functools.lru_cache(maxsize=50_000)
def source(identity: str, language: str = "en") -> str:
    """«Syrian Observatory for Human Rights» for sohr; an unnamed source with the newsroom that quotes it."""
    if "/" in identity:
        outlet, _, inner = identity.partition("/")
        told = {"en": f"{source(inner, 'en')}, quoted by {source(outlet, 'en')}", "ar": f"{source(inner, 'ar')} نقلاً عن {source(outlet, 'ar')}"}
        return told[language]
    if identity == UNLISTED:
        return "unlisted source" if language == "en" else "مصدر غير مدرج"
    if (entry := sources.table().get(identity)) is not None:
        return (entry.en if language == "en" else entry.name) or identity
    if identity in actors.tree():
        return actors.tree().name(identity, language)
    owner = actors.tree()
    return unnamed.name(identity, language, lambda a: owner.name(a, language) if a in owner else None) or identity.replace("_", " ")


@functools.cache
def country(code: str | None, language: str = "en") -> str:
    """«Syria» for SY; the code itself where it is none."""
    return str(Locale.parse(language).territories.get(code, code)) if code else ""


@functools.cache
def _provinces() -> dict[str, str]:
    return {area.name: area.names[0] for area in places.admin_areas() if area.names}


def province(name: str | None, language: str = "en") -> str:
    """«دير الزور» for Deir ez-Zor; as it is where its Arabic name is not known."""
    return (_provinces().get(name, name) if language == "ar" else name) if name else ""


def spot(place: Place | None, language: str = "en") -> str:
    """The place as it is told (Arabic) or named (English), without its province."""
    if place is None:
        return ""
    return (place.text or arabic(place.name)) if language == "ar" else (place.name or place.text or "")


@functools.cache
def _arabic_places() -> dict[str, str]:
    return {en: ar for ar, en in reversed(places.display().values())}


def arabic(name: str | None) -> str:
    """The Arabic name of a place by its English one; as it is where the tables have none."""
    return _provinces().get(name) or _arabic_places().get(name, name) if name else ""

"""Makers of claims and documents for the tests of this room: what matters is said, the rest is filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from marsad.model import Actor, Claim, Document, Place, Quote, Source, Toll, When

SPOTS = {  # name → (country, governorate, lat, lon, radius, precision)
    "الميادين": ("SY", "Deir ez-Zor", 35.02, 40.45, 4.0, "town"),
    "كباجب": ("SY", "Deir ez-Zor", 35.10, 39.60, 3.0, "town"),
    "الشولا": ("SY", "Deir ez-Zor", 35.22, 39.83, 3.0, "town"),
    "منبج": ("SY", "Aleppo", 36.53, 37.95, 5.0, "town"),
    "محافظة دير الزور": ("SY", "Deir ez-Zor", 35.0, 40.2, 90.0, "admin1"),
    "محافظة حمص": ("SY", "Homs", 34.4, 38.0, 110.0, "admin1"),
    "سوريا": ("SY", None, 35.0, 38.5, 400.0, "country"),
    "الحويجة": ("IQ", "Kirkuk", 35.32, 43.77, 5.0, "town"),
}


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def make_document(name: str, *, published: str | None = None, outlet: str | None = None, text: str | None = None) -> Document:
    return Document(
        id="d_" + name, text=text or f"نص التقرير {name}", file=name + ".txt", published=day(published), outlet=outlet or f"نشرة {name}"
    )


def make_claim(
    name: str, *, document: str = "a", type: str = "attack", kind: str = "incident", status: str = "asserted", background: bool = False,
    date: str | None = None, to: str | None = None, place: str | None = None, by: str | None = None, on: str | None = None,
    sources: tuple[str, ...] = (), tolls: tuple[tuple[Any, ...], ...] = (), said: str = "", same_as: str | None = None, start: int = 0,
) -> Claim:  # fmt: skip
    """``tolls`` are (measure, low, high, actor or None, part_of or None, words of the group); ``said`` the evidence."""

    def actor(a: str) -> Actor:
        return Actor(a, 0, 1, a)

    where = None
    if place:
        country, admin1, lat, lon, radius, precision = SPOTS[place]
        where = Place(place, 0, 1, name=place, country=country, admin1=admin1, lat=lat, lon=lon, radius_km=radius, precision=precision)
    figures = []
    for measure, low, high, *rest in tolls:
        group, part_of, words = (*rest, None, None, None)[:3]
        figures.append(Toll(measure, low, high, high == low, Actor(words or group or "قتيلا", 0, 1, group) if group or words else None, part_of))
    return Claim(
        id="c_" + name, document="d_" + document, file=document + ".txt", type=type, kind=kind, status=status, background=background,
        time=When(day(date), day(to or date), to or date, "day", text="أمس", start=0, end=3) if date else None, place=where,
        perpetrators=(actor(by),) if by else (), targets=(actor(on),) if on else (), tolls=tuple(figures),
        sources=tuple(Source(s, 0, 1, s) for s in sources), evidence=(Quote(said or f"جملة {name}", start, start + 5),), same_as=same_as,
    )  # fmt: skip


@pytest.fixture
def claim() -> Callable[..., Claim]:
    return make_claim


@pytest.fixture
def document() -> Callable[..., Document]:
    return make_document

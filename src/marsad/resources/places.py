"""Places: the project's tables of countries, first-level areas and named places, the words around them, and GeoNames' towns.

Every row says where it is, how far that is in doubt (``radius_km``) and where the figure comes from (``note``).
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import pathlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from marsad import resources
from marsad.resources import DataError, gazetteer

FOLDER = resources.DATA / "places"
PATTERNS = ("places/*.csv", "places/*.yml", "_index/gazetteer-*.json")
NOT_PLACES = frozenset({"admin1.csv", "countries.csv", "aliases.csv", "areas.csv", "exonyms.csv"})

PlaceKind = Literal[
    "country", "admin1", "district", "region", "settlement", "quarter", "camp", "desert", "mountain", "valley", "river", "lake", "sea",
    "island", "field", "airport", "base", "crossing", "checkpoint", "road", "street", "bridge", "junction", "port", "prison", "site",
]  # fmt: skip
Ring = tuple[tuple[float, float], ...]  # (lat, lon), …


@dataclass(frozen=True, slots=True)
class Known:
    """A place that a table knows. ``names`` the Arabic ones, first the usual; ``line`` waypoints of a road or river."""

    id: str
    kind: str
    en: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float
    lon: float
    radius_km: float
    names: tuple[str, ...]
    note: str
    population: int = 0
    line: Ring = field(default=())
    ar: str = ""  # to show; the first of the names where nothing else is said


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    lat: float
    lon: float
    radius_km: float
    names: tuple[str, ...]

    @field_validator("names", mode="before")
    @classmethod
    def _split(cls, value: str) -> tuple[str, ...]:
        return tuple(v.strip() for v in value.split("|") if v.strip())


class CountryRow(_Row):
    """A line of countries.csv. ``nisba``: the adjective («سوري»), from which «السورية» and its like are made."""

    iso: str
    name: str
    capital: str  # as GeoNames spells it
    nisba: tuple[str, ...]

    @field_validator("nisba", mode="before")
    @classmethod
    def _nisba(cls, value: str) -> tuple[str, ...]:
        return tuple(v.strip() for v in value.split("|") if v.strip())


class AdminRow(_Row):
    """A line of admin1.csv: a governorate, province, state. ``code``: GeoNames' admin1 code, by which its towns are sorted."""

    country: str
    code: str
    name: str


class PlaceRow(_Row):
    """A line of one of the place tables (sy.csv, iq.csv, …)."""

    id: str
    en: str  # to show: «Syrian Badia», «al-Taym field», «Mount Bishri»
    kind: PlaceKind
    country: str
    admin1: str
    admin2: str = ""
    line: str = ""
    note: str

    @field_validator("id")
    @classmethod
    def _snake(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9_]+", value):
            raise ValueError("ids are lower-case Latin letters, digits and _")
        return value


class KindWord(BaseModel):
    """An entry of kinds.yml."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    accepts: tuple[PlaceKind, ...]
    precision: Literal["site", "town", "near", "district", "admin1", "region", "country"]
    radius_km: float
    unknown: Literal["yes", "nested", "no"]
    back: Literal["yes", "no"] = "yes"
    singular: tuple[str, ...]
    dual: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Direction(BaseModel):
    """A word of direction («شرقي»), with its bearing."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    bearing: int
    of: tuple[str, ...]
    adjective: tuple[str, ...]


class Belt(BaseModel):
    """A word for the land around a place («ريف», «محيط»)."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    relation: str
    reach_km: float
    precision: str
    words: tuple[str, ...]
    dual: tuple[str, ...] = ()
    definite: tuple[str, ...] = ()


class Container(BaseModel):
    """A word that puts a place in a larger one."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    relation: str
    words: tuple[str, ...]


class Relations(BaseModel):
    """relations.yml."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    directions: tuple[Direction, ...]
    centre: tuple[str, ...]
    belts: tuple[Belt, ...]
    containers: tuple[Container, ...]
    roads: tuple[str, ...]
    roads_after: tuple[str, ...]
    borders: tuple[str, ...]
    borders_after: tuple[str, ...]
    banks: tuple[str, ...]
    between: tuple[str, ...]
    homeland: tuple[str, ...]
    here: tuple[str, ...]
    units: tuple[str, ...]
    prepositions: tuple[str, ...]
    blockers: tuple[str, ...]
    there_is: tuple[str, ...]


class Common(BaseModel):
    """common_words.yml: place names that are words or personal names too, and hence need evidence, «في» or more; forms that are never a place."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    after_in: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


M = TypeVar("M", bound=BaseModel)


def _csv(path: pathlib.Path, model: type[M]) -> list[M]:
    with path.open(encoding="utf-8", newline="") as f:
        rows = []
        for number, row in enumerate(csv.DictReader(f), 2):
            try:
                rows.append(model.model_validate(row))
            except ValidationError as error:
                raise DataError(f"{path.name}:{number}: {error}") from error
        return rows


def _yaml(name: str, model: type[M]) -> M:
    try:
        return model.model_validate(resources.load_yaml(FOLDER / name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error


def kinds() -> list[KindWord]:
    """The kind words («مدينة», «حقل»)."""
    try:
        return [KindWord.model_validate(entry) for entry in resources.load_yaml(FOLDER / "kinds.yml")]
    except ValidationError as error:
        raise DataError(f"kinds.yml: {error}") from error


def relations() -> Relations:
    """The words of relation between places."""
    return _yaml("relations.yml", Relations)


def common() -> Common:
    """Names that are also common words, and what evidence they need."""
    return _yaml("common_words.yml", Common)


def countries() -> list[CountryRow]:
    """The countries."""
    return _csv(FOLDER / "countries.csv", CountryRow)


def admin_areas() -> list[AdminRow]:
    """The first-level areas."""
    return _csv(FOLDER / "admin1.csv", AdminRow)


def aliases() -> dict[str, list[str]]:
    """Further spellings by place id, from aliases.csv (``id,note,variant``)."""
    found: dict[str, list[str]] = {}
    for path in resources.files("places/aliases.csv"):
        with path.open(encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                found.setdefault(row["id"], []).append(row["variant"].strip())
    return found


def rings() -> dict[str, Ring]:
    """Outlines of areas by place id, from areas.csv (``id,note,ring``); coarse, drawn by hand."""
    with (FOLDER / "areas.csv").open(encoding="utf-8", newline="") as f:
        return {row["id"]: _points(row["ring"], f"areas.csv, {row['id']}") for row in csv.DictReader(f)}


def place_rows() -> Iterator[tuple[str, PlaceRow]]:
    """(file name, row) of the project's own place tables."""
    for path in resources.files("places/*.csv"):
        if path.name not in NOT_PLACES:
            for row in _csv(path, PlaceRow):
                yield path.name, row


def slug(text: str) -> str:
    """«Deir ez-Zor» → deir_ez_zor."""
    return re.sub(r"[^a-z0-9]+", "_", plain(text).lower()).strip("_")


_PLAIN = str.maketrans({"ı": "i", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "ø": "o", "Ø": "O", "ß": "ss", "–": "-"})


def plain(name: str) -> str:
    """A name in plain letters: «Al Mayādīn» → Al Mayadin, «Ḩalab» → Halab."""
    return unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode().strip()


def _exonyms() -> dict[str, tuple[str, str]]:
    """GeoNames' towns as news calls them, by id, from exonyms.csv (``id,en,note,ar``): (English, Arabic)."""
    with (FOLDER / "exonyms.csv").open(encoding="utf-8", newline="") as f:
        return {row["id"]: (row["en"], row["ar"]) for row in csv.DictReader(f)}


_ARABIC_LETTERS = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآىئؤة ")


def _arabic(names: Iterable[str]) -> str:
    """Of a town's spellings the one to show: in the letters of Arabic, not of Persian or Kurdish, where there is such a one."""
    listed = list(names)
    return next((n for n in listed if _ARABIC_LETTERS.issuperset(n) and not n.startswith(("استان ", "ولاية "))), listed[0])


def _points(text: str, where: str) -> Ring:
    try:
        return tuple((float(a), float(b)) for a, b in (p.split() for p in text.split(";") if p.strip()))
    except ValueError as error:
        raise DataError(f"{where}: points are written «lat lon;lat lon»: {error}") from error


def own_places() -> list[Known]:
    """Countries, first-level areas and the project's own places."""
    more = aliases()
    found = [
        Known(c.iso.lower(), "country", c.name, c.iso, None, None, c.lat, c.lon, c.radius_km, c.names, "atlas") for c in countries()
    ]
    for a in admin_areas():
        if a.names:
            place = f"adm_{a.country.lower()}_{slug(a.name)}"
            found.append(Known(place, "admin1", a.name, a.country, a.name, None, a.lat, a.lon, a.radius_km, a.names, "atlas"))
    for name, r in place_rows():
        line = _points(r.line, f"{name}, {r.id}") if r.line else ()
        found.append(
            Known(r.id, r.kind, r.en, r.country or None, r.admin1 or None, r.admin2 or None, r.lat, r.lon, r.radius_km, r.names, r.note, 0, line)
        )
    known = {p.id for p in found}
    strange = [i for i in more if i not in known and not i.startswith("gn_")]
    if strange:
        raise DataError(f"aliases.csv: no place has the id {', '.join(sorted(strange)[:5])}")
    return [_with(p, more.get(p.id, [])) for p in found]


def _with(place: Known, names: list[str]) -> Known:
    if not names:
        return place
    return dataclasses.replace(place, names=(*place.names, *names))


def towns() -> list[Known]:
    """GeoNames' populated places with Arabic names; admin1 by our names where admin1.csv knows the code."""
    shown = _exonyms()
    admin = {(a.country, a.code): a.name for a in admin_areas() if a.code}
    boxes = [a for a in admin_areas() if a.country == "PS"]
    more = aliases()
    found = []
    for number, country, code, lat, lon, population, name, names in gazetteer.load(resources.INDEX):
        # GeoNames knows two areas in Palestine; ours are the governorates: the one whose circle is nearest.
        area = min(boxes, key=lambda a: _near(a, lat, lon)).name if country == "PS" else admin.get((country, code))
        place = f"gn_{number}"
        en, ar = shown.get(place) or (plain(name), _arabic(names))
        radius = 1.0 + min(14.0, (max(population, 500) / 12_000) ** 0.5)
        found.append(
            Known(
                place, "settlement", en, country, area, None, lat, lon, round(radius, 1),
                (*names, *more.get(place, [])), "GeoNames", population, ar=ar,
            )
        )  # fmt: skip
    return found


def _near(area: AdminRow, lat: float, lon: float) -> float:
    return float(((area.lat - lat) ** 2 + ((area.lon - lon) * 0.85) ** 2) ** 0.5 / area.radius_km)


@functools.lru_cache(maxsize=1)
def display() -> dict[str, list[str]]:
    """Place id → [Arabic, English] name to show, countries and provinces included; compiled, so that asking costs no start-up."""
    return resources.compiled("place_names", PATTERNS, lambda: {i: [p.ar or p.names[0], p.en] for i, p in table().items()})


def name(place: str, language: str) -> str | None:
    """What a place is called in the language ("ar", else English); None for an id that no table has."""
    found = display().get(place)
    return found[0 if language == "ar" else 1] if found else None


@functools.lru_cache(maxsize=1)
def table() -> dict[str, Known]:
    """Every place by id, for look-ups by people (``marsad places``); the reader uses the compiled index instead."""
    return {p.id: p for p in (*own_places(), *towns())}


def search(query: str, limit: int = 20) -> list[Known]:
    """Places whose id, English or Arabic name holds the query; own places and larger towns first."""
    wanted = query.strip().lower()
    hits = [p for p in table().values() if wanted in p.id or wanted in p.en.lower() or any(wanted in n for n in p.names)]
    exact = [p for p in hits if wanted in p.names or wanted == p.en.lower()]
    order: dict[str, Any] = {p.id: (p not in exact, p.note == "GeoNames", -p.population, p.id) for p in hits}
    return sorted(hits, key=lambda p: order[p.id])[:limit]

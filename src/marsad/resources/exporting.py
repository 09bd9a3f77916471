"""How Marsad's types, precisions and grades are called in other people's standards (data/exports/*.yml, countries.csv)."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.model import EVENT_TYPES, MATERIEL_ITEMS, PLACE_PRECISIONS
from marsad.resources import DATA, DataError, load_yaml

STANDARDS = ("acled", "ucdp", "plover", "airwars")
SIDES = ("state", "group", "protesters", "civilians", "unknown")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)


class When(_Strict):
    """Conditions on an incident; one that is empty fits always."""

    type: list[str] = []
    means: list[str] = []
    items: list[str] = []
    victims: list[str] = []
    doer: list[str] = []
    status: list[str] = []
    killed: list[str] = []

    def fits(self, type_: str, means: frozenset[str], items: frozenset[str], victims: str, doer: str, status: str, killed: str) -> bool:
        """Whether an incident with these traits answers the conditions."""
        return (
            (not self.type or type_ in self.type)
            and (not self.means or not means.isdisjoint(self.means))
            and (not self.items or not items.isdisjoint(self.items))
            and (not self.victims or victims in self.victims)
            and (not self.doer or doer in self.doer)
            and (not self.status or status in self.status)
            and (not self.killed or killed in self.killed)
        )

    def told(self) -> str:
        """The conditions in words, for the tables of the documentation."""
        parts = [f"{name}: {', '.join(values)}" for name, values in self if values]
        return "; ".join(parts) or "everything else"


class Row(_Strict):
    """One line of a crosswalk: where ``when`` fits, the standard's own words (``to``), or why it has no place for it (``left_out``)."""

    when: When
    to: list[str] = []
    left_out: str = ""


class Crosswalk(_Strict):
    """One standard's file."""

    standard: str
    fields: list[str]
    rows: list[Row]


class PlaceLevel(_Strict):
    """A level of our ladder of places in the codes of the standards; empty where a standard has none."""

    level: str
    acled: str
    ucdp: str
    plover: str
    airwars: str


class TimeLevel(_Strict):
    """A length of time, up to so many days, in the codes of the standards."""

    level: str
    days: int = Field(gt=0)
    acled: str
    ucdp: str


class GradeLevel(_Strict):
    """A grade in the words of Airwars, its strike status, and as a rating of 1 to 5."""

    grade: str
    airwars: str
    strike_status: str
    rating: str


class Ladders(_Strict):
    """The file of ladders."""

    places: list[PlaceLevel]
    times: list[TimeLevel]
    grades: list[GradeLevel]


@dataclass(frozen=True, slots=True)
class Country:
    """Codes of a country: ISO 3166-1, Gleditsch and Ward, the regions of ACLED and UCDP. Empty where there is none."""

    iso2: str
    iso3: str
    numeric: str
    gw: str
    acled_region: str
    ucdp_region: str


@functools.cache
def crosswalk(standard: str) -> Crosswalk:
    """The rows of a standard, checked. Raises DataError with file and row where one breaks the schema."""
    path = DATA / "exports" / f"{standard}.yml"
    try:
        found = Crosswalk.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    for n, row in enumerate(found.rows, 1):
        strange = (set(row.when.type) - set(EVENT_TYPES)) | (set(row.when.items) - set(MATERIEL_ITEMS)) | (set(row.when.victims + row.when.doer) - set(SIDES))
        if strange:
            raise DataError(f"{path}: row {n}: {', '.join(sorted(strange))}: no such type, item or side")
        if bool(row.to) == bool(row.left_out) or (row.to and len(row.to) != len(found.fields)):
            raise DataError(f"{path}: row {n}: give either «to» with {len(found.fields)} values or «left_out» with the reason")
    return found


@functools.cache
def ladders() -> Ladders:
    """The ladders of precision and grades."""
    path = DATA / "exports" / "ladders.yml"
    try:
        found = Ladders.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    if tuple(p.level for p in found.places) != PLACE_PRECISIONS:
        raise DataError(f"{path}: places: the levels are {', '.join(PLACE_PRECISIONS)}, in this order")
    return found


@functools.cache
def place_level(precision: str) -> PlaceLevel | None:
    """The ladder's row of a place precision."""
    return next((p for p in ladders().places if p.level == precision), None)


def time_level(days: int) -> TimeLevel | None:
    """The ladder's row for an interval of so many days, both ends counted; None where it is longer than all."""
    return next((t for t in ladders().times if days <= t.days), None)


@functools.cache
def grade_level(grade: str) -> GradeLevel | None:
    """The ladder's row of a grade."""
    return next((g for g in ladders().grades if g.grade == grade), None)


@functools.cache
def countries() -> dict[str, Country]:
    """Codes of countries by ISO 3166-1 alpha-2."""
    path = DATA / "exports" / "countries.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: Country(**row) for row in csv.DictReader(file)}

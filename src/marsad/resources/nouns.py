"""Nouns: heads of people, groups, weapons, vehicles, sites and goods. ``data/nouns/*.yml``."""

from __future__ import annotations

from typing import Literal

import pydantic
from pydantic import BaseModel, ConfigDict

from marsad.resources import DataError, files, load_yaml
from marsad.resources.frames import Forms, Inflected

PATTERNS = ("nouns/*.yml",)
NounClass = Literal["person", "civilian", "combatant", "force", "group", "vehicle", "site", "weapon", "goods", "aircraft", "bodies", "measure"]


class Noun(BaseModel):
    """One head noun with its number forms; duals are made by inflection."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    type: NounClass
    singular: Inflected = ()
    plural: Inflected = ()
    say: Forms = ()  # fixed phrases («عبوة ناسفة»), singular
    says: Forms = ()  # their plurals
    item: str | None = None  # materiel kind
    actor: str | None = None  # whom it means where nothing says otherwise
    instrument: str | None = None  # the event type that its use makes
    means: str | None = None


class NounFile(BaseModel):
    """A file of nouns."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    nouns: tuple[Noun, ...]


def nouns() -> list[Noun]:
    """All nouns in file-name order. Raises DataError naming the file at fault."""
    found: list[Noun] = []
    for path in files("nouns/*.yml"):
        try:
            found.extend(NounFile.model_validate(load_yaml(path)).nouns)
        except pydantic.ValidationError as error:
            raise DataError(f"{path}: {error}") from error
    return found

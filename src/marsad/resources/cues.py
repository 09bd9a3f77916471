"""Cues: small words that steer the reading (negation, hedges, causes, prepositions, light verbs). ``data/cues/*.yml``."""

from __future__ import annotations

from typing import Literal

import pydantic
from pydantic import BaseModel, ConfigDict

from marsad.resources import DataError, files, load_yaml
from marsad.resources.frames import Forms

PATTERNS = ("cues/*.yml",)
FOREIGN = ("attribution.yml",)  # another room's schema


class Cue(BaseModel):
    """One cue. ``say``: phrases as they stand; ``perfect``/``imperfect``: an inflected verb, with ``then`` the words that must follow it."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    say: Forms = ()
    perfect: Forms = ()
    imperfect: Forms = ()
    agent: Forms = ()
    masdar: Forms = ()
    then: Forms = ()
    direction: Literal["forward", "backward", "both"] = "forward"
    scope: Literal["clause", "sentence", "document"] = "clause"
    value: str | None = None
    unless: Forms = ()
    example: Forms = ()
    none: Forms = ()


class CueFile(BaseModel):
    """A file of one class of cues."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    cue: str
    letter: str | None = None  # of its chunk in constructions
    cues: tuple[Cue, ...]


def cues() -> list[CueFile]:
    """All cue files in name order. Raises DataError naming the file at fault."""
    found: list[CueFile] = []
    for path in files("cues/*.yml"):
        if path.name in FOREIGN:
            continue
        try:
            found.append(CueFile.model_validate(load_yaml(path)))
        except pydantic.ValidationError as error:
            raise DataError(f"{path}: {error}") from error
    return found

"""Frames: which words mean an event or a loss, how they take their arguments. ``data/frames/*.yml``, ``data/constructions.yml``."""

from __future__ import annotations

import pathlib
from typing import Annotated, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from marsad.resources import DataError, files, load_yaml

PATTERNS = ("frames/*.yml", "constructions.yml")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _single(forms: tuple[str, ...]) -> tuple[str, ...]:
    if told := [f for f in forms if " " in f]:
        raise ValueError(f"«{told[0]}»: a form that is inflected is one word; what is more stands under say or says")
    return forms


Forms = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Inflected = Annotated[Forms, AfterValidator(_single)]
"""Forms that ``arabic.inflect`` makes others of: single words."""
Filler = Literal["agent", "target", "device", "item", "place", "victim", "none"]


class Example(BaseModel):
    """A sentence of ours that a trigger must read; ``type`` where the sentence is another event's, ``none`` where it is no event."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    text: str
    type: str | None = None
    killed: str | None = None
    wounded: str | None = None
    captured: str | None = None
    missing: str | None = None
    status: str | None = None


class Trigger(BaseModel):
    """One lemma. Forms are written in plain spelling; ``arabic.inflect`` makes the rest."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    perfect: Inflected = ()
    imperfect: Inflected = ()
    passive: Inflected = ()  # where its letters differ from the active
    masdar: Inflected = ()  # verbal nouns that govern an object
    noun: Inflected = ()  # event nouns, singular
    nouns: Inflected = ()  # event nouns, plural: a series
    agent: Inflected = ()  # active participle used as a verb («مخلفا»)
    patient: Inflected = ()  # passive participle
    count: Inflected = ()  # nouns of people lost («قتيل»), singular
    counts: Inflected = ()  # their plurals
    say: Forms = ()  # fixed phrases, as they stand
    also: Forms = ()  # a word that must follow within a few words («ألقى … القبض على»)
    through: Forms = ()  # words after which its victims stand («أودى انفجار … بحياة عشرة»)
    unless: Forms = ()  # words that, near it, take the reading away («قصف المرمى»)
    subj: Filler = "agent"
    obj: Filler = "target"
    on: Forms = ()  # prepositions that bring in the object, besides the direct one; "" forbids nothing
    direct: bool = True  # whether a bare noun phrase may be the object
    genitive: Literal["subj", "obj"] = "obj"  # what the genitive after the noun is, where one stands alone
    measure: str | None = None  # of the result frame: killed, wounded, captured, missing
    of: str | None = None  # the event type that the losses make, where nothing else tells it
    outcome: str | None = None  # of things: destroyed, damaged, captured, found
    kind: Literal["incident", "series"] | None = None
    status: str | None = None
    means: str | None = None
    needs: Literal["", "role", "armed", "deed", "outcome", "place", "doer", "violent", "arms"] = ""
    generic: bool = False  # says little by itself («استهدف»): takes the type of a more telling neighbour
    inverse: bool = False  # the grammatical subject is what it happened to
    background: bool = False
    example: Forms = ()
    examples: tuple[Example, ...] = ()


class Frame(BaseModel):
    """All triggers of one event type; ``result`` is the frame of losses."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    frame: str
    version: int = 1
    subj: Filler = "agent"
    obj: Filler = "target"
    triggers: tuple[Trigger, ...]
    none: Forms = ()  # sentences that must give no event of this type
    left_out: dict[str, str] = {}  # words deliberately not triggers, with the reason


def load(path: pathlib.Path) -> Frame:
    """One frame file. Raises DataError naming the file, the entry and the key at fault."""
    try:
        return Frame.model_validate(load_yaml(path))
    except pydantic.ValidationError as error:
        raise DataError(f"{path}: {error}") from error


def frames() -> list[Frame]:
    """All frames in file-name order; ids are unique across them."""
    found = [load(path) for path in files("frames/*.yml")]
    seen: dict[str, str] = {}
    for frame in found:
        for trigger in frame.triggers:
            if trigger.id in seen:
                raise DataError(f"data/frames/{frame.frame}.yml: the trigger id {trigger.id} is already in {seen[trigger.id]}.yml; choose another")
            seen[trigger.id] = frame.frame
    return found


class Construction(BaseModel):
    """One arrangement of a trigger and its arguments, in the four symbols of docs/grammar.md."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)
    id: str
    readings: Forms  # act, pass, masdar, noun, agent, patient, light, phrase
    patterns: Forms


def constructions() -> list[Construction]:
    """``data/constructions.yml`` in order: earlier ones are preferred."""
    (path,) = files("constructions.yml")
    try:
        return [Construction.model_validate(item) for item in load_yaml(path)]
    except pydantic.ValidationError as error:
        raise DataError(f"{path}: {error}") from error

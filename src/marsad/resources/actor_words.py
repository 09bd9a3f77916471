"""The generic words of actors (``data/actors/generic.yml``): its schema, and the file checked. Compiled by ``arabic.actor_words``."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Head(_Row):
    """A noun of forces («جيش», «قوات») or members («جنود») that an adjective of a state completes; ``alone``: what it means bare."""

    id: str
    kind: str
    alone: Literal["government", "unknown", "soldiers", "members", "counted", "none"]
    definite: str = ""  # "yes": bare it counts with the article only
    military: Literal["yes", "no"]
    words: list[str]


class Phrase(_Row):
    """A fixed wording; ``resolve``: the rule that says who it is (``rules``), or civilians, protesters, unknown."""

    id: str
    kind: str
    resolve: str
    group: str = ""  # class of civilians: women, children, medics, …
    words: list[str]


class Back(_Row):
    """A word for an actor named before, by what that actor is called (``labels``) or is (``kinds``)."""

    id: str
    labels: list[str] = []
    kinds: list[str] = []
    default: str = ""
    near: str = ""  # "yes": looks back a few sentences only
    ahead: str = ""  # "yes": looks ahead where nothing earlier fits
    words: list[str]


class GroupNisba(_Row):
    """An adjective that stands for a group («حوثي»)."""

    stem: str
    plurals: list[str] = []
    actors: dict[str, str]


class Proxy(_Row):
    """Forces called after their patron in a country."""

    country: str
    actors: dict[str, str]


class Rule(_Row):
    """``of`` a phrase's resolve or id, in a country ("any": elsewhere), from one day to another."""

    of: str
    country: str
    actor: str
    start: str = ""
    end: str = ""


class Ambiguous(_Row):
    """An alias of two actors, and what decides between them."""

    alias: str
    take: str
    because: str


class Groups(_Row):
    """How an unknown armed group is recognised by its name."""

    id: str
    heads: list[str]
    strong: list[str]
    starters: list[str]
    tails: list[str]
    never: list[str]


SmallId = Literal[
    "placing", "striking", "meaning_country", "ranks", "within", "belonging", "services", "assets", "fighters", "members", "patron_by", "patron_back", "hedges",
    "own_by", "known_as", "called", "brief", "weak", "institutions", "objects",
]  # fmt: skip


class Small(_Row):
    """A list of small words that steer the reading; ``for`` says how."""

    id: SmallId
    what: str = Field(alias="for")
    example: str
    words: list[str]


class Generic(_Row):
    """The file of generic words."""

    heads: list[Head]
    modifiers: list[str]
    phrases: list[Phrase]
    back: list[Back]
    nisbas: list[GroupNisba]
    proxies: list[Proxy]
    backing: list[str]
    rules: list[Rule]
    ambiguous: list[Ambiguous] = []
    shy: list[str] = []
    home: list[str] = []
    groups: list[Groups]
    words: list[Small]
    # "not" is a word of Python
    not_: list[str]

    model_config = ConfigDict(extra="forbid", defer_build=True, alias_generator=lambda name: name.rstrip("_"))


def generic() -> Generic:
    """The file, checked; raises DataError with the entry at fault."""
    path = DATA / "actors" / "generic.yml"
    try:
        found = Generic.model_validate(load_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"data/actors/generic.yml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    missing = set(get_args(SmallId)) - {w.id for w in found.words}
    if missing:
        raise DataError(f"data/actors/generic.yml: words: {', '.join(sorted(missing))} missing; the reader needs every list")
    return found

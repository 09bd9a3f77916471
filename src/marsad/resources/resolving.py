"""Weights, thresholds and word classes by which claims are compared (data/resolve.yml), and how rare words are (data/telling_words.yml)."""

from __future__ import annotations

import functools

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.resources import DATA, DataError, load_yaml


class Thresholds(BaseModel):
    """In the unit of the weights (natural-log odds): best pair, mean of all pairs, what is still shown to a person,
    and what joins even without a close day."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    link: float
    mean: float
    suggest: float
    certain: float


class Rules(BaseModel):
    """The file, checked; words are as written, unfolded."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    thresholds: Thresholds
    weights: dict[str, dict[str, float]]
    compatible: list[tuple[str, str]]
    place_words: list[str]
    person_words: list[str]
    ranks: dict[str, list[str]]
    attacker_words: list[str]
    scopes: dict[str, list[str]]
    anonymous: list[str]
    state_media: list[str]


class Telling(BaseModel):
    """How rare stems are in what is told of one event (data/telling_words.yml): ln(tellings / tellings with it)."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    rarity: dict[float, list[str]]
    other: float


class Likelihood(BaseModel):
    """How often a level is found among pairs of one event (m) and among others (u), 0–1."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    m: float
    u: float


class Probabilities(BaseModel):
    """The file that bench/splink_train.py writes: the share of compared pairs that are one event, the probability at which they are linked, and
    m and u by feature and level ("silent" where the feature finds nothing)."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    prior: float
    threshold: float
    levels: dict[str, dict[str, Likelihood]]


@functools.lru_cache(maxsize=1)
def probabilities() -> Probabilities:
    """What Splink estimated (data/splink.yml). Raises DataError where the file breaks its schema."""
    path = DATA / "splink.yml"
    try:
        return Probabilities.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error


@functools.lru_cache(maxsize=1)
def rarity() -> tuple[dict[str, float], float]:
    """Stem → rarity, and that of every stem that is not listed. Raises DataError where the file breaks its schema."""
    path = DATA / "telling_words.yml"
    try:
        found = Telling.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    return {word: value for value, words in found.rarity.items() for word in words}, found.other


@functools.lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules of linking. Raises DataError where the file breaks its schema."""
    path = DATA / "resolve.yml"
    try:
        return Rules.model_validate(load_yaml(path))
    except ValidationError as error:
        raise DataError(f"{path}: {error}") from error

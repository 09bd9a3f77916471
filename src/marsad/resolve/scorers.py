"""The two ways to weigh what the features found: the table of weights (data/resolve.yml), and the m and u that Splink estimated (data/splink.yml)."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from marsad.resolve import levels
from marsad.resolve.columns import Columns
from marsad.resolve.linker import Weigh
from marsad.resources import resolving

SCORERS = ("weights", "splink")


def weigh(scorer: str) -> Weigh:
    """How pairs of two reports are weighed under this name. Raises ValueError on an unknown one."""
    if scorer not in SCORERS:
        raise ValueError(f"unknown scorer {scorer}; known are {', '.join(SCORERS)}")
    return levels.compare if scorer == "weights" else by_probability


def by_probability(c: Columns, i: NDArray[np.int64], j: NDArray[np.int64]) -> levels.Compared:
    """As levels.compare, with the log odds that Splink's m and u give, moved so that its threshold is that of the table."""
    return levels.compare(c, i, j, log_odds())


@functools.lru_cache(maxsize=1)
def log_odds() -> dict[str, NDArray[np.float64]]:
    """Feature → natural logarithm of m / u by level number; the prior odds and the threshold are added with the type, which is always told."""
    found = resolving.probabilities()
    tables = {}
    for name, listed in levels.LEVELS.items():
        told = found.levels.get(name, {})
        tables[name] = np.array([_log(told.get(level or "silent")) for level in listed])
    shift = math.log(found.prior / (1 - found.prior)) - math.log(found.threshold / (1 - found.threshold)) + resolving.rules().thresholds.link
    tables["type"] = tables["type"] + shift
    return tables


def _log(pair: resolving.Likelihood | None) -> float:
    return math.log(pair.m / pair.u) if pair else 0.0

"""Krippendorff's alpha: how far reviewers agree beyond what chance would give. 1 is full agreement, 0 is chance.

Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): any number of raters, missing values, nominal and interval data.
Written here because the package of that name is GPL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from typing import TypeVar

V = TypeVar("V", str, float)


def nominal(units: Iterable[Sequence[V]]) -> float | None:
    """Alpha of named values. ``units``: for each thing that was rated, the values that its raters gave, missing ones left out.

    None where no unit has two values, or where all values are the same (nothing could have disagreed).
    """
    return _alpha(units, lambda a, b: 0.0 if a == b else 1.0)


def interval(units: Iterable[Sequence[float]]) -> float | None:
    """Alpha of figures, where 4 against 5 is less of a disagreement than 4 against 40."""
    return _alpha(units, lambda a, b: float((a - b) ** 2))


def _alpha(units: Iterable[Sequence[V]], difference: Callable[[V, V], float]) -> float | None:
    """1 − observed ÷ expected disagreement, over the pairs of values that stand together in a unit."""
    together: dict[tuple[V, V], float] = defaultdict(float)
    totals: dict[V, float] = defaultdict(float)
    for values in units:
        for one, other in permutations(values, 2):  # none where one word stands alone: it has nothing to agree with
            together[one, other] += 1.0 / (len(values) - 1)
            totals[one] += 1.0 / (len(values) - 1)
    observed = sum(weight * difference(*pair) for pair, weight in together.items())
    expected = sum(totals[a] * totals[b] * difference(a, b) for a in totals for b in totals)
    return 1.0 - (sum(totals.values()) - 1) * observed / expected if expected else None

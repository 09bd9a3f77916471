"""Two claims in, a weighed comparison out: the features' findings times the weight table. Nothing hidden, every weight has its reason."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.model import Words
from marsad.resolve.facets import Facets
from marsad.resolve.features import FEATURES
from marsad.resources import resolving

IDENTITY = frozenset({("figures", "equal_many"), ("persons", "same"), ("wording", "copy"), ("place", "same_list")})
"""Findings that speak of this very event, not of its kind."""


PARTICULAR = IDENTITY | {
    ("place", "same_site"), ("place", "same_town"),
    ("time", "same_day"), ("time", "narrow"), ("time", "fresh"), ("place", "near"), ("figures", "equal"), ("figures", "nested"), ("persons", "same_rank"),
    ("wording", "close"), ("coreference", "same_key"), ("coreference", "continues"), ("coreference", "bridge"), ("coreference", "responsibility"), ("time", "announced"),
    ("coreference", "same_voice"), ("coreference", "same_story"),
}  # fmt: skip
"""Without one of these two claims merely are of a kind, and no person needs to be asked."""


GROUNDED = IDENTITY | {
    ("time", "same_day"), ("time", "narrow"), ("time", "fresh"), ("time", "next_day"), ("time", "announced"), ("coreference", "same_key"),
    ("coreference", "continues"), ("coreference", "bridge"), ("coreference", "same_voice"), ("coreference", "responsibility"),
}  # fmt: skip
"""Findings on which a link may rest: days that meet closely, the report itself, what only this event has."""


LOST = -4.0
"""Claims of two reports that stand so far below are not asked further: time, place and type come first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Score in natural-log odds; ``forbidden`` where a contradiction rules the link out; ``particular`` where something speaks of this
    very event and a person may be asked; reasons as (feature, weight, words)."""

    score: float
    forbidden: bool
    particular: bool
    reasons: tuple[tuple[str, float, Words], ...]


def compare(a: Facets, b: Facets, *, explain: bool = True) -> Comparison:
    """The weighed comparison of two claims; without ``explain`` its reasons are left out. An incident and a window never are one."""
    if a.window != b.window and not ((a.retold or b.retold) and _equal_tolls(a, b)):
        return Comparison(-99.0, True, False, (("kind", -99.0, Words("a single event and a count over time", "حدث مفرد وحصيلة عن مدة")),))
    weights = resolving.rules().weights
    score, levels, forbidden = 0.0, {}, False
    reasons: list[tuple[str, float, Words]] = []
    for name, feature in FEATURES.items():
        found = feature(a, b)
        if found is None:
            continue
        weight = weights[name][found.level]
        score += weight
        if explain:
            reasons.append((name, weight, found.reason()))
        levels[name] = found.level
        forbidden = forbidden or found.forbids
        if found.forbids or (score <= LOST and a.claim.document != b.claim.document):
            break
    limits = resolving.rules().thresholds
    if not forbidden and score < limits.certain and not _grounded(a, b, levels):
        # without a close day only what speaks of this very event can join them, or very many agreements; the rest is for a person
        score = min(score, limits.link - 0.1)
    return Comparison(round(score, 3), forbidden, not PARTICULAR.isdisjoint(levels.items()), tuple(reasons))


def _equal_tolls(a: Facets, b: Facets) -> bool:
    """Killed and wounded alike, both with exact numbers: the event that a series sums up."""
    return sum(x == b.figures.get(m) and x.exact and x.low > 4 for m, x in a.figures.items()) > 1


def _grounded(a: Facets, b: Facets, levels: dict[str, str]) -> bool:
    """Days that meet closely, the report itself, or what only this event has; a town alone has seen many attacks."""
    if levels.get("figures") == "equal" and levels.get("place") in ("same_site", "same_town"):
        return True
    return any(pair in GROUNDED for pair in levels.items())

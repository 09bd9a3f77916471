"""Where a report plays: states, adjectives, places and unambiguous actors vote for countries, near words most.

    «قالت وكالة سبوتنيك الروسية إن الجيش تقدم في ريف حماة» → SY before RU: a power that acts abroad says little about where.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from typing import Any

from marsad.arabic.tokens import Words
from marsad.extract.actor_facts import Spot
from marsad.extract.seen import Context
from marsad.resources.actors import tree

_WEIGHTS = {"place": 1.0, "capital": 0.7, "state": 1.0, "nisba": 0.8, "compound": 1.0, "actor": 0.7}
_POWER = 0.3  # of a power that acts abroad, where it is not one of its places that is named
_PRIOR = (1.5, 0.75, 0.5, 0.25)  # of the context's countries, likeliest first
_LOCAL = 2.0  # the word's own sentence once more; the one before counts once more
# Before «مالي», which is also "financial", these say that the country is meant.
_SHY_BEFORE = frozenset(("في", "شمال", "جنوب", "وسط", "شرق", "غرب", "شمالي", "جنوبي", "جمهوريه", "دوله", "حكومه", "جيش", "رئيس", "الي", "ودوله"))


class Theatre:
    """The votes of one text; ``countries(token)`` ranks them for a word."""

    def __init__(self, words: Words, context: Context, spots: Sequence[Spot], states: Mapping[str, Any]) -> None:
        self._words, self._states = words, states
        self._firsts = [s.first for s in words.sentences]
        self._ranked: dict[int, list[str]] = {}
        self._whole: dict[str, float] = {}
        self._sentences: dict[int, dict[str, float]] = {}
        for home, prior in zip(context.countries, _PRIOR, strict=False):
            self._whole[home] = self._whole.get(home, 0.0) + prior
        for spot in spots:
            self._vote(spot)

    def sentence(self, token: int) -> int:
        """The index of the sentence that holds the token."""
        return bisect.bisect_right(self._firsts, token) - 1

    def countries(self, token: int) -> list[str]:
        """The countries (ISO-2) in which a word at this token most likely plays, best first."""
        sentence = self.sentence(token)
        ranked = self._ranked.get(sentence)
        if ranked is None:
            total = dict(self._whole)
            for near, times in ((sentence, _LOCAL), (sentence - 1, 1.0)):
                for country, weight in self._sentences.get(near, {}).items():
                    total[country] = total.get(country, 0.0) + weight * times
            ranked = self._ranked[sentence] = sorted(total, key=lambda c: (-total[c], c))
        return ranked

    def means_country(self, spot: Spot) -> bool:
        """Whether a name or adjective that is also a plain word («مالي») means the country here."""
        before = self._words.tokens[spot.first - 1].form if spot.first else ""
        return spot.type == "compound" or before in _SHY_BEFORE

    def _vote(self, spot: Spot) -> None:
        weight = _WEIGHTS.get(spot.type)
        if weight is None:
            return
        country: str | None = spot.value
        if spot.type == "actor":
            country = tree().country(spot.value[0]) if len(spot.value) == 1 else None
        state = self._states.get(country or "")
        if not country or state is None or (state["shy"] and not self.means_country(spot)):
            return
        if state["power"] and spot.type != "place":
            weight = _POWER
        for votes in (self._whole, self._sentences.setdefault(self.sentence(spot.first), {})):
            votes[country] = votes.get(country, 0.0) + weight

"""Where a report plays: states, adjectives, places and unambiguous actors vote for countries, near words most.

    «قالت وكالة سبوتنيك الروسية إن الجيش تقدم في ريف حماة» → SY before RU: a power that acts abroad says little about where.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from marsad.arabic.tokens import Token, Words, hits
from marsad.extract import place_choice, places
from marsad.extract.actor_facts import Lexicon, Spot, who
from marsad.extract.place_words import readings
from marsad.extract.seen import Context

_WEIGHTS = {"place": 1.0, "capital": 0.7, "state": 1.0, "nisba": 0.8, "compound": 1.0, "actor": 0.7}
_POWER = 0.3  # of a power that acts abroad, where it is not one of its places that is named
_PRIOR = (1.5, 0.75, 0.5, 0.25)  # of the context's countries, likeliest first
_TOWN = 1.0
_LOCAL = 2.0  # the word's own sentence once more; the one before counts once more


class Theatre:
    """The votes of one text; ``countries(token)`` ranks them for a word. Made when the first word asks."""

    __slots__ = ("_firsts", "_ranked", "_sentences", "_whole")

    def __init__(self, words: Words, context: Context, spots: Sequence[Spot], lex: Lexicon) -> None:
        self._firsts = [s.first for s in words.sentences]
        self._ranked: dict[int, list[str]] = {}
        self._whole: dict[str, float] = {}
        self._sentences: dict[int, dict[str, float]] = {}
        for home, prior in zip(context.countries, _PRIOR, strict=False):
            self._whole[home] = self._whole.get(home, 0.0) + prior
        self._vote(words.tokens, spots, lex)
        self._towns(words, spots, lex)

    def countries(self, token: int) -> list[str]:
        """The countries (ISO-2) in which a word at this token most likely plays, best first."""
        sentence = bisect.bisect_right(self._firsts, token) - 1
        ranked = self._ranked.get(sentence)
        if ranked is None:
            total = dict(self._whole)
            for near, times in ((sentence, _LOCAL), (sentence - 1, 1.0)):
                for country, weight in self._sentences.get(near, {}).items():
                    total[country] = total.get(country, 0.0) + weight * times
            ranked = self._ranked[sentence] = sorted(total, key=lambda c: (-total[c], c))
        return ranked

    def _vote(self, tokens: Sequence[Token], spots: Sequence[Spot], lex: Lexicon) -> None:
        firsts, whole, states = self._firsts, self._whole, lex.states
        sentence, ends = -1, 0
        here: dict[str, float] = {}
        for spot in spots:
            weight = _WEIGHTS.get(spot.type)
            if weight is None:
                continue
            country: str | None = spot.value
            if spot.type == "actor":
                country = who(spot.value[0]).country if len(spot.value) == 1 else None
            state = states.get(country) if country else None
            if not country or state is None or (state.shy and not means_country(tokens, spot, lex)):
                continue
            if state.power and spot.type != "place":
                weight = _POWER
            if spot.first >= ends:
                sentence = bisect.bisect_right(firsts, spot.first) - 1
                ends = firsts[sentence + 1] if sentence + 1 < len(firsts) else len(tokens)
                here = self._sentences.setdefault(sentence, {})
            whole[country] = whole.get(country, 0.0) + weight
            here[country] = here.get(country, 0.0) + weight


    def _towns(self, words: Words, spots: Sequence[Spot], lex: Lexicon) -> None:
        """Names of towns and areas that only one country has, where no spot stands: «… في ولاية قندوز» plays in Afghanistan."""
        told = {i for s in spots for i in range(s.first, s.last)}
        for i in hits(words, places.begins):
            kind = i > 0 and any(r.role in ("kind", "belt") for r in readings(words.forms[i - 1]))
            country = None if i in told else place_choice.named(words.forms[i]) if kind else place_choice.hinted(words.forms[i])
            if country is None or country not in lex.states:
                continue
            here = self._sentences.setdefault(bisect.bisect_right(self._firsts, i) - 1, {})
            self._whole[country] = self._whole.get(country, 0.0) + _TOWN
            here[country] = here.get(country, 0.0) + _TOWN


def means_country(tokens: Sequence[Token], spot: Spot, lex: Lexicon) -> bool:
    """Whether a name or adjective that is also a plain word («مالي») means the country here."""
    before = tokens[spot.first - 1].form if spot.first else ""
    return spot.type == "compound" or before in lex.small["meaning_country"]

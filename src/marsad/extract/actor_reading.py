"""One text while its actors are resolved: what was resolved so far, who governs where, and the mentions made of spots."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from marsad.arabic.tokens import Words
from marsad.extract.actor_facts import Lexicon, Rule, Spot, State, lexicon, who
from marsad.extract.seen import ActorMention, Context
from marsad.extract.theatre import Theatre
from marsad.resources.actors import ActorTree, tree

MEMORY = 200  # mentions that a back reference looks over at most, so that a long text stays linear
_MILITARY = frozenset(("army", "air_force", "navy", "unit", "coalition"))


class Reading:
    """The spots of one text and what they came to so far; what was resolved before is what words refer back to."""

    __slots__ = (
        "_firsts", "_full", "_met", "_met_of", "_theatre", "aliases", "context", "day", "lex", "out", "renamed", "spots", "tokens", "tree", "words",
    )  # fmt: skip

    def __init__(self, words: Words, context: Context, spots: list[Spot]) -> None:
        self.words, self.tokens, self.context, self.spots = words, words.tokens, context, spots
        self.lex: Lexicon = lexicon()
        self.tree: ActorTree = tree()
        self.day = context.published.isoformat() if context.published else ""
        self.out: list[ActorMention] = []  # in the order of the text
        self.renamed: dict[str, ActorMention] = {}  # provisional ids that turned out to be second names
        self.aliases: dict[str, list[tuple[tuple[str, ...], ActorMention]]] = {}  # names that this text gives its actors, by first word
        self._theatre: Theatre | None = None
        self._firsts: list[int] | None = None
        self._full: dict[str, int] | None = None
        self._met: set[str] = set()  # ids of the first ``_met_of`` mentions
        self._met_of = 0

    def countries(self, token: int) -> list[str]:
        """The countries (ISO-2) in which a word at this token most likely plays, best first."""
        if self._theatre is None:
            self._theatre = Theatre(self.words, self.context, self.spots, self.lex)
        return self._theatre.countries(token)

    def sentence_start(self, token: int, back: int = 0) -> int:
        """The first token of the sentence that stands ``back`` sentences before the token's own."""
        if self._firsts is None:
            self._firsts = [s.first for s in self.words.sentences]
        n = bisect.bisect_right(self._firsts, token) - 1 - back
        return self._firsts[n] if n > 0 else 0

    def named_before(self, ids: Sequence[str]) -> bool:
        """Whether the text has told of one of the actors."""
        self._met.update(m.actor for m in self.out[self._met_of :])
        self._met_of = len(self.out)
        return not self._met.isdisjoint(ids)

    def named_later(self, spot: Spot, ids: Sequence[str]) -> bool:
        """Whether one of the actors is named in several words further on."""
        if self._full is None:
            self._full = {s.value[0]: s.first for s in self.spots if s.type == "actor" and s.last - s.first > 1}
        return any(self._full.get(a, -1) > spot.first for a in ids)

    # ---- who governs

    def rule(self, of: str, countries: Sequence[str]) -> str | None:
        """The actor that generic.yml's rules give for a wording in the likeliest country, else in any."""
        rows = self.lex.rules.get(of)
        if rows is None:
            return None
        for country in (*countries, "any"):
            for row in rows.get(country, ()):
                if self._in_force(row):
                    return row.actor
        return None

    def _in_force(self, row: Rule) -> bool:
        """Whether a dated rule holds on the report's day; of an undated report only those without dates do."""
        if not self.day:
            return not row.start and not row.end
        return row.start <= self.day <= (row.end or "9999")

    def government(self, token: int, kind: str = "state") -> tuple[str, str] | None:
        """(actor, country) of the government where the word plays, or of its army where ``kind`` is military."""
        for country in self.countries(token):
            state = self.lex.states.get(country)
            if state is not None:
                return self.state_as(country, state, kind), country
        return None

    def state_as(self, country: str, state: State, kind: str) -> str:
        """The id under which a state acts: its government, or who fights for it."""
        if kind not in _MILITARY:
            return self.rule("government", (country,)) or state.id
        return self.rule("army" if kind == "army" else "government", (country,)) or self.rule("government", (country,)) or state.forces

    def of_key(self, key: str, token: int) -> str | None:
        """The actor behind an adjective's key: a state's, or a group's by country."""
        if not key.startswith("@"):
            state = self.lex.states.get(key)
            return state.id if state else None
        by = self.lex.groups[key]
        for country in self.countries(token):
            if country in by:
                return by[country]
        return by.get("any")

    # ---- mentions

    def at_home(self, spot: Spot, rule: str, kind: str) -> ActorMention:
        """The government of the country in which the word plays, by a word that names none («القوات الحكومية»)."""
        home = self.government(spot.first, kind)
        if home is None:
            return generic(spot, "government" if kind == "state" else "government_forces", rule, kind)
        return generic(spot, home[0], rule, kind, home[1])


def named(spot: Spot, actor: str, rule: str, kind: str = "", country: str | None = None, *, provisional: bool = False) -> ActorMention:
    """The mention of an actor by name; kind and country from the tables where not given."""
    w = who(actor)
    return ActorMention(
        spot.first, spot.last, spot.start, spot.end, actor, kind or w.kind, rule, False, provisional, False, False, country or w.country
    )


def generic(spot: Spot, actor: str, rule: str, kind: str = "", country: str | None = None) -> ActorMention:
    """The mention of an actor by a word that anyone may bear."""
    w = who(actor)
    return ActorMention(spot.first, spot.last, spot.start, spot.end, actor, kind or w.kind, rule, True, False, False, False, country or w.country)


def colouring(spot: Spot, actor: str, rule: str) -> ActorMention:
    """The mention of an actor by an adjective of another noun."""
    w = who(actor)
    return ActorMention(spot.first, spot.last, spot.start, spot.end, actor, w.kind, rule, False, False, True, False, w.country)


def backward(spot: Spot, actor: str, rule: str, kind: str = "", *, by_generic: bool = False) -> ActorMention:
    """The mention of an actor by a word that takes up an earlier mention."""
    w = who(actor)
    return ActorMention(spot.first, spot.last, spot.start, spot.end, actor, kind or w.kind, rule, by_generic, False, False, True, w.country)

"""Names that a text gives its actors: «حركة … (حسم)», «المعروفة باسم "…"»; from there on they mean those actors."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from marsad.arabic.tokens import Token
from marsad.extract.actor_facts import INTRODUCING, Lexicon, Spot
from marsad.extract.actor_groups import OPENERS, provisional_id
from marsad.extract.actor_reading import Reading, named
from marsad.extract.seen import ActorMention

_BETWEEN = INTRODUCING - {"("}


def learn(r: Reading, spot: Spot, mention: ActorMention) -> None:
    """Remembers the second name that follows a mention by name."""
    if mention.generic or mention.adjective or mention.back_reference or spot.last == len(r.tokens):
        return
    if not r.lex.introducing[r.tokens[spot.last].form]:
        return
    span = second_name(r.tokens, spot.last, r.lex)
    if span is None:
        return
    first, last = span
    after = bisect.bisect_left(r.spots, first, key=lambda s: s.first)
    inside = [s for s in r.spots[after : after + 6] if s.last <= last]
    if len(inside) == 1 and inside[0].type == "new":
        r.renamed[provisional_id(inside[0].value)] = mention
    elif not inside:
        name = tuple(t.form for t in r.tokens[first:last] if t.kind == "word")
        r.aliases.setdefault(name[0], []).append((name, mention))


def second_name(tokens: Sequence[Token], j: int, lex: Lexicon) -> tuple[int, int] | None:
    """Tokens (first, last) of the second name that follows a name ending before ``j``: «… (حسم)», «…، المعروف باسم "…"»."""
    n = len(tokens)
    while j < n and tokens[j].form in _BETWEEN:
        j += 1
    if j >= n:
        return None
    first = j + 1
    if tokens[j].form == "(":
        closing = ")"
    elif tokens[j].form.startswith(lex.beginnings["known_as"]):
        while first < n and first - j < 4 and tokens[first].form in lex.small["called"]:
            first += 1
        if first >= n or tokens[first].form not in OPENERS:
            return None
        closing = OPENERS[tokens[first].form]
        first += 1
    else:
        return None
    last = first
    while last < n and last - first < 4 and tokens[last].kind == "word" and tokens[last].line == tokens[j].line:
        last += 1
    closed = last < n and tokens[last].form == closing and last > first
    return (first, last) if closed and (last - first > 1 or len(tokens[first].form) > 2) else None


def with_aliases(r: Reading) -> list[ActorMention]:
    """The mentions with those by a second name added, in order."""
    taken = {i for m in r.out for i in range(m.first, m.last)}
    tokens = r.tokens
    more = []
    for i, token in enumerate(tokens):
        for name, by_name in r.aliases.get(token.form, ()):
            last = i + len(name)
            if i not in taken and tuple(t.form for t in tokens[i:last]) == name:
                spot = Spot(i, last, token.start, tokens[last - 1].end, "alias", by_name.actor)
                more.append(named(spot, by_name.actor, "actor:alias_in_text", by_name.kind, provisional=by_name.provisional))
                break
    return sorted((*r.out, *more), key=lambda m: m.first)

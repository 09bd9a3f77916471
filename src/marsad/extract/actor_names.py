"""Where actors are named: spots in the text, each with what it may mean; who it is, is decided in ``actors``.

A spot is the longest of: a wording of the trie («تنظيم الدولة»), a noun of forces with the adjective or name of a state
(«الطيران الحربي الروسي»), a label with an actor's name («ميليشيا لواء القدس»), a numbered unit («اللواء 39»), an unknown
group's name («كتيبة أحرار الوادي»). Linear: each word is looked up once, compositions look at most a few tokens ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token, Words, hits
from marsad.extract.actor_facts import Facts, Lexicon, Spot, facts, lexicon, lone_spot, skip, walk, wording
from marsad.extract.actor_groups import named_group, numbered_unit

_STATE_WORDS = frozenset(("government", "government_forces", "regime"))
_REGULAR = frozenset(("army", "members", "soldiers", "air", "=aircraft"))  # «تابعة لروسيا» makes these Russia's own
_BACKED = _REGULAR | {"militia", "=unknown", "=militias", "=rebels", "=factions", "=militia"}
_SETTLED = frozenset(("phrase", "place"))  # a composition of the same length says more
_MAX_MODIFIERS = 3


def opens(form: str) -> bool:
    """Whether a spot may begin with the folded word."""
    f = facts[form]
    return f is not None and f.opens


def spots(text: Words) -> list[Spot]:
    """Every spot of the text, in order, none overlapping another. What follows a word is read only where it can join the word."""
    tokens, forms, known, lex = text.tokens, (*text.forms, "."), facts, lexicon()
    hedges = lex.small["hedges"]
    found: list[Spot] = []
    done = 0
    for i in hits(text, opens):
        if i < done:
            continue
        f = known[forms[i]]
        if f is None:
            continue
        after = forms[i + 1]
        if after in f.follow or f.asks or (f.composes and (after in hedges or known[after] is not None)):
            spot = _at(tokens, i, f, lex)
            if spot is not None:
                found.append(spot)
                done = spot.last
        elif f.alone:
            found.append(lone_spot(tokens[i], f.alone))
    return found


def _at(tokens: Sequence[Token], i: int, f: Facts, lex: Lexicon) -> Spot | None:
    """The longest spot at token i."""
    best = wording(tokens, i, f)
    if best and best.type == "not":
        return best
    composed = _composed(tokens, i, f, best, lex)
    if composed and (best is None or composed.last > best.last or (best.type in _SETTLED and composed.last == best.last and composed.type != "phrase")):
        best = composed
    if best is None or best.last == i + 1 or best.type in ("phrase", "back"):
        unit = numbered_unit(tokens, i, f) if f.unit else None
        if unit and (best is None or unit.last > best.last):
            return unit
        if f.group and (best is None or best.last == i + 1):
            named = named_group(tokens, i, f)
            if named and (best is None or named.last > best.last):
                return named
    if best is not None:
        return best
    return lone_spot(tokens[i], f.alone) if f.alone else None


def _composed(tokens: Sequence[Token], i: int, f: Facts, base: Spot | None, lex: Lexicon) -> Spot | None:
    """A noun of forces (or a generic wording) completed by a state's adjective or name, an actor's name, or its patron."""
    if f.head and not f.head.pronoun:
        proclitics, stem, head, definite = f.head.proclitics, f.head.stem, f.head.id, f.head.definite
        after = i + 1
    elif base is not None and base.type in ("phrase", "back"):
        proclitics, stem, head, definite, after = base.proclitics, "", f"={base.value}", True, base.last
    else:
        return None
    options = [(after, head)]
    if base is not None and base.type in ("phrase", "back") and base.last > after:
        options.append((base.last, f"={base.value}"))
    best: Spot | None = None
    for start, name in options:
        found = _complete(tokens, i, start, definite, name, lex)
        if found and (best is None or found[0] > best.last):
            at = stem_start(tokens[i], proclitics, stem) if stem else base.start if base else tokens[i].start
            best = Spot(i, found[0], at, tokens[found[0] - 1].end, found[1], found[2], name, proclitics)
    return best


def _complete(tokens: Sequence[Token], i: int, j: int, definite: bool, head: str, lex: Lexicon) -> tuple[int, str, Any] | None:
    line, modifiers, hedges = tokens[i].line, 0, 0
    n, allowed = len(tokens), lex.small["hedges"]
    construct = not definite
    while j < n and modifiers <= _MAX_MODIFIERS:
        if tokens[j].kind == "punct":
            j = skip(tokens, j, line)
        if j >= n or tokens[j].line != line:
            return None
        form = tokens[j].form
        if form in allowed and hedges < 3:  # «ميليشيات يرجح ارتباطها بإيران»
            j, hedges = j + 1, hedges + 1
            continue
        f = facts[form]
        if f is None or (hedges and not f.backing):
            return None
        hit = None
        if f.starts and not f.starts[0][0]:  # a wording that begins with the word as it stands
            hit = walk(tokens, j, f.starts[0][2])
        if hit and construct:
            if hit[1][0] in ("state", "capital") and not (f.nisba and f.nisba.definite):
                return hit[0], "compound", hit[1][1]
            if hit[1][0] == "actor" and modifiers == 0 and head in ("army", "militia", "air", "arms", "navy"):
                return hit[0], "actor", hit[1][1]
        if hit and hit[1][0] == "nisba":
            return hit[0], "compound", hit[1][1]
        if f.nisba and not f.nisba.proclitics and (f.nisba.definite or not definite or modifiers):
            return j + 1, "compound", f.nisba.key
        if f.backing and head in _BACKED:
            own = head in _REGULAR and form.removeprefix("ال").startswith(lex.beginnings["own_by"])
            return _backed(tokens, j + 1, line, lex, own=own)
        if not f.modifier:
            return None
        construct = modifiers == 0 and not form.startswith("ال")
        modifiers += 1
        j += 1
    return None


def _backed(tokens: Sequence[Token], j: int, line: int, lex: Lexicon, *, own: bool) -> tuple[int, str, Any] | None:
    """After «موالية», «مدعومة من», «تدعمهم»: the patron. Of an army «تابعة لـ» a state it is the state's ``own``."""
    n = len(tokens)
    if j < n and tokens[j].form in lex.small["patron_back"] and tokens[j].line == line:
        return j + 1, "phrase", "allies"
    if j < n and tokens[j].form in lex.small["patron_by"] and tokens[j].line == line:
        j += 1
    j = skip(tokens, j, line)
    f = facts[tokens[j].form] if j < n and tokens[j].line == line else None
    if f is None:
        return None
    for _, _, node in f.starts:
        hit = walk(tokens, j, node)
        if hit and hit[1][0] in ("state", "capital"):
            return hit[0], "compound" if own else "proxy", hit[1][1]
        if hit and hit[1][0] == "actor":
            return None if own else (hit[0], "patron", hit[1][1])
        if hit and hit[1][0] == "phrase" and hit[1][1] in _STATE_WORDS:
            return hit[0], "phrase", "allies"
    return None

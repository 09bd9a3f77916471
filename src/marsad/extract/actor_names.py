"""Where actors are named: spots in the text, each with what it may mean; who it is, is decided in ``actors``.

A spot is the longest of: a wording of the trie («تنظيم الدولة»), a noun of forces with the adjective or name of a state
(«الطيران الحربي الروسي»), a label with an actor's name («ميليشيا لواء القدس»), a numbered unit («اللواء 39»), an unknown
group's name («كتيبة أحرار الوادي»). Linear: each word is looked up once, compositions look at most a few tokens ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token, Words
from marsad.extract.actor_facts import Facts, Spot, facts, make_spot, skip, walk
from marsad.extract.actor_groups import named_group, numbered_unit

_FROM = frozenset(("من", "علي", "الي", "ل", "لـ", "ب", "عن"))
_HEDGES = frozenset(("يرجح", "يعتقد", "يشتبه", "يقال", "انها", "بانها", "انهم", "بانهم", "في", "يتوقع", "يظن", "التي", "الذين"))
_STATE_WORDS = frozenset(("government", "government_forces", "regime"))
_REGULAR = frozenset(("army", "members", "soldiers", "air", "=aircraft"))  # «تابعة لروسيا» makes these Russia's own
_BACKED = _REGULAR | {"militia", "=unknown", "=militias", "=rebels", "=factions", "=militia"}
_MAX_MODIFIERS = 3
_ALLIES = frozenset(("له", "لها", "لهم", "لهما"))


def spots(text: Words) -> list[Spot]:
    """Every spot of the text, in order, none overlapping another."""
    tokens = text.tokens
    known = list(map(facts, [t.form for t in tokens]))
    found: list[Spot] = []
    i, n = 0, len(tokens)
    while i < n:
        f = known[i]
        spot = _at(tokens, known, i, f) if f is not None else None
        if spot is None:
            i += 1
        else:
            found.append(spot)
            i = spot.last
    return found


def _at(tokens: Sequence[Token], known: Sequence[Facts | None], i: int, f: Facts) -> Spot | None:
    best = _named(tokens, i, f)
    if best and best.type == "not":
        return best
    composed = _composed(tokens, known, i, f, best)
    if composed and (best is None or composed.last > best.last or (best.type in ("phrase", "place") and composed.last == best.last and composed.type != "phrase")):
        best = composed
    if best is None or best.last == i + 1 or best.type in ("phrase", "back"):
        unit = numbered_unit(tokens, known, i, f) if f.unit else None
        if unit and (best is None or unit.last > best.last):
            return unit
        if f.group and (best is None or best.last == i + 1):
            named = named_group(tokens, known, i, f)
            if named and (best is None or named.last > best.last):
                return named
    if best is not None:
        return best
    if f.nisba:
        return make_spot(tokens, i, i + 1, f.nisba.proclitics, f.nisba.stem, "nisba", f.nisba.key)
    if f.head:
        type_ = "own" if f.head.pronoun else "head"
        return make_spot(tokens, i, i + 1, f.head.proclitics, f.head.stem, type_, f.head.id, definite=f.head.definite)
    return None


def _named(tokens: Sequence[Token], i: int, f: Facts) -> Spot | None:
    """The longest wording of the trie at the token."""
    best: Spot | None = None
    for proclitics, stem, node in f.starts:
        found = walk(tokens, i, node)
        if found and (best is None or found[0] > best.last):
            best = make_spot(tokens, i, found[0], proclitics, stem, found[1][0], found[1][1:] if found[1][0] == "nisba" else found[1][-1])
    if best and best.type == "nisba":
        return Spot(best.first, best.last, best.start, best.end, "nisba", best.value[0], "", best.proclitics)
    return best


def _composed(tokens: Sequence[Token], known: Sequence[Facts | None], i: int, f: Facts, base: Spot | None) -> Spot | None:
    """A noun of forces (or a generic wording) completed by a state's adjective or name, an actor's name, or its patron."""
    if f.head and not f.head.pronoun:
        proclitics, stem, head, definite = f.head.proclitics, f.head.stem, f.head.id, f.head.definite
        after = i + 1
    elif base is not None and base.type in ("phrase", "back"):
        proclitics, stem, head, definite, after = base.proclitics, "", f"={base.value}", True, base.last
    else:
        return None
    options = [(after, head, stem)]
    if base is not None and base.type in ("phrase", "back") and base.last > after:
        options.append((base.last, f"={base.value}", stem))
    best: Spot | None = None
    for start, name, _ in options:
        found = _complete(tokens, known, i, start, definite, name)
        if found and (best is None or found[0] > best.last):
            at = stem_start(tokens[i], proclitics, stem) if stem else base.start if base else tokens[i].start
            best = Spot(i, found[0], at, tokens[found[0] - 1].end, found[1], found[2], name, proclitics)
    return best


def _complete(
    tokens: Sequence[Token], known: Sequence[Facts | None], i: int, j: int, definite: bool, head: str
) -> tuple[int, str, Any] | None:
    line, modifiers, hedges = tokens[i].line, 0, 0
    n = len(tokens)
    construct = not definite
    while j < n and modifiers <= _MAX_MODIFIERS:
        j = skip(tokens, j, line)
        if j >= n or tokens[j].line != line:
            return None
        f = known[j]
        if tokens[j].form in _HEDGES and hedges < 3:  # «ميليشيات يرجح ارتباطها بإيران»
            j, hedges = j + 1, hedges + 1
            continue
        if f is None or (hedges and not f.backing):
            return None
        if f.starts and construct and not any(p for p, _, _ in f.starts[:1]):
            hit = walk(tokens, j, f.starts[0][2])
            if hit and hit[1][0] in ("state", "capital") and not (f.nisba and f.nisba.definite):
                return hit[0], "compound", hit[1][1]
            if hit and hit[1][0] == "actor" and modifiers == 0 and head in ("army", "militia", "air", "arms", "navy"):
                return hit[0], "actor", hit[1][1]
        pair = walk(tokens, j, f.starts[0][2]) if f.starts and not f.starts[0][0] else None
        if pair and pair[1][0] == "nisba":
            return pair[0], "compound", pair[1][1]
        if f.nisba and not f.nisba.proclitics and (f.nisba.definite or not definite or modifiers):
            return j + 1, "compound", f.nisba.key
        if f.backing and head in _BACKED:
            own = head in _REGULAR and tokens[j].form.removeprefix("ال").startswith("تابع")
            return _backed(tokens, known, j + 1, line, own=own)
        if not f.modifier:
            return None
        construct = construct or not tokens[j].form.startswith("ال")
        construct = construct and modifiers == 0 and not tokens[j].form.startswith("ال")
        modifiers += 1
        j += 1
    return None


def _backed(tokens: Sequence[Token], known: Sequence[Facts | None], j: int, line: int, *, own: bool) -> tuple[int, str, Any] | None:
    """After «موالية», «مدعومة من», «تدعمهم»: the patron. Of an army «تابعة لـ» a state it is the state's ``own``."""
    n = len(tokens)
    if j < n and tokens[j].form in _ALLIES and tokens[j].line == line:
        return j + 1, "phrase", "allies"
    if j < n and tokens[j].form in _FROM and tokens[j].line == line:
        j += 1
    j = skip(tokens, j, line)
    f = known[j] if j < n and tokens[j].line == line else None
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

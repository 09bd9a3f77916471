"""Where actors are named: spots in the text, each with what it may mean; who it is, is decided in ``actors``.

A spot is the longest of: a wording of the trie («تنظيم الدولة»), a noun of forces with the adjective or name of a state
(«الطيران الحربي الروسي»), a label with an actor's name («ميليشيا لواء القدس»), a numbered unit («اللواء 39»), an unknown
group's name («كتيبة أحرار الوادي»). Linear: each word is looked up once, compositions look at most a few tokens ahead.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token, Words
from marsad.resources.actor_words import NISBA_ENDINGS, words

_TRANSPARENT = frozenset("\"'“”«»″’‘`-–_(")
_OPENERS = {"\"": "\"", "“": "”", "«": "»", "'": "'", "‘": "’", "”": "“", "(": ")"}
_CLOSERS = frozenset("\"”“»'’″)")
_UNITS = {"لواء": "brigade", "كتيبه": "battalion", "فرقه": "division", "فوج": "regiment", "فيلق": "corps", "سريه": "company"}
_ORDINALS = {
    "اول": 1, "اولي": 1, "ثاني": 2, "ثانيه": 2, "ثالث": 3, "ثالثه": 3, "رابع": 4, "رابعه": 4, "خامس": 5, "خامسه": 5, "سادس": 6, "سادسه": 6,
    "سابع": 7, "سابعه": 7, "ثامن": 8, "ثامنه": 8, "تاسع": 9, "تاسعه": 9, "عاشر": 10, "عاشره": 10,
}  # fmt: skip
_POSSESSIVE = frozenset(("ه", "ها", "هم", "هما"))
_OWNED = frozenset(("army", "soldiers", "members", "militia", "air"))  # «قواته», «جنودها»; not «أمنها», «آمنة»
_FROM = frozenset(("من", "علي", "الي", "ل", "لـ", "ب", "عن"))
_ENDINGS = frozenset(NISBA_ENDINGS)
_MAX_MODIFIERS = 3
_MAX_QUOTED = 6
_ALLIES = frozenset(("له", "لها", "لهم", "لهما"))


class Nisba(NamedTuple):
    """An adjective of a state or group: its key (ISO-2 or "@stem"), with the article or not, its proclitics, where its stem begins."""

    key: str
    definite: bool
    proclitics: str
    stem: str


class Head(NamedTuple):
    id: str
    definite: bool
    proclitics: str
    stem: str
    pronoun: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a word may open or be, looked up once per distinct word."""

    starts: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()
    nisba: Nisba | None = None
    head: Head | None = None
    modifier: bool = False
    backing: bool = False
    group: tuple[str, str] | None = None  # (proclitics, stem) of a noun that names groups
    unit: tuple[str, str, str] | None = None  # (proclitics, stem, unit)


class Spot(NamedTuple):
    """A stretch of tokens that names an actor. ``type``: actor, phrase, back, state, capital, nisba, place, compound, head, own,
    proxy, unit, new, not; ``value`` what it names (ids, a row's id, an ISO-2 code, a name)."""

    first: int
    last: int
    start: int
    end: int
    type: str
    value: Any
    head: str = ""  # id of the noun of forces in a compound
    proclitics: str = ""
    stem: str = ""  # the first word without proclitics


@functools.lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    table = dict(words())
    for name in ("modifiers", "backing", "group_heads", "group_strong", "group_starters", "group_tails", "group_never", "shy"):
        table[name] = frozenset(table[name])
    return table


@functools.lru_cache(maxsize=100_000)
def facts(form: str) -> Facts | None:
    """What the folded word may open or be; None for most words."""
    lexicon = _lexicon()
    trie, heads = lexicon["trie"], lexicon["heads"]
    starts, nisba, head, group, unit = [], None, None, None, None
    for proclitics, stem in splits(form):
        node = trie.get(stem)
        if node is not None:
            starts.append((proclitics, stem, node))
        definite = stem.startswith("ال") and len(stem) > 3
        word = stem[2:] if definite else stem
        if nisba is None:
            key = _nisba(word, lexicon)
            if key:
                nisba = Nisba(key, definite, proclitics, stem)
        if head is None:
            row = heads.get(word) or (heads.get(word[:-1]) if word[-1] == "ا" and not definite else None)
            if row:
                head = Head(row, definite, proclitics, stem, "")
        if group is None and not definite and word in lexicon["group_heads"]:
            group = (proclitics, stem)
        if unit is None and word in _UNITS:
            unit = (proclitics, stem, _UNITS[word])
    if head is None and form[-1] in "هام":
        for proclitics, stem in splits(form):
            for noun, pronoun in suffix_splits(stem):
                if pronoun in _POSSESSIVE and head is None and heads.get(noun) in _OWNED and not stem.startswith("ال"):
                    head = Head(heads[noun], True, proclitics, stem, pronoun)
    word = form[2:] if form.startswith("ال") else form
    modifier, backing = word in lexicon["modifiers"], word in lexicon["backing"]
    if not (starts or nisba or head or group or unit or modifier or backing):
        return None
    return Facts(tuple(starts), nisba, head, modifier, backing, group, unit)


def _nisba(word: str, lexicon: Mapping[str, Any]) -> str | None:
    if len(word) < 3:
        return None
    plural: str | None = lexicon["plurals"].get(word) or (lexicon["plurals"].get(word[:-1]) if word[-1] == "ا" else None)
    if plural:
        return plural
    for length in range(min(4, len(word) - 2)):  # a nisba ends in ya, then at most three letters that agree
        if word[-length - 1] == "ي" and (not length or word[-length:] in _ENDINGS):
            key: str | None = lexicon["nisbas"].get(word[: len(word) - length])
            if key:
                return key
    return None


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
    if composed and (best is None or composed.last > best.last or (best.type in ("phrase", "place") and composed.last >= best.last)):
        best = composed
    if best is None or best.last == i + 1 or best.type in ("phrase", "back"):
        unit = _numbered(tokens, known, i, f) if f.unit else None
        if unit and (best is None or unit.last > best.last):
            return unit
        if f.group and (best is None or best.last == i + 1):
            named = _group(tokens, known, i, f)
            if named and (best is None or named.last > best.last):
                return named
    if best is not None:
        return best
    if f.nisba:
        return _spot(tokens, i, i + 1, f.nisba.proclitics, f.nisba.stem, "nisba", f.nisba.key)
    if f.head:
        type_ = "own" if f.head.pronoun else "head"
        return _spot(tokens, i, i + 1, f.head.proclitics, f.head.stem, type_, f.head.id, definite=f.head.definite)
    return None


def _spot(
    tokens: Sequence[Token], first: int, last: int, proclitics: str, stem: str, type_: str, value: Any, *, head: str = "", definite: bool = False
) -> Spot:
    start = stem_start(tokens[first], proclitics, stem)
    if type_ == "head" and definite:
        head = "definite"
    return Spot(first, last, start, tokens[last - 1].end, type_, value, head, proclitics, stem)


def _named(tokens: Sequence[Token], i: int, f: Facts) -> Spot | None:
    """The longest wording of the trie at the token."""
    best: Spot | None = None
    for proclitics, stem, node in f.starts:
        found = _walk(tokens, i, node)
        if found and (best is None or found[0] > best.last):
            best = _spot(tokens, i, found[0], proclitics, stem, found[1][0], found[1][1:] if found[1][0] == "nisba" else found[1][-1])
    if best and best.type == "nisba":
        return Spot(best.first, best.last, best.start, best.end, "nisba", best.value[0], "", best.proclitics)
    return best


def _walk(tokens: Sequence[Token], i: int, node: Mapping[str, Any]) -> tuple[int, list[Any]] | None:
    best: tuple[int, list[Any]] | None = (i + 1, node[""]) if "" in node else None
    j = i + 1
    while True:
        j = _skip(tokens, j, tokens[i].line)
        child = node.get(tokens[j].form) if j < len(tokens) and tokens[j].line == tokens[i].line else None
        if child is None:
            return best
        node, j = child, j + 1
        if "" in node:
            best = (j, node[""])


def _skip(tokens: Sequence[Token], j: int, line: int) -> int:
    """Past at most two signs that may stand inside a name; a bracket counts too («قوات سوريا الديمقراطية (قسد)»)."""
    k = j
    while k < len(tokens) and k - j < 2 and tokens[k].kind == "punct" and tokens[k].form in _TRANSPARENT and tokens[k].line == line:
        k += 1
    return k


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
    line, modifiers = tokens[i].line, 0
    n = len(tokens)
    construct = not definite
    while j < n and modifiers <= _MAX_MODIFIERS:
        j = _skip(tokens, j, line)
        if j >= n or tokens[j].line != line:
            return None
        f = known[j]
        if f is None:
            return None
        if f.starts and construct and not any(p for p, _, _ in f.starts[:1]):
            hit = _walk(tokens, j, f.starts[0][2])
            if hit and hit[1][0] in ("state", "capital") and not (f.nisba and f.nisba.definite):
                return hit[0], "compound", hit[1][1]
            if hit and hit[1][0] == "actor" and modifiers == 0 and head in ("army", "militia", "air", "arms", "navy"):
                return hit[0], "actor", hit[1][1]
        pair = _walk(tokens, j, f.starts[0][2]) if f.starts and not f.starts[0][0] else None
        if pair and pair[1][0] == "nisba":
            return pair[0], "compound", pair[1][1]
        if f.nisba and not f.nisba.proclitics and (f.nisba.definite or not definite or modifiers):
            return j + 1, "compound", f.nisba.key
        if f.backing and head in ("militia", "army", "members", "soldiers", "=unknown", "=militias", "=rebels", "=factions", "=militia"):
            return _backed(tokens, known, j + 1, line, own="=" not in head and head in ("army", "members", "soldiers") and tokens[j].form.removeprefix("ال").startswith("تابع"))
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
    j = _skip(tokens, j, line)
    f = known[j] if j < n and tokens[j].line == line else None
    if f is None:
        return None
    for _, _, node in f.starts:
        hit = _walk(tokens, j, node)
        if hit and hit[1][0] in ("state", "capital"):
            return hit[0], "compound" if own else "proxy", hit[1][1]
        if hit and hit[1][0] == "actor":
            return None if own else (hit[0], "patron", hit[1][1])
        if (hit and hit[1] == ["phrase", "government"]) or (hit and hit[1] == ["phrase", "government_forces"]):
            return hit[0], "phrase", "allies"
    return None


def _numbered(tokens: Sequence[Token], known: Sequence[Facts | None], i: int, f: Facts) -> Spot | None:
    """«الفرقة 17», «اللواء الخامس», «الكتيبة (155) مشاة»."""
    if f.unit is None:
        return None
    proclitics, stem, unit = f.unit
    j = _skip(tokens, i + 1, tokens[i].line)
    if j >= len(tokens) or tokens[j].line != tokens[i].line:
        return None
    skipped = 0
    while skipped < 2 and known[j] is not None and known[j].modifier and j + 1 < len(tokens) and tokens[j + 1].line == tokens[i].line:  # type: ignore[union-attr]
        j, skipped = j + 1, skipped + 1
    form = tokens[j].form
    if tokens[j].kind == "number" and form.isdigit() and len(form) <= 4:
        number = int(form)
    elif stem.startswith("ال") and form.startswith("ال") and form[2:] in _ORDINALS:
        number = _ORDINALS[form[2:]]
    else:
        return None
    return _spot(tokens, i, j + 1, proclitics, stem, "unit", [unit, number])


def _group(tokens: Sequence[Token], known: Sequence[Facts | None], i: int, f: Facts) -> Spot | None:
    """An unknown group by its name: «كتيبة أحرار الوادي», «جماعة "فجر الجبل"»; or a label before a known one."""
    if f.group is None:
        return None
    lexicon = _lexicon()
    proclitics, stem = f.group
    n, line = len(tokens), tokens[i].line
    j = i + 1
    if j >= n or tokens[j].line != line:
        return None
    quoted = tokens[j].kind == "punct" and tokens[j].form in _OPENERS and tokens[j].form != "("
    at = _skip(tokens, j, line)
    inner = known[at] if at < n and tokens[at].line == line else None
    if inner is not None and (quoted or at == j):
        for clitic, _, node in inner.starts:
            hit = _walk(tokens, at, node)
            if not clitic and hit and hit[1][0] == "actor":
                return _spot(tokens, i, hit[0], proclitics, stem, "actor", hit[1][1], head="label")
    if quoted:
        last = at
        while last < n and last - at < _MAX_QUOTED and tokens[last].line == line and tokens[last].form not in _CLOSERS:
            if tokens[last].kind == "punct":
                return None
            last += 1
        closed = last < n and tokens[last].form in _CLOSERS and last > at
        if stem in _BRIEF and last - at > 3:  # «تنظيم "أكبر عرض …"»: organising, not an organisation
            return None
        if closed and tokens[at].form not in lexicon["group_never"] and (inner is None or not inner.nisba):
            return _spot(tokens, i, last, proclitics, stem, "new", _join(stem, tokens[at:last]))
        return None
    if stem not in lexicon["group_strong"] or tokens[j].kind != "word":
        return None
    first = tokens[j].form
    if first in lexicon["group_never"] or (inner is not None and (inner.nisba or (inner.modifier and not inner.starts) or inner.backing)):
        return None
    if first in lexicon["group_starters"]:
        last = j + 2
        if last > n or tokens[j + 1].kind != "word" or tokens[j + 1].line != line or tokens[j + 1].form in lexicon["group_never"]:
            return None
        if (tokens[j + 1].form in lexicon["group_starters"] or tokens[j + 1].form == "عز") and last < n and tokens[last].kind == "word":
            last += 1  # «كتيبة الشهيد عز الدين», «لواء شهداء أبو …»
    elif first.startswith("ال") and len(first) > 4 and stem not in _WEAK:
        last = j + 1
    else:
        return None
    while last < n and last - j < 4 and tokens[last].line == line and tokens[last].form in lexicon["group_tails"]:
        last += 1
    return _spot(tokens, i, last, proclitics, stem, "new", _join(stem, tokens[j:last]))


_BRIEF = frozenset(fold(w) for w in ("تنظيم", "مجلس", "تشكيل", "تجمع", "حشد", "درع"))
_WEAK = frozenset(fold(w) for w in ("جماعة", "تنظيم", "فرقة", "جيش", "فصيل", "حركة", "جبهة"))  # too often plain nouns before one with an article


def _join(stem: str, tokens: Sequence[Token]) -> str:
    return " ".join((stem, *(t.form for t in tokens if t.kind != "punct")))


_LETTERS = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", (
    "a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h",
    "w", "y", "",
), strict=True))  # fmt: skip


def provisional_id(name: str) -> str:
    """A stable id from a folded name: «كتيبه احرار الوادي» → "x_ktybh_ahrar_alwady"."""
    parts = ("".join(_LETTERS.get(c, c if c.isascii() and c.isalnum() else "") for c in word).lower() for word in fold(name).split())
    return "x_" + "_".join(p for p in parts if p)

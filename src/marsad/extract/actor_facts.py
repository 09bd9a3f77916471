"""What a word may open or be for the finder of actors, looked up once per distinct word; and the spots that it makes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic.actor_words import NISBA_ENDINGS, words
from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.memo import once_a_word
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token

TRANSPARENT = frozenset("\"'“”«»″’‘`-–_(")
_UNITS = {"لواء": "brigade", "كتيبه": "battalion", "فرقه": "division", "فوج": "regiment", "فيلق": "corps", "سريه": "company"}
_POSSESSIVE = frozenset(("ه", "ها", "هم", "هما"))
_OWNED = frozenset(("army", "soldiers", "members", "militia", "air"))  # «قواته», «جنودها»; not «أمنها», «آمنة»
_ENDINGS = frozenset(NISBA_ENDINGS)


class Nisba(NamedTuple):
    """An adjective of a state or group: its key (ISO-2 or "@stem"), with the article or not, its proclitics, where its stem begins."""

    key: str
    definite: bool
    proclitics: str
    stem: str


class Head(NamedTuple):
    """A noun that with a nisba or a country names a force: «جيش», «شرطة»."""

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
def lexicon() -> dict[str, Any]:
    """The compiled words with their lists as sets."""
    table = dict(words())
    for name in ("modifiers", "backing", "group_heads", "group_strong", "group_starters", "group_tails", "group_never", "shy"):
        table[name] = frozenset(table[name])
    return table


@once_a_word
def facts(form: str) -> Facts | None:
    """What the folded word may open or be; None for most words."""
    lex = lexicon()
    trie, heads = lex["trie"], lex["heads"]
    starts, nisba, head, group, unit = [], None, None, None, None
    for proclitics, stem in splits(form):
        node = trie.get(stem)
        if node is not None:
            starts.append((proclitics, stem, node))
        definite = stem.startswith("ال") and len(stem) > 3
        word = stem[2:] if definite else stem
        if nisba is None:
            key = _nisba(word, lex)
            if key:
                nisba = Nisba(key, definite, proclitics, stem)
        if head is None:
            row = heads.get(word) or (heads.get(word[:-1]) if word[-1] == "ا" and not definite else None)
            if row:
                head = Head(row, definite, proclitics, stem, "")
        if group is None and not definite and word in lex["group_heads"]:
            group = (proclitics, stem)
        if unit is None and word in _UNITS:
            unit = (proclitics, stem, _UNITS[word])
    if head is None and form[-1] in "هام":
        for proclitics, stem in splits(form):
            for noun, pronoun in suffix_splits(stem):
                if pronoun in _POSSESSIVE and head is None and heads.get(noun) in _OWNED and not stem.startswith("ال"):
                    head = Head(heads[noun], True, proclitics, stem, pronoun)
    word = form[2:] if form.startswith("ال") else form
    modifier, backing = word in lex["modifiers"], word in lex["backing"]
    if not (starts or nisba or head or group or unit or modifier or backing):
        return None
    return Facts(tuple(starts), nisba, head, modifier, backing, group, unit)


def _nisba(word: str, lex: Mapping[str, Any]) -> str | None:
    if len(word) < 3:
        return None
    plural: str | None = lex["plurals"].get(word) or (lex["plurals"].get(word[:-1]) if word[-1] == "ا" else None)
    if plural:
        return plural
    for length in range(min(4, len(word) - 2)):  # a nisba ends in ya, then at most three letters that agree
        if word[-length - 1] == "ي" and (not length or word[-length:] in _ENDINGS):
            key: str | None = lex["nisbas"].get(word[: len(word) - length])
            if key:
                return key
    return None


def make_spot(
    tokens: Sequence[Token], first: int, last: int, proclitics: str, stem: str, type_: str, value: Any, *, head: str = "", definite: bool = False
) -> Spot:
    """A spot from token ``first`` to ``last`` (end exclusive), its proclitics left out."""
    start = stem_start(tokens[first], proclitics, stem)
    if type_ == "head" and definite:
        head = "definite"
    return Spot(first, last, start, tokens[last - 1].end, type_, value, head, proclitics, stem)


def walk(tokens: Sequence[Token], i: int, node: Mapping[str, Any]) -> tuple[int, list[Any]] | None:
    """The longest entry of the trie from token ``i``, whose word led to ``node``: (last token, payload)."""
    best: tuple[int, list[Any]] | None = (i + 1, node[""]) if "" in node else None
    if best and len(node) == 1:
        return best
    j = i + 1
    while True:
        j = skip(tokens, j, tokens[i].line)
        child = node.get(tokens[j].form) if j < len(tokens) and tokens[j].line == tokens[i].line else None
        if child is None:
            return best
        node, j = child, j + 1
        if "" in node:
            best = (j, node[""])


def skip(tokens: Sequence[Token], j: int, line: int) -> int:
    """Past at most two signs that may stand inside a name; a bracket counts too («قوات سوريا الديمقراطية (قسد)»)."""
    k = j
    while k < len(tokens) and k - j < 2 and tokens[k].kind == "punct" and tokens[k].form in TRANSPARENT and tokens[k].line == line:
        k += 1
    return k

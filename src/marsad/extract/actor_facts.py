"""What a word may open or be for the finder of actors, worked out once per distinct word; and the spots that it makes.

    «للقوات» → may be the start of a wording («القوات الحكومية»), is a noun of forces with the article behind «ل»
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic.actor_words import NISBA_ENDINGS, words
from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.memo import Memo, once_a_word
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token
from marsad.resources.actors import tree

TRANSPARENT = frozenset("\"'“”«»″’‘`-–_(")
INTRODUCING = frozenset("”\"»'،(")  # signs between a name and its second
_UNITS = {"لواء": "brigade", "كتيبه": "battalion", "فرقه": "division", "فوج": "regiment", "فيلق": "corps", "سريه": "company"}
_POSSESSIVE = frozenset(("ه", "ها", "هم", "هما"))
_OWNED = frozenset(("army", "soldiers", "members", "militia", "air"))  # «قواته», «جنودها»; not «أمنها», «آمنة»
_ENDINGS = frozenset(NISBA_ENDINGS)


@dataclass(frozen=True, slots=True)
class Who:
    """What a mention needs of an actor: its kind and country, and whether it counts as the force that it belongs to."""

    kind: str
    country: str | None
    counts_as_parent: bool


@once_a_word
def who(actor: str) -> Who:
    """Kind and country of an id, asked for every mention. Of ids that the tables lack as ``ActorTree.kind`` says."""
    names = tree()
    entry = names.get(actor)
    return Who(names.kind(actor), names.country(actor), entry is not None and entry.counts_as_parent)


@dataclass(frozen=True, slots=True)
class State:
    """A state: its id, who fights for it, whether it acts abroad (``power``), whether its name is a plain word too (``shy``)."""

    id: str
    forces: str
    power: bool
    shy: bool


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of forces; ``alone``: what it means bare (government, unknown, soldiers, members, counted, none)."""

    id: str
    kind: str
    alone: str
    definite: bool  # bare it counts with the article only


@dataclass(frozen=True, slots=True)
class Wording:
    """A fixed generic wording and the rule that says who it is."""

    id: str
    kind: str
    resolve: str
    group: str


@dataclass(frozen=True, slots=True)
class Back:
    """A word for an actor named before, by what that actor is called (``labels``) or is (``kinds``)."""

    labels: frozenset[str]
    kinds: frozenset[str]
    default: str
    near: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """An actor that a wording means from one day (ISO, "": any) to another."""

    actor: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of generic.yml and the names of the tables as the stage asks for them; Arabic is folded."""

    trie: Mapping[str, Any]
    heads: Mapping[str, str]
    nisbas: Mapping[str, str]
    plurals: Mapping[str, str]
    modifiers: frozenset[str]
    backing: frozenset[str]
    group_heads: frozenset[str]
    group_strong: frozenset[str]
    group_starters: frozenset[str]
    group_tails: frozenset[str]
    group_never: frozenset[str]
    shy: frozenset[str]  # names that are plain words too
    home: frozenset[str]  # names that mean their actor in its own country only
    guarded: frozenset[str]  # first words of both
    ambiguous: Mapping[str, str]
    states: Mapping[str, State]
    nouns: Mapping[str, Noun]
    wordings: Mapping[str, Wording]
    back: Mapping[str, Back]
    proxies: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]
    rules: Mapping[str, Mapping[str, tuple[Rule, ...]]]
    labels: Mapping[str, frozenset[str]]
    small: Mapping[str, frozenset[str]]
    introducing: Mapping[str, bool]  # folded word or sign → whether a second name may follow it
    beginnings: Mapping[str, tuple[str, ...]]  # the same lists, for ``startswith``


@functools.lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The compiled words with their lists as sets and their rows as tuples."""
    raw = words()
    sets = {
        name: frozenset(raw[name])
        for name in ("modifiers", "backing", "group_heads", "group_strong", "group_starters", "group_tails", "group_never", "shy", "home")
    }
    rules: dict[str, dict[str, tuple[Rule, ...]]] = {}
    for of, rows in raw["rules"].items():
        by = rules.setdefault(of, {})
        for r in rows:
            by[r["country"]] = (*by.get(r["country"], ()), Rule(r["actor"], r["start"], r["end"]))
    return Lexicon(
        trie=raw["trie"], heads=raw["heads"], nisbas=raw["nisbas"], plurals=raw["plurals"], **sets,
        guarded=frozenset(name.partition(" ")[0] for name in sets["shy"] | sets["home"]), ambiguous=raw["ambiguous"],
        states={country: State(s["id"], s["forces"], s["power"], s["shy"]) for country, s in raw["states"].items()},
        nouns={i: Noun(i, h["kind"], h["alone"], h["definite"] == "yes") for i, h in raw["head_rows"].items()},
        wordings={i: Wording(i, p["kind"], p["resolve"], p["group"]) for i, p in raw["phrases"].items()},
        back={
            i: Back(frozenset(b["labels"]), frozenset(b["kinds"]), b["default"], b["near"] == "yes", b["ahead"] == "yes")
            for i, b in raw["back"].items()
        },
        proxies=raw["proxies"], groups=raw["groups_of_nisba"], rules=rules,
        labels={actor: frozenset(labels) for actor, labels in raw["labels"].items()},
        small={name: frozenset(listed) for name, listed in raw["small"].items()},
        introducing=Memo(lambda form: form in INTRODUCING or form.startswith(tuple(raw["small"]["known_as"]))),
        beginnings={name: tuple(listed) for name, listed in raw["small"].items()},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nisba:
    """An adjective of a state or group: its key (ISO-2 or "@stem"), with the article or not, its proclitics, where its stem begins."""

    key: str
    definite: bool
    proclitics: str
    stem: str


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that with a nisba or a country names a force: «جيش», «شرطة»."""

    id: str
    definite: bool
    proclitics: str
    stem: str
    pronoun: str


class Alone(NamedTuple):
    """The spot that a word makes where nothing after it joins it; fields as in ``Spot``."""

    type: str
    value: Any
    head: str
    proclitics: str
    stem: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a word may open or be, worked out once per distinct word."""

    opens: bool  # whether a spot may begin with it; else it only modifies («المسلحة») or backs («الموالية»)
    alone: Alone | None
    asks: bool  # whether what comes after must be read in any case: it numbers a unit, names a group
    follow: frozenset[str]  # what may come after it in a wording of several words, signs included
    composes: bool  # whether an adjective, a name or a patron may complete it
    starts: tuple[tuple[str, str, Mapping[str, Any]], ...]
    nisba: Nisba | None
    head: Head | None
    modifier: bool
    backing: bool
    group: tuple[str, str] | None  # (proclitics, stem) of a noun that names groups
    unit: tuple[str, str, str] | None  # (proclitics, stem, unit)


class Spot(NamedTuple):
    """A stretch of tokens that names an actor. ``type``: actor, phrase, back, state, capital, nisba, place, compound, head, nobody, own,
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


def _facts(form: str) -> Facts | None:
    """What the folded word may open or be; None for most words."""
    lex = lexicon()
    trie, heads = lex.trie, lex.heads
    starts: list[tuple[str, str, Mapping[str, Any]]] = []
    nisba, head, group, unit = None, None, None, None
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
        if group is None and not definite and word in lex.group_heads:
            group = (proclitics, stem)
        if unit is None and word in _UNITS:
            unit = (proclitics, stem, _UNITS[word])
    if head is None and form[-1] in "هام":
        for proclitics, stem in splits(form):
            for noun, pronoun in suffix_splits(stem):
                if pronoun in _POSSESSIVE and head is None and heads.get(noun) in _OWNED and not stem.startswith("ال"):
                    head = Head(heads[noun], True, proclitics, stem, pronoun)
    word = form[2:] if form.startswith("ال") else form
    modifier, backing = word in lex.modifiers, word in lex.backing
    opens = bool(starts or nisba or head or group or unit)
    if not (opens or modifier or backing):
        return None
    named = next((_entry(proclitics, stem, node[""]) for proclitics, stem, node in starts if "" in node), None)
    alone = named or _bare(nisba, head, lex)
    composes = bool(head and not head.pronoun) or (named is not None and named.type in ("phrase", "back"))
    follow = frozenset(w for _, _, node in starts for w in node if w)
    if follow or composes:
        follow |= TRANSPARENT
    return Facts(
        opens, alone, bool(group or unit), follow, composes, tuple(starts), nisba, head, modifier, backing, group, unit
    )


facts: Mapping[str, Facts | None] = Memo(_facts)  # folded word → what it may open or be


def _entry(proclitics: str, stem: str, payload: Sequence[Any]) -> Alone:
    """The spot of a wording: payloads are as in ``arabic.actor_words``."""
    if payload[0] == "nisba":
        return Alone("nisba", payload[1], "", proclitics, "")
    return Alone(payload[0], payload[-1], "", proclitics, stem)


def _bare(nisba: Nisba | None, head: Head | None, lex: Lexicon) -> Alone | None:
    """The spot of an adjective or a noun of forces that stands by itself; of type "nobody" where it never means anyone («طائرة»)."""
    if nisba:
        return Alone("nisba", nisba.key, "", nisba.proclitics, nisba.stem)
    if head is None:
        return None
    row = lex.nouns[head.id]
    if head.pronoun:
        return Alone("own", head.id, "", head.proclitics, head.stem)
    means = row.alone != "none" and (head.definite or not row.definite)
    return Alone("head" if means else "nobody", head.id, "definite" if head.definite else "", head.proclitics, head.stem)


def _nisba(word: str, lex: Lexicon) -> str | None:
    if len(word) < 3:
        return None
    plural = lex.plurals.get(word) or (lex.plurals.get(word[:-1]) if word[-1] == "ا" else None)
    if plural:
        return plural
    for length in range(min(4, len(word) - 2)):  # a nisba ends in ya, then at most three letters that agree
        if word[-length - 1] == "ي" and (not length or word[-length:] in _ENDINGS):
            key = lex.nisbas.get(word[: len(word) - length])
            if key:
                return key
    return None


def lone_spot(token: Token, a: Alone) -> Spot:
    """The spot of one word by itself."""
    i, start, end, *_ = token
    if a.proclitics:
        start = stem_start(token, a.proclitics, a.stem)
    return Spot(i, i + 1, start, end, *a)


def make_spot(tokens: Sequence[Token], first: int, last: int, proclitics: str, stem: str, type_: str, value: Any, *, head: str = "") -> Spot:
    """A spot from token ``first`` to ``last`` (end exclusive), its proclitics left out."""
    return Spot(first, last, stem_start(tokens[first], proclitics, stem), tokens[last - 1].end, type_, value, head, proclitics, stem)


def wording(tokens: Sequence[Token], i: int, f: Facts) -> Spot | None:
    """The longest wording of the tables that begins at token i, through whatever proclitics."""
    best: tuple[int, Alone] | None = None
    for proclitics, stem, node in f.starts:
        found = walk(tokens, i, node)
        if found and (best is None or found[0] > best[0]):
            best = found[0], _entry(proclitics, stem, found[1])
    if best is None:
        return None
    last, a = best
    return Spot(i, last, stem_start(tokens[i], a.proclitics, a.stem), tokens[last - 1].end, *a)


def walk(tokens: Sequence[Token], i: int, node: Mapping[str, Any]) -> tuple[int, list[Any]] | None:
    """The longest entry of the trie from token ``i``, whose word led to ``node``: (last token, payload)."""
    payload = node.get("")
    best: tuple[int, list[Any]] | None = None
    if payload is not None:
        best = (i + 1, payload)
        if len(node) == 1:
            return best
    n, line, j = len(tokens), tokens[i].line, i + 1
    while j < n:
        token = tokens[j]
        if token.kind == "punct":
            j = skip(tokens, j, line)
            if j >= n:
                break
            token = tokens[j]
        child = node.get(token.form)
        if child is None or token.line != line:
            break
        node, j = child, j + 1
        payload = node.get("")
        if payload is not None:
            best = (j, payload)
    return best


def skip(tokens: Sequence[Token], j: int, line: int) -> int:
    """Past at most two signs that may stand inside a name; a bracket counts too («قوات سوريا الديمقراطية (قسد)»)."""
    k = j
    while k < len(tokens) and k - j < 2 and tokens[k].kind == "punct" and tokens[k].form in TRANSPARENT and tokens[k].line == line:
        k += 1
    return k

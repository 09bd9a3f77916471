"""Names found in token streams: a trie over folded words, entered through the clitics of its first word.

Entries of several words match over the spaces, quotation marks and hyphens between them («“الفرقة- 25″», «تنظيم "الدولة"»).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from marsad.arabic.clitics import splits
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token, tokenise

_END = ""  # the key under which a trie node keeps its payload; no word is empty
# Signs that may stand inside a name without being part of its spelling.
_TRANSPARENT = frozenset("\"'“”«»″’‘`-–_()")
_MAX_TRANSPARENT = 2

Trie = dict[str, Any]


class Hit(NamedTuple):  # a tuple, since documents make them by the thousand
    """An entry found: tokens first..last (end exclusive), offsets without the proclitics, the payload, the proclitics."""

    first: int
    last: int
    start: int
    end: int
    payload: Any
    proclitics: str


def words_of(phrase: str) -> list[str]:
    """The folded words of an entry, its quotation marks and hyphens left out."""
    return [t.form for t in tokenise(phrase).tokens if t.kind != "punct" or t.form not in _TRANSPARENT]


def build(entries: Iterable[tuple[str, Any]]) -> Trie:
    """A trie (JSON-able) from (phrase, payload) pairs; a phrase given twice keeps its first payload."""
    root: Trie = {}
    for phrase, payload in entries:
        node = root
        for word in words_of(phrase):
            node = node.setdefault(word, {})
        if node is not root:
            node.setdefault(_END, payload)
    return root


def find(tokens: Sequence[Token], trie: Mapping[str, Any], *, overlapping: bool = False) -> list[Hit]:
    """The longest entry at each token (leftmost first); with ``overlapping`` the longest at every token, nested ones too."""
    begins = starts(trie)
    hits: list[Hit] = []
    done = 0
    for i in [t.i for t in tokens if begins[t.form] and t.kind != "punct"] if tokens and tokens[0].i == 0 else range(len(tokens)):
        if i < done or tokens[i].kind == "punct":
            continue
        best = at(tokens, i, trie)
        if best:
            hits.append(best)
            done = i + 1 if overlapping else best.last
    return hits


Starts = Memo[tuple[tuple[str, str, Any], ...]]
_STARTS: dict[int, tuple[Mapping[str, Any], Starts]] = {}
_MOST_TRIES = 64


def starts(trie: Mapping[str, Any]) -> Starts:
    """Folded word → every (proclitics, stem, node) through which an entry of the trie may begin with it: () for most words."""
    known = _STARTS.get(id(trie))
    if known is None or known[0] is not trie:  # the trie is kept beside its memo, so that no other can take its id
        if len(_STARTS) >= _MOST_TRIES:
            _STARTS.clear()

        def look(form: str) -> tuple[tuple[str, str, Any], ...]:
            return tuple((proclitics, stem, trie[stem]) for proclitics, stem in splits(form) if stem in trie)

        known = _STARTS[id(trie)] = (trie, Memo(look))
    return known[1]


def at(tokens: Sequence[Token], i: int, trie: Mapping[str, Any]) -> Hit | None:
    """The longest entry that begins at token i, through whatever proclitics; None where there is none."""
    return through(tokens, i, starts(trie)[tokens[i].form])


def through(tokens: Sequence[Token], i: int, begins: Sequence[tuple[str, str, Any]]) -> Hit | None:
    """``at`` for who has looked up the word's ``starts`` already."""
    best: Hit | None = None
    for proclitics, stem, node in begins:
        hit = _longest(tokens, i, node, proclitics, stem)
        if hit and (best is None or hit.last > best.last):
            best = hit
    return best


def _longest(tokens: Sequence[Token], i: int, node: Trie, proclitics: str, stem: str) -> Hit | None:
    best: tuple[int, Any] | None = (i + 1, node[_END]) if _END in node else None
    if best is not None and len(node) == 1:
        return Hit(i, i + 1, stem_start(tokens[i], proclitics, stem), tokens[i].end, best[1], proclitics)
    line, j, n = tokens[i].line, i + 1, len(tokens)
    while j < n:
        k = j
        while k < n and k - j < _MAX_TRANSPARENT and tokens[k].kind == "punct" and tokens[k].form in _TRANSPARENT:
            k += 1
        if k >= n or tokens[k].line != line:
            break
        child = node.get(tokens[k].form)
        if child is None:
            break
        node, j = child, k + 1
        if _END in node:
            best = (j, node[_END])
    if best is None:
        return None
    last, payload = best
    return Hit(i, last, stem_start(tokens[i], proclitics, stem), tokens[last - 1].end, payload, proclitics)


def stem_start(token: Token, proclitics: str, stem: str) -> int:
    """The offset at which the stem begins. Of «للجيش» = ل + الجيش the stem begins after the first lam."""
    drop = len(proclitics)
    if not drop:
        return token.start
    if len(token.text) == len(token.form):  # nothing folded away
        return token.start + drop
    seen = 0
    for offset, char in enumerate(token.text):
        if fold(char):
            if seen == drop:
                return token.start + offset
            seen += 1
    return token.start

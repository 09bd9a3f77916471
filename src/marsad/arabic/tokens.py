"""Text in, tokens and sentences out; every token knows its offsets, so nothing downstream needs a map.

    >>> [t.form for t in tokenise("وقُتل 12 عنصراً، بينهم (3) مدنيين.").tokens]
    ['وقتل', '12', 'عنصرا', '،', 'بينهم', '(', '3', ')', 'مدنيين', '.']
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from marsad.arabic.normalise import fold
from marsad.model import Cut

# One linear pattern: a number with its marks («1,200», «٢٫٥», «2021.02.24», «07:13»), a word (letters and the marks on
# them), or one punctuation sign. No part can match what another repeats, so it cannot backtrack.
_DIGIT = "0-9٠-٩۰-۹"
_SIGNS = (
    "\x00-/:-@\\[-`{-\xa9\xab-\xac\xae-\xb4\xb6-\xb9\xbb-\xbf×÷،؛؞؟٪-٭۔\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u3000-\u303f"
    "\ufd3e\ufd3f\ufe10-\ufe6b\uff01-\uff0f\uff1a-\uff20\U0001f000-\U0001faff"
)
_TOKEN = re.compile(
    rf"(?P<number>[{_DIGIT}]+(?:[.,:٫٬/،’'][{_DIGIT}]+)*)"
    rf"|(?P<word>[^\s{_DIGIT}{_SIGNS}]+)"
    r"|(?P<punct>\S)"
)
_VOWELS = re.compile("[\u064b-\u0652]")


class Token(NamedTuple):  # a tuple, since documents make them by the hundred thousand
    """A word, number or sign. ``form`` is the folded text; ``start``/``end`` are offsets in the text; ``i`` its index."""

    i: int
    start: int
    end: int
    text: str
    form: str
    kind: str  # "word", "number", "punct"
    line: int  # of the paragraph (line of text) it stands in
    glued: bool  # no space between it and the token before

    @property
    def vowelled(self) -> bool:
        return bool(_VOWELS.search(self.text))


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` to ``last`` (end exclusive) of one sentence; ``line`` its paragraph; ``role`` headline or body."""

    i: int
    first: int
    last: int
    start: int
    end: int
    line: int
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Words:
    """A document's text with its tokens and sentences; ``cut`` tokens (furniture) are in neither."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    def sentence_of(self, token: int) -> Sentence:
        """The sentence that holds the token index."""
        return self.sentences[max(0, bisect.bisect_right(self.sentences, token, key=lambda s: s.first) - 1)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens first..last (end exclusive)."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def slice(self, first: int, last: int) -> str:
        start, end = self.span(first, last)
        return self.text[start:end]


_END = frozenset(".!?؟؛…")
_CLOSERS = frozenset("»”\"″'’)]}“")
_LONGEST_SENTENCE = 400  # tokens; a line of a table or a text without stops must not make rules walk for ever
_LONGEST_PIECE, _MOST_PIECES = 60, 300_000  # characters; what stands between two spaces and is remembered


class _Piece(NamedTuple):
    """A token in what stands between two spaces: its offsets there; ``stop`` where a sentence may end at it."""

    start: int
    end: int
    text: str
    form: str
    kind: str
    glued: bool
    stop: bool


class _Pieces(dict[str, list[_Piece]]):
    """Each distinct piece is cut and folded once, since a language repeats itself; forgotten all together when they grow too many."""

    def __missing__(self, piece: str) -> list[_Piece]:
        found: list[_Piece] = []
        last_end = -1
        for m in _TOKEN.finditer(piece):
            start, end = m.span()
            word = m.group()
            form, kind = fold(word), m.lastgroup or "word"
            if form:  # else a mark that stands alone
                found.append(_Piece(start, end, word, form, kind, last_end == start, kind == "punct" and (form in _END or form in _CLOSERS)))
                last_end = end
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = found
        return found


_PIECES = _Pieces()


def tokenise(text: str, cuts: Iterable[Cut] = ()) -> Words:
    """Tokens and sentences of the text, furniture left out. Linear in its length."""
    skip = [*sorted((c.start, c.end) for c in cuts), (len(text) + 1, len(text) + 1)]
    tokens: list[Token] = []
    stops: list[int] = []  # tokens at which a sentence may end
    append, make, pieces = tokens.append, tuple.__new__, _PIECES  # make: what NamedTuple's own constructor ends in, without its call
    i = at = cut = 0
    cut_from = skip[0][0]
    for line, row in enumerate(text.split("\n")):
        before = i
        for piece in row.split(" "):
            if not piece:
                at += 1
                continue
            if at + len(piece) <= cut_from:
                for start, end, word, form, kind, glued, stop in pieces[piece]:
                    append(make(Token, (i, at + start, at + end, word, form, kind, line, glued)))
                    if stop:
                        stops.append(i)
                    i += 1
            else:
                last_end = -1
                for start, end, word, form, kind, _, stop in pieces[piece]:
                    while skip[cut][1] <= at + start:
                        cut += 1
                    if skip[cut][0] <= at + start:
                        continue
                    append(make(Token, (i, at + start, at + end, word, form, kind, line, last_end == start)))
                    last_end = end
                    if stop:
                        stops.append(i)
                    i += 1
                cut_from = skip[cut][0]
            at += len(piece) + 1
        if i > before and (not stops or stops[-1] != i - 1):
            stops.append(i - 1)
    return Words(text, tuple(tokens), tuple(_sentences(tokens, stops)))


def _sentences(tokens: list[Token], stops: list[int]) -> Iterable[Sentence]:
    """The sentences between ``stops``; where none ends for too long, one is cut off."""
    first, n = 0, 0
    for stop in stops:
        for i in (*range(first + _LONGEST_SENTENCE - 1, stop), stop):
            if i + 1 - first >= (1 if i == stop else _LONGEST_SENTENCE) and _ends(tokens, i, first):
                token = tokens[first]
                yield Sentence(n, first, i + 1, token.start, tokens[i].end, token.line)
                first, n = i + 1, n + 1


def _ends(tokens: list[Token], i: int, first: int) -> bool:
    """Whether the sentence that began at ``first`` ends with token i."""
    token = tokens[i]
    line_ends = i + 1 == len(tokens) or tokens[i + 1].line != token.line
    end_here = line_ends or i + 1 - first >= _LONGEST_SENTENCE
    if not end_here and token.form in _END:
        end_here = not _inside(tokens, i)
    if not end_here and token.form in _CLOSERS and i > first:
        return tokens[i - 1].form in _END and token.glued and not _inside(tokens, i - 1)
    return end_here and (line_ends or not _closes(tokens, i))


def _closes(tokens: list[Token], i: int) -> bool:
    following = tokens[i + 1]
    return following.glued and following.form in _CLOSERS and following.form != "“" and tokens[i].kind == "punct"


def _inside(tokens: list[Token], i: int) -> bool:
    """Whether the stop at i ends no sentence: «أ.ف.ب», «د. محمد», «...»."""
    if tokens[i].form != ".":
        return False
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and after.form == ".":
        return True
    return bool(
        before and before.kind == "word" and len(before.form) == 1 and tokens[i].glued and (after is not None and after.kind == "word")
    )

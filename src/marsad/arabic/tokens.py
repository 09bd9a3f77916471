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
        return self.sentences[max(0, bisect.bisect_right([s.first for s in self.sentences], token) - 1)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens first..last (end exclusive)."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def slice(self, first: int, last: int) -> str:
        start, end = self.span(first, last)
        return self.text[start:end]


_END = frozenset(".!?؟؛…")
_CLOSERS = frozenset("»”\"″'’)]}“")
# Each distinct word is folded once; the text of a language repeats itself.
_WORDS: dict[str, tuple[str, str]] = {}
_MOST_WORDS = 300_000
_LONGEST_SENTENCE = 400  # tokens; a line of a table or a text without stops must not make rules walk for ever


def tokenise(text: str, cuts: Iterable[Cut] = ()) -> Words:
    """Tokens and sentences of the text, furniture left out. Linear in its length."""
    skip = [*sorted((c.start, c.end) for c in cuts), (len(text) + 1, len(text) + 1)]
    tokens: list[Token] = []
    append, make = tokens.append, tuple.__new__  # what NamedTuple's own constructor ends in, without its call
    i, at, last_end, line = 0, 0, -1, 0
    newline = text.find("\n")
    if newline < 0:
        newline = len(text)
    for m in _TOKEN.finditer(text):
        start, end = m.span()
        while skip[at][1] <= start:
            at += 1
        if skip[at][0] <= start:
            continue
        while newline < start:
            line += 1
            newline = text.find("\n", newline + 1)
            if newline < 0:
                newline = len(text)
        word = m.group()
        known = _WORDS.get(word)
        if known is None:
            known = (fold(word), m.lastgroup or "word")
            if len(_WORDS) < _MOST_WORDS:
                _WORDS[word] = known
        form, kind = known
        if not form:  # a mark that stands alone
            continue
        append(make(Token, (i, start, end, word, form, kind, line, last_end == start)))
        last_end = end
        i += 1
    return Words(text, tuple(tokens), tuple(_sentences(tokens)))


def _sentences(tokens: list[Token]) -> Iterable[Sentence]:
    first, n = 0, 0
    count = len(tokens)
    for i, token in enumerate(tokens):
        end_here = i + 1 == count or tokens[i + 1].line != token.line or i + 1 - first >= _LONGEST_SENTENCE
        if not end_here and token.kind != "punct":
            continue
        if not end_here and token.form in _END:
            end_here = not _inside(tokens, i)
        if not end_here and token.form in _CLOSERS and i > first:
            before = tokens[i - 1]
            end_here = before.form in _END and token.glued and not _inside(tokens, i - 1)
        elif end_here and i + 1 < count and tokens[i + 1].line == token.line and _closes(tokens, i):
            end_here = False  # the closing quotation mark after the stop belongs to this sentence
        if end_here:
            yield Sentence(n, first, i + 1, tokens[first].start, token.end, tokens[first].line)
            first, n = i + 1, n + 1


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

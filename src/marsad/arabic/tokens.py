"""Text in, tokens and sentences out; every token knows its offsets, so nothing downstream needs a map.

    >>> [t.form for t in tokenise("وقُتل 12 عنصراً، بينهم (3) مدنيين.").tokens]
    ['وقتل', '12', 'عنصرا', '،', 'بينهم', '(', '3', ')', 'مدنيين', '.']
"""

from __future__ import annotations

import bisect
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, count, repeat
from typing import Any, NamedTuple

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


class Sentence(NamedTuple):
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
    forms: tuple[str, ...]  # of the tokens, as ``lines``
    lines: tuple[int, ...]
    firsts: tuple[int, ...]  # of the sentences
    marks: bytes = b""  # a byte a token: what was answered for its word when it was cut (see ``ask``); empty: nothing was asked

    def sentence_of(self, token: int) -> Sentence:
        """The sentence that holds the token index."""
        return self.sentences[max(0, bisect.bisect_right(self.firsts, token) - 1)]

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
_STOP, _GAP, _NEWLINE = 1, 2, 3
_BLOCK = 2_000  # pieces


class _Piece(NamedTuple):
    """A token in what stands between two spaces; or, without a form, characters that belong to none.

    ``width``: characters from its start to the start of what follows, the space after it included. ``sign``: _STOP where a sentence
    may end at it, _GAP or _NEWLINE where there is no token, else 0.
    """

    width: int
    length: int
    text: str
    form: str
    kind: str
    glued: bool
    sign: int
    mark: int


def _gap(width: int, sign: int = _GAP) -> _Piece:
    return _Piece(width, 0, "", "", "", False, sign, 0)


_LINE_END = (_gap(0, _NEWLINE),)  # it has no width: ``tokenise`` sets a space before it, and that is counted


class _Pieces(dict[str, tuple[_Piece, ...]]):
    """Each distinct piece is cut and folded once, since a language repeats itself; forgotten all together when they grow too many."""

    def __missing__(self, piece: str) -> tuple[_Piece, ...]:
        if piece == "\n":
            return self.setdefault(piece, _LINE_END)
        spans = [(*m.span(), form, m.lastgroup or "word") for m in _TOKEN.finditer(piece) if (form := fold(m.group()))]
        starts = [start for start, *_ in spans] + [len(piece) + 1]
        found = [_gap(starts[0])] if starts[0] else []  # one space more, or marks that stand alone
        last_end = -1
        for (start, end, form, kind), following in zip(spans, starts[1:], strict=True):
            sign = _STOP if kind == "punct" and (form in _END or form in _CLOSERS) else 0
            found.append(_Piece(following - start, end - start, piece[start:end], form, kind, last_end == start, sign, _mark(form)))
            last_end = end
        whole = tuple(found)
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = whole
        return whole


_PIECES = _Pieces()

Question = Callable[[str], object]  # of a folded word
_QUESTIONS: list[Question] = []
_YES: dict[Question, bytes] = {}  # question → for each mark whether it says yes
_MOST_QUESTIONS = 8


def ask(*questions: Question) -> None:
    """From here on every distinct word is asked these when it is first cut, and texts carry the answers (``hits``).

    A word cut from a text is at hand; to look it up once more for every stage of the reader would cost more than most stages do.
    Raises ValueError where there are more than eight.
    """
    if len(questions) > _MOST_QUESTIONS:
        raise ValueError(f"{len(questions)} questions; the answers of a word are kept in {_MOST_QUESTIONS} bits")
    _QUESTIONS[:] = questions
    _YES.clear()
    _YES.update({q: bytes(mark >> n & 1 for mark in range(256)) for n, q in enumerate(questions)})
    _PIECES.clear()


def _mark(form: str) -> int:
    return sum(1 << n for n, question in enumerate(_QUESTIONS) if question(form))


def hits(words: Words, question: Question) -> Iterable[int]:
    """The tokens whose words answer yes, in order; from the marks of the text where it was cut after the question was put."""
    yes = _YES.get(question)
    if yes is None or len(words.marks) != len(words.tokens):
        return [i for i, form in enumerate(words.forms) if question(form)]
    return compress(count(), words.marks.translate(yes))


def tokenise(text: str, cuts: Iterable[Cut] = ()) -> Words:
    """Tokens and sentences of the text, furniture left out. Linear in its length.

    It works on columns (all starts, all forms …) rather than word by word: what is the same for every occurrence of a word is
    looked up, and what is not is added up, by the interpreter's own loops.
    """
    pieces = list(chain.from_iterable(map(_PIECES.__getitem__, text.replace("\n", " \n ").split(" "))))
    if cuts:
        _leave_out(pieces, cuts)
    widths, lengths, texts, forms, kinds, glued, signs, marks = _columns(pieces)
    starts = list(accumulate(widths, initial=0))
    stops: list[int] = []  # tokens at which a sentence may end
    lines: list[int] = []
    line = gaps = 0
    for j in compress(count(), signs):
        if signs[j] == _STOP:
            stops.append(j - gaps)
            continue
        if signs[j] == _NEWLINE:
            _end_line(lines, stops, line, j - gaps)
            line += 1
        gaps += 1
    _end_line(lines, stops, line, len(forms) - gaps)
    columns: Iterable[Iterable[Any]] = (starts, map(operator.add, starts, lengths), texts, kinds, glued)
    if gaps:
        marks = tuple(compress(marks, forms))
        columns = [compress(column, forms) for column in columns]
        forms = tuple(filter(None, forms))
    begins, ends, written, which, joined = columns
    cells = zip(count(), begins, ends, written, forms, which, lines, joined)
    tokens = tuple(map(tuple.__new__, repeat(Token), cells))  # past NamedTuple's own constructor, which is slow
    sentences = tuple(_sentences(tokens, stops))
    return Words(text, tokens, sentences, forms, tuple(lines), tuple([s.first for s in sentences]), bytes(marks) if _QUESTIONS else b"")


def _columns(pieces: list[_Piece]) -> Sequence[tuple[Any, ...]]:
    """The fields of all pieces, block by block: to turn a long text at once would leave nothing of it in the processor's cache."""
    blocks = [tuple(zip(*pieces[k : k + _BLOCK], strict=True)) for k in range(0, len(pieces), _BLOCK)]
    return blocks[0] if len(blocks) == 1 else [tuple(chain.from_iterable(column)) for column in zip(*blocks, strict=True)]


def _leave_out(pieces: list[_Piece], cuts: Iterable[Cut]) -> None:
    """Makes no tokens of the pieces that begin in a cut; lines still end there."""
    starts = list(accumulate([p.width for p in pieces], initial=0))
    for cut in cuts:
        first, last = bisect.bisect_left(starts, cut.start), bisect.bisect_left(starts, cut.end)
        if first < last:
            pieces[first:last] = [p if p.sign == _NEWLINE else _gap(p.width) for p in pieces[first:last]]
            if last < len(pieces):
                pieces[last] = pieces[last]._replace(glued=False)


def _end_line(lines: list[int], stops: list[int], line: int, end: int) -> None:
    """Every token before ``end`` without a line stands in this one; a sentence may end at the last of them."""
    if end > len(lines):
        lines.extend(repeat(line, end - len(lines)))
        if not stops or stops[-1] != end - 1:
            stops.append(end - 1)


def _sentences(tokens: Sequence[Token], stops: list[int]) -> Iterator[Sentence]:
    """The sentences between ``stops``; where none ends for too long, one is cut off."""
    first, n = 0, 0
    for stop in stops:
        long = range(first + _LONGEST_SENTENCE - 1, stop)
        for i in (*long, stop) if long else (stop,):
            if i + 1 - first >= (1 if i == stop else _LONGEST_SENTENCE) and _ends(tokens, i, first):
                token = tokens[first]
                yield Sentence(n, first, i + 1, token.start, tokens[i].end, token.line)
                first, n = i + 1, n + 1


def _ends(tokens: Sequence[Token], i: int, first: int) -> bool:
    """Whether the sentence that began at ``first`` ends with token i."""
    token = tokens[i]
    line_ends = i + 1 == len(tokens) or tokens[i + 1].line != token.line
    end_here = line_ends or i + 1 - first >= _LONGEST_SENTENCE
    if not end_here and token.form in _END:
        end_here = not _inside(tokens, i)
    if not end_here and token.form in _CLOSERS and i > first:
        return tokens[i - 1].form in _END and token.glued and not _inside(tokens, i - 1)
    return end_here and (line_ends or not _closes(tokens, i))


def _closes(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1]
    return following.glued and following.form in _CLOSERS and following.form != "“" and tokens[i].kind == "punct"


def _inside(tokens: Sequence[Token], i: int) -> bool:
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

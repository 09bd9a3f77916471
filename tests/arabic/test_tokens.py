"""Tokens know where they stand, whatever lies between them; what was asked of words is answered for every text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic import tokens
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.model import Cut

PIECES = st.sampled_from(
    ["قُتل", "12", "عنصراً،", "«الدولة»", "أ.ف.ب", ".", "!؟", "ـ", "\u200f", "2021.02.24", "3-5", "\n", "\n\n", " ", "  ", "\t", "(وآخر)", "A1"]
)
TEXTS = st.lists(PIECES, max_size=40).map(lambda found: "".join(a + " " * (len(a) % 3 != 0) for a in found))


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_tokens_are_slices_of_their_text(text: str) -> None:
    words = tokenise(text)
    end = 0
    for i, t in enumerate(words.tokens):
        assert (t.i, text[t.start : t.end], fold(t.text), words.forms[i], words.lines[i]) == (i, t.text, t.form, t.form, t.line)
        assert t.line == text[: t.start].count("\n")
        assert t.start >= end and t.glued == (i > 0 and t.start == end and not text[end - 1].isspace())
        end = t.end
    told = [i for s in words.sentences for i in range(s.first, s.last)]
    assert told == list(range(len(words.tokens)))
    assert all(words.sentence_of(i).first <= i < words.sentence_of(i).last for i in told)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_cut_takes_the_tokens_that_begin_in_it_and_no_others(text: str, spans: list[tuple[int, int]]) -> None:
    cuts = [Cut(start, start + length, "test") for start, length in spans]
    kept = [t for t in tokenise(text).tokens if not any(c.start <= t.start < c.end for c in cuts)]
    found = tokenise(text, cuts).tokens
    assert [(t.start, t.end, t.form, t.kind, t.line) for t in found] == [(t.start, t.end, t.form, t.kind, t.line) for t in kept]
    ends = {t.end for t in kept}
    assert [t.glued for t in found] == [t.glued and t.start in ends for t in kept]


@pytest.mark.parametrize("text", ["", " ", "\n", "ـ", "\n \n\u200f\n"])
def test_a_text_without_words_has_no_tokens(text: str) -> None:
    words = tokenise(text)
    assert (words.tokens, words.sentences, words.forms, words.marks) == ((), (), (), b"")


@pytest.fixture
def questions() -> Iterator[None]:
    """The questions of the reader are put back."""
    before = tuple(tokens._QUESTIONS)
    yield
    tokens.ask(*before)


@pytest.mark.usefixtures("questions")
def test_what_stands_between_spaces_is_asked_once_and_the_text_carries_the_answers() -> None:
    asked: list[str] = []

    def long(form: str) -> bool:
        asked.append(form)
        return len(form) > 4

    early = tokenise("قصف عنيف عنيف")
    tokens.ask(long)
    late = tokenise("قصف مدفعي ، مدفعي عنيف")
    assert sorted(asked) == ["،", "عنيف", "قصف", "مدفعي"]
    assert list(tokens.hits(late, long)) == [1, 3]
    assert list(tokens.hits(early, long)) == []  # cut before it was asked: asked word by word
    with pytest.raises(ValueError, match="9 questions"):
        tokens.ask(*[long] * 9)


def test_a_line_without_stops_is_cut_into_sentences() -> None:
    words = tokenise("كلمة " * 1000)
    assert [s.last - s.first for s in words.sentences] == [400, 400, 200]

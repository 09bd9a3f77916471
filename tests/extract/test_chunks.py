"""Tokens to chunks: letters, counts, owners."""

from __future__ import annotations

import pytest

from marsad.extract import reader
from marsad.extract.rows import Chunk
from marsad.model import Document


def chunks(text: str) -> list[Chunk]:
    return [c for row in reader.read(Document(id="d", text=text, file="t.txt")).rows for c in row.chunks]


def said(text: str, letter: str) -> list[str]:
    return [text[c.start : c.end] for c in chunks(text) if c.letter == letter]


def test_a_counted_noun_phrase_with_its_owner() -> None:
    text = "مقتل ثلاثة جنود من الجيش السوري"
    (found,) = [c for c in chunks(text) if c.letter == "A"]
    assert text[found.start : found.end] == "ثلاثة جنود من الجيش السوري"
    assert found.count is not None and found.count.low == 3
    assert [a.actor for a in found.actors][-1] == "syrian_government"


def test_a_count_after_its_noun() -> None:
    (found,) = [c for c in chunks("قتل إرهابيين اثنين قرب القرية") if c.letter == "A"]
    assert found.count is not None and found.count.low == 2


@pytest.mark.parametrize(("text", "lost"), [("أوقع القصف 35 قتيلا من الجيش", "35 قتيلا من الجيش"), ("خلف الهجوم قتلى وجرحى", "قتلى")])
def test_people_lost_are_one_chunk(text: str, lost: str) -> None:
    assert lost in said(text, "K")


def test_particles_stand_alone() -> None:
    letters = "".join(c.letter for c in chunks("استهدف مسلحون بعبوة ناسفة دورية وشاحنة"))
    assert "pW" in letters and "&M" in letters


def test_spans_lie_in_the_text() -> None:
    text = "هاجم «مسلحون» (مجهولون) رتلًا لقوات النظام، وقُتل 12 عنصراً."
    assert all(0 <= c.start <= c.end <= len(text) for c in chunks(text))

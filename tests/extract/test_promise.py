"""What a sentence promises before it is read: never too little, seldom too much."""

from __future__ import annotations

import json
import pathlib

import pytest

from marsad.arabic.tokens import tokenise
from marsad.extract import promise, reader
from marsad.extract.promise import IF_ARMED, OWNS, TELLS
from marsad.model import Document

WORLD = pathlib.Path(__file__).parents[2] / "bench/gold/world"


def bits(text: str) -> list[int]:
    return promise.of(tokenise(text)).sentences


@pytest.mark.parametrize("text", ["قتل ثلاثة جنود في كمين قرب القرية.", "خلف الحادث 35 جريحا.", "نفذ الطيران غارة جوية.", "لم تقع إصابات بين الركاب."])
def test_words_of_deeds_and_losses_promise(text: str) -> None:
    assert bits(text)[0] & TELLS


@pytest.mark.parametrize("text", ["انخفضت درجات الحرارة في الساحل أمس.", "افتتح الوزير معرض الكتاب.", "بلغ سعر الخبز عشرة دنانير."])
def test_other_sentences_promise_nothing(text: str) -> None:
    assert not bits(text)[0] & (TELLS | IF_ARMED)


def test_a_companion_that_is_missing_takes_the_promise_back() -> None:
    assert bits("ألقى الأمن القبض على شابين.")[0] & TELLS
    assert not bits("ألقى الشاعر قصيدة طويلة.")[0] & TELLS


def test_a_word_of_armed_movement_promises_under_a_condition() -> None:
    text = "وصل الوفد إلى العاصمة.\nوصل رتل عسكري إلى المدينة."
    words = tokenise(text)
    found = promise.of(words).sentences
    assert all(b & IF_ARMED and not b & TELLS for b in found)
    assert [promise.met(words, s, b) for s, b in zip(words.sentences, found, strict=True)] == [False, True]


def test_whose_deed_it_was_is_known_beforehand() -> None:
    assert bits("وأعلنت الجماعة مسؤوليتها عن التفجير.")[0] & OWNS


def test_a_document_that_promises_nothing_has_no_claim() -> None:
    asked: list[str] = []
    text = "فاز الفريق بثلاثة أهداف مقابل هدف واحد في مباراة أمس بالملعب الأولمبي."
    assert reader.claims(Document(id="d", text=text, file="t.txt"), asked.append) == []
    assert "places" not in asked


@pytest.mark.skipif(not WORLD.exists(), reason="needs bench/gold/world")
def test_what_tells_an_event_was_promised() -> None:
    for path in sorted(WORLD.glob("*.json"))[:40]:
        if path.stem == "incidents":
            continue
        text = json.loads(path.read_text(encoding="utf-8"))["doc"]["text"]
        r = reader.read(Document(id="d", text=text, file="t.txt"))
        promised = promise.of(r.words).sentences
        telling = {row.sentence.i for row in r.rows if any(c.letter in "VK" for c in row.chunks)}
        assert all(promised[i] & (TELLS | IF_ARMED | promise.IF_THING) for i in telling), path.name

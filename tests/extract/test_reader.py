"""The whole line on one text: stages, furniture, odd input, speed."""

from __future__ import annotations

from typing import Any

import pytest

from marsad.extract import explain, reader
from marsad.model import Cut, Document


def document(text: str, **more: object) -> Document:
    return Document(id="d", text=text, file="t.txt", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "«»", "123", "و", "a b c", "قتل", "بينهم", "إلى " * 500, "(" * 300, "قتل " * 400])
def test_odd_texts_do_no_harm(text: str) -> None:
    for c in reader.claims(document(text)):
        assert all(text[q.start : q.end] == q.text for q in c.evidence)


def test_furniture_gives_nothing() -> None:
    text = "هاجم مسلحون حاجزا للجيش وقتلوا ثلاثة جنود أمس قرب حمص.\nاقرأ أيضاً: تنظيم الدولة يشن هجومين في البادية"
    cut = Cut(text.index("اقرأ"), len(text), "read_also")
    assert all(q.end <= cut.start for c in reader.claims(document(text, cuts=(cut,))) for q in c.evidence)


@pytest.mark.parametrize("flag", ["not_arabic", "empty"])
def test_what_is_not_read_gives_no_claim(flag: str) -> None:
    assert reader.claims(document("هاجم مسلحون حاجزا للجيش وقتلوا ثلاثة جنود", flags=(flag,))) == []


def test_explain_shows_triggers_rules_and_rejections() -> None:
    found = explain.explain(document("هاجم مسلحون حاجزا للجيش، ولم يشن الجيش أي غارة على البلدة."))
    kinds = {m.kind for m in found}
    assert {"trigger", "cue", "actor", "rejected"} <= kinds
    trigger = next(m for m in found if m.rule == "hajama")
    assert trigger.normal["type"] == "attack" and trigger.normal["rules"]
    assert all(m.normal.get("reason") for m in found if m.kind == "rejected")


def test_time_grows_with_length(linear: Any) -> None:
    sentence = "وهاجم مسلحون من التنظيم حاجزا للجيش قرب البلدة، ما أدى إلى مقتل ثلاثة جنود وإصابة خمسة آخرين بينهم ضابط، "
    linear(reader.claims, document(sentence * 100), document(sentence * 800))  # one line of 90 kB

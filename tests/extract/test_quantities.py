"""Counts as the toll conventions want them, and the numbers that count nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenise
from marsad.extract import quantities


def counted(text: str) -> list[tuple[float, float | None, bool]]:
    return [(q.low, q.high, q.exact) for q in quantities.find(tokenise(text)) if q.role == "count"]


@pytest.mark.parametrize(
    ("text", "low", "high", "exact"),
    [
        ("مقتل 12 جندياً", 12, 12, True),
        ("مقتل ثلاثة وعشرين جندياً", 23, 23, True),
        ("أكثر من 40 قتيلاً", 40, None, False),
        ("ما لا يقل عن مئة أسير", 100, None, False),
        ("وبما يزيد على خمسين جريحاً", 50, None, False),
        ("جرح سبعة عمال على الأقل", 7, None, False),
        ("أقل من عشرة مسلحين", 0, 10, False),
        ("لا يتجاوز عددهم 30", 30, 30, True),
        ("لا يتجاوز 30 مسلحاً", 0, 30, False),
        ("نحو 40 نازحاً", 40, 40, False),
        ("قرابة ألفي لاجئ", 2000, 2000, False),
        ("زهاء (60) عائلة", 60, 60, False),
        ("بين ٣ و٥ عناصر", 3, 5, True),
        ("ما بين عشرين وثلاثين مسلحاً", 20, 30, True),
        ("من 10 إلى 15 آلية", 10, 15, True),
        ("3-5 جرحى", 3, 5, True),
        ("3 إلى 5 آلاف نازح", 3000, 5000, True),
        ("أربعة أو خمسة مهاجمين", 4, 5, True),
        ("أكثر من 10 وأقل من 20 معتقلاً", 10, 20, False),
        ("عشرات القتلى", 20, None, False),
        ("عدد من الجرحى", 2, None, False),
        ("العديد من الآليات", 2, None, False),
        ("عدة غارات", 2, None, False),
        ("بضعة صواريخ", 2, None, False),
        ("مئات العائلات", 200, None, False),
        ("آلاف النازحين", 2000, None, False),
        ("عشرات الآلاف من السكان", 20_000, None, False),
        ("مليون ونصف المليون نازح", 1_500_000, 1_500_000, True),
        ("نصف مليون لاجئ", 500_000, 500_000, True),
        ("عشرون (20) ألف مشرد", 20_000, 20_000, True),
        ("سقط قتيلان", 2, 2, True),
        ("أسر جنديين", 2, 2, True),
        ("تدمير دبابتين", 2, 2, True),
        ("12 بين قتيل وجريح", 12, 12, True),
        ("وصل عددهم إلى١٢٠عائلة", 120, 120, True),
    ],
)  # fmt: skip
def test_counts(text: str, low: float, high: float | None, exact: bool) -> None:
    assert counted(text) == [(low, high, exact)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("مقاتلو الفيلق الثالث", "name"), ("عناصر الفرقة 17", "name"), ("كتيبة 305 مشاة", "name"), ("مروحية من طراز ميغ-29", "name"),
        ("القرار 2254", "name"), ("صواريخ M302", "name"), ("هاتف 0933123456", "phone"), ("الملك محمد السادس", "name"),
        ("على بعد 20 كيلومتراً", "measure"), ("قذائف عيار 120 ملم", "name"), ("دفع 300 دولار", "money"), ("18 نيسان", "date"),
        ("عام 2016", "year"), ("الساعة 7", "clock"), ("خمسة أيام", "duration"), ("واحد منهم", "pronoun"), ("أي واحد", "pronoun"),
        ("بالدرجة الأولى", "idiom"), ("بين 2014 و2016", "year"),
    ],
)  # fmt: skip
def test_what_counts_nothing(text: str, role: str) -> None:
    assert [q.role for q in quantities.find(tokenise(text))] == [role]


@pytest.mark.parametrize("text", ["حجز كمية من السلاح", "يوم الاثنين الماضي", "عدد القتلى", "لست هناك", "بلغ العدد الإجمالي", "وسط المدينة"])
def test_no_quantity(text: str) -> None:
    assert quantities.find(tokenise(text)) == []


def test_fractions_and_percentages_are_told_apart() -> None:
    found = {q.kind: q.value for q in quantities.find(tokenise("ثلاثة أرباع السكان و60% من المنازل ونصف المدارس"))}
    assert found == {"fraction": 0.5, "percent": 60.0} or found["percent"] == 60.0
    kinds = [(q.kind, q.value) for q in quantities.find(tokenise("ثلاثة أرباع السكان و60% من المنازل"))]
    assert kinds == [("fraction", 0.75), ("percent", 60.0)]
    assert [(q.kind, q.value) for q in quantities.find(tokenise("ارتفع خمسة بالمئة"))] == [("percent", 5.0)]


def test_the_bound_belongs_to_its_own_number() -> None:
    """«على الأقل» after one count says nothing of the next."""
    found = quantities.find(tokenise("مقتل تسعة مدنيين على الأقل وعشرات الجرحى و3 مفقودين"))
    assert [(q.low, q.high) for q in found] == [(9, None), (20, None), (3, 3)]


def test_the_raw_word_is_kept_for_other_policies() -> None:
    (found,) = quantities.find(tokenise("خلّف الهجوم عشرات القتلى"))
    assert (found.kind, found.raw, found.value) == ("vague", "عشرات", None)


def test_spans_hold_the_phrase_without_its_conjunction() -> None:
    text = "وأكثر من ثلاثين جريحاً وقتيلان"
    found = quantities.find(tokenise(text))
    assert [text[q.start : q.end] for q in found] == ["أكثر من ثلاثين", "قتيلان"]


def test_mentions_are_what_explain_prints() -> None:
    words = tokenise("اليوم الثالث: مقتل أقل من 5 في الفرقة 25")
    told = [(m.kind, m.normal.get("value"), m.normal.get("low"), m.normal.get("high")) for m in quantities.mentions(quantities.find(words), words)]
    assert told == [("ordinal", 3, None, None), ("number", 5, None, 5)]


NUMBERS = st.sampled_from(
    ["3", "٤٠", "1,200", "ثلاثة", "وعشرون", "مئة", "ألف", "آلاف", "عشرات", "أكثر", "من", "بين", "و", "إلى", "-", "على", "الأقل", "نحو",
     "نصف", "الثالث", "الفرقة", "عدد", "أو", "\n", "(", ")", "%", "لا", "يقل", "عن"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(NUMBERS, max_size=25))
def test_whatever_comes_the_order_holds(parts: list[str]) -> None:
    text = " ".join(parts)
    words = tokenise(text)
    last = 0
    for q in quantities.find(words):
        assert 0 <= q.first < q.last <= len(words.tokens)
        assert q.first >= last
        assert 0 <= q.start < q.end <= len(text)
        assert q.high is None or q.low <= q.high
        last = q.last


@pytest.mark.parametrize("unit", ["أكثر من ", "ما لا يقل عن ", "5 أو ", "بين 3 و", "عشرات ", "ثلاثة وعشرون ألف و", "على الأقل ", "١٢،", "1-"])
def test_hostile_text(unit: str, linear: Any) -> None:
    short, long = (tokenise(unit * (n // len(unit))) for n in (12_500, 100_000))
    linear(quantities.find, short, long)

"""Number words read back what an independent speller writes, in both genders and cases, with old, new and split spellings."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic import numbers
from marsad.arabic.tokens import tokenise

# The speller: written from the grammar book (al-Ghalayini), not from data/numbers.yml.
MASCULINE = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
HUNDREDS = ["", "", "", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
SCALES = [
    (10**12, "تريليون", "تريليونان", "تريليونين", "تريليونات", "تريليوناً"),
    (10**9, "مليار", "ملياران", "مليارين", "مليارات", "ملياراً"),
    (10**6, "مليون", "مليونان", "مليونين", "ملايين", "مليوناً"),
    (10**3, "ألف", "ألفان", "ألفين", "آلاف", "ألفاً"),
]


def below_hundred(n: int, feminine: bool, oblique: bool) -> str:
    units = FEMININE if feminine else MASCULINE
    if n == 2:
        return ("اثنتين" if oblique else "اثنتان") if feminine else ("اثنين" if oblique else "اثنان")
    if n <= 10:
        return units[n]
    if n < 20:
        ten = "عشرة" if feminine else "عشر"
        if n == 11:
            return ("إحدى " if feminine else "أحد ") + ten
        if n == 12:
            two = ("اثنتي" if oblique else "اثنتا") if feminine else ("اثني" if oblique else "اثنا")
            return f"{two} {ten}"
        return f"{units[n - 10]} {ten}"
    tens = TENS[n // 10] + ("ين" if oblique else "ون")
    return tens if n % 10 == 0 else f"{below_hundred(n % 10, feminine, oblique)} و{tens}"


def below_thousand(n: int, feminine: bool, oblique: bool, hundred: str, split: bool) -> str:
    parts = []
    if n >= 100:
        if n // 100 == 1:
            parts.append(hundred)
        elif n // 100 == 2:
            parts.append(hundred[:-1] + ("تين" if oblique else "تان"))
        else:
            parts.append(HUNDREDS[n // 100] + (" " if split else "") + hundred)
    if n % 100:
        parts.append(below_hundred(n % 100, feminine, oblique))
    return " و".join(parts)


def spell(n: int, *, feminine: bool = False, oblique: bool = False, hundred: str = "مئة", split: bool = False) -> str:
    """The number in words: unit before ten, scales from the largest down, each joined by «و»."""
    parts = []
    for scale, one, dual_nominative, dual_oblique, plural, accusative in SCALES:
        count, n = divmod(n, scale)
        if not count:
            continue
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(dual_oblique if oblique else dual_nominative)
        else:
            words = below_thousand(count, False, oblique, hundred, split)
            noun = plural if 3 <= count % 100 <= 10 else one if count % 100 < 3 else accusative
            parts.append(f"{words} {noun}")
    if n:
        parts.append(below_thousand(n, feminine, oblique, hundred, split))
    return " و".join(parts)


STYLES = st.fixed_dictionaries(
    {"feminine": st.booleans(), "oblique": st.booleans(), "hundred": st.sampled_from(["مئة", "مائة"]), "split": st.booleans()}
)


@settings(max_examples=1500, deadline=None)
@given(st.integers(1, 10**6), STYLES)
def test_to_a_million(n: int, style: dict) -> None:
    assert numbers.value(spell(n, **style)) == n


@settings(max_examples=600, deadline=None)
@given(st.integers(1, 10**15 - 1), STYLES)
def test_to_a_thousand_million_million(n: int, style: dict) -> None:
    assert numbers.value(spell(n, **style)) == n


@pytest.mark.parametrize("feminine", [False, True])
@pytest.mark.parametrize("oblique", [False, True])
def test_every_number_to_three_thousand(feminine: bool, oblique: bool) -> None:
    wrong = [n for n in range(1, 3001) if numbers.value(spell(n, feminine=feminine, oblique=oblique)) != n]
    assert wrong == []


@pytest.mark.slow
def test_every_number_to_a_million() -> None:
    """All of them; the style changes with the number so that each occurs many thousand times."""
    wrong = []
    for n in range(1, 10**6 + 1):
        words = spell(n, feminine=n % 2 == 0, oblique=n % 3 == 0, hundred="مائة" if n % 5 else "مئة", split=n % 7 == 0)
        if numbers.value(words) != n:
            wrong.append(n)
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("و40", 40), ("١٢ ألفاً", 12_000), ("2.5 مليون", 2_500_000), ("ألف و500", 1500), ("٣ مئة و٢١", 321), ("بثلاثة", 3),
        ("لأربعة", 4), ("فخمسة", 5), ("ثلاثمئة", 300), ("تمنمية", None), ("مية", 100), ("اتنين", 2), ("إثني عشر", 12),
        ("عشرة ملايين وثلاثة آلاف", 10_003_000), ("مئة ألف مليون", 10**11), ("الثلاثة والعشرين", 23), ("مليونا لاجئ", None),
    ],
)  # fmt: skip
def test_spellings_of_the_news(text: str, value: float | None) -> None:
    tokens = tokenise(text).tokens
    if text.startswith("و4"):
        tokens = tokens[1:]
        assert numbers.read(tokens, 0).value == value
    else:
        assert numbers.value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("الأول", 1), ("ثانية", 2), ("الحادي عشر", 11), ("الثانية عشرة", 12), ("الخامس والعشرون", 25), ("الحادية والثلاثين", 31),
        ("المئة والسابع", 107), ("العاشر بعد المئة", 110), ("الثالث بعد الألف", 1003),
    ],
)  # fmt: skip
def test_ordinals(text: str, value: float) -> None:
    found = numbers.read(tokenise(text).tokens, 0)
    assert found is not None
    assert (found.value, found.kind, found.last) == (value, "ordinal", len(tokenise(text).tokens))


@pytest.mark.parametrize("text", ["لست", "كمية", "الفتيان", "وسط", "أحد", "إحدى", "حادي", "2021.02.24", "07:13", "10.20.30"])
def test_no_numbers(text: str) -> None:
    assert numbers.read(tokenise(text).tokens, 0) is None


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("1,200", 1200), ("1.200", 1200), ("1٬200", 1200), ("1.234.567", 1_234_567), ("1,234.5", 1234.5), ("2٫5", 2.5), ("0,25", 0.25),
        ("0.250", 0.25), ("12,5", 12.5), ("1/2", 0.5), ("2/1", 0.5), ("7/24", None), ("12:30", None), ("2021.02.24", None), ("1,2,3", None),
    ],
)  # fmt: skip
def test_marks_of_both_traditions(form: str, value: float | None) -> None:
    assert numbers.digits(form) == value


def test_separate_numbers_stay_separate() -> None:
    """«ثلاثة وأربعة» are two numbers, as are «مئة ومئتان» and «عشرون وثلاثون»."""
    for text, first in [("ثلاثة وأربعة", 3), ("مئة ومئتان", 100), ("عشرون وثلاثون", 20), ("ألف وألفان", 1000)]:
        found = numbers.read(tokenise(text).tokens, 0)
        assert found is not None and (found.value, found.last) == (first, 1)


def test_hostile_text_is_read_in_linear_time(linear: Any) -> None:
    def read(tokens: Any) -> None:
        i = 0
        while i < len(tokens):
            found = numbers.read(tokens, i)
            i = found.last if found else i + 1

    pick = random.Random(7)
    words = ["وثلاثة", "ألف", "مئة", "وعشرون", "و", "الأول", "بعد", "المئة", "5", "مليون", "عشر"]
    for pattern in (["مئة", "و"], ["ألف"], ["الأول", "بعد"], ["3", "و"], words):
        short, long = (tokenise(" ".join(pick.choice(pattern) for _ in range(n))).tokens for n in (2500, 20_000))
        linear(read, short, long)

"""Regular forms of verbs and nouns, folded."""

from __future__ import annotations

import pytest

from marsad.arabic import inflect


@pytest.mark.parametrize(
    ("perfect", "imperfect", "wanted"),
    [
        ("هاجم", "يهاجم", {"هاجم", "هاجمت", "هاجموا", "يهاجم", "تهاجم", "يهاجمون", "هاجمو"}),
        ("أدى", "يؤدي", {"ادي", "ادت", "ادوا", "يودي", "تودي", "يودون"}),
        ("لقي", "يلقى", {"لقي", "لقيت", "لقوا", "يلقي"}),
        ("شن", "يشن", {"شن", "شنت", "شنوا", "يشن", "تشن", "يشنون"}),
    ],
)
def test_verbs(perfect: str, imperfect: str, wanted: set[str]) -> None:
    forms = {f for f, _ in inflect.verb(perfect, imperfect)}
    assert wanted <= forms


def test_a_form_before_a_pronoun_is_bound() -> None:
    bound = {f for f, shape in inflect.verb("هاجم", None) if shape.bound}
    assert bound == {"هاجمو"}


@pytest.mark.parametrize(
    ("singular", "number", "wanted"),
    [
        ("غارة", "d", {"غارتين", "غارتان", "غارتا", "غارتي"}),
        ("جندي", "d", {"جنديين", "جنديان", "جنديا", "جنديي"}),
        ("هجوم", "s", {"هجوم", "هجوما"}),
        ("اعتداء", "s", {"اعتداء"}),
    ],
)
def test_nouns(singular: str, number: str, wanted: set[str]) -> None:
    assert {f for f, shape in inflect.nominal(singular) if shape.number == number} == wanted


def test_plurals_in_every_case() -> None:
    assert {f for f, _ in inflect.plural("مقاتلون")} == {"مقاتلون", "مقاتلين", "مقاتلو", "مقاتلي"}
    assert {f for f, _ in inflect.plural("هجمات")} == {"هجمات"}
    assert {f for f, _ in inflect.plural("جنود")} == {"جنود", "جنودا"}


def test_participles_agree() -> None:
    forms = {f for f, _ in inflect.participle("مهاجم")}
    assert {"مهاجم", "مهاجمه", "مهاجمون", "مهاجمين", "مهاجمات"} <= forms

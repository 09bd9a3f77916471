"""Surface forms found through their clitics, with the readings that spelling leaves."""

from __future__ import annotations

import pytest

from marsad.arabic import lexicon
from marsad.arabic.normalise import fold


def kinds(word: str, lemma: str) -> set[str]:
    return {r.kind for r in lexicon.readings(fold(word), word) if r.lemma == lemma}


@pytest.mark.parametrize(
    ("word", "lemma", "kind"),
    [
        ("وبمقتلهم", "qutila", "masdar"), ("للهجمات", "hujum", "nouns"), ("فهاجموه", "hajama", "act"), ("والقتلى", "qatil", "counts"),
        ("غارتين", "ghara", "noun"), ("وستشن", "light:shanna", "cue"), ("هجماته", "hujum", "nouns"), ("مخلفاً", "cause:khallafa", "agent"),
        ("بالجنود", "soldier", "head"),
    ],
)  # fmt: skip
def test_a_word_is_found_through_its_clitics(word: str, lemma: str, kind: str) -> None:
    assert kind in kinds(word, lemma)


def test_a_written_vowel_decides_the_voice() -> None:
    assert kinds("قُتل", "qutila") == {"pass"}
    assert "act" in kinds("قتل", "qutila")


def test_ta_marbuta_is_no_pronoun() -> None:
    assert kinds("إصابة", "uthiba") == {"masdar"}


def test_the_future_is_known() -> None:
    assert lexicon.is_future(fold("وسيشن"))
    assert not lexicon.is_future(fold("سيارة"[:2]))


def test_an_unknown_word_has_no_reading() -> None:
    assert lexicon.readings(fold("قسطنطينية")) == ()

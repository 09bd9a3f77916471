"""Arabic names of sources that no table lists."""

from __future__ import annotations

from marsad.resources import unnamed


def test_names_agree_with_their_heads() -> None:
    assert unnamed.name("local_sources", "ar") == "مصادر محلية"
    assert unnamed.name("medical_source", "ar") == "مصدر طبي"
    assert unnamed.name("activists", "ar") == "ناشطون"
    assert unnamed.name("local_newspaper", "ar") == "صحيفة محلية"


def test_english_puts_the_adjective_first() -> None:
    assert unnamed.name("local_sources", "en") == "local sources"


def test_an_owner_is_named() -> None:
    assert unnamed.name("houthis_statement", "ar", lambda a: "الحوثيون" if a == "houthis" else None) == "بيان الحوثيون"


def test_unknown_words_give_nothing() -> None:
    assert unnamed.name("strange_sources", "ar") is None and unnamed.name("reuters", "ar") is None

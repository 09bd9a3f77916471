"""Arabic names of sources that no table lists."""

from __future__ import annotations

from marsad.resources import unnamed


def test_names_agree_with_their_heads() -> None:
    assert unnamed.name("local_sources") == "مصادر محلية"
    assert unnamed.name("medical_source") == "مصدر طبي"
    assert unnamed.name("activists") == "ناشطون"
    assert unnamed.name("local_newspaper") == "صحيفة محلية"


def test_an_owner_is_named() -> None:
    assert unnamed.name("houthis_statement", lambda a: "الحوثيون" if a == "houthis" else None) == "بيان الحوثيون"


def test_unknown_words_give_nothing() -> None:
    assert unnamed.name("strange_sources") is None and unnamed.name("reuters") is None

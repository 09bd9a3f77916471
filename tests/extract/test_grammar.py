"""Constructions as regular expressions over chunk letters."""

from __future__ import annotations

import re
from typing import Any

import pytest

from marsad.extract import grammar
from marsad.resources import DataError


def test_verb_subject_object() -> None:
    found = re.match(grammar.translate("T ~2 <subj> ~3 <obj>"), "TDApLM")
    assert found is not None
    assert found.span("subj") == (2, 3)
    assert found.span("obj") == (5, 6)


def test_coordinated_people_are_one_role() -> None:
    found = re.match(grammar.translate("T <subj>"), "TA&A,&N")
    assert found is not None and found.group("subj") == "A&A,&N"


def test_an_unknown_symbol_is_named() -> None:
    with pytest.raises(DataError, match="@nowhere"):
        grammar.translate("T @nowhere <obj>")


def test_every_pattern_is_linear(linear: Any) -> None:
    def match(line: str) -> None:
        for patterns in grammar.patterns().values():
            for p in patterns:
                p.regex.match(line)

    linear(match, "T" + "xpLDS,&A" * 4000, "T" + "xpLDS,&A" * 32_000)


def test_every_reading_has_its_constructions() -> None:
    assert {"act", "pass", "masdar", "noun", "nouns", "phrase", "inverse"} <= set(grammar.patterns())

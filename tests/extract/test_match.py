"""Triggers with their roles, in the orders that newsrooms write."""

from __future__ import annotations

import pytest

from marsad.extract import reader
from marsad.extract.match import Match
from marsad.model import Document


def roles(text: str, trigger: str) -> tuple[list[str], list[str]]:
    found: list[Match] = [m for t in reader.read(Document(id="d", text=text, file="t.txt")).told for m in t.all_matches if m.entry.id == trigger]
    m = found[0]
    chunks = m.row.chunks
    return [text[chunks[i].start : chunks[i].end] for i in m.subj], [text[chunks[i].start : chunks[i].end] for i in m.obj]


@pytest.mark.parametrize(
    ("text", "trigger", "subj", "obj"),
    [
        ("هاجم مسلحون مجهولون أمس حاجزا للجيش", "hajama", "مسلحون مجهولون", "حاجزا للجيش"),
        ("قال شاهد إن مسلحين هاجموا حاجزا للجيش", "hajama", "مسلحين", "حاجزا للجيش"),
        ("قتل مسلحون ثلاثة جنود قرب القرية", "qutila", "مسلحون", "ثلاثة جنود"),
        ("الرعاة الذين قتلتهم ميليشيات محلية", "qutila", "ميليشيات محلية", "الرعاة"),
        ("شن عناصر التنظيم هجوما على مقر للشرطة", "hujum", "عناصر التنظيم", "مقر للشرطة"),
        ("هجوم شنه عناصر التنظيم على مقر للشرطة", "hujum", "عناصر التنظيم", "مقر للشرطة"),
        ("اعتقلت قوات الأمن خمسة شبان", "itaqala", "قوات الأمن", "خمسة شبان"),
    ],
)  # fmt: skip
def test_roles(text: str, trigger: str, subj: str, obj: str) -> None:
    found_subj, found_obj = roles(text, trigger)
    assert found_subj == [subj]
    assert found_obj == [obj]


def test_one_spelling_two_voices() -> None:
    assert roles("قتل ثلاثة جنود قرب القرية", "qutila") == ([], ["ثلاثة جنود"])


def test_a_verb_goes_on_with_the_subject_before_it() -> None:
    text = "هاجم مسلحون مقرا للشرطة ثم انسحبوا من البلدة"
    assert roles(text, "insahaba")[0] == ["مسلحون"]


def test_an_inverse_light_verb_turns_the_roles() -> None:
    assert roles("تعرضت دورية للجيش لهجوم قرب القرية", "hujum")[1] == ["دورية للجيش"]

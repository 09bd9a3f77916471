"""How sure the text is."""

from __future__ import annotations

import pytest

from marsad.extract import drafting, reader
from marsad.extract.drafts import Draft
from marsad.model import Document


def drafts(text: str) -> list[Draft]:
    r = reader.read(Document(id="d", text=text, file="t.txt"))
    found = drafting.drafted(r.words, r.context, r.told, r.attributions)
    return [d for d in found if not d.dropped or d.dropped.startswith("unlikely")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("تستعد قوات الجيش لشن هجوم على المسلحين", "planned"),
        ("أحبطت قوات الأمن هجوما على المطار", "failed"),
        ("مسلحون يعتقد أنهم من التنظيم هاجموا حاجزا للجيش", "suspected"),
        ("هاجم مسلحون حاجزا للجيش", None),
    ],
)
def test_status(text: str, status: str | None) -> None:
    (found,) = drafts(text)
    assert found.event.realis.status == status


@pytest.mark.parametrize(
    "text",
    [
        "لم يهاجم المسلحون البلدة", "إذا هاجم المسلحون البلدة فسترد الحكومة", "لو قصفت الطائرات القرية لسقط ضحايا",
        "من مصلحة المسلحين مهاجمة الحاجز",
    ],
)  # fmt: skip
def test_what_did_not_happen_is_no_claim(text: str) -> None:
    assert drafts(text) == []


def test_still_is_no_negation() -> None:
    assert drafts("لا تزال قوات الجيش تقصف أطراف البلدة")


def test_recalled_context() -> None:
    (found,) = drafts("يذكر أن مسلحين هاجموا حاجزا للجيش في وقت سابق")
    assert found.event.realis.background

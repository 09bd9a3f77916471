"""Losses: measures, ranges, parts, joint counts, zeros."""

from __future__ import annotations

import pytest

from marsad.extract import drafting, reader
from marsad.model import Document


def losses(text: str) -> list[tuple[str, int, int | None, bool]]:
    """measure, low, high, and whether it is a part, of every loss of every draft."""
    r = reader.read(Document(id="d", text=text, file="t.txt"))
    found = drafting.drafted(r.words, r.context, r.told, r.attributions)
    return [(x.measure, x.low, x.high, x.part_of is not None) for d in found for _, x in d.losses if not d.dropped or d.dropped.startswith("unlikely")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("أدى الهجوم إلى مقتل جندي وإصابة أربعة آخرين", [("killed", 1, 1, False), ("wounded", 4, 4, False)]),
        ("قتل عشرة أشخاص بينهم ثلاثة أطفال في قصف على السوق", [("killed", 10, 10, False), ("killed", 3, 3, True)]),
        ("سقط ثمانية أشخاص بين قتيل وجريح في انفجار لغم", [("killed", 1, 7, False), ("wounded", 1, 7, False)]),
        ("أسفر القصف عن قتلى وجرحى من قوات النظام", [("killed", 2, None, False), ("wounded", 2, None, False)]),
        ("قُتل وجُرح عدد من الجنود في هجوم على الحاجز", [("killed", 2, None, False), ("wounded", 2, None, False)]),
        ("قتل جنديان في انفجار عبوة ناسفة", [("killed", 2, 2, False)]),
        ("أوقع القصف أكثر من عشرين قتيلا", [("killed", 20, None, False)]),
        ("سقطت قذيفة قرب القرية دون وقوع إصابات", [("wounded", 0, 0, False)]),
        ("خطف مسلحون ثلاثة مدنيين قرب القرية", [("captured", 3, 3, False)]),
        ("أسفر الكمين عن مقتل 76 من الجيش السوري وحلفائه", [("killed", 76, 76, False)]),
        ("بلغ عدد القتلى والجرحى 31 شخصا في انفجار سيارة قرب السوق", [("killed", 1, 30, False), ("wounded", 1, 30, False)]),
        ("بلغ عدد الجرحى والقتلى 12 و30 على التوالي في انفجار قرب السوق", [("wounded", 12, 12, False), ("killed", 30, 30, False)]),
        ("ارتفع عدد القتلى جراء القصف على بلدة الزهور إلى 31 مدنيا", [("killed", 31, 31, False)]),
        ("ارتفع عدد القتلى والجرحى جراء القصف على البلدة إلى 31 مدنيا", [("killed", 1, 30, False), ("wounded", 1, 30, False)]),
        ("ارتفعت حصيلة ضحايا القصف على البلدة إلى 41 شهيدا", [("killed", 41, 41, False)]),
        ("ارتفع عدد القتلى من 12 إلى 15 في القصف على البلدة", [("killed", 15, 15, False)]),
        ("رفع الجيش عدد الجنود الذين أصيبوا في الهجوم على القاعدة إلى 40", [("wounded", 40, 40, False)]),
        ("رفعت الوزارة حصيلة الذين قتلوا في القصف على البلدة إلى 31", [("killed", 31, 31, False)]),
    ],
)  # fmt: skip
def test_losses(text: str, wanted: list[tuple[str, int, int | None, bool]]) -> None:
    assert losses(text) == wanted


def test_additions_are_no_part() -> None:
    found = losses("ما تسبب بمقتل 26 من قوات النظام بالإضافة إلى تسعة مقاتلين روس في هجوم على الرتل")
    assert ("killed", 26, 26, False) in found
    assert ("killed", 9, 9, False) in found


@pytest.mark.parametrize("text", ["توفي الفنان الكبير بعد صراع مع المرض", "قتل خمسة أشخاص في حادث سير على الطريق السريع"])
def test_deaths_of_no_conflict(text: str) -> None:
    assert losses(text) == []

"""Things destroyed, damaged, captured, found."""

from __future__ import annotations

import pytest

from marsad.extract import reader
from marsad.model import Document


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("دمر المسلحون ثلاث سيارات للجيش", ("vehicle", "destroyed", 3, 3)),
        ("أعطب المسلحون دبابتين", ("tank", "damaged", 2, 2)),
        ("ضبطت قوات الأمن كميات من الأسلحة والذخائر", ("weapon_cache", "found", 1, None)),
        ("استولى مسلحون على شاحنة محملة بالوقود", ("truck", "captured", 1, 1)),
        ("أدى القصف إلى تدمير منزل", ("building", "destroyed", 1, 1)),
    ],
)
def test_things(text: str, wanted: tuple[str, str, int, int | None]) -> None:
    r = reader.read(Document(id="d", text=text, file="t.txt"))
    told = r.told[0]
    found = [(y.item, y.outcome, y.low, y.high) for y in (*told.things, *(y for e in told.events for y in e.things))]
    assert wanted in found

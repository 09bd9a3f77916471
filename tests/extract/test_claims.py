"""From sentences to claims: voices, references, defaults, ids."""

from __future__ import annotations

import datetime as dt

from marsad.extract import reader
from marsad.model import Claim, Document

DAY = dt.date(2024, 5, 9)
REPORT = (
    "هاجم مسلحون من تنظيم الدولة فجر أمس الأربعاء حاجزا للجيش السوري في ريف دير الزور.\n"
    "وأسفر الهجوم عن مقتل أربعة جنود وإصابة اثنين آخرين، وفق مصدر طبي.\n"
    "وقال المرصد السوري لحقوق الإنسان إن سبعة جنود قتلوا في الهجوم ذاته.\n"
)


def claims(text: str, **more: object) -> list[Claim]:
    return reader.claims(Document(id="d_1", text=text, file="report.txt", published=DAY, **more))  # type: ignore[arg-type]


def test_spans_equal_their_quotes() -> None:
    for c in claims(REPORT):
        parts = [*c.evidence, *c.perpetrators, *c.targets, *c.sources, *c.materiel, *(t.group for t in c.tolls if t.group)]
        assert c.evidence
        for p in parts:
            assert REPORT[p.start : p.end] == p.text


def test_the_attack_is_read() -> None:
    first = claims(REPORT)[0]
    assert first.type == "attack"
    assert {a.actor for a in first.perpetrators} == {"islamic_state"}
    assert "syrian_government" in {a.actor for a in first.targets}
    assert first.time is not None and first.time.start_day == dt.date(2024, 5, 8)
    assert first.place is not None and first.place.admin1 == "Deir ez-Zor"


def test_every_figure_has_its_own_voice() -> None:
    found = {(t.low, c.sources[-1].source if c.sources else None) for c in claims(REPORT) for t in c.tolls if t.measure == "killed"}
    assert (7, "sohr") in found
    assert 4 in {low for low, source in found if source != "sohr"}


def test_ids_say_where_it_was_said() -> None:
    again = [c.id for c in claims(REPORT)]
    assert again == [c.id for c in claims(REPORT)]
    assert len(set(again)) == len(again)
    assert set(again).isdisjoint(c.id for c in claims(REPORT, url="https://example.org/other"))


def test_a_headline_gives_no_claim_of_its_own() -> None:
    text = "قتلى من الجيش السوري بهجوم في ريف دير الزور\n\n" + REPORT
    assert len(claims(text)) == len(claims(REPORT))


def test_fresh_news_of_a_dated_report() -> None:
    (found,) = claims("هاجم مسلحون من تنظيم الدولة حاجزا للجيش السوري في ريف دير الزور، ما أدى إلى مقتل أربعة جنود.")
    assert found.time is not None
    assert (found.time.start_day, found.time.end_day, found.time.text) == (dt.date(2024, 5, 8), DAY, None)

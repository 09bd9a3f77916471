"""Change a sentence in a known way, and the claims must change exactly so: fifteen relations over fifty sentences of our own.

Each record of relations.jsonl is a verb (perfect, imperfect) and the rest of its sentence, with {n} for a count and {T} for a time.
"""

from __future__ import annotations

import datetime as dt
import json
import operator
import pathlib
import zlib

import pytest

from marsad.extract import reader
from marsad.model import Claim, Document
from marsad.read.document import annotated_document

CASES = [json.loads(line) for line in (pathlib.Path(__file__).parent / "relations.jsonl").read_text(encoding="utf-8").splitlines()]
COUNTED = [c for c in CASES if c["n"]]
PUBLISHED = dt.date(2021, 2, 24)  # a Wednesday
YESTERDAY = "أمس الثلاثاء"
ids = operator.itemgetter("id")


def sentence(case: dict, *, verb: str | None = None, n: str | None = None, time: str = YESTERDAY) -> str:
    return f"{verb or case['perfect']} {case['rest']}".format(n=n if n is not None else case["n"], T=time).strip() + "."


def claims(text: str, published: dt.date | None = PUBLISHED) -> list[Claim]:
    return reader.claims(Document(id="d_m", text=text, file="m", published=published))


def told(found: list[Claim]) -> list[tuple]:
    """What the claims say, without where they say it."""
    return sorted(
        (
            c.type, c.kind, c.status, c.background,
            (c.time.start_day, c.time.end_day) if c.time else None,
            (c.place.country, c.place.admin1) if c.place else None,
            tuple(sorted(str(a.actor) for a in c.perpetrators)), tuple(sorted(str(a.actor) for a in c.targets)),
            tuple(sorted((t.measure, t.low, t.high or -1, t.exact) for t in c.tolls)),
        )
        for c in found
    )  # fmt: skip


def live(found: list[Claim]) -> list[Claim]:
    """Claims of things that are said to have happened."""
    return [c for c in found if c.status not in ("planned", "denied", "failed")]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_sentence_itself_is_read(case: dict) -> None:
    found = live(claims(sentence(case)))
    assert len(found) == 1, told(found)
    assert found[0].type == case["type"]
    assert found[0].time and (found[0].time.start_day, found[0].time.end_day) == (dt.date(2021, 2, 23),) * 2
    if case["n"] and case["type"] not in ("air_strike", "shelling", "destruction", "find"):
        assert any(t.low == case["n"] for t in found[0].tolls), found[0].tolls


@pytest.mark.parametrize("case", CASES, ids=ids)
@pytest.mark.parametrize("prefix", ["و", "ف", "كما ", "وقد "])
def test_a_conjunction_changes_nothing(case: dict, prefix: str) -> None:
    assert told(claims(prefix + sentence(case))) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", COUNTED, ids=ids)
def test_words_for_digits_change_nothing(case: dict) -> None:
    assert told(claims(sentence(case, n=case["word"]))) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", COUNTED, ids=ids)
def test_arabic_digits_change_nothing(case: dict) -> None:
    digits = str(case["n"]).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert told(claims(sentence(case, n=digits))) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_spelling_habits_change_nothing(case: dict) -> None:
    plain = sentence(case)
    loose = plain.translate(str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ً": None}))
    persian = plain.translate(str.maketrans({"ي": "ی", "ك": "ک"}))
    stretched = plain.replace("ا", "اـ", 3).replace("ن", "ن\u200c", 1)
    for variant in (loose, persian, stretched):
        assert told(claims(variant)) == told(claims(plain)), variant


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_time_in_front_changes_nothing(case: dict) -> None:
    moved = f"{YESTERDAY}، " + sentence(case, time="").replace("  ", " ")
    assert told(claims(moved)) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_month_tradition_changes_nothing(case: dict) -> None:
    forms = ["في 23 شباط 2021", "في 23 فبراير 2021", "في 23 فيفري 2021", "في 23 فبراير/شباط 2021", "في 23-2-2021", "في ٢٣ شباط ٢٠٢١"]
    readings = [told(claims(sentence(case, time=f))) for f in forms]
    assert all(r == readings[0] for r in readings), readings


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_week_later_is_a_week_later(case: dict) -> None:
    week = dt.timedelta(days=7)
    first, second = claims(sentence(case)), claims(sentence(case), PUBLISHED + week)
    for a, b in zip(first, second, strict=True):
        assert a.time and b.time and a.time.start_day and b.time.start_day
        assert b.time.start_day - a.time.start_day == week


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_negated_it_is_not_told(case: dict) -> None:
    assert not live(claims("لم " + sentence(case, verb=case["imperfect"])))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_in_the_future_it_has_not_happened(case: dict) -> None:
    assert not live(claims(sentence(case, verb="س" + case["imperfect"], time="غداً")))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_condition_tells_nothing(case: dict) -> None:
    assert not live(claims("إذا " + sentence(case, time="").replace("  ", " ").rstrip(".") + " فإن الوضع سيتغير."))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_rumour_denied_is_denied(case: dict) -> None:
    assert not live(claims("لا صحة للأنباء التي تحدثت عن أنه " + sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_speaker_adds_only_a_source(case: dict) -> None:
    plain, said = claims(sentence(case)), claims(f"قالت وكالة رويترز إنه {sentence(case)}")
    assert told(said) == told(plain)
    assert all([s.source for s in c.sources] == ["reuters"] for c in said)
    assert all(not c.sources for c in plain)


@pytest.mark.parametrize("case", COUNTED, ids=ids)
def test_more_than_opens_the_range(case: dict) -> None:
    plain, more = claims(sentence(case)), claims(sentence(case, n=f"أكثر من {case['n']}"))
    assert len(more) == len(plain)
    for a, b in zip(plain, more, strict=True):
        for x, y in zip([*a.tolls, *a.materiel], [*b.tolls, *b.materiel], strict=True):
            assert y.low == x.low and (y.high is None or x.low != case["n"])


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_furniture_changes_nothing(case: dict) -> None:
    other = CASES[zlib.crc32(case["id"].encode()) % len(CASES)]
    page = f"{sentence(case)}\n\nاقرأ أيضاً.. {sentence(other)}\n\nحجم الخط\n+A\n-A\nشارك هذا الخبر\n"
    with_furniture = annotated_document("m", {"text": page, "published": PUBLISHED.isoformat()})
    assert told(reader.claims(with_furniture)) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_other_news_beside_it_changes_nothing(case: dict) -> None:
    text = f"{sentence(case)}\nارتفعت أسعار الخبز في الأسواق، ويتوقع التجار استقرارها الشهر المقبل."
    assert told(claims(text)) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_told_twice_it_is_one_claim(case: dict) -> None:
    assert told(claims(f"{sentence(case)}\n{sentence(case)}")) == told(claims(sentence(case)))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_every_span_is_its_quote(case: dict) -> None:
    text = sentence(case)
    for c in claims(text):
        parts = [*c.perpetrators, *c.targets, *c.sources, *c.evidence, *c.materiel, *(t.group for t in c.tolls if t.group)]
        assert all(text[p.start : p.end] == p.text for p in parts)

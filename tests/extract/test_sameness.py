"""Tellings of one event: what they share, what keeps them apart, who owns or refuses a deed. Sentences of our own."""

from __future__ import annotations

import datetime as dt

from marsad.extract import reader
from marsad.model import Claim
from marsad.read.document import annotated_document

EVE = dt.date(2021, 2, 23)
BLAST = "قتل تسعة أشخاص بتفجير سيارة مفخخة في سوق بمدينة مقديشو أمس الثلاثاء."


def read(text: str) -> list[Claim]:
    return reader.claims(annotated_document("own", {"text": text, "published": "2021-02-24"}))


def test_who_takes_responsibility_did_it() -> None:
    first, owned = read(f"{BLAST}\nوأعلنت حركة الشباب مسؤوليتها عن التفجير.")
    assert owned.status == "claimed" and [a.actor for a in owned.perpetrators] == ["al_shabaab"]
    assert owned.same_as == first.same_as and first.same_as and owned.time and owned.time.start_day == EVE
    assert "مسؤوليتها" in owned.evidence[0].text


def test_a_deed_is_taken_without_its_name() -> None:
    first, owned = read(f"{BLAST}\nوتبنت حركة الشباب العملية في بيان.")
    assert owned.status == "claimed" and owned.type == first.type and owned.same_as == first.same_as


def test_nobody_took_responsibility() -> None:
    (only,) = read(f"{BLAST}\nولم تعلن أي جهة مسؤوليتها عن التفجير.")
    assert only.status == "asserted" and not [a for a in only.perpetrators if a.actor not in (None, "unknown")]


def test_who_denies_a_tie_is_told_to_have_denied_it() -> None:
    first, denied = read(f"{BLAST}\nونفت حركة الشباب صلتها به.")
    assert denied.status == "denied" and [a.actor for a in denied.perpetrators] == ["al_shabaab"] and denied.same_as == first.same_as


def test_another_blast_is_another_event() -> None:
    claims = read(f"{BLAST}\nوأصيب أربعة جنود بتفجير آخر في مدينة كيسمايو أمس الثلاثاء.")
    assert len(claims) == 2 and not [c for c in claims if c.same_as]


def test_two_raids_on_two_towns_are_two() -> None:
    claims = read("قتل ستة مدنيين في غارة على مدينة صعدة أمس، بحسب مصادر طبية.\nوقال شهود عيان إن أربعة آخرين قتلوا في غارة على مدينة تعز أمس.")
    assert len(claims) == 2 and not [c for c in claims if c.same_as]


def test_a_denial_beside_the_deed_is_a_claim_of_its_own() -> None:
    claims = read("قالت حركة الشباب إنه لا علاقة لها بالهجوم على القاعدة في مدينة بيدوا، وهو الهجوم الذي قتل فيه سبعة جنود.")
    assert sorted(c.status for c in claims) == ["asserted", "denied"] and len({c.same_as for c in claims}) == 1
    assert [len(c.tolls) for c in sorted(claims, key=lambda c: c.status)] == [1, 0]


def test_another_voice_that_breaks_the_total_down_is_a_claim_of_its_own() -> None:
    first, second = read(
        "قتل 15 شخصا الأربعاء في تفجير انتحاري استهدف دورية للجيش العراقي في مدينة كركوك.\n"
        "ونقلت فرانس برس عن مدير المرصد العراقي لحقوق الإنسان أن بين القتلى الـ14 تسعة مدنيين وخمسة جنود."
    )
    assert not first.sources and second.sources and first.same_as == second.same_as
    assert [t.low for t in second.tolls] == [14, 9, 5]

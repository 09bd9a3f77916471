"""Claims as a reader finds them: days that are defaults, places that are guesses, tolls told alone, series that are one event."""

from __future__ import annotations

import dataclasses
import pathlib

import pytest

import linking as bench
from marsad.model import Place
from marsad.resolve import resolve

STORIES = pathlib.Path(__file__).parent / "stories"


def together(claims, documents):  # type: ignore[no-untyped-def]
    """The groups of claim ids, the larger first."""
    found = resolve(claims, {d.id: d for d in documents})
    return sorted((i.claims for i in found.incidents), key=lambda g: (-len(g), g)), found


def test_stories_from_their_text(capsys):  # type: ignore[no-untyped-def]
    """End to end: the reader's claims of the eighteen stories, grouped nearly as their annotators would."""
    claims, _, found = bench.from_text(STORIES)
    assert len(claims) >= 20
    of = {c: i.id for i in found.incidents for c in i.claims}
    story = {c.id: c.file[:1] for c in claims}
    mixed = [i for i in found.incidents if len({story[c] for c in i.claims}) > 1]
    assert mixed == []  # nothing of Kirkuk in Marib, nothing of Marib in Tripoli
    largest = {s: max((len(i.claims) for i in found.incidents if story[i.claims[0]] == s), default=0) for s in "123"}
    assert all(n >= 4 for n in largest.values()), (largest, of)


def test_a_series_of_one_day_in_one_town_is_an_event(claim, document):  # type: ignore[no-untyped-def]
    told = [
        claim("a", type="clash", kind="series", date="2021-03-05", place="الميادين", by="islamic_state", on="syrian_government"),
        claim("b", document="b", type="clash", date="2021-03-05", place="الميادين", by="islamic_state", on="syrian_government"),
    ]
    groups, found = together(told, [document("a", published="2021-03-05"), document("b", published="2021-03-06")])
    assert groups == [("c_a", "c_b")]
    assert found.incidents[0].kind == "incident"


@pytest.mark.parametrize(("place", "to"), [("محافظة دير الزور", "2021-03-05"), ("الميادين", "2021-03-12"), (None, "2021-03-05")])
def test_a_count_over_a_time_or_an_area_stays_a_window(claim, document, place, to):  # type: ignore[no-untyped-def]
    told = [
        claim("a", kind="tally", date="2021-03-05", to=to, place=place, on="syrian_government", tolls=(("killed", 9, 9),)),
        claim("b", document="b", date="2021-03-05", place="الميادين", on="syrian_government", tolls=(("killed", 9, 9),)),
    ]
    groups, found = together(told, [document("a", published="2021-03-12"), document("b", published="2021-03-06")])
    assert groups == [("c_a",), ("c_b",)]
    assert {i.kind for i in found.incidents} == {"window", "incident"}


def test_a_series_told_late_with_the_same_tolls_meets_its_event(claim, document):  # type: ignore[no-untyped-def]
    tolls = (("killed", 32, 32), ("wounded", 159, 159))
    late = claim("z", document="z", type="clash", kind="series", background=True, date="2021-03-01", to="2021-03-10", place="الميادين", tolls=tolls)
    fresh = claim("b", document="b", type="clash", date="2021-03-05", place="الميادين", tolls=tolls)
    other = claim("d", document="d", type="clash", date="2021-03-05", place="منبج", tolls=(("killed", 3, 3), ("wounded", 15, 15)))
    groups, _ = together([late, fresh, other], [document("z", published="2021-03-20"), document("b", published="2021-03-06"), document("d", published="2021-03-06")])
    assert groups == [("c_b", "c_z"), ("c_d",)]


def guessed(told, **changes):  # type: ignore[no-untyped-def]
    return told.replace(place=dataclasses.replace(told.place, **changes))


def test_a_guess_of_a_place_forbids_nothing(claim, document):  # type: ignore[no-untyped-def]
    """«حي الروضة» may lie in several towns: the wrong one of them must not tear the accounts apart."""
    tolls = (("killed", 21, 21), ("wounded", 40, 40))
    sure = claim("a", type="shelling", date="2021-06-05", place="الميادين", tolls=tolls)
    wrong = guessed(claim("b", document="b", type="shelling", date="2021-06-05", place="منبج", tolls=tolls), candidates=("gn_1", "gn_2"))
    documents = [document("a", published="2021-06-06"), document("b", published="2021-06-06")]
    assert together([sure, wrong], documents)[0] == [("c_a", "c_b")]
    assert together([sure, guessed(wrong, candidates=())], documents)[0] == [("c_a",), ("c_b",)]


def test_places_named_together_are_known_again(claim, document):  # type: ignore[no-untyped-def]
    def bases(name, words, **more):  # type: ignore[no-untyped-def]
        made = claim(name, document=name, type="air_strike", by="islamic_state", **more)
        return made.replace(place=Place(words, 0, 1, name=None, country="SY", precision="region", rule="places:list"))

    fresh = bases("a", "الشدادي والركبان وزفولون", date="2021-01-28")
    retold = bases("b", "زفولون والشدادي والركبان", background=True)
    other = bases("d", "الشدادي والهول وتل تمر", background=True)
    documents = [document("a", published="2021-01-28"), document("b", published="2021-01-30"), document("d", published="2021-01-30")]
    assert together([fresh, retold, other], documents)[0] == [("c_a", "c_b"), ("c_d",)]


def test_taking_responsibility_meets_what_the_report_recalls(claim, document):  # type: ignore[no-untyped-def]
    """The statement is of today and names the country only; the attack was yesterday."""
    taken = claim("a", date="2020-12-31", place="سوريا", on="syrian_government", sources=("islamic_state_statement",), status="claimed", tolls=(("killed", 40, 40),))
    recalled = claim("b", background=True, date="2020-12-30", place="كباجب", on="civilians", sources=("sana",), tolls=(("killed", 25, 25),), start=50)
    elsewhere = claim("c", background=True, date="2020-12-30", place="الحويجة", on="civilians", sources=("sana",), start=90)
    groups, _ = together([taken, recalled, elsewhere], [document("a", published="2020-12-31")])
    assert groups == [("c_a", "c_b"), ("c_c",)]


def test_a_report_that_names_no_place_leans_on_what_it_tells_beside(claim, document):  # type: ignore[no-untyped-def]
    old = claim("a", date="2022-05-14", place="الحويجة", by="islamic_state", on="iraqi_government", tolls=(("killed", 7, 7),))
    recalled = claim("b", document="b", background=True, date="2022-05-14", by="islamic_state", on="iraqi_government", tolls=(("killed", 7, 7),), start=60)
    news = claim("n", document="b", type="arrest", date="2022-05-20", place="الحويجة", by="iraqi_government")
    groups, found = together([old, recalled, news], [document("a", published="2022-05-14"), document("b", published="2022-05-20")])
    assert groups[0] == ("c_a", "c_b")
    reasons = {feature: words.en for link in found.links for feature, _, words in link.reasons}
    assert reasons["place"] == "its report tells of the same governorate"


def test_a_toll_told_alone_belongs_to_the_attack_beside_it(claim, document):  # type: ignore[no-untyped-def]
    attack = claim("a", date="2021-05-23", place="الميادين", on="syrian_government", sources=("sohr",), tolls=(("killed", 35, 35, "syrian_government"),), background=True)
    toll = claim("b", type="killing", date="2021-05-23", place="الميادين", on="syrian_government", sources=("sohr",), tolls=(("killed", 26, 26, "syrian_government"),), start=80)
    assert together([attack, toll], [document("a", published="2021-05-27")])[0] == [("c_a", "c_b")]

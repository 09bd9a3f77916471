"""From claims to incidents: what joins, what stays apart, whose word counts, and that nothing depends on order."""

import datetime as dt
import random

import pytest

from marsad.model import Judgement
from marsad.resolve import resolve

WHEN = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def docs(document, **published):
    return {d.id: d for d in (document(name, published=day) for name, day in published.items())}


def groups(resolution):
    return sorted(sorted(i.claims) for i in resolution.incidents)


def two_tellings(claim):
    a = claim("1", document="a", date="2018-05-23", place="الميادين", by="islamic_state", on="syrian_government", tolls=(("killed", 35, 35),))
    b = claim("2", document="b", date="2018-05-23", place="الميادين", by="islamic_state", on="syrian_government", tolls=(("killed", 30, 30),))
    return a, b


def test_two_outlets_on_one_attack_are_one_incident(claim, document):
    a, b = two_tellings(claim)
    found = resolve([a, b], docs(document, a="2018-05-24", b="2018-05-24"))
    assert groups(found) == [["c_1", "c_2"]]
    incident = found.incidents[0]
    assert incident.id == "i_1"
    assert incident.time.edtf == "2018-05-23"
    assert incident.place.footprint["type"] == "Polygon"
    link = found.links[0]
    assert link.verdict == "same"
    assert {name for name, _, _ in link.reasons} >= {"time", "place", "type", "perpetrators", "targets"}
    assert all(words.en and words.ar for _, _, words in link.reasons)


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2018-05-26"},  # another exact day
        {"place": "منبج"},  # another governorate
        {"type": "protest"},
        {"kind": "tally", "to": "2018-05-27"},  # a count over a time
    ],
)
def test_a_contradiction_of_one_strong_kind_keeps_them_apart(claim, document, change):
    a, _ = two_tellings(claim)
    given = {"document": "b", "date": "2018-05-23", "place": "الميادين", "by": "islamic_state", "on": "syrian_government"} | change
    found = resolve([a, claim("2", **given)], docs(document, a="2018-05-24", b="2018-05-28"))
    assert groups(found) == [["c_1"], ["c_2"]]


def test_one_report_that_gives_two_days_tells_two_events(claim, document):
    a = claim("1", date="2018-05-22", place="الميادين", by="islamic_state", on="syrian_government")
    b = claim("2", date="2018-05-23", place="الميادين", by="islamic_state", on="syrian_government", start=50)
    assert len(resolve([a, b], docs(document, a="2018-05-24")).incidents) == 2


def test_different_named_victims_are_two_events_and_one_name_is_one(claim, document):
    def killed(n, document, words):
        return claim(n, document=document, type="killing", date="2020-08-18", on="russia", tolls=(("killed", 1, 1, "russia", None, words),))

    first, same = killed("1", "a", "الجنرال الروسي فياتشيسلاف غلادكيخ"), killed("2", "b", "اللواء فياتشيسلاف جلاديخ")
    other = killed("3", "c", "العقيد الروسي إيفان بتروف")
    found = resolve([first, same, other], docs(document, a="2020-08-19", b="2021-02-24", c="2020-08-19"))
    assert groups(found) == [["c_1", "c_2"], ["c_3"]]


def test_a_retelling_years_later_joins_the_old_incident(claim, document):
    old = claim("1", date="2020-12-30", place="كباجب", by="islamic_state", on="syrian_government", tolls=(("killed", 25, 25), ("wounded", 13, 13)))
    retold = claim("2", document="b", background=True, place="كباجب", tolls=(("killed", 25, 25), ("wounded", 13, 13)))
    news = claim("3", document="b", place="الشولا", by="islamic_state", on="syrian_government", tolls=(("killed", 3, 3),), date="2022-01-24")
    found = resolve([old, retold, news], docs(document, a="2020-12-30", b="2022-01-25"))
    assert groups(found) == [["c_1", "c_2"], ["c_3"]]


def test_what_is_recalled_beside_the_news_is_not_the_news(claim, document):
    news = claim("1", date="2019-01-16", type="explosive", place="منبج", on="us_coalition", tolls=(("killed", 15, 15),))
    recalled = claim("2", type="explosive", background=True, place="منبج", on="us_coalition", tolls=(("killed", 2, 2),), start=99)
    assert len(resolve([news, recalled], docs(document, a="2019-01-16")).incidents) == 2


def test_a_vague_undated_claim_is_suggested_not_joined(claim, document):
    dated = claim("1", date="2018-05-23", place="الميادين", by="islamic_state", on="syrian_government", sources=("sohr",))
    vague = claim("2", place="محافظة دير الزور", on="syrian_government", sources=("russian_mod",), tolls=(("killed", 4, 4),), start=40)
    found = resolve([dated, vague], docs(document, a=None))
    assert groups(found) == [["c_1"], ["c_2"]]
    assert [(s.left, s.right, s.verdict) for s in found.suggestions] == [("c_1", "c_2", "suggested")]
    joined = resolve([dated.replace(same_as="k"), vague.replace(same_as="k")], docs(document, a=None))
    assert groups(joined) == [["c_1", "c_2"]]


def test_a_toll_told_after_its_attack_by_the_same_voice_belongs_to_it(claim, document):
    attack = claim("1", type="shelling", date="2018-05-23", place="محافظة دير الزور", on="russia", sources=("russian_mod",), tolls=(("killed", 4, 4, "russia"),))
    toll = claim("2", type="killing", date="2018-05-23", place="محافظة دير الزور", sources=("russian_mod",), start=60,
                 tolls=(("killed", 43, 43, None, None, "43 من المهاجمين"),))
    found = resolve([attack, toll], docs(document, a="2018-05-24"))
    assert groups(found) == [["c_1", "c_2"]]
    assert [(t.group, t.best) for t in found.incidents[0].tolls if t.measure == "killed"] == [(None, 4), ("attackers", 43), ("russia", 4)]


def test_people_outrank_every_score_and_survive_a_rerun(claim, document):
    a, b = two_tellings(claim)
    documents = docs(document, a="2018-05-24", b="2018-05-24")
    apart = resolve([a, b], documents, [Judgement("c_2", "c_1", "not_same", "huda", WHEN)])
    assert groups(apart) == [["c_1"], ["c_2"]]
    assert not apart.suggestions
    far = b.replace(time=None, place=None, type="protest")
    joined = resolve([a, far], documents, [Judgement("c_1", "c_2", "same", "huda", WHEN, reason="الصورة نفسها")])
    assert groups(joined) == [["c_1", "c_2"]]
    assert joined.links[0].by == "huda"
    later = Judgement("c_1", "c_2", "not_same", "omar", WHEN + dt.timedelta(days=1))
    assert len(resolve([a, far], documents, [Judgement("c_1", "c_2", "same", "huda", WHEN), later]).incidents) == 2
    withdrawn = Judgement("c_1", "c_2", "not_same", "omar", WHEN, deleted_at=WHEN)
    assert len(resolve([a, b], documents, [withdrawn]).incidents) == 1


def test_a_judgement_keeps_apart_what_a_third_claim_would_join(claim, document):
    a, b = two_tellings(claim)
    third = a.replace(id="c_3", document="d_c")
    documents = docs(document, a="2018-05-24", b="2018-05-24", c="2018-05-24")
    found = resolve([a, b, third], documents, [Judgement("c_1", "c_2", "not_same", "huda", WHEN)])
    assert not any({"c_1", "c_2"} <= set(i.claims) for i in found.incidents)


def test_the_order_of_the_claims_changes_nothing(claim, document):
    names = "abcdef"
    claims = [
        claim(f"{i}{n}", document=n, date=f"2018-05-2{i}", place=place, by="islamic_state", on="syrian_government", tolls=(("killed", 5 + i, 5 + i),))
        for i, n in enumerate(names) for place in ("الميادين", "كباجب")
    ]  # fmt: skip
    claims = [c.replace(id=f"{c.id}{i}") for i, c in enumerate(claims)]
    documents = docs(document, **dict.fromkeys(names, "2018-05-28"))
    first = resolve(claims, documents)
    shuffled = list(claims)
    random.Random(5).shuffle(shuffled)
    assert resolve(shuffled, documents) == first


def test_incidents_keep_the_ids_that_the_ledger_knows(claim, document):
    a, b = two_tellings(claim)
    documents = docs(document, a="2018-05-24", b="2018-05-24")
    assert resolve([a, b], documents, previous={"c_2": "i_old"}).incidents[0].id == "i_old"
    # a merge keeps the id of the larger part; a split leaves it with the larger part
    apart = resolve([a, b], documents, [Judgement("c_1", "c_2", "not_same", "huda", WHEN)], previous={"c_1": "i_old", "c_2": "i_old"})
    assert sorted(i.id for i in apart.incidents) == ["i_2", "i_old"]


def test_an_unknown_policy_is_refused_by_name(claim, document):
    a, _ = two_tellings(claim)
    with pytest.raises(ValueError, match="median"):
        resolve([a], docs(document, a="2018-05-24"), policy="median")


def test_no_claims_no_incidents():
    assert resolve([], {}).incidents == ()

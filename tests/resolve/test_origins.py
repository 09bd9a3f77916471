"""Who is really speaking: copies, echoes, spokesmen, unnamed sources, and how each stands to the event."""

import datetime as dt

from marsad.resolve import resolve, sides
from marsad.resolve.origins import Voice, copies, stance, voice

EVENT = {"date": "2019-01-16", "place": "منبج", "type": "explosive", "by": "islamic_state", "on": "us_coalition"}
REPORT = (
    "قالت مصادر محلية في مدينة منبج إن انفجارا عنيفا هز وسط السوق صباح اليوم وأسفر عن سقوط قتلى وجرحى بين المارة، "
    "فيما هرعت سيارات الإسعاف إلى المكان ونقلت المصابين إلى مشفى المدينة، وفرضت قوى الأمن طوقا حول موقع الانفجار"
)


def incident(claims, documents):
    found = resolve(claims, {d.id: d for d in documents}).incidents
    assert len(found) == 1
    return found[0]


def test_disguised_copies_share_one_origin(claim, document):
    texts = [REPORT, "عاجل - " + REPORT.replace("عنيفا", "قويا"), REPORT.replace("هرعت", "توجهت") + " بحسب ناشطين"]
    documents = [document(n, published="2019-01-16", text=t) for n, t in zip("abc", texts, strict=True)]
    other = document("d", published="2019-01-16", text="خبر مختلف تماما عن افتتاح مدرسة جديدة في الحي الغربي من البلدة بحضور الأهالي والمعلمين وممثلين عن البلدية")
    families = copies({d.id: d for d in [*documents, other]})
    assert {families[d.id] for d in documents} == {"d_a"}
    assert families["d_d"] == "d_d"
    claims = [claim(n, document=n, **EVENT, tolls=(("killed", 7, 7),), said=t[:60]) for n, t in zip("abc", texts, strict=True)]
    assert incident(claims, documents).independent_origins == 1


def test_a_thousand_copies_are_one_origin(claim, document):
    words = REPORT.split()
    documents, claims = [], []
    for i in range(1000):
        text = " ".join(w for k, w in enumerate(words) if k != i % len(words)) + f" نشرة {i}"
        documents.append(document(f"n{i:04}", published="2019-01-16", text=text))
        claims.append(claim(f"n{i:04}", document=f"n{i:04}", **EVENT, tolls=(("killed", 7, 7),), said=text[:70]))
    found = incident(claims, documents)
    assert found.independent_origins == 1
    assert len(found.claims) == 1000


def test_ten_outlets_that_repeat_one_monitor_are_one_origin(claim, document):
    documents = [document(f"o{i}", published="2019-01-17") for i in range(10)]
    claims = [claim(f"{i}", document=f"o{i}", **EVENT, sources=("afp", "sohr")[i % 2 :], tolls=(("killed", 15, 15),)) for i in range(10)]
    found = incident(claims, documents)
    assert found.independent_origins == 1
    assert [(o.source, o.stance, len(o.claims)) for o in found.origins] == [("sohr", "third_party", 10)]


def test_a_newsroom_that_does_not_say_how_it_knows_rests_on_those_who_do(claim, document):
    documents = [document(n, published="2019-01-17") for n in "abc"]
    named = claim("1", document="a", **EVENT, sources=("sohr",), tolls=(("killed", 15, 15),))
    echo = claim("2", document="b", **EVENT, tolls=(("killed", 15, 15),))
    own = claim("3", document="c", **EVENT, tolls=(("killed", 16, None),))
    found = incident([named, echo, own], documents)
    assert found.independent_origins == 1
    assert {o.source: len(o.claims) for o in found.origins}["sohr"] == 2  # the echo's figures are the monitor's
    assert incident([echo, own], documents).independent_origins == 2  # where nobody is named, each newsroom stands for itself


def test_a_claim_of_responsibility_is_the_groups_whoever_passes_it_on(claim, document):
    d = document("a", published="2019-01-17")
    passed_on = claim("1", **EVENT, status="claimed", sources=("al_arabiya",))
    assert voice(passed_on, d).id == "islamic_state"
    with_figures = claim("2", **EVENT, status="claimed", tolls=(("killed", 15, 15),))
    found = incident([with_figures], [d])
    assert {o.source: o.stance for o in found.origins}["islamic_state"] == "attacker"
    assert voice(with_figures, d).own  # the figures are not the group's


def test_offices_speak_for_their_party_and_newspapers_do_not(claim, document):
    d = document("a", published="2019-01-17")
    assert voice(claim("1", **EVENT, sources=("reuters", "us_official")), d).party == "united_states"
    assert voice(claim("2", **EVENT, sources=("jordan_official",)), d).party == "jordan_government"
    assert voice(claim("3", **EVENT, sources=("russia_local_newspaper",)), d).party is None


def test_an_unnamed_source_is_known_by_who_quotes_it(claim, document):
    d = document("a", published="2019-01-17", outlet="نشرة أ")
    one = voice(claim("1", **EVENT, sources=("reuters", "medical_source")), d)
    other = voice(claim("2", **EVENT, sources=("medical_source",)), d)
    assert one.id == "reuters/medical_source"
    assert other.id != one.id


def test_a_director_is_his_observatory(claim, document):
    d = document("a", published="2019-01-17")
    assert voice(claim("1", **EVENT, sources=("sohr", "someone_of_sohr")), d).id == "sohr"


def test_a_stance_is_that_of_the_day():
    """The Afghan army was the government's; after August 2021 the ties that ended say nothing any more."""
    from marsad.resolve import sides

    tree = sides.actors.tree()
    dated = [(a, other, end) for a, rows in sorted(tree._ties.items()) for other, tie, start, end in rows if tie == "ally" and end and len(end) >= 7]
    ended = next(
        (a, other, end) for a, other, end in dated
        if sides.relation(a, other, dt.date(int(end[:4]) - 1, 1, 1)) == "ally" and sides.relation(a, other, dt.date(int(end[:4]) + 2, 1, 1)) != "ally"
    )
    a, other, end = ended
    speaker = Voice(a, a, "party")
    assert stance(speaker, ["nobody_known"], [other], on=dt.date(int(end[:4]) - 1, 1, 1)) == "ally_of_victim"
    assert stance(speaker, ["nobody_known"], [other], on=dt.date(int(end[:4]) + 2, 1, 1)) != "ally_of_victim"


def test_a_states_own_agency_is_the_state_but_a_paper_that_takes_its_side_is_an_ally(claim, document):
    """One origin for agency, ministry and state newspaper, whose word is the state's; a private paper of its friends admits nothing for it."""
    documents = [document(n, published="2019-01-17") for n in "abcd"]
    told = {**EVENT, "by": "israel", "on": "syrian_government"}
    state = [claim(n, document=d, **told, sources=(s,), tolls=(("killed", 3, 3),)) for n, d, s in (("1", "a", "sana"), ("2", "b", "syrian_mod"), ("3", "c", "tishreen"))]
    found = incident(state, documents)
    assert [(o.source, o.stance) for o in found.origins] == [("syrian_government", "victim_side")]
    assert (found.independent_origins, found.grade) == (1, "confirmed")
    friend = claim("4", document="d", **told, sources=("al_watan_syria",), tolls=(("killed", 4, 4),))
    alone = incident([friend], documents)
    assert [(o.source, o.stance) for o in alone.origins] == [("al_watan_syria", "ally_of_victim")]
    assert alone.grade == "weak"
    both = incident([*state, friend], documents)
    assert both.independent_origins == 2
    assert next(t for t in both.tolls if t.group is None).best == 3  # the party about its own losses before its ally


def test_who_leans_to_the_attacker_is_the_attackers_ally():
    assert stance(Voice("anna_news", None, "agency", leans="russia"), ["russia"], ["opposition"]) == "ally_of_attacker"
    assert stance(Voice("anna_news", None, "agency", leans="russia"), ["israel"], ["hamas"]) == "third_party"
    assert stance(Voice("kan", None, "broadcaster"), ["israel"], ["hamas"]) == "third_party"


def test_state_media_that_do_not_say_whose_are_those_of_the_country(claim, document):
    d = document("a", published="2019-01-17")
    told = {**EVENT, "document": "a", "sources": ("official_media",)}
    assert voice(claim("1", **told), d).id == "syrian_government"
    assert voice(claim("2", **{**told, "place": None}), d).id == "official_media"
    assert sides.party("somali_official") == "somali_government"

"""The actor tables: every name is found, alone, after clitics and in every spelling; no name belongs to two actors undecided."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from marsad.arabic import actor_words, phrases
from marsad.arabic.tokens import tokenise
from marsad.extract.actor_names import spots
from marsad.resources import DataError, actors

CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
TREE = actors.tree()
STATES = {s["id"] for s in actors.table()["states"]}
NAMES = sorted(
    {(a, name) for a in TREE for e in [TREE.get(a)] if e for name in (*e.aliases, *e.commanders, *((e.ar,) if e.id not in STATES else ()))}
)


def attached(clitic: str, name: str) -> str:
    """«ل» + «الجيش» is written «للجيش», «ل» + «لواء» «للواء»."""
    if clitic.endswith("ل") and name.startswith("ال"):
        return clitic + "ل" + name[2:]
    return clitic + name


def other_spellings(name: str) -> set[str]:
    """The name as other newsrooms write it: hamza, ta marbuta, final ya, vowel marks, quotation marks."""
    words = name.split()
    quoted = f'{words[0]} "{" ".join(words[1:])}"' if len(words) > 1 and "(" not in name and '"' not in name else name
    return {
        re.sub("[أإآ]", "ا", name), name.replace("ة ", "ه ").removesuffix("ة") + ("ه" if name.endswith("ة") else ""),
        re.sub("ي( |$)", r"ى\1", name), name.replace("ؤ", "و"), name.replace("ت", "ت\u064f", 1), name.replace("ا", "ا\u0640", 1), quoted,
    }  # fmt: skip


def found(text: str, actor: str) -> bool:
    return any(s.type == "actor" and s.first == 0 and actor in s.value for s in spots(tokenise(text))[:1])


def test_every_name_is_found_after_every_clitic() -> None:
    missed = [(a, attached(c, n)) for a, n in NAMES for c in CLITICS if len(n.split()[0]) > 1 and not found(attached(c, n), a)]
    assert not missed, missed[:20]


def test_every_name_is_found_in_every_spelling() -> None:
    missed = [(a, s) for a, n in NAMES for s in other_spellings(n) if not found(s, a)]
    assert not missed, missed[:20]


def test_a_name_is_found_whole_and_alone() -> None:
    for actor, name in NAMES:
        first = spots(tokenise(name))[0]
        assert first.last == len([t for t in tokenise(name).tokens if t.form not in ")\"»"]), (actor, name)


def test_no_name_of_two_actors_without_a_rule_that_decides() -> None:
    names = actor_words.words()["aliases"]
    assert actor_words.undecided(actors.table()["actors"], names, actor_words.words()["ambiguous"]) == []
    shared = [alias for alias, ids in names.items() if len(ids) > 1]
    assert len(shared) > 5  # there are such names, so the rule above is not empty


def test_two_actors_of_one_country_with_one_name_are_reported() -> None:
    row = {"country": "SY", "start": "", "end": ""}
    names = {"لواء الوادي": ["a", "b"]}
    assert actor_words.undecided({"a": row, "b": row}, names, ()) == [("لواء الوادي", ["a", "b"])]
    assert actor_words.undecided({"a": row, "b": row}, names, ("لواء الوادي",)) == []
    assert actor_words.undecided({"a": {**row, "end": "2014-12-31"}, "b": {**row, "start": "2015-01-01"}}, names, ()) == []


def test_enough_actors_over_the_theatres() -> None:
    entries = [e for e in map(TREE.get, TREE) if e and e.kind != "state"]
    assert len(entries) >= 350
    for country in ("SY", "IQ", "LB", "PS", "IL", "YE", "LY", "SD", "EG", "SO", "ML", "NG", "BF", "DZ", "TN", "AF", "PK", "IR", "TR", "RU", "UA"):
        assert sum(e.country == country for e in entries) >= 2, country


def test_ids_of_the_gold_schema_are_there() -> None:
    wanted = ["islamic_state", "syrian_government", "fifth_corps", "division_4", "division_25", "national_defence", "liwa_al_quds", "air_force_intelligence", "russia", "wagner", "iran", "iran_backed_militias", "sdf", "us_coalition", "israel", "turkey", "sna", "hts", "opposition", "unknown", "civilians", "pro_government_militias", "united_states", "usud_al_sharqiya", "military_intelligence", "republican_guard", "division_3", "division_5", "division_11", "division_17", "division_18", "baath_brigades", "russia_backed_militias", "russian_military_police", "irgc", "hezbollah", "fatemiyoun", "zainabiyoun", "quds_force", "ypg", "asayish", "deir_ezzor_military_council", "russian_air_force", "syrian_air_force", "syrian_army", "gna", "lna", "aqim", "iraqi_government", "algerian_government", "jordan_government"]
    assert [a for a in wanted if a not in TREE] == []


def test_every_entry_is_neutral_and_complete() -> None:
    for entry in (e for e in map(TREE.get, TREE) if e):
        assert re.match(r"[\u0600-\u06ff]", entry.ar), entry.id
        assert re.match(r"[A-Z0-9]", entry.en), entry.id
        assert not re.search("إرهاب|عصاب|مرتزق|ميليشيا الحوثي|العدو|الكيان", entry.ar) or entry.id in ("iraqi_ctf", "tunisian_bat", "islamic_military_coalition", "nigeria_bandits"), entry.id
        assert 1 <= entry.inter <= 8 and re.fullmatch("[A-Z]{3}", entry.sector), entry.id


def test_edges_are_dated_and_close() -> None:
    before, after = dt.date(2023, 3, 1), dt.date(2023, 6, 1)
    assert TREE.within("rsf", "sudanese_government", before)
    assert not TREE.within("rsf", "sudanese_government", after)
    assert TREE.relation("rsf", "sudanese_government", after) == "enemy"
    assert TREE.relation("fifth_corps", "syrian_government", dt.date(2020, 1, 1)) == "unit"
    assert TREE.relation("syrian_government", "division_4", dt.date(2020, 1, 1)) == "contains"
    assert TREE.relation("fifth_corps", "liwa_al_quds", dt.date(2020, 1, 1)) == "same_side"
    assert TREE.relation("division_25", "wagner", dt.date(2020, 1, 1)) == "ally"
    assert TREE.relation("ypg", "islamic_state") == "enemy"
    assert TREE.relation("mexico", "islamic_state") == "unrelated"
    assert TREE.relation("unknown", "islamic_state") == "unknown"
    assert TREE.relation("x_ktybh", "islamic_state") == "unknown"
    assert TREE.side("division_25", dt.date(2020, 1, 1)) == "syrian_government"
    assert TREE.ancestors("fatemiyoun", dt.date(2020, 1, 1))[0] == "iran_backed_militias"


def test_no_cycles() -> None:
    for actor in TREE:
        assert actor not in TREE.ancestors(actor), actor


@pytest.mark.parametrize(("text", "first", "last"), [("2014", "2014-01-01", "2014-12-31"), ("2016-02", "2016-02-01", "2016-02-29")])
def test_a_year_or_month_is_its_first_or_last_day(text: str, first: str, last: str) -> None:
    assert actors._day(text, "x.yml") == first
    assert actors._day(text, "x.yml", last=True) == last


def test_bad_entries_are_named() -> None:
    entry = actors.Entry(id="Bad Id", ar="لواء", en="Brigade", kind="militia")
    with pytest.raises(DataError, match=r"x\.yml: Bad Id: an id is"):
        actors._add({}, entry, "x.yml")
    with pytest.raises(DataError, match="kind 'gang' is none of"):
        actors._add({}, actors.Entry(id="a", ar="لواء", en="Brigade", kind="gang"), "x.yml")
    with pytest.raises(DataError, match="is no date"):
        actors._day("last year", "x.yml")


def test_words_of_the_tables_do_not_hide_each_other() -> None:
    """A wording that is no actor must not be an alias too."""
    nots = {k for k, v in _wordings(actor_words.words()["trie"]) if v == ["not"]}
    assert len(nots) > 50
    assert not nots & set(actor_words.words()["aliases"])


def _wordings(node: dict, prefix: tuple[str, ...] = ()):  # type: ignore[no-untyped-def, type-arg]
    for word, child in node.items():
        if word == "":
            yield " ".join(prefix), child
        else:
            yield from _wordings(child, (*prefix, word))


def test_phrases_fold_the_same_way() -> None:
    assert phrases.words_of("الحرسُ الثوريُّ") == ["الحرس", "الثوري"]

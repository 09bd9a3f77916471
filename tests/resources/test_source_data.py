"""The table of sources: ids, aliases that one source alone has, domains, and that every alias is found however it is written."""

from __future__ import annotations

from collections import defaultdict

import pytest

from marsad.arabic import phrases
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.extract.speech import inflected, lexicon, search
from marsad.resources import DataError, sources
from marsad.resources.attribution import cues
from marsad.resources.sources import aligned, table

ALIASES = [(s.id, name) for s in table() for name in (s.name, *s.names, *s.people)]


def test_breadth() -> None:
    assert len(table()) >= 200
    kinds = {s.kind for s in table()}
    assert {"agency", "newspaper", "broadcaster", "site", "channel", "monitor", "ministry", "army", "armed_group", "un", "medical", "rescue"} <= kinds
    countries = {c for s in table() for c in table().countries(s.id)}
    assert {"SY", "IQ", "LB", "PS", "IL", "YE", "LY", "SD", "EG", "SO", "ML", "AF", "PK", "DZ", "TN", "RU", "UA", "TR", "IR"} <= countries


def test_no_alias_belongs_to_two() -> None:
    owners = defaultdict(set)
    for source, name in ALIASES:
        owners[" ".join(phrases.words_of(name))].add(source)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_domain_belongs_to_two() -> None:
    owners = defaultdict(set)
    for s in table():
        for domain in s.domains:
            owners[domain].add(s.id)
    assert {d: ids for d, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("proclitics", ["", "و", "ل", "ب", "ول"])
def test_every_alias_is_found_through_clitics(proclitics: str) -> None:
    names = lexicon().names
    lost = []
    for source, name in ALIASES:
        if proclitics and len(tokenise(name).tokens[0].form) < 3:
            continue  # nothing is glued to an initial («أ ف ب»)
        head = name[1:] if proclitics.endswith("ل") and name.startswith("ال") else name
        hit = phrases.at(tokenise(f"{proclitics}{head} قال").tokens, 0, names)
        if hit is None or hit.payload[0] not in ("source", "person") or hit.payload[1] != [source]:
            lost.append((source, proclitics + head))
    assert lost == []


def test_every_alias_is_found_in_its_folded_spellings() -> None:
    names = lexicon().names
    lost = []
    for source, name in ALIASES:
        for spelling in (fold(name), name.replace("ة", "ه"), name.replace("ي ", "ى "), "".join(c + "ّ" if c == "ل" else c for c in name), f"“{name}”"):
            tokens = tokenise(spelling).tokens
            start = 1 if spelling.startswith("“") else 0
            hit = phrases.at(tokens, start, names)
            if hit is None or hit.payload[1] != [source]:
                lost.append((source, spelling))
    assert lost == []


def test_bare_and_short_names_decide_by_what_was_named() -> None:
    names = lexicon().names
    for s in table():
        for kind, words in (("bare", s.bare), ("short", s.short)):
            for word in words:
                hit = phrases.at(tokenise(word).tokens, 0, names)
                assert hit is not None, word
                assert hit.payload[0] in (kind, "head", "short", "source"), word


def test_domains() -> None:
    for address in ("https://www.enabbaladi.net/archives/1", "enabbaladi.net", "http://english.enabbaladi.net/"):
        found = table().of_domain(address)
        assert found is not None
        assert found.id == "enab_baladi"
    assert table().of_domain("https://example.org/") is None
    assert table().countries("enab_baladi") == ("SY",)
    assert table().countries("nobody") == ()


def test_alignment() -> None:
    assert aligned("amaq") == "islamic_state"
    assert aligned("russian_mod") == "russia"
    assert aligned("sohr") is None
    assert aligned("hamas_statement") == "hamas"
    assert aligned("sana_correspondent") == "syrian_government"
    assert aligned("local_sources") is None


def test_aligned_actors_exist() -> None:
    from marsad.resources.actors import tree

    assert [(s.id, s.actor) for s in table() if s.actor and tree().get(s.actor) is None] == []
    assert [(s.id, s.leans) for s in table() if s.leans and (tree().get(s.leans) is None or s.actor)] == []


def test_a_broken_entry_is_named(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "x.yml").write_text("- id: nowhere\n  name: اسم\n  en: Nowhere\n  kind: blog\n", encoding="utf-8")
    monkeypatch.setattr(sources, "files", lambda pattern: [folder / "x.yml"])
    with pytest.raises(DataError, match=r"x\.yml: source nowhere"):
        sources.entries()


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("announce", ["أعلن", "أعلنت", "أعلنوا", "يعلن", "تعلن", "يعلنون", "سيعلن", "أعلنته", "إعلان"]),
        ("adopt", ["تبنى", "تبنت", "تبنوا", "يتبنى", "تبناه", "تبنته"]),
        ("deny", ["نفى", "نفت", "نفوا", "ينفي", "تنفي", "ينفون"]),
        ("attribute", ["عزا", "عزت", "يعزو", "تعزو"]),
    ],
)
def test_verbs_are_inflected(verb: str, forms: list[str]) -> None:
    found = {form for v in cues().verbs if v.id == verb for form, _ in inflected(v)}
    assert {fold(f) for f in forms} <= found


@pytest.mark.parametrize("query", ["sohr", "المرصد السورى", "observatory for human", "رامي عبد الرحمن"])
def test_search(query: str) -> None:
    assert "sohr" in [s.id for s in search(query)]
    assert search("لا أحد بهذا الاسم") == []

"""The house rules for data files; `make check` runs them first, since a broken entry breaks everything after it."""

from __future__ import annotations

import csv
import pathlib
import re
from collections import Counter

import pytest

from marsad.resources import (
    DATA,
    actor_words,
    actors,
    attribution,
    calendar,
    cues,
    facts,
    frames,
    load_yaml,
    nouns,
    numbers,
    outlets,
    places,
    resolving,
    sources,
    unnamed,
)  # fmt: skip

YAML = sorted(DATA.rglob("*.yml"))
CSV = sorted(DATA.rglob("*.csv"))
ARABIC = re.compile("[\u0621-\u064a]")
LOADERS = {
    "actors": actors.build, "actor words": actor_words.generic, "attribution": attribution.cues, "calendar": calendar.table,
    "cues": cues.cues, "facts": facts.table, "frames": frames.frames, "constructions": frames.constructions, "nouns": nouns.nouns,
    "numbers": numbers.table, "outlets": outlets.entries, "places": places.own_places, "admin areas": places.admin_areas,
    "resolving": resolving.rules, "sources": sources.entries, "unnamed sources": unnamed.words,
}  # fmt: skip


@pytest.mark.parametrize("kind", LOADERS)
def test_every_file_of_a_kind_fits_its_schema(kind: str) -> None:
    assert LOADERS[kind]()


@pytest.mark.parametrize("path", YAML, ids=lambda p: str(p.relative_to(DATA)))
def test_latin_key_first_and_no_comment_after_arabic(path: pathlib.Path) -> None:
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        body = line.strip()
        if not ARABIC.search(body) or body.startswith("#"):
            continue
        where = f"{path.relative_to(DATA)}:{n}: {body}"
        assert not re.search(r"[\u0621-\u064a][^#]* #", body), f"{where}: a comment after Arabic reads in the wrong order"
        key = re.match(r"(?:- )?([^:\s\"']+):\s", body)
        if key:
            assert not ARABIC.search(key[1]), f"{where}: keys are Latin"


@pytest.mark.parametrize("path", YAML, ids=lambda p: str(p.relative_to(DATA)))
def test_yaml_is_read_as_text(path: pathlib.Path) -> None:
    def scalars(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(k, str) and scalars(v) for k, v in value.items())
        if isinstance(value, list):
            return all(map(scalars, value))
        return isinstance(value, str)

    assert scalars(load_yaml(path))


@pytest.mark.parametrize("path", CSV, ids=lambda p: str(p.relative_to(DATA)))
def test_rows_have_the_columns_of_their_header(path: pathlib.Path) -> None:
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    assert rows and all(len(r) == len(rows[0]) for r in rows), [r for r in rows if len(r) != len(rows[0])][:3]


def _entries(content: object) -> list[dict[str, object]]:
    """The mappings of a file, whether it is a list of them or names its list."""
    lists = [content] if isinstance(content, list) else list(content.values()) if isinstance(content, dict) else []
    return [e for found in lists if isinstance(found, list) for e in found if isinstance(e, dict)]


def test_ids_are_latin_and_one_entry_each() -> None:
    ids = {
        "actors": [e["id"] for p in sorted((DATA / "actors").glob("*.yml")) if p.stem != "generic" for e in _entries(load_yaml(p)) if "id" in e],
        "sources": [e.id for e in sources.entries()],
        "facts": [f.id for f in facts.table()],
        "triggers": [f"{f.frame}/{t.id}" for f in frames.frames() for t in f.triggers],
    }
    for kind, found in ids.items():
        assert found, kind
        twice = [i for i, n in Counter(found).items() if n > 1]
        assert not twice, f"{kind}: {twice}"
        assert all(re.fullmatch(r"[a-z0-9_./-]+", i) for i in found), kind


def test_an_outlet_file_is_named_after_its_outlet() -> None:
    for path in sorted((DATA / "outlets").glob("*.yml")):
        if path.stem != "general":
            assert load_yaml(path)["outlet"] == path.stem, path


def test_every_trigger_has_an_example() -> None:
    bare = [f"{f.frame}/{t.id}" for f in frames.frames() for t in f.triggers if not t.example and not getattr(t, "examples", None)]
    assert not bare, bare

"""The lists of small words: each there, each with an example in which one of its words stands."""

from __future__ import annotations

import pathlib
import shutil

import pytest

from marsad.arabic.clitics import splits
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.resources import DATA, DataError, actor_words, attribution

_BEGINNINGS = {"belonging", "fighters", "own_by", "known_as", "responsibility"}
_LISTS = [("actors", w.id, w.words, w.example) for w in actor_words.generic().words] + [
    ("attribution", w.id, w.words, w.example) for w in attribution.cues().words
]


@pytest.mark.parametrize(("room", "name", "listed", "example"), _LISTS, ids=[f"{r}-{n}" for r, n, *_ in _LISTS])
def test_an_example_shows_one_of_its_words(room: str, name: str, listed: list[str], example: str) -> None:
    text = " ".join(t.form for t in tokenise(example).tokens)
    stems = {stem for form in text.split() for _, stem in splits(form)}
    stems |= {stem.removeprefix("ال") for stem in stems}
    folded = [fold(w) for w in listed]
    if name in _BEGINNINGS:
        assert any(stem.startswith(w) for stem in stems for w in folded)
    else:
        assert any(w in stems or (" " in w and w in text) for w in folded)


@pytest.mark.parametrize(("module", "file", "word"), [(actor_words, "actors/generic.yml", "brief"), (attribution, "cues/attribution.yml", "voice")])
def test_a_list_that_is_missing_is_named(
    module: object, file: str, word: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / file
    target.parent.mkdir(parents=True)
    shutil.copy(DATA / file, target)
    text = target.read_text(encoding="utf-8")
    indent = "  " if f"\n  - id: {word}\n" in text else ""
    head, _, tail = text.partition(f"\n{indent}- id: {word}\n")
    following = tail.find(f"\n{indent}- id: ")
    target.write_text(head + tail[following:], encoding="utf-8")
    monkeypatch.setattr(module, "DATA", tmp_path)
    read = actor_words.generic if module is actor_words else attribution.cues
    with pytest.raises(DataError, match=f"words: {word} missing"):
        read()

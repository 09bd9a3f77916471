"""Every example beside a trigger or a cue in the data is read as the data says: thousands of rules, each with its proof."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marsad.extract import drafting, reader
from marsad.extract.drafts import Draft
from marsad.extract.reader import Reading
from marsad.model import Document
from marsad.resources import cues, frames
from marsad.resources.frames import Example, Frame, Trigger

FRAMES = frames.frames()


def read(text: str) -> Reading:
    return reader.read(Document(id="d_example", text=text, file="example.txt"))


def drafts(r: Reading) -> list[Draft]:
    """What the rules make of it, before the likelihood of a lone sentence is weighed."""
    found = drafting.drafted(r.words, r.context, r.told, r.attributions)
    return [d for d in found if not d.dropped or d.dropped.startswith("unlikely")]


def trigger_examples() -> Iterator[tuple[Frame, Trigger, str]]:
    for frame in FRAMES:
        for t in frame.triggers:
            for text in t.example:
                yield frame, t, text


def fired(r: Reading) -> set[str]:
    """Ids of the triggers that matched, and of the count nouns that stand in noun phrases."""
    lemmas = {m.entry.id for t in r.told for m in t.all_matches}
    return lemmas | {c.lemma for row in r.rows for c in row.chunks if c.lemma}


@pytest.mark.parametrize(("frame", "trigger", "text"), list(trigger_examples()), ids=lambda x: getattr(x, "id", getattr(x, "frame", "")))
def test_a_trigger_reads_its_example(frame: Frame, trigger: Trigger, text: str) -> None:
    r = read(text)
    assert trigger.id in fired(r), sorted(fired(r))
    found = drafts(r)
    assert found, [(m.entry.id, why) for t in r.told for m, why in t.rejected]
    if frame.frame == "result" or trigger.needs == "deed":
        if trigger.measure:
            assert trigger.measure in {x.measure for d in found for _, x in d.losses}
    elif not trigger.generic:
        assert frame.frame in {d.type for d in found}, [(d.type, d.event.rules) for d in found]


@pytest.mark.parametrize(
    "example", [pytest.param(e, id=t.id) for f in FRAMES for t in f.triggers for e in t.examples]
)
def test_an_example_with_facts(example: Example) -> None:
    found = drafts(read(example.text))
    assert example.type in {d.type for d in found}
    for measure in ("killed", "wounded", "captured", "missing"):
        wanted = getattr(example, measure)
        if wanted:
            ranges = {f"{x.low}-{'' if x.high is None else x.high}" for d in found for _, x in d.losses if x.measure == measure}
            assert wanted in ranges


@pytest.mark.parametrize("text", [pytest.param(x, id=f"{f.frame}-{n}") for f in FRAMES for n, x in enumerate(f.none)])
def test_words_used_otherwise_give_no_claim(text: str) -> None:
    found = reader.claims(Document(id="d_none", text=text, file="none.txt"))
    assert not found, [(c.type, c.rules) for c in found]


CUES = [pytest.param(file.cue, c.id, text, id=f"{file.cue}-{c.id}") for file in cues.cues() for c in file.cues for text in c.example]


@pytest.mark.parametrize(("cue", "name", "text"), CUES)
def test_a_cue_is_seen_in_its_example(cue: str, name: str, text: str) -> None:
    r = read(text)
    seen = {(h.cue, h.id) for row in r.rows for h in row.cues} | {(c.cue.cue, c.cue.id) for row in r.rows for c in row.chunks if c.cue}
    taken = {t.lemma for row in r.rows for c in row.chunks for t in c.readings}
    assert (cue, name) in seen or f"{cue}:{name}" in taken, sorted(seen)

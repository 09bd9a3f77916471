"""How likely it is that a claim is one: a few signs of its telling, weighed; the weights are fitted (``scripts/calibrate.py``) and kept as data.

    «التحقيق في اغتيال الوزير» names a deed as a topic; «اغتال مسلحون الوزير أمس في بغداد» tells it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import pydantic
from pydantic import BaseModel, ConfigDict

from marsad.arabic import lexicon
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract.events import FAMILIES
from marsad.extract.rows import Row
from marsad.resources import DataError, compiled, files, load_yaml

_NEAR = 4  # tokens before a trigger in which a topic word counts
_REACH = 18  # chunks around the trigger in which a day belongs to it
_WAYS = ("argument", "court", "politics", "dispatch", "demand")
_MANY_WORDS = 5
_SUPPORT = 3  # other claims that make a report plainly one about conflict
_OLD_PRECISIONS = frozenset(("year", "decade", "quarter"))
_PAIRS = (
    ("verbal", "counted"), ("verbal", "armed"), ("verbal", "time"), ("verbal", "subj"), ("verbal", "obj"), ("counted", "time"), ("counted", "place"),
    ("finite_light", "time"), ("nominal", "counted"), ("nominal", "topic"), ("nominal", "place"), ("single", "counted"), ("single", "verbal"),
    ("single", "topic_anywhere"), ("single", "background"), ("single", "movement"), ("single", "plural"), ("cause", "open"), ("single", "time"),
    ("single", "place"), ("protest", "verbal"), ("protest", "place"), ("protest", "time"), ("protest", "demand"), ("protest", "finite_light"),
    ("explosive", "verbal"), ("explosive", "place"), ("explosive", "dispatch"), ("killing", "counted"), ("killing", "place"), ("attack", "verbal"),
    ("attack", "place"), ("attack", "dispatch"), ("single", "dispatch"), ("single", "argument"),
)  # fmt: skip


class Weights(BaseModel):
    """``data/confidence.yml``: the weight of each sign, and below what probability nothing is claimed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    threshold: float
    bias: float
    weights: dict[str, float]


@functools.lru_cache(maxsize=1)
def weights() -> Mapping[str, Any]:
    """threshold, bias and weights, as plain values."""

    def build() -> dict[str, Any]:
        (path,) = files("confidence.yml")
        try:
            return Weights.model_validate(load_yaml(path)).model_dump()
        except pydantic.ValidationError as error:
            raise DataError(f"{path}: {error}") from error

    return compiled("confidence", ("confidence.yml",), build)


@functools.lru_cache(maxsize=1)
def threshold() -> float:
    """Below what probability nothing is claimed."""
    return float(weights()["threshold"])


class Register(BaseModel):
    """``data/register.yml``: words of some ways of writing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    argument: tuple[str, ...]
    court: tuple[str, ...]
    politics: tuple[str, ...]
    dispatch: tuple[str, ...]
    demand: tuple[str, ...]


@functools.lru_cache(maxsize=1)
def register_words() -> Mapping[str, str]:
    """Folded word → the way of writing that it belongs to."""

    def build() -> dict[str, str]:
        (path,) = files("register.yml")
        try:
            table = Register.model_validate(load_yaml(path))
        except pydantic.ValidationError as error:
            raise DataError(f"{path}: {error}") from error
        return {fold(w): way for way in _WAYS for w in getattr(table, way)}

    return compiled("register", ("register.yml",), build)


def _register(words: Words, first: int, last: int) -> dict[str, float]:
    """How much of each way of writing the sentence has: 0 for none, 1 for ``_MANY_WORDS`` words of it."""
    table = register_words()
    count = dict.fromkeys(_WAYS, 0)
    for t in words.tokens[first:last]:
        way = table.get(t.form) or (table.get(t.form[1:]) if t.form[:1] in "وفبل" else None)
        if way:
            count[way] += 1
    return {way: min(n, _MANY_WORDS) / _MANY_WORDS for way, n in count.items()}


def signs(d: Any, words: Words, support: int) -> dict[str, float]:
    """The signs of a draft (``claims.Draft``): each 0 or 1, ``support`` the share of other tellings in the report."""
    event = d.event
    row: Row = event.row
    chunks = row.chunks
    matches = [m for e in d.parts for m in e.matches]
    losses = [x for e in d.parts for x in e.losses]
    verbal = [m for m in matches if m.reading in ("act", "pass")] + [x for x in losses if x.match is not None and x.match.reading in ("act", "pass")]
    said = [m for m in matches if m.reading == "phrase" and any(r.kind == "act" for r in lexicon.readings(words.tokens[m.chunk.first].form))]
    caused = [x for x in losses if "k" in row.letters[: max(x.at, x.trigger)]]
    verbal = [*verbal, *said, *caused]
    lights = [m.light for m in matches if m.light is not None]
    finite_light = any(chunks[i].readings and chunks[i].readings[0].kind == "cue" for i in lights if i < len(chunks))
    first = event.token
    near = [h for h in row.cues if first - _NEAR <= h.last <= first and h.cue in ("topic",)]
    before = row.letters[max(0, event.at - 3) : event.at]
    span = row.sentence
    realis = event.realis
    lead = matches[0] if matches else None
    days = [c.mention for i, c in enumerate(chunks) if c.letter == "D" and c.mention.role == "event" and abs(i - event.at) <= _REACH]
    found = {
        "counted": any(x.low > 0 and chunks_count(event, x) for x in losses),
        "open": any(not x.exact for x in losses),
        "many": sum(x.part_of is None for x in losses) >= 2,
        "verbal": bool(verbal),
        "finite_light": finite_light,
        "nominal": not verbal and not finite_light,
        "definite": bool(lead and lead.definite and not verbal),
        "pronoun": bool(lead and lead.pronoun and not verbal),
        "topic": bool(near),
        "topic_anywhere": any(h.cue == "topic" for h in row.cues),
        "after": before.endswith("j") or "j" in before[-2:],
        "relative": "R" in before,
        "time": any(t.precision not in _OLD_PRECISIONS for t in days),
        "clock": any(t.part or t.clock for t in days),
        "old": any(t.precision in _OLD_PRECISIONS or (t.start_day is not None and not t.needs_anchor) for t in days),
        "weapon": any(c.letter == "W" for c in chunks),
        "act": any(m.reading in ("act", "pass") and m.tense == "past" for m in matches),
        "explosive": d.type in ("explosive", "air_strike", "shelling"),
        "lead": first - span.first < 8,
        "second": row.letters.count("V") >= 4,
        "place": d.place is not None and d.place.precision != "country" and any(c.mention is d.place for c in chunks),
        "subj": bool(d.subj),
        "obj": bool(d.obj),
        "armed": any(chunks[i].letter == "A" for i in (*event.subj, *event.obj)),
        "voice": d.source is not None and bool(d.source.chain),
        "plural": event.plural,
        "background": realis.background,
        "hedge": realis.status == "suspected",
        "unreal": realis.status in ("planned", "failed", "denied"),
        "opinion_near": any(h.cue == "opinion" for h in row.cues),
        "negation_near": any(h.cue == "negation" for h in row.cues),
        "planned_near": any(h.cue == "planned" for h in row.cues),
        "question": words.text[span.start : span.end].rstrip().endswith(("؟", "?")),
        "long": span.last - span.first > 45,
        "late": (first - span.first) > 20,
        "merged": len(matches) >= 2,
        "cause": "k" in row.letters,
        "protest": d.type == "protest",
        "crowd": d.type == "protest" and any(chunks[i].count is not None or chunks[i].number == "p" for i in event.subj),
        "movement": FAMILIES[d.type] in ("movement", "territory", "sweep"),
        "taking": FAMILIES[d.type] == "taking",
        "killing": d.type == "killing",
        "attack": d.type in ("attack", "clash"),
        "present": any(m.tense == "present" for m in matches),
        "genre": any(h.cue == "genre" for h in row.cues),
        "single": words.sentences[-1].i == 0,
    }
    out = {k: float(v) for k, v in found.items()}
    out["support"] = min(support, _SUPPORT) / _SUPPORT
    out.update(_register(words, span.first, span.last))
    for a, b in _PAIRS:
        out[f"{a}_{b}"] = out[a] * out[b]
    out["bare"] = float(bool(out["nominal"]) and not losses and not days)
    return out


def chunks_count(event: Any, loss: Any) -> bool:
    """Whether the figure is a number in words or digits, a dual, or a name."""
    chunk = event.row.chunks[loss.at] if loss.at < len(event.row.chunks) else None
    if loss.raw:
        return False
    return bool((loss.exact and loss.low > 1) or (chunk is not None and (chunk.count is not None or chunk.actors)) or loss.rule.endswith("named"))


def probability(found: Mapping[str, float]) -> float:
    """0 to 1, by the fitted weights."""
    table = weights()
    total = float(table["bias"]) + sum(float(table["weights"].get(k, 0.0)) * v for k, v in found.items())
    return 1 / (1 + math.exp(-total))


def telling(d: Any) -> bool:
    """Whether a draft tells a deed plainly: a verb, a count or a light verb."""
    return bool(d.event.losses) or any(m.reading in ("act", "pass") or m.light is not None for m in d.event.matches)

"""How likely it is that a claim is one: a few signs of its telling, weighed; the weights are fitted (``scripts/calibrate.py``) and kept as data.

    «التحقيق في اغتيال الوزير» names a deed as a topic; «اغتال مسلحون الوزير أمس في بغداد» tells it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic
from pydantic import BaseModel, ConfigDict

from marsad.arabic import lexicon
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract.events import FAMILIES
from marsad.extract.rows import Row
from marsad.resources import DataError, compiled, files, load_yaml

_NEAR = 4  # tokens before a trigger in which a topic word counts
_REACH = 18  # chunks around the trigger in which a day belongs to it
_WAYS = ("argument", "court", "politics", "dispatch", "demand")
_MANY_WORDS = 5
_OPENING, _LATE, _LONG = 8, 20, 45  # tokens: of the start of a sentence, of its later part, of a long one
_DEEDS = 4  # triggers of a sentence that tells many things
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


_PAIRED = tuple((a, b, f"{a}_{b}") for a, b in _PAIRS)
_VERBS = ("act", "pass")
_OF_TYPE = {
    "explosive": "explosive", "air_strike": "explosive", "shelling": "explosive", "protest": "protest", "killing": "killing", "attack": "attack",
    "clash": "attack",
}  # fmt: skip
_OF_FAMILY = {"movement": "movement", "territory": "movement", "sweep": "movement", "taking": "taking"}
_OF_CUES = {"topic": "topic_anywhere", "opinion": "opinion_near", "negation": "negation_near", "planned": "planned_near", "genre": "genre"}


def _way(form: str) -> str:
    """The way of writing that a word belongs to, through what is glued to it; "" for most."""
    table = register_words()
    return table.get(form) or (table.get(form[1:]) if form[:1] in "وفبل" else None) or ""


_WAY_OF: Memo[str] = Memo(_way)


def _register(words: Words, first: int, last: int) -> dict[str, float]:
    """How much of each way of writing the sentence has: 1 for ``_MANY_WORDS`` words of it; those alone that it has."""
    count: dict[str, int] = {}
    for way in filter(None, map(_WAY_OF.__getitem__, words.forms[first:last])):
        count[way] = count.get(way, 0) + 1
    return {way: min(n, _MANY_WORDS) / _MANY_WORDS for way, n in count.items()}


def signs(d: Any, words: Words, support: int) -> dict[str, float]:
    """The signs of a draft (``drafts.Draft``) that are there: each 1, but the share of other tellings in the report (``support``) and of ways of writing."""
    event = d.event
    row: Row = event.row
    letters, span, realis = row.letters, row.sentence, event.realis
    matches = event.matches if len(d.parts) == 1 else [m for e in d.parts for m in e.matches]
    losses = event.losses if len(d.parts) == 1 else [x for e in d.parts for x in e.losses]
    lead = matches[0] if matches else None
    first = event.token
    here = {
        *_of_losses(event, losses), *_of_matches(matches, losses, row, words), *_of_days(row, event.at), *(_OF_CUES.get(h.cue, "") for h in row.cues),
        _OF_TYPE.get(d.type, ""), _OF_FAMILY.get(FAMILIES[d.type], ""),
    }  # fmt: skip
    here.discard("")
    here |= _of_letters(event, letters)
    if not here & {"verbal", "finite_light"}:
        here.add("nominal")
    if lead is not None and "verbal" not in here:
        here.update(name for name, holds in (("definite", lead.definite), ("pronoun", lead.pronoun)) if holds)
    if any(h.cue == "topic" and first - _NEAR <= h.last <= first for h in row.cues):
        here.add("topic")
    if first - span.first < _OPENING:
        here.add("lead")
    elif first - span.first > _LATE:
        here.add("late")
    if span.last - span.first > _LONG:
        here.add("long")
    if len(matches) >= 2:
        here.add("merged")
    if d.subj:
        here.add("subj")
    if d.obj:
        here.add("obj")
    if d.source is not None and d.source.chain:
        here.add("voice")
    if event.plural:
        here.add("plural")
    if realis.background:
        here.add("background")
    if realis.status is not None:
        here.add("hedge" if realis.status == "suspected" else "unreal")
    if len(words.sentences) == 1:
        here.add("single")
    if d.place is not None and d.place.precision != "country" and "L" in letters and any(c.mention is d.place for c in row.chunks):
        here.add("place")
    if any(letters[i] == "A" for i in (*event.subj, *event.obj)):
        here.add("armed")
    if d.type == "protest" and any(row.chunks[i].count is not None or row.chunks[i].number == "p" for i in event.subj):
        here.add("crowd")
    if words.text[span.start : span.end].rstrip().endswith(("؟", "?")):
        here.add("question")
    out = dict.fromkeys(sorted(here), 1.0)
    if support:
        out["support"] = min(support, _SUPPORT) / _SUPPORT
    out.update(_register(words, span.first, span.last))
    for a, b, pair in _PAIRED:
        if a in out and b in out:
            out[pair] = out[a] * out[b]
    if "nominal" in here and not losses and not here & {"time", "old", "clock", "day"}:
        out["bare"] = 1.0
    out.pop("day", None)
    return out


def _of_matches(matches: Sequence[Any], losses: Sequence[Any], row: Row, words: Words) -> set[str]:
    """What kind of words tell it: a verb, a light verb, in which tense."""
    found: set[str] = set()
    for m in matches:
        if m.reading in _VERBS:
            found.add("verbal")
            if m.tense == "past":
                found.add("act")
        elif m.reading == "phrase" and any(r.kind == "act" for r in lexicon.readings(words.forms[m.chunk.first])):
            found.add("verbal")
        if m.tense == "present":
            found.add("present")
        if m.light is not None and m.light < len(row.chunks):
            light = row.chunks[m.light].readings
            if light and light[0].kind == "cue":
                found.add("finite_light")
    if "verbal" not in found:
        for x in losses:
            if (x.match is not None and x.match.reading in _VERBS) or "k" in row.letters[: max(x.at, x.trigger)]:
                found.add("verbal")
                break
    return found


def _of_losses(event: Any, losses: Sequence[Any]) -> set[str]:
    """How its losses are told: counted, open, several."""
    found: set[str] = set()
    wholes = 0
    for x in losses:
        if x.low > 0 and "counted" not in found and chunks_count(event, x):
            found.add("counted")
        if not x.exact:
            found.add("open")
        wholes += x.part_of is None
    if wholes >= 2:
        found.add("many")
    return found


def _of_days(row: Row, at: int) -> set[str]:
    """What days stand near it; "day" for any at all."""
    found: set[str] = set()
    i = row.letters.find("D")
    while i >= 0:
        t = row.chunks[i].mention
        if t.role == "event" and abs(i - at) <= _REACH:
            old = t.precision in _OLD_PRECISIONS
            found.add("old" if old else "time")
            if not old and t.start_day is not None and not t.needs_anchor:
                found.add("old")
            if t.part or t.clock:
                found.add("clock")
            found.add("day")
        i = row.letters.find("D", i + 1)
    return found


def _of_letters(event: Any, letters: str) -> set[str]:
    """What the shape of the sentence says: a weapon, a cause, other deeds, what stands right before the trigger."""
    found: set[str] = set()
    before = letters[max(0, event.at - 3) : event.at]
    if "j" in before[-2:]:
        found.add("after")
    if "R" in before:
        found.add("relative")
    if "W" in letters:
        found.add("weapon")
    if "k" in letters:
        found.add("cause")
    if letters.count("V") >= _DEEDS:
        found.add("second")
    return found


def chunks_count(event: Any, loss: Any) -> bool:
    """Whether the figure is a number in words or digits, a dual, or a name."""
    chunk = event.row.chunks[loss.at] if loss.at < len(event.row.chunks) else None
    if loss.raw:
        return False
    return bool((loss.exact and loss.low > 1) or (chunk is not None and (chunk.count is not None or chunk.actors)) or loss.rule.endswith("named"))


def probability(found: Mapping[str, float]) -> float:
    """0 to 1, by the fitted weights."""
    table = weights()
    weight = table["weights"]
    total = float(table["bias"])
    for sign, value in found.items():
        if sign in weight:
            total += weight[sign] * value
    return 1 / (1 + math.exp(-total))


def telling(d: Any) -> bool:
    """Whether a draft tells a deed plainly: a verb, a count or a light verb."""
    return bool(d.event.losses) or any(m.reading in ("act", "pass") or m.light is not None for m in d.event.matches)

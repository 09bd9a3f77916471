"""What belongs to which event: its people, its day, its place, its words. Nearest in the clause, then in the sentence, then inherited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marsad.arabic.tokens import Words
from marsad.extract.events import FAMILIES, Event
from marsad.extract.rows import Chunk, Row
from marsad.extract.seen import ActorMention, PlaceMention
from marsad.extract.tolls import Loss
from marsad.extract.vocabulary import companions
from marsad.model import Actor

_TURN = 40  # what a clause border costs in chunks
_PLACE_REACH = 3  # sentences over which a place is taken over


def people(chunk: Chunk) -> list[ActorMention | Actor]:
    """The actors of a noun phrase: named ones before nisbas, nisbas before generic words; else what the head noun means by itself."""
    named = [a for a in chunk.actors if not a.adjective and not a.generic]
    if not named:
        named = [a for a in chunk.actors if a.adjective] or [a for a in chunk.actors if a.actor != "unknown"]
    if not named and chunk.actors:
        named = [chunk.actors[0]]
    if chunk.head is not None and chunk.head.type == "civilian" and not [a for a in named if not a.adjective and a.kind not in ("state", "country")]:
        return [Actor("", chunk.start, chunk.end, chunk.head.actor or "civilians")]
    if named:
        first = named[0]  # «عناصر من الفيلق التابع للجيش»: whom it belongs to acts through it
        twin = [a for a in named[1:2] if a.adjective == first.adjective and not a.generic and a.actor != first.actor and 1 <= a.start - first.end <= 3]
        return [first, *(a for a in twin if a.rule == first.rule)]  # «القوات الجوية الروسية- السورية»
    if chunk.head is not None and chunk.head.actor:
        return [Actor("", chunk.start, chunk.end, chunk.head.actor)]
    return []


def ids(actors: Iterable[ActorMention | Actor]) -> set[str]:
    """The actor ids of the parties."""
    return {a.actor for a in actors if a.actor}


def group(words: Words, row: Row, loss: Loss, fallback: Actor | None, before: Sequence[Actor]) -> tuple[Actor, bool]:
    """The group of a loss with its actor, and whether the words themselves tell it."""
    c = row.chunks[loss.at]
    start, end = (c.start, c.end) if c.first >= loss.first and c.letter in "ANKMQ" else words.span(loss.first, loss.last)
    found = people(c) if c.letter in "ANKM" else []
    text = words.text[start:end]
    if found and found[0].actor and found[0].actor != "unknown":
        return Actor(text, start, end, found[0].actor), True
    if c.others and before:
        return Actor(text, start, end, before[-1].actor), False
    if not before and c.letter == "Q" and row.letters[loss.at + 1 : loss.at + 2] == "i" and (them := _them(row, loss.at)) is not None:
        return Actor(text, start, end, them), True  # «… لعناصر التنظيم وقتل أربعة منهم»
    if fallback is not None and (c.head is None or c.head.type in ("combatant", "force", "person", "bodies")):
        return Actor(text, start, end, fallback.actor), False
    if before and c.letter in "KQ":
        return Actor(text, start, end, before[-1].actor), False
    return Actor(text, start, end, "unknown"), False


def _them(row: Row, at: int) -> str | None:
    """Whom «أربعة منهم» are of: the fighters told last before it."""
    for i in range(at - 1, -1, -1):
        if row.letters[i] == "A" and row.chunks[i].number == "p":
            return next((a.actor for a in people(row.chunks[i]) if a.actor != "unknown"), None)
    return None


def _distance(row: Row, a: int, b: int) -> int:
    low, high = sorted((a, b))
    between = row.letters[low + 1 : high]
    return high - low + _TURN * between.count(";") + 3 * between.count("V") + 2 * between.count(",")


def _span(event: Event) -> tuple[int, int]:
    at = [event.at, *event.subj, *event.obj, *(x.at for x in event.losses)]
    return min(at), max(at)


def time_distance(row: Row, i: int, event: Event) -> int:
    """What it costs to bind the time at chunk i to the event."""
    cost = min(_distance(row, i, event.at), 2 + min(_distance(row, i, k) for k in _span(event)))
    told = max((m.at for m in event.matches if m.row is row and event.at < m.at < i), default=event.at)  # «انفجار يعتقد أنه انتحاري ضرب المدينة في 3 أيار»
    that = row.letters.find("t", told, i)
    if that >= 0 and "V" in row.letters[that:i]:
        cost += 2 * _TURN  # «... وأنه أعدم أمس»: another thing that is said
    cause = row.letters.find("j", told, i)
    if cause >= 0 and "V" in row.letters[cause:i] and cause > _span(event)[1]:
        cost += 2 * _TURN  # «ملاحقة الخلايا عقب مقتل الجنرال في 18 آب»: the day is that of the cause
    return cost


def place(parts: Sequence[Event], words: Words) -> PlaceMention | None:
    """The place of the event: its object where that is a place, else the nearest of its sentence."""
    fallback: PlaceMention | None = None
    for event in parts:
        row = event.row
        for i in (*event.obj, *event.subj):
            if row.chunks[i].letter == "L":
                found: PlaceMention = row.chunks[i].mention
                if found.precision != "country":
                    return found
        best: tuple[int, PlaceMention] | None = None
        low, high = _span(event)
        for i in row.marked("L"):
            mention: PlaceMention = row.chunks[i].mention
            cost = 0 if low <= i <= high else min(_distance(row, i, low), _distance(row, i, high))
            cost += 6 if i < event.at else 0
            cost += 15 if mention.precision == "country" else 0
            if row.letters[max(0, i - 2) : i].endswith(("S", "Sp")):
                cost += 10
            if best is None or cost < best[0]:
                best = (cost, mention)
        if best is not None and best[0] < _TURN + 20:
            if best[1].precision != "country":
                return best[1]
            fallback = fallback or best[1]
    return fallback


def inherit(drafts: Sequence[Any]) -> None:
    """Place and agent that a back reference, or a sentence that names none, takes from the story so far."""
    for n, d in enumerate(drafts):
        if d.dropped:
            continue
        if d.same is not None and not drafts[d.same].dropped:
            model = drafts[d.same]
            d.subj = d.subj or model.subj
            d.obj = d.obj or model.obj
            d.time = d.time or model.time
            d.place = d.place or model.place
        if d.place is None and not d.event.realis.background:
            d.place = _told_before(drafts, n)


def _told_before(drafts: Sequence[Any], n: int) -> PlaceMention | None:
    """The place of the story so far: that of the last event of its kind, before that of an evacuation told beside it."""
    d = drafts[n]
    near: list[Any] = []
    for k in range(n - 1, -1, -1):
        x = drafts[k]
        if d.event.row.sentence.i - x.event.row.sentence.i > _PLACE_REACH:
            break
        if not x.dropped and not x.headline and x.place is not None and x.place.precision != "country":
            near.append(x)
    kin = next((x for x in near if FAMILIES[x.type] == FAMILIES[d.type]), None)
    found = kin or (near[0] if near else None)
    return found.place if found is not None else None


def evidence(d: Any, words: Words) -> list[tuple[int, int]]:
    """Token ranges of the clauses that tell the event, one a sentence, in order."""
    out: list[tuple[int, int]] = []
    for event in d.parts:
        row = event.row
        chunks = row.chunks
        marks: list[int] = []
        for m in event.matches:
            marks += [m.at, *([m.light] if m.light is not None else [])]
        marks += [*(() if event.inherited else event.subj), *event.obj]
        tokens = [(chunks[i].first, chunks[i].last) for i in marks]
        for m in event.matches:  # the word that completes an idiom
            want = companions(m.entry.id)
            tokens += [(k, k + 1) for k in range(m.chunk.last, min(m.chunk.last + 8, row.sentence.last)) if words.tokens[k].form in want][:1]
        tokens += [(x.first, x.last) for x in event.losses] + [(chunks[x.trigger].first, chunks[x.trigger].last) for x in event.losses]
        tokens += [(y.first, y.last) for y in event.things]
        if d.whose and event is d.event:  # the words that take responsibility or refuse it
            s = row.sentence
            tokens += [(h.first, min(h.last + 2, s.last)) for h in row.cues if h.cue == "claims"]
            if d.source is not None and s.first <= d.source.first < s.last:
                tokens.append((d.source.first, min(d.source.last + (not event.matches), s.last)))
        if not tokens:
            continue
        first, last = min(a for a, _ in tokens), max(b for _, b in tokens)
        for c in chunks:  # the day and the place, where they stand close by
            if c.letter in "DL" and (c.mention is d.time or c.mention is d.place):
                gap = words.tokens[c.last : first]
                before = c.first < first and len(gap) <= 3 and all(t.kind != "punct" for t in gap)
                if 0 <= c.first - last <= 4 or before:
                    first, last = min(first, c.first), max(last, c.last)
        last = max(last, first + 1)
        if out and last - first < 4 and not event.losses and not event.things and event is not d.event:
            continue  # a bare mention proves nothing more
        while last - first > 1 and words.tokens[last - 1].kind == "punct":
            last -= 1
        out.append((first, last))
    return _union(out)


def _union(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


__all__ = ["FAMILIES", "evidence", "group", "ids", "inherit", "people", "place", "time_distance"]

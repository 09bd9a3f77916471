"""What the reader sees in a text: every stage's mentions, the triggers with their constructions, and what was rejected and why.

Kinds: number, ordinal, time, actor, place, source; cue, trigger, toll, materiel, rejected, claim (``docs/grammar.md``).
"""

from __future__ import annotations

from collections.abc import Iterator

from marsad.extract import actors, attribution, drafting, places, quantities, reader, times
from marsad.extract.drafts import Draft
from marsad.extract.events import Told
from marsad.extract.match import Match
from marsad.extract.reader import Reading
from marsad.extract.rows import Row
from marsad.model import Document, Mention


def explain(document: Document) -> list[Mention]:
    """All mentions of the document in the order in which they stand."""
    r = reader.read(document)
    found = [
        *quantities.mentions(r.quantities, r.words, r.times),
        *times.mentions(r.times, r.words),
        *actors.mentions(r.actors, document.text),
        *places.mentions(r.places, document.text),
        *attribution.mentions(r.attributions, r.words),
    ]
    for row in r.rows:
        found += _cues(r, row)
    for told in r.told:
        found += _told(r, told)
    for d in drafting.drafted(r.words, r.context, r.told, r.attributions):
        found.append(_draft(r, d))
    return sorted(found, key=lambda m: (m.start, m.end, m.kind, m.rule))


def _cues(r: Reading, row: Row) -> Iterator[Mention]:
    words = r.words
    for hit in row.cues:
        start, end = words.span(hit.first, hit.last)
        yield Mention("cue", start, end, words.text[start:end], f"{hit.cue}/{hit.id}", {"cue": hit.cue, "value": hit.value})


def _told(r: Reading, told: Told) -> Iterator[Mention]:
    words = r.words
    for m in told.all_matches:
        yield _trigger(r, m)
    for m, why in told.rejected:
        c = m.chunk
        yield Mention("rejected", c.start, c.end, words.text[c.start : c.end], m.entry.id, {"type": m.frame, "reason": why})
    for event in told.events:
        for x in event.losses:
            start, end = words.span(x.first, x.last)
            normal = {"measure": x.measure, "low": x.low, "high": x.high, "exact": x.exact, "event": event.type}
            yield Mention("toll", start, end, words.text[start:end], x.rule, normal)
        for y in event.things:
            start, end = words.span(y.first, y.last)
            yield Mention("materiel", start, end, words.text[start:end], y.rule, {"item": y.item, "outcome": y.outcome, "low": y.low, "high": y.high})
    for x in told.loose:
        start, end = words.span(x.first, x.last)
        normal = {"measure": x.measure, "low": x.low, "high": x.high, "exact": x.exact, "event": None}
        yield Mention("toll", start, end, words.text[start:end], x.rule, normal)


def _trigger(r: Reading, m: Match) -> Mention:
    chunks, text = m.row.chunks, r.words.text
    c = m.chunk
    normal = {
        "type": m.frame, "reading": m.reading, "rules": list(dict.fromkeys(m.rules)), "rejected": list(dict.fromkeys(m.rejected)),
        "subj": [text[chunks[i].start : chunks[i].end] for i in m.subj],
        "obj": [text[chunks[i].start : chunks[i].end] for i in m.obj],
    }  # fmt: skip
    return Mention("trigger", c.start, c.end, text[c.start : c.end], m.entry.id, normal)


def _draft(r: Reading, d: Draft) -> Mention:
    token = r.words.tokens[d.event.token]
    rules = list(dict.fromkeys(x for e in d.parts for x in e.rules))
    if d.dropped:
        normal = {"type": d.type, "reason": d.dropped, "likelihood": round(d.probability, 3)}
        return Mention("rejected", token.start, token.end, token.text, "/".join(rules[:1]), normal)
    normal = {"type": d.type, "likelihood": round(d.probability, 3), "signs": sorted(k for k, v in d.signs.items() if v), "rules": rules}
    return Mention("claim", token.start, token.end, token.text, "/".join(rules[:1]), normal)

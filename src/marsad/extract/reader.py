"""The reader: a Document in, all stages' mentions and the claims out. The line of the extract room, readable in one screen."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words, tokenise
from marsad.extract import actors, attribution, dating, events, lexicons, places, quantities, times
from marsad.extract import claims as claim_maker
from marsad.extract.chunks import Chunker, Row, Sight, cue_table
from marsad.extract.events import Told
from marsad.extract.seen import ActorMention, Attribution, Context, PlaceMention, Quantity, TimeMention
from marsad.model import Claim, Cut, Document


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was seen in one document."""

    document: Document
    words: Words
    context: Context
    quantities: list[Quantity]
    times: list[TimeMention]
    actors: list[ActorMention]
    places: list[PlaceMention]
    attributions: list[Attribution]
    rows: list[Row]
    told: list[Told]


def read(document: Document) -> Reading:
    """All stages over the document's text, furniture left out."""
    lexicons.load()
    words = tokenise(document.text, [*document.cuts, *_asides(document.text)])
    context = Context(published=document.published, bounds=document.published_bounds, outlet=document.outlet_id or document.outlet)
    found_quantities = quantities.find(words)
    found_times = times.find(words, found_quantities, context)
    if context.published is None and context.bounds is None and any(t.needs_anchor for t in found_times):
        bounds = dating.likeliest(dating.date_report(words, found_times, context), found_times)
        if bounds:
            context = dataclasses.replace(context, bounds=bounds)
            found_times = times.find(words, found_quantities, context)
    found_actors = actors.find(words, context)
    found_places = places.find(words, context, found_actors)
    found_attributions = attribution.find(words, found_actors, context)
    rows = Chunker(words, Sight(found_quantities, found_times, found_actors, found_places, found_attributions)).rows()
    genre = claim_maker.genre(words, rows)
    told = [events.read(words, row, genre=genre) for row in rows]
    return Reading(
        document, words, context, found_quantities, found_times, found_actors, found_places, found_attributions, rows, told
    )


def _asides(text: str) -> list[Cut]:
    """Lines that announce another story («اقرأ أيضاً.. مقتل عشرين …»): nothing on them is read, not even a place to tell the others by."""
    openers = _openers()
    found: list[Cut] = []
    start = 0
    for line in text.split("\n"):
        first = tuple(fold(w.strip(".:…،")) for w in line.split(None, 3)[:3])
        if any(first[: len(o)] == o for o in openers):
            found.append(Cut(start, start + len(line), "aside"))
        start += len(line) + 1
    return found


@functools.lru_cache(maxsize=1)
def _openers() -> list[tuple[str, ...]]:
    return [tuple(fold(w) for w in say.split()) for key, cue in cue_table().items() if key.startswith("furniture:") for say in cue.say]


def claims(document: Document) -> list[Claim]:
    """The claims of a document, in the order of their first evidence."""
    if "not_arabic" in document.flags or "empty" in document.flags:
        return []
    r = read(document)
    return claim_maker.make(document, r.words, r.context, r.told, r.attributions)

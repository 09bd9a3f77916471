"""The reader: a Document in, all stages' mentions and the claims out. The line of the extract room, readable in one screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from marsad import collector
from marsad.arabic.memo import Memo
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words, tokenise
from marsad.extract import actors, attribution, dating, events, lexicons, places, promise, quantities, telling, times
from marsad.extract import claims as claim_maker
from marsad.extract.chunks import Chunker
from marsad.extract.events import Told
from marsad.extract.promise import Promise
from marsad.extract.rows import Row, Sight
from marsad.extract.seen import ActorMention, Attribution, Context, PlaceMention, Quantity, TimeMention
from marsad.extract.vocabulary import cue_table
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
    chunker: Chunker
    told: list[Told]

    @property
    def rows(self) -> list[Row]:
        """Every sentence as a row of chunks, those too that tell nothing."""
        return self.chunker.rows()


def _silent(stage: str) -> None:
    """Nobody asks how long the stage took."""


def read(document: Document, clock: Callable[[str], None] = _silent) -> Reading:
    """All stages over the document's text, furniture left out. ``clock`` is called with a stage's name when it is done."""
    lexicons.load()
    words = tokenise(document.text, [*document.cuts, *_asides(document.text)])
    clock("tokens")
    return _read(document, words, promise.of(words), clock)


def _read(document: Document, words: Words, promised: Promise, clock: Callable[[str], None], *, rejected: bool = True) -> Reading:
    clock("promise")
    context = Context(published=document.published, bounds=document.published_bounds, outlet=document.outlet_id or document.outlet)
    found_quantities = quantities.find(words)
    clock("quantities")
    found_times = times.find(words, found_quantities, context)
    clock("times")
    if context.published is None and context.bounds is None and any(t.needs_anchor for t in found_times):
        bounds = dating.likeliest(dating.date_report(words, found_times, context), found_times)
        clock("dating")
        if bounds:
            context = dataclasses.replace(context, bounds=bounds)
            found_times = times.anchored(words, found_times, context)
            clock("times")
    found_actors = actors.find(words, context)
    clock("actors")
    found_places = places.find(words, context, found_actors)
    clock("places")
    found_attributions = attribution.find(words, found_actors, context)
    clock("attribution")
    sight = Sight(found_quantities, found_times, found_actors, found_places, found_attributions)
    chunker = Chunker(words, sight)
    rows = telling.worth_reading(words, chunker, promised, sight, rejected=rejected)
    genre = telling.genre(words, chunker, promised, found_actors)
    clock("chunks")
    told = [events.read(words, row, genre=genre) for row in rows]
    clock("events")
    return Reading(
        document, words, context, found_quantities, found_times, found_actors, found_places, found_attributions, chunker, told
    )


def _asides(text: str) -> list[Cut]:
    """Lines that announce another story («اقرأ أيضاً.. مقتل عشرين …»): nothing on them is read, not even a place to tell the others by."""
    found: list[Cut] = []
    start = 0
    for line in text.split("\n"):
        first = line.split(None, 3)[:3]
        if first and (openers := _OPENERS[first[0]]):
            said = tuple(map(_bare, first))
            if any(said[: len(o)] == o for o in openers):
                found.append(Cut(start, start + len(line), "aside"))
        start += len(line) + 1
    return found


def _bare(word: str) -> str:
    return fold(word.strip(".:…،"))


def _opening(word: str) -> tuple[tuple[str, ...], ...]:
    """What the word may open that announces another story, in folded words; nothing for most."""
    said = (tuple(map(fold, say.split())) for key, cue in cue_table().items() if key.startswith("furniture:") for say in cue.say)
    return tuple(o for o in said if o[0] == _bare(word))


_OPENERS: Memo[tuple[tuple[str, ...], ...]] = Memo(_opening)


def claims(document: Document, clock: Callable[[str], None] = _silent) -> list[Claim]:
    """The claims of a document, in the order of their first evidence. ``clock`` as in ``read``."""
    if "not_arabic" in document.flags or "empty" in document.flags:
        return []
    lexicons.load()
    with collector.off():  # what is read is thrown away whole and has no circles: looking meanwhile costs a fifth of the reading, more the longer the text
        return _claims(document, clock)


def _claims(document: Document, clock: Callable[[str], None]) -> list[Claim]:
    words = tokenise(document.text, [*document.cuts, *_asides(document.text)])
    clock("tokens")
    promised = promise.of(words)
    if not promised.tells:  # no word of an event or a loss: nobody need know its days and places
        clock("promise")
        return []
    r = _read(document, words, promised, clock, rejected=False)
    found = claim_maker.make(document, r.words, r.context, r.told, r.attributions)
    clock("claims")
    return found

"""Every lexicon of the reader, opened at once: what is needed before the first word is read."""

from __future__ import annotations

import functools
import gc

from marsad import collector
from marsad.arabic import actor_words, lexicon, numbers, tokens
from marsad.extract import (
    actor_facts,
    actor_names,
    attribution,
    confidence,
    facts,
    gazetteer,
    grammar,
    place_words,
    places,
    promise,
    quantities,
    speech,
    times,
    timewords,
    vocabulary,
)
from marsad.resources import actors, sources


@functools.lru_cache(maxsize=1)
def load() -> None:
    """Opens them once a process. Raises DataError.

    The collector is held off meanwhile (it would look through each new table again and again) and then told to leave alone what
    is there: a hundred thousand dictionaries that live as long as the process, a sixth of a second a look.
    """
    with collector.off():
        for table in (
            actors.tree, sources.table, gazetteer.index, place_words.lexicon, timewords.tables, facts.index, speech.lexicon,
            actor_words.words, actor_facts.lexicon, lexicon.surfaces, vocabulary.phrase_trie, vocabulary.triggers,
            vocabulary.noun_table, vocabulary.cue_table, vocabulary.letters_of, grammar.patterns, confidence.weights,
        ):  # fmt: skip
            table()
        numbers.atom("واحد")
        # each stage that only looks at certain words may put its question here
        tokens.ask(quantities.begins, times.begins, actor_names.opens, places.begins, attribution.cue_word, promise.asks, facts.begins)
    gc.freeze()

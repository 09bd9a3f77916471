"""What the stages of the reader see, before it becomes claims: quantities, times, actors, places, attributions.

Every item knows its tokens ``first``..``last`` (end exclusive, indices into ``Words.tokens``), its offsets ``start``..``end``
(without proclitics) and the id of the rule that fired. Stages are functions ``find(words, …) -> list`` and share no state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the report before its words are read."""

    published: dt.date | None = None
    bounds: tuple[dt.date, dt.date] | None = None  # of the publication day, where undated but datable
    outlet: str | None = None  # id in data/sources, or the name as printed
    countries: tuple[str, ...] = ()  # ISO-2, likeliest first: where the outlet is at home, then what the text names


class Quantity(NamedTuple):
    """A number in the text: «أكثر من 40», «بين ٣ و٥», «عشرات», «الثالث».

    ``kind``: cardinal, ordinal, fraction, percent, vague, dual («قتيلان», the noun itself is the number). ``low``/``high`` as the toll conventions want them (high None: open);
    ``value`` the plain number where there is one; ``raw`` the vague word. ``unit``: a following scale or currency, if any.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    low: float
    high: float | None
    exact: bool
    value: float | None
    raw: str | None = None
    rule: str = ""
    role: str = "count"  # or date, year, clock, duration, name, idiom, pronoun, measure, money, phone, list: what counts nothing
    bound: str | None = None  # min, max, about, range
    core: tuple[int, int] = (0, 0)  # the tokens of the plain number inside the phrase
    either: bool = False  # a definite numeral: «الثلاثون», thirty or the thirtieth


class TimeMention(NamedTuple):
    """A time phrase resolved to days. ``start_day``/``end_day`` None: open. ``needs_anchor`` where it hangs on the publication day.

    ``leans_on``: "event" for «بعد ساعات من الهجوم», «غداة …» (token index of what it leans on in ``lean``), else None.
    ``part``: part of day (dawn, morning, noon, afternoon, evening, night) or None. ``clock``: "HH:MM" or None.
    """

    first: int
    last: int
    start: int
    end: int
    start_day: dt.date | None
    end_day: dt.date | None
    edtf: str
    precision: str  # day, days, week, month, season, quarter, year, decade, open
    rule: str
    needs_anchor: bool = False
    part: str | None = None
    clock: str | None = None
    leans_on: str | None = None
    lean: int | None = None
    role: str = "event"  # or dateline, duration, publication, name, earlier, later, recently, until_now
    also: tuple[tuple[dt.date | None, dt.date | None], ...] = ()  # other readings: «منذ ثلاثة أيام» may be «three days ago»
    reading: Any = None  # the phrase before it is anchored; extract/dating.py asks it
    future: bool = False  # its clause tells what is to come


class ActorMention(NamedTuple):
    """An actor named in the text. ``actor`` is the id; ``kind`` its kind (army, militia, insurgents, civilians, …).

    ``generic`` for bare words resolved by context («القوات الحكومية», «المسلحون»); ``provisional`` for an id made from the name;
    ``adjective`` for a nisba that only colours another noun («روسية», «أميركي»); ``within`` «…» of a name that is no actor here.
    """

    first: int
    last: int
    start: int
    end: int
    actor: str
    kind: str
    rule: str
    generic: bool = False
    provisional: bool = False
    adjective: bool = False
    back_reference: bool = False
    country: str | None = None


class PlaceMention(NamedTuple):
    """A place phrase with its footprint; fields as in model.Place. ``parts``: the names inside the phrase, as (start, end, id)."""

    first: int
    last: int
    start: int
    end: int
    name: str | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    relation: str
    precision: str
    rule: str
    footprint: dict[str, Any] | None = None
    candidates: tuple[str, ...] = ()
    place_id: str | None = None
    back_reference: bool = False
    parts: tuple[tuple[int, int, str], ...] = ()


class SourceLink(NamedTuple):
    """One link of a chain of sources, as it stands in the text."""

    first: int
    last: int
    start: int
    end: int
    source: str
    kind: str  # outlet, agency, monitor, ministry, armed_group, official, eyewitnesses, local, medical, military, media, …
    rule: str
    actor: str | None = None  # whose side it speaks for, in the actor tree


class Attribution(NamedTuple):
    """A cue with its source chain and its scope (AttImam's model: cue + source + content + features).

    ``chain`` from the outlet inward; ``scope`` the tokens (first, last) that it covers, over sentence ends where it goes on;
    ``stance``: says, claims_responsibility, denies, expects, quotes; ``links`` may be empty («ذُكر أن»: hearsay).
    """

    first: int
    last: int
    start: int
    end: int
    cue: str
    chain: tuple[SourceLink, ...]
    scope: tuple[int, int]
    stance: str
    rule: str

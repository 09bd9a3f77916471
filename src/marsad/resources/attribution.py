"""The words of attribution: verbs and prepositions that open a quotation, nouns that name a speaker. ``data/cues/attribution.yml``."""

from __future__ import annotations

from typing import Literal, get_args

import pydantic

from marsad.resources import DATA, DataError, load_yaml

PATTERNS = ("cues/attribution.yml",)

Takes = Literal["that", "quote", "about", "to", "on", "with", "np", "tally"]
Stance = Literal["says", "claims_responsibility", "denies", "expects", "accuses", "opines", "demands", "quotes"]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", defer_build=True, frozen=True)


class Verb(_Strict):
    """A verb of saying, by its past and present (third person masculine); forms are derived. See the file's head for the marks."""

    id: str
    past: str
    present: str
    masdar: str | None = None
    participle: str | None = None
    takes: tuple[Takes, ...]
    stance: Stance = "says"
    loose: bool = False  # has other senses: wants a known speaker and one of its particles
    narrow: bool = False  # no form with a pronoun (بينهم is no verb)
    publishes: bool = False  # of a text or picture, whose back reference («الصور») speaks later
    cites: bool = False  # نقل عن: what follows عن is the inner source
    impersonal: bool = False  # its present without a subject is nobody's («يذكر أن»)
    addressee: bool = False  # its object is who was told («أبلغ رويترز»)
    example: str


class Preposition(_Strict):
    """«وفق», «نقلا عن»: ``by`` the word that must follow; ``clause`` where a verb of saying must («حسبما أفاد»)."""

    id: str
    words: tuple[str, ...]
    by: str | None = None
    clause: bool = False
    cites: bool = False
    example: str


class Head(_Strict):
    """A noun that opens the phrase of a speaker; ``as`` the noun of its id."""

    id: str
    noun: str | None = pydantic.Field(default=None, alias="as")
    kind: str
    words: tuple[str, ...]
    of: bool = False
    person: bool = False
    outlet: bool = False
    carries: bool = False  # a text or talk, whose author is the source
    alone: bool = False  # speaks without adjective or genitive, though definite («المصادر», «الشرطة»)
    speaks_for: bool = False  # the office of whoever follows («مدير المرصد» is the observatory)
    possessed: bool = False  # with a pronoun it is the last speaker's («بيانها», «مديره»)
    back: str | None = None  # heads that take each other up («العقيد» … «الضابط»)


class Adjective(_Strict):
    """«محلي» → local; a nisba has its country."""

    id: str
    words: tuple[str, ...]
    country: str | None = None


class Office(_Strict):
    """What a ministry is of: «الدفاع» → mod."""

    id: str
    words: tuple[str, ...]


WordsId = Literal[
    "that", "stop", "linking", "not_within", "same_one", "issued", "called", "adverbs", "before_subject", "monitored", "unsaid", "governing",
    "comes", "clause", "goes_on", "turns", "voice", "responsibility", "figures", "thus", "particles", "told", "whatever", "medium", "during",
    "residents", "by_name", "bodies",
]  # fmt: skip


class Words(_Strict):
    """A list of small words; ``for`` says what it steers."""

    id: WordsId
    what: str = pydantic.Field(alias="for")
    example: str
    words: tuple[str, ...]


class Attribution(_Strict):
    """The file of attribution."""

    verbs: tuple[Verb, ...]
    prepositions: tuple[Preposition, ...]
    heads: tuple[Head, ...]
    adjectives: tuple[Adjective, ...]
    words: tuple[Words, ...] = ()
    offices: tuple[Office, ...] = ()
    ignore: tuple[str, ...] = ()  # words that only look like a cue


def cues() -> Attribution:
    """The file, checked; raises DataError naming it."""
    path = DATA / "cues" / "attribution.yml"
    try:
        found = Attribution.model_validate(load_yaml(path))
    except pydantic.ValidationError as error:
        raise DataError(f"{path}: {error}") from error
    missing = set(get_args(WordsId)) - {w.id for w in found.words}
    if missing:
        raise DataError(f"{path}: words: {', '.join(sorted(missing))} missing; the reader needs every list")
    return found

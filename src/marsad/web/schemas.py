"""The shapes of the JSON API: the contract's objects, typed for OpenAPI. ``span`` is a pair of code-point offsets, end exclusive."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EventType = Literal[
    "attack", "clash", "explosive", "air_strike", "shelling", "killing", "abduction", "arrest", "seizure",
    "destruction", "sweep", "deployment", "withdrawal", "territory", "find", "protest", "transfer",
]  # fmt: skip
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Span = tuple[int, int]


class Shape(BaseModel):
    """Unknown keys may come with later versions; what is here stays."""

    model_config = ConfigDict(populate_by_name=True)


class Problem(Shape):
    """Why there is no answer, in one sentence."""

    detail: str


class Words(Shape):
    """A sentence in both languages."""

    en: str
    ar: str


class Time(Shape):
    """When it happened: ISO days, both included, and EDTF."""

    from_: str | None = Field(alias="from")
    to: str | None
    edtf: str
    precision: str


class ClaimTime(Time):
    """When it happened, with the words that say so."""

    text: str | None
    span: Span | None
    rule: str


class IncidentPlace(Shape):
    """The footprint of an incident."""

    name: str | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: str
    relation: str | None
    footprint: dict[str, Any] | None


class ClaimPlace(IncidentPlace):
    """The footprint of a claim, with the words that say so."""

    text: str
    span: Span
    candidates: list[str]
    rule: str


class Actor(Shape):
    """An actor in a role: as printed, and its id."""

    text: str
    span: Span
    actor: str | None


class Toll(Shape):
    """One figure of a claim; ``high`` null: open upwards."""

    measure: str
    group: Actor | None
    low: int
    high: int | None
    exact: bool
    part_of: int | None
    text: str | None
    span: Span | None
    raw: str | None
    rule: str


class Materiel(Shape):
    """Things destroyed, damaged, captured or found."""

    text: str
    span: Span
    item: str
    outcome: str
    low: int
    high: int | None
    owner: str | None
    rule: str


class Source(Shape):
    """One link of the chain of who says so."""

    text: str
    span: Span
    source: str
    rule: str


class Quote(Shape):
    """Words of the document that prove something."""

    text: str
    span: Span


class Claim(Shape):
    """One event, or tally of events, as one source tells it in one document."""

    id: str
    document: str
    file: str
    type: str
    kind: str
    status: str
    background: bool
    time: ClaimTime | None
    place: ClaimPlace | None
    perpetrators: list[Actor]
    targets: list[Actor]
    tolls: list[Toll]
    materiel: list[Materiel]
    sources: list[Source]
    evidence: list[Quote]
    same_as: str | None
    means: list[str]
    confidence: float
    rules: list[str]
    extractor: str
    incident: str | None


class ReconciledToll(Shape):
    """Low, best and high of one measure and group (null: all together), and why."""

    measure: str
    group: str | None
    low: int | None
    best: int | None
    high: int | None
    disputed: bool
    why: Words


class Origin(Shape):
    """An innermost source, its stance, the claims that end at it."""

    source: str
    stance: str
    claims: list[str]


class Check(Shape):
    """A piece of arithmetic that was checked."""

    kind: str
    holds: bool
    residual: int | None
    text: Words


class Incident(Shape):
    """The real happening that a set of claims is about, and the account of it."""

    id: str
    type: str
    kind: str
    status: str
    grade: str
    disputed: list[str]
    time: Time | None
    place: IncidentPlace | None
    perpetrators: list[str]
    targets: list[str]
    tolls: list[ReconciledToll]
    independent_origins: int
    origins: list[Origin]
    checks: list[Check]
    claims: list[str]
    history: list[dict[str, Any]]


class Cut(Shape):
    """A stretch of the text that is not the report."""

    span: Span
    rule: str


class Document(Shape):
    """One report as published."""

    id: str
    file: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    language: str
    capture: str | None
    flags: list[str]
    cuts: list[Cut]
    text: str


class IncidentPage(Shape):
    """Incidents in pages; ``next`` is the cursor of the following one."""

    items: list[Incident]
    total: int
    next: str | None


class Figures(Shape):
    """Lowest and highest figures of some incidents, added up. `incidents`: how many tell one; `open`: in how many of them it is "or more"."""

    measure: str
    low: int
    high: int
    incidents: int
    open: int


class SideFigures(Figures):
    """The same of one side. `side`: an actor's id, "attackers" for unnamed ones, null where nobody says whose they were. `role`: "hit" lies in the
    totals; "own" are attackers' own losses, beside them; "within" lies within another side's row; "over" is by how much an incident's sides are
    more than its total."""

    side: str | None
    role: Literal["hit", "own", "within", "over"]


class Tolls(Shape):
    """What some incidents cost, in all and by side."""

    incidents: int
    totals: list[Figures]
    sides: list[SideFigures]


class ClaimPage(Shape):
    """Claims in pages; ``next`` is the cursor of the following one."""

    items: list[Claim]
    total: int
    next: str | None


class DocumentHit(Quote):
    """Where a report has the words."""

    id: str
    title: str | None
    outlet: str | None


class SearchResult(Shape):
    """Incidents and reports that have the words."""

    incidents: list[Incident]
    documents: list[DocumentHit]

"""The nouns: capture, document, claim and its parts, judgement, incident. Frozen, no I/O.

Offsets are Unicode code points into ``Document.text``, end exclusive; ``text`` of a part is exactly that slice.
The JSON shapes are those of the contract (docs/schema.md); ``to_json`` writes them, ``from_json`` reads them back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

JSON = dict[str, Any]

EventType = Literal[
    "attack", "clash", "explosive", "air_strike", "shelling", "killing", "abduction", "arrest", "seizure",
    "destruction", "sweep", "deployment", "withdrawal", "territory", "find", "protest", "transfer",
]  # fmt: skip
EVENT_TYPES: tuple[str, ...] = (
    "attack", "clash", "explosive", "air_strike", "shelling", "killing", "abduction", "arrest", "seizure",
    "destruction", "sweep", "deployment", "withdrawal", "territory", "find", "protest", "transfer",
)  # fmt: skip
KINDS = ("incident", "series", "tally")
STATUSES = ("asserted", "claimed", "suspected", "planned", "denied", "failed")
MEASURES = ("killed", "wounded", "captured", "missing")
MATERIEL_ITEMS = (
    "vehicle", "tank", "truck", "weapon_cache", "building", "position", "motorcycle", "aircraft", "other",
)  # fmt: skip
MATERIEL_OUTCOMES = ("destroyed", "damaged", "captured", "found")

PLACE_PRECISIONS = ("site", "town", "near", "district", "admin1", "region", "country")
"""Our ladder, finest first (reference R6): site or street; named settlement; near or a side of one; district or rural
belt; governorate; landscape, road or span between places; country."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Raw bytes as they were got: the ground that everything else stands on."""

    sha256: str
    size: int
    origin: str  # path, URL or "-" for stdin
    got_at: dt.datetime
    media_type: str = "text/plain"
    charset: str | None = None
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """Furniture: a stretch of ``Document.text`` that is not the report (share bars, «اقرأ أيضاً»), and the rule that says so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Document:
    """One report as published. ``text`` keeps everything, furniture too; ``cuts`` says what is not read."""

    id: str
    text: str
    file: str
    published: dt.date | None = None
    published_from: str | None = None  # who says so: "metadata", "option", "page", "dateline"
    outlet: str | None = None  # name as given or printed
    outlet_id: str | None = None  # id in data/sources where known
    title: str | None = None
    url: str | None = None
    language: str = "ar"
    capture: str | None = None  # sha256
    published_bounds: tuple[dt.date, dt.date] | None = None  # of an undated report, where it can be dated
    cuts: tuple[Cut, ...] = ()
    flags: tuple[str, ...] = ()  # "not_arabic", "empty", "truncated", …
    part: str | None = None  # which report of its capture, where that holds several («entry 3»)
    source: str | None = None  # where it comes from (address, or outlet and record); versions of one report share it
    forwarded_from: tuple[str, ...] = ()  # whom a message was passed on from, outermost first

    def to_json(self) -> JSON:
        """The document as a line of ``--documents FILE``."""
        return {
            "id": self.id, "file": self.file, "title": self.title, "outlet": self.outlet, "url": self.url,
            "published": self.published.isoformat() if self.published else None, "language": self.language,
            "capture": self.capture, "flags": list(self.flags),
            "cuts": [{"span": [c.start, c.end], "rule": c.rule} for c in self.cuts], "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the document that prove something."""

    text: str
    start: int
    end: int

    def to_json(self) -> JSON:
        return {"text": self.text, "span": [self.start, self.end]}


@dataclass(frozen=True, slots=True)
class When:
    """The interval in which the event happened; both days included. ``text`` is None where the default of fresh news applies."""

    start_day: dt.date | None  # None: open
    end_day: dt.date | None
    edtf: str
    precision: str  # day, days, week, month, season, quarter, year, decade, open
    text: str | None = None
    start: int | None = None
    end: int | None = None
    rule: str = ""

    def to_json(self) -> JSON:
        return {
            "text": self.text,
            "span": [self.start, self.end] if self.start is not None else None,
            "from": self.start_day.isoformat() if self.start_day else None,
            "to": self.end_day.isoformat() if self.end_day else None,
            "edtf": self.edtf, "precision": self.precision, "rule": self.rule,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A footprint: the area in which the phrase lets the event have happened."""

    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    relation: str | None = None  # in, near, east_of, between, along, …
    precision: str = "town"
    footprint: JSON | None = None  # GeoJSON geometry where it is more than the circle
    candidates: tuple[str, ...] = ()  # ids that stayed possible
    rule: str = ""

    def to_json(self) -> JSON:
        return {
            "text": self.text, "span": [self.start, self.end], "name": self.name, "country": self.country,
            "admin1": self.admin1, "admin2": self.admin2, "lat": self.lat, "lon": self.lon,
            "radius_km": self.radius_km, "relation": self.relation, "precision": self.precision,
            "footprint": self.footprint, "candidates": list(self.candidates), "rule": self.rule,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor in a role, with the label as printed beside the neutral id."""

    text: str
    start: int
    end: int
    actor: str | None

    def to_json(self) -> JSON:
        return {"text": self.text, "span": [self.start, self.end], "actor": self.actor}


@dataclass(frozen=True, slots=True)
class Toll:
    """One figure: killed, wounded, captured or missing, of one group, as a range. ``high`` None: open upwards."""

    measure: str
    low: int
    high: int | None
    exact: bool
    group: Actor | None = None
    part_of: int | None = None  # index in Claim.tolls
    text: str | None = None  # the words of the figure
    start: int | None = None
    end: int | None = None
    raw: str | None = None  # a vague word, kept so that other policies can be applied («عشرات»)
    rule: str = ""

    def to_json(self) -> JSON:
        return {
            "measure": self.measure, "group": self.group.to_json() if self.group else None,
            "low": self.low, "high": self.high, "exact": self.exact, "part_of": self.part_of, "text": self.text,
            "span": [self.start, self.end] if self.start is not None else None, "raw": self.raw, "rule": self.rule,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Materiel:
    """Things destroyed, damaged, captured or found."""

    text: str
    start: int
    end: int
    item: str
    outcome: str
    low: int
    high: int | None
    owner: str | None = None
    rule: str = ""

    def to_json(self) -> JSON:
        return {
            "text": self.text, "span": [self.start, self.end], "item": self.item, "outcome": self.outcome,
            "low": self.low, "high": self.high, "owner": self.owner, "rule": self.rule,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One link of the chain of who says so."""

    text: str
    start: int
    end: int
    source: str
    rule: str = ""

    def to_json(self) -> JSON:
        return {"text": self.text, "span": [self.start, self.end], "source": self.source, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Claim:
    """One event, or tally of events, as one source tells it in one document, with its evidence."""

    id: str
    document: str
    file: str
    type: str
    kind: str = "incident"
    status: str = "asserted"
    background: bool = False
    time: When | None = None
    place: Place | None = None
    perpetrators: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    tolls: tuple[Toll, ...] = ()
    materiel: tuple[Materiel, ...] = ()
    sources: tuple[Source, ...] = ()  # from the outlet inward
    evidence: tuple[Quote, ...] = ()
    same_as: str | None = None  # key shared by claims of one document that tell the same event
    means: tuple[str, ...] = ()  # how: "ied", "drone", "sniper", …
    confidence: float = 0.5
    rules: tuple[str, ...] = ()
    extractor: str = ""
    incident: str | None = None

    def to_json(self) -> JSON:
        """The claim in the contract's shape; keys in one fixed order."""
        return {
            "id": self.id, "document": self.document, "file": self.file, "type": self.type, "kind": self.kind,
            "status": self.status, "background": self.background,
            "time": self.time.to_json() if self.time else None,
            "place": self.place.to_json() if self.place else None,
            "perpetrators": [a.to_json() for a in self.perpetrators],
            "targets": [a.to_json() for a in self.targets],
            "tolls": [t.to_json() for t in self.tolls],
            "materiel": [m.to_json() for m in self.materiel],
            "sources": [s.to_json() for s in self.sources],
            "evidence": [q.to_json() for q in self.evidence],
            "same_as": self.same_as, "means": list(self.means), "confidence": round(self.confidence, 3),
            "rules": list(self.rules), "extractor": self.extractor,
        }  # fmt: skip

    def replace(self, **changes: Any) -> Claim:
        return dataclasses.replace(self, **changes)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _span(data: Mapping[str, Any]) -> tuple[int | None, int | None]:
    span = data.get("span")
    return (span[0], span[1]) if span else (None, None)


def actor_from_json(data: Mapping[str, Any]) -> Actor:
    """An actor from the contract's JSON."""
    start, end = data.get("span") or (0, 0)
    return Actor(text=data["text"], start=start, end=end, actor=data.get("actor"))


def claim_from_json(data: Mapping[str, Any]) -> Claim:
    """A claim from the contract's JSON (what ``Claim.to_json`` wrote). Raises KeyError on a missing required key."""
    when, place = data.get("time"), data.get("place")
    time = None
    if when:
        start, end = _span(when)
        time = When(
            start_day=_day(when.get("from")), end_day=_day(when.get("to")), edtf=when.get("edtf") or "",
            precision=when.get("precision") or "day", text=when.get("text"), start=start, end=end,
            rule=when.get("rule") or "",
        )  # fmt: skip
    where = None
    if place:
        start, end = _span(place)
        where = Place(
            text=place.get("text") or "", start=start or 0, end=end or 0, name=place.get("name"),
            country=place.get("country"), admin1=place.get("admin1"), admin2=place.get("admin2"),
            lat=place.get("lat"), lon=place.get("lon"), radius_km=place.get("radius_km"),
            relation=place.get("relation"), precision=place.get("precision") or "town",
            footprint=place.get("footprint"), candidates=tuple(place.get("candidates") or ()),
            rule=place.get("rule") or "",
        )  # fmt: skip
    tolls = []
    for t in data.get("tolls") or []:
        start, end = _span(t)
        tolls.append(
            Toll(
                measure=t["measure"], low=t["low"], high=t.get("high"), exact=t.get("exact", True),
                group=actor_from_json(t["group"]) if t.get("group") else None, part_of=t.get("part_of"),
                text=t.get("text"), start=start, end=end, raw=t.get("raw"), rule=t.get("rule") or "",
            )
        )  # fmt: skip
    return Claim(
        id=data["id"], document=data["document"], file=data.get("file") or "", type=data["type"],
        kind=data.get("kind", "incident"), status=data.get("status", "asserted"),
        background=bool(data.get("background")), time=time, place=where,
        perpetrators=tuple(actor_from_json(a) for a in data.get("perpetrators") or []),
        targets=tuple(actor_from_json(a) for a in data.get("targets") or []),
        tolls=tuple(tolls),
        materiel=tuple(
            Materiel(
                text=m["text"], start=m["span"][0], end=m["span"][1], item=m["item"], outcome=m["outcome"],
                low=m["low"], high=m.get("high"), owner=m.get("owner"), rule=m.get("rule") or "",
            )
            for m in data.get("materiel") or []
        ),
        sources=tuple(
            Source(text=s["text"], start=s["span"][0], end=s["span"][1], source=s["source"], rule=s.get("rule") or "")
            for s in data.get("sources") or []
        ),
        evidence=tuple(Quote(text=q["text"], start=q["span"][0], end=q["span"][1]) for q in data.get("evidence") or []),
        same_as=data.get("same_as"), means=tuple(data.get("means") or ()), confidence=data.get("confidence", 0.5),
        rules=tuple(data.get("rules") or ()), extractor=data.get("extractor") or "", incident=data.get("incident"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Anything that the reader sees, for ``explain``: its kind, where it stands, its normal form, the rule that fired."""

    kind: str  # number, ordinal, time, actor, place, source, trigger, cue, …
    start: int
    end: int
    text: str
    rule: str
    normal: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> JSON:
        return {"kind": self.kind, "text": self.text, "span": [self.start, self.end], "rule": self.rule, **self.normal}


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input, or a line of one, that became no document; said, never dropped in silence."""

    origin: str  # file, "file:line" or URL
    reason: str  # one plain sentence: what is wrong and what to do


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person (or a threshold) decided about two claims. Superseded, never edited."""

    left: str
    right: str
    verdict: Literal["same", "not_same", "unsure"]
    who: str
    created_at: dt.datetime
    score: float | None = None
    reason: str | None = None
    deleted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of ours in both interface languages."""

    en: str
    ar: str

    def to_json(self) -> JSON:
        return {"en": self.en, "ar": self.ar}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word on an incident's account in place of the rule's. ``field``: "grade", or "toll:killed", "toll:killed:civilians"."""

    incident: str
    field: str
    value: Any  # a grade, or [low, best, high]
    reason: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReconciledToll:
    """low / best / high of one measure and group (None: all victims together), and why."""

    measure: str
    group: str | None
    low: int | None
    best: int | None
    high: int | None
    why: Words
    disputed: bool = False

    def to_json(self) -> JSON:
        return {
            "measure": self.measure, "group": self.group, "low": self.low, "best": self.best, "high": self.high,
            "disputed": self.disputed, "why": self.why.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """An innermost source, its stance to the incident, and the claims that end at it."""

    source: str
    stance: str  # attacker, victim_side, ally_of_attacker, ally_of_victim, third_party
    claims: tuple[str, ...]

    def to_json(self) -> JSON:
        return {"source": self.source, "stance": self.stance, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Check:
    """A piece of arithmetic that was checked: parts, died of wounds, window with its residual."""

    kind: str
    holds: bool
    text: Words
    residual: int | None = None

    def to_json(self) -> JSON:
        return {"kind": self.kind, "holds": self.holds, "residual": self.residual, "text": self.text.to_json()}


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims were held to be the same (or were forbidden, or await a person): features with reasons."""

    left: str
    right: str
    score: float
    verdict: Literal["same", "not_same", "suggested"]
    reasons: tuple[tuple[str, float, Words], ...]  # feature, weight, reason
    by: str = "rules"  # or a person


@dataclass(frozen=True, slots=True)
class Incident:
    """The real happening that a set of claims is about, and the account of it."""

    id: str
    type: str
    grade: str  # confirmed, fair, weak, contested, discounted
    claims: tuple[str, ...]
    kind: str = "incident"  # or "window" (tally or open series), shown apart
    disputed: tuple[str, ...] = ()
    time: When | None = None
    place: Place | None = None
    perpetrators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tolls: tuple[ReconciledToll, ...] = ()
    origins: tuple[Origin, ...] = ()
    independent_origins: int = 0
    checks: tuple[Check, ...] = ()
    links: tuple[Link, ...] = ()
    status: str = "asserted"
    history: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> JSON:
        """The incident in the contract's shape."""
        place: JSON | None = None
        if self.place:
            p = self.place
            place = {
                "name": p.name or p.text, "country": p.country, "admin1": p.admin1, "admin2": p.admin2,
                "lat": p.lat, "lon": p.lon, "radius_km": p.radius_km, "precision": p.precision,
                "relation": p.relation, "footprint": p.footprint,
            }  # fmt: skip
        return {
            "id": self.id, "type": self.type, "kind": self.kind, "status": self.status, "grade": self.grade,
            "disputed": list(self.disputed),
            "time": {k: v for k, v in self.time.to_json().items() if k in ("from", "to", "edtf", "precision")}
            if self.time
            else None,
            "place": place, "perpetrators": list(self.perpetrators), "targets": list(self.targets),
            "tolls": [t.to_json() for t in self.tolls], "independent_origins": self.independent_origins,
            "origins": [o.to_json() for o in self.origins], "checks": [c.to_json() for c in self.checks],
            "claims": list(self.claims), "history": [dict(h) for h in self.history],
        }  # fmt: skip

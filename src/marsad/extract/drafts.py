"""A claim in the making, and how two of them stand to one another: the same voice, one running account, spoils of a deed."""

from __future__ import annotations

from dataclasses import dataclass, field

from marsad.extract import binding, sameness
from marsad.extract.events import FAMILIES, Event
from marsad.extract.rows import Row
from marsad.extract.seen import ActorMention, Attribution, PlaceMention, TimeMention
from marsad.extract.tolls import Loss
from marsad.model import Actor


@dataclass(slots=True, eq=False)
class Draft:
    """A claim in the making."""

    event: Event
    source: Attribution | None
    parts: list[Event]  # the event first, then what was merged into it
    time: TimeMention | None = None
    said: TimeMention | None = None  # the day on which its source spoke
    lead: bool = False  # told in the first sentence of the body
    echoes: list[Event] = field(default_factory=list)  # mentions of it by other voices, which may tell where and when
    own_place: bool = False  # told by its own words, not taken over
    key: str | None = None  # of the event that several drafts tell
    whose: str = ""  # "owns", "denies", "imputes": a sentence about whose deed it is
    place: PlaceMention | None = None
    subj: list[ActorMention | Actor] = field(default_factory=list)
    obj: list[ActorMention | Actor] = field(default_factory=list)
    headline: bool = False
    same: int | None = None  # index of the draft that tells the same event
    at: int = 0  # its own index
    dropped: str = ""
    inherited_time: bool = False
    probability: float = 0.5
    signs: dict[str, float] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.event.type

    @property
    def losses(self) -> list[tuple[Row, Loss]]:
        return [(e.row, x) for e in self.parts for x in e.losses]

    def chain(self) -> tuple[str, ...]:
        return tuple([x.source for x in self.source.chain]) if self.source else ()


def other_figures(a: Draft, b: Draft) -> bool:
    """Whether both count the same kind of loss, differently."""
    ours = {x.measure: (x.low, x.high) for _, x in a.losses if x.part_of is None}
    return any(x.measure in ours and ours[x.measure] != (x.low, x.high) for _, x in b.losses if x.part_of is None)


def same_voice(a: Draft, b: Draft) -> bool:
    """Whether one source tells both, or two that stand beside one another where one is not named."""
    if not a.chain() or not b.chain():
        return a.chain() == b.chain() or abs(a.event.row.sentence.i - b.event.row.sentence.i) <= 1
    return bool(set(a.chain()) & set(b.chain()))


def running(a: Draft, b: Draft) -> bool:
    """Whether b goes on telling a: same type, voice and people, next sentence, no other day or place."""
    if a.type != b.type and {a.type, b.type} != {"attack", "clash"}:
        return False
    gap = b.event.row.sentence.i - a.parts[-1].row.sentence.i
    if gap > 1 or (gap == 0 and a.event.row is b.event.row and not b.event.generic):
        return False
    if gap and (sameness.another(b.event) or sameness.elsewhere(a.parts, b.event)):
        return False
    if b.event.realis.background != a.event.realis.background or (a.event.realis.status or "") != (b.event.realis.status or ""):
        return False
    if not (a.chain() and a.chain() == b.chain()) and not (b.source is None and a.source is None):
        return False
    ours, theirs = binding.ids(a.subj), binding.ids(b.subj)
    if ours and theirs and not ours & theirs:
        return False
    if a.event.plural != b.event.plural:
        return False
    exact = {(x.measure) for _, x in a.losses if x.part_of is None} & {x.measure for _, x in b.losses if x.part_of is None}
    if exact:
        return False
    if b.event.losses and not b.subj and not ours:
        return True
    return bool(ours & theirs) and a.type in ("attack", "clash", "air_strike", "shelling", "withdrawal", "sweep")


def spoils(a: Draft, b: Draft) -> bool:
    """Goods taken or destroyed by those who attack or arrest are materiel of that deed."""
    seized = b.type == "find" and bool(b.event.matches) and b.event.matches[0].entry.id == "dabata"
    if (b.type not in ("seizure", "destruction") and not seized) or not b.event.things or a.type == "seizure":
        return False
    if FAMILIES[a.type] not in ("attack", "taking") and not (a.type in ("territory", "sweep") and b.type == "seizure"):
        return False
    if b.event.row.sentence.i - a.parts[-1].row.sentence.i > 1 or b.event.realis.background != a.event.realis.background:
        return False
    ours, theirs = binding.ids(a.subj), binding.ids(b.subj)
    if not theirs and b.event.row is a.event.row and b.event.matches and b.event.matches[0].reading == "masdar":
        return not a.chain() or same_voice(a, b)  # «…، كما تم تدمير مدرعتين واغتنام أسلحة»
    return bool(ours & theirs) and (not a.chain() or same_voice(a, b))


def join(host: Draft, other: Draft) -> None:
    """What ``other`` tells becomes part of ``host``."""
    host.parts.append(other.event)
    if not host.subj:
        host.subj = other.subj
    known = binding.ids(host.obj)
    host.obj += [x for x in other.obj if x.actor not in known and x.actor not in binding.ids(host.subj)]
    other.dropped = "told as part of an earlier claim"

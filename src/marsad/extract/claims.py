"""Events of sentences → claims of the document: who says it, when, where, by whom, to whom, with which losses, on which words.

One voice's running account is one claim with several quotes; another source with its own figures is another claim of the same event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad import __version__
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract import anaphora, binding, confidence, parties, sameness, standing
from marsad.extract.attribution import covering
from marsad.extract.events import FAMILIES, Event, Told, doers
from marsad.extract.qualifiers import realis
from marsad.extract.rows import Row
from marsad.extract.seen import ActorMention, Attribution, Context, PlaceMention, TimeMention
from marsad.extract.tolls import PART_OF_EARLIER, Loss
from marsad.ids import claim_id
from marsad.model import Actor, Claim, Document, Materiel, Place, Quote, Source, Toll

_TITLE = 28  # tokens of the longest headline
EXTRACTOR = f"cascade {__version__}"


@dataclass(slots=True)
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
        return tuple(x.source for x in self.source.chain) if self.source else ()


def make(document: Document, words: Words, context: Context, told: Sequence[Told], attributions: Sequence[Attribution]) -> list[Claim]:
    """The claims of the document, in the order of their first evidence."""
    drafts = drafted(document, words, context, told, attributions)
    return [c for _, c in paired(document, words, context, [d for d in drafts if not d.dropped])]


def drafted(document: Document, words: Words, context: Context, told: Sequence[Told], attributions: Sequence[Attribution]) -> list[Draft]:
    """All drafts, the dropped ones too with the reason (for ``explain``)."""
    drafts: list[Draft] = []
    heads = _headlines(words) if told else set()
    aside = _asides(told)
    for t in told:
        if t.row.sentence.line in aside:
            continue
        for event in sorted(t.events, key=lambda e: e.at):
            _take(drafts, event, t, covering(attributions, event.token), t.row.sentence.i in heads, context)
        _loose(drafts, t, attributions, t.row.sentence.i in heads, context)
        _whose(drafts, t, attributions)
    body = [d for d in drafts if not d.headline and not d.dropped]
    for d in body:
        d.lead = d.event.row.sentence.i == body[0].event.row.sentence.i
    for d in drafts:
        if d.headline and not d.dropped and any(FAMILIES[b.type] == FAMILIES[d.type] or b.losses for b in body):
            d.dropped = "the headline only announces what the body tells"
    for d in drafts:
        if not d.dropped:
            d.time, d.said = standing.time(d.parts, binding.time_distance, d.source)
            d.place = binding.place(d.parts, words)
            if d.echoes and (d.place is None or d.place.precision == "country"):
                d.place = binding.place(d.echoes, words) or d.place
            if d.echoes and d.time is None:
                d.time = standing.time(d.echoes, binding.time_distance)[0]
            d.own_place = d.place is not None and not d.place.back_reference
    binding.inherit(drafts)
    parties.complete(drafts, [t.row for t in told])
    _same_told(drafts)
    sameness.link(drafts, words)
    sameness.share(drafts, words, context)
    _weigh(drafts, words)
    return drafts


def _weigh(drafts: Sequence[Draft], words: Words) -> None:
    """The likelihood of each draft; the unlikely are dropped."""
    live = [d for d in drafts if not d.dropped]
    told = confidence.telling(live)
    floor = float(confidence.weights()["threshold"])
    for d in live:
        d.signs = confidence.signs(d, words, told - confidence.telling([d]))
        d.probability = confidence.probability(d.signs)
    for d in live:
        if d.probability < floor and not standing.plain(d):
            d.dropped = f"unlikely to be news ({d.probability:.2f})"


def _asides(told: Sequence[Told]) -> set[int]:
    """Lines that open with «اقرأ أيضاً»: another story's headline."""
    return {t.row.sentence.line for t in told if any(h.cue == "furniture" and h.first <= t.row.sentence.first + 1 for h in t.row.cues)}


def _headlines(words: Words) -> set[int]:
    """The first line, where it is short, has no full stop and more text follows."""
    sentences = words.sentences
    first = sentences[0]
    last = words.tokens[first.last - 1]
    alone = len(sentences) > 1 and sentences[1].line != first.line
    if alone and last.form not in ".!؟" and first.last - first.first <= _TITLE and any(s.last - s.first > 8 for s in sentences[1:]):
        return {first.i}
    return {s.i for s in sentences if s.role == "headline"}


def _take(drafts: list[Draft], event: Event, t: Told, source: Attribution | None, headline: bool, context: Context) -> None:
    draft = Draft(event, source, [event], headline=headline)
    draft.subj, draft.obj = parties.roles(event)
    draft.whose, owner = standing.responsible(t.row, event.at)
    if draft.whose == "denies" and event.losses and len(event.matches) > 1:
        _refusal(drafts, draft, owner)
        owner = None
    if owner is not None and not parties.known_any(draft.subj) and owner.actor not in binding.ids(draft.obj):
        draft.subj = [owner]
    drafts.append(draft)
    draft.dropped = _refused(event, t)
    if draft.dropped:
        return
    earlier = [d for d in drafts[:-1] if not d.dropped and not d.headline]
    parties.at_once(draft, earlier[-3:])
    vague = event.generic and not event.subj and event.matches[0].reading == "masdar" and bool(event.losses)
    if event.reference or event.known or vague:
        back = anaphora.referent(event, [d.event for d in earlier])
        target = next((d for d in earlier if d.event is back), None) if back else None
        if target is not None and event.losses and _other_figures(target, draft):
            draft.subj = draft.subj or target.subj  # «ووقع الهجوم الأكثر دموية …» has its own count
            event.reference = False
            return
        if target is None or (event.known and not event.reference and target.type != event.type):
            if not event.reference:
                event.known = False
                return
            if not event.losses and not event.things and event.matches[0].light is None:
                draft.dropped = "points back at nothing told here"
            return
        if event.realis.status == "denied" and not draft.whose and draft.chain() != target.chain():
            draft.whose = "denies"
        if _same_voice(target, draft) and not (draft.whose and not target.whose and draft.chain() != target.chain()):
            _join(target, draft)
        elif not event.losses and not event.things and not draft.whose:
            draft.dropped = "another voice names the event and adds nothing"
            if not event.plural and len(t.events) == 1:
                target.echoes.append(event)
        else:
            draft.same = drafts.index(target)
            draft.event.type = target.type if event.type in ("attack", "clash", "killing") else event.type
        return
    host = next((d for d in reversed(earlier) if _running(d, draft) or _spoils(d, draft)), None)
    if host is not None:
        _join(host, draft)


def _refusal(drafts: list[Draft], told: Draft, owner: Actor | None) -> None:
    """«لا صلة لنا بالهجوم، وهو الهجوم الذي قتل فيه ثلاثة»: the denial is one claim, what is told of the deed another; the caller appends the latter."""
    event = told.event
    refused = Event(event.type, event.row, event.matches[:1], obj=list(event.obj), rules=list(event.rules))
    denial = Draft(refused, told.source, [refused], whose="denies", same=len(drafts) + 1, obj=list(told.obj))
    denial.subj = [owner] if owner is not None else []
    drafts.append(denial)
    event.matches, told.whose, told.source = event.matches[1:], "", None  # the deed is told by the outlet


def _refused(event: Event, t: Told) -> str:
    r = event.realis
    if r.opinion:
        return "condition, wish or argument"
    for x in event.losses:
        word = t.row.chunks[x.trigger].first
        if any(h.cue == "negation" and h.value != "pseudo" and 0 <= word - h.last <= 1 for h in t.row.cues) and not t.zeros:
            return "its losses are negated"
    if r.negated and not t.zeros and r.status not in ("failed", "denied"):
        return "negated"
    if r.accident and event.type in ("killing", "explosive", "transfer", "destruction") and not any(m.armed() for m in event.matches):
        return "an accident, no deed of conflict"
    return ""


def _other_figures(a: Draft, b: Draft) -> bool:
    """Whether both count the same kind of loss, differently."""
    ours = {x.measure: (x.low, x.high) for _, x in a.losses if x.part_of is None}
    return any(x.measure in ours and ours[x.measure] != (x.low, x.high) for _, x in b.losses if x.part_of is None)


def _same_voice(a: Draft, b: Draft) -> bool:
    if not a.chain() or not b.chain():
        return a.chain() == b.chain() or abs(a.event.row.sentence.i - b.event.row.sentence.i) <= 1
    return bool(set(a.chain()) & set(b.chain()))


def _running(a: Draft, b: Draft) -> bool:
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


def _spoils(a: Draft, b: Draft) -> bool:
    """Goods taken or destroyed by those who attack or arrest are materiel of that deed."""
    if b.type not in ("seizure", "destruction") or not b.event.things or FAMILIES[a.type] not in ("attack", "taking") or a.type == "seizure":
        return False
    if b.event.row.sentence.i - a.parts[-1].row.sentence.i > 1 or b.event.realis.background != a.event.realis.background:
        return False
    ours, theirs = binding.ids(a.subj), binding.ids(b.subj)
    return bool(ours & theirs) and (not a.chain() or _same_voice(a, b))


def _join(host: Draft, other: Draft) -> None:
    host.parts.append(other.event)
    if not host.subj:
        host.subj = other.subj
    known = binding.ids(host.obj)
    host.obj += [x for x in other.obj if x.actor not in known and x.actor not in binding.ids(host.subj)]
    other.dropped = "told as part of an earlier claim"


def _loose(drafts: list[Draft], t: Told, attributions: Sequence[Attribution], headline: bool, context: Context) -> None:
    """Losses that no event of their sentence explains: they go on with the sentence before, or make an event of their own."""
    for losses in _apart(t.row, t.loose):
        _unexplained(drafts, t.row, losses, attributions, headline)


def _apart(row: Row, losses: Sequence[Loss]) -> list[list[Loss]]:
    """Losses told apart by a turn: «قتل ضابط …، فيما خسرت القوات مئة قتيل» are two counts, «قتل ثلاثة فيما أصيب خمسة» is one."""
    groups: list[list[Loss]] = []
    for x in losses:
        told = {y.measure for y in groups[-1]} if groups else set()
        turn = bool(groups) and ";" in row.letters[groups[-1][-1].at : x.trigger]
        if not groups or (turn and x.part_of is None and x.whole is None and x.measure in told):
            groups.append([])
        groups[-1].append(x)
    return groups


def _unexplained(drafts: list[Draft], row: Row, losses: Sequence[Loss], attributions: Sequence[Attribution], headline: bool) -> None:
    wholes = [x for x in losses if x.part_of is None or x.part_of == PART_OF_EARLIER]
    if wholes:
        token = row.chunks[wholes[0].trigger].first
        source = covering(attributions, token)
        earlier = [d for d in drafts if not d.dropped and not d.headline]
        carried = _carried(row, wholes, earlier, source)
        if wholes[0].part_of == PART_OF_EARLIER:
            carried = next((d for d in reversed(earlier) if d.event.row is not row and any(x.measure == wholes[0].measure and x.low > 1 for _, x in d.losses)), carried)
        kind = _kind_of(row, wholes)
        sure = [x for x in wholes if x.match is None or x.match.entry.needs != "deed" or kind[1]]
        matched = [x.match for x in wholes if x.match][:1]
        event = Event(kind[0], row, matched, subj=doers(matched[0]) if matched else [], losses=list(losses), rules=sorted({x.rule for x in losses}), means=kind[2])
        span = range(min(x.first for x in losses), max(x.last for x in losses))
        event.realis = realis(row, token, token + 1, span)
        draft = Draft(event, source, [event], headline=headline)
        draft.subj, draft.obj = parties.roles(event)
        if event.realis.opinion or event.realis.negated or event.realis.status == "planned":
            draft.dropped = "negated or only supposed"
            drafts.append(draft)
            return
        if carried is not None and (_same_voice(carried, draft) or wholes[0].part_of == PART_OF_EARLIER):
            drafts.append(draft)
            _join(carried, draft)
            return
        armed = any(row.chunks[x.at].letter == "A" for x in wholes) or kind[1]
        if not sure or (not armed and all(x.match is None for x in wholes) and not kind[1] and all(row.chunks[x.at].letter != "K" for x in wholes)):
            draft.dropped = "a loss with no deed"
        elif event.realis.accident:
            draft.dropped = "an accident, no deed of conflict"
        elif all(x.match is not None and x.match.entry.needs == "armed" and not armed for x in wholes):
            draft.dropped = "no armed actor"
        drafts.append(draft)


def _whose(drafts: list[Draft], t: Told, attributions: Sequence[Attribution]) -> None:
    """A sentence that only says whose deed it was: «وتبنت الحركة العملية», «ونفت صلتها به», «ونفى المتحدث ذلك»."""
    row = t.row
    if any(d.event.row is row and not d.dropped for d in drafts):
        return
    whose, owner = standing.responsible(row)
    if whose not in ("owns", "denies") and not standing.refused(row):
        return
    target = next((d for d in reversed(drafts) if not d.dropped and not d.headline and FAMILIES[d.type] in ("attack", "territory", "taking")), None)
    if target is None or row.sentence.i - target.parts[-1].row.sentence.i > 6:
        return
    speaks = next((i for i, c in enumerate(row.chunks) if c.letter == "S"), None)
    source = row.chunks[speaks].mention if speaks is not None else None
    event = Event(target.type, row, [], rules=[f"responsibility/{whose or 'denies'}"])
    draft = Draft(event, source, [event], same=drafts.index(target), whose=whose or "denies")
    draft.subj = [owner] if owner is not None else list(target.subj)
    draft.obj = [a for a in target.obj if a.actor not in binding.ids(draft.subj)]
    drafts.append(draft)


def _kind_of(row: Row, losses: Sequence[Loss]) -> tuple[str, bool, list[str]]:
    """The type that a weapon in the sentence gives to bare losses; else what the loss word says."""
    for i, c in enumerate(row.chunks):
        near = any(abs(i - x.at) <= 8 for x in losses)
        if near and c.letter in "WA" and c.head is not None and c.head.instrument and i and row.chunks[i - 1].letter in "pbj":
            return c.head.instrument, True, [c.head.means] if c.head.means else []
        if c.letter == "b" and c.cue is not None and c.end - c.start > 3 and "رصاص" in c.cue.value + c.text:
            return "attack", True, ["gunfire"]
    for x in losses:
        if x.match is not None and x.match.entry.of == "killing":
            return "killing", False, []
    measures = {x.measure for x in losses}
    if "killed" in measures:
        return "killing", False, []
    of = next((x.match.entry.of for x in losses if x.match is not None and x.match.entry.of), None)
    return of or "attack", False, []


_CARRIERS = frozenset(["خلالها", "خلاله", "فيه", "فيها", "عنه", "عنها", "منهم", "بينهم", "اثرها", "اثره", "جراءها", "جراءه", "القتلي", "الجرحي", "الضحايا", "الحصيله", "حصيله", "اخرون", "اخرين"])


def _carried(row: Row, losses: Sequence[Loss], earlier: Sequence[Draft], source: Attribution | None) -> Draft | None:
    if not earlier:
        return None
    last = earlier[-1]
    gap = row.sentence.i - last.parts[-1].row.sentence.i
    if gap > 1 or FAMILIES[last.type] not in ("attack", "taking", "protest"):
        return None
    deed = all(x.match is not None and x.match.entry.needs == "deed" for x in losses)
    others = any(row.chunks[x.at].others for x in losses)
    return last if deed or others or (row.chunks and _has_carrier(row)) else None


def _has_carrier(row: Row) -> bool:
    return any(c.text in _CARRIERS for c in row.chunks if c.letter == "x") or any(c.letter == "K" and c.definite and c.count is None for c in row.chunks)


def _same_told(drafts: Sequence[Draft]) -> None:
    """Lead and body: the same figure of the same kind of event is one claim of one voice, or two claims of one event."""
    live = [d for d in drafts if not d.dropped]
    for j, b in enumerate(live):
        for a in live[:j]:
            if a.dropped or b.dropped or FAMILIES[a.type] != FAMILIES[b.type]:
                continue
            if not _figures(a) & _figures(b) and not _told_again(a, b):
                continue
            if a.time and b.time and a.time.start_day != b.time.start_day and not (a.inherited_time or b.inherited_time):
                continue
            if a.chain() == b.chain() or not a.chain() or set(a.chain()) < set(b.chain()):
                if a.chain() != b.chain():
                    a.source = b.source
                a.parts.extend(b.parts)
                if not a.subj:
                    a.subj = b.subj
                a.time, a.place = a.time or b.time, a.place or b.place
                if a.type in ("killing", "attack") and b.type not in ("killing",):
                    a.event.type = b.type
                b.dropped = "told as part of an earlier claim"
            else:
                b.same = drafts.index(a)


def _told_again(a: Draft, b: Draft) -> bool:
    """The same deed in the same words but for the order: type, people, losses, day and place all agree, and enough of them are told."""
    if a.type != b.type or binding.ids(a.subj) != binding.ids(b.subj) or binding.ids(a.obj) != binding.ids(b.obj):
        return False
    if a.time is None or b.time is None or a.time.edtf != b.time.edtf:
        return False
    if a.place is None or b.place is None:
        return a.place is b.place and bool(a.subj) and bool(a.obj)
    if a.place.name != b.place.name:
        return False
    return _all_figures(a) == _all_figures(b)


def _all_figures(d: Draft) -> set[tuple[str, int, int | None]]:
    return {(x.measure, x.low, x.high) for _, x in d.losses}


def _figures(d: Draft) -> set[tuple[str, int, int | None]]:
    return {(x.measure, x.low, x.high) for _, x in d.losses if x.part_of is None and x.low >= 2 and x.exact}


# -- claims ----------------------------------------------------------------------------------------------------------


def paired(document: Document, words: Words, context: Context, drafts: Sequence[Draft]) -> list[tuple[Draft, Claim]]:
    """Each draft that has evidence with its claim, in the order of the first evidence."""
    base = document.url or document.capture or document.file
    out: list[tuple[int, Draft, Claim]] = []
    counted: dict[tuple[str, str], int] = {}
    sides = _sides(drafts)
    for d in drafts:
        evidence = tuple(_quote(words, a, b) for a, b in binding.evidence(d, words))
        if not evidence:
            continue
        sentence = fold(words.text[d.event.row.sentence.start : d.event.row.sentence.end])
        nth = counted.get((d.type, sentence), 0)
        counted[(d.type, sentence)] = nth + 1
        perpetrators, targets, tolls, things = _parties(words, d)
        claim = Claim(
            id=claim_id(base, d.type, sentence, nth), document=document.id, file=document.file, type=d.type,
            kind=standing.kind(d, tolls), status=standing.status(d, sides[id(d)]), background=standing.background(d, context),
            time=standing.when(words, d, context), place=_place(words, d.place), perpetrators=perpetrators, targets=targets, tolls=tolls, materiel=things,
            sources=_sources(words, d.source), evidence=evidence, same_as=d.key, means=tuple(dict.fromkeys(m for e in d.parts for m in e.means)),
            confidence=round(d.probability, 3), rules=tuple(dict.fromkeys(r for e in d.parts for r in e.rules)), extractor=EXTRACTOR,
        )  # fmt: skip
        out.append((evidence[0].start, d, claim))
    return [(d, c) for _, d, c in sorted(out, key=lambda x: x[0])]


def _quote(words: Words, first: int, last: int) -> Quote:
    start, end = words.span(first, last)
    return Quote(words.text[start:end], start, end)


def _sides(drafts: Sequence[Draft]) -> dict[int, list[str]]:
    """The actors of each draft with those of the other tellings of its event: who is a party to it."""
    told: dict[str | int, set[str]] = {}
    for d in drafts:
        groups = {a.actor for row, x in d.losses for a in row.chunks[x.at].actors}
        told.setdefault(d.key or id(d), set()).update(binding.ids(d.subj) | binding.ids(d.obj) | groups)
    return {id(d): sorted(told[d.key or id(d)]) for d in drafts}


def _place(words: Words, p: PlaceMention | None) -> Place | None:
    if p is None:
        return None
    return Place(
        words.text[p.start : p.end], p.start, p.end, p.name, p.country, p.admin1, p.admin2, p.lat, p.lon, p.radius_km, p.relation, p.precision,
        p.footprint, p.candidates, p.rule,
    )  # fmt: skip


def _sources(words: Words, a: Attribution | None) -> tuple[Source, ...]:
    return tuple(Source(words.text[x.start : x.end], x.start, x.end, x.source, a.rule) for x in a.chain) if a else ()


def _actor(words: Words, a: ActorMention | Actor) -> Actor:
    return Actor(words.text[a.start : a.end], a.start, a.end, a.actor)


def _parties(words: Words, d: Draft) -> tuple[tuple[Actor, ...], tuple[Actor, ...], tuple[Toll, ...], tuple[Materiel, ...]]:
    perpetrators = _distinct([_actor(words, a) for a in d.subj])
    doers = {a.actor for a in perpetrators}
    targets = [_actor(words, a) for a in d.obj if a.actor not in doers or a.actor == "unknown"]
    tolls: list[Toll] = []
    index: dict[int, int] = {}
    fallback = next((a for a in targets if a.actor not in (None, "unknown")), None)
    seen: set[tuple[str, int, int | None, bool, int]] = set()
    for e in d.parts:
        for x in e.losses:
            key = (x.measure, x.low, x.high, x.part_of is None, x.at if x.low <= 2 else -1)
            if key in seen and x.part_of is None:
                continue
            seen.add(key)
            if _split_later(d, x):
                continue
            group, sure = binding.group(words, e.row, x, fallback, [t.group for t in tolls if t.group])
            group = parties.at_home(group, e.row.chunks[x.at], d.place)
            start, end = words.span(x.first, x.last)
            part = index.get(id(x.whole)) if x.whole is not None else None
            if x.part_of == PART_OF_EARLIER:
                part = next((n for n, t in enumerate(tolls) if t.measure == x.measure and t.part_of is None), None)
            if parties.of_attackers(words, e.row.chunks[x.at]):
                group, sure = Actor(group.text, group.start, group.end, perpetrators[0].actor if perpetrators else "unknown"), False
            elif part is not None and not sure and (whole := tolls[part].group) is not None:
                group = Actor(group.text, group.start, group.end, whole.actor)  # «أصيب خمسة …، توفي اثنان منهم»
            index[id(x)] = len(tolls)
            tolls.append(Toll(x.measure, x.low, x.high, x.exact, group, part, words.text[start:end], start, end, x.raw, x.rule))
            if sure and x.part_of is None and x.whole is None and group.actor and group.actor not in doers and FAMILIES[d.type] in ("attack", "taking", "destruction", "transfer", "protest"):
                targets.append(group)
    things: list[Materiel] = []
    for e in d.parts:
        for y in e.things:
            c = e.row.chunks[y.at]
            owners = [a for a in c.actors if not a.adjective]
            owners = [a for a in owners if a.actor != "unknown"] or owners
            owner = owners[0].actor if owners else None
            things.append(Materiel(words.text[c.start : c.end], c.start, c.end, y.item, y.outcome, y.low, y.high, owner, y.rule))
            hit = FAMILIES[d.type] == "attack" and y.outcome != "found" and not any(a.actor not in (None, "unknown") for a in targets)
            if (hit or d.type in ("find", "destruction", "seizure")) and owner and owner not in doers:
                targets += [_actor(words, a) for a in owners][:1]
    if not any(a.actor not in (None, "unknown") for a in targets) and FAMILIES[d.type] in ("attack", "taking"):
        targets = [*parties.passers_by(d)] or targets
    if d.type in ("deployment", "withdrawal"):
        targets = []
    return tuple(perpetrators), tuple(_distinct([_actor(words, a) for a in targets])), tuple(tolls), tuple(things)


def _split_later(d: Draft, x: Loss) -> bool:
    """Whether a joint figure («مقتل وإصابة 1115») is told apart elsewhere in the claim (548 and 567)."""
    if x.exact or x.high is None or x.low != 1:
        return False
    told = {m: {y.low for _, y in d.losses if y.measure == m and y.exact} for m in ("killed", "wounded")}
    return any(x.high + 1 - k in told["wounded"] for k in told["killed"])


def _distinct(actors: Sequence[Actor]) -> list[Actor]:
    out: dict[str | None, Actor] = {}
    for a in actors:
        out.setdefault(a.actor, a)
    return list(out.values())

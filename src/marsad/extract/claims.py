"""Drafts → claims of the document: who says it, when, where, by whom, to whom, with which losses, on which words."""

from __future__ import annotations

from collections.abc import Sequence

from marsad import __version__
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract import binding, parties, standing
from marsad.extract.drafting import drafted
from marsad.extract.drafts import Draft
from marsad.extract.events import FAMILIES, Told
from marsad.extract.seen import ActorMention, Attribution, Context, PlaceMention
from marsad.extract.tolls import PART_OF_EARLIER, Loss
from marsad.ids import claim_id
from marsad.model import Actor, Claim, Document, Materiel, Place, Quote, Source, Toll

EXTRACTOR = f"cascade {__version__}"


def make(document: Document, words: Words, context: Context, told: Sequence[Told], attributions: Sequence[Attribution]) -> list[Claim]:
    """The claims of the document, in the order of their first evidence."""
    if not told:
        return []
    drafts = drafted(words, context, told, attributions)
    return [c for _, c in paired(document, words, context, [d for d in drafts if not d.dropped])]


def paired(document: Document, words: Words, context: Context, drafts: Sequence[Draft]) -> list[tuple[Draft, Claim]]:
    """Each draft that has evidence with its claim, in the order of the first evidence."""
    base = document.url or document.capture or document.file
    out: list[tuple[int, Draft, Claim]] = []
    counted: dict[tuple[str, str], int] = {}
    sides = _sides(drafts)
    sentences: dict[int, str] = {}
    for d in drafts:
        evidence = tuple(_quote(words, a, b) for a, b in binding.evidence(d, words))
        if not evidence:
            continue
        s = d.event.row.sentence
        sentence = sentences.get(s.i)
        if sentence is None:
            sentence = sentences[s.i] = " ".join(map(fold, words.text[s.start : s.end].split(" ")))
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
    d.obj = [parties.civilian(a, d) for a in d.obj]
    targets = [_actor(words, a) for a in d.obj if a.actor not in doers or a.actor == "unknown"]
    tolls: list[Toll] = []
    index: dict[int, int] = {}
    fallback = next((a for a in targets if a.actor not in (None, "unknown")), None)
    seen: dict[tuple[str, int, int | None, bool, int], int] = {}
    for e in d.parts:
        for x in e.losses:
            key = (x.measure, x.low, x.high, x.part_of is None, x.at if x.low <= 2 else -1)
            if key in seen and x.part_of is None:
                index[id(x)] = seen[key]  # told again: its parts are of the figure that stands
                continue
            if _split_later(d, x):
                continue
            group, sure = binding.group(words, e.row, x, fallback, [t.group for t in tolls if t.group])
            group = parties.at_home(group, e.row.chunks[x.at], d.place)
            if sure and group.actor in doers and (struck := parties.defenders(e.row.chunks[x.at], d)) is not None:
                group = Actor(group.text, group.start, group.end, struck)
            start, end = words.span(x.first, x.last)
            part = index.get(id(x.whole)) if x.whole is not None else None
            if x.part_of == PART_OF_EARLIER:
                part = next((n for n, t in enumerate(tolls) if t.measure == x.measure and t.part_of is None), None)
            if parties.of_attackers(words, e.row.chunks[x.at]):
                group, sure = Actor(group.text, group.start, group.end, perpetrators[0].actor if perpetrators else "unknown"), False
            elif part is not None and not sure and (whole := tolls[part].group) is not None:
                group = Actor(group.text, group.start, group.end, whole.actor)  # «أصيب خمسة …، توفي اثنان منهم»
            index[id(x)] = seen[key] = len(tolls)
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
        parts = [t.group for t in tolls if t.part_of is not None and tolls[t.part_of].part_of is None and t.group and t.group.actor not in {None, "unknown", *doers}]
        targets = parts if len({t.actor for t in parts}) > 1 else targets  # «64 قتيلا، هم 49 مدنيا و15 عسكريا»
    if not any(a.actor not in (None, "unknown") for a in targets) and FAMILIES[d.type] in ("attack", "taking"):
        targets = [*parties.passers_by(d)] or targets
    if d.type in ("deployment", "withdrawal"):
        targets = []
    if d.type == "clash" and not perpetrators:  # «قتل خمسة جنود في اشتباكات مع مسلحي التنظيم»: those whom the dead fought
        theirs = {t.group.actor for t in tolls if t.group and t.group.actor not in (None, "unknown", "civilians")}
        fought = [a for a in targets if a.actor not in {None, "civilians", *theirs}]
        if fought and any(a.actor in theirs for a in targets):
            perpetrators, targets = fought, [a for a in targets if a not in fought]
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

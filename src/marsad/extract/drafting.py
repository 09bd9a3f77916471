"""Events of sentences → drafts of claims: who says it, what it goes on with, what it points back at, whose deed it was.

One voice's running account is one draft with several events; another source with its own figures is another draft of the same event.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic.tokens import Words
from marsad.extract import anaphora, binding, confidence, parties, retold, sameness, standing
from marsad.extract.attribution import covering
from marsad.extract.drafts import Draft, other_figures, running, same_voice, spoils
from marsad.extract.events import FAMILIES, Event, Told, doers
from marsad.extract.qualifiers import realis
from marsad.extract.rows import Row
from marsad.extract.seen import Attribution, Context
from marsad.extract.story import Story
from marsad.extract.tolls import PART_OF_EARLIER, Loss
from marsad.model import Actor

_POSTS = 4  # lines
_TITLE = 28  # tokens of the longest headline
_OWNED = ("attack", "territory", "taking")  # families of deeds that somebody owns or refuses
_OWNS_REACH = 6  # sentences


def drafted(words: Words, context: Context, told: Sequence[Told], attributions: Sequence[Attribution]) -> list[Draft]:
    """All drafts, the dropped ones too with the reason (for ``explain``)."""
    story = Story()
    heads = _headlines(words) if told else set()
    aside = _asides(told)
    for t in told:
        if t.row.sentence.line in aside:
            continue
        before = len(story.drafts)
        headline = t.row.sentence.i in heads
        for event in sorted(t.events, key=lambda e: e.at) if len(t.events) > 1 else t.events:
            _take(story, event, t, covering(attributions, event.token), headline)
        for losses in _apart(t.row, t.loose):
            _unexplained(story, t.row, losses, attributions, headline)
        _whose(story, t, before)
    drafts = story.drafts
    if not drafts:
        return drafts
    body = [d for d in drafts if not d.headline and not d.dropped]
    for d in body:
        d.lead = d.event.row.sentence.i == body[0].event.row.sentence.i
    for d in drafts:
        if d.headline and not d.dropped and any(FAMILIES[b.type] == FAMILIES[d.type] or b.losses for b in body):
            d.dropped = "the headline only announces what the body tells"
    live = [d for d in drafts if not d.dropped]
    for d in live:
        d.time, d.said = standing.time(d.parts, binding.time_distance, d.source)
        d.place = binding.place(d.parts, words)
        if d.echoes and (d.place is None or d.place.precision == "country"):
            d.place = binding.place(d.echoes, words) or d.place
        if d.echoes and d.time is None:
            d.time = standing.time(d.echoes, binding.time_distance)[0]
        d.own_place = d.place is not None and not d.place.back_reference
    binding.inherit(drafts)
    parties.complete(drafts, {t.row.sentence.i: t.row for t in told})
    retold.merge(live)
    sameness.link(drafts, words)
    sameness.share(drafts, words, context)
    _weigh(drafts, words)
    return drafts


def _weigh(drafts: Sequence[Draft], words: Words) -> None:
    """The likelihood of each draft; the unlikely are dropped."""
    live = [d for d in drafts if not d.dropped]
    plain = [confidence.telling(d) for d in live]
    told = sum(plain)
    floor = confidence.threshold()
    for d, itself in zip(live, plain, strict=True):
        d.signs = confidence.signs(d, words, told - itself)
        d.probability = confidence.probability(d.signs)
    for d in live:
        if d.probability < floor and not standing.plain(d):
            d.dropped = f"unlikely to be news ({d.probability:.2f})"


def _asides(told: Sequence[Told]) -> set[int]:
    """Lines that open with «اقرأ أيضاً»: another story's headline."""
    return {t.row.sentence.line for t in told for h in t.row.cues if h.cue == "furniture" and h.first <= t.row.sentence.first + 1}


def _headlines(words: Words) -> set[int]:
    """The first line, where it is short, has no full stop and more text follows."""
    sentences = words.sentences
    first = sentences[0]
    if _posts(words):
        return set()
    last = words.tokens[first.last - 1]
    alone = len(sentences) > 1 and sentences[1].line != first.line
    if alone and last.form not in ".!؟" and first.last - first.first <= _TITLE and any(s.last - s.first > 8 for s in sentences[1:]):
        return {first.i}
    return {s.i for s in sentences if s.role == "headline"}


def _posts(words: Words) -> bool:
    """Whether the text is a string of short posts, one a line and none with a full stop: no line heads the others."""
    last = {s.line: words.tokens[s.last - 1].form for s in words.sentences}
    return len(last) >= _POSTS and sum(form in ".!؟" for form in last.values()) * 3 <= len(last)


def _take(story: Story, event: Event, t: Told, source: Attribution | None, headline: bool) -> None:
    """One event as a draft, joined to an earlier one where it goes on with it."""
    _recall_on(story, event)
    draft = Draft(event, source, [event], headline=headline)
    draft.subj, draft.obj = parties.roles(event)
    draft.whose, owner = standing.responsible(t.row, event.at)
    if draft.whose == "denies" and event.losses and len(event.matches) > 1:
        _refusal(story, draft, owner)
        owner = None
    if owner is not None and not parties.known_any(draft.subj) and owner.actor not in binding.ids(draft.obj):
        draft.subj = [owner]
    story.add(draft)
    draft.dropped = _refused(event, t)
    if not draft.dropped:
        parties.at_once(draft, story.live[-3:])
        _place_in(story, draft, t)
    story.settle(draft)


def _place_in(story: Story, draft: Draft, t: Told) -> None:
    """Where the draft points back, it joins what it points at or says of which it is another telling; else it goes on with a running account."""
    event = draft.event
    vague = event.generic and not event.subj and event.matches[0].reading == "masdar" and bool(event.losses)
    if not (event.reference or event.known or vague):
        hosts = [d for d in story.recent(event.row.sentence.i) if running(d, draft) or spoils(d, draft)]
        if hosts:
            host = next((d for d in hosts if FAMILIES[d.type] in ("attack", "taking")), hosts[0])
            if draft.type == "find" and host.type != "find":
                for thing in event.things:
                    thing.outcome = "captured"  # «أوقفت ثلاثة مطلوبين وضبطت أسلحة»
            story.join(host, draft)
        return
    target = anaphora.referent(event, story.live)
    if target is not None and event.losses and other_figures(target, draft):
        draft.subj = draft.subj or target.subj  # «ووقع الهجوم الأكثر دموية …» has its own count
        event.reference = False
        return
    if target is None or (event.known and not event.reference and target.type != event.type):
        if not event.reference:
            event.known = False
        elif not event.losses and not event.things and event.matches[0].light is None:
            draft.dropped = "points back at nothing told here"
        return
    if event.realis.status == "denied" and not draft.whose and draft.chain() != target.chain():
        draft.whose = "denies"
    if same_voice(target, draft) and not (draft.whose and not target.whose and draft.chain() != target.chain()):
        story.join(target, draft)
    elif not event.losses and not event.things and not draft.whose:
        draft.dropped = "another voice names the event and adds nothing"
        if not event.plural and len(t.events) == 1:
            target.echoes.append(event)
    else:
        draft.same = target.at
        draft.event.type = target.type if event.type in ("attack", "clash", "killing") else event.type


def _refusal(story: Story, told: Draft, owner: Actor | None) -> None:
    """«لا صلة لنا بالهجوم، وهو الهجوم الذي قتل فيه ثلاثة»: the denial is one claim, what is told of the deed another; the caller appends the latter."""
    event = told.event
    refused = Event(event.type, event.row, event.matches[:1], obj=list(event.obj), rules=list(event.rules))
    denial = Draft(refused, told.source, [refused], whose="denies", same=len(story.drafts) + 1, obj=list(told.obj))
    denial.subj = [owner] if owner is not None else []
    story.add(denial)
    story.settle(denial)
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


def _unexplained(story: Story, row: Row, losses: Sequence[Loss], attributions: Sequence[Attribution], headline: bool) -> None:
    """Losses that no event of their sentence explains: they go on with the sentence before, or make an event of their own."""
    wholes = [x for x in losses if x.part_of is None or x.part_of == PART_OF_EARLIER]
    if not wholes:
        return
    token = row.chunks[wholes[0].trigger].first
    of_earlier = wholes[0].part_of == PART_OF_EARLIER
    carried = _carried(row, wholes, story.live)
    if of_earlier:
        counts = (d for d in reversed(story.live) if d.event.row is not row and any(x.measure == wholes[0].measure and x.low > 1 for _, x in d.losses))
        carried = next(counts, carried)
    kind, armed, means = _kind_of(row, wholes)
    sure = [x for x in wholes if x.match is None or x.match.entry.needs != "deed" or armed]
    matched = [x.match for x in wholes if x.match][:1]
    event = Event(kind, row, matched, subj=doers(matched[0]) if matched else [], losses=list(losses), rules=sorted({x.rule for x in losses}), means=means)
    event.realis = realis(row, token, token + 1, min(x.first for x in losses))
    _recall_on(story, event)
    draft = Draft(event, covering(attributions, token), [event], headline=headline)
    draft.subj, draft.obj = parties.roles(event)
    story.add(draft)
    if event.realis.opinion or event.realis.negated or event.realis.status == "planned":
        draft.dropped = "negated or only supposed"
        return
    summed = any(h.cue == "tally" and h.value == "sum" for h in row.cues)
    itemised = any(x.rule.endswith("/roll") and x.part_of is None for x in wholes)
    if carried is not None and itemised and draft.chain() and draft.chain() != carried.chain():
        draft.same, draft.event.type = carried.at, carried.type  # «ونقلت … عن المرصد أن بين القتلى الـ15 تسعة مدنيين»: another voice breaks the total down
        story.settle(draft)
        return
    if carried is not None and not summed and (same_voice(carried, draft) or of_earlier):
        story.join(carried, draft)
        return
    bare = all(x.match is None for x in wholes) and all(row.chunks[x.at].letter != "K" for x in wholes)
    armed = armed or any(row.chunks[x.at].letter == "A" for x in wholes)
    if not sure or (not armed and bare):
        draft.dropped = "a loss with no deed"
    elif event.realis.accident:
        draft.dropped = "an accident, no deed of conflict"
    elif all(x.match is not None and x.match.entry.needs == "armed" and not armed for x in wholes):
        draft.dropped = "no armed actor"
    story.settle(draft)


def _whose(story: Story, t: Told, before: int) -> None:
    """A sentence that only says whose deed it was: «وتبنت الحركة العملية», «ونفت صلتها به», «ونفى المتحدث ذلك»."""
    row = t.row
    if any(not d.dropped for d in story.drafts[before:]):
        return
    whose, owner = standing.responsible(row)
    if whose not in ("owns", "denies") and not standing.refused(row):
        return
    target = next((d for d in reversed(story.live) if FAMILIES[d.type] in _OWNED), None)
    if target is None or row.sentence.i - target.parts[-1].row.sentence.i > _OWNS_REACH:
        return
    source = next((c.mention for c in row.chunks if c.letter == "S"), None)
    event = Event(target.type, row, [], rules=[f"responsibility/{whose or 'denies'}"])
    draft = Draft(event, source, [event], same=target.at, whose=whose or "denies")
    draft.subj = [owner] if owner is not None else list(target.subj)
    draft.obj = [a for a in target.obj if a.actor not in binding.ids(draft.subj)]
    story.add(draft)
    story.settle(draft)


def _kind_of(row: Row, losses: Sequence[Loss]) -> tuple[str, bool, list[str]]:
    """The type that a weapon in the sentence gives to bare losses; else what the loss word says."""
    for i, c in enumerate(row.chunks):
        near = any(abs(i - x.at) <= 8 for x in losses)
        if near and c.letter in "WA" and c.head is not None and c.head.instrument and i and row.chunks[i - 1].letter in "pbj":
            return c.head.instrument, True, [c.head.means] if c.head.means else []
        if c.letter == "b" and c.cue is not None and c.end - c.start > 3 and any(w in c.cue.value + c.text for w in ("رصاص", "نيران")):
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


def _carried(row: Row, losses: Sequence[Loss], earlier: Sequence[Draft]) -> Draft | None:
    """The draft told last, where the losses are told as its own: «قتل خلاله ثلاثة», «وأصيب آخرون»."""
    if not earlier:
        return None
    last = earlier[-1]
    gap = row.sentence.i - last.parts[-1].row.sentence.i
    if gap > 1 or ("b" in row.letters and "L" in row.letters):
        return None  # «توفي شاب متأثرا بإصابته برصاص الجيش في البلدة»: with a doer and a place of its own
    if FAMILIES[last.type] not in ("attack", "taking", "protest"):
        return None
    deed = all(x.match is not None and x.match.entry.needs == "deed" for x in losses)
    others = any(row.chunks[x.at].others for x in losses)
    return last if deed or others or (row.chunks and _has_carrier(row)) else None


_IN_IT = frozenset(["فيه", "فيها"])  # beside the deed: «قتل فيه», not «أكد فيه»
_WITH = _IN_IT | frozenset(["معه", "معها", "معهم", "معهما", "خلاله", "خلالها", "اثره", "اثرها", "جراءه", "جراءها", "حينها", "يومها", "وقتها", "انذاك", "حينذاك"])


def _recall_on(story: Story, event: Event) -> None:
    """«وكان تفجير قد وقع في المدينة الشهر الماضي … وبحسب مصادر، قتل معهم عشرة»: what points into a recalled event is recalled with it."""
    last = story.live[-1].parts[-1] if story.live else None
    if last is None or not last.realis.recalled or event.realis.recalled or event.row.sentence.i - last.row.sentence.i != 1:
        return
    chunks = event.row.chunks
    points = any(c.letter in "xi" and c.text in _WITH and (c.text not in _IN_IT or event.row.letters[max(0, i - 1)] in "VK") for i, c in enumerate(chunks))
    if points and not any(c.letter == "D" and c.mention.role == "event" for c in chunks):
        event.realis = event.realis._replace(background=True, recalled=last.realis.recalled)


def _has_carrier(row: Row) -> bool:
    return any(c.text in _CARRIERS for c in row.chunks if c.letter == "x") or any(c.letter == "K" and c.definite and c.count is None for c in row.chunks)

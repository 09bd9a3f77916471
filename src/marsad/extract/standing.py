"""How a claim stands: its day, its kind, its status, and whether it is only recalled. Conventions of the gold annotations, in one place.

    «أعلنت الوزارة الأحد مقتل أربعة جنود»  →  the day belongs to the announcement: fresh news of that day, [Saturday, Sunday]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from marsad.arabic.tokens import Words
from marsad.extract.events import FAMILIES, Event
from marsad.extract.rows import Row
from marsad.extract.seen import Attribution, Context, SourceLink, TimeMention
from marsad.model import Actor, When
from marsad.resources import actors as actor_table

_OLD = 8  # days before publication from which an event is earlier context
_RECENT = 2  # days within which «وكان …» still tells the news
_HABIT = 28  # days of an open window from which a series is a habit, told as background
_WINDOW = 4  # days from which a time is a window that one counts over
_DOZENS = 20
_CLAIM_REACH = 14  # chunks between a claim of responsibility and its event
_NOBODY = ("unknown", "civilians")
_SIDES = ("same", "unit", "contains")
_REBELS = frozenset(("jihadists", "militia", "insurgents", "armed_group"))
_STATES = frozenset(("government", "army", "state", "police", "air_force", "navy"))
_NOT_TOLD = frozenset(("تحدد", "يحدد", "يحددوا", "تحديد", "تذكر", "يذكر", "تكشف", "يكشف", "توضح", "يوضح"))


def announced(row: Row, i: int, at: int) -> bool:
    """Whether the time at chunk i says when a source spoke, not when the event at chunk ``at`` was: «أعلنت الأحد أن», «وفق حصيلة نشرها الأحد»."""
    rule = row.chunks[i].mention.rule
    if rule.startswith(("since", "during", "night")):
        return False
    k = i - 1
    loose = 0
    while k >= 0 and row.letters[k] in ",p&xANL" and loose <= 4:
        loose += row.letters[k] == "x"
        k -= 1
    if k < 0 or row.letters[k] != "S":
        return False
    mention = row.chunks[k].mention
    if mention is not None and mention.rule.startswith("count"):
        return False
    if at < k:
        return loose > 0
    return at > i


def time(parts: Sequence[Event], distance: Any, source: Attribution | None = None) -> tuple[TimeMention | None, TimeMention | None]:
    """The day of the event, and the day on which its source spoke: the nearest time of its sentence, in its clause first."""
    said: TimeMention | None = None
    for event in parts:
        best: tuple[int, TimeMention] | None = None
        row = event.row
        for i in row.marked("D"):
            c = row.chunks[i]
            t: TimeMention = c.mention
            if t.role != "event" or (t.start_day is None and t.end_day is None):
                continue
            beside = source is not None and 0 <= c.first - source.last <= 1 and c.last <= event.token and not source.rule.startswith("count")
            if announced(row, i, event.at) or (beside and not t.rule.startswith(("since", "during", "night"))):
                said = said or t
                continue
            cost = distance(row, i, event)
            if best is None or cost < best[0]:
                best = (cost, t)
        if best is not None and best[0] < 65:
            return best[1], said
    return None, said


def kind(d: Any, tolls: Sequence[Any]) -> str:
    """tally: a figure counted over a window; series: several happenings told together; else incident."""
    event: Event = d.event
    many = any(e.plural or e.realis.series or _counted(e) for e in d.parts)
    plural = event.plural and d.type != "clash"
    if tolls and any(e.realis.tally for e in d.parts) and FAMILIES[d.type] in ("attack", "taking") and _window(d):
        return "tally"
    if plural or event.realis.series or _counted(event) or (many and d.type in ("air_strike", "shelling")) or _spread(d):
        return "series"
    return "incident"


def _spread(d: Any) -> bool:
    """Deeds told over weeks and more: a campaign since the new year, men killed at the end of one year and the start of the next."""
    if d.event.realis.recalled == "vague" and any(x.low >= _DOZENS and x.high is None for _, x in d.losses):
        return True  # «عشرات الرعاة الذين قتلتهم في الآونة الأخيرة»
    t: TimeMention | None = d.time
    if t is None or t.start_day is None or t.end_day is None or FAMILIES[d.type] not in ("attack", "taking"):
        return False
    days = (t.end_day - t.start_day).days
    if t.rule.startswith("since"):
        return days >= _HABIT // 4
    return days >= _HABIT and any(x.high is None for _, x in d.losses)


def plain(d: Any) -> bool:
    """What is news however briefly told: a deed owned, refused or imputed, a named source's count, an armed actor about to strike a named place."""
    if d.whose:
        return d.same is not None
    if d.key and any(x.low > 2 for _, x in d.losses):
        return True  # told by another voice too, with a figure
    if FAMILIES[d.type] == "attack" and any(x.low > 2 and any(h.cue == "tally" and h.value == "update" and h.first < x.first for h in row.cues) for row, x in d.losses):
        return True  # «ارتفع عدد القتلى جراء القصف إلى 31»
    if kind(d, [x for _, x in d.losses]) == "tally":
        return d.source is not None and bool(d.source.chain) and any(x.low > 2 for _, x in d.losses)
    return d.event.realis.status == "planned" and d.own_place and any(a.actor and a.actor not in _NOBODY for a in d.subj)


def _counted(event: Event) -> bool:
    """«أكثر من 40 غارة», «عدة هجمات»."""
    for m in event.matches:
        q = m.chunk.count
        if q is not None and (q.low > 2 or q.high is None):
            return True
        q = event.row.chunks[m.at - 1].count if m.at and event.row.letters[m.at - 1] == "Q" else None
        if q is not None and q.low > 2:
            return True
    return False


def _window(d: Any) -> bool:
    t: TimeMention | None = d.time
    if t is not None and t.start_day and t.end_day:
        return (t.end_day - t.start_day).days >= _WINDOW or t.rule.startswith("since")
    if d.event.plural:
        return t is None and any(_words_of_window(e.row) for e in d.parts)
    return t is None and d.type == "killing" and any(_words_of_window(e.row, "count") for e in d.parts)


def _words_of_window(row: Row, *values: str) -> bool:
    return any(h.cue == "tally" and h.value in {"window", *values} for h in row.cues) or any(
        c.letter == "D" and c.mention.rule.startswith(("since", "during")) for c in row.chunks
    )


def background(d: Any, context: Context) -> bool:
    """Whether the claim only recalls: by its words, or by its day."""
    recalled = d.event.realis.recalled
    anchor = context.published or (context.bounds[0] if context.bounds else None)
    t: TimeMention | None = d.time or d.said
    if t is not None and t.end_day and anchor:
        if (anchor - t.end_day).days >= _OLD:
            return True
        habit = t.rule.startswith("since") and t.start_day is not None and (anchor - t.start_day).days >= _HABIT
        if habit and not d.lead and kind(d, ()) == "series":
            return True
        if recalled in ("opening", "vague") and (anchor - (t.start_day or t.end_day)).days <= _RECENT and not d.inherited_time:
            return False
    if _leaned_on(d.event):
        return True
    if d.lead and recalled in ("vague", "opening"):
        return False
    return bool(recalled)


def responsible(row: Row, at: int | None = None) -> tuple[str, Actor | None]:
    """How the sentence tells whose deed the event at chunk ``at`` is, and whose: ("owns", …) «تبنى التنظيم الهجوم», ("denies", …) «نفت الحركة صلتها به»,
    ("imputes", …) «نسبت الشرطة الهجوم إلى …»; ("", None) where it does not."""
    for hit in row.cues:
        if hit.cue != "claims" or hit.value == "accuses":
            continue
        here = next((i for i, c in enumerate(row.chunks) if c.first <= hit.first < max(c.last, c.first + 1)), None)
        if here is None or (at is not None and (abs(at - here) > _CLAIM_REACH or ";" in row.letters[min(at, here) : max(at, here)])):
            continue
        if hit.value != "untied" and any(h.cue in ("negation", "opinion") and 0 <= hit.first - h.last <= 5 and h.id != "nafa" and h.value != "pseudo" for h in row.cues):
            denial = next((c for c in row.chunks[: here + 1] if c.letter == "S" and c.mention is not None and c.mention.stance == "denies"), None)
            if denial is None:
                continue
        if hit.value == "imputes":
            after = [i for i in range(here + 1, len(row.chunks)) if row.letters[i] in "AN" and row.chunks[i].actors]
            to = next((i for i in range(here + 1, len(row.chunks)) if row.letters[i] == "p" and row.chunks[i].text in ("الي", "إلى", "ل")), None)
            owner = next((i for i in after if to is not None and i > to), None)
            if owner is not None:
                return "imputes", _actor_of(row, owner)
            continue
        said = next((c.mention for c in reversed(row.chunks[: here + 1]) if c.letter == "S" and c.mention is not None), None)
        denied = hit.value == "untied" or (said is not None and said.stance == "denies")
        if hit.value == "tie" and not denied:
            continue
        found = _owner(row, here, forward=hit.value == "adopts")
        if found is None and said is not None and said.chain and said.chain[-1].actor:
            link = said.chain[-1]
            found = Actor("", link.start, link.end, link.actor)
        if found is not None:
            return ("denies" if denied else "owns"), found
    return "", None


def refused(row: Row) -> bool:
    """«ونفى متحدث ذلك», «ونفت الحركة هذه الأنباء»: the sentence denies what was told before."""
    for i in row.marked("S"):
        said = row.chunks[i].mention
        if said is not None and said.stance == "denies":
            return any(x.text in ("ذلك", "هذا", "هذه", "الامر") for x in row.chunks[i + 1 : i + 3] if x.letter == "x")
    return False


def _owner(row: Row, here: int, *, forward: bool) -> Actor | None:
    """The actor beside a claim of responsibility: after «تبناه», before «مسؤوليته»."""
    ahead = range(here + 1, min(here + 5, len(row.chunks)))
    back = range(here - 1, max(-1, here - 5), -1)
    for i in ahead if forward else back:
        c = row.chunks[i]
        if c.letter == "A" and c.actors:
            return _actor_of(row, i)
        if c.letter in ";V" or (c.letter == "S" and not forward):
            break
    return None


def _actor_of(row: Row, i: int) -> Actor | None:
    c = row.chunks[i]
    a = next((a for a in c.actors if a.actor != "unknown" and not a.adjective), None) or next((a for a in c.actors if a.actor != "unknown"), None)
    return Actor("", a.start, a.end, a.actor) if a is not None else None


def _leaned_on(event: Event) -> bool:
    """«بعد ساعات من هجوم آخر», «غداة إجلاء …»: the event that another is dated by was before the news."""
    days: list[TimeMention] = [event.row.chunks[i].mention for i in event.row.marked("D")]
    leans = {t.lean for t in days if t.leans_on == "event" and t.rule != "since_event"}
    return bool(leans) and any(k in leans or k - 1 in leans for m in event.matches if not m.definite for k in range(m.chunk.first, m.chunk.last))


def speaker(d: Any) -> SourceLink | None:
    """The innermost source of a draft, None where the outlet speaks."""
    return d.source.chain[-1] if d.source is not None and d.source.chain else None


def status(d: Any, parties: Sequence[str]) -> str:
    """denied, planned, failed; else suspected; else claimed where it rests on a party to the event; else asserted. ``parties``: ids of all its people."""
    told: str | None = d.event.realis.status
    if told == "suspected" and _of_object(d.event):
        told = None
    stance = d.source.stance if d.source is not None else ""
    if d.whose in ("denies", "unties") or (stance == "denies" and told is None):
        return "denied"
    if d.whose == "imputes":
        return told or "suspected"
    if told is not None:
        return told
    if stance == "claims_responsibility" or d.whose == "owns":
        return "claimed"
    link = speaker(d)
    return "claimed" if link is not None and _party(link, parties) else "asserted"


def _of_object(event: Event) -> bool:
    """Whether the doubt is about those struck, not about the deed or its doer: «استهدفت مواقع يعتقد بوجود مسلحين فيها», «أشخاص يشتبه في صلتهم»."""
    row = event.row
    hedges = [h for h in row.cues if h.cue == "hedge"]
    for h in hedges:
        k = next((i - 1 for i, c in enumerate(row.chunks) if c.first <= h.first < max(c.last, c.first + 1)), -1)
        while k > event.at and row.letters[k] == "x":
            k -= 1
        if k <= event.at or k not in event.obj or k in event.subj:
            return False
    return bool(hedges)


def _party(link: SourceLink, parties: Sequence[str]) -> bool:
    """Whether who speaks is a party to the event: on its side, or an army or an armed group at war with it."""
    tree = actor_table.tree()
    known = [p for p in parties if p not in _NOBODY]
    if link.kind == "correspondent":
        return False
    if not link.actor:
        return "military_spokesman" in link.source and any(tree.kind(p) in _STATES for p in known)
    relations = {tree.relation(link.actor, p) for p in known}
    if relations & set(_SIDES):
        return True
    armed = tree.kind(link.actor) in _REBELS
    if "enemy" in relations:
        return (armed and link.kind != "monitor") or link.kind in ("state", "army") or link.source.endswith("_mod")
    return not known and (armed or (link.kind in ("state", "army") and not parties))


def when(words: Words, d: Any, context: Context) -> When | None:
    """The claim's time: its own, else for fresh news the day before printing (or before its source spoke) up to that day."""
    t: TimeMention | None = d.time
    if t is not None:
        if t.start_day is None and t.end_day is None:
            return None
        end = t.end_day
        if end is not None and t.start_day is not None and d.event.realis.status != "planned":
            last = context.published or (context.bounds[1] if context.bounds else None)
            if last is not None and t.start_day <= last < end:
                end = last
        edtf = t.edtf if end == t.end_day else f"{t.start_day}/{end}"
        return When(t.start_day, end, edtf, t.precision, words.text[t.start : t.end], t.start, t.end, t.rule)
    if d.event.realis.status == "planned" or background(d, context) or kind(d, d.losses) == "tally" or untold(words, d):
        return None
    day = context.published
    said: TimeMention | None = d.said
    if said is not None and said.start_day is not None and said.start_day == said.end_day:
        day = said.start_day
    elif said is not None:
        return None
    if day is None:
        return None
    if said is not None and said.start_day is not None and not d.event.reference and _announced_work(words, said, d.event.token):
        return When(day, day, str(day), "day", words.text[said.start : said.end], said.start, said.end, said.rule)
    eve = day - dt.timedelta(days=1)
    return When(eve, day, f"{eve}/{day}", "days", rule="fresh_news")


_THAT = frozenset(("ان", "بان", "انه", "انها", "انهم", "بانه", "بانها", "بانهم"))


def _announced_work(words: Words, said: TimeMention, token: int) -> bool:
    """«أعلن الجيش اليوم تدمير مخبأ»: of work told by its noun the day is its own; of «أعلن اليوم أن …» it is the speech's."""
    if not said.last <= token <= said.last + 8 or words.tokens[token].form.startswith("ال"):
        return False
    return _THAT.isdisjoint(words.forms[said.last : token + 1])


def untold(words: Words, d: Any) -> bool:
    """«من دون أن تحدد تاريخه»: its source does not tell the day."""
    s = d.event.row.sentence
    forms = words.forms[s.first : s.last]
    if _NOT_TOLD.isdisjoint(forms):
        return False
    for i, form in enumerate(forms):
        denied = form in _NOT_TOLD and any(f in ("دون", "لم", "بدون") for f in forms[max(0, i - 3) : i])
        if denied and any(f.startswith(("تاريخ", "موعد", "توقيت", "زمان")) for f in forms[i : i + 5]):
            return True
    return False


__all__ = ["announced", "background", "kind", "responsible", "speaker", "status", "time", "untold", "when"]

"""Triggers matched in one sentence: each trigger's readings, the constructions that hold around it, the roles that they fill.

A match keeps its rule ids («hajama/verb.active.1») and what was rejected, with the reason, for ``explain``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.extract.grammar import Pattern, fitting, kinds_of
from marsad.extract.rows import Chunk, Row
from marsad.extract.vocabulary import triggers
from marsad.resources.frames import Trigger

_OF_FORCES = ("sweep", "air_strike", "shelling")  # deeds that no families do
_BEFORE = 12  # chunks before a trigger at which a construction may begin
_PREPOSITIONS = {"ب": ("ب", "في"), "ل": ("ل", "إلى"), "في": ("في", "ب")}


@dataclass(slots=True)
class Match:
    """A trigger with its roles: chunk indices of the row."""

    row: Row
    at: int  # chunk index of the trigger
    frame: str
    entry: Trigger
    reading: str  # act, pass, masdar, noun, nouns, agent, patient, count, phrase
    plural: bool
    definite: bool
    pronoun: str
    number: str = "s"
    tense: str = ""
    subj: list[int] = field(default_factory=list)
    obj: list[int] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    light: int | None = None
    inherited: bool = False  # its subject stands with an earlier verb

    @property
    def chunk(self) -> Chunk:
        return self.row.chunks[self.at]

    def said(self, at: int) -> str:
        return self.row.chunks[at].text

    def armed(self) -> bool:
        return any(self.row.chunks[i].letter == "A" or (self.row.chunks[i].actors and self.row.chunks[i].letter in "MKW") for i in (*self.subj, *self.obj))


def matches(row: Row) -> list[Match]:
    """All readings worth keeping of all triggers of the sentence, one match a trigger."""
    out: list[Match] = []
    at = row.letters.find("V")
    while at >= 0:
        found = _match(row, at, row.chunks[at])
        if found:
            out.append(found)
        at = row.letters.find("V", at + 1)
    if out:
        _continue(out)
    return out


def _continue(found: Sequence[Match]) -> None:
    """A verb without a subject of its own goes on with the one before it: «هاجموا المقر ... وغنموا مدفعا ... ثم انسحبوا»."""
    last: Match | None = None
    for m in found:
        if m.light is not None and m.light and m.row.letters[m.light - 1] == "j":
            continue
        if last is not None and "S" in m.row.letters[last.at : m.at]:
            last = None  # «…، وقالت السرايا إنها …»: another voice
        agentive = m.entry.subj == "agent" and not m.entry.inverse
        carried = m.light is not None and m.reading in ("masdar", "noun", "nouns") and m.row.chunks[m.light].text == "normal"
        twin = next((x for x in found if x.at == m.at - 2 and m.row.letters[m.at - 1] == "&"), None)
        carried = carried or (m.reading == "masdar" and twin is not None and twin.reading == "masdar" and bool(twin.subj))  # «من كشف وتدمير مخبأين»
        open_role = agentive and not m.subj and m.frame != "result" and (m.reading == "act" or carried)
        if open_role and last is not None and not set(last.subj) & set(m.obj):
            m.subj, m.inherited = list(last.subj), True
            m.rules.append(f"{m.entry.id}/continued")
        if m.reading in ("act", "pass") and agentive and not m.subj and m.at and m.row.letters[m.at - 1] == "t" and len(m.said(m.at - 1)) > 2:
            done_to = {i for other in found if other is not m and other.reading in ("act", "pass") for i in other.obj}
            said = m.row.letters.rfind("S", 0, m.at)
            doer = [i for i in range(m.at - 1, said, -1) if m.row.letters[i] == "A" and i not in done_to][:1]
            if m.reading == "pass" and not m.obj:
                m.obj = doer or [i for i in range(m.at - 1, -1, -1) if m.row.letters[i] == "N"][:1]
            elif doer and not set(doer) & set(m.obj):
                m.subj, m.inherited = doer, True
                m.rules.append(f"{m.entry.id}/pronoun")
        if m.pronoun and not m.obj and m.reading in ("act", "masdar") and m.entry.direct:
            wanted = "AN" if m.pronoun == "هم" else "ANM"
            if last is not None and last.obj and m.frame != "result":
                m.obj = [i for i in last.obj if i not in m.subj]
            elif m.reading == "act":
                many = m.pronoun == "هم"
                m.obj = [
                    i for i in range(m.at - 1, max(-1, m.at - 9), -1)
                    if m.row.letters[i] in wanted and i not in m.subj and not m.row.chunks[i].definite
                    and not (many and m.row.chunks[i].number == "s" and m.row.chunks[i].count is None)
                ][:1]  # fmt: skip
        if m.subj and (agentive or m.entry.obj == "agent") and m.row.chunks[m.subj[0]].letter in "AN":
            last = m


def _match(row: Row, at: int, chunk: Chunk) -> Match | None:
    candidates: list[Match] = []
    seen: set[tuple[str, str]] = set()
    if chunk.phrase:
        kinds = [(chunk.lemma, "phrase", chunk.phrase == "p", chunk.definite, "", "s", "")]
    else:
        kinds = [(r.lemma, r.kind, r.kind in ("nouns", "counts") or (r.number == "d" and r.kind != "act"), r.definite, r.pronoun, r.number, r.tense) for r in chunk.readings]
    for lemma, kind, plural, definite, pronoun, number, tense in kinds:
        if (lemma, kind) in seen:
            continue
        seen.add((lemma, kind))
        frame, entry = triggers()[lemma]
        found = Match(row, at, frame, entry, kind, plural, definite, pronoun, number, tense)
        if kind == "act" and not entry.inverse and entry.obj == "victim" and entry.subj == "agent" and not (entry.passive and tense == "past" and _opens(row, at)):
            # one spelling, two voices: «قتل ثلاثة جنود» / «قتل مسلحون ثلاثة جنود»; not «اغتال مجهولان شيخا», which has a passive of its own
            passive = Match(row, at, frame, entry, "pass", plural, definite, pronoun, number, tense)
            _fill(passive)
            _fill(found)
            candidates.append(_voice(found, passive))
            continue
        _fill(found)
        _struck(found)
        candidates.append(found)
    if len(candidates) > 1 and _one_more(row, at):
        candidates = [c for c in candidates if c.reading == "masdar"] or candidates
    if not candidates:
        return None
    return candidates[0] if len(candidates) == 1 else max(candidates, key=_worth)


def _one_more(row: Row, at: int) -> bool:
    """«أعلنت الكتائب تدمير دبابات وقنص جندي»: after the verbal noun that somebody announced, another."""
    before = row.letters.rfind("V", 0, max(0, at - 1))
    announced = before > 0 and row.letters[before - 1] == "S" and all(r.kind in ("masdar", "noun") for r in row.chunks[before].readings)
    return bool(announced and row.chunks[before].readings) and row.letters[at - 1] == "&" and ";" not in row.letters[before:at]


def _opens(row: Row, at: int) -> bool:
    """Whether nothing stands before the verb that may have done it: no deed, weapon or relative in its clause."""
    clause = row.letters[max(row.letters.rfind(";", 0, at), row.letters.rfind("t", 0, at)) + 1 : at]
    return not any(x in clause for x in "VWMR")


def _struck(m: Match) -> None:
    """«استهدف جنود التحالف بتفجير»: read as a passive, whoever stands after the verb is hit."""
    if m.reading != "act" or not m.entry.generic or not m.subj or m.obj or m.pronoun or m.subj[0] < m.at:
        return
    after = m.subj[-1] + 1
    if m.row.letters[after : after + 2] in ("pV", "pW") and m.row.chunks[after].text == "ب":
        m.subj, m.obj = [], m.subj
        m.rules.append(f"{m.entry.id}/struck")


_FEMALE = frozenset(("woman", "child", "family", "native", "professional"))


def _hers(active: Match, passive: Match) -> bool:
    """«واعتقلت خمسة مسلحين»: a feminine verb before men that are counted has its subject elsewhere (the forces, the police)."""
    if not passive.obj or passive.obj[0] < passive.at or active.pronoun or (active.subj and active.obj):
        return False
    c = active.row.chunks[passive.obj[0]]
    feminine = any(r.lemma == active.entry.id and r.kind == "act" and r.gender == "f" and r.number == "s" for r in active.row.chunks[active.at].readings)
    men = c.head is not None and c.head.type in ("combatant", "person", "civilian") and c.head.id not in _FEMALE
    return feminine and men and c.count is not None and c.count.low > 2 and active.entry.measure in ("captured", "killed")


def _voice(active: Match, passive: Match) -> Match:
    """The active where it has an agent of its own beside the victim, or an agent alone that is a force; else the passive."""
    if _hers(active, passive):
        active.subj, active.obj = [], list(passive.obj)
        return active
    if active.subj and active.obj:
        first, other = active.row.chunks[active.subj[0]], active.row.chunks[active.obj[0]]
        if other.letter in "ML" and passive.obj:
            return passive  # «قتل جنديان … لدى مرور عربتهم»: no cart is killed
        return passive if (first.count is not None or first.others) and other.count is None else active
    if active.subj and not active.obj and not active.pronoun:
        first = active.row.chunks[active.subj[0]]
        counted = first.count is not None or first.others or first.number == "d" or first.lemma
        if first.head is None and first.actors and all(a.adjective for a in first.actors):
            return passive  # «قتل كويتيون»
        if counted or first.letter == "N" or (first.head is not None and first.head.type == "combatant" and first.head.actor is None):
            return passive
        return active if not passive.obj or passive.obj == active.subj else passive
    if active.pronoun and active.subj:
        return active
    return passive if passive.obj else active


def _worth(m: Match) -> tuple[int, int, int]:
    kinds = {"phrase": 6, "pass": 5, "act": 4, "noun": 3, "nouns": 3, "masdar": 3, "agent": 1, "patient": 0, "count": 0, "counts": 0}
    specific = 1 if m.entry.also else 0
    if m.entry.needs == "armed":
        specific += 1 if m.armed() else -1
    if m.frame == "protest" and m.armed():
        specific -= 2
    if m.entry.needs == "place" and not any(m.row.chunks[i].letter in "LM" for i in m.obj):
        specific -= 2
    vague = 0 if m.entry.needs in ("armed", "deed", "outcome") else 1
    return (len(m.subj) + len(m.obj) > 0) + specific, vague, kinds.get(m.reading, 0)


def _fill(m: Match) -> None:
    kind = m.reading
    if kind in ("noun", "nouns", "masdar", "phrase") and _by_it(m):
        m.rejected.append(f"{m.entry.id}: the means of the verb before it")
        return
    letters = m.row.letters
    chunks = m.row.chunks
    line = letters[: m.at] + "T" + letters[m.at + 1 :]
    entry = m.entry
    at = line.find("p")
    while at >= 0:  # prepositions that the entry does not take are q
        if not _takes(entry.id, kind, chunks[at].text):
            line = f"{line[:at]}q{line[at + 1 :]}"
        at = line.find("p", at + 1)
    if kind in ("noun", "nouns", "phrase") and "ب" not in entry.on and "pW" in line:
        for i in range(len(line) - 1):  # «غارات بالصواريخ على مواقع»: a means stands aside
            if line[i : i + 2] == "pW" and chunks[i].text == "ب":
                line = f"{line[:i]}xx{line[i + 2 :]}"
    if kind in ("act", "pass") and ("qV" in line or "pV" in line):
        for i in range(m.at + 1, len(line) - 1):  # «استهدفت الطائرات بغارتين معسكرا»: a deed as the means stands aside
            if line[i : i + 2] in ("qV", "pV") and chunks[i].text == "ب" and not any(r.kind in ("act", "pass") for r in chunks[i + 1].readings):
                line = f"{line[:i]}xx{line[i + 2 :]}"
    line = _genitive_of_noun(m, line)
    before_verb = kind in ("act", "pass") and _subject_before(m)
    wide = entry.subj in ("place", "item", "device") or entry.inverse
    low = max(0, m.at - _BEFORE)
    way = "inverse" if entry.inverse and kind in ("act", "phrase") else kind
    for p, shape in fitting(way, wide, kinds_of(line[low : m.at]), kinds_of(line[m.at + 1 :])):
        if before_verb and p.leading and "subj" in p.slots and not p.plus and not p.by:
            m.rejected.append(f"{entry.id}/{p.id}: the subject stands before the verb")
            continue
        if m.pronoun and kind == "act" and "obj" in p.slots and not (p.on or p.plus):
            continue
        if p.plus and not m.pronoun:
            continue
        if p.far and p.on and (not entry.on or m.obj):
            continue
        if p.far and before_verb and "subj" in p.slots and not p.by and _told_of(m):
            continue  # «ستة قضوا في تفجير استهدف المقر»: the blast hit it
        if "obj" in p.slots and not p.on and not entry.direct and not p.by and kind in ("act", "masdar", "noun", "nouns") and not p.id.startswith("light.verb"):
            continue
        regex = shape.regex
        if p.leading:
            hit = regex.match(line, m.at)
            if hit:
                _accept(m, p, hit)
            continue
        opens = shape.opens
        for start in range(m.at - 1, low - 1, -1):
            if line[start] not in opens:
                continue
            hit = regex.match(line, start)
            if hit and kind == "act" and "subj" in p.slots and m.number == "s" and _verb_first(m, hit.end("subj")):
                m.rejected.append(f"{entry.id}/{p.id}: the subject stands after the verb")
                break
            if hit and hit.start() < m.at < hit.end():
                _accept(m, p, hit)
                break


def _accept(m: Match, p: Pattern, hit: re.Match[str]) -> None:
    chunks = m.row.chunks
    spans: dict[str, list[int]] = {}
    for slot in p.slots:
        a, b = hit.span(slot)
        spans[slot] = [i for i in range(_leftmost(m.row.letters, a), b) if chunks[i].letter in "ANMKLW"]
    if spans.get("subj") and spans.get("obj"):
        spans["obj"] = [i for i in spans["obj"] if i not in spans["subj"]]  # «بين X وY»
    rule = f"{m.entry.id}/{p.id}"
    if p.id == "masdar.two.1" and spans.get("obj") and all(_beside(chunks[i]) or (m.entry.obj == "victim" and _landscape(chunks[i])) for i in spans["obj"]):
        return  # «مقتل خمسة مسلحين شمالي المدينة», «استهداف قوة شرق الحي»: they are struck
    if p.on and hit["on"]:
        at = hit.start("on")
        said = chunks[at].text
        if said == "ب" and "obj" in spans and spans["obj"] and chunks[spans["obj"][0]].letter == "W":
            m.rejected.append(f"{rule}: a means, no target")  # «غارات بالصواريخ ... على مواقع»
            return
        if p.id == "masdar.two.1" and m.entry.obj == "victim" and "subj" in spans and spans["subj"] and chunks[spans["subj"][0]].count is not None:
            return
        if p.id == "masdar.two.2" and m.entry.obj == "victim":
            return
        if p.id == "masdar.two.2" and said != "ل" and said not in m.entry.on:
            m.rejected.append(f"{rule}: takes no «{said}»")
            return
    if "gen" in spans:
        slot = _genitive(m, spans["gen"], has_object="obj" in spans)
        spans[slot] = spans.pop("gen")  # «مقتل ثلاثة عناصر للنظام»: the genitive before what follows a preposition
    used, between = not p.slots, "o" in m.row.letters[hit.start() : hit.end()] and "subj" in spans  # «شهدت المدينة مواجهات بين X وY»
    for slot, found in spans.items():
        if slot == "subj" and not m.subj and not set(found) & set(m.obj):
            if not _can_act(m, found):
                m.rejected.append(f"{rule}: no agent")
                if "obj" in spans:
                    return
                continue
            m.subj, used = found, True
        elif slot == "obj" and m.entry.obj == "victim" and all(_landscape(chunks[i]) for i in found):
            continue
        elif slot == "obj" and (not m.obj or (between and all(chunks[i].letter == "L" for i in m.obj))) and not set(found) & set(m.subj):
            m.obj, used = found, True
    if used:
        m.rules.append(rule)
        for i in range(hit.start(), hit.end()):
            if chunks[i].letter in "lv" and m.light is None:
                m.light = i


def _by_it(m: Match) -> bool:
    """«استهدفت الطائرات بغارتين معسكرا»: the deed stands between a verb's subject and its object as its means."""
    chunks, letters, at = m.row.chunks, m.row.letters, m.at
    if letters[max(0, at - 1) : at] != "p" or chunks[at - 1].text != "ب" or letters[at + 1 : at + 2] not in ("M", "A", "N"):
        return False
    before = letters.rfind("V", max(0, at - 5), at - 1)
    return before >= 0 and not chunks[before].phrase and all(r.kind in ("act", "pass") for r in chunks[before].readings)


def _genitive_of_noun(m: Match, line: str) -> str:
    """«هجوم لتنظيم», «ضربة جوية للتحالف»: whose the deed is; the line without it."""
    shells = m.entry.id == "qasafa" and m.reading == "masdar"  # «قصف لقوات النظام»: theirs
    if not shells and (m.reading not in ("noun", "nouns", "phrase") or m.entry.obj == "victim" or m.entry.subj != "agent" or m.entry.inverse):
        return line
    if not shells and "ل" in m.entry.on and (m.entry.genitive != "subj" or "l" in m.row.letters[max(0, m.at - 5) : m.at]):
        return line  # «نصبوا كمينا لدورية»
    at = m.at + 1
    while at < len(line) and line[at] == "x" and at - m.at <= 2:
        at += 1
    letters, chunks = m.row.letters, m.row.chunks
    if letters[at : at + 2] not in ("pA", "qA") or chunks[at].text != "ل" or not any(not a.adjective for a in chunks[at + 1].actors):
        return line
    end = at + 2
    while letters[end : end + 2] == "&A":
        end += 2
    m.subj = [i for i in range(at + 1, end) if letters[i] == "A"]
    m.rules.append(f"{m.entry.id}/noun.of")
    return line[:at] + "x" * (end - at) + line[end:]


def _told_of(m: Match) -> bool:
    """«الهجوم الذي استهدف رتلا», «غارة استهدفت منزلا»: a deed is the subject, what follows its target."""
    k = m.at - 1
    relative = False
    while k >= 0 and m.row.letters[k] in "RxD":
        relative = relative or m.row.letters[k] == "R"
        k -= 1
    if k < 0 or m.row.letters[k] != "V" or m.at - k > 4 or not (m.entry.generic or (relative and m.entry.obj != "victim")):
        return False
    deed = m.row.chunks[k]
    return bool(deed.phrase) or not any(r.kind in ("act", "pass") for r in deed.readings)


def _subject_before(m: Match) -> bool:
    """Whether the verb cannot be followed by its subject: plural («هاجموا»), after «أنه», or right after «أن» + noun phrase."""
    letters, chunks, at = m.row.letters, m.row.chunks, m.at
    if m.number in ("p", "d") or _told_of(m):
        return True
    if at and letters[at - 1] == "t" and m.said(at - 1).endswith(("ه", "ها", "هم")):
        following = next((chunks[i] for i in range(at + 1, min(at + 4, len(chunks))) if letters[i] in "ANMK"), None)
        if following is not None and following.letter in "ANK" and m.said(at - 1).endswith("ه") and (m.entry.inverse or m.frame == "protest"):
            return False  # «إنه لقي تسعة أشخاص مصرعهم»
        if following is not None and following.letter == "N" and following.count is None and _object_after(m, following):
            return False  # «إنه أحرق مستوطنون خمسة منازل»
        # «إنه هاجم مسلحون …» only introduces; «أنه أعدم ضباطا» has its subject in the pronoun
        if following is None or following.letter not in "AN" or following.count is not None:
            return True
        if m.entry.obj != "victim":
            return following.letter != "A"
        second = [i for i in range(at + 2, min(at + 9, len(chunks))) if letters[i] in "ANK" and letters[i - 1] != "&"]
        return not [i for i in second if chunks[i] is not following]
    k = at - 1
    while k >= 0 and letters[k] in "DxL":
        k -= 1
    if k < 0 or letters[k] not in "AN" or at - k > 3:
        return False
    while k >= 2 and letters[k - 1] == "&" and letters[k - 2] in "AN":
        k -= 2
    return k == 0 or letters[k - 1] in "tS;" or (at - 1 == k and m.reading == "act" and not m.entry.inverse and letters[k - 1] in "x,")


def _verb_first(m: Match, end: int) -> bool:
    """«... تنظيم داعش في البادية تسير المليشيات دوريات»: people right after the verb, and before it nobody but in another phrase."""
    letters = m.row.letters
    after = letters[m.at + 1 : m.at + 2]
    between = letters[end : m.at]
    if after != "A" or m.row.chunks[m.at + 1].count is not None or "R" in between or "t" in between or m.entry.inverse or m.pronoun:
        return False
    return any(k in between for k in "pqL") and m.entry.obj != "victim" and _object_after(m, m.row.chunks[m.at + 1])


def _object_after(m: Match, first: Chunk) -> bool:
    """Whether another noun phrase stands free after the first: then the first is the subject."""
    letters, chunks = m.row.letters, m.row.chunks
    start = next(i for i in range(m.at + 1, len(chunks)) if chunks[i] is first)
    for i in range(start + 1, min(start + 5, len(chunks))):
        if letters[i] in "ANKM":
            return letters[i - 1] not in "&pqb"
        if letters[i] not in "xD":
            return False
    return False


def _landscape(chunk: Chunk) -> bool:
    return chunk.letter == "L" or (chunk.head is not None and chunk.head.id == "town")


def _beside(chunk: Chunk) -> bool:
    """A place that says only on which side: «شرق الحي»."""
    return chunk.letter == "L" and getattr(chunk.mention, "relation", "in") != "in"


def _leftmost(letters: str, at: int) -> int:
    """The first of the noun phrases coordinated before the one at ``at``."""
    while at >= 2 and letters[at - 1] == "&":
        before = at - 2 - (letters[at - 2] == ",")
        if before < 0 or letters[before] not in "ANMKW":
            break
        at = before
    return at


@functools.lru_cache(maxsize=20_000)
def _takes(trigger: str, reading: str, said: str) -> bool:
    """Whether a trigger in that reading takes its object behind the preposition."""
    entry = triggers()[trigger][1]
    if (entry.obj == "item" or entry.outcome) and not entry.on:
        return reading == "masdar" and said == "ل"  # «تدمير مخبأين يحتويان على معدات»
    if entry.on:
        allowed = set(entry.on)
        return said in allowed or any(s in allowed for s in _PREPOSITIONS.get(said, ()) if s == "ب" or s == "في") or (
            reading == "masdar" and said == "ل" and entry.direct
        )
    if reading in ("masdar", "noun", "nouns", "phrase"):
        return said in ("على", "ضد", "ل")
    return said in ("على", "ضد")


def _genitive(m: Match, found: Sequence[int], *, has_object: bool) -> str:
    """Whether a noun phrase right after a noun or verb is who did it or whom it was done to."""
    first = m.row.chunks[found[0]]
    if m.entry.obj == "victim" and m.reading != "act":
        return "obj"
    if m.reading == "masdar" and m.entry.subj == "agent" and not m.entry.inverse and _nisba(first):
        return "subj"  # «قصف إسرائيلي»
    if m.entry.also and m.reading == "masdar":
        return "subj"
    if has_object:
        return "subj"
    if first.actors and all(a.adjective for a in first.actors) and first.head is None and m.reading in ("noun", "nouns", "phrase"):
        return "subj"  # «غارات روسية»
    if m.reading == "act":
        if _subject_before(m) or (m.entry.outcome and first.head is not None and first.head.item):
            return "obj"
        if m.entry.subj == "target" and (first.lemma or first.count is not None or first.text == "some" or first.letter in "ML"):
            return "obj"
        if first.letter in "MKL" and m.entry.subj not in ("device", "place", "item"):
            return "obj"
        return "subj"
    if first.letter == "A":
        return m.entry.genitive if m.reading != "masdar" or m.entry.genitive == "subj" else "obj"
    if m.entry.subj == "device":
        return "subj"
    return "obj"


def _nisba(chunk: Chunk) -> bool:
    """A bare adjective of a state: «إسرائيلي»."""
    return bool(chunk.actors) and all(a.adjective for a in chunk.actors) and chunk.head is None and chunk.count is None and chunk.number != "d"


def _can_act(m: Match, found: Sequence[int]) -> bool:
    if m.entry.inverse or m.entry.subj in ("device", "place", "item", "victim", "none"):
        return True
    chunks = m.row.chunks
    if m.frame == "protest":
        return True
    first = chunks[found[0]]
    if first.letter == "W" and m.entry.also:
        return False
    if m.frame in _OF_FORCES and first.head is not None and first.head.type == "civilian":
        return False  # «نزحت العائلات مع بدء العملية العسكرية»
    if first.letter == "A" or first.actors:
        return True
    return (first.head is not None and first.head.type in ("person", "civilian", "group", "aircraft", "weapon")) or first.others

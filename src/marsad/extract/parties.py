"""Who did it and to whom, beyond what the trigger's own constructions bind: owners, aims, pronouns, whoever claims it.

    «هجوم على مواقعهم», «غارات استهدفت مواقع يعتقد بوجود خلايا التنظيم فيها», «حملة تمشيط ... بحثا عن خلايا التنظيم»
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract import actor_facts, binding
from marsad.extract.events import FAMILIES, Event
from marsad.extract.rows import ARMED_KINDS, Chunk, Row
from marsad.extract.seen import ActorMention
from marsad.model import Actor
from marsad.resources import actors as actor_table
from marsad.resources import compiled, resolving

Party = ActorMention | Actor
_OWNER_REACH = 6  # chunks from a thing to the word that says whose it is
_AIM_REACH = 5
_MEMORY = 4  # sentences over which a pronoun or a bare «القوات» looks back
_PARTIES = ARMED_KINDS | {"official", "party", "army", "ministry", "armed_group"}  # kinds of speakers who act themselves
_HIS = frozenset(("له", "لهم", "لها", "لهما"))
_DOERS = ("attacker", "killer", "kidnapper")
_WORKS = ("sweep", "find", "arrest", "seizure", "deployment", "withdrawal")
_ANNOUNCED = ("attack", "air_strike", "shelling", "territory", "destruction", "killing", "transfer", "abduction")
_AIMED = ("attack", "air_strike", "shelling", "sweep", "clash", "explosive")


@functools.lru_cache(maxsize=1)
def attacker_words() -> frozenset[str]:
    """Words that make a group of dead or wounded the attackers' own, folded."""
    return frozenset(compiled("attacker_words", ("resolve.yml",), lambda: [fold(w) for w in resolving.rules().attacker_words]))


def of_attackers(words: Words, chunk: Chunk) -> bool:
    """Whether the people counted are called attackers: «43 من العناصر المهاجمة»."""
    after = words.tokens[chunk.first : chunk.last + 1]
    return any(t.form in attacker_words() for t in after)


def known(found: Sequence[Party]) -> list[Party]:
    """Without the unknown where somebody is known."""
    if len(found) < 2:
        return list(found)
    named = [a for a in found if a.actor and a.actor != "unknown"]
    return named or list(found)


def roles(event: Event) -> tuple[list[Party], list[Party]]:
    """Perpetrators and targets as the event's own noun phrases give them."""
    row = event.row
    subj: list[Party] = []
    entry = event.matches[0].entry if event.matches else None
    doers, others = list(event.subj), list(event.obj)
    if event.type == "clash" or any(m.light is not None and row.chunks[m.light].text == "mutual" for m in event.matches):
        doers, others = split_sides(row, doers, others)
    if event.type == "killing" and entry is not None and entry.outcome == "found":
        doers = []  # who finds the dead did not kill them
    device = entry is not None and entry.subj in ("device", "item")
    if device and event.type in ("explosive", "shelling", "air_strike"):
        for i in [*doers, *others]:
            c = row.chunks[i]
            if c.head is not None and c.head.instrument:
                subj += [a for a in binding.people(c) if a.actor not in ("", "unknown")] or owner(row, i, of="dlR")
    if not doers:
        subj += [a for m in event.matches for a in row.chunks[m.at].actors if a.adjective or a.last > row.chunks[m.at].last][:1]  # «غارة إسرائيلية», «قصف الطيران المسير التركي»
    if not doers and entry is not None and entry.subj == "agent":
        supposed = _supposed(row, event.at)  # «غارات يعتقد أنها أمريكية»
        subj += [a for i in supposed for a in binding.people(row.chunks[i])]
        others = [i for i in others if i not in supposed]
    if not (entry and entry.subj in ("device", "none", "victim", "item", "place")):
        for i in doers:
            c = row.chunks[i]
            found = binding.people(c)
            if c.head is not None and c.head.instrument and (not found or c.pronoun):  # a drone is a means: whose, or nobody told
                found = owner(row, i, of="lR") if not c.pronoun else []
            elif not found and c.letter == "A":
                found = [Actor("", c.start, c.end, "unknown")]
            subj += found
    obj: list[Party] = []
    if event.type not in ("deployment", "withdrawal"):
        for i in others:
            c = row.chunks[i]
            if c.letter == "W" and event.type != "find" and not c.actors:
                continue
            if c.head is not None and c.head.instrument and not known_any(c.actors):
                continue  # a drone shot down, of nobody told
            if c.letter in "ANMKWL":
                found = binding.people(c) if event.type != "find" or c.letter == "K" else [a for a in binding.people(c) if c.letter == "M"]
                if not found and c.letter == "M" and c.pronoun:
                    found = _his(row, event.at, binding.ids(subj))
                found = found or (owner(row, i) if c.letter in "MWK" or not c.actors else [])
                obj += found if event.type != "territory" or c.letter != "M" or binding.ids(found) != {"civilians"} else []  # a palace is taken from nobody
        if event.type == "explosive" and not known_any(obj):
            obj += _struck_by(row, event.at)
        if event.type == "find" and not obj:
            obj = [a for y in event.things for a in owner(row, y.at)][:1]
    return known(subj), known([a for a in obj if a.actor not in binding.ids(subj) or a.actor == "unknown"])


def _supposed(row: Row, at: int) -> list[int]:
    """The nisba that a hedge puts after a deed: «غارات يعتقد أنها أمريكية»."""
    for i in range(at + 1, min(at + 5, len(row.chunks))):
        c = row.chunks[i]
        if c.letter == "N" and c.head is None and c.actors and all(a.adjective for a in c.actors):
            return [i] if "x" in row.letters[at + 1 : i] else []
        if c.letter not in "xt":
            break
    return []


def _struck_by(row: Row, at: int) -> list[Party]:
    """What a blast hits: «انفجر لغم بسيارة للجيش», «عبوة انفجرت لدى مرور دورية»."""
    for i in range(at + 1, min(at + 10, len(row.chunks))):
        c = row.chunks[i]
        if c.letter in ";kSV":
            break
        hit = i and ((row.letters[i - 1] == "p" and row.chunks[i - 1].text == "ب") or row.chunks[i - 1].text.endswith(("مرور", "عبور")))
        if hit and c.letter in "AM" and c.actors:
            return [a for a in binding.people(c) if a.actor != "unknown"]
    return []


def owner(row: Row, at: int, of: str = "") -> list[Party]:
    """Whose the thing at chunk ``at`` is, told after it: «ألغاما زرعها عناصر التنظيم», «نقاط تمركز لقوات النظام»."""
    for i in range(at + 1, min(at + 1 + _OWNER_REACH, len(row.chunks))):
        c = row.chunks[i]
        if c.letter == "A" or (c.letter == "M" and any(not a.adjective for a in c.actors) and row.letters[i - 1] != "&"):
            found = [a for a in binding.people(c) if a.actor and a.actor != "unknown"]
            return found if c.actors else []
        if c.letter in "MW" and row.letters[i - 1] == "&":
            continue
        if c.letter == "x" and c.text in _HIS:
            return _his(row, at, {"unknown"})  # «مقرات صحراوية له»
        if c.letter == "V" and not any(r.kind in ("act", "pass") and r.tense for r in c.readings) and not c.phrase:
            continue
        if c.letter == "p" and c.text not in ("ل", "ب", "في", "من"):
            break
        if c.letter not in "xkp&R" + of or (c.letter == "&" and row.letters[i + 1 : i + 2] not in ("M", "W")):
            break
    return []


def _his(row: Row, at: int, ours: set[str]) -> list[Party]:
    """The last armed people named before chunk ``at`` who are not ours."""
    for i in range(at - 1, -1, -1):
        if row.letters[i] in "AK" and known_any(row.chunks[i].actors) and "i" not in row.letters[max(0, i - 3) : i]:
            found = [a for a in binding.people(row.chunks[i]) if a.actor not in ("", "unknown")]
            if found and not binding.ids(found) & ours:
                return found
    return []


def aims(event: Event) -> list[Party]:
    """Against whom a deed goes that binds no target itself: «... ضد خلايا التنظيم», «... بحثا عن مسلحين»."""
    row = event.row
    marks = [i for i, c in enumerate(row.chunks) if c.letter == "p" and c.text == "ضد" and i > event.at]
    for hit in row.cues:
        if hit.cue == "purpose":
            at = next((i for i, c in enumerate(row.chunks) if c.first >= hit.last and i > event.at), None)
            marks += [at - 1] if at is not None else []
    for mark in sorted(marks):
        if _turned(row, event.at, mark):
            continue
        for i in range(mark + 1, min(mark + 1 + _AIM_REACH, len(row.chunks))):
            c = row.chunks[i]
            if c.letter in "AM" and c.actors:
                return _run(row, i)
            if c.letter not in "xpWM&":
                break
    return []


def _turned(row: Row, a: int, b: int) -> bool:
    """Whether another deed or speaker stands between."""
    between = row.letters[a + 1 : b]
    return "S" in between or between.count("V") > 2 or b - a > 24


def _run(row: Row, at: int) -> list[Party]:
    """The actors of the noun phrases coordinated from ``at`` on."""
    found: list[Party] = []
    i = at
    while i < len(row.chunks) and row.letters[i] in "AMN":
        found += [a for a in binding.people(row.chunks[i]) if a.actor != "unknown"]
        i += 2 if row.letters[i + 1 : i + 2] == "&" else 3 if row.letters[i + 1 : i + 3] == ",&" else len(row.chunks)
    return found


def bare(chunk: Chunk) -> bool:
    """«القوات», «العناصر», «قواته»: armed people whom only the story names."""
    if chunk.letter != "A" or chunk.head is None or chunk.head.actor or chunk.head.type not in ("combatant", "force"):
        return False
    return all(a.actor == "unknown" or a.generic for a in chunk.actors) and not any(a.actor == "unknown" for a in chunk.actors) and (
        chunk.definite or bool(chunk.pronoun)
    )


def split_sides(row: Row, subj: list[int], obj: list[int]) -> tuple[list[int], list[int]]:
    """«اشتباكات بين X وY وZ», «تبادل X وY القصف»: the first against the others."""
    if any(row.letters[i] != "L" for i in obj) or len(subj) < 2 or not any(row.letters[i] == "o" or row.chunks[i].text == "mutual" for i in range(max(0, subj[0] - 2), subj[0])):
        return subj, obj
    return subj[:1], [*subj[1:], *obj]


def complete(drafts: Sequence[Any], rows: Mapping[int, Row]) -> None:
    """Fills the parties that the sentences leave to the story so far. Reads drafts in order; changes their ``subj`` and ``obj``. ``rows`` by sentence."""
    before: list[Any] = []
    for d in drafts:
        if d.dropped:
            continue
        at = d.event.row.sentence.i
        before = [x for x in before if at - x.parts[-1].row.sentence.i <= _MEMORY]
        at_once(d, before)
        for part in d.parts:
            if not known_any(d.obj) and part.type in _AIMED:
                d.obj = known([*d.obj, *[a for a in aims(part) if a.actor not in binding.ids(d.subj)]])
        if not known_any(d.subj):
            _detachment(d, before)
            _attackers(d)
            _accused(d, rows)
            _same_work(d, before)
        _enemy(d)
        d.subj, d.obj = known(d.subj), known(d.obj)
        before.append(d)


def at_once(d: Any, before: Sequence[Any]) -> None:
    """The agent that the telling itself gives: who claims it, whose drone it is, whom a pronoun means. ``before``: drafts told just before."""
    if known_any(d.subj):
        _own_men(d)
        return
    _claimed(d)
    _responsible(d)
    _means(d)
    _launched(d)
    _own_men(d)
    _pronoun(d, before)
    _own_work(d)


def known_any(found: Sequence[Party]) -> bool:
    """Whether any of the parties is somebody in particular."""
    for a in found:  # noqa: SIM110 - asked ten times a draft
        if a.actor and a.actor != "unknown":
            return True
    return False


def _claimed(d: Any) -> None:
    """Who says that it was he, did it."""
    if (d.subj and known_any(d.subj)) or d.source is None or d.source.stance != "claims_responsibility" or not d.source.chain:
        return
    link = d.source.chain[-1]
    if link.actor and FAMILIES[d.type] in ("attack", "taking", "destruction"):
        d.subj = [Actor("", link.start, link.end, link.actor)]
        d.obj = [a for a in d.obj if a.actor != link.actor]


def _responsible(d: Any) -> None:
    """«تفجير تبناه التنظيم», «... وأعلنت الجماعة مسؤوليتها»: who claims it in passing."""
    if known_any(d.subj) or FAMILIES[d.type] not in ("attack", "taking"):
        return
    for part in d.parts:
        row = part.row
        for hit in row.cues:
            if hit.cue != "claims" or hit.value not in ("", "adopts", "owns") or hit.first < row.chunks[part.at].first:
                continue
            for c in row.chunks:
                if c.letter == "A" and 0 <= c.first - hit.last <= 1:
                    d.subj = [a for a in binding.people(c) if a.actor != "unknown"]
                elif c.letter == "S" and (c.first <= hit.first < c.last or 0 <= hit.first - c.last <= 3) and c.mention.chain and c.mention.chain[-1].actor:
                    link = c.mention.chain[-1]
                    d.subj = [Actor("", link.start, link.end, link.actor)]
            d.obj = [a for a in d.obj if a.actor not in binding.ids(d.subj)]
            if d.subj:
                return


def _means(d: Any) -> None:
    """«قالت الجماعة إن مسيراتها هاجمت»: the means of an armed speaker are its own."""
    if d.subj or not d.event.subj or d.source is None or not d.source.chain:
        return
    c, link = d.event.row.chunks[d.event.subj[0]], d.source.chain[-1]
    if c.head is not None and c.head.instrument and (c.pronoun or c.definite) and link.kind in _PARTIES and link.actor:
        d.subj = [Actor("", link.start, link.end, link.actor)]
        d.obj = [a for a in d.obj if a.actor != link.actor]


def _launched(d: Any) -> None:
    """«أصيب ثلاثة مدنيين بصاروخ أطلقته الجماعة»: who fired the weapon that the losses come from."""
    if d.subj or d.type not in ("explosive", "shelling", "air_strike"):
        return
    row = d.event.row
    for i, c in enumerate(row.chunks[:-1]):
        after = row.chunks[i + 1]
        if c.head is not None and c.head.instrument and i and row.letters[i - 1] in "pj" and (after.letter == "R" or (after.letter == "l" and after.pronoun)):
            d.subj = [a for a in owner(row, i, of="lR") if a.actor not in binding.ids(d.obj)]
            return


def _own_men(d: Any) -> None:
    """«قال البيان إن مسلحيه دمروا»: the men of an armed speaker are his."""
    if not d.event.subj or d.source is None or not d.source.chain:
        return
    row, at, link = d.event.row, d.event.subj[0], d.source.chain[-1]
    c = row.chunks[at]
    said = at and row.letters[at - 1] == "t" and "S" in row.letters[max(0, at - 5) : at]
    if said and c.pronoun and link.actor and c.head is not None and c.head.type in ("combatant", "force"):
        d.subj = [Actor("", c.start, c.end, link.actor)]


def _pronoun(d: Any, before: Sequence[Any]) -> None:
    """«هجماته», «قصفت» with no subject told: the speaker where he is armed, else who acted in the sentence before."""
    event = d.event
    if not event.matches or d.subj or event.type == "protest" or _stranger(event):
        return
    m = event.matches[0]
    if event.type == "killing" and m.entry.outcome == "found":
        return
    if m.entry.inverse or m.entry.subj != "agent" or (m.reading == "pass" and event.row.letters[event.at - 1 : event.at] != "t"):
        return
    row = event.row
    for i in range(event.at - 1, max(-1, event.at - 4), -1):
        c = row.chunks[i]
        if c.letter == "l" and c.pronoun:  # «أثناء قيامهم بعمليات تمشيط»
            d.subj = next(([a for a in binding.people(row.chunks[k]) if a.actor != "unknown"] for k in range(i - 1, -1, -1) if row.letters[k] == "A"), [])
            return
    masdar = m.reading in ("masdar", "noun", "nouns", "phrase") and bool(m.pronoun)
    just = event.row.letters[max(0, event.at - 3) : event.at]
    said = row.letters[max(0, event.at - 8) : event.at].rpartition("S")
    told = bool(said[1]) and said[2][-1:] == "t" and not said[2].strip("pxDt,")  # «أعلنت القوات في بيان أنها هاجمت»
    opening = just.strip("&,x;t") == "" or told or (just[-1:] == "&" and not any(k in just for k in "ANMV"))
    if not (m.reading in ("act", "pass") and opening) and not masdar:
        return
    objects = binding.ids(d.obj)
    before_it = event.row.letters[max(0, event.at - 12) : event.at]
    if masdar or "t" in before_it:
        for i in range(event.at - 1, -1, -1):  # «زعم التنظيم أن هجماته», «قالت ... إنه استولى على»
            c = row.chunks[i]
            found: list[Party] = []
            if c.letter == "A":
                found = [a for a in binding.people(c) if a.actor != "unknown"]
            elif c.letter == "S" and d.source and d.source.chain and (c.mention is d.source or c.first <= d.source.chain[-1].first < c.last):
                link = d.source.chain[-1]
                found = [Actor("", link.start, link.end, link.actor)] if link.actor else []
            if found and not binding.ids(found) & objects:
                d.subj = found
                return
    last = next((x for x in reversed(before) if known_any(x.subj)), None)
    if last is not None and not binding.ids(last.subj) & objects and event.row.sentence.i - last.parts[-1].row.sentence.i <= 1:
        d.subj = list(last.subj)


def _stranger(event: Event) -> bool:
    """«استهدفت طائرة مسيرة المطار»: a means told for the first time, of nobody met before."""
    if not event.subj:
        return False
    c = event.row.chunks[event.subj[0]]
    return c.head is not None and bool(c.head.instrument) and not c.definite and not c.pronoun


def _attackers(d: Any) -> None:
    """«فرار المهاجمين», «أحد منفذي الهجوم»: those who attacked, named in passing."""
    if d.subj or FAMILIES[d.type] != "attack":
        return
    for part in d.parts:
        for c in part.row.chunks:
            if c.head is not None and c.head.id in _DOERS and (part is d.event or c.letter == "A"):
                found = [a for a in binding.people(c) if a.actor and a.actor != "unknown" and a.actor not in binding.ids(d.obj)]
                if found:
                    d.subj = found
                    return


def _accused(d: Any, rows: Mapping[int, Row]) -> None:
    """«اتهم الجيش مسلحي التنظيم بزرع اللغم»: the accused did it, as far as is told."""
    if known_any(d.subj) or FAMILIES[d.type] not in ("attack", "taking"):
        return
    told = [part.row for part in d.parts]
    after = rows.get(told[-1].sentence.i + 1)
    told += [after] if after is not None else []  # «واتهم الجيش ... بزرع اللغم» in the sentence after
    for row in told:
        for hit in row.cues:
            if hit.cue != "claims" or hit.value != "accuses":
                continue
            speakers = {link.actor for link in d.source.chain} if d.source else set()
            said = [c for c in row.chunks if c.letter == "S" and c.first <= hit.first < c.last]
            speakers |= {link.actor for c in said for link in c.mention.chain}
            for c in row.chunks:
                if c.first >= max([hit.last, *(c.last for c in said)]) and c.letter == "A":
                    found = [a for a in binding.people(c) if a.actor and a.actor not in speakers and a.actor not in binding.ids(d.obj)]
                    if known_any(found):
                        d.subj = known(found)
                        return


def _own_work(d: Any) -> None:
    """«أعلنت روسيا عن عملية تمشيط», «أعلن الجيش ضبط أسلحة»: a force that tells of work and names nobody tells of its own."""
    m = d.event.matches[0] if d.event.matches else None
    if d.subj or m is None or m.reading == "act" or not (d.type in _WORKS or _announced(d, m)):
        return
    if d.source is None or not d.source.chain:
        return
    link = d.source.chain[-1]
    row = d.event.row
    here = any(c.letter == "S" and c.first <= link.first < c.last for c in row.chunks)
    if here and link.actor and link.actor not in binding.ids(d.obj) and link.kind in _PARTIES:
        d.subj = [Actor("", link.start, link.end, link.actor)]


def _announced(d: Any, m: Any) -> bool:
    """«أعلنت القوات استهداف سفينة وتدمير زورق»: a masdar that wants a doer, right behind him who announces it."""
    row, entry = d.event.row, m.entry
    if m.at >= len(row.letters) or m.reading != "masdar" or entry.subj != "agent" or entry.inverse or (d.type not in _ANNOUNCED and m.frame not in _ANNOUNCED) or (entry.measure and m.frame == "result" and entry.id != "hayyada"):
        return False
    k = m.at - 1
    while k >= 0 and row.letters[k] in "&pxAMNWLQV,lD" and not any(r.kind in ("act", "pass") for r in row.chunks[k].readings):
        k -= 1
    return k >= 0 and row.letters[k] == "S" and sum(c not in ",D" for c in row.letters[k + 1 : m.at + 1]) <= (3 if row.letters[m.at - 1] != "&" else 12) and d.source is not None and d.source.stance in ("says", "claims_responsibility")


def _detachment(d: Any, before: Sequence[Any]) -> None:
    """«مفرزة أخرى», «وحدة ثانية»: a unit without a name is of the force that acted before."""
    if not d.subj or known_any(d.subj) or not d.event.subj:
        return
    c = d.event.row.chunks[d.event.subj[0]]
    if c.actors or c.head is None or c.head.type != "force":
        return
    for x in reversed(before):
        if known_any(x.subj) and not binding.ids(x.subj) & binding.ids(d.obj):
            d.subj = list(x.subj)
            return


def _same_work(d: Any, before: Sequence[Any]) -> None:
    """A search or a find that names nobody goes on with who searched or found before it, or with who acts in its sentence."""
    if d.subj or d.event.subj or d.type not in ("sweep", "find"):
        return
    for x in reversed(before):
        near = d.event.row.sentence.i - x.parts[-1].row.sentence.i <= 1
        if (near and known_any(x.subj) and x.type in ("sweep", "find")) or (x.event.row is d.event.row and x.type == "territory" and known_any(x.subj)):
            d.subj = [a for a in x.subj if a.actor not in binding.ids(d.obj)]
            return


def _enemy(d: Any) -> None:
    """Against whom ground is taken, shelled or searched, where no construction tells: the enemy named in the same sentence."""
    if d.obj or d.type not in ("territory", "sweep", "shelling") or not known_any(d.subj):
        return
    if d.event.matches and d.event.matches[0].entry.id.startswith("taqaddam"):
        return  # an advance goes against nobody in particular
    ours = [a.actor for a in d.subj]
    tree = actor_table.tree()
    near: list[Party] = [a for part in d.parts for c in part.row.chunks if c.letter in "AM" for a in binding.people(c)]
    for a in near:
        if a.actor and a.actor != "unknown" and any(o and tree.relation(o, a.actor) == "enemy" for o in ours):
            d.obj = [a]
            return


def at_home(group: Actor, chunk: Chunk, place: Any) -> Actor:
    """«15 فلسطينيا», told by nothing but their nationality: civilians in their own country, and abroad where their state sends no forces
    («مقتل مصريين في ليبيا»; «أربعة أميركيين» in Syria are of its forces there: ``power`` in data/actors/states.yml)."""
    state = chunk.actors[0] if chunk.actors and chunk.letter in "NK" and all(a.adjective for a in chunk.actors) else None
    if state is None or (chunk.head is not None and chunk.head.type in ("combatant", "force")):
        return group
    country = actor_table.tree().country(state.actor)
    abroad = (known := actor_facts.lexicon().states.get(country or "")) is None or known.power
    if abroad and (place is None or place.country != country):
        return group
    return Actor(group.text, group.start, group.end, "civilians")


def defenders(chunk: Chunk, d: Any) -> str | None:
    """«غارة إسرائيلية … استشهاد ثلاثة عسكريين»: bare soldiers who die in a foreign power's strike are of the country that was struck; None where
    the words name them, or nothing tells the country."""
    if FAMILIES[d.type] != "attack" or not chunk.actors or not all(a.generic and a.back_reference for a in chunk.actors) or d.place is None:
        return None
    state = actor_facts.lexicon().states.get(d.place.country or "")
    return state.id if state is not None and state.id not in binding.ids(d.subj) else None


def civilian(a: Party, d: Any) -> Party:
    """A party that a toll's group shows to be people of a nationality and no more."""
    if not isinstance(a, ActorMention) or not a.adjective:
        return a
    for row, x in d.losses:
        c = row.chunks[x.at]
        if a in c.actors and c.letter in "NK":
            found = at_home(Actor("", a.start, a.end, a.actor), c, d.place)
            return found if found.actor == "civilians" else a
    return a


def passers_by(d: Any) -> list[Actor]:
    """«مقتل 13 شخصا»: people of whom nothing more is told are civilians."""
    for part in d.parts:
        chunks = part.row.chunks
        for i, c in enumerate(chunks):
            if c.cue is not None and c.cue.cue == "part" and c.cue.value == "most":  # «59 شخصا معظمهم من رجال الشرطة»
                found = [a for k in chunks[i + 1 : i + 4] if k.letter in "AN" for a in binding.people(k) if a.actor not in ("", "unknown")]
                if found:
                    return [Actor("", a.start, a.end, a.actor) for a in found[:1]]
        for x in part.losses:
            c = chunks[x.at]
            if x.measure == "captured" and c.head is not None and c.head.id == "suspect":
                return [Actor("", c.start, c.end, "unknown")]
            if x.low and c.head is not None and c.head.id == "person" and not known_any(c.actors) and not c.pronoun:
                return [Actor("", c.start, c.end, "civilians")]
    return []


def side(a: str | None, b: str | None) -> bool:
    """Whether two actors fight on one side."""
    return a is not None and b is not None and actor_table.tree().relation(a, b) in ("same", "unit", "contains", "same_side", "ally")

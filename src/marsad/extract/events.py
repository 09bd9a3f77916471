"""Events of one sentence: which triggers stand, which of them tell the same thing, and whose the losses are.

    «هجوم شنه عناصر التنظيم استهدف نقطة ... ما أدى إلى مقتل جنديين»  →  one attack, its agent, its target, killed 2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.arabic.tokens import Words
from marsad.extract import materiel, tolls
from marsad.extract.match import Match, matches
from marsad.extract.materiel import Thing
from marsad.extract.qualifiers import Realis, realis
from marsad.extract.rows import ARMED_KINDS, Chunk, Row
from marsad.extract.tolls import Loss

FAMILIES = {
    "attack": "attack", "clash": "attack", "explosive": "attack", "air_strike": "attack", "shelling": "attack", "killing": "attack",
    "abduction": "taking", "arrest": "taking", "seizure": "taking", "sweep": "sweep", "deployment": "movement", "withdrawal": "movement",
    "territory": "territory", "destruction": "destruction", "find": "find", "protest": "protest", "transfer": "transfer",
}  # fmt: skip
# Of two triggers that tell one event, the more telling type names it.
_RANK = {"explosive": 6, "air_strike": 6, "shelling": 6, "abduction": 5, "attack": 4, "clash": 3, "killing": 2}
_SITES = frozenset(("building", "position"))
_CIVIC = frozenset(("organisation", "regime"))  # nouns of bodies that fight and that do not
_SOFT = frozenset(("state", "government", "ministry", "party", "organisation", "coalition"))
_CLAUSE = 16  # chunks on either side of a trigger that may belong to its clause
_BESIDE = 8  # chunks on either side of a trigger in which its violence must show
_TROOPS = frozenset(("unit", "forces", "army", "police", "patrol", "reinforcement"))
_UNIFORMED = frozenset(("army", "police", "security", "militia", "insurgents", "jihadists", "air_force", "navy", "unit", "intelligence", "foreign_forces"))


_HIDDEN = frozenset(("cache", "ied", "mine", "explosives", "tunnel"))  # what forces search for and blow up


@dataclass(slots=True)
class Event:
    """What one sentence tells of one happening. Roles are chunk indices of ``row``."""

    type: str
    row: Row
    matches: list[Match]
    subj: list[int] = field(default_factory=list)
    obj: list[int] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    realis: Realis = field(default_factory=Realis)
    reference: bool = False  # only points at something told elsewhere («الهجوم»)
    known: bool = False  # definite plural with roles («الهجمات التي يشنها التنظيم»): a reference where one is found
    inherited: bool = False
    plural: bool = False
    foiled: bool = False  # shot down, intercepted
    generic: bool = False
    means: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    @property
    def at(self) -> int:
        return self.matches[0].at if self.matches else (self.losses[0].trigger if self.losses else 0)

    @property
    def token(self) -> int:
        return self.row.chunks[self.at].first


@dataclass(slots=True)
class Told:
    """All that a sentence tells: events, losses that found none in it, and what was rejected and why."""

    row: Row
    events: list[Event]
    loose: list[Loss]
    things: list[Thing]
    zeros: list[str]
    all_matches: list[Match]
    rejected: list[tuple[Match, str]]


def read(words: Words, row: Row, *, genre: str | None) -> Told:
    """The events of the sentence. ``genre``: sport or culture where the document speaks of these."""
    found = matches(row)
    losses = tolls.find(words, row, found)
    things = materiel.find(row, found)
    told = Told(row, [], [], [], [h.id for h in row.cues if h.cue == "zero"], found, [])
    supports: list[Match] = []
    for m in found:
        event, reason = _event(row, m, losses, things, genre)
        if event is not None:
            told.events.append(event)
        elif reason == "deed":
            supports.append(m)
        elif reason:
            told.rejected.append((m, reason))
    _support(told, supports)
    _merge(told)
    _attach(told, losses, things, genre)
    for event in told.events:
        _settle(event, row)
    return told


def _event(row: Row, m: Match, losses: Sequence[Loss], things: Sequence[Thing], genre: str | None) -> tuple[Event | None, str]:
    if m.frame == "result":
        return None, ""
    if m.reading in ("count", "counts", "patient"):
        return None, ""
    armed = _armed(row, m)
    needs = m.entry.needs
    own_losses = [x for x in losses if x.match is m]
    own_things = [x for x in things if x.match is m]
    if genre == "crime" and m.frame != "protest":
        return None, "the text is about crime"
    if genre and genre != "crime" and not armed and not any(x.measure == "killed" for x in own_losses):
        return None, f"the text is about {genre}"
    if needs == "place" and not any(row.chunks[i].letter in "LM" for i in m.obj) and "L" not in row.letters[m.at + 1 : m.at + 8]:
        return None, "no place in its object"
    if needs == "doer" and not m.subj:
        return None, "nobody does it"
    if m.frame == "protest" and m.subj and _soldiers(row, m):
        return None, "armed people do not demonstrate"
    if needs == "deed" and not (m.light is not None and (m.subj or m.obj)):
        return None, "deed"
    if needs == "armed" and not _enough(row, m, armed):
        return None, "no armed actor in a role"
    if needs == "arms" and not (own_things and any(_arms(row.chunks[x.at]) for x in own_things)):
        return None, "no weapon in its object"
    if needs == "violent" and m.reading in ("act", "pass") and not own_losses and not _violent(row, m):
        return None, "no weapon, force, victim or site beside it"
    if needs == "role" and not (m.subj or m.obj):
        return None, "no role filled"
    if m.frame == "arrest" and needs == "role" and m.entry.measure and m.reading in ("act", "pass") and not own_losses:
        people = any(row.letters[i] in "ANK" and i not in m.subj for i in range(m.at + 1, min(m.at + 8, len(row.chunks))))
        if not people:
            return None, "nobody is taken"
    if needs == "outcome" and not own_things and not (m.frame == "find" and any(row.chunks[i].letter == "K" for i in m.obj)):
        return None, "no thing in its object"
    kind = m.frame
    if m.entry.obj == "victim" and m.obj and not own_losses and all(row.chunks[i].letter in "ML" for i in m.obj):
        return None, "no victim in its object"
    if kind == "find" and any(row.chunks[i].letter == "K" for i in m.obj):
        kind = "killing"
    event = Event(kind, row, [m], list(m.subj), list(m.obj), plural=m.plural and not _one_of(m), generic=m.entry.generic, rules=list(m.rules) or [m.entry.id])
    if m.entry.inverse and m.entry.subj == "target":
        event.subj, event.obj = [], [*m.subj, *m.obj]
    elif m.entry.subj == "target" and m.entry.obj == "place":
        event.subj, event.obj = [], list(m.subj)  # «خسر التنظيم المدينة»
    elif m.entry.obj == "agent":
        event.subj, event.obj = list(m.obj) or _of_whom(row, m), list(m.subj)  # «كسر الجيش زحفا للمسلحين»: the defenders are struck
    event.losses = own_losses
    event.things = own_things
    if m.entry.means:
        event.means.append(m.entry.means)
    event.reference = m.reading in ("noun", "nouns", "masdar", "phrase") and (m.definite or (bool(m.pronoun) and m.light is None)) and not m.subj and not m.obj
    event.known = m.reading in ("nouns", "phrase") and m.definite and event.plural
    if m.plural and not event.plural:
        event.reference = False
    event.inherited = m.inherited
    _retype(event, m)
    return event, ""


def _of_whom(row: Row, m: Match) -> list[int]:
    """«أفشل الجيش محاولة تسلل لعناصر التنظيم»: whose attempt it was."""
    return [i for i in range(m.at + 2, min(m.at + 7, len(row.chunks))) if row.letters[i] == "A" and row.letters[i - 1] == "p" and row.chunks[i - 1].text == "ل"][:1]


_ONE_OF = frozenset(("احد", "احدي", "واحد", "واحده", "اول", "اخر", "احدث", "اكبر", "اعنف", "اشد", "اقوي", "اسوا", "ابرز", "اخطر", "ادمي"))
_THESE = frozenset(("هذه", "تلك", "هذي", "من", "سلسله"))


def _one_of(m: Match) -> bool:
    """«أكبر هذه الهجمات», «إحدى أعنف الغارات»: one of them."""
    i = m.at - 1
    while i >= 0 and m.row.letters[i] in "xp" and m.row.chunks[i].text in _THESE:
        i -= 1
    return m.reading in ("nouns", "noun", "masdar") and i >= 0 and m.row.letters[i] == "x" and m.row.chunks[i].text.lstrip("وفبل") in _ONE_OF


def _armed(row: Row, m: Match) -> str:
    """Who of those in a role bears arms: "firm" for forces and fighters, "soft" for states and parties, which do other things too, "" for nobody.

    A nisba arms only a noun («غارات روسية»), never a person («المخرجة التونسية»).
    """
    found = ""
    for i in (*m.subj, *m.obj):
        c = row.chunks[i]
        kind = c.head.type if c.head is not None else ""
        if kind in ("combatant", "aircraft", "weapon") or (kind == "group" and c.actors):
            return "firm"
        if kind == "force" and c.head is not None and c.head.id not in _CIVIC:
            return "firm"
        for a in c.actors:
            nominal = kind == "vehicle" or (m.reading not in ("act", "pass") and kind not in ("person", "civilian"))
            if a.kind not in ARMED_KINDS or (a.adjective and not nominal) or (a.actor == "unknown" and kind):
                continue
            if a.kind not in _SOFT:
                return "firm"
            found = "soft"
        if kind == "force":
            found = "soft"
    return found


def _enough(row: Row, m: Match, armed: str) -> bool:
    """Whether the arms do for the word: a state or a party moves troops only where a place or a site is its object («تقدمت الحكومة بطلب» moves none)."""
    if armed != "soft" or m.frame not in ("deployment", "withdrawal", "territory", "sweep", "clash") or m.reading == "phrase":
        return bool(armed)
    near = [row.chunks[i] for i in m.obj] + row.chunks[m.at + 1 : m.at + 7]
    return any(c.letter == "L" or (c.letter == "M" and c.head is not None and c.head.type == "site") for c in near)


def _violent(row: Row, m: Match) -> bool:
    """Whether what the words of violence need stands by: a weapon, a force, people lost, a vehicle, a site, a place («انفجر عدد المستخدمين» has none)."""
    for i in range(max(0, m.at - _BESIDE), min(len(row.chunks), m.at + _BESIDE)):
        c = row.chunks[i]
        if c.letter in "AWK" or (c.letter == "M" and c.head is not None and c.head.type in ("vehicle", "site", "weapon")):
            return True
        if c.letter == "L" or (c.letter == "N" and c.head is not None and c.head.type in ("civilian", "combatant")):
            return True
    return False


def _arms(chunk: Chunk) -> bool:
    """Weapons, explosives, where they are kept; things of smugglers are no find of war."""
    return chunk.head is not None and (chunk.head.type == "weapon" or chunk.head.item == "weapon_cache" or chunk.head.id == "tunnel")


def _soldiers(row: Row, m: Match) -> bool:
    """Whether those who act are fighters or a force: these do not demonstrate."""
    first = row.chunks[m.subj[0]]
    if first.head is not None:
        return first.head.type == "combatant" or first.head.id in _TROOPS
    return any(a.kind in _UNIFORMED and not a.adjective for a in first.actors)


def _clause(row: Row, event: Event) -> tuple[int, int]:
    """Chunk indices of the stretch around the event that belongs to it: up to a turn on either side."""
    at, letters = event.at, row.letters
    ahead = letters[at + 1 : at + 1 + _CLAUSE].replace("k", ";").find(";")
    return max(0, at - _CLAUSE, letters.rfind(";", 0, at) + 1), min(len(letters) - 1, at + (_CLAUSE if ahead < 0 else ahead))


def _retype(event: Event, m: Match) -> None:
    """The type that the object, the weapon or the aircraft gives: «استولى على قرية», «استهدف بعبوة», «قصف الطيران»."""
    row = event.row
    low, high = _clause(row, event)
    chunks = row.chunks
    if event.type == "seizure" and m.entry.id in ("istawla", "istarjaa.arms"):
        objects = [chunks[i] for i in m.obj]
        if objects and all(c.letter == "L" or (c.head is not None and c.head.type == "site" and c.head.item != "weapon_cache") for c in objects):
            event.type, event.things = "territory", []
    elif event.type == "destruction" and event.things and m.subj and all(y.item == "aircraft" for y in event.things):
        event.type = "attack"  # an aircraft shot down
    elif event.type == "destruction" and event.things and all(chunks[y.at].head is not None and chunks[y.at].head.id in _HIDDEN for y in event.things):  # type: ignore[union-attr]
        if any(a.kind in _UNIFORMED or a.kind == "state" for i in m.subj for a in chunks[i].actors) and not _air(row, low, high):
            event.type = "find"  # «دمرت وحدات الجيش ثلاثة مخابئ وقنبلتين»
    elif event.type == "explosive" and m.entry.id == "fajjara":
        objects = [chunks[i] for i in m.obj]
        armed = _instrument(chunks, low, high)
        mine = armed is not None and chunks[chunks.index(armed) - 1].letter in "pb"
        if objects and m.subj and objects[0].head is not None and objects[0].head.item in _SITES and not mine:
            event.type = "destruction"
            event.things = [
                Thing(objects[0].head.item or "other", "destroyed", *tolls.count_of(objects[0])[:2], m.obj[0], objects[0].first, objects[0].last, m, "fajjara/site")
            ]
    elif m.entry.id in ("qasafa", "qasf.madfai") or (m.entry.generic or m.entry.id in ("hujum", "hajama", "hajama.2", "hujum.armed", "darba")):
        weapon = _instrument(chunks, low, high)
        air = _air(row, low, high)
        if m.entry.id in ("qasafa", "qasf.madfai"):
            if air or (weapon is not None and weapon.head is not None and weapon.head.instrument == "air_strike"):
                event.type = "air_strike"
        elif m.entry.id == "darba":
            event.type = "air_strike" if air else (weapon.head.instrument if weapon and weapon.head and weapon.head.instrument else "attack")
        elif weapon is not None and weapon.head is not None and weapon.head.instrument:
            event.type = weapon.head.instrument
            if weapon.head.means:
                event.means.append(weapon.head.means)
        elif air and m.entry.id in ("daraba", "udwan"):
            event.type = "air_strike"


def _instrument(chunks: Sequence[Chunk], low: int, high: int) -> Chunk | None:
    """The weapon of the clause: «بعبوة ناسفة», or a device that acts by itself."""
    for i in range(low, high + 1):
        c = chunks[i]
        if c.letter in "WA" and c.head is not None and c.head.instrument and (c.letter == "A" or i == low or chunks[i - 1].letter in "pbjVxR"):
            return c
    return None


def _air(row: Row, low: int, high: int) -> bool:
    first, last = row.chunks[low].first, row.chunks[high].last
    if any(h.cue == "air" and first <= h.first < last for h in row.cues):
        return True
    return any(a.kind in ("air_force",) for c in row.chunks[low : high + 1] for a in c.actors)


def _support(told: Told, supports: Sequence[Match]) -> None:
    """Words that only help another deed («تعزيزات», «سيارة مفخخة»): they give it roles and type."""
    for m in supports:
        host = min(told.events, key=lambda e: abs(e.at - m.at), default=None)
        if host is None or abs(host.at - m.at) > 8:
            told.rejected.append((m, "no deed beside it"))
            continue
        if _RANK.get(m.frame, 0) > _RANK.get(host.type, 0) and FAMILIES.get(m.frame) == FAMILIES.get(host.type):
            host.type = m.frame
        if not host.obj and m.obj and FAMILIES.get(m.frame) == FAMILIES.get(host.type):
            host.obj = [i for i in m.obj if i not in host.subj]
        if m.entry.means:
            host.means.append(m.entry.means)


def _merge(told: Told) -> None:
    """Triggers of one happening become one event: «هجوم … استهدف», «اشتباك اندلع حين هاجمت», «غارات … قصفت»."""
    merged: list[Event] = []
    for event in _launched(told.events):
        host = next((h for h in reversed(merged) if _same_deed(h, event)), None)
        if host is None:
            merged.append(event)
        else:
            _absorb(host, event)
    told.events = merged


_LAUNCHES = frozenset(("atlaqa.sarukh", "atlaqa.musayyara"))


def _launched(events: Sequence[Event]) -> list[Event]:
    """«سقوط صاروخ أطلقته الجماعة», «أسقطت الدفاعات مسيرة أطلقها مسلحون»: who launched it did the deed; shot down, it failed."""
    out = list(events)
    for b in events:
        if b.matches[0].entry.id not in _LAUNCHES or b.matches[0].reading not in ("act", "pass"):
            continue
        weapon = next((i for i in range(b.at - 1, max(-1, b.at - 5), -1) if b.row.letters[i] in "AW" and b.row.chunks[i].head and b.row.chunks[i].head.instrument), None)  # type: ignore[union-attr]
        a = next((x for x in out if x is not b and x.at < b.at and weapon is not None and weapon in {*x.subj, *x.obj, *(y.at for y in x.things)}), None)
        if a is None or weapon is None:
            continue
        b.foiled = bool(a.things)
        if weapon in b.subj:
            b.subj = [b.at + 1] if b.row.letters[b.at + 1 : b.at + 2] in ("A", "N") else []
        b.type = b.row.chunks[weapon].head.instrument or b.type  # type: ignore[union-attr]
        b.obj = [i for i in dict.fromkeys((*(() if b.foiled else a.obj), *b.obj)) if i != weapon and i not in b.subj]
        for name in ("losses", "things", "matches", "means", "rules"):
            getattr(b, name).extend(getattr(a, name))
        out.remove(a)
    return out


def _same_deed(a: Event, b: Event) -> bool:
    row = a.row
    between = row.letters[a.at + 1 : b.at]
    for i in range(a.at + 1, b.at):
        if row.letters[i] == "j" and row.chunks[i].text == "after" and not b.reference:
            return False  # «مجزرة بعد مقتل …» are two
    for i in range(a.at + 1, b.at):
        if row.letters[i] == "S" and "t" in row.letters[i + 1 : i + 4]:
            return False  # another voice begins: «ووفقا لتقرير … فإن»
    if "&t" in between and not b.reference and a.type != b.type:
        return False  # «إن الطيران استهدف …، وأن القوات قضت على …»
    inner = b.matches[0]
    if a.matches[0].entry.obj == "agent" and b.at - a.at <= 4 and inner.reading in ("masdar", "noun", "phrase"):
        return True  # «أفشل الجيش محاولة تسلل»
    if {FAMILIES[a.type], FAMILIES[b.type]} == {"taking", "attack"} and inner.reading == "noun" and not b.subj and row.letters[max(0, b.at - 1)] == "p":
        return len(between) <= 24 and ";" not in between  # «اعتقل … في كمين»
    last = a.matches[-1]
    between_last = row.letters[last.at + 1 : b.at]
    if FAMILIES[a.type] != FAMILIES[b.type]:
        if a.type in ("sweep",) and b.generic and not b.subj:
            return len(between_last) <= 6
        return False
    if "find" in (a.type, b.type) or (a.type in ("deployment", "withdrawal") and a.type != b.type):
        return False
    turn = ";" in between
    conflicting = bool(a.subj and b.subj and not _same_people(row, a.subj, b.subj))
    if b.generic or a.generic:
        return not turn and len(between_last) <= 14 and not conflicting
    if a.type == b.type and not b.subj and not b.obj and row.letters[b.at - 1] == "j" and row.chunks[b.at - 1].text != "after" and not turn:
        return True  # «هجوم … أسفر عن مقتل شخص إثر إطلاق نار»
    if b.reference:
        return not a.reference or len(between) < 6 or a.type == b.type
    if a.reference and len(between) <= 10 and not turn:
        return not conflicting
    if a.type == b.type or {a.type, b.type} <= {"attack", "clash"} or _RANK.get(a.type, 0) != _RANK.get(b.type, 0):
        if conflicting:
            return False
        if {a.type, b.type} <= {"attack", "clash", "killing"} or a.type == b.type:
            if a.type == "arrest" and not a.losses and not turn and len(between_last) <= 8:
                return True  # «داهمت منزلا واعتقلت ثلاثة»
            if b.type == "clash" and b.inherited and b.obj and row.chunks[b.obj[0]].pronoun:
                return not turn  # «هاجموا ثكنة واشتبكوا مع عناصرها»
            return not turn and len(between_last) <= 12 and not (a.obj and b.obj and a.subj and b.subj and not set(a.obj) & set(b.obj) and "&" in between)
        return not turn and len(between_last) <= 6
    return False


def _same_people(row: Row, a: Sequence[int], b: Sequence[int]) -> bool:
    if set(a) & set(b):
        return True
    left = {x.actor for i in a for x in row.chunks[i].actors}
    right = {x.actor for i in b for x in row.chunks[i].actors}
    return bool(left & right)


def _absorb(host: Event, other: Event) -> None:
    if FAMILIES[host.type] == "taking" and FAMILIES[other.type] == "attack":
        host.matches.extend(other.matches)
        host.rules.extend(other.rules)
        return
    if _RANK.get(other.type, 0) > _RANK.get(host.type, 0) or (host.generic and not other.generic):
        host.type = other.type
    if {host.type, other.type} == {"attack", "clash"}:
        host.type = "attack"
    if not host.subj or (host.generic and other.subj):
        host.subj = host.subj or [i for i in other.subj if i not in host.obj]
    if not host.obj:
        host.obj = [i for i in other.obj if i not in host.subj]
    host.matches.extend(other.matches)
    host.losses.extend(other.losses)
    host.things.extend(other.things)
    host.means.extend(other.means)
    host.rules.extend(other.rules)
    host.plural = host.plural or (other.plural and host.generic)
    host.reference = host.reference and other.reference
    host.generic = host.generic and other.generic


def _attach(told: Told, losses: Sequence[Loss], things: Sequence[Thing], genre: str | None) -> None:
    row = told.row
    owned = {id(x) for e in told.events for x in e.losses}
    homes: dict[int, Event | None] = {}
    for n, loss in enumerate(losses):
        if id(loss) in owned:
            homes[n] = next(e for e in told.events if any(x is loss for x in e.losses))
            continue
        home = homes.get(loss.part_of) if loss.part_of is not None else None if _summed(row, loss) else _home(row, told.events, loss)
        if loss.part_of == tolls.PART_OF_EARLIER:
            home = None  # its whole stands in an earlier sentence
        homes[n] = home
        if home is not None:
            home.losses.append(loss)
            m = loss.match
            if m is not None and not home.subj and not set(doers(m)) & set(home.obj):
                home.subj = doers(m)  # «قتلت القوات ثلاثة مسلحين في كمين»
        elif genre is None or (genre != "crime" and loss.measure == "killed"):
            told.loose.append(loss)
    taken = {id(x) for e in told.events for x in e.things}
    for thing in things:
        if id(thing) not in taken and not any(thing.match is m for m, _ in told.rejected):
            told.things.append(thing)
    # destroyed or seized in an attack: materiel of the attack, no event of its own
    for event in list(told.events):
        if event.type in ("destruction", "seizure") and event.things:
            host = next(
                (h for h in told.events if h is not event and FAMILIES[h.type] == "attack" and _caused(row, h, event)), None
            )
            if host is not None:
                host.things.extend(event.things)
                host.losses.extend(event.losses)
                host.matches.extend(event.matches)
                if not host.subj and not event.inherited:
                    host.subj = [i for i in event.subj if i not in host.obj]  # «أحرق مسلحون مركبات خلال الهجوم»
                told.events.remove(event)


def doers(m: Match) -> list[int]:
    """Who did what a loss word tells: the subject of its verb, or who stands after «على يد»."""
    if m.entry.subj != "agent" or m.entry.inverse or not m.subj:
        return []
    return list(m.subj) if m.reading == "act" or m.row.letters[m.subj[0] - 1 : m.subj[0]] == "b" else []


def _caused(row: Row, cause: Event, effect: Event) -> bool:
    low, high = sorted((cause.at, effect.at))
    between = row.letters[low:high]
    return ";" not in between and (effect.at > cause.at or "j" in between or "p" in between)


def _summed(row: Row, loss: Loss) -> bool:
    """«…، ليرتفع عدد الشهداء منذ بدء الحرب إلى 214»: the figure is of all since then."""
    for hit in row.cues:
        if hit.cue == "tally" and hit.value == "sum" and hit.first < loss.first:
            since = [c for c in row.chunks if hit.first < c.first < loss.first and (c.text == "after" or (c.letter == "D" and (c.mention.rule.startswith("since") or c.mention.start_day != c.mention.end_day)))]
            return bool(since) and not any(c.letter == "." for c in since)
    return False


def _home(row: Row, events: Sequence[Event], loss: Loss) -> Event | None:
    """The event whose loss it is: the one named as cause after it, else the nearest before it, else one told in a phrase after it."""
    at = max(loss.at, loss.trigger)
    start = min(loss.at, loss.trigger)
    if loss.rule.endswith("/number"):
        at = start  # «قتلى القصف على البلدة إلى 31»: the cause stands by those counted, not by the number
    candidates = [e for e in events if FAMILIES[e.type] in ("attack", "taking", "protest", "destruction", "sweep", "territory", "find", "withdrawal")]
    subject = next((e for e in candidates if loss.trigger < e.at < loss.at), None)
    if subject is not None and loss.match is not None and loss.match.entry.through:
        return subject  # «أودى انفجار لغم بحياة عشرة»
    for e in candidates:
        if e.at > at:
            between = row.letters[at + 1 : e.at]
            if not between and e.matches[0].reading in ("masdar", "noun", "phrase"):
                return e  # «قتلى القصف»
            if "j" in between and ";" not in between and "k" not in between and len(between) <= 16:
                if FAMILIES[e.type] != "attack":  # «قتل ثلاثة في كمين ... خلال حملة تمشيط»
                    e = next((x for x in candidates if x.at > at and FAMILIES[x.type] == "attack" and ";" not in row.letters[at : x.at]), e)
                return e
            before = row.letters[max(0, e.at - 2) : e.at]
            if before.endswith("R") and len(between) <= 10:
                return e
            if "p" in before and ";" not in between and len(between) <= 10 and not any(x in between for x in "kV&"):
                return e
    previous = [e for e in candidates if e.at < start]
    if start and row.letters[start - 1] == "j" and row.chunks[start - 1].text == "after":
        # «تمشيط البادية بعد مقتل ضابط»: the death came first and is none of the sweep's; «سيطر على البلدة بعد مقتل …» is one fight
        previous = [e for e in previous if e.type == "territory"]
    if previous:
        best = previous[-1]
        attack = [e for e in previous if FAMILIES[e.type] == "attack"]
        cause = row.letters.rfind("k", 0, at + 1)
        if attack and (best.type in ("sweep", "territory", "find", "withdrawal") or cause >= 0):
            best = attack[-1]
        return best
    after = [e for e in candidates if e.at > at and ";" not in row.letters[at:e.at]]
    if after and len(row.letters[at : after[0].at]) <= 14 and FAMILIES[after[0].type] == "attack":
        return after[0]
    return None


def _settle(event: Event, row: Row) -> None:
    chunk = row.chunks[event.at]
    spans = [chunk.first]
    for i in (*event.subj, *event.obj):
        spans += [row.chunks[i].first, row.chunks[i].last - 1]
    lights = [m.light for m in event.matches if m.light is not None]
    first = min([chunk.first, *(row.chunks[i].first for i in lights)])
    event.realis = realis(row, first, chunk.last, min(spans))
    told = "failed" if event.foiled else next((m.entry.status for m in event.matches if m.entry.status), None)
    if told and event.realis.status in (None, "suspected"):
        event.realis = event.realis._replace(status=told)  # words that say it themselves: «صد هجوما»

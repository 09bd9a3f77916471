"""Losses in one sentence: killed, wounded, captured, missing, with their groups, ranges and parts.

    «مقتل 26 عنصرا بينهم ثلاثة ضباط وإصابة خمسة آخرين»  →  killed 26, killed 3 (part of the first), wounded 5
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Words
from marsad.extract.match import Match
from marsad.extract.noun_phrases import name_like
from marsad.extract.rows import Chunk, CueHit, Row
from marsad.extract.vocabulary import triggers
from marsad.resources import actors as actor_table

_OPEN_PLURAL = 2  # gold convention: a plural without a number, «عدد من», «قتلى»
_NAME_WORDS = 4
_SUMS = frozenset(fold(w) for w in ("حصيلة", "الحصيلة", "عدد", "إجمالي", "مجموع"))
_COUNT_REACH = 8  # chunks from «القتلى والجرحى» to their number
_RISE_NEAR, _RISE_REACH = 3, 20  # tokens from «ارتفع» to those counted, chunks from them to «إلى 31»
_COMPANION = 8  # chunks after a verb in which the word that brings its victims in may stand
_BACK = 16  # chunks over which a pronoun looks back
_GENERAL = "لواء"  # a brigade, or a general: one who is killed is a general
_CONSISTING = frozenset(fold(w) for w in ("المؤلف", "المؤلفة", "المكون", "المكونة", "البالغ", "وعددهم"))
_LISTS = frozenset(fold(w) for w in ("شملت", "تشمل", "تضم", "ضمت", "يتوزعون", "توزعوا", "وشملت", "وضمت"))
PART_OF_EARLIER = -1  # ``part_of`` of a figure whose whole stands in an earlier sentence


@dataclass(slots=True)
class Loss:
    """One figure where it stands. ``at``: chunk index of its noun phrase; ``part_of``: index in the sentence's list."""

    measure: str
    low: int
    high: int | None
    exact: bool
    at: int
    first: int  # tokens of the figure and its group
    last: int
    rule: str
    match: Match | None = None
    part_of: int | None = None
    raw: str | None = None
    trigger: int = 0  # chunk index of the word that says what happened to them
    whole: Loss | None = None


def count_of(chunk: Chunk) -> tuple[int, int | None, bool, str | None]:
    """low, high, exact, raw word of a noun phrase: its number, its dual, one, or an open plural."""
    q = chunk.count
    if q is not None and q.raw and q.raw.startswith("كمي"):
        return 1, None, False, q.raw
    if q is not None and q.kind == "ordinal" and chunk.letter == "Q":
        return 1, 1, True, None  # «مقتل ثلاثة وإصابة رابع»
    if q is not None:
        return int(q.low), None if q.high is None else int(q.high), q.exact, q.raw
    if chunk.text == "one":
        return 1, 1, True, None
    if chunk.text in ("some", "amount"):
        return (_OPEN_PLURAL if chunk.text == "some" else 1), None, False, None
    if chunk.number == "d":
        return 2, 2, True, None
    if chunk.number == "s" and not (chunk.head is not None and chunk.head.type in ("force", "group") and not chunk.lemma):
        return 1, 1, True, None
    return _OPEN_PLURAL, None, False, None


def find(words: Words, row: Row, matches: Sequence[Match]) -> list[Loss]:
    """Every loss of the sentence, in order; parts point at their whole."""
    losses: list[Loss] = []
    taken: set[int] = set()
    by_at = {m.at: m for m in matches}
    for at, letter in enumerate(row.letters):
        if letter not in "VKi":
            continue
        m = by_at.get(at)
        if m is not None and m.entry.measure:
            _of_trigger(words, row, m, by_at, losses, taken)
        elif letter == "K" and at not in taken:
            if not _roll(words, row, at, losses, taken) and not _among(words, row, at, losses, taken):
                _of_noun(words, row, at, losses, taken)
        elif letter == "i":
            _parts(row, at, losses, taken)
    for hit in row.cues:
        if hit.cue == "zero":
            _zero(row, hit, losses)
    return losses


def _zero(row: Row, hit: CueHit, losses: list[Loss]) -> None:
    """«لم تقع إصابات بين الجنود», «دون وقوع خسائر بشرية»."""
    at = next((i for i, c in enumerate(row.chunks) if c.first <= hit.first < max(c.last, c.first + 1)), None)
    if at is None:
        return
    group = next((i for i in range(at + 1, min(at + 5, len(row.chunks))) if row.letters[i] in "AN"), at)
    losses.append(Loss(hit.value, 0, 0, True, group, hit.first, hit.last, f"zero/{hit.id}", trigger=at))


def _of_trigger(words: Words, row: Row, m: Match, by_at: dict[int, Match], losses: list[Loss], taken: set[int]) -> None:
    measure = m.entry.measure or ""
    victims = _victims(m, row)
    shared = _partner(row, m.at, by_at)
    if not victims and shared is not None:
        other = by_at[shared]
        victims = _victims(other, row) or _after(row, shared)
    if not victims and shared is None and row.letters[m.at - 1 : m.at] == "R" and (total := _risen(words, row, m.at)) is not None:
        victims = [total]  # «رفعت الوزارة حصيلة الذين قتلوا في القصف إلى 31»
    if not victims and m.entry.through:
        victims = _by_its_word(words, row, m)
    if not victims and shared is None and "Q" in row.letters[m.at + 1 : m.at + 3]:
        victims = [row.letters.index("Q", m.at + 1)]  # «توفي اثنان منهم»
    if not victims and m.entry.inverse and row.letters[m.at + 1 : m.at + 2] == "i":
        one = row.chunks[m.at + 1]
        wounded = next((x for x in reversed(losses) if x.measure == "wounded" and x.part_of is None), None)
        if wounded is not None and words.tokens[one.first].form.startswith("احد"):  # «توفي أحدهم»
            losses.append(Loss(measure, 1, 1, True, m.at + 1, one.first, one.last, f"{m.entry.id}/one", m, losses.index(wounded), trigger=m.at, whole=wounded))
        return
    vague = _of_them(row, m.at if shared is None else shared) if not victims else None
    if vague is not None:
        c = row.chunks[vague]
        measures = [m] if shared is None else [m, by_at[shared]]
        for x in measures:
            losses.append(Loss(x.entry.measure or "", _OPEN_PLURAL, None, False, vague, c.first, c.last + 1, f"{x.entry.id}/of.them", x, trigger=x.at))
        taken.add(vague)
        return
    if not victims and shared is None:
        whom = _antecedent(row, m, by_at, losses)
        if whom is not None:
            c = row.chunks[whom]
            low, high, exact, raw = count_of(c)
            losses.append(Loss(measure, low, high, exact, whom, c.first, c.last, f"{m.entry.id}/pronoun", m, raw=raw, trigger=m.at))
            return
        named = _named(words, row, m)
        if m.reading == "phrase":  # «خسائر في الأرواح»
            losses.append(Loss(measure, _OPEN_PLURAL, None, False, m.at, m.chunk.first, m.chunk.last, f"{m.entry.id}/open", m, trigger=m.at))
        elif named:
            losses.append(Loss(measure, named[2], named[2], True, m.at, named[0], named[1], f"{m.entry.id}/named", m, trigger=m.at))
        return
    if shared is not None and victims and all(i < m.at for i in victims) and (
        any(i > shared for i in _victims(by_at[shared], row)) or row.letters[shared + 1 : shared + 2] == "Q"
    ):
        shared = None  # «105 أشخاص قتلوا وأصيب 291 آخرون»
    joint = shared is not None or _shared_before(row, m.at, by_at, victims)
    among = 0
    if victims and victims[-1] < m.at and "i" in row.letters[max(0, victims[0] - 2) : victims[0]]:
        among = row.letters.rfind("i", 0, victims[0])
        whole = next((i for i in range(among - 1, max(-1, among - 3), -1) if row.letters[i] in "AN"), None)
        if whole is not None and whole not in taken:
            victims = [whole]  # «ثلاثة مدنيين بينهم صحفي أصيبوا»
        else:
            among = 0
    for i in victims:
        c = row.chunks[i]
        if i in taken and not joint:
            continue
        if c.letter == "M":
            continue
        if c.letter == "K" and c.pronoun and c.count is None and len(row.chunks) > i + 1:  # «راح ضحيتها تسعة أشخاص»
            if row.letters[i + 1] not in "AN":
                continue
            i, c = i + 1, row.chunks[i + 1]
        if c.letter == "K" and triggers()[c.lemma][1].measure != measure and c.count is None and not c.actors:
            continue
        if i != victims[0] and c.count is None and row.chunks[victims[0]].count is not None and not joint:
            bare = c.head is None or c.head.type == "force" or words.tokens[c.first].form.lstrip("و").startswith("ال")
            if (c.definite or c.pronoun or bare) and row.chunks[i - 1].cue is None:
                continue  # «76 من الجيش وحلفائه» is one figure
        low, high, exact, raw = _crew(words, row, i) or count_of(c)
        if joint and high is not None and high > 1 and (exact or low == high):
            low, high, exact = 1, high - 1, False
        elif joint and high is None and c.count is not None and low > _OPEN_PLURAL:
            low = 1
        losses.append(Loss(measure, low, high, exact, i, c.first, c.last, f"{m.entry.id}/{m.rules[0].split('/')[-1] if m.rules else 'shared'}", m, raw=raw, trigger=m.at))
        taken.add(i)
        if among:
            _parts(row, among, losses, taken)
        wounded = next((x for x in reversed(losses[:-1]) if x.measure == "wounded" and x.part_of is None), None)
        if m.entry.inverse and measure == "killed" and wounded is not None and row.letters[i + 1 : i + 2] == "i":
            losses[-1].whole = wounded  # «أصيب خمسة … توفي اثنان منهم»
            losses[-1].part_of = losses.index(wounded)


def _victims(m: Match, row: Row) -> list[int]:
    """The people that the loss word binds."""
    return [i for i in (m.obj or (m.subj if m.entry.inverse else [])) if row.chunks[i].letter in "ANKM"]


def _by_its_word(words: Words, row: Row, m: Match) -> list[int]:
    """«أودى انفجار سيارة بحياة عشرة أشخاص», «راح ضحية الهجوم 22 جنديا»: the people after the word that brings them in."""
    wanted, chunks = {fold(w) for w in m.entry.through}, row.chunks
    for i in range(m.at + 1, min(m.at + _COMPANION, len(chunks) - 1)):
        if words.tokens[chunks[i].first].form in wanted and row.letters[i] in "xK":
            after = next((k for k in range(i + 1, min(i + 4, len(chunks))) if row.letters[k] in "ANKQ"), None)
            return [after] if after is not None and (after == i + 1 or chunks[after].count is not None) else []
    return []


_SOME = frozenset(fold(w) for w in ("عدد", "العديد", "بعض", "عشرات"))


def _of_them(row: Row, at: int) -> int | None:
    """«فقُتل عدد منهم»: the chunk of the vague word, where only a pronoun follows."""
    return at + 1 if row.letters[at + 1 : at + 3] == "xi" and row.chunks[at + 1].text in _SOME else None


def _antecedent(row: Row, m: Match, by_at: dict[int, Match], losses: Sequence[Loss]) -> int | None:
    """Whom the pronoun of «ما أدى إلى مقتله» means: the nearest people before who did not act themselves."""
    if not m.pronoun or m.reading != "masdar" or "k" not in row.letters[max(0, m.at - 4) : m.at]:
        return None
    actors = {i for x in by_at.values() if x.entry.subj == "agent" and not x.entry.inverse and x.reading in ("act", "masdar", "noun") for i in x.subj}
    gone = {x.at for x in losses if x.measure == m.entry.measure}
    for i in range(m.at - 1, max(-1, m.at - _BACK), -1):
        c = row.chunks[i]
        if c.letter not in "AN" or i in actors or i in gone or c.head is None or c.head.type not in ("person", "civilian", "combatant"):
            continue
        number = "p" if c.count is not None and c.count.low > 2 else "d" if c.count is not None and c.count.low == 2 else c.number
        if number == {"ه": "s", "ها": "s", "هما": "d"}.get(m.pronoun, "p"):
            return i
    return None


@functools.lru_cache(maxsize=1)
def persons() -> frozenset[str]:
    """The names of public commanders, folded: one who falls is one."""
    return frozenset(fold(name) for row in actor_table.table()["actors"].values() for name in row["commanders"])


def _crew(words: Words, row: Row, at: int) -> tuple[int, int | None, bool, str | None] | None:
    """One by name or rank, or a number told after: «قاسم سليماني، قائد الفيلق», «قتل لواء», «طاقمها المؤلف من ثلاثة أفراد»."""
    c = row.chunks[at]
    if c.count is not None:
        return None
    if (total := _risen(words, row, at)) is not None:
        return count_of(row.chunks[total])
    apposed = row.chunks[at + 2] if row.letters[at + 1 : at + 3] == ",A" else None
    named = c.head is None and bool(c.actors) and not any(a.generic for a in c.actors)
    if named and len(c.actors) == 1 and fold(words.text[c.actors[0].start : c.actors[0].end]) in persons():
        return 1, 1, True, None
    if named and apposed is not None and apposed.number == "s" and apposed.head is not None and apposed.head.type == "combatant":
        return 1, 1, True, None
    if c.head is not None and c.head.type == "force" and c.number == "s" and words.tokens[c.first].form == _GENERAL:
        return 1, 1, True, None
    for i in range(at + 1, min(at + 4, len(row.chunks))):
        k = row.chunks[i]
        if k.count is not None and row.letters[i - 1] == "p" and words.tokens[k.first - 2].form in _CONSISTING:
            return int(k.count.low), None if k.count.high is None else int(k.count.high), k.count.exact, k.count.raw
        if k.letter not in "xp":
            break
    return None


def _risen(words: Words, row: Row, at: int) -> int | None:
    """«ارتفع عدد القتلى جراء القصف على البلدة إلى 31»: the chunk of the number to which the count of the people at chunk ``at`` has risen."""
    c = row.chunks[at]
    counted = words.tokens[c.first].form == "عدد" and c.first + 1 < c.last and words.tokens[c.first + 1].form.startswith("ال")
    if not counted and not _counts_on(row, at):
        return None
    for i in range(at + 1, min(at + _RISE_REACH, len(row.chunks))):
        k = row.chunks[i]
        if k.letter == ";":
            return None
        if k.letter in "QANK" and k.count is not None and k.count.kind != "ordinal" and row.letters[i - 1] == "p" and fold(row.chunks[i - 1].text) == "الي":
            return i
    return None


def _counts_on(row: Row, at: int) -> bool:
    """Whether «ارتفع عدد», «حصيلة» stands just before the people at chunk ``at``."""
    return any(h.cue == "tally" and h.value == "update" and 0 <= row.chunks[at].first - h.first <= _RISE_NEAR for h in row.cues)


def _partner(row: Row, at: int, by_at: dict[int, Match]) -> int | None:
    """The loss word coordinated right after this one: «مقتل وإصابة», «قُتل وجُرح»."""
    if row.letters[at + 1 : at + 3] == "&V":
        other = by_at.get(at + 2)
        if other is not None and other.entry.measure:
            return at + 2
    return None


def _shared_before(row: Row, at: int, by_at: dict[int, Match], victims: Sequence[int]) -> bool:
    if at >= 2 and row.letters[at - 2 : at] == "V&":
        other = by_at.get(at - 2)
        own = other is not None and any(i < at - 2 for i in _victims(other, row))  # «105 أشخاص قتلوا وأصيب 291 آخرون»
        return other is not None and bool(other.entry.measure) and not own and all(i > at for i in victims)
    return False


def _after(row: Row, at: int) -> list[int]:
    for i in range(at + 1, min(at + 4, len(row.chunks))):
        if row.chunks[i].letter in "ANK":
            return [i]
        if row.chunks[i].letter not in "xLDS":
            break
    return []


def _named(words: Words, row: Row, m: Match) -> tuple[int, int, int] | None:
    """Persons called by name right after the word, with how many: «مقتل قاسم سليماني», «قتل كل من محمد العلي وخالد الصالح»."""
    if m.reading == "act" and not m.entry.inverse and m.subj and row.letters[m.subj[0] - 1] != "b":
        return None
    i = m.at + 1
    each = row.letters[i : i + 2] == "xp" and words.tokens[row.chunks[i].first].form == "كل"
    if each:
        i += 2
    first = last = None
    count = length = 0
    while i < len(row.chunks) and length < _NAME_WORDS:
        joint = count and length > 1 and row.letters[i : i + 2] == "&x" and (each or count > 1 or row.letters[i + 1 : i + 3] == "xx")
        if joint:
            i, length = i + 1, 0
        if row.letters[i] != "x":
            break
        token = words.tokens[row.chunks[i].first]
        if not (name_like(token) or (joint and len(token.form) > 3)):
            break
        count += length == 0
        first, last, length = (token.i if first is None else first), token.i + 1, length + 1
        i += 1
    if first is None or last is None or last - first < 2:
        return None
    base = words.tokens[0].i
    return first - base, last - base, count


def _roll(words: Words, row: Row, at: int, losses: list[Loss], taken: set[int]) -> bool:
    """The dead told one by one: «بين القتلى الـ15 تسعة مدنيين وخمسة جنود», «قائمة الضحايا شملت 9 من الفرقة و12 من اللواء»."""
    c = row.chunks[at]
    if c.count is not None or c.actors or not words.tokens[c.first].form.lstrip("وفبل").startswith("ال"):
        return False
    opened = at > 0 and (row.letters[at - 1] == "o" or (row.chunks[at - 1].text == "من" and at <= 2))
    i = at + 1
    while i < len(row.chunks) and row.letters[i] in "xSQR" and i - at <= 4:
        opened = opened or words.tokens[row.chunks[i].first].form in _LISTS
        i += 1
    if not opened or i >= len(row.chunks) or row.letters[i] not in "ANK" or row.chunks[i].count is None:
        return False
    entry = triggers()[c.lemma][1]
    measure = entry.measure or ""
    number = next((row.chunks[k] for k in range(at + 1, i) if row.letters[k] == "Q"), None)
    whole: Loss | None = None
    if number is not None and number.count is not None:
        q = number.count
        whole = Loss(measure, int(q.low), int(q.low), True, at, c.first, number.last, f"{entry.id}/roll", raw=q.raw, trigger=at)
        losses.append(whole)
    of = losses.index(whole) if whole is not None else PART_OF_EARLIER
    while i < len(row.chunks):
        k = row.chunks[i]
        if k.letter in "ANK" and i not in taken and (k.count is not None or k.number in "sd") and row.letters[i - 1] in "&pxQSRoK,":
            low, high, exact, raw = count_of(k)
            losses.append(Loss(measure, low, high, exact, i, k.first, k.last, f"{entry.id}/roll", part_of=of, raw=raw, trigger=at, whole=whole))
            taken.add(i)
        elif k.letter not in "xpqLMAND&,":
            break
        i += 1
    taken.add(at)
    return True


def _among(words: Words, row: Row, at: int, losses: list[Loss], taken: set[int]) -> bool:
    """«ولا يزال 18 في عداد المفقودين»."""
    c = row.chunks[at]
    if c.count is not None or words.tokens[c.first - 1].form != "عداد":
        return False
    for i in range(at - 1, max(-1, at - 5), -1):
        k = row.chunks[i]
        if k.count is not None and k.letter in "QAN" and i not in taken:
            low, high, exact, raw = count_of(k)
            losses.append(Loss(triggers()[c.lemma][1].measure or "", low, high, exact, i, k.first, c.last, f"{c.lemma}/among", raw=raw, trigger=at))
            taken.update((i, at))
            return True
    return False


def _of_noun(words: Words, row: Row, at: int, losses: list[Loss], taken: set[int]) -> None:
    """«35 قتيلا من الجيش», «قتلى وجرحى»; «عدد القتلى بلغ 548»."""
    c = row.chunks[at]
    entry = triggers()[c.lemma][1]
    measure = entry.measure or ""
    if _counted_together(words, row, at, losses, taken):
        return
    if c.count is None and (total := _risen(words, row, at)) is not None:
        if row.letters[total] != "K":  # «إلى 41 شهيدا» is read where it stands
            _number(row, at, total, measure, entry.id, losses, taken)
        return
    if c.count is None and c.definite and c.text != "some":
        for i in range(at + 1, min(at + 5, len(row.chunks))):
            other = row.chunks[i]
            if other.letter in "QAN" and other.count is not None:
                _number(row, at, i, measure, entry.id, losses, taken)
                return
            if other.letter in "VKklv,&":
                break
        return
    if c.count is None and c.text == "some":  # «عدد قتلى النظام بلغ 49 عنصرا»
        for i in range(at + 1, min(at + 9, len(row.chunks))):
            other = row.chunks[i]
            if other.letter in "QAN" and other.count is not None:
                _number(row, at, i, measure, entry.id, losses, taken)
                taken.add(at)
                if not other.actors:
                    other.actors = c.actors
                return
            if other.letter == "K" and other.count is not None and triggers()[other.lemma][1].measure == measure:
                return  # «ارتفع عدد الشهداء إلى 214 شهيدا»
            if other.letter in "VKkv":
                break
    if c.pronoun and c.count is None:
        return
    if c.count is None and c.number == "p" and at and row.chunks[at - 1].text in _SUMS:
        later = (k for k in row.chunks[at + 1 : at + _BACK] if k.letter == "K" and k.count is not None)
        if any(triggers()[k.lemma][1].measure == measure for k in later):
            return  # «ارتفعت حصيلة ضحايا القصف إلى 41 شهيدا»
    low, high, exact, raw = count_of(c)
    if high is not None and low < high and "الي" in (t.form for t in words.tokens[c.first : c.last]) and _counts_on(row, at):
        low, exact = high, True  # «ارتفع عدد القتلى من 12 إلى 15»
    beside = row.chunks[at + 2] if row.letters[at + 1 : at + 3] == "&K" else None
    second = triggers()[beside.lemma][1].measure if beside is not None else None
    if c.count is not None and beside is not None and beside.count is None and not beside.text and not beside.definite and beside.number == c.number and second and second != measure and low > 1:
        top = high - 1 if exact and high is not None else None  # «20 قتيلا وجريحا» are counted together
        least = 1 if exact or c.number == "s" else _OPEN_PLURAL
        for of, chunk, k in ((measure, c, at), (second, beside, at + 2)):
            losses.append(Loss(of, least, top, False, k, c.first, beside.last, f"{chunk.lemma}/joint", raw=raw, trigger=at))
            taken.add(k)
        return
    losses.append(Loss(measure, low, high, exact, at, c.first, c.last, f"{entry.id}/count", raw=raw, trigger=at))
    taken.add(at)
    # «قتلى وجرحى من قوات النظام»: both share the actor
    if row.letters[at + 1 : at + 3] == "&K" and not c.actors:
        c.actors = row.chunks[at + 2].actors
        if c.head is None or c.head.type == "bodies":
            c.head = row.chunks[at + 2].head


def _number(row: Row, at: int, i: int, measure: str, entry: str, losses: list[Loss], taken: set[int]) -> None:
    """The number at chunk i is that of the people at chunk ``at``."""
    low, high, exact, raw = count_of(row.chunks[i])
    losses.append(Loss(measure, low, high, exact, i, row.chunks[i].first, row.chunks[i].last, f"{entry}/number", raw=raw, trigger=at))
    taken.add(i)


def _counted_together(words: Words, row: Row, at: int, losses: list[Loss], taken: set[int]) -> bool:
    """«عدد القتلى والجرحى بلغ 31»: one count of both; «القتلى والجرحى 12 و30»: each its own."""
    c = row.chunks[at]
    if c.count is not None or not c.definite or row.letters[at + 1 : at + 3] != "&K" or not row.chunks[at + 2].definite:
        return False
    beside = row.chunks[at + 2]
    measures = [triggers()[k.lemma][1].measure or "" for k in (c, beside)]
    if measures[0] == measures[1]:
        return False
    told = next((i for i in range(at + 2, min(at + _COUNT_REACH, len(row.chunks))) if row.chunks[i].count is not None), None)
    if told is None or any(x in row.letters[at + 3 : told + 1] for x in "VKkl&,;"):
        told = _risen(words, row, at)
    if told is None or int(row.chunks[told].count.low) < 2:  # type: ignore[union-attr]
        return False
    number = row.chunks[told]
    second = row.chunks[told + 2] if row.letters[told + 1 : told + 3] == "&Q" else None
    low, high, exact, raw = count_of(number)
    for measure, chunk, k in ((measures[0], c, at), (measures[1], beside, at + 2)):
        if second is not None:
            q = number if k == at else second
            low, high, exact, raw = count_of(q)
            losses.append(Loss(measure, low, high, exact, k, chunk.first, q.last, f"{chunk.lemma}/each", raw=raw, trigger=at))
        else:
            top = high - 1 if exact and high is not None else None
            losses.append(Loss(measure, 1, top, False, told, number.first, number.last, f"{chunk.lemma}/joint", raw=raw, trigger=at))
    taken.update((at, at + 2, told, *((told + 2,) if second is not None else ())))
    return True


def _parts(row: Row, at: int, losses: list[Loss], taken: set[int]) -> None:
    cue = row.chunks[at].cue
    if cue is not None and cue.value == "mixed":
        for i in range(at - 1, max(-1, at - 5), -1):
            c = row.chunks[i]
            if c.letter in "ANQM" and (c.count is not None or c.number in "pd"):
                low, high, exact, raw = count_of(c)
                top = high - 1 if exact and high is not None and high > 1 else None
                for measure in ("killed", "wounded"):
                    losses.append(Loss(measure, 1, top, False, i, c.first, c.last, "mixed/count", raw=raw, trigger=at))
                taken.add(i)
                return
        return
    if not losses:
        return
    if losses[-1].rule.endswith("/joint"):
        return  # «القتلى والجرحى 31 بينهم جنود»: dead or wounded, nobody says
    whole = len(losses) - 1
    while losses[whole].part_of is not None and whole > 0:
        whole -= 1
    if row.chunks[at].first - losses[-1].last > 12:
        return
    i = at + 1
    gap = 0
    measure = losses[whole].measure
    while i < len(row.chunks):
        c = row.chunks[i]
        if c.letter in "ANK" and i not in taken:
            if c.letter == "K" and ((c.count is None and c.definite) or (c.lemma and triggers()[c.lemma][1].measure not in (None, measure))):
                break  # «بينهم 15 طفلا، و311 جريحا»
            if c.definite and c.count is None:
                break
            low, high, exact, raw = count_of(c)
            losses.append(Loss(measure, low, high, exact, i, c.first, c.last, "part", losses[whole].match, part_of=whole, raw=raw, trigger=losses[whole].trigger, whole=losses[whole]))
            taken.add(i)
            if row.letters[i + 1 : i + 2] == "&" or row.letters[i + 1 : i + 3] == ",&":
                i += 2 if row.letters[i + 1] == "&" else 3
                if i < len(row.chunks) and row.chunks[i].letter in "ANK":
                    continue
            break
        if c.letter == "," and i == at + 1:  # «هم: 179 من المدنيين …»
            i += 1
            continue
        if c.letter not in "xLQ&" or gap > 1:
            break
        gap += 1
        i += 1

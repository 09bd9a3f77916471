"""Small named comparisons of two claims. Each looks at one kind of evidence and returns what it found, with the reason in words.

A feature returns None where the claims say nothing about it: silence is no evidence. Weights are not here but in data/resolve.yml.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marsad.model import MEASURES, Words
from marsad.resolve import sides
from marsad.resolve.facets import Facets, Figure
from marsad.resolve.sketch import likeness, one_text
from marsad.resources import resolving


@dataclass(frozen=True, slots=True)
class Finding:
    """What a feature found: its level (a row of the weight table), the reason, and whether it forbids the link."""

    level: str
    reason: Callable[[], Words]  # made only where a link is kept: most pairs are not
    forbids: bool = False


UNTOLD_DAYS = 7  # so far may news without a day lag behind what it tells

Feature = Callable[[Facets, Facets], Finding | None]


def time(a: Facets, b: Facets) -> Finding | None:
    """Do the days agree? Exact days that lie apart forbid, unless one is recalled or loose."""
    if not a.dated and not b.dated:
        if a.fresh and b.fresh and _gap(a.fresh, b.fresh) == 0:
            return Finding("fresh", lambda: _say("both are undated news of the same days", "كلاهما خبر بلا تاريخ نُشر في الأيام نفسها"))
        return None
    left, right = a.fresh or _span(a), b.fresh or _span(b)
    if left is None or right is None:
        return _before_publication(a, b)
    gap = _gap(left, right)
    if a.window and b.window and a.dated and b.dated and max(abs(left[0] - right[0]), abs(left[1] - right[1])) > 1:
        return Finding("apart", lambda: _say("counts over different times", "حصيلتان عن مدتين مختلفتين"), forbids=True)
    if a.fresh or b.fresh:
        if gap == 0:
            day = _days(right if a.fresh else left)
            return Finding("fresh", lambda: _say(f"undated news published when the other happened ({day})", f"خبر بلا تاريخ نُشر حين وقع الآخر ({day})"))
        return Finding("loose_miss", lambda: _say("the publication day does not fit", "يوم النشر لا يوافق"), forbids=gap > 10)
    if gap == 0:
        both = (max(left[0], right[0]), min(left[1], right[1]))
        wider = max(left[1] - left[0], right[1] - right[0])
        days = _days(both)
        if wider == 0:
            return Finding("same_day", lambda: _say(f"the same day, {days}", f"اليوم نفسه، {days}"))
        if wider <= 7:
            return Finding("narrow", lambda: _say(f"the times told meet on {days}", f"يلتقي الزمنان في {days}"))
        return Finding("overlap", lambda: _say(f"the times told overlap ({days})", f"يتقاطع الزمنان ({days})"))
    return _apart(a, b, left, right, gap)


def _apart(a: Facets, b: Facets, left: tuple[int, int], right: tuple[int, int], gap: int) -> Finding:
    def reason() -> Words:
        spaced = "يوم واحد" if gap == 1 else "يومان" if gap == 2 else f"{gap} أيام" if gap <= 10 else f"{gap} يوماً"
        return _say(f"{_days(left)} and {_days(right)} lie {gap} day{'s' * (gap > 1)} apart", f"بين {_days(left)} و{_days(right)} {spaced}")
    if gap <= UNTOLD_DAYS and not (a.told and b.told):
        return Finding("untold", reason)  # one of the days is only the default for news that gives none
    exact = not a.loose and not b.loose
    recalled = a.claim.background or b.claim.background
    # a claim of responsibility is often dated by the day on which it was made
    later = a if left > right else b
    said_that_day = later.published is not None and max(left, right)[1] == later.published and bool(later.claim.sources)
    announced = gap == 1 and ("claimed" in (a.claim.status, b.claim.status) or said_that_day)
    if a.claim.document == b.claim.document and exact and a.told and b.told and not announced:
        return Finding("apart", reason, forbids=True)  # one report that gives two days means two events
    if announced and said_that_day:
        return Finding("announced", reason)  # the day on which it was told may stand for the day on which it happened
    if gap == 1:
        return Finding("next_day", reason)
    slack = max(left[1] - left[0], right[1] - right[0]) if not exact else 0
    if gap <= 3 or gap <= slack // 2:
        return Finding("near", reason, forbids=exact and not recalled and gap > 2)
    if exact and recalled and gap <= 10:
        return Finding("loose_miss", reason)  # retellings misdate by days, not by months
    return Finding("apart", reason, forbids=True)


def _before_publication(a: Facets, b: Facets) -> Finding | None:
    """An undated retelling can only speak of what had happened before it was published."""
    for undated, other in ((a, b), (b, a)):
        if not undated.dated and undated.published is not None and other.first is not None and other.first > undated.published:
            return Finding("apart", lambda: _say("published before the other happened", "نُشر قبل وقوع الآخر"), forbids=True)
    return None


def place(a: Facets, b: Facets) -> Finding | None:
    """Do the footprints touch, or is a place name shared? Two exact places in different governorates forbid."""
    if a.claim.place is None or b.claim.place is None:
        return _leaning(a, b) or _untold(a, b)
    shared = a.site_names & b.site_names
    names = functools.partial(_names, a, b)  # asked only where a reason is shown
    distance = _distance(a, b)
    if a.country and b.country and a.country != b.country:
        if distance is not None and distance <= a.radius + b.radius + 10 and a.fine and b.fine:
            return Finding("near", lambda: _say(f"across a border, but their areas touch: {names()[0]}", f"على جانبي حدود لكن المنطقتين تتلاصقان: {names()[1]}"))
        exact = bool(a.admin1 and b.admin1 and a.sure and b.sure)
        return Finding("other_country" if exact else "other_country_vague", lambda: _say(f"different countries: {names()[0]}", f"بلدان مختلفان: {names()[1]}"), forbids=exact)
    if len(shared) >= 3 and not (a.fine or b.fine):
        return Finding("same_list", lambda: _say(f"the same places named together: {names()[0]}", f"الأماكن نفسها مذكورة معاً: {names()[1]}"))
    if not shared and any("list" in x.claim.place.rule and y.fine for x, y in ((a, b), (b, a)) if x.claim.place):
        return Finding("other_site", lambda: _say(f"none of the places named together: {names()[0]}", f"ليس من الأماكن المذكورة معاً: {names()[1]}"))
    if not (a.sure and b.sure) and a.fine and b.fine and a.country == b.country:
        return _unsure(a, b, distance, shared, names)
    if distance is not None and a.fine and b.fine:
        reach = a.radius + b.radius
        if distance <= max(a.radius, b.radius) and shared:
            return Finding("same_site", lambda: _say(f"the same place: {names()[0]}", f"المكان نفسه: {names()[1]}"))
        if distance <= reach:
            return Finding("same_town", lambda: _say(f"their areas overlap: {names()[0]}", f"تتقاطع المنطقتان: {names()[1]}"))
        if distance <= reach + 10:
            return Finding("near", lambda: _say(f"{distance:.0f} km apart: {names()[0]}", f"بينهما {distance:.0f} كم: {names()[1]}"))
        if distance <= reach + 35:
            return Finding("other_site", lambda: _say(f"{distance:.0f} km apart: {names()[0]}", f"بينهما {distance:.0f} كم: {names()[1]}"))
        if not (a.admin1 and a.admin1 == b.admin1):
            return Finding("apart", lambda: _say(f"{distance:.0f} km apart: {names()[0]}", f"بينهما {distance:.0f} كم: {names()[1]}"), forbids=distance > reach + 60)
        return Finding("far", lambda: _say(f"{distance:.0f} km apart: {names()[0]}", f"بينهما {distance:.0f} كم: {names()[1]}"))
    if shared and a.fine and b.fine:
        return Finding("same_town", lambda: _say(f"the same place name: {names()[0]}", f"اسم المكان نفسه: {names()[1]}"))
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        if not (a.sure and b.sure):
            return Finding("other_admin1_vague", lambda: _say(f"different governorates, one of them guessed: {names()[0]}", f"محافظتان مختلفتان إحداهما تقدير: {names()[1]}"))
        touching = distance is not None and distance <= a.radius + b.radius and not (a.fine and b.fine)
        if touching:
            return None
        return Finding("other_admin1", lambda: _say(f"different governorates: {names()[0]}", f"محافظتان مختلفتان: {names()[1]}"), forbids=True)
    if distance is not None and (a.fine or b.fine) and distance <= a.radius + b.radius:
        return Finding("same_area", lambda: _say(f"one lies in the area of the other: {names()[0]}", f"أحدهما داخل منطقة الآخر: {names()[1]}"))
    if a.admin1 and a.admin1 == b.admin1:
        if a.fine and b.fine and distance is None and not shared and a.site_names and b.site_names:
            return Finding("other_site", lambda: _say(f"the same governorate, other place names: {names()[0]}", f"المحافظة نفسها واسمان مختلفان: {names()[1]}"))
        return Finding("same_admin1", lambda: _say(f"the same governorate: {names()[0]}", f"المحافظة نفسها: {names()[1]}"))
    if shared:
        return Finding("same_area", lambda: _say(f"a shared place name: {names()[0]}", f"اسم مكان مشترك: {names()[1]}"))
    if a.country and a.country == b.country:
        return Finding("same_country", lambda: _say(f"the same country, {a.country}", f"البلد نفسه، {a.country}"))
    return None


def _untold(a: Facets, b: Facets) -> Finding | None:
    """Two reports, and nothing to say that they speak of one place: a day is shared by all that happened on it."""
    if a.claim.document == b.claim.document:
        return None
    return Finding("untold", lambda: _say("no place by which to tell whether they are one", "لا مكان يُعرف به أهما حدث واحد"))


def _leaning(a: Facets, b: Facets) -> Finding | None:
    """One tells no place: where the rest of its report plays may speak for it, never against it by much."""
    told, silent = (a, b) if b.claim.place is None else (b, a)
    if told.claim.place is None or silent.claim.place is not None:
        return None
    country, admin1 = silent.lean
    if admin1 and told.admin1:
        same = admin1 == told.admin1
        words = ("its report tells of the same governorate", "تقريره عن المحافظة نفسها") if same else ("its report tells of another governorate", "تقريره عن محافظة أخرى")
        return Finding("leaning" if same else "leaning_away", lambda: _say(*words))
    if country and told.country and country != told.country:
        return Finding("leaning_away", lambda: _say("its report tells of another country", "تقريره عن بلد آخر"))
    return None


def _unsure(a: Facets, b: Facets, distance: float | None, shared: frozenset[str], names: Callable[[], tuple[str, str]]) -> Finding | None:
    """One place is a guess (an unknown name put into its container, or a name with several bearers): it supports, it forbids nothing."""
    if shared or (distance is not None and distance <= a.radius + b.radius):
        return Finding("same_town", lambda: _say(f"the same place, as far as it is known: {names()[0]}", f"المكان نفسه بقدر ما يُعرف: {names()[1]}"))
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return Finding("other_admin1_vague", lambda: _say(f"different governorates, one of them guessed: {names()[0]}", f"محافظتان مختلفتان إحداهما تقدير: {names()[1]}"))
    if a.admin1 and a.admin1 == b.admin1:
        return Finding("same_admin1", lambda: _say(f"the same governorate: {names()[0]}", f"المحافظة نفسها: {names()[1]}"))
    return None


def type_(a: Facets, b: Facets) -> Finding | None:
    """Are they the same kind of event, or kinds that newsrooms use for one another?"""
    x, y = a.claim.type, b.claim.type
    if x == y:
        return Finding("same", lambda: _say(f"both tell of {x}", f"كلاهما من نوع واحد ({x})"))
    if a.claim.document == b.claim.document and a.voice == b.voice and "killing" not in (x, y) and not _same_group_figure(a, b):
        return Finding("other_in_document", lambda: _say(f"one voice tells of {x} and of {y}", f"صوت واحد يروي حدثين مختلفين ({x}، {y})"))
    if "killing" in (x, y) and frozenset((x, y)) in compatible_types():
        return Finding("result", lambda: _say(f"{x} and {y}: a toll told alone reads as a killing", f"{x} و{y}: الحصيلة وحدها تُقرأ قتلاً"))
    if "attack" in (x, y) and frozenset((x, y)) in compatible_types():
        return Finding("general", lambda: _say(f"{x} and {y}: an attack may be of any kind", f"{x} و{y}: الهجوم يكون من أي نوع"))
    if frozenset((x, y)) in compatible_types():
        return Finding("compatible", lambda: _say(f"{x} and {y} may be one", f"قد يكون {x} و{y} حدثاً واحداً"))
    return Finding("other", lambda: _say(f"{x} is not {y}", f"النوعان مختلفان ({x}، {y})"), forbids=True)


def perpetrators(a: Facets, b: Facets) -> Finding | None:
    """Do the perpetrators agree by the actor tree?"""
    if "clash" in (a.claim.type, b.claim.type):  # whoever is named first stands as perpetrator
        return _actors(a.perpetrators | a.targets, b.perpetrators | b.targets, "the two sides", "الطرفان")
    if "denied" in (a.claim.status, b.claim.status):
        return None  # a denial names whom it clears
    return _actors(a.perpetrators, b.perpetrators, "those who did it", "الفاعلون")


def targets(a: Facets, b: Facets) -> Finding | None:
    """Do the targets agree? Civilians against soldiers is a dispute on the victims, hardly on the event."""
    if "clash" in (a.claim.type, b.claim.type):
        return None
    return _actors(a.hit, b.hit, "those hit", "المستهدفون")


def closest(left: frozenset[str], right: frozenset[str]) -> tuple[str, tuple[str, str]]:
    """The closest relation between actors of two sets, and the two that have it."""
    best, pair = "unknown", ("", "")
    for x in sorted(left):
        for y in sorted(right):
            found = min(sides.relation(x, y), sides.relation(y, x), key=_CLOSENESS.index)  # the same from either side
            if _CLOSENESS.index(found) < _CLOSENESS.index(best) or not pair[0]:
                best, pair = found, (x, y)
    return best, pair


def agreement(left: frozenset[str], right: frozenset[str], *, hit: bool) -> str | None:
    """The level at which two sets of actors agree; None where one is silent or nothing is known. ``hit``: of those hit."""
    if not left or not right:
        return None
    best, pair = closest(left, right)
    if hit and best == "unrelated" and "civilians" in pair:
        return "civilians"
    return None if best == "unknown" else {"unit": "kin", "contains": "kin", "same_side": "side", "ally": "side"}.get(best, best)


def _actors(left: frozenset[str], right: frozenset[str], en: str, ar: str) -> Finding | None:
    level = agreement(left, right, hit=en == "those hit")
    if level is None:
        return None

    def reason() -> Words:
        pair = closest(left, right)[1]
        names = (" / ".join(sides.name(p, "en") for p in dict.fromkeys(pair)), " / ".join(sides.name(p, "ar") for p in dict.fromkeys(pair)))
        agree = level in ("same", "kin", "side")
        return _say(f"{en} {'agree' if agree else 'differ'}: {names[0]}", f"{ar} {'متفقون' if agree else 'مختلفون'}: {names[1]}")

    return Finding(level, reason)


_CLOSENESS = ("same", "unit", "contains", "same_side", "ally", "unrelated", "enemy", "unknown")


def figures(a: Facets, b: Facets) -> Finding | None:
    """Are the tolls equal, nested, compatible or contradictory? Two equal figures, or one large one, are no chance."""
    equal, differ = [], []
    for measure in MEASURES:
        x, y = a.figures.get(measure), b.figures.get(measure)
        if x is None or y is None:
            continue
        if x.low == y.low and x.high == y.high and x.low > 0 and (x.exact or y.exact or x.low > 4):
            equal.append((measure, x.low))
        elif x.high is not None and y.high is not None and (x.high < y.low or y.high < x.low):
            differ.append((measure, x.low, y.low))
    for (measure, group), n in a.groups.items():
        if b.groups.get((measure, group)) == n and (measure, n) not in equal and n > 0:
            equal.append((measure, n))
    shown = " · ".join(f"{n} {m}" for m, n in equal)
    shown_ar = " · ".join(f"{n} ({_MEASURE_AR[m]})" for m, n in equal)
    if equal:
        weight = sum(math.log(1 + n) for _, n in equal)
        level = "equal_many" if weight >= 4.2 and (len(equal) > 1 or equal[0][1] >= 30) else "equal" if weight >= 1.6 else "equal_small"
        return Finding(level, lambda: _say(f"the same figures: {shown}", f"الأرقام نفسها: {shown_ar}"))
    if not differ:
        if a.figures and b.figures:
            return Finding("compatible", lambda: _say("the figures do not exclude each other", "الأرقام لا تتنافى"))
        return None
    if a.window and any(measure == "killed" for measure, _, _ in differ):
        return Finding("contradict", lambda: _say("two counts with different figures", "حصيلتان برقمين مختلفين"), forbids=True)
    if nested(a.groups, b.groups, b.figures, b.hit) or nested(b.groups, a.groups, a.figures, a.hit):
        return Finding("nested", lambda: _say("one figure is of a group within the other", "أحد الرقمين لفئة ضمن الآخر"))
    measure, m, n = max(differ, key=lambda d: abs(math.log((d[1] + 1) / (d[2] + 1))))
    ratio = (max(m, n) + 1) / (min(m, n) + 1)
    return Finding(
        "contradict" if ratio > 2.2 else "differ",
        lambda: _say(f"{m} against {n} {measure}", f"{m} مقابل {n} ({_MEASURE_AR[measure]})"),
    )


Groups = Mapping[tuple[str, str], int]


def nested(part: Groups, whole: Groups, totals: Mapping[str, Figure], counted: frozenset[str]) -> bool:
    """A figure of a unit within the force's, or of one group within a total that counts others too."""
    for (measure, group), n in part.items():
        if any(m == measure and n < x and sides.relation(group, outer) == "unit" for (m, outer), x in whole.items()):
            return True
        total = totals.get(measure)
        if total and n < total.low and len(counted) > 1 and any(sides.kin(group, t) for t in counted) and not all(sides.kin(group, t) for t in counted):
            return True
    return False


_MEASURE_AR = {"killed": "قتلى", "wounded": "جرحى", "captured": "أسرى", "missing": "مفقودون"}


def persons(a: Facets, b: Facets) -> Finding | None:
    """The same named victim is nearly proof; two different names forbid."""
    if a.person and b.person:
        if same_person(a.person, b.person):
            return Finding("same", lambda: _say("the same named victim", "الضحية المسماة نفسها"))
        return Finding("other", lambda: _say("different named victims", "ضحيتان باسمين مختلفين"), forbids=True)
    if a.rank and a.rank == b.rank:
        return Finding("same_rank", lambda: _say(f"one victim of the same rank ({a.rank})", f"ضحية واحدة من الرتبة نفسها ({a.rank})"))
    return None


@functools.lru_cache(maxsize=100_000)
def same_person(left: frozenset[str], right: frozenset[str]) -> bool:
    """Names agree where every word of the shorter has a like one in the longer: «جلاديخ» = «غلادكيخ» in spellings of one ear."""
    short, long = sorted((left, right), key=lambda names: (len(names), sorted(names)))
    return all(any(difflib.SequenceMatcher(None, _skeleton(w), _skeleton(v)).ratio() >= 0.66 for v in long) for w in short)


def name_keys(names: frozenset[str]) -> frozenset[str]:
    """By these two names that may be one are found: the beginnings of each two of their words, as they sound."""
    sounds = sorted(_skeleton(w)[:2] for w in names)
    return frozenset(f"{x}+{y}" for i, x in enumerate(sounds) for y in sounds[i + 1 :])


@functools.lru_cache(maxsize=50_000)
def _skeleton(word: str) -> str:
    return word.translate(_SKELETON) or word


_SKELETON = str.maketrans({"غ": "ج", "ق": "ج", "ك": "ج", "ا": "", "و": "", "ي": "", "ض": "د", "ظ": "ز", "ذ": "د", "ط": "ت", "ص": "س", "ث": "س"})


def means(a: Facets, b: Facets) -> Finding | None:
    """The same means, or different ones."""
    left, right = frozenset(a.claim.means), frozenset(b.claim.means)
    if not left or not right:
        return None
    if left & right:
        shown = ", ".join(sorted(left & right))
        return Finding("same", lambda: _say(f"the same means: {shown}", f"الوسيلة نفسها: {shown}"))
    return Finding("other", lambda: _say("different means", "وسيلتان مختلفتان"))


def wording(a: Facets, b: Facets) -> Finding | None:
    """Do the sentences share rare words? Sentences that copied reports share are one telling."""
    if not a.words or not b.words:
        return None
    listed, other = resolving.rarity()
    shared = a.words & b.words
    weight, whole = _rarity(shared), min(_rarity(a.words), _rarity(b.words))
    share = weight / whole if whole else 0.0
    if a.claim.document != b.claim.document and share >= COPIED and len(shared) >= 5 and (share >= COPIED_ANYWHERE or _one_text(a, b)):
        return Finding("copy", lambda: _say("nearly the same sentence", "الجملة نفسها تقريباً"))
    words = functools.partial(lambda s: " ".join(sorted(s, key=lambda w: (-listed.get(w, other), w))[:4]), shared)
    if share >= 0.4 and weight >= CLOSE:
        return Finding("close", lambda: _say(f"shared words: {words()}", f"ألفاظ مشتركة: {words()}"))
    if share >= 0.2 and weight >= SOME:
        return Finding("some", lambda: _say(f"some shared words: {words()}", f"بعض الألفاظ المشتركة: {words()}"))
    return None


COPIED, COPIED_ANYWHERE = 0.7, 0.85  # share of the shorter sentence's words, weighed, in one text copied, and between any two
CLOSE, SOME = 16.0, 7.0  # rarity of the shared words together


def _rarity(words: frozenset[str]) -> float:
    """The words' rarity together, in halves: a sum in any order is the same."""
    listed, other = resolving.rarity()
    return sum(listed.get(w, other) for w in words)


def _one_text(a: Facets, b: Facets) -> bool:
    """The two reports are copies, as their sketches tell."""
    if a.text is None or b.text is None or not a.text.shingles or not b.text.shingles:
        return False
    return bool(one_text(likeness(a.text.sketch, b.text.sketch), a.text.shingles, b.text.shingles))


def coreference(a: Facets, b: Facets) -> Finding | None:
    """Within one document: the reader's own key; a voice that goes on about what was told before; news against what it recalls."""
    if a.claim.document != b.claim.document:
        return None
    if a.claim.same_as and b.claim.same_as:
        if a.claim.same_as == b.claim.same_as and _elsewhere(a, b):
            return Finding("same_key_elsewhere", lambda: _say("told as one, but at two places", "يُرويان حدثاً واحداً لكن في مكانين"))
        if a.claim.same_as == b.claim.same_as:
            return Finding("same_key", lambda: _say("the report itself tells them as one", "التقرير نفسه يرويهما حدثاً واحداً"))
        if not (a.voice == b.voice and a.claim.sources and _same_group_figure(a, b)) and not _bridge(a, b):
            return Finding("other_key", lambda: _say("the report tells them as two", "التقرير يرويهما حدثين"))
    if _responsibility(a, b):
        return Finding("responsibility", lambda: _say("one takes responsibility for what the report recalls", "أحدهما تبنٍّ لما يستعيده التقرير"))
    if a.claim.background != b.claim.background and not _one_scene(a, b):
        return Finding("recalled_apart", lambda: _say("one is the news, the other is recalled beside it", "أحدهما الخبر والآخر مستعاد إلى جانبه"))
    first, second = (a, b) if a.order < b.order else (b, a)
    types = frozenset((a.claim.type, b.claim.type))
    alike = len(types) == 1 or ("killing" in types and types in compatible_types())  # a toll told alone reads as a killing
    if second.bare and alike and second.order - first.order <= 2 and not _dates_differ(a, b):
        return Finding("continues", lambda: _say("goes on about what was told just before", "يتابع ما رُوي قبله مباشرة"))
    if a.voice == b.voice and a.claim.sources and _same_group_figure(a, b):
        return Finding("same_voice", lambda: _say("the same source repeats its figure in the same report", "المصدر نفسه يكرر رقمه في التقرير نفسه"))
    if len(types) == 2 and alike and a.voice == b.voice and second.order - first.order == 1 and _same_setting(a, b):
        return Finding("continues", lambda: _say("the toll of what was told just before", "حصيلة ما رُوي قبله مباشرة"))
    if _bridge(a, b):
        return Finding("bridge", lambda: _say("the same report gives the same figure of the same group", "التقرير نفسه يذكر الرقم نفسه للفئة نفسها"))
    if not alike:
        return None
    if a.voice == b.voice and not second.bare:
        return Finding("told_apart", lambda: _say("one voice tells them one after the other", "صوت واحد يرويهما تباعاً"))
    if a.voice != b.voice and not _dates_differ(a, b):
        return Finding("same_story", lambda: _say("one report, two voices on its news", "تقرير واحد وصوتان عن خبره"))
    return None


def _elsewhere(a: Facets, b: Facets) -> bool:
    """Both tell a spot of their own, under names that have nothing in common and in areas that do not touch, or are not known to."""
    if not (a.fine and b.fine) or a.site_names & b.site_names:
        return False
    distance = _distance(a, b)
    return distance is None or distance > a.radius + b.radius


def _responsibility(a: Facets, b: Facets) -> bool:
    """A report whose news is that a group takes responsibility recalls the attack itself: the statement names no place finer than the
    province, its day is that of the attack or of the announcement."""
    for taking, told in ((a, b), (b, a)):
        if taking.fine or taking.first is None or told.first is None or a.window or b.window:
            continue
        if taking.country and told.country and taking.country != told.country:
            continue
        if sides.is_armed_group(sides.party(taking.voice)) and taking.voice != told.voice and 0 <= taking.first - told.first <= 2:
            return frozenset((a.claim.type, b.claim.type)) in compatible_types() or a.claim.type == b.claim.type
    return False


def _one_scene(a: Facets, b: Facets) -> bool:
    """News and what is recalled beside it, but at one place in times that meet, or on one day that both tell."""
    x, y = a.claim.place, b.claim.place
    if x is None or y is None or (x.country and y.country and x.country != y.country) or a.first is None or b.first is None:
        return False
    meet = a.last is not None and b.last is not None and max(a.first, b.first) <= min(a.last, b.last)
    same_place = (x.name or x.text) == (y.name or y.text)
    return meet and same_place and ((a.fine and b.fine) or (a.told and b.told and (a.first, a.last) == (b.first, b.last)))


def _dates_differ(a: Facets, b: Facets) -> bool:
    return a.dated and b.dated and a.told and b.told and (a.first, a.last) != (b.first, b.last)


def _same_setting(a: Facets, b: Facets) -> bool:
    """The same day and the same place phrase: the reader has carried them over."""
    x, y = a.claim.place, b.claim.place
    same_day = (a.first, a.last) == (b.first, b.last) or not (a.told and b.told)
    return same_day and x is not None and y is not None and (x.name or x.text) == (y.name or y.text)


def _bridge(a: Facets, b: Facets) -> bool:
    """An undated official claim, placed by a third source that gives the same figure of the same group with its day."""
    return a.dated != b.dated and _same_group_figure(a, b)


def _same_group_figure(a: Facets, b: Facets) -> bool:
    return any(b.groups.get(key) == n and n > 1 for key, n in a.groups.items())


FEATURES: Mapping[str, Feature] = {
    "time": time, "place": place, "type": type_, "perpetrators": perpetrators, "targets": targets, "figures": figures,
    "persons": persons, "means": means, "wording": wording, "coreference": coreference,
}  # fmt: skip


@functools.lru_cache(maxsize=1)
def compatible_types() -> frozenset[frozenset[str]]:
    """Pairs of types that outlets use of one deed."""
    return frozenset(frozenset(pair) for pair in resolving.rules().compatible)


def _say(en: str, ar: str) -> Words:
    return Words(en=en, ar=ar)


def _span(f: Facets) -> tuple[int, int] | None:
    return (f.first, f.last) if f.first is not None and f.last is not None else None


def _gap(left: tuple[int, int], right: tuple[int, int]) -> int:
    return max(0, left[0] - right[1], right[0] - left[1])


def _days(span: tuple[int, int]) -> str:
    first, last = (dt.date.fromordinal(d).isoformat() for d in span)
    return first if first == last else f"{first}/{last}"


def _names(a: Facets, b: Facets) -> tuple[str, str]:
    told = [p.text or p.name or "" for p in (a.claim.place, b.claim.place) if p]
    shown = " / ".join(dict.fromkeys(t for t in told if t))
    return shown, shown


def _distance(a: Facets, b: Facets) -> float | None:
    """Kilometres between the middles on the sphere; None where one is not on the map."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    y1, y2 = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))

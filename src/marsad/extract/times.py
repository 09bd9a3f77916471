"""When: phrases of time in the text, resolved to days at the day of publication.

    >>> words = tokenise("قُتل ثلاثة جنود فجر أمس الجمعة")
    >>> [(t.edtf, t.part) for t in find(words, [], Context(published=dt.date(2022, 6, 11)))]
    [('2022-06-10', 'dawn')]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from marsad.arabic import numbers
from marsad.arabic.memo import once_a_word
from marsad.arabic.tokens import Token, Words, hits, tokenise
from marsad.extract import days as d
from marsad.extract.days import Days
from marsad.extract.seen import Context, Quantity, TimeMention
from marsad.extract.timedates import shows_date
from marsad.extract.timephrases import Grammar
from marsad.extract.timevalues import Phrase, When
from marsad.extract.timewords import meanings, tables, tells_future, trigger
from marsad.model import Mention

__all__ = ["find", "mentions", "tokenise"]

WIDEST = 31  # days: bounds of an undated report against which relative phrases still resolve
_LINE = 9  # tokens: a line with a full date and no more words than that is a dateline
_DATE_WORDS = frozenset(["نشر", "نشرت", "النشر", "تاريخ", "التاريخ", "تحديث", "التحديث"])


# How a phrase may begin at a word: by itself; only with a word of time or a number right after it («من», «بين»); as a unit or
# a number, with one after a small word too («26 من آب»); as a year or a date in digits; as the first word of a set phrase («وقت سابق»). And what is no beginning: a word
# that tells the future.
_ALONE, _BEFORE_TIME, _UNIT, _NUMBER, _YEAR, _PHRASE, _FUTURE = range(1, 8)
_STANDS = frozenset(("weekday", "month", "hijri", "day", "since", "eve", "decade", "feast", "vague"))
_LEANS = frozenset(("unit", "dual", "phase", "part", "season", "rest"))
_MEASURES = _STANDS | _LEANS | {"bare_weekday", "this", "past", "last", "next", "following", "current", "same", "few"}
_FROM = frozenset(("من", "ومن", "بين", "وبين", "مابين"))
_NEEDY = frozenset(("from", "between", "until", "during", "before", "after", "about", "this"))
_ALSO = frozenset(("ال", "لل", "اخر", "الربع", "النصف", "الثلث", "بالربع", "بالنصف"))
_TONIGHT = frozenset(("الليله", "والليله"))
_LINKS = frozenset(("من", "في", "الي", "حتي", "و", "-", "–", "/", ".", "—", "،", "~", "ل", "بعد", "منه", "منها", "هجري", "ه", "م"))
_BETWEEN_DIGITS = frozenset("-–/")
_BEFORE_YEAR = frozenset(("في", "منذ", "وفي", "ومنذ", "حتي", "خلال", "بين", "قبل", "بعد", "من", "الي", "سنه", "عام", "و"))
_COUNTING = frozenset(("name", "phone", "money", "measure"))
_STOPS = frozenset(".!?؟؛")
_FUTURE_REACH = 25  # tokens after «ستبدأ» within which a bare weekday or month is one to come


@once_a_word
def _code(form: str) -> int:
    if form[0].isdigit():
        if form.isdigit():
            return _YEAR if len(form) == 4 else _NUMBER
        return _ALONE if shows_date(form) else _NUMBER if numbers.digits(form) is not None else 0
    if trigger(form):
        here = meanings(form)
        if not _STANDS.isdisjoint(here) or form in _TONIGHT:
            return _ALONE
        if not _LEANS.isdisjoint(here):
            return _UNIT
        return _PHRASE if "phrases" in here and _NEEDY.isdisjoint(here) else _BEFORE_TIME
    if form in _ALSO or numbers.atom(form) is not None:
        return _NUMBER
    return _FUTURE if tells_future(form) else 0


def begins(form: str) -> bool:
    """Whether a phrase of time may begin at the word, or the word tells the future."""
    return _code(form) != 0


def _may_begin(grammar: Grammar, i: int, code: int, line: int) -> bool:
    """Whether the words beside it let a phrase begin here at all; spares the grammar most numbers and prepositions."""
    form, following = grammar.forms[i], grammar.form(i + 1, line)
    if code == _PHRASE:
        return following in _second(form)
    if code == _BEFORE_TIME:
        return _measures(following) or (_timely(following) and (form not in _FROM or _measures(grammar.form(i + 2, line))))
    if _measures(following) or (code == _UNIT and _timely(following)):
        return not (following[0].isdigit() and form[0].isdigit() and not grammar.tokens[i + 1].glued)  # «7 20»: two numbers
    if code == _YEAR:
        return following in _BETWEEN_DIGITS or grammar.form(i - 1, line) in _BEFORE_YEAR
    return (following in _LINKS and _measures(grammar.form(i + 2, line))) or grammar.form(i - 1, line) in tables().same_before


@once_a_word
def _second(form: str) -> frozenset[str]:
    return frozenset(further[0] for further, _kind, _value in meanings(form).get("phrases", ()))


@once_a_word
def _timely(form: str) -> bool:
    """Whether the word (or "", where the line is over) may stand inside a time phrase."""
    return _measures(form) or bool(meanings(form))


@once_a_word
def _measures(form: str) -> bool:
    """Whether it is a word of time itself, or a number, and not only a preposition of time."""
    if form == "":
        return False
    here = meanings(form)
    if not _MEASURES.isdisjoint(here) or any(kind != "about" and kind != "vague" for _further, kind, _value in here.get("phrases", ())):
        return True
    return form[0].isdigit() or form in _ALSO or form == "منه" or numbers.atom(form) is not None


def find(words: Words, quantities: Sequence[Quantity], context: Context) -> list[TimeMention]:
    """All time phrases in order, each with its days at ``context.published`` (or over ``context.bounds`` where at most 31 days wide).

    Phrases that cannot be resolved are kept with both ends None: what they lean on, or that they only say «earlier», still tells.
    """
    forms, lines = words.forms, words.lines
    grammar = Grammar(words)
    found: list[TimeMention] = []
    counted = {q.core[0] for q in quantities if q.role in _COUNTING}
    percents = {q.core[0] for q in quantities if q.kind == "percent"}
    done, future_from = 0, -1
    for i in hits(words, begins):
        if i < done:
            continue
        code = _code(forms[i])
        if code == _FUTURE:
            future_from = i
            continue
        line = lines[i]
        if (code != _ALONE and not _may_begin(grammar, i, code, line)) or i in counted or i in percents or _inside_digits(words, i):
            continue
        phrase = grammar.phrase(i, line)
        if phrase is None or phrase.last <= i or (i - 1 in counted and phrase.rule in ("month", "hijri_month")):
            continue  # «كتيبة 17 فبراير»
        done = phrase.last
        if phrase.rule == "now":
            continue
        future = future_from >= 0 and i - future_from <= _FUTURE_REACH and lines[future_from] == line and _STOPS.isdisjoint(forms[future_from:i])
        found.append(_mention(words, i, phrase, context, future, found))
        if phrase.grain in ("month", "day", "days") and phrase.role == "event" and phrase.lean is None:
            grammar.last_month = _month_when(phrase)
    return found


def _inside_digits(words: Words, i: int) -> bool:
    """Whether token i stands inside a chain of numbers («12-05-2020» from its second on)."""
    tokens = words.tokens
    token = tokens[i]
    return (
        token.glued and token.kind == "number" and i > 1 and tokens[i - 1].form in "-/" and tokens[i - 1].glued and tokens[i - 2].kind == "number"
    )


def anchored(words: Words, mentions: Sequence[TimeMention], context: Context) -> list[TimeMention]:
    """What ``find`` finds in another context: the same phrases, of which only those that hang on the day of publication are asked again."""
    found: list[TimeMention] = []
    for t in mentions:
        if t.needs_anchor:
            start_day, end_day, edtf, precision, leans_on, lean, also = _days(words, t.first, t.reading, context, t.future, found)
            t = t._replace(start_day=start_day, end_day=end_day, edtf=edtf, precision=precision, leans_on=leans_on, lean=lean, also=also)
        found.append(t)
    return found


def _month_when(phrase: Phrase) -> When:
    inner = phrase.when

    def when(anchor: dt.date, future: bool) -> Days | None:
        span = inner(anchor, future)
        return d.month(span.start.year, span.start.month) if span is not None and span.start is not None else None

    return when


def resolve(phrase: Phrase, context: Context, future: bool) -> Days | None:
    """The phrase's days; None where it hangs on a publication day that nobody knows closely enough."""
    if not phrase.anchored:
        return phrase.when(dt.date(2000, 1, 1), future)
    if context.published is not None:
        return phrase.when(context.published, future)
    if context.bounds is None:
        return None
    low, high = context.bounds
    if low > high:
        return None
    if (high - low).days >= WIDEST:
        first, last = phrase.when(low, future), phrase.when(high, future)
        return first if first == last else None
    starts: list[dt.date] = []
    ends: list[dt.date] = []
    half_open = [False, False]
    day = low
    fitting = phrase.fits
    while day <= high:
        if fitting is None or fitting(day):
            span = phrase.when(day, future)
            if span is not None:
                if span.start is None:
                    half_open[0] = True
                else:
                    starts.append(span.start)
                if span.end is None:
                    half_open[1] = True
                else:
                    ends.append(span.end)
        day = d.plus(day, 1)
    if not starts and not ends:
        return None
    return Days(None if half_open[0] or not starts else min(starts), None if half_open[1] or not ends else max(ends))


def _mention(words: Words, i: int, phrase: Phrase, context: Context, future: bool, found: Sequence[TimeMention]) -> TimeMention:
    tokens = words.tokens
    token = tokens[i]
    role = phrase.role
    if role == "event":
        if i and phrase.rule in _NAMING and _is_name(tokens, i):
            role = "name"
        elif not phrase.anchored and phrase.grain == "day" and phrase.rule.endswith(("numeric_date", "month+year")):
            role = _dateline(words, i, phrase.last) or role
    start_day, end_day, edtf, precision, leans_on, lean, also = _days(words, i, phrase, context, future, found)
    return TimeMention(
        i, phrase.last, token.start + _glued(token), tokens[phrase.last - 1].end, start_day, end_day, edtf, precision, phrase.rule,
        phrase.anchored, phrase.part, phrase.clock, leans_on, lean, role, also, phrase, future,
    )  # fmt: skip


Other = tuple[tuple[dt.date | None, dt.date | None], ...]


def _days(
    words: Words, i: int, phrase: Phrase, context: Context, future: bool, found: Sequence[TimeMention]
) -> tuple[dt.date | None, dt.date | None, str, str, str | None, int | None, Other]:  # fmt: skip
    """What depends on the day of publication: (start_day, end_day, edtf, precision, leans_on, lean, also); ``found``: what was told before."""
    days = resolve(phrase, context, future)
    lean: int | None = None
    leans_on = phrase.lean
    if leans_on == "time":
        before = next((t for t in reversed(found) if t.role == "event" and t.leans_on is None), None)
        if before is not None:
            lean = before.first
            days = _leaning(phrase, before)
        elif phrase.rule.endswith("following") or phrase.rule.startswith("same"):
            leans_on = None if days is not None else "time"
    elif leans_on == "event":
        lean = phrase.last if phrase.last < len(words.lines) and words.lines[phrase.last] == words.lines[i] else None
        if days is not None and phrase.rule == "ahead":
            leans_on = None
    also: Other = ()
    if phrase.also is not None and context.published is not None:
        other = phrase.also(context.published, future)
        also = ((other.start, other.end),) if other is not None else ()
    if days is None or (days.start is None and days.end is None):
        return None, None, "", "open", leans_on, lean, also
    start, end = days
    grain = "day" if start is not None and start == end and phrase.grain in ("days", "open") else phrase.grain
    return start, end, d.edtf(days, grain, phrase.about, phrase.season), grain if start and end else "open", leans_on, lean, also


def _leaning(phrase: Phrase, before: TimeMention) -> Days | None:
    """«في اليوم نفسه», «الشهر ذاته», «اليوم التالي»: from the time told last."""
    if before.start_day is None or before.end_day is None:
        return None
    unit = phrase.rule.removeprefix("part+").removeprefix("during+").removeprefix("same_").split("_")[0]
    same = "same_" in phrase.rule
    anchor = before.end_day if not same else before.start_day
    if unit == "day":
        return Days(before.start_day, before.end_day) if same else d.on(d.plus(anchor, 1))
    if unit == "week":
        return d.week(anchor, 0 if same else 1)
    if unit == "month":
        return d.month_of(anchor, 0 if same else 1)
    if unit == "year":
        return d.year_of(anchor, 0 if same else 1)
    return None


def _glued(token: Token) -> int:
    """Letters of the proclitics before a time word («وأمس», «بالأمس» keeps its «بال»)."""
    if token.kind != "word" or token.text[:1] not in ("و", "ف"):
        return 0
    here = meanings(token.form)
    if here.get("prep", "")[:1] in ("و", "ف") and here:
        return 1
    a = numbers.atom(token.form)
    return 1 if a is not None and a.conj else 0


_NAMING = frozenset(("year", "years", "day+month", "day+month+year", "month_day", "month_day+year", "numeric_day_month", "day+hijri_month"))


def _is_name(tokens: Sequence[Token], i: int) -> bool:
    """«ثورة 25 يناير», «حرب 1967», «شارع 17 تموز»: the date is a name."""
    before = tokens[i - 1]
    if before.line != tokens[i].line:
        return False
    form = before.form
    if before.kind == "punct" and form in "\"«“(" and i > 1:
        form = tokens[i - 2].form
    names = tables().names
    return form in names or form[1:] in names or form[2:] in names


def _dateline(words: Words, i: int, last: int) -> str | None:
    """A full date on a short line of its own, or after «نشر في»: the page's own date."""
    tokens = words.tokens
    line = tokens[i].line
    first = i
    while first and tokens[first - 1].line == line and i - first <= _LINE:
        first -= 1
    end = last
    while end < len(tokens) and tokens[end].line == line and end - first <= 2 * _LINE:
        end += 1
    if end - first <= 2 * _LINE and any(t.form in _DATE_WORDS for t in tokens[max(first, i - 3) : i]):
        return "publication"
    return "publication" if end - first <= _LINE and sum(t.kind == "word" for t in tokens[first:end]) <= 5 else None


def mentions(times: Sequence[TimeMention], words: Words | None = None) -> list[Mention]:
    """For ``explain``: every phrase with its days; the other readings of a phrase are told beside it under the same span."""
    found = []
    for t in times:
        if t.start_day is None and t.end_day is None and t.leans_on is None:
            continue
        text = words.text[t.start : t.end] if words is not None else ""
        for k, (start, end) in enumerate(((t.start_day, t.end_day), *t.also)):
            normal: dict[str, object] = {
                "from": start.isoformat() if start else None, "to": end.isoformat() if end else None,
                "edtf": t.edtf if k == 0 else d.edtf(Days(start, end), "days"), "precision": t.precision,
            }  # fmt: skip
            for key, value in (("part", t.part), ("clock", t.clock), ("leans_on", t.leans_on)):
                if value is not None:
                    normal[key] = value
            if t.role != "event":
                normal["role"] = t.role
            found.append(Mention("time", t.start, t.end, text, t.rule if k == 0 else t.rule + "|ago", normal))
    return found

"""When was an undated report printed? Every time phrase is a constraint on that day; the answer is the days that fit, with the proof.

    >>> words = tokenise("في 15 من حزيران الحالي، وكان قد قُتل في 18 من آب 2020")
    >>> found = date_report(words, times.find(words, [], Context()), Context())
    >>> found.start.isoformat(), found.end, found.pattern
    ('2021-06-15', None, 'XXXX-06-15/XXXX-06-30')
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from marsad.arabic.tokens import Words, tokenise
from marsad.extract import days as d
from marsad.extract import daysets as sets
from marsad.extract import facts, times
from marsad.extract.seen import Context, TimeMention
from marsad.extract.timevalues import Fits, Phrase
from marsad.extract.timewords import tells_future
from marsad.model import JSON
from marsad.model import Words as Said

__all__ = ["Dating", "Proof", "date_report", "times", "tokenise"]

_HORIZONS = (8, 41)  # years after the lower bound in which fitting days are looked for; a 29 February on a Monday may be 40 years off
_FRESH = 30  # days within which news tells what happened on the eve of it
_DAY_NAMES_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_NAMES_AR = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")


@dataclass(frozen=True, slots=True)
class Proof:
    """The words that narrow the day, where they stand, and what follows from them."""

    text: str
    start: int
    end: int
    rule: str
    says: Said

    def to_json(self) -> JSON:
        return {"text": self.text, "span": [self.start, self.end], "rule": self.rule, "says": self.says.to_json()}


@dataclass(frozen=True, slots=True)
class Dating:
    """The publication day as far as it is proven: ``start``..``end`` (None: open), ``stretches`` of days that fit inside.

    ``pattern`` where the days recur every year (EDTF with X for the year), ``weekdays`` where only those fit; ``likely`` the first
    stretch that fits where the end is open, which is where such a report most likely lies: it is no proof.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    stretches: tuple[tuple[dt.date, dt.date], ...] = ()
    weekdays: tuple[int, ...] = ()
    pattern: str | None = None
    likely: tuple[dt.date, dt.date] | None = None
    method: str = "none"  # metadata, page, constraints, none
    proof: tuple[Proof, ...] = ()
    conflicts: tuple[Proof, ...] = field(default=())

    @property
    def bounds(self) -> tuple[dt.date, dt.date] | None:
        """For ``Context.bounds``: both ends where proven, else the likely stretch."""
        if self.start is not None and self.end is not None:
            return self.start, self.end
        return self.likely

    @property
    def edtf(self) -> str:
        """EDTF: a day, an interval, «2020-08-18/..», or «{…}» for a set of stretches (at most 60 written out)."""
        if 1 < len(self.stretches) <= 60 and self.end is not None:
            return "{" + ",".join(d.edtf(d.Days(a, b), "days") for a, b in self.stretches) + "}"
        return d.edtf(d.Days(self.start, self.end), "days")

    def to_json(self) -> JSON:
        """As ``marsad date`` prints it with --json."""
        return {
            "from": self.start.isoformat() if self.start else None, "to": self.end.isoformat() if self.end else None,
            "edtf": self.edtf, "pattern": self.pattern, "weekdays": [_DAY_NAMES_EN[w] for w in self.weekdays],
            "likely": [day.isoformat() for day in self.likely] if self.likely else None, "method": self.method,
            "proof": [p.to_json() for p in self.proof], "conflicts": [p.to_json() for p in self.conflicts],
        }  # fmt: skip


Test = Fits | d.Days | Callable[[dt.date], bool]


@dataclass(frozen=True, slots=True)
class _Constraint:
    proof: Proof
    days: Test  # those that pass: by parts of the calendar, an interval, or asked one by one
    bounded: bool = False  # it holds only for a limited stretch of days
    holds: Callable[[sets.DaySet], sets.DaySet] | None = None  # the days that pass, where they can be had without asking each

    def test(self, day: dt.date) -> bool:
        if isinstance(self.days, d.Days):
            return self.days.start is not None and self.days.end is not None and self.days.start <= day <= self.days.end
        return self.days(day)

    def among(self, days: sets.DaySet) -> sets.DaySet:
        """Those of the days that pass."""
        if isinstance(self.days, Fits):
            return _fitting(days, self.days)
        if isinstance(self.days, d.Days):
            return days.between(self.days)
        return days.where(self.days) if self.holds is None else self.holds(days)


def _fitting(days: sets.DaySet, fits: Fits) -> sets.DaySet:
    if fits.month is not None or fits.from_day > 1:
        days = days.in_month(fits.month, fits.from_day)
    if fits.weekday is not None:
        days = days.on_weekday(fits.weekday)
    told = fits.told
    if told is None:
        return days
    return days.named(lambda day: span.start if (span := told(day, False)) is not None else None, fits.offset, fits.steady)


def date_report(words: Words, mentions: Sequence[TimeMention], context: Context) -> Dating:
    """The report's publication day: from metadata, else the date on its page, else the days on which all it says could be printed.

    Phrases that contradict what is known are listed under ``conflicts``; the answer is never a guess.
    """
    after, tests = _constraints(words, mentions)
    if context.published is not None:
        day = context.published
        wrong = tuple(c.proof for c in tests if not c.test(day)) + tuple(p for bound, p in after if bound > day)
        return Dating(day, day, ((day, day),), method="metadata", conflicts=wrong)
    for t in mentions:
        if t.role == "publication" and t.start_day is not None and t.start_day == t.end_day:
            day = t.start_day
            wrong = tuple(c.proof for c in tests if not c.test(day)) + tuple(p for bound, p in after if bound > day)
            proof = Proof(words.text[t.start : t.end], t.start, t.end, t.rule, Said("The page carries this date.", "تحمل الصفحة هذا التاريخ."))
            return Dating(day, day, ((day, day),), method="page", proof=(proof,), conflicts=wrong)
    return _search(after, tests)


def _constraints(words: Words, mentions: Sequence[TimeMention]) -> tuple[list[tuple[dt.date, Proof]], list[_Constraint]]:
    """Lower bounds (each a day on or after which the report was printed) and tests of a day, strongest first."""
    after: list[tuple[dt.date, Proof]] = []
    tests: list[_Constraint] = []
    for t in mentions:
        phrase = t.reading
        if not isinstance(phrase, Phrase) or t.role in ("earlier", "later", "recently", "until_now", "duration"):
            continue
        text = words.text[t.start : t.end]
        first = _told_day(phrase)
        if first is not None and not _ahead(words, t):
            shown = first.isoformat()
            says = Said(f"It tells of {shown} or later, so it was printed then or later.", f"يروي ما وقع في {shown} أو بعده، فقد نُشر حينها أو بعدها.")
            after.append((first, Proof(text, t.start, t.end, t.rule, says)))
        if phrase.fits is not None:
            tests.append(_Constraint(Proof(text, t.start, t.end, t.rule, _what_fits(phrase.fits)), phrase.fits))
    soft: list[_Constraint] = []
    all_told = facts.find(words)
    for told in all_told:
        fact = told.fact
        shown = f"{fact.start.isoformat()}" + ("" if fact.start == fact.end else f"/{fact.end.isoformat()}")
        quote = words.text[told.start : told.end]
        says = Said(
            f"It tells of {fact.id.replace('_', ' ')} ({shown}; {fact.source}), so it was printed then or later.",
            f"يذكر واقعة معروفة التاريخ ({shown})، فقد نُشر حينها أو بعدها.",
        )
        after.append((fact.start, Proof(quote, told.start, told.end, "fact", says)))
        soft += _of_fact(words, mentions, told, all_told)
    return after, tests + soft


def _told_day(phrase: Phrase) -> dt.date | None:
    """The first day of what the phrase tells, where it is the same whenever it is printed («منذ نيسان 2014»)."""
    early, late = phrase.when(_EARLY, False), phrase.when(_LATE, False)
    return early.start if early is not None and late is not None and early.start == late.start else None


_EARLY, _LATE = dt.date(1950, 6, 1), dt.date(2070, 6, 1)


def _ahead(words: Words, t: TimeMention) -> bool:
    """Whether the date is told as one to come («بحلول عام 2030», «ستنتهي في …»)."""
    sentence = words.sentence_of(t.first)
    before = words.tokens[max(sentence.first, t.first - 12) : t.first]
    return t.rule.startswith(("until", "before")) or any(tells_future(w.form) or w.form in ("بحلول", "حلول", "موعد") for w in before)


@functools.lru_cache(maxsize=512)
def _what_fits(fits: Fits) -> Said:
    """The constraint in words, from the days that fit among a year's."""
    found = _fitting(sets.all_from(dt.date(2019, 1, 1), 365), fits)
    weekdays, fitting = found.weekdays(), list(found)
    months = sorted({day.month for day in fitting})
    en, ar = [], []
    if len(weekdays) == 1:
        en.append(f"a {_DAY_NAMES_EN[weekdays[0]]}")
        ar.append(f"يوم {_DAY_NAMES_AR[weekdays[0]]}")
    if len(months) == 1:
        first = min(day.day for day in fitting)
        en.append(f"in month {months[0]}" + (f" from the {first}th on" if first > 1 else ""))
        ar.append(f"في الشهر {months[0]}" + (f" من اليوم {first} فصاعداً" if first > 1 else ""))
    if not en:
        return Said("The day of printing must agree with it.", "يجب أن يوافقه يوم النشر.")
    return Said("It was printed on " + " ".join(en) + ".", "نُشر " + " ".join(ar) + ".")


def _of_fact(words: Words, mentions: Sequence[TimeMention], told: facts.Told, all_told: Sequence[facts.Told]) -> list[_Constraint]:
    """What a relative time said of a fact tells: «العام الماضي» of something of 2017, «غداة» something of the 21st."""
    fact = told.fact
    sentence = words.sentences[told.sentence]
    inside = [t for t in mentions if sentence.first <= t.first < sentence.last]
    found: list[_Constraint] = []
    eves = [t for t in inside if t.rule == "eve" and t.lean is not None and abs(t.lean - told.cue) <= 4]
    for t in eves:
        phrase: Phrase = t.reading
        day = d.plus(fact.end if phrase.shift > 0 else fact.start, phrase.shift)
        named = _weekday_near(words, mentions, told.sentence, day)
        last = d.plus(day, 6 if named else _FRESH)
        quote = words.text[t.start : told.end]
        en = f"The event is dated {day.isoformat()} by a known one" + (
            "; its weekday is named without a date, so the report is at most a week younger." if named else "; fresh news is at most a month younger."
        )
        says = Said(en, f"يؤرَّخ الحدث بـ{day.isoformat()} نسبةً إلى واقعة معروفة؛ والخبر قريب منه.")
        found.append(_Constraint(Proof(quote, t.start, told.end, "eve_of_fact", says), d.Days(day, last), bounded=True))
    relative = [
        t for t in inside
        if isinstance(t.reading, Phrase) and t.reading.anchored and t.leans_on is None and t.role == "event" and t not in eves
        and t.rule.removeprefix("during+").split("+")[0] in _BACKWARD
        and told is min((o for o in all_told if o.sentence == told.sentence), key=lambda o: _distance(t, o))
    ]  # fmt: skip
    if relative and not eves:
        t = min(relative, key=lambda m: _distance(m, told))
        when, grain = t.reading.when, t.reading.grain

        def overlaps(day: dt.date) -> bool:
            span = when(day, False)
            return span is not None and span.start is not None and span.end is not None and span.start <= fact.end and span.end >= fact.start

        def among(days: sets.DaySet) -> sets.DaySet:
            after = days.between(d.Days(fact.start, None))
            if _WANDERS.search(t.rule):
                return after.between(d.Days(None, d.plus(fact.end, _FURTHEST))).lasting(overlaps)
            after = after.overlapping(lambda day: when(day, False), d.Days(fact.start, fact.end))
            return after if grain in _WHOLE else after.where(overlaps)

        says = Said(
            f"It dates {fact.id.replace('_', ' ')} ({fact.start.isoformat()}) so; that holds on certain days only.",
            f"يؤرّخ بهذا واقعةً معروفة ({fact.start.isoformat()})، وذلك لا يصح إلا في أيام معينة.",
        )
        proof = Proof(words.text[t.start : t.end], t.start, t.end, "time_of_fact", says)
        found.append(_Constraint(proof, lambda day: day >= fact.start and overlaps(day), True, among))
    return found


def _distance(t: TimeMention, told: facts.Told) -> int:
    return min(abs(t.first - told.cue), abs(t.first - told.first))


# A weekday with its date jumps between years («الجمعة 5 آذار»); all else that is told goes on as the day of printing does.
_WANDERS = re.compile(r"weekday\+(?!past|next|current|following|this|before_last|after_next|week_unit)")
_FURTHEST = 366 * 10  # days: a 29 February may be eight years back
_WHOLE = frozenset(("week", "month", "quarter", "season", "year", "decade"))  # grains of which every day of printing names one
_BACKWARD = frozenset(("month", "year_unit", "month_unit", "week_unit", "start", "middle", "late", "end", "ago", "day", "part", "season"))


def _weekday_near(words: Words, mentions: Sequence[TimeMention], sentence: int, day: dt.date) -> bool:
    """Whether the sentence or the one before names that day by its weekday alone: news of the week."""
    first = words.sentences[max(0, sentence - 1)].first
    last = words.sentences[sentence].last
    for t in mentions:
        if first <= t.first < last and t.rule.removeprefix("part+") in ("weekday", "since+weekday") and isinstance(t.reading, Phrase):
            span = t.reading.when(d.plus(day, 6), False)
            if span is not None and span.start is not None and span.start.weekday() == day.weekday():
                return True
    return False


def _search(after: Sequence[tuple[dt.date, Proof]], tests: Sequence[_Constraint]) -> Dating:
    """The days on or after every lower bound that pass the tests. A test that leaves no day is set aside as a conflict."""
    lower = max((bound for bound, _ in after), default=None)
    if lower is None and not tests:
        return Dating()
    if lower is None:
        weekdays = _weekdays(tests)
        kept = tuple(c.proof for c in tests)
        return Dating(weekdays=weekdays if len(weekdays) < 7 else (), method="constraints", proof=kept)
    proof: list[Proof] = []
    conflicts: list[Proof] = []
    days = sets.all_from(lower, 0)
    bounded = False
    first = next(p for bound, p in after if bound == lower)
    for years in _HORIZONS:
        proof, conflicts, bounded = [first], [], False
        days = sets.all_from(lower, 366 * years)
        for constraint in sorted(tests, key=lambda c: not c.bounded):
            kept_days = constraint.among(days)
            if not kept_days.bits:
                conflicts.append(constraint.proof)
                continue
            days = kept_days
            bounded = bounded or constraint.bounded
            if constraint.proof.says not in [p.says for p in proof]:
                proof.append(constraint.proof)
        if not conflicts:
            break
    weekdays = days.weekdays()
    told = weekdays if len(weekdays) < 7 and len(days) > 7 else ()
    if bounded:
        stretches = tuple(days.stretches())
        return Dating(stretches[0][0], stretches[-1][1], stretches, told, method="constraints", proof=tuple(proof), conflicts=tuple(conflicts))
    runs = days.stretches()
    first_runs = tuple(itertools.islice(runs, 3))
    start, end = first_runs[0]
    pattern = _pattern(first_runs, runs)
    likely = (start, end) if pattern is not None and (end - start).days < 31 else None
    shown = first_runs if pattern is not None or len(weekdays) < 7 else ()
    return Dating(start, None, shown, told, pattern, likely, "constraints", tuple(proof), tuple(conflicts))


def _weekdays(tests: Sequence[_Constraint]) -> tuple[int, ...]:
    """The weekdays on which the tests can hold at all, from a stretch of years (dates decide nothing here)."""
    days = sets.all_from(dt.date(2016, 1, 1), 366 * 8)
    for constraint in tests:
        kept = constraint.among(days)
        days = kept if kept.bits else days
    return days.weekdays()


def _pattern(first_runs: Sequence[tuple[dt.date, dt.date]], further: Iterator[tuple[dt.date, dt.date]]) -> str | None:
    """«XXXX-06-15/XXXX-06-30» where the same days fit every year: from the second run to the last but one, which may be cut off."""
    if len(first_runs) < 3:
        return None
    first, last = first_runs[1]
    run = first_runs[2]
    for following in further:
        if (run[0].month, run[0].day, run[1].month, run[1].day) != (first.month, first.day, last.month, last.day):
            return None
        run = following
    left, right = f"XXXX-{first:%m-%d}", f"XXXX-{last:%m-%d}"
    return left if left == right else f"{left}/{right}"


def likeliest(found: Dating, mentions: Sequence[TimeMention]) -> tuple[dt.date, dt.date] | None:
    """The days against which an undated report's phrases are read: its bounds, narrowed where it names several bare weekdays.

    News tells the shortest week: of the days that fit, those for which the fewest named weekdays lie before what is known to have happened,
    and of these the ones whose furthest named weekday lies nearest. No proof, so ``Dating`` is left as it is.
    """
    bounds = found.bounds
    if bounds is None or (bounds[1] - bounds[0]).days > _FRESH:
        return bounds
    days = [day for a, b in found.stretches or (bounds,) for n in range((b - a).days + 1) if bounds[0] <= (day := a + dt.timedelta(days=n)) <= bounds[1]]
    named = [t.reading for t in mentions if _bare_weekday(t)]
    if len(named) < 2 or len(days) < 2:
        return bounds
    back: dict[dt.date, tuple[int, int]] = {}
    for day in days:
        starts = [span.start for phrase in named if (span := phrase.when(day, False)) is not None and span.start is not None]
        back[day] = sum(start < bounds[0] for start in starts), max((day - start).days for start in starts)
    nearest = [day for day in days if back[day] == min(back.values())]
    return nearest[0], nearest[-1]


def _bare_weekday(t: TimeMention) -> bool:
    return t.role == "event" and isinstance(t.reading, Phrase) and t.rule.removeprefix("part+").removeprefix("since+") in ("weekday", "night_span")

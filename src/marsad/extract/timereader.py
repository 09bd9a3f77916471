"""The words that phrases of time are read from: tokens, numbers, years, month names, units with a direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marsad.arabic import numbers
from marsad.arabic.tokens import Words
from marsad.extract import days as d
from marsad.extract import timevalues as values
from marsad.extract.days import Days
from marsad.extract.timevalues import Fits, Phrase, When, fixed, nothing
from marsad.extract.timewords import NOTHING, meanings, tables

_PLURALS = frozenset(
    ["ايام", "الايام", "ساعات", "الساعات", "دقايق", "الدقايق", "اسابيع", "الاسابيع", "اشهر", "الاشهر", "شهور", "الشهور", "سنوات", "السنوات", "سنين", "السنين", "اعوام", "الاعوام", "عقود", "العقود", "قرون", "القرون"]
)


_BEYOND = 12  # tokens past the end that a rule may ask for


class Reader:
    """What every rule looks at. ``last_month``: of the month told last, for «في الرابع منه»."""

    __slots__ = ("_depth", "_numbers", "forms", "last_month", "lines", "n", "tokens")

    def __init__(self, words: Words) -> None:
        self.tokens = words.tokens
        self.n = len(words.tokens)
        self.forms = [*words.forms, *[""] * _BEYOND]
        self.lines = [*words.lines, *[-1] * _BEYOND]  # on line -1 stands nothing: neither after the text nor (index -1) before it
        self.last_month: When | None = None  # of the month told last, for «في الرابع منه»
        self._depth = 0
        self._numbers: dict[int, tuple[int, int, str, bool] | None] = {}  # read once a token

    def at(self, i: int, line: int) -> Mapping[str, Any]:
        """The classes of token i, nothing where the line is over."""
        return meanings(self.forms[i]) if self.lines[i] == line else NOTHING

    def form(self, i: int, line: int) -> str:
        """The word of token i, "" where the line is over."""
        return self.forms[i] if self.lines[i] == line else ""

    def number(self, i: int, line: int) -> tuple[int, int, str, bool] | None:
        """An integer at i as (value, token after, cardinal|ordinal|either, digits); «الـ 24» too."""
        if self.lines[i] != line:
            return None
        if i in self._numbers:
            return self._numbers[i]
        at, token = i, self.tokens[i]
        if token.form in ("ال", "لل") and i + 1 < self.n and self.tokens[i + 1].kind == "number":
            at = i + 1
        result: tuple[int, int, str, bool] | None = None
        if token.kind == "number" or at > i or numbers.atom(token.form) is not None:
            found = numbers.read(self.tokens, at)
            if found is not None and found.value == int(found.value) and found.value <= 999_999:
                result = int(found.value), found.last, found.kind, found.digits
        self._numbers[i] = result
        return result

    def direction(self, i: int, line: int) -> tuple[str, int] | None:
        """«الماضي», «المقبل», «الحالي», «قبل الماضي», «بعد القادم»: (direction, token after)."""
        here = self.at(i, line)
        for kind in ("past", "next", "current", "following"):
            if kind in here and not here.get("prep"):
                return kind, i + 1
        if "before" in here and "past" in self.at(i + 1, line):
            return "before_last", i + 2
        if "after" in here and ("next" in self.at(i + 1, line) or "following" in self.at(i + 1, line)):
            return "after_next", i + 2
        return None

    def _plural(self, j: int) -> bool:
        return self.forms[j].removeprefix("و").removeprefix("ب").removeprefix("ل") in _PLURALS

    def _matches(self, i: int, further: tuple[str, ...], line: int) -> bool:
        for word in further:
            i += 1
            if self.form(i, line) != word:
                return False
        return True

    def _uncounted(self, j: int, line: int) -> bool:
        """Whether nothing stands at j that a number before it could count."""
        if not self.form(j, line):
            return True
        token = self.tokens[j]
        return (token.kind == "punct" and token.form not in "%٪") or token.form in ("من", "في", "علي")

    def _relative_unit(self, i: int, line: int) -> Phrase | None:
        """«هذا الشهر», «الأسبوع الفائت», «العام قبل الماضي», «السنة القادمة»: a unit with a direction."""
        j = i
        this = "this" in self.at(j, line)
        if this:
            j += 1
        here = self.at(j, line)
        unit = here.get("unit")
        if unit is None or not here.get("definite"):
            return None
        hijri = unit == "year" and self.at(j + 1, line).get("hijri_mark")
        k = j + 1 + (1 if hijri else 0)
        if self.form(i - 1, line) in tables().same_before and unit not in ("minute", "hour"):
            return Phrase(k, unit, nothing, True, f"same_{unit}", lean="time")
        if this:
            if unit in ("minute", "hour"):
                return None
            return Phrase(k, unit, values.unit_when(unit, "current"), True, f"{unit}_unit+current", fits=None)
        way = self.direction(k, line)
        if way is None:
            if "last" in self.at(k, line) and unit in ("week", "month", "year", "day"):
                way = ("past", k + 1)
            elif "same" in self.at(k, line):
                return Phrase(k + 1, unit, nothing, True, f"same_{unit}", lean="time")
            else:
                return None
        plural = self._plural(j)
        if plural:
            return None
        name = way[0]
        if hijri:
            return Phrase(way[1], "year", values.hijri_year_when(name), True, f"hijri_year+{name}")
        if unit in ("minute", "hour"):
            return Phrase(way[1], "day", lambda a, f: Days(d.plus(a, -1), a), True, "hours") if name == "past" else None
        lean = "time" if name == "following" else None
        fits: Fits | None = None
        return Phrase(way[1], unit, values.unit_when(unit, name), True, f"{unit}_unit+{name}", lean=lean, fits=fits)

    def year(self, i: int, line: int) -> tuple[When, int, bool, int | None] | None:
        """A year at i, after a comma, «من», «عام»…: (when, token after, anchored, number)."""
        j = i
        if self.form(j, line) in ("،", ","):
            j += 1
        if self.form(j, line) in ("من", "في", "ل"):
            j += 1
        here = self.at(j, line)
        named = here.get("unit") == "year"
        if named:
            found = self._relative_unit(j, line)
            if found is not None and found.grain == "year":
                return found.when, found.last, True, None
            j += 1
            if self.form(j, line) in ("،", ","):
                return None
        elif j > i and self.form(i, line) in ("من", "في"):
            return None if not self._year_number(j, line) else self._year_at(j, line, i)
        return self._year_at(j, line, i, named)

    def _year_at(self, j: int, line: int, i: int, named: bool = False) -> tuple[When, int, bool, int | None] | None:
        found = self._year_number(j, line) if not named else self._any_year(j, line)
        if found is None:
            return None
        number, last = found
        hijri = bool(self.at(last, line).get("hijri_mark"))
        if hijri:
            days = d.hijri_year(number)
            return (fixed(days), last + 1, False, None) if days else None
        if self.form(last, line) == "م":
            last += 1
        return fixed(d.year(number)), last, False, number

    def _year_number(self, j: int, line: int) -> tuple[int, int] | None:
        """A bare year: four digits, or words from two thousand on («ألفين وثمانية عشر»)."""
        if not self.form(j, line):
            return None
        token = self.tokens[j]
        if token.kind == "number":
            if len(token.form) == 4 and token.form.isdigit() and 1300 <= int(token.form) <= d.LAST_YEAR:
                nxt = self.form(j + 1, line)
                if nxt and self.tokens[j + 1].kind == "word" and self.tokens[j + 1].glued and nxt != "م" and nxt[0] not in "وه":
                    return None
                return int(token.form), j + 1
            return None
        found = self.number(j, line)
        if found is not None and 1900 <= found[0] <= d.LAST_YEAR and found[2] != "ordinal":
            return found[0], found[1]
        return None

    def _any_year(self, j: int, line: int) -> tuple[int, int] | None:
        found = self.number(j, line)
        if found is not None and d.FIRST_YEAR <= found[0] <= d.LAST_YEAR and found[2] != "ordinal":
            return found[0], found[1]
        return None

    def month_name(self, i: int, line: int) -> tuple[int, int, str] | None:
        """A month's name at i, one word or two, doubled by a slash or brackets: (number, token after, gregorian|hijri)."""
        here = self.at(i, line)
        found = self._one_month(i, line, here)
        if found is None:
            return None
        number, last, calendar = found
        mark = self.form(last, line)
        if calendar == "gregorian" and "month" in self.at(last, line) and self.at(last, line)["month"] == number:
            return number, last + 1, calendar  # «15 يوليو تموز»
        if mark in ("/", "-", "(", "\\", "–", "،"):
            again = self._one_month(last + 1, line, self.at(last + 1, line))
            if again is not None and again[0] == number and again[2] == calendar:
                last = again[1]
                if mark == "(" and self.form(last, line) == ")":
                    last += 1
        return number, last, calendar

    def _one_month(self, i: int, line: int, here: Mapping[str, Any]) -> tuple[int, int, str] | None:
        if here.get("prep", "")[-1:] in ("ب", "ل", "ك") and self.form(i, line).lstrip("وف")[1:] in tables().shy:
            return None  # «باب» is a door
        for further, kind, value in here.get("phrases", ()):
            if kind in ("month", "hijri") and self._matches(i, further, line):
                return value, i + 1 + len(further), "hijri" if kind == "hijri" else "gregorian"
        if "month" in here:
            return here["month"], i + 1, "gregorian"
        if "hijri" in here:
            return here["hijri"], i + 1, "hijri"
        return None

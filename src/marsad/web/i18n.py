"""The interface's words in Arabic and English: catalogues, plural forms, figures, days, names.

Catalogues are ``catalogue/<language>.yml``. A value put into a sentence is escaped and isolated (``<bdi>``), so that a Latin
name or a range does not turn an Arabic line around: «‎{n} روايات» with n=5 → ``<bdi>5</bdi> روايات``. In Arabic a reader may choose
Arabic-Indic digits: figures, days and the catalogue's own numbers then use them; ids, names and quotations keep theirs.
"""

from __future__ import annotations

import datetime as dt
import functools
import pathlib
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale
from markupsafe import Markup, escape

from marsad.model import When, Words
from marsad.resources import load_yaml

LANGUAGES = ("ar", "en")
DIGITS = ("latn", "arab")
"""123 and ١٢٣, by their names in Unicode's locale data; English has the first only."""
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_FOLDER = pathlib.Path(__file__).parent / "catalogue"
SLOT = re.compile(r"\{([a-z_]+)\}")
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str | dict[str, str]]:
    """Dotted keys; a group of plural forms stays together under its key."""
    flat: dict[str, str | dict[str, str]] = {}
    for key, value in tree.items():
        name = prefix + key
        if isinstance(value, str):
            flat[name] = value
        elif "other" in value and set(value) <= PLURALS:
            flat[name] = dict(value)
        else:
            flat |= flatten(value, name + ".")
    return flat


@functools.cache
def catalogue(lang: str) -> dict[str, str | dict[str, str]]:
    """The catalogue of one language, by dotted key."""
    return flatten(load_yaml(_FOLDER / f"{lang}.yml"))


def arabic_indic(text: str) -> str:
    """The text with Arabic-Indic digits: «0.67» → «٠٫٦٧»."""
    return _POINT.sub("٫", text).translate(_ARABIC_INDIC)


def isolated(figures: str) -> str:
    """A range in plain text, kept left to right by isolating marks."""
    return f"\u2066{figures}\u2069"


class Speaker:
    """One language of the interface. ``t`` is called in templates: ``t("count.claims", n=3)``."""

    def __init__(self, lang: str, digits: str = "latn") -> None:
        self.lang = lang
        self.digits = digits if lang == "ar" else "latn"
        self.dir = "rtl" if lang == "ar" else "ltr"
        self.other = "en" if lang == "ar" else "ar"
        self.locale = Locale.parse(lang)
        words = catalogue(lang)
        self.words = words if self.digits == "latn" else {k: arabic_indic(v) if isinstance(v, str) else {f: arabic_indic(s) for f, s in v.items()} for k, v in words.items()}

    def n(self, figure: object) -> str:
        """A figure, or a text of figures, in the digits that the reader chose: 35 → «35» or «٣٥»."""
        return str(figure) if self.digits == "latn" else arabic_indic(str(figure))

    def _shown(self, value: object) -> str:
        """A value for a sentence: figures in the reader's digits, names and words as they are."""
        return self.n(value) if isinstance(value, int | float) else str(value)

    def __call__(self, key: str, **values: Any) -> Markup:
        """The sentence as markup; values are escaped and isolated. KeyError on a key that no catalogue has."""
        pieces = SLOT.split(self._template(key, values))
        out = Markup("")
        for i, piece in enumerate(pieces):
            if i % 2 == 0:
                out += piece
            elif isinstance(value := values[piece], Markup):
                out += value
            else:
                out += Markup("<bdi>{}</bdi>").format(self._shown(value))
        return out

    def plain(self, key: str, **values: Any) -> str:
        """The same as plain text, for attributes and data; values stand between isolating marks where they could turn the line."""
        return SLOT.sub(lambda m: f"\u2068{self._shown(values[m[1]])}\u2069", self._template(key, values))

    def _template(self, key: str, values: Mapping[str, Any]) -> str:
        found = self.words[key]
        if isinstance(found, str):
            return found
        form = self.locale.plural_form(values["n"])
        return found.get(form, found["other"])

    def label(self, family: str, value: str | None) -> str:
        """The word for a value of a closed list (type, grade, measure, …); the value itself where the list has grown without us."""
        if value is None:
            return self.plain("unknown")
        found = self.words.get(f"{family}.{value}")
        return found if isinstance(found, str) else value.replace("_", " ")

    def said(self, words: Words) -> str:
        """A sentence of the ledger's own, in this language."""
        return words.ar if self.lang == "ar" else words.en

    def country(self, code: str | None) -> str | None:
        """Name of a country: «سوريا» for SY."""
        return self.locale.territories.get(code, code) if code else None

    def day(self, day: dt.date) -> str:
        """«23 أيار/مايو 2018»: months by both of their Arabic names."""
        return self.n(f"{day.day} {self.month(day.month)} {day.year}")

    def month(self, number: int) -> str:
        found = self.words[f"month.{number}"]
        return found if isinstance(found, str) else str(number)

    def days(self, first: dt.date | None, last: dt.date | None) -> str:
        """An interval, said once where its ends share month or year: «13–16 حزيران/يونيو 2020»."""
        if first is None:
            return self.plain("day.until", day=self.day(last)) if last else self.plain("day.unknown")
        if last is None:
            return self.plain("day.from", day=self.day(first))
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            if first.day == 1 and (last + dt.timedelta(days=1)).day == 1:
                return self.n(f"{self.month(first.month)} {first.year}")
            return self.n(f"{isolated(f'{first.day}–{last.day}')} {self.month(first.month)} {first.year}")
        if first.year == last.year:
            if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
                return self.n(first.year)
            return self.n(f"{first.day} {self.month(first.month)} – {last.day} {self.month(last.month)} {first.year}")
        return f"{self.day(first)} – {self.day(last)}"

    def when(self, when: When | None) -> str:
        """When it happened, in words."""
        return self.plain("day.unknown") if when is None else self.days(when.start_day, when.end_day)

    def span(self, low: int | None, high: int | None) -> Markup:
        """A range of figures: 35, 4–9, «20 فأكثر»; isolated and left to right."""
        if low is None and high is None:
            return escape(self.plain("figure.unknown"))
        if high is None:
            return self("figure.at_least", n=low)
        if low is None:
            return self("figure.at_most", n=high)
        return Markup('<bdi dir="ltr">{}</bdi>').format(self.n(low if low == high else f"{low}–{high}"))


@functools.cache
def speaker(lang: str, digits: str = "latn") -> Speaker:
    """The speaker of one of ``LANGUAGES`` with those digits."""
    return Speaker(lang, digits)

"""One entry → its regular surface forms with readings. Forms come out folded, without clitics and without the article.

    >>> sorted(f for f, r in verb("هاجم", "يهاجم") if r.number == "p")[:2]
    ['تهاجمون', 'هاجمو']
    >>> [f for f, _ in nominal("غارة")]
    ['غاره', 'غارتين', 'غارتان', 'غارتا', 'غارتي']

Passives share the letters of the active except where an entry says otherwise; a written vowel decides in the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from marsad.arabic.normalise import fold


class Form(NamedTuple):
    """``number`` s, d, p; ``gender`` m, f; ``tense`` past, present, "" for nouns; ``bound`` forms occur only with a pronoun after them."""

    number: str
    gender: str = "m"
    tense: str = ""
    bound: bool = False


def verb(perfect: str | None, imperfect: str | None) -> Iterator[tuple[str, Form]]:
    """Third persons of the perfect and imperfect (indicative, and the short forms after لم / أن)."""
    if perfect:
        yield from _perfect(fold(perfect), perfect)
    if imperfect:
        yield from _imperfect(fold(imperfect), imperfect)


def _perfect(form: str, written: str) -> Iterator[tuple[str, Form]]:
    weak = written[-1] in "ىا" and len(form) > 2  # أدى، نجا
    stem = form[:-1] if weak else form
    long = written[-1] == "ي"  # لقي: لقيت، لقوا
    yield form, Form("s", "m", "past")
    yield stem + "ت", Form("s", "f", "past")
    plural = form[:-1] if long else stem
    yield plural + "وا", Form("p", "m", "past")
    yield plural + "و", Form("p", "m", "past", bound=True)
    yield stem + ("يا" if weak else "ا"), Form("d", "m", "past")
    yield stem + "تا", Form("d", "f", "past")
    if weak:
        yield stem + "ا", Form("s", "m", "past", bound=True)


def _imperfect(form: str, written: str) -> Iterator[tuple[str, Form]]:
    stem = form[1:]
    weak = written[-1] in "يى"
    short = stem[:-1] if weak else stem
    for person, gender in (("ي", "m"), ("ت", "f")):
        yield person + stem, Form("s", gender, "present")
        yield person + short + "ون", Form("p", "m", "present")
        yield person + short + "وا", Form("p", "m", "present")
        yield person + stem + "ان", Form("d", gender, "present")
        if weak:
            yield person + short, Form("s", gender, "present")
            yield person + short + "ا", Form("s", gender, "present", bound=True)


def nominal(singular: str) -> Iterator[tuple[str, Form]]:
    """A noun's singular, its accusative, and its duals (construct ones too)."""
    form = fold(singular)
    if singular[-1] == "ة":
        stem = form[:-1] + "ت"
        yield form, Form("s", "f")
        gender = "f"
    else:
        stem, gender = form, "m"
        if singular[-1] in "ىا" and len(form) > 3:
            stem = form[:-1] + "ي"
        elif singular[-2:] == "اء":
            stem = form
        yield form, Form("s", "m")
        if not singular.endswith(("اء", "ى", "ا")):
            yield form + "ا", Form("s", "m")
    yield stem + "ين", Form("d", gender)
    yield stem + "ان", Form("d", gender)
    yield stem + "ا", Form("d", gender)
    yield stem + "ي", Form("d", gender)


def plural(form: str) -> Iterator[tuple[str, Form]]:
    """A plural as written, and what else it is in other cases: مقاتلون → مقاتلين، مقاتلو، مقاتلي; جنود → جنودا."""
    folded = fold(form)
    if folded.endswith(("ون", "ين")) and len(folded) > 4:
        stem = folded[:-2]
        for ending in ("ون", "ين", "و", "ي"):
            yield stem + ending, Form("p", "m")
        return
    gender = "f" if folded.endswith("ات") else "m"
    yield folded, Form("p", gender)
    if not folded.endswith(("ات", "اء", "ي", "ا")):
        yield folded + "ا", Form("p", gender)


def participle(singular: str) -> Iterator[tuple[str, Form]]:
    """A participle in its genders and numbers: مهاجم، مهاجمة، مهاجمون، مهاجمات …"""
    form = fold(singular)
    stem = form[:-1] if form.endswith("ه") else form
    yield stem, Form("s", "m")
    yield stem + "ا", Form("s", "m")
    yield stem + "ه", Form("s", "f")
    for ending in ("ون", "ين", "و", "ي"):
        yield stem + ending, Form("p", "m")
    yield stem + "ات", Form("p", "f")
    yield stem + "ان", Form("d", "m")
    yield stem + "تين", Form("d", "f")
    yield stem + "تان", Form("d", "f")

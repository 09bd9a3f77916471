"""What words say of numbers, each distinct word analysed once: what begins a count, what bounds it, what it is for.

    >>> opens("وعشرات"), conjunction("وعشرات"), role_before("الكتيبه")
    (Opening(kind='vague', amount=20.0, needs=None), 1, 'name')
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic import numbers
from marsad.arabic.clitics import splits
from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold
from marsad.resources import calendar as calendar_resource
from marsad.resources import numbers as resource

DASHES = frozenset("-–—~ـ")
_HARD = frozenset(".؛;:!?؟…،,(")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """data/numbers.yml by its folded words. ``before`` and ``after`` are tries over bounding phrases, "" holding the bound."""

    before: dict[str, Any]  # reversed trie: last word first; "" holds the bound
    after: dict[str, Any]
    vague: dict[str, tuple[float, str | None]]
    duals: frozenset[str]
    roles_before: dict[str, str]
    roles_after: dict[str, str]
    fractions: dict[str, float]
    parts: dict[str, int]
    dozens: frozenset[str]


@functools.lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words, opened once a process."""
    data = resource.table()
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for bound, phrases in data.before.items():
        for phrase in phrases:
            node = before
            for word in reversed(fold(phrase).split()):
                node = node.setdefault(word, {})
            node[""] = bound
    for bound, phrases in data.after.items():
        for phrase in phrases:
            node = after
            for word in fold(phrase).split():
                node = node.setdefault(word, {})
            node[""] = bound
    roles_before = dict.fromkeys(_with_article(data.named_by_number), "name") | dict.fromkeys(_with_article(data.idiom_heads), "idiom")
    roles_before |= dict.fromkeys(map(fold, data.regnal), "regnal")
    roles_after = dict.fromkeys(_with_article(data.measures), "measure") | dict.fromkeys(_with_article(data.money), "money")
    months = calendar_resource.table()
    for form in (*_one_word(months.months), *_one_word(months.hijri_months), "تشرين", "كانون"):
        if form not in ("صفر",):
            roles_after.setdefault(form, "date")
            roles_before.setdefault(form, "date")
    for form in ("عام", "العام", "سنه", "السنه", "عامي"):
        roles_before[form] = "year"
    for form in ("ساعه", "الساعه"):
        roles_before[form] = "clock"
    for forms in months.units.values():
        for form in _with_article(forms):
            roles_after.setdefault(form, "duration")
    fractions = {}
    for text, forms in data.fractions.items():
        over, under = text.split("/")
        for form in forms:
            fractions[fold(form)] = int(over) / int(under)
    return Lexicon(
        before=before,
        after=after,
        vague={fold(v.form): (float(v.low), v.needs) for v in data.vague},
        duals=frozenset(_dual_forms(data.duals)),
        roles_before=roles_before,
        roles_after=roles_after,
        fractions=fractions,
        parts={fold(form): int(under) for under, forms in data.fraction_parts.items() for form in forms},
        dozens=frozenset(map(fold, data.dozens)),
    )


def _with_article(forms: Sequence[str]) -> list[str]:
    return [form for f in forms for form in (fold(f), "ال" + fold(f))]


def _one_word(groups: dict[str, list[str]]) -> list[str]:
    return [fold(form) for forms in groups.values() for form in forms if " " not in form]


def _dual_forms(singulars: Sequence[str]) -> list[str]:
    """«قتيل» → قتيلان, قتيلين; «ثكنة» → ثكنتان, ثكنتين; with the article too (the construct forms «قتيلا» are not told apart)."""
    found = []
    for singular in singulars:
        form = fold(singular)
        if form == "فتي":
            stems = ["فتي"]
        elif form.endswith("ه"):
            stems = [form[:-1] + "ت"]
        elif singular.endswith("أة"):
            stems = ["امرات"]
        elif form.endswith("ي") and not singular.endswith("ي"):  # مبنى, مستشفى
            stems = [form]
        else:
            stems = [form]
        for stem in stems:
            found += [article + stem + ending for article in ("", "ال") for ending in ("ان", "ين")]
    return found


_NO_NUMBER = frozenset(("بالميه", "بالمايه"))  # «5.2 بالمئة»: told with the number before it
_MONDAY = frozenset(("الاثنين", "الاتنين"))
_CONJUNCTIONS = frozenset("وف")


class Opening(NamedTuple):
    """What begins at a word: number, vague, fraction, dozen or dual, with what it comes to."""

    kind: str
    amount: float
    needs: str | None = None


_NUMBER = Opening("number", 0.0)


@once_a_word
def opens(form: str) -> Opening | None:
    """What begins at the folded word, None for most words."""
    if form[0].isdigit():
        return _NUMBER
    words = lexicon()
    if form in _NO_NUMBER:
        return None
    word = numbers.atom(form)
    if word is not None and not (word.kind == "scale" and _vague_scale(form)):
        return _NUMBER
    for _, stem in splits(form):
        for candidate in (stem, stem.removeprefix("ال")):
            if candidate in words.vague:
                return Opening("vague", *words.vague[candidate])
            if candidate in words.fractions:
                return Opening("fraction", words.fractions[candidate])
            if candidate in words.dozens:
                return Opening("dozen", 12.0)
        if stem in words.duals:
            return Opening("dual", 2.0)
    return None


def begins(form: str) -> bool:
    """Whether a quantity may begin at the word."""
    return opens(form) is not None


def _vague_scale(form: str) -> bool:
    """«آلاف», «ملايين» with no number before them."""
    vague = lexicon().vague
    return any(stem in vague or stem.removeprefix("ال") in vague for _, stem in splits(form))


@once_a_word
def conjunction(form: str) -> int:
    """1 where the word of a number begins with the conjunction «و» or «ف» («وعشرات», «وقتيلان»)."""
    if form[:1] not in _CONJUNCTIONS:
        return 0
    word = numbers.atom(form)
    if word is not None:
        return 1 if word.conj else 0
    return 1 if len(form) > 1 and opens(form[1:]) is not None else 0


@once_a_word
def is_monday(form: str) -> bool:
    """«الاثنين»: the day, which is also spelt like a two."""
    return any(stem in _MONDAY for _, stem in splits(form))


@once_a_word
def role_before(form: str) -> str | None:
    """What a number after the word is for («كتيبة»: a name; «عام»: a year), through its clitics."""
    roles = lexicon().roles_before
    return roles.get(form) or next((roles[stem] for _, stem in splits(form) if stem in roles), None)


class Closing(NamedTuple):
    """What a word is to a number after it: the bound that it gives alone («نحو»), and the trie of longer phrases that end with it."""

    bound: str | None
    longer: dict[str, Any] | None


_NOTHING = Closing(None, None)


@once_a_word
def closes_bound(form: str) -> Closing:
    """The bounding phrases that end with the word, through its clitics («وبنحو»)."""
    root = lexicon().before
    bound = next((root[stem][""] for _, stem in splits(form) if stem in root and "" in root[stem]), None)
    return Closing(bound, root.get(form)) if bound is not None or form in root else _NOTHING


# What a word is to the search for «على الأقل» after a number: passed over; the end of it; its end unless it comes first; a phrase may begin.
PASSED, ENDS, ENDS_LATER, MAY_BOUND = 0, 1, 2, 3


@once_a_word
def after_number(form: str) -> int:
    """One of PASSED, ENDS, ENDS_LATER, MAY_BOUND."""
    if form in _HARD or form in DASHES:
        return ENDS
    if form in lexicon().after:
        return MAY_BOUND
    if form[0].isdigit() or numbers.atom(form) is not None or (form[0] == "و" and len(form) > 4):
        return ENDS_LATER  # another number, a new clause or conjunct
    return PASSED


@functools.lru_cache(maxsize=1)
def bound_starts() -> frozenset[str]:
    """The first words of all phrases that bound a number after them."""
    return frozenset(fold(phrase).split()[0] for phrases in resource.table().before.values() for phrase in phrases)

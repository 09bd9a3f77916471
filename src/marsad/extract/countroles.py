"""What a number is for, by the words beside it: a count, or a date, a year, a clock, a name, a phone, a measure, a price, a list's item.

    «كتيبة 17 شباط» name · «عام 2014» year · «الساعة 5» clock · «20 متراً» measure · «T72» name · «مقتل 5 عناصر» count
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic import numbers
from marsad.arabic.clitics import splits
from marsad.arabic.tokens import Token
from marsad.extract.countwords import DASHES, lexicon, role_before

_CALLING_CODES = ("963", "964", "967", "218", "249", "961", "20")
_AFTER_ITEM = frozenset((".", "-", ")", "–"))
_OPENING = frozenset("-–“”\"«(ـ")
_UNCOUNTING = frozenset(("من", "في", "علي", "عن", "الي", "او", "و"))
_OF_THEM = frozenset(("منهم", "منهما", "منها", "منهن", "تلو", "وراء"))


def of_cardinal(tokens: Sequence[Token], first: int, last: int, reading: numbers.Reading) -> str:
    """The role of a cardinal; two look-ups in the common case."""
    token = tokens[first]
    line = token.line
    before = tokens[first - 1] if first and tokens[first - 1].line == line else None
    after = tokens[last] if last < len(tokens) and tokens[last].line == line else None
    if reading.digits and last == first + 1:
        role = _of_digits(tokens, first, before, after)
        if role is not None:
            return role
    if before is not None:
        role = _by_word_before(tokens, first, last, reading)
        if role is not None:
            return role
    if after is None:
        return "count"
    return _by_word_after(tokens, last, reading.value)


def _of_digits(tokens: Sequence[Token], first: int, before: Token | None, after: Token | None) -> str | None:
    """Phone numbers, names with digits glued to letters, items of a list."""
    token = tokens[first]
    form = token.form
    if len(form) >= 9 and form.isdigit() and (form[0] == "0" or form.startswith(_CALLING_CODES)):
        return "phone"
    if token.glued and before is not None and before.kind == "word" and (before.text.isascii() or _bare_name(before)):
        return "name"  # «T72», «M16»
    if after is not None and after.glued and after.kind == "word" and after.text.isascii() and after.text.isalpha():
        return "name"
    if token.glued and before is not None and before.form == "+":
        return "phone"
    if before is None and after is not None and after.glued and after.form in _AFTER_ITEM and first + 2 < len(tokens):
        item, value = tokens[first + 2], numbers.digits(form)
        if item.line == token.line and item.kind == "word" and not item.glued and value is not None and value < 100:
            return "list"
    return None


def _bare_name(token: Token) -> bool:
    return len(token.form) <= 3 and token.form.startswith(("تي", "ام", "اف", "اس", "بي", "جي"))


def _by_word_before(tokens: Sequence[Token], first: int, last: int, reading: numbers.Reading) -> str | None:
    """«كتيبة 17», «الساعة 5», «عام 2014», «شباط 13», over a dash or quotation mark."""
    line, at = tokens[first].line, first - 1
    while at and tokens[at].kind == "punct" and tokens[at].form in _OPENING and tokens[at - 1].line == line and first - at < 3:
        at -= 1
    role = role_before(tokens[at].form) if tokens[at].kind == "word" else None
    if role is None:
        return None
    value = reading.value
    if role == "clock" or (role == "name" and reading.digits):
        return role
    if role == "year" and (500 <= value < 2200 or (reading.digits and 2 <= len(tokens[first].form) <= 4 and at == first - 1)):
        return "year"
    if role == "date" and reading.digits and value == int(value) and (1900 <= value < 2200 or value <= 31) and _closed(tokens, last):
        return "date"
    return None


def _closed(tokens: Sequence[Token], last: int) -> bool:
    """Whether nothing that could be counted follows."""
    return last >= len(tokens) or tokens[last].kind == "punct" or tokens[last].form in _UNCOUNTING


def _by_word_after(tokens: Sequence[Token], last: int, value: float) -> str:
    """«20 متراً», «5 دولارات», «13 شباط», «3 من شهر آذار», «5 من هذا الشهر»."""
    roles, at, n = lexicon().roles_after, last, len(tokens)
    form = tokens[at].form
    if form == "من" and at + 1 < n:
        at += 1
        form = tokens[at].form
    if form == "شهر" and at + 1 < n and roles.get(tokens[at + 1].form) == "date":
        at += 1
        form = tokens[at].form
    role = roles.get(form)
    if role == "date":
        return "date" if value <= 31 else "count"
    if role is not None and at == last:
        return role
    return "date" if at > last and form in ("الشهر", "هذا") else "count"


def of_ordinal(tokens: Sequence[Token], first: int, last: int) -> str:
    """«الفرقة الثالثة» name, «الخامس من آذار» date, «الملك عبد الله الثاني» name, «القتيل الثالث» count."""
    roles, n = lexicon().roles_after, len(tokens)
    if first and tokens[first - 1].line == tokens[first].line:
        at = first - 1
        if tokens[at].kind == "punct" and tokens[at].form in DASHES and at:
            at -= 1
        form = tokens[at].form
        if role_before(form) is not None:
            for _, stem in splits(form):
                role = lexicon().roles_before.get(stem)
                if role is not None and (role != "regnal" or tokens[first].form.startswith("ال")):
                    return "name" if role == "regnal" else role
    if last < n and roles.get(tokens[last].form) == "date":
        return "date"
    if last + 1 < n and tokens[last].form in ("من", "شهر"):
        following = tokens[last + 1].form
        if roles.get(following) == "date" or following in ("شهر", "الشهر"):
            return "date"
    return "count"


def is_pronoun(tokens: Sequence[Token], i: int) -> bool:
    """«أي واحد», «كل واحد», «واحد منهم»: one that counts nothing."""
    if i and lexicon().roles_before.get(tokens[i - 1].form) == "idiom":
        return True
    return i + 1 < len(tokens) and tokens[i + 1].form in _OF_THEM

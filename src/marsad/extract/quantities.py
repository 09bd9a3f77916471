"""How many: counts with their bounds, ranges, vague words, fractions, percentages; and which numbers count nothing.

    >>> [(q.low, q.high, q.exact) for q in find(tokenise("مقتل أكثر من 40 عنصراً وجرح ما بين ٣ و٥، ونزوح العشرات"))]
    [(40.0, None, False), (3.0, 5.0, True), (20.0, None, False)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.arabic import numbers
from marsad.arabic.tokens import Token, Words, hits, tokenise
from marsad.extract import countroles as roles
from marsad.extract.countbounds import both, bounded, joins, make, ranged
from marsad.extract.countwords import begins, is_monday, lexicon, opens
from marsad.extract.seen import Quantity, TimeMention
from marsad.model import Mention

__all__ = ["begins", "find", "mentions", "tokenise"]

_PERCENT = frozenset("%٪")
_PERCENT_WORDS = frozenset(("بالميه", "بالمايه"))
_HUNDRED = frozenset(("الميه", "المايه"))


def find(words: Words) -> list[Quantity]:
    """All quantities in order; those whose ``role`` is not "count" belong to a date, a clock, a name, a measure, a price…

    Linear: each number is read once, the words before and after it are looked up in two small tries.
    """
    tokens, forms = words.tokens, words.forms
    found: list[Quantity] = []
    floor = 0
    for i in hits(words, begins):
        opening = opens(forms[i])
        if i < floor or opening is None:
            continue
        kind, amount, needs = opening
        quantity: Quantity | None = None
        if kind == "number":
            reading = numbers.read(tokens, i)
            if reading is not None:
                quantity = _number(words, reading, floor)
        elif kind == "vague":
            quantity = _vague(words, i, amount, needs, floor)
        elif kind == "fraction":
            quantity = _fraction(words, i, amount, floor)
        else:
            quantity = make(words, i, i + 1, i, "dual" if kind == "dual" else "cardinal", amount, amount, amount, kind)
        if quantity is None:
            continue
        if found and joins(tokens, found[-1], quantity):
            quantity = both(found.pop(), quantity)
        found.append(quantity)
        floor = quantity.last
    return found


def _fraction(words: Words, i: int, amount: float, floor: int) -> Quantity:
    """«ثلث السكان»; «نصف مليون» is a number."""
    tokens = words.tokens
    scale = numbers.atom(tokens[i + 1].form) if i + 1 < len(tokens) and tokens[i + 1].kind == "word" else None
    kind, last = "fraction", i + 1
    if scale is not None and scale.kind == "scale" and not scale.conj and not scale.prep:
        kind, amount, last = "cardinal", amount * scale.value, i + 2
    return bounded(words, make(words, i, last, i, kind, amount, amount, amount, "fraction"), floor)


def _number(words: Words, reading: numbers.Reading, floor: int) -> Quantity | None:
    tokens = words.tokens
    first, last, value = reading.first, reading.last, reading.value
    n = len(tokens)
    line = tokens[first].line
    if last == first + 1 and is_monday(tokens[first].form):
        return None
    if last + 2 < n and tokens[last].form == "(" and tokens[last + 2].form == ")" and numbers.digits(tokens[last + 1].form) == value:
        last += 3  # «عشرون (20) ألف»: said twice, as contracts and communiqués do
        scale = numbers.atom(tokens[last].form) if last < n and tokens[last].line == line and tokens[last].kind == "word" else None
        if scale is not None and scale.kind == "scale" and not scale.conj and not reading.scaled:
            value, last = value * scale.value, last + 1
    after = tokens[last] if last < n and tokens[last].line == line else None
    before = tokens[first - 1] if first and tokens[first - 1].line == line else None
    if reading.kind == "ordinal":
        role = roles.of_ordinal(tokens, first, last)
        return make(words, first, last, first, "ordinal", value, value, value, "ordinal", role=role)
    role = roles.of_cardinal(tokens, first, last, reading)
    kind = "cardinal"
    if not reading.digits and value == 1 and last == first + 1 and roles.is_pronoun(tokens, first):
        role = "pronoun"
    if after is not None:
        form = after.form
        if form in _PERCENT:
            kind, last = "percent", last + 1
        elif form in _PERCENT_WORDS or (form == "في" and last + 1 < n and tokens[last + 1].form in _HUNDRED):
            kind, last = "percent", last + (1 if form != "في" else 2)
        elif form in lexicon().parts and value < 100:
            value, last, kind = value / lexicon().parts[form], last + 1, "fraction"
        elif form in lexicon().dozens:
            value, last = value * 12, last + 1
        elif form[0] == "و":
            half = _half(tokens, last, reading)
            if half is not None:
                value, last = value + half[0], half[1]
    if before is not None and before.form in _PERCENT and kind == "cardinal":
        kind = "percent"
    quantity = make(
        words, first, last, first, kind, value, value, value, "digits" if reading.digits else "words", role=role,
        either=reading.kind == "either" and kind == "cardinal",
    )  # fmt: skip
    return bounded(words, ranged(words, quantity, reading) or quantity, floor)


def _half(tokens: Sequence[Token], at: int, reading: numbers.Reading) -> tuple[float, int] | None:
    """«مليون ونصف (المليون)», «ثلاثة وربع»: what the fraction adds, and the token after it."""
    token = tokens[at]
    if token.form[:1] != "و":
        return None
    amount = lexicon().fractions.get(token.form[1:])
    if amount is None:
        return None
    last = at + 1
    scale = 1.0
    if reading.scaled:
        tail = numbers.atom(tokens[at - 1].form)
        if tail is not None and tail.kind in ("scale", "dual_scale"):
            scale = tail.value
        if last < len(tokens):
            repeated = numbers.atom(tokens[last].form)
            if repeated is not None and repeated.kind == "scale" and repeated.definite:
                last += 1
    elif last < len(tokens) and tokens[last].kind == "word" and tokens[last].form.startswith("ال"):
        return None  # «خمسة ونصف السكان»
    return amount * scale, last


def _vague(words: Words, i: int, low: float, needs: str | None, floor: int) -> Quantity | None:
    tokens = words.tokens
    n = len(tokens)
    nxt = tokens[i + 1] if i + 1 < n and tokens[i + 1].line == tokens[i].line else None
    if needs == "of" and (nxt is None or nxt.form not in ("من", "كبير", "محدود", "غير", "اخر") or (nxt.form != "من" and (
        i + 2 >= n or tokens[i + 2].form not in ("من", "محدد", "معروف", "معلوم")
    ))):
        return None  # «عدد القتلى», «العدد»
    if needs == "of" and tokens[i].form.startswith(("ال", "بال", "وال")) and not tokens[i].form.endswith("عديد"):
        return None
    last = i + 1
    if nxt is not None:
        scale = numbers.atom(nxt.form)
        if scale is not None and scale.kind == "scale" and not scale.conj and low <= 200:
            low, last = low * scale.value, i + 2  # «عشرات الآلاف»
        elif nxt.form in ("عشرات", "ميات") and low == 2:
            low, last = (20.0 if nxt.form == "عشرات" else 200.0), i + 2  # «بضع عشرات»
    a = tokens[i]
    raw = words.text[a.start : tokens[last - 1].end]
    return bounded(words, make(words, i, last, i, "vague", low, None, None, "vague", exact=False, raw=raw), floor)


_SILENT = frozenset(("name", "idiom", "pronoun", "phone", "list", "clock", "year", "date", "measure", "money"))


def mentions(quantities: Sequence[Quantity], words: Words | None = None, times: Sequence[TimeMention] = ()) -> list[Mention]:
    """For ``explain``: numbers and ordinals that count something (those inside a time phrase are told with the time)."""
    taken = {i for t in times if t.role != "duration" for i in range(t.first, t.last)}
    found = []
    for q in quantities:
        if q.role in _SILENT or (q.core[0] in taken):
            continue
        quote = words.text[q.start : q.end] if words is not None else ""
        if q.kind == "ordinal" or q.either:
            found.append(Mention("ordinal", q.start, q.end, quote, q.rule, {"value": _plain(q.value)}))
        if q.kind == "ordinal":
            continue
        normal: dict[str, Any] = {"value": _plain(q.value), "low": _plain(None if q.bound == "max" and q.low == 0 else q.low), "high": _plain(q.high)}
        normal["exact"] = q.exact
        if q.raw:
            normal["raw"] = q.raw
        if q.role != "count":
            normal["role"] = q.role
        kind = {"percent": "percent", "fraction": "number"}.get(q.kind, "number")
        found.append(Mention(kind, q.start, q.end, quote, q.rule, normal))
    return found


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value

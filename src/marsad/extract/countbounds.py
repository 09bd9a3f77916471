"""What bounds a number: «أكثر من» before it, «على الأقل» after it, «>»; the second number of a range; a floor and a ceiling together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.arabic import numbers
from marsad.arabic.clitics import splits
from marsad.arabic.tokens import Token, Words
from marsad.extract import countroles as roles
from marsad.extract.countwords import (
    DASHES,
    ENDS,
    ENDS_LATER,
    MAY_BOUND,
    PASSED,
    after_number,
    bound_starts,
    closes_bound,
    conjunction,
    lexicon,
)
from marsad.extract.seen import Quantity

_REACH = 6  # tokens between a number and «على الأقل» after its noun
_JOIN = frozenset("وف")
_PREFIXES = frozenset("بل")
_BETWEEN = frozenset(("بين", "مابين", "وبين", "لبين"))
_TO = frozenset(("الي", "حتي", "لغايه", "ل"))
_FROM = frozenset(("من", "ومن", "مابين"))
_SIGNS = frozenset("=<>≥≤")
_SPAN = DASHES | _TO | {"او"}
_OPENING = frozenset("(ـ\"«“")


def make(
    words: Words, first: int, last: int, core: int, kind: str, low: float, high: float | None, value: float | None, rule: str,
    *, exact: bool = True, raw: str | None = None, role: str = "count", bound: str | None = None, core_last: int = 0, either: bool = False,
) -> Quantity:  # fmt: skip
    """A quantity of the tokens first..last whose plain number begins at ``core``."""
    token = words.tokens[first]
    start = token.start + glued(token) if first == core else token.start
    return Quantity(
        first, last, start, words.tokens[last - 1].end, kind, low, high, exact, value, raw, rule, role, bound, (core, core_last or last), either
    )  # fmt: skip


def glued(token: Token) -> int:
    """1 where the word begins with a particle: «و», «ف» («وعشرات», «وقتيلان»), «ب», «ل» («بثلاثة صواريخ»)."""
    if token.kind != "word":
        return 0
    if token.text[:1] in _JOIN:
        return 1 if conjunction(token.form) else 0
    word = numbers.atom(token.form) if token.text[:1] in _PREFIXES else None
    return 1 if word is not None and not word.conj and word.prep == token.text[:1] else 0


def bounded(words: Words, quantity: Quantity, floor: int) -> Quantity:
    """The quantity with the bounding phrase before it («أكثر من») or after it («على الأقل») taken in; nothing before token ``floor``."""
    tokens = words.tokens
    first, bound = quantity.first, None
    if not glued(tokens[first]):  # «… على الأقل وعشرات الجرحى»
        first, bound = _before(tokens, first, floor)
    last, bound_after = _after(tokens, quantity.last)
    sign = 1.0
    if bound is None:
        first, bound, sign = _symbol(tokens, quantity.first, floor)
    if bound == "equal" and bound_after is None:
        return quantity._replace(first=first, start=tokens[first].start)
    if bound in ("equal", None):
        bound = bound_after
    if bound is None or (quantity.kind == "vague" and bound == "about"):
        return quantity
    low, high, value = quantity.low, quantity.high, quantity.value
    if sign < 0:
        low, high = -(high or 0.0), -low
        value = -value if value is not None else None
    if bound == "min":
        high = None
    elif bound == "max":
        low = 0.0
    elif bound == "equal":
        return quantity
    if bound_after is None:
        last = quantity.last
    near = last == quantity.last or (last - quantity.last <= 3 and bound_after is not None and tokens[quantity.last].form in lexicon().after)
    return quantity._replace(
        first=first, last=last if near else quantity.last, low=low, high=high, exact=False, value=value, rule=f"{quantity.rule}+{bound}",
        start=tokens[first].start + _proclitic(tokens[first]) if first < quantity.first else quantity.start,
        end=tokens[last - 1].end if near else quantity.end, bound=bound if quantity.bound is None else quantity.bound,
    )  # fmt: skip


def _proclitic(token: Token) -> int:
    """How many letters of the bounding phrase's first word are glued on («وأكثر», «بنحو»)."""
    starts = bound_starts()
    for proclitics, stem in splits(token.form):
        if stem in starts and token.text[: len(proclitics)] == proclitics:
            return len(proclitics)
    return 0


def _before(tokens: Sequence[Token], first: int, floor: int) -> tuple[int, str | None]:
    """The longest bounding phrase that ends right before ``first``, read from its last word back; stops at ``floor``."""
    j, line = first - 1, tokens[first].line
    if j >= floor and tokens[j].line == line and ((tokens[j].form in _OPENING and tokens[j].kind == "punct") or tokens[j].form == "ال"):
        j -= 1  # «نحو (40)», «نحو الـ40»
    if j < floor or tokens[j].line != line or tokens[j].kind == "punct":
        return first, None
    bound, node = closes_bound(tokens[j].form)
    best = (j, bound) if bound is not None else (first, None)
    while node is not None:
        j -= 1
        if j < floor or tokens[j].line != line or tokens[j].kind == "punct":
            break
        form = tokens[j].form
        for _, stem in splits(form):
            child = node.get(stem)
            if child is not None and "" in child:
                best = (j, child[""])
                break
        node = node.get(form)
    return best


def _after(tokens: Sequence[Token], last: int) -> tuple[int, str | None]:
    """«على الأقل» right after the number or after the few words of its noun."""
    line = tokens[last - 1].line
    for j in range(last, min(last + _REACH + 1, len(tokens))):
        token = tokens[j]
        if token.line != line:
            break
        code = after_number(token.form)
        if code == PASSED:
            continue
        if code == ENDS or (code == ENDS_LATER and j > last):
            break
        if code == MAY_BOUND:
            end, bound = _phrase_after(tokens, j, line)
            if bound is not None and (j == last or bound in ("min", "max")) and not _of_next(tokens, end):
                return end, bound
    return last, None


def _of_next(tokens: Sequence[Token], end: int) -> bool:
    """«9 قتلى وأكثر من 61 مصابا»: the words bound the number after them."""
    if end + 1 >= len(tokens) or tokens[end].form != "من":
        return False
    return tokens[end + 1].kind == "number" or numbers.atom(tokens[end + 1].form) is not None


def _phrase_after(tokens: Sequence[Token], j: int, line: int) -> tuple[int, str | None]:
    """The longest phrase of the trie that begins at j: the token after it, and the bound that it gives."""
    n = len(tokens)
    node: dict[str, Any] | None = lexicon().after[tokens[j].form]
    best: tuple[int, str | None] = (j, None)
    while node is not None:
        j += 1
        if "" in node:
            best = (j, node[""])
        node = node.get(tokens[j].form) if j < n and tokens[j].line == line else None
    return best


def _symbol(tokens: Sequence[Token], first: int, floor: int) -> tuple[int, str | None, float]:
    """«>30», «<= -30»."""
    j, sign = first - 1, 1.0
    if j > floor and tokens[j].form == "-" and tokens[first].glued:
        sign, j = -1.0, j - 1
    at = j
    while j >= floor and at - j < 2 and tokens[j].form in _SIGNS:
        if tokens[j].form != "=":
            return j, "min" if tokens[j].form in ">≥" else "max", sign
        j -= 1
    return first, None, 1.0


def ranged(words: Words, left: Quantity, reading: numbers.Reading) -> Quantity | None:
    """«بين ٣ و٥», «من 10 إلى 15», «3-5», «ثلاثة أو أربعة»: the left number is read, the right one is looked for."""
    tokens = words.tokens
    n, line, j = len(tokens), tokens[left.first].line, left.last
    between = left.first > 0 and tokens[left.first - 1].form in _BETWEEN and tokens[left.first - 1].line == line
    form = tokens[j].form if j < n and tokens[j].line == line else ""
    if not between and form not in _SPAN:
        return None
    dash = form in DASHES
    at = -1
    if dash or form in _TO or (form == "او" and not between) or (form == "و" and between):
        at = j + 1
    elif between and form[:1] == "و":
        at = j
    if 0 <= at < n and tokens[at].line == line and not (dash and (tokens[at].kind == "punct" or _more_digits(tokens, at + 1))):
        found = _second(words, left, reading, form, at, between)
        if found is not None:
            return found
    if between and reading.splits:
        cut, low = reading.splits[-1]
        rest = numbers.read(tokens, cut if tokens[cut].form != "و" else cut + 1)
        if rest is not None and rest.last == reading.last and low < rest.value:
            return make(words, left.first - 1, rest.last, left.core[0], left.kind, low, rest.value, None, "range", role=left.role, bound="range")
    return None


def _second(words: Words, left: Quantity, reading: numbers.Reading, form: str, at: int, between: bool) -> Quantity | None:
    """The range with the number at ``at`` for its upper end, where that makes one."""
    tokens = words.tokens
    dash = form in DASHES
    right = numbers.read(tokens, at)
    if right is None or right.kind == "ordinal" or left.value is None:
        return None
    low, high = left.value, right.value
    if right.scaled and not reading.scaled and low < 1000 and high >= 1000 and high / low > 50:
        low *= _scale_of(tokens, right)  # «بين 3 و5 آلاف»
    if low > high or (dash and (high > 100 * max(low, 1) or _more_digits(tokens, right.last))):
        return None
    if form == "او" and (high > 2 * low + 1 or (at + 1 < len(tokens) and right.last < len(tokens) and tokens[right.last].form == "او")):
        return None
    first = left.first - 1 if between or (tokens[left.first - 1].form in _FROM and form in _TO and left.first) else left.first
    role = left.role if left.role != "count" else roles.of_cardinal(tokens, at, right.last, right)
    if role == "count" and 1900 <= low < high <= 2100 and (between or dash):
        role = "year"
    if between and first and tokens[first - 1].form == "ما" and tokens[first - 1].line == tokens[first].line:
        first -= 1  # «ما بين 15 و20»
    return make(words, first, right.last, left.core[0], left.kind, low, high, None, "range", role=role, bound="range", core_last=left.core[1])


def _scale_of(tokens: Sequence[Token], reading: numbers.Reading) -> float:
    tail = numbers.atom(tokens[reading.last - 1].form)
    return tail.value if tail is not None and tail.kind in ("scale", "dual_scale") else 1.0


def _more_digits(tokens: Sequence[Token], at: int) -> bool:
    """«12-05-2020», «0912-345-678»: no range."""
    return at + 1 < len(tokens) and tokens[at].form in "-/" and tokens[at].glued and tokens[at + 1].kind == "number" and tokens[at + 1].glued


def joins(tokens: Sequence[Token], left: Quantity, right: Quantity) -> bool:
    """«أكثر من 10 وأقل من 20»: a floor and a ceiling of one number."""
    if left.bound is None or right.bound is None or {left.bound, right.bound} != {"min", "max"} or left.kind != right.kind:
        return False
    gap = right.first - left.last
    if gap > 1 or (gap == 1 and tokens[left.last].form not in ("و", "ولا")):
        return False
    if gap == 0 and tokens[right.first].form[:1] != "و":
        return False
    low = left.low if left.bound == "min" else right.low
    high = right.high if right.bound == "max" else left.high
    return high is not None and low <= high


def both(left: Quantity, right: Quantity) -> Quantity:
    """The number between the floor and the ceiling."""
    low = left.low if left.bound == "min" else right.low
    high = right.high if right.bound == "max" else left.high
    return left._replace(last=right.last, end=right.end, low=low, high=high, value=None, rule="range", bound="range")

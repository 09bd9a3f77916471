"""How many: counts with their bounds, ranges, vague words, fractions, percentages; and which numbers count nothing.

    >>> [(q.low, q.high, q.exact) for q in find(tokenise("مقتل أكثر من 40 عنصراً وجرح ما بين ٣ و٥، ونزوح العشرات"))]
    [(40.0, None, False), (3.0, 5.0, True), (20.0, None, False)]
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from marsad.arabic import numbers
from marsad.arabic.clitics import splits
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token, Words, hits, tokenise
from marsad.extract.seen import Quantity, TimeMention
from marsad.model import Mention
from marsad.resources import calendar as calendar_resource
from marsad.resources import numbers as resource

__all__ = ["find", "mentions", "tokenise"]

_REACH = 6  # tokens between a number and «على الأقل» after its noun
_DASHES = frozenset("-–—~ـ")
_HARD = frozenset(".؛;:!?؟…،,(")


class _Lexicon(NamedTuple):
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
def _lexicon() -> _Lexicon:
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
    return _Lexicon(
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


def _vague_scale(form: str) -> bool:
    """«آلاف», «ملايين» with no number before them."""
    vague = _lexicon().vague
    return any(stem in vague or stem.removeprefix("ال") in vague for _, stem in splits(form))


_NO_NUMBER = frozenset(("بالميه", "بالمايه"))  # «5.2 بالمئة»: told with the number before it
_MONDAY = frozenset(("الاثنين", "الاتنين"))


class _Hits(dict[str, tuple[str, float, str | None] | None]):
    """Word → what begins at it, worked out once for each distinct word."""

    def __missing__(self, form: str) -> tuple[str, float, str | None] | None:
        if len(self) > 200_000:
            self.clear()
        self[form] = hit = _trigger(form)
        return hit


_HITS = _Hits()


def begins(form: str) -> bool:
    """Whether a quantity may begin at the word."""
    return _HITS[form] is not None



def _trigger(form: str) -> tuple[str, float, str | None] | None:
    """What begins a quantity: ("number", …), ("vague", low, needs), ("fraction", value), ("dual", 2)."""
    if form[0].isdigit():
        return "number", 0.0, None
    lexicon = _lexicon()
    if form in _NO_NUMBER:
        return None
    word = numbers.atom(form)
    if word is not None and not (word.kind == "scale" and _vague_scale(form)):
        return "number", 0.0, None
    for _, stem in splits(form):
        bare = stem[2:] if stem.startswith("ال") else stem
        for candidate in (stem, bare):
            if candidate in lexicon.vague:
                low, needs = lexicon.vague[candidate]
                return "vague", low, needs
            if candidate in lexicon.fractions:
                return "fraction", lexicon.fractions[candidate], None
            if candidate in lexicon.dozens:
                return "dozen", 12.0, None
        if stem in lexicon.duals:
            return "dual", 2.0, None
    return None


def find(words: Words) -> list[Quantity]:
    """All quantities in order; those whose ``role`` is not "count" belong to a date, a clock, a name, a measure, a price…

    Linear: each number is read once, the words before and after it are looked up in two small tries.
    """
    tokens = words.tokens
    found: list[Quantity] = []
    floor = 0
    for i in hits(words, begins):
        if i < floor:
            continue
        hit = _HITS[tokens[i].form]
        if hit is None:
            continue
        kind, amount, needs = hit
        quantity: Quantity | None = None
        if kind == "number":
            reading = numbers.read(tokens, i)
            if reading is not None:
                quantity = _number(words, reading, floor)
        elif kind == "vague":
            quantity = _vague(words, i, amount, needs, floor)
        elif kind == "fraction":
            scale = numbers.atom(tokens[i + 1].form) if i + 1 < len(tokens) and tokens[i + 1].kind == "word" else None
            kind, last = "fraction", i + 1
            if scale is not None and scale.kind == "scale" and not scale.conj and not scale.prep:
                kind, amount, last = "cardinal", amount * scale.value, i + 2  # «نصف مليون»
            quantity = _make(words, i, last, i, kind, amount, amount, True, amount, "fraction")
            quantity = _bounded(words, quantity, floor)
        elif kind == "dozen":
            quantity = _make(words, i, i + 1, i, "cardinal", amount, amount, True, amount, "dozen")
        else:
            quantity = _make(words, i, i + 1, i, "dual", amount, amount, True, amount, "dual")
        if quantity is None:
            continue
        if found and _joins(tokens, found[-1], quantity):
            quantity = _both(words, found.pop(), quantity)
        found.append(quantity)
        floor = quantity.last
    return found


def _make(
    words: Words, first: int, last: int, core: int, kind: str, low: float, high: float | None, exact: bool, value: float | None, rule: str,
    *, raw: str | None = None, role: str = "count", bound: str | None = None, core_last: int | None = None,
) -> Quantity:  # fmt: skip
    token = words.tokens[first]
    start = token.start + (_conj(token) if first == core and token.kind == "word" else 0)
    return Quantity(
        first, last, start, words.tokens[last - 1].end, kind, low, high, exact, value, raw, rule,
        role=role, bound=bound, core=(core, core_last or last),
    )  # fmt: skip


def _conj(token: Token) -> int:
    """1 where the word begins with the conjunction «و» or «ف» («وعشرات», «وقتيلان»)."""
    if token.form[:1] not in _JOIN or token.text[:1] not in _JOIN:
        return 0
    a = numbers.atom(token.form)
    if a is not None:
        return 1 if a.conj else 0
    return 1 if len(token.form) > 1 and _HITS[token.form[1:]] is not None else 0


_JOIN = frozenset(("و", "ف"))


def _number(words: Words, reading: numbers.Reading, floor: int) -> Quantity | None:
    tokens = words.tokens
    first, last, value = reading.first, reading.last, reading.value
    n = len(tokens)
    line = tokens[first].line
    lexicon = _lexicon()
    if last == first + 1 and any(stem in _MONDAY for _, stem in splits(tokens[first].form)):
        return None
    if last + 2 < n and tokens[last].form == "(" and tokens[last + 2].form == ")" and numbers.digits(tokens[last + 1].form) == value:
        last += 3  # «عشرون (20) ألف»: said twice, as contracts and communiqués do
        scale = numbers.atom(tokens[last].form) if last < n and tokens[last].line == line and tokens[last].kind == "word" else None
        if scale is not None and scale.kind == "scale" and not scale.conj and not reading.scaled:
            value, last = value * scale.value, last + 1
    after = tokens[last] if last < n and tokens[last].line == line else None
    before = tokens[first - 1] if first and tokens[first - 1].line == line else None
    if reading.kind == "ordinal":
        role = _ordinal_role(tokens, first, last)
        return _make(words, first, last, first, "ordinal", value, value, True, value, "ordinal", role=role)
    role = _role(tokens, first, last, reading)
    kind = "cardinal"
    exact = True
    if not reading.digits and value == 1 and last == first + 1 and _pronoun(tokens, first):
        role = "pronoun"
    if after is not None:
        if after.form in ("%", "٪"):
            kind, last = "percent", last + 1
        elif after.form in ("بالميه", "بالمايه") or (
            after.form == "في" and last + 1 < n and tokens[last + 1].form in ("الميه", "المايه", "الاف") and tokens[last + 1].form != "الاف"
        ):
            kind, last = "percent", last + (1 if after.form != "في" else 2)
        elif after.form in lexicon.parts and value < 100:
            value, last, kind = value / lexicon.parts[after.form], last + 1, "fraction"
        elif after.form in lexicon.dozens:
            value, last = value * 12, last + 1
        elif after.kind == "word":
            half = _half(tokens, last, reading)
            if half is not None:
                value, last = value + half[0], half[1]
    if before is not None and before.form in ("%", "٪") and kind == "cardinal":
        kind = "percent"
    quantity = _make(words, first, last, first, kind, value, value, exact, value, "digits" if reading.digits else "words", role=role)
    if reading.kind == "either" and kind == "cardinal":
        quantity = replace(quantity, either=True)
    ranged = _range(words, quantity, reading)
    return _bounded(words, ranged or quantity, floor)


def _half(tokens: Sequence[Token], at: int, reading: numbers.Reading) -> tuple[float, int] | None:
    """«مليون ونصف (المليون)», «ثلاثة وربع»: what the fraction adds, and the token after it."""
    token = tokens[at]
    if token.form[:1] != "و":
        return None
    amount = _lexicon().fractions.get(token.form[1:])
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


def _pronoun(tokens: Sequence[Token], i: int) -> bool:
    """«أي واحد», «كل واحد», «واحد منهم»: one that counts nothing."""
    if i and _lexicon().roles_before.get(tokens[i - 1].form) == "idiom":
        return True
    return i + 1 < len(tokens) and tokens[i + 1].form in ("منهم", "منهما", "منها", "منهن", "تلو", "وراء")


def _ordinal_role(tokens: Sequence[Token], first: int, last: int) -> str:
    lexicon = _lexicon()
    n = len(tokens)
    if first and tokens[first - 1].line == tokens[first].line:
        at = first - 1
        if tokens[at].kind == "punct" and tokens[at].form in _DASHES and at:
            at -= 1
        form = tokens[at].form
        for _, stem in splits(form):
            role = lexicon.roles_before.get(stem)
            if role is not None and (role != "regnal" or tokens[first].form.startswith("ال")):
                return "name" if role == "regnal" else role
    if last < n and lexicon.roles_after.get(tokens[last].form) == "date":
        return "date"
    if last + 1 < n and tokens[last].form in ("من", "شهر"):
        nxt = tokens[last + 1].form
        if lexicon.roles_after.get(nxt) in ("date",) or nxt in ("شهر", "الشهر"):
            return "date"
    return "count"


def _role(tokens: Sequence[Token], first: int, last: int, reading: numbers.Reading) -> str:
    """What a cardinal is for, by the words beside it; two dictionary look-ups in the common case."""
    lexicon = _lexicon()
    n = len(tokens)
    token = tokens[first]
    value = reading.value
    if reading.digits and last == first + 1:
        form = token.form
        if form.isdigit() and (len(form) >= 9 and (form[0] == "0" or form.startswith(("963", "964", "967", "218", "249", "961", "20")))):
            return "phone"
        before = tokens[first - 1] if first and tokens[first - 1].line == token.line else None
        after = tokens[last] if last < n and tokens[last].line == token.line else None
        if token.glued and before is not None and before.kind == "word" and (before.text.isascii() or _bare_name(before)):
            return "name"  # «T72», «M16»
        if after is not None and after.glued and after.kind == "word" and after.text.isascii() and after.text.isalpha():
            return "name"
        if before is not None and before.form == "+" and token.glued:
            return "phone"
        if before is None and after is not None and after.form in (".", "-", ")", "–") and after.glued and value < 100 and first + 2 < n:
            item = tokens[first + 2]
            if item.line == token.line and item.kind == "word" and not item.glued:
                return "list"
    if first and tokens[first - 1].line == token.line:
        at = first - 1
        while at and tokens[at].kind == "punct" and tokens[at].form in "-–“”\"«(ـ" and tokens[at - 1].line == token.line and first - at < 3:
            at -= 1
        form = tokens[at].form
        if tokens[at].kind == "word":
            role = lexicon.roles_before.get(form)
            if role is None:
                for _, stem in splits(form):
                    role = lexicon.roles_before.get(stem)
                    if role is not None:
                        break
            if role in ("name", "clock") and (reading.digits or role == "clock"):
                return role
            if (role == "year" and 500 <= value < 2200) or (role == "year" and reading.digits and 2 <= len(token.form) <= 4 and at == first - 1):
                return "year"
            if role == "date" and reading.digits and value == int(value) and (1900 <= value < 2200 or value <= 31) and _closed(tokens, last):
                return "date"
    if last < n and tokens[last].line == token.line:
        at = last
        if tokens[at].form == "من" and at + 1 < n:
            at += 1
        if tokens[at].form == "شهر" and at + 1 < n and lexicon.roles_after.get(tokens[at + 1].form) == "date":
            at += 1
        form = tokens[at].form
        role = lexicon.roles_after.get(form)
        if role == "date":
            return "date" if value <= 31 else "count"
        if role is not None and at == last:
            return role
        if at > last and form in ("الشهر", "هذا"):
            return "date"
    return "count"


def _bare_name(token: Token) -> bool:
    return len(token.form) <= 3 and token.form.startswith(("تي", "ام", "اف", "اس", "بي", "جي"))


def _closed(tokens: Sequence[Token], last: int) -> bool:
    """Whether nothing that could be counted follows."""
    return last >= len(tokens) or tokens[last].kind == "punct" or tokens[last].form in ("من", "في", "علي", "عن", "الي", "او", "و")


def _range(words: Words, left: Quantity, reading: numbers.Reading) -> Quantity | None:
    """«بين ٣ و٥», «من 10 إلى 15», «3-5», «ثلاثة أو أربعة»: the left number is read, the right one is looked for."""
    tokens = words.tokens
    n = len(tokens)
    line = tokens[left.first].line
    between = left.first > 0 and tokens[left.first - 1].line == line and tokens[left.first - 1].form in _BETWEEN
    j = left.last
    if j < n and tokens[j].line == line:
        form = tokens[j].form
        at = -1
        dash = form in _DASHES
        if form in _DASHES or form in _TO or (form == "او" and not between) or (form == "و" and between):
            at = j + 1
        elif between and tokens[j].form[:1] == "و":
            at = j
        if 0 <= at < n and tokens[at].line == line and not (dash and (tokens[at].kind == "punct" or _more_digits(tokens, at + 1))):
            right = numbers.read(tokens, at)
            if right is not None and right.kind != "ordinal" and left.value is not None:
                low, high = left.value, right.value
                if right.scaled and not reading.scaled and low < 1000 and high >= 1000 and high / low > 50:
                    low *= _scale_of(tokens, right)  # «بين 3 و5 آلاف»
                if low <= high and not (dash and (high > 100 * max(low, 1) or _more_digits(tokens, right.last))) and not (
                    form == "او" and (high > 2 * low + 1 or (at + 1 < n and right.last < n and tokens[right.last].form == "او"))
                ):
                    first = left.first - 1 if between or (tokens[left.first - 1].form in _FROM and form in _TO and left.first) else left.first
                    role = left.role if left.role != "count" else _role(tokens, at, right.last, right)
                    if role == "count" and 1900 <= low < high <= 2100 and (between or dash):
                        role = "year"
                    return _make(
                        words, first, right.last, left.core[0], left.kind, low, high, True, None, "range", role=role, bound="range",
                        core_last=left.core[1],
                    )  # fmt: skip
    if between and reading.splits:
        cut, low = reading.splits[-1]
        rest = numbers.read(tokens, cut if tokens[cut].form != "و" else cut + 1)
        if rest is not None and rest.last == reading.last and low < rest.value:
            return _make(words, left.first - 1, rest.last, left.core[0], left.kind, low, rest.value, True, None, "range", role=left.role, bound="range")
    return None


_BETWEEN = frozenset(("بين", "مابين", "وبين", "لبين"))
_TO = frozenset(("الي", "حتي", "لغايه", "ل"))
_FROM = frozenset(("من", "ومن", "مابين"))


def _scale_of(tokens: Sequence[Token], reading: numbers.Reading) -> float:
    tail = numbers.atom(tokens[reading.last - 1].form)
    return tail.value if tail is not None and tail.kind in ("scale", "dual_scale") else 1.0


def _more_digits(tokens: Sequence[Token], at: int) -> bool:
    """«12-05-2020», «0912-345-678»: no range."""
    return at + 1 < len(tokens) and tokens[at].form in "-/" and tokens[at].glued and tokens[at + 1].kind == "number" and tokens[at + 1].glued


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
    quantity = _make(words, i, last, i, "vague", low, None, False, None, "vague", raw=raw)
    return _bounded(words, quantity, floor)


def _bounded(words: Words, quantity: Quantity, floor: int) -> Quantity:
    """The quantity with the bounding phrase before it («أكثر من») or after it («على الأقل») taken in."""
    tokens = words.tokens
    lexicon = _lexicon()
    first, bound = quantity.first, None
    if tokens[first].kind != "word" or not _conj(tokens[first]):  # «… على الأقل وعشرات الجرحى»
        first, bound = _bound_before(tokens, first, floor, lexicon.before)
    last, bound_after = _bound_after(tokens, quantity.last, lexicon.after)
    sign = 1.0
    if bound is None:
        first, bound, sign = _symbol(tokens, quantity.first, floor)
    if bound in ("equal", None) and bound_after is not None:
        bound = bound_after
    elif bound == "equal" and bound_after is None:
        return replace(quantity, first=first, start=tokens[first].start)
    elif bound_after is None:
        last = quantity.last
    if bound is None or (quantity.kind == "vague" and bound == "about"):
        return quantity
    low, high = quantity.low, quantity.high
    value = quantity.value
    if sign < 0:
        low, high = -(high or 0.0), -low
        value = -value if value is not None else None
    if bound == "min":
        high = None
    elif bound == "max":
        low = 0.0
        high = high if high is not None else None
    elif bound == "equal":
        return quantity
    near = last == quantity.last or (last - quantity.last <= 3 and bound_after is not None and tokens[quantity.last].form in lexicon.after)
    end = tokens[last - 1].end if near else quantity.end
    start = tokens[first].start + _proclitic(tokens[first]) if first < quantity.first else quantity.start
    rule = f"{quantity.rule}+{bound}"
    return replace(
        quantity, first=first, last=last if near else quantity.last, start=start, end=end, low=low, high=high, exact=False,
        value=value, rule=rule, bound=bound if quantity.bound is None else quantity.bound,
    )  # fmt: skip


def _proclitic(token: Token) -> int:
    """How many letters of the bounding phrase's first word are glued on («وأكثر», «بنحو»)."""
    starts = _lexicon_starts()
    if token.form in starts:
        return 0
    for proclitics, stem in splits(token.form):
        if stem in starts and token.text[: len(proclitics)] == proclitics:
            return len(proclitics)
    return 0


@functools.lru_cache(maxsize=1)
def _lexicon_starts() -> frozenset[str]:
    return frozenset(fold(phrase).split()[0] for phrases in resource.table().before.values() for phrase in phrases)


def _bound_before(tokens: Sequence[Token], first: int, floor: int, trie: dict[str, Any]) -> tuple[int, str | None]:
    """The longest bounding phrase that ends right before ``first``, read from its last word back; stops at ``floor``."""
    node: dict[str, Any] = trie
    best: tuple[int, str | None] = (first, None)
    j = first - 1
    line = tokens[first].line
    while j >= floor and tokens[j].line == line:
        form = tokens[j].form
        if tokens[j].kind == "punct":
            if form in "(ـ\"«“" and j == first - 1:  # «نحو (40)»
                j -= 1
                continue
            break
        if form == "ال" and j == first - 1:  # «نحو الـ40»
            j -= 1
            continue
        for proclitics, stem in splits(form):
            child = node.get(stem)
            if child is not None and "" in child and (proclitics or best[1] is None or j < best[0]):
                best = (j, child[""])
                break
        child = node.get(form)
        if child is None:
            break
        node = child
        j -= 1
    return best


def _bound_after(tokens: Sequence[Token], last: int, trie: dict[str, Any]) -> tuple[int, str | None]:
    """«على الأقل» right after the number or after the few words of its noun."""
    n = len(tokens)
    line = tokens[last - 1].line
    j = last
    while j < n and j - last <= _REACH:
        token = tokens[j]
        if token.line != line:
            break
        if token.kind == "punct":
            if token.form in _HARD or token.form in _DASHES:
                break
            j += 1
            continue
        if j > last and (token.kind == "number" or (numbers.atom(token.form) is not None and token.form not in trie)):
            break
        node = trie.get(token.form)
        if node is not None:
            k, best = j + 1, None
            while True:
                if "" in node:
                    best = (k, str(node[""]))
                if k >= n or tokens[k].line != line:
                    break
                child = node.get(tokens[k].form)
                if child is None:
                    break
                node, k = child, k + 1
            if best is not None and (j == last or best[1] in ("min", "max")):
                return best
        if j > last and token.form[:1] == "و" and len(token.form) > 4 and token.form not in trie:
            break  # a new clause or conjunct
        j += 1
    return last, None


def _symbol(tokens: Sequence[Token], first: int, floor: int) -> tuple[int, str | None, float]:
    """«>30», «<= -30»."""
    j = first - 1
    sign = 1.0
    if j > floor and tokens[j].form == "-" and tokens[first].glued:
        sign, j = -1.0, j - 1
    at = j
    while j >= floor and tokens[j].form in ("=", "<", ">", "≥", "≤") and at - j < 2:
        if tokens[j].form in "<>≥≤":
            return j, "min" if tokens[j].form in ">≥" else "max", sign
        j -= 1
    return first, None, 1.0


def _joins(tokens: Sequence[Token], left: Quantity, right: Quantity) -> bool:
    """«أكثر من 10 وأقل من 20»: a floor and a ceiling of one number."""
    if {left.bound, right.bound} != {"min", "max"} or left.kind != right.kind:
        return False
    gap = right.first - left.last
    if gap > 1 or (gap == 1 and tokens[left.last].form not in ("و", "ولا")):
        return False
    if gap == 0 and tokens[right.first].form[:1] != "و":
        return False
    low = left.low if left.bound == "min" else right.low
    high = right.high if right.bound == "max" else left.high
    return high is not None and low <= high


def _both(words: Words, left: Quantity, right: Quantity) -> Quantity:
    low = left.low if left.bound == "min" else right.low
    high = right.high if right.bound == "max" else left.high
    return replace(left, last=right.last, end=right.end, low=low, high=high, value=None, rule="range", bound="range")


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

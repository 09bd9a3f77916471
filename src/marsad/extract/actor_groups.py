"""Armed groups and units that no table has: numbered units, and unknown groups recognised by how they are named."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token
from marsad.extract.actor_facts import Facts, Spot, facts, lexicon, make_spot, skip, walk

OPENERS = {"\"": "\"", "“": "”", "«": "»", "'": "'", "‘": "’", "”": "“", "(": ")"}
_CLOSERS = frozenset("\"”“»'’″)")
_ORDINALS = {
    "اول": 1, "اولي": 1, "ثاني": 2, "ثانيه": 2, "ثالث": 3, "ثالثه": 3, "رابع": 4, "رابعه": 4, "خامس": 5, "خامسه": 5, "سادس": 6, "سادسه": 6,
    "سابع": 7, "سابعه": 7, "ثامن": 8, "ثامنه": 8, "تاسع": 9, "تاسعه": 9, "عاشر": 10, "عاشره": 10,
}  # fmt: skip
_MAX_QUOTED = 6


def numbered_unit(tokens: Sequence[Token], i: int, f: Facts) -> Spot | None:
    """«الفرقة 17», «اللواء الخامس», «الكتيبة (155) مشاة»."""
    if f.unit is None:
        return None
    proclitics, stem, unit = f.unit
    j = skip(tokens, i + 1, tokens[i].line)
    if j >= len(tokens) or tokens[j].line != tokens[i].line:
        return None
    skipped = 0
    while skipped < 2 and (between := facts[tokens[j].form]) and between.modifier and j + 1 < len(tokens) and tokens[j + 1].line == tokens[i].line:
        j, skipped = j + 1, skipped + 1
    form = tokens[j].form
    if tokens[j].kind == "number" and form.isdigit() and len(form) <= 4:
        number = int(form)
    elif stem.startswith("ال") and form.startswith("ال") and form[2:] in _ORDINALS:
        number = _ORDINALS[form[2:]]
    else:
        return None
    return make_spot(tokens, i, j + 1, proclitics, stem, "unit", [unit, number])


def named_group(tokens: Sequence[Token], i: int, f: Facts) -> Spot | None:
    """An unknown group by its name: «كتيبة أحرار الوادي», «جماعة "فجر الجبل"»; or a label before a known one."""
    if f.group is None:
        return None
    lex = lexicon()
    proclitics, stem = f.group
    n, line = len(tokens), tokens[i].line
    j = i + 1
    if j >= n or tokens[j].line != line:
        return None
    quoted = tokens[j].kind == "punct" and tokens[j].form in OPENERS and tokens[j].form != "("
    at = skip(tokens, j, line)
    inner = facts[tokens[at].form] if at < n and tokens[at].line == line else None
    if inner is not None and (quoted or at == j):
        for clitic, _, node in inner.starts:
            hit = walk(tokens, at, node)
            if not clitic and hit and hit[1][0] == "actor":
                return make_spot(tokens, i, hit[0], proclitics, stem, "actor", hit[1][1], head="label")
    if quoted:
        last = at
        while last < n and last - at < _MAX_QUOTED and tokens[last].line == line and tokens[last].form not in _CLOSERS:
            if tokens[last].kind == "punct":
                return None
            last += 1
        closed = last < n and tokens[last].form in _CLOSERS and last > at
        if stem in lex.small["brief"] and last - at > 3:  # «تنظيم "أكبر عرض …"»: organising, not an organisation
            return None
        if closed and tokens[at].form not in lex.group_never and (inner is None or not inner.nisba):
            return make_spot(tokens, i, last, proclitics, stem, "new", _join(stem, tokens[at:last]))
        return None
    if stem not in lex.group_strong or tokens[j].kind != "word":
        return None
    first = tokens[j].form
    if first in lex.group_never or (inner is not None and (inner.nisba or (inner.modifier and not inner.starts) or inner.backing)):
        return None
    if first in lex.group_starters:
        last = j + 2
        if last > n or tokens[j + 1].kind != "word" or tokens[j + 1].line != line or tokens[j + 1].form in lex.group_never:
            return None
        if (tokens[j + 1].form in lex.group_starters or tokens[j + 1].form == "عز") and last < n and tokens[last].kind == "word":
            third = tokens[last].form
            if third not in lex.small["objects"] and third.removesuffix("ا") not in lex.small["objects"] and third not in lex.group_never:
                last += 1  # «كتيبة الشهيد عز الدين», «لواء شهداء أبو …»; not «لواء فجر حماة حاجزا»
    elif first.startswith("ال") and len(first) > 4 and stem not in lex.small["weak"]:
        last = j + 1
    else:
        return None
    while last < n and last - j < 4 and tokens[last].line == line and tokens[last].form in lex.group_tails:
        last += 1
    return make_spot(tokens, i, last, proclitics, stem, "new", _join(stem, tokens[j:last]))


def _join(stem: str, tokens: Sequence[Token]) -> str:
    return " ".join((stem, *(t.form for t in tokens if t.kind != "punct")))


_LETTERS = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", (
    "a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h",
    "w", "y", "",
), strict=True))  # fmt: skip


def provisional_id(name: str) -> str:
    """A stable id from a folded name: «كتيبه احرار الوادي» → "x_ktybh_ahrar_alwady"."""
    parts = ("".join(_LETTERS.get(c, c if c.isascii() and c.isalnum() else "") for c in word).lower() for word in fold(name).split())
    return "x_" + "_".join(p for p in parts if p)

"""What is glued to a word: و ف before it, ب ل ك س, the article; pronouns after it. All splits, the lexicon decides.

    >>> ("و", "بالفيلق") in splits("وبالفيلق"), ("ل", "الفيلق") in splits("للفيلق")
    (True, True)
"""

from __future__ import annotations

from marsad.arabic.memo import once_a_word

CONJUNCTIONS = ("و", "ف")
PREPOSITIONS = ("ب", "ل", "ك")
# Longest first. Folded forms (هم, ه …); «ت» restores the ta marbuta that a pronoun opens: هجمته → هجمه.
PRONOUNS = ("هما", "كما", "هم", "هن", "ها", "كم", "نا", "ه", "ك", "ي")
_SHORTEST_STEM = 2


@once_a_word
def splits(form: str) -> tuple[tuple[str, str], ...]:
    """Every (proclitics, stem) that the folded word may be, itself first. The article stays on the stem: «وللجيش» → («ول», «الجيش»).

    Proclitics come as letters in order: "", "و", "ف", "ب", "ل", "ك", "وب", "فل"… («س» of the future is the verb's, see inflect).
    """
    found = [("", form)]
    heads = [("", form)]
    if len(form) > _SHORTEST_STEM and form[0] in CONJUNCTIONS:
        heads.append((form[0], form[1:]))
        found.append((form[0], form[1:]))
    for conjunction, rest in heads:
        if len(rest) <= _SHORTEST_STEM:
            continue
        if rest.startswith("لل") and len(rest) > 3:
            found.append((conjunction + "ل", "ا" + rest[1:]))  # للفيلق = ل + الفيلق
            found.append((conjunction + "ل", rest[1:]))  # لليبيا = ل + ليبيا
            if len(rest) > 4:
                found.append((conjunction + "ل", "ال" + rest[1:]))  # للّغم = ل + اللغم, written with one lam less
        elif rest[0] in PREPOSITIONS:
            found.append((conjunction + rest[0], rest[1:]))
    return tuple(found)


@once_a_word
def suffix_splits(form: str) -> tuple[tuple[str, str], ...]:
    """Every (stem, pronoun) that the folded word may be, itself with "" first: «هجماته» → («هجمات», «ه»), «قوته» → («قوه», «ه»)."""
    found = [(form, "")]
    for pronoun in PRONOUNS:
        if form.endswith(pronoun) and len(form) - len(pronoun) >= _SHORTEST_STEM:
            stem = form[: -len(pronoun)]
            found.append((stem, pronoun))
            if stem.endswith("ت"):
                found.append((stem[:-1] + "ه", pronoun))
            elif stem.endswith("ا"):
                found.append((stem[:-1] + "ي", pronoun))
    return tuple(found)

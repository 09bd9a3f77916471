"""Folding: the one spelling under which words are compared. One named step per loss; offsets are kept.

    >>> fold("المُقاتِلُون في ديرالزور")
    'المقاتلون في ديرالزور'
    >>> fold("وأدّى ٤٠ غارةً إلى ـــ")
    'وادي 40 غاره الي '
"""

from __future__ import annotations

import re
import unicodedata

from marsad.arabic.memo import once_a_word

# Marks that are written or left out at will: harakat, Quranic marks, tatweel, zero-width and bidi controls, soft hyphen.
_MARKS = (
    *range(0x0610, 0x061B), 0x061C, 0x0640, *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5),
    0x06E7, 0x06E8, *range(0x06EA, 0x06EE), *range(0x08D3, 0x0900), 0x00AD, 0x034F,
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF,
)  # fmt: skip
# Letters that newsrooms spell either way: hamza seats, final ya and ta marbuta, Persian and Urdu keyboards.
_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ئ": "ي", "ة": "ه",
    "ۀ": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۃ": "ه", "ؤ": "و", "ک": "ك", "ڪ": "ك", "گ": "غ", "ڤ": "ف", "پ": "ب", "چ": "ج", "ژ": "ز",
}  # fmt: skip
_DIGITS = {chr(zero + i): str(i) for zero in (0x0660, 0x06F0) for i in range(10)}
_SPACES = dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\t", " ")

MARKS = "".join(map(chr, _MARKS))
_DROP = re.compile(f"[{MARKS}]")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_FOLDED = str.maketrans(_LETTERS | _DIGITS | _SPACES | {"ـ": ""})  # tatweel counts as a letter for isalnum, so it goes here too


def drop_marks(text: str) -> str:
    """Without vowel signs, tatweel and invisible characters: «قُتِلَ» → «قتل»."""
    return _DROP.sub("", text)


def fold_letters(text: str) -> str:
    """Hamza seats, ya/alif maqsura, ta marbuta, Persian letters and digits to one form: «إلى ٤» → «الي 4»."""
    return text.translate(_FOLDED)


def unfold_presentation(text: str) -> str:
    """Presentation forms (ﻻ, ﷲ) to the letters that they show."""
    return _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)


def fold_text(text: str) -> str:
    """All the steps, for what is folded once: a sentence (``fold`` would remember it)."""
    if _PRESENTATION.search(text):
        text = unfold_presentation(text)
    return text.translate(_FOLDED) if text.isalnum() else drop_marks(text).translate(_FOLDED)


@once_a_word
def fold(text: str) -> str:
    """All the steps, for words and short phrases (cached; for whole documents fold word by word)."""
    return fold_text(text)


def fold_map(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset in the original that it came from."""
    chars: list[str] = []
    offsets: list[int] = []
    for i, c in enumerate(text):
        for f in fold(c):
            chars.append(f)
            offsets.append(i)
    return "".join(chars), offsets

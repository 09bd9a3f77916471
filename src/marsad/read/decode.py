"""Bytes to canonical text: which encoding, and one form that every database takes (no NUL, no lone surrogate, «\\n» only)."""

from __future__ import annotations

import codecs
import math
import re
from typing import NamedTuple

MAX_REPORT_BYTES = 5_000_000
"""More than one report ever holds; a larger text is refused with a plain sentence instead of being read for minutes."""


class Unreadable(Exception):
    """Bytes that are no report; the message is the reason, without the file's name."""


class Decoded(NamedTuple):
    """Canonical text, the encoding that gave it, and what had to be done to it (broken_encoding, encoding_repaired)."""

    text: str
    charset: str
    flags: tuple[str, ...] = ()


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"%PDF-": "a PDF", b"PK\x03\x04": "a ZIP archive or office file", b"\x1f\x8b": "a gzip archive", b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"\x7fELF": "a program", b"SQLite format 3\x00": "an SQLite database",
    b"\xd0\xcf\x11\xe0": "an old office file", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive", b"OggS": "a sound file",
    b"RIFF": "a sound, film or picture", b"\x28\xb5\x2f\xfd": "a zstd archive", b"BZh": "a bzip2 archive",
}  # fmt: skip
# How often each letter comes in a thousand letters of Arabic news, rounded; enough to tell a right decoding from a wrong one.
_FREQUENT = dict(
    zip(
        "اليمونرتبةعدفسهكحقجأشصطخىذزضإثغئءظؤآ",
        (145, 120, 78, 63, 60, 55, 47, 46, 36, 33, 33, 32, 29, 26, 25, 21, 21, 21, 15, 15, 12, 11, 11, 9, 8, 7, 6, 6, 5, 5, 4, 3, 3, 2, 2, 2),
        strict=False,
    )
)
_LEGACY = ("cp1256", "iso8859_6")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BAD = re.compile("[\x00\ud800-\udfff]")


def canonical(text: str) -> str:
    """The text that offsets count in: «\\n» newlines, and U+FFFD for what is no Unicode scalar value or is NUL. Nothing else is touched."""
    return _BAD.sub("\ufffd", _NEWLINES.sub("\n", text.removeprefix("\ufeff")))


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of the bytes. ``declared``: an encoding that the page or its header names, tried after a byte-order mark.

    Raises Unreadable on empty input, on known binary formats and on bytes that are no text in any encoding tried.
    """
    if not raw.strip():
        raise Unreadable("is empty")
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _with(raw[len(bom) :], name)
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise Unreadable(f"is {what}, not a text; give the report as text, HTML or JSON Lines")
    wide = _wide(raw)
    if wide:
        return _with(raw, wide)
    if b"\x00" in raw[:100_000]:
        raise Unreadable("is binary, not a text; give the report as text, HTML or JSON Lines")
    for tried in ("utf-8", declared):
        if tried:
            try:
                return _checked(Decoded(canonical(raw.decode(tried)), _name(tried)))
            except (UnicodeDecodeError, LookupError):
                continue
    return _checked(_guess(raw))


def _with(raw: bytes, name: str) -> Decoded:
    """Decoded as the mark says; what does not fit is replaced and flagged."""
    text = raw.decode(name, "replace")
    flags = ("broken_encoding",) if "\ufffd" in text else ()
    if not text.strip():
        raise Unreadable("is empty")
    return _checked(Decoded(canonical(text), name, flags))


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its spaces and digits is zero, of its Arabic letters 6."""
    head = raw[:4000]
    if len(head) < 8:
        return None
    even, odd = head[0::2], head[1::2]
    for name, high in (("utf-16-le", odd), ("utf-16-be", even)):
        if sum(high.count(b) for b in (0, 6)) > 0.9 * len(high) and high.count(0) < len(high):
            return name
    if odd.count(0) > 0.95 * len(odd) or even.count(0) > 0.95 * len(even):  # UTF-16 of Latin text
        return "utf-16-le" if odd.count(0) > even.count(0) else "utf-16-be"
    return None


def _checked(found: Decoded) -> Decoded:
    """Repairs UTF-8 that someone before us read as Latin («Ø§Ù„» for «ال»); refuses text that is mostly control characters."""
    sample = found.text[:20_000]
    if sample.count("Ø") + sample.count("Ù") > 0.2 * len(sample):
        try:
            repaired = b"".join(map(_latin, found.text)).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass  # not what it looked like: shown as it is, and marked as not Arabic further on
        else:
            return Decoded(canonical(repaired), found.charset, (*found.flags, "encoding_repaired"))
    if len(_CONTROL.findall(sample)) > 0.02 * len(sample):
        raise Unreadable("is binary, not a text; give the report as text, HTML or JSON Lines")
    return found


def _latin(character: str) -> bytes:
    """The byte that Windows-1252 shows as this character; its five unused codes stay themselves."""
    return character.encode("latin-1") if "\x80" <= character <= "\x9f" else character.encode("cp1252")


def _guess(raw: bytes) -> Decoded:
    """Not UTF-8: UTF-8 with a few broken bytes, or the Arabic code page under which the letters come as often as they should."""
    lenient = raw.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    if broken * 50 <= sum(c > "\x7f" for c in lenient):
        return Decoded(canonical(lenient), "utf-8", ("broken_encoding",))
    sample = raw[:200_000]
    best = max(_LEGACY, key=lambda name: _likeness(sample.decode(name, "replace")))
    if _likeness(sample.decode(best, "replace")) < -4.5:  # no Arabic: a European code page will do to show it
        best = "cp1252"
    text = canonical(raw.decode(best, "replace"))
    return Decoded(text, _name(best), ("broken_encoding",) if "\ufffd" in text else ())


def _likeness(text: str) -> float:
    """Mean log frequency of what is not ASCII, as Arabic news has it; about -3 for Arabic, below -5 for anything else."""
    total, n = 0.0, 0
    for c in text:
        if c > "\x7f" and not "\u064b" <= c <= "\u0652" and c not in "،؛؟«»“”’‘–—…\xa0ـ":
            total += math.log(_FREQUENT.get(c, 0.1) / 1000)
            n += 1
    return total / n if n else -9.0


def _name(charset: str) -> str:
    return {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6", "cp1252": "windows-1252"}.get(charset, charset.lower())

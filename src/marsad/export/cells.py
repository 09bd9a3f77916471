"""Cells that are safe in any spreadsheet: no formula, no mark that turns the order of what is shown, numbers as numbers.

Two rules, applied to every piece of text in CSV and XLSX and to text in KML:

* ``unicode``: marks that are not seen are taken out: bidirectional controls, zero-width characters (joiners stay between two letters, where
  Persian and Kurdish need them), soft hyphens, tags, variation selectors, control characters; every kind of line end becomes one.
* ``formula``: text that begins like a formula, or has such a beginning after a separator that some spreadsheet splits at, gets an
  apostrophe before it.

JSON keeps what was read: there such marks are written as escapes («\\u202e»), so that the bytes turn nothing around and no offset moves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from marsad.export.state import Column, Told

BOM: Final = b"\xef\xbb\xbf"
# written as ranges of numbers: no editor shows them, and some act on them
_UNSEEN: Final = (
    (0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE01FF),
)  # fmt: skip
_LINES: Final = {0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_TABLE: Final = {**{n: None for first, last in _UNSEEN for n in range(first, last + 1)}, **_LINES}
_CLASS: Final = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _UNSEEN) + "\r\u0085\u2028\u2029\u200c\u200d"
_HIDDEN: Final = re.compile(f"[{_CLASS}]")
_COMMON: Final = re.compile(f"(?=\\w)[^;|\\t\\n{_CLASS}]+")  # most cells: nothing to take out, nothing to guard
_LONE_JOINER: Final = re.compile("(?<![^\\W\\d_])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\W\\d_])|(?<=[\u200c\u200d])[\u200c\u200d]")
_START: Final = "=+\\-@\t\n\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
_FORMULA: Final = re.compile(f"^[\\s'\"]*[{_START}]")
_LATER: Final = re.compile("([;\t\n|][\\s\"']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212])")
_JSON: Final = re.compile(f"(?![\\x00-\\x7e])[{_CLASS}]")


def plain(text: str) -> str:
    """The text by the rule ``unicode``: «a\\u202eb» → «ab». Text without such marks comes back as it is."""
    if not _HIDDEN.search(text):
        return text
    return _LONE_JOINER.sub("", text.replace("\r\n", "\n").translate(_TABLE))


def guarded(text: str) -> str:
    """Plain text by the rule ``formula``: «=1+1» → «'=1+1»."""
    if _FORMULA.search(text):
        text = "'" + text
    return _LATER.sub("\\1'", text)


def safe(cell: object) -> Any:
    """A cell's value: numbers as they are, None as an empty cell, everything else as text by both rules."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return cell
    return text(str(cell))


def text(words: str) -> str:
    """Text by both rules."""
    return words if _COMMON.fullmatch(words) else guarded(plain(words))


def table(columns: Sequence[Column], told: Iterable[Told], at_once: int = 500) -> Iterator[bytes]:
    """CSV lines of a table, some hundreds a piece: text by both rules, numbers and days as they are."""
    fills = tuple(c.fill for c in columns)
    texts = tuple(n for n, c in enumerate(columns) if c.kind == "string")
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    common = _COMMON.fullmatch
    for n, one in enumerate(told, 1):
        cells = [fill(one) for fill in fills]
        for at in texts:
            if (words := cells[at]) and not common(words):
                cells[at] = guarded(plain(words))
        write(cells)
        if n % at_once == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def row(cells: Iterable[object]) -> bytes:
    """One CSV line."""
    return b"".join(rows([list(cells)]))


def rows(lines: Iterable[Sequence[object]], at_once: int = 500) -> Iterator[bytes]:
    """CSV lines, some hundreds a piece; CRLF, quoted by the csv module."""
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    for n, line in enumerate(lines, 1):
        write([safe(c) for c in line])
        if n % at_once == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()


def escaped(json_text: str) -> str:
    """JSON whose unseen marks are escapes; it means the same. Lone surrogates become the replacement character, as UTF-8 cannot carry them."""
    if json_text.isascii() and "\x7f" not in json_text:
        return json_text
    return _JSON.sub(lambda m: f"\\u{ord(m[0]):04x}" if ord(m[0]) < 0xD800 or 0xE000 <= ord(m[0]) < 0x10000 else "\ufffd" if ord(m[0]) < 0xE000 else _pair(ord(m[0])), json_text)


def _pair(code: int) -> str:
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"

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

BOM: Final = b"\xef\xbb\xbf"
# written as numbers: no editor shows them, and some act on them
_UNSEEN: Final = (
    *range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5,
    *range(0x180B, 0x1810), 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
    *range(0xFFF0, 0xFFFC), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0200), *range(0xD800, 0xE000),
)  # fmt: skip
_DROP: Final = dict.fromkeys(_UNSEEN, None)
_LINES: Final = {0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_TABLE: Final = {**_DROP, **_LINES}
_HIDDEN: Final = re.compile("[" + "".join(f"\\U{n:08x}" for n in (*_UNSEEN, *_LINES, 0x200C, 0x200D) if n != 0x0A) + "]")
_LONE_JOINER: Final = re.compile("(?<![^\\W\\d_])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\W\\d_])|(?<=[\u200c\u200d])[\u200c\u200d]")
_START: Final = "=+\\-@\t\n\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
_FORMULA: Final = re.compile(f"^[\\s'\"]*[{_START}]")
_LATER: Final = re.compile("([;\t\n|][\\s\"']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212])")
_JSON: Final = re.compile("[" + "".join(f"\\U{n:08x}" for n in (*_UNSEEN, *_LINES, 0x200C, 0x200D) if n > 0x7E) + "]")


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
    return guarded(plain(str(cell)))


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

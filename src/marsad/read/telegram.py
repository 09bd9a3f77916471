"""Telegram Desktop's exports: ``result.json`` message by message, and the pages of the HTML export.

A message keeps its channel, its id, its day (by the UTC clock), whether it was edited, and whom it was forwarded from.
"""

from __future__ import annotations

import datetime as dt
import mmap
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import lxml.html
import orjson

from marsad.read.decode import MAX_REPORT_BYTES, Unreadable, canonical, decode
from marsad.read.document import Facts
from marsad.read.pieces import Part, Passed

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_CONTROL = re.compile(rb"\\x([0-9a-fA-F]{2})")  # as some versions write control characters: no JSON
_KEY = re.compile(rb'\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*"|-?\d+)', re.DOTALL)
_TITLE = re.compile(r"^\d{2}\.\d{2}\.\d{4}")
_MAX_DEPTH = 64


def messages(file: BinaryIO, name: str) -> Iterator[tuple[bytes, dict[str, str]] | Passed | str]:
    """Each message's own bytes with what is known of its chat (name, type, id); service messages passed; a string is a fault.

    One message at a time in memory, whatever the size of the file.
    """
    try:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        yield f"cannot be read ({error})"
        return
    with data:
        yield from _scan(data, name)


def _scan(data: mmap.mmap, name: str) -> Iterator[tuple[bytes, dict[str, str]] | Passed | str]:
    stack: list[int] = []  # opening braces and brackets
    key: bytes | None = None  # the last string that a «:» follows
    chat: dict[str, str] = {}
    chats: list[int] = []  # depth at which the messages of the open chat lie
    start, found = 0, 0
    for token in _TOKEN.finditer(data):
        text = token[0]
        first = text[0]
        if first == 0x22:
            if start:
                continue
            follows = _KEY.match(data, token.end())
            if follows:
                key = text[1:-1]
                if not chats and key in (b"name", b"type", b"id"):
                    chat[key.decode()] = _plain(follows[1])
            elif data[token.end() : token.end() + 8].lstrip()[:1] != b":":
                continue
            else:
                key = text[1:-1]
        elif first in b"{[":
            stack.append(first)
            if len(stack) > _MAX_DEPTH and not start:
                yield "is nested deeper than any export"
                return
            if not start and first == 0x5B and key == b"messages":
                chats.append(len(stack))
            elif not start and chats and first == 0x7B and len(stack) == chats[-1] + 1:
                start = token.start() + 1  # never 0: a message lies inside something
            if not start:
                key = None
        else:
            if not stack:
                yield f"is broken at byte {token.start()}: a bracket closes nothing"
                return
            stack.pop()
            if start and len(stack) == chats[-1]:
                raw = bytes(data[start - 1 : token.end()])
                start, found = 0, found + 1
                said = _message(raw)
                if isinstance(said, str):
                    yield f"message {found}: {said}"
                elif said.get("type") != "message":
                    yield Passed(name, f"Telegram {said.get('type', 'entry')} entries")
                elif not _text(said).strip():
                    yield Passed(name, "Telegram messages without text")
                else:
                    yield raw, dict(chat)
            elif chats and len(stack) < chats[-1]:
                chats.pop()
                chat = {}
    if stack:
        yield "is cut short: the export has no end" + (f"; its last message ({found + 1}) is not whole" if start else "")
    elif not found:
        yield "is a Telegram export without any message"


def _plain(raw: bytes) -> str:
    try:
        return str(orjson.loads(_CONTROL.sub(rb"\\u00\1", raw)))
    except orjson.JSONDecodeError:
        return ""


def _message(raw: bytes) -> dict[str, Any] | str:
    if len(raw) > MAX_REPORT_BYTES:
        return f"is {len(raw) / 1e6:.1f} MB, more than a message holds"
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            value = orjson.loads(_CONTROL.sub(rb"\\u00\1", raw).decode("utf-8", "replace").encode())
        except orjson.JSONDecodeError as error:
            return f"is not JSON ({error})"
    return value if isinstance(value, dict) else "is no message"


def _text(message: Mapping[str, Any]) -> str:
    """The words: the text as a string, or as pieces with their styles and links."""
    said = message.get("text_entities") or message.get("text") or ""
    if isinstance(said, str):
        return said
    if not isinstance(said, list):
        return ""
    return "".join(p if isinstance(p, str) else str(p.get("text", "")) if isinstance(p, dict) else "" for p in said)


def read(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The report of one message; ``headers`` has the chat's name and id. Raises Unreadable."""
    message = _message(raw)
    if isinstance(message, str):
        raise Unreadable(message)
    text = canonical(_text(message)).strip("\n")
    if not text.strip():
        raise Unreadable("is a message without text")
    number = str(message.get("id", ""))
    channel = headers.get("x-telegram-chat") or str(message.get("from") or "")
    flags = tuple(f for f, on in (("edited", message.get("edited") or message.get("edited_unixtime")), ("forwarded", message.get("forwarded_from"))) if on)
    said = message.get("forwarded_from")
    chain = (canonical(str(said)),) if said else ()
    source = headers.get("x-telegram-id") or str(message.get("from_id") or "")
    yield Part(
        text, "utf-8", said=Facts(published=_when(message), outlet=channel or None), flags=flags, named=f"telegram:{source}/{number}",
        called=f"{channel or 'telegram'}/{number}", forwarded_from=chain,
    )  # fmt: skip


def _when(message: Mapping[str, Any]) -> dt.date | None:
    """The day by the UTC clock; older exports have only the exporter's local time."""
    stamp = message.get("date_unixtime")
    try:
        if stamp is not None:
            return dt.datetime.fromtimestamp(int(stamp), dt.UTC).date()
        return dt.date.fromisoformat(str(message.get("date"))[:10])
    except (ValueError, OverflowError, OSError):
        return None


def read_page(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The messages on a page of the HTML export. Joined messages (of one sender) stand in their own blocks too. Raises Unreadable."""
    tree = lxml.html.document_fromstring(decode(raw, "utf-8").text)
    channel = " ".join("".join(tree.xpath("//div[contains(@class,'page_header')]//div[contains(@class,'text')]//text()")).split())
    found = 0
    for block in tree.xpath("//div[contains(concat(' ', @class, ' '), ' message ') and contains(@class, 'default')]"):
        inner = block.xpath(".//div[@class='text']")
        if not inner:
            continue
        text = canonical(_lines(inner[-1])).strip()
        if not text:
            continue
        found += 1
        number = (block.get("id") or "").removeprefix("message")
        title = next(iter(block.xpath(".//div[contains(@class,'date') and @title]/@title")), "")
        who = block.xpath(".//div[contains(@class,'forwarded')]//div[@class='from_name']/text()[1]")
        chain = tuple(canonical(" ".join(w.split())) for w in who[:1] if w.strip())
        yield Part(
            text, "utf-8", said=Facts(published=_printed(title), outlet=channel or None), part=f"message {number}",
            flags=("forwarded",) if chain else (), named=f"telegram:{channel}/{number}", called=f"{channel or 'telegram'}/{number}", forwarded_from=chain,
        )  # fmt: skip
    if not found:
        raise Unreadable("is a page of a Telegram export without any text")


def _lines(element: Any) -> str:
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    return "\n".join(line.strip() for line in element.text_content().splitlines())


def _printed(title: str) -> dt.date | None:
    """«24.02.2021 07:13:22 UTC+03:00»."""
    if not _TITLE.match(title):
        return None
    try:
        return dt.date(int(title[6:10]), int(title[3:5]), int(title[:2]))
    except ValueError:
        return None

"""E-mail: a mailbox into its messages, and a message (or a page saved as MHTML) to its text. Situation bulletins travel so."""

from __future__ import annotations

import datetime as dt
import email.policy
import email.utils
import re
from collections.abc import Iterator, Mapping
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from typing import BinaryIO

from marsad.read.decode import Unreadable, canonical, decode
from marsad.read.document import Facts
from marsad.read.pieces import LARGEST, Part

_MAX_PARTS = 200
_MAX_DEPTH = 20
_MAX_HEAD = 256 * 1024
_HEAD_LINES = 2000


def messages(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The messages of a mailbox, numbered from 1, each as it lies without its «From » line; one at a time in memory."""
    n, held, blank = 0, 0, True
    lines: list[bytes] = []
    limit = LARGEST["mail"] + 1
    while line := file.readline(1_000_000):
        if line.startswith(b"From ") and blank:
            if n:
                yield n, b"".join(lines)
            n, lines, held = n + 1, [], 0
        elif held < limit:  # of a larger one no more than shows that it is too large
            lines.append(line)
            held += len(line)
        blank = line in (b"\n", b"\r\n")
    if n:
        yield n, b"".join(lines)


def read(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The message's own text, its sender as outlet, its day and subject. Attachments are named in a flag. Raises Unreadable."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    if len(head) > _MAX_HEAD or head.count(b"\n") > _HEAD_LINES:
        raise Unreadable(f"is an e-mail with a head of more than {_MAX_HEAD // 1024} kB, which no real one has")
    if raw.count(b"\n--") > 50 * _MAX_PARTS:
        raise Unreadable("is an e-mail of too many parts")
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(raw)
    except (MessageError, ValueError, LookupError) as error:
        raise Unreadable(f"is an e-mail that cannot be parsed ({error})") from error
    saved = message.get("Snapshot-Content-Location")
    html: tuple[bytes, str | None] | None = None
    plain: tuple[bytes, str | None] | None = None
    attached = 0
    for part in _leaves(message):
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            attached += kind not in ("text/css",) and not kind.startswith("image/") and not saved
            continue
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes) or not body.strip():
            continue
        charset = part.get_content_charset()
        if kind == "text/html" and html is None:
            html = (body, charset)
        elif kind == "text/plain" and plain is None:
            plain = (body, charset)
    facts = Facts() if saved else _facts(message)
    flags = ("attachments_not_read",) if attached else ()
    named = None if saved else _header(message, "Message-ID")
    if plain is not None and not saved:
        text = decode(*plain)
        yield Part(text.text, text.charset, said=facts, flags=(*text.flags, *flags), named=named)
    elif html is not None:
        from marsad.read import html as pages

        page = pages.page(html[0], declared=html[1], with_title=bool(saved))
        about = page.facts
        if saved and not about.url:
            about = Facts(about.published, about.outlet, about.title, str(saved))
        yield Part(page.text, page.charset, said=facts, page=about if saved else Facts(), flags=(*page.flags, *flags), named=named)
    else:
        raise Unreadable("is an e-mail without any text; save what is attached and name that")


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no parts, in order, to a limit of depth and number."""
    queue, seen = [(message, 0)], 0
    while queue:
        part, depth = queue.pop(0)
        seen += 1
        if seen > _MAX_PARTS or depth > _MAX_DEPTH:
            raise Unreadable("is an e-mail of too many parts")
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            queue[:0] = [(p, depth + 1) for p in inner if isinstance(p, Message)]
        else:
            yield part


def _header(message: Message, name: str) -> str | None:
    """A header field, its encoded words read; None where it is missing or broken."""
    said = message.get(name)
    if said is None:
        return None
    try:
        factory = email.policy.default.header_factory
        text = str(factory(name, str(said).replace("\n", " ").replace("\r", " "))) if len(str(said)) < 4000 else str(said)[:4000]
    except (ValueError, IndexError, LookupError, AttributeError, TypeError, MessageError):
        text = str(said)
    return " ".join(canonical(text).split()) or None


def _facts(message: Message) -> Facts:
    when: dt.date | None = None
    said = message.get("Date")
    if said:
        try:
            when = email.utils.parsedate_to_datetime(str(said)).date()
        except (ValueError, TypeError, IndexError):
            when = None
    name, address = email.utils.parseaddr(_header(message, "From") or "")
    return Facts(
        published=when if when and dt.date(1980, 1, 1) <= when <= dt.date(2100, 1, 1) else None, outlet=name or address or None,
        title=_header(message, "Subject"), flags=("unreadable_date",) if said and when is None else (),
    )  # fmt: skip

"""What some bytes are, told by their content; a name only decides where the content leaves it open (a table, JSON Lines)."""

from __future__ import annotations

import re

import orjson

HEAD = 65_536
"""Bytes that are looked at."""
_MAIL = re.compile(
    rb"(?:received|from|to|subject|date|message-id|mime-version|return-path|delivered-to|reply-to|content-type|x-[\w-]{1,40}):", re.IGNORECASE
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_MAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]")
_TELEGRAM_PAGE = re.compile(rb'class="(?:pull_left userpic_wrap|message default clearfix|page_header|history)')
COLUMNS = frozenset(("text", "content", "body", "message", "description", "النص", "نص", "المحتوى", "الخبر"))
"""Names of the column that holds a table's texts."""


def kind_of(head: bytes, name: str = "", size: int | None = None) -> str:
    """One of gzip, zip, tar, warc, pdf, jsonfeed, telegram, lines, feed, sitemap, telegram_page, html, mbox, mail, table, text.

    ``text`` is also what is none of them: decoding says why it is no text.
    """
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<"):
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith((b"{", b"[")) or name.lower().endswith((".jsonl", ".ndjson")):
        return _json(plain, name)
    if looks_like_html(head):
        return "telegram_page" if _TELEGRAM_PAGE.search(head) and b"tgme" not in head[:2000] and b"message" in head else "html"
    if plain.startswith(b"<"):
        start = plain[:8192]
        if _FEED.search(start):
            return "feed"
        if _MAP.search(start):
            return "sitemap"
    if head.startswith(b"From ") and b"\n" in head and _MAIL.match(head.split(b"\n", 2)[1]):
        return "mbox"
    if _is_mail(plain):
        return "mail"
    return "table" if _is_table(plain, name) else "text"


def _json(plain: bytes, name: str) -> str:
    """JSON Lines; a Telegram export; a JSON feed; a single record over several lines."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return "lines"
    start = plain[:4096]
    if b"jsonfeed.org" in start:
        return "jsonfeed"
    if (b'"messages"' in plain and b'"type"' in plain and b'"id"' in plain) or (b'"chats"' in plain and b'"about"' in start):
        return "telegram"
    if not plain.startswith(b"{"):
        return "text"
    line = plain.split(b"\n", 1)[0].strip()
    if len(line) >= HEAD - 3:  # longer than what was looked at: a long record
        return "lines"
    try:
        return "lines" if isinstance(orjson.loads(line), dict) else "text"
    except orjson.JSONDecodeError:
        return "lines" if line.startswith(b'{"') and line.count(b'"') > 2 else "text"


def looks_like_html(head: bytes) -> bool:
    """Whether the bytes open a web page."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"<?xml"):
        start = start.partition(b"?>")[2].lstrip()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article")):
        return True
    if start.startswith(b"<!--"):
        return not _FEED.search(start[:8192]) and not _MAP.search(start[:8192])
    if _FEED.search(start[:8192]) or _MAP.search(start[:8192]):
        return False
    return start.startswith(b"<") and any(tag in start for tag in (b"<p>", b"<p ", b"<div", b"<meta", b"<title", b"<span", b"<table"))


def _is_mail(plain: bytes) -> bool:
    lines = plain[:4096].splitlines()[:12]
    known = sum(bool(_MAIL.match(line)) for line in lines)
    return bool(lines) and bool(_MAIL.match(lines[0])) and known >= 3


def _is_table(plain: bytes, name: str) -> bool:
    """A first line that names a column of texts between separators; or the name says so."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    first = plain.split(b"\n", 1)[0][:2000].decode("utf-8", "replace")
    for separator in (",", ";", "\t"):
        cells = [c.strip().strip('"').lower() for c in first.split(separator)]
        if len(cells) > 1 and COLUMNS & set(cells) and all(len(c) < 40 for c in cells):
            return True
    return False

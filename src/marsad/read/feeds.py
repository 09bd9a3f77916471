"""RSS, Atom and JSON feeds to their entries; sitemaps to the addresses that they list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

import orjson

from marsad.read.decode import Unreadable, canonical, decode
from marsad.read.document import Facts, day, web_address
from marsad.read.pieces import Part

MAX_ENTRIES = 2000
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})")
_TAGS = re.compile(r"<(?:p|div|br|span|a|img|ul|li|h\d|strong|em|figure|blockquote)\b", re.IGNORECASE)
_DEPTH = re.compile(rb"<(/?)[a-zA-Z][^<>]{0,5000}?(/?)>")
_MAX_DEPTH = 100


def read(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The entries of an RSS or Atom feed that have words, in its order. Raises Unreadable."""
    import feedparser

    check_xml(raw)
    feed = feedparser.parse(raw, response_headers={"content-type": "application/xml"}, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise Unreadable(f"is a feed without entries{f' ({_short(feed.bozo_exception)})' if feed.get('bozo') else ''}")
    outlet = _clean(feed.feed.get("title"))
    flags = ("broken_feed",) if feed.get("bozo") and not isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride) else ()
    for n, entry in enumerate(feed.entries[:MAX_ENTRIES], 1):
        bodies = [c.get("value") or "" for c in entry.get("content", ())] or [entry.get("summary") or ""]
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        published = dt.date(*when[:3]) if when else _printed(entry.get("published") or entry.get("updated"))
        yield from _entry(n, max(bodies, key=len), entry.get("title"), entry.get("link"), entry.get("id"), published, outlet, flags)


def read_json(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The items of a JSON feed. Raises Unreadable."""
    try:
        feed = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"is a JSON feed that is no JSON ({error})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        raise Unreadable("is a feed without entries")
    for n, item in enumerate(items[:MAX_ENTRIES], 1):
        if isinstance(item, dict):
            body = item.get("content_html") or item.get("content_text") or item.get("summary") or ""
            yield from _entry(n, str(body), item.get("title"), item.get("url"), item.get("id"), day(item.get("date_published")), _clean(feed.get("title")), ())


def check_xml(raw: bytes) -> None:
    """Refuses what makes XML parsers explode: a document type with entities, tags in tags without end. Raises Unreadable."""
    if _DOCTYPE.search(raw):
        raise Unreadable("is a feed that declares entities, which no feed needs and bombs do; it is not read")
    depth = 0
    for tag in _DEPTH.finditer(raw):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth > _MAX_DEPTH:
            raise Unreadable(f"is a feed of more than {_MAX_DEPTH} tags in each other, as no feed is")


def _entry(
    n: int, body: str, title: object, link: object, id_: object, published: dt.date | None, outlet: str | None, flags: tuple[str, ...]
) -> Iterator[Part]:
    """An entry with words. Its markup goes; its headline stands first."""
    text = canonical(_words(body)).strip()
    head = _clean(title)
    if head and not text.startswith(head):
        text = f"{head}\n\n{text}" if text else head
    if not text:
        return
    url = web_address(link)
    yield Part(
        text, "utf-8", said=Facts(published, outlet, head, url), flags=(*flags, "feed_entry"), part=f"entry {n}",
        named=None if url else str(id_ or "") or None, called=url or str(id_ or "") or None,
    )  # fmt: skip


def _words(markup: str) -> str:
    if "<" not in markup or not _TAGS.search(markup):
        import html

        return html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", markup)) if "<" in markup or "&" in markup else markup
    from resiliparse.extract.html2text import extract_plain_text

    found: str = extract_plain_text(f"<html><body>{markup}</body></html>", main_content=False, alt_texts=False, links=False)
    return found


def _printed(said: object) -> dt.date | None:
    """A day in Arabic words («الأربعاء، 24 شباط 2021 10:00»), which feed readers do not know."""
    from marsad.read import dateline
    from marsad.read.boilerplate import words_of

    if not isinstance(said, str) or not said.strip() or len(said) > 200:
        return None
    found = day(said)
    if found:
        return found
    words = words_of(said)
    dated = dateline.read(said, words, frozenset(words))
    return dated.day if dated else None


def _clean(text: object) -> str | None:
    return (" ".join(canonical(_words(text)).split()) or None) if isinstance(text, str) else None


def _short(error: object) -> str:
    return str(error)[:120]


def addresses(raw: bytes) -> list[str]:
    """The addresses that a sitemap lists. Raises Unreadable."""
    check_xml(raw)
    import html

    found = [html.unescape(u) for u in _LOCATION.findall(decode(raw).text)]
    return [u for u in dict.fromkeys(found) if web_address(u)][:50_000]

"""A saved web page to its report: the text of the article, and what the page says of itself (title, outlet, day, address).

Two extractors: trafilatura, and resiliparse where it gives nothing (its author can switch it off with 254 nested blocks). The day
is that of the page's own metadata, else the one that it prints beside its report, in Arabic too; where neither is, htmldate is asked for the
metadata that we do not know of. A date that stands in the text is the dateline's business: htmldate's look at texts takes the names of Levantine
months for 1 January, and days that are told of for the day of printing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import lxml.html
import orjson
import trafilatura
from lxml.html import HTMLParser
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.settings import Extractor

from marsad.arabic.normalise import fold_text
from marsad.read import dateline
from marsad.read.boilerplate import beside, words_of
from marsad.read.decode import Unreadable, canonical, decode
from marsad.read.document import Facts, day, web_address
from marsad.read.pieces import Part

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_DAY_KEYS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.issued", "dc.date.issued",
    "dcterms.created", "dcterms.date", "dc.date", "publishdate", "publish-date", "pubdate", "date", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_TAG = re.compile(rb"<[a-zA-Z][^<>]*")
_DATED = re.compile(r"date|time|publish|posted|tarikh", re.IGNORECASE)
_BLOCK = re.compile(rb"<(/?)(?:div|span|table|tbody|tr|td|ul|ol|li|section|article|font|b|i|em|p|center|blockquote|dl|dd)\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b[^>]*>[^<]*(?:<(?!/\1)[^<]*)*</\1\s*>", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_ARABIC = re.compile("[\u0620-\u064a]")
_DEEP = 240  # blocks in each other: the first extractor's parser gives up at 254
_DEEPEST = 20_000
_LONGEST_TAG = 50_000  # bytes; parsers take time with the square of the attributes (200,000 of them: 25 s)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_PARSER = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
_EXTRACT = Extractor(output_format="txt", fast=True, comments=False, tables=True)  # made once: it reads a settings file
_SPACES = re.compile(r"[ \t]+")
_BLANKS = re.compile(r"\n{3,}")


class Page(NamedTuple):
    """The report on a page, and what the page says of it."""

    text: str
    charset: str
    facts: Facts
    flags: tuple[str, ...]


def read(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The page's report; ``headers`` of the reply that it came in may name its encoding. Raises Unreadable where there is no text on it."""
    found = page(raw, declared=declared_charset(headers.get("content-type", "")))
    yield Part(found.text, found.charset, page=found.facts, flags=found.flags)


def declared_charset(content_type: str) -> str | None:
    """The encoding that a Content-Type names."""
    named = _IN_HEADER.search(content_type[:200])
    return named[1] if named else None


def page(raw: bytes, *, declared: str | None = None, with_title: bool = True) -> Page:
    """The page's report. Raises Unreadable where there is no text on it."""
    longest, depth = _shape(raw)
    if longest > _LONGEST_TAG:
        raise Unreadable(f"is a web page with a tag of more than {_LONGEST_TAG // 1000} kB, which no real page has; give its text")
    if depth > _DEEPEST:
        raise Unreadable(f"is a web page of more than {_DEEPEST} blocks in each other, which no real page has; give its text")
    named = _CHARSET.search(raw[:4096])
    source = decode(raw, declared or (named[1].decode("ascii", "replace") if named else None))
    markup = _SCRIPT.sub(_kept_script, source.text)
    tree = _tree(markup)
    facts = _facts(tree)
    body = ""
    if depth < _DEEP:
        body = trafilatura.extract(tree, options=_EXTRACT) or ""  # works on a copy: the page is parsed once
    flags = source.flags
    if len(body.strip()) < 80:
        other = extract_plain_text(markup, main_content=True, alt_texts=False, links=False) or ""
        if len(other.strip()) < 80:
            other = extract_plain_text(markup, main_content=False, alt_texts=False, links=False) or ""
        if len(other.strip()) > len(body.strip()):
            body, flags = other, (*flags, "second_extractor")
    if facts.published is None:
        found = _printed_day(tree, body, facts.url) or _told_day(tree)
        facts = Facts(found, facts.outlet, facts.title, facts.url)
    text = _BLANKS.sub("\n\n", _SPACES.sub(" ", canonical(body))).strip()
    text = _with_title(text, facts.title) if with_title else text
    if not body.strip():
        raise Unreadable("is a web page without any text; save it anew from a browser, or give its text")
    return Page(text, source.charset, facts, flags)


def _shape(raw: bytes) -> tuple[int, int]:
    """Bytes of the longest tag (from its «<» to the next «<» or «>»), and how deep blocks lie in each other at most."""
    longest, depth, deepest = 0, 0, 0
    for tag in _TAG.finditer(raw):
        longest = max(longest, tag.end() - tag.start())
    if raw.count(b"<div") + raw.count(b"<span") + raw.count(b"<table") + raw.count(b"<ul") + raw.count(b"<font") + raw.count(b"<b") > _DEEP:
        for tag in _BLOCK.finditer(raw):
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return longest, deepest


def _kept_script(script: re.Match[str]) -> str:
    """Scripts and styles go before parsing (an 11 MB one switches the extractor off); those with linked data stay."""
    return script[0] if "ld+json" in script[0][:300] and len(script[0]) < 500_000 else " "


def _tree(text: str) -> Any:
    """The parsed page; an encoding declaration inside a text would make the parser refuse it."""
    try:
        return lxml.html.document_fromstring(_DECLARED.sub("", text).encode("utf-8", "replace"), parser=_PARSER)
    except (lxml.etree.ParserError, ValueError) as error:
        raise Unreadable(f"is no web page that can be parsed ({error})") from error


def _facts(tree: Any) -> Facts:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if key and meta.get("content"):
            metas.setdefault(key.strip().lower(), meta.get("content").strip())
    linked = list(_linked(tree))
    published = _first_day(
        *(metas.get(key) for key in _DAY_KEYS), *(d.get("datePublished") for d in linked),
        *(t.get("datetime") for t in tree.iter("time") if t.get("datetime")),
    )  # fmt: skip
    url = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical" and e.get("href")), None)
    url = url or metas.get("og:url")
    if published is None and url and (found := _IN_ADDRESS.search(url)):
        published = _first_day(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
    publisher = next((p["name"] for d in linked if isinstance(p := d.get("publisher"), dict) and isinstance(p.get("name"), str)), None)
    title = metas.get("og:title") or next((d["headline"] for d in linked if isinstance(d.get("headline"), str)), None) or _heading(tree)
    return Facts(
        published=published, outlet=_clean(metas.get("og:site_name") or publisher), title=_clean(title),
        url=web_address(url),
    )  # fmt: skip


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    """Objects of the page's JSON-LD, those in a @graph too; a broken block is the page's fault and says nothing."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            value = orjson.loads(script.text)
        except orjson.JSONDecodeError:
            continue
        queue = value if isinstance(value, list) else [value]
        for one in queue[:50]:
            if isinstance(one, dict):
                yield one
                yield from (g for g in one.get("@graph", ())[:50] if isinstance(g, dict)) if isinstance(one.get("@graph"), list) else ()


def _first_day(*said: object) -> Any:
    return next((found for s in said if isinstance(s, str) and (found := day(s))), None)


def _printed_day(tree: Any, body: str, url: str | None) -> dt.date | None:
    """The day that the page prints beside its report: between the headline and the first paragraph, or in an element that is named for it.

    A day in the page's own head («اليوم: الأحد 22 تشرين الثاني») is that of the saving, and those in boxes are of other reports.
    """
    known = beside(url)
    first = " ".join(next((line for line in body.splitlines() if len(line.split()) >= 12), "").split())[:60]
    after_heading, named = False, set()
    for n, element in enumerate(tree.iter("h1", "h2", "h3", "p", "div", "span", "time", "li", "td", "small", "b", "i", "a", "em", "strong", "label")):
        if n > 4000:
            break
        own = " ".join((element.text or "").split()) if len(element) else " ".join(element.text_content().split())
        if element.tag in ("h1", "h2") and not _outside(element):
            after_heading = True
        if first and own.startswith(first):
            after_heading = False
        if not own or len(own) > 120 or not any(c.isdigit() for c in own):
            continue
        called = f"{element.get('class') or ''} {element.get('id') or ''} {element.getparent().get('class') or '' if element.getparent() is not None else ''}"
        if (not after_heading and not _DATED.search(called)) or _outside(element):
            continue
        said = dateline.read(own, words_of(own), known)
        if said and said.rank == 0:
            if after_heading:
                return said.day
            named.add(said.day)
    return named.pop() if len(named) == 1 else None


def _told_day(tree: Any) -> dt.date | None:
    """What htmldate makes of the page's metadata and of short elements that are named for a date; it is given no text to guess from."""
    bare = _dated_only(tree)
    if bare is None:
        return None
    import htmldate  # a fifth of a second to load, and most pages say their day in ways that we know

    said = htmldate.find_date(bare, extensive_search=False, original_date=True, min_date="1995-01-01", max_date="2100-01-01")
    return day(said) if said else None


def _dated_only(tree: Any) -> Any | None:
    """A page of nothing but what is named for a date and holds digits, not in Arabic words, which we read ourselves; None where there is no such thing."""
    page = lxml.html.Element("html")
    head, shown = lxml.html.Element("head"), lxml.html.Element("body")
    page.append(head)
    page.append(shown)
    for n, element in enumerate(tree.iter("meta", "time", "span", "div", "p", "abbr", "td")):
        if n > 3000:
            break
        called = " ".join(element.get(key) or "" for key in ("class", "id", "itemprop", "property", "name", "pubdate", "http-equiv"))
        printed = " ".join(element.get(key) or "" for key in ("content", "datetime", "title", "data-utime")) + " " + (element.text or "")
        if not (_DATED.search(called) or element.tag in ("time", "abbr")) or len(printed) > 120 or not any(c.isdigit() for c in printed):
            continue
        if element.tag == "meta":
            head.append(lxml.html.Element("meta", dict(element.attrib)))
        elif not _ARABIC.search(printed) and not _outside(element):
            one = lxml.html.Element(element.tag, dict(element.attrib))
            one.text = element.text
            shown.append(one)
    return page if len(head) or len(shown) else None


def _outside(element: Any) -> bool:
    """Whether the element lies in what surrounds every report of the site."""
    return any(a.tag in ("nav", "aside", "footer", "header", "form", "li") for a in element.iterancestors()) and not any(
        a.tag in ("article", "main") for a in element.iterancestors()
    )


def _heading(tree: Any) -> str | None:
    for tag in ("h1", "title"):
        for element in tree.iter(tag):
            text = element.text_content().strip()
            if text:
                return str(text)
    return None


def _clean(text: str | None) -> str | None:
    return (" ".join(canonical(text).split()) or None) if text else None


def _with_title(body: str, title: str | None) -> str:
    """The headline first, unless the text begins with it: it is part of what was published."""
    if not title:
        return body
    first = fold_text(body[: len(title) + 40])
    return body if fold_text(title)[:30] in first else f"{title}\n\n{body}"

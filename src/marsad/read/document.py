"""Text with what is known about it: outlet, title, address, day of publication and who says so, language, furniture."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from marsad.arabic.normalise import fold
from marsad.ids import document_id
from marsad.model import Capture, Document
from marsad.read.boilerplate import furniture
from marsad.read.capture import capture
from marsad.read.decode import Decoded, canonical, decode
from marsad.read.language import language
from marsad.resources import sources

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:$|[T\s])")


def day(value: object) -> dt.date | None:
    """A day from «2021-02-24», with or without a time behind it; None where it is no such date."""
    found = _ISO.match(str(value))
    if not found:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None


def web_address(said: object) -> str | None:
    """The address as it was given, where it is one of a web page that can be taken apart («https://[x» cannot); else None."""
    if not isinstance(said, str) or not said.startswith(("http://", "https://")):
        return None
    try:
        return said if urlsplit(said).hostname else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record, a metadata line or a page says about the report beside its text."""

    published: dt.date | None = None
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    bounds: tuple[dt.date, dt.date] | None = None
    flags: tuple[str, ...] = ()

    def over(self, other: Facts) -> Facts:
        """These facts, and the other's where these say nothing."""
        return Facts(
            self.published or other.published, self.outlet or other.outlet, self.title or other.title, self.url or other.url,
            self.bounds or other.bounds, self.flags,
        )  # fmt: skip

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Facts from a JSON record; a date that cannot be read is flagged, not guessed."""
        said = record.get("published")
        published = day(said) if said else None
        return cls(
            published=published, outlet=_text(record.get("outlet")), title=_text(record.get("title")), url=_text(record.get("url")),
            bounds=_bounds(record.get("published_bounds")), flags=("unreadable_date",) if said and published is None else (),
        )  # fmt: skip


def _text(value: object) -> str | None:
    return canonical(value).strip() or None if isinstance(value, str) else None


def _bounds(value: object) -> tuple[dt.date, dt.date] | None:
    """[earliest, latest] or {"from", "to"} of a report that cannot be dated to the day."""
    if isinstance(value, Mapping):
        value = [value.get("from") or value.get("earliest"), value.get("to") or value.get("latest")]
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, last = day(value[0]), day(value[1])
    return (first, last) if first and last and first <= last else None


def outlet_id(url: str | None, name: str | None) -> str | None:
    """The id in data/sources of whoever publishes at the address, or bears the name; None where the table knows neither."""
    if not url and not name:
        return None
    known = sources.table().of_domain(url) if url and web_address(url) else None
    return known.id if known else _named().get(fold(name).lower()) if name else None


@functools.lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    """Outlets by their folded names; a name that two bear is neither's."""
    found: dict[str, str | None] = {}
    for one in sources.table():
        if one.is_outlet:
            for name in {fold(n).lower() for n in (one.id, one.id.replace("_", " "), one.name, one.en, *one.names, *one.short)}:
                found[name] = one.id if found.get(name, one.id) == one.id else None
    return {name: one for name, one in found.items() if one}


def document(
    decoded: Decoded,
    source: Capture,
    file: str,
    facts: Facts,
    published: dt.date | None = None,
    outlet: str | None = None,
    page: Facts | None = None,
    *,
    named: str | None = None,
    part: str | None = None,
    forwarded_from: tuple[str, ...] = (),
) -> Document:
    """The document. Who dates it: metadata, then the option, then the page, then a dateline in the text; else nobody.

    ``named``: the name that a record gave itself; it is part of where the report comes from, a file's name is not.
    ``part``: which report of its bytes it is, where they hold several.
    """
    page = page or Facts()
    text = decoded.text
    url = facts.url or page.url
    house = facts.outlet or outlet or page.outlet
    cuts, dateline = furniture(text, url)
    when, who = None, None
    for said, by in ((facts.published, "metadata"), (published, "option"), (page.published, "page"), (dateline, "dateline")):
        if said is not None:
            when, who = said, by
            break
    tongue = language(text)
    flags = [*decoded.flags, *facts.flags, *page.flags]
    if tongue != "ar":
        flags.append("not_arabic")
    origin = url or "\x1f".join((house or "", named or ""))
    return Document(
        id=document_id(origin, text), text=text, file=file, published=when, published_from=who,
        outlet=house, outlet_id=outlet_id(url, house), title=facts.title or page.title, url=url, language=tongue, capture=source.sha256,
        published_bounds=facts.bounds if when is None else None, cuts=cuts, flags=tuple(dict.fromkeys(flags)),
        part=part, source=url or (origin.replace("\x1f", " ").strip() if named else None), forwarded_from=forwarded_from,
    )  # fmt: skip


def bare(raw: bytes, published: dt.date | None = None) -> Document:
    """A document of text alone, no furniture looked for. Raises Unreadable."""
    text = decode(raw).text
    return Document(document_id("", text), text, "-", published, "option" if published else None)


def annotated_document(stem: str, doc: Mapping[str, Any]) -> Document:
    """The document of a gold annotation's "doc", with what a reader is told of it: the text, the day, the outlet, the address."""
    facts = Facts.of({**doc, "outlet": doc.get("publisher"), "published_bounds": None})
    raw = doc["text"].encode("utf-8", "surrogatepass")
    return document(Decoded(canonical(doc["text"]), "utf-8"), capture(raw, stem), stem, facts, named=stem)

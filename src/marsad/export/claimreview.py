"""schema.org ClaimReview as JSON-LD: a review an incident and origin, for fact-checkers' tools. What is reviewed is said in our own coded words,
and the rating is the incident's grade, which is not a verdict of truth but how well the account stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from marsad.export import jsonl, names, prose
from marsad.export.state import Rule, State, Told, kept
from marsad.model import Claim, Origin
from marsad.resources import exporting

RULES = (
    Rule("claimreview_window", "tallies and series that count a period have no grade of their own", lambda t: t.incident.kind == "window"),
    Rule("claimreview_no_origin", "an incident without an origin: a review needs somebody who claims", lambda t: not t.incident.origins),
)
DROPPED = (
    ("ranges", "a rating is one number (5 confirmed, 4 fair, 3 weak, 2 contested, 1 discounted); figures are in the sentence"),
    ("place", "in the sentence only"),
)
FIELDS = (
    ("claimReviewed", "who says what, in a sentence of coded fields: type, actors, day, place, the origin's own figures"),
    ("itemReviewed.author", "the origin"), ("itemReviewed.datePublished", "day of its first report"), ("itemReviewed.appearance", "its reports' addresses"),
    ("reviewRating", "1 to 5 by the incident's grade; alternateName the grade in English"), ("author", "Marsad"),
    ("url", "urn of the incident: a deployment's own address is not known to the ledger"), ("identifier", "incident and origin"),
)  # fmt: skip


def incidents(state: State) -> Iterator[bytes]:
    """One document with a graph of reviews, a review a line."""
    yield b'{"@context":"https://schema.org","@graph":[\n'
    first = True
    for t in kept(state, RULES):
        for origin in t.incident.origins:
            yield (b"" if first else b",\n") + jsonl.text(_review(t, origin)).encode()
            first = False
    yield b"\n]}\n"


def _review(t: Told, origin: Origin) -> dict[str, Any]:
    i = t.incident
    own = [c for c in t.claims if c.id in origin.claims]
    documents = [d for d in t.documents if d.id in {c.document for c in own}]
    days = sorted(d.published.isoformat() for d in documents if d.published)
    level = exporting.grade_level(i.grade)
    item: dict[str, Any] = {"@type": "Claim", "author": {"@type": "Organization", "name": names.source(origin.source)}}
    if days:
        item["datePublished"] = days[0]
    if addresses := [d.url for d in documents if d.url]:
        item["appearance"] = [{"@type": "CreativeWork", "url": u} for u in addresses]
    return {
        "@type": "ClaimReview", "@id": f"urn:marsad:{i.id}:{quote(origin.source)}", "identifier": i.id, "url": f"urn:marsad:{i.id}",
        "claimReviewed": _said(t, origin, own), "itemReviewed": item, "inLanguage": "en",
        "author": {"@type": "SoftwareApplication", "name": "Marsad", "softwareVersion": t.state.about.version},
        "reviewRating": {"@type": "Rating", "ratingValue": int(level.rating) if level else 3, "bestRating": 5, "worstRating": 1, "alternateName": i.grade,
                         "ratingExplanation": f"claims: {len(i.claims)}; independent origins: {i.independent_origins}"
                         + (f"; disputed: {', '.join(i.disputed)}" if i.disputed else "")},
    }  # fmt: skip


def _said(t: Told, origin: Origin, own: list[Claim]) -> str:
    figures = []
    for measure in prose.MEASURES:
        told = sorted({(x.low, x.high) for c in own for x in c.tolls if x.measure == measure and x.part_of is None}, key=lambda f: (f[0], f[1] or 0))
        if told:
            figures.append(f"{measure} {' or '.join(prose.figure(low, high) for low, high in told)}")
    by = ", ".join(names.actor(a) for a in t.perpetrators)
    kind = prose.TYPES.get(t.incident.type, (t.incident.type,))[0]
    return f"{names.source(origin.source)}: {kind}{f' by {by}' if by else ''}, {prose.when(t)}, {prose.where(t)}{'; ' + ', '.join(figures) if figures else ''}"

"""A report's text cut into stretches: which claims' evidence covers each, which parts of the chosen claim, what is furniture.

Every stretch is a slice of ``Document.text``; the template escapes it and sets the marks around it. Nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from marsad.model import Claim, Cut, Document

LAYERS = ("perpetrator", "target", "time", "place", "toll", "materiel", "source")
_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(f"[{_BIDI}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch with what it is: "evidence" of a claim, or a layer of the chosen claim."""

    start: int
    end: int
    kind: str
    claim: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A slice of the text under one set of marks. ``control`` names an invisible character that is shown instead of obeyed."""

    start: int
    end: int
    text: str
    claims: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    furniture: bool = False
    control: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a run of furniture lines (``rule`` says what cut them)."""

    stretches: tuple[Stretch, ...]
    rule: str | None = None


def spans_of(claim: Claim) -> list[Span]:
    """The parts of a claim that stand in the text, as layers."""
    found = [Span(a.start, a.end, "perpetrator", claim.id) for a in claim.perpetrators]
    found += [Span(a.start, a.end, "target", claim.id) for a in claim.targets]
    if claim.time and claim.time.start is not None and claim.time.end is not None:
        found.append(Span(claim.time.start, claim.time.end, "time", claim.id))
    if claim.place:
        found.append(Span(claim.place.start, claim.place.end, "place", claim.id))
    for toll in claim.tolls:
        if toll.start is not None and toll.end is not None:
            found.append(Span(toll.start, toll.end, "toll", claim.id))
        elif toll.group:
            found.append(Span(toll.group.start, toll.group.end, "toll", claim.id))
    found += [Span(m.start, m.end, "materiel", claim.id) for m in claim.materiel]
    found += [Span(s.start, s.end, "source", claim.id) for s in claim.sources]
    return [s for s in found if s.end > s.start]


def evidence_of(claims: Iterable[Claim]) -> list[Span]:
    """The evidence of the claims."""
    return [Span(q.start, q.end, "evidence", c.id) for c in claims for q in c.evidence if q.end > q.start]


def _lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines that are not blank."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _stretches(text: str, start: int, end: int, spans: Sequence[Span], cuts: Sequence[Cut]) -> list[Stretch]:
    """The slice [start, end) in pieces that do not overlap, in reading order; joined they are the slice again."""
    near = [s for s in spans if s.start < end and s.end > start]
    gone = [c for c in cuts if c.start < end and c.end > start]
    edges = {start, end}
    for a, b in (*((s.start, s.end) for s in near), *((c.start, c.end) for c in gone)):
        edges |= {max(start, min(end, a)), max(start, min(end, b))}
    for match in _CONTROL.finditer(text, start, end):
        edges |= {match.start(), match.end()}
    order = sorted(edges)
    found = []
    for a, b in pairwise(order):
        over = [s for s in near if s.start <= a and s.end >= b]
        found.append(
            Stretch(
                start=a, end=b, text=text[a:b],
                claims=tuple(dict.fromkeys(s.claim for s in over if s.kind == "evidence")),
                layers=tuple(k for k in LAYERS if any(s.kind == k for s in over)),
                furniture=any(c.start <= a and c.end >= b for c in gone),
                control=f"U+{ord(text[a]):04X}" if b == a + 1 and _CONTROL.match(text[a]) else None,
            )
        )  # fmt: skip
    return found


def _cut_by(cuts: Sequence[Cut], start: int, end: int) -> str | None:
    return next((c.rule for c in cuts if c.start <= start and c.end >= end), None)


def blocks(document: Document, claims: Sequence[Claim], chosen: Claim | None = None) -> list[Block]:
    """The report as paragraphs of stretches. Neighbouring lines that were cut whole are one folded block."""
    spans = evidence_of(claims) + (spans_of(chosen) if chosen else [])
    found: list[Block] = []
    for start, end in _lines(document.text):
        rule = _cut_by(document.cuts, start, end)
        stretches = _stretches(document.text, start, end, spans, document.cuts)
        if rule and found and found[-1].rule:
            before = found.pop()
            joint = Stretch(before.stretches[-1].end, start, document.text[before.stretches[-1].end : start], furniture=True)
            found.append(Block((*before.stretches, joint, *stretches), before.rule))
        else:
            found.append(Block(tuple(stretches), rule))
    return found


def around(document: Document, start: int, end: int, reach: int = 70) -> tuple[str, str, str]:
    """Evidence in its context: words before, the evidence, words after; cut at spaces, never over a line's end; «…» where cut."""
    text = document.text
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    left, right = max(first, start - reach), min(last, end + reach)
    if left and left == start - reach:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else start
    if right == end + reach:
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else end
    before, after = text[left:start], text[end:right]
    return "… " * bool(text[first:left].strip()) + before, text[start:end], after + " …" * bool(text[right:last].strip())

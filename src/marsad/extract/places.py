"""Place phrases found, told apart and measured: text → ``PlaceMention`` with footprint, radius, admin1 and precision.

    «بلدة الباغوز بريف دير الزور الشرقي» → Al-Baghuz, Deir ez-Zor, SY, precision town
    «جنوب غرب مدينة الميادين» → a sector south-west of the town, relation southwest_of, precision near
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

from marsad.arabic.tokens import Words
from marsad.extract import geometry, place_choice
from marsad.extract.place_choice import NOWHERE, Area
from marsad.extract.place_phrases import Parser
from marsad.extract.place_resolve import resolve
from marsad.extract.place_words import LOCATIVE, Node, lexicon, promise, worth_a_look
from marsad.extract.seen import ActorMention, Context, PlaceMention
from marsad.model import Mention

_MOST_WORDS = 200_000


def find(words: Words, context: Context, actors: Sequence[ActorMention] = ()) -> list[PlaceMention]:
    """Every place phrase of the document in order of appearance, none overlapping another; names inside actors' names left out."""
    tokens = words.tokens
    marks = _marks()
    marked = [(t, m) for t in tokens if (m := marks[t.form])]
    report = place_choice.report(tokens, context, [m.country for _, m in marked if m.country])
    parser = Parser(tokens)
    inside = _inside_actors(actors)
    found: list[PlaceMention] = []
    done = 0  # tokens before this belong to a mention already found
    for token, mark in marked:
        i = token.i
        if i < done or not mark.promise or (mark.promise != 2 and not worth_a_look(tokens, i, mark.promise)):
            continue
        node = parser.phrase(i)
        for part in _whole_then_parts(node):
            if part.first < done or _blocked(part, tokens, inside):
                continue
            area = resolve(part, report, NOWHERE)
            if area is None:
                continue
            mention = _mention(words, part, area)
            found.append(mention)
            report.saw(area, mention.back_reference)
            done = max(i + 1, part.last)
            break
    return found


class _Mark(NamedTuple):
    """What a word is to the finder: its promise (see ``place_phrases.promise``) and the country that it speaks for."""

    promise: int
    country: str | None


class _Marks(dict[str, _Mark | None]):
    """Marks by folded word, each made once; forgotten all together when they grow too many."""

    def __missing__(self, form: str) -> _Mark | None:
        if len(self) > _MOST_WORDS:
            self.clear()
        mark = _Mark(promise(form), place_choice.hinted(form))
        self[form] = mark if mark.promise or mark.country else None
        return self[form]


@functools.lru_cache(maxsize=1)
def _marks() -> _Marks:
    return _Marks()


def _whole_then_parts(node: Node | None) -> list[Node]:
    """The phrase, then what of it may stand where the whole makes no sense (its containers or list members dropped)."""
    found: list[Node] = []
    while node is not None:
        found.append(node)
        if node.op in ("in", "near", "list") and node.kids and node.kids[0].first == node.first:
            node = node.kids[0]._replace(start=node.start, pro=node.pro)
        else:
            node = None
    return found


def _inside_actors(actors: Sequence[ActorMention]) -> dict[int, tuple[int, int]]:
    inside: dict[int, tuple[int, int]] = {}
    for actor in actors:
        if not actor.adjective and not actor.back_reference and actor.last - actor.first > 1:
            for i in range(actor.first, actor.last):
                inside[i] = (actor.first, actor.last)
    return inside


def _blocked(node: Node, tokens: Sequence[Any], inside: dict[int, tuple[int, int]]) -> bool:
    """Whether the phrase is part of a name: of an actor told by the actor stage, or after a noun such as «صحيفة», «مؤتمر»."""
    span = inside.get(node.first)
    if span and (span[0] < node.first or span[1] > node.last):
        return True
    if span == (node.first, node.last) and "ب" not in node.pro and (not node.first or tokens[node.first - 1].form not in LOCATIVE):
        return True  # «تبنت ولاية سيناء», but «في الولايات المتحدة»
    if not node.first or node.pro or not _leads_with_name(node):
        return False
    before = tokens[node.first - 1]
    if before.line != tokens[node.first].line:
        return False
    form = before.form
    blockers = lexicon().words["blockers"]
    return form in blockers or (len(form) > 3 and form[0] in "وبلف" and form[1:] in blockers)


def _leads_with_name(node: Node) -> bool:
    """Whether a phrase begins with a bare name or border («حرس الحدود»), not with a kind word or a direction."""
    while node.op in ("in", "near", "list") and node.kids and node.kids[0].first == node.first:
        node = node.kids[0]
    return node.op == "border" or (node.kind is None and (node.op in ("name", "back") or (node.op == "belt" and node.bearing is None)))


def _mention(words: Words, node: Node, area: Area) -> PlaceMention:
    measured = geometry.measure(area.shape) if area.shape[0] != "circle" else None
    start, end = node.start, words.tokens[node.last - 1].end
    return PlaceMention(
        first=node.first, last=node.last, start=start, end=end, name=area.name, country=area.country, admin1=area.admin1,
        admin2=area.admin2, lat=measured.lat if measured else round(area.shape[1], 4),
        lon=measured.lon if measured else round(area.shape[2], 4),
        radius_km=measured.radius_km if measured else round(area.shape[3], 1), relation=area.relation, precision=area.precision,
        rule=area.rule, footprint=measured.geojson if measured else None, candidates=area.candidates, place_id=area.place,
        back_reference=area.back, parts=tuple(_parts(words, node, area)),
    )  # fmt: skip


def _parts(words: Words, node: Node, area: Area) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for first, last, place in area.parts:
        if node.first <= first < last <= node.last:
            start, end = words.span(first, last)
            found.append((start, end, place))
    return found


def mentions(places: Sequence[PlaceMention], text: str = "") -> list[Mention]:
    """The same for ``explain``: kind "place" with centre, radius, relation and precision."""
    return [
        Mention(
            "place", p.start, p.end, text[p.start : p.end], p.rule,
            {
                "name": p.name, "place": p.place_id, "country": p.country, "admin1": p.admin1, "lat": p.lat, "lon": p.lon,
                "radius_km": p.radius_km, "relation": p.relation, "precision": p.precision, "back_reference": p.back_reference,
            },
        )
        for p in places
    ]  # fmt: skip


def plain(mention: PlaceMention) -> dict[str, Any]:
    """The mention's fields as a dictionary."""
    return mention._asdict()

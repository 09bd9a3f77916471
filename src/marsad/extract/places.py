"""Place phrases found, told apart and measured: text → ``PlaceMention`` with footprint, radius, admin1 and precision.

    «بلدة الباغوز بريف دير الزور الشرقي» → Al-Baghuz, Deir ez-Zor, SY, precision town
    «جنوب غرب مدينة الميادين» → a sector south-west of the town, relation southwest_of, precision near
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from marsad.arabic.memo import Memo
from marsad.arabic.tokens import Words, hits
from marsad.extract import actor_facts, geometry, place_choice
from marsad.extract.place_choice import NOWHERE, Area, Report
from marsad.extract.place_phrases import Parser
from marsad.extract.place_resolve import resolve
from marsad.extract.place_words import LOCATIVE, Node, blocks, promise, worth_a_look
from marsad.extract.seen import ActorMention, Context, PlaceMention
from marsad.model import Mention


def find(words: Words, context: Context, actors: Sequence[ActorMention] = ()) -> list[PlaceMention]:
    """Every place phrase of the document in order of appearance, none overlapping another; names inside actors' names left out."""
    tokens, forms, n = words.tokens, words.forms, len(words.forms)
    marked = list(hits(words, begins))
    report: Report | None = None
    parser = Parser(words)
    inside: _Names | None = None
    found: list[PlaceMention] = []
    done = 0  # tokens before this belong to a mention already found
    for i in marked:
        if i < done:
            continue
        mark = _MARKS[forms[i]]
        if mark is None:
            continue
        rank = mark.rank
        if rank == 3:
            if i + 1 == n or forms[i + 1] not in mark.second:
                continue
        elif rank == 0 or (rank == 1 and not worth_a_look(forms, i)):
            continue
        node = parser.phrase(i)
        if node is None:
            continue
        if inside is None:
            inside = _Names(actors)
        if report is None:
            report = place_choice.report(tokens, context, [*(m.country for j in marked if (m := _MARKS[forms[j]]) and m.country), *_grounds(actors)])
        for part in _whole_then_parts(node):
            if part.first < done or _blocked(part, words, inside):
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


def _grounds(actors: Sequence[ActorMention]) -> Iterator[str]:
    """The countries of the groups named: who tells of Houthis tells of Yemen. Those of states that send forces abroad speak for none."""
    states = actor_facts.lexicon().states
    for a in actors:
        if a.country and a.rule == "actor:name" and (state := states.get(a.country)) is not None and not state.power:
            yield a.country


class _Mark(NamedTuple):
    """What a word is to the finder: its promise (see ``place_words.Promise``) and the country that it speaks for."""

    rank: int
    second: frozenset[str]
    country: str | None


def _mark(form: str) -> _Mark | None:
    mark = _Mark(*promise(form), place_choice.hinted(form))
    return mark if mark.rank or mark.country else None


_MARKS: Memo[_Mark | None] = Memo(_mark)


def begins(form: str) -> bool:
    """Whether the folded word may begin a place phrase or speaks for a country."""
    return _MARKS[form] is not None


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


class _Names:
    """The names of actors, of several words or of a table: what is inside of one is no place of its own."""

    __slots__ = ("_actors", "_firsts")

    def __init__(self, actors: Sequence[ActorMention]) -> None:
        self._actors = [a for a in actors if (a.last - a.first > 1 or a.rule == "actor:name") and not a.adjective and not a.back_reference]
        self._firsts = [a.first for a in self._actors]

    def over(self, token: int) -> tuple[int, int] | None:
        """The tokens (first, last) of the name over a token."""
        n = bisect.bisect_right(self._firsts, token) - 1
        if n < 0 or token >= self._actors[n].last:
            return None
        return self._firsts[n], self._actors[n].last


_SITES = ("base", "airport")  # places even where they speak for who sits there («قاعدة حميميم»)


def _blocked(node: Node, words: Words, names: _Names) -> bool:
    """Whether the phrase is part of a name: of an actor told by the actor stage, or after a noun such as «صحيفة», «مؤتمر»."""
    forms, first = words.forms, node.first
    span = names.over(first)
    if span and (span[0] < first or span[1] > node.last):
        return True
    if span == (first, node.last) and "ب" not in node.pro and not (node.kind and node.kind.id in _SITES) and (not first or forms[first - 1] not in LOCATIVE):
        return True  # «تبنت ولاية سيناء», but «في الولايات المتحدة»
    if not first or node.pro or not blocks(forms[first - 1]):
        return False
    return words.tokens[first - 1].line == words.tokens[first].line and _leads_with_name(node)


def _leads_with_name(node: Node) -> bool:
    """Whether a phrase begins with a bare name or border («حرس الحدود»), not with a kind word or a direction."""
    while node.op in ("in", "near", "list") and node.kids and node.kids[0].first == node.first:
        node = node.kids[0]
    return node.op == "border" or (node.kind is None and (node.op in ("name", "back") or (node.op == "belt" and node.bearing is None)))


def _mention(words: Words, node: Node, area: Area) -> PlaceMention:
    shape = area.shape
    if shape[0] == "circle":
        lat, lon, radius, outline = round(shape[1], 4), round(shape[2], 4), round(shape[3], 1), None
    else:
        lat, lon, radius, outline = geometry.measure(shape)
    return PlaceMention(
        node.first, node.last, node.start, words.tokens[node.last - 1].end, area.name, area.country, area.admin1, area.admin2, lat, lon, radius,
        area.relation, area.precision, area.rule, outline, area.candidates, area.place, area.back, _parts(words, node, area),
    )  # fmt: skip


def _parts(words: Words, node: Node, area: Area) -> tuple[tuple[int, int, str], ...]:
    tokens = words.tokens
    return tuple(
        [
            (tokens[first].start, tokens[last - 1].end, place)
            for first, last, place in area.parts
            if node.first <= first < last <= node.last
        ]
    )


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

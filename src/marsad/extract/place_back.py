"""Phrases that take up a place named before: «المدينة», «هناك», «الريف الشرقي», «العاصمة», «البلاد»."""

from __future__ import annotations

import functools

from marsad.extract import gazetteer
from marsad.extract.place_choice import NOWHERE, Area, Report, choose, governorate_of, known, precision_of, shape_of
from marsad.extract.place_sides import belted
from marsad.extract.place_words import Node, country_entry


def back(node: Node, doc: Report) -> Area | None:
    """The last place seen that the word can mean."""
    seen = doc.seen
    chosen: Area | None = None
    if node.belt is not None:
        return _back_belt(node, doc)
    if node.kind is None:  # «هناك»
        chosen = seen[-1] if seen else None
    elif node.kind.id == "capital":
        return _capital(node, doc)
    elif node.kind.id in ("governorate", "province"):
        last = next((a for a in reversed(seen) if a.admin1 and a.country), None)
        entry = governorate_of(last.country or "", last.admin1 or "") if last else None
        chosen = known(entry, node, ()) if entry else None
    elif node.kind.id == "area":
        chosen = next((a for a in reversed(seen) if a.kind != "country"), None)
    elif node.kind.id in ("city", "town", "village", "settlement"):
        chosen = next((a for a in reversed(seen) if a.kind == "settlement" and a.place), None)
        chosen = _at_place(chosen) if chosen else None
    else:
        chosen = next((a for a in reversed(seen) if a.kind in (node.kind.accepts[0],)), None)
    if chosen is None:
        return None
    return chosen._replace(back=True, rule="places:back", parts=())


def _at_place(area: Area) -> Area:
    """«المدينة» after «شرق مدينة الميادين» is the town, not its east."""
    entry = gazetteer.entry(area.place) if area.place else None
    if entry is None:
        return area
    return area._replace(shape=shape_of(entry), precision=precision_of(entry.kind), relation="in")


def _back_belt(node: Node, doc: Report) -> Area | None:
    """«الريف الشرقي», «البادية» without a name: of the governorate that the report was last in; the desert that it spoke of."""
    if node.belt is not None and node.belt.id == "badia":
        deserts = [a for a in doc.seen if a.kind == "desert"]
        idx = gazetteer.index()
        if deserts:
            return deserts[-1]._replace(back=True, rule="places:back:desert", parts=())
        own = tuple(idx.names.get("الباديه", ()))
        inner = Node("name", node.first, node.last, node.start, node.pro, own, "الباديه")
        choice = choose(inner, doc, NOWHERE, strict=True) if own else None
        return known(choice[0], inner, choice[1])._replace(rule="places:desert") if choice else None
    last = next((a for a in reversed(doc.seen) if a.admin1 and a.country), None)
    entry = governorate_of(last.country or "", last.admin1 or "") if last else None
    if entry is None:
        return None
    base = known(entry, node, ())
    return belted(base, node, entry)._replace(back=True, parts=())


def _capital(node: Node, doc: Report) -> Area | None:
    country = node.words or doc.home
    entry = gazetteer.entry(capital_of(country)) if country else None
    if entry is None:
        return None
    return known(entry, node, ())._replace(rule="places:capital", back=not node.words)


@functools.lru_cache(maxsize=256)
def capital_of(country: str | None) -> str:
    """The id of a country's capital: its largest town among those that countries.csv calls the capital, "" where unknown."""
    idx = gazetteer.index()
    name = idx.capitals.get(country or "")
    found = [e for e in idx.entries if e.country == country and e.kind == "settlement" and (e.en == name or e.id == name)]
    return max(found, key=lambda e: e.population).id if found else ""


def home(node: Node, doc: Report) -> Area | None:
    """«البلاد»: the country that the report is about."""
    at = country_entry(doc.home) if doc.home else None
    if at is None:
        return None
    area = known(gazetteer.index().entries[at], node, ())
    return area._replace(back=True, rule="places:homeland", parts=())

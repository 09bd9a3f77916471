"""What lists, maps, timelines and searches of incidents ask for: one narrow row an incident, its parties, its words.

Derived from the standing incidents in the transaction that saves them; days are numbers (``date.toordinal``), so that both databases sort
and group them alike. ``DAWN`` and ``DUSK`` stand for days that are not known.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from marsad.ledger import daily, driver, mentions, search, sides
from marsad.ledger import tables as t
from marsad.model import MEASURES, Incident, ReconciledToll
from marsad.resources import actors, sources

GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
DAWN, DUSK = 0, 9_999_999


def total(incident: Incident, measure: str) -> ReconciledToll | None:
    """The toll of all together; where only groups are told, that of the single group. Never a sum that nobody told."""
    tolls = [toll for toll in incident.tolls if toll.measure == measure]
    whole = [toll for toll in tolls if toll.group is None]
    if whole:
        return whole[0]
    return tolls[0] if len(tolls) == 1 else None


def row_of(incident: Incident) -> dict[str, Any]:
    """The columns of ``outline``."""
    when, place = incident.time, incident.place
    start = when.start_day.toordinal() if when and when.start_day else None
    end = when.end_day.toordinal() if when and when.end_day else None
    row: dict[str, Any] = {
        "incident": incident.id, "tally": int(incident.kind == "window"), "type": incident.type, "grade": incident.grade,
        "rank": GRADES.index(incident.grade) if incident.grade in GRADES else len(GRADES), "disputed": int(bool(incident.disputed)),
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        # an undated incident meets no interval, one that is open to a side meets all on that side
        "since": DUSK if when is None else start or DAWN, "until": DAWN if when is None else max(end or DUSK, start or DAWN),
        "day": start or DAWN, "day_up": start or DUSK, "origins": incident.independent_origins, "dead": _most(total(incident, "killed")),
        "lat": place.lat if place else None, "lon": place.lon if place else None, "drawn": int(place is not None and _drawn(place)),
    }  # fmt: skip
    for measure in MEASURES:
        toll = total(incident, measure)
        row[f"{measure}_low"] = (toll.low or 0) if toll else None
        row[f"{measure}_high"] = ((toll.high if toll.high is not None else toll.best or toll.low) or 0) if toll else None
        row[f"{measure}_open"] = int(toll is not None and toll.high is None)
    return row


def _most(toll: ReconciledToll | None) -> int:
    return -1 if toll is None else max(toll.best or 0, toll.high or 0, toll.low or 0)


def _drawn(place: Any) -> bool:
    outline = place.footprint or {}
    return (place.lat is not None and place.lon is not None) or bool(outline.get("type") in ("Polygon", "MultiPolygon") and outline.get("coordinates"))


def parties(incident: Incident) -> dict[str, int]:
    """Who did it or suffered it → whether it is named so (1), or only as a group of a toll (0)."""
    found = {toll.group[:80]: 0 for toll in incident.tolls if toll.group}
    return found | {one[:80]: 1 for one in (*incident.perpetrators, *incident.targets)}


def words(incident: Incident, quotes: Iterable[str]) -> str:
    """What an incident is found by: its claims' words, its place and province, actors and sources by their names in both languages."""
    tree, table, place = actors.tree(), sources.table(), incident.place
    said = [incident.id, incident.type.replace("_", " "), *quotes]
    if place:
        said += [p for p in (place.text, place.name, place.admin1, place.admin2) if p]
        said.append(_provinces().get(place.admin1 or "", ""))
    for one in parties(incident):
        said += [one.replace("_", " "), tree.name(one, "ar"), tree.name(one, "en")]
    for origin in incident.origins:
        known = table.get(origin.source.rpartition("/")[2])
        said += [known.name, known.en] if known else [origin.source.replace("_", " ").replace("/", " ")]
    return " ".join(dict.fromkeys(w for piece in said for w in _folded(piece)))


@functools.lru_cache(maxsize=50_000)
def _folded(piece: str) -> tuple[str, ...]:
    """The folded words of a name or quotation; names come again and again."""
    return tuple(search.words_of(piece).lower().split())


@functools.cache
def _provinces() -> dict[str, str]:
    from marsad.resources import places  # the index of places is large, and most commands need none

    return {a.name: a.names[0] for a in places.admin_areas() if a.names}


def keep(connection: Connection, changed: Sequence[Incident], gone: Sequence[str] = ()) -> None:
    """Puts the rows of these incidents in place of those that stood, the sums with them; the incidents and their claims must stand in the ledger
    already."""
    changes, tolls = daily.Changes(), sides.Changes()
    _drop(connection, [*gone, *(i.id for i in changed)], changes, tolls)
    for some in driver.parts(changed):
        filed: list[dict[str, Any]] = []
        for one, (row, named) in zip(some, fill(connection, some), strict=True):
            changes.add(row, named)
            tolls.add(row, told := sides.rows_of(one, row["row"]))
            filed += told
        sides.file(connection, filed)
    changes.write(connection)
    tolls.write(connection)
    mentions.keep(connection, [i.id for i in changed], gone)


def fill(connection: Connection, incidents: Sequence[Incident]) -> Iterator[tuple[Mapping[str, Any], list[str]]]:
    """Files rows, parties and words; yields each row with who did it or suffered it, in the order of the incidents."""
    for some in driver.parts(incidents):
        filled = [row_of(i) for i in some]
        made = connection.execute(insert(t.outline).returning(t.outline.c.incident, t.outline.c.row), filled)
        rows, named = {incident: int(row) for incident, row in made}, [parties(i) for i in some]
        told = _quotes(connection, [i.id for i in some])
        if named_rows := [{"row": rows[i.id], "actor": a, "named": n} for i, who in zip(some, named, strict=True) for a, n in sorted(who.items())]:
            connection.execute(insert(t.outline_party), named_rows)
        connection.execute(insert(t.outline_words), filed := [{"row": rows[i.id], "words": words(i, told.get(i.id, ()))} for i in some])
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO outline_fts(rowid, words) VALUES (:row, :words)"), filed)
        for row, who in zip(filled, named, strict=True):
            yield {**row, "row": rows[row["incident"]]}, [actor for actor, n in who.items() if n]


def _drop(connection: Connection, incidents: Sequence[str], changes: daily.Changes, tolls: sides.Changes) -> None:
    """Takes out the rows of these incidents, and what they added to the sums."""
    o, w = t.outline.c, t.outline_words
    for some in driver.parts(incidents):
        old_rows = connection.execute(select(t.outline).where(o.incident.in_(some))).mappings().all()
        if not old_rows:
            continue
        rows = [int(r["row"]) for r in old_rows]
        named: dict[int, list[str]] = {}
        p = t.outline_party.c
        for row, actor in connection.execute(select(p.row, p.actor).where(p.row.in_(rows), p.named == 1)):
            named.setdefault(row, []).append(actor)
        told = sides.standing(connection, rows)
        for r in old_rows:
            changes.add(dict(r), named.get(r["row"], ()), -1)
            tolls.add(dict(r), told.get(r["row"], ()), -1)
        sides.drop(connection, rows)
        if connection.dialect.name == "sqlite":
            old = [dict(r) for r in connection.execute(select(w.c.row, w.c.words).where(w.c.row.in_(rows))).mappings()]
            connection.execute(text("INSERT INTO outline_fts(outline_fts, rowid, words) VALUES ('delete', :row, :words)"), old)
        for table in (w, t.outline_party, t.outline):
            connection.execute(delete(table).where(table.c.row.in_(rows)))


def _quotes(connection: Connection, incidents: Sequence[str]) -> Mapping[str, list[str]]:
    m, c = t.incident_claim.c, t.claim.c
    found: dict[str, list[str]] = {}
    for incident, quote in connection.execute(select(m.incident, c.quote).join(t.claim, c.id == m.claim).where(m.incident.in_(incidents)).order_by(m.incident, c.id)):
        found.setdefault(incident, []).append(quote)
    return found

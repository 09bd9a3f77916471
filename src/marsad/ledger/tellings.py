"""Who told each claim in force, as its latest report has it: one narrow row a claim, so that sources are counted without reading claims.

Derived from sightings, reports and arguments in the transaction that changes them.
"""

from __future__ import annotations

from sqlalchemy import Connection, TextClause, bindparam, delete, func, select, text

from marsad.ledger import audit
from marsad.ledger import tables as t
from marsad.ledger.driver import parts

_SOURCE = {"sqlite": "json_extract(a.value, '$.source')", "postgresql": "CAST(a.value AS json) ->> 'source'"}
_TOLD = """
INSERT INTO telling (claim, document, outlet, source)
SELECT claim, document, outlet, coalesce((
  SELECT {source} FROM argument a WHERE a.claim = told.claim AND a.document = told.document AND a.role = 'sources' AND a.superseded_at IS NULL ORDER BY a.n DESC LIMIT 1
), outlet) FROM (
  SELECT s.claim AS claim, s.document AS document, coalesce(nullif(d.outlet_id, ''), nullif(d.outlet, ''), 'outlet') AS outlet,
    row_number() OVER (PARTITION BY s.claim ORDER BY d.published IS NULL, d.published DESC, s.id DESC) AS nth
  FROM sighting s JOIN document d ON d.id = s.document AND d.superseded_at IS NULL
  WHERE {which} EXISTS (SELECT 1 FROM argument a WHERE a.claim = s.claim AND a.document = s.document AND a.superseded_at IS NULL)
) told WHERE nth = 1
"""


def follow(connection: Connection) -> None:
    """After what this transaction has appended, ended or printed anew so far."""
    upto, ended = audit.touched(connection)
    a, d, s = t.argument.c, t.document.c, t.sighting.c
    claims = set(connection.execute(select(a.claim).where(a.id > int(upto.get("argument", 0))).distinct()).scalars())
    for some in parts(ended.get("argument", ())):
        claims |= set(connection.execute(select(a.claim).where(a.id.in_(some)).distinct()).scalars())
    for some in parts(ended.get("document", ())):  # metadata that were put right: another outlet, another day
        claims |= set(connection.execute(select(s.claim).where(s.document.in_(select(d.id).where(d.row.in_(some))))).scalars())
    for part in parts(sorted(claims)):
        connection.execute(delete(t.telling).where(t.telling.c.claim.in_(part)))
        connection.execute(_statement(connection, "s.claim IN :claims AND").bindparams(bindparam("claims", part, expanding=True)))


def rebuild(connection: Connection) -> None:
    """All of it anew, for ledgers from before there was any."""
    connection.execute(delete(t.telling))
    connection.execute(_statement(connection, ""))


def _statement(connection: Connection, which: str) -> TextClause:
    return text(_TOLD.format(source=_SOURCE[connection.dialect.name], which=which))


def pairs(connection: Connection) -> list[tuple[str, str, int]]:
    """Who is quoted, by whom, in how many claims; an outlet that tells of its own stands on both sides."""
    c = t.telling.c
    return [(source, outlet, int(n)) for source, outlet, n in connection.execute(select(c.source, c.outlet, func.count()).group_by(c.source, c.outlet))]


def ending_at(connection: Connection, source: str, limit: int) -> list[str]:
    """Some of the claims that end at a source."""
    c = t.telling.c
    return list(connection.execute(select(c.claim).where(c.source == source).limit(limit)).scalars())


def first(connection: Connection, limit: int) -> list[str]:
    """The first claims in force by id. Ids are hashes: which those are has nothing to do with what they say."""
    return list(connection.execute(select(t.telling.c.claim).order_by(t.telling.c.claim).limit(limit)).scalars())


def count(connection: Connection) -> int:
    """How many claims are in force."""
    return int(connection.execute(select(func.count()).select_from(t.telling)).scalar_one())

"""Texts that are alike: the bands that they meet in, and what they are compared by then (read/likeness.py makes both)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Connection

from marsad.ledger.driver import asked, mark

_CROWD = 16  # documents of a band


class Text(NamedTuple):
    """A document as it is compared. ``shingles``: packed; None for documents of older ledgers, which kept none."""

    source: str | None
    flags: tuple[str, ...]
    shingles: str | None


def alike(connection: Connection, bands: Sequence[Sequence[int]], limit: int = 8) -> list[list[str]]:
    """For each text the documents in force that share most bands with it, the first that came first.

    A band that many documents are in is one of set phrases: two such are needed where one of another kind is enough.
    """
    cursor = connection.connection.cursor()
    question = f"SELECT document FROM band WHERE key = {mark(connection)} ORDER BY document LIMIT {_CROWD + 1}"  # noqa: S608 - a placeholder and a number
    homes: dict[int, list[str]] = {}
    near: list[list[str]] = []
    for some in bands:
        shared: Counter[str] = Counter()
        for key in set(some):
            if key not in homes:
                cursor.execute(question, (key,))
                homes[key] = [r[0] for r in cursor.fetchall()]
            weight = 2 if len(homes[key]) <= _CROWD else 1
            for id_ in homes[key]:
                shared[id_] += weight
        near.append([id_ for id_ in sorted(shared, key=lambda one: (-shared[one], one)) if shared[id_] > 1][:limit])
    question = 'SELECT id, "row" FROM document WHERE superseded_at IS NULL AND id IN'
    rows_ = dict(asked(connection, question, sorted({id_ for ids in near for id_ in ids})))
    return [sorted((id_ for id_ in ids if id_ in rows_), key=rows_.__getitem__) for ids in near]


def texts(connection: Connection, ids: Sequence[str]) -> dict[str, Text]:
    """Those of the documents that are in force."""
    kept = 'LEFT JOIN document_shingles s ON s."row" = d."row"'
    question = f"SELECT d.id, d.source, d.more, s.keys FROM document d {kept} WHERE d.superseded_at IS NULL AND d.id IN"  # noqa: S608 - a fixed text
    return {id_: Text(source, tuple(orjson.loads(more)["flags"]), keys) for id_, source, more, keys in asked(connection, question, ids)}

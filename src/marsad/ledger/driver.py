"""Straight through the driver: questions and rows of many documents, for which SQLAlchemy's own way costs more than the database does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from marsad.ledger import tables as t

MANY = 500
"""Keys of one question."""
_T = TypeVar("_T")


def parts(keys: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The keys in questions of ``MANY``."""
    return (keys[at : at + MANY] for at in range(0, len(keys), MANY))


def standing(connection: Connection, table: Table, column: str, values: Sequence[str]) -> set[str]:
    """Which of the values the table holds, in rows that are in force."""
    question = f"SELECT {column} FROM {table.name} WHERE "  # noqa: S608 - names of our own tables
    if "superseded_at" in table.c:
        question += "superseded_at IS NULL AND "
    return {r[0] for r in asked(connection, f"{question}{column} IN", sorted(set(values)))}


def asked(connection: Connection, question: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a question that ends with «IN», some hundred values at a time."""
    cursor, one = connection.connection.cursor(), mark(connection)
    for some in parts(values):
        cursor.execute(f"{question} ({', '.join([one] * len(some))})", tuple(some))
        yield from cursor.fetchall()


def insert(connection: Connection, table: Table, columns: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    """Rows whose values are already what the database keeps (times and JSON as text)."""
    if values:
        connection.connection.cursor().executemany(statement(connection, table, columns), values)


def statement(connection: Connection, table: Table, columns: Sequence[str]) -> str:
    """That inserts a row of those columns."""
    names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join([mark(connection)] * len(columns))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own tables


def mark(connection: Connection) -> str:
    """What stands for a value in a statement."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def moment(when: dt.datetime) -> str:
    """An instant as the tables keep it."""
    found = t.Moment().process_bind_param(when, None)  # type: ignore[arg-type]  # it looks at no dialect
    return str(found)

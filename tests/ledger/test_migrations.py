"""The migrations make exactly the tables that the code expects, and undo themselves."""

from __future__ import annotations

import pathlib

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from marsad.ledger import Ledger, connection
from marsad.ledger.tables import SCHEMA_VERSION, metadata

MIGRATIONS = pathlib.Path(connection.__file__).parent / "migrations"


_WRITTEN = ("ix_outline_days", "ix_outline_reach", "ix_document_outlet", "ix_document_printed", "ix_argument_unknown")
"""Indexes with an order or a condition of their own, which SQLAlchemy does not read back."""


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def _ours(name: str | None, kind: str, parents: object) -> bool:
    """Without the tables of FTS5, the vectors with their indexes and the list of words, which only their own database knows."""
    return not (name or "").startswith(("document_fts", "ix_document_words_gin", "known_word", "outline_fts", "ix_outline_words_gin", "vector", "ix_document_day", *_WRITTEN))


def test_tables_are_those_of_the_code(ledger: Ledger) -> None:
    with ledger.engine.connect() as c:
        assert compare_metadata(MigrationContext.configure(c, opts={"include_name": _ours}), metadata) == []


def test_the_code_names_the_last_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [SCHEMA_VERSION]


def test_down_and_up_again(ledger: Ledger) -> None:
    made = config()
    for direction, target in ((command.downgrade, "base"), (command.upgrade, "head")):
        with ledger.engine.connect().execution_options(**connection.WRITE) as c, c.begin():
            made.attributes["connection"] = c
            direction(made, target)
        with ledger.engine.connect() as c:
            assert {n for n in inspect(c).get_table_names() if _ours(n, "table", None)} == ({"alembic_version"} if target == "base" else {"alembic_version", *metadata.tables})

"""Tolls by side: of each incident whose people its dead and the others are, and sums of that by stretch of days and one restriction."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _whole(*names: str, kind: Any = sa.Integer) -> list[sa.Column[Any]]:
    return [sa.Column(n, kind, nullable=False) for n in names]


def _said(name: str, size: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=size), nullable=False)


def upgrade() -> None:
    _table("outline_toll", [*_whole("tally", "role"), _said("side", 80), *_whole("measure"), *_whole("row", kind=KEY)], _whole("low", "high", "open"))
    keys = [*_whole("tally"), _said("facet", 10), _said("value", 80), *_whole("days", "role"), _said("side", 80), *_whole("measure")]
    _table("outline_side", keys, _whole("n", "low", "high", "open", kind=sa.BigInteger))
    from marsad.ledger import sides

    sides.rebuild(op.get_bind())
    op.create_index("ix_outline_toll_row", "outline_toll", ["row"])


def _table(name: str, keys: list[sa.Column[Any]], more: list[sa.Column[Any]]) -> None:
    op.create_table(name, *keys, *more, sa.PrimaryKeyConstraint(*(c.name for c in keys), name=op.f(f"pk_{name}")), sqlite_with_rowid=False)


def downgrade() -> None:
    op.drop_index("ix_outline_toll_row", table_name="outline_toll")
    op.drop_table("outline_side")
    op.drop_table("outline_toll")

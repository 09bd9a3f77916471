"""What a large ledger's pages read is kept, not worked out: sums by day, square and choice, who told each claim, the pairs that wait."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TOLLS = [f"{m}_{what}" for m in ("killed", "wounded", "captured", "missing") for what in ("low", "high", "open")]
FIGURES = [f"{m}_{what}" for m in ("killed", "wounded", "captured", "missing") for what in ("low", "high", "told", "open")]
DAYS = ["tally", "day DESC", "incident", "type", "grade", "country", "admin1", "disputed", "since", "until", "drawn", "lat", "lon", "rank", "dead", "origins", "day_up",
        '"row"', *TOLLS]  # fmt: skip
OLD = ["tally", "day", "type", "grade", "country", "admin1", "disputed", "since", "until", "drawn", "row", *TOLLS]
LIVE = "WHERE superseded_at IS NULL"


def _table(name: str, keys: list[sa.Column[Any]], more: list[sa.Column[Any]], *, narrow: bool = True) -> None:
    op.create_table(name, *keys, *more, sa.PrimaryKeyConstraint(*(c.name for c in keys), name=op.f(f"pk_{name}")), **({"sqlite_with_rowid": False} if narrow else {}))


def _whole(*names: str, kind: type[sa.types.TypeEngine[Any]] = sa.Integer) -> list[sa.Column[Any]]:
    return [sa.Column(n, kind(), nullable=False) for n in names]


def _words(**sizes: int) -> list[sa.Column[Any]]:
    return [sa.Column(n, sa.String(length=size) if size else sa.Text(), nullable=False) for n, size in sizes.items()]


def upgrade() -> None:
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    _table("outline_day", [*_whole("tally"), *_words(facet=10, value=80), *_whole("day")], _whole("n", "drawn", *FIGURES, kind=sa.BigInteger))
    _table("outline_cell", _whole("tally", "y", "x", "rank"), _whole("n"))
    _table("outline_offer", _words(facet=10, value=80), _whole("n"))
    _table("mention", _words(id=40, subject=40), [], narrow=False)
    op.create_index(op.f("ix_mention_subject"), "mention", ["subject"])
    _table("telling", _words(claim=40), _words(document=40, outlet=0, source=0), narrow=False)
    op.create_index("ix_telling_source", "telling", ["source", "outlet"])
    op.create_index("ix_telling_outlet", "telling", ["outlet", "source"])
    _table("pending", _words(left=40, right=40), [sa.Column("score", sa.Float(), nullable=False), *_whole("claims"), sa.Column("rank", sa.Float(), nullable=False)], narrow=False)
    op.create_index("ix_pending_rank", "pending", ["rank", "left", "right"])
    op.drop_index("ix_outline_sums", table_name="outline")
    op.execute(f"CREATE INDEX ix_outline_days ON outline ({', '.join(DAYS)})")
    op.execute("CREATE INDEX ix_outline_reach ON outline (tally, until) WHERE until > day")
    first = "published" if sqlite else "published NULLS FIRST"
    op.execute(f"CREATE INDEX ix_document_outlet ON document (outlet_id, {first}, id) {LIVE}")
    op.execute(f"CREATE INDEX ix_document_printed ON document (outlet, outlet_id, {first}, id) {LIVE}")
    op.create_index("ix_incident_actor_role", "incident_actor", ["role", "actor"])
    op.create_index(op.f("ix_document_capture"), "document", ["capture"])
    place = "instr" if sqlite else "strpos"
    unknown = f"""{place}(replace(value, '"actor":null', '"actor":"x_'), '"actor":"x_') > 0"""
    connection.exec_driver_sql(f"CREATE INDEX ix_argument_unknown ON argument (original_value, document, claim) {LIVE} AND role IN ('perpetrators', 'targets') AND {unknown}")
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """What older ledgers hold already."""
    from marsad.ledger import daily, mentions, pending, tellings

    daily.rebuild(connection)
    mentions.rebuild(connection)
    tellings.rebuild(connection)
    pending.rebuild(connection)


def downgrade() -> None:
    for name, table in (("ix_argument_unknown", "argument"), ("ix_document_capture", "document"), ("ix_incident_actor_role", "incident_actor"), ("ix_document_printed", "document"), ("ix_document_outlet", "document"), ("ix_outline_reach", "outline"),
                        ("ix_outline_days", "outline")):  # fmt: skip
        op.drop_index(name, table_name=table)
    op.create_index("ix_outline_sums", "outline", OLD, unique=False)
    for table in ("pending", "telling", "mention", "outline_offer", "outline_cell", "outline_day"):
        op.drop_table(table)

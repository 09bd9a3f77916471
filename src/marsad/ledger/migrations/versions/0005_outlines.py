"""Narrow rows of incidents for lists, maps and timelines, their parties and words; reports in the order of their days."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOLLS = [f"{m}_{what}" for m in ("killed", "wounded", "captured", "missing") for what in ("low", "high", "open")]
_BATCH = 2000


def upgrade() -> None:
    op.create_table(
        "outline",
        sa.Column("row", KEY, nullable=False),
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("tally", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("disputed", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_up", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("drawn", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=True) for name in TOLLS],
        sa.PrimaryKeyConstraint("row", name=op.f("pk_outline")),
        sa.UniqueConstraint("incident", name=op.f("uq_outline_incident")),
    )
    sums = ["tally", "day", "type", "grade", "country", "admin1", "disputed", "since", "until", "drawn", "row", *TOLLS]
    op.create_index("ix_outline_sums", "outline", sums, unique=False)
    op.create_index("ix_outline_up", "outline", ["tally", "day_up"], unique=False)
    op.create_index("ix_outline_dead", "outline", ["tally", "dead", "day"], unique=False)
    op.create_index("ix_outline_origins", "outline", ["tally", "origins", "day"], unique=False)
    op.create_index("ix_outline_rank", "outline", ["tally", "rank", "day"], unique=False)
    op.create_index("ix_outline_area", "outline", ["tally", "country", "admin1", "day"], unique=False)
    op.create_table(
        "outline_party",
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("row", KEY, nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "row", name=op.f("pk_outline_party")),
    )
    op.create_index("ix_outline_party_row", "outline_party", ["row"], unique=False)
    op.create_table(
        "outline_words",
        sa.Column("row", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_outline_words")),
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE outline_fts USING fts5(words, content='outline_words', content_rowid='row', tokenize='unicode61 remove_diacritics 0')")
        op.execute("CREATE INDEX ix_document_day ON document (published, id, superseded_at) WHERE superseded_at IS NULL")
    else:
        op.execute("CREATE INDEX ix_outline_words_gin ON outline_words USING gin (array_to_tsvector(string_to_array(words, ' ')))")
        op.execute("CREATE INDEX ix_document_day ON document (published NULLS FIRST, id, superseded_at) WHERE superseded_at IS NULL")
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """What older ledgers hold already."""
    from marsad.ledger import outlines, rows
    from marsad.ledger.tables import Json

    incident = sa.table("incident", sa.column("id"), sa.column("payload", Json()))
    found = connection.execute(sa.select(incident.c.payload).order_by(incident.c.id)).scalars().all()
    for at in range(0, len(found), _BATCH):
        for _ in outlines.fill(connection, [rows.incident_from_payload(p) for p in found[at : at + _BATCH]]):
            pass


def downgrade() -> None:
    connection = op.get_bind()
    op.drop_index("ix_document_day", table_name="document")
    if connection.dialect.name == "sqlite":
        op.execute("DROP TABLE outline_fts")
    op.drop_table("outline_words")
    op.drop_table("outline_party")
    op.drop_table("outline")

"""Versions of a report, bands of likeness, what was taken in, and the state of watched sources."""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("source", sa.Text(), nullable=True))
    op.create_index(op.f("ix_document_source"), "document", ["source"], unique=False)
    op.create_table(
        "version",
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("previous", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("vanished", Json(), nullable=False),
        sa.Column("appeared", Json(), nullable=False),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_version")),
    )
    op.create_index(op.f("ix_version_previous"), "version", ["previous"], unique=False)
    op.create_table(
        "band",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("key", "document", name=op.f("pk_band")),
    )
    op.create_table(
        "intake",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_intake")),
    )
    op.create_table(
        "poll",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("next", Moment(), nullable=False),
        sa.Column("state", Json(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_poll")),
    )


def downgrade() -> None:
    op.drop_table("poll")
    op.drop_table("intake")
    op.drop_table("band")
    op.drop_index(op.f("ix_version_previous"), table_name="version")
    op.drop_table("version")
    op.drop_index(op.f("ix_document_source"), table_name="document")
    op.drop_column("document", "source")

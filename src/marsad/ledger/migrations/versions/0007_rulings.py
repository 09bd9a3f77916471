"""What people decided about an incident's grade or figures in place of the rules."""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Json, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", KEY, nullable=False),
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=140), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    op.create_index(op.f("ix_ruling_incident"), "ruling", ["incident"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ruling_incident"), table_name="ruling")
    op.drop_table("ruling")

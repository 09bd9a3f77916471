"""How sensitive reports are, and up to which level an account may see."""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sensitivity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("second", sa.String(length=60), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitivity")),
    )
    op.create_index(op.f("ix_sensitivity_subject"), "sensitivity", ["subject"], unique=False)
    op.add_column("account", sa.Column("clearance", sa.String(length=20), nullable=False, server_default="restricted"))
    op.execute("UPDATE account SET clearance = 'strict' WHERE role = 'admin'")  # they saw everything until now


def downgrade() -> None:
    op.drop_column("account", "clearance")
    op.drop_index(op.f("ix_sensitivity_subject"), table_name="sensitivity")
    op.drop_table("sensitivity")

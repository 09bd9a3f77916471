"""What reviewers said of the same claims without seeing each other."""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rating",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_rating_claim_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_claim"), "rating", ["claim"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_rating_claim"), table_name="rating")
    op.drop_table("rating")

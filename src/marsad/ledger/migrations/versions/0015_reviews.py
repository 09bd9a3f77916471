"""The reviews of a claim, the superseded ones too, are found by an index."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_review_claim", "review", ["claim", "id"])


def downgrade() -> None:
    op.drop_index("ix_review_claim", table_name="review")

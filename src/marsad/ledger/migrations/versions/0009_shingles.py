"""What texts are compared by is kept, so that a likely copy need not be read again. Older documents have none and are read."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document_shingles",
        sa.Column("row", KEY, nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_document_shingles")),
    )


def downgrade() -> None:
    op.drop_table("document_shingles")

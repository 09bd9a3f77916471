"""What linking remembers, so that new reports are linked without redoing the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "linking",
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("step", "name", "n", name=op.f("pk_linking")),
    )
    if op.get_bind().dialect.name == "postgresql":  # the bytes are dense: compressing them only costs time
        op.execute("ALTER TABLE linking ALTER COLUMN payload SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("linking")

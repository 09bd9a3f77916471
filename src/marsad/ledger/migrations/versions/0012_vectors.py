"""PostgreSQL keeps the vector of a text's words: looking through the newest texts one by one costs microseconds each instead of its making."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MADE = "array_to_tsvector(string_to_array(words, ' '))"


def upgrade() -> None:
    _kept(f"ADD COLUMN vector tsvector GENERATED ALWAYS AS ({MADE}) STORED", "vector")


def downgrade() -> None:
    _kept("DROP COLUMN vector", f"({MADE})")


def _kept(change: str, indexed: str) -> None:
    """Changes both tables of words, and what their index holds."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in ("document_words", "outline_words"):
        op.execute(f"DROP INDEX ix_{table}_gin")
        op.execute(f"ALTER TABLE {table} {change}")
        op.execute(f"CREATE INDEX ix_{table}_gin ON {table} USING gin ({indexed})")

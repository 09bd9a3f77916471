"""PostgreSQL keeps a list of the words that stand in texts, so that of the forms of a word only those that occur are looked for."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("document_words", "outline_words")
# rows are seldom new words: each is looked up by itself, whatever the planner knew of the list when it first planned; two writers who add the
# same word at once may list it twice, which harms nobody, where a unique index would make one wait for the other
ADD = """
CREATE FUNCTION add_known_words() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO known_word SELECT DISTINCT one FROM added, unnest(tsvector_to_array(added.vector)) AS one WHERE NOT EXISTS (SELECT FROM known_word WHERE word = one);
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute('CREATE TABLE known_word (word text COLLATE "C" NOT NULL)')
    op.execute(f"INSERT INTO known_word SELECT word FROM ts_stat('{' UNION ALL '.join(f'SELECT vector FROM {table}' for table in TABLES)}')")  # noqa: S608
    op.execute("CREATE INDEX ix_known_word ON known_word (word)")
    op.execute(ADD)
    for table in TABLES:
        op.execute(f"CREATE TRIGGER known_words AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_known_words()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER known_words ON {table}")
    op.execute("DROP FUNCTION add_known_words()")
    op.execute("DROP TABLE known_word")

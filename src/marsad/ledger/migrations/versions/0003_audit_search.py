"""The audit log, the words of documents for search, and what lists of incidents are filtered and sorted by."""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Json, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_what"), "audit", ["what"], unique=False)
    op.create_table(
        "document_words",
        sa.Column("row", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_document_words")),
    )
    op.create_table(
        "incident_actor",
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name=op.f("fk_incident_actor_incident_incident")),
        sa.PrimaryKeyConstraint("incident", "role", "actor", name=op.f("pk_incident_actor")),
    )
    op.create_index(op.f("ix_incident_actor_actor"), "incident_actor", ["actor"], unique=False)
    for column in (sa.Column("disputed", sa.Boolean(), nullable=True), sa.Column("killed", sa.Integer(), nullable=True), sa.Column("origins", sa.Integer(), nullable=True)):
        op.add_column("incident", column)
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE document_fts USING fts5(words, content='document_words', content_rowid='row', tokenize='unicode61 remove_diacritics 0')")
    else:
        op.execute("CREATE INDEX ix_document_words_gin ON document_words USING gin (array_to_tsvector(string_to_array(words, ' ')))")
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """What older ledgers hold already."""
    from marsad.ledger import rows, search

    document = sa.table("document", sa.column("row"), sa.column("text"))
    words = sa.table("document_words", sa.column("row"), sa.column("words"))
    for row, text in connection.execute(sa.select(document.c.row, document.c.text)).all():
        connection.execute(words.insert().values(row=row, words=search.words_of(text)))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO document_fts(document_fts) VALUES ('rebuild')")
    incident = sa.table("incident", sa.column("id"), sa.column("payload", Json), sa.column("disputed"), sa.column("killed"), sa.column("origins"))
    actor = sa.table("incident_actor", sa.column("incident"), sa.column("role"), sa.column("actor"))
    for key, payload in connection.execute(sa.select(incident.c.id, incident.c.payload)).all():
        one = rows.incident_from_payload(payload)
        connection.execute(incident.update().where(incident.c.id == key).values(rows.incident_sorting(one)))
        if parts := rows.incident_actors(one):
            connection.execute(actor.insert(), parts)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE document_fts")
    for name in ("origins", "killed", "disputed"):
        op.drop_column("incident", name)
    op.drop_index(op.f("ix_incident_actor_actor"), table_name="incident_actor")
    op.drop_table("incident_actor")
    op.drop_table("document_words")
    op.drop_index(op.f("ix_audit_what"), table_name="audit")
    op.drop_table("audit")

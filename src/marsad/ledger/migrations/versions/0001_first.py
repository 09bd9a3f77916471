"""The first schema: captures, documents, claims as arguments, decisions, incidents, links.

Written out in full (by Alembic), so that it stays what it was when tables.py moves on.
"""

import sqlalchemy as sa
from alembic import op

from marsad.ledger.tables import Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("got_at", Moment(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("charset", sa.String(length=40), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("headers", Json(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_capture")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("day_from", sa.Date(), nullable=True),
        sa.Column("day_to", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_area", "incident", ["country", "admin1"], unique=False)
    op.create_index(op.f("ix_incident_day_from"), "incident", ["day_from"], unique=False)
    op.create_index(op.f("ix_incident_grade"), "incident", ["grade"], unique=False)
    op.create_index(op.f("ix_incident_type"), "incident", ["type"], unique=False)
    op.create_table(
        "incident_history",
        sa.Column("id", KEY, nullable=False),
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", Json(), nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_history")),
    )
    op.create_index(op.f("ix_incident_history_incident"), "incident_history", ["incident"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("left", sa.String(length=40), nullable=False),
        sa.Column("right", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(
        "ux_judgement_live",
        "judgement",
        ["left", "right"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "redirect",
        sa.Column("old", sa.String(length=40), nullable=False),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("old", name=op.f("pk_redirect")),
    )
    op.create_table(
        "run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "argument",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("value", Json(), nullable=True),
        sa.Column("original_value", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("run", KEY, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("superseded_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_argument_claim_claim")),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name=op.f("fk_argument_run_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_argument")),
    )
    op.create_index(op.f("ix_argument_document"), "argument", ["document"], unique=False)
    op.create_index(
        "ux_argument_live",
        "argument",
        ["claim", "document", "role", "n"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("row", KEY, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("capture", sa.String(length=64), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("outlet_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("more", Json(), nullable=False),
        sa.Column("run", KEY, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("superseded_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["capture"], ["capture.sha256"], name=op.f("fk_document_capture_capture")),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name=op.f("fk_document_run_run")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_id"), "document", ["id"], unique=False)
    op.create_index(
        "ux_document_live",
        "document",
        ["id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "incident_claim",
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_incident_claim_claim_claim")),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name=op.f("fk_incident_claim_incident_incident")),
        sa.PrimaryKeyConstraint("incident", "claim", name=op.f("pk_incident_claim")),
    )
    op.create_index(op.f("ix_incident_claim_claim"), "incident_claim", ["claim"], unique=False)
    op.create_table(
        "link",
        sa.Column("left", sa.String(length=40), nullable=False),
        sa.Column("right", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["left"], ["claim.id"], name=op.f("fk_link_left_claim")),
        sa.ForeignKeyConstraint(["right"], ["claim.id"], name=op.f("fk_link_right_claim")),
        sa.PrimaryKeyConstraint("left", "right", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_right"), "link", ["right"], unique=False)
    op.create_index(op.f("ix_link_verdict"), "link", ["verdict"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("original", Json(), nullable=False),
        sa.Column("corrected", Json(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_review_claim_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(
        "ux_review_live",
        "review",
        ["claim"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "sighting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_sighting_claim_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("claim", "document", name=op.f("uq_sighting_claim_document")),
    )
    op.create_index(op.f("ix_sighting_document"), "sighting", ["document"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sighting_document"), table_name="sighting")
    op.drop_table("sighting")
    op.drop_index(
        "ux_review_live", table_name="review", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_table("review")
    op.drop_index(op.f("ix_link_verdict"), table_name="link")
    op.drop_index(op.f("ix_link_right"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_incident_claim_claim"), table_name="incident_claim")
    op.drop_table("incident_claim")
    op.drop_index(
        "ux_document_live",
        table_name="document",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_document_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(
        "ux_argument_live",
        table_name="argument",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_argument_document"), table_name="argument")
    op.drop_table("argument")
    op.drop_table("run")
    op.drop_table("redirect")
    op.drop_index(
        "ux_judgement_live",
        table_name="judgement",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("judgement")
    op.drop_index(op.f("ix_incident_history_incident"), table_name="incident_history")
    op.drop_table("incident_history")
    op.drop_index(op.f("ix_incident_type"), table_name="incident")
    op.drop_index(op.f("ix_incident_grade"), table_name="incident")
    op.drop_index(op.f("ix_incident_day_from"), table_name="incident")
    op.drop_index("ix_incident_area", table_name="incident")
    op.drop_table("incident")
    op.drop_table("claim")
    op.drop_table("capture")

"""Reviews, overrides, comments, second ratings and appeals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.add_column("scorecard", sa.Column("effective", sa.JSON(none_as_null=True), nullable=True))
    _entries()
    _overrides_and_comments()
    _ratings()
    _appeals()


def _entries() -> None:
    op.create_table(
        "review_entry",
        *_session("review_entry"),
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("out_of_role", sa.Boolean(), nullable=False),
        sa.Column("gate_failed", sa.Boolean(), nullable=False),
        sa.Column("low_confidence", sa.Boolean(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("open_appeals", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        *_person("reviewer", nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        *_person("finisher", nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_review_entry")),
    )
    queue = ["rank", "graded_at", "session_id", "owner", "bucket"]
    _partial_index("waiting", queue, "finished_at IS NULL OR open_appeals > 0")
    _partial_index("finished", queue, "finished_at IS NOT NULL")
    _partial_index("reviewer", ["reviewer_id"], "reviewer_id IS NOT NULL")


def _partial_index(name: str, columns: list[str], holding: str) -> None:
    where = sa.text(holding)
    op.create_index(f"ix_review_entry_{name}", "review_entry", columns, sqlite_where=where, postgresql_where=where)


def _overrides_and_comments() -> None:
    op.create_table(
        "override",
        sa.Column("number", sa.Integer(), nullable=False),
        *_session("override"),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appeal", sa.String(length=64), nullable=False),
        *_person("author"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_override")),
    )
    op.create_index(op.f("ix_override_session_id_number"), "override", ["session_id", "number"], unique=False)
    op.create_table(
        "turn_comment",
        sa.Column("number", sa.Integer(), nullable=False),
        *_session("turn_comment"),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_person("author"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_turn_comment")),
    )
    op.create_index(op.f("ix_turn_comment_session_id_number"), "turn_comment", ["session_id", "number"], unique=False)


def _ratings() -> None:
    op.create_table(
        "rating",
        *_session("rating"),
        *_person("author"),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "author_id", name=op.f("pk_rating")),
    )
    op.create_table(
        "score_seen",
        *_session("score_seen"),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "account_id", name=op.f("pk_score_seen")),
    )
    op.create_table(
        "labelled_session",
        *_session("labelled_session"),
        sa.Column("set_name", sa.String(length=128), nullable=False),
        sa.Column("transcript_id", sa.String(length=255), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_labelled_session")),
    )
    columns = ["set_name", "transcript_id"]
    op.create_index(op.f("ix_labelled_session_set_name_transcript_id"), "labelled_session", columns, unique=False)


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.String(length=64), nullable=False),
        *_session("appeal"),
        sa.Column("criterion", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        *_person("author"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        *_person("answerer", nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index(op.f("ix_appeal_session_id_created_at"), "appeal", ["session_id", "created_at"], unique=False)
    only_open = sa.text("status = 'open'")
    op.create_index(
        "uq_appeal_open",
        "appeal",
        ["session_id", "criterion"],
        unique=True,
        sqlite_where=only_open,
        postgresql_where=only_open,
    )


def _session(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_session_id_session")
    return (
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=name, ondelete="CASCADE"),
    )


def _person(name: str, *, nullable: bool = False) -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column(f"{name}_id", sa.String(length=128), nullable=nullable),
        sa.Column(f"{name}_name", sa.String(length=200), nullable=nullable),
    )

"""Results and what they add up to, assignments, tokens used, chores."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _results()
    _sums()
    _assignments()
    _upkeep()


def _results() -> None:
    op.create_table(
        "result",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("scenario_id", sa.String(length=128), nullable=False),
        sa.Column("archetype_id", sa.String(length=128), nullable=False),
        sa.Column("rubric_id", sa.String(length=128), nullable=False),
        sa.Column("engine", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_result_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_result")),
    )
    columns = ["scenario_id", "created_at", "id"]
    op.create_index(op.f("ix_session_scenario_id_created_at_id"), "session", columns, unique=False)


def _sums() -> None:
    op.create_table(
        "tally",
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("scenario_id", sa.String(length=128), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "week", "scenario_id", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally_part",
        sa.Column("scenario_id", sa.String(length=128), nullable=False),
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("rubric_id", sa.String(length=128), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("totals", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scenario_id", "owner", "week", "rubric_id", "shape", name=op.f("pk_tally_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally_shape",
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_tally_shape")),
    )
    op.create_table(
        "practised",
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("scenario_id", sa.String(length=128), nullable=False),
        sa.Column("archetype_id", sa.String(length=128), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "scenario_id", "archetype_id", name=op.f("pk_practised")),
        sqlite_with_rowid=False,
    )


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=128), nullable=True),
        sa.Column("account_id", sa.String(length=128), nullable=True),
        sa.Column("scenario_id", sa.String(length=128), nullable=False),
        sa.Column("archetype_id", sa.String(length=128), nullable=False),
        sa.Column("rubric_id", sa.String(length=128), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    for name in ("account_id", "group_id"):
        op.create_index(
            op.f(f"ix_assignment_{name}_created_at_id"), "assignment", [name, "created_at", "id"], unique=False
        )


def _upkeep() -> None:
    op.create_table(
        "usage_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("owner", sa.String(length=128), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "owner", "purpose", name=op.f("pk_usage_month")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chore",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chore")),
    )

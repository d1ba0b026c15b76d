"""What several processes on one database need: who is at work, and who holds a turn or a grading."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "process",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("machine", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.add_column("turn", sa.Column("holder", sa.String(length=32), nullable=True))
    op.add_column("grading", sa.Column("holder", sa.String(length=32), nullable=True))
    op.add_column("grading", sa.Column("error_code", sa.String(length=64), server_default="", nullable=False))

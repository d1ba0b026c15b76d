"""Where the offline engine stands in for a model that failed: in a session, in a grading."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two marks."""
    op.add_column("session", sa.Column("offline_from", sa.Integer(), nullable=True))
    op.add_column("grading", sa.Column("by_rules", sa.Boolean(), server_default=sa.false(), nullable=False))

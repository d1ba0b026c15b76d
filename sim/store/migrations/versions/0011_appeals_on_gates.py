"""Appeals on gates too: what is disputed goes by the name that overrides know it by."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the column; indexes on it follow, on both databases."""
    op.execute("ALTER TABLE appeal RENAME COLUMN criterion TO subject")

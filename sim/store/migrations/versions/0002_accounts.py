"""Accounts, groups, sign-ins, invitations, tokens and the audit log."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""

"""Sums in the order in which pages read them: a case of some owners, a purpose of everybody."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the order of primary keys; on SQLite, whose tables of sums are kept in it, they are written anew."""
    for table, key in (("tally", ["scenario_id", "owner", "week"]), ("usage_month", ["month", "purpose", "owner"])):
        name = op.f(f"pk_{table}")
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch:
            batch.drop_constraint(name, type_="primary")
            batch.create_primary_key(name, key)

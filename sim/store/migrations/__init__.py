"""The steps of the schema, run by alembic. ``REVISIONS`` names them in order, so that a start needs no alembic."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
HEAD = REVISIONS[-1]

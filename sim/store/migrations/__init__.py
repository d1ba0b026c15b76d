"""The steps of the schema, run by alembic. ``REVISIONS`` names them in order, so that a start needs no alembic."""

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]

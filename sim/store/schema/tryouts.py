"""The table of trials: rehearsals, regradings and agreement runs of drafts."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from sim.store.schema.base import UtcDateTime, metadata

trial = Table(
    "trial",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("sort", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("content_id", String(128), nullable=False),
    Column("version", String(64), nullable=False),
    Column("author", String(128), nullable=False),
    Column("engine", String(16), nullable=False),
    Column("model", Text),
    Column("status", String(16), nullable=False),
    Column("slot", String(192), unique=True),  # held while it runs: one trial of a sort at a time for each document
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("passed", Boolean),
    Column("result", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index(None, "kind", "version", "sort", "created_at"),
)

"""The table of processes that share the database."""

from sqlalchemy import Column, Integer, String, Table

from sim.store.schema.base import UtcDateTime, metadata

process = Table(
    "process",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("machine", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

"""The tables of content written at the desk: documents, their versions, what was published when and why."""

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Integer, String, Table, Text

from sim.store.schema.base import UtcDateTime, metadata

library_document = Table(
    "library_document",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("title", Text, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("published", Integer),
    Column("published_hash", String(64)),
    Column("archived_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("author", String(128), nullable=False),
    Column("author_name", Text, nullable=False),
)

library_version = Table(
    "library_version",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("extras", JSON, nullable=False),
    Column("author", String(128), nullable=False),
    Column("author_name", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["kind", "id"], ["library_document.kind", "library_document.id"], ondelete="CASCADE"),
)

library_publication = Table(
    "library_publication",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("document", JSON, nullable=False),
    Column("ground", Text, nullable=False),
    Column("author", String(128), nullable=False),
    Column("author_name", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["kind", "id"], ["library_document.kind", "library_document.id"], ondelete="CASCADE"),
)

"""The tables of reviewing. People go by id and name of that time, so that what they wrote outlives their account."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from sim.store.schema.base import UtcDateTime, metadata


def _session(*, key: bool = False) -> Column[Any]:
    return Column(
        "session_id", String(64), ForeignKey("session.id", ondelete="CASCADE"), primary_key=key, nullable=False
    )


def _person(name: str, *, nullable: bool = False) -> tuple[Column[Any], Column[Any]]:
    return Column(f"{name}_id", String(128), nullable=nullable), Column(f"{name}_name", String(200), nullable=nullable)


def _partial_index(name: str, columns: tuple[str, ...], holding: str) -> Index:
    """The entries of one state."""
    where = text(holding)
    return Index(f"ix_review_entry_{name}", *columns, sqlite_where=where, postgresql_where=where)


_QUEUE = ("rank", "graded_at", "session_id", "owner", "bucket")
"""The order of the queue, and what a page of it is chosen by."""


review_entry = Table(
    "review_entry",
    metadata,
    _session(key=True),
    Column("owner", String(128), nullable=False),  # as of the session: a trainer's queue is found without sessions
    Column("graded_at", UtcDateTime, nullable=False),
    Column("out_of_role", Boolean, nullable=False),
    Column("gate_failed", Boolean, nullable=False),
    Column("low_confidence", Boolean, nullable=False),
    Column("bucket", Integer, nullable=False),
    Column("open_appeals", Integer, nullable=False),
    Column("rank", Integer, nullable=False),  # 0 with an open appeal, 1 flagged, 2 neither: the order of the queue
    *_person("reviewer", nullable=True),
    Column("taken_at", UtcDateTime),
    *_person("finisher", nullable=True),
    Column("finished_at", UtcDateTime),
    Column("note", Text, nullable=False),
    _partial_index("waiting", _QUEUE, "finished_at IS NULL OR open_appeals > 0"),
    _partial_index("finished", _QUEUE, "finished_at IS NOT NULL"),
    _partial_index("reviewer", ("reviewer_id",), "reviewer_id IS NOT NULL"),
)

override = Table(
    "override",
    metadata,
    Column("number", Integer, primary_key=True),
    _session(),
    Column("subject", String(128), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("level", Integer),
    Column("severity", String(16), nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("appeal", String(64), nullable=False),
    *_person("author"),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "session_id", "number"),
)

turn_comment = Table(
    "turn_comment",
    metadata,
    Column("number", Integer, primary_key=True),
    _session(),
    Column("turn", Integer, nullable=False),
    Column("text", Text, nullable=False),
    *_person("author"),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "session_id", "number"),
)

rating = Table(
    "rating",
    metadata,
    _session(key=True),
    Column("author_id", String(128), primary_key=True),
    Column("author_name", String(200), nullable=False),
    Column("criteria", JSON, nullable=False),
    Column("gates", JSON, nullable=False),
    Column("total", Float),
    Column("note", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

appeal = Table(
    "appeal",
    metadata,
    Column("id", String(64), primary_key=True),
    _session(),
    Column("subject", String(128), nullable=False),
    Column("text", Text, nullable=False),
    Column("quote", JSON(none_as_null=True)),
    Column("status", String(16), nullable=False),
    *_person("author"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("answer", Text, nullable=False),
    *_person("answerer", nullable=True),
    Column("closed_at", UtcDateTime),
    Index(None, "session_id", "created_at"),
    Index(
        "uq_appeal_open",
        "session_id",
        "subject",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

score_seen = Table(
    "score_seen",
    metadata,
    _session(key=True),
    Column("account_id", String(128), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

labelled_session = Table(
    "labelled_session",
    metadata,
    _session(key=True),
    Column("set_name", String(128), nullable=False),
    Column("transcript_id", String(255), nullable=False),
    Column("loaded_at", UtcDateTime, nullable=False),
    Index(None, "set_name", "transcript_id"),
)

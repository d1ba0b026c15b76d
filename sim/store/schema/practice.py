"""The tables of practising and grading."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, false

from sim.store.schema.base import UtcDateTime, metadata


def _session_id() -> Column[Any]:
    return Column("session_id", String(64), ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)


content_version = Table(
    "content_version",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("id", String(128), nullable=False),
    Column("document", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("scenario_id", String(128), nullable=False),
    Column("scenario_version", String(64), nullable=False),
    Column("archetype_id", String(128), nullable=False),
    Column("archetype_version", String(64), nullable=False),
    Column("rubric_id", String(128), nullable=False),
    Column("rubric_version", String(64), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("engine", String(16), nullable=False),
    Column("model", Text),
    Column("prompt_version", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(16)),
    Column("state", JSON, nullable=False),
    Column("tryout", Boolean, nullable=False, server_default=false()),
    Column("offline_from", Integer),
    Index(None, "owner", "created_at", "id"),
    Index(None, "created_at", "id"),
    Index(None, "scenario_id", "created_at", "id"),
)

turn = Table(
    "turn",
    metadata,
    _session_id(),
    Column("turn", Integer, primary_key=True),
    Column("speaker", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("anger", Integer),
    Column("trust", Integer),
    Column("stage", String(16)),
    Column("details", JSON, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("engine", String(16), nullable=False),
    Column("model", Text),
    Column("holder", String(32)),
)

grading = Table(
    "grading",
    metadata,
    _session_id(),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("error_code", String(64), nullable=False, server_default=""),
    Column("by_rules", Boolean, nullable=False, server_default=false()),
    Column("holder", String(32)),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index(None, "status", "queued_at"),
)

judgement = Table(
    "judgement",
    metadata,
    _session_id(),
    Column("dimension", String(64), primary_key=True),
    Column("document", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

scorecard = Table(
    "scorecard",
    metadata,
    _session_id(),
    Column("total", Float),  # the effective one: what lists show
    Column("document", JSON, nullable=False),  # the original, never changed
    Column("effective", JSON(none_as_null=True)),  # with overrides, where there are any
    Column("created_at", UtcDateTime, nullable=False),
)

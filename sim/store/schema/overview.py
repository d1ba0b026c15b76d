"""The tables behind the overview: one row for each result, what they add up to, assignments, tokens used, chores.

Sums are kept in the order of their keys (SQLite's tables without row ids): a page reads ranges of thousands of them.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from sim.store.schema.base import UtcDateTime, metadata

result = Table(
    "result",
    metadata,
    Column("session_id", String(64), ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("scenario_id", String(128), nullable=False),
    Column("archetype_id", String(128), nullable=False),
    Column("rubric_id", String(128), nullable=False),
    Column("engine", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("week", String(10), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("total", Float),
    Column("passed", Boolean, nullable=False),
    Column("level", String(64)),
    Column("parts", JSON, nullable=False),
)

tally = Table(
    "tally",
    metadata,
    Column("scenario_id", String(128), primary_key=True),
    Column("owner", String(128), primary_key=True),
    Column("week", String(10), primary_key=True),
    Column("sessions", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("total", Float, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

tally_part = Table(
    "tally_part",
    metadata,
    Column("scenario_id", String(128), primary_key=True),
    Column("owner", String(128), primary_key=True),
    Column("week", String(10), primary_key=True),
    Column("rubric_id", String(128), primary_key=True),
    Column("shape", String(16), primary_key=True),
    Column("sessions", Integer, nullable=False),
    Column("counts", Text, nullable=False),  # a JSON list, like the totals: a number for each part of the shape
    Column("totals", Text, nullable=False),
    sqlite_with_rowid=False,
)

tally_shape = Table(
    "tally_shape",
    metadata,
    Column("shape", String(16), primary_key=True),
    Column("parts", JSON, nullable=False),
)

practised = Table(
    "practised",
    metadata,
    Column("owner", String(128), primary_key=True),
    Column("scenario_id", String(128), primary_key=True),
    Column("archetype_id", String(128), primary_key=True),
    Column("sessions", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    sqlite_with_rowid=False,
)

assignment = Table(
    "assignment",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("group_id", String(128)),
    Column("account_id", String(128)),
    Column("scenario_id", String(128), nullable=False),
    Column("archetype_id", String(128), nullable=False),
    Column("rubric_id", String(128), nullable=False),
    Column("due_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("author", String(128), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index(None, "account_id", "created_at", "id"),
    Index(None, "group_id", "created_at", "id"),
)

usage_month = Table(
    "usage_month",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("purpose", String(32), primary_key=True),
    Column("owner", String(128), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("completion_tokens", BigInteger, nullable=False),
    Column("cached_tokens", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

chore = Table(
    "chore",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("ran_at", UtcDateTime, nullable=False),
)

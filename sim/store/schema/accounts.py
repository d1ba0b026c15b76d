"""The tables of accounts: people, groups, sign-ins, invitations, tokens, and the audit log that only grows.

Other rooms' tables name accounts by their id without a foreign key: people leave, records stay.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from sim.store.schema.base import UtcDateTime, metadata


def _account_id(**options: Any) -> Column[Any]:
    return Column("account_id", String(32), ForeignKey("account.id", ondelete="CASCADE"), nullable=False, **options)


account = Table(
    "account",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("name_key", String(128), nullable=False, unique=True),
    Column("shown_name", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "created_at", "id"),
)

practice_group = Table(
    "practice_group",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("name_key", String(160), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    _account_id(primary_key=True),
    Column("group_id", String(32), ForeignKey("practice_group.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "group_id", "account_id"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    _account_id(index=True),
    Column("agent", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index(None, "kind", "key", "at"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("group_id", String(32), nullable=False),
    Column("note", String(80), nullable=False),
    Column("created_by", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", String(32), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index(None, "created_at", "id"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    _account_id(index=True),
    Column("name", String(80), nullable=False),
    Column("scopes", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("used_at", UtcDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("actor_name", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "actor", "number"),
    Index(None, "action", "number"),
    Index(None, "subject", "number"),
)

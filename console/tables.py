"""What the console remembers: who may come in, who is in, what opens the API, who read what, who guessed wrong."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from common.database import UtcDateTime, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", String(40), primary_key=True),
    # Kept in the form `console.staff.tidy_name` gives it, so that "Ana" and "ana " are one person.
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the cookie's token: who reads the database cannot take over a session.
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    # Null for an integrator's token, which opens the guests' API only; else it may do what this person may.
    Column("staff_id", String(40), ForeignKey("staff.id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

access_log = Table(
    "access_log",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # No foreign keys: the log outlives the person and the conversation.
    Column("staff_id", String(40), nullable=False),
    Column("staff_name", String(80), nullable=False),
    Column("conversation", String(128), nullable=False),
    Column("through", String(8), nullable=False),
    Index("ix_access_log_conversation_at", "conversation", "at"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # A keyed hash, because people type passwords into the name field.
    Column("name_hash", String(64), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

# What was asked in vain and set aside, or shown again: the newest row of a turn counts. The words stay with the turn.
questions_set_aside = Table(
    "questions_set_aside",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("property_id", String(64), nullable=False),
    Column("turn", String(64), nullable=False),
    Column("is_aside", Boolean, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_questions_set_aside_turn", "property_id", "turn"),
)

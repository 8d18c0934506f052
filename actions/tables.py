"""The one table the actions write: guests who need a person. The console reads it."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, UniqueConstraint

from common.database import UtcDateTime, metadata

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("turn", String(120), nullable=False),
    Column("property_id", String(80), nullable=False),
    # A word such as "asked", "complaint", "not_understood", "lookup_locked", "unknown_fact:pets".
    Column("reason", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    # A turn may be run again after a crash; it asks for a person once.
    UniqueConstraint("conversation", "turn", "reason"),
)

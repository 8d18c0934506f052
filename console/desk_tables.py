"""What staff keep beside conversations. It goes with the guest: `posada.guests` deletes it when one is forgotten."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from common.database import UtcDateTime, metadata

desk_notes = Table(
    "desk_notes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(128), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    # Sealed: a note speaks of a guest.
    Column("words", Text, nullable=False),
    Index("ix_desk_notes_conversation", "conversation", "at"),
)

conversation_tags = Table(
    "conversation_tags",
    metadata,
    Column("conversation", String(128), primary_key=True),
    Column("tag", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    Index("ix_conversation_tags_tag", "tag"),
)

training_candidates = Table(
    "training_candidates",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(128), nullable=False),
    # One message a turn: saying something else of it replaces what was said before.
    Column("turn", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    Column("language", String(8)),
    # What was understood, and what the guest wished.
    Column("understood", String(64)),
    Column("wish", String(64), nullable=False),
    # Sealed, without names, addresses and numbers.
    Column("words", Text, nullable=False),
    UniqueConstraint("turn"),
    Index("ix_training_candidates_conversation", "conversation"),
    Index("ix_training_candidates_at", "at"),
)

"""What staff made of a hotel's facts and answers: versions, which of them guests read, and who did what.

The database holds only what was written here. Version 1 is in no table: a fact as the hotels' file has it, and of an
answer nothing at all. No guest's name, address or number is in it: words that hold one are not published.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, UniqueConstraint

from common.database import UtcDateTime, metadata

knowledge_versions = Table(
    "knowledge_versions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("property_id", String(64), nullable=False),
    # "fact.parking", "answer.<id>"
    Column("name", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    # Never written again once saved.
    Column("content", JSON, nullable=False),
    Column("author", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("property_id", "name", "number", name="uq_knowledge_versions_number"),
)

# Where the pointer stood, stands and will stand. Of an entry's rows that hold now (from_at passed, until_at not, not
# withdrawn) the one that began last says which version guests read; with none, version 1 is.
knowledge_pointers = Table(
    "knowledge_pointers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("property_id", String(64), nullable=False),
    Column("name", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_knowledge_pointers_entry", "property_id", "name"),
)

# One row. Who writes holds it; who reads compares it with what it has.
knowledge_revision = Table(
    "knowledge_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
)

knowledge_audit = Table(
    "knowledge_audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    # save, publish, schedule, roll_back, cancel, retire, restore
    Column("action", String(32), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("name", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_knowledge_audit_entry", "property_id", "name", "at"),
)

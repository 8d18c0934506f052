"""What hotels made of the words: versions, which of them is published when, who did what, and how often each was said.

The database holds only what was changed. Version 1 of a packaged reply is not in it, nor is any guest's word.
`property_id` is "" for words that hold in every hotel of the installation.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from common.database import UtcDateTime, metadata

template_versions = Table(
    "template_versions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("key", String(100), nullable=False),
    Column("language", String(16), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    # Never written again once saved: as a catalog file has it.
    Column("content", JSON, nullable=False),
    # The name of an experiment's arm these words are for: they are in every snapshot without being published.
    Column("variant", String(40)),
    Column("author", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # draft, published (at least once) or retired.
    Column("state", String(16), nullable=False),
    UniqueConstraint("key", "language", "property_id", "number", name="uq_template_versions_number"),
)

# Where the pointer stood, stands and will stand. Of the rows of one reply that hold now (from_at passed, until_at not,
# not withdrawn) the one that began last is the published one; with none, the packaged words are.
template_pointers = Table(
    "template_pointers",
    metadata,
    # Counts up: of two moves in one instant, the later one counts.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(100), nullable=False),
    Column("language", String(16), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_template_pointers_place", "key", "language", "property_id"),
)

# One row. Who writes words holds it; who reads them compares it with what it has.
catalog_revision = Table(
    "catalog_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
)

template_audit = Table(
    "template_audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(80), nullable=False),
    Column("action", String(32), nullable=False),
    Column("key", String(100), nullable=False),
    Column("language", String(16), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("number", Integer),
    Column("note", Text, nullable=False),
    Index("ix_template_audit_key_at", "key", "at"),
)

template_usage = Table(
    "template_usage",
    metadata,
    Column("day", Date, primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("language", String(16), primary_key=True),
    # As a reply names it: "3", or "3@mirador" for words of one hotel.
    Column("version", String(80), primary_key=True),
    Column("arm", String(80), primary_key=True),
    Column("renders", Integer, nullable=False),
    Column("nanoseconds", BigInteger, nullable=False),
    Column("slowest_nanoseconds", BigInteger, nullable=False),
)

approved_templates = Table(
    "approved_templates",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("property_id", String(64), primary_key=True),
    Column("name", String(512), nullable=False),
    # As WhatsApp writes it: "es", "pt_PT".
    Column("language_code", String(16), nullable=False),
    # approved, pending, rejected, paused or disabled.
    Column("state", String(16), nullable=False),
    # In the order of {{1}}, {{2}}, …: each a short template of its own.
    Column("parameters", JSON, nullable=False),
    Column("has_buttons", Boolean, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

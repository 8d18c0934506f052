"""The experiments' tables. A guest stands in them as a keyed hash only; nobody's name, number or words do."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Index, Integer, String, Table

from common.database import UtcDateTime, metadata

experiments = Table(
    "experiments",
    metadata,
    Column("id", String(64), primary_key=True),
    # draft, running, stopped, decided
    Column("state", String(16), nullable=False),
    Column("definition", JSON, nullable=False),
    # One more at every change: two people never overwrite each other, and a process sees that something moved.
    Column("revision", Integer, nullable=False),
    Column("salt", String(64), nullable=False),
    Column("author", String(200), nullable=False),
    Column("winner", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("stopped_at", UtcDateTime),
    Column("decided_at", UtcDateTime),
    Index("ix_experiments_state", "state"),
)

experiment_log = Table(
    "experiment_log",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("experiment", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(200), nullable=False),
    # created, edited, started, weighed, stopped, decided, deleted
    Column("event", String(16), nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_experiment_log_experiment", "experiment", "at"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("experiment", String(64), primary_key=True),
    Column("guest_key", String(64), primary_key=True),
    Column("arm", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_assignments_at", "at"),
    Index("ix_assignments_guest_key", "guest_key"),
)

exposures = Table(
    "exposures",
    metadata,
    Column("experiment", String(64), primary_key=True),
    # Exactly one row a guest and experiment: the first exposure counts.
    Column("guest_key", String(64), primary_key=True),
    Column("arm", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("language", String(8)),
    Column("channel", String(16)),
    Column("property_id", String(64)),
    # A second arm that the same guest was shown, which should not happen: the report says how often it did.
    Column("other_arm", String(32)),
    Index("ix_exposures_guest_key", "guest_key"),
    Index("ix_exposures_at", "at"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("experiment", String(64), primary_key=True),
    Column("guest_key", String(64), primary_key=True),
    # booking, quote_accepted, cancelled, handoff, error, satisfaction, or a hotel's own: once a guest each.
    Column("kind", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    Column("score", Float),
    # What told of it, such as the id of a write, so that a person can look it up.
    Column("source", String(200)),
)

"""The hotel layer's tables: quotes given, writes intended, those that failed, what was said to vendors, who proved what."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from common.database import UtcDateTime, metadata

quotes = Table(
    "quotes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("property_id", String(64), nullable=False),
    Column("conversation", String(200), nullable=False),
    # "stay" or "change": which model the body is.
    Column("kind", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_quotes_expires_at", "expires_at"),
)

intents = Table(
    "intents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("turn", String(64)),
    # Exactly one intent per key: the same confirmation twice is one write.
    Column("key", String(200), nullable=False),
    # Writes of one subject are done in the order they were intended.
    Column("subject", String(64), nullable=False),
    Column("our_reference", String(64), nullable=False),
    Column("reference", String(64)),
    # "guest", or "staff:<id>": whoever asked is told what came of it, and nobody else.
    Column("asked_by", String(200), nullable=False, server_default="guest"),
    # It cannot wait for somebody to look into a list: money, or a stay that begins today.
    Column("is_critical", Boolean, nullable=False, server_default=false()),
    Column("agreed", JSON),
    Column("payload", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("next_attempt_at", UtcDateTime),
    # When a write was sent that nobody answered; None when nothing of it can have arrived.
    Column("in_doubt_since", UtcDateTime),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("error", JSON),
    Column("result", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("property_id", "key"),
    Index("ix_intents_state", "state", "next_attempt_at"),
    Index("ix_intents_subject", "property_id", "subject"),
    Index("ix_intents_conversation", "conversation"),
    Index("ix_intents_updated_at", "updated_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("conversation", String(200)),
    Column("turn", String(64)),
    Column("property_id", String(64), nullable=False),
    Column("operation", String(32), nullable=False),
    Column("event", String(32), nullable=False),
    Column("intent", String(64)),
    Column("reference", String(64)),
    Column("detail", JSON, nullable=False),
    # The reservation before and after, without the guest: dates, rooms, total, status.
    Column("before", JSON),
    Column("after", JSON),
    Index("ix_audit_intent", "intent"),
    Index("ix_audit_at", "at"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", String(64), primary_key=True),
    # One letter a write: one that dies again is the same letter.
    Column("intent", String(64), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("operation", String(32), nullable=False),
    Column("reference", String(64), nullable=False),
    # What a person needs to act, with everything that names or reaches a guest masked.
    Column("payload", JSON, nullable=False),
    Column("error", JSON, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("replays", Integer, nullable=False),
    # pending, retrying, resolved or abandoned.
    Column("status", String(16), nullable=False),
    Column("intended_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("by", String(200)),
    Column("why", Text),
    UniqueConstraint("intent"),
    Index("ix_dead_letters_status", "status", "created_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(64), primary_key=True),
    # What it is about: the same thing is not cried out again for a while.
    Column("key", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("title", String(200), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("manual_way", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Names of the senders that have it already.
    Column("sent_by", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index("ix_alerts_key", "key", "created_at"),
    Index("ix_alerts_closed_at", "closed_at", "next_try_at"),
)

leases = Table(
    "leases",
    metadata,
    # What is held, such as the right to create in one room type: one holder at a time, across processes.
    Column("name", String(200), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

pms_calls = Table(
    "pms_calls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation", String(200)),
    Column("turn", String(64)),
    Column("vendor", String(32), nullable=False),
    Column("property_id", String(64), nullable=False),
    Column("operation", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("error_type", String(64)),
    Column("started_at", UtcDateTime, nullable=False),
    Column("duration_ms", Float, nullable=False),
    Column("reference", String(64)),
    Index("ix_pms_calls_turn", "turn"),
    Index("ix_pms_calls_started_at", "started_at"),
)

proofs = Table(
    "proofs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("property_id", String(64), nullable=False),
    Column("conversation", String(200), nullable=False),
    # As it was typed, brought into one spelling.
    Column("reference", String(64), nullable=False),
    # A right proof carries the hotel system's own reference, so that a write needs no look-up first.
    Column("proved_reference", String(64)),
    Column("was_right", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_proofs_conversation", "conversation", "at"),
    Index("ix_proofs_reference", "property_id", "reference", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("property_id", String(64), nullable=False),
    # The write it tells of: a guest who hears the outcome in the conversation first is not told again.
    Column("intent", String(64)),
    Column("reply", String(100), nullable=False),
    Column("values", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Index("ix_notices_delivered_at", "delivered_at"),
    Index("ix_notices_intent", "intent"),
)

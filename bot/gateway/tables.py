"""The gateway's tables. Guests' words and our replies lie sealed; the rest is identifiers, states and times."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from common.database import UtcDateTime, metadata

# SQLite counts rows by itself only in a column of type INTEGER.
_Counter = BigInteger().with_variant(Integer, "sqlite")

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("property", String(64), nullable=False),
    # bot, waiting (a person is asked for), human
    Column("state", String(16), nullable=False, server_default="bot"),
    # Why staff should look: handoff, late, failed, empty, locked, unanswered, refused; null when nothing asks for it.
    Column("attention", String(32)),
    Column("handoff_reason", String(64)),
    # The language replies are given in, and what understanding believes of the guest's languages.
    Column("language", String(8)),
    Column("prior", JSON),
    Column("locale", String(35)),
    # The slot that was asked last; understanding reads a bare "two" by it.
    Column("asked", String(64)),
    # What the guest is called in experiments: a keyed hash, shared by all conversations of one known guest.
    Column("guest_key", String(64)),
    # When this guest first wrote to us, in whichever conversation.
    Column("guest_since", UtcDateTime),
    # Ours, not a guest's: staff trying something out, a load test. It takes part in no experiment.
    Column("is_test", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Index(None, "last_message_at"),
    Index(None, "guest_key"),
)

guest_contacts = Table(
    "guest_contacts",
    metadata,
    # Keyed hash of an e-mail address or a telephone number that a guest was reached at.
    Column("contact", String(64), primary_key=True),
    Column("guest_key", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index(None, "guest_key"),
)

turns = Table(
    "turns",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(16), nullable=False),
    # queued, running, answered, apologised
    Column("state", String(16), nullable=False),
    # Whether a later message of the guest may still become part of it while it is queued.
    Column("may_join", Boolean, nullable=False),
    # The gateway that runs it, and the moment after which another may take it over.
    Column("owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    # answered, late, failed, empty
    Column("outcome", String(16)),
    Column("language", String(8)),
    Column("intent", String(64)),
    Column("score", Integer),  # thousandths
    Column("understood", Text),  # sealed JSON: understood, ranking
    Column("trace", JSON),  # [{"action", "ms"}]
    Column("faults", JSON),  # [{"where", "name", "error"}]
    Column("rasa_ms", Integer),
    Index(None, "conversation", "seq"),
    Index(
        "ix_turns_apologised",
        "finished_at",
        sqlite_where=text("outcome IN ('late', 'failed', 'empty')"),
        postgresql_where=text("outcome IN ('late', 'failed', 'empty')"),
    ),
    Index(
        "ix_turns_open",
        "conversation",
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", String(128), nullable=False),
    Column("turn", ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
    Column("words", Text),  # sealed; a button's title when a button was pressed
    Column("button", String(96)),  # the id of the button that was pressed
    Column("length", Integer, nullable=False),  # characters as received, before anything was cut
    Column("received_at", UtcDateTime, nullable=False),
    # Exactly one row per message id: a webhook, a retry or a double click may bring it again.
    UniqueConstraint("channel", "conversation", "message_id"),
    Index(None, "conversation", "seq"),
    Index(None, "turn"),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    # Null for a notice: something we say without being spoken to.
    Column("turn", ForeignKey("turns.id", ondelete="CASCADE")),
    # chat, or mail beside the chat
    Column("route", String(8), nullable=False, server_default="chat"),
    Column("body", Text, nullable=False),  # sealed JSON: text, buttons, attachments, values
    Column("template", String(96), nullable=False),
    Column("version", String(32)),
    Column("experiment", String(64)),
    Column("arm", String(32)),
    Column("language", String(8)),
    # waiting, sent, failed
    Column("delivery", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    # The notice it came from, so that one notice is said once.
    Column("notice", String(64), unique=True),
    Index(None, "conversation", "seq"),
    Index(None, "turn"),
    Index(
        "ix_outgoing_waiting",
        "seq",
        sqlite_where=text("delivery = 'waiting'"),
        postgresql_where=text("delivery = 'waiting'"),
    ),
)

OPEN = ("queued", "running")
"""The states of a turn that still owes the guest an answer."""

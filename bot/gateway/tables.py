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

UNDECIDED = ("unsure", "held", "failed")
"""Deliveries of replies about which staff are to decide."""
_IS_UNDECIDED = f"delivery IN ({', '.join(f"'{one}'" for one in UNDECIDED)}) AND route = 'chat'"

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
    # Sealed JSON: where the channel itself reaches the guest, in the channel's own terms. Null where a page does.
    Column("address", Text),
    # A keyed hash of that address, by which a channel's event finds its conversation.
    Column("address_key", String(64)),
    # Until when the channel lets us write freely; null where it always does.
    Column("window_until", UtcDateTime),
    # The guest wished to be left alone; answers to what they ask still go out.
    Column("opted_out_at", UtcDateTime),
    # The advertisement that brought the guest.
    Column("ad_source", String(128)),
    # Who of staff has the conversation, and since when its state is what it is.
    Column("owner", String(80)),
    Column("state_since", UtcDateTime),
    # The bot proposes, staff send.
    Column("is_draft_mode", Boolean, nullable=False, server_default=false()),
    # The guest's latest words, and up to when staff have read.
    Column("last_guest_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    # When anything of it last changed that staff see; their pages ask for what changed since.
    Column("changed_at", UtcDateTime),
    # When the delivery of one of our replies last changed. Written with every message, so that no index is kept for it.
    Column("delivery_changed_at", UtcDateTime),
    # When a person last gave it back to the bot: what had been quoted before is void.
    Column("handed_back_at", UtcDateTime),
    # When the guest was asked how content they are, and the mark out of five.
    Column("satisfaction_asked_at", UtcDateTime),
    Column("satisfaction", Integer),
    # Sealed JSON: name, and where a person may reach the guest, as the guest left it.
    Column("left_contact", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Index(None, "created_at"),
    Index(None, "last_message_at"),
    Index(None, "guest_key"),
    Index(None, "address_key"),
    Index(None, "changed_at"),
    Index(
        "ix_conversations_with_staff",
        "state_since",
        sqlite_where=text("state IN ('waiting', 'human')"),
        postgresql_where=text("state IN ('waiting', 'human')"),
    ),
)

channel_events = Table(
    "channel_events",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    # What tells one event from a repetition of it; a retry may come in another batch, a week later.
    Column("key", String(64), nullable=False),
    # Events of one such group are worked on in order: one guest's messages, one message's delivery.
    Column("group", String(64), nullable=False),
    # When it happened, as the channel says; the order within a group.
    Column("happened_at", UtcDateTime, nullable=False),
    # Sealed, cards masked; empty once it is done, for then only the key is needed.
    Column("body", Text, nullable=False),
    # new, done, bad
    Column("state", String(8), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    # The gateway that works on it, and the moment after which another may.
    Column("owner", String(64)),
    Column("lease_until", UtcDateTime),
    # How often it failed, and what the last failure was called.
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("fault", String(64)),
    Column("done_at", UtcDateTime),
    UniqueConstraint("channel", "key"),
    Index(None, "done_at"),
    Index(
        "ix_channel_events_new",
        "channel",
        "seq",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_channel_events_order",
        "channel",
        "group",
        "happened_at",
        "seq",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
)

handovers = Table(
    "handovers",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # asked, taken, assigned, released, handed_back, reminded, missed (nobody came), timed_out (nobody wrote), recovered,
    # approved, dropped, drafting, speaking; of a reply that had not left (its id is the reason): arrived, again, never
    Column("what", String(16), nullable=False),
    Column("reason", String(64)),
    # Of staff; null when the guest or the clock did it.
    Column("by", String(80)),
    Index(None, "conversation", "seq"),
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

said_contacts = Table(
    "said_contacts",
    metadata,
    # Keyed hash of an address or a number that was said in a conversation, so that it is found when its guest asks.
    Column("contact", String(64), primary_key=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
)

turns = Table(
    "turns",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("conversation", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(16), nullable=False),
    # queued, running, answered, apologised, with_person (staff answer it, or decide about the bot's answer)
    Column("state", String(16), nullable=False),
    # Whether a later message of the guest may still become part of it while it is queued.
    Column("may_join", Boolean, nullable=False),
    # A queued turn waits until then for what else the guest is typing; null: for nothing.
    Column("start_after", UtcDateTime),
    # The gateway that runs it, and the moment after which another may take it over.
    Column("owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    # answered, late, failed, empty; with_person or aside when the bot was not asked, superseded when a person was quicker
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
    # What else than words was sent: image, video, voice, audio, document, sticker, location, contacts, order, form, reaction,
    # edit, revoke, identity, unsupported; null for words and buttons.
    Column("kind", String(16)),
    Column("extra", Text),  # sealed JSON: a file's id and type, what a message answers, …
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
    # Who of staff wrote it; null for the bot.
    Column("by", String(80)),
    # proposed (staff decide), dropped (they decided against it), waiting, sending, sent, delivered, read, failed,
    # unsure (a person looks), held (window closed)
    Column("delivery", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    # When the sender looks at it again; null once it is settled, and always where a page comes for it.
    Column("next_try_at", UtcDateTime),
    # The channel's own id of it, and its code for what went wrong.
    Column("external_id", String(255)),
    Column("fault", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    # The notice it came from, so that one notice is said once.
    Column("notice", String(64), unique=True),
    # With the reply's name, so that reports need not read the sealed words beside it.
    Index(None, "conversation", "seq", "template"),
    Index(None, "turn"),
    Index(None, "external_id"),
    Index(
        "ix_outgoing_due",
        "next_try_at",
        sqlite_where=text("next_try_at IS NOT NULL"),
        postgresql_where=text("next_try_at IS NOT NULL"),
    ),
    Index(
        "ix_outgoing_waiting",
        "seq",
        sqlite_where=text("delivery = 'waiting'"),
        postgresql_where=text("delivery = 'waiting'"),
    ),
    Index(
        "ix_outgoing_undecided",
        "conversation",
        sqlite_where=text(_IS_UNDECIDED),
        postgresql_where=text(_IS_UNDECIDED),
    ),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    Column("outgoing", ForeignKey("outgoing.id", ondelete="CASCADE"), nullable=False),
    # sent, delivered, read, failed: as the channel reports it
    Column("status", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("fault", String(64)),
    # What the channel charges it as, such as {"type": "regular", "category": "service"}.
    Column("pricing", JSON),
    UniqueConstraint("outgoing", "status"),
    Index(None, "at"),
)

OPEN = ("queued", "running")
"""The states of a turn that still owes the guest an answer."""

"""A guest is forgotten: words, names and addresses leave every conversation; what may be counted stays under a name that leads nowhere.

One transaction, the caller's. A conversation is copied under a fresh name without what reaches or names anybody; its
turns, messages and replies follow it there with nothing in them, so that every report reads as before.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, String, case, cast, delete, func, insert, literal, or_, select, update

from bot.gateway.tables import (
    OPEN,
    channel_events,
    conversations,
    guest_contacts,
    handovers,
    inbox,
    outgoing,
    said_contacts,
    turns,
)
from common.guest_keys import GuestKeys
from common.ids import new_id
from common.secrets import Sealer

# Of the conversation itself, what reaches or describes its guest; the rest is counted later.
FORGOTTEN = frozenset(
    {
        "attention",
        "prior",
        "locale",
        "asked",
        "address",
        "address_key",
        "window_until",
        "opted_out_at",
        "left_contact",
        "is_draft_mode",
    }
)
# Ends of a turn that the bot may not have reached itself yet.
_MAY_RUN = ("late", "superseded")
# Not sent yet: there is nobody to send it to any more.
_UNSENT = ("waiting", "sending", "proposed", "held")
# A statement takes a bounded number of parameters.
_AT_ONCE = 500
_NOTHING_SAID = json.dumps({"text": "", "buttons": [], "attachments": [], "values": {}})
ERASED = "erased_"
"""How the name of a conversation begins whose guest was forgotten."""


class StillTalking(Exception):
    """A turn of the guest is being answered right now, and would write down again what is erased."""


def conversations_of(connection: Connection, keys: GuestKeys, who: str) -> list[str]:
    """All conversations of one guest, the oldest first. who: a conversation's name, an e-mail address or a number."""
    contact = keys.of_contact(who)
    of_contact = select(guest_contacts.c.guest_key).where(guest_contacts.c.contact == contact)
    named = select(conversations.c.guest_key).where(conversations.c.id == who)
    said = select(said_contacts.c.conversation).where(said_contacts.c.contact == contact)
    wanted = or_(
        conversations.c.id == who,
        conversations.c.id.in_(said),
        conversations.c.guest_key.in_(of_contact),
        conversations.c.guest_key.in_(named),
    )
    rows = connection.execute(select(conversations.c.id).where(wanted).order_by(conversations.c.created_at))
    return [row.id for row in rows if not row.id.startswith(ERASED)]


def silent_since(connection: Connection, before: datetime, most: int) -> list[str]:
    """Conversations in which nothing was said since then, with words still in them."""
    rows = connection.execute(
        select(conversations.c.id)
        .where(conversations.c.last_message_at < before, ~conversations.c.id.startswith(ERASED))
        .order_by(conversations.c.last_message_at)
        .limit(most)
    )
    return list(rows.scalars())


def is_known(connection: Connection, conversation: str) -> bool:
    return bool(connection.scalar(select(conversations.c.id).where(conversations.c.id == conversation)))


def guest_keys_of(connection: Connection, names: Sequence[str]) -> list[str]:
    rows = connection.execute(
        select(conversations.c.guest_key).where(conversations.c.id.in_(names)).distinct()
    )
    return [key for key in rows.scalars() if key]


def forget_contacts(connection: Connection, guest_keys: Iterable[str]) -> None:
    """Nobody is recognised by these addresses and numbers any more."""
    connection.execute(delete(guest_contacts).where(guest_contacts.c.guest_key.in_(list(guest_keys))))


def forget_conversation(
    connection: Connection,
    sealer: Sealer,
    conversation: str,
    *,
    guest_key: str | None = None,
    groups: Collection[str] = (),
    late_since: datetime | None = None,
) -> str:
    """The name under which it is still counted. guest_key: whose it counts as from now on; None: as before.

    groups: of the channel's events, in which this guest may stand beside their own. late_since: a turn that was given up
    since then may still run. Raises StillTalking.
    """
    row = connection.execute(
        select(conversations).where(conversations.c.id == conversation).with_for_update()
    ).one()
    still_runs = turns.c.state.in_(OPEN)
    if late_since is not None:
        still_runs |= turns.c.outcome.in_(_MAY_RUN) & (turns.c.finished_at > late_since)
    of_theirs = select(func.count()).where(turns.c.conversation == conversation, still_runs)
    if connection.scalar(of_theirs):
        raise StillTalking(conversation)
    name = new_id(ERASED.rstrip("_"))
    connection.execute(
        insert(conversations).values(
            {column: value for column, value in row._mapping.items() if column not in FORGOTTEN}
            | {"id": name, "guest_key": guest_key or row.guest_key}
        )
    )
    theirs = sorted({*groups, *filter(None, [row.address_key])})
    for start in range(0, len(theirs), _AT_ONCE):
        # The keys stay: what the channel sends once more must not come in as news.
        connection.execute(
            update(channel_events)
            .where(channel_events.c.group.in_(theirs[start : start + _AT_ONCE]))
            .values(
                body="",
                state="done",
                done_at=func.coalesce(channel_events.c.done_at, channel_events.c.received_at),
            )
        )
    _empty_messages(connection, sealer, conversation, name)
    connection.execute(delete(conversations).where(conversations.c.id == conversation))
    return name


def _empty_messages(connection: Connection, sealer: Sealer, conversation: str, name: str) -> None:
    connection.execute(
        update(turns).where(turns.c.conversation == conversation).values(conversation=name, understood=None)
    )
    connection.execute(
        update(inbox)
        .where(inbox.c.conversation == conversation)
        .values(
            conversation=name,
            # A channel's own id may hold the guest's number.
            message_id=literal("erased ") + cast(inbox.c.seq, String),
            words=sealer.seal(""),
            button=None,
            extra=None,
        )
    )
    connection.execute(
        update(outgoing)
        .where(outgoing.c.conversation == conversation, outgoing.c.delivery.in_(_UNSENT))
        # What was only proposed was never said, and is not counted as if it had been.
        .values(delivery=case((outgoing.c.delivery == "proposed", "dropped"), else_="failed"))
    )
    connection.execute(
        update(outgoing)
        .where(outgoing.c.conversation == conversation)
        .values(conversation=name, body=sealer.seal(_NOTHING_SAID), external_id=None)
    )
    connection.execute(
        update(handovers).where(handovers.c.conversation == conversation).values(conversation=name)
    )

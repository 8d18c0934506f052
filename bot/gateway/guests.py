"""Which guest a conversation is with, as far as experiments must know it: one key for one guest, on every channel.

A conversation starts under a key of its own. Once an address or a number is known that another conversation gave before,
both are the same guest, and the key that was first stays.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.gateway.tables import conversations, guest_contacts, said_contacts
from common.guest_keys import GuestKeys
from common.sql import insert_or
from templates import exposures


@dataclass(frozen=True)
class Guest:
    """key: a keyed hash, which names nobody. since: when this guest first wrote to us."""

    key: str
    since: datetime


def of_new_conversation(
    connection: Connection, keys: GuestKeys, conversation: str, contact: str | None, at: datetime
) -> Guest:
    """contact: where the channel itself reaches the guest, such as the number they write from."""
    own = Guest(keys.of_conversation(conversation), at)
    hashed = next(_hashed(keys, [contact]), None)
    return _claim(connection, hashed, own) if hashed else own


def learn_contacts(
    connection: Connection, keys: GuestKeys, conversation: str, contacts: Iterable[str | None]
) -> None:
    """The guest of this conversation is reached at these: whoever gave one of them before is the same guest."""
    row = connection.execute(
        select(conversations.c.guest_key, conversations.c.guest_since, conversations.c.created_at).where(
            conversations.c.id == conversation
        )
    ).one_or_none()
    if row is None:
        return
    guest = Guest(row.guest_key or keys.of_conversation(conversation), row.guest_since or row.created_at)
    for hashed in _hashed(keys, contacts):
        known = _claim(connection, hashed, guest)
        if known.key != guest.key:
            _join(connection, was=guest.key, becomes=known)
            guest = known


def note_said(
    connection: Connection, keys: GuestKeys, conversation: str, contacts: Iterable[str | None]
) -> None:
    """These were said in the conversation. Anybody may say any address: it makes nobody the same guest."""
    for hashed in _hashed(keys, contacts):
        connection.execute(
            insert_or(connection, said_contacts)
            .values(contact=hashed, conversation=conversation)
            .on_conflict_do_nothing()
        )


def _hashed(keys: GuestKeys, contacts: Iterable[str | None]) -> Iterator[str]:
    """Of those that are an address or a number."""
    for contact in contacts:
        if contact and (hashed := keys.of_contact(contact)) is not None:
            yield hashed


def _claim(connection: Connection, contact: str, guest: Guest) -> Guest:
    """Whose contact it is: this guest's, unless another was there before."""
    own = {"contact": contact, "guest_key": guest.key, "since": guest.since}
    connection.execute(_claiming(connection.dialect.name), own)
    row = connection.execute(_CLAIMED, {"of": contact}).one()
    return Guest(row.guest_key, row.since)


_CLAIMED = select(guest_contacts).where(guest_contacts.c.contact == bindparam("of"))


@functools.cache
def _claiming(dialect: str) -> Any:
    return insert_or(dialect, guest_contacts).on_conflict_do_nothing()


def _join(connection: Connection, *, was: str, becomes: Guest) -> None:
    connection.execute(
        update(conversations)
        .where(conversations.c.guest_key == was)
        .values(guest_key=becomes.key, guest_since=becomes.since)
    )
    connection.execute(
        update(guest_contacts)
        .where(guest_contacts.c.guest_key == was)
        .values(guest_key=becomes.key, since=becomes.since)
    )
    exposures.join_guests(connection, was, becomes.key)

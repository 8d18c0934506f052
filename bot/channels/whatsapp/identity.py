"""Which conversation a guest of WhatsApp is in. Runs inside a transaction of the gateway.

A guest is known by the business-scoped user id, or by the phone number where Meta gives no id. No number stands in a
conversation's id or key: both are keyed hashes. When Meta says that somebody goes by another number or id now, they
begin a conversation of their own, in which nothing has been booked and nothing proved; staff find one from the other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.channels.whatsapp.kinds import Who
from bot.channels.whatsapp.sender import CHANNEL
from bot.gateway.tables import conversations, guest_contacts, outgoing
from common.guest_keys import GuestKeys
from common.secrets import Sealer, Unsealable


@dataclass(frozen=True)
class Place:
    """Where what a guest writes belongs. address: what is known of the guest by now, in the channel's own terms.

    is_rekeyed: the conversation was known by the phone number alone, and goes by the user id from now on.
    """

    conversation: str
    key: str
    address: dict[str, str | None]
    is_opted_out: bool = False
    is_rekeyed: bool = False


class Identities:
    def __init__(self, keys: GuestKeys, sealer: Sealer) -> None:
        self._keys = keys
        self._sealer = sealer

    def group(self, who: Who) -> str:
        """What events are put in order by, and by what those of a guest are found who is to be forgotten."""
        return self._key(who)

    def group_of_sent(self, number: str, message: str) -> str:
        """What the channel's word on one message of ours is put in order by."""
        return self._keys.named("whatsapp message", number, message)

    def groups_of(self, connection: Connection, conversation: str) -> list[str]:
        """Groups of all events that may name this guest: theirs, by id and by phone number, and the fate of what we sent them."""
        query = select(conversations).where(conversations.c.id == conversation)
        row = connection.execute(query).one_or_none()
        if row is None or row.channel != CHANNEL or row.address is None:
            return []
        who = self._read(row)
        known = [Who(who.number, who.user_id, None)] if who.user_id else []
        known += [Who(who.number, None, who.phone)] if who.phone else []
        sent = select(outgoing.c.external_id).where(
            outgoing.c.conversation == conversation, outgoing.c.external_id.is_not(None)
        )
        fates = [self.group_of_sent(who.number, message) for message in connection.execute(sent).scalars()]
        return [self._key(one) for one in known] + fates

    def place(self, connection: Connection, who: Who) -> Place:
        """The guest's conversation, or the name of the one that their message begins."""
        row = self.find(connection, who)
        if row is None:
            return Place(self._new_name(connection, who), self._key(who), _address(who))
        known = self._read(row)
        # What Meta once told of a guest it may leave out the next time.
        address = _address(Who(who.number, who.user_id or known.user_id, who.phone or known.phone))
        is_rekeyed = who.user_id is not None and row.address_key != self._key(who)
        return Place(row.id, self._key(who), address, row.opted_out_at is not None, is_rekeyed)

    def rekey(self, connection: Connection, place: Place) -> None:
        self._set_key(connection, place.conversation, place.key)

    def find(self, connection: Connection, who: Who) -> Row[Any] | None:
        """The conversation that is this guest's now."""
        row = self._keyed(connection, self._key(who))
        if row is not None or who.phone is None:
            return row
        by_phone = self._keyed(connection, self._key(Who(who.number, None, who.phone)))
        if by_phone is not None:
            return by_phone
        for candidate in self._of_phone(connection, who.phone):
            known = self._read(candidate)
            is_other = bool(who.user_id and known.user_id and who.user_id != known.user_id)
            if known.number == who.number and known.phone == who.phone and not is_other:
                return candidate
        return None

    def follow(self, connection: Connection, was: Who, becomes: Who, at: datetime) -> tuple[str, str] | None:
        """The guest's former conversation, and the one they have from now on; None when there is no former one.

        The language and the wish to be left alone go along; bookings and proofs do not.
        """
        row = self.find(connection, was)
        if row is None:
            return None
        self._set_key(connection, row.id, None)
        known = self.find(connection, becomes)
        if known is not None:
            if row.opted_out_at and not known.opted_out_at:
                connection.execute(
                    update(conversations)
                    .where(conversations.c.id == known.id)
                    .values(opted_out_at=row.opted_out_at)
                )
            return row.id, str(known.id)
        name = self._new_name(connection, becomes)
        carried = (
            "property",
            "language",
            "prior",
            "locale",
            "guest_key",
            "guest_since",
            "is_test",
            "opted_out_at",
            "ad_source",
        )
        connection.execute(
            insert(conversations).values(
                id=name,
                channel=CHANNEL,
                address=self._sealer.seal(json.dumps(_address(becomes))),
                address_key=self._key(becomes),
                created_at=at,
                last_message_at=at,
                **{column: getattr(row, column) for column in carried},
            )
        )
        if becomes.phone:
            self._learn(connection, becomes.phone, row)
        return row.id, name

    def _learn(self, connection: Connection, phone: str, row: Row[Any]) -> None:
        contact = self._keys.of_contact(phone)
        is_known = select(guest_contacts.c.contact).where(guest_contacts.c.contact == contact)
        if contact and row.guest_key and connection.scalar(is_known) is None:
            connection.execute(
                insert(guest_contacts).values(contact=contact, guest_key=row.guest_key, since=row.guest_since)
            )

    def _keyed(self, connection: Connection, key: str) -> Row[Any] | None:
        query = select(conversations).where(conversations.c.address_key == key).limit(1)
        return connection.execute(query).one_or_none()

    def _of_phone(self, connection: Connection, phone: str) -> list[Row[Any]]:
        """Conversations of whoever was ever reached at this number, the latest first."""
        contact = self._keys.of_contact(phone)
        query = (
            select(conversations)
            .join(guest_contacts, guest_contacts.c.guest_key == conversations.c.guest_key)
            .where(
                guest_contacts.c.contact == contact,
                conversations.c.channel == CHANNEL,
                conversations.c.address_key.is_not(None),
            )
            .order_by(conversations.c.last_message_at.desc())
        )
        return list(connection.execute(query))

    def _set_key(self, connection: Connection, conversation: str, key: str | None) -> None:
        connection.execute(
            update(conversations).where(conversations.c.id == conversation).values(address_key=key)
        )

    def _new_name(self, connection: Connection, who: Who) -> str:
        name = f"wa_{self._key(who)}"
        number = 1
        # Taken where the guest, or whoever had the number before, was sent to a conversation of their own.
        while connection.scalar(select(conversations.c.id).where(conversations.c.id == name)) is not None:
            number += 1
            name = f"wa_{self._key(who)}_{number}"
        return name

    def _key(self, who: Who) -> str:
        kind, name = ("user", who.user_id) if who.user_id else ("phone", who.phone)
        return self._keys.named("whatsapp", who.number, kind, name or "")

    def _read(self, row: Row[Any]) -> Who:
        try:
            kept = json.loads(self._sealer.unseal(row.address))
        except Unsealable:
            return Who("", None, None)
        return Who(kept["number"], kept.get("user_id"), kept.get("phone"))


def _address(who: Who) -> dict[str, str | None]:
    return {"number": who.number, "user_id": who.user_id, "phone": who.phone}

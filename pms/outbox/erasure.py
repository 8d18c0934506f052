"""What the hotel layer wrote down of a guest, taken out again: the reservation itself is the hotel's, and stays there.

One transaction, the caller's. Writes keep their states, prices and times; a write that is still on its way keeps everything,
for losing a booking is worse than keeping a name for an hour, so that it has to be settled first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, or_, select, update

from common.ids import new_id
from common.secrets import Sealer
from pms.contract.models import Reservation
from pms.outbox.masking import NOBODY, without_guest
from pms.outbox.writes import WRITE
from pms.tables import alerts, audit, dead_letters, intents, notices, pms_calls, proofs, quotes

_SETTLED = ("done", "refused")
_CLOSED = ("resolved", "abandoned")


class Unsettled(Exception):
    """A write of this guest is on its way to the hotel's system, or waits for a person. reference: ours."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


@dataclass(frozen=True)
class Booked:
    """A reservation in a hotel's own system. reference: the hotel system's, where it is known; else ours."""

    property_id: str
    reference: str


def conversations_of_reference(connection: Connection, reference: str) -> list[str]:
    """Conversations in which a reservation of this reference, ours or the hotel's, was made or changed."""
    wanted = or_(intents.c.reference == reference, intents.c.our_reference == reference)
    return list(connection.execute(select(intents.c.conversation).where(wanted).distinct()).scalars())


def booked_in(connection: Connection, conversations: Sequence[str]) -> list[Booked]:
    """The reservations these conversations made or touched, which stand in the hotels' own systems."""
    rows = connection.execute(
        select(intents.c.property_id, func.coalesce(intents.c.reference, intents.c.our_reference))
        .where(intents.c.conversation.in_(conversations), intents.c.state == "done")
        .distinct()
        .order_by(intents.c.property_id, func.coalesce(intents.c.reference, intents.c.our_reference))
    )
    return [Booked(*row) for row in rows]


def check_settled(connection: Connection, conversations: Sequence[str]) -> None:
    """Raises Unsettled."""
    is_theirs = intents.c.conversation.in_(conversations)
    is_closed = select(dead_letters.c.intent).where(dead_letters.c.status.in_(_CLOSED))
    open_write = connection.execute(
        select(intents.c.our_reference)
        .where(is_theirs, intents.c.state.not_in(_SETTLED), intents.c.id.not_in(is_closed))
        .limit(1)
    ).first()
    if open_write is not None:
        raise Unsettled(open_write.our_reference)


def forget_conversation(connection: Connection, sealer: Sealer, conversation: str, name: str) -> None:
    """name: under which the conversation is still counted. Call check_settled first."""
    for table in (quotes, proofs, notices):
        connection.execute(delete(table).where(table.c.conversation == conversation))
    theirs = connection.execute(
        select(intents.c.id, intents.c.payload, intents.c.result).where(
            intents.c.conversation == conversation
        )
    ).all()
    for row in theirs:
        connection.execute(
            update(intents)
            .where(intents.c.id == row.id)
            .values(
                conversation=name,
                # It may be made of the conversation's name.
                key=new_id("erased"),
                payload=sealer.seal(_write_of_nobody(sealer.unseal(row.payload))),
                result=sealer.seal(_stay_of_nobody(sealer.unseal(row.result))) if row.result else None,
                error=None,
            )
        )
        connection.execute(update(alerts).where(alerts.c.key.startswith(f"{row.id}:")).values(facts={}))
    ids = [row.id for row in theirs]
    connection.execute(
        update(dead_letters)
        .where(dead_letters.c.conversation == conversation)
        .values(conversation=name, payload={}, error={}, why=None)
    )
    connection.execute(
        update(audit)
        .where(or_(audit.c.conversation == conversation, audit.c.intent.in_(ids)))
        .values(conversation=name, detail={})
    )
    connection.execute(
        update(pms_calls).where(pms_calls.c.conversation == conversation).values(conversation=name)
    )


def _write_of_nobody(payload: str) -> str:
    return without_guest(WRITE.validate_json(payload)).model_dump_json()


def _stay_of_nobody(result: str) -> str:
    reservation = Reservation.model_validate_json(result)
    return reservation.model_copy(update={"guest": NOBODY, "notes": ()}).model_dump_json()

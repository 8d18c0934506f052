"""Which reservations a conversation may touch, asked of our own tables alone, so that it can be told during an outage."""

from __future__ import annotations

from dataclasses import dataclass

from pms.contract import errors
from pms.contract.errand import Errand
from pms.outbox.intents import Intents
from pms.proofs import Proofs, spelled


@dataclass(frozen=True)
class Access:
    """reference: the hotel system's; our_reference: ours, or the system's again for a booking made elsewhere."""

    reference: str
    our_reference: str
    is_own: bool


async def access_to(intents: Intents, proofs: Proofs, errand: Errand, reference: str) -> Access | None:
    """None when this conversation has no right to the reservation. Raises StillQueued for its own unconfirmed booking."""
    wanted = spelled(reference)
    for booking in await intents.bookings_of(errand.property_id, errand.conversation):
        if wanted not in (spelled(booking.our_reference), spelled(booking.reference or "")):
            continue
        if booking.state == "done" and booking.reference:
            return Access(booking.reference, booking.our_reference, is_own=True)
        if booking.state != "refused":
            raise errors.StillQueued(property_id=errand.property_id, reference=booking.our_reference)
    proved = await proofs.proved(errand, reference)
    if proved is None:
        return None
    booked = await intents.booking_of(errand.property_id, proved)
    return Access(proved, booked.our_reference if booked else proved, is_own=False)

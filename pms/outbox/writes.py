"""The kinds of write: how each is done, how it is recognised when it has been done already, what it must look like.

Each says of itself what the doubtful case needs to know: `is_same_twice`, that doing it a second time leaves what doing it once
leaves; `is_findable`, that the hotel's system can be asked whether it was done; `replaces`, that it sets what an earlier write
may have set, so that an old one must not be done after a newer one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from common.clock import Deadline
from common.money import Money
from pms.contract import models
from pms.contract.changes import is_applied
from pms.contract.models import Model, Reservation, ReservationDraft, ReservationPatch, ReservationQuery
from pms.contract.protocol import Connector


class Book(Model):
    is_same_twice: ClassVar[bool] = False
    is_findable: ClassVar[bool] = True
    replaces: ClassVar[bool] = False

    kind: Literal["book"] = "book"
    draft: ReservationDraft

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.create_reservation(self.draft, deadline=deadline)

    async def look_up(self, connector: Connector, deadline: Deadline) -> Reservation | None:
        query = ReservationQuery(our_reference=self.draft.our_reference)
        found = await connector.find_reservations(query, deadline=deadline)
        return found[0] if found else None

    def is_in(self, reservation: Reservation) -> bool:
        # One that was cancelled meanwhile, by the hotel or because it lost a race, is not said to be booked.
        return (
            not reservation.is_cancelled
            and reservation.stay == self.draft.stay
            and reservation.total == self.draft.agreed_total
        )


class _ToReservation(Model, ABC):
    """A write to a reservation that exists. reference: the hotel system's."""

    is_same_twice: ClassVar[bool] = True
    is_findable: ClassVar[bool] = True
    replaces: ClassVar[bool] = True

    reference: str

    @abstractmethod
    def is_in(self, reservation: Reservation) -> bool:
        """Whether the reservation already shows what this write asks for."""

    async def look_up(self, connector: Connector, deadline: Deadline) -> Reservation | None:
        found = await connector.get_reservation(self.reference, deadline=deadline)
        return found if found is not None and self.is_in(found) else None


class Change(_ToReservation):
    """agreed_total: what the guest said yes to; None when the patch does not touch the price."""

    kind: Literal["change"] = "change"
    patch: ReservationPatch
    agreed_total: Money | None

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.modify_reservation(
            self.reference, self.patch, key=key, agreed_total=self.agreed_total, deadline=deadline
        )

    def is_in(self, reservation: Reservation) -> bool:
        return not reservation.is_cancelled and is_applied(reservation, self.patch, self.agreed_total)


class Cancel(_ToReservation):
    kind: Literal["cancel"] = "cancel"
    reason: str | None
    agreed_fee: Money

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.cancel_reservation(
            self.reference, key=key, reason=self.reason, agreed_fee=self.agreed_fee, deadline=deadline
        )

    def is_in(self, reservation: Reservation) -> bool:
        return reservation.is_cancelled


class Note(_ToReservation):
    is_same_twice: ClassVar[bool] = False
    replaces: ClassVar[bool] = False

    kind: Literal["note"] = "note"
    text: str

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.add_reservation_note(self.reference, self.text, key=key, deadline=deadline)

    def is_in(self, reservation: Reservation) -> bool:
        return self.text in reservation.notes


class CheckOutTime(_ToReservation):
    kind: Literal["check_out_time"] = "check_out_time"
    at: time

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.update_checkout_time(self.reference, self.at, key=key, deadline=deadline)

    def is_in(self, reservation: Reservation) -> bool:
        return reservation.check_out_time == self.at


class Charge(Model):
    """Money on a guest's account. No vendor-free question tells whether it is there, so in doubt it is never done again."""

    is_same_twice: ClassVar[bool] = False
    is_findable: ClassVar[bool] = False
    replaces: ClassVar[bool] = False

    kind: Literal["charge"] = "charge"
    reference: str
    charge: models.Charge

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> None:
        # Reading the reservation here would let a read that fails look like a charge that was not posted.
        await connector.post_charge(self.reference, self.charge, deadline=deadline)

    async def look_up(self, connector: Connector, deadline: Deadline) -> None:
        return None

    def is_in(self, reservation: Reservation) -> bool:
        return False


type Write = Book | Change | Cancel | Note | CheckOutTime | Charge

WRITE: TypeAdapter[Write] = TypeAdapter(
    Annotated[Book | Change | Cancel | Note | CheckOutTime | Charge, Field(discriminator="kind")]
)

"""The kinds of write: how each is done, how it is recognised when it has been done already, what it must look like."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import time
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from common.clock import Deadline
from common.money import Money
from pms.contract.changes import is_applied
from pms.contract.models import Model, Reservation, ReservationDraft, ReservationPatch, ReservationQuery
from pms.contract.protocol import Connector


class Book(Model):
    kind: Literal["book"] = "book"
    draft: ReservationDraft

    async def apply(self, connector: Connector, key: str, deadline: Deadline) -> Reservation:
        return await connector.create_reservation(self.draft, deadline=deadline)

    async def look_up(self, connector: Connector, deadline: Deadline) -> Reservation | None:
        query = ReservationQuery(our_reference=self.draft.our_reference)
        found = await connector.find_reservations(query, deadline=deadline)
        return found[0] if found else None

    def is_in(self, reservation: Reservation) -> bool:
        return reservation.stay == self.draft.stay and reservation.total == self.draft.agreed_total


class _ToReservation(Model, ABC):
    """A write to a reservation that exists. reference: the hotel system's."""

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


type Write = Book | Change | Cancel | Note | CheckOutTime

WRITE: TypeAdapter[Write] = TypeAdapter(
    Annotated[Book | Change | Cancel | Note | CheckOutTime, Field(discriminator="kind")]
)

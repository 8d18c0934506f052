"""The hotel's own system as staff reach it from a conversation and for a day: reservations and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import told
from bot.gateway.told import Told
from bot.gateway.transcripts import ConversationRow
from common.clock import Clock, Deadline
from common.log import get_log
from common.money import Money
from common.properties import Properties, Property
from console.gate import Stopped
from console.letter_words import fault_of
from console.staff import Member
from console.words import Saying, marked
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.errand import Errand
from pms.contract.models import Charge, Reservation
from pms.contract.outcomes import Queued, Refused
from pms.staff_desk import Day, StaffDesk

_log = get_log("console")

PATIENCE_SECONDS = 10.0
LONGEST_NOTE = 500
LONGEST_PURPOSE = 120
LONGEST_REFERENCE = 64
NOT_SO = marked("Not as it stands")
CAN = {
    "note": Capability.ADD_NOTE,
    "check_out": Capability.CHECK_OUT_TIME,
    "charge": Capability.POST_CHARGE,
}


@dataclass(frozen=True)
class Found:
    """fault: why there may be more. cannot: what this hotel's system cannot do, by the names of CAN."""

    reservations: tuple[Reservation, ...]
    cannot: frozenset[str]
    fault: Saying | str | None = None


class Stays:
    def __init__(self, engine: AsyncEngine, desk: StaffDesk, properties: Properties, clock: Clock) -> None:
        self._engine = engine
        self._desk = desk
        self._properties = properties
        self._clock = clock

    async def of(self, row: ConversationRow, member: Member) -> Found:
        errand = self._errand(row.property_id, row.id, member)
        cannot = frozenset(name for name, what in CAN.items() if not self._can(row.property_id, what))
        try:
            return Found(await self._desk.of_conversation(errand), cannot)
        except errors.PmsError as error:
            return Found((), cannot, said(error))

    async def day(self, hotel: Property, day: date, member: Member) -> Day:
        return await self._desk.day(self._errand(hotel.id, "console", member), day)

    def today(self, hotel: Property) -> date:
        return self._clock.now().astimezone(hotel.zone).date()

    async def note(self, row: ConversationRow, member: Member, reference: str, text: str) -> None:
        """Raises Stopped, as everything here that writes does."""
        await self._require_own(row, member, reference)
        words = text.strip()[:LONGEST_NOTE]
        if not words:
            raise Stopped(422, NOT_SO, marked("Write something first."))
        self._settle(
            await self._desk.add_note(self._errand(row.property_id, row.id, member), reference, words)
        )
        _note("stay_note", row, member)

    async def check_out(self, row: ConversationRow, member: Member, reference: str, at: str) -> None:
        await self._require_own(row, member, reference)
        try:
            when = time.fromisoformat(at)
        except ValueError as error:
            raise Stopped(422, NOT_SO, marked("That is no time of day.")) from error
        errand = self._errand(row.property_id, row.id, member)
        self._settle(await self._desk.set_check_out_time(errand, reference, when))
        _note("stay_check_out", row, member)

    async def charge(
        self, row: ConversationRow, member: Member, reference: str, *, amount: str, purpose: str, key: str
    ) -> None:
        """key: of the form; the same one again is the same charge."""
        reservation = await self._require_own(row, member, reference)
        currency = reservation.total.currency
        try:
            money = Money.from_major(Decimal(amount.strip().replace(",", ".")), currency)
        except (InvalidOperation, ValueError) as error:
            raise Stopped(422, NOT_SO, marked("That is no amount of money.")) from error
        if money <= Money.zero(currency) or not purpose.strip():
            raise Stopped(422, NOT_SO, marked("A charge needs an amount above nothing and what it is for."))
        charge = Charge(key=key, description=purpose.strip()[:LONGEST_PURPOSE], amount=money)
        errand = self._errand(row.property_id, row.id, member)
        self._settle(await self._desk.post_charge(errand, reference, charge))
        _note("stay_charge", row, member)

    async def register(self, row: ConversationRow, member: Member, reference: str) -> None:
        """Made by telephone, say: it is this guest's from now on, and counted as this conversation's booking."""
        name = reference.strip()[:LONGEST_REFERENCE]
        if not name or not name.isprintable():
            raise Stopped(422, NOT_SO, marked("Give the reservation's number in the hotel's system."))
        try:
            found = await self._desk.register(self._errand(row.property_id, row.id, member), name)
        except errors.PmsError as error:
            raise Stopped(409, NOT_SO, said(error)) from error
        booking = Told(row.id, "booking", amount=found.total)
        async with self._engine.begin() as connection:
            await connection.run_sync(lambda sync: told.record(sync, booking, self._clock.now()))
        _note("stay_register", row, member)

    async def _require_own(self, row: ConversationRow, member: Member, reference: str) -> Reservation:
        """A form names a reservation; only one that is this conversation's is touched from it."""
        found = await self.of(row, member)
        if found.fault is not None:
            raise Stopped(503, NOT_SO, found.fault)
        for one in found.reservations:
            if one.reference == reference:
                return one
        raise Stopped(404, NOT_SO, marked("This guest has no such reservation."))

    def _settle(self, outcome: object) -> None:
        if isinstance(outcome, Refused):
            raise Stopped(409, NOT_SO, said(outcome.reason))
        if isinstance(outcome, Queued):
            later = marked("The hotel's system did not answer; it is tried again. See “Unfinished”.")
            raise Stopped(202, marked("Not written yet"), later)

    def _can(self, property_id: str, capability: Capability) -> bool:
        try:
            self._desk.check(property_id, capability)
        except errors.PmsError:
            return False
        return True

    def _errand(self, property_id: str, conversation: str, member: Member) -> Errand:
        deadline = Deadline.after(PATIENCE_SECONDS, self._clock)
        return Errand(property_id, conversation, None, deadline, actor=f"staff:{member.id}")


def said(error: errors.PmsError) -> Saying | str:
    fault = fault_of(errors.to_json(error))
    return fault.text if fault else marked("Something went wrong with the hotel's system.")


def day_of(text: str | None) -> date | None:
    """None for what is no day, or one at the very ends of the calendar."""
    try:
        given = date.fromisoformat(text or "")
    except ValueError:
        return None
    return given if 1970 <= given.year <= 9000 else None


def faults_in_words(day: Day) -> Mapping[str, Saying | str]:
    return {name: said(error) for name, error in day.faults.items()}


def _note(deed: str, row: ConversationRow, member: Member) -> None:
    _log.info("conversation handled", deed=deed, about=row.id, staff=member.id)

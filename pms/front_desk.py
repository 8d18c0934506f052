"""The one door to the hotel's system for the conversation: search, quote, book, change, cancel, find.

Reads raise contract errors. Writes are kept as intents first and answer Done, Queued or Refused, whatever the vendor does.
Nothing here knows a vendor, a language or a channel.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.ids import new_id, new_reference
from common.money import Money
from common.properties import Properties, Property
from common.secrets import Sealer
from common.settings import Settings
from pms import house_rules
from pms.access import Finder
from pms.contract import errors
from pms.contract.capabilities import Capability, SystemMails
from pms.contract.changes import changed_request, needed_for
from pms.contract.errand import Errand
from pms.contract.models import (
    CancelTerms,
    ChangeQuote,
    Extra,
    GuestProfile,
    Offers,
    Party,
    Quote,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    RoomRequest,
    RoomType,
    Stay,
)
from pms.contract.outcomes import Done, Found, Locked, NeedsProof, Noted, NotFound, Queued, Refused
from pms.contract.room_sets import MOST_ROOMS, spread
from pms.contract.wishes import OfferWishes
from pms.factory import Connectors, check_settings, get_connector_metadata
from pms.nearby import nearest_stays
from pms.outbox.intents import Intents
from pms.outbox.worker import OutboxWorker
from pms.outbox.writes import Cancel, Change, CheckOutTime, Note
from pms.pen import Pen
from pms.proofs import Proofs
from pms.quotes import Quotes
from pms.resilience.backing import Backing
from pms.staff_desk import StaffDesk

__all__ = [
    "Done",
    "Errand",
    "Found",
    "FrontDesk",
    "Locked",
    "NeedsProof",
    "NotFound",
    "Noted",
    "Queued",
    "Refused",
    "build_front_desk",
]

QUOTE_HOLDS = timedelta(minutes=30)
HEALTH_SECONDS = 3.0


def build_front_desk(
    settings: Settings, properties: Properties, engine: AsyncEngine, clock: Clock
) -> FrontDesk:
    """One per process; its worker is `FrontDesk.outbox_worker`.

    Raises Misconfigured for a property that no adapter could serve, before any guest meets it.
    """
    for hotel in properties:
        check_settings(hotel)
    sealer = Sealer.from_setting(settings.secret_keys.get_secret_value())
    return FrontDesk(
        properties,
        Connectors(
            properties,
            engine=engine,
            clock=clock,
            backing=Backing(settings.redis_url.get_secret_value()),
        ),
        Intents(engine, sealer, clock),
        Quotes(engine, clock),
        Proofs(engine, clock),
        clock,
    )


class FrontDesk:
    def __init__(
        self,
        properties: Properties,
        connectors: Connectors,
        intents: Intents,
        quotes: Quotes,
        proofs: Proofs,
        clock: Clock,
    ) -> None:
        self._properties = properties
        self._connectors = connectors
        self._intents = intents
        self._quotes = quotes
        self._clock = clock
        self._finder = Finder(intents, proofs, connectors)
        self._pen = Pen(intents, connectors, clock)

    def outbox_worker(self) -> OutboxWorker:
        return OutboxWorker(self._intents, self._connectors.get, clock=self._clock)

    def staff_desk(self) -> StaffDesk:
        """What members of staff may write, on the same table and by the same hand."""
        return StaffDesk(
            self._properties, self._connectors, self._finder, self._pen, self._intents, self._clock
        )

    async def close(self) -> None:
        await self._connectors.close()

    async def is_reachable(self, property_id: str) -> bool:
        """Whether the hotel's system answers now; for readiness. Never raises."""
        deadline = Deadline.after(HEALTH_SECONDS, self._clock)
        try:
            connector = await self._connectors.get(Errand(property_id, "readiness", None, deadline))
            return (await connector.health_check(deadline=deadline)).is_reachable
        except errors.PmsError:
            return False

    # --- the house ---

    def property(self, property_id: str) -> Property:
        """Raises UnknownProperty."""
        hotel = self._properties.get(property_id)
        if hotel is None:
            raise errors.UnknownProperty(property_id=property_id)
        return hotel

    def system_mails(self, property_id: str) -> SystemMails:
        """What the hotel's system mails to guests by itself; none where the option `sends_mails` says it is switched off."""
        pms = self.property(property_id).pms
        if not pms.options.get("sends_mails", True):
            return SystemMails()
        return get_connector_metadata(pms.type).mails_guest

    def needs_phone(self, property_id: str) -> bool:
        """Whether the hotel's system takes no booking without a telephone number."""
        return get_connector_metadata(self.property(property_id).pms.type).needs_phone

    def properties(self) -> tuple[Property, ...]:
        return tuple(self._properties)

    def today(self, property_id: str) -> date:
        """The hotel's own day."""
        return self._clock.now().astimezone(self.property(property_id).zone).date()

    async def room_types(self, errand: Errand) -> tuple[RoomType, ...]:
        """While nobody answers, as they were within the last day."""
        connector = await self._connectors.get(replace(errand, takes_stale=True))
        return await connector.get_room_types(deadline=errand.deadline)

    async def extras(self, errand: Errand) -> tuple[Extra, ...]:
        connector = await self._connectors.get(errand)
        return await connector.get_extras(deadline=errand.deadline)

    # --- offers and prices ---

    async def search(
        self,
        errand: Errand,
        stay: Stay,
        party: Party,
        *,
        rooms: int | None = None,
        wishes: OfferWishes | None = None,
    ) -> Offers:
        """What can be sold, of it what meets the wishes; while nobody answers, what could be sold a while ago, and it says so.

        Raises StayNotPossible and TooManyGuests by the house rules, Retriable when nobody answers and nothing is known.
        """
        hotel = self.property(errand.property_id)
        house_rules.check_stay(hotel, stay, self.today(hotel.id))
        house_rules.check_party(hotel, party)
        if rooms is not None and rooms > MOST_ROOMS:
            raise errors.TooManyGuests(property_id=errand.property_id, detail="too many rooms for a chat")
        connector = await self._connectors.get(replace(errand, takes_stale=True))
        offers = await connector.search_offers(stay, party, rooms=rooms, deadline=errand.deadline)
        return wishes.narrow(offers) if wishes else offers

    async def nearest_stays(
        self, errand: Errand, stay: Stay, party: Party, *, limit: int = 3
    ) -> tuple[tuple[Stay, Money], ...]:
        """As many nights within two weeks before or after, nearest first, each with its cheapest total."""
        hotel = self.property(errand.property_id)
        house_rules.check_party(hotel, party)
        today = self.today(hotel.id)
        return await nearest_stays(
            await self._connectors.get(errand),
            stay,
            party,
            first_day=today,
            last_day=today + timedelta(days=hotel.max_days_ahead),
            limit=limit,
            deadline=errand.deadline,
        )

    async def quote(
        self,
        errand: Errand,
        stay: Stay,
        party: Party,
        room_type_ids: tuple[str, ...],
        *,
        extras: tuple[str, ...] = (),
    ) -> Quote:
        """A price that holds for half an hour, for this conversation. Raises SoldOut, TooManyGuests, NotFound, …"""
        hotel = self.property(errand.property_id)
        house_rules.check_stay(hotel, stay, self.today(hotel.id))
        house_rules.check_party(hotel, party)
        connector = await self._connectors.get(errand)
        by_id = {one.id: one for one in await connector.get_room_types(deadline=errand.deadline)}
        if not room_type_ids or any(type_id not in by_id for type_id in room_type_ids):
            raise errors.NotFound(property_id=errand.property_id, detail="room type")
        chosen = [by_id[type_id] for type_id in room_type_ids]
        parties = spread(party, chosen)
        if parties is None:
            most = sum(room_type.max_people for room_type in chosen)
            raise errors.TooManyGuests(property_id=errand.property_id, most=most)
        rooms = tuple(
            RoomRequest(room_type_id=room_type.id, party=own)
            for room_type, own in zip(chosen, parties, strict=True)
        )
        rate = await connector.quote_rate(
            RateRequest(stay=stay, rooms=rooms, extras=extras), deadline=errand.deadline
        )
        quote = Quote(
            id=new_id("quo"),
            property_id=errand.property_id,
            stay=stay,
            party=party,
            expires_at=self._clock.now() + QUOTE_HOLDS,
            **{name: getattr(rate, name) for name in type(rate).model_fields},
        )
        await self._quotes.keep(errand, quote)
        return quote

    # --- booking ---

    async def book(
        self, errand: Errand, quote_id: str, guest: GuestProfile, *, note: str | None = None
    ) -> Done[Reservation] | Queued | Refused:
        """Books what was quoted, at the quoted price. The same quote twice is the same reservation."""
        try:
            quote = await self._quotes.get(errand, quote_id, Quote)
        except errors.Refused as refusal:
            return Refused(refusal)
        hotel = self.property(errand.property_id)
        known = await self._intents.by_key(errand.property_id, quote_id)
        if known is None:
            if self._clock.now() >= quote.expires_at:
                return Refused(errors.QuoteExpired(property_id=errand.property_id))
            draft = ReservationDraft(
                key=quote.id,
                our_reference=new_reference(),
                stay=quote.stay,
                rooms=tuple(
                    RoomRequest(room_type_id=line.room_type_id, party=line.party) for line in quote.lines
                ),
                extras=quote.extra_ids,
                agreed_total=quote.total,
                guest=guest,
                note=note,
            )
            known = await self._pen.keep_booking(
                errand,
                draft,
                today=self.today(hotel.id),
                latest=house_rules.end_of(hotel, quote.stay.arrival),
            )
        return await self._pen.write(errand, known)

    # --- finding ---

    async def find(
        self, errand: Errand, *, reference: str | None, contact: str | None, even_stale: bool = False
    ) -> Found | Queued | NotFound | NeedsProof | Locked:
        """Without a reference: the one reservation of this conversation. Raises Retriable when nobody answers.

        even_stale: then rather the last that was known, with its `as_of`; for telling, never for acting on. A wrong proof, a reference that does not exist and somebody else's reservation all answer NotFound.
        """
        errand = replace(errand, takes_stale=even_stale)
        return await self._finder.find(errand, self.today(errand.property_id), reference, contact)

    async def own_reservations(self, errand: Errand, *, even_stale: bool = False) -> tuple[Reservation, ...]:
        """Made in this conversation, not past and not cancelled; by arrival. even_stale: as with `find`."""
        errand = replace(errand, takes_stale=even_stale)
        return await self._finder.own(errand, self.today(errand.property_id))

    # --- changes ---

    async def quote_change(self, errand: Errand, reference: str, patch: ReservationPatch) -> ChangeQuote:
        """What the change would cost; changes nothing. Raises SoldOut, TooManyGuests, NotPossible, NotFound, …"""
        reservation = await self._finder.mine(errand, reference)
        hotel, today = self.property(errand.property_id), self.today(errand.property_id)
        house_rules.check_changeable(reservation, today)
        if patch.stay is not None:
            house_rules.check_changed_stay(hotel, reservation.stay, patch.stay, today)
        if patch.party is not None:
            house_rules.check_party(hotel, patch.party)
        connector = await self._connectors.get(errand)
        for capability in needed_for(patch):
            house_rules.check_capability(connector.manifest, capability)
        types = await connector.get_room_types(deadline=errand.deadline)
        request = changed_request(reservation, patch, types)
        rate = await connector.quote_rate(request, deadline=errand.deadline)
        quote = ChangeQuote(
            id=new_id("chg"),
            property_id=errand.property_id,
            reservation_reference=reservation.reference,
            patch=patch,
            stay=request.stay,
            party=patch.party or reservation.party,
            lines=rate.lines,
            extras=rate.extras,
            old_total=reservation.total,
            new_total=rate.total,
            difference=rate.total - reservation.total,
            cancellation=rate.cancellation,
            expires_at=self._clock.now() + QUOTE_HOLDS,
        )
        await self._quotes.keep(errand, quote)
        return quote

    async def change(self, errand: Errand, change_quote_id: str) -> Done[Reservation] | Queued | Refused:
        """Changes to what was quoted, all of it or nothing; refused, the old stay stands untouched."""
        try:
            quote = await self._quotes.get(errand, change_quote_id, ChangeQuote)
            known = await self._intents.by_key(errand.property_id, quote.id)
            if known is None:
                if self._clock.now() >= quote.expires_at:
                    raise errors.QuoteExpired(property_id=errand.property_id)
                agreed = quote.new_total if quote.patch.changes_price else None
                write = Change(reference=quote.reservation_reference, patch=quote.patch, agreed_total=agreed)
                access = await self._finder.access(errand, quote.reservation_reference)
                today = self.today(errand.property_id)
                if access is not None:
                    # Either day may be the one that presses: the stay as it is, or as it is to be.
                    days = [day for day in (access.arrival, quote.stay.arrival) if day]
                    access = replace(access, arrival=min(days))
                known = await self._pen.keep_on(
                    errand, access, write, today=today, key=quote.id, agreed=agreed
                )
        except errors.Refused as refusal:
            return Refused(refusal)
        return await self._pen.write(errand, known)

    async def cancel_terms(self, errand: Errand, reference: str) -> CancelTerms:
        """What cancelling costs now. Raises NotFound, AlreadyCancelled, TooLateToCancel."""
        reservation = await self._finder.mine(errand, reference)
        today = self.today(errand.property_id)
        return house_rules.cancel_terms(reservation, now=self._clock.now(), today=today)

    async def cancel(
        self, errand: Errand, reference: str, *, reason: str | None = None, agreed_fee: Money
    ) -> Done[Reservation] | Queued | Refused:
        """Cancels at the fee that was agreed or a lower one; a higher one is refused as FeeChanged."""
        write = Cancel(reference=reference, reason=reason, agreed_fee=agreed_fee)
        return await self._write_once(errand, write, needs=Capability.CANCEL, agreed=agreed_fee)

    async def balance(self, errand: Errand, reference: str) -> Money:
        """What is still to be paid. Raises NotFound."""
        reservation = await self._finder.mine(errand, reference)
        connector = await self._connectors.get(errand)
        return await connector.get_balance(reservation.reference, deadline=errand.deadline)

    async def add_note(
        self, errand: Errand, reference: str, text: str
    ) -> Done[Reservation] | Queued | Refused:
        """Words for the desk, on the reservation."""
        return await self._write_once(errand, Note(reference=reference, text=text), needs=Capability.ADD_NOTE)

    async def request_check_out_time(
        self, errand: Errand, reference: str, at: time
    ) -> Done[Reservation] | Noted | Queued | Refused:
        """Done by the hotel's system where it can; otherwise the wish becomes a note for the desk."""
        outcome = await self._write_once(
            errand, CheckOutTime(reference=reference, at=at), needs=Capability.CHECK_OUT_TIME
        )
        if not (isinstance(outcome, Refused) and isinstance(outcome.reason, errors.NotPossible)):
            return outcome
        # Read by the hotel's staff on the reservation, never by the guest.
        noted = await self.add_note(errand, reference, f"Check-out requested at {at:%H:%M}")
        if isinstance(noted, Refused):
            return noted
        return Noted(reference, is_queued=isinstance(noted, Queued))

    # --- steps ---

    async def _write_once(
        self,
        errand: Errand,
        write: Cancel | Note | CheckOutTime,
        *,
        needs: Capability,
        agreed: Money | None = None,
    ) -> Done[Reservation] | Queued | Refused:
        try:
            house_rules.check_capability(
                get_connector_metadata(self.property(errand.property_id).pms.type), needs
            )
            access = await self._finder.access(errand, write.reference)
        except errors.Refused as refusal:
            return Refused(refusal)
        today = self.today(errand.property_id)
        return await self._pen.write_once(errand, access, write, today=today, agreed=agreed)

"""The tests every adapter passes, shipped with the contract. A new vendor joins in a few lines:

    class TestVendor(ConnectorContract):
        @pytest.fixture
        async def connector(self) -> AsyncIterator[Connector]:
            ...yield a connected connector of an empty (or test) property...

What the vendor lacks is skipped by its declared capability, and the skip says so. Everything that is booked is cancelled
again, so that the suite may run against a live test property.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from common.clock import Deadline
from common.ids import new_id, new_reference
from common.languages import SPOKEN
from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Capability, Manifest
from pms.contract.models import (
    Charge,
    GuestProfile,
    GuestQuery,
    Offer,
    Party,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    ReservationQuery,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import OPERATIONS, Connector

TWO = Party(adults=2)
type Book = Callable[..., Awaitable[Reservation]]


class ConnectorContract:
    """Override `connector`; override `days_ahead` and `patience_seconds` where the test property asks for it."""

    patience_seconds = 30.0
    days_ahead = 40

    @pytest.fixture
    def connector(self) -> Connector:
        raise NotImplementedError("each adapter's test gives its own connector")

    @pytest.fixture
    def stay(self) -> Stay:
        arrival = datetime.now(UTC).date() + timedelta(days=self.days_ahead)
        return Stay(arrival=arrival, departure=arrival + timedelta(days=2))

    @pytest.fixture
    def deadline(self) -> Deadline:
        return Deadline.after(self.patience_seconds)

    @pytest.fixture
    async def book(self, connector: Connector, deadline: Deadline, stay: Stay) -> AsyncIterator[Book]:
        """Books the cheapest room for two; what still stands after the test is cancelled."""
        made: list[str] = []

        async def one(**changed: Any) -> Reservation:
            draft = await draft_for(connector, deadline, stay)
            reservation = await connector.create_reservation(
                draft.model_copy(update=changed), deadline=deadline
            )
            made.append(reservation.reference)
            return reservation

        yield one
        for reference in made:
            found = await connector.get_reservation(reference, deadline=deadline)
            if found is not None and not found.is_cancelled and connector.manifest.can(Capability.CANCEL):
                await connector.cancel_reservation(
                    reference,
                    key=new_id("clean"),
                    reason=None,
                    agreed_fee=found.total,
                    deadline=deadline,
                )

    # --- the house ---

    async def test_connector_has_every_operation(self, connector: Connector) -> None:
        missing = [name for name in OPERATIONS if not callable(getattr(connector, name, None))]
        assert missing == []

    async def test_health_answers_and_never_raises(self, connector: Connector, deadline: Deadline) -> None:
        assert (await connector.health_check(deadline=deadline)).is_reachable

    async def test_hotels_are_listed(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.LIST_PROPERTIES)
        assert await connector.get_hotels(deadline=deadline)

    async def test_room_types_have_a_name_and_room_for_somebody(
        self, connector: Connector, deadline: Deadline
    ) -> None:
        needs(connector, Capability.ROOM_TYPES)
        types = await connector.get_room_types(deadline=deadline)
        assert len({one.id for one in types}) == len(types) > 0
        for one in types:
            assert one.names
            assert set(one.names) <= set(SPOKEN)
            assert 1 <= one.max_adults <= one.max_people

    async def test_extras_have_prices(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.EXTRAS)
        for one in await connector.get_extras(deadline=deadline):
            assert one.names
            assert one.price.minor >= 0

    async def test_rooms_are_of_known_types(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.ROOM_STATUS)
        types = {one.id for one in await connector.get_room_types(deadline=deadline)}
        statuses = await connector.get_all_room_statuses(deadline=deadline)
        assert {one.room_type_id for one in statuses} <= types
        assert await connector.get_room_status(statuses[0].number, deadline=deadline) == statuses[0]
        assert await connector.get_room_status("no such room", deadline=deadline) is None

    # --- offers ---

    async def test_availability_holds_every_night_asked_for(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.AVAILABILITY)
        last = stay.arrival + timedelta(days=6)
        grid = await connector.get_availability(stay.arrival, last, deadline=deadline)
        assert [one.night for one in grid.nights] == [stay.arrival + timedelta(days=n) for n in range(7)]
        assert all(count >= 0 for one in grid.nights for count in one.free.values())

    async def test_offers_fit_the_party_and_add_up(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS)
        offers = await connector.search_offers(stay, TWO, deadline=deadline)
        assert offers.offers, "the test property has no room free"
        totals = [one.total for one in offers.offers]
        assert totals == sorted(totals)
        for one in offers.offers:
            assert one.room_type.fits(TWO)
            assert one.rooms_left >= 1
            assert len(one.nightly) == stay.nights
            assert sum(night.minor for night in one.nightly) == one.total.minor
            assert Money.zero(one.total.currency) <= one.taxes < one.total

    async def test_quote_of_an_offer_costs_what_was_offered(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS, Capability.QUOTE)
        offer = await cheapest(connector, deadline, stay)
        quote = await connector.quote_rate(request_for(offer, stay), deadline=deadline)
        assert quote.total == offer.total
        assert sum(line.total.minor for line in quote.lines) == quote.total.minor
        assert quote.cancellation.fee <= quote.total

    async def test_extras_add_their_lines_to_the_total(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS, Capability.QUOTE, Capability.EXTRAS)
        offer = await cheapest(connector, deadline, stay)
        extras = await connector.get_extras(deadline=deadline)
        request = request_for(offer, stay).model_copy(update={"extras": tuple(one.id for one in extras)})
        quote = await connector.quote_rate(request, deadline=deadline)
        added = sum(line.total.minor for line in quote.extras)
        assert quote.total.minor == offer.total.minor + added

    async def test_unknown_room_type_is_refused(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.QUOTE)
        request = RateRequest(stay=stay, rooms=(RoomRequest(room_type_id="no such type", party=TWO),))
        with pytest.raises(errors.NotFound):
            await connector.quote_rate(request, deadline=deadline)

    async def test_party_too_large_for_the_room_is_refused(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.QUOTE)
        offer = await cheapest(connector, deadline, stay)
        crowd = Party(adults=offer.room_type.max_people + 1)
        request = RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=crowd),))
        with pytest.raises(errors.TooManyGuests):
            await connector.quote_rate(request, deadline=deadline)

    # --- reservations ---

    async def test_booking_stands_as_it_was_agreed(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.CREATE)
        draft = await draft_for(connector, deadline, stay)
        reservation = await book(**dict(draft))
        assert reservation.status == "confirmed"
        assert reservation.stay == draft.stay
        assert reservation.party == TWO
        assert reservation.total == draft.agreed_total
        assert reservation.our_reference == draft.our_reference
        assert (reservation.guest.first_name, reservation.guest.last_name) == ("Contract", "Suite")

    async def test_booking_is_found_by_either_reference(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.CREATE, Capability.GET, Capability.FIND_BY_OUR_REFERENCE)
        made = await book()
        for reference in (made.reference, made.our_reference):
            assert reference is not None
            found = await connector.get_reservation(reference, deadline=deadline)
            assert found is not None
            assert found.reference == made.reference
        query = ReservationQuery(our_reference=made.our_reference)
        listed = await connector.find_reservations(query, deadline=deadline)
        assert [one.reference for one in listed] == [made.reference]

    async def test_what_does_not_exist_is_none_from_a_get_and_not_found_from_a_write(
        self, connector: Connector, deadline: Deadline
    ) -> None:
        needs(connector, Capability.GET, Capability.CANCEL)
        nothing = new_reference()
        assert await connector.get_reservation(nothing, deadline=deadline) is None
        with pytest.raises(errors.NotFound):
            await connector.cancel_reservation(
                nothing, key=new_id("k"), reason=None, agreed_fee=Money.zero("EUR"), deadline=deadline
            )

    async def test_same_key_twice_is_the_same_reservation(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.CREATE, Capability.KEEPS_IDEMPOTENCY_KEY)
        draft = await draft_for(connector, deadline, stay)
        first = await book(**dict(draft))
        assert (await book(**dict(draft))).reference == first.reference

    async def test_another_price_than_agreed_is_refused(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.CREATE)
        draft = await draft_for(connector, deadline, stay)
        cheaper = draft.agreed_total - Money(1, draft.agreed_total.currency)
        with pytest.raises(errors.PriceChanged) as refused:
            await connector.create_reservation(
                draft.model_copy(update={"agreed_total": cheaper}), deadline=deadline
            )
        assert (refused.value.was, refused.value.now) == (cheaper, draft.agreed_total)

    async def test_booking_takes_a_room_and_cancelling_gives_it_back(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.CREATE, Capability.CANCEL, Capability.OFFERS)
        before = (await cheapest(connector, deadline, stay)).rooms_left
        made = await book()
        type_id = made.lines[0].room_type_id
        assert await rooms_left(connector, deadline, stay, type_id) == before - 1
        cancelled = await connector.cancel_reservation(
            made.reference, key=new_id("k"), reason="test", agreed_fee=made.total, deadline=deadline
        )
        assert cancelled.is_cancelled
        assert await rooms_left(connector, deadline, stay, type_id) == before

    async def test_change_of_dates_moves_the_stay_at_the_quoted_total(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.MODIFY_DATES, Capability.QUOTE)
        made = await book()
        moved = stay.shifted(1)
        rooms = tuple(RoomRequest(room_type_id=one.room_type_id, party=one.party) for one in made.lines)
        request = RateRequest(stay=moved, rooms=rooms, replacing=made.reference)
        quote = await connector.quote_rate(request, deadline=deadline)
        changed = await connector.modify_reservation(
            made.reference,
            ReservationPatch(stay=moved),
            key=new_id("k"),
            agreed_total=quote.total,
            deadline=deadline,
        )
        assert (changed.stay, changed.total) == (moved, quote.total)
        assert changed.our_reference == made.our_reference

    async def test_refused_change_leaves_everything_as_it_was(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.MODIFY_DATES)
        made = await book()
        wrong = made.total + Money(12_345, made.total.currency)
        with pytest.raises(errors.PriceChanged):
            await connector.modify_reservation(
                made.reference,
                ReservationPatch(stay=stay.shifted(1), note="not to be kept"),
                key=new_id("k"),
                agreed_total=wrong,
                deadline=deadline,
            )
        assert await connector.get_reservation(made.reference, deadline=deadline) == made

    async def test_a_cancelled_reservation_is_not_changed(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.CANCEL, Capability.MODIFY_DATES)
        made = await book()
        await connector.cancel_reservation(
            made.reference, key=new_id("k"), reason=None, agreed_fee=made.total, deadline=deadline
        )
        with pytest.raises(errors.AlreadyCancelled):
            await connector.modify_reservation(
                made.reference,
                ReservationPatch(stay=stay.shifted(1)),
                key=new_id("k"),
                agreed_total=None,
                deadline=deadline,
            )

    async def test_arrivals_departures_and_in_house_list_the_stay(
        self, connector: Connector, deadline: Deadline, stay: Stay, book: Book
    ) -> None:
        needs(connector, Capability.FRONT_DESK_LISTS)
        made = await book()

        def listed(found: tuple[Reservation, ...]) -> bool:
            return made.reference in {one.reference for one in found}

        assert listed(await connector.get_arrivals(stay.arrival, deadline=deadline))
        assert listed(await connector.get_departures(stay.departure, deadline=deadline))
        assert listed(await connector.get_in_house(stay.arrival, deadline=deadline))
        assert not listed(await connector.get_in_house(stay.departure, deadline=deadline))

    async def test_note_is_added_once_per_key(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.ADD_NOTE, Capability.KEEPS_IDEMPOTENCY_KEY)
        made = await book()
        key = new_id("k")
        for _ in range(2):
            noted = await connector.add_reservation_note(made.reference, "a note", key=key, deadline=deadline)
        assert noted.notes.count("a note") == 1

    async def test_check_out_time_is_kept_or_refused_as_not_possible(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.CHECK_OUT_TIME)
        made = await book()
        try:
            later = await connector.update_checkout_time(
                made.reference, time(13, 0), key=new_id("k"), deadline=deadline
            )
        except errors.NotPossible:
            return
        assert later.check_out_time == time(13, 0)

    # --- money ---

    async def test_balance_grows_by_a_charge_once_per_key(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.BALANCE, Capability.POST_CHARGE)
        made = await book()
        before = await connector.get_balance(made.reference, deadline=deadline)
        charge = Charge(key=new_id("k"), description="test", amount=Money(500, before.currency))
        for _ in range(2):
            await connector.post_charge(made.reference, charge, deadline=deadline)
        after = await connector.get_balance(made.reference, deadline=deadline)
        assert after == before + charge.amount

    # --- guests ---

    async def test_guest_is_found_by_mail_and_kept_once(
        self, connector: Connector, deadline: Deadline
    ) -> None:
        needs(connector, Capability.UPSERT_GUEST, Capability.SEARCH_GUEST)
        guest = a_guest()
        kept = await connector.upsert_guest_profile(guest, deadline=deadline)
        assert kept.id is not None
        again = await connector.upsert_guest_profile(guest, deadline=deadline)
        assert again.id == kept.id
        found = await connector.search_guest(GuestQuery(email=guest.email), deadline=deadline)
        assert [one.id for one in found] == [kept.id]
        assert await connector.get_guest_profile(kept.id, deadline=deadline) == kept
        assert await connector.get_guest_profile("no such guest", deadline=deadline) is None

    async def test_known_mail_never_overwrites_a_name(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.UPSERT_GUEST, Capability.SEARCH_GUEST)
        guest = a_guest()
        first = await connector.upsert_guest_profile(guest, deadline=deadline)
        await connector.upsert_guest_profile(
            guest.model_copy(update={"first_name": "Another"}), deadline=deadline
        )
        kept = await connector.get_guest_profile(str(first.id), deadline=deadline)
        assert kept is not None
        assert kept.first_name == guest.first_name

    async def test_preferences_are_merged(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.GUEST_PREFERENCES, Capability.UPSERT_GUEST)
        guest = await connector.upsert_guest_profile(a_guest(), deadline=deadline)
        assert guest.id is not None
        await connector.update_guest_preferences(guest.id, {"floor": "high"}, deadline=deadline)
        both = await connector.update_guest_preferences(guest.id, {"bed": "twin"}, deadline=deadline)
        assert both.preferences == {"floor": "high", "bed": "twin"}

    # --- events ---

    async def test_polling_names_what_changed_since(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.POLL_CHANGES)
        made = await book()
        since = made.updated_at - timedelta(seconds=1)
        events = await connector.poll_changes(since, deadline=deadline)
        assert made.reference in {event.reference for event in events}

    async def test_webhooks_that_are_declared_impossible_are_refused(self, connector: Connector) -> None:
        if connector.manifest.can(Capability.WEBHOOKS):
            pytest.skip(f"{connector.manifest.name} has webhooks; its own tests read them")
        with pytest.raises(errors.NotPossible):
            await connector.parse_webhook({}, b"")


def needs(connector: Connector, *capabilities: Capability) -> None:
    """Skips the test when the vendor declares that it cannot."""
    manifest: Manifest = connector.manifest
    for capability in capabilities:
        if not manifest.can(capability):
            reason = manifest.capabilities[capability].reason
            pytest.skip(f"{manifest.name} cannot {capability.value}: {reason}")


async def cheapest(connector: Connector, deadline: Deadline, stay: Stay) -> Offer:
    return (await connector.search_offers(stay, TWO, deadline=deadline)).offers[0]


async def rooms_left(connector: Connector, deadline: Deadline, stay: Stay, type_id: str) -> int:
    offers = (await connector.search_offers(stay, TWO, deadline=deadline)).offers
    return next((one.rooms_left for one in offers if one.room_type.id == type_id), 0)


def request_for(offer: Offer, stay: Stay) -> RateRequest:
    return RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=TWO),))


async def draft_for(connector: Connector, deadline: Deadline, stay: Stay) -> ReservationDraft:
    offer = await cheapest(connector, deadline, stay)
    return ReservationDraft(
        key=new_id("quo"),
        our_reference=new_reference(),
        stay=stay,
        rooms=(RoomRequest(room_type_id=offer.room_type.id, party=TWO),),
        agreed_total=offer.total,
        guest=a_guest(),
    )


def a_guest() -> GuestProfile:
    return GuestProfile(
        first_name="Contract",
        last_name="Suite",
        email=f"{new_id('suite').lower()}@example.com",
        phone="+34600100200",
        language="en",
    )

"""Reservations: booked as agreed, once, changed whole or not at all."""

from __future__ import annotations

from datetime import time

import pytest

from common.clock import Deadline
from common.ids import new_id, new_reference
from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.models import (
    RateRequest,
    Reservation,
    ReservationPatch,
    ReservationQuery,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import Connector
from pms.contract_cases.given import TWO, Book, cheapest, draft_for, needs, rooms_left


class ReservationCases:
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

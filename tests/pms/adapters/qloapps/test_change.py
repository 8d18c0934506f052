"""Changes are whole or not at all; what QloApps would lose on the way is said again or refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.adapters.qloapps.adapter import QloApps
from pms.contract import errors
from pms.contract.changes import changed_request
from pms.contract.models import Party, Reservation, ReservationPatch, Stay
from pms.simulators import qloapps as simulated
from pms.simulators.faults import Fault, Faulty, Kind
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.conftest import GUEST, Open, draft
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import WEEKEND

TWO, FAMILY = Party(adults=2), Party(adults=1, children_ages=(7,))
LATER = Stay(arrival=WEEKEND.arrival + timedelta(days=10), departure=WEEKEND.departure + timedelta(days=11))


async def book(connector: QloApps, deadline: Deadline, **wanted: Any) -> Reservation:
    return await connector.create_reservation(await draft(connector, deadline, **wanted), deadline=deadline)


async def change(
    connector: QloApps, made: Reservation, patch: ReservationPatch, deadline: Deadline
) -> Reservation:
    """Quoted first, as the front desk does."""
    types = await connector.get_room_types(deadline=deadline)
    quote = await connector.quote_rate(changed_request(made, patch, types), deadline=deadline)
    return await connector.modify_reservation(
        made.reference, patch, key="k", agreed_total=quote.total, deadline=deadline
    )


async def test_new_dates_keep_parties_extras_notes_guest_and_state(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    made = await book(
        qloapps, deadline, rooms=(("1", TWO), ("1", FAMILY)), extras=("9",), note="Late arrival"
    )
    after = await change(qloapps, made, ReservationPatch(stay=LATER, note="By train"), deadline)
    assert (after.stay, after.reference, after.our_reference) == (LATER, made.reference, made.our_reference)
    assert [one.party for one in after.lines] == [TWO, FAMILY]
    assert [(one.extra_id, one.quantity) for one in after.extras] == [("9", 3)]
    assert set(after.notes) == {"Late arrival", "By train"}
    assert after.guest == made.guest
    assert await qloapps.get_reservation(made.reference, deadline=deadline) == after
    assert len(shop.held_nights()) == 6


async def test_another_room_type_with_another_party(qloapps: QloApps, deadline: Deadline) -> None:
    made = await book(qloapps, deadline)
    party = Party(adults=2, children_ages=(3, 5))
    after = await change(qloapps, made, ReservationPatch(room_type_id="4", party=party), deadline)
    assert [(one.room_type_id, one.party) for one in after.lines] == [("4", party)]


async def test_party_alone_cannot_be_changed_and_is_refused_before_anything_is_agreed(
    qloapps: QloApps, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline)
    with pytest.raises(errors.NotPossible) as refused:
        await change(qloapps, made, ReservationPatch(party=FAMILY), deadline)
    assert refused.value.capability == "modify_party"


async def test_own_rooms_that_are_the_last_ones_cannot_be_moved(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    """QloApps counts them as taken; a guest is told so instead of being refused after a yes."""
    shop = simulated.QloApps(simulated.one_type_house(1), clock=clock)
    connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(shop))
    made = await book(connector, deadline)
    with pytest.raises(errors.NotPossible):
        await change(connector, made, ReservationPatch(stay=WEEKEND.shifted(1)), deadline)
    moved = await change(connector, made, ReservationPatch(stay=WEEKEND.shifted(2)), deadline)
    assert moved.stay == WEEKEND.shifted(2)
    await connector.disconnect()


async def test_sold_out_days_are_sold_out(qloapps: QloApps, deadline: Deadline) -> None:
    made = await book(qloapps, deadline, rooms=(("4", TWO),))
    for n in range(5):
        guest = GUEST.model_copy(update={"email": f"g{n}@example.com"})
        await book(qloapps, deadline, rooms=(("4", TWO),), stay=LATER, guest=guest)
    with pytest.raises(errors.SoldOut):
        await change(qloapps, made, ReservationPatch(stay=LATER), deadline)
    assert await qloapps.get_reservation(made.reference, deadline=deadline) == made


async def test_change_for_a_known_guest_leaves_the_stored_name(qloapps: QloApps, deadline: Deadline) -> None:
    first = await book(qloapps, deadline)
    other = GUEST.model_copy(update={"first_name": "Mallory", "last_name": "Other"})
    second = await book(qloapps, deadline, guest=other)
    after = await change(qloapps, second, ReservationPatch(stay=LATER), deadline)
    assert (after.guest.first_name, after.guest.last_name) == ("Mallory", "Other")
    stored = await qloapps.get_guest_profile(str(first.guest.id), deadline=deadline)
    assert stored is not None
    assert (stored.first_name, stored.last_name) == ("Ana", "García López")


async def test_cancelled_booking_is_never_touched_again(
    qloapps: QloApps, door: Faulty, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline)
    await qloapps.cancel_reservation(
        made.reference, key="k", reason=None, agreed_fee=made.total, deadline=deadline
    )
    with pytest.raises(errors.AlreadyCancelled):
        await qloapps.add_reservation_note(made.reference, "a note", key="k", deadline=deadline)
    assert not [one for one in door.log if one.method == "PUT"]


@pytest.mark.parametrize("kind", [Kind.ERROR_AFTER, Kind.GARBAGE])
async def test_change_behind_a_bad_answer_is_unknown_and_stands(
    qloapps: QloApps, door: Faulty, deadline: Deadline, kind: Kind
) -> None:
    made = await book(qloapps, deadline)
    await door.plan(Fault(kind, method="PUT"))
    with pytest.raises(errors.OutcomeUnknown):
        await change(qloapps, made, ReservationPatch(stay=LATER), deadline)
    found = await qloapps.get_reservation(made.reference, deadline=deadline)
    assert found is not None
    assert found.stay == LATER


async def test_note_changes_nothing_else_and_is_kept_once(
    qloapps: QloApps, deadline: Deadline, door: Faulty
) -> None:
    made = await book(qloapps, deadline, rooms=(("1", TWO), ("3", FAMILY)), extras=("9", "7"))
    for _ in range(2):
        noted = await qloapps.add_reservation_note(
            made.reference, "<b>Quiet</b> room 🙂", key="k", deadline=deadline
        )
        # What was asked for counts as kept, though QloApps keeps neither tags nor emoji.
        assert "<b>Quiet</b> room 🙂" in noted.notes
    assert len([one for one in door.log if one.method == "PUT"]) == 1
    after = await qloapps.get_reservation(made.reference, deadline=deadline)
    assert after is not None
    same = {"notes": made.notes, "updated_at": made.updated_at}
    assert after.model_copy(update=same) == made


async def test_what_cannot_be_done_is_not_possible(qloapps: QloApps, deadline: Deadline) -> None:
    made = await book(qloapps, deadline)
    with pytest.raises(errors.NotPossible):
        await qloapps.modify_reservation(
            made.reference,
            ReservationPatch(add_extras=("9",)),
            key="k",
            agreed_total=made.total,
            deadline=deadline,
        )


async def test_rooms_given_back_by_the_hotel_keep_us_from_changing(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline, rooms=(("1", TWO), ("1", TWO)))
    line = next(iter(shop.store.table("room_bookings")))
    line["is_refunded"] = line["is_cancelled"] = 1
    found = await qloapps.get_reservation(made.reference, deadline=deadline)
    assert found is not None
    assert len(found.lines) == 1
    with pytest.raises(errors.NotPossible):
        await change(qloapps, found, ReservationPatch(stay=LATER), deadline)


async def test_cancelling_frees_the_room_keeps_the_reason_and_may_be_said_twice(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline)
    for _ in range(2):
        gone = await qloapps.cancel_reservation(
            made.reference,
            key="k",
            reason="Flight cancelled",
            agreed_fee=Money.zero("EUR"),
            deadline=deadline,
        )
        assert (gone.status, gone.balance) == ("cancelled", Money.zero("EUR"))
        assert gone.notes == ("Cancellation asked: Flight cancelled",)
    assert not shop.held_nights()
    assert len([row for row in shop.store.table("order_histories") if row["id_order_state"] == 4]) == 1


async def test_reason_that_cannot_be_kept_stops_no_cancellation(
    qloapps: QloApps, door: Faulty, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline)
    await door.plan(Fault(Kind.ERROR_BEFORE, method="PUT"))
    gone = await qloapps.cancel_reservation(
        made.reference, key="k", reason="no", agreed_fee=Money.zero("EUR"), deadline=deadline
    )
    assert gone.is_cancelled


async def test_cancelling_with_an_unknown_state_is_not_believed(open_one: Open, deadline: Deadline) -> None:
    """QloApps answers 200 and a text."""
    connector = open_one(state_cancelled=99)
    made = await book(connector, deadline)
    with pytest.raises(errors.OutcomeUnknown):
        await connector.cancel_reservation(
            made.reference, key="k", reason=None, agreed_fee=made.total, deadline=deadline
        )


async def test_fee_of_the_house_is_asked_for_and_a_higher_one_refused(
    open_one: Open, clock: FrozenClock, deadline: Deadline
) -> None:
    connector = open_one(cancellation={"free_days_before": 2, "free_until": "18:00", "fee_percent": 50})
    made = await book(connector, deadline)
    half = Money.from_major(Decimal("1487.50"), "EUR")
    assert made.cancellation.fee == half
    assert made.cancellation.free_until is not None
    # The 25th, 18 o'clock in Berlin.
    assert made.cancellation.free_until.isoformat() == "2026-11-25T17:00:00+00:00"
    clock.advance(timedelta(days=5))
    with pytest.raises(errors.FeeChanged) as refused:
        await connector.cancel_reservation(
            made.reference, key="k", reason=None, agreed_fee=Money.zero("EUR"), deadline=deadline
        )
    assert refused.value.now == half
    clock.advance(timedelta(days=2))
    with pytest.raises(errors.TooLateToCancel):
        await connector.cancel_reservation(
            made.reference, key="k", reason=None, agreed_fee=made.total, deadline=deadline
        )


async def test_guest_who_has_arrived_cannot_cancel_in_the_chat(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    made = await book(qloapps, deadline)
    next(iter(shop.store.table("room_bookings")))["id_status"] = 2
    found = await qloapps.get_reservation(made.reference, deadline=deadline)
    assert found is not None
    assert found.status == "checked_in"
    with pytest.raises(errors.TooLateToCancel):
        await qloapps.cancel_reservation(
            made.reference, key="k", reason=None, agreed_fee=made.total, deadline=deadline
        )

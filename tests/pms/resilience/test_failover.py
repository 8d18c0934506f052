"""What is told of an older answer while the hotel's system is down, to whom, and what is never told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract import errors
from pms.contract.errand import CURRENT, NOTE, CallNote
from pms.contract.models import GuestQuery, RateRequest, ReservationQuery, RoomRequest
from pms.contract.protocol import Connector
from tests.pms.house import GUEST, NOW, TWO, WEEKEND
from tests.pms.resilience.counting_house import LATER, House, draft

DOWN = errors.Unreachable(detail="down")
QUOTED = RateRequest(stay=WEEKEND, rooms=(RoomRequest(room_type_id="doble", party=TWO),))


async def test_offers_of_before_the_outage_say_how_old_they_are(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    clock.advance(timedelta(minutes=5))
    house.error = DOWN
    found = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert (found.is_stale, found.as_of, house.calls["search_offers"]) == (True, NOW, 2)
    house.error = None
    assert not (await pms.search_offers(WEEKEND, TWO, deadline=soon)).is_stale


async def test_grid_and_status_say_how_old_they_are(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await pms.get_availability(WEEKEND.arrival, WEEKEND.departure, deadline=soon)
    await pms.get_reservation("R1", deadline=soon)
    await pms.get_arrivals(WEEKEND.arrival, deadline=soon)
    clock.advance(timedelta(hours=1))
    house.error = DOWN
    grid = await pms.get_availability(WEEKEND.arrival, WEEKEND.departure, deadline=soon)
    found = await pms.get_reservation("R1", deadline=soon)
    arrivals = await pms.get_arrivals(WEEKEND.arrival, deadline=soon)
    assert (grid.is_stale, grid.as_of) == (True, NOW)
    assert found is not None
    assert (found.as_of, arrivals[0].as_of) == (NOW, NOW)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("search_offers", (WEEKEND, TWO)),
        ("get_reservation", ("R1",)),
        ("find_reservations", (ReservationQuery(last_name="Guest"),)),
        ("get_room_types", ()),
    ],
)
async def test_who_acts_on_the_answer_hears_of_the_outage(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock, operation: str, arguments: Any
) -> None:
    call = getattr(pms, operation)
    await call(*arguments, deadline=soon)
    clock.advance(timedelta(hours=2))
    house.error = DOWN
    assert await call(*arguments, deadline=soon)
    errand = CURRENT.get()
    assert errand is not None
    for asker in (replace(errand, takes_stale=False), None):
        CURRENT.set(asker)
        with pytest.raises(errors.Unreachable):
            await call(*arguments, deadline=soon)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("quote_rate", (QUOTED,)),
        ("get_balance", ("R1",)),
        ("find_reservations", (ReservationQuery(our_reference="PO-1"),)),
        ("find_reservations", (ReservationQuery(changed_since=NOW),)),
        ("search_guest", (GuestQuery(email=GUEST.email),)),
        ("get_reservation", ("PO-1",)),
        ("create_reservation", (draft(),)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_booked_on_or_cannot_say_its_age_is_never_told(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock, operation: str, arguments: Any
) -> None:
    call = getattr(pms, operation)
    await call(*arguments, deadline=soon)
    clock.advance(timedelta(hours=2))
    house.error = DOWN
    with pytest.raises(errors.Unreachable):
        await call(*arguments, deadline=soon)


@pytest.mark.parametrize("error", [errors.BadCredentials(), errors.Unintelligible(), errors.SoldOut()])
async def test_only_an_outage_brings_old_answers(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock, error: errors.PmsError
) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    clock.advance(timedelta(minutes=6))
    house.error = error
    with pytest.raises(type(error)):
        await pms.search_offers(WEEKEND, TWO, deadline=soon)


async def test_too_old_is_too_old(pms: Connector, house: House, soon: Deadline, clock: FrozenClock) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    clock.advance(timedelta(hours=6))
    house.error = DOWN
    with pytest.raises(errors.Unreachable):
        await pms.search_offers(WEEKEND, TWO, deadline=soon)


async def test_what_was_undone_is_not_told_either(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    await pms.search_offers(LATER, TWO, deadline=soon)
    house.error = errors.SoldOut()
    with pytest.raises(errors.SoldOut):
        await pms.create_reservation(draft(WEEKEND), deadline=soon)
    clock.advance(timedelta(minutes=6))
    house.error = DOWN
    assert (await pms.search_offers(LATER, TWO, deadline=soon)).is_stale
    with pytest.raises(errors.Unreachable):
        await pms.search_offers(WEEKEND, TWO, deadline=soon)


async def test_status_after_our_own_write_is_what_the_write_said(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    await pms.get_reservation("R1", deadline=soon)
    clock.advance(timedelta(minutes=1))
    await pms.cancel_reservation("R1", key="k", reason=None, agreed_fee=Money(0, "EUR"), deadline=soon)
    house.error = DOWN
    found = await pms.get_reservation("R1", deadline=soon)
    assert found is not None
    assert (found.status, found.as_of) == ("cancelled", NOW + timedelta(minutes=1))


async def test_status_after_a_write_of_unknown_outcome_is_not_told(
    pms: Connector, house: House, soon: Deadline
) -> None:
    await pms.get_reservation("R1", deadline=soon)
    house.error = errors.OutcomeUnknown()
    with pytest.raises(errors.OutcomeUnknown):
        await pms.cancel_reservation("R1", key="k", reason=None, agreed_fee=Money(0, "EUR"), deadline=soon)
    house.error = DOWN
    with pytest.raises(errors.Unreachable):
        await pms.get_reservation("R1", deadline=soon)


async def test_note_tells_where_the_answer_came_from(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    noted = []
    for error, later in ((None, 0), (None, 0), (DOWN, 6)):
        house.error = error
        clock.advance(timedelta(minutes=later))
        NOTE.set(CallNote())
        await pms.search_offers(WEEKEND, TWO, deadline=soon)
        note = NOTE.get()
        assert note is not None
        noted.append((note.source, note.error))
    NOTE.set(None)
    assert noted == [("live", None), ("cached", None), ("stale", "Unreachable")]

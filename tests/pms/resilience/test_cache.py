"""What is given without a call, for how long, and how many share one call."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from common.clock import Deadline, FrozenClock
from pms.contract import errors
from pms.contract.errand import CURRENT, Errand
from pms.contract.models import (
    GuestQuery,
    Party,
    RateRequest,
    ReservationQuery,
    RoomRequest,
)
from pms.contract.protocol import Connector
from pms.resilience.shelf import Shelf
from tests.pms.house import GUEST, NOW, TWO, WEEKEND
from tests.pms.resilience.counting_house import LATER, House, asked, draft, layered, warm

# --- how long ---


async def test_second_question_is_answered_without_a_call(
    pms: Connector, house: House, soon: Deadline
) -> None:
    first = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    second = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert (first, house.calls["search_offers"]) == (second, 1)
    assert not second.is_stale


async def test_another_question_is_another_answer(pms: Connector, house: House, soon: Deadline) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    await pms.search_offers(WEEKEND, TWO, rooms=2, deadline=soon)
    await pms.search_offers(WEEKEND, Party(adults=1), deadline=soon)
    await pms.search_offers(LATER, TWO, deadline=soon)
    assert house.calls["search_offers"] == 4


async def test_unsaid_number_of_rooms_is_none(pms: Connector, house: House, soon: Deadline) -> None:
    await pms.search_offers(WEEKEND, TWO, deadline=soon)
    await pms.search_offers(WEEKEND, TWO, rooms=None, deadline=soon)
    assert house.calls["search_offers"] == 1


@pytest.mark.parametrize(
    ("operation", "arguments", "fresh"),
    [
        ("get_room_types", (), timedelta(hours=1)),
        ("search_offers", (WEEKEND, TWO), timedelta(minutes=5)),
        ("get_availability", (WEEKEND.arrival, WEEKEND.departure), timedelta(minutes=5)),
        ("get_arrivals", (WEEKEND.arrival,), timedelta(minutes=5)),
        ("find_reservations", (ReservationQuery(last_name="Guest"),), timedelta(minutes=5)),
        ("search_guest", (GuestQuery(email=GUEST.email),), timedelta(hours=1)),
    ],
)
async def test_answer_is_good_for_its_time_and_no_longer(
    pms: Connector, house: House, clock: FrozenClock, soon: Deadline, operation: str, arguments: Any, fresh: timedelta
) -> None:  # fmt: skip
    call = getattr(pms, operation)
    await call(*arguments, deadline=soon)
    clock.advance(fresh - timedelta(seconds=1))
    await call(*arguments, deadline=soon)
    assert house.calls[operation] == 1
    clock.advance(timedelta(seconds=1))
    await call(*arguments, deadline=soon)
    assert house.calls[operation] == 2


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("get_reservation", ("R1",)),
        ("get_balance", ("R1",)),
        ("quote_rate", (RateRequest(stay=WEEKEND, rooms=(RoomRequest(room_type_id="doble", party=TWO),)),)),
        ("find_reservations", (ReservationQuery(our_reference="PO-1"),)),
        ("find_reservations", (ReservationQuery(changed_since=NOW),)),
        ("search_guest", (GuestQuery(email="nobody@example.com"),)),
        ("get_room_status", ("101",)),
        ("get_arrivals", (LATER.arrival,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_must_be_true_or_was_not_found_is_asked_every_time(
    pms: Connector, house: House, soon: Deadline, operation: str, arguments: Any
) -> None:
    for _ in range(3):
        await getattr(pms, operation)(*arguments, deadline=soon)
    assert house.calls[operation] == 3


# --- questions under way ---


async def test_answer_asked_before_a_change_is_not_given_after_it(
    pms: Connector, house: House, soon: Deadline
) -> None:
    house.gate = asyncio.Event()
    house.left["doble"] = 1
    early = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon))
    while not house.calls["search_offers"]:
        await asyncio.sleep(0)
    early_gate, house.gate = house.gate, None
    await pms.create_reservation(draft(WEEKEND), deadline=soon)
    # Who asks now neither waits for the old question nor hears its answer.
    house.left["doble"] = 0
    found = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert [one.room_type.id for one in found.offers] == ["individual"]
    early_gate.set()
    await early
    found = await pms.search_offers(WEEKEND, TWO, deadline=soon)
    assert [one.room_type.id for one in found.offers] == ["individual"]


async def test_many_who_miss_at_once_make_one_call(pms: Connector, house: House, soon: Deadline) -> None:
    found = await asyncio.gather(*(pms.search_offers(WEEKEND, TWO, deadline=soon) for _ in range(50)))
    assert house.calls["search_offers"] == 1
    assert all(one == found[0] for one in found)


async def held(house: House, *waiters: asyncio.Task[Any]) -> asyncio.Event:
    """Lets the waiters come as far as they can; the gate at which their one call stands."""
    assert house.gate is not None
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert house.calls["search_offers"] == 1
    return house.gate


async def test_who_leaves_leaves_alone(pms: Connector, house: House, soon: Deadline) -> None:
    house.gate = asyncio.Event()
    first, second, third = (
        asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon)) for _ in range(3)
    )
    gate = await held(house, first, second, third)
    first.cancel()
    third.cancel()
    await asyncio.gather(first, third, return_exceptions=True)
    gate.set()
    assert (await second).offers
    assert house.calls["search_offers"] == 1


async def test_call_that_nobody_waits_for_ends(pms: Connector, house: House, soon: Deadline) -> None:
    house.gate = asyncio.Event()
    tasks = [asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon)) for _ in range(2)]
    await held(house, *tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    house.gate = None
    assert (await pms.search_offers(WEEKEND, TWO, deadline=soon)).offers
    assert house.calls["search_offers"] == 2


async def test_waiter_whose_time_is_up_leaves_the_call_to_the_others(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    house.gate = asyncio.Event()
    first = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon))
    gate = await held(house, first)
    with pytest.raises(errors.Unreachable):
        await pms.search_offers(WEEKEND, TWO, deadline=Deadline.after(0.01, clock))
    gate.set()
    assert (await first).offers
    assert house.calls["search_offers"] == 1


async def test_who_has_longer_asks_again_when_the_first_had_too_little_time(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    house.gate = asyncio.Event()
    house.error = errors.Unreachable(detail="no time left")
    hasty = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=Deadline.after(1, clock)))
    patient = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon))
    gate = await held(house, hasty, patient)
    calls = house.calls

    class Mended(Counter[str]):
        def __setitem__(self, name: str, count: int) -> None:
            super().__setitem__(name, count)
            house.error = None if count > 1 else house.error

    house.calls = Mended(calls)
    gate.set()
    with pytest.raises(errors.Unreachable):
        await hasty
    assert (await patient).offers
    assert house.calls["search_offers"] == 2


async def test_guest_does_not_wait_in_the_backgrounds_place(
    pms: Connector, house: House, soon: Deadline, clock: FrozenClock
) -> None:
    house.gate = asyncio.Event()
    CURRENT.set(Errand("mirador", "worker", None, soon))
    background = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon))
    await held(house, background)
    CURRENT.set(Errand("mirador", "c", "t", soon))
    guest = asyncio.create_task(pms.search_offers(WEEKEND, TWO, deadline=soon))
    while house.calls["search_offers"] < 2:
        await asyncio.sleep(0)
    house.gate.set()
    await asyncio.gather(background, guest)


# --- bounds ---


async def test_least_used_is_forgotten_first(house: House, clock: FrozenClock, soon: Deadline) -> None:
    pms = layered(house, Shelf(most=2), clock)
    await warm(pms, soon)
    assert not await asked(pms, house, soon, WEEKEND)
    await pms.get_room_types(deadline=soon)
    assert not await asked(pms, house, soon, WEEKEND)
    assert await asked(pms, house, soon, LATER)


async def test_answer_older_than_the_changes_that_are_known_is_asked_again(
    pms: Connector, house: House, soon: Deadline
) -> None:
    await warm(pms, soon)
    for _ in range(1001):
        await pms.upsert_guest_profile(GUEST, deadline=soon)
    assert await asked(pms, house, soon, WEEKEND)

"""The house, guests, rooms, lists, what changed, and the prices that are pushed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.money import Money
from common.properties import Properties
from pms.adapters.qloapps.adapter import QloApps
from pms.adapters.qloapps.client import ALLOWED
from pms.adapters.qloapps.rates import Plan, Step, steps
from pms.contract import errors
from pms.contract.models import (
    GuestQuery,
    Party,
    RateChange,
    RateRequest,
    Reservation,
    ReservationQuery,
    RoomRequest,
    Stay,
)
from pms.simulators import qloapps as simulated
from pms.simulators.faults import Fault, Faulty, Kind
from pms.simulators.server import as_transport
from tests.pms import house
from tests.pms.adapters.qloapps.conftest import GUEST, Open, draft
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import WEEKEND, front_desk

TWO = Party(adults=2)


async def book(connector: QloApps, deadline: Deadline, **wanted: Any) -> Reservation:
    return await connector.create_reservation(await draft(connector, deadline, **wanted), deadline=deadline)


# --- the house ---


async def test_room_types_are_named_in_each_installed_language_that_we_speak(
    qloapps: QloApps, deadline: Deadline
) -> None:
    types = await qloapps.get_room_types(deadline=deadline)
    assert types[0].names == {"en": "General Rooms", "de": "Allgemeine Räume"}
    assert types[0].descriptions == {"en": "A quiet room.", "de": "Ein ruhiges Zimmer."}
    assert (types[0].max_adults, types[0].max_people) == (2, 4)


async def test_each_hotel_of_a_shop_has_its_own_rooms_and_reservations(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    shop = simulated.QloApps(simulated.two_hotels(), clock=clock)
    first, second = (
        QloApps(hotel(hotel_id=key), engine=engine, clock=clock, transport=as_transport(shop))
        for key in ("1", "2")
    )
    assert [one.id for one in await second.get_room_types(deadline=deadline)] == ["5", "6"]
    made = await book(second, deadline, rooms=(("6", TWO),))
    assert await first.get_reservation(made.reference, deadline=deadline) is None
    assert await first.get_arrivals(WEEKEND.arrival, deadline=deadline) == ()
    assert [one.reference for one in await second.get_arrivals(WEEKEND.arrival, deadline=deadline)] == [
        made.reference
    ]
    await first.disconnect()
    await second.disconnect()


async def test_children_beyond_what_a_room_takes_do_not_fit(qloapps: QloApps, deadline: Deadline) -> None:
    """The server would book them: two adults and two children is its own limit."""
    crowd = Party(adults=1, children_ages=(2, 4, 6))
    found = await qloapps.search_offers(WEEKEND, crowd, deadline=deadline)
    assert found.offers == ()
    with pytest.raises(errors.TooManyGuests):
        await qloapps.quote_rate(
            RateRequest(stay=WEEKEND, rooms=(RoomRequest(room_type_id="1", party=crowd),)), deadline=deadline
        )


async def test_party_too_large_for_one_room_is_offered_several(qloapps: QloApps, deadline: Deadline) -> None:
    found = await qloapps.search_offers(WEEKEND, Party(adults=4), deadline=deadline)
    assert found.offers == ()
    assert [one.room_type.id for one in found.room_sets[0].offers] == ["1", "1"]


async def test_sold_out_types_are_not_offered(qloapps: QloApps, deadline: Deadline) -> None:
    for n in range(5):
        await book(
            qloapps,
            deadline,
            rooms=(("2", TWO),),
            guest=GUEST.model_copy(update={"email": f"{n}@example.com"}),
        )
    found = await qloapps.search_offers(WEEKEND, TWO, deadline=deadline)
    assert [one.room_type.id for one in found.offers] == ["1", "3", "4"]


async def test_house_is_kept_read_anew_after_an_hour_and_served_old_while_it_is_away(
    qloapps: QloApps, door: Faulty, clock: FrozenClock, deadline: Deadline
) -> None:
    before = await qloapps.get_room_types(deadline=deadline)
    asked = len(door.log)
    assert await qloapps.get_room_types(deadline=deadline) == before
    assert len(door.log) == asked
    clock.advance(timedelta(hours=1))
    await door.plan(Fault(Kind.UNAVAILABLE, times=None))
    assert await qloapps.get_room_types(deadline=deadline) == before
    assert len(door.log) > asked


async def test_unknown_room_type_makes_the_house_be_read_again(
    qloapps: QloApps, shop: simulated.QloApps, clock: FrozenClock, deadline: Deadline
) -> None:
    shop.store.table("room_types").get(4)["active"] = 0
    assert "4" not in {one.id for one in await qloapps.get_room_types(deadline=deadline)}
    shop.store.table("room_types").get(4)["active"] = 1
    clock.advance(timedelta(minutes=2))
    request = RateRequest(stay=WEEKEND, rooms=(RoomRequest(room_type_id="4", party=TWO),))
    assert (await qloapps.quote_rate(request, deadline=deadline)).total.minor > 0


async def test_what_a_small_key_may_not_read_is_unknown(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    rights = {
        name: methods for name, methods in ALLOWED.items() if name not in ("services", "hotel_refund_rules")
    }
    key = simulated.Key("SMALLKEYSMALLKEYSMALLKEYSMALLKEY", permissions=rights)
    shop = simulated.QloApps(replace(simulated.demo_house(), keys=(key,)), clock=clock)
    connector = QloApps(hotel(key=key.value), engine=engine, clock=clock, transport=as_transport(shop))
    assert await connector.get_extras(deadline=deadline) == ()
    assert (await book(connector, deadline)).status == "confirmed"
    await connector.disconnect()


async def test_key_that_is_refused_in_the_middle_hides_nothing(
    qloapps: QloApps, door: Faulty, deadline: Deadline
) -> None:
    """An expired key is not a key with few rights: extras are not forgotten for an hour."""
    await door.plan(Fault(Kind.UNAUTHORIZED, path="/services"))
    with pytest.raises(errors.BadCredentials):
        await qloapps.get_extras(deadline=deadline)
    assert await qloapps.get_extras(deadline=deadline)


async def test_wrong_hotel_or_currency_is_said_as_such(
    door: Faulty, open_one: Open, engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    for wrong in (open_one(hotel_id="9"), open_one(currency="USD")):
        with pytest.raises(errors.Misconfigured):
            await wrong.get_room_types(deadline=deadline)


@pytest.mark.parametrize(("options", "mails"), [({}, True), ({"sends_mails": False}, False)])
def test_mails_of_the_shop_are_known_to_the_desk(
    engine: AsyncEngine, clock: FrozenClock, options: dict[str, Any], mails: bool
) -> None:
    desk = front_desk(Properties((hotel(**options),)), engine, clock)
    said = desk.system_mails("mirador")
    assert (said.create, said.modify, said.cancel) == (mails, False, False)
    demo = front_desk(Properties((house.hotel(),)), engine, clock)
    assert not demo.system_mails("mirador").create


# --- rooms ---


async def test_rooms_are_occupied_tonight_or_closed(
    qloapps: QloApps, shop: simulated.QloApps, clock: FrozenClock, deadline: Deadline
) -> None:
    today = clock.now().date()
    await book(qloapps, deadline, stay=Stay(arrival=today, departure=today + timedelta(days=1)))
    next(row for row in shop.store.table("hotel_rooms") if row["room_num"] == "ER-101")["id_status"] = 2
    found = {one.number: one for one in await qloapps.get_all_room_statuses(deadline=deadline)}
    assert [number for number, one in found.items() if one.is_occupied] == ["GR-101"]
    assert (found["ER-101"].condition, found["GR-102"].condition) == ("out_of_order", "unknown")


# --- lists and finding ---


async def test_lists_hold_who_comes_stays_and_goes_and_nobody_who_cancelled(
    qloapps: QloApps, deadline: Deadline
) -> None:
    made, gone = await book(qloapps, deadline), await book(qloapps, deadline)
    await qloapps.cancel_reservation(
        gone.reference, key="k", reason=None, agreed_fee=gone.total, deadline=deadline
    )
    last_night = WEEKEND.departure - timedelta(days=1)
    for listed in (
        await qloapps.get_arrivals(WEEKEND.arrival, deadline=deadline),
        await qloapps.get_departures(WEEKEND.departure, deadline=deadline),
        await qloapps.get_in_house(last_night, deadline=deadline),
    ):
        assert [one.reference for one in listed] == [made.reference]
    assert await qloapps.get_in_house(WEEKEND.departure, deadline=deadline) == ()


@pytest.mark.parametrize(
    "query",
    [
        {"email": "ANA@example.com"},
        {"last_name": "garcía lópez"},
        {"arrival": WEEKEND.arrival},
        {"departure": WEEKEND.departure, "status": "confirmed"},
        {"stays_on": WEEKEND.arrival},
        {"email": "ana@example.com", "arrival": WEEKEND.arrival},
        {"changed_since": datetime(2026, 11, 21, 9, tzinfo=UTC)},
    ],
)
async def test_reservation_is_found_by_what_is_known(
    qloapps: QloApps, deadline: Deadline, query: dict[str, Any]
) -> None:
    made = await book(qloapps, deadline)
    found = await qloapps.find_reservations(ReservationQuery(**query), deadline=deadline)
    assert [one.reference for one in found] == [made.reference]


@pytest.mark.parametrize(
    "query",
    [
        {"email": "other@example.com"},
        {"email": "ana@example.com", "arrival": WEEKEND.departure},
        {"arrival": WEEKEND.arrival, "status": "cancelled"},
        {"guest_id": "no number"},
        {"email": "%]|[1"},
        {"changed_since": datetime(2026, 11, 21, 11, tzinfo=UTC)},
    ],
)
async def test_and_by_nothing_else(qloapps: QloApps, deadline: Deadline, query: dict[str, Any]) -> None:
    await book(qloapps, deadline)
    assert await qloapps.find_reservations(ReservationQuery(**query), deadline=deadline) == ()


@pytest.mark.parametrize("reference", ["", "[1|2]", "%", "1,2", "0", "99.96", "PSD-AAAAAAAA", "ABCDEFGHI"])
async def test_reference_of_nobody_finds_nothing(
    qloapps: QloApps, deadline: Deadline, reference: str
) -> None:
    await book(qloapps, deadline)
    assert await qloapps.get_reservation(reference, deadline=deadline) is None


# --- guests ---


async def test_guests_are_found_by_address_phone_and_name_together(
    qloapps: QloApps, deadline: Deadline
) -> None:
    kept = await qloapps.upsert_guest_profile(GUEST, deadline=deadline)
    for query in (
        GuestQuery(phone="0034 600100200"),
        GuestQuery(phone="600-100-200", last_name="García López"),
        GuestQuery(email="ana@EXAMPLE.com"),
    ):
        assert [one.id for one in await qloapps.search_guest(query, deadline=deadline)] == [kept.id]
    for query in (
        GuestQuery(phone="+34 600 100 299"),
        GuestQuery(email="ana@example.com", phone="123456789"),
        GuestQuery(),
    ):
        assert await qloapps.search_guest(query, deadline=deadline) == ()


async def test_guest_without_a_phone_is_kept_without_one(qloapps: QloApps, deadline: Deadline) -> None:
    kept = await qloapps.upsert_guest_profile(GUEST.model_copy(update={"phone": None}), deadline=deadline)
    assert kept.phone is None


# --- what changed ---


async def test_changes_are_told_over_pages_from_orders_and_from_lines(
    open_one: Open, shop: simulated.QloApps, clock: FrozenClock, deadline: Deadline
) -> None:
    connector = open_one(page_size=2)
    made = []
    for n in range(5):
        made.append(
            await book(connector, deadline, guest=GUEST.model_copy(update={"email": f"{n}@example.com"}))
        )
        clock.advance(timedelta(minutes=3))
    events = await connector.poll_changes(made[2].created_at, deadline=deadline)
    assert [one.reference for one in events] == [one.reference for one in made[2:]]
    since = clock.now()
    clock.advance(timedelta(minutes=5))
    # A check-in moves the line's stamp alone.
    line = next(iter(shop.store.table("room_bookings")))
    line["id_status"], line["date_upd"] = 2, shop.store.now()
    events = await connector.poll_changes(since, deadline=deadline)
    assert [one.reference for one in events] == [made[0].reference]
    assert await connector.poll_changes(clock.now() + timedelta(minutes=9), deadline=deadline) == ()


async def test_clock_of_the_server_that_runs_behind_loses_nothing(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    behind = FrozenClock(clock.now() - timedelta(minutes=30))
    connector = QloApps(
        hotel(), engine=engine, clock=clock, transport=as_transport(simulated.QloApps(clock=behind))
    )
    since = clock.now()
    made = await book(connector, deadline)
    events = await connector.poll_changes(since, deadline=deadline)
    assert [one.reference for one in events] == [made.reference]
    await connector.disconnect()


# --- prices pushed ---

FIRST, LAST = date(2027, 9, 1), date(2027, 9, 4)


async def test_pushed_price_is_what_a_booking_costs_and_may_be_pushed_again(
    open_one: Open, shop: simulated.QloApps, deadline: Deadline
) -> None:
    connector = open_one(charge_auto_added=False)
    for price in ("150.00", "150.00", "99.96"):
        pushed = RateChange(
            room_type_id="2", first=FIRST, last=LAST, price=Money.from_major(Decimal(price), "EUR")
        )
        await connector.push_rates((pushed,), deadline=deadline)
        stay = Stay(arrival=LAST, departure=LAST + timedelta(days=1))
        (quoted,) = [
            one
            for one in (await connector.search_offers(stay, TWO, deadline=deadline)).offers
            if one.room_type.id == "2"
        ]
        assert quoted.total == pushed.price
    assert len(list(shop.store.table("feature_prices"))) == 1
    day = RateChange(room_type_id="2", first=FIRST, last=FIRST, price=Money.from_major("50", "EUR"))
    await connector.push_rates((day,), deadline=deadline)
    stay = Stay(arrival=FIRST, departure=LAST)
    found = await connector.search_offers(stay, TWO, deadline=deadline)
    nightly = next(one.nightly for one in found.offers if one.room_type.id == "2")
    assert [one.minor for one in nightly] == [5_000, 9_996, 9_996]


def plan(
    key: int, first: date, last: date, *, is_day: bool = False, is_plain: bool = True, is_active: bool = True
) -> Plan:
    return Plan(key, first, last, is_day, is_plain, is_active)


def day(number: int) -> date:
    return date(2027, 9, number)


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        ([], [Step(None, FIRST, LAST)]),
        ([plan(5, FIRST, LAST)], [Step(5, FIRST, LAST)]),
        # A day of its own beats the range, so it is changed too.
        ([plan(5, FIRST, LAST), plan(6, day(3), day(3), is_day=True)], [Step(5, FIRST, LAST), Step(6, day(3), day(3))]),
        # An older range over two of the nights would win over ours.
        ([plan(5, day(3), day(9))], [Step(None, FIRST, day(2)), Step(None, day(3), day(3)), Step(None, day(4), day(4))]),
        ([plan(5, FIRST, LAST, is_active=False)], [Step(None, FIRST, LAST)]),
        ([plan(5, day(2), day(2), is_day=True)], [Step(None, FIRST, FIRST), Step(5, day(2), day(2)), Step(None, day(3), LAST)]),
        ([plan(4, day(2), day(3)), plan(5, FIRST, LAST)], [Step(None, day(n), day(n)) for n in (1, 2, 3, 4)]),
        ([plan(5, FIRST, LAST, is_plain=False)], [Step(None, day(n), day(n)) for n in (1, 2, 3, 4)]),
    ],
)  # fmt: skip
def test_price_goes_to_the_plan_that_wins(plans: list[Plan], expected: list[Step]) -> None:
    assert sorted(steps(FIRST, LAST, plans), key=lambda one: (one.first, one.plan_id or 0)) == sorted(
        expected, key=lambda one: (one.first, one.plan_id or 0)
    )

"""What is called booked is booked: at the quoted price, once, in a room of its own."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.adapters.qloapps.adapter import QloApps
from pms.contract import errors
from pms.contract.models import GuestProfile, Party, RateRequest, ReservationDraft, ReservationQuery
from pms.leases import Leases
from pms.outbox.writes import Book
from pms.simulators import qloapps as simulated
from pms.simulators.faults import Fault, Faulty, Kind
from pms.simulators.http import Request
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.conftest import GUEST, Open, draft
from tests.pms.adapters.qloapps.property import hotel
from tests.pms.house import WEEKEND

TWO, FAMILY = Party(adults=2), Party(adults=2, children_ages=(4, 9))


def orders(shop: simulated.QloApps) -> list[dict[str, Any]]:
    return list(shop.store.table("orders"))


def live_lines(shop: simulated.QloApps) -> list[dict[str, Any]]:
    return [line for line in shop.store.table("room_bookings") if not line["is_refunded"]]


async def test_room_for_each_party_extras_and_note_are_booked_and_read_back(
    qloapps: QloApps, deadline: Deadline
) -> None:
    wanted = await draft(
        qloapps, deadline, rooms=(("1", TWO), ("3", FAMILY)), extras=("9", "9", "7"), note="Late arrival"
    )
    made = await qloapps.create_reservation(wanted, deadline=deadline)
    assert [(one.room_type_id, one.party) for one in made.lines] == [("1", TWO), ("3", FAMILY)]
    assert [(one.extra_id, one.pieces, one.quantity) for one in made.extras] == [("9", 2, 4), ("7", 1, 1)]
    assert made.total == made.balance == wanted.agreed_total
    assert made.notes == ("Late arrival",)
    assert (made.guest.email, made.guest.language) == ("ana@example.com", "de")
    assert await qloapps.get_reservation(made.reference, deadline=deadline) == made


async def test_what_the_house_adds_is_named_and_charged_as_quoted(
    qloapps: QloApps, open_one: Open, deadline: Deadline
) -> None:
    """The search's price holds a fee that a booking alone would not get."""
    quoted = await draft(qloapps, deadline)
    quote = await qloapps.quote_rate(_request(quoted), deadline=deadline)
    assert [(fee.names["en"], fee.total) for fee in quote.fees] == [("Room Maintenance Fees", euros("595"))]
    assert (quote.total, quote.lines[0].nightly) == (euros("2975"), (euros("1487.50"),) * 2)
    assert (await qloapps.create_reservation(quoted, deadline=deadline)).total == euros("2975")

    without = open_one(charge_auto_added=False)
    cheaper = await draft(without, deadline)
    assert cheaper.agreed_total == euros("2380")
    assert (await without.create_reservation(cheaper, deadline=deadline)).total == euros("2380")


async def test_same_key_twice_is_the_same_reservation(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    wanted = await draft(qloapps, deadline)
    first = await qloapps.create_reservation(wanted, deadline=deadline)
    assert await qloapps.create_reservation(wanted, deadline=deadline) == first
    assert len(orders(shop)) == 1


@pytest.mark.parametrize("kind", [Kind.ERROR_AFTER, Kind.GARBAGE, Kind.WRONG_SHAPES])
async def test_booking_that_was_made_behind_a_bad_answer_is_found_and_not_made_again(
    qloapps: QloApps, shop: simulated.QloApps, door: Faulty, deadline: Deadline, kind: Kind
) -> None:
    wanted = await draft(qloapps, deadline)
    await door.plan(Fault(kind, method="POST", path="/bookings"))
    with pytest.raises(errors.OutcomeUnknown):
        await qloapps.create_reservation(wanted, deadline=deadline)
    query = ReservationQuery(our_reference=wanted.our_reference)
    (found,) = await qloapps.find_reservations(query, deadline=deadline)
    assert (found.status, found.total) == ("confirmed", wanted.agreed_total)
    assert (await qloapps.create_reservation(wanted, deadline=deadline)).reference == found.reference
    assert len(live_lines(shop)) == 1


class Rival:
    """A guest of the web shop, who takes the same room while ours is being booked."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.shop: simulated.QloApps | None = None
        self.is_due = True

    async def __call__(self, at: str) -> None:
        if at != self.moment or not self.is_due or self.shop is None:
            return
        self.is_due = False
        body = {
            "booking": {
                "id_property": 1,
                "currency": "EUR",
                "source": "web",
                "associations": {
                    "customer_detail": {
                        "firstname": "Web",
                        "lastname": "Guest",
                        "email": "web@example.com",
                        "phone": "123",
                    },
                    "room_types": [
                        {
                            "id_room_type": 1,
                            "checkin_date": str(WEEKEND.arrival),
                            "checkout_date": str(WEEKEND.departure),
                            "number_of_rooms": 1,
                        }
                    ],
                },
            }
        }
        key = b64encode(f"{simulated.DEMO_KEY.value}:".encode()).decode()
        answer = await self.shop.handle(
            Request(
                "POST",
                "/api/bookings",
                "output_format=JSON",
                {"authorization": f"Basic {key}", "host": "localhost"},
                json.dumps(body).encode(),
            )
        )
        assert answer.status == 200


@pytest.fixture(params=["looked", "looked again"])
def raced(request: pytest.FixtureRequest, clock: FrozenClock) -> simulated.QloApps:
    """A house with one room, which a rival takes in the middle of our booking."""
    rival = Rival(request.param)
    rival.shop = simulated.QloApps(simulated.one_type_house(1), clock=clock, pause=rival)
    return rival.shop


async def test_lost_race_is_undone_and_told(
    raced: simulated.QloApps, engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(raced))
    wanted = await draft(connector, deadline)
    with pytest.raises(errors.SoldOut):
        await connector.create_reservation(wanted, deadline=deadline)
    assert [line["id_order"] for line in live_lines(raced)] == [1]
    assert {one["id"]: one["current_state"] for one in orders(raced)} == {1: 1, 2: 4}
    query = ReservationQuery(our_reference=wanted.our_reference)
    assert await connector.find_reservations(query, deadline=deadline) == ()
    await connector.disconnect()


@pytest.mark.parametrize(
    ("path", "skip"), [("/orders$", 1), ("/room_bookings$", 0), ("/bookings/", 0), ("/order_histories", 0)]
)
async def test_race_whose_end_was_not_seen_is_unknown_and_the_look_up_settles_it(
    raced: simulated.QloApps,
    engine: AsyncEngine,
    clock: FrozenClock,
    deadline: Deadline,
    path: str,
    skip: int,
) -> None:
    """We see our booking half, or die before it is cancelled: it is never said to be booked, and not left standing."""
    door = Faulty(raced)
    connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(door))
    wanted = await draft(connector, deadline)
    await door.plan(Fault(Kind.UNAVAILABLE, path=path, skip=skip))
    with pytest.raises(errors.OutcomeUnknown):
        await connector.create_reservation(wanted, deadline=deadline)
    query = ReservationQuery(our_reference=wanted.our_reference)
    assert await connector.find_reservations(query, deadline=deadline) == ()
    assert set(raced.held_nights().values()) == {1}
    with pytest.raises(errors.SoldOut):
        await connector.create_reservation(wanted, deadline=deadline)
    await connector.disconnect()


async def test_lost_booking_that_cannot_be_cancelled_stays_unknown(
    raced: simulated.QloApps, engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    door = Faulty(raced)
    connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(door))
    wanted = await draft(connector, deadline)
    await door.plan(Fault(Kind.UNAVAILABLE, path="/order_histories", times=None))
    query = ReservationQuery(our_reference=wanted.our_reference)
    for ask in (
        connector.create_reservation(wanted, deadline=deadline),
        connector.find_reservations(query, deadline=deadline),
    ):
        with pytest.raises(errors.OutcomeUnknown):
            await ask
    await connector.disconnect()


@pytest.mark.parametrize("moment", ["looked", "looked again"])
async def test_race_across_processes_sells_no_room_twice(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leases taken away, so that five of ours meet in the server itself, which lets them all in."""
    monkeypatch.setattr(Leases, "hold", _no_lease)
    here = asyncio.Barrier(5)

    async def meet(at: str) -> None:
        if at == moment:
            await here.wait()

    shop = simulated.QloApps(simulated.one_type_house(1), clock=clock, pause=meet)
    ours = [QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(shop)) for _ in range(5)]
    drafts = [await draft(one, deadline) for one in ours]
    done = await asyncio.gather(
        *(
            one.create_reservation(wanted, deadline=deadline)
            for one, wanted in zip(ours, drafts, strict=True)
        ),
        return_exceptions=True,
    )
    booked = [one for one in done if not isinstance(one, BaseException)]
    assert len(booked) <= 1
    assert {type(one) for one in done if isinstance(one, BaseException)} == {errors.SoldOut}
    assert all(count == 1 for count in shop.held_nights().values())
    for one, wanted, outcome in zip(ours, drafts, done, strict=True):
        found = await one.find_reservations(
            ReservationQuery(our_reference=wanted.our_reference), deadline=deadline
        )
        assert len(found) == (0 if isinstance(outcome, BaseException) else 1)
        await one.disconnect()


async def test_thirty_guests_for_five_rooms_get_five_reservations(
    open_one: Open, shop: simulated.QloApps, deadline: Deadline
) -> None:
    processes = [open_one(), open_one()]
    wanted = await draft(processes[0], deadline)
    drafts = [
        wanted.model_copy(
            update={
                "our_reference": f"PSD-{n:08}",
                "guest": GUEST.model_copy(update={"email": f"g{n}@example.com"}),
            }
        )
        for n in range(30)
    ]
    done = await asyncio.gather(
        *(processes[n % 2].create_reservation(one, deadline=deadline) for n, one in enumerate(drafts)),
        return_exceptions=True,
    )
    refused = [one for one in done if isinstance(one, BaseException)]
    assert (len(done) - len(refused), {type(one) for one in refused}) == (5, {errors.SoldOut})
    assert len(shop.held_nights()) == 10
    assert set(shop.held_nights().values()) == {1}
    # The server never had to refuse one, or make one that had to be undone.
    assert len(orders(shop)) == 5


async def test_booking_that_the_hotel_cancelled_before_we_looked_is_not_said_to_be_booked(
    qloapps: QloApps, door: Faulty, deadline: Deadline
) -> None:
    wanted = await draft(qloapps, deadline)
    await door.plan(Fault(Kind.ERROR_AFTER, method="POST", path="/bookings"))
    with pytest.raises(errors.OutcomeUnknown):
        await qloapps.create_reservation(wanted, deadline=deadline)
    write = Book(draft=wanted)
    found = await write.look_up(qloapps, deadline)
    assert found is not None
    assert write.is_in(found)
    await qloapps.cancel_reservation(
        found.reference, key="k", reason=None, agreed_fee=found.total, deadline=deadline
    )
    found = await write.look_up(qloapps, deadline)
    assert found is not None
    assert not write.is_in(found)


async def test_known_address_keeps_its_name_and_the_typed_one_stands_in_the_remark(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    first = await qloapps.create_reservation(await draft(qloapps, deadline), deadline=deadline)
    other = GuestProfile(
        first_name="Mallory", last_name="Other", email="ANA@example.com", phone="+1 555 0100"
    )
    second = await qloapps.create_reservation(
        await draft(qloapps, deadline, guest=other, note="Quiet room"), deadline=deadline
    )
    assert second.guest.id == first.guest.id
    assert (second.guest.first_name, second.guest.last_name, second.guest.phone) == (
        "Mallory",
        "Other",
        "+1 555 0100",
    )
    assert second.notes == ("Quiet room",)
    stored = await qloapps.get_guest_profile(str(first.guest.id), deadline=deadline)
    assert stored is not None
    assert (stored.first_name, stored.last_name, stored.phone) == ("Ana", "García López", "+34 600 100 200")
    assert len(list(shop.store.table("customers"))) == 1 + _seeded_customers()


@pytest.mark.parametrize(
    ("guest", "field"),
    [
        ({"email": None}, "guest.email"),
        ({"email": "not-an-email"}, "guest.email"),
        ({"email": "a@b"}, "guest.email"),
        ({"first_name": "123", "last_name": "<>"}, "guest.last_name"),
    ],
)
async def test_what_would_crash_the_server_is_refused_before_it_is_sent(
    qloapps: QloApps, door: Faulty, deadline: Deadline, guest: dict[str, Any], field: str
) -> None:
    wanted = await draft(qloapps, deadline, guest=GUEST.model_copy(update=guest))
    with pytest.raises(errors.Invalid) as refused:
        await qloapps.create_reservation(wanted, deadline=deadline)
    assert refused.value.field == field
    assert not [one for one in door.log if one.method == "POST" and one.path.endswith("/bookings")]


@pytest.mark.parametrize(
    ("first", "last", "phone"),
    [
        ("Ana 2", "<b>López</b>", "call me: abc"),
        ("Maximiliana Wilhelmina Hohenzollern von Sigmaringen", "李小龙", None),
        ("Ana🙂", "", "+34 (0) 600/100/200"),
        ("O'Neil-Ñúñez", "Robert'); DROP TABLE guests;--", "600"),
    ],
)
async def test_names_and_phones_that_it_does_not_take_are_fitted_and_kept_as_typed(
    qloapps: QloApps, deadline: Deadline, first: str, last: str, phone: str | None
) -> None:
    guest = GUEST.model_copy(update={"first_name": first, "last_name": last, "phone": phone})
    made = await qloapps.create_reservation(
        await draft(qloapps, deadline, guest=guest, note="<i>Hello</i> 🙂"), deadline=deadline
    )
    assert made.status == "confirmed"
    assert made.guest.first_name.split()[0][:3] == first[:3]
    assert made.guest.email == guest.email


async def test_price_that_moved_is_said_and_nothing_booked(
    qloapps: QloApps, shop: simulated.QloApps, deadline: Deadline
) -> None:
    wanted = await draft(qloapps, deadline)
    shop.store.table("room_types").get(1)["price"] = "1100.000000"
    with pytest.raises(errors.PriceChanged) as refused:
        await qloapps.create_reservation(wanted, deadline=deadline)
    assert refused.value.now == euros("3213")
    assert orders(shop) == []


async def test_prices_between_the_cents_are_booked_as_quoted(
    engine: AsyncEngine, clock: FrozenClock, deadline: Deadline
) -> None:
    """Net prices that no gross cent answers to: what is quoted is what is booked all the same."""
    house = simulated.one_type_house(5)
    only = house.hotels[0].room_types[0]
    for net in ("84.033613", "84.999999", "1.11", "33.333333", "149.994999"):
        types = (replace(only, price=Decimal(net)),)
        shop = simulated.QloApps(
            replace(house, hotels=(replace(house.hotels[0], room_types=types),)), clock=clock
        )
        connector = QloApps(hotel(), engine=engine, clock=clock, transport=as_transport(shop))
        wanted = await draft(connector, deadline, rooms=(("1", TWO), ("1", Party(adults=1))))
        made = await connector.create_reservation(wanted, deadline=deadline)
        assert made.total == wanted.agreed_total, net
        await connector.disconnect()


async def test_another_booking_status_is_booked_where_the_house_wants_it(
    open_one: Open, shop: simulated.QloApps, deadline: Deadline
) -> None:
    connector = open_one(booking_status=2, source_prefix="front")
    made = await connector.create_reservation(await draft(connector, deadline), deadline=deadline)
    assert (made.balance, made.status) == (euros("0"), "confirmed")
    assert orders(shop)[0]["source"] == f"front:{made.our_reference}"


@asynccontextmanager
async def _no_lease(*_: Any, **__: Any) -> AsyncIterator[None]:
    yield


def euros(amount: str) -> Money:
    return Money.from_major(Decimal(amount), "EUR")


def _request(wanted: ReservationDraft) -> RateRequest:
    return RateRequest(stay=wanted.stay, rooms=wanted.rooms, extras=wanted.extras)


def _seeded_customers() -> int:
    return len(list(simulated.QloApps().store.table("customers")))

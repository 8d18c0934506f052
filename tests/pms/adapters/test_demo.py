"""The demo hotel keeps the contract, and its own house rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock, SystemClock
from common.languages import SPOKEN
from common.money import Money
from common.properties import load_properties
from common.settings import ROOT
from pms.adapters.demo.adapter import DemoHotel, build_connector
from pms.adapters.demo.house import Season, read_house
from pms.adapters.demo.rates import cancellation_terms, extra_lines, room_price
from pms.adapters.demo.register import id_of, reference_of
from pms.adapters.demo.tables import rooms
from pms.contract.models import Party, RateRequest, RoomRequest, Stay
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from tests.pms.house import NOW, TWO, hotel

HOUSE = read_house("EUR")
MADRID = hotel().zone


class TestDemo(ConnectorContract):
    @pytest.fixture
    async def connector(self, engine: AsyncEngine) -> AsyncIterator[Connector]:
        connector = build_connector(hotel(), engine=engine, clock=SystemClock())
        await connector.connect()
        yield connector
        await connector.disconnect()


def price(room: str, party: Party, arrival: date, nights: int = 1) -> Money:
    stay = Stay(arrival=arrival, departure=arrival + timedelta(days=nights))
    return room_price(HOUSE, HOUSE.rooms[room], party, stay).total


def euros(amount: str) -> Money:
    return Money.from_major(amount, "EUR")


def test_every_room_type_and_extra_is_named_in_every_language() -> None:
    for room in HOUSE.rooms.values():
        assert set(room.type.names) == set(room.type.descriptions) == set(SPOKEN)
    for extra in HOUSE.extras.values():
        assert set(extra.names) == set(SPOKEN)


def test_room_types_are_the_four_that_conversations_know() -> None:
    assert set(HOUSE.rooms) == {"individual", "doble", "suite", "familiar"}
    assert sum(len(room.numbers) for room in HOUSE.rooms.values()) == 12


@pytest.mark.parametrize(
    ("room", "party", "arrival", "expected"),
    [
        # 96 for two, and 1.50 city tax each.
        ("doble", TWO, date(2026, 10, 20), "99.00"),
        # Friday: 96 × 1.15 = 110.40, on the board 110.
        ("doble", TWO, date(2026, 10, 23), "113.00"),
        # A Wednesday in August: 96 × 1.5 = 144.
        ("doble", TWO, date(2027, 8, 11), "147.00"),
        # New Year's Eve, a Thursday: 96 × 1.35 = 129.60, on the board 130.
        ("doble", TWO, date(2026, 12, 31), "133.00"),
        ("doble", Party(adults=2, children_ages=(2,)), date(2026, 10, 20), "99.00"),
        ("doble", Party(adults=2, children_ages=(3,)), date(2026, 10, 20), "113.00"),
        ("doble", Party(adults=2, children_ages=(11,)), date(2026, 10, 20), "113.00"),
        # Twelve pays as an adult, seventeen pays city tax too.
        ("doble", Party(adults=2, children_ages=(12,)), date(2026, 10, 20), "127.00"),
        ("doble", Party(adults=2, children_ages=(17,)), date(2026, 10, 20), "128.50"),
        ("familiar", Party(adults=4), date(2026, 10, 20), "176.00"),
        ("individual", Party(adults=1), date(2026, 10, 20), "69.50"),
    ],
)
def test_prices_follow_season_weekend_and_age(room: str, party: Party, arrival: date, expected: str) -> None:
    assert price(room, party, arrival) == euros(expected)


def test_city_tax_stops_after_seven_nights() -> None:
    nine = price("individual", Party(adults=1), date(2026, 10, 5), nights=9)
    without_tax = 9 * 68 + 2 * 10  # the two weekend nights are 78 on the board
    assert nine == euros(str(without_tax)) + euros("1.50") * 7


def test_taxes_are_the_part_of_the_total_that_is_tax() -> None:
    stay = Stay(arrival=date(2026, 10, 20), departure=date(2026, 10, 21))
    taxes = room_price(HOUSE, HOUSE.rooms["doble"], TWO, stay).taxes
    assert taxes == euros("8.73") + euros("3.00")


@pytest.mark.parametrize(
    ("day", "is_in"),
    [
        (date(2026, 12, 27), False),
        (date(2026, 12, 28), True),
        (date(2027, 1, 2), True),
        (date(2027, 1, 3), False),
    ],
)
def test_a_season_may_run_over_new_year(day: date, is_in: bool) -> None:
    assert Season((12, 28), (1, 2), 135).holds(day) is is_in


def test_leap_day_has_a_price() -> None:
    assert price("doble", TWO, date(2028, 2, 29)) > euros("0")


@pytest.mark.parametrize(
    ("room", "extras", "expected"),
    [
        ("doble", ("breakfast",), {"breakfast": 6}),
        ("doble", ("breakfast", "breakfast"), {"breakfast": 6}),
        ("suite", ("breakfast",), {}),
        ("doble", ("parking", "parking", "cot"), {"parking": 4, "cot": 1}),
    ],
)
def test_extras_are_charged_by_person_night_or_stay(
    room: str, extras: tuple[str, ...], expected: dict[str, int]
) -> None:
    stay = Stay(arrival=date(2026, 10, 20), departure=date(2026, 10, 22))
    family = Party(adults=2, children_ages=(1, 7))
    request = RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=room, party=family),), extras=extras)
    assert {line.extra_id: line.quantity for line in extra_lines(HOUSE, request)} == expected


@pytest.mark.parametrize(
    ("arrival", "free_until"),
    [
        (date(2026, 11, 27), datetime(2026, 11, 25, 17, 0, tzinfo=UTC)),
        # Summer time: the hotel's six o'clock is four in UTC.
        (date(2027, 7, 1), datetime(2027, 6, 29, 16, 0, tzinfo=UTC)),
        (date(2026, 11, 22), None),
    ],
)
def test_free_cancellation_ends_by_the_hotels_clock(arrival: date, free_until: datetime | None) -> None:
    stay = Stay(arrival=arrival, departure=arrival + timedelta(days=1))
    terms = cancellation_terms(HOUSE, stay, euros("99"), zone=MADRID, now=NOW)
    assert terms.free_until == free_until
    assert terms.fee == euros("99")


@pytest.mark.parametrize("typed", ["DM-48213", "dm 48213", "dm48213", "48213", " DM-48213 "])
def test_reference_is_read_as_people_type_it(typed: str) -> None:
    assert reference_of(id_of(typed) or 0) == "DM-48213"


@pytest.mark.parametrize("typed", ["PSD-7K3M9QXT", "", "DM-", "x", "DM-48213 or 1=1"])
def test_what_is_no_reference_of_the_hotel_means_no_row(typed: str) -> None:
    assert id_of(typed) is None


def test_what_the_demo_property_says_is_what_its_hotel_charges() -> None:
    """The answer to "how much is breakfast?" and the line on the bill come from two files."""
    facts = load_properties(ROOT / "posada" / "demo_hotel.yml").default.facts
    for topic, extra_id in (("breakfast", "breakfast"), ("parking", "parking"), ("pets", "pet")):
        extra = HOUSE.extras[extra_id]
        assert (facts[topic].price, facts[topic].per) == (extra.price, extra.per)


async def test_two_properties_share_tables_but_nothing_else(engine: AsyncEngine, clock: FrozenClock) -> None:
    one, other = (DemoHotel(hotel(name), engine=engine, clock=clock) for name in ("one", "other"))
    deadline = Deadline.after(10, clock)
    for each in (one, other, one):
        await each.connect()
    async with engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(rooms))).scalar_one() == 24
    assert len(await one.get_all_room_statuses(deadline=deadline)) == 12

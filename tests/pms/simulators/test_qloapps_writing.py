"""What a real QloApps does that nobody would expect, writing: bookings, races, changes, rates. Needs no corpus."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from common.clock import FrozenClock
from pms.simulators.qloapps import (
    House,
    Mail,
    demo_house,
    one_type_house,
    two_hotels,
    wait_for,
)
from pms.simulators.qloapps.__main__ import KeptQloApps
from tests.pms.simulators.desk import DEPARTURE, NOW, Asking, error, qloapps, stay


@pytest.fixture
def desk() -> Asking:
    return Asking(qloapps())


# --- booking ---


@pytest.mark.parametrize(("rooms", "arrival"), [(0, "2027-03-01"), (-1, "2027-03-01"), (1, "2020-03-01")])
async def test_no_rooms_and_past_dates_are_booked(desk: Asking, rooms: int, arrival: str) -> None:
    departure = (date.fromisoformat(arrival) + timedelta(days=1)).isoformat()
    booked = await desk.booked(stay(arrival=arrival, departure=departure, rooms=rooms))
    assert len(await desk.lines(booked["id"])) == 1


async def test_adults_are_ignored_and_children_without_ages_too(desk: Asking) -> None:
    booked = await desk.booked(
        stay(rooms=2) | {"rooms": [{"adults": 1, "child": 1}, {"adult": 1, "child": 1, "child_ages": [5]}]}
    )
    assert [(line["adults"], line["children"]) for line in await desk.lines(booked["id"])] == [(2, 0), (1, 1)]


async def test_without_rooms_the_types_own_occupancy_is_booked(desk: Asking) -> None:
    booked = await desk.booked(stay())
    assert [(line["adults"], line["children"]) for line in await desk.lines(booked["id"])] == [(2, 2)]


async def test_malformed_email_is_a_200_with_a_text_and_nothing_booked(desk: Asking) -> None:
    response = await desk.book(stay(), guest={"email": "nobody"})
    assert (response.status, response.body) == (200, b"Fatal error")
    assert await desk.get("orders") == []


async def test_letters_in_the_phone_kill_the_request_and_leave_the_customer(desk: Asking) -> None:
    response = await desk.book(stay(), guest={"phone": "abc"})
    assert (response.status, response.body) == (500, b"")
    assert await desk.get("orders") == []
    assert len((await desk.get("customers?filter[email]=[anna@example.com]"))["customers"]) == 1


@pytest.mark.parametrize("name", ["R2D2", "<b>", "A" * 33])
async def test_a_name_that_no_one_has_kills_the_request(desk: Asking, name: str) -> None:
    assert (await desk.book(stay(), guest={"firstname": name})).status == 500
    assert await desk.get("customers?filter[email]=[anna@example.com]") == []


async def test_a_lower_total_kills_the_request_after_the_booking_was_made(desk: Asking) -> None:
    response = await desk.book(stay(), prices={"total_price_with_tax": 2000}, source="chatbot:1")
    assert (response.status, response.body) == (500, b"")
    made = await desk.get("orders?filter[source]=[chatbot:1]&display=[current_state,total_paid]")
    assert made["orders"][0]["total_paid"] == "2380.000000"


async def test_a_higher_total_raises_the_rooms_price(desk: Asking) -> None:
    booked = await desk.booked(stay(), prices={"total_price_with_tax": 2975})
    assert booked["associations"]["price_details"]["total_price_without_tax"] == 2500


async def test_unit_price_is_for_the_whole_stay(desk: Asking) -> None:
    booked = await desk.booked(stay() | {"rooms": [{"adult": 2, "unit_price_without_tax": 1500}]})
    assert booked["associations"]["price_details"]["total_price_without_tax"] == 1500


async def test_the_same_booking_twice_is_two(desk: Asking) -> None:
    first, second = await desk.booked(stay()), await desk.booked(stay())
    assert first["id"] != second["id"]


async def test_a_known_email_is_renamed(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.booked(stay(), guest={"firstname": "Mallory", "email": "ANNA@example.com"})
    found = await desk.get("customers?filter[email]=[anna@example.com]&display=[firstname]")
    assert [one["firstname"] for one in found["customers"]] == ["Mallory"]


async def test_every_refusal_is_a_404_inside_a_400(desk: Asking) -> None:
    response = await desk.book(stay(rooms=6))
    assert (response.status, error(response)) == (400, (404, "Requested room(s) not available."))


async def test_an_agreed_price_is_kept_by_the_night_and_may_lose_a_millionth(desk: Asking) -> None:
    three = stay(departure="2027-02-13") | {"rooms": [{"adult": 1, "unit_price_without_tax": 100}]}
    booked = await desk.booked(three)
    (line,) = await desk.lines(booked["id"])
    assert line["total_price_tax_excl"] == "99.999999"
    assert booked["associations"]["price_details"]["total_price_without_tax"] == 100


async def test_a_known_guest_keeps_what_is_invalid_of_the_new_and_books(desk: Asking) -> None:
    await desk.booked(stay())
    booked = await desk.booked(stay(), guest={"firstname": "R2D2", "lastname": "Other", "phone": "abc"})
    guest = booked["associations"]["customer_detail"]
    assert (guest["firstname"], guest["lastname"], guest["phone"]) == ("Anna", "Other", "+4915112345678")


async def test_the_same_type_and_dates_twice_are_one_stay(desk: Asking) -> None:
    booked = await desk.booked(stay(), stay(rooms=2))
    assert [one["number_of_rooms"] for one in booked["associations"]["room_types"]] == [3]


async def test_two_types_or_dates_in_one_booking_never_get_the_same_room(desk: Asking) -> None:
    booked = await desk.booked(stay(), stay(departure="2027-02-13"))
    assert len({line["id_room"] for line in await desk.lines(booked["id"])}) == 2


async def test_the_shop_mails_the_guest_twice_and_nothing_on_a_cancel(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.cancel(1)
    to_guest = [mail.subject for mail in desk.simulator.mails if mail.recipient == "anna@example.com"]
    assert to_guest == ["Awaiting payment", "Order confirmation"]


async def test_a_cancel_that_asks_for_it_mails_the_guest(desk: Asking) -> None:
    await desk.booked(stay())
    cancel = "<qloapps><order_history><id_order>1</id_order><id_order_state>4</id_order_state></order_history></qloapps>"
    await desk.ask("POST", "order_histories?sendemail=1", cancel)
    assert desk.simulator.mails[-1] == Mail("anna@example.com", "Canceled")


# --- the race ---


async def test_together_the_last_room_is_sold_five_times_and_four_hold_nothing() -> None:
    desk = Asking(qloapps(house=one_type_house(1)))
    answers = await asyncio.gather(
        *(desk.book(stay(), guest={"email": f"g{n}@example.com"}) for n in range(5))
    )
    assert [one.status for one in answers] == [200] * 5
    lines = [line for number in range(1, 6) for line in await desk.lines(number)]
    assert sorted(line["is_back_order"] for line in lines) == [0, 1, 1, 1, 1]
    assert all(line["is_refunded"] for line in lines if line["is_back_order"])
    states = {row["current_state"] for row in (await desk.get("orders?display=[current_state]"))["orders"]}
    assert states == {1}
    assert set(desk.simulator.held_nights().values()) == {1}


async def test_who_lost_the_race_gets_another_room_while_there_is_one() -> None:
    desk = Asking(qloapps(house=one_type_house(3)))
    await asyncio.gather(*(desk.book(stay(), guest={"email": f"g{n}@example.com"}) for n in range(5)))
    held = desk.simulator.held_nights()
    assert len({room for room, _ in held}) == 3
    assert set(held.values()) == {1}


async def test_closer_together_they_share_the_room() -> None:
    desk = Asking(qloapps(house=one_type_house(1), pause=wait_for(3, at="looked again")))
    await asyncio.gather(*(desk.book(stay(), guest={"email": f"g{n}@example.com"}) for n in range(3)))
    assert set(desk.simulator.held_nights().values()) == {3}


async def test_one_after_another_the_last_room_is_sold_once() -> None:
    desk = Asking(qloapps(house=one_type_house(1)))
    statuses = [(await desk.book(stay(), guest={"email": f"g{n}@example.com"})).status for n in range(3)]
    assert statuses == [200, 400, 400]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("bookings", '{"booking": {"id_property": 1e999999, "associations": []}}'),
        (
            "bookings",
            '{"booking": {"id_property": 1, "currency": "EUR", "associations": {"customer_detail": [1]}}}',
        ),
        ("bookings", "<qloapps><booking><id_property>1</id_property></booking></qloapps>"),
        ("customers", '<?xml version="1.0" encoding="UTF-99"?><qloapps/>'),
        ("customers", "<!DOCTYPE a><qloapps><customer/></qloapps>"),
        ("hotel_ari", "<qloapps><hotel_ari><id_hotel>x</id_hotel></hotel_ari></qloapps>"),
        ("order_histories", "<qloapps><order_history><id_order>1e30</id_order></order_history></qloapps>"),
        ("qlo/updRoomRateAvail", "[]"),
    ],
)
async def test_nonsense_is_answered_as_php_would_not_by_a_fault_of_ours(
    desk: Asking, path: str, body: str
) -> None:
    assert (await desk.ask("POST", path, body)).status in (200, 400, 500)


# --- change and cancel ---


async def test_the_id_in_the_url_is_not_looked_at(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.booked(stay())
    response = await desk.change(2, stay(departure="2027-02-15"), url_id=1)
    assert json.loads(response.body)["booking"]["id"] == 2
    assert (await desk.lines(1))[0]["date_to"] == "2027-02-12 00:00:00"


async def test_new_dates_make_new_lines_at_a_new_price(desk: Asking) -> None:
    await desk.booked(stay() | {"rooms": [{"adult": 1, "unit_price_without_tax": 1500}]})
    await desk.change(1, stay(arrival="2027-03-10", departure="2027-03-13"))
    (line,) = await desk.lines(1)
    assert (line["id"], line["total_price_tax_excl"], line["adults"]) == (2, "3000.000000", 2)


async def test_a_change_renames_the_guest(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.change(1, stay(), guest={"firstname": "Mallory"})
    assert (await desk.get("customers/2"))["customer"]["firstname"] == "Mallory"


async def test_a_change_that_says_nothing_of_extras_takes_them_away(desk: Asking) -> None:
    await desk.booked(stay() | {"rooms": [{"adult": 2, "services": [{"id_service": 9, "quantity": 1}]}]})
    assert (await desk.get("orders/1"))["order"]["total_paid_tax_excl"] == "2700.000000"
    await desk.change(1, stay())
    assert (await desk.get("orders/1"))["order"]["total_paid_tax_excl"] == "2000.000000"


async def test_the_last_rooms_cannot_be_moved_by_a_night(desk: Asking) -> None:
    await desk.booked(stay(rooms=5))
    response = await desk.change(1, stay(arrival="2027-02-11", departure="2027-02-13", rooms=5))
    assert error(response) == (404, "Requested room(s) not available")
    assert (await desk.lines(1))[0]["date_from"] == "2027-02-10 00:00:00"


async def test_a_cancel_frees_the_room_and_moves_only_the_orders_date() -> None:
    clock = FrozenClock(NOW)
    desk = Asking(qloapps(clock=clock))
    await desk.booked(stay())
    clock.advance(timedelta(hours=1))
    assert (await desk.cancel(1)).status == 201
    (line,) = await desk.lines(1)
    (order,) = (await desk.get("orders?date=1&display=full"))["orders"]
    assert (line["is_cancelled"], line["is_refunded"], line["date_upd"]) == (1, 1, "2026-11-21 10:00:00")
    assert (order["current_state"], order["date_upd"]) == (4, "2026-11-21 11:00:00")
    assert (await desk.search())["total_available_rooms"] == 5


@pytest.mark.parametrize(("booking", "state"), [(9, 4), (1, 99)])
async def test_a_cancel_that_cannot_be_is_a_200_with_a_text(desk: Asking, booking: int, state: int) -> None:
    await desk.booked(stay())
    response = await desk.cancel(booking, state)
    assert (response.status, response.body) == (200, b"Invalid new order status")
    assert len((await desk.get("order_histories"))["order_histories"]) == 1


async def test_a_cancelled_booking_made_new_holds_no_room(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.cancel(1)
    await desk.change(1, stay())
    (order,) = (await desk.get("orders?display=[current_state]"))["orders"]
    assert (order["current_state"], desk.simulator.held_nights()) == (1, {})


async def test_a_moved_cancelled_booking_holds_a_room(desk: Asking) -> None:
    await desk.booked(stay())
    await desk.cancel(1)
    await desk.change(1, stay(arrival="2027-02-20", departure="2027-02-21"), booking_status=3)
    assert sum(desk.simulator.held_nights().values()) == 1


# --- the four harmful calls ---


async def test_put_orders_hides_the_order_from_every_list(desk: Asking) -> None:
    await desk.booked(stay())
    as_read = (await desk.ask("GET", "orders/1", xml=True)).body.decode()
    assert (await desk.ask("PUT", "orders/1", as_read, xml=True)).status == 200
    assert await desk.get("orders") == []
    assert (await desk.ask("GET", "bookings/1")).status == 200


async def test_delete_orders_leaves_lines_that_block_the_room(desk: Asking) -> None:
    await desk.booked(stay())
    response = await desk.ask("DELETE", "orders/1")
    assert (response.status, response.body) == (200, b"")
    missing = await desk.ask("GET", "bookings/1")
    assert (missing.status, missing.body) == (404, b"")
    assert (await desk.search())["total_available_rooms"] == 4


async def test_put_room_types_tears_the_type_from_its_hotel(desk: Asking) -> None:
    as_read = (await desk.ask("GET", "room_types/1", xml=True)).body.decode()
    assert (await desk.ask("PUT", "room_types/1", as_read, xml=True)).status == 200
    assert "room_types" not in await desk.search()
    assert (await desk.book(stay())).status == 400


async def test_a_customer_put_without_its_key_can_never_book_again(desk: Asking) -> None:
    await desk.booked(stay())
    as_read = (await desk.ask("GET", "customers/2", xml=True)).body.decode()
    key = as_read[as_read.index("\t<secure_key>") : as_read.index("</secure_key>") + len("</secure_key>")]
    assert (await desk.ask("PUT", "customers/2", as_read.replace(key, ""), xml=True)).status == 200
    assert (await desk.book(stay())).status == 500


# --- rates ---

PLAN = (
    "<qloapps><feature_price><id_product>1</id_product><date_from>2027-02-11</date_from><date_to>2027-02-11</date_to>"
    "<impact_way>3</impact_way><is_special_days_exists>0</is_special_days_exists>"
    "<date_selection_type>1</date_selection_type><impact_type>2</impact_type><impact_value>900</impact_value>"
    "<active>1</active><feature_price_name><language id='1'>x</language></feature_price_name>{}</feature_price></qloapps>"
)
GROUPS = "<associations><groups><group><id>1</id></group></groups></associations>"


@pytest.mark.parametrize(("groups", "total"), [("", 2000), (GROUPS, 1900)])
async def test_a_price_plan_without_groups_has_no_effect(desk: Asking, groups: str, total: int) -> None:
    assert (await desk.ask("POST", "feature_prices", PLAN.format(groups))).status == 201
    booked = await desk.booked(stay())
    assert booked["associations"]["price_details"]["total_price_without_tax"] == total


async def test_a_push_of_availability_says_success_or_dies(desk: Asking) -> None:
    understood = '{{"updRoomRateAvail": {{"Hotel": {{"rate_lists": {{"rate_list": [{{"date_range": {{"RoomTypeLists": {{"RoomType": [{}]}}}}}}]}}}}}}}}'
    assert (await desk.ask("POST", "qlo/updRoomRateAvail", "<qloapps/>", xml=True)).status == 200
    fewer = await desk.ask(
        "POST", "qlo/updRoomRateAvail", understood.format('{"id": 1, "Inventory": 2}'), xml=True
    )
    assert (fewer.status, fewer.body) == (500, b"")
    assert (await desk.get("hotel_rooms/1"))["room"]["id_status"] == 3
    assert (await desk.search())["total_available_rooms"] == 5


# --- other houses ---


async def test_state_ids_belong_to_the_installation() -> None:
    house = demo_house()
    desk = Asking(qloapps(house=House(hotels=house.hotels, first_state_id=21)))
    await desk.booked(stay())
    (setting,) = (await desk.get("configurations?filter[name]=[PS_OS_CANCELED]&display=[value]"))[
        "configurations"
    ]
    assert setting["value"] == "24"
    assert (await desk.cancel(1, int(setting["value"]))).status == 201
    assert desk.simulator.held_nights() == {}


async def test_two_hotels_share_one_shop_and_its_numbers() -> None:
    desk = Asking(qloapps(house=two_hotels()))
    linked = await desk.get("hotel_room_types?display=[id_product]&filter[id_hotel]=[2]")
    assert [row["id_product"] for row in linked["hotel_room_types"]] == [5, 6]
    assert (await desk.search(5, id_hotel="2"))["total_available_rooms"] == 2
    assert (await desk.book(stay(5))).status == 400
    booked = await desk.booked(stay(5), id_property=2)
    assert (booked["id_property"], (await desk.lines(1))[0]["hotel_name"]) == (2, "The Harbour House")


async def test_rooms_sold_one_after_another_fill_a_house_exactly() -> None:
    desk = Asking(qloapps(house=one_type_house(20)))
    statuses = [(await desk.book(stay(), guest={"email": f"g{n}@example.com"})).status for n in range(25)]
    assert statuses == [200] * 20 + [400] * 5
    held = desk.simulator.held_nights()
    assert len(held) == 40
    assert set(held.values()) == {1}
    assert (await desk.search())["total_available_rooms"] == 0
    assert DEPARTURE not in {night.isoformat() for _, night in held}


# --- its books as a database ---


async def test_books_that_are_kept_outlive_the_process(tmp_path: Path) -> None:
    file = tmp_path / "books"
    booked = await Asking(KeptQloApps(one_type_house(2), file)).booked(stay())
    again = Asking(KeptQloApps(one_type_house(2), file))
    assert len(await again.lines(booked["id"])) == 1
    later = await again.booked(stay())
    assert later["id"] == booked["id"] + 1

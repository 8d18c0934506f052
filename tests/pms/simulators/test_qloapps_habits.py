"""What a real QloApps does that nobody would expect, one habit a test; needs no corpus."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import httpx2
import pytest

from common.clock import FrozenClock
from pms.simulators.http import Request
from pms.simulators.qloapps import (
    DISABLED_KEY,
    READONLY_KEY,
    House,
    Mail,
    demo_house,
    one_type_house,
    two_hotels,
    wait_for,
)
from pms.simulators.qloapps.__main__ import announced
from tests.pms.simulators.desk import DEPARTURE, NOW, Asking, basic, error, qloapps, stay


@pytest.fixture
def desk() -> Asking:
    return Asking(qloapps())


# --- reaching it ---


async def test_another_host_is_sent_to_the_web_shop() -> None:
    response = await Asking(qloapps(host="shop.example")).ask("GET", "hotels")
    assert response.status == 302
    assert response.headers["Location"].startswith("http://shop.example/index.php?")


async def test_keys_are_refused_in_different_words(desk: Asking) -> None:
    simulator = desk.simulator
    assert error(await Asking(simulator, "short").ask("GET", "hotels"))[0] == 18
    assert error(await Asking(simulator, DISABLED_KEY.value).ask("GET", "hotels"))[0] == 20
    readonly = Asking(simulator, READONLY_KEY.value)
    assert error(await readonly.ask("GET", "customers"))[0] == 26
    assert error(await readonly.ask("POST", "bookings", {"booking": {}}))[0] == 25
    missing = await desk.ask("GET", "hotels", authorization="")
    assert (missing.status, missing.body) == (401, b"401 Unauthorized")


async def test_switched_off_it_is_unavailable(desk: Asking) -> None:
    desk.simulator.is_on = False
    response = await desk.ask("GET", "hotels")
    assert (response.status, error(response)[0]) == (503, 22)


async def test_only_upper_case_json_is_json(desk: Asking) -> None:
    assert (await desk.ask("GET", "hotels?output_format=json", xml=True)).body.startswith(b"<?xml")
    assert (
        await desk.ask("GET", "hotels", xml=True, **{"io-format": "JSON"})
    ).body == b'{"hotels":[{"id":1}]}'


async def test_every_answer_tells_the_servers_own_time(desk: Asking) -> None:
    response = await desk.ask("GET", "hotels", authorization=basic("short"))
    assert response.headers["Access-Time"] == str(int(NOW.timestamp()))


async def test_a_page_outside_the_webservice_is_the_web_shops(desk: Asking) -> None:
    response = await desk.simulator.handle(Request("GET", "/hotels"))
    assert response.headers["X-Powered-By"].startswith("PHP/")


# --- lists ---


async def test_an_empty_list_is_bare(desk: Asking) -> None:
    assert await desk.get("orders?display=full") == []


async def test_ids_are_numbers_or_texts_as_the_database_driver_likes() -> None:
    assert await Asking(qloapps()).get("hotel_room_types?display=[id,max_guests]&limit=1") == {
        "hotel_room_types": [{"id": 1, "max_guests": 4}]
    }
    assert await Asking(qloapps(ids_as_strings=True)).get(
        "hotel_room_types?display=[id,max_guests]&limit=1"
    ) == {"hotel_room_types": [{"id": "1", "max_guests": "4"}]}


async def test_a_house_of_one_language_tells_plain_texts() -> None:
    house = demo_house()
    one = House(hotels=house.hotels, services=house.services, languages=house.languages[:1])
    assert (await Asking(qloapps(house=one)).get("hotels?display=[hotel_name]"))["hotels"][0][
        "hotel_name"
    ] == ("The Hotel Prime")


async def test_a_page_cut_through_equal_moments_repeats_one_and_loses_another(desk: Asking) -> None:
    for number in range(3):
        await desk.booked(stay(), guest={"email": f"g{number}@example.com"})
    listed = "orders?date=1&display=[id]&sort=[date_upd_ASC]"
    first, second = await desk.get(f"{listed}&limit=0,2"), await desk.get(f"{listed}&limit=2,2")
    assert [row["id"] for row in first["orders"] + second["orders"]] == [1, 2, 1]


async def test_one_row_with_chosen_fields_is_a_list_of_ids(desk: Asking) -> None:
    await desk.booked(stay())
    assert await desk.get("orders/1?display=[id,current_state]") == {"orders": [{"id": 1}]}


# --- search ---


async def test_the_searched_price_is_not_the_booked_one(desk: Asking) -> None:
    found = await desk.search()
    booked = await desk.booked(stay())
    assert found["room_types"][0]["total_price"] == 2500
    assert booked["associations"]["price_details"]["total_price_without_tax"] == 2000


async def test_the_search_looks_at_no_occupancy(desk: Asking) -> None:
    nine = "<room_occupancies><room_occupancy><adults>9</adults><children>9</children></room_occupancy></room_occupancies>"
    assert (await desk.search(associations=nine))["total_available_rooms"] == 5


async def test_available_rooms_are_an_object_or_an_empty_list(desk: Asking) -> None:
    assert set((await desk.search())["room_types"][0]["rooms"]["available"]) == {"1", "2", "3", "4", "5"}
    await desk.booked(stay(rooms=5))
    assert (await desk.search())["room_types"][0]["rooms"]["available"] == []


async def test_a_shorter_stay_than_the_least_finds_no_room(desk: Asking) -> None:
    link = desk.simulator.store.link(1)
    assert link is not None
    link["min_los"] = 3
    found = await desk.search(get_unavailable_rooms="1", get_available_rooms="1")
    assert found["total_unavailable_rooms"] == 5
    assert found["room_types"][0]["rooms"]["unavailable"]["1"]["detail"][0]["id_status"] == 4


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


# --- as a program ---


async def test_it_serves_over_http_and_says_where_and_with_which_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with announced(qloapps(), 0) as address, httpx2.AsyncClient(base_url=address) as client:
        key = capsys.readouterr().out.split()[-1]
        answer = await client.get("/api/hotels", params={"output_format": "JSON"}, auth=(key, ""))
        headed = await client.head("/api/bookings", auth=(key, ""))
        missing = await client.get("/api/bookings/9", auth=(key, ""))
    assert answer.json() == {"hotels": [{"id": 1}]}
    assert (headed.status_code, missing.status_code, missing.content) == (200, 404, b"")

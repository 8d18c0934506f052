"""What a real QloApps does that nobody would expect, reading: keys, formats, lists, searches. Needs no corpus."""

from __future__ import annotations

import httpx2
import pytest

from pms.simulators.http import Request
from pms.simulators.qloapps import (
    DISABLED_KEY,
    READONLY_KEY,
    House,
    demo_house,
)
from pms.simulators.qloapps.__main__ import announced
from tests.pms.simulators.desk import NOW, Asking, basic, error, qloapps, stay


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

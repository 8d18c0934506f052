"""The hotel's day, and a guest's reservations beside their conversation, on a real demo hotel that fails when told to."""

from __future__ import annotations

import re
from datetime import time

import pytest

from console.roles import Role
from pms.contract import errors
from pms.contract.models import GuestProfile
from tests.pms.house import WEEKEND, errand_of

from .conftest import Browser, Console
from .letters import DINNER, booked
from .test_inbox import signed_in

PAGE = "/admin/conversations/c_booked/stay"


async def a_guest_with_a_room(console: Console) -> str:
    await console.seeds.conversation("c_booked")
    return await booked(console)


async def test_the_day_lists_who_comes_and_the_rooms(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    reference = await a_guest_with_a_room(console)
    page = (await browser.get(f"/admin/today?day={WEEKEND.arrival}")).text
    arrivals = page[page.index("arrivals-title") : page.index("departures-title")]
    assert reference in arrivals
    assert "Test Guest" in arrivals
    assert reference not in page[page.index("departures-title") : page.index("in_house-title")]
    assert "State of the rooms now" in page


async def test_a_viewer_sees_no_names(console: Console, browser: Browser) -> None:
    await signed_in(console, browser, Role.VIEWER)
    await a_guest_with_a_room(console)
    for path in (f"/admin/today?day={WEEKEND.arrival}", PAGE):
        page = (await browser.get(path)).text
        assert "T••• G•••" in page
        assert "Test Guest" not in page
    assert (await browser.submit(PAGE, deed="note", reference="x", words="x")).status_code == 403


async def test_what_the_hotels_system_does_not_answer_is_said_list_by_list(
    console: Console, browser: Browser
) -> None:
    await signed_in(console, browser)
    console.hotel.faults.append(("get_departures", "before", errors.Unreachable(detail="down")))
    page = (await browser.get("/admin/today?day=nonsense")).text
    assert page.count("could not be reached") == 1
    assert "State of the rooms now" in page


async def test_staff_note_set_the_time_and_charge(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    reference = await a_guest_with_a_room(console)
    before = await console.desk.staff_desk().reservation(errand_of("c_booked", console.clock), reference)
    assert before is not None
    for deed, fields in (
        ("note", {"words": "Anniversary"}),
        ("check_out", {"at": "13:00"}),
        ("charge", {"amount": "42,50", "purpose": "Dinner", "form_id": "form-1"}),
        ("charge", {"amount": "42,50", "purpose": "Dinner", "form_id": "form-1"}),
    ):
        done = await browser.submit(PAGE, deed=deed, reference=reference, **fields)
        assert (done.status_code, done.headers.get("location")) == (303, f"{PAGE}?done=yes"), done.text
    found = await console.desk.staff_desk().reservation(errand_of("c_booked", console.clock), reference)
    assert found is not None
    assert "Anniversary" in found.notes
    assert found.check_out_time == time(13, 0)
    # The form was sent twice; the dinner stands there once.
    assert found.balance - before.balance == DINNER
    page = (await browser.get(PAGE)).text
    assert "Anniversary" in page
    assert "check-out 13:00" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"deed": "charge", "amount": "-5", "purpose": "x"},
        {"deed": "charge", "amount": "much", "purpose": "x"},
        {"deed": "charge", "amount": "5", "purpose": " "},
        {"deed": "check_out", "at": "noon"},
        {"deed": "note", "words": " "},
    ],
)
async def test_what_makes_no_sense_is_refused(
    console: Console, browser: Browser, fields: dict[str, str]
) -> None:
    await signed_in(console, browser)
    reference = await a_guest_with_a_room(console)
    assert (await browser.submit(PAGE, reference=reference, **fields)).status_code == 422


async def test_only_this_guests_reservations_are_touched_until_staff_register_one(
    console: Console, browser: Browser
) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation("c_phoned")
    reference = await booked(
        console, "at the desk", guest=GuestProfile(first_name="Pia", last_name="Ruf", email="pia@example.com")
    )
    page = "/admin/conversations/c_phoned/stay"
    note = {"deed": "note", "reference": reference, "words": "Late"}
    assert (await browser.submit(page, **note)).status_code == 404
    assert (await browser.submit(page, deed="register", reference="nothing")).status_code == 409
    assert (await browser.submit(page, deed="register", reference=reference)).status_code == 303
    assert (await browser.submit(page, **note)).status_code == 303
    assert re.search(r"Pia\s+Ruf", (await browser.get(page)).text)
    mine = await console.desk.find(errand_of("c_phoned", console.clock), reference=reference, contact=None)
    assert type(mine).__name__ == "Found"


async def test_the_api_tells_and_does_the_same(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    reference = await a_guest_with_a_room(console)
    day = await browser.get(
        "/api/v1/admin/today", headers=bearer, params={"day": str(WEEKEND.arrival), "property": "mirador"}
    )
    assert [one["reference"] for one in day.json()["arrivals"]] == [reference]
    assert day.json()["faults"] == {}
    address = "/api/v1/admin/conversations/c_booked/reservations"
    body = {"reference": reference, "text": "By the API"}
    assert (await browser.post(f"{address}/note", headers=bearer, json=body)).status_code == 200
    (told,) = (await browser.get(address, headers=bearer)).json()["reservations"]
    assert told["notes"] == ["By the API"]
    strange = {"reference": "nothing", "at": "13:00"}
    assert (await browser.post(f"{address}/check_out", headers=bearer, json=strange)).status_code == 404

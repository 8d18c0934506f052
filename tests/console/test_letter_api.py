"""Requests that need a person, for staff's own programs."""

from __future__ import annotations

from typing import Any

import pytest

from console.api_tokens import make_token
from console.roles import Role
from pms.outbox.letters import list_letters

from .conftest import Browser, Console
from .letters import booked, dead_booking, waiting_booking

LIST = "/api/v1/admin/dead-letters"


async def bearer(console: Console, role: Role = Role.AGENT) -> dict[str, str]:
    token = await make_token(console.engine, f"tool of {role}", member=await console.member(role, role))
    return {"Authorization": f"Bearer {token}"}


async def the_path(console: Console) -> str:
    (letter,) = await list_letters(console.engine)
    return f"{LIST}/{letter.id}"


async def test_programs_read_the_list_and_one_of_them(console: Console, browser: Browser) -> None:
    reference = await dead_booking(console)
    waiting = await waiting_booking(console)
    headers = await bearer(console, Role.VIEWER)
    found = (await browser.get(LIST, headers=headers)).json()
    (letter,) = found["dead_letters"]
    assert (found["total"], found["page"], found["page_size"], found["waiting_total"]) == (1, 1, 25, 1)
    assert letter["title"] == f"Booking {reference} for 27–29 Nov 2026"
    assert (letter["status"], letter["operation"], letter["error"]["kind"]) == (
        "pending",
        "book",
        "Unintelligible",
    )
    assert letter["payload"]["draft"]["guest"]["email"] == "g•••@example.com"
    assert (found["waiting"][0]["our_reference"], found["waiting"][0]["state"]) == (waiting, "queued")
    one = (await browser.get(f"{LIST}/{letter['id']}", headers=headers)).json()
    assert (
        one["by_hand"] == f"Look for {reference} in the hotel's system; if it is not there, book it by hand."
    )
    assert [line["event"] for line in one["story"]] == ["intended", "dead"]
    assert (one["id"], one["letter"]["id"]) == (letter["intent"], letter["id"])
    assert (await browser.get(f"{LIST}?status=lost", headers=headers)).status_code == 400
    assert (await browser.get(f"{LIST}?status=resolved", headers=headers)).json()["dead_letters"] == []
    assert (await browser.get(f"{LIST}/none", headers=headers)).status_code == 404


async def test_programs_act_as_the_member_whose_token_they_hold(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    by_hand = await booked(console, "at the desk")
    headers, path = await bearer(console), await the_path(console)
    replayed = await browser.post(f"{path}/replay", headers=headers)
    assert (replayed.status_code, replayed.json()["state"]) == (200, "unknown")
    settled = await browser.post(
        f"{path}/settle", headers=headers, json={"why": "booked", "reference": by_hand}
    )
    assert (settled.status_code, settled.json()["state"], settled.json()["unasked"]) == (200, "done", None)
    assert settled.json()["by_hand"] is None
    member = await console.staff.named("agent")
    assert member is not None
    assert settled.json()["letter"]["by"] == f"staff:{member.id}"
    again = await browser.post(f"{path}/abandon", headers=headers, json={"why": "x"})
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert again.json()["detail"] == "It is closed already."


@pytest.mark.parametrize(
    "body",
    [{}, {"why": " "}, {"why": 7}, [], "why", {"why": "x" * 1001}, {"why": "x", "reference": "9" * 65}],
)
async def test_a_body_that_says_too_little_or_too_much_is_refused(
    console: Console, browser: Browser, body: Any
) -> None:
    await dead_booking(console)
    answer = await browser.post(f"{await the_path(console)}/settle", headers=await bearer(console), json=body)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert (await list_letters(console.engine))[0].status == "pending"


async def test_no_json_and_too_much_of_it_are_refused(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    headers, path = await bearer(console), await the_path(console)
    assert (await browser.post(f"{path}/abandon", headers=headers, content=b"{why")).status_code == 400
    assert (await browser.post(f"{path}/abandon", headers=headers, content=b"x" * 70_000)).status_code == 413
    assert (await browser.post(f"{LIST}/none/abandon", headers=headers, json={"why": "x"})).status_code == 404
    assert (await browser.put(f"{path}/abandon", headers=headers)).status_code == 405


async def test_viewers_strangers_and_browsers_do_not_act(console: Console, browser: Browser) -> None:
    """A browser would send its cookie for any page that asks it to."""
    await dead_booking(console)
    path = await the_path(console)
    viewer = await browser.post(
        f"{path}/abandon", headers=await bearer(console, Role.VIEWER), json={"why": "x"}
    )
    stranger = await browser.post(f"{path}/abandon", json={"why": "x"})
    await console.member("ana", Role.ADMIN)
    await browser.sign_in()
    assert (await browser.get(LIST)).status_code == 200
    signed_in = await browser.post(
        f"{path}/abandon", json={"why": "x"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (viewer.status_code, stranger.status_code, signed_in.status_code) == (403, 401, 401)
    assert (await list_letters(console.engine))[0].status == "pending"

"""A guest's data on the page and as JSON: for admins, noted before it is seen, gone only when it was meant."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.gateway import tables as gateway
from common.guest_keys import GuestKeys
from console.api_tokens import make_token
from console.margin import Margin
from console.roles import Role
from console.staff import Member
from console.tables import access_log

from .conftest import NOW, SALT, Browser, Console
from .letters import booked, waiting_booking

MAIL = "eva@example.com"
PAGE = "/admin/guests"
API = "/api/v1/admin/guests"


async def a_guest(console: Console, conversation: str = "c_booked") -> str:
    """With a message, a note and a booking; its reference in the hotel's system."""
    await console.seeds.conversation(conversation)
    await console.seeds.turn(conversation, "my parrot comes along")
    async with console.engine.begin() as connection:
        await connection.execute(
            insert(gateway.said_contacts).values(
                contact=GuestKeys(SALT).of_contact(MAIL), conversation=conversation
            )
        )
    kim = Member("stf_1", "kim", Role.AGENT, "", False, NOW, None, None)
    await Margin(console.engine, console.seeds.sealer, console.clock).add_note(conversation, kim, "parrot")
    return await booked(console, conversation)


async def log(console: Console) -> list[tuple[str, str, str]]:
    async with console.engine.connect() as connection:
        query = select(access_log.c.staff_name, access_log.c.conversation, access_log.c.through)
        return [
            tuple(row) for row in await connection.execute(query.order_by(access_log.c.at, access_log.c.id))
        ]


async def signed_in(console: Console, browser: Browser, role: Role = Role.ADMIN) -> None:
    await console.member("ana", role)
    await browser.sign_in()


async def test_a_guest_is_found_given_out_and_erased(console: Console, browser: Browser) -> None:
    reference = await a_guest(console)
    await signed_in(console, browser)
    assert f'<a href="{PAGE}"' in (await browser.get("/admin/conversations")).text
    found = await browser.submit(PAGE, who=" EVA@example.com ")
    assert found.status_code == 200
    cells = re.findall(r'class="number">(\d+)<', found.text)
    # Messages, replies, notes and tags, requests to the hotel's system.
    assert cells == ["1", "1", "1", "1"]
    assert "c_booked" in found.text
    assert reference in found.text
    # How much is held is told, what it is not.
    assert "parrot" not in found.text
    assert await log(console) == [("ana", "c_booked", "guest")]

    file = await browser.submit(f"{PAGE}/export", page=PAGE, who=MAIL)
    assert file.headers["content-disposition"] == 'attachment; filename="guest.json"'
    assert file.headers["content-type"] == "application/json"
    given = file.json()
    assert [one["conversation"] for one in given["conversations"]] == ["c_booked"]
    assert "my parrot comes along" in file.text
    assert given["reservations_in_the_hotel_system"] == [{"property_id": "mirador", "reference": reference}]

    gone = await browser.submit(f"{PAGE}/erase", page=PAGE, who=MAIL, repeated="Eva@Example.com ")
    assert gone.status_code == 200
    assert "Erased: 1 conversation." in gone.text
    assert reference in gone.text
    assert MAIL not in gone.text
    assert [row[2] for row in await log(console)] == ["guest", "export", "erasure"]
    # Who erased is known, of whom no more.
    assert all(row[1].startswith("erased_") for row in await log(console))
    assert (await browser.submit(PAGE, who=MAIL)).status_code == 404


@pytest.mark.parametrize("repeated", ["", "eva@example.co", "yes"])
async def test_nothing_goes_that_was_not_typed_once_more(
    console: Console, browser: Browser, repeated: str
) -> None:
    await a_guest(console)
    await signed_in(console, browser)
    answer = await browser.submit(f"{PAGE}/erase", page=PAGE, who=MAIL, repeated=repeated)
    assert answer.status_code == 409
    assert "what you typed is not what you looked for" in answer.text
    assert "Erase for good" in answer.text
    assert "erasure" not in {row[2] for row in await log(console)}
    assert (await browser.submit(PAGE, who=MAIL)).status_code == 200


async def test_a_write_on_its_way_is_named_and_keeps_all(console: Console, browser: Browser) -> None:
    await console.seeds.conversation("c_waits")
    reference = await waiting_booking(console, "c_waits")
    await signed_in(console, browser)
    answer = await browser.submit(f"{PAGE}/erase", page=PAGE, who="c_waits", repeated="c_waits")
    assert answer.status_code == 409
    assert f"the write {reference} of this guest" in answer.text
    assert (await browser.get("/admin/conversations/c_waits")).status_code == 200


async def test_somebody_nobody_knows(console: Console, browser: Browser) -> None:
    await a_guest(console)
    await signed_in(console, browser)
    for who in (
        "nobody@nowhere.example",
        "+34 600 000 000",
        "erased_1",
        "c_\x00",
        "\ud7ff",
        "x" * 900,
        "<b>",
    ):
        for deed in ("", "/export", "/erase"):
            answer = await browser.submit(PAGE + deed, page=PAGE, who=who, repeated=who)
            assert answer.status_code in (404, 409), (who, deed)
    assert "&lt;b&gt;" in (await browser.submit(PAGE, who="<b>")).text
    # Nobody was asked for: the form again.
    assert "What is held</h2>" not in (await browser.submit(PAGE, who="  ")).text
    assert await log(console) == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, Role.EDITOR])
async def test_others_neither_see_nor_do_any_of_it(console: Console, browser: Browser, role: Role) -> None:
    await a_guest(console)
    await signed_in(console, browser, role)
    assert (await browser.get(f"{PAGE}?conversation=c_booked")).status_code == 403
    for deed in ("", "/export", "/erase"):
        answer = await browser.submit(PAGE + deed, page="/admin/today", who=MAIL, repeated=MAIL)
        assert answer.status_code == 403, deed
    assert f'href="{PAGE}' not in (await browser.get("/admin/conversations/c_booked")).text
    assert await log(console) == [("ana", "c_booked", "page")]
    member = await console.member("ben", role)
    bearer = {"Authorization": f"Bearer {await make_token(console.engine, 'tool', member=member)}"}
    for deed in ("find", "export", "erase"):
        answer = await browser.post(f"{API}/{deed}", headers=bearer, json={"who": MAIL, "repeated": MAIL})
        assert answer.status_code == 403, deed


async def test_a_form_of_another_page_does_nothing(console: Console, browser: Browser) -> None:
    await a_guest(console)
    await signed_in(console, browser)
    fields = {"who": MAIL, "repeated": MAIL}
    foreign = await browser.post(f"{PAGE}/erase", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    without_token = await browser.post(
        f"{PAGE}/erase", data=fields, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (foreign.status_code, without_token.status_code) == (403, 403)
    assert await log(console) == []


async def test_a_conversation_leads_to_its_guest(console: Console, browser: Browser) -> None:
    await a_guest(console)
    await a_guest(console, "c_second")
    await signed_in(console, browser)
    page = await browser.get("/admin/conversations/c_booked")
    assert f'href="{PAGE}?conversation=c_booked"' in page.text
    shown = await browser.get(f"{PAGE}?conversation=c_booked")
    assert shown.status_code == 200
    # One conversation's name is that conversation; the address that was said in it leads to all.
    assert "c_second" not in shown.text
    both = await browser.submit(PAGE, who=MAIL)
    assert "c_booked" in both.text
    assert "c_second" in both.text
    told = (await browser.get("/admin/conversations/c_booked")).text
    assert "what is held of the guest" in told


async def test_programs_do_the_same(console: Console, browser: Browser) -> None:
    reference = await a_guest(console)
    member = await console.member("ana", Role.ADMIN)
    bearer = {"Authorization": f"Bearer {await make_token(console.engine, 'tool', member=member)}"}

    async def post(deed: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = await browser.post(f"{API}/{deed}", headers=bearer, content=json.dumps(body))
        return answer.status_code, answer.json()

    booked_there = [{"property_id": "mirador", "reference": reference}]
    status, held = await post("find", who=MAIL)
    (one,) = held["conversations"]
    assert (status, one["messages"], one["notes"], one["requests"]) == (200, 1, 1, 1)
    assert held["reservations"] == booked_there
    status, whole = await post("export", who=MAIL)
    assert (status, whole["asked_for"]) == (200, MAIL)
    status, refused = await post("erase", who=MAIL, repeated="another")
    assert (status, refused["title"]) == (409, "Nothing was erased")
    assert await post("erase", who=MAIL, repeated=MAIL) == (
        200,
        {"conversations": 1, "reservations": booked_there},
    )
    assert (await post("export", who=MAIL))[0] == 404
    assert [row[2] for row in await log(console)] == ["guest", "export", "erasure"]
    # A browser's cookie does not do for programs.
    await browser.sign_in()
    assert (await browser.post(f"{API}/find", json={"who": MAIL})).status_code == 401

"""Staff step into the middle of a booking and hand it back: over the real Rasa, as guests and staff meet it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from common.clock import SystemClock
from common.database import create_engine
from common.ids import new_id
from console.api_tokens import make_token
from console.passwords import Passwords
from console.roles import Role
from console.staff import StaffList
from tests.installation import Guest, Installation
from tests.journeys.errands import lead_to, lead_to_confirmation, reservations

pytestmark = pytest.mark.journey

PATIENCE_SECONDS = 20.0


class Clerk:
    """One of staff, by their own program."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx2.Client(
            base_url=f"{url}/api/v1/admin/", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def do(self, guest: Guest, deed: str, **body: Any) -> dict[str, Any]:
        answer = self._client.post(f"conversations/{guest.conversation}/{deed}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def standing(self, guest: Guest) -> dict[str, Any]:
        return dict(self._client.get(f"conversations/{guest.conversation}/standing").json())

    def drafts(self, guest: Guest) -> list[dict[str, Any]]:
        return list(self._client.get(f"conversations/{guest.conversation}/drafts").json()["drafts"])

    def send(self, draft: str) -> None:
        assert self._client.post(f"drafts/{draft}/send", json={}).is_success

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def clerk(installation: Installation) -> Iterator[Clerk]:
    async def token() -> str:
        engine, clock = (
            create_engine(f"sqlite+aiosqlite:///{installation.folder / 'posada.db'}"),
            SystemClock(),
        )
        staff = StaffList(engine, clock, Passwords())
        name = new_id("clerk").lower()
        member = await staff.add(name, Role.AGENT, "a door that stands open", is_one_time=False)
        made = await make_token(engine, f"{name}'s tool", member=member)
        await engine.dispose()
        return made

    clerk = Clerk(installation.url, asyncio.run(token()))
    yield clerk
    clerk.close()


def told(guest: Guest, template: str) -> list[dict[str, Any]]:
    """The guest's side of it, once this has been said."""
    waited_from = time.monotonic()
    while time.monotonic() - waited_from < PATIENCE_SECONDS:
        messages = guest.transcript()["messages"]
        if any(one.get("template") == template for one in messages):
            return list(messages)
        time.sleep(0.1)
    raise AssertionError(f"{template} was not said")


def test_a_person_in_the_middle_of_a_booking_and_the_bot_goes_on_with_the_dates_and_a_new_price(
    installation: Installation, guest: Callable[..., Guest], clerk: Clerk
) -> None:
    one = guest()
    lead_to_confirmation(one, room="double room", ahead=33)
    read_back = one.replies[-1]["text"]
    clerk.do(one, "messages", text="Hello, I am at the desk. Shall I put you on the quiet side?")
    assert one.say("yes") == []
    assert one.transcript()["messages"][-1]["state"] == "with_person"
    assert reservations(installation, one.conversation) == []
    clerk.do(one, "hand_back")
    messages = told(one, "satisfaction.ask")
    assert [message.get("template") for message in messages[-2:]] == ["handoff.back", "satisfaction.ask"]
    # The yes of before was to a person, and the price of before is void: it is read out once more.
    (again,) = one.say("yes")
    assert (again["template"], again["text"]) == ("ask.booking_ok", read_back)
    assert reservations(installation, one.conversation) == []
    assert one.say("yes")[0]["template"] == "booking.confirmed"
    assert len(reservations(installation, one.conversation)) == 1
    asked = [one for one in one.transcript()["messages"] if one.get("template") == "satisfaction.ask"]
    assert len(asked) == 1
    assert clerk.standing(one)["state"] == "bot"


def test_dates_that_were_said_before_a_person_came_need_not_be_said_again(
    guest: Callable[..., Guest], clerk: Clerk
) -> None:
    one = guest()
    lead_to(one, "ask.room", room="double room", ahead=36)
    clerk.do(one, "take")
    assert one.say("is there a lift?") == []
    clerk.do(one, "messages", text="Yes, next to the stairs.")
    clerk.do(one, "hand_back")
    told(one, "handoff.back")
    keys = [reply["template"] for reply in one.say("the double room, please")]
    assert keys[-1] == "ask.extras", keys


def test_the_mark_a_guest_gives_is_kept_and_the_booking_goes_on(
    installation: Installation, guest: Callable[..., Guest], clerk: Clerk
) -> None:
    one = guest()
    lead_to(one, "ask.extras", room="double room", ahead=39)
    clerk.do(one, "take")
    clerk.do(one, "hand_back")
    (asked,) = [line for line in told(one, "satisfaction.ask") if line.get("template") == "satisfaction.ask"]
    one.buttons = asked["buttons"]
    assert [reply["template"] for reply in one.press("😊")] == ["satisfaction.thanks"]
    kept = installation.rows("SELECT satisfaction FROM conversations WHERE id = ?", one.conversation)
    assert kept == [(5,)]
    assert one.say("no, thank you")[-1]["template"] == "ask.guest_name"


def test_in_draft_mode_a_guest_reads_what_staff_send(guest: Callable[..., Guest], clerk: Clerk) -> None:
    one = guest()
    one.say("hello")
    clerk.do(one, "draft_mode", is_on=True)
    assert one.say("do you have parking?") == []
    (draft,) = clerk.drafts(one)
    assert draft["template"] == "question.parking"
    clerk.send(draft["id"])
    assert one.transcript()["messages"][-1]["template"] == "question.parking"
    assert clerk.standing(one)["state"] == "bot"

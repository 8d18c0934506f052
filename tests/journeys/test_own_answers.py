"""An answer and a fact that an editor publishes by API are said by the next message, with nothing restarted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from common.clock import SystemClock
from common.database import create_engine
from console.api_tokens import make_token
from console.passwords import Passwords
from console.roles import Role
from console.staff import StaffList
from tests.installation import Guest, Installation

pytestmark = pytest.mark.journey

HOTEL = "/api/v1/admin/properties/mirador"
SWAPPED_SECONDS = 1.0
"""How soon after publishing a guest must be told."""


@pytest.fixture(scope="module")
def editor(installation: Installation) -> Iterator[httpx2.Client]:
    """A program with the token of an editor."""

    async def token() -> str:
        engine = create_engine(f"sqlite+aiosqlite:///{installation.folder / 'posada.db'}")
        staff = StaffList(engine, SystemClock(), Passwords())
        member = await staff.add("olga", Role.EDITOR, "words that open a door", is_one_time=False)
        made = await make_token(engine, "answers", member=member)
        await engine.dispose()
        return made

    headers = {"Authorization": f"Bearer {asyncio.run(token())}"}
    with httpx2.Client(base_url=installation.url, headers=headers, timeout=30) as client:
        yield client


def sent(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def keys(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["template"] for reply in replies]


def test_what_a_guest_asked_in_vain_is_answered_for_the_next(
    installation: Installation, guest: Callable[..., Guest], editor: httpx2.Client
) -> None:
    first, later = guest(), guest()
    question = "do you lend telescopes"
    assert "question.own" not in keys(first.say(question))
    (asked,) = [
        one
        for one in sent(editor.get(f"{HOTEL}/unanswered"))["questions"]
        if one["conversation"] == first.conversation
    ]
    assert asked["words"] == question
    content = {
        "questions": {asked["language"]: [asked["words"]]},
        "answers": {asked["language"]: "We do: ask for one at the bar."},
    }
    made = sent(editor.post(f"{HOTEL}/entries", json={"content": content}))
    sent(editor.post(f"{HOTEL}/entries/{made['id']}/publish/{made['version']}", json={}))
    time.sleep(SWAPPED_SECONDS)
    told = [
        one
        for one in later.say("Hello! Do you lend telescopes, please?")
        if one["template"] == "question.own"
    ]
    assert [one["text"] for one in told] == ["We do: ask for one at the bar."]
    again = sent(editor.get(f"{HOTEL}/unanswered"))["questions"]
    assert asked["words"] not in [one["words"] for one in again]

    sent(editor.post(f"{HOTEL}/entries/{made['id']}/rollback/1", json={}))
    time.sleep(SWAPPED_SECONDS)
    assert "question.own" not in keys(guest().say(question))


def test_a_fact_is_told_as_published_and_as_before_once_rolled_back(
    guest: Callable[..., Guest], installation: Installation, editor: httpx2.Client
) -> None:
    fact = f"{HOTEL}/entries/fact.checkin"
    ask = "what time is check-in?"
    (before,) = [one["text"] for one in guest().say(ask) if one["template"] == "question.checkin"]
    content = {"time": "16:30", "text": {"en": "Please ring the bell."}}
    made = sent(editor.put(f"{fact}/versions", json={"content": content, "expected": 1}))
    sent(editor.post(f"{fact}/publish/{made['version']}", json={"expected_live": 1}))
    time.sleep(SWAPPED_SECONDS)
    (after,) = [one["text"] for one in guest().say(ask) if one["template"] == "question.checkin"]
    assert after == "Check-in is from 16:30. Please ring the bell."
    sent(editor.post(f"{fact}/rollback/1", json={"expected_live": made["version"]}))
    time.sleep(SWAPPED_SECONDS)
    (again,) = [one["text"] for one in guest().say(ask) if one["template"] == "question.checkin"]
    assert again == before

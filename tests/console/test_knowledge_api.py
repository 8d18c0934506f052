"""A hotel's facts and answers as JSON: what a hotel's own tools do with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from console.roles import Role

from .conftest import Console
from .test_knowledge_pages import asked
from .test_reply_api import Tool, tool_of

API = "/api/v1/admin/properties/mirador"
CHECKIN = f"{API}/entries/fact.checkin"
BIKES = {"questions": {"en": ["Can I store my bike?"]}, "answers": {"en": "Yes, in the courtyard."}}


@pytest.fixture
async def tool(console: Console) -> AsyncIterator[Tool]:
    async with await tool_of(console, "eva", Role.EDITOR) as client:
        yield client


async def test_a_fact_goes_from_draft_to_guests_and_back(console: Console, tool: Tool) -> None:
    before = await tool.ask("GET", CHECKIN)
    assert (before["live"], before["latest"], before["faults"]) == (1, 1, [])
    body = {"content": {"time": "16:00", "text": {"en": "Ring."}}, "expected": 1, "note": "by a tool"}
    made = await tool.ask("PUT", f"{CHECKIN}/versions", body, status=201)
    assert (made["version"], made["author"], made["faults"]) == (2, "eva", [])
    await tool.ask("PUT", f"{CHECKIN}/versions", body, status=409)
    await tool.ask("POST", f"{CHECKIN}/publish/2", {"expected_live": 1})
    assert (await console.book.known()).hotels["mirador"].check_in_from == "16:00"
    await tool.ask("POST", f"{CHECKIN}/rollback/1", {"expected_live": 1}, status=409)
    await tool.ask("POST", f"{CHECKIN}/rollback/1", {"expected_live": 2})
    assert (await console.book.known()).hotels == {}
    told = await tool.ask("GET", f"{CHECKIN}/history")
    assert [(one["version"], one["is_live"]) for one in told["versions"]] == [(2, False), (1, True)]
    assert [one["version"] for one in told["publications"]] == [1, 2]


async def test_an_answer_is_made_and_its_faults_are_told(console: Console, tool: Tool) -> None:
    made = await tool.ask("POST", f"{API}/entries", {"content": {"answers": {"en": "Yes."}}}, status=201)
    assert [one["code"] for one in made["faults"]] == ["no-question"]
    one = f"{API}/entries/{made['id']}"
    await tool.ask("POST", f"{one}/publish/2", {}, status=422)
    await tool.ask("PUT", f"{one}/versions", {"content": BIKES, "expected": 2}, status=201)
    await tool.ask("POST", f"{one}/publish/3", {"expected_live": 1})
    listed = await tool.ask("GET", f"{API}/entries?kind=answer")
    assert [(row["id"], row["live"], row["published"]) for row in listed["entries"]] == [
        (made["id"], 3, BIKES)
    ]
    assert len((await tool.ask("GET", f"{API}/entries"))["entries"]) == 12


async def test_what_was_asked_in_vain(console: Console, tool: Tool) -> None:
    turn = await asked(console, "where is the moon kept", "c_1")
    (one,) = (await tool.ask("GET", f"{API}/unanswered"))["questions"]
    assert (one["turn"], one["words"], one["times"]) == (turn, "where is the moon kept", 1)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/admin/properties/nowhere/entries", None, 404),
        ("GET", f"{API}/entries/fact.moon", None, 404),
        ("GET", f"{API}/entries/answer.qa_none", None, 404),
        ("GET", f"{API}/entries?kind=odd", None, 400),
        ("PUT", f"{CHECKIN}/versions", {"content": {"time": "16:00"}}, 400),
        ("PUT", f"{CHECKIN}/versions", {"content": {"time": 16}, "expected": 1}, 400),
        ("PUT", f"{CHECKIN}/versions", {"content": {}, "expected": 1, "note": 7}, 400),
        ("PUT", f"{CHECKIN}/versions", [], 400),
        ("POST", f"{CHECKIN}/publish/9", {}, 404),
        ("POST", f"{CHECKIN}/publish/1", {"expected_live": "1"}, 400),
        ("POST", f"{API}/entries", {}, 400),
    ],
)
async def test_what_is_refused(tool: Tool, method: str, path: str, body: Any, status: int) -> None:
    await tool.ask(method, path, body, status=status)


async def test_viewers_read_and_change_nothing(console: Console) -> None:
    async with await tool_of(console, "vera", Role.VIEWER) as viewer:
        await viewer.ask("GET", CHECKIN)
        await viewer.ask("PUT", f"{CHECKIN}/versions", {"content": {}, "expected": 1}, status=403)
        await viewer.ask("POST", f"{API}/entries", {"content": BIKES}, status=403)
        await viewer.ask("POST", f"{CHECKIN}/publish/1", {}, status=403)

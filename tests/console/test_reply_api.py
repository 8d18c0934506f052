"""The hotel's words and experiments as JSON: what a hotel's own tools do with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from console.api_tokens import make_token
from console.roles import Role
from templates.place import Place

from .conftest import PASSWORD, Browser, Console

API = "/api/v1/admin"
HELLO = f"{API}/templates/greeting.hello"


class Tool(httpx2.AsyncClient):
    """A program with an editor's token."""

    async def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> dict[str, Any]:
        answer = (
            await self.request(method, path, json=body)
            if body is not None
            else await self.request(method, path)
        )
        assert answer.status_code == status, answer.text
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        return dict(answer.json())


async def tool_of(console: Console, name: str, role: Role) -> Tool:
    token = await make_token(console.engine, name, member=await console.member(name, role))
    return Tool(base_url=console.url, trust_env=False, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def tool(console: Console) -> AsyncIterator[Tool]:
    async with await tool_of(console, "eva", Role.EDITOR) as client:
        yield client


async def test_words_go_from_draft_to_guests_and_back(console: Console, tool: Tool) -> None:
    before = await tool.ask("GET", f"{HELLO}?language=es")
    assert (before["live"], before["latest"], before["problems"]) == (1, 1, [])
    content = {**before["content"], "text": "¡Hola desde {{ hotel }}!"}
    made = await tool.ask(
        "PUT",
        f"{HELLO}/versions",
        {"language": "es", "content": content, "expected": 1, "note": "by a tool"},
        status=201,
    )
    assert (made["version"], made["state"], made["author"], made["problems"]) == (2, "draft", "eva", [])
    await tool.ask("POST", f"{HELLO}/publish/2", {"language": "es", "expected_live": 1})
    wording = (await console.versions.catalog()).get("greeting.hello", "es")
    assert wording is not None
    assert wording.text == "¡Hola desde {{ hotel }}!"
    compared = await tool.ask("GET", f"{HELLO}/compare/1/2?language=es")
    (change,) = compared["changes"]
    assert change["part"] == "text"
    assert "".join(p["text"] for p in change["pieces"] if p["op"] != "removed") == "¡Hola desde {{ hotel }}!"
    await tool.ask("POST", f"{HELLO}/rollback/1", {"language": "es", "expected_live": 2})
    told = await tool.ask("GET", f"{HELLO}/history?language=es")
    assert [(one["version"], one["is_live"]) for one in told["versions"]] == [(2, False), (1, True)]
    assert told["versions"][0]["publications"][0]["by"] == "eva"


async def test_two_tools_do_not_overwrite_each_other(tool: Tool) -> None:
    body = {"language": "es", "text": "Uno {{ hotel }}", "expected": 1}
    await tool.ask("PUT", f"{HELLO}/versions", body, status=201)
    refused = await tool.ask("PUT", f"{HELLO}/versions", body, status=409)
    assert "eva was there before with version 2" in refused["detail"]
    await tool.ask("PUT", f"{HELLO}/versions", {"language": "es", "text": "x"}, status=400)


async def test_faults_are_told_and_never_published(tool: Tool) -> None:
    body = {"language": "es", "text": "Hola {{ hotle }}", "expected": 1}
    made = await tool.ask("PUT", f"{HELLO}/versions", body, status=201)
    assert {"unknown-placeholder"} <= {one["code"] for one in made["problems"] if one["is_blocking"]}
    refused = await tool.ask("POST", f"{HELLO}/publish/2", {"language": "es"}, status=422)
    assert "hotle is no declared placeholder" in refused["detail"]


async def test_a_new_reply_is_made_once(tool: Tool) -> None:
    body = {"id": "question.spa", "language": "en", "text": "The spa is open."}
    made = await tool.ask("POST", f"{API}/templates", body, status=201)
    assert made["version"] == 2
    await tool.ask("POST", f"{API}/templates", body, status=409)
    found = await tool.ask("GET", f"{API}/templates?q=spa&category=question")
    assert [one["id"] for one in found["templates"]] == ["question.spa"]
    assert found["templates"][0]["languages"]["en"]["state"] == "draft"


async def test_a_schedule_names_its_zone(console: Console, tool: Tool) -> None:
    await tool.ask(
        "PUT",
        f"{HELLO}/versions",
        {"language": "es", "text": "Fiestas {{ hotel }}", "expected": 1},
        status=201,
    )
    when = {"language": "es", "from": "2026-12-24T18:00:00+01:00", "until": "2026-12-26T12:00:00+01:00"}
    done = await tool.ask("POST", f"{HELLO}/publish/2", when)
    assert done["from"] == "2026-12-24T17:00:00.000+00:00"
    await tool.ask("POST", f"{HELLO}/publish/2", {**when, "from": "2026-12-24T18:00"}, status=400)
    (move,) = (await console.versions.standings())[Place("greeting.hello", "es")].scheduled
    assert move.number == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{API}/templates/nowhere.at_all", None, 404),
        ("GET", f"{API}/templates/nonsense", None, 404),
        ("GET", f"{HELLO}?language=tlh", None, 400),
        ("GET", f"{HELLO}?property=nobody", None, 400),
        ("GET", f"{API}/templates?state=odd", None, 400),
        ("GET", f"{HELLO}/compare/1/9?language=es", None, 404),
        ("POST", f"{HELLO}/publish/9", {"language": "es"}, 404),
        ("POST", f"{HELLO}/rollback/9", {"language": "es"}, 404),
        ("POST", f"{API}/templates", {"id": "No Name", "text": "x"}, 400),
        ("POST", f"{API}/templates", {"id": "a.b", "text": ""}, 400),
        ("POST", f"{API}/templates", ["a", "list"], 400),
        ("POST", f"{API}/templates", {"id": "a.b", "content": {"text": "x", "surprise": 1}}, 400),
        ("PUT", f"{HELLO}/versions", {"language": ["es"], "text": "x", "expected": 1}, 400),
        ("PUT", f"{HELLO}/versions", {"text": "x" * 9000, "expected": 1}, 400),
        ("DELETE", HELLO, None, 405),
        ("POST", f"{API}/experiments", {"id": "x"}, 400),
        ("POST", f"{API}/experiments", [1], 400),
        ("GET", f"{API}/experiments/nothing", None, 404),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_reason(
    tool: Tool, method: str, path: str, body: Any, status: int
) -> None:
    told = await tool.ask(method, path, body, status=status)
    assert told["detail"]


async def test_an_experiment_lives_its_whole_life(console: Console, tool: Tool) -> None:
    place = Place("greeting.hello", "es")
    made = await console.versions.save(place, {"text": "Cálido {{ hotel }}"}, author="eva", variant="warm")
    definition = {
        "id": "warm",
        "keys": ["greeting.hello"],
        "arms": [
            {"name": "control", "weight": 1},
            {"name": "b", "weight": 1, "versions": {"greeting.hello": {"es": made.number}}},
        ],
    }
    created = await tool.ask("POST", f"{API}/experiments", definition, status=201)
    assert (created["state"], created["author"]) == ("draft", "eva")
    await tool.ask("POST", f"{API}/experiments", definition, status=409)
    assert (await tool.ask("POST", f"{API}/experiments/warm/start"))["state"] == "running"
    weights = {"weights": {"control": 3, "b": 1}, "allocation": 0.5}
    assert (await tool.ask("POST", f"{API}/experiments/warm/weights", weights))["allocation"] == 0.5
    await tool.ask("POST", f"{API}/experiments/warm/weights", {"weights": {"b": "x"}}, status=400)
    await tool.ask("POST", f"{API}/experiments/warm/weights", {"weights": {"b": 1}}, status=422)
    await tool.ask("POST", f"{API}/experiments/warm/explode", status=404)
    report = await tool.ask("GET", f"{API}/experiments/warm/report")
    assert (report["state"], report["report"]) == ("running", None)
    await tool.ask("POST", f"{API}/experiments/warm/decide", {"winner": "b"}, status=409)
    await tool.ask("POST", f"{API}/experiments/warm/stop")
    assert (await tool.ask("POST", f"{API}/experiments/warm/decide", {"winner": "b"}))["winner"] == "b"
    listed = await tool.ask("GET", f"{API}/experiments")
    assert [one["id"] for one in listed["experiments"]] == ["warm"]


async def test_only_editors_change_words_and_never_by_cookie(console: Console, browser: Browser) -> None:
    body = {"language": "es", "text": "Uno {{ hotel }}", "expected": 1}
    async with await tool_of(console, "vic", Role.AGENT) as reader:
        await reader.ask("GET", HELLO)
        await reader.ask("PUT", f"{HELLO}/versions", body, status=403)
        await reader.ask("POST", f"{API}/experiments", {}, status=403)
    await console.member("ana", Role.ADMIN)
    await browser.sign_in("ana", PASSWORD)
    assert (await browser.get(HELLO)).status_code == 200
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert (await browser.put(f"{HELLO}/versions", json=body, headers=ours)).status_code == 401
    assert (await browser.put(f"{HELLO}/versions", json=body)).status_code == 401


async def test_a_greeting_that_does_not_say_what_it_is_stays_a_draft(tool: Tool) -> None:
    welcome = f"{API}/templates/greeting.welcome"
    body = {"language": "es", "text": "¡Bienvenidos!", "expected": 1}
    made = await tool.ask("PUT", f"{welcome}/versions", body, status=201)
    assert {"no-assistant", "value-dropped"} <= {
        one["code"] for one in made["problems"] if one["is_blocking"]
    }
    refused = await tool.ask("POST", f"{welcome}/publish/2", {"language": "es"}, status=422)
    assert "asistente digital" in refused["detail"]

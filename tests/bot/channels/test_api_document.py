"""The guests' JSON against its own OpenAPI document, by Schemathesis: whatever is sent, the answer is one that was told of."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.bot.gateway.house import API_TOKEN, House
from tests.bot.gateway.stand_in_rasa import answer, reply

ROOM = "/api/v1/conversations/"
BEARER = {"Authorization": f"Bearer {API_TOKEN}"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
MANY, FEW = 12, 4


async def test_every_answer_is_one_the_document_tells_of(house: House) -> None:
    """Of a conversation that is there, and of names that are nobody's; with what fits, and with what does not."""
    await house.say("c1", "hello")
    schema = await the_schema(house)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert {one.label for one in operations} == {
        f"POST {ROOM}{{conversation}}/messages",
        f"POST {ROOM}{{conversation}}/outcomes",
        f"GET {ROOM}{{conversation}}",
    }
    for operation in operations:
        found = await asyncio.to_thread(lambda one=operation: list(faults(one, house.url)))
        assert not found, f"{operation.label}: {found}"


async def test_what_goes_well_is_told_of_too(house: House) -> None:
    schema = await the_schema(house)

    async def send(method: str, path: str, body: Any = None) -> dict[str, Any]:
        operation = schema[f"{ROOM}{{conversation}}{path}"][method]
        found = await house.client.request(method, f"{ROOM}c1{path}", json=body)
        operation.validate_response(found)
        assert found.status_code == 200, found.text
        return dict(found.json())

    async def offering(turn: dict[str, Any]) -> dict[str, Any]:
        button = {"title": "Yes", "payload": {"intent": "affirm", "entities": {}}}
        return answer(reply("Shall I?", buttons=[button], experiment="warm", arm="b"))

    house.rasa.talk = offering
    said = await send("POST", "/messages", {"text": "hello", "language": "pt-BR", "colour": "red"})
    button = said["replies"][0]["buttons"][0]["payload"]
    await send("POST", "/messages", {"payload": button, "text": None, "message_id": "m-1", "test": True})
    told = await send("GET", "")
    assert [one["from"] for one in told["messages"]] == ["guest", "bot", "guest", "bot"]
    await send("POST", "/outcomes", {"kind": "satisfaction", "score": 5})
    await send("POST", "/outcomes", {"kind": "booking", "amount": {"minor": 12_300, "currency": "EUR"}})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("c1/outcomes", '{"kind": "mark", "score": 1e400}'),
        ("c1/outcomes", '{"kind": "mark", "score": NaN}'),
        ("c1/outcomes", '{"kind": "mark", "score": 1' + "0" * 400 + "}"),
        ("c1/outcomes", '{"kind": "mark", "amount": {"minor": 1' + "0" * 400 + ', "currency": "EUR"}}'),
        ("c1/outcomes", '{"kind": "mark", "amount": {"minor": 1, "currency": "eur"}}'),
        ("c1/outcomes", "[" * 30_000),
        ("c1/messages", "["),
        ("c1/messages", "null"),
        ("c1/messages", '{"text": null}'),
        ("c1/messages", '{"text": "a", "payload": "b"}'),
        ("c1/messages", '{"text": "a", "property": "nowhere"}'),
        ("c1/messages", '{"text": "a", "message_id": "\\u0000"}'),
        ("c1/messages", '{"text": "a", "language": "\\ud800"}'),
        ("%00/messages", '{"text": "a"}'),
        ("caf%C3%A9/messages", '{"text": "a"}'),
    ],
    ids=range(15),
)
async def test_what_is_no_message_and_no_outcome_is_refused(house: House, path: str, body: str) -> None:
    await house.say("c1", "hello")
    found = await house.client.post(ROOM + path, content=body)
    assert (found.status_code, found.json()["status"]) == (400, 400), found.text


async def test_half_a_character_in_a_message_is_no_trouble(house: House) -> None:
    found = await house.client.post(f"{ROOM}c1/messages", content='{"text": "a\\ud800b\\u0000c"}')
    assert found.status_code == 200, found.text
    assert (await house.transcript("c1"))["messages"][0]["text"]


async def the_schema(house: House) -> OpenApiSchema:
    """Of the guests' addresses: one process has one document, and other tests' addresses stand in it too.

    Without its word on tokens: every call here has one, and those without are another test's.
    """
    document = (await house.client.get("/docs/openapi.json")).json()
    paths = {
        path: {method: told for method, told in operations.items() if method in ("get", "post")}
        for path, operations in document["paths"].items()
        if path.startswith(ROOM)
    }
    for operations in paths.values():
        for told in operations.values():
            told.pop("security")
    only_ours = {"openapi": document["openapi"], "info": document["info"], "paths": paths}
    return schemathesis.openapi.from_dict(only_ours, config=SchemathesisConfig())


def faults(operation: APIOperation, url: str) -> Iterator[FailureGroup]:
    for mode in GenerationMode:
        for there, examples in (({"conversation": "c1"}, MANY), ({}, FEW)):
            cases = operation.as_strategy(generation_mode=mode, path_parameters=there)
            try:
                hold(cases, examples, url, BEARER)
            except FailureGroup as failures:
                yield failures
            except Unsatisfiable:
                # Where nothing is asked but the conversation's name, and that one fits.
                assert (mode.is_negative, bool(there)) == (True, True), operation.label


def hold(cases: SearchStrategy[Case], examples: int, url: str, headers: dict[str, str]) -> None:
    @seed(1)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def check(case: Case) -> None:
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS)

    check()

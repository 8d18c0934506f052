"""The web chat's JSON against its own OpenAPI document, by Schemathesis: whatever is sent, the answer is one that was told of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.schemas import OpenApiSchema

from bot.channels.webchat.document import OPERATIONS
from tests.bot.channels.test_api_document import FEW, MANY, hold
from tests.bot.channels.test_webchat import Guest
from tests.bot.channels.test_webchat_wishes import MAIL, written
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, reply

ROOM = "/webchat/"
NOBODY = {"Authorization": "Bearer nobody"}


@pytest.fixture
async def house(tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async def send(_message: EmailMessage, **_server: Any) -> None:
        """The mail server takes whatever it is given."""

    monkeypatch.setattr(aiosmtplib, "send", send)
    async with open_house(tmp_path, rasa, **MAIL) as opened:
        yield opened


async def test_every_answer_is_one_the_document_tells_of(house: House) -> None:
    """Of a conversation that is there, and for those who have none; with what fits, and with what does not."""
    guest = await written(house)
    schema = await the_schema(house)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert {one.label for one in operations} == {
        "POST /webchat/session",
        "GET /webchat/history",
        "POST /webchat/messages",
        "POST /webchat/contact",
        "POST /webchat/transcript-mail",
        "DELETE /webchat/conversation",
    }
    for operation in operations:
        found = await asyncio.to_thread(lambda one=operation: list(faults(one, house.url, guest.headers)))
        assert not found, f"{operation.label}: {found}"


async def test_what_goes_well_is_told_of_too(house: House) -> None:
    schema = await the_schema(house)
    guest: Guest | None = None

    async def send(method: str, path: str, status: int = 200, body: Any = None) -> dict[str, Any]:
        headers = guest.headers if guest else {}
        found = await house.client.request(method, ROOM + path, json=body, headers=headers)
        schema[ROOM + path][method].validate_response(found)
        assert found.status_code == status, found.text
        return dict(found.json())

    async def offering(turn: dict[str, Any]) -> dict[str, Any]:
        offer = {"id": "double", "name": "Double", "description": "Sea view", "total": {"minor": 12_000, "currency": "EUR"}}  # fmt: skip
        button = {"title": "Double", "payload": {"intent": "choose", "entities": {"room_type": "double"}}}
        stay = {"kind": "calendar", "title": "Stay", "uid": "R1", "arrival": "2027-01-02", "departure": "2027-01-03"}  # fmt: skip
        return answer(reply("Which?", buttons=[button], attachments=[stay], values={"offers": [offer]}))

    house.rasa.talk = offering
    begun = await send("POST", "session", body={"property": "nowhere", "language": ["es"], "token": None})
    guest = Guest(house, begun["token"])
    assert (await send("POST", "session", body={"token": begun["token"]}))["is_new"] is False
    assert (await send("GET", "history"))["messages"] == []
    await send("POST", "contact", 409, {"name": "Robin", "reach": "robin@guest.example"})
    await send("POST", "transcript-mail", 409, {"to": "robin@guest.example"})
    await send("POST", "messages", 202, {"text": "hello", "message_id": "m-00000001", "colour": "red"})
    while len((told := await send("GET", "history"))["messages"]) < 2:
        pass
    shown = told["messages"][1]
    assert {one["kind"] for one in shown["attachments"]} == {"calendar", "room"}
    pressed = {"payload": shown["buttons"][0]["payload"], "text": None, "message_id": "m-00000002"}
    await send("POST", "messages", 202, pressed)
    wrong = await send("POST", "messages", 400, {"payload": "none of ours", "message_id": "m-00000003"})
    assert wrong["say"]
    while len((await send("GET", "history"))["messages"]) < 4:
        pass
    await send("POST", "contact", body={"name": "Robin", "reach": "robin@guest.example"})
    await send("POST", "transcript-mail", body={"to": "robin@guest.example"})
    await send("DELETE", "conversation")
    guest = Guest(house, "nobody")
    await send("GET", "history", 401)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("session", "["),
        ("session", "null"),
        ("session", '{"token": 7}'),
        ("messages", "[" * 30_000),
        ("messages", '{"text": null, "message_id": "m-00000009"}'),
        ("messages", '{"text": "a", "payload": "b", "message_id": "m-00000009"}'),
        (
            "messages",
            '{"text": "a", "message_id": "\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000"}',
        ),
        ("messages", '{"payload": "\\u0000", "message_id": "m-00000009"}'),
        ("messages", '{"payload": "\\ud800", "message_id": "m-00000009"}'),
        ("contact", '{"name": "\\ud800", "reach": ""}'),
        ("contact", '{"name": "Robin", "reach": "\\ud800@guest.example"}'),
        ("contact", '{"name": "Robin", "reach": "a\\u0000@guest.example"}'),
        ("transcript-mail", '{"to": "a\\u0000@guest.example"}'),
        ("transcript-mail", '{"to": ["robin@guest.example"]}'),
    ],
    ids=range(14),
)
async def test_what_is_no_message_and_no_wish_is_refused(house: House, path: str, body: str) -> None:
    guest = await written(house)
    found = await house.client.post(ROOM + path, content=body, headers=guest.headers)
    assert (found.status_code, found.json()["status"]) == (400, 400), found.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("session", '{"token": "\\ud800", "property": "\\u0000", "language": "\\ud800"}'),
        ("messages", '{"text": "a\\ud800b\\u0000c", "message_id": "m-00000009"}'),
        ("contact", '{"name": "Ro\\ud800b\\u0000in", "reach": "robin@guest.example"}'),
    ],
    ids=range(3),
)
async def test_half_a_character_is_no_trouble(house: House, path: str, body: str) -> None:
    guest = await written(house)
    found = await house.client.post(ROOM + path, content=body, headers=guest.headers)
    assert found.status_code in (200, 202), found.text
    assert (await house.client.get("/webchat/history", headers=guest.headers)).status_code == 200


def test_no_address_goes_without_a_word_on_it() -> None:
    assert all(told.answers and told.refusals.keys() >= {403, 405} for told in OPERATIONS.values())


async def the_schema(house: House) -> OpenApiSchema:
    """Of the web chat's addresses: one process has one document, and other tests' addresses stand in it too.

    Without its word on tokens: calls here have the one they mean to have.
    """
    document = (await house.client.get("/docs/openapi.json")).json()
    paths = {path: document["paths"][path] for path in map(f"{ROOM}{{}}".format, OPERATIONS)}
    for operations in paths.values():
        for told in operations.values():
            told.pop("security", None)
    only_ours = {"openapi": document["openapi"], "info": document["info"], "paths": paths}
    return schemathesis.openapi.from_dict(only_ours, config=SchemathesisConfig())


def faults(operation: APIOperation, url: str, headers: dict[str, str]) -> Iterator[FailureGroup]:
    for mode in GenerationMode:
        for known, examples in ((headers, MANY), (NOBODY, FEW)):
            try:
                hold(operation.as_strategy(generation_mode=mode), examples, url, known)
            except FailureGroup as failures:
                yield failures
            except Unsatisfiable:
                # Where nothing is asked, nothing is wrong.
                assert (mode.is_negative, list(operation.body)) == (True, []), operation.label

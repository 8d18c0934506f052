from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.channels.webchat.origins import Origins
from bot.channels.webchat.pages import preferred
from bot.channels.webchat.session import Session, Sessions
from tests.bot.gateway.house import KEY, House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, reply

BUTTON = {"title": "Suite", "payload": {"intent": "inform", "entities": {"room_type": "suite"}}}


class Guest:
    """A browser's side, without the browser."""

    def __init__(self, house: House, token: str) -> None:
        self.house = house
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def enter(cls, house: House, **body: Any) -> Guest:
        answer = await house.client.post("/webchat/session", json=body)
        assert answer.status_code == 200, answer.text
        return cls(house, answer.json()["token"])

    async def send(self, message_id: str, status: int = 202, **body: Any) -> dict[str, Any]:
        answer = await self.house.client.post(
            "/webchat/messages", json={"message_id": message_id, **body}, headers=self.headers
        )
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def history(self) -> list[dict[str, Any]]:
        answer = await self.house.client.get("/webchat/history", headers=self.headers)
        assert answer.status_code == 200
        return list(answer.json()["messages"])

    def socket(self, origin: str | None = None) -> Any:
        url = self.house.url.replace("http", "ws") + "/webchat/socket"
        return connect(url, origin=origin, proxy=None)  # type: ignore[arg-type]


async def told(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        event = json.loads(await socket.recv())
        if event["type"] == kind:
            return dict(event)


async def opened(guest: Guest, socket: ClientConnection) -> None:
    await socket.send(json.dumps({"token": guest.token}))
    assert json.loads(await socket.recv()) == {"type": "ready"}


async def test_a_guest_writes_and_the_open_page_is_told_the_answer(house: House) -> None:
    guest = await Guest.enter(house, language="es-ES")
    async with guest.socket() as socket:
        await opened(guest, socket)
        sent = await guest.send("m-00000001", text="hola")
        assert sent["id"] == "m-00000001"
        assert (await told(socket, "messages"))["messages"][0]["from"] == "guest"
        await told(socket, "typing")
        message = (await told(socket, "messages"))["messages"][0]
        assert (message["from"], message["text"]) == ("bot", "You said: hola")
    assert house.rasa.seen[0]["metadata"]["locale"] == "es-ES"
    assert house.rasa.seen[0]["channel"] == "webchat"


async def test_history_after_a_refresh_has_what_was_said_while_nobody_looked(house: House) -> None:
    guest = await Guest.enter(house)
    await guest.send("m-00000001", text="hi")
    while len(lines := await guest.history()) < 2:
        pass
    again = await Guest.enter(house, token=guest.token)
    assert await again.history() == lines
    assert [line["from"] for line in lines] == ["guest", "bot"]
    transcript = await house.gateway.transcripts.transcript(conversation_of(guest))
    assert transcript is not None
    assert transcript.turns[0].replies[0].delivery == "sent"


def conversation_of(guest: Guest) -> str:
    session = Sessions([KEY]).read(guest.token)
    assert session is not None
    return session.conversation


async def test_a_message_sent_again_under_its_id_is_one(house: House) -> None:
    guest = await Guest.enter(house)
    first = await guest.send("m-00000001", text="hi")
    second = await guest.send("m-00000001", text="hi")
    assert first["turn"] == second["turn"]
    while len(await guest.history()) < 2:
        pass
    assert len(house.rasa.seen) == 1


async def test_buttons_come_and_go_by_their_id(house: House) -> None:
    async def talk(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Which?", buttons=[BUTTON]))

    house.rasa.talk = talk
    guest = await Guest.enter(house)
    await guest.send("m-00000001", text="a room")
    while len(lines := await guest.history()) < 2:
        pass
    button = lines[1]["buttons"][0]
    assert set(button) == {"title", "payload"}
    sent = await guest.send("m-00000002", payload=button["payload"])
    assert sent["text"] == "Suite"
    refused = await guest.send("m-00000003", status=400, payload="b_never")
    assert refused["say"] == "error.wrong_button"


async def test_nobody_reads_or_writes_without_the_session(house: House) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer forged"}, {"Authorization": "Bearer "}):
        headers = {key: value.strip() for key, value in headers.items()}
        assert (await house.client.get("/webchat/history", headers=headers)).status_code == 401
        posted = await house.client.post(
            "/webchat/messages", json={"message_id": "m-00000001", "text": "x"}, headers=headers
        )
        assert posted.status_code == 401
    guest = Guest(house, "forged")
    async with guest.socket() as socket:
        await socket.send(json.dumps({"token": "forged"}))
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_a_forged_token_begins_a_new_conversation(house: House) -> None:
    answer = await house.client.post("/webchat/session", json={"token": "forged", "language": "<script>"})
    assert answer.json()["is_new"] is True


async def test_another_web_site_may_not_carry_the_chat_unless_it_is_named(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async with open_house(tmp_path, rasa, webchat_origins="https://hotel.example") as house:
        foreign = {"Origin": "https://elsewhere.example"}
        assert (await house.client.post("/webchat/session", json={}, headers=foreign)).status_code == 403
        named = {"Origin": "https://hotel.example"}
        answer = await house.client.post("/webchat/session", json={}, headers=named)
        assert answer.headers["access-control-allow-origin"] == "https://hotel.example"
        asked = await house.client.request("OPTIONS", "/webchat/messages", headers=named)
        assert asked.status_code == 204
        assert "authorization" in asked.headers["access-control-allow-headers"]
        guest = Guest(house, answer.json()["token"])
        async with guest.socket(origin="https://elsewhere.example") as socket:
            with pytest.raises(ConnectionClosed):
                await socket.recv()
        async with guest.socket(origin="https://hotel.example") as socket:
            await opened(guest, socket)


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("/webchat/session", "POST", b"{", 400),
        ("/webchat/session", "POST", b"[]", 400),
        ("/webchat/session", "GET", b"", 405),
        ("/webchat/messages", "GET", b"", 405),
        ("/webchat/history", "DELETE", b"", 405),
    ],
)
async def test_bad_requests_are_problem_documents(
    house: House, path: str, method: str, body: bytes, status: int
) -> None:
    answer = await house.client.request(method, path, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x"},
        {"message_id": "short", "text": "x"},
        {"message_id": "m-00000001"},
        {"message_id": "m-00000001", "text": 5},
        {"message_id": "m-00000001", "text": "x", "payload": "b_1"},
    ],
)
async def test_a_wrong_message_is_refused(house: House, body: dict[str, Any]) -> None:
    guest = await Guest.enter(house)
    answer = await house.client.post("/webchat/messages", json=body, headers=guest.headers)
    assert answer.status_code == 400


async def test_a_guest_who_writes_too_fast_is_told_when_to_come_back(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    rasa.talk = Gate()
    async with open_house(tmp_path, rasa, messages_per_minute=2) as house:
        guest = await Guest.enter(house)
        await guest.send("m-00000001", text="a")
        await guest.send("m-00000002", text="b")
        refused = await guest.send("m-00000003", status=429, text="c")
        assert refused["status"] == 429


async def test_the_page_speaks_the_browsers_language_and_loads_nothing_from_elsewhere(house: House) -> None:
    for asked, expected in (
        ("pt-BR,pt;q=0.9", "pt"),
        ("ja,de;q=0.4,fr;q=0.7", "fr"),
        ("ja", "en"),
        ("", "en"),
    ):
        page = await house.client.get("/", headers={"Accept-Language": asked})
        assert page.status_code == 200
        assert f'<html lang="{expected}">' in page.text
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert " style=" not in page.text
    assert "<script>" not in page.text
    assert 'lang="de"' in (await house.client.get("/?lang=de")).text
    for path in ("/widget.js", "/webchat/page.css", "/webchat/icon.svg", "/webchat/rooms/suite.svg"):
        file = await house.client.get(path)
        assert file.status_code == 200
        same = await house.client.get(path, headers={"If-None-Match": file.headers["etag"]})
        assert same.status_code == 304
    # The last is a picture, which may be opened as a page: it may do nothing there.
    assert file.headers["content-type"] == "image/svg+xml"
    assert file.headers["content-security-policy"] == "default-src 'none'"


def test_the_most_wished_language_that_we_speak_is_taken() -> None:
    assert preferred("fr;q=0.5, es-MX;q=0.9, en;q=0.1") == "es-MX"
    assert preferred("zz, *;q=0.5") is None
    assert preferred("en;q=x, it") == "it"
    assert preferred("en;q=0") is None


def test_a_session_survives_a_new_key_but_not_a_change() -> None:
    session = Session("web_1", "mirador", "es-ES")
    token = Sessions(["old"]).token(session)
    assert Sessions(["old", "new"]).read(token) == session
    assert Sessions(["new"]).read(token) is None
    assert Sessions(["old"]).read(token + "x") is None
    assert Sessions(["old"]).read(None) is None


def test_our_own_pages_and_named_sites_are_admitted() -> None:
    origins = Origins(["https://hotel.example/", ""])
    assert origins.admits(None, host="desk:8080")
    assert origins.admits("http://desk:8080", host="desk:8080")
    assert origins.admits("https://HOTEL.example", host="desk:8080")
    assert not origins.admits("null", host="desk:8080")
    assert not origins.admits("https://hotel.example.evil", host="desk:8080")

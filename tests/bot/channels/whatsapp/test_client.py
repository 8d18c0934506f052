"""The client against the simulator: what is accepted, what certainly was not sent, what may have been, and what it never says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import structlog

from bot.channels.whatsapp.client import GraphClient
from bot.gateway.send_faults import Retry, SendFault, StopAll, Unsure
from common.clock import Deadline
from tests.bot.channels.whatsapp.phones import NUMBER, PHONE, TOKEN, Phones, open_phones, payload

WORDS = "Zimmer 12 für Anneke Vogel"


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    async with open_phones() as opened:
        await opened.hear()
        yield opened


@pytest.fixture
async def client(phones: Phones) -> AsyncIterator[GraphClient]:
    made = GraphClient(phones.simulator.address, "v25.0", TOKEN)
    yield made
    await made.close()


def text(body: str = WORDS) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": f"+{PHONE}", "type": "text", "text": {"body": body}}


async def fault_of(client: GraphClient, *, seconds: float = 5.0) -> SendFault:
    with structlog.testing.capture_logs() as logs, pytest.raises(SendFault) as caught:
        await client.send(NUMBER, text(), Deadline.after(seconds))
    told = json.dumps(logs) + repr(caught.value)
    for secret in (TOKEN, WORDS, "Vogel", PHONE):
        assert secret not in told
    return caught.value


async def test_what_meta_accepts_has_an_id(phones: Phones, client: GraphClient) -> None:
    sent = await client.send(NUMBER, text(), Deadline.after(5))
    assert [one["id"] for one in await phones.read()] == [sent]


async def test_what_meta_accepts_for_a_guest_without_a_number_has_an_id_too() -> None:
    recorded = payload("out_send_to_bsuid.response")

    def accept(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=recorded)

    client = GraphClient("https://graph.example", "v25.0", TOKEN, transport=httpx2.MockTransport(accept))
    assert await client.send(NUMBER, text(), Deadline.after(5)) == recorded["messages"][0]["id"]
    await client.close()


async def test_a_refusal_is_named_and_the_log_says_no_word_of_it(phones: Phones, client: GraphClient) -> None:
    await phones.fault("code", code=190)
    fault = await fault_of(client)
    assert (type(fault), fault.fault) == (StopAll, "190")


@pytest.mark.parametrize("is_sent", [False, True])
async def test_an_answer_that_does_not_come_says_neither_yes_nor_no(
    phones: Phones, client: GraphClient, is_sent: bool
) -> None:
    await phones.fault("hang_up", is_sent=is_sent)
    assert type(await fault_of(client)) is Unsure
    await phones.fault("silence", is_sent=is_sent)
    assert type(await fault_of(client, seconds=0.1)) is Unsure
    assert len(await phones.read()) == 2 * is_sent


@pytest.mark.parametrize(
    ("http", "body"), [(502, "<html>"), (200, "<html>"), (200, "{}"), (200, '{"messages": []}'), (200, "[1]")]
)
async def test_pages_of_proxies_are_borne(phones: Phones, client: GraphClient, http: int, body: str) -> None:
    await phones.fault("raw", http=http, body=body)
    assert type(await fault_of(client)) is Unsure


async def test_without_a_connection_nothing_was_sent(client: GraphClient, phones: Phones) -> None:
    address = phones.simulator.address
    await phones.simulator.stop()
    gone = GraphClient(address, "v25.0", TOKEN)
    assert type(await fault_of(gone)) is Retry
    await gone.close()


async def test_redirects_are_not_followed_with_the_token() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(302, headers={"Location": "https://elsewhere.example/"})

    client = GraphClient("https://graph.example", "v25.0", TOKEN, transport=httpx2.MockTransport(answer))
    with pytest.raises(SendFault):
        await client.send(NUMBER, text(), Deadline.after(5))
    assert [str(one.url) for one in asked] == [f"https://graph.example/v25.0/{NUMBER}/messages"]
    await client.close()


async def test_a_message_can_be_shown_as_read_and_answered(phones: Phones, client: GraphClient) -> None:
    message = await phones.hear("Hola")
    await client.mark_read(NUMBER, message, Deadline.after(5), is_typing=True)
    screen = await phones.screen()
    assert screen["is_typing"]
    assert all(one["read"] for one in screen["messages"])


async def test_an_answer_in_drips_is_not_waited_for_for_ever() -> None:
    class Drips(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.02)
                yield b" "

    def answer(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, stream=Drips())

    client = GraphClient("https://graph.example", "v25.0", TOKEN, transport=httpx2.MockTransport(answer))
    with pytest.raises(Unsure):
        await client.send(NUMBER, text(), Deadline.after(0.1))
    await client.close()

"""WhatsApp as a sender: nobody to write to is our own mistake, and pairs are told apart whatever a guest is known by."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from bot.channels.whatsapp.client import GraphClient
from bot.channels.whatsapp.limits import SendLimits
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.gateway.approved import Approved
from bot.gateway.outgoing import Button, Reply
from bot.gateway.send_faults import Mistaken
from common.clock import Deadline, SystemClock


def sender() -> WhatsAppSender:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("nothing is to be asked")

    client = GraphClient("https://graph.example", "v25.0", "t", transport=httpx2.MockTransport(answer))
    return WhatsAppSender(client, SendLimits(SystemClock()), lambda _reply: ())


@pytest.mark.parametrize(
    "address", [{}, {"number": "n1"}, {"number": "n1", "phone": None, "user_id": None}, {"phone": "34600"}]
)
async def test_without_an_address_nothing_is_sent(address: dict[str, Any]) -> None:
    made = sender()
    with pytest.raises(Mistaken):
        await made.send(
            address, {"type": "text", "text": {"body": "x"}}, key="o_1", deadline=Deadline.after(1)
        )
    await made.close()


async def test_guests_without_a_number_have_limits_of_their_own() -> None:
    made = sender()
    first, second = ({"number": "n1", "user_id": name, "phone": None} for name in ("DE.1", "DE.2"))
    waits = [made.wait_seconds(first) for _ in range(46)]
    assert waits[-1] > 0
    assert made.wait_seconds(second) == 0.0
    await made.close()


async def test_a_twin_carries_the_buttons_it_was_approved_with() -> None:
    made = sender()
    reply = Reply("o_1", "?", "ask.x", "1", None, "es", buttons=(Button("b_1_0", "Sí", {}),))
    for has_buttons in (True, False):
        message = made.approved(Approved("x", "es", ("Ana",), has_buttons), reply)
        kinds = [one["type"] for one in message["template"]["components"]]
        assert kinds == ["body", *(["button"] if has_buttons else [])]
    await made.close()

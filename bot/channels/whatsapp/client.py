"""HTTP to the Graph API: one message out, one answer in, every failure named by what follows from it.

Never logs a word, a number or the token. What an answer does not say is unknown, never taken for a yes.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx2

from bot.channels.whatsapp.errors import fault_of_answer
from bot.gateway.send_faults import Retry, Unsure
from common.clock import Deadline
from common.log import get_log

log = get_log("bot.channels.whatsapp")

# Before a connection stands nothing can have been sent.
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_LONG_NUMBER = re.compile(r"\d{5,}")


class GraphClient:
    """url: https, or http on this machine; version: such as "v25.0". transport: what carries it, for tests."""

    def __init__(
        self, url: str, version: str, token: str, *, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._base = f"{url.rstrip('/')}/{version}"
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {token}"},
            limits=httpx2.Limits(max_connections=64, max_keepalive_connections=8),
            transport=transport,
            trust_env=False,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, number: str, message: Mapping[str, Any], deadline: Deadline) -> str:
        """Meta's id of the message, which it has accepted. Raises SendFault."""
        answer = await self._post(number, message, deadline)
        try:
            accepted = json.loads(answer)["messages"][0]
            external_id, state = str(accepted["id"]), accepted.get("message_status", "accepted")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            # A yes in a shape that nobody knows: it may well have gone.
            raise Unsure("unreadable") from error
        if state != "accepted":
            # A template whose quality is looked at first, or that is paused; a status tells what becomes of it.
            log.warning("taken but held by Meta", state=str(state)[:64])
        return external_id

    async def mark_read(self, number: str, message_id: str, deadline: Deadline, *, is_typing: bool) -> None:
        """The guest's message and those before it count as read. Raises SendFault."""
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        if is_typing:
            body["typing_indicator"] = {"type": "text"}
        await self._post(number, body, deadline)

    async def _post(self, number: str, body: Mapping[str, Any], deadline: Deadline) -> bytes:
        seconds = max(0.001, deadline.remaining_seconds())
        try:
            # The library's own limits count each step by itself; this one counts them together.
            async with asyncio.timeout(seconds):
                answer = await self._client.post(
                    f"{self._base}/{number}/messages", json=body, timeout=httpx2.Timeout(seconds)
                )
        except _NOT_SENT as error:
            raise Retry("unreachable", 1, longest_seconds=20) from error
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unsure("unanswered") from error
        if answer.is_success:
            return answer.content
        fault, said = fault_of_answer(answer.status_code, answer.content)
        details = said.get("error_data")
        log.warning(
            "refused",
            code=fault.fault,
            http=answer.status_code,
            details=_without_numbers(details.get("details") if isinstance(details, dict) else None),
            trace=str(said.get("fbtrace_id") or "")[:64],
        )
        raise fault


def _without_numbers(details: Any) -> str:
    """Meta's own explanation; should it name a telephone, not that."""
    return _LONG_NUMBER.sub("…", str(details or ""))[:300]

"""Asks the service for the words of a reply, in time, and never raises.

Rasa renders replies before it applies an action's events: a reply client that raises would lose what the action did. So a
failure is itself a reply, marked `failed`, which the channel reports and the gateway turns into an apology.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

log = logging.getLogger(__name__)

DEFAULT_DEADLINE_SECONDS = 3.0
ASK = "utter_ask_"
TERMINAL = "cmdline"
"""Rasa's own shell, which shows texts and buttons and knows nothing of custom objects."""


class ReplyClient(NaturalLanguageGenerator):
    """`nlg` in endpoints.yml: `url`, `headers`, `deadline` (seconds)."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain | None = None) -> None:
        self._url = endpoint_config.url
        self._headers = dict(endpoint_config.headers)
        deadline = float(endpoint_config.kwargs.get("deadline", DEFAULT_DEADLINE_SECONDS))
        self._timeout = aiohttp.ClientTimeout(total=deadline)
        self._session: aiohttp.ClientSession | None = None

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """kwargs: what an action gave beside the reply's name; only `values` and `source` mean something."""
        name, values = named_reply(utter_action, tracker, kwargs.get("values"))
        reply = await self._worded(name, values, tracker, output_channel)
        # What the words tell is the action's to know, not the words'.
        return with_source(reply, kwargs.get("source"))

    async def _worded(
        self, name: str, values: dict[str, Any], tracker: DialogueStateTracker, output_channel: str
    ) -> dict[str, Any]:
        # Rasa's shell collects replies under another name; where the guest writes is what counts.
        channel = tracker.get_latest_input_channel() or output_channel
        try:
            answer = await self._ask(request_for(name, values, tracker, channel))
        except asyncio.TimeoutError:
            return _failed("Timeout", name, values)
        except Exception as error:
            return _failed(type(error).__name__, name, values)
        is_whole = isinstance(answer, dict) and (
            isinstance(answer.get("custom"), dict)
            # For Rasa's own shell the service answers in the shape that it shows.
            or (channel == TERMINAL and isinstance(answer.get("text"), str))
        )
        return answer if is_whole else _failed("UnknownShape", name, values)

    async def _ask(self, body: Mapping[str, Any]) -> Any:
        # Built here, for a session belongs to the loop that runs; kept, for a new connection costs a millisecond.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout, headers=self._headers)
        async with self._session.post(self._url, json=body) as answer:
            if answer.status != 200:
                raise _BadStatus(answer.status)
            return await answer.json()


class _BadStatus(Exception):
    pass


def named_reply(utter_action: str, tracker: DialogueStateTracker, values: Any) -> tuple[str, dict[str, Any]]:
    """The reply's key and values.

    A form's question is decided by the action that validated the last answer and lies in the slot `question`; Rasa only
    names the slot it asks for (`utter_ask_<form>_<slot>`).
    """
    if utter_action.startswith(ASK):
        question = tracker.slots["question"].value if "question" in tracker.slots else None
        if isinstance(question, dict) and isinstance(question.get("reply"), str):
            return question["reply"], dict(question.get("values") or {})
    return utter_action, dict(values) if isinstance(values, dict) else {}


def with_source(reply: dict[str, Any], source: Any) -> dict[str, Any]:
    """The reply with the entry of the hotel's that it tells, if it tells one."""
    custom = reply.get("custom")
    if not isinstance(source, dict) or not isinstance(custom, dict):
        return reply
    return {**reply, "custom": {**custom, "source": source}}


def request_for(
    name: str, values: Mapping[str, Any], tracker: DialogueStateTracker, channel: str
) -> dict[str, Any]:
    """What `/nlg` needs to choose a template, an arm and a language; not the tracker, which Rasa would send whole."""
    message = tracker.latest_message
    metadata = (message.metadata if message else None) or {}
    return {
        "response": name,
        "values": values,
        # A keyed hash, made by the gateway; the conversation's own name may be a telephone number.
        "guest": metadata.get("guest"),
        "conversation": tracker.sender_id,
        "turn": metadata.get("turn") or (message.message_id if message else None),
        "property": metadata.get("property"),
        "language": reply_language(message.parse_data if message else {}, metadata),
        "channel": channel,
    }


def reply_language(parse: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """What this message was understood to want, else what the conversation speaks, else the guest's device, else English."""
    understood = parse.get("understood") or {}
    for known in (understood.get("language"), metadata.get("language")):
        if isinstance(known, dict) and known.get("reply"):
            return str(known["reply"])
    locale = metadata.get("locale")
    return locale[:2].lower() if isinstance(locale, str) and len(locale) >= 2 else "en"


def _failed(why: str, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    log.error("reply %s failed: %s", name, why)
    return {"custom": {"failed": why, "template": name, "values": values}}

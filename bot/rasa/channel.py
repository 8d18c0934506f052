"""The gateway's door into Rasa: `desk`, mounted at /webhooks/desk/.

It takes a turn, answers with whole replies, what was understood, and whether handling succeeded. It is honest: a failed
turn is a 5xx that says where it failed, and a turn that was handled already is answered from the tracker, not run again.
What it refuses to know: words, templates, channels of the world.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.exceptions import SanicException
from sanic.helpers import STATUS_CODES
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.rasa import records
from bot.rasa.wire import (
    BadRequest,
    Payload,
    TurnRequest,
    lean_parse,
    parse_answer,
    read_forget,
    read_parse,
    read_turn,
)
from common.secrets import same

log = logging.getLogger(__name__)

LARGEST_BODY_BYTES = 256 * 1024


class Replies(CollectingOutputChannel):
    """Keeps every reply whole: Rasa's own collector splits texts at blank lines and drops what it does not know."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        """The guest's channel, which Rasa hands to the reply client."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(_reply(_filled(message)))


class Desk(InputChannel):
    """See the module's docstring; shapes in INTERFACES and in bot/rasa/wire.py."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._running: dict[tuple[str, str], asyncio.Task[HTTPResponse]] = {}

    @classmethod
    def name(cls) -> str:
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Desk:
        """Raises KeyError without POSADA_RASA_TOKEN: an unguarded channel must not come up."""
        return cls((credentials or {}).get("token") or os.environ["POSADA_RASA_TOKEN"])

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        desk = Blueprint("desk")
        desk.listener("before_server_start")(_answer_errors_in_json)
        desk.listener("after_server_start")(_warm_up)
        desk.add_route(_ready, "/ready", methods=["GET"])
        desk.add_route(self._guarded(_parse), "/parse", methods=["POST"], name="parse")
        desk.add_route(self._guarded(self._turn), "/turn", methods=["POST"], name="turn")
        desk.add_route(self._guarded(_forget), "/forget", methods=["POST"], name="forget")
        return desk

    def _guarded(
        self, handler: Callable[[Request, Any], Awaitable[HTTPResponse]]
    ) -> Callable[[Request], Awaitable[HTTPResponse]]:
        async def guarded(request: Request) -> HTTPResponse:
            scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
            if scheme.lower() != "bearer" or not same(token.strip(), self._token):
                return _error(401, "the token is missing or wrong")
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return _error(503, "no model is loaded")
            try:
                return await handler(request, agent)
            except BadRequest as error:
                return _error(400, str(error))

        return guarded

    async def _turn(self, request: Request, agent: Any) -> HTTPResponse:
        turn = read_turn(request.json)
        if turn.payload is not None and turn.payload.intent not in agent.domain.intents:
            raise BadRequest("payload.intent: the domain has no such intent")
        key = (turn.conversation, turn.turn)
        running = self._running.get(key)
        if running is None:
            # A closed connection cancels this handler, not the turn: the action may have booked by then, and the
            # tracker must know. Whoever asks again for the same turn waits for the same task.
            running = self._running[key] = asyncio.ensure_future(_take(agent, turn))
            running.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(running)


async def _warm_up(app: Sanic, _: Any) -> None:
    """Understand something before the first guest does: parsers load their tables at their first message."""
    agent = getattr(app.ctx, "agent", None)
    if agent is not None and agent.is_ready():
        await agent.processor.parse_message(UserMessage("ok"))
        # What is loaded now stays for good: the collector need not look at it again.
        gc.collect()
        gc.freeze()
    app.ctx.is_warm = True


async def _ready(request: Request) -> HTTPResponse:
    agent = getattr(request.app.ctx, "agent", None)
    is_up = agent is not None and agent.is_ready() and getattr(request.app.ctx, "is_warm", False)
    return response.json({"ready": is_up, "model": agent.model_id if is_up else None}, 200 if is_up else 503)


async def _parse(request: Request, agent: Any) -> HTTPResponse:
    asked = read_parse(request.json)
    parse = await agent.processor.parse_message(UserMessage(asked.text, metadata=asked.metadata))
    return response.json(parse_answer(parse))


async def _forget(request: Request, agent: Any) -> HTTPResponse:
    conversation = read_forget(request.json)
    async with agent.lock_store.lock(conversation):
        agent.tracker_store.forget(conversation)
    return response.json({"forgotten": conversation})


async def _take(agent: Any, turn: TurnRequest) -> HTTPResponse:
    """Run the turn, or answer it again. Never raises."""
    notes = records.start_notes()
    started = time.perf_counter()
    replies = Replies(turn.channel)
    parse: dict[str, Any] | None = None
    try:
        answered = await _answered_before(agent, turn)
        if answered is not None:
            parse, replies.messages = answered
            _note_failed_replies(notes, replies.messages)
        else:
            parse = await _understand(agent, turn)
            agent.processor.on_circuit_break = _on_circuit_break
            await agent.handle_message(_message(turn, replies, parse))
            _note_failed_replies(notes, replies.messages)
    except Exception as error:
        # Whatever it was, the gateway must hear of it; the traceback is in Rasa's log.
        records.note_fault("handling", "turn", type(error).__name__)
        _log_failure(turn)
    handled = not any(f["where"] == "handling" for f in notes.faults) and (
        not notes.faults or _said_something(replies.messages)
    )
    return response.json(
        {
            "turn": turn.turn,
            "handled": handled,
            "replies": replies.messages,
            "parse": parse_answer(parse),
            "action_trace": notes.action_trace,
            "faults": notes.faults,
            **await _state_after(agent, turn.conversation),
            "ms": round((time.perf_counter() - started) * 1000, 1),
        },
        status=200 if handled else 500,
    )


async def _answered_before(
    agent: Any, turn: TurnRequest
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """What was understood and replied, if this conversation's tracker has handled the turn already.

    A turn that said nothing was broken (its actions or its words were away), unless the conversation is paused, which
    means that it belongs to a person: it is run again. A booking in it keeps its idempotency key, so it stays one.
    """
    async with agent.lock_store.lock(turn.conversation):
        tracker: DialogueStateTracker | None = await agent.tracker_store.retrieve(turn.conversation)
    if tracker is None:
        return None
    since: list[Any] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            if event.message_id == turn.turn:
                replies = [_reply(_filled(one.message())) for one in reversed(since)]
                if _said_something(replies) or tracker.is_paused():
                    return dict(event.parse_data), replies
                return None
            since = []
        elif isinstance(event, BotUttered):
            since.append(event)
    return None


async def _state_after(agent: Any, conversation: str) -> dict[str, str | None]:
    """What the gateway keeps of the conversation between turns.

    asked: the slot whose question is open now; it goes with the next message, so that a bare "2" is understood.
    property: the hotel the guest has chosen, where there are several.
    """
    try:
        tracker: DialogueStateTracker | None = await agent.tracker_store.retrieve(conversation)
    except Exception:
        # The turn is done and answered; without these the next message is only read with less help.
        log.exception("the state of %s could not be read", conversation)
        tracker = None
    if tracker is None:
        return {"asked": None, "property": None}
    asked = tracker.get_slot(REQUESTED_SLOT) if tracker.active_loop else None
    chosen = tracker.slots["property"].value if "property" in tracker.slots else None
    return {"asked": str(asked) if asked else None, "property": str(chosen) if chosen else None}


async def _understand(agent: Any, turn: TurnRequest) -> dict[str, Any]:
    if turn.payload is not None:
        return _pressed(turn.payload)
    return lean_parse(await agent.processor.parse_message(UserMessage(turn.text, metadata=turn.metadata)))


def _pressed(payload: Payload) -> dict[str, Any]:
    """Parse data of a button, as Rasa's RegexMessageHandler makes it of the same order."""
    intent = {"name": payload.intent, "confidence": 1.0}
    entities = [
        {"entity": name, "value": one, "start": 0, "end": 0, "extractor": "payload"}
        for name, value in payload.entities.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return {"text": payload.order, "intent": intent, "intent_ranking": [intent], "entities": entities}


def _message(turn: TurnRequest, replies: Replies, parse: dict[str, Any]) -> UserMessage:
    return UserMessage(
        turn.payload.order if turn.payload is not None else turn.text,
        replies,
        turn.conversation,
        input_channel=turn.channel,
        message_id=turn.turn,
        metadata=turn.metadata,
        parse_data=parse,  # type: ignore[arg-type]
    )


def _filled(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if value}


def _reply(message: dict[str, Any]) -> dict[str, Any]:
    """The reply as `/nlg` made it. Anything else (an action that sent bare text) is handed on as Rasa has it."""
    custom = message.get("custom")
    return custom if isinstance(custom, dict) else message


def _said_something(replies: list[dict[str, Any]]) -> bool:
    return any("failed" not in reply for reply in replies)


def _note_failed_replies(notes: records.TurnNotes, replies: list[dict[str, Any]]) -> None:
    for reply in replies:
        if "failed" in reply:
            notes.fault("reply", str(reply.get("template")), str(reply["failed"]))


def _on_circuit_break(tracker: DialogueStateTracker, *_: Any) -> None:
    records.note_fault("handling", "turn", "ActionLimitReached")


def _log_failure(turn: TurnRequest) -> None:
    log.exception("turn %s of %s failed", turn.turn, turn.conversation)


async def _answer_errors_in_json(app: Sanic, _: Any) -> None:
    """Wrong paths, methods, sizes and broken JSON too: Sanic's own pages are HTML and may show a traceback."""
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY_BYTES
    app.error_handler.add(SanicException, _on_sanic_error)
    app.error_handler.add(Exception, _on_unexpected_error)


def _on_sanic_error(_: Request, error: SanicException) -> HTTPResponse:
    status = getattr(error, "status_code", None) or 500
    answer = _error(status, STATUS_CODES.get(status, b"error").decode().lower())
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def _on_unexpected_error(_: Request, error: Exception) -> HTTPResponse:
    log.error("request failed", exc_info=error)
    return _error(500, type(error).__name__)


def _error(status: int, why: str) -> HTTPResponse:
    return response.json({"error": why}, status=status)

"""`/webchat/…`: a session, the history, a message, and the socket that tells an open page what is new.

Messages come by POST and are acknowledged once stored; the socket only tells, so that a lost one loses nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.channels.documented import documented
from bot.channels.webchat import wire
from bot.channels.webchat.document import OPERATIONS, SESSION
from bot.channels.webchat.door import METHODS, Door, Route, address_of, slow_down
from bot.channels.webchat.session import Session
from bot.gateway import outgoing
from bot.gateway.calendar import Calendar
from bot.gateway.desk import Desk
from bot.gateway.inbox import PayloadNotOffered
from bot.gateway.limits import RateLimit
from bot.gateway.live import Page
from bot.gateway.problems import Problem, json_object, optional_text
from bot.gateway.tables import OPEN
from bot.gateway.transcripts import Transcripts

_HELLO_SECONDS = 10.0

SayInstead = Callable[[str, Session], str]
"""A catalog reply's text by its name, in the guest's language."""


class WebChat:
    """can_mail: whether the widget may offer the transcript by e-mail."""

    def __init__(
        self,
        door: Door,
        desk: Desk,
        transcripts: Transcripts,
        calendar: Calendar,
        say_instead: SayInstead,
        *,
        per_conversation: RateLimit,
        can_mail: bool,
    ) -> None:
        self._door = door
        self._desk = desk
        self._transcripts = transcripts
        self._calendar = calendar
        self._say_instead = say_instead
        self._per_conversation = per_conversation
        self._can_mail = can_mail

    def blueprint(self, wishes: Sequence[Route]) -> Blueprint:
        """wishes: what else a guest may ask for, from `wishes.py`."""
        blueprint = Blueprint("webchat", url_prefix="/webchat")
        for route in (
            Route("session", "POST", self.session),
            Route("history", "GET", self.history),
            Route("messages", "POST", self.messages),
            *wishes,
        ):
            path, name, told = f"/{route.path}", route.path.replace("-", "_"), OPERATIONS[route.path]
            bearer = None if 401 not in told.refusals else SESSION
            guarded = documented(self._door.guarded(route), told, tag="web chat", bearer=bearer)
            blueprint.add_route(guarded, path, methods=[route.method], name=name)
            others = [other for other in METHODS if other != route.method]
            blueprint.add_route(self._door.otherwise(route), path, methods=others, name=f"{name}_otherwise")
        blueprint.add_websocket_route(self.socket, "/socket", name="socket")
        blueprint.exception(Problem)(self._door.problem)
        return blueprint

    async def session(self, request: Request) -> HTTPResponse:
        """A token for a new conversation, or a fresh one for the conversation the browser has a token of."""
        self._door.slow_down(request)
        body = json_object(request)
        known = self._door.sessions.read(optional_text(body, "token"))
        given = optional_text(body, "property")
        # A page that names no hotel of several leaves it to the conversation to ask.
        named = given if given and self._desk.properties.get(given) else ""
        session = known or self._door.sessions.new(named, wire.locale(body))
        return self._door.json(
            request,
            {
                "token": self._door.sessions.token(session),
                "conversation": session.conversation,
                "is_new": known is None,
                "hotel": self._desk.hotel(session.property_id).name,
                "can_mail": self._can_mail,
            },
        )

    async def history(self, request: Request) -> HTTPResponse:
        session = self._door.session(request)
        messages = await self._transcripts.messages(session.conversation)
        states = await self._transcripts.states(session.conversation)
        row = await self._transcripts.conversation(session.conversation)
        waiting = [one.stored.reply.id for one in messages if one.stored and one.stored.delivery == "waiting"]
        await outgoing.mark_sent(self._desk.ledger, waiting, self._desk.clock.now())
        return self._door.json(
            request,
            {
                "messages": [wire.message_json(one, self._calendar.attachments) for one in messages],
                "typing": not set(states.values()).isdisjoint(OPEN),
                "state": row.state if row else "bot",
            },
        )

    async def messages(self, request: Request) -> HTTPResponse:
        """Stored, then acknowledged with 202; the answer comes through the socket or the history."""
        session = self._door.session(request)
        self._door.slow_down(request)
        arrival = wire.arrival(session, json_object(request))
        slow_down(self._per_conversation, session.conversation)
        try:
            accepted = await self._desk.accept(arrival)
        except PayloadNotOffered as error:
            say = self._say_instead("error.wrong_button", session)
            raise Problem(400, "this 'payload' was not offered in this conversation", say=say) from error
        return self._door.json(
            request, {"id": arrival.message_id, "turn": accepted.turn, "text": accepted.text}, status=202
        )

    async def socket(self, request: Request, socket: Websocket) -> None:
        """The browser's first frame is `{"token"}`; an address with it would land in logs."""
        if not self._door.admits(request):
            await socket.close(1008, "origin")
            return
        if self._door.per_address.wait_seconds(address_of(request)):
            await socket.close(1013, "later")
            return
        try:
            session = self._door.sessions.read(_token_of(await socket.recv(timeout=_HELLO_SECONDS)))
            if session is None:
                await socket.close(1008, "session")
                return
            with self._desk.live.page(session.conversation) as page:
                await socket.send(json.dumps({"type": "ready"}))
                await self._tell(socket, page)
        except (ConnectionClosed, WebsocketClosed):
            return

    async def _tell(self, socket: Websocket, page: Page) -> None:
        """Passes events on until the browser is gone."""
        reading = asyncio.create_task(_until_closed(socket))
        event = asyncio.create_task(page.get())
        try:
            while True:
                await asyncio.wait({event, reading}, return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    return
                await socket.send(json.dumps(self._event(event.result()), ensure_ascii=False))
                event = asyncio.create_task(page.get())
        finally:
            for task in (event, reading):
                task.cancel()
            await asyncio.gather(event, reading, return_exceptions=True)

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        now = self._desk.clock.now()
        if event["type"] == "said":
            return {"type": "messages", "messages": [wire.said_json(event["message_id"], event["text"], now)]}
        if event["type"] == "replies":
            replies = [wire.reply_json(one, now, self._calendar.attachments) for one in event["replies"]]
            return {"type": "messages", "messages": replies}
        if event["type"] == "state":
            return {"type": "state", "state": event["state"]}
        return {"type": event["type"]}


async def _until_closed(socket: Websocket) -> None:
    """Reads and forgets what the browser sends, so that pings are answered and its leaving is noticed."""
    try:
        while await socket.recv() is not None:
            pass
    except (ConnectionClosed, WebsocketClosed):
        return


def _token_of(frame: str | bytes | None) -> str | None:
    try:
        hello = json.loads(frame or "")
    except ValueError:
        return None
    token = hello.get("token") if isinstance(hello, dict) else None
    return token if isinstance(token, str) else None

"""`/webchat/…`: a session, the history, a message, and the socket that tells an open page what is new.

Messages come by POST and are acknowledged once stored; the socket only tells, so that a lost one loses nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.channels.webchat import wire
from bot.channels.webchat.origins import Origins
from bot.channels.webchat.session import Session, Sessions
from bot.gateway import outgoing
from bot.gateway.calendar import Calendar
from bot.gateway.desk import Desk
from bot.gateway.inbox import PayloadNotOffered
from bot.gateway.limits import RateLimit
from bot.gateway.live import Page
from bot.gateway.problems import Problem, json_object, optional_text, wrong_method
from bot.gateway.tables import OPEN
from bot.gateway.transcripts import Transcripts

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_HELLO_SECONDS = 10.0

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]
SayInstead = Callable[[str, Session], str]
"""A catalog reply's text by its name, in the guest's language."""


class WebChat:
    """per_address: sessions and messages of one network address, where a whole hotel may sit behind one."""

    def __init__(
        self,
        desk: Desk,
        transcripts: Transcripts,
        calendar: Calendar,
        sessions: Sessions,
        origins: Origins,
        say_instead: SayInstead,
        *,
        per_conversation: RateLimit,
        per_address: RateLimit,
    ) -> None:
        self._desk = desk
        self._transcripts = transcripts
        self._calendar = calendar
        self._sessions = sessions
        self._origins = origins
        self._say_instead = say_instead
        self._per_conversation = per_conversation
        self._per_address = per_address

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("webchat", url_prefix="/webchat")
        for name, method, handler in (
            ("session", "POST", self.session),
            ("history", "GET", self.history),
            ("messages", "POST", self.messages),
        ):
            blueprint.add_route(self._guarded(method, handler), f"/{name}", methods=_METHODS, name=name)
        blueprint.add_websocket_route(self.socket, "/socket", name="socket")
        blueprint.exception(Problem)(self._problem)
        return blueprint

    async def session(self, request: Request) -> HTTPResponse:
        """A token for a new conversation, or a fresh one for the conversation the browser has a token of."""
        self._slow_down(self._per_address, request.remote_addr or request.ip)
        body = json_object(request)
        known = self._sessions.read(optional_text(body, "token"))
        given = optional_text(body, "property")
        # A page that names no hotel of several leaves it to the conversation to ask.
        named = given if given and self._desk.properties.get(given) else ""
        session = known or self._sessions.new(named, wire.locale(body))
        return self._json(
            request,
            {
                "token": self._sessions.token(session),
                "conversation": session.conversation,
                "is_new": known is None,
                "hotel": self._desk.hotel(session.property_id).name,
            },
        )

    async def history(self, request: Request) -> HTTPResponse:
        session = self._session(request)
        messages = await self._transcripts.messages(session.conversation)
        states = await self._transcripts.states(session.conversation)
        waiting = [one.stored.reply.id for one in messages if one.stored and one.stored.delivery == "waiting"]
        await outgoing.mark_sent(self._desk.ledger, waiting, self._desk.clock.now())
        return self._json(
            request,
            {
                "messages": [wire.message_json(one, self._calendar.attachments) for one in messages],
                "typing": not set(states.values()).isdisjoint(OPEN),
            },
        )

    async def messages(self, request: Request) -> HTTPResponse:
        """Stored, then acknowledged with 202; the answer comes through the socket or the history."""
        session = self._session(request)
        self._slow_down(self._per_address, request.remote_addr or request.ip)
        arrival = wire.arrival(session, json_object(request))
        self._slow_down(self._per_conversation, session.conversation)
        try:
            accepted = await self._desk.accept(arrival)
        except PayloadNotOffered as error:
            say = self._say_instead("error.wrong_button", session)
            raise Problem(400, "this 'payload' was not offered in this conversation", say=say) from error
        return self._json(
            request, {"id": arrival.message_id, "turn": accepted.turn, "text": accepted.text}, status=202
        )

    async def socket(self, request: Request, socket: Websocket) -> None:
        """The browser's first frame is `{"token"}`; an address with it would land in logs."""
        if not self._origins.admits(request.headers.get("origin"), host=request.host):
            await socket.close(1008, "origin")
            return
        if self._per_address.wait_seconds(request.remote_addr or request.ip):
            await socket.close(1013, "later")
            return
        try:
            session = self._sessions.read(_token_of(await socket.recv(timeout=_HELLO_SECONDS)))
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

    def _guarded(self, method: str, handler: Handler) -> Handler:
        async def guarded(request: Request) -> HTTPResponse:
            if not self._origins.admits(request.headers.get("origin"), host=request.host):
                raise Problem(403, "this web site may not carry the chat")
            if request.method == "OPTIONS":
                return HTTPResponse(status=204, headers=self._cors(request))
            if request.method != method:
                raise wrong_method(request, method)
            return await handler(request)

        return guarded

    def _session(self, request: Request) -> Session:
        _, _, token = (request.headers.get("authorization") or "").partition(" ")
        session = self._sessions.read(token.strip())
        if session is None:
            raise Problem(401, "the session is unknown or has ended; begin a new one")
        return session

    def _slow_down(self, limit: RateLimit, key: str) -> None:
        if wait := limit.wait_seconds(key):
            raise Problem.too_fast(wait)

    def _problem(self, request: Request, problem: Problem) -> HTTPResponse:
        answer = problem.answer()
        answer.headers.update(self._cors(request))
        return answer

    def _cors(self, request: Request) -> dict[str, str]:
        return self._origins.cors(request.headers.get("origin"), host=request.host)

    def _json(self, request: Request, body: dict[str, Any], status: int = 200) -> HTTPResponse:
        return HTTPResponse(
            json.dumps(body, ensure_ascii=False),
            status=status,
            headers={"Cache-Control": "no-store", **self._cors(request)},
            content_type="application/json",
        )


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

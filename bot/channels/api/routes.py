"""`/api/v1/conversations/…` as INTERFACES has it. Every error is problem+json; none repeats what was sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from bot.channels.api import document, wire
from bot.channels.documented import documented
from bot.gateway import outgoing
from bot.gateway.calendar import Calendar
from bot.gateway.desk import Desk
from bot.gateway.inbox import OtherChannel, PayloadNotOffered
from bot.gateway.limits import RateLimit
from bot.gateway.problems import Problem, json_object, wrong_method
from bot.gateway.told import tell
from bot.gateway.transcripts import Transcripts

WAIT_SECONDS = 30.0
"""After that the caller gets 202 and reads the answer from the transcript."""

VerifyToken = Callable[[str], Awaitable[bool]]

Handler = Callable[..., Awaitable[HTTPResponse]]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Api:
    """per_conversation and per_token: how fast messages may come."""

    def __init__(
        self,
        desk: Desk,
        transcripts: Transcripts,
        calendar: Calendar,
        verify_token: VerifyToken,
        *,
        per_conversation: RateLimit,
        per_token: RateLimit,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._desk = desk
        self._transcripts = transcripts
        self._calendar = calendar
        self._verify_token = verify_token
        self._per_conversation = per_conversation
        self._per_token = per_token
        self._wait_seconds = wait_seconds

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("api", url_prefix="/api/v1/conversations")
        one = "/<conversation:str>"
        for path, name, method, handler, told in (
            (f"{one}/messages", "messages", "POST", self.messages, document.MESSAGES),
            (f"{one}/outcomes", "outcomes", "POST", self.outcomes, document.OUTCOMES),
            (one, "transcript", "GET", self.transcript, document.TRANSCRIPT),
        ):
            one_of_them = documented(partial(handler), told, tag="guests", bearer=document.TOKEN)
            blueprint.add_route(one_of_them, path, methods=[method], name=name)
            others = [other for other in _METHODS if other != method]
            blueprint.add_route(_refuses(method), path, methods=others, name=f"{name}_otherwise")
        blueprint.exception(Problem)(lambda _request, problem: problem.answer())
        return blueprint

    async def messages(self, request: Request, conversation: str) -> HTTPResponse:
        token = await self._token(request)
        arrival = wire.arrival(
            wire.conversation_id(conversation), json_object(request), self._desk.properties
        )
        wait = max(
            self._per_token.wait_seconds(token), self._per_conversation.wait_seconds(arrival.conversation)
        )
        if wait:
            raise Problem.too_fast(wait)
        try:
            accepted, ended = await self._desk.accept_and_wait(arrival, self._wait_seconds)
        except PayloadNotOffered as error:
            raise Problem(400, "this 'payload' was not offered in this conversation") from error
        except OtherChannel as error:
            raise Problem(409, "this conversation belongs to another channel") from error
        state = ended.state if ended else await self._desk.state_of(accepted.turn)
        body = {
            "conversation": accepted.conversation,
            "turn": accepted.turn,
            "state": state,
            "replies": [
                wire.reply_json(reply, self._calendar.attachments(reply))
                for reply in (ended.replies if ended else ())
            ],
        }
        return _json(body, 200 if ended else 202)

    async def outcomes(self, request: Request, conversation: str) -> HTTPResponse:
        """What a guest did, told by the hotel's own program; it counts for the experiments they were shown."""
        token = await self._token(request)
        told = wire.told(wire.conversation_id(conversation), json_object(request))
        if wait := self._per_token.wait_seconds(token):
            raise Problem.too_fast(wait)
        counted = await tell(self._desk.ledger, told, self._desk.clock.now())
        if counted is None:
            raise Problem(404, "there is no such conversation")
        return _json({"conversation": told.conversation, "kind": told.kind, "experiments": counted}, 200)

    async def transcript(self, request: Request, conversation: str) -> HTTPResponse:
        await self._token(request)
        found = await self._transcripts.conversation(wire.conversation_id(conversation))
        if found is None:
            raise Problem(404, "there is no such conversation")
        messages = await self._transcripts.messages(found.id)
        body = wire.transcript_json(
            found,
            messages,
            await self._transcripts.states(found.id),
            {
                line.stored.reply.id: self._calendar.attachments(line.stored.reply)
                for line in messages
                if line.stored is not None
            },
        )
        if found.channel == wire.CHANNEL:
            waiting = [
                line.stored.reply.id for line in messages if line.stored and line.stored.delivery == "waiting"
            ]
            await outgoing.mark_sent(self._desk.ledger, waiting, self._desk.clock.now())
        return _json(body, 200)

    async def _token(self, request: Request) -> str:
        scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip() or not await self._verify_token(token.strip()):
            raise Problem(
                401,
                "a valid token is needed: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return token.strip()


def _refuses(allowed: str) -> Handler:
    @openapi.exclude(True)
    async def refuse(request: Request, **_: str) -> HTTPResponse:
        raise wrong_method(request, allowed)

    return refuse


def _json(body: Mapping[str, object], status: int) -> HTTPResponse:
    return HTTPResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        headers={"Cache-Control": "no-store"},
        content_type="application/json",
    )

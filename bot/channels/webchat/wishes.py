"""What a guest may wish for with the conversation itself: to be reached by a person, to have it by mail, to have it deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sanic import HTTPResponse, Request

from bot.channels.webchat.door import Door, Route, address_of, slow_down
from bot.channels.webchat.transcript_mail import transcript_mail
from bot.gateway import left_contacts
from bot.gateway.addresses import is_address
from bot.gateway.desk import Desk
from bot.gateway.handover_rows import NoSuchConversation
from bot.gateway.left_contacts import LeftContact, NotReachable
from bot.gateway.limits import RateLimit
from bot.gateway.mail import Send
from bot.gateway.problems import Problem, json_object, optional_text
from bot.gateway.transcripts import Transcripts
from common.log import get_log

_AGAIN = {"Retry-After": "2"}

log = get_log("bot.channels.webchat")

Forget = Callable[[str], Awaitable[bool]]
"""Forgets a conversation whole; False while a message of it is being answered or a booking of it is under way."""


@dataclass(frozen=True)
class Mailing:
    """sender: the From address. Anyone may type anyone's address, so both limits are small: too few to bother others with."""

    send: Send
    sender: str
    per_conversation: RateLimit
    per_address: RateLimit


class Wishes:
    """forget: None where nothing can be forgotten from here. mailing: None where no mail server is set."""

    def __init__(
        self,
        door: Door,
        desk: Desk,
        transcripts: Transcripts,
        forget: Forget | None,
        mailing: Mailing | None,
    ) -> None:
        self._door = door
        self._desk = desk
        self._transcripts = transcripts
        self._forget = forget
        self._mailing = mailing

    def routes(self) -> list[Route]:
        return [
            Route("contact", "POST", self.leave_contact),
            Route("transcript-mail", "POST", self.mail_transcript),
            Route("conversation", "DELETE", self.forget),
        ]

    async def leave_contact(self, request: Request) -> HTTPResponse:
        """`{"name", "reach"}`, reach being an e-mail address or a telephone number. Kept sealed; staff are shown it."""
        session = self._door.session(request)
        self._door.slow_down(request)
        body = json_object(request)
        try:
            left = LeftContact.of(optional_text(body, "name") or "", optional_text(body, "reach") or "")
        except NotReachable as error:
            raise Problem(
                400, "a 'name', and an e-mail address or a telephone number as 'reach', are needed"
            ) from error
        try:
            await left_contacts.leave(
                self._desk.ledger, self._desk.sealer, self._desk.clock, session.conversation, left
            )
        except NoSuchConversation as error:
            raise _nothing_said() from error
        return self._door.json(request, {"state": "kept"})

    async def mail_transcript(self, request: Request) -> HTTPResponse:
        """`{"to"}`. Sent before it is answered, so that the guest is told the truth; the address is kept nowhere."""
        session = self._door.session(request)
        if self._mailing is None:
            raise Problem(404, "no mail server is set")
        to = (optional_text(json_object(request), "to") or "").strip()
        if not (is_address(to) and to.isascii()):
            raise Problem(400, "'to' must be one e-mail address")
        row = await self._transcripts.conversation(session.conversation)
        if row is None:
            raise _nothing_said()
        slow_down(self._mailing.per_address, address_of(request))
        slow_down(self._mailing.per_conversation, session.conversation)
        hotel = self._desk.hotel(row.property_id)
        mail = transcript_mail(
            await self._transcripts.messages(session.conversation),
            hotel,
            language=row.language or session.language or hotel.default_language,
            to=to,
            sender=self._mailing.sender,
            at=self._desk.clock.now(),
        )
        try:
            await self._mailing.send(mail)
        except Exception as error:
            # The server is away or does not take the address; either way nothing was sent.
            log.warning("transcript not mailed", error=type(error).__name__)
            raise Problem(503, "the mail could not be sent; try again later") from error
        return self._door.json(request, {"state": "sent"})

    async def forget(self, request: Request) -> HTTPResponse:
        """Answered when nothing of it is left with us, also when there was nothing."""
        session = self._door.session(request)
        self._door.slow_down(request)
        if self._forget is None:
            raise Problem(404, "conversations are not forgotten here")
        if not await self._forget(session.conversation):
            raise Problem(409, "something of this conversation is under way", headers=_AGAIN)
        self._desk.live.tell_forgotten(session.conversation)
        return self._door.json(request, {"state": "forgotten"})


def _nothing_said() -> Problem:
    return Problem(409, "nothing has been said in this conversation yet")

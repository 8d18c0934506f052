"""`/webhooks/whatsapp`: proves who calls, stores what was said, and answers. Nothing is worked out before the answer.

Whatever Meta has signed is answered with 200, readable or not: a call that is refused comes again for seven days and
holds its neighbours back. Only what could not be stored is asked for again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import text

from bot.channels.whatsapp import kinds, metrics
from bot.channels.whatsapp.envelope import PLAIN, Update, split
from bot.channels.whatsapp.identity import Identities
from bot.channels.whatsapp.numbers import Numbers
from bot.channels.whatsapp.parse import read
from bot.channels.whatsapp.sender import CHANNEL
from bot.channels.whatsapp.signature import HEADER, is_signature, is_signed
from bot.gateway.events import EventStore, NewEvent, TooDeep, masked
from bot.gateway.problems import Problem, wrong_method
from common.guest_keys import GuestKeys
from common.log import get_log
from common.secrets import same

LARGEST_BODY_BYTES = 3 * 1024 * 1024
"""As large as Meta says that a call may be."""
# Meta counts an answer after a second as a bad one, and repeats what failed.
_STORE_SECONDS = 8.0
# What is read beside the event loop, so that others are served meanwhile.
_LARGE_BYTES = 64 * 1024
_LONGEST_CHALLENGE = 256
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

log = get_log("bot.channels.whatsapp")


@dataclass(frozen=True)
class Sorted:
    """A call's updates: those to be stored, errors of the account, and how many of each kind there were."""

    events: tuple[NewEvent, ...]
    errors: tuple[kinds.AccountError, ...]
    counts: Counter[str]


class Webhook:
    """app_secrets: any one of which signs; on_stored: called when there is something to work on."""

    def __init__(
        self,
        store: EventStore,
        identities: Identities,
        keys: GuestKeys,
        numbers: Numbers,
        *,
        app_secrets: tuple[str, ...],
        verify_token: str,
        on_stored: Callable[[], None],
    ) -> None:
        self._store = store
        self._identities = identities
        self._keys = keys
        self._numbers = numbers
        self._app_secrets = app_secrets
        self._verify_token = verify_token
        self._on_stored = on_stored

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("whatsapp", url_prefix="/webhooks")

        async def receive(request: Request) -> HTTPResponse:
            # Sanic marks the handler, which a method would not let it.
            return await self.receive(request)

        blueprint.add_route(self.verify, "/whatsapp", methods=["GET"], name="verify")
        # Read as it comes, because the server's own bound is for everybody else's small calls.
        blueprint.add_route(receive, "/whatsapp", methods=["POST"], stream=True, name="receive")
        others = [method for method in _METHODS if method not in ("GET", "POST")]
        blueprint.add_route(_refuse, "/whatsapp", methods=others, name="others")
        blueprint.exception(Problem)(lambda _request, problem: problem.answer())
        return blueprint

    async def verify(self, request: Request) -> HTTPResponse:
        """Meta asks once, when the address is typed in there, whether it is ours."""
        challenge = request.args.get("hub.challenge") or ""
        is_asked = request.args.get("hub.mode") == "subscribe" and 0 < len(challenge) <= _LONGEST_CHALLENGE
        if not is_asked or not same(request.args.get("hub.verify_token"), self._verify_token):
            raise Problem(403, "this address is not for that")
        return text(challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def receive(self, request: Request) -> HTTPResponse:
        header = request.headers.get(HEADER)
        if not is_signature(header):
            metrics.REFUSED.inc()
            raise Problem(401, "the call is not signed")
        body = await _body(request)
        if not is_signed(body, header, self._app_secrets):
            metrics.REFUSED.inc()
            raise Problem(401, "the signature is of another body")
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                await self._take(body)
        except Exception as error:
            log.error("call not stored", error=type(error).__name__)
            raise Problem(503, "not stored; please send it again") from error
        return text("ok")

    async def _take(self, body: bytes) -> None:
        is_large = len(body) > _LARGE_BYTES
        found = await asyncio.to_thread(self._sort, body) if is_large else self._sort(body)
        if await self._store.store(CHANNEL, found.events):
            self._on_stored()
        for kind, count in found.counts.items():
            metrics.EVENTS.labels(kind).inc(count)
        for error in found.errors:
            metrics.ACCOUNT_ERRORS.labels(str(error.code)).inc()
            log.error("account error", number=error.number, code=error.code)

    def _sort(self, body: bytes) -> Sorted:
        events: list[NewEvent] = []
        errors: list[kinds.AccountError] = []
        counts: Counter[str] = Counter()
        for update in split(body):
            try:
                event = read(update, self._numbers)
                new = self._new_event(update, event)
            except TooDeep:
                event, new = kinds.Malformed(), None
            except Exception as error:
                # A fault of ours in one update must not bring its neighbours back for a week.
                log.error("update not read", part=update.part, error=type(error).__name__)
                event, new = kinds.Malformed(), None
            counts[kind_of(event)] += 1
            if isinstance(event, kinds.AccountError):
                errors.append(event)
            if new is not None:
                events.append(new)
        return Sorted(tuple(events), tuple(errors), counts)

    def _new_event(self, update: Update, event: kinds.Event) -> NewEvent | None:
        """None for what is counted and not stored."""
        names: tuple[str, ...]
        match event:
            case kinds.FromGuest():
                names = ("message", event.who.number, event.id)
                group = self._identities.group(event.who)
            case kinds.IdentityChanged():
                names = ("identity", event.was.number, event.id)
                group = self._identities.group(event.was)
            case kinds.Preferred():
                names = ("preference", event.who.number, event.id)
                group = self._identities.group(event.who)
            case kinds.Status():
                recipient = event.user_id or event.phone or ""
                names = ("status", event.number, event.message, event.status, recipient)
                group = self._identities.group_of_sent(event.number, event.message)
            case kinds.TemplateState():
                names = ("template", event.id)
                group = self._keys.named("whatsapp template", event.name, event.language)
            case _:
                return None
        body = masked(update.to_json(), plain=PLAIN)
        key = self._keys.named("whatsapp event", *names)
        return NewEvent(key, group, event.at, body, is_small=isinstance(event, kinds.Status))


def kind_of(event: kinds.Event) -> str:
    """As it is counted: one word of a fixed list."""
    if isinstance(event, kinds.Media):
        return event.kind
    return _COUNTED[type(event)]


_COUNTED: dict[type, str] = {
    kinds.Said: "text",
    kinds.Pressed: "button",
    kinds.FilledForm: "form",
    kinds.Located: "location",
    kinds.SharedContacts: "contacts",
    kinds.Reacted: "reaction",
    kinds.Ordered: "order",
    kinds.Unsupported: "unsupported",
    kinds.Edited: "edit",
    kinds.Revoked: "revoke",
    kinds.IdentityChanged: "identity",
    kinds.Preferred: "preference",
    kinds.Status: "status",
    kinds.TemplateState: "template",
    kinds.AccountError: "account_error",
    kinds.Foreign: "foreign",
    kinds.InGroup: "group",
    kinds.Unknown: "unknown",
    kinds.Malformed: "malformed",
}


async def _refuse(request: Request) -> HTTPResponse:
    raise wrong_method(request, "GET, POST")


async def _body(request: Request) -> bytes:
    """Raises Problem 413 beyond the bound, whatever length was announced."""
    chunks: list[bytes] = []
    size = 0
    stream: Any = request.stream
    while (chunk := await stream.read()) is not None:
        size += len(chunk)
        if size > LARGEST_BODY_BYTES:
            raise Problem(413, f"a call may have {LARGEST_BODY_BYTES} bytes")
        chunks.append(chunk)
    return b"".join(chunks)

"""What the gateway does with each kind of update. Called by the event worker, in order per guest, maybe twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from bot.channels.whatsapp import kinds, wishes
from bot.channels.whatsapp.envelope import Update
from bot.channels.whatsapp.identity import Identities, Place
from bot.channels.whatsapp.kinds import FromGuest, IdentityChanged, Preferred, TemplateState
from bot.channels.whatsapp.numbers import Numbers
from bot.channels.whatsapp.parse import read
from bot.channels.whatsapp.sender import CHANNEL
from bot.gateway.asides import Aside
from bot.gateway.desk import Desk
from bot.gateway.event_worker import Received
from bot.gateway.inbox import Arrival, PayloadNotOffered
from bot.gateway.tables import outgoing
from common.clock import Clock
from common.log import get_log
from templates.twins import State

WINDOW = timedelta(hours=24)
"""From a guest's message on, in which Meta lets us write freely."""
UNREAD = "unread"
"""Staff should look at what the bot cannot read."""

_TOO_BIG = 131052
_LONGEST_MESSAGE_ID = 128
_STATES: Mapping[str, State] = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "FLAGGED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "pending",
    "REJECTED": "rejected",
    "PAUSED": "paused",
    "LOCKED": "paused",
    "DISABLED": "disabled",
    "DELETED": "disabled",
    "PENDING_DELETION": "disabled",
}

NoteTemplate = Callable[..., Awaitable[int]]
"""`templates.twins.Twins.note_state`: name, language code, state=, at=; how many twins it is the state of."""

log = get_log("bot.channels.whatsapp")


class Arrivals:
    def __init__(
        self,
        desk: Desk,
        identities: Identities,
        numbers: Numbers,
        clock: Clock,
        *,
        note_template: NoteTemplate,
    ) -> None:
        self._desk = desk
        self._identities = identities
        self._numbers = numbers
        self._clock = clock
        self._note_template = note_template

    async def work(self, received: Received) -> None:
        event = read(Update.from_json(received.body), self._numbers)
        match event:
            case FromGuest():
                await self._from_guest(event)
            case IdentityChanged():
                await self._follow(event)
            case Preferred():
                await self._prefer(event)
            case TemplateState():
                await self._template(event)
            case _:
                # Not stored, unless a number has been given up since.
                log.warning("event without use", kind=type(event).__name__)

    async def _from_guest(self, event: FromGuest) -> None:
        place = await self._desk.ledger.read(lambda at: self._identities.place(at, event.who))
        if place.is_rekeyed:
            await self._desk.ledger.write(lambda at: self._identities.rekey(at, place))
        match event:
            case kinds.Said():
                await self._said(event, place)
            case kinds.Pressed():
                await self._pressed(event, place)
            case kinds.Media() if event.caption.strip():
                extra = {"media": _media(event)}
                arrival = self._arrival(event, place, text=event.caption, kind=event.kind, extra=extra)
                await self._desk.accept(arrival)
            case _:
                await self._desk.keep(self._aside(event, place))

    async def _said(self, event: kinds.Said, place: Place) -> None:
        now = self._clock.now()
        arrival = self._arrival(event, place, text=event.text)
        if wishes.is_stop(event.text):
            reply = None if place.is_opted_out else "channel.opted_out"
            await self._desk.keep(Aside(arrival, reply, conversation={"opted_out_at": now}))
        elif place.is_opted_out and wishes.is_start(event.text):
            await self._desk.keep(Aside(arrival, "channel.opted_in", conversation={"opted_out_at": None}))
        else:
            await self._desk.accept(arrival)

    async def _pressed(self, event: kinds.Pressed, place: Place) -> None:
        if event.button:
            try:
                await self._desk.accept(self._arrival(event, place, button=event.button))
                return
            except PayloadNotOffered:
                pass
        arrival = self._arrival(event, place, text=event.title)
        # A "yes" under an old message is no yes to what was asked last.
        is_latest = await self._desk.ledger.read(lambda at: _is_latest(at, place, event.quotes))
        if event.title and is_latest:
            await self._desk.accept(arrival)
        else:
            await self._desk.keep(Aside(arrival, "error.wrong_button"))

    def _aside(self, event: FromGuest, place: Place) -> Aside:
        """What is kept of a kind that no turn is made of, and what is answered."""

        def arrival(kind: str, text: str = "", **extra: Any) -> Arrival:
            return self._arrival(event, place, text=text, kind=kind, extra=extra)

        match event:
            case kinds.Media():
                reply = "channel.voice" if event.kind in ("voice", "audio") else "channel.file"
                attention = None if event.kind == "sticker" else UNREAD
                return Aside(arrival(event.kind, media=_media(event)), reply, attention=attention)
            case kinds.Located():
                where = f"{event.latitude}, {event.longitude}"
                words = ", ".join(filter(None, (event.name, event.address))) or where
                return Aside(
                    arrival("location", words, latitude=event.latitude, longitude=event.longitude),
                    "channel.location",
                )
            case kinds.SharedContacts():
                kept = arrival("contacts", "\n".join(event.contacts))
                if event.own_phone and not event.who.phone:
                    return Aside(kept, "channel.phone_noted")
                return Aside(kept, "channel.contact", attention=UNREAD)
            case kinds.Ordered():
                lines = [f"{count} × {product}" for product, count in event.items]
                kept = arrival("order", "\n".join(filter(None, (*lines, event.text))))
                return Aside(kept, "channel.order", attention=UNREAD)
            case kinds.FilledForm():
                words = "\n".join(f"{name}: {value}" for name, value in event.answers)
                return Aside(arrival("form", words), "channel.unsupported", attention=UNREAD)
            case kinds.Unsupported():
                reply = "channel.too_big" if event.code == _TOO_BIG else "channel.unsupported"
                return Aside(arrival("unsupported", code=event.code, what=event.kind), reply)
            case kinds.Reacted():
                return Aside(arrival("reaction", event.emoji or "", of=event.to))
            case kinds.Edited():
                return Aside(arrival("edit", event.text, of=event.original))
            case kinds.Revoked():
                return Aside(arrival("revoke", of=event.original))
            case _:
                raise TypeError(f"no aside: {type(event).__name__}")

    def _arrival(
        self,
        event: FromGuest,
        place: Place,
        *,
        text: str | None = None,
        button: str | None = None,
        kind: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Arrival:
        address, now = dict(place.address), self._clock.now()
        if isinstance(event, kinds.SharedContacts) and event.own_phone:
            address["phone"] = address["phone"] or event.own_phone
        beside = {
            "quotes": event.quotes,
            "product": event.product,
            "is_forwarded": event.is_forwarded or None,
            **(extra or {}),
        }
        kept = {name: value for name, value in beside.items() if value is not None}
        # What a guest takes back or mends is nothing that they write.
        opens = not isinstance(event, kinds.Edited | kinds.Revoked)
        return Arrival(
            channel=CHANNEL,
            conversation=place.conversation,
            message_id=_message_id(event.id),
            property_id=self._numbers[event.who.number],
            text=text,
            button=button,
            # Whoever presses a button has said all of it.
            may_join=button is None,
            contact=address["phone"],
            address=address,
            address_key=place.key,
            window_until=min(event.at, now) + WINDOW if opens else None,
            ad_source=event.ad,
            kind=kind,
            extra=kept or None,
        )

    async def _follow(self, event: IdentityChanged) -> None:
        now = self._clock.now()
        followed = await self._desk.ledger.write(
            lambda at: self._identities.follow(at, event.was, event.becomes, now)
        )
        if followed is None:
            return
        former, present = followed
        log.info("guest has another number", former=former, present=present)
        for here, other in ((former, "becomes"), (present, "was")):
            arrival = Arrival(
                channel=CHANNEL,
                conversation=here,
                message_id=_message_id(event.id),
                property_id="",
                text="",
                kind="identity",
                extra={other: present if here == former else former},
            )
            await self._desk.keep(Aside(arrival))

    async def _prefer(self, event: Preferred) -> None:
        row = await self._desk.ledger.read(lambda at: self._identities.find(at, event.who))
        if row is None:
            # Who has never written to us gets no message that nobody asked for.
            return
        arrival = Arrival(
            channel=CHANNEL,
            conversation=row.id,
            message_id=_message_id(event.id),
            property_id="",
            text="",
            kind="preference",
            extra={"is_stop": event.is_stop},
        )
        since = self._clock.now() if event.is_stop else None
        await self._desk.keep(Aside(arrival, conversation={"opted_out_at": since}))

    async def _template(self, event: TemplateState) -> None:
        state = _STATES.get(event.event)
        if state is None:
            log.warning("template in a state we do not know", template=event.name)
            return
        found = await self._note_template(event.name, event.language, state=state, at=event.at)
        level = log.info if state == "approved" else log.warning
        level("template", template=event.name, language=event.language, state=state, linked=found)


def _media(event: kinds.Media) -> dict[str, str]:
    kept = {"id": event.media, "type": event.mime_type, "name": event.filename}
    return {name: value for name, value in kept.items() if value}


def _is_latest(connection: Connection, place: Place, quoted: str | None) -> bool:
    """Whether it is the last message we sent to this guest that was pressed."""
    last = connection.scalar(
        select(outgoing.c.external_id)
        .where(outgoing.c.conversation == place.conversation, outgoing.c.route == "chat")
        .order_by(outgoing.c.seq.desc())
        .limit(1)
    )
    return last is not None and last == quoted


def _message_id(given: str) -> str:
    """As it is; shortened where it is longer than any we have seen."""
    return given if len(given) <= _LONGEST_MESSAGE_ID else sha256(given.encode()).hexdigest()

"""The pretended WhatsApp between a hotel's numbers and guests' phones: who may write to whom, when, and what follows."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.whatsapp.simulator.faults import Fault, Faults
from bot.channels.whatsapp.simulator.hooks import Hooks, Manners
from bot.channels.whatsapp.simulator.people import (
    RANKS,
    TYPING_SECONDS,
    WINDOW_SECONDS,
    Guest,
    Message,
    People,
)
from bot.channels.whatsapp.simulator.rules import (
    MEDIA,
    Post,
    Wrong,
    check_parameters,
    title_of,
    unknown_object,
)

PAIR_BURST = 45.0
PAIR_PER_SECOND = 1 / 6


@dataclass(frozen=True)
class Template:
    """state: as Meta writes it, APPROVED, PENDING, REJECTED, PAUSED, DISABLED. body: with {{1}}, {{2}}, …"""

    name: str
    language: str
    state: str
    body: str
    buttons: tuple[str, ...] = ()


@dataclass
class Number:
    """A hotel's number. sent: times of the last second, both ways; charged: messages of this month that cost."""

    id: str
    display: str
    times: deque[float] = field(default_factory=deque)
    accepted: int = 0


class Network:
    """now: seconds since 1970; `ahead_seconds` is added, so that a day can pass in a test."""

    def __init__(
        self,
        hooks: Hooks,
        manners: Manners,
        numbers: Mapping[str, str],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.hooks = hooks
        self.manners = manners
        self.people = People()
        self.faults = Faults()
        self.numbers = {id: Number(id, display) for id, display in numbers.items()}
        self.templates: dict[tuple[str, str], Template] = {}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.refusals: Counter[int] = Counter()
        self.accepted = 0
        self.ahead_seconds = 0.0
        self._now = now
        self._changed: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._chance = random.Random(11)  # noqa: S311 - a pretended network needs no cryptographic chance

    def now(self) -> float:
        return self._now() + self.ahead_seconds

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def number(self, number: str) -> Number:
        """Raises Wrong."""
        if number not in self.numbers:
            raise unknown_object(number)
        return self.numbers[number]

    def recipient(self, post: Post) -> Guest:
        """Raises Wrong."""
        if post.to is not None:
            return self.people.of_phone(post.to)
        guest = self.people.of_user_id(post.recipient or "")
        if guest is None:
            raise Wrong(131026, "Unable to deliver message.")
        return guest

    def take(self, number: Number, guest: Guest, post: Post, fault: Fault | None) -> Message:
        """The message, accepted; what follows goes on by itself. Raises Wrong."""
        self._charge_rates(number, guest)
        refusal, text = None, post.text
        try:
            text = self._allowed(number, guest, post)
        except Wrong as error:
            if not self.manners.refuses_late or error.code not in (131026, 131047):
                raise
            refusal = error.code
        if fault is not None and fault.kind == "status":
            refusal = fault.code
        message = Message(
            seq=0,
            id=_wamid("OUT"),
            side="hotel",
            number=number.id,
            kind=post.kind,
            text=text,
            at=self.now(),
            callback=post.callback,
            more=_looks(post, self.templates),
        )
        self.accepted += 1
        number.accepted += 1
        self.people.keep(guest, message)
        guest.typing_until = 0.0
        has_status = fault is None or fault.has_status
        if fault is not None and fault.is_early and refusal is None:
            self._arrive(guest, message)
            for status in self.manners.statuses:
                self._note(number, guest, message, status)
        else:
            self._spawn(self._follow(number, guest, message, refusal, has_status=has_status))
        return message

    def count(self, code: int) -> None:
        self.refusals[code] += 1

    def hear(
        self, number: Number, guest: Guest, content: Mapping[str, Any], *, shown: str, at: float
    ) -> Message:
        """A message of the guest. content: its type and what belongs to it, as webhooks carry them."""
        number.times.append(self.now())
        message = Message(0, _wamid("IN"), "guest", number.id, str(content["type"]), shown, at)
        self.people.keep(guest, message)
        self.people.show(guest, message)
        guest.windows[number.id] = max(guest.windows.get(number.id, 0.0), at + WINDOW_SECONDS)
        said = {**guest.sender(), "id": message.id, "timestamp": str(int(at)), **content}
        self.hooks.put("messages", self._value(number, contacts=[guest.contact()], messages=[said]))
        self._tell(guest)
        return message

    def mark_read(self, message_id: str, *, is_typing: bool) -> None:
        """Earlier messages of the guest count as read too. Raises Wrong."""
        found = self.people.find(message_id)
        if found is None or found[1].side != "guest":
            raise Wrong(131009, "message_id is not a message that was received.")
        guest, message = found
        for one in guest.shown:
            if one.side == "guest" and one.seq <= message.seq:
                one.is_read = True
        if is_typing:
            guest.typing_until = self.now() + TYPING_SECONDS
        self._tell(guest)

    def read_all(self, guest: Guest) -> None:
        """The guest has looked at the phone."""
        for message in list(guest.shown):
            if message.side == "hotel" and message.status == "delivered":
                self._note(self.numbers[message.number], guest, message, "read")

    async def changed(self, guest: Guest, seconds: float) -> None:
        """Returns when something on this phone changes, at the latest after so long."""
        event = self._changed.setdefault(guest.phone, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return

    def set_template(self, template: Template) -> None:
        self.templates[template.name, template.language] = template
        self.hooks.put(
            "message_template_status_update",
            {
                "event": template.state,
                "message_template_id": abs(hash((template.name, template.language))) % 10**15,
                "message_template_name": template.name,
                # This webhook alone writes en-US; requests write en_US.
                "message_template_language": template.language.replace("_", "-"),
                "reason": "NONE",
                "message_template_category": "UTILITY",
            },
        )

    def _charge_rates(self, number: Number, guest: Guest) -> None:
        now = self.now()
        while number.times and number.times[0] <= now - 1:
            number.times.popleft()
        if len(number.times) >= self.manners.throughput:
            raise Wrong(130429, "Cloud API message throughput has been reached.")
        tokens, at = guest.tokens.get(number.id, (PAIR_BURST, now))
        tokens = min(PAIR_BURST, tokens + (now - at) * PAIR_PER_SECOND)
        if tokens < 1:
            guest.tokens[number.id] = (tokens, now)
            raise Wrong(131056, "Too many messages sent from this phone number to the same phone number.")
        guest.tokens[number.id] = (tokens - 1, now)
        number.times.append(now)

    def _allowed(self, number: Number, guest: Guest, post: Post) -> str:
        """The words the guest will read."""
        if not guest.is_reachable or guest.is_blocking:
            raise Wrong(131026, "Unable to deliver message.")
        is_link = (post.media or "").startswith("https://")
        if post.kind in MEDIA and not is_link and post.media not in self.media:
            raise Wrong(131053, "Unable to upload the media used in the message.")
        if post.kind == "template":
            return self._worded(post)
        until = guest.windows.get(number.id)
        if until is None and self.manners.is_open_to_all:
            return post.text
        if until is None or until <= self.now():
            raise Wrong(
                131047,
                "More than 24 hours have passed since the recipient last replied to the sender number.",
            )
        return post.text

    def _worded(self, post: Post) -> str:
        wanted = post.template
        template = self.templates.get((wanted["name"], wanted["language"]))
        if template is None or template.state not in ("APPROVED", "PAUSED"):
            raise Wrong(132001, f"template name ({wanted['name']}) does not exist in {wanted['language']}")
        if template.state == "PAUSED":
            raise Wrong(132015, "Template is paused.")
        places = {part.split("}}")[0] for part in template.body.split("{{")[1:]}
        parameters = check_parameters(wanted["components"], len(places))
        text = template.body
        for place, parameter in enumerate(parameters, 1):
            text = text.replace("{{" + str(place) + "}}", parameter)
        return text

    async def _follow(
        self, number: Number, guest: Guest, message: Message, refusal: int | None, *, has_status: bool
    ) -> None:
        if refusal is not None:
            await asyncio.sleep(self.manners.status_seconds)
            self._note(number, guest, message, "failed", code=refusal)
            return
        await asyncio.sleep(self._chance.uniform(0, self.manners.transit_seconds))
        self._arrive(guest, message)
        for status in self.manners.statuses if has_status else ():
            await asyncio.sleep(self.manners.status_seconds)
            self._note(number, guest, message, status)

    def _arrive(self, guest: Guest, message: Message) -> None:
        self.people.show(guest, message)
        self._tell(guest)

    def _note(
        self, number: Number, guest: Guest, message: Message, status: str, *, code: int | None = None
    ) -> None:
        if RANKS.get(status, 0) > RANKS[message.status]:
            message.status = status
            self._tell(guest)
        told: dict[str, Any] = {"id": message.id, "status": status, "timestamp": str(int(self.now()))}
        if not guest.hides_phone:
            told["recipient_id"] = guest.phone
        if message.callback is not None:
            told["biz_opaque_callback_data"] = message.callback
        if status == "failed":
            title = title_of(code or 131000)
            told["errors"] = [
                {
                    "code": code,
                    "title": title,
                    "message": title,
                    "error_data": {"details": f"{title}."},
                    "href": "/documentation/business-messaging/whatsapp/support/error-codes",
                }
            ]
            # A failed status introduces nobody (Meta, status reference).
            self.hooks.put("messages", self._value(number, statuses=[told]))
            return
        told["recipient_user_id"] = guest.user_id
        if status in ("sent", "delivered"):
            told["pricing"] = self._pricing(number, message)
        self.hooks.put("messages", self._value(number, contacts=[guest.contact()], statuses=[told]))

    def _pricing(self, number: Number, message: Message) -> dict[str, Any]:
        is_template = message.kind == "template"
        is_charged = is_template or number.accepted > self.manners.free_messages
        return {
            "billable": is_charged,
            "pricing_model": "PMP",
            "type": "regular" if is_charged else "free_customer_service",
            "category": "utility" if is_template else "service",
        }

    def _value(self, number: Number, **more: Any) -> dict[str, Any]:
        return {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": number.display, "phone_number_id": number.id},
            **more,
        }

    def _tell(self, guest: Guest) -> None:
        event = self._changed.pop(guest.phone, None)
        if event is not None:
            event.set()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _looks(post: Post, templates: Mapping[tuple[str, str], Template]) -> dict[str, Any]:
    """What a phone shows beside the words."""
    looks: dict[str, Any] = {
        "header": post.header,
        "footer": post.footer,
        "label": post.label,
        "choices": [dict(one) for one in post.choices],
        "link": post.link,
        "media": post.media,
        "quotes": post.quotes,
    }
    if post.template:
        name, language = post.template["name"], post.template["language"]
        template = templates.get((name, language))
        looks["template"] = {"name": name, "language": language}
        looks["choices"] = [{"id": title, "title": title} for title in template.buttons] if template else []
    return {key: value for key, value in looks.items() if value}


def _wamid(side: str) -> str:
    return f"wamid.SIM{side}{secrets.token_hex(12).upper()}"

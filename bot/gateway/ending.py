"""How a turn ends: the replies a guest reads for what Rasa answered, or did not. Pure but for the wording itself.

No turn ends in silence: where nothing whole came back, the catalog's apology does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.gateway import asked_dates
from bot.gateway.guests import Guest
from bot.gateway.handover_rows import CLOSED, OUTAGES
from bot.gateway.inbox import Job
from bot.gateway.metadata import reply_language
from bot.gateway.outgoing import Reply
from bot.gateway.rasa_client import Answer
from bot.gateway.words import KEPT_CHARACTERS, UNDERSTOOD_CHARACTERS
from common.clock import Clock
from common.knowledge.replies import Source
from common.log import get_log
from common.office_hours import local_moment
from common.properties import Property
from templates.replies import Reply as Rendered

RenderReply = Callable[..., Rendered]
"""`templates.replies.Replies.render`: name, language=, channel=, values=, guest_key=, guest_since=, property_id=."""

RecallGuest = Callable[[str | None], Awaitable[None]]
"""`templates.replies.Replies.recall`."""

# A reply that promises a person, and the reason it gives for one.
_HANDOFF_REPLIES = {
    "handoff.requested": "asked",
    "handoff.complaint": "complaint",
    "handoff.emergency": "emergency",
    "fallback.handoff": "not_understood",
}
_OUTAGE_REPLIES = {"error.hotel_system": "hotel_system", "error.try_again": "hotel_system"}
# Replies after which the conversation goes on, but which staff should see.
_NOTABLE_REPLIES = {
    "status.locked": "locked",
    "question.unknown": "unanswered",
    "booking.refused": "refused",
}

log = get_log("bot.gateway")


@dataclass(frozen=True)
class Ending:
    """outcome: answered, late, failed, empty. handoff: the reason a person is called: asked for, or one of OUTAGES."""

    outcome: str
    replies: tuple[Reply, ...]
    answer: Answer | None
    language: str
    handoff: str | None = None

    @property
    def state(self) -> str:
        return "answered" if self.outcome == "answered" else "apologised"

    @property
    def attention(self) -> str | None:
        """Why staff should look at the conversation."""
        if self.handoff:
            return self.handoff if self.handoff in OUTAGES else "handoff"
        if self.answer and self.answer.faults:
            return "failed"
        return _first(_NOTABLE_REPLIES, self.replies)


def _first(words: Mapping[str, str], replies: Sequence[Reply]) -> str | None:
    """What the first of these replies that means something means."""
    return next((words[reply.template] for reply in replies if reply.template in words), None)


class Endings:
    def __init__(
        self, render_reply: RenderReply, clock: Clock, recall_guest: RecallGuest | None = None
    ) -> None:
        self._clock = clock
        self._render = render_reply
        self._recall = recall_guest

    async def prepare(self, guest: Guest | None) -> None:
        """To be awaited before replies are worded for this guest."""
        if guest is not None and self._recall is not None:
            await self._recall(guest.key)

    def of_answer(self, job: Job, hotel: Property, answer: Answer) -> Ending:
        language = reply_language(job.talk, hotel, answer.parse)
        said = [self._whole(job, hotel, language, custom) for custom in answer.replies]
        replies = [reply for reply in said if reply is not None]
        broke = not answer.handled and any(fault.get("where") != "reply" for fault in answer.faults)
        if broke or (not answer.handled and not replies):
            outcome = "failed"
        elif not replies:
            outcome = "empty"
        else:
            outcome = "answered"
        if outcome != "answered":
            # What was said before it broke stays: it may be a confirmation.
            replies.append(self._apology(job, hotel, language, outcome))
        promised = _first(_HANDOFF_REPLIES, replies)
        if promised and promised != "emergency":
            replies += self._hours(job, hotel, language)
        whole = tuple(self._remarks(job, hotel, language) + replies)
        if outcome == "answered":
            today = job.due_at.astimezone(hotel.zone).date()
            whole = asked_dates.marked(whole, answer.asked, hotel, today)
        broken = outcome if outcome != "answered" else _first(_OUTAGE_REPLIES, whole)
        return Ending(outcome, whole, answer, language, promised or broken)

    def without_answer(self, job: Job, hotel: Property, outcome: str) -> Ending:
        """outcome: late or failed."""
        language = reply_language(job.talk, hotel)
        apology = self._apology(job, hotel, language, outcome)
        return Ending(outcome, (apology,), None, language, handoff=outcome)

    def of_ours(self, job: Job, hotel: Property, name: str) -> Ending:
        """A reply of the catalog ends the turn, without the bot."""
        language = reply_language(job.talk, hotel)
        return Ending("answered", (self._named(job, hotel, language, name, {}),), None, language)

    def named(
        self,
        name: str,
        *,
        language: str,
        channel: str,
        hotel: Property,
        values: Mapping[str, Any],
        guest: Guest | None,
    ) -> Reply:
        """A reply of the catalog that Rasa had no part in."""
        rendered = self._render(
            name,
            language=language,
            channel=channel,
            values=values,
            guest_key=guest.key if guest else None,
            guest_since=guest.since if guest else None,
            property_id=hotel.id,
        )
        return Reply.from_wire({**rendered.to_json(), "values": values})

    def _whole(self, job: Job, hotel: Property, language: str, custom: Mapping[str, Any]) -> Reply | None:
        """The finished reply. One that Rasa could not get worded in time carries its name and values: word it here."""
        if "failed" in custom:
            if not custom.get("template"):
                return None
            values = custom.get("values") or {}
            reply = self._named(job, hotel, language, str(custom["template"]), values)
            return replace(reply, source=Source.from_wire(custom.get("source")))
        try:
            reply = Reply.from_wire(custom)
        except (KeyError, TypeError, ValueError):
            log.error("reply in an unknown shape", turn=job.turn)
            return None
        return reply if reply.text or reply.attachments else None

    def _apology(self, job: Job, hotel: Property, language: str, outcome: str) -> Reply:
        if outcome == "late":
            return self._named(job, hotel, language, "error.apology_late", {})
        return self._named(job, hotel, language, "error.trouble", {"phone": hotel.phone})

    def _hours(self, job: Job, hotel: Property, language: str) -> list[Reply]:
        """When somebody will come, where nobody is there now."""
        now = self._clock.now().astimezone(hotel.zone)
        opens = hotel.office_hours and hotel.office_hours.next_opening(now)
        if not opens:
            return []
        values = {"opens": local_moment(opens), "phone": hotel.phone}
        return [self._named(job, hotel, language, CLOSED, values)]

    def _remarks(self, job: Job, hotel: Property, language: str) -> list[Reply]:
        """What a guest must know of how the message was read."""
        remarks = []
        total = sum(len(said.text) for said in job.said)
        if total > UNDERSTOOD_CHARACTERS or any(said.length > KEPT_CHARACTERS for said in job.said):
            values = {"max_characters": UNDERSTOOD_CHARACTERS}
            remarks.append(self._named(job, hotel, language, "error.too_long", values))
        if any(said.had_card for said in job.said):
            remarks.append(self._named(job, hotel, language, "error.card_number", {}))
        if any(said.had_file for said in job.said):
            remarks.append(self._named(job, hotel, language, "channel.file_with_words", {}))
        return remarks

    def _named(self, job: Job, hotel: Property, language: str, name: str, values: Mapping[str, Any]) -> Reply:
        return self.named(
            name,
            language=language,
            channel=job.talk.channel,
            hotel=hotel,
            values=values,
            guest=job.talk.guest,
        )

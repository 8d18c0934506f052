"""One turn as an action sees it, and the base of every action: first reply, time limit and trouble are handled here once."""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import desk as wiring
from actions.desk import Desk
from actions.said import Said, read
from common.clock import Deadline
from common.knowledge.known import Known
from common.knowledge.replies import Source
from common.languages import LANGUAGES
from common.log import get_log
from common.properties import Property
from pms.contract.errand import Errand
from pms.contract.errors import Retriable

Event = dict[str, Any]

# What a booking in the making has gathered. The guest's own name and address outlive it: the next booking may need them.
BOOKING_SLOTS = (
    "stay", "party", "stay_ok", "offers", "room", "room_wish", "room_needs", "extras", "note", "quote",
    "booking_ok",
)  # fmt: skip
# What a person who spoke in between may have made untrue: the agreements, and what they were given to.
QUOTED_SLOTS = ("quote", "booking_ok", "change_quote", "change_ok", "cancel_terms")
ERRAND_SLOTS = ("lookup", "change", "change_quote", "cancel_terms", "request")
PERSON_SLOTS = ("guest_name", "guest_email", "guest_phone")

log = get_log("actions")


@dataclass
class Turn:
    """The message, the slots as this action leaves them, and the way to the front desk."""

    desk: Desk
    said: Said
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]
    conversation: str
    turn: str
    language: str
    ranking: tuple[tuple[str, float], ...]
    deadline: Deadline
    known: Known
    _dispatcher: CollectingDispatcher
    changes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, desk: Desk, dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        return cls(
            desk=desk,
            said=read(message),
            slots=tracker.slots,
            metadata=metadata,
            conversation=str(metadata.get("conversation") or tracker.sender_id),
            turn=str(metadata.get("turn") or message.get("message_id") or ""),
            language=_language(message, metadata),
            ranking=tuple(
                (str(row.get("name")), float(row.get("confidence") or 0.0))
                for row in message.get("intent_ranking") or ()
            ),
            deadline=Deadline.after(desk.patience_seconds, desk.clock),
            # Taken once: no turn is half of one edit and half of another.
            known=desk.knowledge.current,
            _dispatcher=dispatcher,
        )

    def get(self, slot: str) -> Any:
        return self.changes[slot] if slot in self.changes else self.slots.get(slot)

    def set(self, slot: str, value: Any) -> None:
        self.changes[slot] = value

    def forget(self, *slots: str) -> None:
        for slot in slots:
            if self.get(slot) is not None:
                self.changes[slot] = None

    def say(self, reply: str, *, source: Source | None = None, **values: Any) -> None:
        """Name a reply. values: plain JSON, and only what the sentence needs: it is stored with the conversation.

        source: the entry that is told, for the transcript.
        """
        origin = {} if source is None else {"source": source.to_wire()}
        self._dispatcher.utter_message(response=reply, values=values, **origin)

    @property
    def is_overtaken(self) -> bool:
        """Whether we said something after these words were written."""
        return bool(self.metadata.get("overtaken"))

    @property
    def has_spoken(self) -> bool:
        return bool(self._dispatcher.messages)

    @property
    def hotels(self) -> tuple[Property, ...]:
        """All of them, with what staff wrote about each."""
        return tuple(self.known.hotel(hotel) for hotel in self.desk.front_desk.properties())

    @property
    def hotel(self) -> Property | None:
        """The hotel of this conversation; None while a guest of several hotels has not said which."""
        hotels = self.hotels
        by_id = {hotel.id: hotel for hotel in hotels}
        chosen = by_id.get(str(self.get("property"))) or by_id.get(str(self.metadata.get("property")))
        return chosen or (hotels[0] if len(hotels) == 1 else None)

    @property
    def some_hotel(self) -> Property:
        """The hotel, or the first of several, for what does not depend on which."""
        return self.hotel or self.hotels[0]

    @property
    def house(self) -> str:
        """Whose assistant this is: the hotel's, or all of them while the guest has not said which."""
        hotels = (self.hotel,) if self.hotel else self.hotels
        return " · ".join(hotel.name for hotel in hotels)

    @property
    def errand(self) -> Errand:
        return Errand(self.some_hotel.id, self.conversation, self.turn or None, self.deadline)

    @property
    def today(self) -> date:
        try:
            return date.fromisoformat(str(self.metadata["today"]))
        except (KeyError, ValueError):
            return self.desk.front_desk.today(self.some_hotel.id)

    def name_of(self, names: Mapping[str, str]) -> str:
        """A room's or an extra's name in the guest's language, else the hotel's, else any."""
        hotel = self.some_hotel
        # In a language the hotel does not speak the words around the name will be in the hotel's own.
        language = self.language if self.language in hotel.languages else hotel.default_language
        for code in (language, hotel.default_language, "en"):
            if code in names:
                return names[code]
        return next(iter(names.values()), "")

    async def call_a_person(self, reason: str) -> None:
        await self.desk.handoffs.record(
            conversation=self.conversation,
            turn=self.turn,
            property_id=self.some_hotel.id,
            reason=reason,
            at=self.desk.clock.now(),
        )

    def slot_events(self) -> list[Event]:
        return [SlotSet(name, value) for name, value in self.changes.items()]


class DeskAction(Action, ABC):
    """Base of every action. Subclasses give `action` and `serve`; whatever goes wrong there, the guest gets an answer."""

    action: ClassVar[str] = ""

    def name(self) -> str:
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        try:
            turn = Turn.read(wiring.desk(), dispatcher, tracker)
            void = _void_after_a_person(turn)
            events = [*void, *await self.serve(turn)]
        except Exception as error:
            # The type and the place only: an error's text may hold what the guest wrote.
            log.error(
                "action failed",
                action=self.name(),
                error=type(error).__name__,
                conversation=tracker.sender_id,
                where="".join(traceback.format_tb(error.__traceback__)[-4:]),
            )
            dispatcher.messages.clear()
            reply = "error.hotel_system" if isinstance(error, Retriable) else "error.trouble"
            dispatcher.utter_message(response=reply, values={})
            return self.after_trouble(tracker)
        if turn.has_spoken and turn.slots.get("offered") and "offered" not in turn.changes:
            # A "yes" belongs to the last thing that was said.
            events = [*events, SlotSet("offered", None)]
        return _introduced(turn, events)

    @abstractmethod
    async def serve(self, turn: Turn) -> list[Event]:
        """Answer the turn; the events it leaves behind."""

    def after_trouble(self, tracker: Tracker) -> list[Event]:
        """Events after a failure. Nothing is set, so nothing the guest said before is lost."""
        return []


def leave_form(turn: Turn) -> list[Event]:
    """Events that end whatever form runs; what it gathered stays, its question and consents do not."""
    turn.forget("question", "stay_ok", "booking_ok", "quote", "change_quote", "cancel_terms")
    turn.set("misses", 0)
    return [*turn.slot_events(), SlotSet("requested_slot", None), ActiveLoop(None)]


def _void_after_a_person(turn: Turn) -> list[Event]:
    """The first turn after staff have given the conversation back: dates and people stay, nothing that was quoted does."""
    handed_back = turn.metadata.get("handed_back")
    if not handed_back or handed_back == turn.get("handed_back"):
        return []
    turn.forget(*QUOTED_SLOTS)
    turn.set("handed_back", handed_back)
    return turn.slot_events()


def _introduced(turn: Turn, events: list[Event]) -> list[Event]:
    """The first reply of a session says that no person writes here, and where the privacy notice is."""
    asks = any(event.get("name") == "question" and event.get("value") for event in events)
    if turn.get("disclosed") or not (turn.has_spoken or asks):
        return events
    hotel = turn.some_hotel
    messages = turn._dispatcher.messages
    said = list(messages)
    messages.clear()
    turn.say("greeting.disclosure", hotel=turn.house, privacy_url=hotel.privacy_url)
    messages.extend(said)
    return [SlotSet("disclosed", True), *events]


def _language(message: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """The language the reply will be in; the reply client chooses by the same order."""
    understood = (message.get("understood") or {}).get("language") or {}
    known = metadata.get("language") or {}
    locale = str(metadata.get("locale") or "")
    for code in (understood.get("reply"), known.get("reply"), locale[:2].lower()):
        if code in LANGUAGES:
            return str(code)
    return "en"

"""The base of our forms' validation actions.

Rasa runs a form; we decide all of it. `validate_<form>` reads the turn, answers what was asked in passing, and returns
the slots, the next `requested_slot` and the slot `question`, which the reply client renders when Rasa asks. A message
that begins another errand gets no events, so Rasa's form rejects and the rules choose by intent. A form ends when
nothing is left to ask: what it does at its end (book, change, cancel) is done here, in the call that saw the consent,
so that no other call can ever do it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions import hotels, language, own_answers, questions, smalltalk
from actions.context import DeskAction, Event, Turn
from pms.contract.errors import Retriable

# Whoever asks for these is let go whatever was being asked.
ALWAYS_LEAVES = frozenset({"human_handoff", "complaint", "emergency", "start_over", "goodbye"})
ERRANDS = frozenset(
    {
        "book_room",
        "check_availability",
        "ask_price",
        "modify_booking",
        "cancel_booking",
        "booking_status",
        "special_request",
    }
)
# A name may look like any intent; a message that answers the question must look very much like another errand.
SURE = 0.5
# Asked when the hotel's system is away; a "yes" tries again.
RETRY = "retry"
# Questions to which "the dates" is an answer.
ASKS_WHICH_PART = frozenset(
    {"ask.what_to_change", "booking.not_booked", "availability.other_wish", "ask.change_what"}
)
# What is asked again in fewer words: what the guest has just read need not be read again. The values that go along.
_AGAIN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ask.room": ("ask.room_again", ("offers",)),
    "ask.several_rooms": ("ask.several_rooms_again", ("room_sets",)),
    "ask.extras": ("ask.extras_again", ("extras_offered",)),
    "ask.stay": ("ask.stay_again", ()),
    "ask.children_ages": ("ask.children_ages_again", ("party",)),
    "ask.guest_name": ("ask.guest_name_again", ()),
    "ask.guest_email": ("ask.guest_email_again", ()),
    "ask.booking_ok": ("ask.booking_ok_again", ("total",)),
    "ask.change_ok": ("ask.change_ok_again", ("new_total",)),
}
CONSENTS = ("booking_ok", "change_ok", "cancel_ok")
# Questions that a plain yes or no answers.
TAKES_YES_NO = frozenset({*CONSENTS, "stay_ok", "extras", RETRY})


@dataclass(frozen=True)
class Question:
    """slot: what the answer fills; reply: the question's key in the catalog."""

    slot: str
    reply: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """The form is over; what had to be said has been. follow: the form that goes on from here."""

    follow: str | None = None


Step = Question | Done


def again(question: Question) -> Question:
    """The same question, shorter where there is a shorter form."""
    reply, names = _AGAIN.get(question.reply, (question.reply, tuple(question.values)))
    return Question(
        question.slot, reply, {name: question.values[name] for name in names if name in question.values}
    )


def _is_repeated(asked: Question, step: Question) -> bool:
    """Whether a question brings nothing that was not just read. What a guest agrees to is read in full each time."""
    if step.slot in CONSENTS or asked.reply not in (step.reply, again(step).reply):
        return False
    return all(step.values.get(name) == value for name, value in asked.values.items())


class FormAction(DeskAction):
    """Subclasses: `form`, the intents that are its `own`, `begin`, `take` and `ask`."""

    form: ClassVar[str]
    own: ClassVar[frozenset[str]] = frozenset()
    sells_extras: ClassVar[bool] = False

    def name(self) -> str:
        return f"validate_{self.form}"

    def begin(self, turn: Turn) -> None:
        """The form starts: consents of another day are forgotten."""

    @abstractmethod
    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        """Put what the message says into slots. True when it brought something, a step when that decides what is next."""

    @abstractmethod
    async def ask(self, turn: Turn) -> Step:
        """The next question, or the end."""

    def answers(self, turn: Turn, asked: Question) -> bool:
        """Whether the message holds what was asked for, whatever intent it looks like."""
        return False

    async def serve(self, turn: Turn) -> list[Event]:
        asked = self._asked(turn)
        is_hotel_chosen = hotels.take(turn)
        if asked is None:
            turn.set("misses", 0)
            self.begin(turn)
            if turn.said.questions and not turn.has_spoken and turn.said.intent not in questions.TOPICS:
                await questions.answer(turn)
            return self._events(turn, await self._next(turn, None))
        if is_hotel_chosen:
            return self._events(turn, await self._next(turn, asked, has_news=True))
        if self._leaves(turn, asked):
            return []
        if turn.is_overtaken and asked.slot in TAKES_YES_NO and turn.said.agrees:
            # This "yes" was written before the question could be read; what is agreed to is asked whole again.
            return self._events(turn, asked)
        in_passing = await self._answer_in_passing(turn, asked)
        return self._events(turn, await self._next(turn, asked, in_passing=in_passing))

    def after_trouble(self, tracker: Tracker) -> list[Event]:
        """Ask the same again; a form that had only begun ends. One slot is always set, or the form would reject."""
        kept = tracker.get_slot("question") or {}
        if kept.get("form") == self.form:
            return [SlotSet("question", kept), SlotSet("requested_slot", kept["slot"])]
        return [SlotSet("question", None), SlotSet("requested_slot", None)]

    async def _next(
        self, turn: Turn, asked: Question | None, *, in_passing: bool = False, has_news: bool = False
    ) -> Step:
        try:
            taken = await self.take(turn, asked) or has_news
            if asked is not None and asked.slot == RETRY and not isinstance(taken, Question | Done):
                if turn.said.is_no:
                    turn.say("error.later", phone=turn.some_hotel.phone)
                    return Done()
                taken = taken or turn.said.is_yes
            if isinstance(taken, Question | Done):
                turn.set("misses", 0)
                return taken
            if taken or asked is None:
                turn.set("misses", 0)
                step = await self.ask(turn)
                is_same = asked is not None and isinstance(step, Question) and _is_repeated(asked, step)
                return again(step) if is_same and not has_news and isinstance(step, Question) else step
            if not in_passing:
                self._missed(turn)
            if self._kept(turn).get("language") != turn.language:
                # The question holds names in the other language; it is made anew.
                return await self.ask(turn)
            return again(asked)
        except Retriable:
            # What was said is kept and the guest may say when to try again; what was agreed must be agreed again.
            for consent in CONSENTS:
                turn.changes.pop(consent, None)
            return Question(RETRY, "error.try_again")

    def _missed(self, turn: Turn) -> None:
        """First ask again in other words; from the second time on offer a person as well."""
        misses = int(turn.get("misses") or 0) + 1
        turn.set("misses", misses)
        if misses > 1:
            turn.say("fallback.offer_person")
        elif language.is_foreign(turn):
            language.say_which_are_spoken(turn)
        elif turn.said.intent not in self.own or turn.said.guarded:
            # "I want to book a room" in the middle of a booking was understood; asking on is the answer.
            turn.say("fallback.rephrase")

    def _leaves(self, turn: Turn, asked: Question) -> bool:
        said = turn.said
        if said.is_button:
            return said.intent in (ALWAYS_LEAVES | ERRANDS) - self.own
        if said.intent == "complaint" and self._declines(turn, asked):
            return False
        answers = self.answers(turn, asked)
        if said.intent in ALWAYS_LEAVES:
            return not answers or said.confidence >= SURE
        return said.intent in ERRANDS - self.own and not answers

    def _declines(self, turn: Turn, asked: Question) -> bool:
        """ "No, too dear" and "no breakfast, no parking" are no complaints where they answer what was asked."""
        said = turn.said
        if asked.slot in CONSENTS and (said.is_no or "cancel_booking" in said.negated):
            return True
        return self.sells_extras and bool(said.unwanted_extras)

    def _thanks_for_an_answer(self, turn: Turn, asked: Question) -> bool:
        """ "Yes, thank you", "the double, thanks": the thanks need no reply of their own."""
        said = turn.said
        is_answer = asked.slot in TAKES_YES_NO and (said.is_yes or said.is_no)
        return is_answer or said.has_wish or bool(said.extras)

    async def _answer_in_passing(self, turn: Turn, asked: Question) -> bool:
        """Questions about the hotel, the language, courtesies: answered, and the form goes on asking."""
        intent = turn.said.intent
        if intent == "thank" and self._thanks_for_an_answer(turn, asked):
            return False
        if turn.said.shift and intent in ("ask_checkin_time", "ask_checkout_time") and not turn.said.asks:
            # "We arrive the day before" tells.
            return False
        if turn.said.request and "?" not in turn.said.text:
            # "We arrive at ten at night" tells, though it looks like the question when one may come.
            return False
        is_open = intent in own_answers.UNANSWERED and not self.answers(turn, asked)
        if is_open and own_answers.answer_in_passing(turn):
            return True
        if intent in questions.TOPICS:
            if self.sells_extras and questions.is_order(turn.said, asked_slot=asked.slot):
                return False
            if turn.said.topic and asked.reply in ASKS_WHICH_PART and "?" not in turn.said.text:
                # "The guests" after "what shall I change?" asks nothing about the house.
                return False
            if self.answers(turn, asked) and "?" not in turn.said.text and turn.said.confidence < SURE:
                return False
            if (
                intent == "ask_room_types"
                and (turn.said.room_type or (turn.said.party or {}).get("rooms"))
                and "?" not in turn.said.text
            ):
                # "Better not the suite, the double" and "better in two rooms" choose.
                return False
            if intent == "ask_checkout_time" and turn.said.stay and not turn.said.times:
                # "And if we leave on the 9th?" asks for a day, not for an hour.
                return False
            if turn.said.room_wishes and self.sells_extras and "?" not in turn.said.text:
                # "Something with a balcony, then" chooses, too.
                return False
            await questions.answer(turn)
        elif turn.said.questions:
            await questions.answer(turn)
        elif intent == "change_language" or (intent == "nlu_fallback" and turn.said.language):
            language.answer(turn)
        elif intent in smalltalk.IN_PASSING and (self.answers(turn, asked) or turn.said.choice == "none"):
            # "Nothing else, thanks" and "oops, sorry, the 11th" answer; the courtesy needs no words.
            return False
        elif intent in smalltalk.IN_PASSING and not turn.said.name:
            smalltalk.answer(turn)
        else:
            return False
        return True

    def _kept(self, turn: Turn) -> Mapping[str, Any]:
        kept = turn.slots.get("question") or {}
        return kept if kept.get("form") == self.form else {}

    def _asked(self, turn: Turn) -> Question | None:
        """The question that is open, None when the form starts. Rasa's own `requested_slot` may be another form's."""
        kept = self._kept(turn)
        return Question(kept["slot"], kept["reply"], kept.get("values") or {}) if kept else None

    def _events(self, turn: Turn, step: Step) -> list[Event]:
        if isinstance(step, Done):
            events = [*turn.slot_events(), SlotSet("question", None), SlotSet("requested_slot", None)]
            return [*events, FollowupAction(step.follow)] if step.follow else events
        kept = {
            "form": self.form,
            "slot": step.slot,
            "reply": step.reply,
            "values": dict(step.values),
            "language": turn.language,
        }
        return [*turn.slot_events(), SlotSet("question", kept), SlotSet("requested_slot", step.slot)]

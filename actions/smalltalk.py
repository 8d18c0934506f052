"""Courtesies, and the plain "yes" or "no" to something offered outside a form."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import own_answers, questions
from actions.context import BOOKING_SLOTS, ERRAND_SLOTS, PERSON_SLOTS, DeskAction, Event, Turn, leave_form

IN_PASSING = frozenset({"greet", "thank", "ask_bot_identity", "out_of_scope"})
# What a plain "yes" begins, by what was offered last.
_BEGINS = {"book_room": "booking_form", "human_handoff": "action_handoff"}


def answer(turn: Turn) -> None:
    """A courtesy in the middle of something else; a greeting there needs no words of its own."""
    intent = turn.said.intent
    if intent == "thank":
        turn.say("smalltalk.welcome")
    elif intent == "ask_bot_identity" and not own_answers.answer(turn, least=own_answers.SURE):
        turn.say("smalltalk.identity", hotel=turn.house)
    elif intent == "out_of_scope" and not own_answers.answer(turn):
        turn.say("smalltalk.out_of_scope", hotel=turn.some_hotel.name)


def welcome(turn: Turn) -> None:
    """One message at the first greeting: who we are, that no person writes here, and what can be done."""
    hotel = turn.some_hotel
    if turn.get("disclosed"):
        turn.say("greeting.hello", hotel=turn.house)
    else:
        turn.set("disclosed", True)
        turn.say("greeting.welcome", hotel=turn.house, privacy_url=hotel.privacy_url)


class Greet(DeskAction):
    """A greeting that already says a stay goes straight on with it."""

    action = "action_greet"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.set("misses", 0)
        if turn.said.has_wish:
            return [*turn.slot_events(), FollowupAction("booking_form")]
        turn.set("offered", "book_room")
        welcome(turn)
        if turn.said.questions:
            await questions.answer(turn)
        elif own_answers.is_question(turn):
            # "Hello! Do you lend umbrellas?"
            own_answers.answer(turn, least=own_answers.SURE)
        return turn.slot_events()


class Smalltalk(DeskAction):
    """Thanks, "are you a robot?", and what is none of a hotel's business."""

    action = "action_smalltalk"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.set("misses", 0)
        answer(turn)
        return turn.slot_events()


class Goodbye(DeskAction):
    action = "action_goodbye"

    async def serve(self, turn: Turn) -> list[Event]:
        unfinished = (turn.slots.get("question") or {}).get("form") == "booking_form"
        turn.say(
            "greeting.goodbye_unfinished" if unfinished else "greeting.goodbye", hotel=turn.some_hotel.name
        )
        return leave_form(turn)


class StartOver(DeskAction):
    """Everything the guest said about stays is forgotten; that this is an assistant need not be said again."""

    action = "action_start_over"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.forget(*BOOKING_SLOTS, *ERRAND_SLOTS, *PERSON_SLOTS)
        turn.set("offered", "book_room")
        turn.say("greeting.start_over")
        return leave_form(turn)


class Affirm(DeskAction):
    action = "action_affirm"

    async def serve(self, turn: Turn) -> list[Event]:
        begins = _BEGINS.get(str(turn.get("offered")))
        if begins and turn.said.is_yes:
            turn.set("offered", None)
            return [*turn.slot_events(), FollowupAction(begins)]
        if turn.get("stay") and turn.said.intent == "affirm":
            # A booking was left for something more urgent: "all right, let's go on".
            return [*turn.slot_events(), FollowupAction("booking_form")]
        turn.say("smalltalk.what_next")
        return turn.slot_events()


class Deny(DeskAction):
    action = "action_deny"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.forget("offered")
        turn.say("smalltalk.anything_else")
        return turn.slot_events()

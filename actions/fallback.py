"""What was not understood, outside a form: the hotel's own answers, then "did you mean", then a person."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import hotels, language, own_answers, questions
from actions.context import DeskAction, Event, Turn
from actions.handoff import hand_over
from actions.said import Said
from actions.smalltalk import welcome

# Guessing these helps nobody: they are no errands, or they only fit a question.
_NO_GUESS = frozenset(
    {"nlu_fallback", "inform", "affirm", "deny", "out_of_scope", "greet", "thank", "goodbye"}
)
_GUESSES = 2


async def fall_back(turn: Turn) -> list[Event]:
    if own_answers.answer(turn):
        turn.set("misses", 0)
        return turn.slot_events()
    misses = int(turn.get("misses") or 0) + 1
    turn.set("misses", misses)
    guesses = [name for name, _ in turn.ranking if name not in _NO_GUESS][:_GUESSES]
    if misses > 1:
        turn.set("misses", 0)
        await hand_over(turn, "not_understood", reply="fallback.handoff")
    elif language.is_foreign(turn):
        language.say_which_are_spoken(turn)
    elif guesses and not turn.said.guarded:
        turn.say("fallback.did_you_mean", guesses=[{"intent": name} for name in guesses])
    else:
        turn.say("fallback.menu")
    return turn.slot_events()


class Fallback(DeskAction):
    action = "action_fallback"

    async def serve(self, turn: Turn) -> list[Event]:
        if hotels.take(turn):
            return await _go_on_in_hotel(turn)
        if turn.said.language:
            # Words in a language we do not read may still name a language.
            language.answer(turn)
            return turn.slot_events()
        if turn.said.request or _goes_on(turn):
            return [*turn.slot_events(), FollowupAction("request_form")]
        if turn.said.has_wish:
            # The intent is unclear, the stay is not.
            return [*turn.slot_events(), FollowupAction("booking_form")]
        return await fall_back(turn)


class DefaultFallback(Fallback):
    """The same where no rule fits."""

    action = "action_default_fallback"


class Inform(DeskAction):
    """A bare value outside any form: a stay begins a booking, a reference a look at that booking."""

    action = "action_inform"

    async def serve(self, turn: Turn) -> list[Event]:
        said = turn.said
        if _goes_on(turn):
            return [*turn.slot_events(), FollowupAction("request_form")]
        if hotels.take(turn):
            return await _go_on_in_hotel(turn)
        if not _names_days(said) and said.has_wish and not turn.get("stay") and await _has_booked(turn):
            # "One night more" or "we will be three" without days is about the booking that was made here.
            return [FollowupAction("change_form")]
        if said.reference:
            return [FollowupAction("status_form")]
        if said.has_wish:
            return [FollowupAction("booking_form")]
        return await fall_back(turn)


async def _go_on_in_hotel(turn: Turn) -> list[Event]:
    """What the guest asked when the hotel was not known yet, else a welcome to the hotel that was named."""
    waiting = questions.waiting_topic(turn)
    if waiting:
        turn.forget("offered")
        await questions.tell(turn, waiting)
    elif turn.said.has_wish:
        return [*turn.slot_events(), FollowupAction("booking_form")]
    else:
        turn.set("offered", "book_room")
        welcome(turn)
    return turn.slot_events()


def _goes_on(turn: Turn) -> bool:
    """ "And at 17:00?" after an hour of leaving or coming was spoken of."""
    return bool(turn.said.times) and turn.get("offered") in ("late_check_out", "early_check_in")


def _names_days(said: Said) -> bool:
    return bool(said.stay and (said.stay.get("check_in") or said.stay.get("ambiguous")))


async def _has_booked(turn: Turn) -> bool:
    return bool(await turn.desk.front_desk.own_reservations(turn.errand))

"""Questions about the hotel, answered from what the hotel itself says; what it does not say is not known here."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import own_answers
from actions.context import DeskAction, Event, Turn
from actions.handoff import offer_a_person
from actions.own_answers import OWN, WAITING, properties_json
from actions.said import Said
from common.knowledge.matching import SURE
from common.knowledge.replies import Source, fact_json, reply_of, says_anything, values_of

# The intent and the fact it asks for; the reply is `question.<fact>`.
TOPICS = {
    "ask_amenities": "amenities",
    "ask_checkin_time": "checkin",
    "ask_checkout_time": "checkout",
    "ask_location": "location",
    "ask_parking": "parking",
    "ask_breakfast": "breakfast",
    "ask_wifi": "wifi",
    "ask_pets": "pets",
    "ask_payment": "payment",
    "ask_policies": "policies",
    "ask_restaurant": "restaurant",
    "ask_room_types": "rooms",
}
# Known of every hotel, whatever its list of facts says.
_SURE = 0.85
EXTRA_TOLD = "extra:"
"""Before the extra that was told about last: a "yes" to the extras orders it."""
_EXTRA_OF = {"breakfast": "breakfast", "parking": "parking", "pets": "pet"}
_ALWAYS_KNOWN = frozenset({"checkin", "checkout", "location"})


async def answer(turn: Turn) -> None:
    """Say what is known about everything that the message asks of the hotel."""
    if own_answers.answer(turn, least=SURE):
        # Staff wrote this very question down because the general answer does not answer it.
        return
    intents = list(turn.said.questions)
    if turn.said.intent not in intents:
        intents.insert(0, turn.said.intent)
    for topic in dict.fromkeys(TOPICS[intent] for intent in intents if intent in TOPICS):
        await tell(turn, topic)
        if turn.hotel is None:
            break


async def tell(turn: Turn, topic: str) -> None:
    """Say what is known about one topic."""
    hotel = turn.hotel
    if hotel is None:
        # Told once the guest has named the hotel.
        turn.set("offered", WAITING + topic)
        turn.say("question.which_property", properties=properties_json(turn))
        return
    if topic == "rooms":
        await _rooms(turn)
        return
    if topic.startswith(OWN) and own_answers.tell(turn, topic.removeprefix(OWN)):
        return
    fact = hotel.facts.get(topic)
    if topic not in _ALWAYS_KNOWN and not says_anything(fact):
        if own_answers.answer(turn):
            return
        await turn.call_a_person(f"unknown_fact:{topic.partition(':')[0]}")
        offer_a_person(turn, "question.unknown", phone=hotel.phone)
        return
    if topic in _EXTRA_OF:
        turn.set("offered", EXTRA_TOLD + _EXTRA_OF[topic])
    source = Source.of_fact(hotel, topic, turn.known.fact_version(hotel, topic))
    turn.say(reply_of(topic), **values_of(topic, hotel, turn.language), source=source)


def waiting_topic(turn: Turn) -> str | None:
    """What was asked when the hotel was not known yet."""
    offered = str(turn.get("offered") or "")
    return offered.removeprefix(WAITING) if offered.startswith(WAITING) else None


def is_order(said: Said, *, asked_slot: str | None = None) -> bool:
    """ "With breakfast and parking" holds the words of two questions; only a very likely one is taken for a question."""
    if "?" in said.text or not (said.extras or said.unwanted_extras):
        return False
    # A bare "breakfast" looks like the question; after "would you like to add anything?" it is the answer.
    is_answer = asked_slot in ("extras", "room") and not said.asks
    # "Also parking", "the family room with a cot".
    is_addition = (said.adds or bool(said.room_type)) and not said.asks
    return is_answer or is_addition or bool(said.unwanted_extras) or said.confidence < _SURE


async def _rooms(turn: Turn) -> None:
    types = await turn.desk.front_desk.room_types(turn.errand)
    rows = [
        {
            "id": room.id,
            "name": turn.name_of(room.names),
            "description": turn.name_of(room.descriptions),
            "max_people": room.max_people,
        }
        for room in types
    ]
    turn.say("question.rooms", room_types=rows)


def fact_words(turn: Turn, topic: str) -> str | None:
    """What the hotel says of a topic, in the guest's language or its own; None when it says nothing."""
    hotel = turn.hotel
    fact = hotel.facts.get(topic) if hotel else None
    return fact_json(fact, hotel, turn.language).get("text") if hotel else None


class Answer(DeskAction):
    """A question outside any form; a stay said in the same breath is gone on with."""

    action = "action_question"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.set("misses", 0)
        said = turn.said
        if said.other_room and not said.has_wish and await turn.desk.front_desk.own_reservations(turn.errand):
            return [*turn.slot_events(), FollowupAction("change_form")]
        if (said.request or is_order(said)) and await turn.desk.front_desk.own_reservations(turn.errand):
            # "Can I leave later?" and "add parking" from someone who has booked are wishes, not questions about the house.
            return [*turn.slot_events(), FollowupAction("request_form")]
        moves = said.shift and not said.stay and not turn.get("stay")
        if moves and await turn.desk.front_desk.own_reservations(turn.errand):
            # "What if we came a day later?" sounds like a question about the house, and moves what was booked.
            return [*turn.slot_events(), FollowupAction("change_form")]
        await answer(turn)
        events = turn.slot_events()
        return [*events, FollowupAction("booking_form")] if turn.said.has_wish else events

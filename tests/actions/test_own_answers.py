"""Facts that staff changed, and the hotel's own answers, in conversations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import desk
from common.knowledge.entry import Subject
from common.knowledge.known import compose
from common.knowledge.ledger import Version
from common.properties import Properties
from tests.actions.conversation import Conversation

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BIKES = {
    "questions": {"en": ["Can I store my bike?"], "es": ["¿Puedo guardar mi bicicleta?"]},
    "answers": {"en": "Yes, in the courtyard.", "es": "Sí, en el patio."},
}


@pytest.fixture
def publish(installed: desk.Desk, properties: Properties) -> Callable[..., None]:
    """What guests are told from now on."""

    def now(**contents: Any) -> None:
        live = [
            Version(Subject(properties.default.id, name.replace("_", ".", 1)), 2, content, "eva", "", NOW)
            for name, content in contents.items()
        ]
        installed.knowledge.swap(compose(properties, live, revision=1))

    return now


async def test_a_fact_is_told_as_staff_wrote_it(guest: Conversation, publish: Callable[..., None]) -> None:
    publish(fact_checkin={"time": "16:30", "text": {"en": "Ring the bell."}})
    await guest.say("ask_checkin_time", "when can we check in?")
    assert guest.last[-1].text == "Check-in is from 16:30. Ring the bell."


async def test_what_is_not_understood_is_answered_from_the_hotels_own(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    asked = ("nlu_fallback", "can we store our bikes?")
    assert "question.own" not in await guest.say(*asked)
    publish(answer_qa_1=BIKES)
    assert (await guest.say(*asked))[-1] == "question.own"
    assert guest.last[-1].text == "Yes, in the courtyard."
    assert guest.slots["misses"] == 0
    assert await guest.say("out_of_scope", "where to store a bike") == ["question.own"]
    assert await guest.say("out_of_scope", "who won the football?") == ["smalltalk.out_of_scope"]


async def test_a_reply_names_the_entry_and_version_that_it_tells(
    guest: Conversation, publish: Callable[..., None], properties: Properties
) -> None:
    hotel = properties.default.id
    await guest.say("ask_checkin_time", "when can we check in?")
    assert guest.last[-1].source == {"property": hotel, "entry": "fact.checkin", "version": 1}
    publish(fact_checkin={"time": "16:30", "text": {}}, answer_qa_1=BIKES)
    await guest.say("ask_checkin_time", "when can we check in?")
    assert guest.last[-1].source == {"property": hotel, "entry": "fact.checkin", "version": 2}
    await guest.say("nlu_fallback", "can we store our bikes?")
    assert guest.last[-1].source == {"property": hotel, "entry": "answer.qa_1", "version": 2}
    await guest.say("greet", "hello")
    assert guest.last[-1].source is None


async def test_the_answer_is_in_the_guests_language(
    arrive: Callable[..., Conversation], publish: Callable[..., None]
) -> None:
    publish(answer_qa_1=BIKES)
    guest = arrive(language="es")
    await guest.say("nlu_fallback", "puedo guardar mi bici?")
    assert guest.last[-1].text == "Sí, en el patio."


async def test_a_general_answer_gives_way_to_the_hotels_own_words_only(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    publish(answer_qa_1=BIKES)
    assert (await guest.say("ask_parking", "can i store my bike?"))[-1] == "question.own"
    assert await guest.say("ask_parking", "can we store a car and bikes?") == ["question.parking"]


async def test_a_fact_that_is_not_known_may_be_answered_so(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    silent = {"available": None, "price": "", "per": "", "text": {}}
    publish(fact_pets=silent, answer_qa_1={"questions": {"en": ["Can I bring my parrot?"]}, "answers": {"en": "Yes."}})  # fmt: skip
    assert (await guest.say("ask_pets", "is it ok to bring a parrot with us?"))[-1] == "question.own"
    assert await guest.say("ask_pets", "do you take dogs?") == ["question.unknown"]


async def test_a_form_goes_on_after_it(guest: Conversation, publish: Callable[..., None]) -> None:
    publish(answer_qa_1=BIKES)
    await guest.say("book_room", "I want a room")
    said = await guest.say("nlu_fallback", "can we store our bikes?", asks=True)
    assert said == ["question.own", "ask.stay_again"]
    assert guest.loop == "booking_form"


async def test_words_that_are_guarded_or_pressed_find_nothing(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    publish(answer_qa_1=BIKES)
    assert "question.own" not in await guest.say("nlu_fallback", "can i store my bike?", guarded=True)
    assert "question.own" not in await guest.order("nlu_fallback")


async def test_a_wish_gives_way_to_the_hotels_answer_only_when_it_asks_in_the_same_words(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    publish(answer_qa_1=BIKES)
    assert (await guest.say("special_request", "can i store my bike?"))[-1] == "question.own"
    assert guest.loop is None
    assert "question.own" not in await guest.say("special_request", "please store my bike")
    assert "question.own" not in await guest.say("special_request", "can you store bikes and surfboards?")


async def test_a_greeting_before_the_question_is_returned_and_the_question_answered(
    guest: Conversation, publish: Callable[..., None]
) -> None:
    publish(answer_qa_1=BIKES)
    assert await guest.say("greet", "Hello! Can I store my bike?") == ["greeting.welcome", "question.own"]
    assert await guest.say("ask_bot_identity", "can i store my bike") == ["question.own"]
    assert await guest.say("ask_bot_identity", "are you a bike?") == ["smalltalk.identity"]

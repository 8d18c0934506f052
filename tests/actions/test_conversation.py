"""What is no errand: questions, courtesies, the language, persons, and what was not understood."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.questions import TOPICS
from common.languages import SPOKEN
from common.properties import Property
from pms.front_desk import FrontDesk
from tests.actions.conversation import Conversation
from tests.actions.test_book import TWO, WEEKEND
from tests.actions.test_errands import reasons


@pytest.fixture
def guest(guest: Conversation) -> Conversation:
    guest.slots["disclosed"] = True
    return guest


@pytest.fixture
def poor(front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> Property:
    """A hotel that says nothing about itself."""
    hotel = dataclasses.replace(front_desk.properties()[0], facts={})
    monkeypatch.setattr(front_desk, "properties", lambda: (hotel,))
    return hotel


@pytest.fixture
def bilingual(front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> Property:
    """A hotel that writes English and Spanish only."""
    hotel = dataclasses.replace(front_desk.properties()[0], languages=("en", "es"))
    monkeypatch.setattr(front_desk, "properties", lambda: (hotel,))
    return hotel


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("intent", "topic"), TOPICS.items())
async def test_every_question_has_the_hotels_own_answer(
    guest: Conversation, intent: str, topic: str, language: str
) -> None:
    guest.language = language
    assert await guest.say(intent) == [f"question.{topic}"]


async def test_a_price_stands_in_the_answer(guest: Conversation) -> None:
    await guest.say("ask_breakfast")
    assert "€12.50" in guest.text


async def test_what_the_hotel_does_not_say_is_not_known_and_noted(
    guest: Conversation, poor: Property, engine: AsyncEngine
) -> None:
    assert await guest.say("ask_pets") == ["question.unknown"]
    assert await reasons(engine) == ["unknown_fact:pets"]
    assert await guest.say("affirm", "yes") == ["handoff.requested"]


async def test_hours_and_place_are_known_of_every_hotel(guest: Conversation, poor: Property) -> None:
    assert await guest.say("ask_checkin_time") == ["question.checkin"]
    assert await guest.say("ask_checkout_time") == ["question.checkout"]
    assert await guest.say("ask_location") == ["question.location"]


async def test_a_person_is_noted_once_a_turn(guest: Conversation, engine: AsyncEngine) -> None:
    assert await guest.say("human_handoff") == ["handoff.requested"]
    guest.turns -= 1
    await guest.say("human_handoff")
    assert await reasons(engine) == ["asked"]


async def test_a_complaint_goes_to_a_person(guest: Conversation, engine: AsyncEngine) -> None:
    assert await guest.say("complaint") == ["handoff.complaint"]
    assert await reasons(engine) == ["complaint"]


async def test_danger_goes_to_a_person_with_the_numbers_to_call(
    guest: Conversation, engine: AsyncEngine
) -> None:
    assert await guest.say("emergency") == ["handoff.emergency"]
    assert await reasons(engine) == ["emergency"]


async def test_did_you_mean_then_a_person(guest: Conversation, engine: AsyncEngine) -> None:
    ranking = [{"name": "booking_status", "confidence": 0.25}, {"name": "ask_parking", "confidence": 0.2}]
    assert await guest.say("nlu_fallback", ranking=ranking) == ["fallback.did_you_mean"]
    assert [button["title"] for button in guest.last[-1].buttons][:2] == ["My booking", "Parking"]
    assert await guest.say("nlu_fallback", ranking=ranking) == ["fallback.handoff"]
    assert await reasons(engine) == ["not_understood"]


async def test_a_guess_may_be_pressed(guest: Conversation) -> None:
    await guest.say("nlu_fallback", ranking=[{"name": "ask_parking", "confidence": 0.2}])
    assert await guest.press("Parking") == ["question.parking"]
    # Having been understood, the next slip is a first one again.
    assert await guest.say("nlu_fallback", guarded=True) == ["fallback.menu"]


async def test_gibberish_is_not_guessed_at(guest: Conversation) -> None:
    ranking = [{"name": "ask_parking", "confidence": 0.2}]
    assert await guest.say("nlu_fallback", ranking=ranking, guarded=True) == ["fallback.menu"]


async def test_a_stay_in_an_unclear_message_begins_a_booking(guest: Conversation) -> None:
    assert await guest.say("nlu_fallback", stay=WEEKEND, party=TWO) == ["ask.stay_ok"]
    assert await guest.say("goodbye") == ["greeting.goodbye_unfinished"]


async def test_yes_begins_what_was_offered(guest: Conversation) -> None:
    assert await guest.say("greet") == ["greeting.hello"]
    assert await guest.say("affirm", "yes") == ["ask.stay"]


async def test_yes_belongs_to_the_last_thing_said(guest: Conversation) -> None:
    await guest.say("greet")
    await guest.say("ask_parking")
    assert await guest.say("affirm", "yes") == ["smalltalk.what_next"]


async def test_yes_and_no_to_nothing_are_answered(guest: Conversation) -> None:
    assert await guest.say("affirm", "yes") == ["smalltalk.what_next"]
    assert await guest.say("deny", "no") == ["smalltalk.anything_else"]


@pytest.mark.parametrize(
    ("intent", "reply"),
    [
        ("thank", "smalltalk.welcome"),
        ("ask_bot_identity", "smalltalk.identity"),
        ("out_of_scope", "smalltalk.out_of_scope"),
        ("goodbye", "greeting.goodbye"),
        ("start_over", "greeting.start_over"),
    ],
)
async def test_courtesies_are_answered(guest: Conversation, intent: str, reply: str) -> None:
    assert await guest.say(intent) == [reply]


async def test_start_over_forgets_the_booking_in_the_making(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert await guest.say("start_over") == ["greeting.start_over"]
    assert guest.loop is None
    assert await guest.say("book_room") == ["ask.stay"]


@pytest.mark.parametrize(
    ("wish", "reply"),
    [("es", "language.changed"), ("ja", "language.not_spoken"), (None, "language.which")],
)
async def test_a_language_is_changed_refused_or_asked(guest: Conversation, wish: Any, reply: str) -> None:
    assert await guest.say("change_language", wish=wish) == [reply]


async def test_a_language_named_in_words_we_do_not_read_is_heard(
    guest: Conversation, bilingual: Property
) -> None:
    assert await guest.say("nlu_fallback", "bitte auf deutsch", wish="de") == ["language.not_spoken"]


@pytest.mark.parametrize("heard", [{"code": "fr"}, {"code": "en", "confidence": 0.2, "other": "zh"}])
async def test_who_writes_a_language_we_do_not_speak_is_told_which_we_do(
    guest: Conversation, bilingual: Property, heard: dict[str, Any]
) -> None:
    assert await guest.say("nlu_fallback", "bonjour", heard=heard) == ["language.not_spoken"]
    await guest.say("book_room", stay=WEEKEND)
    assert await guest.say("nlu_fallback", "bonjour", heard=heard) == ["language.not_spoken", "ask.party"]


async def test_words_in_a_language_that_is_not_sure_are_only_not_understood(guest: Conversation) -> None:
    assert await guest.say("nlu_fallback", "hm", heard={"code": "fr", "confidence": 0.5}) == ["fallback.menu"]


async def test_the_question_is_asked_again_in_the_new_language(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.say("affirm", "yes")
    guest.language = "es"
    assert await guest.say("change_language", wish="es") == ["language.changed", "ask.room"]
    assert "Habitación doble" in guest.text

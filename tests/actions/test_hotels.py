"""Several hotels behind one desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import desk
from common.knowledge.entry import Subject
from common.knowledge.known import compose
from common.knowledge.ledger import Version
from common.properties import Properties, load_properties
from tests.actions.conversation import ROOT, Conversation

TWO = {"adults": 2, "children": 0, "children_ages": []}
WEEKEND = {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []}


@pytest.fixture
def properties() -> Properties:
    (mirador,) = load_properties(ROOT / "posada" / "demo_hotel.yml")
    facts = {**mirador.facts, "wifi": replace(mirador.facts["wifi"], text={"en": "Wifi in the lighthouse."})}
    return Properties((mirador, replace(mirador, id="faro", name="Casa do Faro", city="Faro", facts=facts)))


@pytest.fixture
def guest(guest: Conversation) -> Conversation:
    guest.metadata["property"] = None
    return guest


async def test_a_booking_first_asks_which_hotel(guest: Conversation) -> None:
    assert (await guest.say("book_room", stay=WEEKEND, party=TWO))[-1] == "ask.property"
    assert (await guest.press("Casa do Faro"))[-1] == "ask.stay_ok"
    assert guest.slots["property"] == "faro"


@pytest.mark.parametrize("words", ["the Casa do Faro please", "faro", "CASA DO", "the one in Fáro"])
async def test_a_hotel_is_named_in_words(guest: Conversation, words: str) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert (await guest.say("ask_location", words))[-1] == "ask.stay_ok"
    assert guest.slots["property"] == "faro"


async def test_a_word_both_share_names_none(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert (await guest.say("inform", "the posada casa"))[-1] == "ask.property"


async def test_a_question_waits_for_the_hotel_it_is_about(guest: Conversation) -> None:
    assert (await guest.say("ask_wifi"))[-1] == "question.which_property"
    assert (await guest.press("Casa do Faro"))[-1] == "question.wifi"
    assert "lighthouse" in guest.text


async def test_the_same_by_name(guest: Conversation) -> None:
    await guest.say("ask_wifi")
    assert (await guest.say("nlu_fallback", "in faro"))[-1] == "question.wifi"


async def test_an_errand_about_a_booking_first_asks_which_hotel(guest: Conversation) -> None:
    assert (await guest.say("booking_status"))[-1] == "ask.property"
    assert (await guest.press("Posada del Mirador"))[-1] == "ask.reference"


async def test_another_hotels_whole_name_changes_the_hotel_and_sells_anew(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.press("Casa do Faro")
    await guest.say("affirm", "yes")
    keys = await guest.say("inform", "no, rather the Posada del Mirador")
    assert guest.slots["property"] == "mirador"
    assert keys == ["ask.room"]


async def test_a_name_like_a_word_of_a_hotel_is_a_name(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.press("Casa do Faro")
    await guest.say("inform", "I am Ana Mirador", name="Ana Mirador")
    assert guest.slots["property"] == "faro"


async def test_a_conversation_opened_for_one_hotel_stays_there(guest: Conversation) -> None:
    guest.metadata["property"] = "faro"
    assert (await guest.say("book_room", stay=WEEKEND, party=TWO))[-1] == "ask.stay_ok"
    await guest.say("inform", "Posada del Mirador")
    assert guest.slots.get("property") is None


async def test_until_one_is_chosen_the_desk_speaks_for_all(guest: Conversation) -> None:
    await guest.say("greet")
    assert "Posada del Mirador · Casa do Faro" in guest.text


def names(said: Any) -> list[str]:
    return [button["title"] for button in said.buttons]


async def test_every_hotel_is_a_button(guest: Conversation) -> None:
    await guest.say("book_room")
    assert names(guest.last[-1]) == ["Posada del Mirador", "Casa do Faro"]


def publish_bikes_of_faro(installed: desk.Desk, properties: Properties) -> None:
    bikes = {"questions": {"en": ["Can I store my bike?"]}, "answers": {"en": "In the lighthouse."}}
    at = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    live = [Version(Subject("faro", "answer.qa_1"), 2, bikes, "eva", "", at)]
    installed.knowledge.swap(compose(properties, live, revision=1))


async def test_an_own_answer_waits_for_the_hotel_it_is_of(
    guest: Conversation, installed: desk.Desk, properties: Properties
) -> None:
    publish_bikes_of_faro(installed, properties)
    question = ("nlu_fallback", "can we store our bikes?")
    assert (await guest.say(*question))[-1] == "question.which_property"
    assert (await guest.press("Casa do Faro"))[-1] == "question.own"
    assert "lighthouse" in guest.text


async def test_the_other_hotel_has_no_such_answer_and_offers_a_person(
    guest: Conversation, installed: desk.Desk, properties: Properties
) -> None:
    publish_bikes_of_faro(installed, properties)
    await guest.say("nlu_fallback", "can we store our bikes?")
    assert (await guest.press("Posada del Mirador"))[-1] == "question.unknown"

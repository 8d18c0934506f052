"""What a guest wishes of the room and its price, through a booking over the demo hotel."""

from __future__ import annotations

import pytest

from actions.room_needs import fitting
from tests.actions.conversation import Conversation
from tests.actions.test_book import TWO, WEEKEND, to_room


def offered(guest: Conversation) -> list[str]:
    return [offer["id"] for offer in guest.last[-1].values["offers"]]


def limit(amount: int, per: str | None = "night", currency: str | None = "EUR") -> dict[str, object]:
    return {"amount": amount, "currency": currency, "per": per}


async def test_a_view_the_hotel_lists_narrows_what_is_offered(guest: Conversation) -> None:
    await guest.say("book_room", "with a sea view", stay=WEEKEND, party=TWO, room_wishes=["sea_view"])
    assert await guest.say("affirm", "yes") == ["availability.as_wished", "ask.room"]
    assert offered(guest) == ["suite"]


@pytest.mark.parametrize(
    ("budget", "rooms"),
    [(limit(120), ["doble"]), (limit(250, "stay"), ["doble"]), (limit(320, None), ["doble", "familiar"])],
)
async def test_a_limit_narrows_what_is_offered(
    guest: Conversation, budget: dict[str, object], rooms: list[str]
) -> None:
    await guest.say("ask_price", "under that", stay=WEEKEND, party=TWO, budget=budget)
    assert await guest.say("affirm", "yes") == ["availability.as_wished", "ask.room"]
    assert offered(guest) == rooms


async def test_a_limit_nothing_meets_is_said_and_everything_is_shown(guest: Conversation) -> None:
    await guest.say("book_room", "for 20 a night", stay=WEEKEND, party=TWO, budget=limit(20))
    assert await guest.say("affirm", "yes") == ["availability.none_as_wished", "ask.room"]
    assert len(offered(guest)) > 1


async def test_another_currency_is_not_compared(guest: Conversation) -> None:
    await guest.say("book_room", "for 120 francs", stay=WEEKEND, party=TWO, budget=limit(20, "night", "CHF"))
    assert await guest.say("affirm", "yes") == ["ask.room"]
    assert len(offered(guest)) > 1


async def test_a_wish_said_at_the_rooms_offers_anew(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("special_request", "one with a sea view?", room_wishes=["sea_view"]) == [
        "availability.as_wished",
        "ask.room",
    ]
    assert offered(guest) == ["suite"]


async def test_what_no_room_type_lists_is_a_note_in_the_guests_words(
    guest: Conversation, front_desk, clock
) -> None:
    words = "twin beds please, away from the lift"
    keys = await guest.say("book_room", words, stay=WEEKEND, party=TWO, room_wishes=["twin_beds", "quiet"])
    assert "booking.note_taken" in keys
    assert guest.slots["note"] == words
    again = await guest.say("special_request", words, room_wishes=["twin_beds", "quiet"])
    assert "booking.note_taken" not in again
    await guest.say("special_request", "and a kettle", request=None)
    assert guest.slots["note"] == f"{words} / and a kettle"


def test_nothing_wished_judges_nothing() -> None:
    assert fitting([], None, 2) is None
    assert fitting([], {"features": [], "budget": limit(100)}, 2) is None

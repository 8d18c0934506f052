"""Booking by chat, as the actions lead it."""

from __future__ import annotations

from tests.actions.conversation import Conversation

WEEKEND = {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []}
TWO = {
    "adults": 2,
    "children": None,
    "children_ages": [],
    "infants": None,
    "people": 2,
    "rooms": None,
    "pets": None,
}


async def to_summary(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.say("affirm", "yes")
    await guest.press("Double")
    await guest.press("No, thanks")
    await guest.say("inform", "Ana Pérez López", name="Ana Pérez López")
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["ask.booking_ok"]


async def test_a_booking_from_the_first_word_to_the_reference(guest: Conversation) -> None:
    assert await guest.say("book_room", "I want to book a room") == ["greeting.disclosure", "ask.stay"]
    assert await guest.say("inform", "friday to sunday", stay=WEEKEND) == ["ask.party"]
    assert await guest.say("inform", "we are two", party=TWO) == ["ask.stay_ok"]
    assert await guest.say("affirm", "yes") == ["ask.room"]
    assert await guest.press("Double") == ["ask.extras"]
    assert await guest.press("No, thanks") == ["ask.guest_name"]
    assert await guest.say("inform", "Ana Pérez") == ["ask.guest_email"]
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["ask.booking_ok"]
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    assert guest.loop is None

from __future__ import annotations

from datetime import date

import pytest

from ops.bench.dialogue import Guest, OutOfStep

TODAY = date(2026, 11, 21)
REPLIES = (
    [],
    ["greeting.disclosure", "ask.stay"],
    ["ask.stay_ok"],
    ["ask.room"],
    ["ask.extras"],
    ["ask.guest_name"],
    ["ask.guest_email"],
    ["ask.booking_ok"],
)


def test_a_booking_takes_eight_turns() -> None:
    guest = Guest(3, TODAY)
    said = [guest.next_words(replies) for replies in REPLIES]
    assert len(said) == 8
    assert said[0] == "I'd like to book a room"
    assert said[-1] == "yes"
    assert guest.asked == "booking_ok"


def test_after_a_booking_the_guest_books_another_stay() -> None:
    guest = Guest(3, TODAY)
    first = guest.next_words(["ask.stay"])
    assert guest.next_words(["booking.confirmed"]) == "I'd like to book a room"
    assert guest.next_words(["ask.stay"]) != first


def test_guests_are_spread_over_the_year_and_never_past_what_the_hotel_sells() -> None:
    stays = {Guest(number, TODAY).next_words(["ask.stay"]) for number in range(200)}
    assert len(stays) == 200
    latest = max(date.fromisoformat(stay.split()[3].rstrip(",")) for stay in stays)
    assert (latest - TODAY).days < 500


@pytest.mark.parametrize("replies", [["error.generic"], ["ask.something_new"]])
def test_a_reply_without_an_answer_is_out_of_step(replies: list[str]) -> None:
    with pytest.raises(OutOfStep):
        Guest(1, TODAY).next_words(replies)

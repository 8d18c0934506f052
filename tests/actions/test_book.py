"""Booking by chat, as the actions lead it over the demo hotel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from actions import desk as wiring
from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.errand import Errand
from pms.contract.models import Party, Reservation, Stay
from pms.front_desk import FrontDesk
from tests.actions.conversation import Conversation

WEEKEND = {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []}
TWO = {"adults": 2, "children": None, "children_ages": [], "infants": None, "people": 2, "rooms": None}


def party(adults: int | None = None, **parts: object) -> dict[str, object]:
    return {"adults": adults, **parts}


async def to_room(guest: Conversation, stay: dict = WEEKEND, people: dict = TWO) -> None:
    await guest.say("book_room", stay=stay, party=people)
    await guest.say("affirm", "yes")
    assert guest.keys[-1] == "ask.room"


async def to_summary(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    await guest.say("inform", "Ana Pérez López", name="Ana Pérez López")
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["ask.booking_ok"]


async def booked(guest: Conversation, front_desk: FrontDesk, clock: FrozenClock) -> tuple[Reservation, ...]:
    errand = Errand("mirador", guest.id, "test", Deadline.after(10, clock))
    return await front_desk.own_reservations(errand)


async def test_a_booking_from_the_first_word_to_the_reference(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    assert await guest.say("book_room", "I want to book a room") == ["greeting.disclosure", "ask.stay"]
    assert await guest.say("inform", "friday to sunday", stay=WEEKEND) == ["ask.party"]
    assert await guest.say("inform", "we are two", party=TWO) == ["ask.stay_ok"]
    assert "Fri 27 – Sun 29 Nov, 2 nights, 2 adults" in guest.text
    assert await guest.say("affirm", "yes") == ["ask.room"]
    assert await guest.press("Double") == ["ask.extras"]
    assert await guest.press("No, thanks") == ["ask.guest_name"]
    assert await guest.say("inform", "Ana Pérez") == ["ask.guest_email"]
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["ask.booking_ok"]
    assert "You pay at the hotel" in guest.text
    assert "Free cancellation until" in guest.text
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    assert guest.loop is None
    (made,) = await booked(guest, front_desk, clock)
    assert (made.stay.nights, made.party.adults, made.lines[0].room_type_id) == (2, 2, "doble")
    assert (made.guest.first_name, made.guest.last_name, made.guest.email) == (
        "Ana",
        "Pérez",
        "ana@example.com",
    )
    assert made.reference in guest.text


@pytest.mark.parametrize("language", ["en", "es", "pt"])
async def test_every_step_has_words_in_the_guests_language(
    arrive: Callable[..., Conversation], language: str
) -> None:
    guest = arrive(language=language)
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.say("affirm", "yes")
    await guest.order("inform", room_type="doble")
    await guest.order("inform", extra="breakfast")
    await guest.say("inform", "Ana Pérez")
    await guest.say("inform", email="ana@example.com")
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]


async def test_a_yes_from_before_a_person_spoke_agrees_to_nothing(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await guest.say(
        "book_room", stay=WEEKEND, party=TWO, room_type="suite", name="Ana Pérez", email="ana@example.com"
    )
    await guest.say("affirm", "yes")
    assert await guest.say("deny", "no") == ["ask.booking_ok"]
    guest.metadata["handed_back"] = "2026-11-21T12:00:00+00:00"
    assert await guest.say("affirm", "yes") == ["ask.booking_ok"]
    assert "Fri 27 – Sun 29 Nov" in guest.text
    assert not await booked(guest, front_desk, clock)
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]


async def test_the_assistant_says_what_it_is_once(guest: Conversation) -> None:
    assert await guest.say("greet") == ["greeting.welcome"]
    assert "not a person" in guest.text
    assert "privacy" in guest.text
    assert "greeting.disclosure" not in await guest.say("greet")


async def test_everything_in_one_message_is_asked_for_once(guest: Conversation) -> None:
    await guest.say(
        "book_room", stay=WEEKEND, party=TWO, room_type="suite", name="Ana Pérez", email="ana@example.com"
    )
    assert guest.keys[-1] == "ask.stay_ok"
    assert await guest.say("affirm", "yes") == ["availability.room_free", "ask.extras"]
    assert await guest.say("deny", "no") == ["ask.booking_ok"]


async def test_a_friday_and_two_nights_make_a_stay(guest: Conversation) -> None:
    await guest.say("book_room", stay={"check_in": "2026-11-27"}, party=TWO)
    assert guest.keys[-1] == "ask.check_out"
    assert await guest.say("inform", "two nights", stay={"nights": 2}) == ["ask.stay_ok"]
    assert guest.slots["stay"]["check_out"] == "2026-11-29"


async def test_a_bare_number_answers_what_was_asked(guest: Conversation) -> None:
    await guest.say("book_room", stay={"check_in": "2026-11-27"})
    assert await guest.say("inform", "2", numbers=[2]) == ["ask.party"]
    assert guest.slots["stay"]["check_out"] == "2026-11-29"
    assert await guest.say("inform", "2", numbers=[2]) == ["ask.stay_ok"]
    assert guest.slots["party"]["adults"] == 2


async def test_an_unsure_day_is_asked_with_its_candidates(guest: Conversation) -> None:
    unsure = {"nights": 2, "ambiguous": [{"field": "check_in", "candidates": ["2026-11-22", "2026-11-29"]}]}
    await guest.say("book_room", stay=unsure, party=TWO)
    assert guest.keys[-1] == "ask.which_date"
    assert await guest.press("29") == ["ask.room"]
    assert (guest.slots["stay"]["check_in"], guest.slots["stay"]["check_out"]) == ("2026-11-29", "2026-12-01")


async def test_children_are_asked_for_their_ages(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=party(2, children=2))
    assert guest.keys[-1] == "ask.children_ages"
    assert await guest.say("inform", "4 and 7", numbers=[4, 7]) == ["ask.stay_ok"]
    assert "2 children (ages 4 and 7)" in guest.text


async def test_no_to_the_read_back_changes_what_is_named_and_keeps_the_rest(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert await guest.say("deny", "no") == ["ask.what_to_change"]
    assert await guest.press("Dates") == ["ask.stay"]
    assert await guest.say("inform", stay={"check_in": "2026-12-04", "check_out": "2026-12-06"}) == [
        "ask.stay_ok"
    ]
    assert guest.slots["party"]["adults"] == 2


async def test_what_to_change_may_be_said_in_words(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.say("deny", "no")
    assert await guest.say("inform", "the dates", topic="stay") == ["ask.stay"]
    assert await guest.say("modify_booking", "I want to change something") == ["ask.what_to_change"]


async def test_a_yes_written_before_the_summary_could_be_read_books_nothing(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    guest.metadata["overtaken"] = True
    for words in ("yes", "yes, with breakfast"):
        # Asked whole again, as if nothing had been said.
        assert await guest.say("affirm", words) == ["ask.booking_ok"]
        assert "You pay at the hotel" in guest.text
    assert await booked(guest, front_desk, clock) == ()
    guest.metadata["overtaken"] = False
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    assert len(await booked(guest, front_desk, clock)) == 1


async def test_a_correction_at_the_confirmation_voids_quote_and_consent(guest: Conversation) -> None:
    await to_summary(guest)
    quoted = guest.slots["quote"]["id"]
    assert await guest.say("inform", "no, three nights", stay={"nights": 3}, yes_no="no") == ["ask.stay_ok"]
    assert guest.slots["quote"] is None
    assert guest.slots.get("booking_ok") is None
    assert await guest.say("affirm", "yes") == ["availability.room_free", "ask.booking_ok"]
    assert guest.slots["quote"]["id"] != quoted


async def test_a_yes_with_a_correction_does_not_book(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    assert await guest.say("affirm", "yes, with breakfast", extras=["breakfast"]) == ["ask.booking_ok"]
    assert await booked(guest, front_desk, clock) == ()
    assert guest.slots["extras"] == ["breakfast"]


async def test_no_at_the_end_books_nothing_and_asks_what_to_change(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    assert await guest.say("deny", "no") == ["booking.not_booked"]
    assert guest.slots["quote"] is None
    # "Yes" to "what shall I change?" is no consent.
    assert "booking.confirmed" not in await guest.say("affirm", "yes")
    assert await booked(guest, front_desk, clock) == ()
    assert await guest.press("Room") == ["ask.room"]


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND)
    assert await guest.say("ask_parking", "do you have parking?") == ["question.parking", "ask.party"]
    both = await guest.say("ask_parking", "is there parking? we are two", party=TWO)
    assert both == ["question.parking", "ask.stay_ok"]


async def test_a_question_with_a_stay_outside_a_form_gets_both(guest: Conversation) -> None:
    said = await guest.say("ask_pets", "can I bring my dog? 27 to 29", stay=WEEKEND)
    assert said == ["greeting.disclosure", "question.pets", "ask.party"]


async def test_what_is_not_understood_is_asked_again_then_a_person_is_offered(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND)
    assert await guest.say("nlu_fallback", "asdfgh", guarded=True) == ["fallback.rephrase", "ask.party"]
    assert await guest.say("nlu_fallback", "asdfgh", guarded=True) == ["fallback.offer_person", "ask.party"]
    assert await guest.press("Talk") == ["handoff.requested"]
    assert guest.loop is None


async def test_a_name_is_not_taken_from_a_yes_a_date_or_a_question(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    assert await guest.say("affirm", "yes") == ["fallback.rephrase", "ask.guest_name_again"]
    assert await guest.say("ask_wifi", "is there wifi?") == ["question.wifi", "ask.guest_name_again"]
    assert guest.slots.get("guest_name") is None


async def test_a_name_that_looks_like_an_errand_is_a_name(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    assert await guest.say("cancel_booking", "Carla Cancela", confidence=0.35) == ["ask.guest_email"]
    assert guest.slots["guest_name"] == "Carla Cancela"


async def test_a_first_name_alone_is_asked_for_the_rest(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    assert await guest.say("inform", "Ana") == ["ask.last_name"]
    assert await guest.say("inform", "Pérez") == ["ask.guest_email"]
    assert guest.slots["guest_name"] == "Ana Pérez"


async def test_a_broken_address_is_asked_again(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    await guest.say("inform", "Ana Pérez")
    assert await guest.say("inform", "ana@") == ["wish.not_an_email", "ask.guest_email"]


@pytest.mark.parametrize(
    ("stay", "reply", "next_question"),
    [
        (
            {"check_in": "2026-11-27", "check_out": "2026-11-25"},
            "wish.departure_before_arrival",
            "ask.check_out",
        ),
        ({"check_in": "2026-11-27", "check_out": "2026-11-27"}, "wish.zero_nights", "ask.check_out"),
        ({"check_in": "2026-11-01", "check_out": "2026-11-03"}, "wish.in_the_past", "ask.check_in"),
        ({"check_in": "2029-11-01", "check_out": "2029-11-03"}, "wish.too_far_ahead", "ask.check_in"),
        ({"check_in": "2026-11-27", "check_out": "2027-03-27"}, "wish.too_many_nights", "ask.check_out"),
    ],
)
async def test_an_impossible_stay_is_answered_and_the_rest_kept(
    guest: Conversation, stay: dict[str, str], reply: str, next_question: str
) -> None:
    await guest.say("book_room", stay=stay, party=TWO)
    assert guest.keys == ["greeting.disclosure", reply, next_question]
    assert guest.slots["party"]["adults"] == 2


async def test_too_many_guests_are_told_the_limit(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=party(40))
    assert guest.keys[1:] == ["wish.too_many_guests", "ask.party"]
    assert guest.slots["stay"]["check_in"] == "2026-11-27"


async def test_several_rooms_are_offered_when_one_is_too_small(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await guest.say("book_room", stay=WEEKEND, party=party(6))
    assert await guest.say("affirm", "yes") == ["ask.several_rooms"]
    first = guest.last[-1].buttons[0]["payload"]["entities"]["rooms"]
    assert await guest.order("inform", rooms=first) == ["ask.extras"]
    await guest.press("No, thanks")
    await guest.say("inform", "Ana Pérez")
    await guest.say("inform", email="ana@example.com")
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    (made,) = await booked(guest, front_desk, clock)
    assert len(made.lines) == len(first.split("+"))


async def test_nothing_free_offers_the_nearest_dates_and_one_press_takes_them(
    arrive: Callable[..., Conversation], front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await fill(front_desk, clock, WEEKEND)
    guest = arrive()
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert await guest.say("affirm", "yes") == ["availability.none"]
    near = guest.last[-1].buttons
    assert near
    assert await guest.press(near[0]["title"]) == ["ask.room"]


async def test_the_last_room_goes_to_one_of_two_and_the_other_is_offered_something_else(
    arrive: Callable[..., Conversation], front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await fill(front_desk, clock, WEEKEND, only="suite", leave=1)
    one, two = arrive("conversation-1"), arrive("conversation-2")
    for guest in (one, two):
        await guest.say(
            "book_room", stay=WEEKEND, party=TWO, room_type="suite", name="Ana Pérez", email="ana@example.com"
        )
        await guest.say("affirm", "yes")
        assert await guest.say("deny", "no") == ["ask.booking_ok"]
    assert await one.say("affirm", "yes") == ["booking.confirmed"]
    assert await two.say("affirm", "yes") == ["booking.sold_out", "ask.room"]
    assert all(offer["id"] != "suite" for offer in two.last[-1].values["offers"])
    assert await two.press("Double") == ["ask.booking_ok"]
    assert await two.say("affirm", "yes") == ["booking.confirmed"]


async def test_an_expired_quote_is_made_anew_and_asked_again(
    guest: Conversation, clock: FrozenClock, front_desk: FrontDesk
) -> None:
    await to_summary(guest)
    clock.advance(timedelta(hours=2))
    assert await guest.say("affirm", "yes") == ["booking.quote_expired", "ask.booking_ok"]
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]


async def test_a_second_yes_is_not_a_second_booking(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    before = dict(guest.slots)
    await guest.say("affirm", "yes")
    # The turn is run again on the tracker as it was before: the process died between booking and saving.
    guest.slots, guest.loop = before, "booking_form"
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    assert len(await booked(guest, front_desk, clock)) == 1


async def test_a_queued_booking_is_received_and_never_called_booked(
    guest: Conversation, front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_summary(guest)

    async def queue(*_: object, **__: object) -> results.Queued:
        return results.Queued("PSD-ABCDEFGH", errors.Unreachable())

    monkeypatch.setattr(front_desk, "book", queue)
    assert await guest.say("affirm", "yes") == ["booking.queued"]
    assert "not yet confirmed" in guest.text
    assert "PSD-ABCDEFGH" in guest.text


async def test_a_changed_price_is_asked_for_again(
    guest: Conversation, front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_summary(guest)
    total = Money.from_json(guest.last[-1].values["total"])
    book = front_desk.book

    async def dearer(*_: object, **__: object) -> results.Refused:
        return results.Refused(errors.PriceChanged(was=total - Money(100, "EUR"), now=total))

    monkeypatch.setattr(front_desk, "book", dearer)
    assert await guest.say("affirm", "yes") == ["booking.price_changed"]
    monkeypatch.setattr(front_desk, "book", book)
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]


async def test_a_failing_validation_books_nothing_and_asks_the_same_again(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_summary(guest)

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("lost")

    with monkeypatch.context() as patch:
        patch.setattr(front_desk, "extras", fail)
        patch.setattr(front_desk, "book", fail)
        assert await guest.say("affirm", "yes") == ["error.trouble", "ask.booking_ok"]
    assert await booked(guest, front_desk, clock) == ()
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]


async def test_an_outage_is_told_and_tried_again(
    guest: Conversation, front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)

    async def down(*_: object, **__: object) -> None:
        raise errors.Unreachable()

    with monkeypatch.context() as patch:
        patch.setattr(front_desk, "search", down)
        assert await guest.say("affirm", "yes") == ["error.try_again"]
        assert await guest.say("affirm", "yes") == ["error.try_again"]
    assert await guest.say("affirm", "yes") == ["ask.room"]


async def test_stale_prices_are_said_to_be_stale(
    guest: Conversation, front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    search = front_desk.search

    async def stale(*args: object, **kwargs: object) -> object:
        found = await search(*args, **kwargs)  # type: ignore[arg-type]
        return found.model_copy(update={"is_stale": True, "as_of": clock.now() - timedelta(minutes=20)})

    monkeypatch.setattr(front_desk, "search", stale)
    await to_room(guest)
    assert "These prices were right at 10:40" in guest.text


async def test_cancel_in_the_middle_stops_this_booking(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("cancel_booking", "cancel") == ["booking.abandoned"]
    assert guest.loop is None


async def test_another_errand_is_let_through(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("booking_status", "where is my other booking?") == ["ask.reference"]
    assert guest.loop == "status_form"


async def test_the_consent_of_an_earlier_form_is_forgotten(guest: Conversation) -> None:
    await to_summary(guest)
    await guest.say("human_handoff", "a person please")
    assert await guest.say("book_room", "book it") == ["ask.stay_ok"]


async def test_the_hotel_is_asked_for_where_there_are_several(
    installed: wiring.Desk, front_desk: FrontDesk, guest: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dataclasses

    first = front_desk.properties()[0]
    second = dataclasses.replace(first, id="playa", name="Posada de la Playa", city="Conil")
    monkeypatch.setattr(front_desk, "properties", lambda: (first, second))
    guest.metadata = {"property": None}
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert guest.keys[-1] == "ask.property"
    assert await guest.press("Posada de la Playa") == ["ask.stay_ok"]
    assert guest.slots["property"] == "playa"


async def test_a_wish_said_on_the_way_goes_with_the_booking(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    said = await guest.say("special_request", "a quiet room please")
    assert said == ["booking.note_taken", "ask.booking_ok_again"]
    await guest.say("affirm", "yes")
    (made,) = await booked(guest, front_desk, clock)
    assert any("quiet" in note for note in made.notes)


async def test_naming_extras_orders_them_where_they_were_asked_for(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    said = await guest.say(
        "ask_parking", "with breakfast and parking", extras=["breakfast", "parking"], confidence=0.5
    )
    assert said == ["ask.guest_name"]
    assert guest.slots["extras"] == ["breakfast", "parking"]


async def test_asking_about_an_extra_orders_nothing(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    assert await guest.say("ask_parking", "is parking far?", extras=["parking"]) == [
        "question.parking",
        "ask.extras_again",
    ]
    assert not guest.slots.get("extras")


async def test_included_breakfast_is_not_sold_again(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Suite")
    assert "breakfast" not in {extra["id"] for extra in guest.last[-1].values["extras_offered"]}


async def fill(
    front_desk: FrontDesk, clock: FrozenClock, stay: dict, only: str | None = None, leave: int = 0
) -> None:
    """Other guests take the rooms of a stay, all of them or one type's but some."""
    from pms.contract.models import GuestProfile

    nights = Stay(
        arrival=date.fromisoformat(stay["check_in"]), departure=date.fromisoformat(stay["check_out"])
    )
    errand = Errand("mirador", "others", "others", Deadline.after(60, clock))
    alone = Party(adults=1)
    guest = GuestProfile(first_name="Other", last_name="Guest", email="other@example.com")
    while True:
        offers = (await front_desk.search(errand, nights, alone)).offers
        offers = tuple(offer for offer in offers if only in (None, offer.room_type.id))
        if sum(offer.rooms_left for offer in offers) <= leave:
            return
        quote = await front_desk.quote(errand, nights, alone, (offers[0].room_type.id,))
        assert isinstance(await front_desk.book(errand, quote.id, guest), results.Done)


async def test_the_second_time_a_question_is_shorter(guest: Conversation) -> None:
    await to_room(guest)
    assert "You pay at the hotel" in guest.text
    assert await guest.say("ask_wifi", "is there wifi?") == ["question.wifi", "ask.room_again"]
    assert "You pay at the hotel" not in guest.text
    assert await guest.press("Double") == ["ask.extras"]


async def test_yes_to_several_things_is_asked_which(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("affirm", "yes") == ["ask.room_again"]
    await guest.press("Double")
    assert await guest.say("affirm", "yes") == ["ask.extras_again"]
    assert await guest.say("affirm", "yes") == ["ask.extras_again"]
    assert await guest.press("Breakfast") == ["ask.guest_name"]


async def test_who_gives_a_name_where_extras_are_offered_wants_none(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    given = {"name": "Test Guest", "email": "guest@example.com"}
    assert await guest.say("inform", "Test Guest, guest@example.com", **given) == ["ask.booking_ok"]
    assert guest.slots["extras"] == []


@pytest.mark.parametrize(
    ("choice", "room"),
    [("cheapest", "doble"), ("second", "familiar"), ("last", "suite"), ("dearest", "suite")],
)
async def test_a_room_is_chosen_by_its_place(guest: Conversation, choice: str, room: str) -> None:
    await to_room(guest)
    assert (await guest.say("inform", choice, choice=choice, numbers=[1]))[-1] in (
        "ask.extras",
        "ask.guest_name",
    )
    assert guest.slots["room"]["ids"] == [room]


async def test_the_first_one_is_a_room_and_no_day(guest: Conversation) -> None:
    await to_room(guest)
    await guest.say("inform", "the first one", choice="first", stay={"check_in": "2026-12-01"})
    assert guest.slots["room"]["ids"] == ["doble"]
    assert guest.slots["stay"]["check_in"] == "2026-11-27"


async def test_the_cheapest_may_be_wished_before_anything_is_offered(guest: Conversation) -> None:
    await guest.say("book_room", "the cheapest room", stay=WEEKEND, party=TWO, choice="cheapest")
    assert await guest.say("affirm", "yes") == ["availability.room_free", "ask.extras"]
    assert "double room" in guest.text


async def test_a_question_beside_a_stay_gets_its_answer_too(guest: Conversation) -> None:
    said = await guest.say("book_room", stay=WEEKEND, party=TWO, questions=["ask_restaurant"])
    assert said == ["greeting.disclosure", "question.restaurant", "ask.stay_ok"]
    assert await guest.say("inform", stay=WEEKEND, questions=["ask_wifi"]) == ["question.wifi", "ask.stay_ok"]


async def test_an_extra_is_taken_out_again(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("Breakfast")
    await guest.say("inform", "Ana Pérez López", name="Ana Pérez López")
    assert await guest.say("inform", "a@example.com", email="a@example.com") == ["ask.booking_ok"]
    assert "Breakfast" in guest.text
    said = await guest.say("ask_breakfast", "no breakfast", confidence=0.6, unwanted_extras=["breakfast"])
    assert said == ["ask.booking_ok"]
    assert "Breakfast" not in guest.text


async def test_a_room_said_like_a_question_about_rooms_is_chosen(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("ask_room_types", "better the double", room_type="doble") == ["ask.extras"]


async def test_nothing_is_owed_before_anything_is_booked(guest: Conversation) -> None:
    await to_room(guest)
    said = await guest.say("booking_status", "what do I owe?", request="balance")
    assert said == ["booking.nothing_owed", "ask.room_again"]


async def test_who_was_booking_finds_the_way_back_from_another_errand(guest: Conversation) -> None:
    await to_room(guest)
    assert await guest.say("booking_status", "how is my booking?") == ["ask.reference"]
    assert await guest.say("deny", "no") == ["booking.resumed", "ask.stay_ok"]
    assert await guest.say("affirm", "yes") == ["ask.room"]


async def test_a_stay_in_another_year_is_read_back_with_its_year(guest: Conversation) -> None:
    await guest.say("book_room", stay={"check_in": "2027-04-03", "check_out": "2027-04-05"}, party=TWO)
    assert "2027" in guest.text


async def to_email(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    assert await guest.say("inform", "Ana Pérez López", name="Ana Pérez López") == ["ask.guest_email"]


async def test_who_has_no_email_is_booked_with_a_telephone(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_email(guest)
    assert await guest.say("booking_status", "I don't have an email", yes_no="no") == ["ask.guest_phone"]
    assert await guest.say("inform", "+34 600 111 222", phone="+34600111222") == ["ask.booking_ok"]
    assert await guest.press("Yes, book") == ["booking.confirmed"]
    (made,) = await booked(guest, front_desk, clock)
    assert (made.guest.email, made.guest.phone) == (None, "+34600111222")


@pytest.mark.parametrize(("answer", "kept"), [("+34600111222", "+34600111222"), (None, None)])
async def test_a_system_that_needs_a_telephone_is_given_one_where_there_is_one(
    guest: Conversation,
    front_desk: FrontDesk,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    answer: str | None,
    kept: str | None,
) -> None:
    monkeypatch.setattr(front_desk, "needs_phone", lambda _: True)
    await to_email(guest)
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["ask.phone_too"]
    if answer:
        assert await guest.say("inform", answer, phone=answer) == ["ask.booking_ok"]
    else:
        assert await guest.press("Skip") == ["ask.booking_ok"]
    assert await guest.press("Yes, book") == ["booking.confirmed"]
    (made,) = await booked(guest, front_desk, clock)
    assert (made.guest.email, made.guest.phone) == ("ana@example.com", kept)


async def test_nothing_is_a_no_to_extras(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    assert await guest.say("nlu_fallback", "nothing", choice="none") == ["ask.guest_name"]


async def test_a_question_about_a_room_does_not_choose_it(guest: Conversation) -> None:
    await to_room(guest)
    said = await guest.say("ask_room_types", "is the suite bigger?", room_type="suite")
    assert said == ["question.rooms", "ask.room_again"]


async def test_one_of_two_dates_is_chosen_by_its_place(guest: Conversation) -> None:
    both = [
        {"check_in": "2026-11-21", "check_out": "2026-11-22"},
        {"check_in": "2026-11-27", "check_out": "2026-11-29"},
    ]
    await guest.say("book_room", "this weekend", stay={"ambiguous": both}, party=TWO)
    assert guest.keys[-1] == "ask.which_date"
    assert await guest.say("inform", "the second", choice="second") == ["ask.stay_ok"]
    assert "Fri 27 – Sun 29 Nov" in guest.text


async def test_the_later_of_two_dates_keeps_the_length_that_was_named(guest: Conversation) -> None:
    unsure = {"nights": 2, "ambiguous": [{"field": "check_in", "candidates": ["2026-11-22", "2026-11-29"]}]}
    await guest.say("book_room", stay=unsure, party=TWO)
    assert await guest.say("nlu_fallback", "the one after", choice="later") == ["ask.stay_ok"]
    assert guest.slots["stay"]["check_in"] == "2026-11-29"
    assert guest.slots["stay"]["nights"] == 2
    again = {"ambiguous": [{"field": "check_in", "candidates": ["2026-11-27", "2026-12-04"]}]}
    assert await guest.say("inform", "no, this friday", stay=again) == ["ask.which_date"]
    assert await guest.say("deny", "no, a week later", stay_shift={"days": 7}, choice="later") == [
        "ask.stay_ok"
    ]
    assert guest.slots["stay"]["check_out"] == "2026-12-06"


async def test_ages_asked_for_again_are_still_ages(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=party(2, children=2))
    assert await guest.say("nlu_fallback", "why?") == ["fallback.rephrase", "ask.children_ages_again"]
    assert await guest.say("inform", "4 and 7", numbers=[4, 7]) == ["ask.stay_ok"]


async def test_the_eldest_turns_out_to_be_grown_up(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=party(2, children=2, children_ages=[17, 7]))
    told = {"ages": [18], "which": "oldest", "is_sure": True}
    said = await guest.say("cancel_booking", "no, the eldest has just turned 18", ages_told=told)
    assert said == ["ask.stay_ok"]
    assert "3 adults, 1 child" in guest.text


async def test_yes_thank_you_is_a_yes(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert await guest.say("thank", "yes, thank you", yes_no="yes") == ["ask.room"]
    assert await guest.say("thank", "thank you") == ["smalltalk.welcome", "ask.room_again"]


async def test_no_breakfast_no_parking_is_no_complaint(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    unwanted = ["breakfast", "parking"]
    said = await guest.say("complaint", "no breakfast, no parking", unwanted_extras=unwanted)
    assert said == ["ask.guest_name"]


async def test_who_is_not_cancelling_is_asked_again(guest: Conversation) -> None:
    await to_summary(guest)
    said = await guest.say("deny", "no, I'm not cancelling, I'm thinking", negated=["cancel_booking"])
    assert said == ["ask.booking_ok_again"]
    assert await guest.press("Yes, book") == ["booking.confirmed"]


async def test_an_extra_is_ordered_in_a_sentence_that_asks_nothing(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    words = "breakfast for the whole family then"
    assert await guest.say("ask_breakfast", words, extras=["breakfast"]) == ["ask.guest_name"]


async def test_a_room_chosen_with_a_cot_brings_the_cot(guest: Conversation) -> None:
    await to_room(guest)
    words = {"room_type": "familiar", "extras": ["cot"]}
    assert await guest.say("ask_room_types", "the family room with a cot", **words) == ["ask.guest_name"]
    assert guest.slots["extras"] == ["cot"]


async def test_a_question_about_an_extra_without_a_mark_orders_nothing(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    words = "until when do you serve breakfast"
    said = await guest.say("ask_breakfast", words, extras=["breakfast"], asks=True)
    assert said == ["question.breakfast", "ask.extras_again"]


async def test_the_part_to_change_is_named_in_the_wish_itself(guest: Conversation) -> None:
    await to_email(guest)
    assert await guest.say("modify_booking", "change the room", topic="room") == ["ask.room"]


async def test_asking_whether_it_can_be_cancelled_stops_nothing(guest: Conversation) -> None:
    await to_summary(guest)
    said = await guest.say("cancel_booking", "is it cancellable?")
    assert said == ["question.policies", "ask.booking_ok_again"]
    assert await guest.press("Yes, book") == ["booking.confirmed"]


async def test_a_dog_changes_neither_stay_nor_price(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    said = await guest.say("inform", "yes, and a dog", party=party(pets=1))
    assert said == ["ask.extras_again"]
    assert guest.slots["party"]["pets"] == 1


async def test_an_hour_of_arrival_is_noted_with_the_booking(guest: Conversation) -> None:
    await to_summary(guest)
    said = await guest.say(
        "ask_checkin_time", "we arrive at 22:00", request="early_check_in", times=["22:00"]
    )
    assert said[0] == "booking.note_taken"


async def test_another_room_may_be_wished_at_the_last_question(guest: Conversation) -> None:
    await to_summary(guest)
    assert await guest.say("inform", "another room", topic="room") == ["ask.room"]


async def test_nothing_else_is_no_name(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    await guest.say("inform", "nothing else", name="nothing else", choice="none")
    assert guest.slots.get("guest_name") is None
    assert guest.keys[-1] == "ask.guest_name_again"


async def test_a_room_that_is_too_small_is_named(guest: Conversation) -> None:
    await to_room(guest, people=party(4))
    assert (await guest.say("inform", "the double", room_type="doble"))[0] == "wish.party_does_not_fit"
    assert "the double room is too small for 4 adults" in guest.text


async def test_an_extra_that_is_asked_about_is_not_ordered(guest: Conversation) -> None:
    said = {"questions": ["ask_parking"], "extras": ["parking", "breakfast"]}
    await guest.say("book_room", "with breakfast. is there parking?", stay=WEEKEND, party=TWO, **said)
    assert guest.slots["extras"] == ["breakfast"]


async def test_nothing_else_is_no_farewell(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    assert await guest.say("goodbye", "nothing else", choice="none") == ["ask.guest_name"]


async def test_a_sentence_is_no_name(guest: Conversation) -> None:
    await to_room(guest)
    await guest.press("Double")
    await guest.press("No, thanks")
    words = "I lost my booking reference"
    assert await guest.say("booking_status", words, name=words) == ["ask.reference"]


async def test_a_yes_beside_more_agrees_to_the_read_back(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    said = {"room_type": "doble", "yes_no": "yes", "unwanted_extras": ["breakfast", "parking"]}
    assert await guest.say("inform", "yes, the double, no breakfast no parking", **said) == [
        "availability.room_free",
        "ask.guest_name",
    ]


async def test_a_correction_beside_a_yes_is_read_back(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    assert await guest.say("inform", "yes, but 3 nights", stay={"nights": 3}, yes_no="yes") == ["ask.stay_ok"]


async def test_do_not_book_it_yet_is_a_no_whatever_else_is_said(
    guest: Conversation, front_desk: FrontDesk, clock: FrozenClock
) -> None:
    await to_summary(guest)
    assert await guest.say("affirm", "yes but don't book it yet", yes_no="yes", negated=["book_room"]) == [
        "booking.not_booked"
    ]
    assert await booked(guest, front_desk, clock) == ()
    assert await guest.say("deny", "it's fine as it is", yes_no="no", negated=["cancel_booking"]) == [
        "ask.booking_ok"
    ]
    assert await booked(guest, front_desk, clock) == ()


async def test_the_price_of_another_room_is_told(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO, room_type="doble")
    await guest.say("affirm", "yes")
    await guest.say("deny", "no")
    assert guest.keys[-1] == "ask.guest_name"
    asked = await guest.say("ask_price", "what would the suite cost?", room_type="suite", asks=True)
    assert asked[0] == "availability.room_free"
    assert "Suite" in guest.text or "suite" in guest.text


async def test_we_will_have_that_orders_what_was_told_about(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO, room_type="doble")
    await guest.say("affirm", "yes")
    assert await guest.say("ask_breakfast", "what time is breakfast", asks=True) == [
        "question.breakfast",
        "ask.extras_again",
    ]
    assert await guest.say("affirm", "yeah we'll have that") == ["ask.guest_name"]
    assert guest.slots["extras"] == ["breakfast"]


async def test_a_question_with_a_number_chooses_no_room(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO)
    await guest.say("affirm", "yes")
    assert guest.keys[-1] == "ask.room"
    await guest.say("ask_parking", "is there space for 2 cars?", numbers=[2], asks=True)
    assert guest.keys[-1] == "ask.room_again"


async def test_nothing_is_ordered_in_a_language_that_is_not_read(guest: Conversation) -> None:
    await guest.say("book_room", stay=WEEKEND, party=TWO, room_type="doble")
    await guest.say("affirm", "yes")
    dutch = {"code": "en", "reply": "en", "confidence": 0.9, "other": "nl"}
    said = await guest.say("nlu_fallback", "is er een garage", extras=["parking"], language=dutch)
    assert said == ["language.not_spoken", "ask.extras_again"]
    assert guest.slots.get("extras") is None

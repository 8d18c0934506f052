"""Errands about a booking that exists: how it stands, changing it, cancelling it, wishes about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from common.clock import Deadline, FrozenClock
from common.money import Money
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.errand import Errand
from pms.contract.models import Reservation
from pms.front_desk import FrontDesk
from tests.actions.conversation import Conversation
from tests.actions.test_book import WEEKEND, booked, fill, to_summary

LONGER = {"check_in": "2026-11-27", "check_out": "2026-11-30", "nights": 3, "ambiguous": []}


@pytest.fixture
async def made(guest: Conversation, front_desk: FrontDesk, clock: FrozenClock) -> Reservation:
    """The reservation that `guest` has just made."""
    await to_summary(guest)
    assert await guest.say("affirm", "yes") == ["booking.confirmed"]
    return (await booked(guest, front_desk, clock))[0]


@pytest.fixture
def stranger(arrive: Callable[..., Conversation], made: Reservation) -> Conversation:
    """The same guest, or another, in another conversation."""
    return arrive("conversation-2", slots={"disclosed": True})


async def as_it_stands(front_desk: FrontDesk, made: Reservation, clock: FrozenClock) -> Reservation:
    errand = Errand("mirador", "conversation-1", "test", Deadline.after(10, clock))
    found = await front_desk.find(errand, reference=made.reference, contact=None)
    assert isinstance(found, results.Found)
    return found.reservation


class TestStatus:
    async def test_the_conversation_that_booked_is_asked_nothing(
        self, guest: Conversation, made: Reservation
    ) -> None:
        assert await guest.say("booking_status") == ["status.details"]
        assert made.reference in guest.text

    async def test_anyone_else_gives_reference_and_contact(
        self, stranger: Conversation, made: Reservation
    ) -> None:
        assert await stranger.say("booking_status") == ["ask.reference"]
        assert await stranger.say("inform", reference=made.reference) == ["ask.contact"]
        assert await stranger.say("inform", email="ana@example.com") == ["status.details"]

    async def test_a_wrong_contact_says_not_found_and_five_lock(
        self, stranger: Conversation, made: Reservation, engine: AsyncEngine
    ) -> None:
        await stranger.say("booking_status")
        for _ in range(4):
            said = await stranger.say("inform", reference=made.reference, email="not@example.com")
            assert said == ["status.not_found", "ask.reference"]
        said = await stranger.say("inform", reference=made.reference, email="not@example.com")
        assert said == ["status.locked"]
        assert stranger.loop is None
        assert await reasons(engine) == ["lookup_locked"]

    async def test_a_bare_reference_begins_a_lookup(self, stranger: Conversation, made: Reservation) -> None:
        assert await stranger.say("inform", reference=made.reference) == ["ask.contact"]

    async def test_without_the_reference_a_person_is_offered(self, stranger: Conversation) -> None:
        await stranger.say("booking_status")
        assert await stranger.say("deny", "I don't have it") == ["status.no_reference"]
        assert await stranger.say("affirm", "yes") == ["handoff.requested"]

    async def test_several_own_bookings_are_asked_apart(self, guest: Conversation, made: Reservation) -> None:
        await to_summary(guest)
        await guest.say("affirm", "yes")
        guest.slots["lookup"] = None
        assert await guest.say("booking_status") == ["ask.which_reservation"]
        assert await guest.press(made.reference) == ["status.details"]


class TestChange:
    async def test_new_dates_are_priced_agreed_to_and_made(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        assert await guest.say("modify_booking", stay=LONGER) == ["ask.change_ok"]
        assert "more than before" in guest.text
        assert (await as_it_stands(front_desk, made, clock)).stay.nights == 2
        assert await guest.say("affirm", "yes") == ["change.done"]
        assert (await as_it_stands(front_desk, made, clock)).stay.nights == 3

    async def test_no_leaves_the_booking_as_it_was(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        await guest.say("modify_booking", stay=LONGER)
        assert await guest.say("deny", "no") == ["change.not_changed"]
        assert await as_it_stands(front_desk, made, clock) == made

    async def test_what_to_change_is_asked_with_buttons(self, guest: Conversation, made: Reservation) -> None:
        assert await guest.say("modify_booking") == ["ask.change_what"]
        assert await guest.press("Dates") == ["ask.new_stay"]
        assert await guest.say("inform", stay={"nights": 3}) == ["ask.change_ok"]

    async def test_the_room_is_changed_by_its_button(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        await guest.say("modify_booking")
        assert await guest.press("Room") == ["ask.new_room"]
        assert await guest.press("Suite") == ["ask.change_ok"]
        assert await guest.say("affirm", "yes") == ["change.done"]
        assert (await as_it_stands(front_desk, made, clock)).lines[0].room_type_id == "suite"

    async def test_one_guest_more_is_merged_onto_the_booking(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        assert await guest.say("modify_booking", party={"children": 1}) == ["ask.children_ages"]
        assert await guest.say("inform", "4", numbers=[4]) == ["ask.change_ok"]
        assert await guest.say("affirm", "yes") == ["change.done"]
        assert (await as_it_stands(front_desk, made, clock)).party.children_ages == (4,)

    async def test_a_sold_out_change_is_refused_and_the_stay_stands(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        monday = {"check_in": "2026-11-30", "check_out": "2026-12-02"}
        await fill(front_desk, clock, monday)
        assert await guest.say("modify_booking", stay=monday) == ["change.sold_out", "ask.change_what"]
        assert await as_it_stands(front_desk, made, clock) == made

    async def test_the_same_again_is_said_to_be_the_same(
        self, guest: Conversation, made: Reservation
    ) -> None:
        assert await guest.say("modify_booking", stay=WEEKEND) == ["change.same", "ask.change_what"]

    async def test_the_wish_outlives_the_question_for_proof(
        self, stranger: Conversation, made: Reservation
    ) -> None:
        assert await stranger.say("modify_booking", stay=LONGER, reference=made.reference) == ["ask.contact"]
        assert await stranger.say("inform", email="ana@example.com") == ["ask.change_ok"]
        assert stranger.last[-1].values["new_stay"]["check_out"] == "2026-11-30"

    async def test_one_night_more_is_a_change_of_the_booking_just_made(
        self, guest: Conversation, made: Reservation
    ) -> None:
        assert await guest.say("inform", "one night more", stay={"more_nights": 1}) == ["ask.change_ok"]
        assert guest.last[-1].values["new_stay"]["check_out"] == "2026-11-30"

    async def test_a_bigger_room_is_a_change_of_the_booking_just_made(
        self, guest: Conversation, made: Reservation
    ) -> None:
        for intent in ("check_availability", "ask_room_types", "modify_booking"):
            said = await guest.say(intent, "have you a bigger room?", topic="room", other_room=True)
            assert said == ["ask.new_room"]
            names = [row["name"] for row in guest.last[-1].values["room_types"]]
            assert names
            assert not {"Single room", "Double room"} & set(names)
            assert await guest.say("deny", "no") == ["change.not_changed"]

    async def test_a_month_later_is_a_change_of_the_booking_just_made(
        self, guest: Conversation, made: Reservation
    ) -> None:
        said = await guest.say("check_availability", "and a month later?", stay_shift={"months": 1})
        assert said == ["ask.change_ok"]
        said = await guest.say("complaint", "too dear, leave it", negated=["cancel_booking"])
        assert said == ["change.not_changed"]

    async def test_what_to_change_may_be_said_in_words(self, guest: Conversation, made: Reservation) -> None:
        await guest.say("modify_booking")
        assert await guest.say("inform", "the room", topic="room") == ["ask.new_room"]

    async def test_another_number_of_guests_is_a_change_of_the_booking_just_made(
        self, guest: Conversation, made: Reservation
    ) -> None:
        assert await guest.say("inform", "we will be 3", party={"people": 3}) == [
            "wish.party_does_not_fit",
            "ask.change_what",
        ]

    async def test_add_parking_is_an_order_of_who_has_booked(
        self, guest: Conversation, made: Reservation
    ) -> None:
        said = await guest.say("ask_parking", "add parking", confidence=0.78, extras=["parking"])
        assert said == ["ask.change_ok"]

    async def test_an_impossible_change_is_answered(self, guest: Conversation, made: Reservation) -> None:
        past = {"check_in": "2026-11-01", "check_out": "2026-11-03"}
        assert await guest.say("modify_booking", stay=past) == ["wish.in_the_past", "ask.change_what"]

    async def test_a_yes_with_another_wish_is_no_consent(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        await guest.say("modify_booking", stay=LONGER)
        assert await guest.say("affirm", "yes, and a suite", room_type="suite") == ["ask.change_ok"]
        assert await as_it_stands(front_desk, made, clock) == made

    async def test_an_extra_is_added_at_its_price(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        said = await guest.say("special_request", "could we have breakfast?", extras=["breakfast"])
        assert said == ["ask.change_ok"]
        assert await guest.say("affirm", "yes") == ["change.done"]
        assert [line.extra_id for line in (await as_it_stands(front_desk, made, clock)).extras] == [
            "breakfast"
        ]


class TestCancel:
    async def test_the_terms_come_first_and_a_yes_cancels(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        assert await guest.say("cancel_booking", "cancel it") == ["ask.cancel_ok"]
        assert "free" in guest.text
        assert not (await as_it_stands(front_desk, made, clock)).is_cancelled
        assert await guest.say("affirm", "yes") == ["cancel.done"]
        assert (await as_it_stands(front_desk, made, clock)).is_cancelled

    async def test_no_keeps_the_booking(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        await guest.say("cancel_booking")
        assert await guest.say("deny", "no") == ["cancel.kept"]
        assert not (await as_it_stands(front_desk, made, clock)).is_cancelled

    async def test_a_fee_is_said_and_agreed_to(
        self, guest: Conversation, made: Reservation, clock: FrozenClock
    ) -> None:
        clock.advance(made.cancellation.free_until - clock.now())  # type: ignore[operator]
        assert await guest.say("cancel_booking") == ["ask.cancel_ok"]
        assert "costs" in guest.text
        assert await guest.say("affirm", "yes") == ["cancel.done"]
        assert "costs" in guest.text

    async def test_a_fee_that_rose_meanwhile_is_asked_for_again(
        self, guest: Conversation, made: Reservation, clock: FrozenClock
    ) -> None:
        await guest.say("cancel_booking")
        clock.advance(made.cancellation.free_until - clock.now())  # type: ignore[operator]
        assert await guest.say("affirm", "yes") == ["cancel.fee_changed", "ask.cancel_ok"]
        assert await guest.say("affirm", "yes") == ["cancel.done"]

    async def test_a_cancelled_booking_cannot_be_cancelled_or_changed(
        self, guest: Conversation, made: Reservation
    ) -> None:
        await guest.say("cancel_booking")
        await guest.say("affirm", "yes")
        assert await guest.say("cancel_booking") == ["cancel.already"]
        assert await guest.say("modify_booking") == ["cancel.already"]
        assert await guest.say("booking_status") == ["status.cancelled"]

    async def test_a_question_in_between_is_no_answer(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        await guest.say("cancel_booking")
        assert await guest.say("ask_policies") == ["question.policies", "ask.cancel_ok"]
        assert not (await as_it_stands(front_desk, made, clock)).is_cancelled

    async def test_an_outage_queues_and_says_so(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await guest.say("cancel_booking")

        async def queue(*_: object, **__: object) -> results.Queued:
            return results.Queued(made.reference, errors.Unreachable())

        monkeypatch.setattr(front_desk, "cancel", queue)
        assert await guest.say("affirm", "yes") == ["cancel.queued"]


class TestRequests:
    async def test_leaving_late_asks_the_hour_and_does_it(
        self, guest: Conversation, made: Reservation
    ) -> None:
        assert await guest.say("special_request", "late check-out?", request="late_check_out") == [
            "ask.request_time"
        ]
        assert await guest.say("inform", "at one", times=["13:00"]) in (
            ["request.check_out_done"],
            ["request.check_out_noted"],
        )

    async def test_asking_to_leave_late_is_a_wish_of_who_has_booked_and_a_question_of_who_has_not(
        self, guest: Conversation, made: Reservation, stranger: Conversation
    ) -> None:
        wish = {"request": "late_check_out"}
        assert await guest.say("ask_checkout_time", "could we leave later?", **wish) == ["ask.request_time"]
        assert await stranger.say("ask_checkout_time", "could we leave later?", **wish) == [
            "question.checkout"
        ]

    async def test_coming_early_becomes_a_note(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        said = await guest.say("special_request", "at 11?", request="early_check_in", times=["11:00"])
        assert said == ["request.check_in_noted"]
        assert any("11:00" in note for note in (await as_it_stands(front_desk, made, clock)).notes)

    async def test_anything_special_goes_to_the_desk_in_the_guests_words(
        self, guest: Conversation, made: Reservation, front_desk: FrontDesk, clock: FrozenClock
    ) -> None:
        assert await guest.say("special_request", "flowers in the room please") == ["request.noted"]
        assert any("flowers" in note for note in (await as_it_stands(front_desk, made, clock)).notes)

    async def test_what_is_owed_is_said(self, guest: Conversation, made: Reservation) -> None:
        assert await guest.say("special_request", "what do I owe?", request="balance") == ["status.balance"]
        assert Money.from_json(guest.last[-1].values["balance"]) == made.balance

    async def test_anyone_else_proves_who_they_are_first(
        self, stranger: Conversation, made: Reservation
    ) -> None:
        assert await stranger.say("special_request", "flowers please") == ["ask.reference"]
        await stranger.say("inform", reference=made.reference)
        assert await stranger.say("inform", email="ana@example.com") == ["request.noted"]


async def reasons(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return [
            row.reason for row in await connection.execute(select(handoffs).order_by(handoffs.c.created_at))
        ]


async def test_what_is_in_the_booking_already_is_no_change(guest: Conversation, made: Reservation) -> None:
    await guest.say("modify_booking", "add parking", extras=["parking"])
    assert await guest.say("affirm", "yes") == ["change.done"]
    assert "Parking" in guest.text
    assert await guest.say("modify_booking", "add parking", extras=["parking"]) == [
        "change.same",
        "ask.change_what",
    ]


async def test_an_hour_alone_goes_on_about_leaving(guest: Conversation, made: Reservation) -> None:
    said = await guest.say(
        "special_request", "can I leave at 1 pm?", request="late_check_out", times=["13:00"]
    )
    assert said == ["request.check_out_done"]
    said = await guest.say("nlu_fallback", "and at 17:00?", times=["17:00"])
    assert said[-1].startswith("request.")
    assert "17:00" in guest.text


async def test_coming_late_is_noted_as_what_it_is(guest: Conversation, made: Reservation) -> None:
    said = await guest.say("special_request", "we arrive at 23:00", request="early_check_in", times=["23:00"])
    assert said == ["request.arrival_noted"]


async def test_an_extra_to_be_taken_out_of_a_booking_is_passed_on(
    guest: Conversation, made: Reservation
) -> None:
    said = await guest.say("modify_booking", "remove the breakfast", unwanted_extras=["breakfast"])
    assert said == ["request.noted"]


async def test_the_part_to_change_may_be_named_at_the_confirmation(
    guest: Conversation, made: Reservation
) -> None:
    assert await guest.say("modify_booking", "add parking", extras=["parking"]) == ["ask.change_ok"]
    assert await guest.say("modify_booking", "the dates", topic="stay") == ["ask.new_stay"]


async def test_what_is_owed_is_asked_like_how_the_booking_stands(
    guest: Conversation, made: Reservation
) -> None:
    assert await guest.say("booking_status", "what do I owe?", request="balance") == ["status.balance"]


async def test_a_dog_alone_begins_no_booking(guest: Conversation) -> None:
    said = await guest.say("ask_pets", "can I bring my dog?", party={"pets": 1})
    assert said == ["greeting.disclosure", "question.pets"]


async def test_who_says_what_to_change_is_asked_only_to_what(guest: Conversation, made: Reservation) -> None:
    assert await guest.say("modify_booking", "change the dates", topic="stay") == ["ask.new_stay"]

"""A booking, from the first wish to the confirmation.

The order: hotel, stay, party, read-back, room, extras, name, e-mail, the price with its terms, yes. Each agreement
names what it was given for, so that a correction of stay, party or room silently takes it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions import booking_answers as answers
from actions import offers, outcomes, people, questions, room_needs
from actions.context import BOOKING_SLOTS, Turn
from actions.drafts import PartyDraft, StayDraft
from actions.form import ASKS_WHICH_PART, SURE, Done, FormAction, Question, Step, again
from actions.handoff import offer_a_person
from actions.slots import key_of
from actions.stays import ask_party, ask_stay, say_impossible
from actions.values import (
    cancellation_json,
    extra_lines_json,
    extras_json,
    lines_json,
    party_json,
    payment_json,
    stay_json,
)
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.models import GuestProfile, Quote, Reservation


class ValidateBooking(FormAction):
    form = "booking_form"
    sells_extras = True
    own = frozenset(
        {
            "book_room",
            "check_availability",
            "ask_price",
            "modify_booking",
            "special_request",
            "cancel_booking",
        }
    )

    def begin(self, turn: Turn) -> None:
        turn.forget("stay_ok", "quote", "booking_ok", "offers", "offered")

    def answers(self, turn: Turn, asked: Question) -> bool:
        said = turn.said
        found: Mapping[str, Any] = {
            "stay": said.stay,
            "party": said.party,
            "room": said.room_type or (asked.slot == "room" and offers.meant(turn, is_asked=True)),
            "guest_name": people.name_in(said, is_asked=True),
            "guest_email": said.email,
            "extras": said.extras or said.unwanted_extras,
        }
        if asked.reply in ("ask.children_ages", "ask.children_ages_again") and said.ages_told:
            return True
        return bool(found.get(asked.slot) or said.has_wish or said.is_yes or said.is_no)

    def _leaves(self, turn: Turn, asked: Question) -> bool:
        said = turn.said
        if said.intent == "cancel_booking" and (said.reference or said.is_button):
            return True
        if said.intent == "modify_booking" and said.reference:
            return True
        if said.request == "balance" and not said.is_button:
            return False
        if said.choice == "none" and asked.slot in ("extras", "room"):
            # "Nothing else" sounds like a farewell.
            return False
        if said.intent == "complaint" and asked.slot == "guest_name" and people.name_in(said, is_asked=True):
            # "It's not Joana, it's João Meireles."
            return False
        if said.intent == "booking_status" and asked.slot == "guest_email" and said.yes_no == "no":
            # "I don't have an e-mail" is no question about a booking.
            return False
        return super()._leaves(turn, asked)

    def _only_answers(self, turn: Turn, asked: Question) -> bool:
        """A name that merely looks like an errand."""
        return asked.slot == "guest_name" and turn.said.confidence < SURE and self.answers(turn, asked)

    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        said = turn.said
        if asked is None and await _is_about_the_booked(turn):
            return Done(follow="change_form")
        # "No, we are not 4, we are 2" sounds like giving up, and says what is wanted.
        gives_up = said.intent == "cancel_booking" and (
            said.is_button or not (said.has_wish or (said.ages_told or {}).get("is_sure"))
        )
        if asked is not None and gives_up and not self._only_answers(turn, asked):
            if "?" in said.text:
                # "Can it be cancelled?" asks for the terms.
                await questions.tell(turn, "policies")
                return again(asked)
            # In the middle of a booking "cancel" means this one, unless there is another to cancel.
            if await turn.desk.front_desk.own_reservations(turn.errand):
                return Done(follow="cancel_form")
            return answers.left(turn)
        if said.request == "balance":
            if await turn.desk.front_desk.own_reservations(turn.errand):
                return Done(follow="request_form")
            turn.say("booking.nothing_owed")
            return again(asked) if asked is not None else False
        if said.entity("change"):
            return answers.change_what(turn, str(said.entity("change")))
        before = (turn.get("stay"), turn.get("party"))
        moved = answers.take_wishes(turn, asked)
        names_part = said.topic and not moved and said.intent != "special_request"
        if (
            asked is not None
            and names_part
            and (
                asked.reply in ASKS_WHICH_PART
                or said.intent == "modify_booking"
                or (asked.slot == "booking_ok" and "?" not in said.text)
            )
        ):
            return answers.change_what(turn, said.topic)
        moved = answers.take_room(turn, asked) or moved
        moved = answers.take_extras(turn, asked.slot if asked else None) or moved
        if said.intent not in questions.TOPICS or "?" not in said.text:
            moved = await room_needs.take(turn) or moved
        if asked is not None and asked.reply == "ask.stay_ok" and not turn.get("stay_ok"):
            moved = answers.take_agreement(turn, before, is_more_said=moved) or moved
        person = answers.take_person(turn, asked)
        if isinstance(person, Question):
            return person
        moved = person or moved
        is_note = said.intent == "special_request" or bool(said.request)
        if asked is not None and is_note and not moved and said.text and asked.slot != "property":
            room_needs.note(turn)
            return again(asked)
        if asked is not None and not moved and asked.slot == "guest_email" and said.yes_no == "no":
            return answers.without_email(turn, asked)
        if asked is not None and not moved:
            return answers.take_yes_no(turn, asked)
        return moved

    async def ask(self, turn: Turn) -> Step:
        if turn.hotel is None:
            return Question("property", "ask.property", {"properties": questions.properties_json(turn)})
        say_impossible(turn)
        stay, party = answers.stay_draft(turn), answers.party_draft(turn)
        question = ask_stay(stay) or ask_party(party)
        if question is not None:
            return question
        key = key_of(stay, party)
        if turn.get("stay_ok") != key:
            return _read_back(turn, stay, party)
        return await _sell(turn, stay, party, key)


async def _is_about_the_booked(turn: Turn) -> bool:
    """ "And a month later?", "haven't you a bigger room?": words of a wish to book, from someone who has booked here."""
    said = turn.said
    names_days = any((said.stay or {}).get(key) for key in ("check_in", "check_out"))
    if turn.get("stay") or names_days or not (said.shift or said.other_room):
        return False
    return bool(await turn.desk.front_desk.own_reservations(turn.errand))


async def _sell(turn: Turn, stay: StayDraft, party: PartyDraft, key: str) -> Step:
    """Everything after the read-back was agreed to."""
    if not offers.chosen(turn, key):
        question = await offers.ask_room(turn, stay, party)
        if question is not None:
            return question
    if turn.get("extras") is None:
        question = await _offer_extras(turn)
        if question is not None:
            return question
    person = _ask_person(turn)
    if person is not None:
        return person
    if turn.get("booking_ok"):
        return await _submit(turn, stay, party, key)
    return await _quote(turn, stay, party, key)


async def _offer_extras(turn: Turn) -> Question | None:
    included = offers.included_in_choice(turn)
    extras = [e for e in await turn.desk.front_desk.extras(turn.errand) if e.id not in included]
    if not extras:
        turn.set("extras", [])
        return None
    return Question("extras", "ask.extras", {"extras_offered": extras_json(extras, turn.name_of)})


def _ask_person(turn: Turn) -> Question | None:
    name = turn.get("guest_name") or ""
    if not name:
        return Question("guest_name", "ask.guest_name")
    if not people.split(name)[1]:
        return Question("guest_name", "ask.last_name", {"guest_name": name})
    email = turn.get("guest_email")
    if email is None:
        return Question("guest_email", "ask.guest_email")
    if not email and not turn.get("guest_phone"):
        return Question("guest_email", "ask.guest_phone")
    if turn.get("guest_phone") is None and turn.desk.front_desk.needs_phone(turn.some_hotel.id):
        return Question("guest_email", "ask.phone_too")
    return None


async def _quote(
    turn: Turn,
    stay: StayDraft,
    party: PartyDraft,
    key: str,
    *,
    changed: errors.PriceChanged | None = None,
) -> Step:
    """A price that holds for a while, with everything the guest agrees to by saying yes."""
    rooms = offers.chosen(turn, key)
    try:
        quote = await turn.desk.front_desk.quote(
            turn.errand,
            offers.stay_of(stay),
            offers.party_of(party),
            rooms,
            extras=tuple(turn.get("extras") or ()),
        )
    except errors.Refused as refusal:
        return await _refused_quote(turn, stay, party, refusal)
    turn.set(
        "quote",
        {"id": quote.id, "for": _quoted_for(turn, key), "expires_at": quote.expires_at.isoformat()},
    )
    turn.forget("booking_ok")
    if changed is not None and quote.total == changed.now:
        values = {"was": changed.was.to_json(), "now": changed.now.to_json()}
        return Question("booking_ok", "booking.price_changed", values)
    return Question("booking_ok", "ask.booking_ok", await _summary(turn, quote))


async def _refused_quote(turn: Turn, stay: StayDraft, party: PartyDraft, refusal: errors.Refused) -> Step:
    named = outcomes.of_search(refusal)
    turn.forget("quote", "booking_ok")
    if named.ask_again == "guest_email":
        # The hotel's system would not take the address; everything else stands.
        turn.forget("guest_email")
        return Question("guest_email", named.reply)
    turn.forget("room", "room_wish")
    if named.ask_again == "room":
        turn.say(named.reply)
        return await offers.ask_room(turn, stay, party) or Done()
    if named.ask_again:
        turn.forget("stay_ok", named.ask_again)
        return Question(named.ask_again, named.reply, named.values)
    await turn.call_a_person("quote_refused")
    offer_a_person(turn, named.reply, **named.values)
    return Done()


async def _submit(turn: Turn, stay: StayDraft, party: PartyDraft, key: str) -> Step:
    """Book what was just agreed to. Trusts no slot: the yes, the quote and what it was for are checked once more."""
    quote = turn.get("quote") or {}
    agreed = _agreed(turn)
    if not agreed or turn.get("stay_ok") != key or quote.get("for") != _quoted_for(turn, key):
        return await _quote(turn, stay, party, key)
    if datetime.fromisoformat(quote["expires_at"]) <= turn.desk.clock.now():
        turn.say("booking.quote_expired")
        return await _quote(turn, stay, party, key)
    first, last = people.split(turn.get("guest_name"))
    guest = GuestProfile(
        first_name=first,
        last_name=last,
        email=turn.get("guest_email") or None,
        phone=turn.get("guest_phone") or None,
        language=turn.language,
    )
    outcome = await turn.desk.front_desk.book(turn.errand, quote["id"], guest, note=turn.get("note"))
    if isinstance(outcome, results.Done):
        return _booked(turn, outcome.value)
    if isinstance(outcome, results.Queued):
        turn.forget(*BOOKING_SLOTS)
        turn.say("booking.queued", reference=outcome.reference)
        return Done()
    return await _refused_booking(turn, stay, party, key, outcome.reason)


async def _refused_booking(
    turn: Turn, stay: StayDraft, party: PartyDraft, key: str, refusal: errors.Refused
) -> Step:
    turn.forget("booking_ok")
    if isinstance(refusal, errors.PriceChanged):
        return await _quote(turn, stay, party, key, changed=refusal)
    if isinstance(refusal, errors.QuoteExpired):
        turn.say("booking.quote_expired")
        return await _quote(turn, stay, party, key)
    return await _refused_quote(turn, stay, party, refusal)


def _booked(turn: Turn, booked: Reservation) -> Step:
    hotel, name_of = turn.some_hotel, turn.name_of
    turn.forget(*BOOKING_SLOTS)
    turn.set("lookup", {"reference": booked.reference, "contact": None})
    turn.say(
        "booking.confirmed",
        reference=booked.reference,
        hotel=hotel.name,
        address=hotel.address,
        stay=stay_json(booked.stay),
        party=party_json(booked.party),
        rooms=lines_json(booked.lines, name_of),
        rooms_count=len(booked.lines) if len(booked.lines) > 1 else None,
        extras=extra_lines_json(booked.extras, name_of),
        total=booked.total.to_json(),
        payment=payment_json(booked.payment),
        cancellation=cancellation_json(booked.cancellation, hotel),
        check_in_from=hotel.check_in_from,
        check_out_until=hotel.check_out_until,
        guest_name=f"{booked.guest.first_name} {booked.guest.last_name}".strip(),
        is_mailed_by_hotel=turn.desk.front_desk.system_mails(hotel.id).create,
    )
    return Done()


async def _summary(turn: Turn, quote: Quote) -> dict[str, Any]:
    hotel, name_of = turn.some_hotel, turn.name_of
    return {
        "stay": stay_json(quote.stay),
        "party": party_json(quote.party),
        "rooms": lines_json(quote.lines, name_of),
        "extras": extra_lines_json(quote.extras, name_of),
        "total": quote.total.to_json(),
        "includes": await offers.included_names(turn, quote.includes),
        "payment": payment_json(quote.payment),
        "cancellation": cancellation_json(quote.cancellation, hotel),
        "guest_name": turn.get("guest_name"),
        "email": turn.get("guest_email") or turn.get("guest_phone"),
    }


def _agreed(turn: Turn) -> bool:
    """The guest's yes in this very message, to the quote that was last read out."""
    kept = turn.slots.get("question") or {}
    quote = turn.get("quote") or {}
    return (
        kept.get("form") == "booking_form"
        and kept.get("reply") in answers.CONSENT_REPLIES
        and answers.says_yes(turn)
        and bool(quote.get("id"))
        and turn.get("booking_ok") == quote.get("id")
    )


def _quoted_for(turn: Turn, key: str) -> str:
    rooms = "+".join(offers.chosen(turn, key))
    return f"{turn.some_hotel.id}|{key}|{rooms}|{','.join(sorted(turn.get('extras') or ()))}"


def _read_back(turn: Turn, stay: StayDraft, party: PartyDraft) -> Question:
    is_next_year = stay.arrival is not None and stay.arrival.year != turn.today.year
    values = {"stay": stay_json(stay), "party": party_json(party), "rooms_count": party.rooms}
    return Question("stay_ok", "ask.stay_ok", {**values, "is_next_year": is_next_year})

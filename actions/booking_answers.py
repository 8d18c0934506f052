"""What one message brings to a booking: values into slots, and what "yes" and "no" mean where they were said.

Whatever changes stay, party, room or extras takes back the agreements that were given for the old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions import language, offers, people, questions
from actions.context import BOOKING_SLOTS, Turn
from actions.drafts import PartyDraft, StayDraft
from actions.form import SURE, Done, Question, Step, again
from actions.merging import merge_turn
from actions.questions import EXTRA_TOLD
from actions.said import Said
from actions.slots import Wanted, key_of, merge_stay

# A "yes" to these, and to nothing else, books.
CONSENT_REPLIES = frozenset({"ask.booking_ok", "ask.booking_ok_again", "booking.price_changed"})

_WANTED: Mapping[str, Wanted] = {
    "ask.stay": "stay",
    "ask.stay_again": "stay",
    "ask.check_in": "arrival",
    "ask.check_out": "departure",
    "ask.party": "adults",
    "ask.adults": "adults",
    "ask.children_ages": "ages",
    "ask.children_ages_again": "ages",
}

# Which of several days is meant; they stand in their order.
_PLACES = {"first": 0, "earlier": 0, "second": 1, "third": 2, "last": -1, "later": -1}

# "A double for two. And is there parking?" orders no parking.
_ASKED_ABOUT = {"ask_parking": "parking", "ask_breakfast": "breakfast"}


def take_wishes(turn: Turn, asked: Question | None) -> bool:
    """Stay, party, hotel and room type, whenever they are said."""
    said = turn.said
    wanted = _WANTED.get(asked.reply) if asked else None
    stay, party = stay_draft(turn), party_draft(turn)
    # "The first one" names a room when a room was asked for, and no day.
    is_place = asked is not None and asked.slot == "room" and said.choice not in (None, "earlier", "later")
    chosen = _chosen_dates(asked, stay, said)
    new_stay, new_party = merge_turn(
        stay,
        party,
        said_stay=said.stay,
        shift=said.shift,
        said_party=said.party,
        # "No, 3" beside a list of rooms means the third.
        correction=said.correction if asked is None or asked.slot in ("stay", "party", "stay_ok") else None,
        wanted=wanted,
        numbers=said.numbers,
        told=said.ages_told,
        spoken=said.spoken,
        one_room=said.one_room,
    )
    new_stay = stay if is_place else chosen or new_stay
    for day in said.impossible_days:
        turn.say("wish.no_such_day", day_written=day)
    moved = False
    kept = (stay.counted, stay.spoken, party.counted)
    if (new_stay, new_party) == (stay, party) and kept != (
        new_stay.counted,
        new_stay.spoken,
        new_party.counted,
    ):
        # What was counted last changes no agreement; it only says what a bare "no, 3" will correct.
        turn.set("stay", new_stay.to_json())
        turn.set("party", new_party.to_json())
    if new_party != party and replace(new_party, pets=party.pets) == party:
        # A dog changes neither the stay nor the beds.
        turn.set("party", new_party.to_json())
        party, moved = new_party, True
    if new_stay != stay or new_party != party:
        turn.set("stay", new_stay.to_json())
        turn.set("party", new_party.to_json())
        rooms: list[str] = (turn.get("room") or {}).get("ids") or []
        if len(rooms) == 1:
            # The same room for the new stay, where it is free: a correction keeps what it does not name.
            turn.set("room_wish", rooms[0])
        turn.forget("stay_ok", "quote", "booking_ok", "offers", "room")
        moved = True
    if said.is_button and said.stay and new_stay.is_complete and new_party.is_complete:
        # The dates stood on the button: reading them back would ask the same again.
        turn.set("stay_ok", key_of(new_stay, new_party))
        moved = True
    # The same stay said again is an answer too, where the stay was asked for or doubted.
    repeats = asked is not None and asked.slot in ("stay", "party", "stay_ok") and said.has_wish
    return moved or repeats or bool(said.impossible_days)


def _chosen_dates(asked: Question | None, stay: StayDraft, said: Said) -> StayDraft | None:
    """ "The second", "the later one", "a week later" after "which dates do you mean?"."""
    if asked is None or asked.reply != "ask.which_date" or not stay.candidates:
        return None
    days = (said.shift or {}).get("days")
    place = _PLACES.get(said.choice or "", None if not days else -1 if days > 0 else 0)
    if place is None or not -len(stay.candidates) <= place < len(stay.candidates):
        return None
    arrival, departure = stay.candidates[place]
    return StayDraft(arrival, departure, stay.nights)


def take_room(turn: Turn, asked: Question | None) -> bool:
    said = turn.said
    is_asked = asked is not None and asked.slot == "room"
    if asked is not None and said.intent == "ask_room_types" and "?" in said.text:
        # "Is the suite bigger?" asks, and chooses nothing.
        return False
    key = key_of(stay_draft(turn), party_draft(turn))
    asks_price = said.intent == "ask_price" and said.asks and not is_asked
    if (turn.get("offers") or {}).get("key") == key and not asks_price:
        room = offers.meant(turn, is_asked=is_asked)
        if room is not None:
            offers.choose(turn, room)
            return True
    if said.room_type:
        turn.set("room_wish", said.room_type)
        turn.forget("room", "quote", "booking_ok")
        return True
    if said.choice in ("cheapest", "dearest"):
        turn.set("room_wish", said.choice)
        turn.forget("room", "quote", "booking_ok")
        return True
    return False


def take_extras(turn: Turn, asked_slot: str | None) -> bool:
    said = turn.said
    if asked_slot in ("stay_ok", "room") and len(said.unwanted_extras) > 1 and not said.extras:
        # "No breakfast, no parking" answers the question that would have come.
        turn.set("extras", [])
        return True
    if language.is_foreign(turn):
        # Words like "garage" are at home in many languages; nothing is ordered in one that we do not read.
        return False
    if not (said.extras or said.unwanted_extras) or (
        said.intent in questions.TOPICS and not questions.is_order(said, asked_slot=asked_slot)
    ):
        # "Do you have parking?" asks; it does not order.
        return False
    kept = [extra for extra in turn.get("extras") or () if extra not in said.unwanted_extras]
    asked_about = {_ASKED_ABOUT[intent] for intent in said.questions if intent in _ASKED_ABOUT}
    ordered = [extra for extra in said.extras if extra not in asked_about]
    if not ordered and not said.unwanted_extras:
        return False
    extras = kept + [extra for extra in ordered if extra not in kept]
    if turn.get("extras") is None and not extras and asked_slot != "extras":
        # "Without breakfast" before extras were offered: the others are offered still.
        return False
    turn.set("extras", extras)
    turn.forget("quote", "booking_ok")
    return True


def take_person(turn: Turn, asked: Question | None) -> bool | Question:
    said = turn.said
    is_asked = asked is not None and asked.slot == "guest_name"
    name = people.name_in(said, is_asked=is_asked)
    if name and is_asked and asked is not None and asked.reply == "ask.last_name" and " " not in name:
        name = f"{turn.get('guest_name')} {name}"
    found = {"guest_name": name, "guest_email": said.email, "guest_phone": said.phone}
    for slot, value in found.items():
        if value:
            turn.set(slot, value)
    if any(found.values()):
        if asked is not None and asked.slot == "extras" and turn.get("extras") is None:
            # Who gives a name where extras were offered has gone on to the next step; the last question reads it all again.
            turn.set("extras", [])
        return True
    if asked is not None and asked.slot == "guest_email" and "@" in said.text:
        turn.say("wish.not_an_email")
        return Question("guest_email", "ask.guest_email")
    return False


def take_yes_no(turn: Turn, asked: Question) -> bool | Step:
    """What "yes" and "no" mean for each question; "no" to one thing is not "no" to everything."""
    said = turn.said
    if asked.slot == "booking_ok" and asked.reply in CONSENT_REPLIES and says_yes(turn):
        turn.set("booking_ok", (turn.get("quote") or {}).get("id"))
        return True
    if "book_room" in said.negated and asked.reply in CONSENT_REPLIES:
        # "Don't book it yet" is a no, whatever else is said.
        return _no(turn, asked)
    if "cancel_booking" in said.negated and asked.slot in ("stay_ok", "booking_ok"):
        # "It's fine as it is": what was read stands; before the last yes it is only read again.
        if asked.reply == "ask.stay_ok":
            return _yes(turn, asked)
        return True if asked.reply not in CONSENT_REPLIES else again(asked)
    if said.is_yes or (asked.reply == "ask.stay_ok" and said.yes_no == "yes" and not said.asks):
        return _yes(turn, asked)
    if "cancel_booking" in said.negated:
        # "No, I'm not cancelling, I'm thinking": nothing is given up, and the question stands.
        return again(asked)
    if said.is_no or (said.choice == "none" and asked.slot in ("extras", "room")):
        return _no(turn, asked)
    if said.intent == "modify_booking" and said.confidence >= SURE and not said.name:
        turn.forget("quote", "booking_ok")
        return Question("stay_ok", "ask.what_to_change")
    return False


def _yes(turn: Turn, asked: Question) -> bool | Step:
    if asked.reply == "ask.stay_ok":
        turn.set("stay_ok", key_of(stay_draft(turn), party_draft(turn)))
        return True
    if asked.slot == "extras":
        offered = asked.values.get("extras_offered") or []
        told = str(turn.get("offered") or "").removeprefix(EXTRA_TOLD)
        if any(extra["id"] == told for extra in offered):
            # "We'll have that", after it was said what breakfast costs.
            turn.set("extras", [*(turn.get("extras") or []), told])
            return True
        if len(offered) == 1:
            turn.set("extras", [offered[0]["id"]])
            return True
        # "Yes, please", and not what: the list has just been read.
        return again(asked)
    if asked.slot == "room" and asked.values:
        return again(asked)
    if asked.reply == "availability.none" and len(asked.values.get("nearest") or ()) == 1:
        near = asked.values["nearest"][0]["stay"]
        turn.set("stay", merge_stay(StayDraft(), near).to_json())
        turn.set("stay_ok", key_of(stay_draft(turn), party_draft(turn)))
        return True
    return False


def _no(turn: Turn, asked: Question) -> bool | Step:
    if asked.reply == "ask.stay_ok":
        return Question("stay_ok", "ask.what_to_change")
    if asked.slot == "room":
        return Question("stay_ok", "availability.other_wish")
    if asked.slot == "extras":
        turn.set("extras", [])
        return True
    if asked.slot == "guest_email":
        return without_email(turn, asked)
    if asked.reply in CONSENT_REPLIES:
        turn.forget("quote", "booking_ok")
        return Question("booking_ok", "booking.not_booked")
    if asked.reply in (
        "booking.not_booked",
        "availability.other_wish",
        "availability.none",
    ):
        return left(turn)
    # "No" to "what shall I change?" is nothing: the stay is read back as it stands.
    return asked.reply == "ask.what_to_change"


def change_what(turn: Turn, what: str) -> bool | Step:
    """A button under "what shall I change?"; the rest is kept."""
    if what == "stop":
        return left(turn)
    turn.forget("quote", "booking_ok")
    if what in ("stay", "party"):
        turn.forget(what, "stay_ok", "room", "offers")
    elif what == "room":
        turn.forget("room", "room_wish")
    elif what in ("extras", "guest_name", "guest_email"):
        turn.forget(what)
    return True


def take_agreement(turn: Turn, before: tuple[object, object], *, is_more_said: bool) -> bool:
    """Whoever says yes to the days read back and more ("yes, the double, no parking"), or goes on without a no ("the double"), agrees.

    before: stay and party as they were read. The last question before booking reads everything again.
    """
    said = turn.said
    if not is_more_said or before != (turn.get("stay"), turn.get("party")) or said.is_no:
        return False
    if said.yes_no == "no" or not (stay_draft(turn).is_complete and party_draft(turn).is_complete):
        return False
    turn.set("stay_ok", key_of(stay_draft(turn), party_draft(turn)))
    return True


def says_yes(turn: Turn) -> bool:
    """A plain yes, or "yes, book it", which looks like the wish to book and holds the word."""
    said = turn.said
    if "book_room" in said.negated:
        return False
    return said.is_yes or (said.intent == "book_room" and not said.is_button and said.yes_no == "yes")


def left(turn: Turn) -> Done:
    turn.forget(*BOOKING_SLOTS)
    turn.say("booking.abandoned")
    return Done()


def stay_draft(turn: Turn) -> StayDraft:
    return StayDraft.from_json(turn.get("stay"))


def party_draft(turn: Turn) -> PartyDraft:
    return PartyDraft.from_json(turn.get("party"))


def without_email(turn: Turn, asked: Question) -> bool | Step:
    """Who has no e-mail is reached by telephone; an empty address or number stands for "asked, and there is none"."""
    if asked.reply == "ask.guest_phone":
        return False
    if asked.reply == "ask.phone_too":
        turn.set("guest_phone", "")
        return True
    turn.set("guest_email", "")
    return True

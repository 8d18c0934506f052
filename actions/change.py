"""Changing a booking: dates, party, room, extras. The new total and the difference are agreed to before anything moves.

What the guest said is kept as it was said and merged onto the reservation as it stands, however many messages it took.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions import lookup, offers, outcomes
from actions.context import Turn
from actions.drafts import PartyDraft, StayDraft
from actions.form import Done, FormAction, Question, Step
from actions.handoff import offer_a_person
from actions.merging import merge_turn
from actions.slots import Wanted
from actions.stays import ask_party, ask_stay
from actions.values import (
    extra_lines_json,
    extras_json,
    lines_json,
    party_json,
    rooms_name,
    stay_json,
)
from actions.wishes import impossible_party, impossible_stay
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.models import ChangeQuote, Reservation, ReservationPatch, RoomType

CONSENT_REPLIES = frozenset({"ask.change_ok", "ask.change_ok_again"})
_MOST_SAYINGS = 12
_PARTS = frozenset({"stay", "party", "room", "extras"})
_WANTED: Mapping[str, Wanted] = {
    "ask.stay": "stay",
    "ask.stay_again": "stay",
    "ask.check_in": "arrival",
    "ask.check_out": "departure",
    "ask.party": "adults",
    "ask.adults": "adults",
    "ask.children_ages": "ages",
    "ask.children_ages_again": "ages",
    "ask.new_stay": "stay",
    "ask.new_party": "adults",
}


@dataclass(frozen=True)
class Wish:
    """The reservation as the guest wants it."""

    stay: StayDraft
    party: PartyDraft
    room_type: str | None
    extras: tuple[str, ...]


class ValidateChange(FormAction):
    form = "change_form"
    sells_extras = True
    own = frozenset({"modify_booking", "book_room", "check_availability", "ask_price"})

    def begin(self, turn: Turn) -> None:
        if not turn.get("change_goes_on"):
            turn.forget("change")
        turn.forget("change_quote", "change_ok", "change_goes_on", "offered")

    def answers(self, turn: Turn, asked: Question) -> bool:
        said = turn.said
        return bool(said.reference or said.contact or said.has_wish or said.extras)

    def _leaves(self, turn: Turn, asked: Question) -> bool:
        if turn.said.intent in ("book_room", "check_availability", "ask_price") and not turn.said.has_wish:
            return True
        return super()._leaves(turn, asked)

    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        said = turn.said
        looked_up = lookup.take(turn, asked)
        if isinstance(looked_up, Done):
            return looked_up
        if said.entity("change"):
            return await _ask_for(turn, str(said.entity("change")))
        if said.unwanted_extras and not (said.has_wish or said.extras):
            # No hotel system we know takes an extra out again by itself: the desk is told.
            return Done(follow="request_form")
        if self._take_wish(turn, asked):
            return True
        if asked is not None and asked.slot in ("change", "change_ok") and said.topic in _PARTS:
            return await _ask_for(turn, said.topic)
        if looked_up or asked is None:
            return looked_up
        if asked.slot == "change_ok":
            return _take_consent(turn, asked)
        if said.is_no:
            return _kept(turn)
        return False

    def _take_wish(self, turn: Turn, asked: Question | None) -> bool:
        said = turn.said
        wanted = _WANTED.get(asked.reply) if asked else None
        numbers = list(said.numbers) if wanted else []
        is_corrected = said.correction is not None and said.correction["kind"] != "alone"
        if not (said.has_wish or said.extras or numbers or is_corrected):
            return False
        for day in said.impossible_days:
            turn.say("wish.no_such_day", day_written=day)
        saying = {
            "stay": said.stay,
            "shift": said.shift,
            "party": said.party,
            "correction": said.correction if is_corrected else None,
            "room_type": said.room_type,
            "extras": list(said.extras),
            "numbers": numbers,
            "told": said.ages_told,
            "wanted": wanted,
        }
        turn.set("change", [*(turn.get("change") or []), saying][-_MOST_SAYINGS:])
        turn.forget("change_quote", "change_ok")
        return True

    async def ask(self, turn: Turn) -> Step:
        found = await lookup.find(turn)
        if not isinstance(found, Reservation):
            return found
        if found.is_cancelled:
            turn.say("cancel.already", reference=found.reference)
            return Done()
        wish = wished(found, turn.get("change") or [])
        # A guest who is in the house may stay longer: only a new arrival day must lie ahead.
        today = turn.today if wish.stay.arrival != found.stay.arrival else found.stay.arrival
        impossible = impossible_stay(wish.stay, wish.party, turn.some_hotel, today)
        impossible = impossible or impossible_party(wish.stay, wish.party, turn.some_hotel)
        if impossible is not None:
            turn.say(impossible.reply, **impossible.values)
            turn.forget("change")
            return Question("change", "ask.change_what", _as_it_stands(turn, found))
        question = ask_stay(wish.stay) or ask_party(wish.party)
        if question is not None:
            return question
        return await _offer(turn, found, wish)


def wished(reservation: Reservation, sayings: Sequence[Mapping[str, Any]]) -> Wish:
    """The reservation with everything said so far merged onto it, in order."""
    stay, party = _stay_draft(reservation), _party_draft(reservation)
    room_type: str | None = None
    extras: list[str] = []
    for saying in sayings:
        wanted, numbers = saying.get("wanted"), saying.get("numbers") or ()
        stay, party = merge_turn(
            stay,
            party,
            said_stay=saying.get("stay"),
            shift=saying.get("shift"),
            said_party=saying.get("party"),
            correction=saying.get("correction"),
            wanted=wanted,
            numbers=numbers,
            told=saying.get("told"),
        )
        room_type = saying.get("room_type") or room_type
        extras += [extra for extra in saying.get("extras") or () if extra not in extras]
    return Wish(stay, party, room_type, tuple(extras))


async def _offer(turn: Turn, reservation: Reservation, wish: Wish) -> Step:
    """The patch, its price, and the question whether to make it; or the change that was just agreed to."""
    types = await turn.desk.front_desk.room_types(turn.errand)
    room = offers.match_type(wish.room_type, types) if wish.room_type else None
    if wish.room_type and room is None:
        turn.say("availability.unknown_room")
        turn.forget("change")
        return Question("change", "ask.change_what", _as_it_stands(turn, reservation))
    is_other_room = room is not None and any(line.room_type_id != room.id for line in reservation.lines)
    stay = offers.stay_of(wish.stay)
    patch = ReservationPatch(
        stay=stay if stay != reservation.stay else None,
        party=offers.party_of(wish.party) if not _same_party(wish.party, reservation) else None,
        room_type_id=room.id if room is not None and is_other_room else None,
        add_extras=tuple(extra for extra in wish.extras if extra not in _extras_of(reservation)),
    )
    if not patch.changes_price:
        if turn.get("change"):
            turn.say("change.same", reference=reservation.reference)
            turn.forget("change")
        elif turn.said.other_room:
            return await _ask_for(turn, "room")
        elif turn.said.intent == "modify_booking" and turn.said.topic in _PARTS:
            # "Change the dates" has said what; only which ones is left to ask.
            return await _ask_for(turn, str(turn.said.topic))
        return Question("change", "ask.change_what", _as_it_stands(turn, reservation))
    agreed = turn.get("change_quote") or {}
    if turn.get("change_ok") and turn.get("change_ok") == agreed.get("id"):
        return await _make(turn, reservation, patch, str(agreed["id"]))
    return await _price(turn, reservation, patch)


async def _price(turn: Turn, reservation: Reservation, patch: ReservationPatch) -> Step:
    """The new total and the difference, and the question whether to change."""
    try:
        quote = await turn.desk.front_desk.quote_change(turn.errand, reservation.reference, patch)
    except errors.Refused as refusal:
        return _refused(turn, reservation, refusal)
    turn.set("change_quote", {"id": quote.id})
    turn.forget("change_ok")
    return Question("change_ok", "ask.change_ok", _terms(turn, reservation, quote))


async def _make(turn: Turn, reservation: Reservation, patch: ReservationPatch, quote_id: str) -> Step:
    outcome = await turn.desk.front_desk.change(turn.errand, quote_id)
    turn.forget("change_ok", "change_quote")
    if isinstance(outcome, results.Refused):
        reason = outcome.reason
        if isinstance(reason, errors.PriceChanged):
            turn.say("change.price_changed", was=reason.was.to_json(), now=reason.now.to_json())
            return await _price(turn, reservation, patch)
        if isinstance(reason, errors.QuoteExpired):
            turn.say("change.quote_expired")
            return await _price(turn, reservation, patch)
        return _refused(turn, reservation, reason)
    turn.forget("change")
    if isinstance(outcome, results.Queued):
        turn.say("change.queued", reference=reservation.reference)
        return Done()
    changed, hotel = outcome.value, turn.some_hotel
    turn.say(
        "change.done",
        hotel=hotel.name,
        address=hotel.address,
        reference=changed.reference,
        stay=stay_json(changed.stay),
        party=party_json(changed.party),
        rooms=lines_json(changed.lines, turn.name_of),
        extras=extra_lines_json(changed.extras, turn.name_of),
        total=changed.total.to_json(),
    )
    return Done()


def _refused(turn: Turn, reservation: Reservation, refusal: errors.Refused) -> Step:
    """Why not, and that the booking stands as it was; then what else might be changed."""
    named = outcomes.of_refusal("change", refusal)
    turn.forget("change", "change_quote", "change_ok")
    if named.reply in ("change.too_late", "change.refused", "cancel.already", "status.queued"):
        if named.reply in ("cancel.already", "status.queued"):
            turn.say(named.reply, reference=reservation.reference)
        else:
            offer_a_person(turn, named.reply, reference=reservation.reference)
        return Done()
    values = {"reference": reservation.reference} if named.reply == "change.sold_out" else named.values
    turn.say(named.reply, **values)
    return Question("change", "ask.change_what", _as_it_stands(turn, reservation))


async def _ask_for(turn: Turn, what: str) -> Step:
    """A button under "what shall I change?"."""
    if what == "stop":
        return _kept(turn)
    if what == "room":
        types = await _other_rooms(turn)
        rows = [
            {
                "id": room.id,
                "name": turn.name_of(room.names),
                "description": turn.name_of(room.descriptions),
                "max_people": room.max_people,
            }
            for room in types
        ]
        return Question("room", "ask.new_room", {"room_types": rows})
    if what == "extras":
        extras = await turn.desk.front_desk.extras(turn.errand)
        return Question("extras", "ask.which_extra", {"extras_offered": extras_json(extras, turn.name_of)})
    if what == "party":
        return Question("party", "ask.new_party")
    return Question("stay", "ask.new_stay")


async def _other_rooms(turn: Turn) -> Sequence[RoomType]:
    """The room types that have place for the party, without the one that is booked; all where that is not known."""
    types = await turn.desk.front_desk.room_types(turn.errand)
    found = await lookup.find(turn) if (turn.get("lookup") or {}).get("reference") else None
    if not isinstance(found, Reservation) or len(found.lines) != 1:
        return types
    booked = found.lines[0].room_type_id
    return [room for room in types if room.id != booked and room.fits(found.party)] or types


def _take_consent(turn: Turn, asked: Question) -> bool | Step:
    said = turn.said
    if "cancel_booking" in said.negated:
        # "Leave it as it was" refuses the change as a plain no does.
        return _kept(turn)
    # "Go ahead and change it" looks like the wish to change, and holds the word.
    is_order = said.intent == "modify_booking" and not said.is_button and said.yes_no == "yes"
    says_yes = said.is_yes or is_order or said.says_change_it
    if says_yes and asked.reply in CONSENT_REPLIES:
        turn.set("change_ok", (turn.get("change_quote") or {}).get("id"))
        return True
    return _kept(turn) if said.is_no else False


def _kept(turn: Turn) -> Done:
    turn.forget("change", "change_quote", "change_ok")
    turn.say("change.not_changed", reference=(turn.get("lookup") or {}).get("reference"))
    return Done()


def _terms(turn: Turn, reservation: Reservation, quote: ChangeQuote) -> dict[str, Any]:
    is_cheaper = quote.difference.minor < 0
    difference = quote.difference * -1 if is_cheaper else quote.difference
    return {
        "reference": reservation.reference,
        "new_stay": stay_json(quote.stay),
        "new_party": party_json(quote.party),
        "new_room": rooms_name(quote.lines, turn.name_of),
        "extras": extra_lines_json(quote.extras, turn.name_of),
        "new_total": quote.new_total.to_json(),
        "difference": difference.to_json(),
        "is_cheaper": is_cheaper,
    }


def _as_it_stands(turn: Turn, reservation: Reservation) -> dict[str, Any]:
    return {
        "reference": reservation.reference,
        "stay": stay_json(reservation.stay),
        "party": party_json(reservation.party),
        "room": rooms_name(reservation.lines, turn.name_of),
    }


def _stay_draft(reservation: Reservation) -> StayDraft:
    return StayDraft(reservation.stay.arrival, reservation.stay.departure)


def _party_draft(reservation: Reservation) -> PartyDraft:
    party = reservation.party
    return PartyDraft(party.adults, party.children or None, party.children_ages)


def _extras_of(reservation: Reservation) -> set[str]:
    """What is in the booking already; asking for it once more is no change."""
    return {line.extra_id for line in reservation.extras}


def _same_party(party: PartyDraft, reservation: Reservation) -> bool:
    there = reservation.party
    return party.adults == there.adults and sorted(party.ages) == sorted(there.children_ages)

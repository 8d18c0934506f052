"""How a booking stands."""

from __future__ import annotations

from typing import Any

from actions import lookup
from actions.context import Turn
from actions.form import Done, FormAction, Question, Step
from actions.values import (
    cancellation_json,
    extra_lines_json,
    lines_json,
    moment,
    party_json,
    stay_json,
)
from pms.contract.models import Reservation


class ValidateStatus(FormAction):
    form = "status_form"
    own = frozenset({"booking_status"})

    def begin(self, turn: Turn) -> None:
        turn.forget("offered")

    def answers(self, turn: Turn, asked: Question) -> bool:
        return bool(turn.said.reference or turn.said.contact)

    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        if turn.said.request:
            # "What do I owe?" asks for more than how the booking stands.
            return Done(follow="request_form")
        return lookup.take(turn, asked)

    async def ask(self, turn: Turn) -> Step:
        found = await lookup.find(turn, even_stale=True)
        if not isinstance(found, Reservation):
            return found
        if found.as_of is not None:
            turn.say("error.old_answer", as_of=moment(found.as_of, turn.some_hotel))
        if found.is_cancelled:
            turn.say("status.cancelled", reference=found.reference, stay=stay_json(found.stay))
        else:
            turn.say("status.details", **reservation_json(turn, found))
        return Done()


def reservation_json(turn: Turn, reservation: Reservation) -> dict[str, Any]:
    """What a guest is told of a reservation."""
    hotel, name_of = turn.some_hotel, turn.name_of
    check_out = reservation.check_out_time
    return {
        "reference": reservation.reference,
        "status": reservation.status,
        "stay": stay_json(reservation.stay),
        "party": party_json(reservation.party),
        "rooms": lines_json(reservation.lines, name_of),
        "extras": extra_lines_json(reservation.extras, name_of),
        "total": reservation.total.to_json(),
        "balance": reservation.balance.to_json(),
        "cancellation": cancellation_json(reservation.cancellation, hotel),
        "check_in_from": hotel.check_in_from,
        "check_out_until": check_out.isoformat("minutes") if check_out else hotel.check_out_until,
    }

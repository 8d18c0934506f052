"""A person is asked for: noted for the staff, and said with the telephone number, since nobody may be at the screen."""

from __future__ import annotations

from actions.context import DeskAction, Event, Turn, leave_form


async def hand_over(turn: Turn, reason: str, *, reply: str = "handoff.requested") -> None:
    """reason: a word for the staff's list."""
    await turn.call_a_person(reason)
    turn.forget("offered")
    hotel = turn.some_hotel
    turn.say(reply, phone=hotel.phone, hotel_email=hotel.email)


class Handoff(DeskAction):
    action = "action_handoff"

    async def serve(self, turn: Turn) -> list[Event]:
        if turn.said.intent == "complaint":
            await hand_over(turn, "complaint", reply="handoff.complaint")
        else:
            await hand_over(turn, "asked")
        return leave_form(turn)

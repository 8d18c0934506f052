"""A person is asked for: noted for the staff, and said with the telephone number, since nobody may be at the screen."""

from __future__ import annotations

from typing import Any

from actions.context import DeskAction, Event, Turn, leave_form


async def hand_over(turn: Turn, reason: str, *, reply: str = "handoff.requested") -> None:
    """reason: a word for the staff's list."""
    await turn.call_a_person(reason)
    turn.forget("offered")
    turn.say(reply, phone=turn.some_hotel.phone)


def offer_a_person(turn: Turn, reply: str, **values: Any) -> None:
    """Name a reply that ends by offering a person; a plain "yes" to it calls one."""
    turn.set("offered", "human_handoff")
    turn.say(reply, **values)


class Handoff(DeskAction):
    action = "action_handoff"

    async def serve(self, turn: Turn) -> list[Event]:
        if turn.said.intent == "emergency":
            await turn.call_a_person("emergency")
            turn.forget("offered")
            hotel = turn.some_hotel
            turn.say("handoff.emergency", phone=hotel.phone, emergency_number=hotel.emergency_number)
        elif turn.said.intent == "complaint":
            await hand_over(turn, "complaint", reply="handoff.complaint")
        else:
            await hand_over(turn, "asked")
        return leave_form(turn)

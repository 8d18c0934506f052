"""Which reservation a guest means, with the proof the front desk wants: the first step of every errand about one.

The conversation that booked needs no proof; anywhere else it takes the reference and the booking's e-mail or phone.
"""

from __future__ import annotations

from typing import Any

from actions import questions
from actions.context import Turn
from actions.form import Done, Question
from actions.handoff import offer_a_person
from actions.values import rooms_name, stay_json
from pms.contract import outcomes as results
from pms.contract.models import Reservation

_MINUTE = 60


def take(turn: Turn, asked: Question | None) -> bool | Done:
    """Keep the reference and the contact that the message holds."""
    said = turn.said
    kept: dict[str, Any] = dict(turn.get("lookup") or {})
    found = {"reference": said.reference, "contact": said.contact}
    kept.update({name: value for name, value in found.items() if value})
    if said.reference and said.reference != (turn.get("lookup") or {}).get("reference") and not said.contact:
        # Another booking: the proof of the last one is not this one's.
        kept["contact"] = None if asked is None else kept.get("contact")
    if any(found.values()):
        turn.set("lookup", kept)
        return True
    if asked is not None and asked.slot in ("reference", "contact") and _is_back_at_booking(turn):
        turn.say("booking.resumed")
        return Done(follow="booking_form")
    if asked is not None and asked.slot in ("reference", "contact") and said.is_no:
        hotel = turn.some_hotel
        turn.forget("lookup")
        offer_a_person(turn, "status.no_reference", phone=hotel.phone)
        return Done()
    return False


def _is_back_at_booking(turn: Turn) -> bool:
    """Whether someone who was booking when another errand came up talks of that booking again, or has no other."""
    said = turn.said
    if not turn.get("stay") or (turn.get("lookup") or {}).get("reference"):
        return False
    if said.intent in questions.TOPICS:
        return False
    if said.is_no or said.intent == "book_room":
        return True
    # What someone wants who came to change a booking is the change.
    form = (turn.slots.get("question") or {}).get("form")
    return form != "change_form" and (said.has_wish or bool(said.extras))


async def find(turn: Turn, *, even_stale: bool = False) -> Reservation | Question | Done:
    """The reservation, or what must be asked first. even_stale: an old answer will do during an outage; it says so."""
    if turn.hotel is None:
        return Question("reference", "ask.property", {"properties": questions.properties_json(turn)})
    kept = turn.get("lookup") or {}
    reference = kept.get("reference")
    if not reference:
        own = await turn.desk.front_desk.own_reservations(turn.errand, even_stale=even_stale)
        if len(own) > 1:
            rows = [
                {
                    "reference": one.reference,
                    "stay": stay_json(one.stay),
                    "room": rooms_name(one.lines, turn.name_of),
                }
                for one in own
            ]
            return Question("reference", "ask.which_reservation", {"reservations": rows})
        if own:
            reference = own[0].reference
            turn.set("lookup", {"reference": reference, "contact": kept.get("contact")})
    result = await turn.desk.front_desk.find(
        turn.errand, reference=reference, contact=kept.get("contact"), even_stale=even_stale
    )
    if isinstance(result, results.Found):
        return result.reservation
    if isinstance(result, results.NeedsProof):
        if "reference" in result.missing:
            return Question("reference", "ask.reference")
        return Question("contact", "ask.contact")
    if isinstance(result, results.Queued):
        turn.say("status.queued", reference=result.reference)
        return Done()
    if isinstance(result, results.Locked):
        return await _locked(turn, result)
    turn.forget("lookup")
    turn.say("status.not_found", phone=turn.some_hotel.phone)
    return Question("reference", "ask.reference")


async def _locked(turn: Turn, locked: results.Locked) -> Done:
    await turn.call_a_person("lookup_locked")
    left = (locked.until - turn.desk.clock.now()).total_seconds()
    turn.forget("lookup")
    turn.say("status.locked", minutes=max(1, round(left / _MINUTE)))
    return Done()

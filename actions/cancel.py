"""Cancelling: what it costs is said first, and a yes is a yes to exactly that."""

from __future__ import annotations

from actions import lookup, outcomes
from actions.context import Turn
from actions.form import Done, FormAction, Question, Step
from actions.handoff import offer_a_person
from actions.values import moment, rooms_name, stay_json
from common.money import Money
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.models import Reservation

CONSENT_REPLIES = frozenset({"ask.cancel_ok"})


class ValidateCancel(FormAction):
    form = "cancel_form"
    own = frozenset({"cancel_booking"})

    def begin(self, turn: Turn) -> None:
        turn.forget("cancel_terms", "cancel_ok", "offered")

    def answers(self, turn: Turn, asked: Question) -> bool:
        return bool(turn.said.reference or turn.said.contact)

    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        moved = lookup.take(turn, asked)
        if moved:
            turn.forget("cancel_terms", "cancel_ok")
            return moved
        if asked is None or asked.slot != "cancel_ok":
            return False
        if turn.said.is_no or "cancel_booking" in turn.said.negated:
            turn.forget("cancel_terms")
            turn.say("cancel.kept", reference=(turn.get("lookup") or {}).get("reference"))
            return Done()
        if turn.said.is_yes and asked.reply in CONSENT_REPLIES:
            terms = turn.get("cancel_terms") or {}
            turn.set("cancel_ok", terms.get("reference"))
            return True
        return False

    async def ask(self, turn: Turn) -> Step:
        found = await lookup.find(turn)
        if not isinstance(found, Reservation):
            return found
        if found.is_cancelled:
            turn.say("cancel.already", reference=found.reference)
            return Done()
        terms = turn.get("cancel_terms") or {}
        if turn.get("cancel_ok") and turn.get("cancel_ok") == found.reference == terms.get("reference"):
            return await _cancel(turn, found, Money.from_json(terms["fee"]))
        return await _ask_consent(turn, found)


async def _ask_consent(turn: Turn, reservation: Reservation) -> Step:
    """What cancelling costs at this moment, and the question whether to."""
    try:
        terms = await turn.desk.front_desk.cancel_terms(turn.errand, reservation.reference)
    except errors.Refused as refusal:
        return _refused(turn, reservation, refusal)
    turn.set("cancel_terms", {"reference": reservation.reference, "fee": terms.fee.to_json()})
    turn.forget("cancel_ok")
    hotel = turn.some_hotel
    values = {
        "reference": reservation.reference,
        "stay": stay_json(reservation.stay),
        "room": rooms_name(reservation.lines, turn.name_of),
        "is_free": terms.is_free,
        "fee": terms.fee.to_json(),
        "free_until": moment(terms.free_until, hotel),
    }
    return Question("cancel_ok", "ask.cancel_ok", values)


async def _cancel(turn: Turn, reservation: Reservation, fee: Money) -> Step:
    outcome = await turn.desk.front_desk.cancel(turn.errand, reservation.reference, agreed_fee=fee)
    turn.forget("cancel_ok")
    if isinstance(outcome, results.Refused):
        if isinstance(outcome.reason, errors.FeeChanged):
            turn.say("cancel.fee_changed", reference=reservation.reference, fee=outcome.reason.now.to_json())
            return await _ask_consent(turn, reservation)
        return _refused(turn, reservation, outcome.reason)
    turn.forget("cancel_terms")
    if isinstance(outcome, results.Queued):
        turn.say("cancel.queued", reference=reservation.reference)
        return Done()
    turn.say(
        "cancel.done",
        reference=reservation.reference,
        stay=stay_json(reservation.stay),
        is_free=not fee,
        fee=fee.to_json(),
    )
    return Done()


def _refused(turn: Turn, reservation: Reservation, refusal: errors.Refused) -> Step:
    named = outcomes.of_refusal("cancel", refusal)
    turn.forget("cancel_terms")
    if named.reply in ("cancel.already", "status.queued"):
        turn.say(named.reply, reference=reservation.reference)
        return Done()
    offer_a_person(turn, named.reply, reference=reservation.reference)
    return Done()

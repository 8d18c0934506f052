"""Wishes about a booking that exists: leaving late, coming early, anything special, what is owed.

What the hotel's system can do it does; the rest becomes a note to the desk, and the guest is told which it was.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from actions import lookup, outcomes, own_answers
from actions.context import Event, Turn
from actions.form import Done, FormAction, Question, Step
from actions.handoff import offer_a_person
from actions.values import payment_json
from pms.contract import errors
from pms.contract import outcomes as results
from pms.contract.models import Reservation

LATE, EARLY, BALANCE, EXTRAS, OTHER = "late_check_out", "early_check_in", "balance", "extras", "other"
_LONGEST_NOTE = 500


class ValidateRequest(FormAction):
    form = "request_form"
    own = frozenset({"special_request"})

    async def serve(self, turn: Turn) -> list[Event]:
        # "Can I borrow an iron?" is a wish, unless the hotel has an answer to that very question.
        begins = self._asked(turn) is None and own_answers.is_question(turn)
        if begins and own_answers.answer(turn, least=own_answers.SURE):
            return self._events(turn, Done())
        return await super().serve(turn)

    def begin(self, turn: Turn) -> None:
        last = turn.get("offered")
        turn.forget("request", "offered")
        if last in (LATE, EARLY) and turn.said.times and not turn.said.request:
            # "And at 17:00?" goes on about what was just spoken of.
            turn.set("request", {"kind": last})

    def answers(self, turn: Turn, asked: Question) -> bool:
        said = turn.said
        if asked.slot == "request":
            return bool(said.text) or bool(said.request)
        return bool(said.reference or said.contact or (asked.slot == "request_time" and said.times))

    async def take(self, turn: Turn, asked: Question | None) -> bool | Step:
        looked_up = lookup.take(turn, asked)
        if isinstance(looked_up, Done):
            return looked_up
        if asked is not None and turn.said.has_wish:
            # "One night more" in between is a change, not a note.
            turn.forget("request")
            return Done(follow="change_form")
        moved = _take_request(turn, asked)
        if asked is not None and asked.slot in ("request", "request_time") and turn.said.is_no:
            turn.forget("request")
            turn.say("smalltalk.anything_else")
            return Done()
        return moved or looked_up

    async def ask(self, turn: Turn) -> Step:
        request: dict[str, Any] = turn.get("request") or {}
        kind = request.get("kind")
        if kind is None:
            return Question("request", "ask.request")
        if kind == EXTRAS:
            # Extras cost money: the change form says how much before anything is added.
            turn.set("change", [{"extras": request["extras"]}])
            turn.set("change_goes_on", True)
            turn.forget("request")
            return Done(follow="change_form")
        found = await lookup.find(turn)
        if not isinstance(found, Reservation):
            return found
        if found.is_cancelled:
            turn.say("cancel.already", reference=found.reference)
            return Done()
        if kind == BALANCE:
            return await _say_balance(turn, found)
        if kind in (LATE, EARLY) and not request.get("time"):
            hotel = turn.some_hotel
            if kind == LATE:
                usual = {"check_out_until": hotel.check_out_until}
                return Question("request_time", "ask.request_time", usual)
            return Question("request_time", "ask.arrival_time", {"check_in_from": hotel.check_in_from})
        return await _pass_on(turn, found, request)


def _take_request(turn: Turn, asked: Question | None) -> bool:
    said = turn.said
    request: dict[str, Any] = dict(turn.get("request") or {})
    if said.request:
        request["kind"] = said.request
    elif not request.get("kind"):
        if said.extras:
            request.update(kind=EXTRAS, extras=list(said.extras))
        elif said.text and (asked is None or asked.slot == "request") and not said.guarded:
            request["kind"] = OTHER
    if request.get("kind") == EXTRAS and not request.get("extras"):
        request.pop("kind")
    if request.get("kind") in (LATE, EARLY) and said.times:
        request["time"] = said.times[0]
    if request.get("kind") and said.text and not request.get("text"):
        request["text"] = said.text[:_LONGEST_NOTE]
    if request == (turn.get("request") or {}):
        return False
    turn.set("request", request)
    return True


async def _say_balance(turn: Turn, reservation: Reservation) -> Step:
    balance = await turn.desk.front_desk.balance(turn.errand, reservation.reference)
    turn.forget("request")
    turn.say(
        "status.balance",
        reference=reservation.reference,
        balance=balance.to_json(),
        payment=payment_json(reservation.payment),
    )
    return Done()


async def _pass_on(turn: Turn, reservation: Reservation, request: dict[str, Any]) -> Step:
    """Do it, or leave it to the desk as a note."""
    desk, errand, kind = turn.desk.front_desk, turn.errand, request["kind"]
    at = _time(request.get("time"))
    outcome: Any
    if kind == LATE and at is not None:
        outcome = await desk.request_check_out_time(errand, reservation.reference, at)
    elif kind == EARLY and at is not None:
        outcome = await desk.add_note(errand, reservation.reference, f"Arrival {at:%H:%M}")
    else:
        outcome = await desk.add_note(errand, reservation.reference, request.get("text") or "")
    turn.forget("request")
    if kind in (LATE, EARLY):
        turn.set("offered", kind)
    if isinstance(outcome, results.Refused):
        return _refused(turn, reservation, outcome.reason)
    if isinstance(outcome, results.Queued) or (isinstance(outcome, results.Noted) and outcome.is_queued):
        turn.say("request.queued")
    elif kind == LATE and isinstance(outcome, results.Done):
        turn.say("request.check_out_done", time=request["time"])
    elif kind == LATE:
        turn.say("request.check_out_noted", time=request["time"])
    elif kind == EARLY and at is not None and at >= time.fromisoformat(turn.some_hotel.check_in_from):
        turn.say("request.arrival_noted", time=request["time"])
    elif kind == EARLY:
        turn.say("request.check_in_noted", time=request["time"], check_in_from=turn.some_hotel.check_in_from)
    else:
        turn.say("request.noted", reference=reservation.reference)
    return Done()


def _refused(turn: Turn, reservation: Reservation, refusal: errors.Refused) -> Step:
    named = outcomes.of_refusal("request", refusal)
    if named.reply in ("cancel.already", "status.queued"):
        turn.say(named.reply, reference=reservation.reference)
        return Done()
    if named.values or named.reply.startswith("wish."):
        turn.say(named.reply, **named.values)
        return Done()
    offer_a_person(turn, named.reply)
    return Done()


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None

"""A write to the hotel's system in the words of people at a desk: what it was, what it wanted, what went wrong, its story. Pure.

What it reads is masked already. It takes any shape: a letter may be older than the code that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_interval, format_timedelta
from babel.numbers import format_currency

from common.money import Money
from pms.audit import AuditLine

_LOCALE = "en_GB"

STATUSES = {
    "pending": "For a person",
    "retrying": "Being tried again",
    "resolved": "Closed",
    "abandoned": "Given up",
}
STATES = {
    "pending": "Being tried now",
    "sending": "Being tried now",
    "queued": "Not written yet",
    "unknown": "In doubt",
    "done": "Done",
    "refused": "Not done",
    "dead": "For a person",
}
_KINDS = {
    "book": "Booking",
    "change": "Change of",
    "cancel": "Cancellation of",
    "note": "Guest's wish for",
    "check_out_time": "Check-out time for",
    "charge": "Charge on",
}
_ERRORS = {
    "PmsError": "Something went wrong with the hotel's system.",
    "Retriable": "The hotel's system did not take it; nothing was written.",
    "Unreachable": "The hotel's system could not be reached; nothing was written.",
    "OutOfTime": "There was no time left to ask the hotel's system; nothing was written.",
    "BreakerOpen": "The hotel's system had failed too often to be asked; nothing was written.",
    "TooBusy": "The hotel's system was too busy; nothing was written.",
    "OutcomeUnknown": "It was sent and not answered: it may have been written, or not.",
    "Refused": "The hotel's system said no.",
    "SoldOut": "No room of that type is left.",
    "PriceChanged": "The price is no longer the one the guest agreed to.",
    "FeeChanged": "Cancelling no longer costs what the guest agreed to.",
    "QuoteExpired": "The price was too old to be booked on.",
    "TooLateToCancel": "The stay has begun or is over, so it cannot be cancelled.",
    "TooLateToChange": "The stay is over, or the wish lies in the past.",
    "AlreadyCancelled": "The reservation was cancelled already.",
    "NotFound": "The hotel's system has no such reservation, room or extra.",
    "StillQueued": "The booking itself has not reached the hotel's system yet.",
    "NotPossible": "This hotel's system cannot do that.",
    "TooManyGuests": "The party does not fit.",
    "StayNotPossible": "The stay breaks a rule of the house.",
    "Invalid": "The hotel's system would not take one of the details.",
    "WaitedTooLong": "It waited until it made no sense any more; nothing was written.",
    "Abandoned": "A member of staff gave it up.",
    "Misconfigured": "Something in this hotel's settings has to be mended first; nothing was written.",
    "BadCredentials": "The hotel's system does not accept our key, or the key lacks a right.",
    "UnknownVendor": "The settings name a hotel system that does not exist here.",
    "InsecureAddress": "The hotel's system stands at an address without encryption, so it was not asked.",
    "UnknownProperty": "No hotel of that name is set up.",
    "UnknownRatePlan": "The hotel's system has no such rate plan.",
    "Unintelligible": "The answer made no sense; it may have been written.",
}
_FACTS = {
    "kind": "Name",
    "detail": "In detail",
    "vendor": "System",
    "operation": "While asking for",
    "reference": "About",
    "retry_after_seconds": "Asked again after (s)",
    "was": "Agreed",
    "now": "Now",
}
_EVENTS = {
    "intended": "Asked for",
    "queued": "Not written; waits",
    "unknown": "No answer; in doubt",
    "done": "Done",
    "refused": "Not done",
    "dead": "Given to a person",
    "replayed": "To be tried again",
    "settled": "Closed: done by hand",
    "abandoned": "Given up",
}

type Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fault:
    """text: one sentence; raw: the vendor's answer, cut and masked, "" without one."""

    text: str
    facts: Lines
    raw: str


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    facts: Lines


def title_of(kind: str, reference: str, payload: Mapping[str, Any] | None) -> str:
    """As in "Booking PSD-7KQ2 for 27–29 Nov 2026"."""
    title = f"{_KINDS.get(kind, kind)} {reference}"
    wanted = payload or {}
    if kind == "book":
        stay = days(_part(wanted, "draft").get("stay"))
        return f"{title} for {stay}" if stay else title
    if kind == "change":
        stay = days(_part(wanted, "patch").get("stay"))
        return f"{title} to {stay}" if stay else title
    if kind == "charge" and (amount := money(_part(wanted, "charge").get("amount"))):
        return f"Charge of {amount} on {reference}"
    if kind == "check_out_time" and wanted.get("at"):
        return f"Check-out at {str(wanted['at'])[:5]} for {reference}"
    return title


def wanted_of(kind: str, payload: Mapping[str, Any]) -> Lines:
    """What the write asks of the hotel's system, line by line; what it does not say is left out."""
    if kind == "book":
        draft = _part(payload, "draft")
        guest = _part(draft, "guest")
        found = [
            ("Stay", days(draft.get("stay"))),
            *(("Room", _room(room)) for room in draft.get("rooms") or ()),
            ("Extras", ", ".join(draft.get("extras") or ())),
            ("Agreed total", money(draft.get("agreed_total"))),
            ("Guest", " ".join(str(guest[key]) for key in ("first_name", "last_name") if guest.get(key))),
            ("E-mail", guest.get("email")),
            ("Phone", guest.get("phone")),
            ("Wish", draft.get("note")),
        ]
    elif kind == "change":
        patch = _part(payload, "patch")
        found = [
            ("New stay", days(patch.get("stay"))),
            ("New party", party(patch.get("party"))),
            ("New room", patch.get("room_type_id")),
            ("Extras", ", ".join(patch.get("add_extras") or ())),
            ("Check-out", str(patch.get("check_out_time") or "")[:5]),
            ("Wish", patch.get("note")),
            ("Agreed total", money(payload.get("agreed_total"))),
        ]
    elif kind == "charge":
        charge = _part(payload, "charge")
        found = [("Amount", money(charge.get("amount"))), ("For", charge.get("description"))]
    else:
        found = [
            ("Reason", payload.get("reason")),
            ("Agreed fee", money(payload.get("agreed_fee"))),
            ("Wish", payload.get("text")),
            ("Check-out", str(payload.get("at") or "")[:5]),
        ]
    return tuple((label, str(text)) for label, text in found if text)


def fault_of(error: Mapping[str, Any] | None) -> Fault | None:
    """A contract error as it is kept."""
    if not error:
        return None
    kind = str(error.get("kind") or "")
    facts = [
        (_FACTS.get(name, name.replace("_", " ").capitalize()), money(value) or _plain(value))
        for name, value in error.items()
        if name not in ("raw", "property_id")
    ]
    text = _ERRORS.get(kind, _ERRORS["PmsError"])
    return Fault(text, tuple(facts), str(error.get("raw") or ""))


def step_of(line: AuditLine, names: Mapping[str, str]) -> Step:
    """names: of members of staff, by the actor's id."""
    detail = dict(line.detail)
    found = [
        ("Attempt", _plain(detail.get("attempt"))),
        ("Error", _ERRORS.get(str(detail.get("error")), "") if detail.get("error") else ""),
        ("Note", _plain(detail.get("why"))),
        ("Before", _stood(line.before)),
        ("After", _stood(line.after)),
    ]
    facts = tuple((label, text) for label, text in found if text and text != "0")
    return Step(line.at, who(line.actor, names), _EVENTS.get(line.event, line.event), facts)


def who(actor: str | None, names: Mapping[str, str]) -> str:
    """names: of members of staff, by id. A name from the command line stands for itself."""
    if not actor:
        return ""
    if actor.startswith("staff:"):
        return names.get(actor.removeprefix("staff:"), actor)
    return {"guest": "Guest", "worker": "Posada"}.get(actor, actor)


def days(stay: Any) -> str:
    """As in "27–29 Nov 2026"; "" for what is no stay."""
    if not isinstance(stay, Mapping):
        return ""
    try:
        arrival, departure = (date.fromisoformat(str(stay[key])) for key in ("arrival", "departure"))
    except (KeyError, ValueError):
        return ""
    return format_interval(arrival, departure, "yMMMd", locale=_LOCALE)


def money(amount: Any) -> str:
    """From an amount's JSON; "" for anything else."""
    if not isinstance(amount, Mapping) or {"minor", "currency"} - set(amount):
        return ""
    value = Money.from_json(dict(amount))
    return format_currency(value.major, value.currency, locale=_LOCALE)


def party(people: Any) -> str:
    if not isinstance(people, Mapping):
        return ""
    adults, ages = int(people.get("adults") or 0), people.get("children_ages") or ()
    words = f"{adults} {'adult' if adults == 1 else 'adults'}"
    if ages:
        words += (
            f", {len(ages)} {'child' if len(ages) == 1 else 'children'} (aged {', '.join(map(str, ages))})"
        )
    return words


def age(since: datetime, now: datetime) -> str:
    """As in "3 hours"; whole minutes at the least."""
    waited = max(now - since, timedelta(minutes=1))
    return str(format_timedelta(waited, granularity="minute", locale=_LOCALE))


def _room(room: Any) -> str:
    people = party(room.get("party"))
    return f"{room.get('room_type_id')}{f', {people}' if people else ''}"


def _stood(facts: Mapping[str, Any] | None) -> str:
    """A reservation's facts as the audit keeps them, in a line."""
    if not facts:
        return ""
    stay = days({"arrival": facts.get("arrival"), "departure": facts.get("departure")})
    rooms = ", ".join(map(str, facts.get("room_types") or ()))
    parts = (facts.get("reference"), facts.get("status"), stay, rooms, money(facts.get("total")))
    return " · ".join(str(part) for part in parts if part)


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = payload.get(name)
    return part if isinstance(part, Mapping) else {}


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

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
from console.words import Saying, Words, marked
from pms.audit import AuditLine
from pms.outbox.by_hand import NotNow

STATUSES = {
    "pending": marked("For a person"),
    "retrying": marked("Being tried again"),
    "resolved": marked("Closed"),
    "abandoned": marked("Given up"),
}
STATES = {
    "pending": marked("Being tried now"),
    "sending": marked("Being tried now"),
    "queued": marked("Not written yet"),
    "unknown": marked("In doubt"),
    "done": marked("Done"),
    "refused": marked("Not done"),
    "dead": marked("For a person"),
}
# Each kind without and with what it is about; `%(more)s` is a stay or an amount.
_TITLES = {
    "book": (marked("Booking %(reference)s"), marked("Booking %(reference)s for %(more)s")),
    "change": (marked("Change of %(reference)s"), marked("Change of %(reference)s to %(more)s")),
    "cancel": (marked("Cancellation of %(reference)s"), ""),
    "note": (marked("Guest's wish for %(reference)s"), ""),
    "check_out_time": (marked("Check-out time for %(reference)s"), ""),
    "charge": (marked("Charge on %(reference)s"), marked("Charge of %(more)s on %(reference)s")),
}
_AWAY = marked("The hotel's system could not be reached; nothing was written.")
_NO = marked("The hotel's system said no.")
_PRICE = marked("The price is no longer the one the guest agreed to.")
_LATE = marked("It is too late for that.")
_SETTINGS = marked("The hotel's settings have to be mended first; nothing was written.")
_SOMETHING = marked("Something went wrong with the hotel's system.")
_ERRORS = {
    "PmsError": _SOMETHING,
    "Retriable": _AWAY,
    "Unreachable": _AWAY,
    "OutOfTime": _AWAY,
    "BreakerOpen": _AWAY,
    "TooBusy": marked("The hotel's system was too busy; nothing was written."),
    "OutcomeUnknown": marked("It was sent and not answered: it may have been written, or not."),
    "Refused": _NO,
    "SoldOut": marked("No room of that type is left."),
    "PriceChanged": _PRICE,
    "FeeChanged": _PRICE,
    "QuoteExpired": _PRICE,
    "TooLateToCancel": _LATE,
    "TooLateToChange": _LATE,
    "AlreadyCancelled": marked("The reservation was cancelled already."),
    "NotFound": marked("The hotel's system has no such reservation, room or extra."),
    "StillQueued": _NO,
    "NotPossible": marked("This hotel's system cannot do that."),
    "TooManyGuests": _NO,
    "StayNotPossible": _NO,
    "Invalid": _NO,
    "WaitedTooLong": marked("It waited until it made no sense any more; nothing was written."),
    "Abandoned": marked("A member of staff gave it up."),
    "Misconfigured": _SETTINGS,
    "BadCredentials": marked("The hotel's system does not accept our key, or the key lacks a right."),
    "UnknownVendor": _SETTINGS,
    "InsecureAddress": _SETTINGS,
    "UnknownProperty": _SETTINGS,
    "UnknownRatePlan": _SETTINGS,
    "Unintelligible": marked("The answer made no sense; it may have been written."),
}
_EVENTS = {
    "intended": marked("Asked for"),
    "queued": marked("Not written yet"),
    "unknown": marked("In doubt"),
    "done": marked("Done"),
    "refused": marked("Not done"),
    "dead": marked("Given to a person"),
    "replayed": marked("To be tried again"),
    "settled": marked("Done by hand"),
    "abandoned": marked("Given up"),
}
_BY_HAND = {
    "book": marked("Look for %(ours)s in the hotel's system; if it is not there, book it by hand."),
    "change": marked(
        "Look at reservation %(told)s in the hotel's system; if it stands as before, change it by hand."
    ),
    "cancel": marked(
        "Look at reservation %(told)s in the hotel's system; if it still stands, cancel it by hand."
    ),
    "note": marked("Put the guest's wish on reservation %(told)s by hand; it stands in the conversation."),
    "check_out_time": marked("Enter the check-out time on reservation %(told)s by hand."),
    "charge": marked(
        "Look whether the charge is on reservation %(told)s in the hotel's system; if it is not, post it there by hand."
    ),
}
_REFUSALS = {
    "no_write": marked("There is no such request"),
    "unreadable": marked("It cannot be read: most likely a key is missing from POSADA_SECRET_KEYS."),
    "being_tried": marked("It is being tried at this moment. Open this page again in a minute."),
    "not_dead": marked("Only what waits for a person can be tried again, and this does not (any more)."),
    "settled": marked("It is closed already."),
    "moved_on": marked("It moved on meanwhile."),
    "overtaken": marked(
        "A later change of the same reservation has been made since, which this would undo. Close it as done or give it up."
    ),
    "needs_reference": marked("A booking needs the number that the hotel's system gave it."),
    "takes_no_reference": marked("Only a booking is given a number; this is about %(reference)s."),
    "no_reservation": marked("The hotel's system has no reservation %(reference)s."),
    "cancelled": marked("Reservation %(reference)s is cancelled in the hotel's system."),
    "other_dates": marked(
        "Reservation %(reference)s is for other dates than the guest asked for. Look at the number again, or mend it in the "
        "hotel's system first."
    ),
    "other_guest": marked("Reservation %(reference)s is another guest's. Look at the number again."),
}

type Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fault:
    """text: one sentence, still English; facts: as they are kept; raw: the vendor's answer, cut and masked, "" without one."""

    text: str
    facts: Lines
    raw: str


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    facts: Lines


def refusal_of(error: NotNow) -> Saying:
    return Saying(_REFUSALS[error.reason], error.facts)


def by_hand_of(kind: str, *, ours: str, told: str) -> Saying:
    """What a person can do in the hotel's own system. told: the number the guest knows."""
    return Saying(_BY_HAND[kind], {"ours": ours, "told": told})


def fault_of(error: Mapping[str, Any] | None) -> Fault | None:
    """A contract error as it is kept."""
    if not error:
        return None
    facts = tuple(
        (name.replace("_", " "), _plain(value))
        for name, value in error.items()
        if name not in ("raw", "property_id")
    )
    return Fault(_ERRORS.get(str(error.get("kind")), _SOMETHING), facts, str(error.get("raw") or ""))


@dataclass(frozen=True)
class LetterWords:
    """For one reader."""

    words: Words

    def title(self, kind: str, reference: str, payload: Mapping[str, Any] | None) -> str:
        """As in "Booking PSD-7KQ2 for 27–29 Nov 2026"."""
        wanted = payload or {}
        more = {
            "book": lambda: self.days(_part(wanted, "draft").get("stay")),
            "change": lambda: self.days(_part(wanted, "patch").get("stay")),
            "charge": lambda: self.money(_part(wanted, "charge").get("amount")),
        }.get(kind, str)()
        plain, full = _TITLES.get(kind, ("%(reference)s", ""))
        return self.words.say(full if more else plain, reference=reference, more=more)

    def wanted(self, kind: str, payload: Mapping[str, Any]) -> Lines:
        """What the write asks of the hotel's system, line by line; what it does not say is left out."""
        say = self.words.say
        draft, patch, charge = (_part(payload, name) for name in ("draft", "patch", "charge"))
        body = draft or patch or charge or payload
        guest = _part(draft, "guest")
        found = [
            (say("Stay"), self.days(body.get("stay"))),
            *((say("Room type"), self._room(room)) for room in draft.get("rooms") or ()),
            (say("Room type"), patch.get("room_type_id")),
            (say("Party"), self.party(patch.get("party"))),
            (say("Extras"), ", ".join(draft.get("extras") or patch.get("add_extras") or ())),
            (say("check-out"), str(patch.get("check_out_time") or payload.get("at") or "")[:5]),
            (say("Amount"), self.money(charge.get("amount"))),
            (say("Purpose"), charge.get("description")),
            (say("Reason"), payload.get("reason")),
            (say("Wish"), body.get("note") or payload.get("text")),
            (say("Agreed total"), self.money(draft.get("agreed_total") or payload.get("agreed_total"))),
            (say("Agreed fee"), self.money(payload.get("agreed_fee"))),
            (
                say("Guest"),
                " ".join(str(guest[key]) for key in ("first_name", "last_name") if guest.get(key)),
            ),
            (say("E-mail"), guest.get("email")),
            (say("Phone"), guest.get("phone")),
        ]
        return tuple((label, str(text)) for label, text in found if text)

    def step(self, line: AuditLine, names: Mapping[str, str]) -> Step:
        """names: of members of staff, by id."""
        say, detail = self.words.say, dict(line.detail)
        attempt = detail.get("attempt")
        found = [
            (say("Attempt"), str(attempt) if attempt else ""),
            (
                say("Error"),
                say(_ERRORS.get(str(detail.get("error")), _SOMETHING)) if detail.get("error") else "",
            ),
            (say("Note"), str(detail.get("why") or "")),
            (say("Before"), self._stood(line.before)),
            (say("After"), self._stood(line.after)),
        ]
        facts = tuple((label, text) for label, text in found if text)
        return Step(line.at, self.who(line.actor, names), say(_EVENTS.get(line.event, line.event)), facts)

    def who(self, actor: str | None, names: Mapping[str, str]) -> str:
        """names: of members of staff, by id. A name from the command line stands for itself."""
        if not actor:
            return ""
        if actor.startswith("staff:"):
            return names.get(actor.removeprefix("staff:"), actor)
        return {"guest": self.words.say("Guest"), "worker": "Posada"}.get(actor, actor)

    def days(self, stay: Any) -> str:
        """As in "27–29 Nov 2026"; "" for what is no stay."""
        if not isinstance(stay, Mapping):
            return ""
        try:
            arrival, departure = (date.fromisoformat(str(stay[key])) for key in ("arrival", "departure"))
        except (KeyError, ValueError):
            return ""
        return str(format_interval(arrival, departure, "yMMMd", locale=self.words.locale))

    def money(self, amount: Any) -> str:
        """From an amount's JSON; "" for anything else."""
        if not isinstance(amount, Mapping) or {"minor", "currency"} - set(amount):
            return ""
        value = Money.from_json(dict(amount))
        return str(format_currency(value.major, value.currency, locale=self.words.locale))

    def party(self, people: Any) -> str:
        if not isinstance(people, Mapping):
            return ""
        count, ages = self.words.count, people.get("children_ages") or ()
        adults = count("%(num)s adult", "%(num)s adults", int(people.get("adults") or 0))
        if not ages:
            return adults
        children = count("%(num)s child", "%(num)s children", len(ages))
        return f"{adults}, {children} ({self.words.say('aged %(ages)s', ages=', '.join(map(str, ages)))})"

    def age(self, since: datetime, now: datetime) -> str:
        """As in "3 hours"; whole minutes at the least."""
        waited = max(now - since, timedelta(minutes=1))
        return str(format_timedelta(waited, granularity="minute", locale=self.words.locale))

    def _room(self, room: Mapping[str, Any]) -> str:
        return ", ".join(
            part for part in (str(room.get("room_type_id")), self.party(room.get("party"))) if part
        )

    def _stood(self, facts: Mapping[str, Any] | None) -> str:
        """A reservation's facts as the audit keeps them, in a line."""
        if not facts:
            return ""
        rooms = ", ".join(map(str, facts.get("room_types") or ()))
        total = self.money(facts.get("total"))
        parts = (facts.get("reference"), facts.get("status"), self.days(facts), rooms, total)
        return " · ".join(str(part) for part in parts if part)


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = payload.get(name)
    return part if isinstance(part, Mapping) else {}


def _plain(value: Any) -> str:
    if isinstance(value, Mapping) and {"minor", "currency"} <= set(value):
        return str(Money.from_json(dict(value)))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

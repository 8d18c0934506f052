"""How long the answer to each read is good, and how old it may be when nobody answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pms.contract.models import AvailabilityGrid, Offers, Reservation, ReservationQuery, Stay

type Topic = Literal["house", "nights", "lists", "reservation", "guests", "rooms"]
"""What an answer speaks of, and what a change may touch."""


@dataclass(frozen=True)
class Rule:
    """fresh: how long it is given as true; kept: how long it may be told, with its age, while the system is down.

    is_private: it holds guests' data, so it stays in this process and is never written to Redis.
    """

    topic: Topic
    fresh: timedelta
    kept: timedelta
    is_private: bool = False

    @property
    def outlives_freshness(self) -> bool:
        return self.kept > self.fresh


_LIVE, _MINUTE, _MINUTES, _HOUR = timedelta(0), timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1)
# Under twelve hours, so that "right at 14:05" can only mean the last time the clock said so.
_OUTAGE = timedelta(hours=6)
_LIST = Rule("lists", _MINUTES, _OUTAGE, is_private=True)
_GUEST = Rule("guests", _HOUR, _HOUR, is_private=True)
RESERVATION = Rule("reservation", _LIVE, _OUTAGE, is_private=True)

_RULES: dict[str, Rule] = {
    # Names and sizes: a day without news of them misleads nobody.
    "get_hotels": Rule("house", _HOUR, timedelta(hours=24)),
    "get_room_types": Rule("house", _HOUR, timedelta(hours=24)),
    # Prices that cannot carry their age: not told past their time.
    "get_extras": Rule("house", _HOUR, _HOUR),
    "get_availability": Rule("nights", _MINUTES, _OUTAGE),
    "search_offers": Rule("nights", _MINUTES, _OUTAGE),
    "get_reservation": RESERVATION,
    "find_reservations": _LIST,
    "get_arrivals": _LIST,
    "get_departures": _LIST,
    "get_in_house": _LIST,
    "get_room_status": Rule("rooms", _MINUTE, _MINUTE),
    "get_all_room_statuses": Rule("rooms", _MINUTE, _MINUTE),
    "search_guest": _GUEST,
    "get_guest_profile": _GUEST,
}
# Not here, because they are asked live and kept by nobody: quotes (the price a guest agrees to), balances, changes, health.


def rule_for(operation: str, arguments: tuple[Any, ...]) -> Rule | None:
    """None: always asked, and nothing is kept."""
    if operation == "find_reservations":
        query = arguments[0]
        assert isinstance(query, ReservationQuery)
        if query.our_reference is not None or query.changed_since is not None:
            # The look after a doubtful write, and the pull of what changed: an old answer would be worse than none.
            return None
    return _RULES.get(operation)


def nights_asked(arguments: tuple[Any, ...]) -> tuple[date, date]:
    """First and last night of a question about nights."""
    first = arguments[0]
    if isinstance(first, Stay):
        return first.arrival, first.departure - timedelta(days=1)
    return first, arguments[1]


def is_worth_keeping(answer: Any) -> bool:
    """What was not found a moment ago may be there now."""
    return answer is not None and answer != ()


def aged(answer: Any, rule: Rule, read_at: datetime) -> Any | None:
    """The answer saying how old it is; None when it has no way to say so, and then it is not told at all."""
    if isinstance(answer, Offers | AvailabilityGrid):
        return answer.model_copy(update={"is_stale": True})
    if isinstance(answer, Reservation):
        return answer.model_copy(update={"as_of": read_at})
    if rule.topic == "lists" and answer:
        return tuple(one.model_copy(update={"as_of": read_at}) for one in answer)
    return answer if rule.topic == "house" else None

"""What may no longer be said: changes by our own writes and by events, and which kept answers survive them.

A change names the nights it touched. Offers of other nights stay true, so that one booking does not empty the cache.
A booking that went well even leaves offers of its own nights true while more rooms of its type were left than it took.
Prices are never made out of other prices: an answer is told as the hotel's system gave it, or asked for again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pms.contract import errors
from pms.contract.models import (
    AvailabilityGrid,
    Event,
    Model,
    Offer,
    Offers,
    Reservation,
    ReservationDraft,
    ReservationPatch,
    Stay,
)
from pms.contract.protocol import Operation
from pms.resilience.rules import Rule, Topic, nights_asked

type Moment = tuple[int, int]
"""A place in the order of changes; an answer carries the one that was the latest when its question was sent."""

START: Moment = (0, 0)
MOST_CHANGES = 1000


class Change(Model):
    """nights: ranges, first and last night included; None: every night. taken: rooms by type that were sold and nothing
    else; None: anything may be different on those nights. reference: of the reservation; None: of any. at: its updated_at.
    """

    topics: tuple[Topic, ...]
    nights: tuple[tuple[date, date], ...] | None = None
    taken: dict[str, int] | None = None
    reference: str | None = None
    at: datetime | None = None


EVERYTHING = Change(topics=("house", "nights", "lists", "reservation", "guests", "rooms"))

_OF_EVENT: dict[str, tuple[Topic, ...]] = {
    "reservation": ("nights", "lists", "reservation", "rooms"),
    "guest": ("guests", "lists"),
    "availability": ("nights",),
    "rate": ("nights", "house"),
    "room": ("rooms", "nights", "house"),
}
_ON_STAY: tuple[Topic, ...] = ("nights", "lists", "reservation", "rooms")
_ON_PAPER: tuple[Topic, ...] = ("lists", "reservation")


class Changes:
    """The latest changes in order. Older ones are forgotten, and with them every answer that is older still."""

    def __init__(self, most: int = MOST_CHANGES) -> None:
        self._most = most
        self._changes: deque[tuple[Moment, Change]] = deque()
        self._forgotten = START
        self.latest = START

    def add(self, moment: Moment, change: Change) -> None:
        self._changes.append((moment, change))
        self.latest = moment
        while len(self._changes) > self._most:
            self._forgotten, _ = self._changes.popleft()

    def forget_before(self, moment: Moment) -> None:
        """What came before that moment may not be whole."""
        while self._changes and self._changes[0][0] < moment:
            self._changes.popleft()
        self._forgotten = max(self._forgotten, moment)

    def since(self, moment: Moment) -> Sequence[Change] | None:
        """None when some of them are forgotten."""
        if moment < self._forgotten:
            return None
        found: list[Change] = []
        for at, change in reversed(self._changes):
            if at <= moment:
                break
            found.append(change)
        return found

    def knows(self, event: Event) -> bool:
        """Whether the event only tells of a change that stands here already: our own write, or the same event before."""
        return event.reference is not None and any(
            change.reference == event.reference and change.at == event.at for _, change in self._changes
        )


def change_of_event(event: Event) -> Change:
    """Which nights a reservation lies on an event does not say, so every night is touched."""
    return Change(topics=_OF_EVENT[event.kind], reference=event.reference, at=event.at)


def change_of_write(
    operation: Operation,
    arguments: tuple[Any, ...],
    *,
    known: Reservation | None,
    answer: Any = None,
    error: BaseException | None = None,
) -> Change | None:
    """What a write touched, done or not; None when it is known to have touched nothing.

    known: the reservation as it was last seen. A refusal counts: it shows that what we believed was wrong.
    """
    if isinstance(error, errors.Retriable | errors.Misconfigured):
        return None
    match operation.name:
        case "create_reservation":
            return _created(arguments[0], answer)
        case "modify_reservation" | "cancel_reservation":
            stays = [one.stay for one in (known, answer) if isinstance(one, Reservation)]
            patch = arguments[1] if operation.name == "modify_reservation" else None
            if isinstance(patch, ReservationPatch):
                if not patch.changes_price:
                    return Change(topics=_ON_PAPER, reference=arguments[0], at=_updated(answer))
                stays += [patch.stay] if patch.stay else []
            is_clear = known is not None or (operation.name == "cancel_reservation" and answer is not None)
            nights = tuple({_range(stay) for stay in stays}) if is_clear else None
            return Change(topics=_ON_STAY, nights=nights, reference=arguments[0], at=_updated(answer))
        case "add_reservation_note" | "update_checkout_time" | "post_charge":
            return Change(topics=_ON_PAPER, reference=arguments[0], at=_updated(answer))
        case "upsert_guest_profile" | "update_guest_preferences":
            return Change(topics=("guests", "lists"))
        case "push_rates" | "push_availability":
            return Change(topics=("nights",), nights=tuple((one.first, one.last) for one in arguments[0]))
    return EVERYTHING


def found_wrong(stay: Stay) -> Change:
    """A live answer contradicts what may be kept of these nights."""
    return Change(topics=("nights",), nights=(_range(stay),))


def outlasts(answer: Any, arguments: tuple[Any, ...], rule: Rule, changes: Iterable[Change]) -> Any | None:
    """The answer as it may still be told after the changes; None when it must be asked for again."""
    taken: Counter[str] = Counter()
    for change in changes:
        if rule.topic not in change.topics or not _touches(change, arguments, rule):
            continue
        if rule.topic != "nights" or change.taken is None:
            return None
        if isinstance(answer, AvailabilityGrid):
            answer = _less_on(answer, change)
        taken.update(change.taken)
    return _less(answer, taken) if taken and isinstance(answer, Offers) else answer


def _created(draft: ReservationDraft, answer: Any) -> Change:
    is_done = isinstance(answer, Reservation)
    return Change(
        topics=(*_ON_STAY, "guests"),
        nights=(_range(draft.stay),),
        taken=dict(Counter(room.room_type_id for room in draft.rooms)) if is_done else None,
        reference=answer.reference if is_done else "",
        at=_updated(answer),
    )


def _touches(change: Change, arguments: tuple[Any, ...], rule: Rule) -> bool:
    if rule.topic == "reservation":
        return change.reference in (None, arguments[0])
    if rule.topic == "nights" and change.nights is not None:
        first, last = nights_asked(arguments)
        return any(begin <= last and first <= end for begin, end in change.nights)
    return True


def _less(offers: Offers, taken: Mapping[str, int]) -> Offers | None:
    """With fewer rooms left. None when a type comes near its end: "the last one" must be the hotel system's word."""
    single = [_fewer(one, taken) for one in offers.offers]
    sets = [[_fewer(one, taken) for one in rooms.offers] for rooms in offers.room_sets]
    if not all(_enough(rooms, taken) for rooms in ([[one] for one in single] + sets)):
        return None
    room_sets = tuple(
        rooms.model_copy(update={"offers": tuple(own)})
        for rooms, own in zip(offers.room_sets, sets, strict=True)
    )
    return offers.model_copy(update={"offers": tuple(single), "room_sets": room_sets})


def _fewer(offer: Offer, taken: Mapping[str, int]) -> Offer:
    # Each booking takes at most its own rooms away from what is free throughout the stay.
    gone = taken.get(offer.room_type.id, 0)
    return offer.model_copy(update={"rooms_left": offer.rooms_left - gone}) if gone else offer


def _enough(rooms: Sequence[Offer], taken: Mapping[str, int]) -> bool:
    needed = Counter(one.room_type.id for one in rooms)
    return all(one.rooms_left > needed[one.room_type.id] for one in rooms if taken.get(one.room_type.id, 0))


def _less_on(grid: AvailabilityGrid, change: Change) -> AvailabilityGrid:
    taken = change.taken or {}
    nights = tuple(
        one.model_copy(
            update={
                "free": {type_id: max(0, free - taken.get(type_id, 0)) for type_id, free in one.free.items()}
            }
        )
        if any(first <= one.night <= last for first, last in change.nights or ())
        else one
        for one in grid.nights
    )
    return grid.model_copy(update={"nights": nights})


def _range(stay: Stay) -> tuple[date, date]:
    return stay.arrival, stay.departure - timedelta(days=1)


def _updated(answer: Any) -> datetime | None:
    return answer.updated_at if isinstance(answer, Reservation) else None

"""Reservations by what somebody knows of them: each query starts at the list that can be filtered by it."""

from __future__ import annotations

from common.clock import Deadline
from pms.adapters.qloapps.book import Booker
from pms.adapters.qloapps.feed import Feed
from pms.adapters.qloapps.guests import Guests
from pms.adapters.qloapps.register import Held, Register
from pms.contract import errors
from pms.contract.models import GuestQuery, Reservation, ReservationQuery


class Finding:
    def __init__(self, register: Register, guests: Guests, feed: Feed, booker: Booker) -> None:
        self._register = register
        self._guests = guests
        self._feed = feed
        self._booker = booker

    async def find(self, query: ReservationQuery, *, deadline: Deadline) -> tuple[Reservation, ...]:
        """By arrival. Raises NotPossible for a status alone, which would be all orders ever made."""
        if query.our_reference is not None:
            found = await self._booker.find(query.our_reference, deadline=deadline)
        else:
            held = await self._candidates(query, deadline=deadline)
            found = tuple([await self._register.reservation(one, deadline=deadline) for one in held])
        return tuple(
            sorted(
                (one for one in found if _matches(one, query)),
                key=lambda one: (one.stay.arrival, one.created_at),
            )
        )

    async def _candidates(self, query: ReservationQuery, *, deadline: Deadline) -> list[Held]:
        if query.guest_id is not None or query.email is not None or query.last_name is not None:
            return await self._of_guests(query, deadline=deadline)
        if query.changed_since is not None:
            ids = await self._feed.changed_order_ids(query.changed_since, deadline=deadline)
            return await self._register.by_orders(ids, deadline=deadline)
        if query.arrival is not None:
            return await self._register.of_days(arrival=query.arrival, deadline=deadline)
        if query.departure is not None:
            return await self._register.of_days(departure=query.departure, deadline=deadline)
        if query.stays_on is not None:
            return await self._register.of_days(night=query.stays_on, deadline=deadline)
        raise errors.NotPossible(capability="find", detail="nothing to begin with")

    async def _of_guests(self, query: ReservationQuery, *, deadline: Deadline) -> list[Held]:
        if query.guest_id is not None:
            ids = [int(query.guest_id)] if query.guest_id.isascii() and query.guest_id.isdecimal() else []
        else:
            wanted = GuestQuery(email=query.email, last_name=query.last_name)
            ids = [one.id for one in await self._guests.customers(wanted, deadline=deadline)]
        if not ids:
            return []
        named = "|".join(map(str, ids))
        orders = await self._register.orders({"filter[id_customer]": f"[{named}]"}, deadline=deadline)
        return await self._register.hold(orders, deadline=deadline)


def _matches(one: Reservation, query: ReservationQuery) -> bool:
    return (
        (query.arrival is None or one.stay.arrival == query.arrival)
        and (query.departure is None or one.stay.departure == query.departure)
        and (query.stays_on is None or one.stay.arrival <= query.stays_on < one.stay.departure)
        and (query.status is None or one.status == query.status)
        and (query.changed_since is None or one.updated_at >= query.changed_since)
        and (query.guest_id is None or one.guest.id == query.guest_id)
        and (query.email is None or (one.guest.email or "").lower() == query.email.strip().lower())
    )

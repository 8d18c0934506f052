"""Guests are matched before they are made: a booking for a known address must not rename whoever it belongs to."""

from __future__ import annotations

import secrets
from xml.sax.saxutils import escape

from common.clock import Deadline
from pms.adapters.qloapps import remarks, wire
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import House, Houses
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.register import Register
from pms.contract import errors
from pms.contract.models import GuestProfile, GuestQuery

_UNSAFE_IN_A_FILTER = frozenset("[]|,%!<>")


class Guests:
    def __init__(self, options: Options, client: Client, houses: Houses, register: Register) -> None:
        self._options = options
        self._client = client
        self._houses = houses
        self._register = register

    async def search(self, query: GuestQuery, *, deadline: Deadline) -> tuple[GuestProfile, ...]:
        house = await self._houses.current(deadline=deadline)
        found = await self.customers(query, deadline=deadline)
        return tuple(self._register.guest(one, house) for one in found)

    async def get(self, guest_id: str, *, deadline: Deadline) -> GuestProfile | None:
        found = await self.by_id(guest_id, deadline=deadline)
        if found is None:
            return None
        return self._register.guest(found, await self._houses.current(deadline=deadline))

    async def by_id(self, guest_id: str, *, deadline: Deadline) -> wire.Customer | None:
        if not (guest_id.isascii() and guest_id.isdecimal()):
            return None
        found = await self._list({"filter[id]": f"[{guest_id}]"}, deadline=deadline)
        return found[0] if found else None

    async def customers(self, query: GuestQuery, *, deadline: Deadline) -> list[wire.Customer]:
        """Every field given must match; the address and the name without regard to capitals, the phone by its digits."""
        filters = {}
        if query.email is not None:
            filters["filter[email]"] = f"[{query.email.strip()}]"
        if query.last_name is not None:
            filters["filter[lastname]"] = f"[{query.last_name.strip()}]"
        if query.phone is not None and not filters:
            # Kept as each guest wrote it: the last digits narrow the list, the rest is compared here.
            filters["filter[phone]"] = f"%[{_digits(query.phone)[-3:]}]"
        if not filters or any(
            _UNSAFE_IN_A_FILTER & set(value.strip("%")[1:-1]) for value in filters.values()
        ):
            return []
        found = await self._list(filters, deadline=deadline)
        if query.phone is not None:
            wanted = _digits(query.phone)
            found = [one for one in found if wanted and _same_number(_digits(one.phone), wanted)]
        return found

    async def known_by_email(self, email: str, *, deadline: Deadline) -> wire.Customer | None:
        """The oldest of that address: which of two QloApps would take is not known, so it is told which."""
        found = await self.customers(GuestQuery(email=email), deadline=deadline)
        return min(found, key=lambda one: one.id) if found else None

    async def upsert(self, guest: GuestProfile, *, deadline: Deadline) -> GuestProfile:
        """Made when unknown; a known one is left as it is, since QloApps blanks whatever an update leaves out."""
        house = await self._houses.current(deadline=deadline)
        known = await self.by_id(guest.id, deadline=deadline) if guest.id else None
        if known is None:
            if not guest.email or not remarks.is_email(guest.email):
                raise errors.Invalid(field="guest.email")
            known = await self.known_by_email(guest.email, deadline=deadline)
        if known is None:
            known = await self._made(guest, guest.email or "", house, deadline=deadline)
        return self._register.guest(known, house)

    async def _made(
        self, guest: GuestProfile, email: str, house: House, *, deadline: Deadline
    ) -> wire.Customer:
        values = {
            # Nobody ever knows it; the guest may ask the shop for a new one.
            "passwd": secrets.token_urlsafe(16),
            "firstname": remarks.fit_name(guest.first_name) or "-",
            "lastname": remarks.fit_name(guest.last_name) or "-",
            "email": email,
            "phone": remarks.fit_phone(guest.phone or "") or self._options.phone_if_unknown,
            "active": "1",
            # Left out it becomes 0, a group that no price is for.
            "id_default_group": str(house.groups[-1]),
            "id_lang": str(house.language_id(guest.language)),
        }
        fields = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
        await self._client.write(
            "POST",
            "customers",
            xml=f"<qloapps><customer>{fields}</customer></qloapps>",
            deadline=deadline,
        )
        try:
            made = await self.known_by_email(email, deadline=deadline)
        except errors.PmsError as error:
            raise errors.OutcomeUnknown(
                vendor="qloapps", detail=f"made, not verified: {error.kind}"
            ) from error
        if made is None:
            raise errors.OutcomeUnknown(vendor="qloapps", detail="a customer was made and is not found")
        return made

    async def _list(self, filters: dict[str, str], *, deadline: Deadline) -> list[wire.Customer]:
        query = {"display": f"[{wire.CUSTOMER_FIELDS}]", **filters}
        return wire.customers(await self._client.get("customers", query, deadline=deadline))


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal())


def _same_number(one: str, other: str) -> bool:
    """With or without the country's prefix: the last nine digits (all of a shorter one) are the same."""
    shortest = min(len(one), len(other), 9)
    return shortest >= 6 and one[-shortest:] == other[-shortest:]

"""Guests and their money."""

from __future__ import annotations

from common.clock import Deadline
from common.ids import new_id
from common.money import Money
from pms.contract.capabilities import Capability
from pms.contract.models import (
    Charge,
    GuestQuery,
)
from pms.contract.protocol import Connector
from pms.contract_cases.given import Book, a_guest, needs


class GuestCases:
    async def test_guest_is_found_by_mail_and_kept_once(
        self, connector: Connector, deadline: Deadline
    ) -> None:
        needs(connector, Capability.UPSERT_GUEST, Capability.SEARCH_GUEST)
        guest = a_guest()
        kept = await connector.upsert_guest_profile(guest, deadline=deadline)
        assert kept.id is not None
        again = await connector.upsert_guest_profile(guest, deadline=deadline)
        assert again.id == kept.id
        found = await connector.search_guest(GuestQuery(email=guest.email), deadline=deadline)
        assert [one.id for one in found] == [kept.id]
        assert await connector.get_guest_profile(kept.id, deadline=deadline) == kept
        assert await connector.get_guest_profile("no such guest", deadline=deadline) is None

    async def test_known_mail_never_overwrites_a_name(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.UPSERT_GUEST, Capability.SEARCH_GUEST)
        guest = a_guest()
        first = await connector.upsert_guest_profile(guest, deadline=deadline)
        await connector.upsert_guest_profile(
            guest.model_copy(update={"first_name": "Another"}), deadline=deadline
        )
        kept = await connector.get_guest_profile(str(first.id), deadline=deadline)
        assert kept is not None
        assert kept.first_name == guest.first_name

    async def test_preferences_are_merged(self, connector: Connector, deadline: Deadline) -> None:
        needs(connector, Capability.GUEST_PREFERENCES, Capability.UPSERT_GUEST)
        guest = await connector.upsert_guest_profile(a_guest(), deadline=deadline)
        assert guest.id is not None
        await connector.update_guest_preferences(guest.id, {"floor": "high"}, deadline=deadline)
        both = await connector.update_guest_preferences(guest.id, {"bed": "twin"}, deadline=deadline)
        assert both.preferences == {"floor": "high", "bed": "twin"}

    async def test_balance_grows_by_a_charge_once_per_key(
        self, connector: Connector, deadline: Deadline, book: Book
    ) -> None:
        needs(connector, Capability.BALANCE, Capability.POST_CHARGE)
        made = await book()
        before = await connector.get_balance(made.reference, deadline=deadline)
        charge = Charge(key=new_id("k"), description="test", amount=Money(500, before.currency))
        for _ in range(2):
            await connector.post_charge(made.reference, charge, deadline=deadline)
        after = await connector.get_balance(made.reference, deadline=deadline)
        assert after == before + charge.amount

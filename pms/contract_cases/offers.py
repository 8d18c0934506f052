"""Offers and quotes: they fit, they add up, they agree with each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.clock import Deadline
from common.money import Money
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.contract.models import (
    Party,
    RateRequest,
    RoomRequest,
    Stay,
)
from pms.contract.protocol import Connector
from pms.contract.room_sets import for_party
from pms.contract_cases.given import TWO, cheapest, needs, request_for

FAMILY = Party(adults=2, children_ages=(4, 9))


class OfferCases:
    async def test_availability_holds_every_night_asked_for(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.AVAILABILITY)
        last = stay.arrival + timedelta(days=6)
        grid = await connector.get_availability(stay.arrival, last, deadline=deadline)
        assert [one.night for one in grid.nights] == [stay.arrival + timedelta(days=n) for n in range(7)]
        assert all(count >= 0 for one in grid.nights for count in one.free.values())

    async def test_offers_fit_the_party_and_add_up(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS)
        offers = await connector.search_offers(stay, TWO, deadline=deadline)
        assert offers.offers, "the test property has no room free"
        totals = [one.total for one in offers.offers]
        assert totals == sorted(totals)
        for one in offers.offers:
            assert one.room_type.fits(TWO)
            assert one.rooms_left >= 1
            assert len(one.nightly) == stay.nights
            assert sum(night.minor for night in one.nightly) == one.total.minor
            assert Money.zero(one.total.currency) <= one.taxes < one.total

    async def test_every_party_is_quoted_what_it_was_offered(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        """Where prices go by the stay alone, one answer must hold for whoever comes: that is what the cache builds on."""
        needs(connector, Capability.OFFERS, Capability.QUOTE)
        everything = await connector.search_offers(stay, Party(adults=1), deadline=deadline)
        for party, rooms in [(TWO, None), (FAMILY, None), (FAMILY, 2), (Party(adults=5), None)]:
            asked = await connector.search_offers(stay, party, rooms=rooms, deadline=deadline)
            if connector.manifest.offers_by == "stay":
                made = for_party(everything, party, rooms=rooms)
                assert asked.model_copy(update={"as_of": made.as_of}) == made
            for offer in asked.offers[:1]:
                request = RateRequest(
                    stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=party),)
                )
                assert (await connector.quote_rate(request, deadline=deadline)).total == offer.total

    async def test_quote_of_an_offer_costs_what_was_offered(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS, Capability.QUOTE)
        offer = await cheapest(connector, deadline, stay)
        quote = await connector.quote_rate(request_for(offer, stay), deadline=deadline)
        assert quote.total == offer.total
        assert sum(line.total.minor for line in quote.lines) == quote.total.minor
        assert quote.cancellation.fee <= quote.total

    async def test_extras_add_their_lines_to_the_total(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.OFFERS, Capability.QUOTE, Capability.EXTRAS)
        offer = await cheapest(connector, deadline, stay)
        extras = await connector.get_extras(deadline=deadline)
        request = request_for(offer, stay).model_copy(update={"extras": tuple(one.id for one in extras)})
        quote = await connector.quote_rate(request, deadline=deadline)
        added = sum(line.total.minor for line in quote.extras)
        assert quote.total.minor == offer.total.minor + added

    async def test_unknown_room_type_is_refused(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.QUOTE)
        request = RateRequest(stay=stay, rooms=(RoomRequest(room_type_id="no such type", party=TWO),))
        with pytest.raises(errors.NotFound):
            await connector.quote_rate(request, deadline=deadline)

    async def test_party_too_large_for_the_room_is_refused(
        self, connector: Connector, deadline: Deadline, stay: Stay
    ) -> None:
        needs(connector, Capability.QUOTE)
        offer = await cheapest(connector, deadline, stay)
        crowd = Party(adults=offer.room_type.max_people + 1)
        request = RateRequest(stay=stay, rooms=(RoomRequest(room_type_id=offer.room_type.id, party=crowd),))
        with pytest.raises(errors.TooManyGuests):
            await connector.quote_rate(request, deadline=deadline)

"""Which of the offers a guest means: by room type, amenities and price. Pure, and applied after the cache, so that one answer serves every wish."""

from __future__ import annotations

from collections.abc import Iterable

from common.money import Money
from pms.contract.models import Model, Offer, Offers, RoomSet


class OfferWishes(Model):
    """Every field given must hold. amenities: all of them; least_total, most_total: for the whole stay, both included."""

    room_type_ids: tuple[str, ...] = ()
    amenities: tuple[str, ...] = ()
    least_total: Money | None = None
    most_total: Money | None = None

    def narrow(self, offers: Offers) -> Offers:
        """The offers that meet the wishes; a room set does when each of its rooms does and its total lies in the range."""
        return offers.model_copy(
            update={
                "offers": tuple(
                    one for one in offers.offers if self._suits((one,)) and self._costs(one.total)
                ),
                "room_sets": tuple(one for one in offers.room_sets if self._holds(one)),
            }
        )

    def _holds(self, rooms: RoomSet) -> bool:
        return self._suits(rooms.offers) and self._costs(rooms.total)

    def _suits(self, offers: Iterable[Offer]) -> bool:
        return all(
            (not self.room_type_ids or one.room_type.id in self.room_type_ids)
            and set(self.amenities) <= set(one.room_type.amenities)
            for one in offers
        )

    def _costs(self, total: Money) -> bool:
        return (self.least_total is None or total >= self.least_total) and (
            self.most_total is None or total <= self.most_total
        )

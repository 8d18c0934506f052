"""What one room and what extras cost, from a search's answer. Knows no HTTP; learns the tax of a group from the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from common.money import Money
from pms.adapters.qloapps.ari import Rate
from pms.adapters.qloapps.house import Extra, House, Kind
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.prices import Price, Wanted, bookable, tax_factor, together
from pms.adapters.qloapps.wire import from_decimal
from pms.contract import errors
from pms.contract.models import Extra as SoldExtra
from pms.contract.models import ExtraLine, Fee, RoomRequest

_TELLING = Decimal(10)
"""From which amount on cents tell one rate of tax from another."""


@dataclass(frozen=True)
class RoomPrice:
    """One room for the stay. fees: what the house adds by itself, already inside the price; wanted: what was searched."""

    price: Price
    fees: tuple[Fee, ...]
    wanted: Wanted


@dataclass(frozen=True)
class PricedExtra:
    """quantities: how many of the service to book in each room, in the order of the rooms; exact: before rounding."""

    line: ExtraLine
    exact: Decimal
    tax: Money
    quantities: tuple[int, ...]
    tax_group: int


class Pricing:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._learned: dict[int, Decimal] = {}

    def room(self, house: House, kind: Kind, rate: Rate, nights: int) -> RoomPrice:
        """Raises Misconfigured where a fee is taxed otherwise than the room and nobody said how."""
        added = [
            (extra, self._net(kind, extra) * (nights if extra.is_nightly else 1))
            for extra in house.extras.values()
            if extra.is_auto_added and extra.is_in_the_price and extra.id in kind.services
        ]
        factor = self._factor(kind, rate, added)
        fees = tuple(
            Fee(
                names=extra.names, total=from_decimal(net * self._of(extra.tax_group, factor), house.currency)
            )
            for extra, net in added
        )
        gross = rate.gross
        if not self._options.charge_auto_added:
            gross -= sum((net * self._of(extra.tax_group, factor) for extra, net in added), Decimal(0))
            fees = ()
        wanted = Wanted(gross, factor)
        return RoomPrice(bookable(wanted, house.currency, house.price_decimals), fees, wanted)

    def together(
        self, house: House, rooms: tuple[RoomPrice, ...], extras: tuple[PricedExtra, ...]
    ) -> tuple[RoomPrice, ...]:
        """The rooms at prices that add up with each other and the extras, however the server rounds."""
        beside = sum((one.exact - one.line.total.major for one in extras), Decimal(0))
        prices = together(
            [one.wanted for one in rooms],
            house.currency,
            house.price_decimals,
            rounds_each=house.rounds_each,
            beside=beside,
        )
        return tuple(replace(one, price=price) for one, price in zip(rooms, prices, strict=True))

    def knows_tax(self, group: int) -> bool:
        return group == 0 or group in self._options.tax_percent or group in self._learned

    def sold_extras(self, house: House) -> tuple[SoldExtra, ...]:
        """What a guest may add. One whose tax is not known has no price that could be said, and is left out."""
        offered = {extra_id for kind in house.kinds.values() for extra_id in kind.services}
        return tuple(
            SoldExtra(
                id=str(extra.id),
                names=extra.names,
                price=from_decimal(extra.net * self._of(extra.tax_group, Decimal(1)), house.currency),
                per=self._per(extra),
            )
            for extra in house.extras.values()
            if extra.id in offered and self._is_sold(extra)
        )

    def extras(
        self, house: House, wanted: tuple[str, ...], rooms: tuple[RoomRequest, ...], nights: int
    ) -> tuple[PricedExtra, ...]:
        """Raises NotFound for what the house does not sell, or not in these rooms."""
        return tuple(
            self._extra(house, extra_id, wanted.count(extra_id), rooms, nights)
            for extra_id in dict.fromkeys(wanted)
        )

    def _extra(
        self, house: House, extra_id: str, pieces: int, rooms: tuple[RoomRequest, ...], nights: int
    ) -> PricedExtra:
        extra = house.extras.get(int(extra_id)) if extra_id.isdecimal() else None
        kinds = [house.kind(room.room_type_id) for room in rooms]
        if extra is None or not self._is_sold(extra) or extra.id not in kinds[0].services:
            raise errors.NotFound(detail="extra")
        if self.is_per_person(extra.id):
            # Everybody has one, however often it was asked for.
            pieces = 1
            quantities = tuple(
                room.party.people if extra.id in kind.services else 0
                for room, kind in zip(rooms, kinds, strict=True)
            )
        else:
            quantities = (pieces, *(0 for _ in rooms[1:]))
        factor = self._of(extra.tax_group, Decimal(1))
        times = nights if extra.is_nightly else 1
        total, net = Money.zero(house.currency), Decimal(0)
        for kind, quantity in zip(kinds, quantities, strict=True):
            # The server rounds what one piece costs for the stay, then multiplies.
            piece = self._net(kind, extra) * times
            total = total + from_decimal(piece * factor, house.currency) * quantity
            net += piece * quantity
        return PricedExtra(
            line=ExtraLine(
                extra_id=extra_id,
                names=extra.names,
                pieces=pieces,
                quantity=sum(quantities) * times,
                total=total,
            ),
            exact=net * factor,
            tax=total - from_decimal(net, house.currency),
            quantities=quantities,
            tax_group=extra.tax_group,
        )

    def is_per_person(self, extra_id: int) -> bool:
        return extra_id in self._options.extras_per_person

    def _per(self, extra: Extra) -> Literal["night", "person_night", "unit"]:
        if self.is_per_person(extra.id) and extra.is_nightly:
            return "person_night"
        return "night" if extra.is_nightly else "unit"

    def _is_sold(self, extra: Extra) -> bool:
        return (
            not extra.is_auto_added
            and extra.id not in self._options.hidden_extras
            and self.knows_tax(extra.tax_group)
        )

    def _net(self, kind: Kind, extra: Extra) -> Decimal:
        """A room type may have its own price for a service."""
        own = kind.services.get(extra.id)
        return extra.net if own is None else own

    def _of(self, group: int, otherwise: Decimal) -> Decimal:
        said = self._options.tax_percent.get(group)
        if said is not None:
            return 1 + Decimal(str(said)) / 100
        return Decimal(1) if group == 0 else self._learned.get(group, otherwise)

    def _factor(self, kind: Kind, rate: Rate, added: list[tuple[Extra, Decimal]]) -> Decimal:
        """The tax on the room itself, which is the one that the server will put on the net price that it is told."""
        said = self._options.tax_percent.get(kind.tax_group)
        if said is not None:
            return 1 + Decimal(str(said)) / 100
        net, gross = rate.net, rate.gross
        for extra, amount in added:
            if extra.tax_group != kind.tax_group:
                if not self.knows_tax(extra.tax_group):
                    raise errors.Misconfigured(
                        vendor="qloapps",
                        detail=f"a fee in the price has tax group {extra.tax_group}: give its rate in tax_percent",
                    )
                net -= amount
                gross -= amount * self._of(extra.tax_group, Decimal(1))
        factor = tax_factor(net, gross)
        if net >= _TELLING:
            self._learned[kind.tax_group] = factor
        return factor

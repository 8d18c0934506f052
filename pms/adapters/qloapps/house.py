"""What an installation is: its zone, currency, languages, states, room types, extras. Read from it, kept for an hour.

Ids are data of the installation: the state that means cancelled is 4 in one and 6 in the next.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from common.clock import Clock, Deadline
from common.languages import LANGUAGES, closest
from common.properties import Property
from pms.adapters.qloapps import wire
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.failures import LACKS_A_RIGHT
from pms.adapters.qloapps.options import Options
from pms.adapters.qloapps.prices import decimals_for
from pms.adapters.qloapps.terms import RefundRule, read_refund_rules
from pms.contract import errors
from pms.contract.models import Hotel, RoomType

_SETTINGS = (
    "PS_TIMEZONE",
    "PS_CURRENCY_DEFAULT",
    "PS_LANG_DEFAULT",
    "PS_PRICE_DISPLAY_PRECISION",
    "PS_ROUND_TYPE",
    "PS_OS_CANCELED",
    "PS_OS_REFUND",
    "PS_UNIDENTIFIED_GROUP",
    "PS_GUEST_GROUP",
    "PS_CUSTOMER_GROUP",
)
_TOTAL = 3
_SOONEST_AGAIN_SECONDS = 60.0


@dataclass(frozen=True)
class Kind:
    """A room type with what the contract's model has no place for. services: (id, own net price or None)."""

    type: RoomType
    min_nights: int
    max_nights: int
    tax_group: int
    services: dict[int, Decimal | None]


@dataclass(frozen=True)
class Extra:
    """A service of the house. net: one unit, for one night where is_nightly."""

    id: int
    names: dict[str, str]
    net: Decimal
    is_nightly: bool
    tax_group: int
    is_auto_added: bool
    is_in_the_price: bool


@dataclass(frozen=True)
class Shop:
    """The installation around its hotels. settings: by PrestaShop's name; languages: id → code, the shop's own first."""

    settings: dict[str, str]
    currency: str | None
    timezone: str | None
    languages: dict[int, str]


@dataclass(frozen=True)
class House:
    """languages: id → code, the shop's own first; kinds: by room type id, those that are sold."""

    hotel_id: int
    name: str
    zone: ZoneInfo
    currency: str
    price_decimals: int
    rounds_each: bool
    languages: dict[int, str]
    default_language_id: int
    state_cancelled: int
    state_refunded: int | None
    groups: tuple[int, ...]
    kinds: dict[int, Kind]
    extras: dict[int, Extra]
    refunds_are_active: bool
    refund_rules: tuple[RefundRule, ...]

    @property
    def room_types(self) -> tuple[RoomType, ...]:
        return tuple(kind.type for kind in self.kinds.values())

    def kind(self, type_id: str) -> Kind:
        """Raises NotFound."""
        found = self.kinds.get(int(type_id)) if type_id.isdecimal() else None
        if found is None:
            raise errors.NotFound(detail="room type")
        return found

    def language_id(self, code: str | None) -> int:
        return next((key for key, one in self.languages.items() if one == code), self.default_language_id)


class Houses:
    """Loads the house when it is first asked for; an old one is better than none while the system is away."""

    def __init__(self, hotel: Property, options: Options, client: Client, clock: Clock) -> None:
        self._hotel = hotel
        self._options = options
        self._client = client
        self._clock = clock
        self._house: House | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def current(self, *, deadline: Deadline) -> House:
        """Raises Retriable when none has been read yet and nobody answers; Misconfigured."""
        if self._house is not None and self._age() < self._options.refresh_seconds:
            return self._house
        async with self._reading:
            if self._house is None or self._age() >= self._options.refresh_seconds:
                await self._refresh(deadline)
        assert self._house is not None
        return self._house

    async def with_type(self, type_id: str, *, deadline: Deadline) -> House:
        """The house, read anew when it does not know this room type; it may have been made a minute ago."""
        house = await self.current(deadline=deadline)
        known = type_id.isdecimal() and int(type_id) in house.kinds
        if not known and type_id.isdecimal() and self._age() >= _SOONEST_AGAIN_SECONDS:
            async with self._reading:
                if self._age() >= _SOONEST_AGAIN_SECONDS:
                    await self._refresh(deadline)
            house = await self.current(deadline=deadline)
        return house

    async def hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
        """All that this QloApps keeps, whether ours is named or not: where a wizard finds PMS_HOTEL_ID."""
        shop, rows = await asyncio.gather(
            self._shop(deadline), self._listed("hotels", {"display": "full"}, deadline)
        )
        with wire.reading("hotels"):
            return tuple(
                Hotel(
                    id=str(wire.integer(row["id"])),
                    name=next(iter(wire.texts(row["hotel_name"], shop.languages).values()), f"#{row['id']}"),
                    timezone=shop.timezone,
                    currency=shop.currency,
                )
                for row in rows
                if wire.flag(row.get("active", 1))
            )
        raise AssertionError

    def _age(self) -> float:
        return self._clock.monotonic() - self._read_at

    async def _refresh(self, deadline: Deadline) -> None:
        try:
            self._house = await self._read(deadline)
        except errors.Retriable:
            if self._house is None:
                raise
        self._read_at = self._clock.monotonic()

    async def _read(self, deadline: Deadline) -> House:
        async def if_allowed(resource: str) -> list[dict[str, Any]]:
            """What a key with few rights may not read is unknown, not wrong."""
            try:
                return await self._listed(resource, {"display": "full"}, deadline)
            except errors.BadCredentials as error:
                if not error.detail.startswith(LACKS_A_RIGHT):
                    raise
                return []

        hotel_id = self._hotel.pms.hotel_id
        if not hotel_id:
            raise errors.Misconfigured(vendor="qloapps", detail="PMS_HOTEL_ID says which hotel; it is empty")
        shop, hotels, of_hotel, types, services, rules = await asyncio.gather(
            self._shop(deadline),
            self._listed("hotels", {"display": "full", "filter[id]": f"[{hotel_id}]"}, deadline),
            self._listed(
                "hotel_room_types", {"display": "full", "filter[id_hotel]": f"[{hotel_id}]"}, deadline
            ),
            self._listed("room_types", {"display": "full"}, deadline),
            if_allowed("services"),
            if_allowed("hotel_refund_rules"),
        )
        if not hotels:
            raise errors.Misconfigured(vendor="qloapps", detail=f"this QloApps has no hotel {hotel_id}")
        with wire.reading("the house"):
            return self._built(shop, hotels[0], of_hotel, types, services, rules)
        raise AssertionError

    async def _shop(self, deadline: Deadline) -> Shop:
        """What holds for every hotel of the installation."""
        settings, currencies, languages = await asyncio.gather(
            self._listed(
                "configurations",
                {"display": "[id,name,value]", "filter[name]": f"[{'|'.join(_SETTINGS)}]"},
                deadline,
            ),
            self._listed("currencies", {"display": "[id,iso_code]"}, deadline),
            self._listed("languages", {"display": "[id,iso_code,active]"}, deadline),
        )
        with wire.reading("the shop"):
            values = {wire.words(row["name"]): wire.words(row["value"]) for row in settings}
            by_id = {wire.integer(row["id"]): wire.words(row["iso_code"]) for row in currencies}
            spoken = _languages(languages, _number(values, "PS_LANG_DEFAULT"))
            if not spoken:
                raise errors.Misconfigured(vendor="qloapps", detail="no language is installed")
            return Shop(
                settings=values,
                currency=self._options.currency or by_id.get(_number(values, "PS_CURRENCY_DEFAULT") or 0),
                timezone=self._options.timezone or values.get("PS_TIMEZONE") or None,
                languages=spoken,
            )
        raise AssertionError

    async def _listed(self, resource: str, query: dict[str, str], deadline: Deadline) -> list[dict[str, Any]]:
        return wire.rows(await self._client.get(resource, query, deadline=deadline), resource)

    def _built(
        self,
        shop: Shop,
        hotel: dict[str, Any],
        of_hotel: list[dict[str, Any]],
        types: list[dict[str, Any]],
        services: list[dict[str, Any]],
        rules: list[dict[str, Any]],
    ) -> House:
        options, settings, spoken = self._options, shop.settings, shop.languages
        currency = shop.currency
        if currency != self._hotel.currency:
            raise errors.Misconfigured(
                vendor="qloapps",
                detail=f"the shop sells in {currency or 'an unknown currency'}, the property says {self._hotel.currency}",
            )
        default_id = next(iter(spoken))
        for key, code in spoken.items():
            if code == options.language:
                default_id = key
        cancelled = options.state_cancelled or _number(settings, "PS_OS_CANCELED")
        if not cancelled:
            raise errors.Misconfigured(
                vendor="qloapps", detail="PS_OS_CANCELED cannot be read: give the option state_cancelled"
            )
        decimals = options.price_decimals
        if decimals is None:
            decimals = decimals_for(currency, settings.get("PS_PRICE_DISPLAY_PRECISION"))
        zone = shop.timezone or self._hotel.timezone
        names = {key: code for key, code in spoken.items() if code in LANGUAGES}
        groups = [_number(settings, f"PS_{one}_GROUP") for one in ("UNIDENTIFIED", "GUEST", "CUSTOMER")]
        return House(
            hotel_id=wire.integer(hotel["id"]),
            name=next(iter(wire.texts(hotel["hotel_name"], spoken).values()), self._hotel.name),
            zone=ZoneInfo(zone),
            currency=currency,
            price_decimals=decimals,
            # 1 each item, 2 each line, 3 the total.
            rounds_each=(options.round_type or _number(settings, "PS_ROUND_TYPE") or _TOTAL) != _TOTAL,
            languages=spoken,
            default_language_id=default_id,
            state_cancelled=cancelled,
            state_refunded=options.state_refunded or _number(settings, "PS_OS_REFUND"),
            groups=options.customer_groups or tuple(one for one in groups if one) or (1, 2, 3),
            kinds=_kinds(of_hotel, types, names, self._hotel.default_language),
            extras=_extras(services, names, self._hotel.default_language),
            refunds_are_active=wire.flag(hotel.get("active_refund")),
            refund_rules=read_refund_rules(rules, hotel),
        )


def _languages(rows: list[dict[str, Any]], default_id: int | None) -> dict[int, str]:
    """Id → two letters, the shop's own language first. Languages that we do not speak keep their own code."""
    found = {
        wire.integer(row["id"]): closest(wire.words(row["iso_code"])) or wire.words(row["iso_code"]).lower()
        for row in rows
        if wire.flag(row.get("active", 1))
    }
    return dict(sorted(found.items(), key=lambda one: one[0] != default_id))


def _kinds(
    of_hotel: list[dict[str, Any]], types: list[dict[str, Any]], languages: dict[int, str], otherwise: str
) -> dict[int, Kind]:
    """By room type id (`id_product`; a hotel_room_type's own id is used nowhere else)."""
    texts = {wire.integer(row["id"]): row for row in types}
    kinds = {}
    for limits in of_hotel:
        type_id = wire.integer(limits["id_product"])
        row = texts.get(type_id)
        if row is None or not wire.flag(row["active"]):
            continue
        adults, children = wire.integer(limits["max_adults"]), wire.integer(limits["max_children"])
        people = min(wire.integer(limits["max_guests"]) or adults + children, adults + children)
        if adults < 1 or people < 1:
            continue
        kinds[type_id] = Kind(
            type=RoomType(
                id=str(type_id),
                names=_names(row["name"], languages, otherwise, f"#{type_id}"),
                descriptions=wire.texts(row.get("description_short") or row.get("description"), languages),
                max_adults=min(adults, people),
                max_people=people,
                max_children=children,
            ),
            min_nights=wire.integer(limits.get("min_los") or 0),
            max_nights=wire.integer(limits.get("max_los") or 0),
            tax_group=wire.integer(row.get("id_tax_rules_group") or 0),
            services={
                wire.integer(one["id"]): wire.decimal(one["price"])
                if one.get("price") not in (None, "")
                else None
                for one in wire.items((row.get("associations") or {}).get("services"))
            },
        )
    return kinds


def _extras(rows: list[dict[str, Any]], languages: dict[int, str], otherwise: str) -> dict[int, Extra]:
    found = (
        Extra(
            id=wire.integer(row["id"]),
            names=_names(row["name"], languages, otherwise, f"#{row['id']}"),
            net=wire.decimal(row["price"]),
            # 2: once a night; 1: once a stay (services-list-json, and bookings-create-fee-as-service-json).
            is_nightly=wire.integer(row["price_calculation_method"]) == 2,
            tax_group=wire.integer(row["id_tax_rules_group"] or 0),
            is_auto_added=wire.flag(row["auto_add_to_cart"]),
            # 1: folded into the price that a search answers; 2: a fee beside it, which the API books nowhere.
            is_in_the_price=wire.integer(row["price_addition_type"] or 0) == 1,
        )
        for row in rows
        if wire.flag(row["active"])
    )
    return {one.id: one for one in found}


def _names(value: Any, languages: dict[int, str], otherwise: str, unnamed: str) -> dict[str, str]:
    """In the languages that we speak; a shop that has none of them gives its name as it is."""
    found = wire.texts(value, languages)
    if found:
        return found
    name = (
        value if isinstance(value, str) else next((wire.words(one["value"]) for one in wire.items(value)), "")
    )
    return {otherwise: wire.plain(name) or unnamed}


def _number(settings: dict[str, str], name: str) -> int | None:
    value = settings.get(name, "")
    return int(value) if value.isdecimal() and int(value) else None

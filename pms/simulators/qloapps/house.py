"""An installation before its first guest: hotels, room types, rooms, extras, keys. `demo_house()` is the one that was recorded.

Other houses are made of the same parts: `one_type_house(20)` for a load test, `two_hotels()` for a chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

ENGLISH, GERMAN = 1, 2
Words = Mapping[int, str]


@dataclass(frozen=True)
class RoomType:
    """price: net, a night. rooms: their numbers. The limits are told to whoever asks and never enforced."""

    name: Words
    price: Decimal
    rooms: tuple[str, ...]
    slug: Words = field(default_factory=dict)
    adults: int = 2
    children: int = 2
    max_adults: int = 2
    max_children: int = 2
    max_guests: int = 4
    min_nights: int = 1
    max_nights: int = 0
    floor: str = "First"
    images: int = 4
    description: Words = field(default_factory=dict)
    short_description: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Hotel:
    name: str
    room_types: tuple[RoomType, ...]
    city: str = "Demo City"
    address: str = "Monticello Dr, Montgomery, 10010"
    zipcode: str = "91313"
    phone: str = "0987654321"
    email: str = "hotelprime@htl.com"
    check_in: str = "12:00"
    check_out: str = "11:00"
    rating: int = 3
    policies: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    short_description: Words = field(default_factory=dict)
    features: tuple[int, ...] = (1, 2, 3, 4)
    is_refund_active: bool = False
    refund_rules: tuple[RefundRule, ...] = ()


@dataclass(frozen=True)
class Service:
    """is_auto_added: put on every stay of the web shop. The availability price holds it when addition_type is 1; a booking
    through the webservice never gets it. per_night: price_calculation_method 2, else 1, once a stay."""

    name: Words
    price: Decimal
    per_night: bool = False
    is_auto_added: bool = False
    addition_type: int = 1


@dataclass(frozen=True)
class RefundRule:
    """What a cancellation costs less than so many days before the arrival, in percent or as an amount."""

    name: Words
    days: int
    deduction: Decimal
    is_percent: bool = True


@dataclass(frozen=True)
class Key:
    """permissions: methods by resource; None permits everything."""

    value: str
    is_active: bool = True
    permissions: Mapping[str, frozenset[str]] | None = None

    def permits(self, resource: str, method: str) -> bool:
        return self.permissions is None or method in self.permissions.get(resource, ())

    def knows(self, resource: str) -> bool:
        return self.permissions is None or bool(self.permissions.get(resource))


DEMO_KEY = Key("EXAMPLEKEYEXAMPLEKEYEXAMPLEKEY12")
READONLY_KEY = Key(
    "EXAMPLEREADONLYKEYEXAMPLEKEY1234",
    permissions={name: frozenset({"GET", "HEAD"}) for name in ("bookings", "hotels", "room_types")},
)
DISABLED_KEY = Key("EXAMPLEDISABLEDKEYEXAMPLEKEY1234", is_active=False)


@dataclass(frozen=True)
class House:
    """first_state_id: shifts the ids of all order states, which belong to the installation and must be read from it."""

    hotels: tuple[Hotel, ...]
    services: tuple[Service, ...] = ()
    keys: tuple[Key, ...] = (DEMO_KEY, READONLY_KEY, DISABLED_KEY)
    languages: tuple[tuple[str, str], ...] = (("en", "English (English)"), ("de", "Deutsch (German)"))
    currency: str = "EUR"
    currency_name: str = "Euro"
    currency_sign: str = "€"
    timezone: str = "Europe/Berlin"
    tax_percent: Decimal = Decimal(19)
    first_state_id: int = 1

    @property
    def language_ids(self) -> tuple[int, ...]:
        return tuple(range(1, len(self.languages) + 1))

    @property
    def tax_factor(self) -> Decimal:
        return 1 + self.tax_percent / 100


def said(english: str, german: str | None = None) -> Words:
    return {ENGLISH: english, GERMAN: german or english}


def room_type(name: Words, slug: Words, price: int, prefix: str, images: int = 4) -> RoomType:
    return RoomType(
        name=name,
        slug=slug,
        price=Decimal(price),
        rooms=tuple(f"{prefix}-{number}" for number in range(101, 106)),
        images=images,
        description=said("Room for a family & their luggage.", "Platz für eine Familie & ihr Gepäck."),
        short_description=said("<p>A quiet room.</p>", "<p>Ein ruhiges Zimmer.</p>"),
    )


def demo_services() -> tuple[Service, ...]:
    """Ids follow the room types': both are products of one shop."""
    return (
        Service(said("Room Maintenance Fees"), Decimal(250), per_night=True, is_auto_added=True),
        Service(said("Internet Handling Charges"), Decimal(250), is_auto_added=True, addition_type=2),
        Service(said("Airport Shuttle"), Decimal(50)),
        Service(said("Cab on Demand"), Decimal(200)),
        Service(said("Breakfast", "Frühstück"), Decimal(350), per_night=True),
        Service(said("Dinner", "Abendessen"), Decimal(450), per_night=True),
    )


def demo_house() -> House:
    """QloApps' own demo hotel as it was recorded: four types of five rooms, six services, prices in whole euros."""
    hotel = Hotel(
        name="The Hotel Prime",
        room_types=(
            room_type(
                said("General Rooms", "Allgemeine Räume"),
                said("general-rooms", "allgemeine-raume"),
                1000,
                "GR",
            ),
            room_type(said("Delux Rooms", "Delux-Zimmer"), said("delux-rooms", "delux-zimmer"), 1500, "DR"),
            room_type(said("Executive Rooms"), said("executive-rooms"), 2000, "ER"),
            room_type(
                said("Luxury Rooms", "Luxuszimmer"), said("luxury-rooms", "luxuszimmer"), 2500, "LR", images=5
            ),
        ),
        policies=said(
            "<div><div>- A photo identification is asked for at check-in.</div></div>",
            "<div><div>- Beim Check-in wird ein Lichtbildausweis verlangt.</div></div>",
        ),
        description=said("<div><h4>Welcome!</h4></div>", "<div><h4>Willkommen!</h4></div>"),
        short_description=said("A house for business &amp; leisure.", "Ein Haus für Arbeit &amp; Urlaub."),
        features=(1, 2, 4, 7, 8, 9, 11, 12, 14, 16, 17, 18, 21),
    )
    return House(hotels=(hotel,), services=demo_services())


def one_type_house(rooms: int, *, price: int = 100) -> House:
    """Many rooms of one type and no services: for load, where only the count matters."""
    only = RoomType(
        name=said("Double Room", "Doppelzimmer"),
        slug=said("double-room", "doppelzimmer"),
        price=Decimal(price),
        rooms=tuple(str(100 + number) for number in range(1, rooms + 1)),
    )
    return House(hotels=(Hotel(name="The Load Hotel", room_types=(only,)),))


def two_hotels() -> House:
    """The demo hotel and a small second one in the same shop: its room types have ids 5 and 6, its rooms 21 to 24."""
    demo = demo_house()
    harbour = Hotel(
        name="The Harbour House",
        city="Hamburg",
        zipcode="20457",
        check_in="15:00",
        check_out="10:00",
        room_types=(
            RoomType(
                name=said("Single Room", "Einzelzimmer"),
                price=Decimal(80),
                rooms=("1", "2"),
                max_adults=1,
                adults=1,
                children=0,
                max_children=0,
                max_guests=1,
            ),
            RoomType(name=said("Double Room", "Doppelzimmer"), price=Decimal(120), rooms=("3", "4")),
        ),
    )
    return House(hotels=(*demo.hotels, harbour), services=demo.services)

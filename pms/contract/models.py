"""Hotel things as values: stays, offers, quotes, reservations, guests.

Dates are hotel-local days, instants are aware UTC, money is in minor units of the property's currency, taxes included.
Models are frozen; whoever wants another value makes another model.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from common.money import Money


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stay(Model):
    """arrival: first night; departure: the morning the guest leaves, so it is not a night."""

    arrival: date
    departure: date

    @model_validator(mode="after")
    def _has_a_night(self) -> Self:
        if self.departure <= self.arrival:
            raise ValueError("a stay has at least one night")
        return self

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days

    @property
    def dates(self) -> tuple[date, ...]:
        """The day on which each night begins."""
        return tuple(self.arrival + timedelta(days=n) for n in range(self.nights))

    def shifted(self, days: int) -> Stay:
        by = timedelta(days=days)
        return Stay(arrival=self.arrival + by, departure=self.departure + by)


class Party(Model):
    """children_ages: one age a child, in years on the day of arrival; a child without an age cannot be priced."""

    adults: int = Field(ge=1)
    children_ages: tuple[int, ...] = ()

    @field_validator("children_ages")
    @classmethod
    def _ages_are_of_children(cls, ages: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 <= age < 18 for age in ages):
            raise ValueError("a child's age lies between 0 and 17")
        # In one order, so that the same family is the same party whoever names the children first.
        return tuple(sorted(ages))

    @property
    def children(self) -> int:
        return len(self.children_ages)

    @property
    def people(self) -> int:
        return self.adults + self.children


class RoomType(Model):
    """names, descriptions: by language code; max_people: adults and children together; max_children: None where only that
    sum counts.
    """

    id: str
    names: dict[str, str]
    descriptions: dict[str, str] = {}
    max_adults: int
    max_people: int
    max_children: int | None = None
    amenities: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()

    def fits(self, party: Party) -> bool:
        return (
            party.adults <= self.max_adults
            and party.people <= self.max_people
            and (self.max_children is None or party.children <= self.max_children)
        )


class Extra(Model):
    """price: for one unit of `per`; "person_night" is each person each night, "unit" is each piece asked for."""

    id: str
    names: dict[str, str]
    price: Money
    per: Literal["stay", "night", "person_night", "unit"]


class Offer(Model):
    """One room for one party. total: the whole stay, taxes included; taxes: the part of it that is tax.

    nightly: one amount a night, adding up to total, empty where the system does not break it down;
    includes: extra ids that cost nothing more.
    """

    room_type: RoomType
    rate_plan: str
    total: Money
    taxes: Money
    nightly: tuple[Money, ...]
    includes: tuple[str, ...] = ()
    rooms_left: int


class RoomSet(Model):
    """Several rooms that hold the party together; parties[i] sleeps in offers[i]."""

    offers: tuple[Offer, ...]
    parties: tuple[Party, ...]
    total: Money


class Offers(Model):
    """What can be sold for a stay. offers: single rooms, cheapest first; room_sets: several rooms together, cheapest first.

    as_of: when the hotel's system said so, a few minutes ago when it was said to somebody else; is_stale: it is older
    than that, because the system could not be asked.
    """

    property_id: str
    stay: Stay
    party: Party
    offers: tuple[Offer, ...]
    room_sets: tuple[RoomSet, ...] = ()
    as_of: datetime
    is_stale: bool = False


class NightAvailability(Model):
    night: date
    free: dict[str, int]
    """Free rooms by room type id."""


class AvailabilityGrid(Model):
    """as_of, is_stale: as with Offers."""

    property_id: str
    nights: tuple[NightAvailability, ...]
    as_of: datetime
    is_stale: bool = False


class PaymentTerms(Model):
    kind: Literal["at_hotel", "prepaid", "deposit"]
    methods: tuple[str, ...] = ()
    deposit: Money | None = None


class CancellationTerms(Model):
    """free_until: None when it costs the fee from now on; fee: what cancelling costs afterwards."""

    free_until: datetime | None
    fee: Money


class QuoteLine(Model):
    """One room. nightly: one amount a night, adding up to total, where the system breaks it down.

    room_number: only once the hotel has given one.
    """

    room_type_id: str
    room_type_names: dict[str, str]
    party: Party
    total: Money
    nightly: tuple[Money, ...] = ()
    room_number: str | None = None


class Fee(Model):
    """What the house adds without being asked, already inside the rooms' totals. names: by language code."""

    names: dict[str, str]
    total: Money


class ExtraLine(Model):
    """pieces: how many were asked for (two cots); quantity: how many are charged (pieces by nights or persons)."""

    extra_id: str
    names: dict[str, str]
    pieces: int = 1
    quantity: int
    total: Money


class RoomRequest(Model):
    room_type_id: str
    party: Party


class RateRequest(Model):
    """extras: extra ids, an id twice asks for two pieces; replacing: a reservation whose own rooms count as free."""

    stay: Stay
    rooms: tuple[RoomRequest, ...] = Field(min_length=1)
    extras: tuple[str, ...] = ()
    replacing: str | None = None


class RateQuote(Model):
    """The hotel system's price for exactly one request; it holds nothing back for anybody."""

    lines: tuple[QuoteLine, ...]
    extras: tuple[ExtraLine, ...]
    total: Money
    taxes: Money
    fees: tuple[Fee, ...] = ()
    includes: tuple[str, ...]
    payment: PaymentTerms
    cancellation: CancellationTerms


class Quote(Model):
    """A price we gave a guest. id: the idempotency key of the booking that may follow."""

    id: str
    property_id: str
    stay: Stay
    party: Party
    lines: tuple[QuoteLine, ...]
    extras: tuple[ExtraLine, ...]
    total: Money
    taxes: Money
    fees: tuple[Fee, ...] = ()
    includes: tuple[str, ...]
    payment: PaymentTerms
    cancellation: CancellationTerms
    expires_at: datetime

    @property
    def extra_ids(self) -> tuple[str, ...]:
        """One id a piece, as they were asked for."""
        return tuple(line.extra_id for line in self.extras for _ in range(line.pieces))


class GuestProfile(Model):
    """id: the hotel system's, None before it knows the guest; language: a code of ours."""

    id: str | None = None
    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    preferences: dict[str, str] = {}


class GuestQuery(Model):
    """Every field given must match."""

    email: str | None = None
    phone: str | None = None
    last_name: str | None = None


ReservationStatus = Literal["confirmed", "checked_in", "checked_out", "cancelled", "no_show"]


class Reservation(Model):
    """reference: the hotel system's own; our_reference: what we sent with it, None when it was made elsewhere.

    balance: what is still to be paid; check_out_time: hotel-local, None for the usual hour. as_of: when it stood so, where
    the hotel's system could not be asked; None: as it stands.
    """

    reference: str
    our_reference: str | None
    property_id: str
    status: ReservationStatus
    stay: Stay
    party: Party
    lines: tuple[QuoteLine, ...]
    extras: tuple[ExtraLine, ...]
    total: Money
    balance: Money
    guest: GuestProfile
    notes: tuple[str, ...] = ()
    payment: PaymentTerms
    cancellation: CancellationTerms
    check_out_time: time | None = None
    created_at: datetime
    updated_at: datetime
    as_of: datetime | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"


class ReservationQuery(Model):
    """Every field given must match. stays_on: guests who sleep there that night; changed_since: an instant."""

    our_reference: str | None = None
    guest_id: str | None = None
    last_name: str | None = None
    email: str | None = None
    arrival: date | None = None
    departure: date | None = None
    stays_on: date | None = None
    changed_since: datetime | None = None
    status: ReservationStatus | None = None


class ReservationDraft(Model):
    """A booking to be made. key: the quote's id; agreed_total: the most that may be booked without asking again."""

    key: str
    our_reference: str
    stay: Stay
    rooms: tuple[RoomRequest, ...] = Field(min_length=1)
    extras: tuple[str, ...] = ()
    agreed_total: Money
    guest: GuestProfile
    note: str | None = None


class ReservationPatch(Model):
    """What shall be different; None leaves a thing as it is."""

    stay: Stay | None = None
    party: Party | None = None
    room_type_id: str | None = None
    add_extras: tuple[str, ...] = ()
    note: str | None = None
    check_out_time: time | None = None

    @property
    def changes_price(self) -> bool:
        return bool(self.stay or self.party or self.room_type_id or self.add_extras)


class ChangeQuote(Model):
    """difference: new minus old, negative when it becomes cheaper; id: the idempotency key of the change."""

    id: str
    property_id: str
    reservation_reference: str
    patch: ReservationPatch
    stay: Stay
    party: Party
    lines: tuple[QuoteLine, ...]
    extras: tuple[ExtraLine, ...]
    old_total: Money
    new_total: Money
    difference: Money
    cancellation: CancellationTerms
    expires_at: datetime


class CancelTerms(Model):
    """What cancelling costs at this moment."""

    fee: Money
    is_free: bool
    free_until: datetime | None


class Charge(Model):
    """key: ours, so that a repeated charge is one charge."""

    key: str
    description: str
    amount: Money


class RoomStatus(Model):
    """An actual room, not a type. condition: "unknown" where the hotel's system keeps no housekeeping; is_occupied: tonight."""

    number: str
    room_type_id: str
    condition: Literal["clean", "dirty", "out_of_order", "unknown"]
    is_occupied: bool | None


class RateChange(Model):
    """A price to be charged from first to last night, both included. price: one night, taxes included."""

    room_type_id: str
    first: date
    last: date
    price: Money

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("a range of nights ends on or after its first")
        return self


class AvailabilityChange(Model):
    """How many rooms of a type may be sold from first to last night, both included."""

    room_type_id: str
    first: date
    last: date
    free: int = Field(ge=0)


class Hotel(Model):
    """A property as the vendor knows it. id: the vendor's."""

    id: str
    name: str
    timezone: str | None = None
    currency: str | None = None


class Event(Model):
    """A hint that something changed over there; fetch and compare before believing it."""

    id: str
    kind: Literal["reservation", "guest", "availability", "rate", "room"]
    reference: str | None
    at: datetime


class Health(Model):
    is_reachable: bool
    latency_ms: float
    detail: str = ""

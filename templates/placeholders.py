"""Every value a reply may use, declared once: its kind, a sample, and who supplies it.

Rendering converts by these kinds; lint, previews and golden files render with these samples. An action that gives a
value of a new name declares it here first. Values are plain JSON: dates "2026-11-27", times "15:00", moments
"2026-11-25T18:00" (hotel-local), money {"minor": 24600, "currency": "EUR"}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from templates.kinds import (
    BOOL,
    DATE,
    DATE_RANGE,
    INT,
    MOMENT,
    MONEY,
    TEXT,
    TIME,
    URL,
    Kind,
    ListOf,
    Record,
)


@dataclass(frozen=True)
class Placeholder:
    """supplier: the room or record a value comes from; is_personal: it names or reaches a guest."""

    name: str
    kind: Kind
    sample: Any
    supplier: str
    is_personal: bool = False


def _eur(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


_STAY = {"check_in": "2026-11-27", "check_out": "2026-11-29"}
_PARTY = Record({"adults": INT, "children": INT, "children_ages": ListOf(INT)})
_PARTY_SAMPLE = {"adults": 2, "children": 1, "children_ages": [4]}
# What an extra, a fee or a fact is paid for; the catalog's phrase.per says it in words.
_PER = TEXT
_FACT = Record({"available": BOOL, "price": MONEY, "per": _PER, "text": TEXT})
_EXTRA = Record({"id": TEXT, "name": TEXT, "price": MONEY, "per": _PER})
_OFFER = Record(
    {
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "total": MONEY,
        "includes": ListOf(TEXT),
        "rooms_left": INT,
        "photo": URL,
    }
)
_ROOM_LINE = Record({"name": TEXT, "party": _PARTY, "total": MONEY})
_EXTRA_LINE = Record({"name": TEXT, "quantity": INT, "total": MONEY})
_PAYMENT = Record({"kind": TEXT, "methods": ListOf(TEXT), "deposit": MONEY})
_CANCELLATION = Record({"free_until": MOMENT, "fee": MONEY})

_OFFERS_SAMPLE = [
    {
        "id": "doble",
        "name": "Doble",
        "description": "22 m²",
        "total": _eur(24600),
        "includes": ["wifi"],
        "rooms_left": 3,
    },
    {"id": "suite", "name": "Suite", "total": _eur(41000), "rooms_left": 1},
]

_ROWS = (
    # The hotel, from common.properties.
    Placeholder("hotel", TEXT, "Posada del Mirador", "property.name"),
    Placeholder("address", TEXT, "Calle del Mirador 12, 11005 Cádiz", "property.address"),
    Placeholder("phone", TEXT, "+34 956 000 120", "property.phone"),
    Placeholder("emergency_number", TEXT, "112", "property.emergency_number"),
    Placeholder("map_url", URL, "https://maps.example/36.5343,-6.3036", "property.latitude, longitude"),
    Placeholder("privacy_url", URL, "https://mirador.example/privacy", "property.privacy_url"),
    Placeholder("check_in_from", TIME, "15:00", "property.check_in_from"),
    Placeholder("check_out_until", TIME, "11:30", "property.check_out_until"),
    Placeholder("fact", _FACT, {"available": True, "price": _eur(1250), "per": "person_night", "text": "Please ask at the desk."},
                "property.facts, in the guest's language"),
    Placeholder("answer", TEXT, "The beach is five minutes away on foot.", "an answer that staff wrote"),
    Placeholder("max_nights", INT, 21, "property.max_nights"),
    Placeholder("max_days_ahead", INT, 500, "property.max_days_ahead"),
    Placeholder("max_people", INT, 12, "property.max_people"),
    Placeholder("properties", ListOf(Record({"id": TEXT, "name": TEXT, "city": TEXT})),
                [{"id": "mirador", "name": "Posada del Mirador", "city": "Cádiz"}], "front desk: properties"),
    # The stay that is being talked about.
    Placeholder("stay", DATE_RANGE, _STAY, "slot stay"),
    Placeholder("is_next_year", BOOL, False, "slot stay: it begins in another year than this one, so the year is said"),
    Placeholder("nights", INT, 2, "slot stay"),
    Placeholder("party", _PARTY, _PARTY_SAMPLE, "slot party"),
    Placeholder("day", DATE, "2026-11-27", "understanding: the date that was said"),
    Placeholder("day_written", TEXT, "30 February", "understanding: a day no calendar has, in the guest's words"),
    Placeholder("latest_day", DATE, "2028-04-04", "property.max_days_ahead from today"),
    Placeholder("candidates", ListOf(Record({"stay": DATE_RANGE, "day": DATE, "field": TEXT})),
                [{"stay": _STAY}, {"stay": {"check_in": "2026-12-04", "check_out": "2026-12-06"}}],
                "understanding: stay.ambiguous"),
    Placeholder("nearest", ListOf(Record({"stay": DATE_RANGE, "total": MONEY})),
                [{"stay": {"check_in": "2026-11-29", "check_out": "2026-12-01"}, "total": _eur(21800)}],
                "front desk: nearest_stays"),
    # What is offered and agreed.
    Placeholder("room", TEXT, "Doble", "the room type's name, in the guest's language"),
    Placeholder("offers", ListOf(_OFFER), _OFFERS_SAMPLE, "front desk: search"),
    Placeholder("room_sets", ListOf(Record({"id": TEXT, "name": TEXT, "total": MONEY, "rooms": INT})),
                [{"id": "doble+individual", "name": "Doble + Individual", "total": _eur(39800), "rooms": 2}],
                "front desk: search, rooms together"),
    Placeholder("room_types", ListOf(Record({"id": TEXT, "name": TEXT, "description": TEXT, "max_people": INT})),
                [{"id": "doble", "name": "Doble", "description": "22 m²", "max_people": 2}], "front desk: room_types"),
    Placeholder("rooms", ListOf(_ROOM_LINE), [{"name": "Doble", "party": _PARTY_SAMPLE, "total": _eur(24600)}],
                "quote or reservation: lines"),
    Placeholder("rooms_count", INT, 2, "the rooms of a set, or those that were asked for"),
    Placeholder("extras", ListOf(_EXTRA_LINE), [{"name": "Parking", "quantity": 2, "total": _eur(3200)}],
                "quote or reservation: extras"),
    Placeholder("extras_offered", ListOf(_EXTRA),
                [{"id": "breakfast", "name": "Breakfast", "price": _eur(1250), "per": "person_night"}],
                "front desk: extras"),
    Placeholder("includes", ListOf(TEXT), ["Wifi"], "quote: includes, as names"),
    Placeholder("total", MONEY, _eur(27800), "quote or reservation: total, taxes included"),
    Placeholder("payment", _PAYMENT, {"kind": "at_hotel", "methods": ["card", "cash"]}, "quote: payment"),
    Placeholder("payment_note", TEXT, "You pay at the hotel, by card or in cash.",
                "property.facts.payment, in the guest's language"),
    Placeholder("cancellation", _CANCELLATION, {"free_until": "2026-11-25T18:00", "fee": _eur(12300)},
                "quote: cancellation"),
    Placeholder("was", MONEY, _eur(24600), "front desk: PriceChanged"),
    Placeholder("now", MONEY, _eur(26100), "front desk: PriceChanged"),
    Placeholder("as_of", MOMENT, "2026-11-21T11:50", "offers or a reservation during an outage: when they were true, hotel-local"),
    # The guest and the reservation.
    Placeholder("guest_name", TEXT, "Ana García", "slot guest_name", is_personal=True),
    Placeholder("email", TEXT, "ana@example.com", "slot guest_email", is_personal=True),
    Placeholder("is_mailed_by_hotel", BOOL, False, "the hotel's own system sends the guest a confirmation by e-mail"),
    Placeholder("reference", TEXT, "PSD-7K3M9Q", "reservation.reference"),
    Placeholder("reason", TEXT, "SoldOut", "notice: the refusal's name"),
    Placeholder("reservations", ListOf(Record({"reference": TEXT, "stay": DATE_RANGE, "room": TEXT})),
                [{"reference": "PSD-7K3M9Q", "stay": _STAY, "room": "Doble"}], "front desk: own_reservations"),
    Placeholder("status", TEXT, "confirmed", "reservation.status: confirmed, cancelled, queued, …"),
    Placeholder("balance", MONEY, _eur(27800), "front desk: balance"),
    Placeholder("new_stay", DATE_RANGE, {"check_in": "2026-11-27", "check_out": "2026-11-30"}, "change: patch.stay"),
    Placeholder("new_party", _PARTY, {"adults": 3, "children": 0}, "change: patch.party"),
    Placeholder("new_room", TEXT, "Suite", "change: the new room type's name"),
    Placeholder("new_total", MONEY, _eur(36900), "change quote"),
    Placeholder("difference", MONEY, _eur(9100), "change quote; never negative: see is_cheaper"),
    Placeholder("is_cheaper", BOOL, False, "change quote: the new total is lower"),
    Placeholder("fee", MONEY, _eur(12300), "cancel terms: what cancelling costs now"),
    Placeholder("is_free", BOOL, False, "cancel terms"),
    Placeholder("free_until", MOMENT, "2026-11-25T18:00", "cancel terms, hotel-local"),
    Placeholder("time", TIME, "13:00", "understanding: the time that was said"),
    Placeholder("opens", MOMENT, "2026-11-23T08:00", "property.office_hours: when somebody is at the desk again, hotel-local"),
    Placeholder("minutes", INT, 15, "front desk: how long a lookup stays locked"),
    # The conversation itself.
    Placeholder("languages", ListOf(TEXT), ["English", "español", "português"], "the desk's languages, own names"),
    Placeholder("guesses", ListOf(Record({"intent": TEXT})), [{"intent": "book_room"}, {"intent": "booking_status"}],
                "Rasa's ranking"),
    Placeholder("per", _PER, "night", "what a price is for: stay, night, person_night or unit"),
    Placeholder("max_characters", INT, 2000, "how much of a long message is read"),
)  # fmt: skip

PLACEHOLDERS: Mapping[str, Placeholder] = {row.name: row for row in _ROWS}
KINDS: Mapping[str, Kind] = {row.name: row.kind for row in _ROWS}
SAMPLES: Mapping[str, Any] = {row.name: row.sample for row in _ROWS}

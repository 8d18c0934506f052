"""What staff keep beside conversations, as the document tells it: each schema beside the `…_to_wire` that makes it."""

from __future__ import annotations

from bot.gateway.deliveries import DECISIONS
from common.json_shapes import (
    ANYTHING,
    FLAG,
    INSTANT,
    TEXT,
    WHOLE,
    by_name,
    form,
    many,
    maybe,
    one_of,
    record,
    text,
)
from console.api_schemas import DAY
from console.guest_files import LONGEST_WHO
from console.margin import LONGEST_NOTE
from console.queries import LONGEST_TAG

MARGIN = record(notes=many(record(id=TEXT, at=INSTANT, by=TEXT, text=TEXT)), tags=many(TEXT))
NOTE = form("text", text=text(LONGEST_NOTE, least=1))
TAGS = record(tags=many(TEXT))
TAG = form("tag", tag=text(LONGEST_TAG, least=1), is_on=FLAG)
CANDIDATE = record(
    id=TEXT,
    conversation=TEXT,
    turn=TEXT,
    at=INSTANT,
    by=TEXT,
    language=maybe(TEXT),
    understood=maybe(TEXT),
    wish=TEXT,
    text=TEXT,
)
CANDIDATES = record(candidates=many(CANDIDATE))
LEARN = form("turn", "wish", turn=text(64, least=1), wish=text(64, least=2))

CANNED = record(replies=many(record(key=TEXT, text=TEXT, language=TEXT, approved=maybe(TEXT))))
APPROVED = form("key", key=text(96, least=1), message_id=text(60, least=1))
DECISION = form("decision", decision=one_of(DECISIONS))

_MONEY = record(minor=WHOLE, currency=TEXT)
RESERVATION = record(
    reference=TEXT,
    our_reference=maybe(TEXT),
    status=TEXT,
    guest=TEXT,
    stay=record(arrival=DAY, departure=DAY),
    party=record(adults=WHOLE, children_ages=many(WHOLE)),
    total=_MONEY,
    balance=_MONEY,
    check_out_time=maybe(TEXT),
    notes=many(TEXT),
)
TODAY_QUERY = {"property": text(64), "day": DAY}
TODAY = record(
    property=TEXT,
    day=DAY,
    arrivals=many(RESERVATION),
    departures=many(RESERVATION),
    in_house=many(RESERVATION),
    rooms=many(record(number=TEXT, room_type_id=TEXT, condition=TEXT, is_occupied=maybe(FLAG))),
    faults=by_name(TEXT),
)
RESERVATIONS = record(reservations=many(RESERVATION), cannot=many(TEXT), fault=maybe(TEXT))
DONE = record(done=FLAG)
_REFERENCE = text(64, least=1)
REGISTER = form("reference", reference=_REFERENCE)
STAY_NOTE = form("reference", "text", reference=_REFERENCE, text=text(500, least=1))
CHECK_OUT = form("reference", "at", reference=_REFERENCE, at=text(8, least=4))
CHARGE = form(
    "reference",
    "amount",
    "purpose",
    "key",
    reference=_REFERENCE,
    amount=text(12, least=1),
    purpose=text(120, least=1),
    key=text(40, least=1),
)

_WHO = text(LONGEST_WHO, least=1)
GUEST = form("who", who=_WHO)
ERASE = form("who", "repeated", who=_WHO, repeated=_WHO)
_BOOKED = many(record(property_id=TEXT, reference=TEXT))
ERASED = record(conversations=WHOLE, reservations=_BOOKED)
HELD = record(
    conversations=many(
        record(
            conversation=TEXT,
            channel=TEXT,
            property=TEXT,
            language=maybe(TEXT),
            began_at=INSTANT,
            messages=WHOLE,
            replies=WHOLE,
            notes=WHOLE,
            tags=WHOLE,
            requests=WHOLE,
            has_left_contact=FLAG,
        )
    ),
    reservations=_BOOKED,
)
EXPORT = record(
    asked_for=TEXT,
    made_at=INSTANT,
    conversations=many(ANYTHING),
    reservations_in_the_hotel_system=_BOOKED,
)

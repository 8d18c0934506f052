"""What leaves the sealed columns: enough to act, nobody's name, address or secret."""

from __future__ import annotations

import json

import pytest

from common.money import Money
from pms.contract import errors, models
from pms.contract.models import GuestProfile, ReservationDraft, RoomRequest
from pms.outbox.masking import RAW_CHARACTERS, masked_error, masked_payload
from pms.outbox.writes import Book, Cancel, Charge, Note, Write
from tests.pms.house import GUEST, TWO, WEEKEND

EUROS = Money(24600, "EUR")


def booking(guest: GuestProfile = GUEST) -> Book:
    rooms = (RoomRequest(room_type_id="doble", party=TWO),)
    return Book(
        draft=ReservationDraft(
            key="quo_1",
            our_reference="PSD-7K3M9Q",
            stay=WEEKEND,
            rooms=rooms,
            agreed_total=EUROS,
            guest=guest,
            note="for my mother, Mrs Guest, +34 600 100 200",
        )
    )


def test_a_booking_keeps_what_a_person_needs() -> None:
    draft = masked_payload(booking())["draft"]
    assert draft["stay"] == {"arrival": "2026-11-27", "departure": "2026-11-29"}
    assert draft["our_reference"] == "PSD-7K3M9Q"
    assert draft["agreed_total"] == EUROS.to_json()
    assert draft["guest"] == {
        "first_name": "T•••",
        "last_name": "G•••",
        "email": "g•••@example.com",
        "phone": "••• 200",
        "language": "es",
        "preferences": {},
    }
    assert draft["note"] == "(41 characters, in the conversation)"


@pytest.mark.parametrize(
    "write",
    [
        booking(),
        Note(reference="1", text="Test Guest, guest@example.com"),
        Cancel(reference="1", reason="Test Guest is ill", agreed_fee=EUROS),
        Charge(
            reference="1",
            charge=models.Charge(key="k", description="taxi for guest@example.com", amount=EUROS),
        ),
    ],
    ids=lambda write: write.kind,
)
def test_no_write_shows_who_it_is_for(write: Write) -> None:
    shown = json.dumps(masked_payload(write), ensure_ascii=False)
    for secret in ("guest@", "600 100 200", "Test", "mother", "ill"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("mail guest@example.com now", "mail g•••@example.com now"),
        ("call +34 600 100 200 now", "call ••• 200 now"),
        ("tel:600100200", "tel:••• 200"),
        ("card 4111 1111 1111 1111", "card •••• 1111"),
        ("?ws_key=ABC123&x=1", "?ws_key=***&x=1"),
        ('{"password": "hunter2", "x": 1}', '{"password": "***", "x": 1}'),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("Authorization: Basic QUJD", "Authorization: ***"),
        ("<lastname>GUEST</lastname>", "<lastname>G•••</lastname>"),
        # What a person needs to find the place stays readable.
        ("order 1042 from 2026-11-27 to 2026-11-29", "order 1042 from 2026-11-27 to 2026-11-29"),
        ("2026-11-27 10:00:00 error 500", "2026-11-27 10:00:00 error 500"),
        ("total 24600.00 EUR", "total 24600.00 EUR"),
    ],
)
def test_a_vendors_raw_answer_is_masked(raw: str, shown: str) -> None:
    error = masked_error(errors.Unintelligible(raw=raw), booking())
    assert isinstance(error, errors.Unintelligible)
    assert error.raw.casefold() == shown.casefold()


def test_a_long_answer_is_cut_after_masking() -> None:
    raw = "x" * (RAW_CHARACTERS - 6) + " guest@example.com" + "y" * 100_000
    error = masked_error(errors.Unintelligible(raw=raw), booking())
    assert isinstance(error, errors.Unintelligible)
    assert len(error.raw) <= RAW_CHARACTERS
    assert "guest" not in error.raw


def test_names_that_say_nothing_are_left_alone() -> None:
    odd = booking(GuestProfile(first_name="", last_name="A", email=None, phone=None))
    error = masked_error(errors.Unintelligible(raw="A b c"), odd)
    assert isinstance(error, errors.Unintelligible)
    assert error.raw == "A b c"

"""Writes in the words of people at a desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from common.money import Money
from console.letter_words import _BY_HAND, _REFUSALS, LetterWords, by_hand_of, fault_of, refusal_of
from console.words import words_of
from pms.audit import AuditLine
from pms.contract import errors, models
from pms.contract.models import Party, ReservationDraft, ReservationPatch, RoomRequest, Stay
from pms.outbox import writes
from pms.outbox.by_hand import REASONS, NotNow
from pms.outbox.masking import masked_payload
from tests.pms.house import GUEST, WEEKEND

from .conftest import NOW

ENGLISH = LetterWords(words_of("en"))
GERMAN = LetterWords(words_of("de"))
EUROS = Money(25_050, "EUR")
ACROSS = Stay(arrival=date(2026, 12, 30), departure=date(2027, 1, 2))
DRAFT = ReservationDraft(
    key="k",
    our_reference="PSD-1",
    stay=WEEKEND,
    rooms=(RoomRequest(room_type_id="doble", party=Party(adults=2, children_ages=(4,))),),
    extras=("cot",),
    agreed_total=EUROS,
    guest=GUEST,
    note="a quiet room for us",
)


@pytest.mark.parametrize(
    ("write", "title"),
    [
        (writes.Book(draft=DRAFT), "Booking DM-1 for 27–29 Nov 2026"),
        (
            writes.Change(
                reference="DM-1", patch=ReservationPatch(stay=WEEKEND.shifted(7)), agreed_total=EUROS
            ),
            "Change of DM-1 to 4–6 Dec 2026",
        ),
        (
            writes.Change(reference="DM-1", patch=ReservationPatch(note="x"), agreed_total=None),
            "Change of DM-1",
        ),
        (
            writes.Cancel(reference="DM-1", reason=None, agreed_fee=Money.zero("EUR")),
            "Cancellation of DM-1",
        ),
        (writes.Note(reference="DM-1", text="a cot"), "Guest's wish for DM-1"),
        (writes.CheckOutTime(reference="DM-1", at=time(13, 30)), "Check-out time for DM-1"),
        (
            writes.Charge(
                reference="DM-1", charge=models.Charge(key="k", description="Dinner", amount=EUROS)
            ),
            "Charge of €250.50 on DM-1",
        ),
    ],
)
def test_every_kind_of_write_has_a_title(write: writes.Write, title: str) -> None:
    assert ENGLISH.title(write.kind, "DM-1", masked_payload(write)) == title
    assert ENGLISH.title(write.kind, "DM-1", None).endswith("DM-1"), "without its payload too"
    assert ENGLISH.title(write.kind, "DM-1", {}).endswith("DM-1")
    ENGLISH.wanted(write.kind, {})


def test_a_booking_says_what_it_wanted_and_nothing_that_reaches_the_guest() -> None:
    wanted = dict(ENGLISH.wanted("book", masked_payload(writes.Book(draft=DRAFT))))
    assert wanted == {
        "Stay": "27–29 Nov 2026",
        "Room type": "doble, 2 adults, 1 child (aged 4)",
        "Extras": "cot",
        "Agreed total": "€250.50",
        "Guest": "T••• G•••",
        "E-mail": "g•••@example.com",
        "Phone": "••• 200",
        "Wish": "(19 characters, in the conversation)",
    }


def test_the_other_writes_say_what_they_wanted() -> None:
    patch = ReservationPatch(
        party=Party(adults=1), room_type_id="suite", add_extras=("cot",), check_out_time=time(13, 0)
    )
    change = writes.Change(reference="DM-1", patch=patch, agreed_total=EUROS)
    assert dict(ENGLISH.wanted("change", masked_payload(change))) == {
        "Party": "1 adult",
        "Room type": "suite",
        "Extras": "cot",
        "check-out": "13:00",
        "Agreed total": "€250.50",
    }
    cancel = writes.Cancel(reference="DM-1", reason="I am ill", agreed_fee=EUROS)
    assert dict(ENGLISH.wanted("cancel", masked_payload(cancel))) == {
        "Reason": "(8 characters, in the conversation)",
        "Agreed fee": "€250.50",
    }


def every_kind(root: type[errors.PmsError] = errors.PmsError) -> list[str]:
    return [root.__name__, *(name for child in root.__subclasses__() for name in every_kind(child))]


@pytest.mark.parametrize("kind", every_kind())
def test_every_error_of_the_contract_has_words(kind: str) -> None:
    fault = fault_of({"kind": kind})
    assert fault is not None
    assert (kind == "PmsError") == fault.text.startswith("Something went wrong")
    assert GERMAN.words.say(fault.text) != fault.text


def test_an_errors_facts_are_listed_and_its_raw_answer_stands_apart() -> None:
    error = errors.PriceChanged(was=EUROS, now=Money(26_000, "EUR"), vendor="demo", property_id="mirador")
    fault = fault_of(errors.to_json(error))
    assert fault is not None
    assert dict(fault.facts) == {
        "kind": "PriceChanged",
        "vendor": "demo",
        "was": "250.50 EUR",
        "now": "260.00 EUR",
    }
    raw = fault_of({"kind": "Unintelligible", "raw": "<h1>no</h1>", "known": ["a", "b"], "new_fact": 3})
    assert raw is not None
    assert (raw.raw, dict(raw.facts)) == (
        "<h1>no</h1>",
        {"kind": "Unintelligible", "known": "a, b", "new fact": "3"},
    )
    assert fault_of(None) is None
    assert fault_of({"kind": "OfAnOlderVersion"}).text.startswith("Something went wrong")  # type: ignore[union-attr]


def test_a_step_says_who_did_what_and_how_the_reservation_stood() -> None:
    facts: dict[str, Any] = {
        "reference": "DM-1",
        "status": "confirmed",
        "arrival": "2026-11-27",
        "departure": "2026-11-29",
        "room_types": ["doble"],
        "total": EUROS.to_json(),
    }
    line = AuditLine(
        at=NOW,
        actor="staff:stf_1",
        property_id="mirador",
        operation="change",
        event="settled",
        detail={"attempt": 2, "error": "SoldOut", "why": "told the desk"},
        before=facts,
    )
    step = ENGLISH.step(line, {"stf_1": "ana"})
    assert (step.who, step.what) == ("ana", "Done by hand")
    assert dict(step.facts) == {
        "Attempt": "2",
        "Error": "No room of that type is left.",
        "Note": "told the desk",
        "Before": "DM-1 · confirmed · 27–29 Nov 2026 · doble · €250.50",
    }


@pytest.mark.parametrize(
    ("actor", "name"),
    [("guest", "Guest"), ("worker", "Posada"), ("maria", "maria"), ("staff:gone", "staff:gone"), (None, "")],
)
def test_people_and_machines_are_named(actor: str | None, name: str) -> None:
    assert ENGLISH.who(actor, {}) == name


def test_values_of_another_shape_are_left_out_and_never_break_the_page() -> None:
    for odd in (None, "", 7, [], {}, {"arrival": "soon", "departure": "later"}):
        assert ENGLISH.days(odd) == ""
        assert ENGLISH.money(odd) == ""
    assert ENGLISH.party(None) == ""
    assert ENGLISH.days(ACROSS.model_dump(mode="json")).replace("\u2009", " ") == "30 Dec 2026 – 2 Jan 2027"
    assert ENGLISH.money({"minor": 1200, "currency": "JPY"}) == "JP¥1,200"


def test_ages_are_told_as_people_tell_them() -> None:
    since = datetime(2026, 11, 21, tzinfo=NOW.tzinfo)
    waited = [
        ENGLISH.age(since, since + timedelta(seconds=seconds)) for seconds in (-5, 10, 600, 7200, 200_000)
    ]
    assert waited == ["1 minute", "1 minute", "10 minutes", "2 hours", "2 days"]


def test_every_refusal_of_a_deed_and_every_kind_of_write_has_words() -> None:
    assert set(_REFUSALS) == set(REASONS)
    kinds = {kind.model_fields["kind"].default for kind in writes.Write.__value__.__args__}
    assert set(_BY_HAND) == kinds
    facts = {"reference": "DM-1", "state": "done", "write": "int_1", "arrival": "a", "departure": "b"}
    for reason in REASONS:
        assert "%(" not in str(refusal_of(NotNow(reason, **facts)))
    assert all("1" in str(by_hand_of(kind, ours="PSD-1", told="DM-1")) for kind in kinds)


def test_each_reader_gets_their_own_days_and_money() -> None:
    payload = masked_payload(writes.Book(draft=DRAFT))
    assert GERMAN.title("book", "PSD-1", payload) == "Buchung PSD-1: 27.–29. Nov. 2026"
    assert dict(GERMAN.wanted("book", payload))["Vereinbarter Preis"] == "250,50\xa0€"
    assert GERMAN.age(NOW, NOW + timedelta(hours=3)) == "3 Stunden"

"""One installation for two hotels: the guest says which, and what is one hotel's stays there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.installation import ROOT, Guest, Installation
from tests.journeys.errands import EMAIL, day, lead_to_confirmation

pytestmark = pytest.mark.journey

FARO = {
    "id": "faro",
    "name": "Casa do Faro",
    "city": "Lisboa",
    "address": "Rua do Faro 3, 1100 Lisboa",
    "country": "PT",
    "timezone": "Europe/Lisbon",
    "default_language": "pt",
    "check_in_from": "16:00",
    "check_out_until": "10:00",
    "phone": "+351 21 000 0120",
    "email": "rececao@faro.example",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("two-hotels")
    demo = yaml.safe_load((ROOT / "posada" / "demo_hotel.yml").read_text(encoding="utf-8"))
    (mirador,) = demo["properties"]
    file = folder / "hotels.yml"
    file.write_text(yaml.safe_dump({"properties": [mirador, {**mirador, **FARO}]}), encoding="utf-8")
    made = Installation(folder / "data", environment={"POSADA_PROPERTIES_FILE": str(file)})
    try:
        yield made.start()
    finally:
        made.stop()


def keys(guest: Guest) -> list[str]:
    return [reply["template"] for reply in guest.replies]


def said(guest: Guest) -> str:
    return "\n".join(reply["text"] for reply in guest.replies)


def booking(house: Installation, guest: Guest) -> tuple[str, str]:
    """The hotel and the hotel system's reference of what was booked in this conversation."""
    ((hotel, reference),) = house.rows(
        "SELECT property_id, reference FROM intents WHERE kind = 'book' AND conversation = ?",
        guest.conversation,
    )
    return str(hotel), str(reference)


def stays_of(house: Installation, hotel: str) -> int:
    """As the hotel's own system counts them; nobody has looked into it before its first guest."""
    made = house.rows("SELECT count(*) FROM sqlite_master WHERE name = 'demo_reservations'")[0][0]
    query = "SELECT count(*) FROM demo_reservations WHERE property_id = ?"
    return int(house.rows(query, hotel)[0][0]) if made else 0


def test_the_hotel_that_is_pressed_is_the_hotel_that_is_booked(house: Installation) -> None:
    before = {hotel: stays_of(house, hotel) for hotel in ("mirador", "faro")}
    guest = house.guest()
    guest.say(f"Hello, I would like to book a room from {day(30)} to {day(32)} for 2 adults")
    assert keys(guest)[-1] == "ask.property"
    assert "Posada del Mirador · Casa do Faro" in said(guest)
    assert [button["title"] for button in guest.buttons] == ["Posada del Mirador", "Casa do Faro"]
    guest.press("Casa do Faro")
    assert keys(guest)[-1] == "ask.stay_ok"
    lead_to_confirmation(guest, room="double room", ahead=30)
    guest.say("yes")
    assert "booking.confirmed" in keys(guest)
    assert "Rua do Faro 3" in said(guest)
    assert "16:00" in said(guest)
    assert booking(house, guest)[0] == "faro"
    assert stays_of(house, "mirador") == before["mirador"]
    assert stays_of(house, "faro") == before["faro"] + 1
    assert guest.transcript()["property"] == "faro"


def test_the_hotel_may_be_named_in_words(house: Installation) -> None:
    guest = house.guest()
    guest.say("Hola, quiero reservar una habitación")
    assert keys(guest)[-1] == "ask.property"
    guest.say("en la casa do faro, por favor")
    assert keys(guest)[-1] == "ask.stay"
    assert {reply["language"] for reply in guest.replies} == {"es"}


def test_a_conversation_of_one_hotel_is_not_asked(house: Installation) -> None:
    guest = house.guest(property="faro")
    lead_to_confirmation(guest, room="double room", ahead=34)
    asked = [one["template"] for one in guest.transcript()["messages"] if one["from"] == "bot"]
    assert "ask.property" not in asked
    guest.say("yes")
    assert booking(house, guest)[0] == "faro"
    guest.say("when is breakfast at the Posada del Mirador?")
    assert guest.transcript()["property"] == "faro"


def test_a_question_waits_until_the_hotel_is_known(house: Installation) -> None:
    guest = house.guest()
    guest.say("From what time can I check in?")
    assert keys(guest)[-1] == "question.which_property"
    guest.press("Casa do Faro")
    assert keys(guest)[-1] == "question.checkin"
    assert "16:00" in said(guest)


def test_one_hotels_conversation_never_sees_the_others_reservation(house: Installation) -> None:
    owner = house.guest(property="faro")
    lead_to_confirmation(owner, room="double room", ahead=36)
    owner.say("yes")
    _, reference = booking(house, owner)
    same, other = house.guest(property="faro"), house.guest(property="mirador")
    for guest in (same, other):
        guest.say("I want to see my booking")
        guest.say(reference)
        guest.say(EMAIL)
    assert "status.details" in keys(same)
    assert "Rua" not in said(other)
    told = [one["template"] for one in other.transcript()["messages"] if one["from"] == "bot"]
    assert "status.details" not in told
    assert "status.not_found" in told


def test_an_errand_about_a_booking_asks_for_the_hotel_first(house: Installation) -> None:
    owner = house.guest(property="faro")
    lead_to_confirmation(owner, room="double room", ahead=38)
    owner.say("yes")
    _, reference = booking(house, owner)
    guest = house.guest()
    guest.say(f"I want to cancel my booking {reference}")
    assert keys(guest)[-1] == "ask.property"
    guest.press("Casa do Faro")
    guest.say(EMAIL)
    assert keys(guest)[-1].startswith(("ask.cancel", "cancel"))

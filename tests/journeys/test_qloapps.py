"""Guests of a hotel that runs on QloApps: the real Rasa, the real service, real HTTP to a QloApps that behaves as one did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx2
import pytest

from pms.simulators.faults import Fault, Kind
from tests.installation import Guest, Installation
from tests.journeys.qloapps_house import (
    ENGLISH,
    SPANISH,
    QloAppsHouse,
    Words,
    days_from,
    next_15_january,
)

pytestmark = pytest.mark.journey

LANGUAGES = pytest.mark.parametrize("words", [SPANISH, ENGLISH], ids=lambda words: words.language)
ROOM = "General Rooms"
ROOMS_OF_A_TYPE = 5
EMAIL = "alex@guest.example"
PHONE = "+34 600 100 200"


@pytest.fixture(scope="module")
def house() -> Iterator[QloAppsHouse]:
    made = QloAppsHouse()
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture(scope="module")
def on_qloapps(house: QloAppsHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    running = Installation(tmp_path_factory.mktemp("qloapps"), house.environment)
    try:
        yield running.start()
    finally:
        running.stop()


def today() -> datetime:
    return datetime.now(ZoneInfo("Europe/Madrid"))


def lead_to_confirmation(guest: Guest, words: Words, ahead: int) -> None:
    guest.say(words.book.format(**days_from(today().date(), ahead)))
    for said in (words.yes, ROOM, words.no_thanks, "Alex Rivera", EMAIL, PHONE):
        guest.say(said)
    assert guest.replies[-1]["template"] == "ask.booking_ok", story(guest)


def told(guest: Guest) -> list[str]:
    return [reply["template"] for reply in guest.replies]


def book(guest: Guest, words: Words, ahead: int, on_qloapps: Installation) -> str:
    """Answers our own reference of the booking."""
    lead_to_confirmation(guest, words, ahead)
    guest.say(words.yes)
    assert told(guest) == ["booking.confirmed"], story(guest)
    return our_references(on_qloapps, guest)[0]


def our_references(on_qloapps: Installation, guest: Guest) -> list[str]:
    rows = on_qloapps.rows(
        "SELECT our_reference FROM intents WHERE kind = 'book' AND conversation = ?", guest.conversation
    )
    return [str(reference) for (reference,) in rows]


def rooms_left(guest: Guest, words: Words, ahead: int) -> bool:
    """Whether a fresh guest is offered the room for these nights."""
    guest.say(words.book.format(**days_from(today().date(), ahead)))
    guest.say(words.yes)
    return any(button["title"] == ROOM for button in guest.buttons)


@LANGUAGES
def test_rooms_and_prices_are_those_of_the_system(
    on_qloapps: Installation, house: QloAppsHouse, words: Words
) -> None:
    guest = on_qloapps.guest()
    guest.say(words.available)
    assert told(guest)[-1] == "ask.check_out"
    guest.say(words.party)
    assert str(next_15_january(today().date()).year) in guest.replies[-1]["text"]
    guest.say(words.yes)
    (offers,) = guest.replies
    assert offers["template"] == "ask.room"
    assert offers["language"] == words.language
    # Two nights at a net 1,250 with 19 % tax: 2,975, as QloApps itself says it.
    assert ("2.975,00" if words.language == "es" else "2,975.00") in offers["text"]
    assert [button["title"] for button in offers["buttons"]] == [
        one.name[1] for one in house.books.house.hotels[0].room_types
    ]
    assert ("POST", "/api/hotel_ari") in [(one.method, one.path) for one in house.log]


@LANGUAGES
def test_a_booking_stands_in_the_system_at_the_price_that_was_said(
    on_qloapps: Installation, house: QloAppsHouse, words: Words
) -> None:
    guest = on_qloapps.guest()
    ours = book(guest, words, 20, on_qloapps)
    (order,) = house.orders(ours)
    assert order["reference"] in guest.replies[-1]["text"]
    assert float(order["total_paid_tax_incl"]) == 2975.0
    (line,) = house.books.store.table("room_bookings").where(id_order=order["id"])
    assert line["adults"] == 2
    assert not line["is_refunded"]


@LANGUAGES
def test_elsewhere_a_reference_and_the_mail_show_the_booking(
    on_qloapps: Installation, house: QloAppsHouse, words: Words
) -> None:
    ours = book(on_qloapps.guest(), words, 30, on_qloapps)
    reference = house.orders(ours)[0]["reference"]
    stranger = on_qloapps.guest()
    stranger.say(words.status.format(reference=reference))
    assert told(stranger)[-1] == "ask.contact", story(stranger)
    stranger.say(EMAIL)
    assert told(stranger) == ["status.details"], story(stranger)
    assert reference in stranger.replies[0]["text"]
    nobody = on_qloapps.guest()
    nobody.say(words.status.format(reference=reference))
    nobody.say("somebody.else@guest.example")
    assert "status.details" not in told(nobody)


@LANGUAGES
def test_a_cancelled_room_is_offered_again_at_once(
    on_qloapps: Installation, house: QloAppsHouse, words: Words
) -> None:
    """The last room of its type: taken it is not offered, given back it is, whatever was remembered in between."""
    ahead = 40 if words is SPANISH else 50
    guests = [on_qloapps.guest() for _ in range(ROOMS_OF_A_TYPE)]
    ours = [book(guest, words, ahead, on_qloapps) for guest in guests]
    assert not rooms_left(on_qloapps.guest(), words, ahead)
    guests[0].say(words.cancel.format(reference="").strip())
    assert told(guests[0]) == ["ask.cancel_ok"], story(guests[0])
    guests[0].say(words.yes)
    assert told(guests[0]) == ["cancel.done"]
    (order,) = house.orders(ours[0])
    (line,) = house.books.store.table("room_bookings").where(id_order=order["id"])
    assert line["is_cancelled"]
    assert rooms_left(on_qloapps.guest(), words, ahead)


def test_an_outage_is_said_the_booking_waits_and_is_made_once(
    on_qloapps: Installation, house: QloAppsHouse
) -> None:
    """Two guests, one outage: queued, the breaker opens, the system comes back, one probe, booked once, told once."""
    spoken = (SPANISH, ENGLISH)
    guests = [on_qloapps.guest() for _ in spoken]
    for guest, words in zip(guests, spoken, strict=True):
        lead_to_confirmation(guest, words, 60)
    house.plan(Fault(Kind.UNAVAILABLE, times=None))
    for guest, words in zip(guests, spoken, strict=True):
        guest.say(words.yes)
        assert told(guest) == ["booking.queued"], story(guest)
    waited(lambda: breaker(on_qloapps) == 1, "the breaker opens", on_qloapps)

    asked = len(house.log)
    late = on_qloapps.guest()
    late.say(SPANISH.book.format(**days_from(today().date(), 70)))
    late.say(SPANISH.yes)
    assert told(late)[-1] in ("error.hotel_system", "error.try_again"), story(late)
    assert len(house.log) == asked, "an open breaker lets nothing through"
    assert house.live_orders() == live_before(house, on_qloapps, guests)

    probes = half_open(on_qloapps)
    house.mend()
    for guest, words in zip(guests, spoken, strict=True):
        waited(lambda guest=guest: "notice.book_done" in heard(guest), "the guest is told", on_qloapps)  # type: ignore[misc]
        (ours,) = our_references(on_qloapps, guest)
        (order,) = house.orders(ours)
        notices = [one for one in guest.transcript()["messages"] if one.get("template") == "notice.book_done"]
        assert len(notices) == 1
        assert notices[0]["language"] == words.language
        assert order["reference"] in notices[0]["text"]
    assert breaker(on_qloapps) == 0
    assert half_open(on_qloapps) == probes + 1, "one probe closes it"
    assert not house.nights_sold_twice()


def live_before(house: QloAppsHouse, on_qloapps: Installation, guests: list[Guest]) -> int:
    """Live orders without those of these guests: none of theirs may stand yet."""
    for guest in guests:
        for ours in our_references(on_qloapps, guest):
            assert house.orders(ours) == []
    return house.live_orders()


def story(guest: Guest) -> str:
    """The conversation so far, as a failing test shows it."""
    lines = (
        f"{one.get('from') or ''} {one.get('template') or ''}: {str(one.get('text') or '')[:160]}"
        for one in guest.transcript()["messages"]
    )
    return "\n" + "\n".join(lines)


def heard(guest: Guest) -> list[str]:
    return [one["template"] for one in guest.transcript()["messages"] if one.get("template")]


def waited(is_so: Callable[[], bool], what: str, on_qloapps: Installation, *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, what + "\n" + "\n".join(on_qloapps.lines[-40:])
        time.sleep(0.2)


def breaker(on_qloapps: Installation) -> float:
    return metric(on_qloapps, "pms_circuit_breaker_state", "qloapps")


def half_open(on_qloapps: Installation) -> float:
    """Probes that went well."""
    return metric(on_qloapps, "pms_circuit_breaker_calls_total", "half", "success")


def metric(on_qloapps: Installation, name: str, *parts: str) -> float:
    lines = httpx2.get(f"{on_qloapps.url}/metrics", timeout=5).text.splitlines()
    found = [line for line in lines if line.startswith(name + "{") and all(part in line for part in parts)]
    return sum(float(line.rsplit(" ", 1)[1]) for line in found)

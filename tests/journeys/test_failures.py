"""What goes wrong in a real house: messages twice, two guests for one room, processes killed at the worst moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.ids import new_id
from tests.installation import Guest, Installation
from tests.journeys.errands import lead_to_confirmation, reservations, turns

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that these tests break; its starter mends it each time."""
    made = Installation(tmp_path_factory.mktemp("broken"))
    try:
        yield made.start()
    finally:
        made.stop()


def test_the_same_message_twice_is_one_turn(installation: Installation, guest: Callable[..., Guest]) -> None:
    one = guest()
    message = new_id("msg")
    first = one.say("hello", message_id=message)
    second = one.say("hello", message_id=message)
    assert [reply["template"] for reply in first] == [reply["template"] for reply in second]
    assert turns(installation, one.conversation) == 1


def test_the_same_confirmation_twice_at_once_is_one_reservation(
    installation: Installation, guest: Callable[..., Guest]
) -> None:
    one = guest()
    lead_to_confirmation(one, room="double room", ahead=40)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: one.say("yes"), range(2)))
    keys = [reply["template"] for replies in answers for reply in replies]
    assert "booking.confirmed" in keys
    assert len(reservations(installation, one.conversation)) == 1


def test_of_three_guests_for_two_suites_one_is_told_the_truth(
    installation: Installation, guest: Callable[..., Guest]
) -> None:
    guests = [guest() for _ in range(3)]
    for one in guests:
        lead_to_confirmation(one, room="suite", ahead=60)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda one: one.say("yes"), guests))
    told = [[reply["template"] for reply in replies] for replies in answers]
    assert sum("booking.confirmed" in keys for keys in told) == 2, told
    loser = next(keys for keys in told if "booking.confirmed" not in keys)
    assert any("sold_out" in key or key.startswith("availability.") for key in loser), loser
    assert sum(len(reservations(installation, one.conversation)) for one in guests) == 2


def test_rasa_killed_in_the_middle_of_a_turn(own: Installation) -> None:
    guest = own.guest()
    guest.say("hello")
    answered: list[list[dict[str, object]]] = []
    speaking = threading.Thread(
        target=lambda: answered.append(guest.say("Do you have parking?")), daemon=True
    )
    speaking.start()
    own.kill("rasa")
    speaking.join(90)
    assert answered
    assert answered[0], "silence"
    own.wait_until_ready()
    after = guest.say("do you have wifi?")
    assert [reply["template"] for reply in after] == ["question.wifi"]
    assert turns(own, guest.conversation) == 3


def test_the_service_killed_in_the_middle_of_a_turn_answers_after_its_restart(own: Installation) -> None:
    guest = own.guest()
    guest.say("hello")

    def speak() -> None:
        try:
            guest.say("Do you have parking?")
        except Exception:  # The connection dies with the service; the message was stored.
            return

    speaking = threading.Thread(target=speak, daemon=True)
    speaking.start()
    until = time.monotonic() + 20
    while turns(own, guest.conversation) < 2 and time.monotonic() < until:
        time.sleep(0.005)
    own.kill("service")
    speaking.join(90)
    own.wait_until_ready()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        said = [one.get("template") for one in guest.transcript()["messages"]]
        if "question.parking" in said:
            break
        time.sleep(0.2)
    assert said.count("question.parking") == 1, said
    assert turns(own, guest.conversation) == 2


@pytest.mark.parametrize("victim", ["rasa", "service"])
def test_a_turn_killed_after_the_booking_is_not_a_second_booking(own: Installation, victim: str) -> None:
    guest = own.guest()
    lead_to_confirmation(guest, room="double room", ahead=50)

    def confirm() -> None:
        try:
            guest.say("yes")
        except Exception:
            return

    speaking = threading.Thread(target=confirm, daemon=True)
    speaking.start()
    until = time.monotonic() + 30
    while not reservations(own, guest.conversation) and time.monotonic() < until:
        time.sleep(0.002)
    own.kill(victim)
    speaking.join(90)
    own.wait_until_ready()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told = [one.get("template") for one in guest.transcript()["messages"]]
        last = [one for one in told if one and one != "satisfaction.ask"][-1]
        if last != "ask.booking_ok":
            break
        time.sleep(0.2)
    if last != "booking.confirmed":
        # An apology ended the turn; the guest insists.
        guest.say("yes")
    assert len(reservations(own, guest.conversation)) == 1
    booked = own.rows("SELECT id FROM intents WHERE kind = 'book' AND conversation = ?", guest.conversation)
    assert len(booked) == 1

"""The tracker store in real Rasa processes: nothing said is lost, nothing stored can be read, no older tracker wins."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common.secrets import new_key
from tests.bot.rasa.rasa_under_test import RasaUnderTest
from tests.bot.rasa.stand_in import StandIn
from tests.bot.rasa.test_channel import BOOKING, replies


@pytest.fixture(scope="module")
def shared_pair(
    tmp_path_factory: pytest.TempPathFactory, mini_model: Path, shared_stand_in: StandIn
) -> Iterator[tuple[RasaUnderTest, RasaUnderTest]]:
    folder, keys = tmp_path_factory.mktemp("pair"), new_key()
    both = tuple(RasaUnderTest(folder, mini_model, shared_stand_in, secret_keys=keys) for _ in range(2))
    try:
        yield (both[0].start(), both[1].start())
    finally:
        for one in both:
            one.stop()


@pytest.fixture
def pair(
    shared_pair: tuple[RasaUnderTest, RasaUnderTest], stand_in: StandIn
) -> tuple[RasaUnderTest, RasaUnderTest]:
    """Two Rasa processes on one database."""
    return shared_pair


@pytest.fixture
def own_rasa(pair: tuple[RasaUnderTest, RasaUnderTest]) -> RasaUnderTest:
    """One that may be killed, if it is started again."""
    return pair[0]


def say(rasa: RasaUnderTest, conversation: str, first: int, last: int) -> list[Any]:
    answers = []
    for number in range(first, last):
        status, answer = rasa.turn(conversation, f"t{number}", BOOKING[number % len(BOOKING)])
        assert status == 200, answer
        answers.append(answer)
    return answers


def test_killed_and_started_again_it_goes_on_where_it_was(own_rasa: RasaUnderTest, stand_in: StandIn) -> None:
    before = stand_in.bookings
    first = say(own_rasa, "killed", 0, 4)
    rows = own_rasa.rows()
    own_rasa.stop(signal.SIGKILL)
    own_rasa.start()
    assert own_rasa.rows() == rows
    _, again = own_rasa.turn("killed", "t3", BOOKING[3])
    assert again["replies"] == first[3]["replies"]
    answers = say(own_rasa, "killed", 4, 8)
    assert replies(answers[0]) == ["booking.ask_guest_name"]
    assert replies(answers[-1]) == ["booking.confirmed"]
    assert stand_in.bookings == before + 1


def test_a_turn_killed_in_the_middle_leaves_no_half(own_rasa: RasaUnderTest, stand_in: StandIn) -> None:
    say(own_rasa, "half", 0, 2)
    rows = own_rasa.rows()
    stand_in.slow.add("validate_booking_form")
    stand_in.hold.clear()
    with pytest.raises(TimeoutError):
        own_rasa.ask("POST", "turn", {"conversation": "half", "turn": "t2", "text": BOOKING[2]}, timeout=0.3)
    own_rasa.stop(signal.SIGKILL)
    stand_in.hold.set()
    own_rasa.start()
    assert own_rasa.rows() == rows
    assert replies(say(own_rasa, "half", 2, 3)[0]) == ["booking.ask_stay_ok"]


def test_rows_show_their_shape_and_hide_their_words(rasa: RasaUnderTest) -> None:
    rasa.turn("sealed", "t1", "my name is Ana Lopez", metadata={"secret": "Rumpelstilzchen"})
    rows = rasa.rows(
        "SELECT type_name, intent_name, action_name, timestamp, data FROM events WHERE sender_id='sealed'"
    )
    assert [row[0] for row in rows if row[0] in ("session_started", "user", "action")].count("user") == 1
    assert "inform" in [row[1] for row in rows]
    assert "action_listen" in [row[2] for row in rows]
    assert all(row[3] > 0 for row in rows)
    files = b"".join(file.read_bytes() for file in rasa.database.parent.glob("rasa.db*"))
    assert b"session_started" in files
    for words in (b"Ana Lopez", b"Rumpelstilzchen", b"parse_data", b"words of"):
        assert words not in files


def test_the_database_writes_ahead(rasa: RasaUnderTest) -> None:
    assert rasa.rows("PRAGMA journal_mode") == [("wal",)]


def test_a_worker_that_comes_back_reads_what_another_wrote(
    pair: tuple[RasaUnderTest, RasaUnderTest], stand_in: StandIn
) -> None:
    before = stand_in.bookings
    one, other = pair
    say(one, "moved", 0, 3)
    say(other, "moved", 3, 5)
    # The first process still has the tracker of turn 2 in memory.
    answers = say(one, "moved", 5, 6)
    assert replies(answers[0]) == ["booking.ask_guest_email"]
    say(other, "moved", 6, 7)
    assert replies(say(one, "moved", 7, 8)[0]) == ["booking.confirmed"]
    assert stand_in.bookings == before + 1
    # And what the other did is a repeated turn here.
    assert replies(one.turn("moved", "t3", BOOKING[3])[1]) == ["booking.ask_room"]


def test_two_workers_at_once_lose_no_turn(
    pair: tuple[RasaUnderTest, RasaUnderTest], stand_in: StandIn
) -> None:
    one, other = pair
    say(one, "raced", 0, 1)
    say(other, "raced", 1, 2)
    stand_in.slow.add("utter_wifi")
    stand_in.hold.clear()
    with pytest.raises(TimeoutError):
        one.ask(
            "POST", "turn", {"conversation": "raced", "turn": "wifi", "text": "is there wifi"}, timeout=0.5
        )
    say(other, "raced", 2, 3)
    stand_in.hold.set()
    assert "utter_wifi" in replies(one.turn("raced", "wifi", "is there wifi")[1])
    for process in pair:
        assert replies(process.turn("raced", "t2", BOOKING[2])[1]) == ["booking.ask_stay_ok"]
        assert "utter_wifi" in replies(process.turn("raced", "wifi", "is there wifi")[1])


def test_a_database_that_cannot_be_read_is_an_error_not_a_blank_conversation(
    own_rasa: RasaUnderTest, stand_in: StandIn
) -> None:
    say(own_rasa, "loud", 0, 3)
    link = sqlite3.connect(own_rasa.database)
    link.execute("ALTER TABLE events RENAME TO hidden")
    status, answer = own_rasa.turn("loud", "t3", BOOKING[3])
    assert (status, answer["handled"]) == (500, False)
    assert answer["faults"][0] == {"where": "handling", "name": "turn", "error": "OperationalError"}
    link.execute("ALTER TABLE hidden RENAME TO events")
    link.close()
    assert replies(say(own_rasa, "loud", 3, 4)[0]) == ["booking.ask_room"]


def test_a_turn_that_could_not_be_saved_is_not_remembered(own_rasa: RasaUnderTest, stand_in: StandIn) -> None:
    say(own_rasa, "unsaved", 0, 3)
    link = sqlite3.connect(own_rasa.database)
    link.execute("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    link.commit()
    status, answer = own_rasa.turn("unsaved", "t3", BOOKING[3])
    assert (status, answer["handled"]) == (500, False)
    assert answer["faults"][-1]["where"] == "handling"
    link.execute("DROP TRIGGER full")
    link.commit()
    link.close()
    assert replies(say(own_rasa, "unsaved", 3, 4)[0]) == ["booking.ask_room"]


def test_a_key_that_is_lost_is_an_error(
    pair: tuple[RasaUnderTest, RasaUnderTest], mini_model: Path, stand_in: StandIn
) -> None:
    say(pair[0], "lost", 0, 1)
    other = RasaUnderTest(pair[0].database.parent, mini_model, stand_in, secret_keys=new_key())
    try:
        status, answer = other.start().turn("lost", "t1", BOOKING[1])
    finally:
        other.stop()
    assert status == 500
    assert answer["faults"][0]["error"] == "Unsealable"


def test_a_key_that_was_rotated_still_opens(
    pair: tuple[RasaUnderTest, RasaUnderTest], mini_model: Path, stand_in: StandIn
) -> None:
    say(pair[0], "rotated", 0, 2)
    keys = f"{new_key()},{pair[0].settings.secret_keys.get_secret_value()}"
    other = RasaUnderTest(pair[0].database.parent, mini_model, stand_in, secret_keys=keys)
    try:
        other.start()
        assert replies(say(other, "rotated", 2, 3)[0]) == ["booking.ask_stay_ok"]
    finally:
        other.stop()

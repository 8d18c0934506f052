"""A guest asks what we hold, and then to be forgotten: nothing of theirs is left in anything of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from common.ids import new_id
from tests.installation import ROOT, Guest, Installation
from tests.journeys.errands import everything_stored, lead_to
from tests.journeys.qloapps_house import QloAppsHouse

pytestmark = pytest.mark.journey

NAME, EMAIL, PHONE = "Xaveria Quillfeather", "xaveria@quillfeather.example", "+34 611 987 321"
WISH = "my grandmother's parrot travels with us"
TRACES = ("xaveria", "quillfeather", "611987321", "611 987 321", "parrot")
COUNTED = (
    "SELECT outcome, intent, count(*) FROM turns GROUP BY 1, 2 ORDER BY 1, 2",
    # Not how they were delivered: what nobody had read yet is given up.
    "SELECT template, version, language, count(*) FROM outgoing GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT channel, property, language, state, handoff_reason, count(*) FROM conversations GROUP BY 1, 2, 3, 4, 5"
    " ORDER BY 1, 2, 3, 4, 5",
    "SELECT kind, state, agreed, count(*) FROM intents GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT reason, count(*) FROM handoffs GROUP BY 1 ORDER BY 1",
    "SELECT operation, status, count(*) FROM pms_calls GROUP BY 1, 2 ORDER BY 1, 2",
)


@pytest.fixture(scope="module")
def shop() -> Iterator[QloAppsHouse]:
    house = QloAppsHouse().start()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, shop: QloAppsHouse) -> Iterator[Installation]:
    """An installation of its own before a hotel's system of its own: what lies on our disk is searched."""
    made = Installation(tmp_path_factory.mktemp("private"), shop.environment)
    try:
        yield made.start()
    finally:
        made.stop()


def posada(own: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "POSADA_DATA_DIR": str(own.folder),
        "POSADA_RASA_PORT": str(own.rasa_port),
        "POSADA_PORT": str(own.port),
    }
    return subprocess.run(
        [sys.executable, "-m", "posada", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def traces(own: Installation) -> list[tuple[str, str]]:
    """Where a trace of the guest lies: in a file, in an opened table, in the log."""
    found = []
    for where, said in [*everything_stored(own), *(("log", line) for line in own.lines)]:
        found += [(where, trace) for trace in TRACES if trace in said.casefold()]
    return found


def book(guest: Guest, *, ahead: int, name: str, email: str, phone: str) -> None:
    lead_to(guest, "ask.phone_too", room="cheapest one", ahead=ahead, name=name, email=email)
    guest.say(f"my number is {phone}")
    assert guest.replies[-1]["template"] == "ask.booking_ok"
    guest.say("yes")
    assert guest.replies[-1]["template"] == "booking.confirmed"


def test_a_guest_is_given_everything_and_then_forgotten(own: Installation, shop: QloAppsHouse) -> None:
    guest = own.guest()
    book(guest, ahead=45, name=NAME, email=EMAIL, phone=PHONE)
    guest.say(f"Please note: {WISH}")
    guest.say("I want to talk to a person")
    other = own.guest()
    other.say("Do you have parking?")
    assert traces(own), "there is something to forget"
    ((booking, ours),) = own.rows("SELECT reference, our_reference FROM intents WHERE kind = 'book'")
    assert len(shop.orders(ours)) == 1
    # The question how it was comes by itself, a moment later.
    until = time.monotonic() + 20
    asked = "SELECT count(*) FROM outgoing WHERE template = 'satisfaction.ask'"
    while own.rows(asked) == [(0,)] and time.monotonic() < until:
        time.sleep(0.1)
    counted = [own.rows(query) for query in COUNTED]

    given = json.loads(posada(own, "guest", "export", EMAIL.upper()).stdout)
    whole = json.dumps(given, ensure_ascii=False)
    assert all(one in whole for one in (NAME, EMAIL, WISH, str(booking)))
    assert [one["conversation"] for one in given["conversations"]] == [guest.conversation]

    erased = posada(own, "guest", "erase", EMAIL, "--yes", "--json")
    assert erased.returncode == 0, erased.stderr
    told = json.loads(erased.stdout)
    assert told == {
        "conversations": 1,
        "reservations": [{"property_id": "mirador", "reference": str(booking)}],
    }
    assert traces(own) == []
    assert guest.conversation not in {row for (row,) in own.rows("SELECT id FROM conversations")}
    assert [own.rows(query) for query in COUNTED] == counted
    # The hotel's own record stands.
    assert len(shop.orders(ours)) == 1

    again = posada(own, "guest", "erase", EMAIL, "--yes")
    assert (again.returncode, again.stdout) == (1, "")
    # Whoever comes back is a stranger, in the same conversation too: Rasa remembers nothing.
    guest.say("hello")
    assert "greeting" in guest.replies[0]["template"]
    assert [one["text"] for one in other.transcript()["messages"] if one["from"] == "guest"] == [
        "Do you have parking?"
    ]


def test_a_guest_is_found_by_number_and_by_reference(own: Installation) -> None:
    guest = own.guest()
    book(guest, ahead=80, name="Ada Byrne", email="ada@byrne.example", phone="+34 622 100 299")
    ((reference,),) = own.rows("SELECT reference FROM intents WHERE conversation = ?", guest.conversation)
    for who in (str(reference), guest.conversation, " ADA@byrne.example ", "0034622100299"):
        found = posada(own, "guest", "export", who)
        assert found.returncode == 0, (who, found.stderr)
        given = json.loads(found.stdout)
        assert [one["conversation"] for one in given["conversations"]] == [guest.conversation], who
    nobody = posada(own, "guest", "export", f"{new_id('x')}@nowhere.example")
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "nobody is known" in nobody.stderr

"""What journeys of several files do and look up: a booking led to its last question, the hotel's own books, all that is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from common.secrets import Sealer, Unsealable
from tests.installation import Guest, Installation

NAME, EMAIL = "Alex Rivera", "alex@guest.example"


def day(ahead: int) -> str:
    """The day that many days from now at the hotel, in figures as most of the world writes them."""
    return _day(ahead).strftime("%d/%m/%Y")


def iso_day(ahead: int) -> str:
    return _day(ahead).isoformat()


def _day(ahead: int) -> date:
    return datetime.now(ZoneInfo("Europe/Madrid")).date() + timedelta(days=ahead)


def lead_to_confirmation(
    guest: Guest, *, room: str, ahead: int, nights: int = 2, name: str = NAME, email: str = EMAIL
) -> None:
    """Up to the summary that asks for the last yes."""
    lead_to(guest, "ask.booking_ok", room=room, ahead=ahead, nights=nights, name=name, email=email)


def lead_to(
    guest: Guest,
    question: str,
    *,
    room: str,
    ahead: int,
    nights: int = 2,
    name: str = NAME,
    email: str = EMAIL,
) -> None:
    """Up to that question of a booking."""
    guest.say(f"Hello, I would like to book a room from {day(ahead)} to {day(ahead + nights)} for 2 adults")
    answers = {
        "ask.stay_ok": "yes",
        "ask.room": f"the {room}, please",
        "ask.extras": "no, thank you",
        "ask.which_extra": "no, thank you",
        "ask.guest_name": f"my name is {name}",
        "ask.guest_email": email,
    }
    for _ in range(12):
        asked = guest.replies[-1]["template"]
        if asked == question:
            return
        if asked not in answers:
            break
        guest.say(answers[asked])
    raise AssertionError(f"not led to {question}: {guest.transcript()}")


def reservations(installation: Installation, conversation: str) -> list[tuple[object, ...]]:
    """The hotel system's own rows for what was booked in this conversation."""
    return installation.rows(
        "SELECT r.id FROM demo_reservations r JOIN intents i ON i.our_reference = r.our_reference"
        " WHERE i.conversation = ?",
        conversation,
    )


def turns(installation: Installation, conversation: str) -> int:
    return int(installation.rows("SELECT count(*) FROM turns WHERE conversation = ?", conversation)[0][0])


def everything_stored(installation: Installation) -> Iterator[tuple[str, str]]:
    """(where, text) of all that lies on disk: every file raw, and every value of every table, opened where it is sealed."""
    sealer = Sealer.from_setting((installation.folder / "secrets" / "posada_secret_keys").read_text())
    for path in sorted(installation.folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
    for path in sorted(installation.folder.glob("*.db")):
        yield from _values(path.name, path.as_uri(), sealer)


def _values(name: str, uri: str, sealer: Sealer) -> Iterator[tuple[str, str]]:
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=10)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, str):
                        yield f"{name}: {table}", _opened(value, sealer)
    finally:
        connection.close()


def _opened(value: str, sealer: Sealer) -> str:
    if not value.startswith("gAAAA"):
        return value
    try:
        return sealer.unseal(value)
    except Unsealable:
        return value

"""Reports count what happened, and count the same when guests were forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.gateway.figures import SAYS_STAGE, STAGES
from bot.gateway.rasa_client import RasaClient
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.guest_keys import GuestKeys
from common.secrets import Sealer, new_key
from posada.guests import Guests
from posada.tables import metadata
from posada.trackers import Trackers
from templates.store import read_catalog
from tests.bot.gateway.house import free_port
from tests.bot.gateway.stand_in_rasa import TOKEN
from tests.posada.report_cases import NOW, Month, check_figures

CATALOG = read_catalog()
# Replies of a booking that tell nothing of how far it came, or that others are always said before.
SAYS_NOTHING = {
    *("ask.property", "ask.stay", "ask.stay_again", "ask.check_in", "ask.check_out", "ask.which_date"),
    *("ask.children_ages", "ask.children_ages_again", "ask.adults", "ask.last_name", "ask.what_to_change"),
    *("ask.extras", "ask.extras_again", "ask.guest_name", "ask.guest_name_again", "ask.guest_email"),
    *("ask.guest_email_again", "ask.guest_phone", "ask.phone_too"),
    # Of other errands.
    *("ask.reference", "ask.contact", "ask.which_reservation", "ask.change_what", "ask.new_stay"),
    *("ask.new_party", "ask.new_room", "ask.change_ok", "ask.change_ok_again", "ask.cancel_ok"),
    *("ask.request", "ask.request_time", "ask.arrival_time", "ask.which_extra"),
    *("availability.other_wish", "booking.sold_out", "booking.quote_expired", "booking.not_booked"),
    *("booking.refused", "booking.abandoned", "booking.note_taken", "booking.nothing_owed"),
    *("booking.resumed", "notice.book_abandoned"),
}


@pytest.fixture
async def month(tmp_path: Path) -> Month:
    assert metadata.tables
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    await create_all(engine)
    month = Month(engine, Sealer([new_key()]))
    await month.fill()
    yield month
    await engine.dispose()


def test_every_reply_of_a_booking_tells_its_stage_or_that_it_tells_none() -> None:
    """A renamed reply has to be thought of here, or guests would stop arriving in reports."""
    of_booking = {
        key
        for key in CATALOG.keys
        if key.partition(".")[0] in {"ask", "availability", "booking"} or key.startswith("notice.book_")
    }
    assert of_booking == SAYS_STAGE.keys() | SAYS_NOTHING
    assert not SAYS_STAGE.keys() & SAYS_NOTHING
    assert set(SAYS_STAGE.values()) == set(STAGES[1:])


async def test_each_figure_is_what_happened(month: Month) -> None:
    await check_figures(month)


async def test_forgotten_guests_are_counted_as_before(month: Month, tmp_path: Path) -> None:
    before = await month.everything()
    trackers = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
    async with trackers.begin() as connection:
        await connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)"))
    # Nobody listens there: a worker that does not run holds nothing.
    rasa = RasaClient((f"http://127.0.0.1:{free_port()}",), TOKEN)
    keys = GuestKeys("a-salt")
    guests = Guests(month.engine, Trackers(trackers, rasa), month.sealer, keys, FrozenClock(NOW))
    names = {"a-hello", "a-dates", "a-offers", "a-quote", "a-booked", "a-told", "a-phone", "a-waits"}
    for name in sorted(names):
        assert (await guests.erase(name)).conversations == 1
    await guests.close()
    async with month.engine.connect() as connection:
        left = set((await connection.execute(text("SELECT id FROM conversations"))).scalars())
    assert not names & left
    assert await month.everything() == before
    await check_figures(month)

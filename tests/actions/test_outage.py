"""What a guest hears while the hotel's system is down: old answers say so, and nothing is acted on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import Properties
from common.secrets import Sealer
from pms.contract.models import Reservation
from pms.factory import Connectors, get_connector, with_layers
from pms.front_desk import FrontDesk
from pms.outbox.intents import Intents
from pms.proofs import Proofs
from pms.quotes import Quotes
from pms.resilience.backing import Backing
from tests.actions.conftest import KEY
from tests.actions.conversation import Conversation
from tests.actions.test_book import TWO, WEEKEND, booked, to_room, to_summary
from tests.pms.faults import Faulty


@pytest.fixture
def faulty(properties: Properties, engine: AsyncEngine, clock: FrozenClock) -> Faulty:
    return Faulty(get_connector(properties.default, engine=engine, clock=clock))


@pytest.fixture
async def front_desk(
    properties: Properties, engine: AsyncEngine, clock: FrozenClock, faulty: Faulty
) -> AsyncIterator[FrontDesk]:
    connectors = Connectors(properties, engine=engine, clock=clock)
    layered = with_layers(faulty.as_connector(), properties.default, clock=clock, backing=Backing())
    await layered.connect()
    connectors.put(layered)
    intents = Intents(engine, Sealer([KEY]), clock)
    made = FrontDesk(properties, connectors, intents, Quotes(engine, clock), Proofs(engine, clock), clock)
    yield made
    await made.close()


@pytest.fixture
async def made(guest: Conversation, front_desk: FrontDesk, clock: FrozenClock) -> Reservation:
    await to_summary(guest)
    await guest.say("affirm", "yes")
    return (await booked(guest, front_desk, clock))[0]


async def test_old_offers_say_how_old_they_are_and_are_not_booked_on(
    guest: Conversation, faulty: Faulty, clock: FrozenClock
) -> None:
    await to_room(guest)
    await guest.say("deny", "no")
    clock.advance(timedelta(minutes=30))
    faulty.is_down = True
    await to_room(guest)
    assert "These prices were right at 11:00" in guest.text
    assert await guest.press("Double") == ["ask.extras"]
    await guest.press("No, thanks")
    await guest.say("inform", "Ana Pérez")
    assert await guest.say("inform", "ana@example.com", email="ana@example.com") == ["error.try_again"]
    assert faulty.calls["create_reservation"] == 0


async def test_wished_room_of_before_the_outage_is_told_as_old(
    guest: Conversation, faulty: Faulty, clock: FrozenClock
) -> None:
    await to_room(guest)
    await guest.say("start_over", "start over")
    clock.advance(timedelta(minutes=30))
    faulty.is_down = True
    await guest.say("book_room", stay=WEEKEND, party=TWO, room_type="doble")
    said = await guest.say("affirm", "yes")
    assert said[:2] == ["error.old_answer", "availability.room_free"]
    assert "11:00" in guest.last[0].text


async def test_status_during_an_outage_is_told_with_its_time(
    guest: Conversation, made: Reservation, faulty: Faulty, clock: FrozenClock
) -> None:
    clock.advance(timedelta(minutes=30))
    faulty.is_down = True
    assert await guest.say("booking_status") == ["error.old_answer", "status.details"]
    assert "11:00" in guest.last[0].text
    assert made.reference in guest.last[1].text


async def test_nothing_is_cancelled_on_an_old_answer(
    guest: Conversation, made: Reservation, faulty: Faulty
) -> None:
    faulty.is_down = True
    assert await guest.say("cancel_booking") == ["error.try_again"]
    faulty.is_down = False
    assert await guest.say("booking_status") == ["status.details"]


async def test_strangers_proof_is_read_fresh(
    arrive: Callable[..., Conversation], made: Reservation, faulty: Faulty
) -> None:
    faulty.is_down = True
    stranger = arrive("conversation-2", slots={"disclosed": True})
    await stranger.say("booking_status")
    await stranger.say("inform", reference=made.reference)
    assert await stranger.say("inform", email="ana@example.com") == ["error.try_again"]

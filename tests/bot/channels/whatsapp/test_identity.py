"""Who somebody is: known by an id that Meta may give late, keep, or change; bookings are another identity's until proved."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from bot.channels.whatsapp.identity import Identities, Place
from bot.channels.whatsapp.kinds import Who
from bot.gateway.inbox import Arrival, Inbox
from bot.gateway.ledger import Ledger
from bot.gateway.tables import conversations
from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.guest_keys import GuestKeys
from common.secrets import Sealer, new_key
from tests.bot.channels.whatsapp.calls import NUMBER, SETTINGS, SISTER, call, message, recorded, worked
from tests.bot.channels.whatsapp.test_arrive import lines, talks
from tests.bot.gateway.house import demo_properties, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@dataclass
class Hall:
    """Conversations alone, without a gateway around them."""

    ledger: Ledger
    identities: Identities
    inbox: Inbox
    sealer: Sealer

    async def place(self, user_id: str | None, phone: str | None, *, number: str = NUMBER) -> Place:
        who = Who(number, user_id, phone)
        return await self.ledger.read(lambda at: self.identities.place(at, who))

    async def said(self, user_id: str | None, phone: str | None, *, number: str = NUMBER) -> str:
        """The conversation that words of this guest are in."""
        place = await self.place(user_id, phone, number=number)
        if place.is_rekeyed:
            await self.ledger.write(lambda at: self.identities.rekey(at, place))
        arrival = Arrival(
            "whatsapp", place.conversation, new_key()[:8], "mirador", text="hi", contact=place.address["phone"],
            address=place.address, address_key=place.key,
        )  # fmt: skip
        await self.inbox.store(arrival)
        return place.conversation

    async def follow(
        self, was: tuple[str | None, str | None], becomes: tuple[str | None, str | None]
    ) -> tuple[str, str] | None:
        def work(at: Connection) -> tuple[str, str] | None:
            return self.identities.follow(at, Who(NUMBER, *was), Who(NUMBER, *becomes), NOON)

        return await self.ledger.write(work)

    async def row(self, conversation: str) -> Any:
        query = select(conversations).where(conversations.c.id == conversation)
        return await self.ledger.read(lambda at: at.execute(query).one())


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'hall.db'}")
    await create_all(engine)
    ledger, sealer, keys = Ledger(engine), Sealer([new_key()]), GuestKeys("a-salt")
    inbox = Inbox(ledger, sealer, FrozenClock(NOON), demo_properties(), keys, owner="one", lease=NOON - NOON)
    yield Hall(ledger, Identities(keys, sealer), inbox, sealer)
    ledger.close()
    await engine.dispose()


async def test_a_guest_is_one_with_or_without_the_phone_number(hall: Hall) -> None:
    first = await hall.said("ES.1", "34600000001")
    assert await hall.said("ES.1", None) == first
    assert (await hall.place("ES.1", None)).address == {
        "number": NUMBER,
        "user_id": "ES.1",
        "phone": "34600000001",
    }


async def test_a_guest_known_by_the_number_alone_stays_the_same_when_the_id_comes(hall: Hall) -> None:
    first = await hall.said(None, "34600000001")
    assert await hall.said("ES.1", "34600000001") == first
    assert await hall.said("ES.1", None) == first
    # And where it is left out again, as in older notifications.
    assert await hall.said(None, "34600000001") == first
    assert (await hall.place(None, "34600000001")).address["user_id"] == "ES.1"


async def test_somebody_else_at_the_same_number_is_somebody_else(hall: Hall) -> None:
    first = await hall.said("ES.1", "34600000001")
    second = await hall.said("ES.2", "34600000001")
    assert first != second
    assert await hall.said("ES.1", None) == first


async def test_each_number_of_the_hotels_has_its_own_conversation(hall: Hall) -> None:
    assert await hall.said("ES.1", "34600000001") != await hall.said("ES.1", "34600000001", number=SISTER)


async def test_who_goes_by_another_name_begins_anew_and_keeps_the_language_and_the_wish(hall: Hall) -> None:
    former = await hall.said("ES.1", "34600000001")
    changed = update(conversations).values(language="es", opted_out_at=NOON, window_until=NOON)
    await hall.ledger.write(lambda at: at.execute(changed))
    followed = await hall.follow(("ES.1", None), ("ES.2", "34600000002"))
    assert followed is not None
    assert followed[0] == former != followed[1]
    row = await hall.row(followed[1])
    assert (row.language, row.opted_out_at, row.property, row.window_until) == ("es", NOON, "mirador", None)
    assert await hall.said("ES.2", "34600000002") == followed[1]
    # Nobody comes back to the former one by the former names.
    assert await hall.said("ES.1", "34600000001") not in followed


async def test_a_number_that_changes_hands_leads_nobody_to_what_was_booked_from_it(hall: Hall) -> None:
    former = await hall.said(None, "34600000001")
    followed = await hall.follow((None, "34600000001"), (None, "34600000002"))
    assert followed is not None
    assert await hall.said(None, "34600000001") not in (former, followed[1])
    assert await hall.said("ES.9", "34600000002") == followed[1]


async def test_the_same_news_twice_and_in_both_of_metas_ways_is_one_change(hall: Hall) -> None:
    await hall.said("ES.1", "34600000001")
    first = await hall.follow((None, "34600000001"), ("ES.2", "34600000002"))
    assert first is not None
    assert await hall.follow(("ES.1", None), ("ES.2", "34600000002")) is None
    assert await hall.follow((None, "34600000001"), ("ES.2", "34600000002")) is None
    assert await hall.said("ES.2", "34600000002") == first[1]


async def test_a_message_that_comes_before_the_news_of_the_change(hall: Hall) -> None:
    former = await hall.said("ES.1", "34600000001")
    await hall.ledger.write(lambda at: at.execute(update(conversations).values(opted_out_at=NOON)))
    present = await hall.said("ES.2", "34600000002")
    assert await hall.follow(("ES.1", None), ("ES.2", "34600000002")) == (former, present)
    assert (await hall.row(present)).opted_out_at == NOON
    count = select(func.count()).select_from(conversations)
    assert await hall.ledger.read(lambda at: at.scalar(count)) == 2


async def test_a_changed_device_is_another_identity_under_the_same_name(hall: Hall) -> None:
    former = await hall.said("ES.1", "34600000001")
    followed = await hall.follow(("ES.1", "34600000001"), ("ES.1", "34600000001"))
    assert followed is not None
    assert followed == (former, f"{former}_2")
    assert await hall.said("ES.1", None) == f"{former}_2"


async def test_news_of_somebody_we_do_not_know_is_no_conversation(hall: Hall) -> None:
    assert await hall.follow(("ES.1", None), ("ES.2", None)) is None
    assert await hall.ledger.read(lambda at: at.execute(select(conversations)).all()) == []


@pytest.mark.parametrize(
    ("news", "present"),
    [
        ("in_system_user_changed_number.json", {"user_id": None, "phone": "493023125099"}),
        (
            "in_system_user_changed_user_id.json",
            {"user_id": "DE.7777666655554444333", "phone": "493023125099"},
        ),
        ("in_user_id_update.json", {"user_id": "DE.7777666655554444333", "phone": "493023125099"}),
    ],
)
async def test_recorded_changes_are_followed_and_staff_find_one_conversation_from_the_other(
    tmp_path: Path, rasa: StandInRasa, news: str, present: dict[str, Any]
) -> None:
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        await worked(house, recorded("in_text.json"))
        await worked(house, recorded(news))
        former, now = await talks(house)
        assert json.loads(house.sealer.unseal(now.address)) == {"number": NUMBER, **present}
        assert (former.address_key, bool(now.address_key)) == (None, True)
        told = await house.gateway.transcripts.transcript(former.id)
        assert told is not None
        assert (told.turns[-1].said[0].kind, told.turns[-1].said[0].extra) == (
            "identity",
            {"becomes": now.id},
        )
        told = await house.gateway.transcripts.transcript(now.id)
        assert told is not None
        assert told.turns[-1].said[0].extra == {"was": former.id}
        # The new conversation is another one to Rasa and to the hotel's system: nothing in it is booked or proved.
        await worked(
            house,
            call(message("n", user_id="DE.7777666655554444333", phone="493023125099", text="my booking?")),
        )
        assert (await lines(house, now.id))[-1] == "> You said: my booking?"
        assert house.rasa.seen[-1]["conversation"] == now.id

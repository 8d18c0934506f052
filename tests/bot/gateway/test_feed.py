from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.gateway.feed import Feed
from common.clock import FrozenClock
from tests.bot.gateway.house import open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa


async def test_what_changed_since_is_told_and_what_did_not_is_not(tmp_path: Path, rasa: StandInRasa) -> None:
    clock = FrozenClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    async with open_house(tmp_path, rasa, clock=clock) as house:
        feed = Feed(house.engine, clock)
        await house.say("c1", "hi")
        first = await feed.news()
        assert (first.changes, first.waiting) == ((), 0)
        clock.advance(timedelta(minutes=1))
        await house.say("c2", "hi")
        news = await feed.news(first.since + timedelta(seconds=10))
        assert [(one.conversation, one.is_unread) for one in news.changes] == [("c2", True)]
        clock.advance(timedelta(minutes=1))
        await house.gateway.takeover.say("c1", "ana", "Hello")
        await house.gateway.takeover.release("c1", "ana")
        latest = await feed.news(news.since + timedelta(seconds=10))
        assert [(one.conversation, one.state, one.is_unread) for one in latest.changes] == [
            ("c1", "waiting", False)
        ]
        assert latest.waiting == 1

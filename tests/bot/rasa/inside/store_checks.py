"""The live store against Rasa's own SQL store. `python … URL`: an empty database."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from bot.rasa import left_out, quiet

left_out.install()
quiet.install()

import sqlalchemy as sa  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.core.tracker_store import SQLTrackerStore  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import SlotSet, UserUttered  # noqa: E402
from rasa.shared.core.slots import AnySlot  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from bot.rasa.events import events as table  # noqa: E402
from bot.rasa.store import LiveTrackerStore, without_fail_safe  # noqa: E402
from common.secrets import new_key  # noqa: E402
from tests.bot.rasa.inside import checks, conversations  # noqa: E402

URL = sys.argv[1]
KEYS = new_key()
DOMAIN = Domain.empty()
DOMAIN.slots.extend(
    AnySlot(name, mappings=[{}], influence_conversation=False) for name in conversations.SLOTS
)


def store(**more: Any) -> LiveTrackerStore:
    return LiveTrackerStore(DOMAIN, URL, secret_keys=KEYS, **more)


def state_of(tracker: DialogueStateTracker | None) -> Any:
    assert tracker is not None
    state = tracker.current_state()
    return state, [json.dumps(event.as_dict(), sort_keys=True) for event in tracker.events]


async def say(kept: Any, sender: str, seed: int, turns: int = 8) -> None:
    """A conversation saved after every third event, as turns save it."""
    events = conversations.conversation(seed, turns)
    for start in range(0, len(events), 3):
        tracker = await kept.get_or_create_tracker(sender, append_action_listen=False)
        for event in events[start : start + 3]:
            tracker.update(event)
        await kept.save(tracker)


def check_what_is_live_is_what_would_be_read() -> None:
    async def run() -> None:
        for seed in range(25):
            kept = store()
            await say(kept, f"live{seed}", seed)
            live = await kept.retrieve(f"live{seed}")
            assert await kept.retrieve(f"live{seed}") is live
            assert state_of(live) == state_of(await store().retrieve(f"live{seed}")), seed

    asyncio.run(run())


def check_conversations_are_those_of_rasas_own_store() -> None:
    async def run() -> None:
        for seed in range(15):
            kept, stock = store(), SQLTrackerStore(DOMAIN, host="sqlite://")
            await say(kept, f"stock{seed}", seed)
            # Rasa's store writes rows twice once a session has begun anew, so it gets the whole at once.
            whole = DialogueStateTracker.from_events(
                f"stock{seed}", conversations.conversation(seed, 8), DOMAIN.slots
            )
            await stock.save(whole)
            assert state_of(await kept.retrieve(f"stock{seed}")) == state_of(
                await stock.retrieve(f"stock{seed}")
            ), seed
            assert state_of(await store().retrieve_full_tracker(f"stock{seed}")) == state_of(
                await stock.retrieve_full_tracker(f"stock{seed}")
            ), seed

    asyncio.run(run())


def check_a_new_conversation_is_unknown() -> None:
    assert asyncio.run(store().retrieve("nobody")) is None
    assert asyncio.run(store().retrieve_full_tracker("nobody")) is None
    assert asyncio.run(store().exists("nobody")) is False


def check_what_another_wrote_is_read_and_nothing_is_lost() -> None:
    async def run() -> None:
        one, other = store(), store()
        await say(one, "both", 1)
        before = len((await one.retrieve("both")).events)  # type: ignore[union-attr]
        late = await one.retrieve("both")
        late.update(SlotSet("stay", "late"))  # type: ignore[union-attr]
        theirs = await other.retrieve("both")
        theirs.update(SlotSet("party", "theirs"))  # type: ignore[union-attr]
        await other.save(theirs)  # type: ignore[arg-type]
        await one.save(late)  # type: ignore[arg-type]
        for kept in (one, other, store()):
            tracker = await kept.retrieve("both")
            assert tracker is not None
            assert (tracker.get_slot("stay"), tracker.get_slot("party")) == ("late", "theirs")
            assert len(tracker.events) == before + 2

    asyncio.run(run())


def check_a_turn_that_was_not_saved_leaves_nothing_in_memory() -> None:
    async def run() -> None:
        kept = store()
        await say(kept, "dirty", 2)
        before = state_of(await kept.retrieve("dirty"))
        (await kept.retrieve("dirty")).update(SlotSet("stay", "never saved"))  # type: ignore[union-attr]
        assert state_of(await kept.retrieve("dirty")) == before

    asyncio.run(run())


def check_memory_is_bounded_by_events() -> None:
    async def run() -> None:
        kept = store(most_live_events=60)
        for seed in range(6):
            await say(kept, f"bounded{seed}", seed)
        assert sum(len(live.tracker.events) for live in kept._live.values()) == kept._live_events <= 60
        for seed in range(6):
            assert await kept.retrieve(f"bounded{seed}") is not None
        kept.domain = DOMAIN
        assert (len(kept._live), kept._live_events) == (0, 0)

    asyncio.run(run())


def check_rows_keep_five_of_the_intents_and_nothing_twice() -> None:
    async def run() -> None:
        kept = store()
        tracker = await kept.get_or_create_tracker("lean", append_action_listen=False)
        ranking = [{"name": f"intent{number}", "confidence": 0.1} for number in range(30)]
        parse = {
            "intent": ranking[0],
            "entities": [],
            "text": "words",
            "intent_ranking": ranking,
            "understood": {"a": 1},
        }
        tracker.update(UserUttered("words", ranking[0], [], parse, metadata={"turn": "t1"}, message_id="t1"))
        await kept.save(tracker)
        read = await store().retrieve("lean")
        assert read is not None
        message = read.latest_message
        assert message is not None
        assert len(message.parse_data["intent_ranking"]) == 5  # type: ignore[typeddict-item]
        assert message.parse_data["understood"] == {"a": 1}  # type: ignore[typeddict-item]
        assert (message.text, message.parse_data["text"]) == ("words", "words")
        assert (message.message_id, message.metadata) == ("t1", {"turn": "t1"})

    asyncio.run(run())


def check_rows_are_sealed_and_their_shape_is_not() -> None:
    asyncio.run(say(store(), "sealed", 3))
    engine = sa.create_engine(URL)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(table).where(table.c.sender_id == "sealed").order_by(table.c.id)
        ).all()
    engine.dispose()
    assert rows
    assert [row.type_name for row in rows][:2] == ["action", "session_started"]
    assert {row.intent_name for row in rows if row.type_name == "user"} - {None}
    assert all(row.data.startswith("gAAAA") for row in rows)


def check_every_sender_is_known() -> None:
    assert {"sealed", "lean", "both"} <= set(asyncio.run(store().keys()))


def check_rasa_does_not_wrap_the_store() -> None:
    without_fail_safe()
    kept = store()
    assert Agent(domain=DOMAIN, tracker_store=kept).tracker_store is kept


if __name__ == "__main__":
    sys.exit(checks.run_all(sys.modules[__name__]))

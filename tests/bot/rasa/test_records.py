"""Notes of a turn belong to that turn only."""

from __future__ import annotations

import asyncio

from bot.rasa.records import note_action, note_fault, start_notes


async def test_turns_at_the_same_time_keep_their_own_notes() -> None:
    met = asyncio.Barrier(2)

    async def turn(name: str) -> list[dict[str, str]]:
        notes = start_notes()
        await met.wait()
        # Rasa may run parts of a turn in tasks of their own.
        await asyncio.create_task(_fail(name))
        note_action(name, 1.26)
        assert notes.action_trace == [{"action": name, "ms": 1.3}]
        return notes.faults

    async with asyncio.TaskGroup() as group:
        one, other = group.create_task(turn("one")), group.create_task(turn("other"))
    assert one.result() == [{"where": "action", "name": "one", "error": "KeyError"}]
    assert other.result() == [{"where": "action", "name": "other", "error": "KeyError"}]


async def _fail(name: str) -> None:
    note_fault("action", name, "KeyError")


def test_outside_a_turn_notes_go_nowhere() -> None:
    note_fault("reply", "greeting", "Timeout")
    note_action("action_book", 3)

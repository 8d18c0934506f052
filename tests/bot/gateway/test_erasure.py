"""What is left of a conversation whose guest was forgotten. The whole of it, over every room, is a journey."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.gateway import erasure
from bot.gateway.erasure import StillTalking
from bot.gateway.tables import conversations, inbox, outgoing, turns
from common.database import metadata
from common.guest_keys import GuestKeys
from posada import tables as every_room
from tests.bot.gateway.house import House
from tests.bot.gateway.stand_in_rasa import Gate
from tests.bot.gateway.test_turns import typed

# Tables that name a conversation, and where it is said what becomes of them.
KNOWN = {
    "bot/gateway/erasure.py": {"turns", "inbox", "outgoing", "handovers", "said_contacts"},
    "pms/outbox/erasure.py": {
        "quotes",
        "intents",
        "audit",
        "dead_letters",
        "pms_calls",
        "proofs",
        "notices",
    },
    "posada/guests.py": {
        "handoffs",
        "access_log",
        "desk_notes",
        "conversation_tags",
        "training_candidates",
    },
}


def test_every_table_that_names_a_conversation_is_thought_of() -> None:
    assert every_room.metadata is metadata
    naming = {table.name for table in metadata.tables.values() if "conversation" in table.c}
    assert naming == {name for names in KNOWN.values() for name in names}


def test_every_column_of_a_conversation_is_kept_or_forgotten() -> None:
    """A new column has to be thought of here: does it tell who the guest is, or what they said?"""
    kept = {
        "id", "channel", "property", "state", "handoff_reason", "language", "guest_key", "guest_since", "is_test",
        "ad_source", "owner", "state_since", "last_guest_at", "read_at", "changed_at", "delivery_changed_at",
        "handed_back_at", "satisfaction_asked_at", "satisfaction", "created_at", "last_message_at",
    }  # fmt: skip
    assert {column.name for column in conversations.c} == kept | erasure.FORGOTTEN


async def test_words_and_names_go_and_the_counts_stay(house: House) -> None:
    await house.say("call-34611987321", "my secret wish", message_id="wamid.34611987321")
    async with house.engine.begin() as connection:
        name = await connection.run_sync(
            lambda sync: erasure.forget_conversation(sync, house.sealer, "call-34611987321")
        )
        for table in (turns, inbox, outgoing):
            (row,) = (await connection.execute(select(table))).mappings().all()
            assert row["conversation"] == name
            assert "34611987321" not in str(dict(row))
        assert (await connection.execute(select(turns.c.outcome, turns.c.understood))).all() == [
            ("answered", None)
        ]
        assert (await connection.execute(select(conversations.c.id))).scalars().all() == [name]
    (message, reply) = await house.gateway.transcripts.messages(name)
    assert (message.said.text, reply.stored.reply.text) == ("", "")  # type: ignore[union-attr]


async def test_a_conversation_that_is_being_answered_waits(house: House) -> None:
    house.rasa.talk = gate = Gate()
    await house.gateway.desk.accept(typed("w1", "hello", "1"))
    await gate.entered.wait()
    async with house.engine.begin() as connection:
        with pytest.raises(StillTalking):
            await connection.run_sync(lambda sync: erasure.forget_conversation(sync, house.sealer, "w1"))
    gate.opened.set()


async def test_a_guest_is_found_by_what_they_said(house: House) -> None:
    keys = GuestKeys("a-salt")
    understood = {"contact": {"email": "Ana@Example.com", "phone": None}}

    async def talk(turn: dict) -> dict:
        from tests.bot.gateway.stand_in_rasa import answer, reply

        said = answer(reply("thanks"))
        said["parse"]["understood"] |= understood
        return said

    house.rasa.talk = talk
    await house.say("c1", "ana@example.com")
    understood = {"contact": {"email": None, "phone": "+34 600 111 222"}}
    await house.say("c2", "my number")
    async with house.engine.connect() as connection:
        for who, where in (
            ("ANA@example.com", "c1"),
            ("0034600111222", "c2"),
            ("c2", "c2"),
            ("nobody", None),
        ):
            found = await connection.run_sync(lambda sync, who=who: erasure.conversations_of(sync, keys, who))
            assert found == ([where] if where else []), who

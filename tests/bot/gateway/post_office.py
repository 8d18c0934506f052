"""A conversation whose channel delivers by itself, a scripted sender, and the worker between them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import deliveries, outgoing
from bot.gateway.approved import Approved
from bot.gateway.events import EventStore, NewEvent
from bot.gateway.ledger import Ledger
from bot.gateway.outgoing import Reply
from bot.gateway.send_faults import SendFault
from bot.gateway.sending import Sender, Sending
from bot.gateway.tables import channel_events, conversations, turns
from bot.gateway.tables import outgoing as rows
from common.clock import Deadline, FrozenClock
from common.database import create_all, create_engine
from common.ids import new_id
from common.secrets import Sealer, new_key
from tests.bot.gateway.house import demo_properties

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEY = new_key()
ADDRESS = {"number": "n1", "user_id": "DE.1", "phone": "493023125014"}


@dataclass
class ScriptedSender:
    """Answers with what the test has put on its list, else accepts. told: what it was given, in order."""

    script: list[SendFault | None] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    most_units: int = 100

    def lane(self, address: Mapping[str, Any]) -> str:
        return str(address["number"])

    def wait_seconds(self, address: Mapping[str, Any]) -> float:
        return self.waits.pop(0) if self.waits else 0.0

    def is_one(self, replies: Sequence[Reply]) -> bool:
        return len(self.messages(replies)) == 1 and sum(bool(one.buttons) for one in replies) <= 1

    def messages(self, replies: Sequence[Reply]) -> Sequence[Mapping[str, Any]]:
        text = "+".join(reply.text for reply in replies)
        return [{"text": text[at : at + self.most_units]} for at in range(0, len(text), self.most_units)]

    def approved(self, twin: Approved, reply: Reply) -> Mapping[str, Any]:
        return {"text": f"<{twin.name} {twin.language_code} {','.join(twin.parameters)}>"}

    async def send(
        self, address: Mapping[str, Any], message: Mapping[str, Any], *, key: str, deadline: Deadline
    ) -> str:
        self.told.append((str(address["phone"]), message["text"], key))
        fault = self.script.pop(0) if self.script else None
        if fault is not None:
            raise fault
        return f"wamid.{len(self.told)}"

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.told]


@dataclass
class PostOffice:
    engine: AsyncEngine
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    sender: ScriptedSender = field(default_factory=ScriptedSender)
    twins: dict[tuple[str, str], Approved] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    key: str = KEY

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.engine)
        self.sealer = Sealer([self.key])
        self.sending = self.open()

    def open(self, sender: Sender | None = None) -> Sending:
        """Another process on the same database."""

        async def find_twin(reply: Reply, property_id: str, languages: Sequence[str]) -> Approved | None:
            self.asked.append((reply.template, tuple(languages)))
            found = (self.twins.get((reply.template, language)) for language in languages)
            return next((twin for twin in found if twin), None)

        return Sending(
            self.ledger,
            self.sealer,
            self.clock,
            demo_properties(),
            {"whatsapp": sender or self.sender},
            find_twin,
        )

    async def conversation(self, name: str = "wa_1", **more: Any) -> str:
        phone = more.pop("phone", ADDRESS["phone"])
        number = more.pop("number", ADDRESS["number"])
        row = {
            "id": name,
            "channel": "whatsapp",
            "property": "mirador",
            "language": "es",
            "address": self.sealer.seal(json.dumps({**ADDRESS, "phone": phone, "number": number})),
            "window_until": NOW + timedelta(hours=24),
            "created_at": NOW,
            "last_message_at": NOW,
            **more,
        }
        await self.ledger.write(lambda at: at.execute(insert(conversations).values(**row)))
        return name

    async def says(
        self,
        *texts: str,
        conversation: str = "wa_1",
        is_notice: bool = False,
        template: str = "test.reply",
        experiment: str | None = None,
    ) -> list[str]:
        """A turn's replies, or a notice; their ids."""
        replies = [
            Reply(new_id("o"), text, template, "1", "b" if experiment else None, "es", experiment=experiment)
            for text in texts
        ]
        turn = None if is_notice else new_id("turn")

        def store(at: Any) -> None:
            if turn is not None:
                at.execute(
                    insert(turns).values(
                        id=turn,
                        conversation=conversation,
                        channel="whatsapp",
                        state="answered",
                        may_join=True,
                        received_at=self.clock.now(),
                    )
                )
            outgoing.add(
                at,
                self.sealer,
                replies,
                conversation=conversation,
                turn=turn,
                at=self.clock.now(),
                is_awaited=False,
            )

        await self.ledger.write(store)
        return [reply.id for reply in replies]

    async def note(
        self, status: str, *, external_id: str | None = None, callback: str | None = None, **more: Any
    ) -> bool:
        at = more.pop("at", self.clock.now())
        return await self.ledger.write(
            lambda connection: deliveries.note_status(
                connection, external_id=external_id, callback=callback, status=status, at=at, **more
            )
        )

    async def told(self, key: str) -> None:
        """The channel tells us something that nobody has looked at yet."""
        store = EventStore(self.ledger, self.sealer, self.clock)
        assert await store.store("whatsapp", [NewEvent(key, key, self.clock.now(), {})]) == 1

    async def reads(self, key: str, fault: str) -> None:
        """Looked at, in vain so far."""
        tried = update(channel_events).where(channel_events.c.key == key).values(tries=1, fault=fault)
        await self.ledger.write(lambda at: at.execute(tried))

    async def passes(self, seconds: float = 0.0) -> None:
        """Time, and then whatever is due."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.sending.settle()

    async def rows(self) -> list[Any]:
        return await self.ledger.read(lambda at: list(at.execute(select(rows).order_by(rows.c.seq))))

    async def deliveries(self) -> list[str]:
        return [row.delivery for row in await self.rows()]

    async def attention(self, conversation: str = "wa_1") -> str | None:
        query = select(conversations.c.attention).where(conversations.c.id == conversation)
        return await self.ledger.read(lambda at: at.scalar(query))

    async def change(self, conversation: str = "wa_1", **values: Any) -> None:
        statement = update(conversations).where(conversations.c.id == conversation).values(**values)
        await self.ledger.write(lambda at: at.execute(statement))


@asynccontextmanager
async def open_office(database: str) -> AsyncIterator[PostOffice]:
    """With one conversation in it. database: its address."""
    engine = create_engine(database)
    await create_all(engine)
    opened = PostOffice(engine)
    await opened.conversation()
    yield opened
    opened.ledger.close()
    await engine.dispose()

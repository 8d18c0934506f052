"""Guests who write while the house burns: each message again and again under its own id until it is acknowledged."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2

from common.ids import new_id
from tests.chaos.accounts import Rows
from tests.journeys.errands import day

QUESTIONS = (
    "Do you have parking?",
    "¿Hay wifi en las habitaciones?",
    "A que horas é o check-in?",
    "Est-ce que le petit déjeuner est compris ?",
    "Darf mein Hund mitkommen?",
    "Dove si trova l'albergo?",
    "What time is check-out?",
    "How much is a double room from 10/03/2027 to 12/03/2027 for 2 adults?",
    "¿Tienen habitaciones libres del 5 al 8 de abril de 2027 para dos personas?",
)
# A repetition of a message that was acknowledged: a lost answer, a webhook sent twice.
REPEATED = 0.1
_PAUSE_SECONDS = 0.2
_MOST_ANSWERS = 30
# After a booking comes the question how it was.
_BOOKED = ("booking.confirmed", "booking.queued", "satisfaction.ask")


class Line(Protocol):
    """How a guest's messages reach the hotel. conversation: known once the first is through."""

    @property
    def conversation(self) -> str: ...

    async def send(self, message_id: str, text: str) -> bool:
        """Whether it was acknowledged."""

    def has_arrived(self) -> bool:
        """Whether the hotel has what was sent last."""


@dataclass
class Guest:
    """said: what was acknowledged, by message id, in order."""

    line: Line
    chance: random.Random
    said: dict[str, str] = field(default_factory=dict)
    repeated: int = 0

    async def write(self, texts: Sequence[str]) -> None:
        for text in texts:
            message_id = new_id("m")
            await self._until_taken(message_id, text)
            self.said[message_id] = text
            if self.chance.random() < REPEATED:
                again = self.chance.choice(list(self.said))
                await self._until_taken(again, self.said[again])
                self.repeated += 1
            # Now a burst, now a thoughtful guest.
            await asyncio.sleep(self.chance.choice((0.0, 0.0, 0.5, 3.0)))

    async def _until_taken(self, message_id: str, text: str) -> None:
        while not await self.line.send(message_id, text):
            await asyncio.sleep(_PAUSE_SECONDS)


@dataclass
class Booker:
    """Books a double room, whatever it takes; asks again after an apology. told: the last reply, by its key."""

    guest: Guest
    last_reply: Callable[[str], str | None]
    ahead: int
    told: str = ""

    async def book(self) -> None:
        answers = {
            "ask.stay_ok": "yes",
            "ask.room": "the cheapest one, please",
            "ask.extras": "no, thank you",
            "ask.which_extra": "no, thank you",
            "ask.guest_name": "my name is Alex Rivera",
            "ask.guest_email": "alex@guest.example",
            "ask.phone_too": "+34 600 111 222",
            "ask.booking_ok": "yes",
            "error.try_again": "yes",
        }
        wish = f"I would like to book a room from {day(self.ahead)} to {day(self.ahead + 2)} for 2 adults"
        await self.guest.write([wish])
        for _ in range(_MOST_ANSWERS):
            self.told = await self._reply()
            if self.told in _BOOKED:
                return
            await self.guest.write([answers.get(self.told.removesuffix("_again"), wish)])

    async def _reply(self) -> str:
        """The key of what the guest reads last, once every message has been answered."""
        line, told = self.guest.line, None
        while told is None:
            await asyncio.sleep(_PAUSE_SECONDS)
            told = self.last_reply(line.conversation) if line.has_arrived() else None
        return told


class WebLine:
    """The web chat over HTTP, at whichever gateway answers."""

    def __init__(self, client: httpx2.AsyncClient, urls: Sequence[str], chance: random.Random) -> None:
        self._client = client
        self._urls = urls
        self._chance = chance
        self._token = ""
        self._conversation = ""

    @property
    def conversation(self) -> str:
        return self._conversation

    async def send(self, message_id: str, text: str) -> bool:
        if not self._token and not await self._begin():
            return False
        body = {"text": text, "message_id": message_id}
        answer = await self._ask("POST", "messages", body)
        return answer is not None and answer.status_code == 202

    def has_arrived(self) -> bool:
        return True

    async def history(self) -> list[dict[str, Any]]:
        answer = await self._ask("GET", "history")
        assert answer is not None, "the house is whole again"
        return list(answer.json()["messages"])

    async def _begin(self) -> bool:
        answer = await self._ask("POST", "session", {"language": "en"})
        if answer is None or answer.status_code != 200:
            return False
        session = answer.json()
        self._token, self._conversation = session["token"], session["conversation"]
        return True

    async def _ask(self, method: str, what: str, body: Any = None) -> httpx2.Response | None:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        url = f"{self._chance.choice(self._urls)}/webchat/{what}"
        try:
            return await self._client.request(method, url, json=body, headers=headers)
        except httpx2.HTTPError:
            return None


class PhoneLine:
    """WhatsApp: the network takes the message at once, and calls the hotel until it is acknowledged, at times twice."""

    def __init__(self, client: httpx2.AsyncClient, network: str, phone: str, rows: Rows) -> None:
        self._client = client
        self._guest = f"{network}/simulator/guests/{phone}"
        self._rows = rows
        self._ids: list[str] = []

    @property
    def conversation(self) -> str:
        """Found by the first message; empty while it has not arrived."""
        found = (
            self._rows("SELECT conversation FROM inbox WHERE message_id = ?", self._ids[0])
            if self._ids
            else []
        )
        return str(found[0][0]) if found else ""

    async def send(self, message_id: str, text: str) -> bool:
        if message_id in self._ids:
            return True
        answer = await self._client.post(f"{self._guest}/messages", json={"text": text})
        answer.raise_for_status()
        self._ids.append(answer.json()["message_id"])
        return True

    def has_arrived(self) -> bool:
        return bool(self._rows("SELECT 1 FROM inbox WHERE message_id = ?", self._ids[-1]))

    @property
    def arrived(self) -> list[str]:
        """The network's own ids of what was written, in order."""
        return self._ids

    async def shown(self) -> list[dict[str, Any]]:
        """What the hotel's side shows on the phone, in order."""
        answer = await self._client.get(self._guest)
        return [one for one in answer.json()["messages"] if one["from"] == "hotel"]

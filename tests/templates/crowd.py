"""Fifty editors at once beside a process that renders for two hotels: what each was told, and what guests read.

The editors sit at two desks, each a thread with a loop and connections of its own, as two processes have. Guests' replies
are rendered in a third thread, while the watcher swaps catalogs under it. Time for the watcher passes with renders, five
hundred to a second, so that however fast the machine is, every catalog is rendered from.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import SystemClock
from common.database import create_engine
from templates.exchange import import_words
from templates.metrics import ReplyMetrics
from templates.place import EVERYWHERE, Place
from templates.replies import Replies
from templates.store import Store
from templates.version import Conflict, Publication, Version, VersionError
from templates.versions import Versions
from templates.watch import Watcher
from tests.templates.small import PACKAGED

EDITORS, ROUNDS, DESKS = 50, 2, 2
RENDERS_A_SECOND = 500
HOTELS = {"mirador": "Posada del Mirador", "faro": "Casa do Faro"}
HELLO = "greeting.hello"
SET = ("greeting.set_a", "ask.set_b", "booking.set_c")
"""Replies that are only ever published together."""
CONTESTED = [Place(HELLO, "es", hotel) for hotel in (EVERYWHERE, *HOTELS)]


def words_of(mark: str) -> dict[str, Any]:
    """Every part says the same mark, the text twice: half of it could be told."""
    return {
        "text": f"{mark}: esto es {{{{ hotel }}}} :{mark}",
        "buttons": [{"title": mark, "intent": "greet"}],
        "channels": {"whatsapp": {"text": f"{mark} por WhatsApp {mark}"}},
    }


@dataclass
class Told:
    """What editors were answered. seen: the number they had looked at, and said so."""

    saved: list[tuple[int, Version]] = field(default_factory=list)
    moved: list[tuple[int, Publication]] = field(default_factory=list)
    published_together: list[Mapping[Place, Mapping[str, Any]]] = field(default_factory=list)
    retired: list[tuple[Place, int]] = field(default_factory=list)
    refused_saves: list[tuple[int, Conflict]] = field(default_factory=list)
    refused_moves: list[tuple[int, Conflict]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class Editor:
    def __init__(self, number: int, versions: Versions, told: Told) -> None:
        self.name = f"editor {number}"
        self.number = number
        self.hotel = list(HOTELS)[number % 2]
        self.versions = versions
        self.told = told
        self.chance = Random(number)

    async def work(self) -> None:
        await self.create()
        for turn in range(ROUNDS):
            await self.edit(CONTESTED[(self.number + turn) % len(CONTESTED)], turn)
        if self.number % 5 == 0:
            await self.publish_together()

    async def create(self) -> None:
        place = Place(f"greeting.own_{self.number}", "es", self.hotel)
        made = await self.save(place, self.mark(place, "new"), seen=1)
        assert made is not None
        await self.publish(place, made.number, seen=1)

    async def edit(self, place: Place, turn: int) -> None:
        """As people do: look, write, be told that somebody was quicker, look again."""
        for attempt in count():
            latest, live = await self.look(place)
            made = await self.save(place, self.mark(place, f"{turn}{attempt}"), seen=latest)
            if made is None:
                continue
            await self.publish(place, made.number, seen=live)
            if self.chance.random() < 0.3:
                await self.roll_back(place)
            if self.chance.random() < 0.2:
                await self.retire(place, made.number)
            return

    async def look(self, place: Place) -> tuple[int, int]:
        history = await self.versions.history(place)
        live = [shown.version.number for shown in history if shown.is_live]
        return max((shown.version.number for shown in history), default=1), live[0] if live else 1

    async def save(self, place: Place, mark: str, *, seen: int) -> Version | None:
        try:
            made = await self.versions.save(place, words_of(mark), author=self.name, expected=seen)
        except Conflict as conflict:
            self.told.refused_saves.append((seen, conflict))
            return None
        self.told.saved.append((seen, made))
        return made

    async def publish(self, place: Place, number: int, *, seen: int) -> None:
        try:
            move = await self.versions.publish(place, number, by=self.name, expected_live=seen)
            self.told.moved.append((seen, move))
        except Conflict as conflict:
            self.told.refused_moves.append((seen, conflict))

    async def roll_back(self, place: Place) -> None:
        latest, live = await self.look(place)
        try:
            number = self.chance.randint(1, latest)
            move = await self.versions.roll_back(place, number, by=self.name, expected_live=live)
            self.told.moved.append((live, move))
        except Conflict as conflict:
            self.told.refused_moves.append((live, conflict))
        except VersionError as error:
            self.told.others.append(str(error))

    async def retire(self, place: Place, number: int) -> None:
        await self.versions.retire(place, number, by=self.name)
        self.told.retired.append((place, number))

    async def publish_together(self) -> None:
        words = together(self.hotel, self.mark(Place("", "", self.hotel), "set"))
        await import_words(self.versions, words, by=self.name, note="", publish=True)
        self.told.published_together.append(words)

    def mark(self, place: Place, turn: str) -> str:
        return f"{place.property_id or 'all'}-{self.number}-{turn}"


def together(hotel: str, mark: str) -> dict[Place, dict[str, Any]]:
    return {Place(key, "es", hotel): words_of(mark) for key in SET}


class Guests:
    """One process that renders. read: how often which words were read, by catalog revision, hotel and reply."""

    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        metrics = ReplyMetrics(CollectorRegistry())
        self.store = Store(PACKAGED)
        self.replies = Replies(self.store, packaged=PACKAGED, metrics=metrics)
        self.watcher = Watcher(
            self.store, engine, packaged=PACKAGED, clock=self, metrics=metrics, folder=folder
        )
        self.renders = 0
        self.read: dict[int, Counter[tuple[str, str, str, str, str]]] = defaultdict(Counter)
        self.is_over = threading.Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return self.renders / RENDERS_A_SECOND

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        while self.monotonic() < until:
            await asyncio.sleep(0.001)

    def render_on(self) -> None:
        """In a thread; what was read while one catalog gave way to another belongs to neither and is left out."""
        while not self.is_over.is_set():
            for hotel, name in HOTELS.items():
                before = self.store.current
                said = [
                    (hotel, key, channel, *self.say(hotel, name, key, channel))
                    for key in (HELLO, *SET)
                    for channel in ("api", "whatsapp")
                ]
                if self.store.current is before:
                    self.read[before.revision].update(said)
                # The editors' threads take turns with this one.
                time.sleep(0.001)

    def say(self, hotel: str, name: str, key: str, channel: str = "api") -> tuple[str, str]:
        """The version, and all that the guest reads of it."""
        reply = self.replies.render(
            key, language="es", channel=channel, values={"hotel": name}, property_id=hotel
        )
        self.renders += 1
        return reply.version, "|".join((reply.text, *(str(button["title"]) for button in reply.buttons)))


@dataclass(frozen=True)
class Crowd:
    told: Told
    guests: Guests
    versions: Versions
    during: int
    """Renders while the editors were at it."""


async def run_crowd(engine: AsyncEngine, folder: Path) -> Crowd:
    """engine: of a database with tables and nothing in it."""
    url = engine.url.render_as_string(hide_password=False)
    versions, told, guests = (
        Versions(engine, SystemClock(), packaged=PACKAGED),
        Told(),
        Guests(engine, folder),
    )
    for hotel in HOTELS:
        words = together(hotel, f"{hotel}-first")
        await import_words(versions, words, by="first", note="", publish=True)
        told.published_together.append(words)
    await guests.watcher.start()
    watching = asyncio.create_task(guests.watcher.run())
    rendering = asyncio.create_task(asyncio.to_thread(guests.render_on))
    try:
        await asyncio.gather(
            *(
                asyncio.to_thread(lambda one=desk: asyncio.run(_sit(url, range(one, EDITORS, DESKS), told)))
                for desk in range(DESKS)
            )
        )
        during = guests.renders
        await guests.sleep(1.0)
        await guests.watcher.look()
        await guests.sleep(1.0)
    finally:
        guests.is_over.set()
        await rendering
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return Crowd(told, guests, versions, during)


async def _sit(url: str, numbers: range, told: Told) -> None:
    engine = create_engine(url)
    versions = Versions(engine, SystemClock(), packaged=PACKAGED)
    try:
        await asyncio.gather(*(Editor(number, versions, told).work() for number in numbers))
    finally:
        await engine.dispose()

"""A QloApps on a thread of its own, over real sockets, with its faults at hand; and what its guests say in two languages."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pms.simulators.faults import Fault, Rig, Seen, serve_faulty
from pms.simulators.qloapps import DEMO_KEY, QloApps

HOTEL_ID = "1"


class QloAppsHouse:
    """Start it, put its environment into an installation, look into its books. Always stop() it."""

    def __init__(self) -> None:
        self.books = QloApps()
        self._loop = asyncio.new_event_loop()
        self._leave = asyncio.Event()
        self._ready = threading.Event()
        self._rig: Rig | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> QloAppsHouse:
        self._thread.start()
        assert self._ready.wait(20), "the simulator did not start"
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._leave.set)
        self._thread.join(20)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PMS_TYPE": "qloapps",
            "PMS_BASE_URL": self.rig.address,
            "PMS_API_KEY": DEMO_KEY.value,
            "PMS_HOTEL_ID": HOTEL_ID,
        }

    @property
    def rig(self) -> Rig:
        assert self._rig is not None
        return self._rig

    @property
    def log(self) -> list[Seen]:
        return list(self.rig.faulty.log)

    def plan(self, *faults: Fault) -> None:
        self._do(self.rig.faulty.plan(*faults))

    def mend(self) -> None:
        self._do(self.rig.faulty.clear())

    def orders(self, our_reference: str) -> list[dict[str, Any]]:
        """What was booked under a reference of ours, however often."""
        return [row for row in self.books.store.table("orders") if str(row["source"]).endswith(our_reference)]

    def live_orders(self) -> int:
        return len(
            {line["id_order"] for line in self.books.store.table("room_bookings") if not line["is_refunded"]}
        )

    def nights_sold_twice(self) -> Counter[tuple[int, date]]:
        return Counter({night: held for night, held in self.books.held_nights().items() if held > 1})

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _run(self) -> None:
        async def serve() -> None:
            async with serve_faulty(self.books) as rig:
                self._rig = rig
                self._ready.set()
                await self._leave.wait()

        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(serve())
        self._loop.close()


@dataclass(frozen=True)
class Words:
    """What a guest of one language says; {first} and {last} are days in figures."""

    language: str
    available: str
    book: str
    party: str
    status: str
    cancel: str
    yes: str
    no_thanks: str
    yes_button: str


SPANISH = Words(
    language="es",
    available="¿Tienen habitaciones disponibles para el 15 de enero?",
    book="Hola, quiero reservar una habitación del {first} al {last} para 2 adultos",
    party="dos noches, somos 2 adultos",
    status="quiero ver mi reserva {reference}",
    cancel="quiero cancelar mi reserva {reference}",
    yes="sí",
    no_thanks="no, gracias",
    yes_button="Sí",
)
ENGLISH = Words(
    language="en",
    available="Do you have rooms available on 15 January?",
    book="Hello, I would like to book a room from {first} to {last} for 2 adults",
    party="two nights, we are 2 adults",
    status="I would like to see my booking {reference}",
    cancel="I want to cancel my booking {reference}",
    yes="yes",
    no_thanks="no, thank you",
    yes_button="Yes",
)


def next_15_january(today: date) -> date:
    day = date(today.year, 1, 15)
    return day if day >= today else date(today.year + 1, 1, 15)


def days_from(today: date, ahead: int, nights: int = 2) -> dict[str, str]:
    first = today + timedelta(days=ahead)
    return {
        "first": first.strftime("%d/%m/%Y"),
        "last": (first + timedelta(days=nights)).strftime("%d/%m/%Y"),
    }

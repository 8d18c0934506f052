"""A hotel system looked over before guests meet it: connection, hotels, rooms, prices, and what a booking would send.

Reads only. Each step stands alone, so that the first thing that is wrong has a name. Asks the bare adapter: no cache
answers in its place, and no breaker hides what it says.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.properties import Property
from pms.contract.capabilities import Capability
from pms.contract.errand import CURRENT, Errand
from pms.contract.errors import BadCredentials, Refused
from pms.contract.models import GuestQuery, Hotel, ReservationQuery
from pms.contract.protocol import Connector
from pms.factory import check_settings, get_connector
from pms.onboarding.dry_run import DryRun
from pms.onboarding.reach import reach
from pms.onboarding.steps import Found, NotAsked, Step, Work, Wrong, take_step

AHEAD_DAYS = 30

type Build = Callable[..., Connector]
type Read = Callable[[Connector, date, Deadline], Awaitable[Any]]

# What a key must be allowed to read, each by the cheapest question there is.
_READS: tuple[tuple[str, Capability, Read], ...] = (
    ("hotels", Capability.LIST_PROPERTIES, lambda c, _, left: c.get_hotels(deadline=left)),
    ("room types", Capability.ROOM_TYPES, lambda c, _, left: c.get_room_types(deadline=left)),
    ("extras", Capability.EXTRAS, lambda c, _, left: c.get_extras(deadline=left)),
    ("rooms", Capability.ROOM_STATUS, lambda c, _, left: c.get_all_room_statuses(deadline=left)),
    (
        "availability",
        Capability.AVAILABILITY,
        lambda c, day, left: c.get_availability(day, day, deadline=left),
    ),
    (
        "reservations",
        Capability.FIND,
        lambda c, day, left: c.find_reservations(ReservationQuery(arrival=day), deadline=left),
    ),
    (
        "guests",
        Capability.SEARCH_GUEST,
        lambda c, _, left: c.search_guest(GuestQuery(email="nobody@example.com"), deadline=left),
    ),
)


class Checkup:
    """One hotel's. `connection` and `check` yield each step when it is done; a step that all others need ends them."""

    def __init__(
        self, hotel: Property, *, engine: AsyncEngine, clock: Clock, build: Build = get_connector
    ) -> None:
        self._hotel = hotel
        self._engine = engine
        self._clock = clock
        self._build = build
        self._connector: Connector | None = None
        self.hotels: tuple[Hotel, ...] = ()

    async def connection(self) -> AsyncIterator[Step]:
        """Is it there, who answers, what may our key read."""
        async for step in self._run([*self._basics(), ("rights", self._rights)]):
            yield step

    async def check(self) -> AsyncIterator[Step]:
        """All that a booking needs, up to the request that would be sent."""
        dry = DryRun(self._hotel, lambda: self._adapter, tomorrow=self._today() + timedelta(days=1))
        steps = [
            *self._basics(),
            ("room types", self._room_types),
            ("extras", self._extras),
            ("availability", lambda left: dry.availability(AHEAD_DAYS, left)),
            ("price", dry.price),
            ("booking (nothing is sent)", dry.booking),
        ]
        async for step in self._run(steps):
            yield step

    async def close(self) -> None:
        if self._connector is not None:
            await self._connector.disconnect()

    # --- the way there ---

    def _basics(self) -> list[tuple[str, Work]]:
        return [
            ("settings", self._settings),
            ("address", self._address),
            ("connection", self._connect),
            ("hotel", self._who_answers),
        ]

    async def _run(self, steps: list[tuple[str, Work]]) -> AsyncIterator[Step]:
        needed = {name for name, _ in self._basics()}
        seconds = self._hotel.pms.timeout_seconds
        for name, work in steps:
            errand = Errand(self._hotel.id, "checkup", None, Deadline.after(seconds, self._clock))
            token = CURRENT.set(errand)
            try:
                step = await take_step(
                    name, work, vendor=self._hotel.pms.type, clock=self._clock, seconds=seconds
                )
            finally:
                CURRENT.reset(token)
            yield step
            if step.state == "failed" and name in needed:
                return

    async def _settings(self, left: Deadline) -> Found:
        manifest = check_settings(self._hotel)
        self._connector = self._build(self._hotel, engine=self._engine, clock=self._clock)
        pms = self._hotel.pms
        where = f" at {pms.base_url}" if pms.base_url else ""
        return Found(
            f"{manifest.display_name}{where}, {'with' if pms.api_key.get_secret_value() else 'no'} key"
        )

    async def _address(self, left: Deadline) -> Found:
        if not self._hotel.pms.base_url:
            raise NotAsked("this system has none")
        pms = self._hotel.pms
        ca_file = pms.options.get("ca_file")
        return Found(await reach(pms.base_url, ca_file=str(ca_file) if ca_file else None))

    async def _connect(self, left: Deadline) -> Found:
        await self._adapter.connect()
        health = await self._adapter.health_check(deadline=left)
        if not health.is_reachable:
            if self._adapter.manifest.can(Capability.LIST_PROPERTIES):
                # Health says that something is wrong; a question that may raise says what.
                await self._adapter.get_hotels(deadline=left)
            raise Wrong(health.detail or "it says that it is not well", "ask whoever runs the system")
        detail = f"; {health.detail}" if health.detail else ""
        return Found(f"answers in {health.latency_ms:.0f} ms{detail}")

    async def _who_answers(self, left: Deadline) -> Found:
        self._must(Capability.LIST_PROPERTIES)
        self.hotels = await self._adapter.get_hotels(deadline=left)
        ours = chosen(self.hotels, self._hotel.pms.hotel_id)
        for field, here, there in (
            ("currency", self._hotel.currency, ours.currency),
            ("timezone", self._hotel.timezone, ours.timezone),
        ):
            if there and not _is_same(field, here, there):
                raise Wrong(
                    f"'{ours.name}' has {field} {there}, our hotels' file says {here}",
                    f"set `{field}: {there}` for '{self._hotel.id}', or correct the hotel's system",
                )
        return Found(f"{ours.name} ({ours.id})", data=[one.model_dump() for one in self.hotels])

    # --- what it gives ---

    async def _rights(self, left: Deadline) -> Found:
        may, may_not = [], []
        for name, capability, read in _READS:
            if not self._adapter.manifest.can(capability):
                continue
            try:
                await read(self._adapter, self._today(), left)
            except BadCredentials:
                may_not.append(name)
            except Refused:
                # No, but not for want of a right.
                may.append(name)
            else:
                may.append(name)
        if may_not:
            raise BadCredentials(detail=f"may read {_listed(may)}; may not read {_listed(may_not)}")
        return Found(f"may read {_listed(may)}; what it may write shows only in writing")

    async def _room_types(self, left: Deadline) -> Found:
        self._must(Capability.ROOM_TYPES)
        types = await self._adapter.get_room_types(deadline=left)
        if not types:
            raise Wrong(
                "no room type", "is the hotel's id right, are its room types active, may the key read them?"
            )
        language = self._hotel.default_language
        said = [
            f"{one.names.get(language) or next(iter(one.names.values()), '?')} ({one.id}, for {one.max_people})"
            for one in types
        ]
        return Found(f"{len(types)}: {', '.join(said)}", data=[one.model_dump(mode="json") for one in types])

    async def _extras(self, left: Deadline) -> Found:
        self._must(Capability.EXTRAS)
        extras = await self._adapter.get_extras(deadline=left)
        said = [f"{next(iter(one.names.values()), one.id)} {one.price}" for one in extras]
        return Found(
            f"{len(extras)}: {', '.join(said)}" if said else "none offered",
            data=[one.model_dump(mode="json") for one in extras],
        )

    # --- steps ---

    @property
    def _adapter(self) -> Connector:
        if self._connector is None:
            raise RuntimeError("the settings come first")
        return self._connector

    def _must(self, capability: Capability) -> None:
        support = self._adapter.manifest.capabilities[capability]
        if support.level == "no":
            raise NotAsked(support.reason)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._hotel.zone).date()


def chosen(hotels: tuple[Hotel, ...], hotel_id: str) -> Hotel:
    """The hotel of that id; without an id, the only one. Raises Wrong with those there are."""
    there = ", ".join(f"{one.id} {one.name}" for one in hotels)
    if not hotels:
        raise Wrong("no hotel to be seen", "may the key read hotels, and is there an active one?")
    if not hotel_id:
        if len(hotels) == 1:
            return hotels[0]
        raise Wrong(
            f"{len(hotels)} hotels: {there}", "say which one in PMS_HOTEL_ID or the hotel's `hotel_id`"
        )
    for one in hotels:
        if one.id == hotel_id:
            return one
    raise Wrong(f"no hotel '{hotel_id}'; there is {there}", "correct PMS_HOTEL_ID or the hotel's `hotel_id`")


def _is_same(field: str, here: str, there: str) -> bool:
    if here == there or field != "timezone":
        return here == there
    try:
        zones = ZoneInfo(here), ZoneInfo(there)
    except (KeyError, ValueError, OSError):
        return False
    # A zone has several names; two are the same for a hotel when they agree in winter and in summer.
    days = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
    return all(len({day.astimezone(zone).utcoffset() for zone in zones}) == 1 for day in days)


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "nothing"

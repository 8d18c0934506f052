"""A checkup names the first thing that is wrong, says what to do, and never books."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline, FrozenClock
from common.properties import PmsSettings, Property
from pms.adapters.demo.adapter import DemoHotel
from pms.contract import errors
from pms.contract.capabilities import Support
from pms.contract.models import (
    AvailabilityGrid,
    GuestQuery,
    Health,
    Hotel,
    Offers,
    Party,
    RateQuote,
    RateRequest,
    Reservation,
    ReservationDraft,
    ReservationQuery,
    Stay,
)
from pms.contract.previews import Previews
from pms.onboarding.checkup import Checkup
from pms.onboarding.steps import Step
from tests.pms.house import hotel

type Look = Callable[..., Any]


class Hopeful(DemoHotel):
    """The demo hotel that can also show what it would send, and books nothing."""

    async def preview_create(self, draft: ReservationDraft, *, deadline: Deadline) -> dict[str, Any]:
        return {
            "path": "/bookings",
            "body": {"guest": draft.guest.last_name, "total": str(draft.agreed_total)},
        }

    async def create_reservation(self, draft: ReservationDraft, *, deadline: Deadline) -> Reservation:
        raise AssertionError("a checkup books nothing")


@pytest.fixture
def look(engine: AsyncEngine, clock: FrozenClock) -> Look:
    async def over(
        kind: type[DemoHotel] = Hopeful, *, part: str = "check", of: Property | None = None
    ) -> dict[str, Step]:
        checkup = Checkup(of or hotel(), engine=engine, clock=clock, build=_builder(kind))
        steps = [step async for step in getattr(checkup, part)()]
        await checkup.close()
        return {step.name: step for step in steps}

    return over


def _builder(kind: type[DemoHotel]) -> Callable[..., Any]:
    def build(asked: Property, *, engine: AsyncEngine, clock: Clock) -> DemoHotel:
        return kind(asked, engine=engine, clock=clock)

    return build


def failed(steps: dict[str, Step]) -> Step:
    """The only step that failed."""
    (step,) = [one for one in steps.values() if one.state == "failed"]
    return step


async def test_a_hotel_in_order_passes_every_step_and_shows_the_request(look: Look) -> None:
    steps = await look()
    assert [(one.name, one.state) for one in steps.values()] == [
        ("settings", "ok"),
        ("address", "skipped"),
        ("connection", "ok"),
        ("hotel", "ok"),
        ("room types", "ok"),
        ("extras", "ok"),
        ("availability", "ok"),
        ("price", "ok"),
        ("booking (nothing is sent)", "ok"),
    ]
    assert steps["booking (nothing is sent)"].data["body"]["guest"] == "Guest"
    assert "30 of 30 nights from 2026-11-22" in steps["availability"].found


async def test_a_checkup_leaves_nothing_in_the_hotel(
    look: Look, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await look()
    await look(part="connection")
    adapter = DemoHotel(hotel(), engine=engine, clock=clock)
    assert await adapter.find_reservations(ReservationQuery(), deadline=Deadline.after(5, clock)) == ()


async def test_an_adapter_without_a_preview_skips_the_last_step(look: Look) -> None:
    assert not issubclass(DemoHotel, Previews)
    steps = await look(DemoHotel)
    assert steps["booking (nothing is sent)"].state == "skipped"


@pytest.mark.parametrize(
    ("error", "found", "hint"),
    [
        (errors.BadCredentials(detail="401 code 21"), "BadCredentials: 401 code 21", "key"),
        (errors.Misconfigured(detail="redirected to /shop"), "redirected", "set up otherwise"),
        (errors.Unintelligible(detail="no JSON"), "no JSON", "API"),
        (errors.Unreachable(detail="refused"), "refused", "well"),
        (errors.TooBusy(), "TooBusy", "wait"),
        (TimeoutError(), "no answer within", "well"),
        (KeyError("Maria Muster"), "an unexpected KeyError", "fault of the adapter"),
    ],
)
async def test_what_goes_wrong_in_connecting_ends_the_checkup_with_a_hint(
    look: Look, error: Exception, found: str, hint: str
) -> None:
    class Failing(Hopeful):
        async def connect(self) -> None:
            raise error

    steps = await look(Failing)
    assert list(steps) == ["settings", "address", "connection"]
    assert found in failed(steps).found
    assert hint in failed(steps).hint
    assert "Muster" not in failed(steps).found


async def test_a_system_that_says_nothing_is_given_up_after_its_timeout(look: Look) -> None:
    class Silent(Hopeful):
        async def connect(self) -> None:
            await asyncio.Event().wait()

    steps = await look(Silent, of=hotel(timeout_seconds=0.01))
    assert failed(steps).found == "no answer within 0.01 s"


async def test_a_system_that_is_not_well_says_why(look: Look) -> None:
    class Ill(Hopeful):
        async def health_check(self, *, deadline: Deadline) -> Health:
            return Health(is_reachable=False, latency_ms=0, detail="webservice switched off")

    assert failed(await look(Ill)).found == "webservice switched off"


async def test_a_system_that_only_says_that_it_is_not_well_is_asked_why(look: Look) -> None:
    class Curt(Hopeful):
        async def health_check(self, *, deadline: Deadline) -> Health:
            return Health(is_reachable=False, latency_ms=0, detail="BadCredentials")

        async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
            raise errors.BadCredentials(detail="the key is unknown or disabled")

    steps = await look(Curt)
    assert failed(steps).name == "connection"
    assert "unknown or disabled" in failed(steps).found


@pytest.mark.parametrize(
    ("pms", "found"),
    [
        (PmsSettings("fidelio"), "known: "),
        (PmsSettings("demo", base_url="http://pms.hotel.example"), "InsecureAddress"),
    ],
)
async def test_settings_that_cannot_work_are_found_before_anything_is_asked(
    look: Look, pms: PmsSettings, found: str
) -> None:
    steps = await look(of=replace(hotel(), pms=pms))
    assert list(steps) == ["settings"]
    assert found in failed(steps).found


async def test_the_key_is_never_shown(look: Look) -> None:
    pms = PmsSettings("demo", api_key=SecretStr("sesame"))
    steps = await look(of=replace(hotel(), pms=pms))
    assert "with key" in steps["settings"].found
    assert "sesame" not in repr(steps)


def answering(*hotels: Hotel) -> type[DemoHotel]:
    class Answering(Hopeful):
        async def get_hotels(self, *, deadline: Deadline) -> tuple[Hotel, ...]:
            return hotels

    return Answering


ONE, TWO = Hotel(id="1", name="Seaview"), Hotel(id="2", name="Mirador")


@pytest.mark.parametrize(
    ("hotels", "hotel_id", "found"),
    [
        ((), "", "no hotel to be seen"),
        ((ONE, TWO), "", "2 hotels: 1 Seaview, 2 Mirador"),
        ((ONE, TWO), "3", "no hotel '3'; there is 1 Seaview, 2 Mirador"),
        ((Hotel(id="1", name="Seaview", currency="USD"),), "1", "currency USD"),
        ((Hotel(id="1", name="Seaview", timezone="Europe/London"),), "", "timezone Europe/London"),
        ((Hotel(id="1", name="Seaview", timezone="Mars/Olympus"),), "", "timezone Mars/Olympus"),
    ],
)
async def test_another_hotel_than_the_file_says_ends_the_checkup(
    look: Look, hotels: tuple[Hotel, ...], hotel_id: str, found: str
) -> None:
    steps = await look(answering(*hotels), of=replace(hotel(), pms=PmsSettings("demo", hotel_id=hotel_id)))
    assert found in failed(steps).found
    assert list(steps)[-1] == "hotel"


async def test_a_time_zone_by_another_name_is_the_same(look: Look) -> None:
    same = Hotel(id="2", name="Mirador", timezone="Africa/Ceuta", currency="EUR")
    steps = await look(answering(ONE, same), of=replace(hotel(), pms=PmsSettings("demo", hotel_id="2")))
    assert steps["hotel"].found == "Mirador (2)"


async def test_a_full_hotel_has_no_price_and_no_booking_to_show(look: Look) -> None:
    class Full(Hopeful):
        async def get_availability(self, first: date, last: date, *, deadline: Deadline) -> AvailabilityGrid:
            grid = await super().get_availability(first, last, deadline=deadline)
            nights = tuple(one.model_copy(update={"free": dict.fromkeys(one.free, 0)}) for one in grid.nights)
            return grid.model_copy(update={"nights": nights})

        async def search_offers(
            self, stay: Stay, party: Party, *, rooms: int | None = None, deadline: Deadline
        ) -> Offers:
            offers = await super().search_offers(stay, party, rooms=rooms, deadline=deadline)
            return offers.model_copy(update={"offers": (), "room_sets": ()})

    steps = await look(Full)
    assert steps["availability"].state == steps["price"].state == "failed"
    assert steps["booking (nothing is sent)"].state == "skipped"


async def test_a_price_that_is_another_when_asked_again_is_a_fault(look: Look) -> None:
    class Fickle(Hopeful):
        async def quote_rate(self, request: RateRequest, *, deadline: Deadline) -> RateQuote:
            quote = await super().quote_rate(request, deadline=deadline)
            return quote.model_copy(update={"total": quote.total + quote.total})

    assert failed(await look(Fickle)).name == "price"


async def test_rights_that_are_missing_are_listed_beside_those_that_are_there(look: Look) -> None:
    class Guarded(Hopeful):
        async def get_extras(self, *, deadline: Deadline) -> Any:
            raise errors.BadCredentials(detail="401 code 26")

    steps = await look(Guarded, part="connection")
    assert "may not read extras" in failed(steps).found
    assert "may read hotels, room types, rooms" in failed(steps).found


async def test_a_refusal_is_no_missing_right(look: Look) -> None:
    class Choosy(Hopeful):
        async def search_guest(self, query: GuestQuery, *, deadline: Deadline) -> Any:
            raise errors.NotPossible(capability="search_guest")

    steps = await look(Choosy, part="connection")
    assert steps["rights"].state == "ok"
    assert "guests" in steps["rights"].found


async def test_what_a_system_cannot_do_is_skipped_with_its_reason(look: Look) -> None:
    class Poor(Hopeful):
        @property
        def manifest(self) -> Any:
            whole = super().manifest
            none = dict.fromkeys(whole.capabilities, Support(level="no", reason="not written yet"))
            return whole.model_copy(update={"capabilities": none})

    steps = await look(Poor)
    assert {step.state for name, step in steps.items() if name not in ("settings", "connection")} == {
        "skipped"
    }
    assert steps["price"].found == "not written yet"

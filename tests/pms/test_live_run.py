"""`make test-live` as it will be run: in a process of its own, against something that answers like the real one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, FrozenClock
from common.settings import ROOT
from pms.adapters.demo.adapter import DemoHotel
from pms.contract import errors
from pms.contract.capabilities import Capability, Manifest, Support
from pms.contract.models import Reservation, ReservationQuery
from pms.contract_cases.given import a_guest, draft_for
from pms.simulators.qloapps import DEMO_KEY, QloApps
from pms.simulators.server import serve
from tests.live.connecting import connected, take_back_the_rest
from tests.live.ledger import Ledger, Noted
from tests.live.wanted import NotWanted, read_wanted
from tests.pms.faults import Faulty
from tests.pms.house import WEEKEND, hotel, next_month


async def run_live(*options: str, **environment: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PMS_", "POSADA_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "pytest", "tests/live", "-q", "-p", "no:cacheprovider", *options,
        cwd=ROOT, env={**kept, **environment}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 240)
    return process.returncode or 0, said.decode()


async def test_a_live_run_passes_cancels_what_it_booked_and_says_what_stays() -> None:
    simulator = QloApps()
    async with serve(simulator) as address:
        status, said = await run_live(
            "-k", "booking or note or rooms_drop",
            POSADA_LIVE_PMS="qloapps", PMS_BASE_URL=address, PMS_HOTEL_ID="1", PMS_API_KEY=DEMO_KEY.value,
            POSADA_LIVE_DAYS_AHEAD="75",
        )  # fmt: skip
    assert status == 0, said
    assert "cancelled bookings stay behind: " in said
    assert "STILL STANDING" not in said
    assert DEMO_KEY.value not in said


async def test_without_a_system_named_nothing_is_run(tmp_path: Path) -> None:
    status, said = await run_live(PMS_TYPE="qloapps")
    assert (status, "no tests ran" in said) == (pytest.ExitCode.NO_TESTS_COLLECTED, True)


HOTELS = """properties:
  - &one {id: one, name: One, timezone: Europe/Madrid, currency: EUR, country: ES, privacy_url: https://one.example}
  - {<<: *one, id: two, pms: {type: qloapps, base_url: https://two.example, hotel_id: 7, api_key_env: TWO_KEY}}
"""


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "say which system"),
        ({"POSADA_LIVE_PMS": "demo"}, "no live system"),
        ({"POSADA_LIVE_PMS": "mock"}, "no live system"),
        ({"POSADA_LIVE_PMS": "fidelio"}, "known: "),
        ({"POSADA_LIVE_PMS": "qloapps", "POSADA_LIVE_PROPERTY": "three"}, "there is one, two"),
        ({"POSADA_LIVE_PMS": "demo", "POSADA_LIVE_PROPERTY": "two"}, "'two' runs on qloapps"),
        ({"POSADA_LIVE_PMS": "qloapps"}, "PMS_BASE_URL"),
        ({"POSADA_LIVE_PMS": "qloapps", "PMS_BASE_URL": "http://far.example"}, "InsecureAddress"),
        (
            {
                "POSADA_LIVE_PMS": "qloapps",
                "PMS_BASE_URL": "https://a.example",
                "POSADA_LIVE_DAYS_AHEAD": "soon",
            },
            "POSADA_LIVE_DAYS_AHEAD",
        ),
        (
            {
                "POSADA_LIVE_PMS": "qloapps",
                "PMS_BASE_URL": "https://a.example",
                "POSADA_LIVE_PATIENCE_SECONDS": "0",
            },
            "at least 1",
        ),
    ],
)
def test_what_is_not_plainly_a_live_test_property_is_refused(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    (tmp_path / "hotels.yml").write_text(HOTELS)
    given = {"POSADA_PROPERTIES_FILE": str(tmp_path / "hotels.yml"), "TWO_KEY": "k", **environment}
    with pytest.raises(NotWanted, match=said):
        read_wanted(given)


def test_any_hotel_of_the_file_can_be_wanted(tmp_path: Path) -> None:
    (tmp_path / "hotels.yml").write_text(HOTELS)
    wanted = read_wanted(
        {
            "POSADA_PROPERTIES_FILE": str(tmp_path / "hotels.yml"),
            "TWO_KEY": "sesame",
            "POSADA_LIVE_PMS": "qloapps",
            "POSADA_LIVE_PROPERTY": "two",
            "POSADA_LIVE_DAYS_AHEAD": "90",
        }
    )
    assert (wanted.hotel.pms.base_url, wanted.hotel.pms.api_key.get_secret_value()) == (
        "https://two.example",
        "sesame",
    )
    assert (wanted.days_ahead, wanted.patience_seconds) == (90, 60)


async def test_what_an_interrupted_run_left_is_taken_back_at_its_end(tmp_path: Path) -> None:
    async with serve(QloApps()) as address:
        wanted = read_wanted(
            {
                "POSADA_LIVE_PMS": "qloapps",
                "PMS_BASE_URL": address,
                "PMS_HOTEL_ID": "1",
                "PMS_API_KEY": DEMO_KEY.value,
            }
        )
        interrupted = Ledger()
        async with connected(wanted, Ledger()) as connector:
            noted = Noted(connector, interrupted).as_connector()
            draft = await draft_for(noted, Deadline.after(30), next_month())
            made = await noted.create_reservation(draft, deadline=Deadline.after(30))
            assert interrupted.references == [draft.our_reference]
            await asyncio.to_thread(take_back_the_rest, wanted, interrupted)
            found = await connector.get_reservation(made.reference, deadline=Deadline.after(30))
        assert found is not None
        assert found.is_cancelled
        assert interrupted.told()[0] == f"cancelled bookings stay behind: {made.reference}"


# --- the ledger ---


async def standing(adapter: DemoHotel, left: Deadline) -> tuple[Reservation, ...]:
    found = await adapter.find_reservations(ReservationQuery(), deadline=left)
    return tuple(one for one in found if not one.is_cancelled)


async def test_what_a_failed_test_left_standing_is_cancelled(engine: AsyncEngine, clock: FrozenClock) -> None:
    adapter, ledger, left = (
        DemoHotel(hotel(), engine=engine, clock=clock),
        Ledger(),
        Deadline.after(20, clock),
    )
    await adapter.connect()
    noted = Noted(adapter, ledger).as_connector()
    made = await noted.create_reservation(await draft_for(noted, left, WEEKEND), deadline=left)
    await noted.upsert_guest_profile(a_guest(), deadline=left)
    await ledger.take_back(noted, seconds=20)
    assert await standing(adapter, left) == ()
    assert ledger.told() == [
        f"cancelled bookings stay behind: {made.reference}",
        "guests stay behind: up to 2, with addresses suite_…@example.com",
    ]


async def test_a_booking_whose_answer_got_lost_is_cancelled_too(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    adapter, ledger, left = (
        DemoHotel(hotel(), engine=engine, clock=clock),
        Ledger(),
        Deadline.after(20, clock),
    )
    await adapter.connect()
    faulty = Faulty(adapter)
    faulty.faults.append(("create_reservation", "after", errors.OutcomeUnknown()))
    noted = Noted(faulty.as_connector(), ledger).as_connector()
    with pytest.raises(errors.OutcomeUnknown):
        await noted.create_reservation(await draft_for(noted, left, WEEKEND), deadline=left)
    assert len(await standing(adapter, left)) == 1
    await ledger.take_back(noted, seconds=20)
    assert await standing(adapter, left) == ()


async def test_what_cannot_be_cancelled_is_told_and_does_not_stop_the_rest(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    adapter, ledger, left = (
        DemoHotel(hotel(), engine=engine, clock=clock),
        Ledger(),
        Deadline.after(20, clock),
    )
    await adapter.connect()
    faulty = Faulty(adapter)
    noted = Noted(faulty.as_connector(), ledger).as_connector()
    made = [
        await noted.create_reservation(await draft_for(noted, left, WEEKEND), deadline=left) for _ in range(2)
    ]
    faulty.faults.append(("cancel_reservation", "before", errors.Unreachable(detail="away")))
    await ledger.take_back(noted, seconds=20)
    assert [one.reference for one in await standing(adapter, left)] == [made[0].reference]
    assert f"STILL STANDING, cancel by hand: {made[0].our_reference}: Unreachable: away" in ledger.told()


class CannotCancel(DemoHotel):
    @property
    def manifest(self) -> Manifest:
        whole = super().manifest
        never = {**whole.capabilities, Capability.CANCEL: Support(level="no", reason="it cannot")}
        return whole.model_copy(update={"capabilities": never})


async def test_a_system_that_cannot_cancel_leaves_its_bookings_to_a_person(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    adapter, ledger, left = (
        CannotCancel(hotel(), engine=engine, clock=clock),
        Ledger(),
        Deadline.after(20, clock),
    )
    await adapter.connect()
    noted = Noted(adapter, ledger).as_connector()
    made = await noted.create_reservation(await draft_for(noted, left, WEEKEND), deadline=left)
    await ledger.take_back(noted, seconds=20)
    assert f"STILL STANDING, cancel by hand: {made.reference}: this system cannot cancel" in ledger.told()

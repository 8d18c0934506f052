"""The guest's reservations beside the conversation: opened with a key, acted on there."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.async_api import Browser, expect

from common.clock import FrozenClock
from common.database import create_all, create_engine
from console.passwords import Passwords
from posada.tables import metadata
from tests.browser.axe import grave_violations
from tests.browser.test_taking_over import sign_in
from tests.console.conftest import NOW, open_console
from tests.console.test_stays import a_guest_with_a_room

pytestmark = pytest.mark.browser


async def test_staff_write_a_note_on_the_reservation_beside_the_conversation(
    browser: Browser, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    assert metadata.tables
    await create_all(engine)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    faults: list[str] = []
    async with open_console(engine, FrozenClock(NOW), quick) as console:
        await console.member("ana")
        reference = await a_guest_with_a_room(console)
        page = await sign_in(browser, console.url, "ana", faults)
        try:
            await page.goto(f"{console.url}/admin/conversations/c_booked")
            await page.locator("#stays-beside summary").press("Enter")
            stay = page.get_by_role("region", name=f"Reservation {reference}")
            await expect(stay).to_contain_text("Test Guest")
            assert await grave_violations(page) == []
            await stay.get_by_label("Note on the reservation").fill("Anniversary")
            await stay.get_by_role("button", name="Write it there").press("Enter")
            await expect(page.get_by_role("status")).to_contain_text("it stands in the hotel's system")
            await expect(page.locator(".said")).to_have_text("Anniversary")
        finally:
            await page.wait_for_load_state("networkidle")
            await page.context.close()
    assert faults == []
    await engine.dispose()

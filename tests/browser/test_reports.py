"""The month on one page, as a hotel's manager looks at it: wide and on a telephone, by keyboard, and without a barrier."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.async_api import Browser, expect

from common.clock import FrozenClock
from common.database import create_all, create_engine
from common.secrets import Sealer, new_key
from console.passwords import Passwords
from console.roles import Role
from posada.tables import metadata
from tests.browser.axe import grave_violations
from tests.browser.test_taking_over import picture, sign_in
from tests.console.conftest import open_console
from tests.posada.report_cases import NOW, Month

pytestmark = pytest.mark.browser

TALKS = 240
_STEPS = ("greeting.hello", "ask.stay_ok", "ask.room", "ask.booking_ok", "booking.confirmed")
_STAY = (0.9, 0.85, 0.75, 0.6)


async def fill(month: Month) -> None:
    """A month that nobody lived; each guest goes on to the next step or leaves."""
    chance = random.Random(4)
    for number in range(TALKS):
        steps = 1
        while steps < len(_STEPS) and chance.random() < _STAY[steps - 1]:
            steps += 1
        at = NOW - timedelta(days=29 * chance.random() ** 1.2, minutes=1)
        name = f"c{number}"
        await month.talk(
            name,
            *_STEPS[:steps],
            at=at,
            seconds=chance.choice((0.4, 0.6, 0.9, 1.7)),
            language=chance.choice(("es", "es", "en", "de", "fr")),
            channel=chance.choice(("whatsapp", "webchat")),
            ad_source=chance.choice((None, None, "autumn-7")),
            **(
                {"satisfaction_asked_at": at, "satisfaction": chance.choice((3, 4, 5, 5))}
                if steps == 5
                else {}
            ),
        )
        if steps == 5:
            await month.write(name, chance.randrange(9_000, 90_000), at=at)
        elif chance.random() < 0.15:
            await month.call(
                name, chance.choice(("asked", "complaint")), at=at, answered=timedelta(minutes=3)
            )


async def test_a_manager_reads_the_month(browser: Browser, tmp_path: Path) -> None:
    key = new_key()
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    assert metadata.tables
    await create_all(engine)
    month = Month(engine, Sealer([key]))
    await fill(month)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    faults: list[str] = []
    async with open_console(engine, FrozenClock(NOW), quick, key=key) as console:
        await console.member("ana", Role.VIEWER)
        page = await sign_in(browser, console.url, "ana", faults)
        try:
            await page.get_by_role("link", name="Reports").press("Enter")
            await expect(page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
            funnel = page.get_by_role("region", name="How far guests came")
            await expect(funnel.get_by_role("row").nth(1)).to_contain_text(f"{TALKS}")
            assert await grave_violations(page) == []
            await picture(page, "reports.png")
            async with page.expect_download() as waiting:
                await page.locator("#funnel").get_by_role("link", name="CSV").press("Enter")
            told = Path(await (await waiting.value).path()).read_text(encoding="utf-8")
            assert told.splitlines()[1].startswith(f"started,{TALKS},1.0,")
            await page.set_viewport_size({"width": 390, "height": 800})
            await page.get_by_role("link", name="7 days").press("Enter")
            await page.wait_for_url("**days=7**")
            wide = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, "the page itself never scrolls sideways"
            assert await grave_violations(page) == []
        finally:
            await page.wait_for_load_state("networkidle")
            await page.context.close()
    assert faults == []
    await engine.dispose()

"""A guest in one window, two of staff in two others: who takes over speaks, the bot is silent, and everybody sees it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.async_api import Browser, Page, expect

from common.clock import SystemClock
from console.passwords import Passwords
from tests.bot.gateway.house import KEY, House
from tests.browser.test_widget import texts, type_and_send
from tests.console.conftest import PASSWORD, open_console

pytestmark = pytest.mark.browser

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


async def sign_in(browser: Browser, url: str, name: str, faults: list[str]) -> Page:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(f"{url}/admin")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/conversations")
    # Whoever goes on in the middle of a page's first look leaves its connection to the database behind.
    await page.wait_for_load_state("networkidle")
    return page


async def picture(page: Page, name: str) -> None:
    """UPDATE_IMAGES=1 in the environment takes the pictures of docs/guides/staff.md anew."""
    if os.environ.get("UPDATE_IMAGES"):
        await page.screenshot(path=IMAGES / name)


async def test_staff_take_over_in_another_window_and_hand_back(browser: Browser, house: House) -> None:
    faults: list[str] = []
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    async with open_console(
        house.engine, SystemClock(), quick, key=KEY, served_by=house.gateway.takeover
    ) as console:
        for name in ("ana", "ben"):
            await console.member(name)
        guest = await (await browser.new_context(locale="en-GB")).new_page()
        await guest.goto(house.url)
        ana = await sign_in(browser, console.url, "ana", faults)
        ben = await sign_in(browser, console.url, "ben", faults)

        try:
            await take_over(guest, ana, ben, console.url, house)
        finally:
            # A server that stops waits for whoever still asks it.
            for page in (ana, ben, guest):
                await page.context.close()
    assert faults == []


async def take_over(guest: Page, ana: Page, ben: Page, url: str, house: House) -> None:
    await type_and_send(guest, "hello")
    await expect(texts(guest).last).to_have_text("You said: hello")
    # The inbox shows it by itself; both open it.
    row = ana.locator("#inbox a.open").first
    await row.wait_for()
    await picture(ana, "inbox.png")
    address = await row.get_attribute("href")
    assert address is not None
    await row.click()
    await ben.goto(url + address)

    await ana.get_by_label("Your message; the bot falls silent").fill("Good day, this is Ana.")
    await ana.get_by_role("button", name="Send", exact=True).focus()
    await ana.keyboard.press("Enter")
    await expect(texts(guest).last).to_have_text("Good day, this is Ana.")
    await expect(ben.get_by_text("ana has this conversation; the bot is silent.")).to_be_visible()
    await expect(ben.get_by_label("Your message")).to_have_count(0)

    await type_and_send(guest, "are you a person?")
    await expect(ana.locator("#turns").get_by_text("are you a person?")).to_be_visible()
    await expect(texts(guest).last).to_have_text("are you a person?")
    assert house.rasa.texts == ["hello"]

    # What is being typed stays while the page draws itself again.
    await ana.get_by_label("Your message").fill("half a sente")
    await type_and_send(guest, "hm?")
    await expect(ana.locator("#turns").get_by_text("hm?")).to_be_visible()
    await expect(ana.get_by_label("Your message")).to_have_value("half a sente")
    await picture(ana, "conversation-with-staff.png")

    await ana.get_by_role("button", name="Hand back to the bot").click()
    await expect(texts(guest).filter(has_text="handoff.back")).to_be_visible()
    await expect(ben.get_by_text("The bot answers here.")).to_be_visible()
    await type_and_send(guest, "and now?")
    await expect(texts(guest).last).to_have_text("You said: and now?")

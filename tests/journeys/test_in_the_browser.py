"""A guest and the staff in a real Chromium, against everything real: from the first word on the page to the transcript."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import chromium
from tests.installation import Installation
from tests.journeys.errands import iso_day

pytestmark = [pytest.mark.journey, pytest.mark.browser]

PASSWORD = "a lamp in the window"
ANSWER_MS = 20_000


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


def watched(page: Page) -> list[str]:
    """What the browser complains of; a blocked style or script is a console error too."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type in ("error", "warning") else None)
    page.on(
        "response",
        lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return faults


def first_login(installation: Installation) -> tuple[str, str]:
    """Name and one-time password, as the starter prints them on the first run."""
    for _ in range(100):
        for line in installation.lines:
            if found := re.search(r"first login\s+(\S+)\s+(\S+)", line):
                return found.group(1), found.group(2)
        time.sleep(0.1)
    raise AssertionError("the starter printed no first login")


async def calls_once_booked(installation: Installation, conversation: str) -> set[str]:
    """What was asked of the hotel's system. The rows are written a moment after the calls."""
    for _ in range(100):
        found = installation.rows("SELECT operation FROM pms_calls WHERE conversation = ?", conversation)
        if ("create_reservation",) in found:
            return {operation for (operation,) in found}
        await asyncio.sleep(0.1)
    raise AssertionError("the booking left no row")


FOCUSED = "document.activeElement.shadowRoot?.activeElement"
DAYS = "[...document.querySelector('posada-chat').shadowRoot.querySelectorAll('input[type=date]:enabled')]"


async def reach(page: Page, what: str, key: str) -> None:
    """With this key alone, until that holds of what has the focus."""
    for _ in range(40):
        if await page.evaluate(what):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {what}")


async def write(page: Page, text: str) -> None:
    """From wherever the focus is in the chat, on to the field to write in."""
    await reach(page, f"{FOCUSED}?.id === 'message'", "Tab")
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def choose_days(page: Page, first: str, last: str) -> None:
    """first, last: ISO dates. They are typed month first, for Chromium itself is English here, whatever it says to pages."""
    await expect(page.get_by_label("Entrada")).to_be_visible(timeout=ANSWER_MS)
    # Back past the first day's first part, and forth again.
    await reach(page, f"{FOCUSED} === {DAYS}[0]", "Shift+Tab")
    await reach(page, f"{FOCUSED} !== {DAYS}[0]", "Shift+Tab")
    await reach(page, f"{FOCUSED} === {DAYS}[0]", "Tab")
    await page.keyboard.type(f"{first[5:7]}{first[8:]}{first[:4]}")
    await reach(page, f"{FOCUSED} === {DAYS}[1]", "Tab")
    await page.keyboard.type(f"{last[5:7]}{last[8:]}{last[:4]}")
    await expect(page.get_by_label("Entrada")).to_have_value(first)
    await expect(page.get_by_label("Salida")).to_have_value(last)
    await page.keyboard.press("Enter")


async def answered(page: Page, words: str) -> None:
    await expect(page.locator("posada-chat li .text").last).to_contain_text(words, timeout=ANSWER_MS)


async def press(page: Page, title: str) -> None:
    """The last button that begins so, reached backwards from where the guest writes."""
    await expect(page.get_by_role("button", name=title, exact=False).last).to_be_visible(timeout=ANSWER_MS)
    begins = f"({FOCUSED}?.tagName === 'BUTTON' && {FOCUSED}.textContent.startsWith({title!r}))"
    await reach(page, begins, "Shift+Tab")
    await page.keyboard.press("Enter")


async def book(page: Page) -> str:
    """In Spanish, with the keyboard only: words, days, a card and buttons. Returns the reservation's reference."""
    await write(page, "Hola, quiero reservar una habitación")
    await answered(page, "llegar")
    await choose_days(page, iso_day(110), iso_day(113))
    await answered(page, "adultos")
    await write(page, "2 adultos y un niño de 4 años")
    await answered(page, "3 noches, 2 adultos, 1 niño (4 años)")
    await press(page, "Sí")
    await press(page, "Habitación doble")
    await press(page, "No, gracias")
    await answered(page, "nombre")
    await write(page, "Robin Ashgrove")
    await answered(page, "correo")
    await write(page, "robin@guest.example")
    await press(page, "Sí, reservar")
    await answered(page, "reservada")
    told = await page.locator("posada-chat li .text").last.inner_text()
    found = re.search(r"DM-\d+", told)
    assert found, told
    return found.group()


async def test_a_guest_books_and_the_staff_reads_it(browser: Browser, installation: Installation) -> None:
    guest = await browser.new_context(locale="es-ES")
    page = await guest.new_page()
    faults = watched(page)
    await page.goto(installation.url)
    reference = await book(page)
    rows = installation.rows(
        "SELECT arrival, departure, adults, children_ages, status FROM demo_reservations WHERE 'DM-' || (48000 + id) = ?",
        reference,
    )
    assert rows == [(iso_day(110), iso_day(113), 2, "[4]", "confirmed")]
    await the_history_stays(page, reference)
    await the_calendar_file_has_the_stay(page, guest)
    assert faults == []
    (conversation,) = installation.rows(
        "SELECT conversation FROM intents WHERE kind = 'book' AND reference = ?", reference
    )
    await guest.close()
    staff = await browser.new_context(locale="en-GB")
    await the_staff_reads(await staff.new_page(), installation, str(conversation[0]), reference)
    await staff.close()


async def the_history_stays(page: Page, reference: str) -> None:
    # The question how it was comes by itself, a moment later.
    await answered(page, "¿qué tal le ha ido")
    before = await page.locator("posada-chat li .text").all_inner_texts()
    await page.reload()
    await answered(page, "¿qué tal le ha ido")
    assert any(reference in text for text in before)
    assert await page.locator("posada-chat li .text").all_inner_texts() == before
    await write(page, "¿tenéis wifi?")
    await answered(page, "wifi")


async def the_calendar_file_has_the_stay(page: Page, guest: BrowserContext) -> None:
    link = page.get_by_role("link", name="Añadir al calendario")
    async with page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename == "stay.ics"
    answer = await guest.request.get(str(await link.get_attribute("href")))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = (await answer.text()).splitlines()
    assert f"DTSTART;VALUE=DATE:{iso_day(110).replace('-', '')}" in lines
    assert f"DTEND;VALUE=DATE:{iso_day(113).replace('-', '')}" in lines


async def the_staff_reads(page: Page, installation: Installation, conversation: str, reference: str) -> None:
    """In with the password for one time, which asks for an own one, and on to that conversation."""
    faults = watched(page)
    name, one_time = first_login(installation)
    await page.goto(f"{installation.url}/admin/conversations")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(one_time)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_label("New password, again").fill(PASSWORD)
    await page.get_by_role("button", name="Save").click()
    calls = await calls_once_booked(installation, conversation)
    await page.goto(f"{installation.url}/admin/conversations")
    await page.get_by_role("link", name=conversation).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(conversation)
    shown = await page.locator("main").inner_text()
    for told in (
        "Hola, quiero reservar una habitación",
        "ask.stay",
        "ask.booking_ok",
        "booking.confirmed",
        reference,
        "Spanish",
    ):
        assert told in shown, told
    for call in calls:
        assert call in shown, call
    # Nobody gets in with the password for one time again.
    await page.context.clear_cookies()
    await page.goto(f"{installation.url}/admin/login")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(one_time)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert [fault for fault in faults if "401" not in fault and "403" not in fault] == []


async def test_a_guest_deletes_the_conversation_and_nothing_of_it_is_left(
    browser: Browser, installation: Installation
) -> None:
    guest = await browser.new_context(locale="es-ES")
    page = await guest.new_page()
    faults = watched(page)
    await page.goto(installation.url)
    before = {name for (name,) in installation.rows("SELECT id FROM conversations")}
    await write(page, "Hola, quiero reservar una habitación")
    await answered(page, "llegar")
    (mine,) = {name for (name,) in installation.rows("SELECT id FROM conversations")} - before
    trackers = installation.folder / "rasa.db"
    assert events_of(trackers, mine) > 0
    await page.get_by_role("button", name="Más").press("Enter")
    await reach(page, f"{FOCUSED}?.textContent === 'Borrar la conversación'", "Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Borrada.")).to_be_visible(timeout=ANSWER_MS)
    await expect(page.locator("posada-chat li")).to_have_count(0)
    assert (mine,) not in installation.rows("SELECT id FROM conversations")
    assert events_of(trackers, mine) == 0
    # And the next word begins anew.
    await write(page, "¿tenéis wifi?")
    await answered(page, "wifi")
    assert [fault for fault in faults if "409" not in fault] == []
    await guest.close()


def events_of(trackers: Path, conversation: str) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{trackers}?mode=ro", uri=True, timeout=10)) as rasa:
        (number,) = rasa.execute(
            "SELECT count(*) FROM events WHERE sender_id = ?", (conversation,)
        ).fetchone()
    return int(number)

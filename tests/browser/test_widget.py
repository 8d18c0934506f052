"""The web chat in a real Chromium, against the real gateway and a stand-in Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.bot.gateway.house import House
from tests.bot.gateway.stand_in_rasa import Gate, answer, echo, reply

pytestmark = pytest.mark.browser

ROOMS = [
    {"title": title, "payload": {"intent": "inform", "entities": {"room_type": room}}}
    for title, room in (("Double", "doble"), ("Suite", "suite"))
]
STAY = {"kind": "calendar", "uid": "R1", "title": "Stay", "check_in": "2026-11-27", "check_out": "2026-11-29"}


async def hotel_talk(turn: dict[str, Any]) -> dict[str, Any]:
    if "payload" in turn:
        return answer(reply(f"Booked: {turn['payload']['entities']['room_type']}", attachments=[STAY]))
    if "room" in turn["text"]:
        return answer(reply("Which room?\nWe have two.", buttons=ROOMS))
    return await echo(turn)


@pytest.fixture
async def page(browser: Browser, house: House) -> AsyncIterator[Page]:
    house.rasa.talk = hotel_talk
    context = await browser.new_context(locale="en-GB")
    opened = await context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    # Chromium reports what the content security policy blocked as console errors.
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await opened.goto(house.url)
    yield opened
    await context.close()
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def texts(page: Page) -> Any:
    return page.locator("posada-chat li .text")


async def type_and_send(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


async def test_a_guest_books_with_the_keyboard_only(page: Page) -> None:
    for _ in range(40):
        await page.keyboard.press("Tab")
        name = await page.evaluate("document.activeElement.shadowRoot?.activeElement?.id")
        if name == "message":
            break
    else:
        raise AssertionError("the message field is not reached by Tab")
    await page.keyboard.type("a room please")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Suite")).to_be_visible()
    for _ in range(10):
        await page.keyboard.press("Shift+Tab")
        focused = await page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent")
        if focused == "Suite":
            break
    await page.keyboard.press("Enter")
    await expect(texts(page)).to_have_text(
        ["a room please", "Which room?\nWe have two.", "Suite", "Booked: suite"]
    )
    # The focus is back where the guest writes on.
    assert await page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "message"


async def test_a_refresh_keeps_the_history_and_a_new_tab_follows(page: Page) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_text(["hello", "You said: hello"])
    await page.reload()
    await expect(texts(page)).to_have_text(["hello", "You said: hello"])
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(texts(other)).to_have_text(["hello", "You said: hello"])
    await type_and_send(other, "from the other tab")
    await expect(texts(page)).to_have_text(
        ["hello", "You said: hello", "from the other tab", "You said: from the other tab"]
    )


async def test_the_latest_buttons_work_and_older_ones_rest(page: Page) -> None:
    await type_and_send(page, "a room")
    await page.get_by_role("button", name="Double").click()
    await expect(texts(page).last).to_have_text("Booked: doble")
    await expect(page.get_by_role("button", name="Double")).to_be_disabled()
    await expect(page.get_by_role("button", name="Double")).to_have_attribute("aria-pressed", "true")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Add to calendar").click()
    assert (await download.value).suggested_filename == "stay.ics"


async def test_typing_is_shown_until_the_answer_comes(page: Page, house: House) -> None:
    house.rasa.talk = gate = Gate()
    await type_and_send(page, "hello")
    await expect(page.get_by_text("Reception is typing…")).to_be_attached()
    await expect(page.locator("posada-chat .typing")).to_be_visible()
    gate.opened.set()
    await expect(texts(page).last).to_have_text("You said: hello")
    await expect(page.locator("posada-chat .typing")).to_be_hidden()


async def test_text_is_never_html(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='x'\"><b>bold</b> https://hotel.example/a?b=1."
    await type_and_send(page, hostile)
    await expect(texts(page)).to_have_text([hostile, f"You said: {hostile}"])
    assert await page.locator("posada-chat li img, posada-chat li b").count() == 0
    link = page.locator("posada-chat li a").first
    await expect(link).to_have_attribute("href", "https://hotel.example/a?b=1")
    assert await page.title() != "x"


async def test_what_is_written_without_a_network_arrives_once_when_it_is_back(
    page: Page, house: House
) -> None:
    await type_and_send(page, "one")
    await expect(texts(page)).to_have_text(["one", "You said: one"])
    await page.context.set_offline(True)
    await type_and_send(page, "two")
    await expect(page.get_by_text("Not sent yet")).to_be_visible()
    await page.context.set_offline(False)
    await expect(texts(page)).to_have_text(["one", "You said: one", "two", "You said: two"])
    assert house.rasa.texts == ["one", "two"]


async def test_screen_readers_are_told_what_is_new_and_what_things_are(page: Page) -> None:
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await type_and_send(page, "hello")
    await expect(log).to_contain_text("You: hello")
    await expect(log).to_contain_text("Reception: You said: hello")
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await expect(page.get_by_role("region", name="Reception", exact=False).first).to_be_visible()


async def test_a_new_conversation_starts_empty(page: Page, house: House) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_text(["hello", "You said: hello"])
    await page.get_by_role("button", name="New conversation").click()
    await expect(texts(page)).to_have_count(0)
    await type_and_send(page, "again")
    await expect(texts(page)).to_have_text(["again", "You said: again"])
    assert house.rasa.seen[0]["conversation"] != house.rasa.seen[1]["conversation"]


async def test_page_and_widget_speak_the_browsers_language(browser: Browser, house: House) -> None:
    context: BrowserContext = await browser.new_context(locale="pt-BR")
    page = await context.new_page()
    await page.goto(house.url)
    await expect(page.get_by_role("heading", name="Pergunte à receção")).to_be_visible()
    await page.get_by_label("A sua mensagem").fill("olá")
    await page.keyboard.press("Enter")
    await expect(texts(page)).to_have_count(2)
    assert house.rasa.seen[0]["metadata"]["locale"] == "pt-BR"
    await context.close()


async def test_the_page_fits_a_telephone(browser: Browser, house: House) -> None:
    context = await browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es-ES", has_touch=True
    )
    page = await context.new_page()
    await page.goto(house.url)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await context.close()


async def test_on_a_hotels_page_it_waits_behind_a_button_and_gives_the_focus_back(page: Page) -> None:
    await page.evaluate(
        "document.querySelector('posada-chat').remove(); document.body.append(document.createElement('posada-chat'))"
    )
    launch = page.get_by_role("button", name="Chat with reception")
    await launch.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(texts(page)).to_have_text(["hello", "You said: hello"])
    await page.keyboard.press("Escape")
    await expect(launch).to_be_focused()
    await expect(page.get_by_role("log")).to_be_hidden()

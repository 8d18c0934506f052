"""What the web chat does beside talking: dates, cards, a contact, a mail, an end; for every eye, hand and screen."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, echo, reply
from tests.bot.nlu.helpers import understood
from tests.browser.axe import changed_files, grave_violations
from tests.browser.test_widget import texts, type_and_send

pytestmark = pytest.mark.browser

WIDGET = Path(__file__).resolve().parents[2] / "bot" / "channels" / "webchat" / "widget" / "widget.js"
PHOTO = "https://photos.hotel.example/double.png"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)
OFFERS = [
    {
        "id": "doble",
        "name": "Double",
        "description": "Sea view, <b>22 m²</b>.",
        "total": {"minor": 24600, "currency": "EUR"},
        "photo": PHOTO,
    },
    {
        "id": "suite",
        "name": "Suite",
        "total": {"minor": 41000, "currency": "EUR"},
        "photo": "javascript:alert(1)",
    },
]
ROOMS = [
    {"title": one["name"], "payload": {"intent": "inform", "entities": {"room_type": one["id"]}}}
    for one in OFFERS
]
NONE = {"title": "None of these", "payload": {"intent": "deny", "entities": {}}}


async def hotel_talk(turn: dict[str, Any]) -> dict[str, Any]:
    language = (turn["metadata"]["locale"] or "en")[:2]
    if "payload" in turn:
        return answer(reply(f"Taken: {turn['payload']['entities'].get('room_type', 'none')}"))
    if "rooms" in turn["text"]:
        return answer(reply("Which room?", buttons=[*ROOMS, NONE], values={"offers": OFFERS}))
    if "stay" in turn["text"]:
        return answer(reply("When would you like to come?", language=language), asked="stay")
    return await echo(turn)


@asynccontextmanager
async def guest_of(house: House, browser: Browser, **context: Any) -> AsyncIterator[Page]:
    """The demo page in a browser of its own; fails when the browser complains of anything."""
    house.rasa.talk = hotel_talk
    opened = await browser.new_context(**{"locale": "en-GB", **context})
    page = await opened.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.route(PHOTO, lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    await page.goto(house.url)
    yield page
    await opened.close()
    expected = ("ERR_INTERNET_DISCONNECTED", "409", "503")
    assert [fault for fault in faults if not any(one in fault for one in expected)] == []


@pytest.fixture
async def page(browser: Browser, house: House) -> AsyncIterator[Page]:
    async with guest_of(house, browser) as opened:
        yield opened


async def focused(page: Page) -> str:
    return str(
        await page.evaluate(
            "(() => { const one = document.activeElement.shadowRoot?.activeElement; "
            "return one ? one.id || one.name || one.textContent || one.ariaLabel : '' })()"
        )
    )


def test_the_widget_is_at_most_twelve_kilobytes_on_the_wire() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= 12_000


def test_the_widget_needs_nothing_but_itself() -> None:
    source = WIDGET.read_text(encoding="utf-8")
    assert (
        re.findall(r"\bimport\s*[({'\"]|innerHTML|insertAdjacentHTML|document\.write|\beval\(", source) == []
    )


def test_the_widget_lays_out_by_reading_direction_only() -> None:
    style = WIDGET.read_text(encoding="utf-8").split("const STYLE = `")[1].split("`")[0]
    one_sided = r"(?:margin|padding|border|inset)?-?(?<![\w-])(?:left|right)\s*:|(?:margin|padding|border)-(?:left|right)"
    assert re.findall(one_sided, style) == []
    assert re.findall(r"text-align:\s*(?:left|right)", style) == []


def test_axe_is_the_release_as_it_came() -> None:
    assert changed_files() == []


async def test_every_word_stands_in_six_languages(page: Page) -> None:
    source = WIDGET.read_text(encoding="utf-8").split("const LANGUAGES")[1].split("const STYLE")[0]
    words = await page.evaluate(f"(() => {{ const LANGUAGES{source} return [LANGUAGES, WORDS]; }})()")
    languages, table = words
    assert languages == ["en", "es", "pt", "fr", "de", "it"]
    assert {
        name: len([word for word in row if word.strip()]) for name, row in table.items()
    } == dict.fromkeys(table, 6)


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "es-ES", "pt-BR", "pt-PT", "fr-FR", "de-DE", "it-IT"])
async def test_chosen_dates_are_written_as_the_desk_reads_them(
    browser: Browser, house: House, locale: str
) -> None:
    async with guest_of(house, browser, locale=locale) as page:
        await page.locator("posada-chat textarea").fill("stay")
        await page.keyboard.press("Enter")
        first, last = (
            page.locator("posada-chat input[type=date]").nth(0),
            page.locator("posada-chat input[type=date]").nth(1),
        )
        today = house.rasa.seen[0]["metadata"]["today"] if house.rasa.seen else ""
        await expect(first).to_be_visible()
        assert await first.get_attribute("min") == (today or house.rasa.seen[0]["metadata"]["today"])
        await first.fill("2027-03-30")
        assert await last.get_attribute("min") == "2027-03-31"
        await last.fill("2027-04-02")
        await page.locator("posada-chat .dates button").click()
        await expect(texts(page)).to_have_count(4)
        await expect(first).to_be_disabled()
        told = house.rasa.texts[-1]
        read = understood(told, language=locale[:2], asked="stay")["stay"]
        assert (read["check_in"], read["check_out"]) == ("2027-03-30", "2027-04-02"), told
        assert await focused(page) == "message"


async def test_a_history_that_comes_late_does_not_retire_the_question_of_now(
    browser: Browser, house: House
) -> None:
    """Read before the answer was stored, and told after the answer was shown."""
    house.rasa.talk = gate = Gate(hotel_talk)
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    arrived = asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        gate.opened.set()
        await expect(page.get_by_role("button", name="None of these")).to_be_visible()
        await route.fulfill(response=answer)
        arrived.set()

    await page.goto(house.url)
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    await type_and_send(page, "rooms")
    await gate.entered.wait()
    await page.route("**/webchat/history", late)
    (conversation,) = house.gateway.desk.live.open_pages
    house.gateway.desk.live._tell(conversation, {"type": "missed"})
    await arrived.wait()
    # A second one, so that the first has been worked on.
    await page.unroute("**/webchat/history")
    async with page.expect_response("**/webchat/history"):
        house.gateway.desk.live._tell(conversation, {"type": "missed"})
    await expect(page.get_by_role("button", name="None of these")).to_be_enabled()
    await expect(page.locator("posada-chat .typing")).to_be_hidden()
    await context.close()


async def test_what_is_typed_before_the_history_arrives_stands_below_it(page: Page) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    before = await texts(page).all_text_contents()
    goes_on = asyncio.Event()

    async def late(route: Route) -> None:
        await goes_on.wait()
        await route.fulfill(response=await route.fetch())

    await page.route("**/webchat/history", late)
    await page.reload()
    await type_and_send(page, "quick")
    await expect(texts(page)).to_have_text(["quick", "You said: quick"])
    goes_on.set()
    await expect(texts(page)).to_have_text([*before, "quick", "You said: quick"])


async def test_dates_cannot_end_before_they_begin(page: Page, house: House) -> None:
    await type_and_send(page, "stay")
    first, last = page.get_by_label("Check-in"), page.get_by_label("Check-out")
    await last.fill("2027-03-01")
    await first.fill("2027-03-30")
    await expect(last).to_have_value("2027-03-31")
    await first.fill("2020-01-01")
    await page.locator("posada-chat .dates button").click()
    # The browser itself refuses a day before the hotel's today; nothing was sent.
    assert house.rasa.texts == ["stay"]
    assert date.fromisoformat(str(await first.get_attribute("min"))) > date(2020, 1, 1)


async def test_rooms_are_cards_with_photo_and_price_and_one_press_takes_one(page: Page, house: House) -> None:
    await type_and_send(page, "rooms")
    double = page.get_by_role("button", name=re.compile("Double.*€246"))
    await expect(double).to_be_visible()
    await expect(double.locator("img")).to_have_attribute("src", PHOTO)
    assert await double.locator("img").evaluate("one => one.complete && one.naturalWidth") == 1
    # Text is never HTML, and an address that is no picture's shows none.
    await expect(double).to_contain_text("Sea view, <b>22 m²</b>.")
    assert await page.locator("posada-chat b").count() == 0
    suite = page.get_by_role("button", name=re.compile("Suite.*€410"))
    assert await suite.locator("img").count() == 0
    await expect(page.get_by_role("button", name="None of these")).to_be_visible()
    assert await page.get_by_role("button", name="Double").count() == 1
    await suite.press("Enter")
    await expect(texts(page).last).to_have_text("Taken: suite")
    await expect(double).to_be_disabled()
    await expect(suite).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("room", ["individual", "doble", "familiar", "suite"])
async def test_the_demo_hotels_drawings_load_on_its_page_under_its_policy(page: Page, room: str) -> None:
    width = await page.evaluate(
        """async (path) => {
          const drawing = new Image();
          drawing.src = new URL(path, location.href).href;
          await drawing.decode();
          return drawing.naturalWidth;
        }""",
        f"/webchat/rooms/{room}.svg",
    )
    assert width == 480


async def test_a_photo_that_is_not_there_leaves_a_card_without(page: Page) -> None:
    await page.route(PHOTO, lambda route: route.fulfill(body=b"not a picture", content_type="image/png"))
    await type_and_send(page, "rooms")
    double = page.get_by_role("button", name=re.compile("Double.*€246"))
    await expect(double).to_be_visible()
    await expect(double.locator("img")).to_have_count(0)


async def say_as_staff(house: House, words: str) -> str:
    async with house.engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT id FROM conversations")
        (conversation,) = rows.scalars().all()
    await house.gateway.takeover.say(conversation, "ana", words)
    return str(conversation)


async def test_a_person_takes_over_and_hands_back_and_the_guest_is_told(page: Page, house: House) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    conversation = await say_as_staff(house, "Good evening, <i>Ana</i> here.")
    await expect(texts(page).last).to_have_text("Good evening, <i>Ana</i> here.")
    await expect(page.locator("posada-chat li.staff .who")).to_contain_text("A person at reception")
    await expect(page.get_by_text("A person is answering now.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("A person is answering now.")).to_be_visible()
    await expect(page.locator("posada-chat li.staff .text")).to_have_text("Good evening, <i>Ana</i> here.")
    await house.gateway.takeover.hand_back(conversation, "ana")
    await expect(page.get_by_text("A person is answering now.")).to_have_count(0)


async def test_a_contact_is_left_with_the_keyboard_when_a_person_was_called(page: Page, house: House) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    conversation = await say_as_staff(house, "One moment.")
    await house.gateway.takeover.release(conversation, "ana")
    await expect(page.get_by_text("A person has been called.")).to_be_visible()
    await page.locator("posada-chat .bar button").press("Enter")
    assert await focused(page) == "name"
    await page.keyboard.press("Escape")
    assert await focused(page) == "message"
    await page.locator("posada-chat .bar button").press("Enter")
    await page.keyboard.type("Robin Ashgrove")
    await page.keyboard.press("Tab")
    await page.keyboard.type("robin@guest.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Thank you, noted.")).to_be_visible()
    assert await focused(page) == "message"
    transcript = await house.gateway.transcripts.transcript(conversation)
    assert transcript is not None
    assert transcript.left_contact is not None
    assert transcript.left_contact.reach == "robin@guest.example"


async def open_menu(page: Page, item: str) -> None:
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name=item).click()


async def test_a_conversation_is_deleted_after_a_second_thought(page: Page, house: House) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    await open_menu(page, "Delete the conversation")
    await page.get_by_role("button", name="Cancel").click()
    await expect(texts(page)).to_have_count(2)
    await open_menu(page, "Delete the conversation")
    await page.locator("posada-chat .sheet").get_by_role("button", name="Delete the conversation").click()
    await expect(page.get_by_text("Deleted.", exact=True)).to_be_visible()
    await expect(texts(page)).to_have_count(0)
    async with house.engine.connect() as connection:
        names = (await connection.exec_driver_sql("SELECT id FROM conversations")).scalars()
        assert [name for name in names if name.startswith("web_")] == []
    await page.reload()
    await type_and_send(page, "again")
    await expect(texts(page)).to_have_text(["again", "You said: again"])


async def test_where_it_is_deleted_in_another_tab_it_is_gone_here(page: Page) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(texts(other)).to_have_count(2)
    await open_menu(other, "Delete the conversation")
    await other.locator("posada-chat .sheet").get_by_role("button", name="Delete the conversation").click()
    await expect(texts(page)).to_have_count(0)
    await type_and_send(page, "together again")
    await expect(texts(other)).to_have_text(["together again", "You said: together again"])


async def test_the_conversation_is_printed_clean_and_in_order(page: Page) -> None:
    await page.evaluate("window.printed = []")
    await type_and_send(page, "a <b>room</b>")
    await expect(texts(page)).to_have_count(2)
    await open_menu(page, "Print the conversation")
    frame = page.frames[-1]
    assert frame != page.main_frame
    lines = await frame.locator("p").all_inner_texts()
    assert [line.split("\n", 1)[1] for line in lines] == ["a <b>room</b>", "You said: a <b>room</b>"]
    assert lines[0].startswith("You · ")
    assert lines[1].startswith("Reception · ")
    assert await frame.locator("link, script, form").count() == 0


async def test_without_a_mail_server_no_mail_is_offered(page: Page) -> None:
    await expect(page.get_by_role("button", name="More")).to_be_hidden()
    await type_and_send(page, "hello")
    await page.get_by_role("button", name="More").click()
    await expect(page.get_by_role("button", name="Print the conversation")).to_be_visible()
    await expect(page.get_by_role("button", name="Send it by e-mail")).to_be_hidden()


async def test_the_conversation_is_mailed_and_a_failure_is_not_called_sent(
    browser: Browser, tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    is_down = True

    async def send(mail: Any, **_: Any) -> None:
        if is_down:
            raise aiosmtplib.SMTPConnectError("down")
        sent.append(mail["To"])

    monkeypatch.setattr(aiosmtplib, "send", send)
    async with (
        open_house(tmp_path, rasa, smtp_url="smtp://127.0.0.1:1", mail_from="d@h.example") as house,
        guest_of(house, browser) as page,
    ):
        await type_and_send(page, "hello")
        await expect(texts(page)).to_have_count(2)
        await open_menu(page, "Send it by e-mail")
        await page.get_by_label("E-mail address").fill("robin@guest.example")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("That did not work. Please try again.")
        is_down = False
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Sent.", exact=True)).to_be_visible()
    assert sent == ["robin@guest.example"]


async def test_the_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    await type_and_send(page, "hello")
    more = page.get_by_role("button", name="More")
    await more.focus()
    await page.keyboard.press("Enter")
    await expect(more).to_have_attribute("aria-expanded", "true")
    assert await focused(page) == "Leave your contact"
    await page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    await expect(more).to_have_attribute("aria-expanded", "false")


async def test_messages_of_two_tabs_without_a_network_survive_a_closed_browser(
    page: Page, house: House
) -> None:
    """Nothing lost, nothing twice: written in two tabs while cut off, sent by whoever opens the page next."""
    await type_and_send(page, "one")
    await expect(texts(page)).to_have_count(2)
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(texts(other)).to_have_count(2)
    await page.context.set_offline(True)
    await type_and_send(page, "two")
    await expect(page.get_by_text("Not sent yet")).to_be_visible()
    await type_and_send(other, "three")
    await expect(other.get_by_text("Not sent yet")).to_be_visible()
    address = page.url
    third = await page.context.new_page()
    await page.close()
    await other.close()
    await third.context.set_offline(False)
    await third.goto(address)
    await expect(texts(third).filter(has_text="three").first).to_be_visible()
    await expect(third.get_by_text("Not sent yet")).to_have_count(0)
    said = third.locator("posada-chat li.guest .text")
    await expect(said).to_have_text(["one", "two", "three"])
    await expect(third.locator("posada-chat li.bot .text").last).to_contain_text("three")
    assert json.dumps(house.rasa.texts).count("two") == 1
    assert json.dumps(house.rasa.texts).count("three") == 1
    assert await third.evaluate("Object.keys(localStorage).filter(key => key.includes('outbox')).length") == 0


async def test_what_a_newer_desk_tells_shows_nothing(page: Page, house: House) -> None:
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_count(2)
    (conversation,) = house.gateway.desk.live.open_pages
    house.gateway.desk.live._tell(conversation, {"type": "dancing"})
    await type_and_send(page, "still here")
    await expect(texts(page)).to_have_count(4)


async def test_it_works_where_the_browser_keeps_nothing(browser: Browser, house: House) -> None:
    house.rasa.talk = hotel_talk
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } })"
    )
    await page.goto(house.url)
    await type_and_send(page, "hello")
    await expect(texts(page)).to_have_text(["hello", "You said: hello"])
    await context.close()


async def test_on_the_narrowest_telephone_it_fills_the_screen_and_nothing_sticks_out(
    browser: Browser, house: House
) -> None:
    async with guest_of(house, browser, viewport={"width": 320, "height": 568}) as page:
        await page.evaluate(
            "document.querySelector('posada-chat').remove(); document.body.append(document.createElement('posada-chat'))"
        )
        await page.get_by_role("button", name="Chat with reception").click()
        await type_and_send(page, "rooms")
        await expect(page.get_by_role("button", name=re.compile("Double.*€246"))).to_be_visible()
        await type_and_send(page, "stay " + "x" * 120)
        await expect(page.get_by_label("Check-in")).to_be_visible()
        panel = await page.locator("posada-chat section").bounding_box()
        assert panel == {"x": 0, "y": 0, "width": 320, "height": 568}
        wide = await page.evaluate(
            "[...document.querySelector('posada-chat').shadowRoot.querySelectorAll('section *')]"
            ".filter(one => { const box = one.getBoundingClientRect(); return box.width > 1 && (box.right > 320.5 || box.left < -0.5) })"
            ".map(one => one.tagName + '.' + one.className)"
        )
        assert wide == []


async def test_in_a_page_that_reads_from_the_right_everything_is_mirrored(
    browser: Browser, house: House
) -> None:
    async with guest_of(house, browser, viewport={"width": 900, "height": 700}) as page:
        await page.evaluate(
            "document.documentElement.dir = 'rtl'; document.querySelector('posada-chat').remove();"
            "document.body.append(document.createElement('posada-chat'))"
        )
        launch = page.get_by_role("button", name="Chat with reception")
        box = await launch.bounding_box()
        assert box is not None
        assert box["x"] < 100
        await launch.click()
        await type_and_send(page, "مرحبا hello")
        await expect(texts(page)).to_have_count(2)
        places = [await texts(page).nth(number).bounding_box() for number in (0, 1)]
        assert places[0] is not None
        assert places[1] is not None
        # The guest's words stand at the end of the line, which is the left.
        assert places[0]["x"] < places[1]["x"]


@pytest.mark.parametrize("mode", ["inline", "floating"])
async def test_axe_finds_nothing_grave(browser: Browser, house: House, mode: str) -> None:
    async with guest_of(house, browser) as page:
        if mode == "floating":
            await page.evaluate(
                "document.querySelector('posada-chat').remove(); document.body.append(document.createElement('posada-chat'))"
            )
            assert await grave_violations(page, "posada-chat") == []
            await page.get_by_role("button", name="Chat with reception").click()
        for words in ("hello", "rooms", "stay"):
            await type_and_send(page, words)
        await expect(page.get_by_label("Check-in")).to_be_visible()
        await say_as_staff(house, "Good evening.")
        await expect(page.get_by_text("A person is answering now.")).to_be_visible()
        await open_menu(page, "Leave your contact")
        await page.get_by_role("button", name="More").click()
        # What comes in softly has arrived.
        await page.evaluate(
            "Promise.all(document.querySelector('posada-chat').shadowRoot.getAnimations().filter(one => one.effect.getTiming().iterations === 1).map(one => one.finished))"
        )
        assert await grave_violations(page, "html" if mode == "inline" else "posada-chat") == []

"""The console in a real headless Chromium, by keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page
from sqlalchemy import update

from bot.gateway.attention import call_to_decide
from bot.gateway.tables import outgoing
from console.roles import Role
from pms.outbox.letters import list_letters
from tests.browser.axe import grave_violations
from tests.browser.chromium import chromium
from tests.browser.test_taking_over import picture

from .conftest import PASSWORD, Console
from .letters import dead_booking, waiting_booking
from .test_guest_pages import MAIL, a_guest

pytestmark = pytest.mark.browser


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page that remembers what the browser complained about, the content policy above all."""
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 850})
        page.set_default_timeout(15_000)
        yield page


async def test_staff_sign_in_and_read_a_transcript_by_keyboard(console: Console, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    conversation = await console.seeds.conversation()
    turn = await console.seeds.turn(
        conversation, "<script>document.title='taken'</script> habitación, por favor"
    )
    await console.seeds.pms_call(turn)
    await console.member("ana", Role.ADMIN)

    await page.goto(console.url + "/admin")
    # Nobody clicks: the cursor waits in the first field.
    await page.wait_for_function("document.activeElement.id === 'name'")
    await page.keyboard.type("ana")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/conversations")
    assert await page.title() == "Conversations · Posada"

    # The first stop is the way past the navigation.
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the content"
    await page.keyboard.press("Enter")
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == conversation:
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/admin/conversations/{conversation}")

    assert await page.title() == f"{conversation} · Posada"
    assert await page.get_by_role("heading", level=1).inner_text() == f"Conversation {conversation}"
    assert await page.get_by_role("article", name="Turn 1").is_visible()
    assert "<script>document.title" in await page.locator(".guest .bubble").inner_text()
    assert await page.get_by_role("row", name="demo · search_offers").is_visible()

    await page.get_by_role("button", name="Sign out").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/login")
    assert complaints == []


async def test_staff_give_up_a_request_by_keyboard(console: Console, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    reference = await dead_booking(console, await console.seeds.conversation())
    await console.member("ana")
    await page.goto(console.url + "/admin/dead-letters")
    await page.get_by_label("Name").fill("ana")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/dead-letters")
    assert await page.get_by_role("link", name="Unfinished 1 waiting").is_visible()

    await page.get_by_role("link", name=f"Booking {reference}").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/dead-letters/dlt_*")
    await page.get_by_text("Give it up").first.focus()
    await page.keyboard.press("Enter")
    for words in ("Tab", "the guest went elsewhere", "Tab", " ", "Tab", "Enter"):
        await (page.keyboard.press(words) if words in ("Tab", " ", "Enter") else page.keyboard.type(words))
    await page.wait_for_url("**/admin/dead-letters/int_*?done=abandon")
    assert await page.get_by_role("status").inner_text() == (
        "It is given up. The guest is told in the conversation."
    )
    assert await page.locator(".count").count() == 0
    assert complaints == []


async def test_a_guest_who_begins_to_wait_appears_in_the_inbox_and_is_called_out(
    console: Console, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.add_init_script(
        "window.told = []; window.Notification = class extends EventTarget {"
        " static permission = 'default'; static async requestPermission() { this.permission = 'granted' }"
        " constructor(text) { super(); window.told.push(text) } };"
    )
    await console.member("ana")
    await page.goto(console.url + "/admin")
    await page.get_by_label("Name").fill("ana")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/conversations")
    assert await page.get_by_text("Nobody has written yet.").is_visible()
    await page.get_by_role("button", name="Call me when a guest waits").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Calling you when a guest waits", pressed=True).wait_for()

    now = console.clock.now()
    conversation = await console.seeds.conversation(
        state="waiting", state_since=now, changed_at=now, last_guest_at=now
    )
    await page.get_by_role("link", name=conversation).wait_for()
    assert await page.get_by_role("status").inner_text() == "A guest waits for a person"
    assert await page.evaluate("told") == ["A guest waits for a person"]
    assert await page.locator("#boxes").get_by_role("link", name="Waiting 1").is_visible()
    assert await page.locator("tr.is-unread").count() == 1
    assert complaints == []


async def test_every_page_fits_a_phone_and_names_its_parts(console: Console, page: Page) -> None:
    conversation = await console.seeds.conversation("c_" + "x" * 100)
    turn = await console.seeds.turn(conversation, "w" * 300)
    await console.seeds.pms_call(
        turn,
        operation="find_reservations",
        status="retriable",
        error_type="Unreachable",
        duration_ms=20_000.0,
    )
    await dead_booking(console, conversation)
    await waiting_booking(console)
    (letter,) = await list_letters(console.engine)
    await console.member("ana", Role.ADMIN)
    await page.set_viewport_size({"width": 360, "height": 700})
    await page.goto(console.url + "/admin")
    await page.get_by_label("Name").fill("ana")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/admin/conversations")
    for path in (
        "/admin/conversations",
        f"/admin/conversations/{conversation}",
        f"/admin/conversations/{conversation}/stay",
        "/admin/candidates",
        "/admin/today?day=2026-11-27",
        "/admin/dead-letters",
        f"/admin/dead-letters/{letter.id}",
        "/admin/guests",
        f"/admin/guests?conversation={conversation}",
        "/admin/staff",
        "/admin/password",
        "/admin/templates",
        "/admin/templates/new",
        "/admin/templates/ask.booking_ok?language=de",
        "/admin/templates/ask.booking_ok?language=de&form=whole",
        "/admin/templates/ask.booking_ok/history?language=de",
        "/admin/templates/ask.booking_ok/translations",
        "/admin/templates/ab-tests",
        "/admin/templates/ab-tests/new?key=ask.booking_ok&language=de",
        "/admin/properties/mirador",
        "/admin/properties/mirador/fact.parking",
        "/admin/properties/mirador/answers/new",
        "/admin/properties/mirador/unanswered",
    ):
        await page.goto(console.url + path)
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert await page.get_by_role("main").count() == 1
        assert await page.get_by_role("navigation", name="Main").count() == 1
        assert await page.get_by_role("heading", level=1).count() == 1
        unnamed = await page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]):not([hidden]), select, textarea')]"
            ".filter(one => !one.labels.length).length"
        )
        assert unnamed == 0, path
        assert await grave_violations(page) == [], path


async def test_an_answer_is_written_and_published_by_keyboard(console: Console, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await console.member("eva", Role.EDITOR)
    await page.goto(console.url + "/admin/properties/mirador")
    await page.get_by_label("Name").fill("eva")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="New answer").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/answers/new")
    await page.locator("[id='questions.en']").focus()
    for words in ("Can I store my bike?", "Tab", "Yes, in the courtyard."):
        await (page.keyboard.press(words) if words == "Tab" else page.keyboard.type(words))
    await page.get_by_role("button", name="Publish").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**?done=published")
    assert (
        await page.get_by_role("status").inner_text() == "Published. Guests read version 2 within a second."
    )
    assert await page.locator(".bubble").first.inner_text() == "Yes, in the courtyard."
    assert complaints == []


async def test_a_person_writes_to_a_guest_and_hands_back(console: Console, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    conversation = await console.seeds.conversation(state="waiting", handoff_reason="asked")
    await console.seeds.turn(conversation)
    await console.seeds.draft(conversation)
    await console.member("ana")
    await page.goto(f"{console.url}/admin/login?next=%2Fadmin%2Fconversations%2F{conversation}")
    await page.fill("#name", "ana")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Speak with the guest").wait_for()
    await page.get_by_label("Your message; the bot falls silent when you send it").fill("Soy Ana.")
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_text("ana has this conversation; the bot is silent.").wait_for()
    assert await page.get_by_text("Written by ana").count() == 1
    await page.get_by_role("button", name="Drop it").click()
    await page.get_by_text("A draft was dropped").wait_for()
    await page.get_by_role("button", name="Hand back to the bot").click()
    await page.get_by_text("The bot answers here.").wait_for()
    assert complaints == []


async def test_what_was_not_delivered_appears_and_is_decided_about_by_keyboard(
    console: Console, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    conversation = await console.seeds.conversation(channel="whatsapp")
    await console.seeds.turn(conversation)
    reply = await console.seeds.undelivered(conversation, delivery="waiting", fault="")
    await console.member("ana")
    await page.goto(f"{console.url}/admin/login?next=%2Fadmin%2Fconversations%2F{conversation}")
    await page.fill("#name", "ana")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_text("to be sent").wait_for()
    assert await page.get_by_role("button", name="Send it again").count() == 0

    # The channel refuses it while the page is open; what is being typed stays.
    await page.get_by_label("Your message; the bot falls silent when you send it").fill("half a sente")
    async with console.engine.begin() as connection:
        await connection.execute(
            update(outgoing).where(outgoing.c.id == reply).values(delivery="failed", fault="131026")
        )
        await connection.run_sync(call_to_decide, conversation, "undelivered", console.clock.now())
    again = page.get_by_role("button", name="Send it again")
    await again.wait_for()
    assert await page.get_by_text("This number has no WhatsApp").is_visible()
    assert await page.get_by_text("A message did not arrive").is_visible()
    assert await page.get_by_label("Your message; the bot").input_value() == "half a sente"
    assert await grave_violations(page) == []

    await page.goto(f"{console.url}/admin/conversations")
    await page.get_by_role("link", name="Not delivered 1").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/conversations?box=undelivered")
    await page.get_by_role("link", name=conversation).focus()
    await page.keyboard.press("Enter")
    await again.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/{conversation}#turns")
    await page.locator("#turns").get_by_text("A message is sent again · ana").wait_for()
    assert await again.count() == 0
    assert complaints == []


async def test_a_guest_is_found_and_erased_by_keyboard(console: Console, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    reference = await a_guest(console)
    await console.seeds.pms_call(await console.seeds.turn("c_booked", "and a cot, please"))
    await console.member("ana", Role.ADMIN)
    await page.goto(console.url + "/admin/guests")
    await page.get_by_label("Name").fill("ana")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_label("E-mail address, telephone number").focus()
    await page.keyboard.type(MAIL)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="What is held").wait_for()
    assert MAIL not in page.url
    assert await grave_violations(page) == []
    await page.set_viewport_size({"width": 1280, "height": 1130})
    await picture(page, "guest.png")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download").focus()
        await page.keyboard.press("Enter")
    assert (await coming.value).suggested_filename == "guest.json"

    await page.keyboard.press("Tab")
    await page.keyboard.type("eva")
    await page.keyboard.press("Enter")
    refused = page.get_by_role("alert")
    await refused.wait_for()
    assert await refused.inner_text() == "Nothing was erased: what you typed is not what you looked for."
    assert await grave_violations(page) == []
    await page.get_by_label("To confirm, type once more").focus()
    await page.keyboard.type(MAIL)
    await page.keyboard.press("Enter")
    done = page.get_by_role("status")
    await done.wait_for()
    assert "Erased: 1 conversation." in await done.inner_text()
    assert reference in await done.inner_text()
    assert await grave_violations(page) == []
    # What the browser says of the refusal's status is all it says.
    assert [one for one in complaints if "409" not in one] == []

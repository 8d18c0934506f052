"""Replies that staff insert, and the approved template where WhatsApp takes no free words."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import select

from bot.gateway.tables import outgoing
from templates.place import EVERYWHERE, Place
from templates.twins import Twin, Twins

from .conftest import NOW, PACKAGED, Browser, Console
from .test_inbox import signed_in

PAGE = "/admin/conversations/c_5F2K9"


async def test_a_canned_reply_is_put_into_the_answer_in_the_guests_language(
    console: Console, browser: Browser
) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(language="es")
    page = (await browser.get(f"{PAGE}?canned={quote('canned.goodbye')}")).text
    box = page[page.index('id="say"') : page.index("</textarea>", page.index('id="say"'))]
    assert "Gracias por escribir a Posada del Mirador" in box
    assert "Un momento, por favor" in page
    assert (await browser.get(f"{PAGE}?canned=greeting.hello")).status_code == 200


async def test_the_hotels_own_words_are_offered_once_they_are_published(
    console: Console, browser: Browser
) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(language="en")
    place = Place("canned.one_moment", "en", EVERYWHERE)
    await console.versions.save(place, "A second, I am on it.", author="eva")
    assert "A second, I am on it." not in (await browser.get(PAGE)).text
    await console.versions.publish(place, 2, by="eva")
    assert "A second, I am on it." in (await browser.get(PAGE)).text


async def test_outside_the_window_only_what_is_approved_leaves(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(
        language="es", channel="whatsapp", window_until=NOW - timedelta(minutes=1)
    )
    assert "None of the replies for staff has an approved template" in (await browser.get(PAGE)).text
    refused = await browser.submit(f"{PAGE}/approved", page=PAGE, key="canned.come_back")
    assert refused.status_code == 422
    place = Place("canned.come_back", "es", EVERYWHERE)
    twins = Twins(console.engine, console.clock)
    await twins.link(Twin(place, "come_back", "es", "approved", ()), by="eva", packaged=PACKAGED)
    assert "Send the approved template come_back" in (await browser.get(PAGE)).text
    for _ in range(2):
        sent = await browser.submit(f"{PAGE}/approved", page=PAGE, key="canned.come_back", form_id="f-1")
        assert sent.status_code == 303
    async with console.engine.connect() as connection:
        (row,) = (await connection.execute(select(outgoing))).all()
    assert (row.template, row.language, row.by, row.delivery) == (
        "canned.come_back",
        "es",
        "ana",
        "waiting",
    )
    words = await browser.submit(f"{PAGE}/say", page=PAGE, text="Free words")
    assert words.status_code == 409

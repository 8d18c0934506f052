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


async def approve(console: Console, key: str) -> None:
    """WhatsApp approves its template in Spanish."""
    twins = Twins(console.engine, console.clock)
    twin = Twin(Place(key, "es", EVERYWHERE), key.partition(".")[2], "es", "approved", ())
    await twins.link(twin, by="eva", packaged=PACKAGED)


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


async def test_programs_send_what_the_page_offers(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    await console.seeds.conversation(
        language="es", channel="whatsapp", window_until=NOW - timedelta(minutes=1)
    )
    await approve(console, "canned.come_back")
    api = "/api/v1/admin/conversations/c_5F2K9"
    replies = (await browser.get(f"{api}/canned", headers=bearer)).json()["replies"]
    by_key = {one["key"]: one for one in replies}
    assert by_key["canned.come_back"]["approved"] == "come_back"
    assert by_key["canned.goodbye"]["approved"] is None
    assert "Gracias por escribir a Posada del Mirador" in by_key["canned.goodbye"]["text"]
    body = {"key": "canned.come_back", "message_id": "m1"}
    sent = [await browser.post(f"{api}/approved", headers=bearer, json=body) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    refused = await browser.post(f"{api}/approved", headers=bearer, json={"key": "canned.goodbye"})
    assert refused.status_code == 422
    for path in ("canned", "print"):
        assert (
            await browser.get(f"/api/v1/admin/conversations/none/{path}", headers=bearer)
        ).status_code == 404


async def test_outside_the_window_only_what_is_approved_leaves(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(
        language="es", channel="whatsapp", window_until=NOW - timedelta(minutes=1)
    )
    assert "None of the replies for staff has an approved template" in (await browser.get(PAGE)).text
    refused = await browser.submit(f"{PAGE}/approved", page=PAGE, key="canned.come_back")
    assert refused.status_code == 422
    await approve(console, "canned.come_back")
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

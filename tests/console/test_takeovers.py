"""Staff take conversations over: on the page, and as their own programs do."""

from __future__ import annotations

import re

import pytest

from console.api_tokens import make_token
from console.roles import Role

from .conftest import Browser, Console

PAGE = "/admin/conversations/c_5F2K9"
API = "/api/v1/admin/conversations/c_5F2K9"


async def bearer(console: Console, name: str, role: Role = Role.AGENT) -> dict[str, str]:
    token = await make_token(console.engine, f"tool of {name}", member=await console.member(name, role))
    return {"Authorization": f"Bearer {token}"}


async def test_a_person_writes_on_the_page_and_hands_back(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await browser.sign_in()
    await console.seeds.turn(await console.seeds.conversation())
    assert "The bot answers here." in (await browser.get(PAGE)).text
    said = await browser.submit(f"{PAGE}/say", page=PAGE, text="Soy Ana, ¿en qué puedo ayudarle?")
    assert (said.status_code, said.headers["location"]) == (303, f"{PAGE}#speak")
    shown = (await browser.get(PAGE)).text
    assert "ana has this conversation; the bot is silent." in shown
    assert "Written by ana" in shown
    assert "Soy Ana" in shown
    assert "Taken over" in shown
    back = await browser.submit(f"{PAGE}/hand_back", page=PAGE)
    assert back.status_code == 303
    shown = (await browser.get(PAGE)).text
    assert "The bot answers here." in shown
    assert "Handed back to the bot" in shown


async def test_a_form_that_is_sent_twice_says_it_once(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await browser.sign_in()
    await console.seeds.conversation()
    form = re.search(r'name="form_id" value="([^"]+)"', (await browser.get(PAGE)).text)
    assert form is not None
    for _ in range(2):
        await browser.submit(f"{PAGE}/say", page=PAGE, text="Only once.", form_id=form.group(1))
    assert (await browser.get(PAGE)).text.count("Only once.") == 1


async def test_somebody_elses_conversation_is_shown_without_a_form_and_refused(
    console: Console, browser: Browser
) -> None:
    await console.member("ana")
    await browser.sign_in()
    await console.seeds.conversation()
    ben = await bearer(console, "ben")
    assert (await browser.post(f"{API}/take", headers=ben, json={})).json()["owner"] == "ben"
    shown = (await browser.get(PAGE)).text
    assert "ben has this conversation" in shown
    assert 'name="text"' not in shown
    refused = await browser.submit(f"{PAGE}/say", page=PAGE, text="Me too.")
    assert refused.status_code == 409
    assert "ben has this conversation." in refused.text
    assert "Me too." not in (await browser.get(PAGE)).text


async def test_a_viewer_only_looks(console: Console, browser: Browser) -> None:
    await console.member("eva", Role.VIEWER)
    await browser.sign_in("eva")
    await console.seeds.conversation()
    draft = await console.seeds.draft("c_5F2K9")
    shown = (await browser.get(PAGE)).text
    assert "Speak with the guest" in shown
    assert "Take over" not in shown
    assert "Send it" not in shown
    for deed, fields in (("take", {}), ("say", {"text": "hi"}), ("draft", {"draft": draft, "deed": "send"})):
        assert (await browser.submit(f"{PAGE}/{deed}", page=PAGE, **fields)).status_code == 403, deed
    viewer = await bearer(console, "vic", Role.VIEWER)
    for path in ("take", "messages", "assign", "draft_mode", "hand_back", "release"):
        answer = await browser.post(f"{API}/{path}", headers=viewer, json={})
        assert answer.status_code == 403, path
    assert (await browser.get(f"{API}/standing", headers=viewer)).json()["state"] == "bot"


async def test_drafts_are_sent_in_other_words_or_dropped_on_the_page(
    console: Console, browser: Browser
) -> None:
    await console.member("ana")
    await browser.sign_in()
    await console.seeds.conversation()
    first = await console.seeds.draft("c_5F2K9", "Uno.")
    second = await console.seeds.draft("c_5F2K9", "Dos.")
    assert (await browser.get(PAGE)).text.count("Send it") == 2
    await browser.submit(f"{PAGE}/draft", page=PAGE, draft=first, deed="send", text="Uno, con gusto.")
    await browser.submit(f"{PAGE}/draft", page=PAGE, draft=second, deed="drop", text="Dos.")
    shown = (await browser.get(PAGE)).text
    assert "Send it" not in shown
    assert "Uno, con gusto." in shown
    assert "Written by ana" in shown
    again = await browser.submit(f"{PAGE}/draft", page=PAGE, draft=first, deed="send", text="Uno.")
    assert again.status_code == 409


async def test_programs_read_what_changed_and_who_has_it(console: Console, browser: Browser) -> None:
    ana = await bearer(console, "ana")
    await console.seeds.conversation()
    since = (await browser.get("/api/v1/admin/changes", headers=ana)).json()["since"]
    made = await browser.post(f"{API}/messages", headers=ana, json={"text": "Hola.", "message_id": "form-7"})
    again = await browser.post(f"{API}/messages", headers=ana, json={"text": "Hola.", "message_id": "form-7"})
    assert (made.status_code, made.json()) == (201, again.json())
    (change,) = (await browser.get("/api/v1/admin/changes", params={"since": since}, headers=ana)).json()[
        "changes"
    ]
    assert (change["conversation"], change["state"], change["owner"]) == ("c_5F2K9", "human", "ana")
    standing = (await browser.get(f"{API}/standing", headers=ana)).json()
    assert [deed["what"] for deed in standing["story"]] == ["taken"]
    assert (standing["may_write"], standing["write_until"]) == (True, None)


@pytest.mark.parametrize(("to", "status"), [("ben", 200), ("eva", 422), ("nobody", 422)])
async def test_it_is_given_to_those_only_who_speak_with_guests(
    console: Console, browser: Browser, to: str, status: int
) -> None:
    ana = await bearer(console, "ana")
    await console.member("ben")
    await console.member("eva", Role.VIEWER)
    await console.seeds.conversation()
    answer = await browser.post(f"{API}/assign", headers=ana, json={"to": to})
    assert answer.status_code == status


async def test_outside_the_window_the_page_offers_no_words(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await browser.sign_in()
    await console.seeds.conversation(channel="whatsapp", window_until=console.clock.now())
    shown = (await browser.get(PAGE)).text
    assert "only an approved template may be sent" in shown
    assert 'name="text"' not in shown
    answer = await browser.post(f"{API}/messages", headers=await bearer(console, "ben"), json={"text": "Hi"})
    assert (answer.status_code, answer.json()["title"]) == (409, "The window is closed")

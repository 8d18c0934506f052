"""A hotel's facts and answers on pages: edited, refused, previewed, published, taken back; and what guests asked in vain."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from bot.gateway import tables as gateway
from common.knowledge.entry import Subject
from common.languages import LANGUAGES
from console.roles import Role
from console.tables import access_log

from .conftest import NOW, Browser, Console

HOUSE = "/admin/properties/mirador"
PARKING = f"{HOUSE}/fact.parking"
BIKES = {
    "questions.en": "Can I store my bike?\nIs there room for bicycles?",
    "answers.en": "Yes, in the courtyard.",
}


@pytest.fixture
async def editor(console: Console, browser: Browser) -> Browser:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    return browser


def fields_of(page: str) -> dict[str, str]:
    """A form's fields as a browser would send them."""
    form = page[page.index('<form class="card writing"') : page.index('<div class="aside">')]
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    sent |= {name: words.strip("\n") for name, words in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)}  # fmt: skip
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return {name: unescape(value) for name, value in sent.items()}


async def send(browser: Browser, page: str, do: str, **changes: str) -> tuple[int, str]:
    """Fills in the form and presses a button; status and what is read then."""
    sent = fields_of((await browser.get(page)).text)
    path = page.partition("?")[0]
    answer = await browser.post(
        path, data={**sent, **changes, "do": do}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    if answer.status_code == 303:
        return 303, unescape((await browser.get(answer.headers["location"])).text)
    return answer.status_code, unescape(answer.text)


async def test_the_list_shows_every_fact_as_guests_read_it(console: Console, editor: Browser) -> None:
    assert (await editor.get("/admin/properties")).headers["location"] == HOUSE
    page = unescape((await editor.get(HOUSE)).text)
    assert all(name in page for name in ("Check-in", "Parking", "15:00", "as in the hotels' file"))
    assert "The hotel has no answers of its own yet." in page
    assert 'aria-current="page">Facts and answers' in page


async def test_a_fact_is_previewed_kept_published_and_taken_back(console: Console, editor: Browser) -> None:
    status, page = await send(editor, PARKING, "check", price="9,50", per="stay")
    assert status == 200
    assert "Parking costs €9.50 per stay." in page
    assert "9,50" in page
    assert (await console.book.open(Subject("mirador", "fact.parking"))).latest.number == 1
    status, page = await send(editor, PARKING, "save", price="9,50", per="stay", note="new prices")
    assert "Saved as version 2" in page
    assert (await console.book.known()).hotels == {}
    status, page = await send(editor, PARKING, "publish")
    assert "Published. Guests read version 3 within a second." in page
    (hotel,) = (await console.book.known()).hotels.values()
    price = hotel.facts["parking"].price
    assert price is not None
    assert price.minor == 950
    assert "eva</strong> published version 3" in page
    assert "new prices" in page
    back = await editor.submit(f"{PARKING}/rollback", page=PARKING, number="1", live="3")
    assert back.status_code == 303
    assert "Rolled back." in (await editor.get(back.headers["location"])).text
    assert (await console.book.known()).hotels == {}


async def test_faults_are_told_beside_the_form_and_nothing_is_published(
    console: Console, editor: Browser
) -> None:
    status, page = await send(editor, PARKING, "publish", price="a lot")
    assert status == 409
    assert "Kept as a draft, but not published: 1 faults" in page
    assert "A price is a number" in page
    assert 'value="a lot" aria-invalid="true" aria-describedby="faults"' in page
    assert (await console.book.known()).hotels == {}
    status, page = await send(editor, f"{HOUSE}/fact.checkin", "publish", time="25:00")
    assert "A time is written like 15:00." in page


async def test_who_comes_later_is_told_and_keeps_the_words(console: Console, editor: Browser) -> None:
    await console.book.save(Subject("mirador", "fact.wifi"), {"text": {"en": "Theirs"}}, author="ana")
    status, page = await send(editor, f"{HOUSE}/fact.wifi", "save", expected="1", **{"text.en": "Mine"})
    assert status == 409
    assert "ana was there before you with version 2" in page
    assert ">Mine</textarea>" in page
    await console.book.publish(Subject("mirador", "fact.wifi"), 2, by="ana")
    late = await editor.submit(f"{HOUSE}/fact.wifi/rollback", page=PARKING, number="1", live="1")
    assert late.status_code == 409
    assert "ana was there before" in late.text


async def test_an_answer_is_written_found_and_said_no_more(console: Console, editor: Browser) -> None:
    status, page = await send(editor, f"{HOUSE}/answers/new", "publish", **BIKES)
    assert status == 303, page
    assert "Published." in page
    assert '<div class="bubble" dir="auto" lang="es">Yes, in the courtyard.</div>' in page
    (line,) = await console.book.lines("mirador", "answer")
    assert line.live.content["questions"]["en"] == BIKES["questions.en"].split("\n")
    listed = unescape((await editor.get(HOUSE)).text)
    assert "Can I store my bike?" in listed
    assert "guests read this" in listed
    status, page = await send(editor, f"{HOUSE}/answers/new", "publish", **BIKES)
    assert status == 409
    assert "Another answer has this example already: Can I store my bike?" in page
    one = f"{HOUSE}/{line.subject.name}"
    assert (await editor.submit(f"{one}/rollback", page=one, number="1", live="2")).status_code == 303
    assert (await console.book.known()).answers == {}


async def asked(console: Console, words: str, conversation: str, reply: str = "fallback.menu") -> str:
    await console.seeds.conversation(conversation, language="en")
    turn = await console.seeds.turn(conversation, words, language="en", at=NOW)
    async with console.engine.begin() as connection:
        await connection.execute(
            update(gateway.outgoing).where(gateway.outgoing.c.turn == turn).values(template=reply)
        )
    return turn


async def test_what_was_asked_in_vain_becomes_an_answer_and_leaves_the_list(
    console: Console, editor: Browser
) -> None:
    turn = await asked(console, "can we keep our bikes here? my number is +34 600 111 222", "c_1")
    await asked(console, "CAN WE KEEP OUR BIKES HERE? my number is +34 600 111 222", "c_2")
    await asked(console, "what a lovely day", "c_3", reply="smalltalk.welcome")
    page = unescape((await editor.get(f"{HOUSE}/unanswered")).text)
    assert "2 times" in page
    assert "lovely" not in page
    assert "600" not in page
    link = re.search(r'href="([^"]*answers/new\?turn=[^"]*)"', page)
    assert link is not None
    form = fields_of((await editor.get(f"{HOUSE}/answers/new?turn={turn}")).text)
    assert form["questions.en"] == "can we keep our bikes here? my number is …"
    words = {"questions.en": "can we keep our bikes here?", "answers.en": "Yes, in the courtyard."}
    status, _ = await send(editor, link.group(1), "publish", **words)
    assert status == 303
    known = await console.book.known()
    assert known.answers
    await asked(console, "Can we keep our bikes here please?", "c_4")
    page = unescape((await editor.get(f"{HOUSE}/unanswered")).text)
    assert "please" not in page
    async with console.engine.connect() as connection:
        read = set((await connection.execute(select(access_log.c.conversation))).scalars())
    assert {"c_1", "c_2"} <= read
    assert "c_3" not in read


async def test_an_answer_is_scheduled_called_off_retired_and_brought_back(
    console: Console, editor: Browser
) -> None:
    new = f"{HOUSE}/answers/new"
    status, page = await send(editor, new, "schedule", **BIKES)
    assert (status, "Say from when or until when." in page) == (409, True)
    status, page = await send(editor, new, "schedule", **BIKES, **{"from": "2026-12-24T18:00"})
    assert status == 303, page
    assert "Version 2 is scheduled." in page
    assert "Version 2 will be published: Thu 24 Dec 2026, 18:00" in page
    (line,) = await console.book.lines("mirador", "answer")
    one = f"{HOUSE}/{line.subject.name}"
    (move,) = (await console.book.open(line.subject)).coming
    assert move.from_at.isoformat() == "2026-12-24T17:00:00+00:00"
    off = await editor.submit(f"{one}/cancel", page=one, publication=str(move.id))
    assert "That publication is called off." in (await editor.get(off.headers["location"])).text
    await send(editor, one, "publish")
    gone = await editor.submit(f"{one}/retire", page=one, live="3")
    page = unescape((await editor.get(gone.headers["location"])).text)
    assert "The answer is retired" in page
    assert "nothing: it is retired" in page
    assert (await console.book.known()).answers == {}
    listed = unescape((await editor.get(HOUSE)).text)
    assert "1 retired answer" in listed
    assert "The hotel has no answers of its own yet." in listed
    assert (await editor.submit(f"{one}/retire", page=one, live="1")).status_code == 409
    back = await editor.submit(f"{one}/restore", page=one)
    assert "The answer is brought back." in (await editor.get(back.headers["location"])).text
    assert (await console.book.open(line.subject)).live.number == 3
    bad = await send(editor, one, "schedule", until="tomorrow")
    assert (bad[0], "That is no date and time." in bad[1]) == (409, True)


async def test_a_question_is_dismissed_counted_on_and_shown_again(console: Console, editor: Browser) -> None:
    turn = await asked(console, "where is the moon kept", "c_1")
    await asked(console, "do you sell ice skates", "c_2")
    vain = f"{HOUSE}/unanswered"
    done = await editor.submit(vain, do="dismiss", turn=turn)
    assert done.status_code == 303
    again = await asked(console, "Where is the moon kept?", "c_3")
    page = unescape((await editor.get(vain)).text)
    listed, _, aside = page.partition("1 dismissed question")
    assert "ice skates" in listed
    assert "moon" not in listed
    assert "moon kept" in aside
    assert "2 times" in aside
    assert (await editor.submit(vain, do="show", turn=again)).status_code == 303
    page = unescape((await editor.get(vain)).text)
    assert "dismissed" not in page
    assert "moon kept" in page
    assert (await editor.submit(vain, do="dismiss", turn="t_none")).status_code == 404


async def test_who_may_what(console: Console, browser: Browser) -> None:
    await console.member("vera", Role.VIEWER)
    await browser.sign_in("vera")
    turn = await asked(console, "where is the moon kept", "c_1")
    page = unescape((await browser.get(f"{HOUSE}/unanswered")).text)
    assert "where is the moon kept" in page
    assert "Write an answer" not in page
    shown = (await browser.get(PARKING)).text
    assert "readonly" in shown
    assert 'value="publish"' not in shown
    assert (await browser.get(f"{HOUSE}/answers/new?turn={turn}")).status_code == 403
    vain = f"{HOUSE}/unanswered"
    for path in (PARKING, f"{PARKING}/rollback", f"{PARKING}/cancel", f"{HOUSE}/answers/new", vain):
        assert (await browser.submit(path, page=PARKING, do="publish", number="1")).status_code == 403
    assert (await console.book.known()).revision == 0


@pytest.mark.parametrize(
    "path",
    [
        "/admin/properties/nowhere",
        "/admin/properties/nowhere/unanswered",
        "/admin/properties/nowhere/fact.parking",
        f"{HOUSE}/fact.moon",
        f"{HOUSE}/answer.qa_none",
        f"{HOUSE}/nonsense",
        f"{HOUSE}/answers/new?turn=t_none",
    ],
)
async def test_there_is_no_such_page(editor: Browser, path: str) -> None:
    assert (await editor.get(path)).status_code == 404


async def test_what_staff_write_is_text_and_never_markup(console: Console, editor: Browser) -> None:
    status, _ = await send(
        editor, f"{HOUSE}/fact.wifi", "publish", **{"text.en": "<script>alert(1)</script>"}
    )
    assert status == 303
    raw = (await editor.get(f"{HOUSE}/fact.wifi")).text
    assert "<script>alert" not in raw
    assert "<script>alert" not in (await editor.get(HOUSE)).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_are_read_in_every_language(console: Console, editor: Browser, language: str) -> None:
    editor.cookies.set("posada-language", language)
    pages = [
        (await editor.get(path)).text
        for path in (HOUSE, PARKING, f"{HOUSE}/unanswered", f"{HOUSE}/answers/new")
    ]
    assert all(f'<html lang="{language}">' in page for page in pages)
    assert ("Facts and answers" in pages[0]) is (language == "en")

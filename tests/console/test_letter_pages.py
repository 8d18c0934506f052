"""Requests that need a person, as pages: what waits, why, and what a person does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from common.money import Money
from common.properties import Properties
from console.letters import ADDRESS, Letters
from console.roles import Role
from pms import audit, tables
from pms.contract import errors
from pms.contract.models import GuestProfile
from pms.front_desk import Done
from pms.outbox.letters import Letter, list_letters
from tests.pms.house import WEEKEND, errand_of

from .conftest import Browser, Console
from .letters import booked, dead_booking, dead_change, dead_charge, waiting_booking

STRANGER = GuestProfile(first_name="Otra", last_name="Persona", email="otra@example.com")


async def signed_in(console: Console, browser: Browser, role: Role = Role.AGENT) -> str:
    """The member's id."""
    member = await console.member("ana", role)
    await browser.sign_in()
    return member.id


async def the_letter(console: Console) -> Letter:
    (letter,) = await list_letters(console.engine, statuses=("pending", "retrying", "resolved", "abandoned"))
    return letter


async def told(console: Console) -> list[str]:
    """Replies that guests are to read about what was settled."""
    async with console.engine.connect() as connection:
        return list((await connection.execute(select(tables.notices.c.reply))).scalars())


async def test_an_empty_house_says_that_nothing_waits(console: Console, browser: Browser) -> None:
    await signed_in(console, browser, Role.VIEWER)
    page = (await browser.get(ADDRESS)).text
    assert "Nothing waits for a person." in page
    assert '<h2 id="waiting">Waiting for the hotel\'s system</h2>' in page
    assert 'class="count"' not in page


async def test_the_list_says_in_hotel_words_what_waits_and_why(console: Console, browser: Browser) -> None:
    reference = await dead_booking(console)
    waiting = await waiting_booking(console)
    doubtful = await waiting_booking(console, "c_doubt", errors.OutcomeUnknown())
    console.clock.advance(timedelta(hours=3))
    await signed_in(console, browser, Role.VIEWER)
    page = (await browser.get(ADDRESS)).text
    for words in (
        f"Booking {reference} for 27–29 Nov 2026",
        "The answer made no sense; it may have been written.",
        "For a person",
        "3 hours",
        f"Booking {waiting} for 27–29 Nov 2026",
        "The hotel's system could not be reached; nothing was written.",
        "Not written yet",
        f"Booking {doubtful} for 27–29 Nov 2026",
        "In doubt",
    ):
        assert words in page, words
    first, second = page.split('<section aria-labelledby="waiting">')
    assert reference in first
    assert reference not in second
    assert waiting in second
    assert waiting not in first


async def test_open_ones_come_first_and_closed_ones_keep_their_place_below(
    console: Console, browser: Browser
) -> None:
    closed = await dead_booking(console, "c_1", stay=WEEKEND.shifted(7))
    await console.desk.staff_desk().by_hand().abandon((await the_letter(console)).intent, by="x", why="y")
    older = await dead_booking(console, "c_2")
    console.clock.advance(timedelta(hours=1))
    newer = await dead_booking(console, "c_3")
    await signed_in(console, browser)
    page = (await browser.get(ADDRESS)).text
    assert page.index(older) < page.index(newer) < page.index(closed)
    only = (await browser.get(ADDRESS + "?status=abandoned")).text
    assert closed in only
    assert older not in only
    assert 'id="waiting"' not in only
    assert "No request fits." in (await browser.get(ADDRESS + "?status=resolved")).text
    odd = await browser.get(ADDRESS + "?status=<lost>&property=elsewhere&page=x")
    assert odd.status_code == 200
    assert "The filter “status” knows no “&lt;lost&gt;”" in odd.text
    assert "The filter “property” knows no “elsewhere”" in odd.text


async def test_one_tried_again_stands_once_on_the_list(console: Console, browser: Browser) -> None:
    reference = await dead_booking(console)
    await console.desk.staff_desk().by_hand().replay((await the_letter(console)).intent, by="x")
    await signed_in(console, browser)
    page = (await browser.get(ADDRESS)).text
    assert page.count(f"Booking {reference}") == 1
    assert "Being tried again" in page


async def test_several_hotels_can_be_told_apart(console: Console) -> None:
    await dead_booking(console)
    await waiting_booking(console)
    one = console.desk.property("mirador")
    hotels = Properties((one, replace(one, id="second", name="Casa Segunda")))
    letters = Letters(console.engine, console.desk.staff_desk(), hotels, console.staff)
    ours, faults = letters.query_of({"property": "mirador"})
    theirs, _ = letters.query_of({"property": "second", "page": "3"})
    assert (faults, ours.is_filtered) == ([], True)
    assert theirs.address(1) == f"{ADDRESS}?property=second"
    assert theirs.address(4) == f"{ADDRESS}?property=second&page=4"
    found = await letters.listing(ours)
    assert (found.total, found.waiting_total) == (1, 1)
    found = await letters.listing(replace(theirs, page=1))
    assert (found.total, found.waiting_total, found.letters, found.waiting) == (0, 0, (), ())


async def test_long_lists_have_pages(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    letter = await the_letter(console)
    async with console.engine.begin() as connection:
        row = (await connection.execute(select(tables.dead_letters))).mappings().one()
        more: list[dict[str, Any]] = [
            {**row, "id": f"dlt_00_{n:03}", "intent": f"int_{n:03}", "reference": f"PSD-{n:03}"}
            for n in range(60)
        ]
        await connection.execute(tables.dead_letters.insert(), more)
    await signed_in(console, browser)
    first = (await browser.get(ADDRESS)).text
    assert f'href="{ADDRESS}?page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    last = (await browser.get(f"{ADDRESS}?page=3")).text
    assert "Page 3 of 3" in last
    assert letter.reference in last
    assert "No request fits." in (await browser.get(f"{ADDRESS}?page=9")).text


async def test_the_navigation_counts_what_waits_on_every_page(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    await signed_in(console, browser, Role.VIEWER)
    for path in ("/admin/conversations", "/admin/password", "/admin/staff"):
        assert (
            '<span class="count">1<span class="unseen"> waiting</span></span>'
            in (await browser.get(path)).text
        )
    assert "1 waiting" not in (await browser.get("/admin/login")).text


async def test_one_letter_shows_its_evidence_and_nothing_of_the_guest(
    console: Console, browser: Browser
) -> None:
    reference = await dead_booking(console)
    await signed_in(console, browser, Role.VIEWER)
    letter = await the_letter(console)
    page = (await browser.get(f"{ADDRESS}/{letter.id}")).text
    for words in (
        f"Booking {reference} for 27–29 Nov 2026",
        "doble, 2 adults",
        "T••• G•••",
        "g•••@example.com",
        "no XML",
        "create_reservation",
        "&lt;html&gt;Dear T••• G•••",
        f"Look for {reference} in the hotel&#39;s system; if it is not there, book it by hand.",
        'href="/admin/conversations/c_5F2K9#turn-1"',
        "Asked for",
        "Given to a person",
        "Acting on it needs the role “agent”.",
        letter.intent,
    ):
        assert words in page, words
    for secret in ("guest@example.com", "600 100 200", "Dear Test"):
        assert secret not in page.replace("g•••@example.com", "")
    assert '<form method="post" action="/admin/dead-letters' not in page
    assert page == (await browser.get(f"{ADDRESS}/{letter.intent}")).text, "the write's own id will do"
    assert (await browser.get(f"{ADDRESS}/none")).status_code == 404


async def test_viewers_read_and_agents_act(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    await signed_in(console, browser, Role.VIEWER)
    letter = await the_letter(console)
    path = f"{ADDRESS}/{letter.id}"
    for deed in ("replay", "settle", "abandon"):
        refused = await browser.submit(f"{path}/{deed}", page=path, why="x", sure="yes")
        assert refused.status_code == 403
    assert (await the_letter(console)).status == "pending"


async def test_a_deed_needs_our_own_page_its_token_and_a_tick(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    form = {"why": "no longer wanted", "sure": "yes"}
    foreign = await browser.post(f"{path}/abandon", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    tokenless = await browser.post(f"{path}/abandon", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert (foreign.status_code, tokenless.status_code) == (403, 403)
    assert (await browser.get(f"{path}/abandon")).status_code == 405
    unticked = await browser.submit(f"{path}/abandon", page=path, why="no longer wanted")
    assert (unticked.status_code, "Tick the box to confirm it." in unticked.text) == (400, True)
    assert "no longer wanted</textarea>" in unticked.text, "what was typed is not lost"
    silent = await browser.submit(f"{path}/abandon", page=path, sure="yes", why="  ")
    assert (silent.status_code, "Say what you found and did" in silent.text) == (400, True)
    endless = await browser.submit(f"{path}/abandon", page=path, sure="yes", why="x" * 1001)
    assert (endless.status_code, "longer than 1000" in endless.text) == (400, True)
    assert (await the_letter(console)).status == "pending"
    assert (await browser.submit(f"{ADDRESS}/none/abandon", page=path, **form)).status_code == 404


async def test_given_up_it_is_closed_under_my_name_and_the_guest_is_told(
    console: Console, browser: Browser
) -> None:
    await dead_booking(console)
    member = await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    answer = await browser.submit(f"{path}/abandon", page=path, why="<b>elsewhere</b>", sure="yes")
    assert answer.status_code == 303
    page = (await browser.get(answer.headers["location"])).text
    for words in (
        "It is given up. The guest is told in the conversation.",
        "It was not done. A member of staff gave it up.",
        "· ana",
        "&lt;b&gt;elsewhere&lt;/b&gt;",
        "Nothing is left to do here.",
    ):
        assert words in page, words
    assert "answer made no sense" in page, "the evidence stays"
    letter = await the_letter(console)
    assert (letter.status, letter.by) == ("abandoned", f"staff:{member}")
    assert await told(console) == ["notice.book_abandoned"]
    line = (await audit.lines_of_intent(console.engine, letter.intent))[-1]
    assert (line.actor, line.event) == (f"staff:{member}", "abandoned")
    again = await browser.submit(f"{path}/abandon", page="/admin/password", why="again", sure="yes")
    assert (again.status_code, "It is closed already." in again.text) == (409, True)


async def test_settled_with_the_hotels_number_it_is_done_and_the_guest_is_told(
    console: Console, browser: Browser
) -> None:
    await dead_booking(console)
    by_hand = await booked(console, "at the desk")
    await signed_in(console, browser)
    letter = await the_letter(console)
    path = f"{ADDRESS}/{letter.id}"
    fields = {"why": "booked at the desk", "sure": "yes"}
    numberless = await browser.submit(f"{path}/settle", page=path, **fields)
    assert (numberless.status_code, "A booking needs the number" in numberless.text) == (409, True)
    mistyped = await browser.submit(f"{path}/settle", page=path, **fields, reference="DM-0")
    assert mistyped.status_code == 409
    assert "The hotel&#39;s system has no reservation DM-0." in mistyped.text
    assert 'value="DM-0"' in mistyped.text
    answer = await browser.submit(f"{path}/settle", page=path, **fields, reference=f" {by_hand} ")
    page = (await browser.get(answer.headers["location"])).text
    assert "It is closed as done. The guest is told in the conversation." in page
    assert f"Booking {by_hand} for" in page
    assert await told(console) == ["notice.book_done"]
    assert (await the_letter(console)).status == "resolved"


async def test_another_guests_number_is_refused(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    theirs = await booked(console, "c_other", guest=STRANGER)
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    answer = await browser.submit(f"{path}/settle", page=path, why="x", sure="yes", reference=theirs)
    assert (answer.status_code, "another guest&#39;s" in answer.text) == (409, True)
    assert await told(console) == []


async def test_settled_while_the_hotels_system_is_away_says_so(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    console.hotel.is_down = True
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    answer = await browser.submit(f"{path}/settle", page=path, why="x", sure="yes", reference="1042")
    page = (await browser.get(answer.headers["location"])).text
    assert "could not be asked about it, so your word is all there is." in page


async def test_replayed_it_is_looked_up_and_done(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    answer = await browser.submit(f"{path}/replay", page=path, sure="yes")
    waits = (await browser.get(answer.headers["location"])).text
    assert "It is tried again now" in waits
    twice = await browser.submit(f"{path}/replay", page=path, sure="yes")
    assert (twice.status_code, "Only what waits for a person can be tried again" in twice.text) == (
        409,
        True,
    )
    console.clock.advance(timedelta(minutes=2))
    await console.desk.outbox_worker().run_once()
    done = (await browser.get(path)).text
    assert "It is done in the hotel's system." in done
    assert "Posada" in done
    assert 'class="count"' not in done


async def test_a_replay_that_died_again_is_not_called_under_way(console: Console, browser: Browser) -> None:
    await dead_booking(console)
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    for done in ("replay", "settle", "settle-unasked", "abandon", "<script>"):
        page = (await browser.get(f"{path}?done={done}")).text
        assert '<p class="notice" role="status">' not in page


async def test_a_replay_behind_a_later_change_is_refused_in_words(console: Console, browser: Browser) -> None:
    reference = await booked(console)
    await dead_change(console, reference)
    later = errand_of("c_booked", console.clock, turn="turn-3")
    assert isinstance(await console.desk.cancel(later, reference, agreed_fee=Money.zero("EUR")), Done)
    await signed_in(console, browser)
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    answer = await browser.submit(f"{path}/replay", page=path, sure="yes")
    assert answer.status_code == 409
    assert "A later change of the same reservation has been made since" in answer.text
    assert '<details class="by-hand-way" open>' in answer.text


async def test_what_waits_can_be_done_by_hand_before_the_machine_does_it(
    console: Console, browser: Browser
) -> None:
    await waiting_booking(console)
    by_hand = await booked(console, "at the desk")
    await signed_in(console, browser)
    listing = (await browser.get(ADDRESS)).text
    path = listing.split('class="open what" href="')[1].split('"')[0]
    page = (await browser.get(path)).text
    assert "Whoever does it by hand closes it here, or it is done a second time." in page
    assert "doble, 2 adults" in page
    assert f"{path}/replay" not in page, "it is tried again without asking"
    answer = await browser.submit(f"{path}/settle", page=path, why="by phone", sure="yes", reference=by_hand)
    assert answer.status_code == 303
    assert "Nothing waits." in (await browser.get(ADDRESS)).text


async def test_what_staff_asked_for_names_them_and_tells_no_guest(console: Console, browser: Browser) -> None:
    member = await signed_in(console, browser)
    await dead_charge(console, await booked(console), actor=f"staff:{member}")
    path = f"{ADDRESS}/{(await the_letter(console)).id}"
    page = (await browser.get(path)).text
    for words in ("Charge of €42.50 on", "Cannot wait", "Dinner, table of g•••@example.com", "<dd>ana</dd>"):
        assert words in page, words
    assert "/admin/conversations/console" not in page
    assert "The guest is told" not in page
    answer = await browser.submit(f"{path}/settle", page=path, why="posted", sure="yes")
    assert "It is closed as done.</p>" in (await browser.get(answer.headers["location"])).text


async def test_a_write_whose_key_is_lost_is_shown_as_that(console: Console, browser: Browser) -> None:
    reference = await waiting_booking(console)
    async with console.engine.begin() as connection:
        await connection.execute(update(tables.intents).values(payload="sealed with another key"))
    await signed_in(console, browser)
    listing = (await browser.get(ADDRESS)).text
    assert f"Booking {reference}" in listing
    path = listing.split('class="open what" href="')[1].split('"')[0]
    page = (await browser.get(path)).text
    assert "POSADA_SECRET_KEYS" in page
    answer = await browser.submit(f"{path}/abandon", page=path, why="x", sure="yes")
    assert (answer.status_code, "It cannot be read" in answer.text) == (409, True)

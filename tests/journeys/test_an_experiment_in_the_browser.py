"""Marketing tests a greeting on 2,000 guests in a real Chromium, through a restart and other weights; the figures are right.

Real are the console's pages, Rasa, the service behind real HTTP, every greeting, and a few bookings from first word to
the hotel's books. Simulated are the guests: each is a conversation of the API that says "hello". Most of their bookings
are told by the outcomes' address, as a hotel's own program tells of one taken by telephone.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from common.database import create_engine
from templates import exposures
from templates.exposures import Exposure
from tests.browser.chromium import chromium
from tests.installation import Guest, Installation
from tests.journeys.errands import lead_to_confirmation
from tests.journeys.test_experiments import posada
from tests.journeys.test_in_the_browser import watched
from tests.journeys.test_words_in_the_browser import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.browser]

ID = "warmer-greeting"
GREETINGS = ("greeting.welcome", "greeting.hello")
"""The first greeting of a conversation, and any later one: changed together, or a guest would lose the arm on return."""

WARM = "A very warm welcome to {{ hotel }}!"
OWED = " I am a digital assistant.{% if privacy_url %} Your data: {{ privacy_url }}{% endif %}"
"""What the first greeting must tell every guest, in whichever arm."""
SHOWN_WARM = "A very warm welcome to Posada del Mirador!"
FIRST = [f"early-{number}" for number in range(1_000)]
LATER = [f"late-{number}" for number in range(1_000)]
BOOKS_ONE_IN = {"control": 10, "b": 6}
PRICE_MINOR = 24_600
AT_ONCE = 6
SEEN_SECONDS = 1.0
"""How soon a change in the console reaches every reply."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Of its own: it is restarted, and its guests are counted."""
    running = Installation(tmp_path)
    try:
        yield running.start()
    finally:
        running.stop()


class Crowd:
    """Many guests over one client, a few at once."""

    def __init__(self, installation: Installation) -> None:
        self._client = httpx2.Client(headers={"Authorization": f"Bearer {installation.token}"}, timeout=60)
        self._url = f"{installation.url}/api/v1/conversations"

    async def greet(self, guests: Iterable[str]) -> dict[str, str]:
        """The arm each was shown, which the words must be of."""
        return await asyncio.to_thread(self._each, self._greet, list(guests))

    async def book(self, guests: Iterable[str]) -> None:
        await asyncio.to_thread(self._each, self._book, list(guests))

    def close(self) -> None:
        self._client.close()

    def _each(self, work: Any, guests: list[str]) -> dict[str, Any]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(guests, pool.map(work, guests), strict=True))

    def _greet(self, guest: str) -> str:
        said = self._post(f"{guest}/messages", {"text": "hello", "language": "en"})["replies"]
        (reply,) = [one for one in said if one["template"] in GREETINGS]
        assert reply["experiment"] == ID
        assert reply["text"].startswith(SHOWN_WARM) == (reply["arm"] == "b")
        return str(reply["arm"])

    def _book(self, guest: str) -> None:
        amount = {"minor": PRICE_MINOR, "currency": "EUR"}
        self._post(f"{guest}/outcomes", {"kind": "booking", "amount": amount})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(f"{self._url}/{path}", json=body)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return dict(answer.json())


@pytest.fixture
def crowd(installation: Installation) -> Iterator[Crowd]:
    guests = Crowd(installation)
    yield guests
    guests.close()


def who_books(arms: dict[str, str]) -> list[str]:
    """A known share of each arm."""
    chosen = []
    for arm, one_in in BOOKS_ONE_IN.items():
        chosen += [guest for guest, its in sorted(arms.items()) if its == arm][::one_in]
    return chosen


def book_for_real(installation: Installation, guest: str, ahead: int) -> None:
    """From the first word to the hotel's books; the PMS layer's own event then tells the experiment."""
    talk = Guest(installation, guest, language="en")
    lead_to_confirmation(talk, room="Double", ahead=ahead, email=f"{guest}@guest.example")
    talk.press("Yes")
    talk.close()


async def made_and_started(page: Page, installation: Installation) -> None:
    await page.goto(f"{installation.url}/admin/templates/ab-tests")
    await page.get_by_role("link", name="New experiment").click()
    await page.locator("#pick-key").select_option("greeting.welcome")
    await page.locator("#pick-language").select_option("en")
    await page.get_by_role("button", name="Take this reply").click()
    await page.get_by_label("Name of the experiment").fill("Warmer greeting")
    await page.locator("#words-1").fill(WARM + OWED)
    await page.get_by_label("Weight of control").fill("50")
    await page.get_by_label("Weight of b").fill("50")
    await page.get_by_label("How often today, in % of guests").fill("10")
    await page.get_by_label("Smallest gain worth finding, in points").fill("6")
    await page.get_by_label("Guests a day who read this reply").fill("100")
    # How long it takes is said before anything exists.
    await page.get_by_role("button", name="Check and calculate").click()
    await expect(page.get_by_role("status")).to_contain_text("days")
    await page.get_by_role("button", name="Make the draft").click()
    await page.get_by_label("Reply", exact=True).select_option("greeting.hello")
    await page.get_by_label("Language", exact=True).select_option("en")
    await page.get_by_label("Arm b").fill(WARM)
    await page.get_by_role("button", name="Add these words").click()
    await expect(page.get_by_role("status")).to_contain_text("The words are added")
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("status")).to_contain_text("It runs")
    await asyncio.sleep(SEEN_SECONDS)


async def told(installation: Installation, bookings: int) -> None:
    """Until the experiment has heard of the bookings that the hotel's system made; it is told every few seconds."""
    for _ in range(200):
        ((heard,),) = installation.rows("SELECT count(*) FROM outcomes WHERE kind = 'booking'")
        if heard >= bookings:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{heard} of {bookings} bookings were heard of")


def counted_from_raw_rows(installation: Installation) -> dict[str, dict[str, int]]:
    """From what was sent and what was booked, without a line of ours between: guests, bookings and money by arm."""
    sent = installation.rows(
        "SELECT DISTINCT o.arm, c.guest_key FROM outgoing o JOIN conversations c ON c.id = o.conversation"
        " WHERE o.experiment = ? AND o.delivery = 'sent'",
        ID,
    )
    arm_of = {guest: arm for arm, guest in sent}
    assert len(arm_of) == len(sent), "a guest read two arms"
    booked = installation.rows(
        "SELECT guest_key, amount_minor FROM outcomes WHERE experiment = ? AND kind = 'booking'", ID
    )
    guests, bookings, money = Counter(arm_of.values()), Counter[str](), Counter[str]()
    for guest, minor in booked:
        bookings[arm_of[guest]] += 1
        money[arm_of[guest]] += minor
    return {
        arm: {"guests": guests[arm], "bookings": bookings[arm], "minor": money[arm]} for arm in BOOKS_ONE_IN
    }


async def test_marketing_tests_a_greeting_on_two_thousand_guests(
    installation: Installation, crowd: Crowd
) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="en-GB")
        faults = watched(page)
        await sign_in(page, installation)
        await made_and_started(page, installation)

        arms = await crowd.greet(FIRST)
        assert Counter(arms.values()).keys() == BOOKS_ONE_IN.keys()
        early = who_books(arms)
        really = [next(guest for guest in early if arms[guest] == arm) for arm in BOOKS_ONE_IN]
        for number, guest in enumerate(really):
            await asyncio.to_thread(book_for_real, installation, guest, 100 + 10 * number)
        await crowd.book(guest for guest in early if guest not in really)

        installation.kill("service")
        await asyncio.to_thread(installation.wait_until_ready)
        await page.goto(f"{installation.url}/admin/templates/ab-tests/{ID}")
        await page.get_by_label("Weight of control").fill("20")
        await page.get_by_label("Weight of b").fill("80")
        await page.get_by_role("button", name="Change the weights").click()
        await expect(page.get_by_role("status")).to_contain_text("whoever has an arm keeps it")
        await asyncio.sleep(SEEN_SECONDS)

        late = await crowd.greet(LATER)
        assert Counter(late.values())["b"] > 700
        arms |= late
        await crowd.book(who_books(late))
        # Every early guest kept their arm through the restart and the new weights; of the later ones a part comes back too.
        back = {guest: arms[guest] for guest in (*FIRST, *LATER[::4])}
        assert await crowd.greet(back) == back

        booked = {*early, *who_books(late)}
        await told(installation, len(booked))
        report = json.loads(posada(installation, "experiments", "report", ID, "--json"))
        counted = counted_from_raw_rows(installation)
        compare(report, counted)
        assert {arm: one["guests"] for arm, one in counted.items()} == Counter(arms.values())
        assert {arm: one["bookings"] for arm, one in counted.items()} == Counter(
            arms[guest] for guest in booked
        )
        assert report["report"]["mixed"] == 0
        assert report["report"]["ratio"]["p"] > 0.001

        await page.reload()
        rows = page.locator("section.figures tbody tr")
        for place, arm in enumerate(BOOKS_ONE_IN):
            cells = await rows.nth(place).locator("td").all_inner_texts()
            assert cells[1:3] == [f"{counted[arm]['guests']:,}", f"{counted[arm]['bookings']:,}"]
        await expect(page.get_by_text("Split: as configured")).to_be_visible()

        # The kill switch: the very next guests read what is published.
        await page.get_by_role("button", name="Switch off at once").click()
        await expect(page.get_by_role("status")).to_contain_text("It is switched off")
        await asyncio.sleep(SEEN_SECONDS)
        last = Guest(installation, FIRST[0])
        assert {reply["experiment"] for reply in last.say("hello", language="en")} == {None}
        last.close()
        assert faults == []


def compare(report: dict[str, Any], counted: dict[str, dict[str, int]]) -> None:
    """Every count, and what plain arithmetic makes of it."""
    assert report["currency"] == "EUR"
    for arm, total in zip(report["report"]["arms"], report["arms"], strict=True):
        mine = counted[arm["name"]]
        assert (arm["guests"], arm["conversions"]) == (mine["guests"], mine["bookings"])
        assert total["revenue_minor"] == {"EUR": mine["minor"]}
        assert arm["rate"]["value"] == pytest.approx(mine["bookings"] / mine["guests"])
        assert arm["revenue_minor"]["value"] == pytest.approx(mine["minor"] / mine["guests"])
    control, b = counted["control"], counted["b"]
    (against,) = report["report"]["comparisons"]
    assert against["lift"]["value"] == pytest.approx(
        b["bookings"] / b["guests"] - control["bookings"] / control["guests"]
    )


async def test_sixty_forty_that_should_be_fifty_fifty_raises_the_alarm(installation: Installation) -> None:
    """The fault is simulated where it would show: of 2,000 guests whom replies reached, 1,200 had read control."""
    async with chromium() as browser:
        page = await browser.new_page(locale="en-GB")
        faults = watched(page)
        await sign_in(page, installation)
        await made_and_started(page, installation)
        now = datetime.now(UTC)
        engine = create_engine(f"sqlite+aiosqlite:///{installation.folder / 'posada.db'}")
        async with engine.begin() as connection:
            for number in range(2_000):
                arm = "control" if number % 5 < 3 else "b"
                shown = Exposure(ID, arm, f"guest-{number}", now, "en", "api", None)
                await connection.run_sync(exposures.record, shown)
        await engine.dispose()
        await page.goto(f"{installation.url}/admin/templates/ab-tests/{ID}")
        await expect(page.locator(".conclusion")).to_contain_text(
            "The guests are not split between the arms as configured"
        )
        await expect(page.locator(".chip.is-bad")).to_contain_text("Split: not as configured")
        report = json.loads(posada(installation, "experiments", "report", ID, "--json"))
        assert report["report"]["verdict"]["kind"] == "ratio_alarm"
        assert report["report"]["ratio"]["expected"] == [1_000, 1_000]
        assert faults == []
